"""网络: the rural designs kept in the book, and the way to each of them and to two side by side."""

from __future__ import annotations

import htpy as h
from htpy import Element, Node

from jidi.core.division import DivisionCode
from jidi.service.capture_status import clock_text
from jidi.service.rural_store import Kept, kept_designs
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, export_link, note, print_button
from jidi.web.marks import origin_word, shape
from jidi.web.pages.design_titles import title_of
from jidi.web.pages.jobs import running_part
from jidi.web.pages.network_hubs import hub_list
from jidi.web.pages.network_members import member_list
from jidi.web.pages.network_trunk import trunk_list
from jidi.web.tables import paged_table
from jidi.web.visit import Visit
from jidi.web.who import leads_in


def page(visit: Visit) -> Page:
    """The designs, and the form that compares two."""
    t = visit.t
    kept = kept_designs(visit.book)
    new = leads_in(visit, "network/new")
    return Page(
        title=t("Network designs"),
        subtitle=visit.place(visit.book.province),
        actions=[
            print_button(visit),
            leads_in(visit, "jobs") and h.a(class_="button", href=visit.href("jobs"))[t("Jobs")],
            new and h.a(class_="button primary", href=visit.href("network/new"))[t("New design")],
            export_link(visit, "network") if kept else None,
        ],
        body=[
            running_part(visit),
            card(t("Rural network designs"), _list(visit, kept), id="designs"),
            hub_list(visit),
            trunk_list(visit),
            member_list(visit),
            card(
                t("Reach"),
                h.p[
                    t(
                        "Handed in at a clock in one county: when is a parcel in every other, and "
                        "by which way?"
                    ),
                    " ",
                    h.a(href=visit.href("network/reach"))[t("Reach of a county")],
                ],
            ),
            len(kept) > 0
            and card(
                t("Where a budget goes next"),
                h.p[
                    t(
                        "The newest design of each county together: in which order to open "
                        "villages, and what they do to the indicators of county, city and province."
                    ),
                    " ",
                    h.a(href=visit.href("network/opening"))[t("Order of opening")],
                ],
            ),
            len(kept) > 1 and card(t("Compare two designs"), _choose(visit, kept)),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """The designs as they were when they were kept."""
    return (_grid(visit, kept_designs(visit.book)),)


def _list(visit: Visit, kept: tuple[Kept, ...]) -> Node:
    t = visit.t
    if not kept:
        return [
            note(t("No design is kept in this book yet.")),
            leads_in(visit, "network/new")
            and h.p[h.a(href=visit.href("network/new"))[t("Ask for the first design")]],
            h.p[t("Design a county on the command line and keep it:")],
            h.pre(class_="commands")[
                f"jidi design rural -w {visit.name} --county … -o design.json\n"
                f"jidi design keep design.json -w {visit.name} --by …"
            ],
        ]
    return [
        h.p(class_="fine")[
            t("Figures as the checker found them when the design was kept; opened, it is verified "
              "again.")
        ],
        paged_table(visit, _grid(visit, kept), part="designs", class_="designs"),
    ]  # fmt: skip


def _grid(visit: Visit, kept: tuple[Kept, ...]) -> Grid:
    t = visit.t
    columns = (
        Column(t("County"), wide=True),
        Column(t("Title"), name="title"),
        Column(t("Served"), name="served", wide=True),
        Column(t("Coverage"), "%", kind="number"),
        Column(t("Cost"), t("yuan a day"), kind="number"),
        Column(t("Cost a parcel"), t("yuan"), kind="number", wide=True),
        Column(t("Driven"), t("km a day"), kind="number", wide=True),
        Column(t("Emissions"), t("kg CO2e a day"), kind="number", wide=True),
        Column(t("Gap to the bound"), "%", kind="number", wide=True),
        Column(t("Kept"), wide=True),
        Column(t("Id"), kind="code", wide=True),
        Column(t("Origin"), wide=True),
    )
    return Grid(
        "designs",
        t("Rural network designs"),
        columns,
        tuple(_row(visit, one) for one in kept),
        notes=(t("Designs are scenarios, never measured."),),
    )


def _row(visit: Visit, one: Kept) -> Row:
    told = one.figures
    gap, coverage = told["gap"], told["coverage"]
    return Row(
        (
            Cell(visit.place_of(DivisionCode.parse(one.county).text)),
            _title_cell(visit, one),
            Cell(f"{told['served']} / {told['villages']}"),
            Cell(None if coverage is None else coverage * 100, digits=1),
            Cell(told["cost"]["total"], digits=2, strong=True),
            Cell(told["cost_per_parcel"], digits=2),
            Cell(told["km_a_day"], digits=1),
            Cell(told["grams_co2e_a_day"] / 1000, digits=1),
            Cell(None if gap is None else gap * 100, digits=1),
            Cell(f"{clock_text(one.at)} {one.by}"),
            Cell(one.id),
            Cell(origin_word(visit.t, synthetic=told["synthetic"])),
        )
    )


def _title_cell(visit: Visit, one: Kept) -> Cell:
    title = title_of(visit, one)
    return Cell(title, h.a(href=visit.href(f"network/{one.id}"))[title])


def _choose(visit: Visit, kept: tuple[Kept, ...]) -> Element:
    t = visit.t
    return h.form(class_="filter", method="get", action=visit.href("network/compare"))[
        _select(visit, kept, "one", t("First design"), 0),
        _select(visit, kept, "other", t("Second design"), 1),
        h.button(class_="button primary", type="submit")[t("Compare")],
        h.p(class_="fine")[
            shape("ring"), " ", t("Only designs of the same villages can be compared.")
        ],
    ]


def _select(visit: Visit, kept: tuple[Kept, ...], key: str, label: str, chosen: int) -> Element:
    asked = visit.asked.get(key) or kept[_neighbours(kept)[chosen]].id
    return h.label[
        label,
        h.select(name=key)[
            (
                h.option(value=one.id, selected=one.id == asked)[
                    f"{title_of(visit, one)} · {one.id}"
                ]
                for one in kept
            )
        ],
    ]


def _neighbours(kept: tuple[Kept, ...]) -> tuple[int, int]:
    """The first two designs of one county, else the first two."""
    for number in range(len(kept) - 1):
        if kept[number].county == kept[number + 1].county:
            return number, number + 1
    return 0, 1
