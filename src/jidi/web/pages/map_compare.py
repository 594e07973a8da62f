"""Two periods side by side: the counties in the same classes on both maps, and what changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import htpy as h
from htpy import Element, Node

from jidi.core.division import Level
from jidi.core.errors import InputError
from jidi.core.numbers_as_text import rounded
from jidi.core.period import Period
from jidi.model.indicator import Indicator
from jidi.service.phrasing import difference, unit_name
from jidi.web.choices import select_form
from jidi.web.draw.classes import classify
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, export_link, print_button
from jidi.web.marks import ORIGINS, origin
from jidi.web.pages.county_map import Colouring, colouring, county_picture, legend
from jidi.web.pages.map import offered
from jidi.web.tables import paged_table
from jidi.web.visit import Visit


@dataclass(frozen=True)
class Pair:
    """An indicator by county in two periods, in the same classes."""

    indicator: Indicator
    left: Colouring
    right: Colouring

    def change(self, code: str) -> float | None:
        """From the earlier to the later, as far as print shows; None where one is not known."""
        before, after = self.left.value(code), self.right.value(code)
        if before is None or after is None:
            return None
        digits = self.indicator.precision
        return float(rounded(after, digits) - rounded(before, digits))


def page(visit: Visit) -> Page:
    """Both maps and the table of changes.

    :raises UnknownName: D-113 for an unknown indicator, F-206 for an unknown period.
    """
    t = visit.t
    pair = compared(visit)
    grid = _grid(visit, pair)
    name = t.of(pair.indicator.zh, pair.indicator.en)
    periods = f"{visit.when(pair.left.period)} → {visit.when(pair.right.period)}"
    return Page(
        title=t("Two periods compared"),
        subtitle=f"{name} · {periods}",
        actions=[
            _period_choice(visit, "left", t("Earlier period"), pair.left.period),
            _period_choice(visit, "right", t("Later period"), pair.right.period),
            print_button(visit),
            export_link(visit, "map/compare"),
        ],
        body=[
            h.div(class_="filter")[_indicator_choice(visit, pair.indicator)],
            h.p(class_="sentence")[_sentence(visit, pair)],
            h.div(class_="two side-by-side")[
                (_map(visit, one, hatched=one is pair.left) for one in (pair.left, pair.right))
            ],
            legend(visit, pair.right),
            card(
                t("What changed, worst first"),
                paged_table(visit, grid, part="changed"),
                id="changed",
            ),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """Every county with both values."""
    return (_grid(visit, compared(visit)),)


def compared(visit: Visit) -> Pair:
    """The two colourings that the address asks for, classed by all values of both.

    :raises InputError: O-301 when the indicator has no values by county.
    """
    known = offered(visit)
    name = visit.asked.get("indicator", "")
    indicator = visit.book.catalogue.indicator(name) if name else known[0]
    if indicator.finest < Level.COUNTY:
        raise InputError("O-301", indicator=indicator.id)
    newest = visit.book.newest_year.year
    left, right = (
        colouring(visit, indicator, _period(visit, key, fallback))
        for key, fallback in (("left", newest - 1), ("right", newest))
    )
    readings = [*left.readings.values(), *right.readings.values()]
    values = [one.value for one in readings if one.value is not None]
    classes = classify(values, digits=indicator.precision)
    return Pair(indicator, replace(left, classes=classes), replace(right, classes=classes))


def _period(visit: Visit, key: str, year: int) -> Period:
    asked = visit.asked.get(key, "")
    if not asked:
        known = [one for one in visit.book.periods if one == Period.for_year(year)]
        return known[0] if known else Period.for_year(visit.book.plan.base_year)
    return replace(visit, asked={"period": asked}).period or Period.for_year(year)


def _period_choice(visit: Visit, key: str, label: str, chosen: Period) -> Element:
    offered_ = sorted({*visit.book.periods, chosen}, reverse=True)
    of_kind = [(str(one), visit.when(one)) for one in offered_ if one.kind is chosen.kind]
    return select_form(visit, key, label, [(label, of_kind)], str(chosen))


def _indicator_choice(visit: Visit, chosen: Indicator) -> Element:
    t = visit.t
    options = [
        (one.id, t.of(one.zh, one.en)) for one in offered(visit) if one.finest >= Level.COUNTY
    ]
    return select_form(visit, "indicator", t("Indicator"), [(t("Indicator"), options)], chosen.id)


def _map(visit: Visit, one: Colouring, *, hatched: bool) -> Node:
    marks = dict.fromkeys(r.status for r in one.readings.values() if r.value is not None)
    told = [origin(visit.t, status) for status in marks]
    return card(
        visit.when(one.period), county_picture(visit, one, hatched=hatched), aside=h.span[told]
    )


def _codes(visit: Visit) -> list[str]:
    return [one.code.text for one in visit.book.tree.at_level(Level.COUNTY)]


def _sentence(visit: Visit, pair: Pair) -> str:
    counts = Counter(_direction(pair.change(code)) for code in _codes(visit))
    return visit.t(
        "{up} counties rose, {down} fell, {same} stayed as they were; "
        "{unknown} cannot be compared.",
        **{name: counts[name] for name in ("up", "down", "same", "unknown")},
    )


def _direction(change: float | None) -> str:
    if change is None:
        return "unknown"
    return "up" if change > 0 else "down" if change < 0 else "same"


def _grid(visit: Visit, pair: Pair) -> Grid:
    t, indicator = visit.t, pair.indicator
    unit, digits = unit_name(indicator.unit, visit.lang), indicator.precision
    columns = (
        Column(t("Division"), name="place"),
        Column(t("Code"), kind="code", wide=True),
        Column(visit.when(pair.left.period), unit, kind="number"),
        Column(visit.when(pair.right.period), unit, kind="number"),
        Column(t("Difference"), kind="number"),
        Column(t("Origin"), wide=True),
    )

    def row(code: str) -> Row:
        change = pair.change(code)
        href = visit.href("map", indicator=indicator.id, division=code)
        said = difference(change, digits, indicator.unit, visit.lang)
        return Row(
            (
                Cell(visit.place_of(code), h.a(href=href)[visit.place_of(code)]),
                Cell(code),
                Cell(pair.left.value(code), digits=digits),
                Cell(pair.right.value(code), digits=digits, strong=True),
                Cell(change, said, digits=digits),
                _origin(visit, pair, code),
            )
        )

    rows = tuple(row(code) for code in sorted(_codes(visit), key=lambda code: _worse(pair, code)))
    notes = (
        visit.book.title(visit.lang),
        f"{visit.when(pair.left.period)} → {visit.when(pair.right.period)}",
        t("Data version {version}", version=visit.book.version),
    )
    return Grid("changed", t.of(indicator.zh, indicator.en), columns, rows, notes)


def _worse(pair: Pair, code: str) -> tuple[bool, float]:
    """Those that became worse first; those that cannot be compared last."""
    change = pair.change(code)
    if change is None:
        return True, 0.0
    return False, change if pair.indicator.direction == "up" else -change


def _origin(visit: Visit, pair: Pair, code: str) -> Cell:
    """Where the later value comes from; the earlier one's where there is no later."""
    found = pair.right.readings.get(code) or pair.left.readings.get(code)
    if found is None or found.value is None:
        return Cell("")
    _, word = ORIGINS[found.status]
    return Cell(visit.t(word), origin(visit.t, found.status))
