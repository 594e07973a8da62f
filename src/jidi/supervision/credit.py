"""The credit of companies in a year (年度信用评定): points, lists, and what a scheme changes.

Pure: records, measured fractions and the scheme go in; standings come out, every point with the
records or the fraction behind it. What is not known takes no point and is said; it never helps
anybody onto the list of the trusted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from jidi.model.credit import Condition, CreditList, Item, Scheme

Mark = Literal["counts", "objected", "corrected", "too_late", "repaired", "other_year"]
"""What became of a record: it counts; counts while it is objected to; was corrected by an
objection; came after the window closed; was repaired; belongs to another year."""
State = Literal["scored", "clear", "none", "few", "no_data"]
"""Of an item: it gives points; it gives none; nothing arose to be measured; too few happenings to
tell; it is not known."""


@dataclass(frozen=True)
class Record:
    """One thing that is known of a company.

    :param code: of ``credit_item``, or ``case:KIND.STATE``.
    :param source: table or case it comes from, with the authority.
    :param objection: case of an objection to it, and :param corrected: whether that was upheld.
    """

    id: str
    company: str
    code: str
    happened_on: date
    received_on: date
    repaired_on: date | None = None
    source: str = ""
    document: str = ""
    objection: str = ""
    corrected: bool = False


@dataclass(frozen=True)
class Fraction:
    """A numerator and its denominator; the quotient is unknown without a denominator."""

    numerator: float
    denominator: float

    def value(self, scale: float = 1.0) -> float | None:
        """The quotient in the measure's unit."""
        return scale * self.numerator / self.denominator if self.denominator > 0 else None


@dataclass(frozen=True)
class Measured:
    """A measure over all companies. :param missing: tables that hold no row."""

    scale: float
    by_company: Mapping[str, Fraction]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scored:
    """What one item gave.

    :param records: ids of the records behind it. :param fraction: the measured parts.
    :param value: the fraction in the measure's unit.
    """

    item: Item
    state: State
    points: float
    records: tuple[str, ...] = ()
    fraction: Fraction | None = None
    value: float | None = None


@dataclass(frozen=True)
class Standing:
    """How a company stands.

    :param list_id: the list it is on; empty when on none.
    :param marks: what became of each record of the company.
    """

    company: str
    score: float
    items: tuple[Scored, ...]
    list_id: str
    marks: Mapping[str, Mark]

    @property
    def unknown(self) -> tuple[str, ...]:
        """Items that are not known."""
        return tuple(one.item.id for one in self.items if one.state == "no_data")

    def item(self, name: str) -> Scored:
        """What the item of that id gave."""
        return next(one for one in self.items if one.item.id == name)


@dataclass(frozen=True)
class Change:
    """What another scheme does to a company. :param items: points by item, before and after."""

    company: str
    before: Standing
    after: Standing
    items: Mapping[str, tuple[float, float]]


def evaluate(
    scheme: Scheme,
    year: int,
    companies: Iterable[str],
    records: Iterable[Record],
    measured: Mapping[str, Measured],
) -> tuple[Standing, ...]:
    """How every company stands, the best score first, then by id.

    :param measured: every measure that the scheme names.
    """
    by_company = _by_company(records)
    found = [
        _standing(scheme, year, name, by_company.get(name, ()), measured) for name in companies
    ]
    return tuple(sorted(found, key=lambda one: (-one.score, one.company)))


def changes(before: Sequence[Standing], after: Sequence[Standing]) -> tuple[Change, ...]:
    """Companies whose score or list differs, those that change list first."""
    known = {one.company: one for one in before}
    pairs = [(known[one.company], one) for one in after if one.company in known]
    found = [
        Change(old.company, old, new, _item_changes(old, new))
        for old, new in pairs
        if (old.score, old.list_id) != (new.score, new.list_id)
    ]
    return tuple(sorted(found, key=lambda c: (c.before.list_id == c.after.list_id, c.company)))


def mark_of(scheme: Scheme, year: int, record: Record, item: Item | None) -> Mark:
    """What becomes of a record in a year's evaluation."""
    if record.happened_on.year != year:
        return "other_year"
    if record.corrected:
        return "corrected"
    if record.received_on > scheme.closes(year):
        return "too_late"
    closes = scheme.closes(year)
    if item and item.drops_when_repaired and record.repaired_on and record.repaired_on <= closes:
        return "repaired"
    return "objected" if record.objection else "counts"


def _by_company(records: Iterable[Record]) -> Mapping[str, Sequence[Record]]:
    ordered = sorted(records, key=lambda one: (one.company, one.happened_on, one.id))
    return {name: tuple(group) for name, group in groupby(ordered, key=lambda one: one.company)}


def _standing(
    scheme: Scheme,
    year: int,
    company: str,
    records: Sequence[Record],
    measured: Mapping[str, Measured],
) -> Standing:
    by_code = {code: item for item in scheme.items for code in item.codes}
    marks = {one.id: mark_of(scheme, year, one, by_code.get(one.code)) for one in records}
    counting = [one for one in records if marks[one.id] in ("counts", "objected")]
    items = tuple(
        _of_measure(item, company, measured[item.measure])
        if item.measure
        else _of_records(item, counting)
        for item in scheme.items
    )
    score = min(max(scheme.base + sum(one.points for one in items), scheme.least), scheme.most)
    listed = next((one.id for one in scheme.lists if _fits(one, score, items)), "")
    return Standing(company, round(score, 6), items, listed, marks)


def _of_records(item: Item, records: Iterable[Record]) -> Scored:
    found = tuple(one.id for one in records if one.code in item.codes)
    if not found:
        return Scored(item, "clear", 0.0)
    whole = item.points * len(found)
    points = max(whole, item.most) if item.points < 0 else min(whole, item.most)
    return Scored(item, "scored", points, found)


def _of_measure(item: Item, company: str, measured: Measured) -> Scored:
    fraction = measured.by_company.get(company)
    value = fraction.value(measured.scale) if fraction is not None else None
    if fraction is None or value is None:
        arose: State = "none" if item.nothing_arose and not measured.missing else "no_data"
        return Scored(item, arose, 0.0, fraction=fraction)
    passed = [step.points for step in item.steps if value > step.over]
    if passed and fraction.numerator < item.fewest:
        return Scored(item, "few", 0.0, fraction=fraction, value=value)
    state: State = "scored" if passed else "clear"
    return Scored(item, state, passed[-1] if passed else 0.0, fraction=fraction, value=value)


def _fits(one: CreditList, score: float, items: Sequence[Scored]) -> bool:
    if one.all:
        return all(_holds(condition, score, items) for condition in one.all)
    return any(_holds(condition, score, items) for condition in one.any)


def _holds(condition: Condition, score: float, items: Sequence[Scored]) -> bool:
    if condition.below is not None:
        return score < condition.below
    if condition.at_least is not None:
        return score >= condition.at_least
    if condition.complete:
        return all(one.state != "no_data" for one in items)
    name = condition.item or condition.no_item
    scored = next(one for one in items if one.item.id == name).state == "scored"
    return scored if condition.item else not scored


def _item_changes(old: Standing, new: Standing) -> Mapping[str, tuple[float, float]]:
    before = {one.item.id: one.points for one in old.items}
    after = {one.item.id: one.points for one in new.items}
    return {
        name: (before.get(name, 0.0), after.get(name, 0.0))
        for name in dict.fromkeys((*before, *after))
        if before.get(name, 0.0) != after.get(name, 0.0)
    }
