"""时限可达: handed in at a clock in one county, when a parcel is in all others, and how."""

from __future__ import annotations

from typing import Final

import htpy as h
from htpy import Element, Node, VoidElement

from jidi.core.division import Division, Level
from jidi.core.errors import JidiError
from jidi.core.numbers_as_text import NO_DATA
from jidi.service.reach import CountyReach, Reach, county_asked, day_asked, reach_of
from jidi.service.reach_words import (
    COUNTY_HEADS,
    LEG_HEADS,
    SYNTHETIC,
    arrival_line,
    county_rows,
    headline,
    leg_rows,
    moment,
    reach_sheets,
    told_lines,
)
from jidi.web.draw.classes import COLOURS
from jidi.web.draw.thumbnail import Outlines, thumbnail
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, export_link, note, print_button
from jidi.web.marks import origin_word
from jidi.web.pages.network_tables import grid_of_sheet
from jidi.web.tables import paged_table, table
from jidi.web.visit import Visit

AT: Final = "18:00"
SIZE: Final = (560, 640)
"""Pixels that the map may take."""
_BOUNDS: Final = (12, 24, 48, 72)
"""Hours between the map's colours, soon is dark."""
_ROWS: Final = 25
_NARROW: Final = (1, 2, 3)
_NARROW_LEGS: Final = (4, 5, 9, 11)
_NOTHING_TO_ASK: Final = ("N-912", "N-913")


