"""The panel beside the map: one division's numbers, its villages, and what lies below it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import htpy as h
from htpy import Element, Node

from jidi.core.division import Division, DivisionCode, Level
from jidi.core.numbers_as_text import grouped
from jidi.core.period import Period
from jidi.indicators import FEWEST_CASES
from jidi.model.indicator import Indicator
from jidi.model.reading import Reading, Status
from jidi.service.phrasing import with_unit
from jidi.web.layout import note
from jidi.web.marks import origin, shape
from jidi.web.pages.ranking import ranks_of, worst_first
from jidi.web.texts import mark
from jidi.web.visit import Visit

LISTED = 12
OTHERS = 4
WORST = 5
_BELOW = {
    Level.PROVINCE: mark("Cities"),
    Level.CITY: mark("Counties"),
    Level.COUNTY: mark("Townships"),
    Level.TOWNSHIP: mark("Villages"),
}
# By the grade of a village's state; the map's script draws the same.
_SHAPES = {
    "good": "circle",
    "fair": "target",
    "weak": "triangle",
    "missing": "square",
    "unknown": "ring",
}


def content(visit: Visit, indicator: Indicator, period: Period) -> Node:
    """Everything in the panel."""
    division = visit.division
    return [
        _trail(visit, indicator),
        _chosen_number(visit, indicator, period),
        _other_numbers(visit, indicator, period),
        _villages(visit, period),
        _worst_counties(visit, indicator, period),
        _below(visit, indicator, period),
        h.p(class_="more")[
            h.a(
                href=visit.href(
                    f"indicators/{indicator.id}", period=str(period), division=division.code.text
                )
                + "#ranking"
            )[visit.t("See all and export")]
        ],
    ]


def _trail(visit: Visit, indicator: Indicator) -> Element:
    path = visit.book.tree.path(visit.division.code)
    return h.nav(class_="trail", aria_label=visit.t("Division"))[
        h.ol[
            (
                h.li[
                    h.strong[visit.place(d)]
                    if d is path[-1]
                    else _link(visit, indicator, d, visit.place(d))
                ]
                for d in path
            )
        ]
    ]


def _link(visit: Visit, indicator: Indicator, division: Division, text: str) -> Element:
    """To the same map with another division; the map's script takes it over."""
    code = "" if division.level is Level.PROVINCE else division.code.text
    return h.a(href=visit.href("map", indicator=indicator.id, division=code), data_division=code)[
        text
    ]


def _reading(visit: Visit, indicator: Indicator, period: Period) -> Reading | None:
    level = visit.division.level
    if level > indicator.finest:
        return None
    found = visit.provider.read(visit.book, indicator.id, periods=[period], level=level)
    return next((r for r in found.rows if r.division == visit.division.code.text), None)


def _chosen_number(visit: Visit, indicator: Indicator, period: Period) -> Node:
    t = visit.t
    name = t.of(indicator.zh, indicator.en)
    reading = _reading(visit, indicator, period)
    if reading is None or reading.value is None:
        return [h.p(class_="panel-name")[name], note(t("No data here for this indicator."))]
    number = grouped(reading.value, indicator.precision)
    return [
        h.p(class_="panel-name")[name],
        h.p(class_="panel-number")[
            h.strong[with_unit(number, indicator.unit, visit.lang)],
            " ",
            origin(t, reading.status),
        ],
        _rank(visit, indicator, period, reading),
    ]


def _rank(visit: Visit, indicator: Indicator, period: Period, reading: Reading) -> Element | None:
    """Its place among the divisions of its level, the best first."""
    level = visit.division.level
    if level is Level.PROVINCE or level is Level.VILLAGE or indicator.direction == "none":
        return None
    found = visit.provider.read(visit.book, indicator.id, periods=[period], level=level)
    valued = [r for r in worst_first(indicator, found.rows) if r.value is not None]
    ranks = dict(zip((r.division for r in valued), ranks_of(indicator, valued), strict=True))
    place = ranks[reading.division]
    if place is None:
        return h.p(class_="fine")[
            visit.t("fewer than {least} cases: no rank, chance decides", least=FEWEST_CASES)
        ]
    ranked = sum(rank is not None for rank in ranks.values())
    said = visit.t("rank {rank} of {all} in the province", rank=place, all=ranked)
    return h.p(class_="fine")[said]


def _other_numbers(visit: Visit, indicator: Indicator, period: Period) -> Element | None:
    rows = list(_others(visit, indicator, period))
    if not rows:
        return None
    return h.table(class_="grid small")[
        h.caption(class_="sr-only")[visit.t("Other targets of the plan")],
        h.tbody[
            (
                h.tr[
                    h.th(scope="row")[
                        h.a(href=visit.href(f"indicators/{one.id}"))[visit.t.of(one.zh, one.en)]
                    ],
                    h.td(class_="number")[
                        with_unit(grouped(r.value, one.precision), one.unit, visit.lang),
                        " ",
                        origin(visit.t, r.status),
                    ],
                ]
                for one, r in rows
            )
        ],
    ]


def _others(
    visit: Visit, indicator: Indicator, period: Period
) -> Iterator[tuple[Indicator, Reading]]:
    """The plan's other indicators that have a value for the division, at most four."""
    known = visit.book.catalogue.indicators
    found = 0
    for name in dict.fromkeys(target.indicator for target in visit.book.plan.targets):
        if found == OTHERS or name == indicator.id or name not in known:
            continue
        reading = _reading(visit, known[name], period)
        if reading is not None and reading.value is not None:
            found += 1
            yield known[name], reading


