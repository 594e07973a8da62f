"""A design of a province's trunk lanes: cost, promises, hubs, lanes, counties, and its map."""

from __future__ import annotations

from typing import Any, Final

import htpy as h
from htpy import Element, Node

from jidi.service.capture_status import clock_text
from jidi.service.jobs import design_asked_words
from jidi.service.rural_sheets import Sheet
from jidi.service.trunk_design import TrunkJudged
from jidi.service.trunk_figures import Figures
from jidi.service.trunk_store import KeptTrunk, kept_trunk_design, kept_trunk_designs
from jidi.service.trunk_words import trunk_lines, trunk_sheets
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.key_row import key_row
from jidi.web.layout import Page, card, definition_list, print_button
from jidi.web.marks import origin_word, scenario, shape
from jidi.web.pages.design_titles import title_of
from jidi.web.pages.network_map import map_element
from jidi.web.pages.network_tables import grid_of_sheet
from jidi.web.tables import paged_table, table
from jidi.web.visit import Visit

_NARROW: Final = {
    "products": (0, 2, 3), "hubs": (0, 1, 4), "modes": (0, 2), "lanes": (0, 1, 2, 3, 7),
    "counties": (1, 2, 3), "weekdays": (0, 1, 3),
}  # fmt: skip
"""Columns that small screens show."""
_PERCENT: Final = {
    "products": (2, 3), "hubs": (4,), "modes": (2,), "lanes": (8,), "counties": (2, 3),
    "weekdays": (3,),
}  # fmt: skip
"""Columns that are shares."""
_MANY: Final = 1000
_ROWS: Final = 25


def trunk_list(visit: Visit) -> Node:
    """The designs of trunk lanes kept in the book, as a card; nothing where there is none."""
    kept, t = kept_trunk_designs(visit.book), visit.t
    if not kept:
        return None
    columns = (
        Column(t("Title"), name="title"),
        Column(t("Departures a day"), kind="number"),
        Column(t("Cost"), t("yuan a day"), kind="number"),
        Column(t("Gap to the bound"), "%", kind="number", wide=True),
        Column(t("Kept"), wide=True),
        Column(t("Origin"), wide=True),
    )
    rows = tuple(_row(visit, one) for one in kept)
    grid = Grid("trunks", t("Designs of trunk lanes"), columns, rows)
    return card(t("Designs of trunk lanes"), table(grid, class_="designs"), id="trunks")


def _row(visit: Visit, one: KeptTrunk) -> Row:
    told = one.figures
    return Row(
        (
            Cell(
                title_of(visit, one),
                h.a(href=visit.href(f"network/trunk/{one.id}"))[title_of(visit, one)],
            ),
            Cell(told["departures_a_day"]),
            Cell(told["cost"], digits=0, strong=True),
            Cell(told["gap"] * 100, digits=2),
            Cell(f"{clock_text(one.at)} {one.by}"),
            Cell(origin_word(visit.t, synthetic=told["synthetic"])),
        )
    )


def page(visit: Visit, name: str) -> Page:
    """The design, verified as it is opened.

    :raises UnknownName: N-742. :raises InputError: N-741, N-947.
    """
    t = visit.t
    kept, found = kept_trunk_design(visit.book, name)
    _, products, hubs, modes, lanes, counties, _, *week = trunk_sheets(found, visit.lang)
    shown = (("products", t("Products and promises"), products), ("hubs", t("Hubs"), hubs),
             ("modes", t("Modes"), modes),
             *(("weekdays", t("Days of the week"), days) for days in week))  # fmt: skip
    return Page(
        title=title_of(visit, kept),
        subtitle=" · ".join((visit.place(visit.book.province), _volume(visit, found), kept.id)),
        actions=[
            print_button(visit),
            h.a(class_="button", href=visit.href(f"network/trunk/{name}/explain"))[
                t("Why is it so?")
            ],
            h.a(class_="button", href=visit.href(f"network/trunk/{name}/beside"))[
                t("Cost, time, emissions")
            ],
            h.a(class_="button", href=visit.href(f"network/trunk/{name}/vehicles"))[
                t("Vehicles and dropped trailers")
            ],
            _download(visit, name, "geojson", t("GeoJSON")),
            _download(visit, name, "xlsx", t("Excel")),
        ],
        vendor=("vendor/leaflet.js",),
        styles=("vendor/leaflet.css",),
        modules=("js/network.js",),
        body=[
            scenario(t, synthetic=found.posed.synthetic),
            _keys(visit, found),
            h.div(class_="overview")[
                h.div(class_="side")[
                    card(
                        t("Map of the design"),
                        map_element(
                            visit, title=t("Map of the design"), data=_map(visit, found)
                        ),
                    )
                ],
                h.div(class_="side")[card(t("Verdict"), _verdict(visit, found))],
            ],
            [
                card(title, table(_grid(sheet, key)))
                for key, title, sheet in shown
            ],
            card(
                t("Lanes that run"),
                paged_table(
                    visit, _grid(lanes, "lanes"), part="lanes", size=_ROWS,
                ),
                h.p[t("Yuan saved by a kilogram more: with departures as they are.")],
                id="lanes",
            ),
            card(
                t("Promises kept by county"),
                table(_grid(counties, "counties")),
            ),
            card(t("How it was made"), _made(visit, kept, found)),
        ],
    )  # fmt: skip


