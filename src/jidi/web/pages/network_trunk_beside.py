"""Kept designs of one trunk network beside each other: what less cost, carbon and hours ask."""

from __future__ import annotations

from collections.abc import Callable

import htpy as h
from htpy import Node

from jidi.service.trunk_beside import Beside, kept_beside, wishes
from jidi.service.trunk_figures import Figures
from jidi.service.trunk_frontier import EXACT, FrontierPoint, remark
from jidi.service.trunk_store import KeptTrunk
from jidi.web.draw.plane import Plane, Spot, plane
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, print_button
from jidi.web.marks import scenario
from jidi.web.tables import table
from jidi.web.visit import Visit


def page(visit: Visit, name: str) -> Page:
    """The designs of the network of one, cheapest first.

    :raises UnknownName: N-742. :raises InputError: N-741, N-947.
    """
    t = visit.t
    told = kept_beside(visit.book, name)
    asked = next(kept for kept in told.kept if kept.id == name)
    return Page(
        title=t("Cost, time, emissions"),
        subtitle=" · ".join((asked.title, asked.id)),
        actions=[
            print_button(visit),
            h.a(class_="button", href=visit.href(f"network/trunk/{name}"))[t("The design")],
        ],
        body=[
            scenario(t, synthetic=told.synthetic),
            h.div(class_="planes")[
                (
                    card(title, _plane(told, up, title))
                    for title, up in (
                        (t("g CO2e a parcel against 10,000 yuan a day"), _grams),
                        (t("Mean hours against 10,000 yuan a day"), _hours),
                    )
                )
            ],
            card(t("Designs of the same network"), *_table(visit, told), id="designs"),
        ],
    )  # fmt: skip


def _grams(point: FrontierPoint) -> float:
    figures = Figures(point.found)
    return point.found.design.grams / figures.parcels


def _hours(point: FrontierPoint) -> float:
    return point.three[2]


def _plane(told: Beside, up: Callable[[FrontierPoint], float], label: str) -> Node:
    spots = [
        Spot(
            point.three[0] / 1e4,
            up(point),
            str(number),
            "own" if kept.id == told.asked else "outdone" if point.outdone else "best",
        )
        for number, (kept, point) in enumerate(zip(told.kept, told.points, strict=True), start=1)
    ]
    return plane(
        Plane(
            spots,
            label,
            lambda value: f"{value:,.1f}",
            lambda value: f"{value:,.4g}",
        )
    )


def _table(visit: Visit, told: Beside) -> tuple[Node, ...]:
    t, lang = visit.t, visit.lang
    columns = (
        Column("", kind="number"),
        Column(t("Title"), name="title"),
        Column(t("Asked"), wide=True),
        Column(t("Cost"), t("yuan a day"), kind="number"),
        Column(t("Cost a parcel"), t("yuan"), kind="number", wide=True),
        Column(t("g CO2e a parcel"), kind="number"),
        Column(t("Mean time"), t("hours"), kind="number", wide=True),
        Column(t("Rail"), "%", kind="number", wide=True),
        Column(t("Gap to the bound"), "%", kind="number", wide=True),
        Column(t("Remark"), wide=True),
    )
    rows = tuple(
        _row(visit, number, kept, point, own=kept.id == told.asked)
        for number, (kept, point) in enumerate(zip(told.kept, told.points, strict=True), start=1)
    )
    grid = Grid("beside", t("Designs of the same network"), columns, rows)
    return (
        table(grid, class_="designs"),
        h.p(class_="fine")[EXACT[lang == "en"]],
        h.p(class_="fine")[
            t("The cost is what is paid: prices put on carbon and time are not part of it.")
        ],
    )


def _row(visit: Visit, number: int, kept: KeptTrunk, point: FrontierPoint, *, own: bool) -> Row:
    figures = Figures(point.found)
    money, grams, hours = point.three
    rail = figures.rail_share
    link = h.a(href=visit.href(f"network/trunk/{kept.id}"))[kept.title]
    return Row(
        (
            Cell(number),
            Cell(kept.title, h.strong[link] if own else link),
            Cell(wishes(point.found, visit.lang) or "—"),
            Cell(money, digits=0, strong=True),
            Cell(money / figures.parcels, digits=3),
            Cell(grams / figures.parcels, digits=1),
            Cell(hours, digits=2),
            Cell(None if rail is None else rail * 100, digits=1),
            Cell(point.found.design.gap * 100, digits=2),
            Cell(remark(point, visit.lang) or "—"),
        )
    )
