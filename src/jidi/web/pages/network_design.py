"""One design: what it reaches at what cost, whether it holds, its map and tables, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import htpy as h
from htpy import Element, Node
from markupsafe import Markup

from jidi.core.errors import JidiError
from jidi.service.capture_status import clock_text
from jidi.service.job_kinds import KINDS, VERSION
from jidi.service.rural_design import Judged, cost_per_parcel
from jidi.service.rural_designs import CountyDesign
from jidi.service.rural_effect import Effect, effect_of
from jidi.service.rural_explaining import explained, standing_line, way_rows
from jidi.service.rural_frontier import (
    EXACT,
    Opening,
    opening_lines,
    opening_of,
    opening_sheets,
    remembered_frontier,
)
from jidi.service.rural_frontier_chart import chart
from jidi.service.rural_most_served import ASKED
from jidi.service.rural_places import county_of
from jidi.service.rural_sheets import sheets
from jidi.service.rural_store import Kept, kept_design
from jidi.service.rural_words import bill_terms, detail_lines, verdict_line
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.key_row import key_row
from jidi.web.layout import Page, card, definition_list, note, print_button
from jidi.web.marks import scenario, shape
from jidi.web.pages.design_titles import title_of
from jidi.web.pages.network_ask import questions
from jidi.web.pages.network_effect import effect_part
from jidi.web.pages.network_map import design_map, map_element
from jidi.web.pages.network_tables import grid_of_sheet
from jidi.web.tables import paged_table, table
from jidi.web.texts import mark
from jidi.web.visit import Visit

PARTS: Final = (
    ("villages", mark("Villages")),
    ("stations", mark("Stations")),
    ("lines", mark("Lines")),
    ("duties", mark("Duties")),
    ("effect", mark("Effect on the indicators")),
    ("opening", mark("Order of opening")),
)
_SHEETS: Final = {"stations": 1, "lines": 2, "duties": 3, "villages": 4}
_NARROW: Final = {
    "villages": (1, 3, 5, 10),
    "stations": (1, 2, 7),
    "lines": (0, 3, 5, 6),
    "duties": (),
}
"""Columns that small screens show."""
_ROWS: Final = 25


def page(visit: Visit, name: str) -> Page:
    """The design, verified as it is opened.

    :raises UnknownName: N-742. :raises InputError: N-741, N-703.
    """
    t = visit.t
    kept, found = kept_design(visit.book, name)
    part = visit.choice("part", tuple(key for key, _ in PARTS), "villages")
    return Page(
        title=title_of(visit, kept),
        subtitle=f"{visit.place(found.county)} · {kept.id}",
        actions=[
            print_button(visit),
            _download(visit, name, "geojson", t("GeoJSON")),
            _download(visit, name, "xlsx", t("Excel")),
            _download(visit, name, "html", t("HTML map")),
        ],
        vendor=("vendor/leaflet.js",),
        styles=("vendor/leaflet.css",),
        modules=("js/network.js",),
        body=[
            scenario(t, synthetic=found.judged.problem.synthetic),
            _keys(visit, found.judged),
            h.div(class_="overview")[
                h.div(class_="side")[
                    card(t("Map of the design"), _map(visit, name, found.judged)),
                    card(
                        t("Why is a village served so, or not?"),
                        _why(visit, name, found.judged),
                        id="why",
                    ),
                    card(t("Ask for more"), questions(visit, name, found), id="ask"),
                ],
                h.div(class_="side")[
                    card(t("Verdict"), _verdict(visit, found.judged)),
                    card(t("Cost a day"), table(_bill(visit, found.judged))),
                ],
            ],
            card(
                t("Tables"), _tabs(visit, name, part), _part(visit, part, found), id="tables"
            ),
            card(t("How it was made"), _made(visit, kept, found.judged)),
        ],
    )  # fmt: skip


def _download(visit: Visit, name: str, form: str, text: str) -> Element:
    href = visit.href(f"network/{name}/file", format=form, period=None, division=None)
    return h.a(class_="button", href=href, download="")[text]


def _keys(visit: Visit, found: Judged) -> Element:
    t, verdict = visit.t, found.verdict
    assert verdict.bill is not None
    each = cost_per_parcel(found)
    coverage = "—" if verdict.coverage is None else f"{verdict.coverage:.1%}"
    numbers = (
        (t("Villages served"), coverage, "", f"{verdict.served} / {verdict.villages}"),
        (
            t("Cost a day"),
            f"{verdict.bill.total:,.2f}",
            t("yuan"),
            t("{yuan} yuan a parcel", yuan="—" if each is None else f"{each:.2f}"),
        ),
        (
            t("Driven a day"),
            f"{verdict.km:,.1f}",
            t("km"),
            t("{n} vehicles", n=sum(count for _, count in verdict.fleet)),
        ),
        (
            t("Emissions a day"),
            f"{verdict.grams / 1000:,.1f}",
            t("kg CO2e"),
            t("{n} stations open", n=len(found.design.open)),
        ),
    )
    return key_row(numbers)


def _map(visit: Visit, name: str, found: Judged) -> Node:
    if found.problem.points is None:
        return note(visit.t("The problem has no coordinates: there is no map."))
    title = visit.t("Map of the design")
    return map_element(visit, title=title, data=design_map(visit, name, found))


def _verdict(visit: Visit, found: Judged) -> Node:
    """What the checker says, bound and gap, and what was assumed."""
    light = h.span(class_="light light-met wrapping")[
        shape("circle"), verdict_line(found, visit.lang)
    ]
    lines = detail_lines(found, visit.lang)
    return [h.p[light], h.ul(class_="plain-list fine")[(h.li[line] for line in lines)]]


def _bill(visit: Visit, found: Judged) -> Grid:
    t = visit.t
    columns = (Column(t("Term")), Column(t("Yuan a day"), kind="number"))
    rows = tuple(
        Row((Cell(term), Cell(value, digits=2))) for term, value in bill_terms(found, visit.lang)
    )
    return Grid("bill", t("Cost a day"), columns, rows)


# Why -------------------------------------------------------------------------


def _why(visit: Visit, name: str, found: Judged) -> Node:
    t = visit.t
    asked = visit.asked.get("village", "").strip()
    kept = {k: v for k, v in visit.asked.items() if k not in ("village", "page")}
    form = h.form(class_="filter", method="get", action=f"{visit.href(f'network/{name}')}#why")[
        (h.input(type="hidden", name=key, value=value) for key, value in kept.items()),
        h.label(for_="why-village")[t("Village")],
        h.input(
            id="why-village",
            type="search",
            name="village",
            value=asked,
            list="village-names",
            required="",
            autocomplete="off",
        ),
        h.datalist(id="village-names")[
            (h.option(value=v.id)[v.name] for v in found.problem.villages)
        ],
        h.button(class_="button primary", type="submit")[t("Explain")],
    ]
    return [form, asked and _answer(visit, found, asked)]


def _answer(visit: Visit, found: Judged, asked: str) -> Node:
    """The village explained; what cannot be found is said here, the page stays."""
    t, lang = visit.t, visit.lang
    try:
        told = explained(found, asked, visit.book)
    except JidiError as error:
        return [note(error.what(lang), "warning"), h.p(class_="fine")[error.remedy(lang)]]
    columns = (
        Column(t("Way"), name="way"),
        Column(t("By"), kind="code"),
        Column(t("Days"), wide=True),
        Column(t("More"), t("yuan a day"), kind="number"),
        Column(t("Finding")),
    )
    rows = tuple(Row(tuple(Cell(c) for c in row)) for row in way_rows(told, lang, most=6))
    return [
        h.p(class_="sentence")[standing_line(told, lang)],
        table(Grid("ways", t("Every way"), columns, rows), class_="ways"),
    ]


# Tables ----------------------------------------------------------------------


def _tabs(visit: Visit, name: str, chosen: str) -> Element:
    t = visit.t
    return h.nav(class_="tabs", aria_label=t("Tables"))[
        (
            h.a(
                href=f"{visit.href(f'network/{name}', part=key)}#tables",
                aria_current="true" if key == chosen else None,
            )[t(text)]
            for key, text in PARTS
        )
    ]


def _part(visit: Visit, part: str, found: CountyDesign) -> Node:
    if part == "effect":
        return effect_part(visit, effect_of_design(visit, found))
    if part == "opening":
        return _opening(visit, opening_of_design(visit, found))
    sheet = sheets(found.judged, visit.lang)[_SHEETS[part]]
    grid = grid_of_sheet(sheet, name=part, narrow=_NARROW[part])
    return paged_table(visit, grid, part="tables", size=_ROWS, class_=f"design-{part}")


def effect_of_design(visit: Visit, found: CountyDesign) -> Effect:
    """The design's effect; remembered while the book stays at its version."""
    book, design = visit.book, found.judged.design
    made: Effect = book.remembered(
        ("effect", design.digest, design.bill, design.services), lambda _: effect_of(book, [found])
    )
    return made


