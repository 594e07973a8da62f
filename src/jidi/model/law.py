"""Limits and thresholds of law, standards and programmes, each valid for a time.

Every row of ``definitions/law/*.csv`` is one limit: a value, how to compare with it, the article it
stands in, and how far it may be trusted. What nobody has verified is kept, marked, and never cited.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from types import MappingProxyType
from typing import Annotated, Self

from pydantic import BeforeValidator, model_validator

from jidi.core.errors import DefinitionError, JidiError, Place, UnknownName, raise_together
from jidi.core.nearest import suggestion
from jidi.core.units import Unit
from jidi.model.rows import read_models
from jidi.model.strict import Strict
from jidi.model.trust import Trust

COMPARATORS: Mapping[str, Callable[[Decimal, Decimal], bool]] = MappingProxyType(
    {
        "<=": operator.le,
        "<": operator.lt,
        "=": operator.eq,
        ">=": operator.ge,
        ">": operator.gt,
    }
)
OWN_UNITS = frozenset(
    {
        "mg/kg",
        "mg/m²",
        "天/周",
        "次/周",
        "次/日",
        "小时/日",
        "工作日",
        "月",
        "月份",
        "类",
        "级",
        "位",
        "字",
    }
)
"""Units of limits that no figure of statistics carries."""


def _unit(given: str) -> str:
    return given if given in OWN_UNITS else str(Unit.parse(given))


def _comparator(given: str) -> str:
    if given not in COMPARATORS:
        near = suggestion(given, COMPARATORS)
        raise UnknownName("D-220", what="comparator", name=given, nearest=near)
    return given


class Limit(Strict):
    """One limit.

    :param id: its name; several rows may share it when they are valid at different times.
    :param topic: the file it stands in.
    :param value: the number, in ``unit``.
    :param comparator: how a measured value must stand to it: at most (<=), at least (>=) …
    :param article: article or section; empty when the source has none.
    :param valid_from: first day it holds; None when it began before all records.
    :param valid_to: day after its last; None when it still holds.
    """

    id: str
    topic: str
    zh: str
    en: str
    value: Decimal
    unit: Annotated[str, BeforeValidator(_unit)]
    comparator: Annotated[str, BeforeValidator(_comparator)]
    article: str = ""
    source: str
    trust: Trust
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_from >= self.valid_to:
            raise ValueError("valid_to must lie after valid_from")
        return self

    @property
    def is_citable(self) -> bool:
        """Whether a document may cite it; False for what nobody has verified (trust G)."""
        return self.trust.is_citable

    def is_valid_on(self, day: date) -> bool:
        """Whether it held on ``day``."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day < self.valid_to)

    def holds(self, measured: Decimal | int) -> bool:
        """Whether a measured value, in the limit's unit, keeps to it."""
        return COMPARATORS[self.comparator](Decimal(measured), self.value)

    @property
    def validity(self) -> str:
        """From and to, for messages; open ends are left out."""
        return f"{self.valid_from or ''}…{self.valid_to or ''}"


class Law:
    """All limits, and those of a day.

    :raises DefinitionError: D-231 when two limits of one id hold at the same time.
    """

    def __init__(self, limits: Iterable[Limit]) -> None:
        self._by_id: dict[str, list[Limit]] = {}
        for limit in sorted(limits, key=lambda one: (one.id, one.valid_from or date.min)):
            self._by_id.setdefault(limit.id, []).append(limit)
        raise_together(_overlaps(self._by_id.values()))

    def __iter__(self) -> Iterator[Limit]:
        return (limit for versions in self._by_id.values() for limit in versions)

    def on(self, day: date) -> Mapping[str, Limit]:
        """The limits that held on ``day``, by id."""
        return MappingProxyType({limit.id: limit for limit in self if limit.is_valid_on(day)})

    def limit(self, name: str, *, on: date) -> Limit:
        """The limit of that id on a day.

        :raises UnknownName: D-232 when there is no such limit, with the nearest; D-233 when it did
            not hold on that day, with the times when it did.
        """
        versions = self._by_id.get(name)
        if versions is None:
            raise UnknownName("D-232", name=name, nearest=suggestion(name, self._by_id))
        for limit in versions:
            if limit.is_valid_on(on):
                return limit
        times = ", ".join(limit.validity for limit in versions)
        raise UnknownName("D-233", name=name, day=on.isoformat(), times=times)


@cache
def load_law() -> Law:
    """The limits that ship.

    :raises DefinitionError: with file and line: D-102, D-209 a value that does not fit, D-230 a
        topic other than the file's; D-231 two limits of one id at a time.
    """
    folder = files("jidi.definitions") / "law"
    tables = sorted((e for e in folder.iterdir() if e.name.endswith(".csv")), key=lambda e: e.name)
    return Law(limit for table in tables for limit in read_limits(table))


def read_limits(path: Traversable) -> tuple[Limit, ...]:
    """The limits of one file, which bears the name of their topic."""
    rows = read_models(path, Limit)
    topic = path.name.removesuffix(".csv")
    raise_together(
        DefinitionError("D-230", where=Place(path.name, line), topic=limit.topic, file=topic)
        for line, limit in rows
        if limit.topic != topic
    )
    return tuple(limit for _, limit in rows)


def _overlaps(groups: Iterable[list[Limit]]) -> Iterator[JidiError]:
    for versions in groups:
        for one, other in pairwise(versions):
            if one.valid_to is None or (other.valid_from or date.min) < one.valid_to:
                yield DefinitionError("D-231", id=one.id, first=one.validity, second=other.validity)