def _villages(visit: Visit, period: Period) -> Node:
    """How many villages of the division are in which state, and the worst of them by name."""
    t = visit.t
    points = visit.provider.village_points(visit.book, period)
    inside = _inside(points["code"], visit.division.code)
    if not inside:
        return None
    counts = Counter(points["status"][i] for i in inside)
    states = points["statuses"]
    return [
        h.p(class_="panel-head")[
            t.count("{n} village", "{n} villages", len(inside)),
            " ",
            origin(t, Status(points["mark"])),
        ],
        _share_bar(states, counts, len(inside), visit),
        h.ul(class_="legend states")[
            (
                h.li[
                    shape(_SHAPES[state["grade"]], class_=f"state-{state['grade']}"),
                    h.span[f"{t.of(state['zh'], state['en'])} {counts[i]:,}"],
                ]
                for i, state in enumerate(states)
                if counts[i]
            )
        ],
        _without_place(visit, points),
        _worst_villages(visit, points, inside),
    ]


def _without_place(visit: Visit, points: Any) -> Node:
    """Villages that no point shows are said, not left out in silence."""
    missing = len(_inside(points["unplaced_code"], visit.division.code))
    if not missing:
        return None
    said = visit.t.count(
        "and {n} village without a place on the map",
        "and {n} villages without a place on the map",
        missing,
    )
    return h.p(class_="fine")[said]


def _inside(codes: Sequence[str], division: DivisionCode) -> range:
    """The positions of what lies in a division.

    :param codes: in order.
    """
    prefix = division.text[: division.level.digits]
    return range(bisect_left(codes, prefix), bisect_left(codes, prefix + ":"))


def _share_bar(states: Sequence[Any], counts: Counter[int], total: int, visit: Visit) -> Element:
    """One bar of all villages, cut by state."""
    width, left, parts = 300.0, 0.0, []
    for position, state in enumerate(states):
        part = counts[position] / total * width
        parts.append(
            h.rect(
                class_=f"state-{state['grade']}",
                x=f"{left:.1f}",
                y="0",
                width=f"{part:.1f}",
                height="10",
            )
        )
        left += part
    return h.svg(
        class_="share-bar",
        viewBox="0 0 300 10",
        preserveAspectRatio="none",
        role="img",
        aria_label=visit.t("Villages by state"),
    )[parts]


def _worst_villages(visit: Visit, points: Any, inside: Sequence[int]) -> Node:
    """Named only where the list is of use: in a county or below."""
    if visit.division.level < Level.COUNTY or visit.division.level is Level.VILLAGE:
        return None
    worst = next((i for i, s in enumerate(points["statuses"]) if s["grade"] == "missing"), None)
    found = [i for i in inside if points["status"][i] == worst]
    if worst is None or not found:
        return None
    t, state = visit.t, points["statuses"][worst]
    title = f"{t.of(state['zh'], state['en'])} ({len(found):,})"
    return [
        h.p(class_="panel-head")[title],
        h.table(class_="grid small")[
            h.caption(class_="sr-only")[title],
            h.tbody[
                (
                    h.tr[h.td[points["name"][i]], h.td(class_="code")[points["code"][i]]]
                    for i in found[:LISTED]
                )
            ],
        ],
        len(found) > LISTED and h.p(class_="fine")[t("and {n} more", n=f"{len(found) - LISTED:,}")],
    ]


def _worst_counties(visit: Visit, indicator: Indicator, period: Period) -> Node:
    """Of a province the counties that are worst, whatever city they lie in."""
    if visit.division.level is not Level.PROVINCE or indicator.finest < Level.COUNTY:
        return None
    found = visit.provider.read(visit.book, indicator.id, periods=[period], level=Level.COUNTY)
    rows = [row for row in worst_first(indicator, found.rows) if row.value is not None][:WORST]
    if not rows:
        return None
    title = visit.t("The {n} worst counties", n=len(rows))
    return [
        h.p(class_="panel-head")[title, " ", origin(visit.t, rows[0].status)],
        h.table(class_="grid small", id="worst-counties")[
            h.caption(class_="sr-only")[title],
            h.tbody[(_below_row(visit, indicator, reading) for reading in rows)],
        ],
    ]


def _below(visit: Visit, indicator: Indicator, period: Period) -> Node:
    """The divisions right below, worst first."""
    level, t = visit.division.level, visit.t
    if level >= indicator.finest or level is Level.VILLAGE:
        return None
    below = Level.at_depth(level.depth + 1)
    found = visit.provider.read(
        visit.book, indicator.id, periods=[period], level=below, within=visit.division.code
    )
    rows = worst_first(indicator, found.rows)
    title = f"{t(_BELOW[level])} ({len(rows):,})"
    return [
        h.p(class_="panel-head")[
            title,
            h.span(class_="fine")[" ", t("worst first"), " "],
            origin(t, rows[0].status) if rows else None,
        ],
        h.table(class_="grid small")[
            h.caption(class_="sr-only")[title],
            h.tbody[(_below_row(visit, indicator, reading) for reading in rows[:LISTED])],
        ],
        len(rows) > LISTED and h.p(class_="fine")[t("and {n} more", n=f"{len(rows) - LISTED:,}")],
    ]


def _below_row(visit: Visit, indicator: Indicator, reading: Reading) -> Element:
    division = visit.book.tree.get(DivisionCode(reading.division))
    name = visit.place(division)
    number = grouped(reading.value, indicator.precision)
    return h.tr[
        h.th(scope="row")[
            name if division.level is Level.VILLAGE else _link(visit, indicator, division, name)
        ],
        h.td(class_="number")[with_unit(number, indicator.unit, visit.lang)],
    ]
