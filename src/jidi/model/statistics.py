"""Published statistics that ship with Jidi, and the one way to subtract two of them.

A figure belongs to a *scope*: what exactly was counted. Scopes change; two figures may be
compared only within one scope, or across scopes that continue each other (``scopes.toml``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from pydantic import Field

from jidi.core.errors import DefinitionError, JidiError, Place, ValueProblem, raise_together
from jidi.core.nearest import suggestion
from jidi.core.units import Unit
from jidi.model.observation import Observation
from jidi.model.rows import read_models, refuse_twins
from jidi.model.strict import Strict, build, read_text, read_toml

FILES = ("shanxi", "inner_mongolia", "national", "cities", "other_provinces")


class PublishedIndicator(Strict):
    """A name that indicators are printed under, and the indicator it means.

    :param dimension: what its unit measures (``jidi.core.units``).
    :param family: the family of scopes it belongs to.
    """

    published: str
    indicator: str
    dimension: str
    family: str
    en: str


class Scope(Strict):
    """What a figure counts, for the years ``from`` to ``to``.

    :param continues: the scope before it that it may be compared with.
    :param price_base: the year of constant prices that all its figures carry; empty for others.
    """

    id: str
    family: str
    first_year: int = Field(alias="from")
    last_year: int = Field(alias="to")
    continues: str | None = None
    price_base: str = ""
    zh: str
    en: str
    explain_zh: str
    explain_en: str


class Unplaced(Strict):
    """A printed figure that cannot be filed, kept as it was found, and why."""

    reason: str
    indicator: str
    published: str
    division: str
    period: str
    value: Decimal
    unit: Unit
    growth: Decimal | None = None
    status: str
    source_kind: str
    source: str
    scope: str = ""
    price_base: str = ""
    flags: str = ""
    note: str = ""


class PlanFigure(Strict):
    """A target of another plan, for context; ``indicator`` is empty where ours has none."""

    division: str
    place: str
    plan: str
    published: str
    indicator: str = ""
    unit: str
    base_period: str = ""
    base_value: Decimal | None = None
    target_period: str = ""
    target_value: Decimal | None = None
    growth_text: str = ""
    source: str
    note: str = ""


@dataclass(frozen=True)
class Change:
    """What lies between two figures of one series.

    :param amount: later less earlier, in ``unit`` (without multiplier).
    :param growth: percent on the earlier value; None when that is zero.
    """

    amount: Decimal
    unit: Unit
    growth: Decimal | None


@cache
def load_statistics() -> tuple[Observation, ...]:
    """All published figures that ship, ordered by indicator, division, period and status.

    :raises DefinitionError: with file and line: D-102, D-209 a value that does not fit or a name
        that is not known, D-202 a figure twice, D-221 to D-224 a figure that contradicts its
        indicator or scope.
    """
    found = [figure for name in FILES for figure in read_statistics(_folder() / f"{name}.csv")]
    return tuple(sorted(found, key=_series_and_time))


def read_statistics(path: Traversable) -> tuple[Observation, ...]:
    """The figures of one file, checked as :func:`load_statistics` says."""
    rows = read_models(path, Observation)
    refuse_twins(rows, key=_identity, path=path)
    raise_together(_misfits(rows, path.name))
    return tuple(figure for _, figure in rows)


@cache
def published_indicators() -> Mapping[str, PublishedIndicator]:
    """Every name in print, with the indicator it means.

    :raises DefinitionError: D-202 for a name twice.
    """
    path = _folder() / "indicators.csv"
    rows = read_models(path, PublishedIndicator)
    refuse_twins(rows, key=lambda named: named.published, path=path)
    return MappingProxyType({named.published: named for _, named in rows})


@cache
def scopes() -> Mapping[str, Scope]:
    """Every scope by its id."""
    path = _folder() / "scopes.toml"
    sections = read_toml(read_text(path), file=path.name)
    return MappingProxyType(
        {
            name: build(Scope, {"id": name, **section}, where=Place(path.name))
            for name, section in sections.items()
        }
    )


def load_unplaced() -> tuple[Unplaced, ...]:
    """Figures in print that cannot be filed, because print does not say when."""
    return tuple(row for _, row in read_models(_folder() / "unplaced.csv", Unplaced))


def load_other_plans() -> tuple[PlanFigure, ...]:
    """Targets of other plans and agreements, for context."""
    return tuple(row for _, row in read_models(_folder() / "other_plans.csv", PlanFigure))


def difference(later: Observation, earlier: Observation) -> Change:
    """Later less earlier, when both belong to one series; refused otherwise.

    :raises ValueProblem: D-225 when indicator, division, unit, price base or scope differ (naming
        all that do), D-226 when one of them has no value.
    """
    differing = [what for what, one, other in _series(later, earlier) if one != other]
    if not _one_scope(later.scope, earlier.scope):
        differing.append(f"scope ({later.scope} / {earlier.scope})")
    if differing:
        raise ValueProblem(
            "D-225", later=_told(later), earlier=_told(earlier), what=", ".join(differing)
        )
    new, old = later.plain_value, earlier.plain_value
    if new is None or old is None:
        raise ValueProblem("D-226", later=_told(later), earlier=_told(earlier))
    growth = (new - old) / abs(old) * 100 if old else None
    return Change(new - old, later.unit.plain, growth)


def _series(later: Observation, earlier: Observation) -> Iterator[tuple[str, object, object]]:
    yield "indicator", later.indicator, earlier.indicator
    yield "division", later.division, earlier.division
    yield "unit", later.unit.plain, earlier.unit.plain
    yield "price_base", later.price_base, earlier.price_base


def _one_scope(one: str, other: str) -> bool:
    """Whether figures of two scopes may be compared: the same, or one continues the other."""
    return one in _back_from(other) or other in _back_from(one)


def _back_from(scope: str) -> Iterator[str]:
    current: str | None = scope
    while current is not None:
        yield current
        known = scopes().get(current)
        current = known.continues if known is not None else None


def _told(figure: Observation) -> str:
    return f"{figure.indicator} {figure.division.short} {figure.period}"


def _identity(figure: Observation) -> str:
    return f"{_told(figure)} {figure.status}"


def _series_and_time(figure: Observation) -> tuple[object, ...]:
    return (figure.indicator, figure.division, figure.period, figure.status)


def _misfits(rows: Iterable[tuple[int, Observation]], file: str) -> Iterator[JidiError]:
    for line, figure in rows:
        where = Place(file, line)
        known = published_indicators()
        named = known.get(figure.published)
        scope = scopes().get(figure.scope)
        if named is None or named.indicator != figure.indicator:
            near = suggestion(figure.published, known)
            yield DefinitionError(
                "D-221", where=where, name=figure.published, id=figure.indicator, nearest=near
            )
        elif named.dimension != figure.unit.dimension:
            yield DefinitionError(
                "D-223", where=where, unit=str(figure.unit), dimension=named.dimension
            )
        elif scope is None:
            near = suggestion(figure.scope, scopes())
            yield DefinitionError("D-222", where=where, scope=figure.scope, nearest=near)
        elif not _fits(figure, named, scope):
            yield DefinitionError(
                "D-224", where=where, scope=scope.id, name=figure.published, period=figure.period
            )


def _fits(figure: Observation, named: PublishedIndicator, scope: Scope) -> bool:
    in_time = scope.first_year <= figure.period.year <= scope.last_year
    return in_time and named.family == scope.family and figure.price_base == scope.price_base


def _folder() -> Traversable:
    return files("jidi.definitions") / "statistics"