def opening_of_design(visit: Visit, found: CountyDesign) -> Opening:
    """The order in which to open its villages."""
    return opening_of([found], frontier_of=remembered_frontier(visit.book))


def _opening(visit: Visit, opening: Opening) -> Node:
    lang = visit.lang
    steps = opening_sheets(opening, lang)[0]
    grid = grid_of_sheet(steps, name="opening", narrow=(0, 3, 4, 6, 7))
    drawn = chart(opening, lang, styled=False)
    return [
        h.div(class_="opening")[Markup(drawn)],  # drawn by us, every text in it escaped
        h.p(class_="fine")[opening_lines(opening, lang)[0]],
        h.p(class_="fine")[visit.t.of(*EXACT)],
        paged_table(visit, grid, part="tables", size=_ROWS),
    ]


def _asked(visit: Visit, found: Judged) -> Iterator[str]:
    """What the design was asked as, in the words of the form that asks."""
    t, lang = visit.t, visit.lang
    fields = {field.name: field for field in KINDS["rural"].all_fields}
    words = {"county": t("County"), VERSION: t("Data version"), ASKED: t("coverage wanted")}
    for key, value in found.design.made:
        if not value:
            continue
        said = fields[key].said.get(value) if key in fields else None
        name = words.get(key) or (fields[key].words(lang) if key in fields else key)
        if key == "county":
            value = visit.place(county_of(visit.book, value))
        yield f"{name} {value if said is None else t.of(*said)}"


def _made(visit: Visit, kept: Kept, found: Judged) -> Element:
    t = visit.t
    told = {
        t("Kept"): f"{clock_text(kept.at)} {kept.by}",
        t("Program"): f"jidi {kept.program}",
        t("Digest of the problem"): h.code[found.problem.digest],
        t("Asked"): " · ".join(_asked(visit, found)),
        t("Sources"): h.details[
            h.summary[t("{n} entries", n=len(found.problem.sources))],
            h.ul(class_="plain-list")[(h.li[source] for source in found.problem.sources)],
        ],
    }
    return definition_list(told)
