"""A design of a province's hubs: what it costs, whether it holds, its map, its tables, and why."""

from __future__ import annotations

from typing import Any, Final

import htpy as h
from htpy import Element, Node

from jidi.service.capture_status import clock_text
from jidi.service.hub_design import HubJudged, closed_numbers, hub_row
from jidi.service.hub_shares import shares
from jidi.service.hub_store import KeptHubs, kept_hub_design, kept_hub_designs
from jidi.service.hub_words import COST_WORDS, hub_lines, hub_sheets, level_sheet
from jidi.service.jobs import design_asked_words
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.key_row import key_row
from jidi.web.layout import Page, card, definition_list, print_button
from jidi.web.marks import origin_word, scenario, shape
from jidi.web.pages.design_titles import title_of
from jidi.web.pages.jobs import may_ask, name_field
from jidi.web.pages.network_map import map_element
from jidi.web.pages.network_tables import grid_of_sheet
from jidi.web.tables import paged_table, table
from jidi.web.visit import Visit

_SERVED, _UNUSED = range(2)
_NARROW: Final = {
    "hubs": (1, 2, 5, 7),
    "others": (1, 2, 3),
    "counties": (1, 3, 5),
    "levels": (0, 2, 3, 6),
}
"""Columns that small screens show."""
_ROWS: Final = 25


def hub_list(visit: Visit) -> Node:
    """The designs of hubs kept in the book, as a card; nothing where there is none."""
    kept, t = kept_hub_designs(visit.book), visit.t
    if not kept:
        return None
    columns = (
        Column(t("Title"), name="title"),
        Column(t("Hubs"), kind="number"),
        Column(t("Cost"), t("yuan a day"), kind="number"),
        Column(t("Gap to the bound"), "%", kind="number", wide=True),
        Column(t("Kept"), wide=True),
        Column(t("Origin"), wide=True),
    )
    grid = Grid("hubs", t("Designs of hubs"), columns, tuple(_row(visit, one) for one in kept))
    return card(t("Designs of hubs"), table(grid, class_="designs"), id="hubs")


def _row(visit: Visit, one: KeptHubs) -> Row:
    told = one.figures
    return Row(
        (
            Cell(
                title_of(visit, one),
                h.a(href=visit.href(f"network/hubs/{one.id}"))[title_of(visit, one)],
            ),
            Cell(told["hubs"]),
            Cell(told["cost"]["total"], digits=0, strong=True),
            Cell(None if told["gap"] is None else told["gap"] * 100, digits=2),
            Cell(f"{clock_text(one.at)} {one.by}"),
            Cell(origin_word(visit.t, synthetic=told["synthetic"])),
        )
    )


def page(visit: Visit, name: str) -> Page:
    """The design, verified as it is opened.

    :raises UnknownName: N-742. :raises InputError: N-741, N-854.
    """
    t = visit.t
    kept, found = kept_hub_design(visit.book, name)
    return Page(
        title=title_of(visit, kept),
        subtitle=f"{visit.place(visit.book.province)} · {kept.id}",
        actions=[
            print_button(visit),
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
                            visit, title=t("Map of the design"), data=hub_map(visit, found)
                        ),
                    )
                ],
                h.div(class_="side")[
                    card(t("Verdict"), _verdict(visit, found)),
                    card(t("Cost a day"), table(_bill(visit, found))),
                ],
            ],
            *_tables(visit, found),
            found.posed.problem.single
            and card(t("Phases within yearly budgets"), _phases(visit, kept, found), id="phases"),
            card(t("How it was made"), _made(visit, kept, found)),
        ],
    )  # fmt: skip


def _tables(visit: Visit, found: HubJudged) -> list[Node]:
    """Hubs, by level where there are levels, what others would cost, and each county's hub."""
    t, levels = visit.t, level_sheet(found, visit.lang)
    _, hubs, others, counties = hub_sheets(found, visit.lang)
    return [
        levels is not None and card(
            t("Levels of hubs"),
            table(grid_of_sheet(levels, name="levels", narrow=_NARROW["levels"])),
            id="levels",
        ),
        card(
            t("Hubs"),
            table(grid_of_sheet(hubs, name="hubs", narrow=_NARROW["hubs"])),
            len(found.worths) > 0 and h.p(class_="fine")[
                t("Without it: yuan a day more when this county may not be a hub, at least by "
                  "the bound, at most in the best design found.")
            ],
        ),
        len(others.rows) > 0 and card(
            t("Were other candidates hubs"),
            table(grid_of_sheet(others, name="others", narrow=_NARROW["others"])),
            h.p(class_="fine")[
                t("Yuan a day more in all, and in the best design found by the terms of the "
                  "cost; a minus saves.")
            ],
        ),
        card(
            t("Counties and their hubs"),
            paged_table(
                visit, grid_of_sheet(counties, name="counties", narrow=_NARROW["counties"]),
                part="tables", size=_ROWS,
            ),
            id="tables",
        ),
    ]  # fmt: skip


def _phases(visit: Visit, kept: KeptHubs, found: HubJudged) -> Node:
    """Asks, as a job, which hub is built in which year."""
    t, refused = visit.t, may_ask(visit)
    if refused is not None:
        return h.p(class_="fine")[refused.what(visit.lang)]
    year = found.posed.asked.year
    return [
        h.form(
            class_="filter ask-form", method="post", action=visit.href(f"network/{kept.id}/ask")
        )[
            h.input(type="hidden", name="kind", value="hub-phases"),
            h.label[
                t("Budgets a year, hundred million yuan, the last for {year}", year=year),
                h.input(
                    type="text", name="budgets", required="", maxlength="200",
                    placeholder="3, 2.5, 2",
                ),
            ],
            name_field(visit),
            h.button(class_="button", type="submit")[t("Plan the phases")],
        ],
        h.p(class_="fine")[
            t("Which hub is built in which year, and what the years before cost without it.")
        ],
    ]  # fmt: skip