def _volume(visit: Visit, found: TrunkJudged) -> str:
    posed = found.posed
    return visit.t(
        "{year}: {volume} hundred million a year", year=posed.asked.year,
        volume=f"{posed.hubs.volume / 1e8:g}",
    )  # fmt: skip


def _grid(sheet: Sheet, name: str) -> Grid:
    return grid_of_sheet(_in_percent(sheet, _PERCENT[name]), name=name, narrow=_NARROW[name])


def _in_percent(sheet: Sheet, columns: tuple[int, ...]) -> Sheet:
    """The sheet with shares told in hundredths, whole where it tells many of a thing."""
    heads = tuple(f"{head} %" if n in columns else head for n, head in enumerate(sheet.heads))
    rows = tuple(
        tuple(
            round(cell * 100, 1) if n in columns and isinstance(cell, float)
            else round(cell) if isinstance(cell, float) and abs(cell) >= _MANY else cell
            for n, cell in enumerate(row)
        )
        for row in sheet.rows
    )  # fmt: skip
    return Sheet(sheet.name, heads, rows)


def _download(visit: Visit, name: str, form: str, text: str) -> Element:
    href = visit.href(f"network/trunk/{name}/file", format=form, period=None, division=None)
    return h.a(class_="button", href=href, download="")[text]


def _keys(visit: Visit, found: TrunkJudged) -> Element:
    t, figures, design = visit.t, Figures(found), found.design
    each, grams = design.cost / figures.parcels, design.grams / figures.parcels
    rail = "—" if figures.rail_share is None else f"{figures.rail_share:.1%}"
    fill = "—" if figures.truck_fill is None else f"{figures.truck_fill:.0%}"
    numbers = (
        (
            t("Cost a day"), f"{design.cost:,.0f}", t("yuan"),
            t("{yuan} yuan a parcel", yuan=f"{each:.3f}"),
        ),
        (
            t("Own trucks a day"), f"{figures.departures:,}", t("departures"),
            t("{filled} filled, {empty} empty runs", filled=fill, empty=sum(design.empties)),
        ),
        (t("Emissions"), f"{grams:,.0f}", t("g CO2e a parcel"),
         t("rail {share} of tonne-km", share=rail)),
        (t("Gap to the bound"), f"{design.gap:.2%}", "", t("the solver's bound")),
    )  # fmt: skip
    return key_row(numbers)


def _verdict(visit: Visit, found: TrunkJudged) -> Node:
    light = h.span(class_="light light-met wrapping")[shape("circle"), visit.t("Verified")]
    lines = trunk_lines(found, visit.lang)
    return [h.p[light], h.ul(class_="plain-list fine")[(h.li[line] for line in lines)]]


def _map(visit: Visit, found: TrunkJudged) -> dict[str, Any]:
    """Cities and the lanes between them that own trucks run; other provinces lie off the map."""
    t, places = visit.t, found.posed.places
    runs: dict[tuple[int, int], int] = {}
    for lane, count in zip(found.posed.problem.lanes, found.design.departures, strict=True):
        ends = (min(lane.origin, lane.target), max(lane.origin, lane.target))
        if lane.vehicle and count and all(places[n].kind == "city" for n in ends):
            runs[ends] = runs.get(ends, 0) + count
    cities = [place for place in places if place.kind == "city"]
    return {
        "outline": visit.provider.county_shapes(visit.book),
        "stations": [
            {
                "at": [place.longitude, place.latitude],
                "name": place.zh if visit.lang == "zh" else place.en,
                "open": place.sorts,
                "centre": place.sorts,
            }
            for place in cities
        ],
        "texts": {
            "zoomIn": t("Zoom in"),
            "zoomOut": t("Zoom out"),
            "open": "",
            "closed": t("city that does not sort"),
            "centre": t("city that sorts"),
        },
        "villages": {"code": [], "name": [], "lon": [], "lat": [], "status": []},
        "states": [],
        "ways": [
            {
                "at": [[places[n].longitude, places[n].latitude] for n in ends],
                "kind": 1,
                "side": 0,
                "name": f"{places[ends[0]].zh} — {places[ends[1]].zh}: {count}",
            }
            for ends, count in sorted(runs.items())
        ],
        "wayTexts": [["", t("own trucks, both ways a day"), ""]],
        "page": "",
    }


def _made(visit: Visit, kept: KeptTrunk, found: TrunkJudged) -> Element:
    t = visit.t
    told = {
        t("Kept"): f"{clock_text(kept.at)} {kept.by}",
        t("Program"): f"jidi {kept.program}",
        t("Asked"): " · ".join(design_asked_words("trunk", found.posed.asked.told(), visit.lang)),
        t("Sources"): h.ul(class_="plain-list")[
            (h.li[source] for source in found.posed.hubs.sources)
        ],
    }
    return definition_list(told)
