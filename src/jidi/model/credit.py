"""Yearly schemes of credit evaluation (年度信用评定方案): items, points, lists, effects. Data.

The Measures (快递业信用管理暂行办法) leave all of it to each year's scheme, so a scheme is a file
of its own, and one that a province wrote is read by the same strict rules.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import MAXYEAR, date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Self, TypeVar

from pydantic import Field, model_validator

from jidi.core.errors import DefinitionError, InputError, UnknownName
from jidi.core.errors import Place as Where
from jidi.core.nearest import suggestion
from jidi.core.worded import listed
from jidi.model.case import case_kinds
from jidi.model.catalogue import Catalogue
from jidi.model.strict import Strict, build, read_text, read_toml
from jidi.model.trust import Trust

N = TypeVar("N", "CreditList", "Effect")
CASE_SIGN = "case:"
"""How codes begin that speak of cases: ``case:KIND.STATE``."""


class Step(Strict):
    """Points of a measure above a value, in the measure's unit."""

    over: float
    points: float = Field(le=0)


class Item(Strict):
    """One thing that gives or takes points: records of some codes, or a measure.

    :param codes: of ``credit_item``, or ``case:KIND.STATE``; empty for a measure.
    :param points: of each record. :param most: of all of them together.
    :param drops_when_repaired: whether a record that was repaired by the close gives none.
    :param measure: id of a measure; its highest step that is passed gives the points.
    :param nothing_arose: what no denominator means: ``true`` where the book holds all that there
        is (complaints come to the regulator itself), so that nothing arose; else it is unknown.
    :param fewest: happenings (the numerator) below which chance decides and no point is taken.
    """

    id: str
    zh: str
    en: str
    codes: tuple[str, ...] = ()
    points: float = 0.0
    most: float = 0.0
    drops_when_repaired: bool = False
    measure: str = ""
    nothing_arose: bool = False
    fewest: int = Field(default=1, ge=1)
    steps: tuple[Step, ...] = ()
    source: str = ""
    own_choice: bool = False

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.codes) is bool(self.measure):
            raise ValueError("give either 'codes' or 'measure'")
        if self.codes and (self.points * self.most <= 0 or abs(self.most) < abs(self.points)):
            raise ValueError("'most' is of the sign of 'points' and no less than one record's")
        edges = [step.over for step in self.steps]
        if self.measure and (not edges or edges != sorted(set(edges))):
            raise ValueError("'steps' of a measure rise, each once")
        if bool(self.source) is self.own_choice:
            raise ValueError("name the 'source', or say 'own_choice = true'")
        return self


class Condition(Strict):
    """One condition of a list; exactly one of its keys is given.

    :param complete: whether every item is known: missing data is no good news.
    """

    below: float | None = None
    at_least: float | None = None
    item: str = ""
    no_item: str = ""
    complete: bool | None = None

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        if len(self.model_fields_set) != 1 or self.complete is False:
            raise ValueError("give one of below, at_least, item, no_item, complete = true")
        return self


