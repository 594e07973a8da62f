"""Choices that change one key of a page's address: period, division, what a page offers itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import htpy as h
from htpy import Element
from markupsafe import Markup

from jidi.core.division import Division, DivisionCode, Level
from jidi.core.period import Period, PeriodKind
from jidi.web.texts import mark
from jidi.web.visit import Visit, address
from jidi.web.writing import written

Group = tuple[str, Sequence[tuple[str, str]]]
"""Options under one title, each a value and a text."""
_NONE: Final = "\0"
"""What no option can be."""
_KINDS = {
    PeriodKind.YEAR: mark("Years"),
    PeriodKind.HALF: mark("Halves"),
    PeriodKind.QUARTER: mark("Quarters"),
    PeriodKind.MONTH: mark("Months"),
    PeriodKind.YTD: mark("Year to date"),
    PeriodKind.DAY: mark("Days"),
}


def period_choice(
    visit: Visit, chosen: Period, *, after: int | None = None, kind: PeriodKind | None = None
) -> Element:
    """The choice of a period, newest first; only those after the year ``after``, or of one kind."""

    def listed(_version: int) -> tuple[Group, ...]:
        known = [
            p
            for p in visit.book.periods
            if (after is None or p.year > after) and (kind is None or p.kind is kind)
        ]
        offered = sorted({*known, chosen}, reverse=True)
        return tuple(
            (visit.t(text), tuple((str(p), visit.when(p)) for p in offered if p.kind is kind))
            for kind, text in _KINDS.items()
        )

    question = ("periods on offer", chosen, after, kind, visit.lang)
    groups = visit.book.remembered(question, listed)
    return select_form(visit, "period", visit.t("Period"), groups, str(chosen))


def division_choice(visit: Visit) -> Element:
    """The choice of a province, city or county; one further down stays on offer once chosen.

    Who is held in cities or counties is offered what lies there.
    """
    chosen = visit.division
    groups: list[Group] = []
    if not visit.held_in:
        groups.append((visit.t("Province"), (_division_option(visit, visit.book.province),)))
    if chosen.level > Level.COUNTY:
        groups.append((visit.t("Chosen"), (_division_option(visit, chosen),)))
    value = _division_option(visit, chosen)[0]
    offered = _counties(visit)
    if visit.held_in:
        offered = tuple((title, _within(visit, options)) for title, options in offered)
    return select_form(visit, "division", visit.t("Division"), [*groups, *offered], value)


def _within(visit: Visit, options: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(one for one in options if visit.is_read(DivisionCode(one[0])))


def _counties(visit: Visit) -> tuple[Group, ...]:
    """Each city with its counties; the book remembers them."""

    def listed(_version: int) -> tuple[Group, ...]:
        tree = visit.book.tree
        return tuple(
            (
                visit.place(city),
                tuple(
                    _division_option(visit, one)
                    for one in (city, *tree.at_level(Level.COUNTY, city.code))
                ),
            )
            for city in tree.at_level(Level.CITY)
        )

    return visit.book.remembered(("counties on offer", visit.lang), listed)


def _division_option(visit: Visit, division: Division) -> tuple[str, str]:
    code = "" if division.level is Level.PROVINCE else division.code.text
    return code, visit.place(division)


@lru_cache(maxsize=4_096)
def _written(title: str, options: tuple[tuple[str, str], ...], chosen: str) -> Element:
    """A group as it is written; a page offers a hundred counties, and every page the same."""
    return h.optgroup(label=title)[written_options(options, chosen)]


@lru_cache(maxsize=1_024)
def written_options(options: tuple[tuple[str, str], ...], chosen: str) -> Markup:
    """Options as they are written, one of them chosen: pages offer the same hundreds."""
    made = [h.option(value=value, selected=value == chosen)[text] for value, text in options]
    return Markup(written(made))


def _group(group: Group, chosen: str) -> Element | None:
    title, options = group
    if not options:
        return None
    is_here = any(value == chosen for value, _ in options)
    return _written(title, tuple(options), chosen if is_here else _NONE)


def select_form(
    visit: Visit,
    key: str,
    label: str,
    groups: Sequence[Group],
    chosen: str,
) -> Element:
    """A choice that changes one key of this page's address and keeps the others.

    Without scripts its button sends it.
    """
    gone = {key, "page"} | ({"level"} if key == "division" else set())
    kept = {k: v for k, v in visit.asked.items() if k not in gone}
    return h.form(class_="choice", method="get", action=address(visit.name, visit.path, {}))[
        (h.input(type="hidden", name=name, value=value) for name, value in kept.items()),
        h.label(class_="sr-only", for_=f"choice-{key}")[label],
        h.select(id=f"choice-{key}", name=key, data_submit="")[
            [_group(group, chosen) for group in groups]
        ],
        h.button(class_="button go", type="submit")[visit.t("Show")],
    ]
