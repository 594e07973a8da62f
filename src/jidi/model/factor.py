"""Factors for design and evaluation: emissions, speeds, costs, capacities, each with its range.

A factor may differ by place and year (the grid's emissions do); it is then asked for with both, and
the latest year that is not after the asked one is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Self

from pydantic import BeforeValidator, model_validator

from jidi.core.division import DivisionCode
from jidi.core.errors import DefinitionError, Place, UnknownName, raise_together
from jidi.core.nearest import suggestion
from jidi.core.units import Unit
from jidi.model.rows import read_models, refuse_twins
from jidi.model.strict import Strict
from jidi.model.trust import Trust

OWN_UNITS = frozenset(
    {
        "g CO2e/吨公里",
        "kg CO2/千瓦时",
        "公里/小时",
        "元/公里",
        "元/千克",
        "元/吨公里",
        "件/小时",
        "件/日",
        "立方米",
    }
)
"""Units of factors that no figure of statistics carries."""


def _unit(given: str) -> str:
    return given if given in OWN_UNITS else str(Unit.parse(given))


class Factor(Strict):
    """One factor.

    :param value: the number to use unless a better one is known, in ``unit``; the middle of the
        range where the source gives a range only.
    :param low: lower end of its range; None when print gives one number only.
    :param high: upper end of its range.
    :param division: the place it belongs to; None when it belongs to none.
    :param year: the year it was measured for; None when print gives none.
    """

    id: str
    topic: str
    zh: str
    en: str
    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    unit: Annotated[str, BeforeValidator(_unit)] = ""
    division: DivisionCode | None = None
    year: int | None = None
    source: str
    trust: Trust
    note: str = ""

    @model_validator(mode="after")
    def _lies_in_its_range(self) -> Self:
        if (self.low is None) != (self.high is None):
            raise ValueError("low and high come together")
        if self.low is not None and self.high is not None and not self._inside(self.low, self.high):
            raise ValueError(f"value {self.value} outside of {self.low} to {self.high}")
        return self

    @property
    def is_citable(self) -> bool:
        """Whether a document may cite it; False for what nobody has verified (trust G)."""
        return self.trust.is_citable

    @property
    def span(self) -> tuple[Decimal, Decimal]:
        """Lower and upper end; both the value itself when print gives one number only."""
        return (
            self.value if self.low is None else self.low,
            self.value if self.high is None else self.high,
        )

    def _inside(self, low: Decimal, high: Decimal) -> bool:
        return low <= self.value <= high


class Factors:
    """All factors, asked for by id and, where they differ, by place and year."""

    def __init__(self, factors: Iterable[Factor]) -> None:
        self._by_id: dict[str, list[Factor]] = {}
        for factor in sorted(factors, key=lambda one: (one.id, one.year or 0)):
            self._by_id.setdefault(factor.id, []).append(factor)

    def __iter__(self) -> Iterator[Factor]:
        return (factor for held in self._by_id.values() for factor in held)

    def get(
        self, name: str, *, division: DivisionCode | None = None, year: int | None = None
    ) -> Factor:
        """The factor of that id for a place and a year.

        :param division: the place; a factor of the country is not given in its stead.
        :param year: the latest year not after this one is given; None for the latest of all.
        :raises UnknownName: D-240 when there is no such factor, with the nearest; D-241 when there
            is none for that place and year, with those that there are.
        """
        held = self._by_id.get(name)
        if held is None:
            raise UnknownName("D-240", name=name, nearest=suggestion(name, self._by_id))
        fitting = [one for one in held if one.division == division and _not_after(one, year)]
        if not fitting:
            there = ", ".join(_told(one) for one in held)
            asked = f"{division.short if division else '—'} {year or '—'}"
            raise UnknownName("D-241", name=name, asked=asked, there=there)
        return fitting[-1]


@cache
def load_factors() -> Factors:
    """The factors that ship.

    :raises DefinitionError: with file and line: D-102, D-209 a value that does not fit, D-202 a
        factor twice for one place and year, D-230 a topic other than the file's.
    """
    folder = files("jidi.definitions") / "factors"
    tables = sorted((e for e in folder.iterdir() if e.name.endswith(".csv")), key=lambda e: e.name)
    return Factors(factor for table in tables for factor in read_factors(table))


def read_factors(path: Traversable) -> tuple[Factor, ...]:
    """The factors of one file, which bears the name of their topic."""
    rows = read_models(path, Factor)
    refuse_twins(rows, key=_identity, path=path)
    topic = path.name.removesuffix(".csv")
    raise_together(
        DefinitionError("D-230", where=Place(path.name, line), topic=factor.topic, file=topic)
        for line, factor in rows
        if factor.topic != topic
    )
    return tuple(factor for _, factor in rows)


def _not_after(factor: Factor, year: int | None) -> bool:
    return year is None or factor.year is None or factor.year <= year


def _identity(factor: Factor) -> str:
    return f"{factor.id} {_told(factor)}"


def _told(factor: Factor) -> str:
    return f"{factor.division.short if factor.division else '—'} {factor.year or '—'}"
