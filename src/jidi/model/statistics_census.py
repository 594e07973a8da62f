"""The population census of 1 November 2020, by county."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from jidi.core.division import DivisionCode, Level
from jidi.core.errors import DefinitionError, JidiError, Place, raise_together
from jidi.model.rows import read_models, refuse_twins
from jidi.model.strict import Strict


class CensusCount(Strict):
    """People and households of a division.

    :param population: all residents; the sum of urban and rural.
    :param note: how print differs in name or code.
    """

    code: DivisionCode
    name: str
    population: int
    urban: int
    rural: int
    households: int
    note: str = ""


_COUNTED = ("population", "urban", "rural", "households")


@cache
def load_census() -> Mapping[DivisionCode, CensusCount]:
    """The counts of both provinces, their cities and counties, by code.

    Source: Seventh National Population Census, published county tables.

    :raises DefinitionError: as :func:`read_census`.
    """
    return read_census(files("jidi.definitions") / "statistics" / "census2020.csv")


def read_census(path: Traversable) -> Mapping[DivisionCode, CensusCount]:
    """A table of census counts whose parts make the wholes.

    :raises DefinitionError: with the line: D-202 a division twice, D-227 when urban and rural do
        not make the population, or the divisions right below do not make the one above.
    """
    rows = read_models(path, CensusCount)
    refuse_twins(rows, key=lambda count: count.code.text, path=path)
    raise_together(_broken_sums(rows, path.name))
    return MappingProxyType({count.code: count for _, count in rows})


def _broken_sums(rows: list[tuple[int, CensusCount]], file: str) -> Iterator[JidiError]:
    below: dict[DivisionCode, list[CensusCount]] = {}
    for _, count in rows:
        if count.code.parent is not None and count.code.level > Level.PROVINCE:
            below.setdefault(count.code.parent, []).append(count)
    for line, count in rows:
        where = Place(file, line)
        if count.urban + count.rural != count.population:
            yield _differs(where, count, "urban + rural", count.urban + count.rural)
        parts = below.get(count.code, [])
        for name in _COUNTED if parts else ():
            total = sum(getattr(part, name) for part in parts)
            if total != getattr(count, name):
                yield _differs(where, count, name, total)


def _differs(where: Place, count: CensusCount, what: str, total: int) -> DefinitionError:
    return DefinitionError("D-227", where=where, name=count.name, what=what, total=total)
