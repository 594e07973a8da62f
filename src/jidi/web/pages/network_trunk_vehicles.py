"""How many vehicles a kept trunk design needs, and where trailers should be dropped."""

from __future__ import annotations

from typing import Final

import htpy as h
from htpy import Element, Node

from jidi.core.errors import JidiError
from jidi.service.rural_sheets import Sheet
from jidi.service.trunk_store import kept_trunk_design
from jidi.service.trunk_vehicles import TrunkVehicles, kept_trunk_vehicles, saved_yuan
from jidi.service.trunk_vehicles_words import vehicle_sheets, vehicles_lines
from jidi.web.grid import Grid
from jidi.web.key_row import key_row
from jidi.web.layout import Page, card, note, print_button
from jidi.web.marks import scenario
from jidi.web.pages.network_tables import grid_of_sheet
from jidi.web.tables import paged_table, table
from jidi.web.visit import Visit

_ROWS: Final = 25
_NARROW: Final = {
    "kinds": (0, 1, 4, 9), "yards": (0, 1, 4), "empties": (1, 2, 3, 4), "docks": (1, 2, 3),
}  # fmt: skip
"""Columns that small screens show."""


def page(visit: Visit, name: str) -> Page:
    """The vehicles, counted and played as the page is opened.

    :raises UnknownName: N-742. :raises InputError: N-741, N-947.
    """
    t = visit.t
    kept, found = kept_trunk_design(visit.book, name)
    back = h.a(class_="button", href=visit.href(f"network/trunk/{name}"))[t("The design")]
    title, subtitle = t("Vehicles and dropped trailers"), f"{kept.title} · {kept.id}"
    try:
        _, told = kept_trunk_vehicles(visit.book, name)
    except JidiError as error:
        said = [note(error.what(visit.lang), "warning"), h.p[error.remedy(visit.lang)]]
        return Page(title=title, subtitle=subtitle, actions=[back], body=said)
    lines = vehicles_lines(told, visit.lang)
    href = visit.href(f"network/trunk/{name}/vehicles/file", period=None, division=None)
    return Page(
        title=title,
        subtitle=subtitle,
        actions=[
            print_button(visit), back,
            h.a(class_="button", href=href, download="")[t("Excel")],
        ],
        body=[
            scenario(t, synthetic=found.posed.synthetic),
            _keys(visit, told),
            *_tables(visit, told),
            card(
                t("What it rests on"),
                h.ul(class_="plain-list")[(h.li[line] for line in lines)],
            ),
        ],
    )  # fmt: skip


def _keys(visit: Visit, told: TrunkVehicles) -> Element:
    t, kinds = visit.t, told.kinds
    parted = [kind for kind in kinds if kind.best is not None]
    fewer = sum(k.usual.tractors_needed - k.chosen.tractors_needed for k in parted)
    whole = sum(kind.usual.tractors_needed for kind in kinds)
    chosen = sum(kind.chosen.tractors_needed for kind in kinds)
    saved = f"{sum(saved_yuan(kind) for kind in parted):,.0f}" if parted else "—"
    km = sum(kind.km for kind in kinds)
    numbers = (
        (t("Trucks without yards"), f"{whole:,}", t("vehicles"),
         t("loaded and unloaded while they stand")),
        (t("Tractors and trucks with yards"), f"{chosen:,}", t("vehicles"),
         t("{fewer} fewer", fewer=f"{fewer:,}")),
        (t("Saved by yards"), saved, t("yuan a day"), t("the yards paid")),
        (t("Work of a vehicle"), f"{km / chosen:,.0f}" if chosen else "—", t("km a day"),
         t("empty trips included")),
    )  # fmt: skip
    return key_row(numbers)


def _tables(visit: Visit, told: TrunkVehicles) -> list[Node]:
    t = visit.t
    _, kinds, yards, empties, docks = vehicle_sheets(told, visit.lang)
    shown: list[Node] = [card(t("Vehicles by kind"), table(_grid(kinds, "kinds")))]
    if yards.rows:
        shown.append(card(t("Cities that may drop trailers"), table(_grid(yards, "yards"))))
    if empties.rows:
        shown.append(card(t("When empty vehicles leave"), table(_grid(empties, "empties"))))
    paged = paged_table(visit, _grid(docks, "docks"), part="docks", size=_ROWS)
    shown.append(card(t("What stands where at midnight"), paged, id="docks"))
    return shown


def _grid(sheet: Sheet, name: str) -> Grid:
    return grid_of_sheet(sheet, name=name, narrow=_NARROW[name])