class CreditList(Strict):
    """A list and who stands on it. :param effects: what standing on it brings."""

    id: str
    zh: str
    en: str
    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()
    effects: tuple[str, ...] = ()
    own_choice: bool = False

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All its conditions."""
        return (*self.all, *self.any)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.all) is bool(self.any):
            raise ValueError("give the conditions either as 'all' or as 'any'")
        return self


class Effect(Strict):
    """What a list brings, and who says so."""

    id: str
    zh: str
    en: str
    source: str
    trust: Trust


class Scheme(Strict):
    """A scheme.

    :param first_year: first year it evaluates. :param last_year: last one; None while it holds.
    :param kinds: kinds of companies that are evaluated.
    :param window_closes: month and day of the next year at which records cease to be received.
    :param digest: SHA-256 of its file.
    """

    id: str
    zh: str
    en: str
    first_year: int
    last_year: int | None = None
    source: str
    trust: Trust
    own_choice: bool = False
    kinds: tuple[str, ...]
    base: float
    least: float
    most: float
    window_closes: Annotated[str, Field(pattern=r"^\d\d-\d\d$")]
    items: tuple[Item, ...]
    lists: tuple[CreditList, ...]
    effects: tuple[Effect, ...]
    digest: str = ""
    file: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        self.closes(2020)
        for what, values in (("item", self.items), ("list", self.lists), ("effect", self.effects)):
            names = [one.id for one in values]
            if len(set(names)) < len(names):
                raise ValueError(f"an {what} stands twice")
        for name in (c.item or c.no_item for one in self.lists for c in one.conditions):
            _known(name, [item.id for item in self.items], "item")
        for name in (name for one in self.lists for name in one.effects):
            _known(name, [effect.id for effect in self.effects], "effect")
        if not self.least <= self.base <= self.most:
            raise ValueError("'base' lies between 'least' and 'most'")
        return self

    def closes(self, year: int) -> date:
        """The last day on which records of a year are received."""
        month, day = map(int, self.window_closes.split("-"))
        return date(year + 1, month, day)

    def covers(self, year: int) -> bool:
        """Whether it evaluates that year; nobody can the calendar's last, which has no end."""
        return self.first_year <= year <= min(self.last_year or MAXYEAR, MAXYEAR - 1)

    def list_named(self, name: str) -> CreditList:
        """:raises UnknownName: G-101."""
        return _named(self.lists, name, "list")

    def effect_named(self, name: str) -> Effect:
        """:raises UnknownName: G-101."""
        return _named(self.effects, name, "effect")


def schemes() -> tuple[Scheme, ...]:
    """The schemes that ship, the oldest first."""
    return _shipped()


def scheme_of(year: int) -> Scheme:
    """The scheme that ships for a year.

    :raises InputError: G-102 when none covers it.
    """
    found = [one for one in schemes() if one.covers(year)]
    if not found:
        years = listed(f"{one.first_year}–{one.last_year or ''}" for one in schemes())
        raise InputError("G-102", year=year, years=years)
    return found[-1]


def read_scheme(path: Traversable | Path) -> Scheme:
    """A strictly read scheme; its codes and measures must be known.

    :raises DefinitionError: D-100 to D-103, G-100. :raises InputError: G-103 for no file.
    """
    if not path.is_file():
        raise InputError("G-103", path=str(path))
    text = read_text(path)
    data = read_toml(text, file=path.name)
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    made = build(Scheme, {**data, "digest": digest, "file": path.name}, where=Where(path.name))
    _check_names(made)
    return made


def scheme_text(scheme: Scheme) -> str:
    """The text of a scheme that ships."""
    return read_text(_folder() / scheme.file)


def _folder() -> Traversable:
    return files("jidi.definitions") / "supervision" / "credit"


@cache
def _shipped() -> tuple[Scheme, ...]:
    paths = [entry for entry in _folder().iterdir() if entry.name.endswith(".toml")]
    return tuple(sorted(map(read_scheme, paths), key=lambda one: one.first_year))


def _check_names(scheme: Scheme) -> None:
    catalogue = Catalogue()
    codes = {*catalogue.code_lists["credit_item"].entries}
    codes |= {f"{CASE_SIGN}{k.id}.{state}" for k in case_kinds().values() for state in k.by_state}
    for item in scheme.items:
        known: Iterable[str] = catalogue.measures if item.measure else codes
        for name in [item.measure] if item.measure else item.codes:
            if name not in known:
                where, near = Where(file=scheme.file), suggestion(name, known)
                raise DefinitionError("G-100", where=where, item=item.id, name=name, nearest=near)


def _known(name: str, known: Iterable[str], what: str) -> None:
    if name and name not in (names := list(known)):
        raise ValueError(f"no {what} '{name}'; nearest: {suggestion(name, names)}")


def _named(values: Iterable[N], name: str, what: str) -> N:
    by_id = {one.id: one for one in values}
    for one in by_id.values():
        if name in (one.id, one.zh, one.en):
            return one
    raise UnknownName("G-101", name=name, what=what, nearest=suggestion(name, by_id))