def page(visit: Visit) -> Page:
    """The form, and the answer to what the address asks.

    :raises JidiError: as :func:`jidi.service.reach.reach_of`, but for a book without lanes, which
        the page says.
    """
    t = visit.t
    try:
        found = _found(visit)
    except JidiError as error:
        if error.code not in _NOTHING_TO_ASK:
            raise
        return Page(title=t("Reach"), body=[note(error.message(visit.lang), "warning")])
    goal = county_asked(visit.book, visit.asked["to"]) if visit.asked.get("to") else None
    return Page(
        title=t("Reach"),
        subtitle=headline(found, visit.lang),
        actions=[print_button(visit), export_link(visit, "reach")],
        body=[
            found.synthetic and note(SYNTHETIC[visit.lang == "en"], "warning"),
            card(t("Question"), _form(visit, found)),
            goal is not None and card(visit.place(goal), _way(visit, found, goal), id="way"),
            card(t("Counties by hours"), _map(visit, found), _legend(visit)),
            card(t("Shares and sources"), _told(visit, found)),
            card(
                t("Counties"),
                paged_table(visit, _counties(visit, found), part="counties", size=_ROWS),
                id="counties",
            ),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """Summary, counties and legs, as ``jidi reach -o`` writes them."""
    found = _found(visit)
    mark = (origin_word(visit.t, synthetic=found.synthetic),)
    names = ("summary", "counties", "legs")
    return tuple(
        grid_of_sheet(sheet, name=name, notes=mark)
        for name, sheet in zip(names, reach_sheets(found, visit.lang), strict=True)
    )


def _found(visit: Visit) -> Reach:
    asked = visit.asked
    return reach_of(
        visit.book,
        origin=asked.get("from") or _largest(visit).code.text,
        at=asked.get("at") or AT,
        by=asked.get("by", ""),
        day=day_asked(asked.get("day", "")),
        operator=asked.get("operator", ""),
    )


def _largest(visit: Visit) -> Division:
    """The county of most people: what is asked before anybody has asked."""
    people = visit.book.population
    counties = visit.book.tree.at_level(Level.COUNTY)
    return max(counties, key=lambda one: (people.get(one.code, 0), one.code.text))


def _form(visit: Visit, found: Reach) -> Element:
    t = visit.t
    clock = moment(found.handed, "zh")[-5:]
    return h.form(class_="filter reach-filter", method="get", action=visit.href("network/reach"))[
        h.label[t("Handed in at"), _county_select(visit, found.origin)],
        h.label[t("Clock"), _clock_input(clock)],
        h.label[t("Company"), _company_select(visit, found)],
        h.button(class_="button primary", type="submit")[t("Show")],
    ]


def _clock_input(clock: str) -> VoidElement:
    """A text, since the browser's own would follow its language, not the page's."""
    return h.input(
        type="text", name="at", value=clock, required=True, size="5", maxlength="5",
        pattern="([01]?[0-9]|2[0-3]):[0-5][0-9]", inputmode="numeric",
    )  # fmt: skip


def _county_select(visit: Visit, chosen: Division) -> Element:
    tree = visit.book.tree
    return h.select(name="from")[
        (
            h.optgroup(label=visit.place(city))[
                (
                    h.option(value=one.code.short, selected=one.code == chosen.code)[
                        visit.place(one)
                    ]
                    for one in tree.at_level(Level.COUNTY, city.code)
                )
            ]
            for city in tree.at_level(Level.CITY)
        )
    ]


def _company_select(visit: Visit, found: Reach) -> Element:
    named = sorted(found.known.operators.items(), key=lambda pair: pair[1])
    return h.select(name="operator")[
        h.option(value="")[visit.t("the earliest of all companies")],
        (h.option(value=key, selected=key == found.operator)[name] for key, name in named),
    ]


def _map(visit: Visit, found: Reach) -> Element:
    rows = {row.county.code.text: row for row in found.rows}
    return h.div(class_="reach-map")[
        thumbnail(
            _outlines(visit),
            fill=lambda code: (
                (_colour(found, rows[code]), _hover(visit, found, rows[code]))
                if code in rows
                else (None, code)
            ),
            href=lambda code: f"{visit.href(to=code, page=None)}#way",
            label=visit.t("Counties by hours"),
        )
    ]


def _outlines(visit: Visit) -> Outlines:
    """The paths of the map; the book remembers them."""

    def drawn(_version: int) -> Outlines:
        shapes = visit.provider.county_shapes(visit.book)
        borders = visit.provider.city_borders(visit.book)
        return Outlines.of(shapes, borders, width=SIZE[0], height=SIZE[1])

    return visit.book.remembered(("thumbnail", SIZE), drawn)


def _colour(found: Reach, row: CountyReach) -> str | None:
    hours = found.hours(row)
    if hours is None:
        return None
    return COLOURS[-1 - sum(hours > bound for bound in _BOUNDS)]


def _hover(visit: Visit, found: Reach, row: CountyReach) -> str:
    return arrival_line(found, row, visit.lang)


def _legend(visit: Visit) -> Element:
    t = visit.t
    labels = [t("up to {n} h", n=bound) for bound in _BOUNDS]
    labels.append(t("more than {n} h", n=_BOUNDS[-1]))
    pairs = [*zip(reversed(COLOURS), labels, strict=True), ("url(#hatch)", t("not reached"))]
    return h.ul(class_="classes")[
        (
            h.li[
                h.svg(class_="swatch", viewBox="0 0 14 10", aria_hidden="true")[
                    h.rect(width="14", height="10", fill=colour)
                ],
                h.span[label],
            ]
            for colour, label in pairs
        )
    ]


def _told(visit: Visit, found: Reach) -> Node:
    lines = list(told_lines(found, visit.lang))
    count = len(found.shares)
    return [
        (h.p(class_="sentence")[line] for line in lines[:count]),
        h.ul(class_="plain-list fine")[(h.li[line] for line in lines[count:])],
        h.p(class_="fine")[visit.t("Data version {n}", n=found.version)],
    ]


def _way(visit: Visit, found: Reach, goal: Division) -> Node:
    row = found.row(goal)
    told = h.p(class_="sentence")[arrival_line(found, row, visit.lang)]
    if not row.legs:
        return told
    heads, cells = LEG_HEADS[visit.lang == "en"], leg_rows(found, row, visit.lang)
    columns = tuple(Column(head, wide=n not in _NARROW_LEGS) for n, head in enumerate(heads))
    rows = tuple(Row(tuple(Cell(text) for text in cell)) for cell in cells)
    return [told, table(Grid("legs", visit.place(goal), columns, rows))]


def _counties(visit: Visit, found: Reach) -> Grid:
    heads = COUNTY_HEADS[visit.lang == "en"]
    columns = tuple(
        Column(head, kind="number" if n in (3, 6, 7) else "text", wide=n not in _NARROW)
        for n, head in enumerate(heads)
    )
    rows = tuple(
        Row(tuple(_cell(visit, n, row) for n in range(len(heads))))
        for row in county_rows(found, visit.lang)
    )
    return Grid("counties", visit.t("Counties"), columns, rows)


def _cell(visit: Visit, column: int, row: tuple[str | float | int | None, ...]) -> Cell:
    value = row[column]
    if column == 1:
        way = f"{visit.href(to=str(row[0]), page=None)}#way"
        return Cell(value, h.a(href=way)[str(value)])
    if isinstance(value, float):
        return Cell(value, digits=1 if column == 3 else 2)
    return Cell(NO_DATA if value is None and column not in (3, 6, 7) else value)
