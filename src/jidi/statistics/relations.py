"""How the figures of a bulletin hang together: sums, shares, and what is part of what.

A relation holds of figures of one place and one time (or, for month and year to date, of two
times). It names statements by their number; checks evaluate it as printed, and the search for
missing units with the units tried.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from jidi.core.division import DivisionCode
from jidi.core.period import Period, PeriodKind
from jidi.model.bulletin_wording import Kind
from jidi.statistics.statement import Statement


class Link(Enum):
    """What a relation says of its members."""

    SAME = "same"
    """Two statements of one figure."""
    SUM = "sum"
    """The first is the sum of the others."""
    SHARE = "share"
    """The first, in per cent, is the second of the third."""
    HUNDRED = "hundred"
    """All of them, in per cent, make a hundred."""
    BELOW_HUNDRED = "below_hundred"
    """All of them, in per cent, make no more than a hundred: the rest is not listed."""
    WITHIN = "within"
    """The first is not larger than the second."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between statements, by their numbers."""

    link: Link
    members: tuple[int, ...]


BY_KIND = ("same_city", "inter_city", "international")
BY_REGION = ("east", "centre", "west")
POSTAL = ("postal_company", "postal_group", "postal_delivery")

Slots: TypeAlias = tuple[str, str, str, Kind]
Situation: TypeAlias = tuple[DivisionCode, Period, bool]


def relations(statements: Sequence[Statement]) -> list[Relation]:
    """Every relation between statements whose place and time are known."""
    groups = _by_situation(statements)
    found = list(_same(statements))
    for group in groups.values():
        for view in _views(group, statements):
            found += _sums(view)
            found += _shares(view)
            found += _hundreds(view)
            found += _parts_within(view)
    found += _month_within_year(groups, statements)
    return list(dict.fromkeys(found))


def _by_situation(statements: Sequence[Statement]) -> Mapping[Situation, list[int]]:
    groups: dict[Situation, list[int]] = defaultdict(list)
    for n, one in enumerate(statements):
        if one.division is not None and one.period is not None and one.value is not None:
            groups[one.division, one.period, one.forecast].append(n)
    return groups


def _views(group: Sequence[int], statements: Sequence[Statement]) -> Iterator[dict[Slots, int]]:
    """The group as finely as print has it, then as each place has it; the finest comes first."""
    views: dict[str, dict[Slots, int]] = {"prose": {}, "table": {}, "places": {}}
    for n in group:
        views[statements[n].where].setdefault(statements[n].slots, n)
    yield views["prose"] | views["places"] | views["table"]
    yield from views.values()
    yield views["table"] | views["prose"]


def _same(statements: Sequence[Statement]) -> Iterator[Relation]:
    first: dict[object, int] = {}
    for n, one in enumerate(statements):
        if one.division is None or one.period is None:
            continue
        if one.key in first:
            yield Relation(Link.SAME, (first[one.key], n))
        else:
            first[one.key] = n


def _sums(view: Mapping[Slots, int]) -> Iterator[Relation]:
    parts = [view.get(("express", "volume", part, "level")) for part in BY_KIND]
    yield from _whole(view.get(("express", "volume", "", "level")), parts)
    express = view.get(("express", "volume", "", "level"))
    for postal in POSTAL:
        other = view.get((postal, "volume", "", "level"))
        yield from _whole(view.get(("delivery", "volume", "", "level")), [express, other])


def _whole(whole: int | None, parts: Sequence[int | None]) -> Iterator[Relation]:
    known = tuple(part for part in parts if part is not None)
    if whole is not None and len(known) == len(parts):
        yield Relation(Link.SUM, (whole, *known))


def _shares(view: Mapping[Slots, int]) -> Iterator[Relation]:
    for (business, measure, part, kind), share in view.items():
        if kind != "share" or part in BY_REGION:
            continue
        whole: Slots = (business if part else "industry", measure, "", "level")
        members = (share, view.get((business, measure, part, "level")), view.get(whole))
        if None not in members:
            yield Relation(Link.SHARE, tuple(m for m in members if m is not None))


def _hundreds(view: Mapping[Slots, int]) -> Iterator[Relation]:
    for measure, parts in (("volume", BY_KIND), ("volume", BY_REGION), ("revenue", BY_REGION)):
        found = [view.get(("express", measure, part, "share")) for part in parts]
        known = tuple(n for n in found if n is not None)
        if len(known) == len(parts):
            yield Relation(Link.HUNDRED, known)
    rest = [view.get(("express", "revenue", part, "share")) for part in BY_KIND]
    some = tuple(n for n in rest if n is not None)
    if len(some) > 1:
        yield Relation(Link.BELOW_HUNDRED, some)


def _parts_within(view: Mapping[Slots, int]) -> Iterator[Relation]:
    """Parts of express in express, express and the postal company in the industry."""
    for (business, measure, part, kind), n in view.items():
        if kind != "level":
            continue
        if part:
            whole = view.get((business, measure, "", "level"))
        elif measure == "volume" and business in ("express", *POSTAL):
            whole = view.get(("delivery", "volume", "", "level"))
        elif measure == "revenue" and business in ("express", *POSTAL):
            whole = view.get(("industry", "revenue", "", "level"))
        else:
            whole = None
        if whole is not None:
            yield Relation(Link.WITHIN, (n, whole))


def _month_within_year(
    groups: Mapping[Situation, list[int]], statements: Sequence[Statement]
) -> Iterator[Relation]:
    """A month within the year to date that ends with it."""
    for (division, period, forecast), months in groups.items():
        if period.kind is not PeriodKind.MONTH:
            continue
        for so_far in _years_ending_with(period):
            larger = {
                (s.slots, s.where): n
                for n in groups.get((division, so_far, forecast), ())
                if (s := statements[n]).kind == "level" and s.measure != "index"
            }
            for n in months:
                whole = larger.get((statements[n].slots, statements[n].where))
                if whole is not None:
                    yield Relation(Link.WITHIN, (n, whole))


def _years_ending_with(month: Period) -> tuple[Period, ...]:
    whole = (Period.for_year(month.year),) if month.part == 12 else ()
    return (Period.for_ytd(month.year, month.part), *whole)
