"""An indicator by division, worst first, with the way further down."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import htpy as h
from htpy import Element, Node

from jidi.core.division import DivisionCode, Level
from jidi.core.period import Period
from jidi.indicators import FEWEST_CASES, has_rank
from jidi.model.indicator import Indicator
from jidi.model.reading import Reading, Status
from jidi.service.phrasing import unit_name
from jidi.web.draw.lines import bar
from jidi.web.grid import Cell, Column, Grid, MadeRows, Row
from jidi.web.layout import card, note
from jidi.web.marks import ORIGINS, origin
from jidi.web.pages.indicators import LEVELS
from jidi.web.pages.series import version_line
from jidi.web.tables import paged_table, swapping
from jidi.web.visit import Visit, levels_below

if TYPE_CHECKING:
    from jidi.service.readings import Readings


def card_of(visit: Visit, indicator: Indicator, period: Period) -> Element:
    """The ranking at the level chosen, inside the division chosen."""
    t = visit.t
    title = t("By division, worst first")
    grid = grid_of(visit, indicator, period)
    if grid is None:
        text = t(
            "{place} is the finest level of this indicator ({level}).",
            place=visit.place(visit.division),
            level=t(LEVELS[indicator.finest]),
        )
        return card(title, note(text), id="ranking")
    return card(
        title,
        h.p(class_="fine")[*_join(grid.notes)],
        paged_table(visit, grid, part="ranking"),
        aside=_level_links(visit, indicator),
        id="ranking",
    )


def grid_of(visit: Visit, indicator: Indicator, period: Period) -> Grid | None:
    """The ranking as a table; None when the indicator goes no further down."""
    t, level = visit.t, level_of(visit, indicator)
    if level is None:
        return None
    found = visit.provider.read(
        visit.book, indicator.id, periods=[period], level=level, within=_within(visit)
    )
    rows = worst_first(indicator, [*found.rows, *_absent(visit, found, level, period)])
    unit = unit_name(indicator.unit, visit.lang)
    columns = (
        Column(t("Rank"), kind="number", name="rank"),
        Column(t("Division"), name="place"),
        Column(t("Code"), kind="code", wide=True),
        Column(t("Value"), unit, kind="number"),
        Column(t("As a bar"), kind="picture", wide=True),
        Column(t("Numerator"), kind="number", wide=True),
        Column(t("Denominator"), kind="number", wide=True),
        Column(t("Origin")),
    )
    most = max((abs(r.value) for r in rows if r.value is not None), default=0.0)
    ranks = ranks_of(indicator, rows)
    grid_rows = MadeRows(len(rows), lambda at: _row(visit, indicator, rows[at], ranks[at], most))
    name = t.of(indicator.zh, indicator.en)
    place = visit.place(visit.division)
    notes: tuple[str, ...] = (
        f"{place} · {t(LEVELS[level])} · {visit.when(period)}",
        version_line(visit),
    )
    unplaced = found.unplaced
    if unplaced:
        notes += (t.count("{n} row fits no division", "{n} rows fit no division", unplaced),)
    few = sum(r.value is not None and not _has_rank(indicator, r) for r in rows)
    if few:
        notes += (
            t(
                "Not ranked, with fewer than {least} cases: {n}",
                n=few,
                least=FEWEST_CASES,
            ),
        )
    return Grid("ranking", name, columns, grid_rows, notes, t("Ranking"))


def _absent(visit: Visit, found: Readings, level: Level, period: Period) -> Iterator[Reading]:
    """Divisions the answer does not speak of: no data, which is not zero."""
    spoken_of = {reading.division for reading in found.rows}
    for division in visit.book.tree.at_level(level, _within(visit)):
        if division.code.text not in spoken_of:
            yield Reading(
                indicator=found.indicator.id,
                division=division.code.text,
                level=level,
                period=period,
                numerator=None,
                denominator=None,
                value=None,
                unit=found.indicator.unit,
                status=Status.COMPUTED,
            )


def _within(visit: Visit) -> DivisionCode | None:
    """The division whose parts are listed; None for all of the province, found without search."""
    code = visit.division.code
    return None if code == visit.book.province.code else code


def level_of(visit: Visit, indicator: Indicator) -> Level | None:
    """The level whose divisions are listed: the one asked for, else the next below."""
    below = levels_below(visit.division.level, indicator.finest)
    if not below:
        return None
    names = tuple(level.value for level in below)
    return Level(visit.choice("level", names, names[0]))


def worst_first(indicator: Indicator, readings: Iterable[Reading]) -> list[Reading]:
    """Sorted so that the division to look at stands first.

    Those with too few cases stand behind, those without data last.
    """

    def key(reading: Reading) -> tuple[bool, bool, float, str]:
        merit = _merit(indicator, reading.value or 0.0)
        unranked = not _has_rank(indicator, reading)
        return (reading.value is None, unranked, merit, reading.division)

    return sorted(readings, key=key)


def ranks_of(indicator: Indicator, readings: Sequence[Reading]) -> list[int | None]:
    """The rank of each, the best first; equal values share a rank.

    No value has none, nor has a rate of too few cases.

    :param readings: as :func:`worst_first` sorts them.
    """
    ranked = [r for r in readings if _has_rank(indicator, r)]
    merits = [_merit(indicator, r.value) for r in ranked if r.value is not None]
    ranks = [len(merits) - bisect_right(merits, merit) + 1 for merit in merits]
    return [*ranks, *[None] * (len(readings) - len(ranks))]


def _has_rank(indicator: Indicator, reading: Reading) -> bool:
    return has_rank(indicator, value=reading.value, numerator=reading.numerator)


def _merit(indicator: Indicator, value: float) -> float:
    """Larger is better; where no direction is good, smaller."""
    return value if indicator.direction == "up" else -value


def _row(
    visit: Visit, indicator: Indicator, reading: Reading, rank: int | None, most: float
) -> Row:
    """What only a page shows is made when a page shows it: an export has thousands of rows."""
    t = visit.t
    place = visit.place_of(reading.division)
    share = None if reading.value is None or not most else abs(reading.value) / most
    return Row(
        (
            Cell(rank, digits=0),
            Cell(place, partial(_place_link, visit, indicator, reading.division, place)),
            Cell(reading.division),
            Cell(reading.value, digits=indicator.precision, strong=True),
            Cell(None, partial(bar, share, label=t("share of the largest value"))),
            Cell(reading.numerator),
            Cell(reading.denominator),
            _origin(visit, reading),
        )
    )


def _origin(visit: Visit, reading: Reading) -> Cell:
    """The mark of the value; a value that is absent has none."""
    if reading.value is None:
        return Cell(visit.t("no data"))
    return Cell(visit.t(ORIGINS[reading.status][1]), partial(origin, visit.t, reading.status))


def _place_link(visit: Visit, indicator: Indicator, code: str, place: str) -> Node:
    if DivisionCode(code).level >= indicator.finest:
        return h.a(href=visit.href("map", indicator=indicator.id, division=code))[place]
    return h.a(href=visit.href(division=code, level=None, page=None) + "#ranking")[place]


def _level_links(visit: Visit, indicator: Indicator) -> Element:
    chosen = level_of(visit, indicator)
    return h.nav(class_="tabs", aria_label=visit.t("Level"), **swapping("ranking"))[
        (
            h.a(
                href=visit.href(level=level.value, page=None),
                aria_current="true" if level is chosen else None,
            )[visit.t(LEVELS[level])]
            for level in levels_below(visit.division.level, indicator.finest)
        )
    ]


def _join(notes: Iterable[str]) -> list[Node]:
    return [" · ".join(notes)]