def _download(visit: Visit, name: str, form: str, text: str) -> Element:
    href = visit.href(f"network/hubs/{name}/file", format=form, period=None, division=None)
    return h.a(class_="button", href=href, download="")[text]


def _keys(visit: Visit, found: HubJudged) -> Element:
    t, posed = visit.t, found.posed
    parcels = float(posed.problem.loads.sum())
    each = f"{found.design.cost / parcels:.3f}" if parcels else "—"
    standing = sum(hub_row(found, hub, step)["stands"] for hub, step in found.design.hubs)
    numbers = (
        (
            t("Hubs"), str(len(found.design.hubs)), "",
            t("{n} stand already", n=standing),
        ),
        (
            t("Cost a day"), f"{found.design.cost:,.0f}", t("yuan"),
            t("{yuan} yuan a parcel", yuan=each),
        ),
        (
            t("Parcels a day"), f"{parcels:,.0f}", "",
            t("{year}: {volume} hundred million a year", year=posed.asked.year,
              volume=f"{posed.volume / 1e8:g}"),
        ),
        (t("Gap to the bound"), _share(found.gap), "", t("the solver's bound")),
    )  # fmt: skip
    return key_row(numbers)


def _share(gap: float | None) -> str:
    """A share in percent; a dash where the design was stopped before there was a bound."""
    return "—" if gap is None else f"{gap:.2%}"


def _verdict(visit: Visit, found: HubJudged) -> Node:
    light = h.span(class_="light light-met wrapping")[shape("circle"), visit.t("Verified")]
    lines = hub_lines(found, visit.lang)
    return [h.p[light], h.ul(class_="plain-list fine")[(h.li[line] for line in lines)]]


def _bill(visit: Visit, found: HubJudged) -> Grid:
    t, cost = visit.t, found.verdict.cost
    assert cost is not None  # it holds
    columns = (Column(t("Term")), Column(t("Yuan a day"), kind="number"))
    terms = [(visit.t.of(*words), getattr(cost, term)) for term, words in COST_WORDS.items()]
    rows = tuple(
        Row((Cell(text), Cell(value, digits=0)))
        for text, value in (*terms, (t("Total"), cost.total))
    )
    return Grid("bill", t("Cost a day"), columns, rows)


def hub_map(visit: Visit, found: HubJudged) -> dict[str, Any]:
    """Counties, hubs and which county goes to which; lines are drawn straight."""
    t, nodes, design = visit.t, found.posed.nodes, found.design
    hubs, unused = dict(design.hubs), closed_numbers(found)
    joint = "、" if visit.lang == "zh" else ", "
    by_county: dict[int, list[str]] = {}
    for one in shares(found):
        by_county.setdefault(one.node, []).append(nodes[one.hub].called(visit.lang))
    places = [n for n in by_county if n not in hubs]
    return {
        "outline": visit.provider.county_shapes(visit.book),
        "stations": [
            {
                "at": [nodes[hub].longitude, nodes[hub].latitude],
                "name": f"{nodes[hub].called(visit.lang)} · "
                f"{hub_row(found, hub, step)[f'size_{visit.lang}']}",
                "open": True,
                "centre": step > 0 or nodes[hub].standing is None,
            }
            for hub, step in design.hubs
        ],
        "texts": {
            "zoomIn": t("Zoom in"),
            "zoomOut": t("Zoom out"),
            "open": t("hub as it stands"),
            "closed": "",
            "centre": t("hub new or enlarged"),
        },
        "villages": {
            "code": [nodes[n].code for n in places],
            "name": [f"{nodes[n].called(visit.lang)} → {joint.join(by_county[n])}" for n in places],
            "lon": [nodes[n].longitude for n in places],
            "lat": [nodes[n].latitude for n in places],
            "status": [_UNUSED if n in unused else _SERVED for n in places],
        },
        "states": [
            {"grade": "good", "text": t("county served by a hub")},
            {"grade": "missing", "text": t("standing hub not used any more")},
        ],
        "ways": [
            {
                "at": [
                    [nodes[n].longitude, nodes[n].latitude],
                    [nodes[to].longitude, nodes[to].latitude],
                ],
                "kind": kind,
                "side": 0,
                "name": f"{nodes[n].called(visit.lang)} → {nodes[to].called(visit.lang)}",
            }
            for n, to, kind in _ways(found)
        ],
        "wayTexts": [
            ["", t("county to its hub"), t("hub to the one above") if design.ranks else ""]
        ],
        "page": "",
    }


def _ways(found: HubJudged) -> list[tuple[int, int, int]]:
    """From county to its hub, and with levels from hub to the one above."""
    ways = [(one.node, one.hub, 1) for one in shares(found) if one.node != one.hub]
    return ways + [(hub, above, 2) for hub, _, above in found.design.ranks if above >= 0]


def _made(visit: Visit, kept: KeptHubs, found: HubJudged) -> Element:
    t = visit.t
    told = {
        t("Kept"): f"{clock_text(kept.at)} {kept.by}",
        t("Program"): f"jidi {kept.program}",
        t("Asked"): " · ".join(design_asked_words("hubs", found.posed.asked.told(), visit.lang)),
        t("Sources"): h.ul(class_="plain-list")[(h.li[source] for source in found.posed.sources)],
    }
    return definition_list(told)
