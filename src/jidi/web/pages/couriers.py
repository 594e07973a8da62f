"""快递员权益: quota and least fee, insured share and fines by company, and each county."""

from __future__ import annotations

import htpy as h
from htpy import Element

from jidi.core.period import PeriodKind
from jidi.service.courier_words import FLAG_WORDS, cells_told, companies_told, norms_told
from jidi.service.couriers import CourierView, courier_view
from jidi.service.told import said
from jidi.web.choices import division_choice, period_choice
from jidi.web.grid import Grid
from jidi.web.layout import (
    Page,
    card,
    export_link,
    note,
    print_button,
)
from jidi.web.pages.safety import fine, first_rows, no_data, within_of
from jidi.web.pages.supervision_parts import ways
from jidi.web.tables import paged_table, swapping, table
from jidi.web.told_grid import grid_of
from jidi.web.visit import Visit

HERE = "supervision/couriers"


def page(visit: Visit) -> Page:
    """A month held against quota and floor."""
    t = visit.t
    if not visit.book.rows("workforce"):
        body = [ways(visit, HERE), no_data(visit, "workforce")]
        return Page(title=t("Couriers' rights"), body=body)
    found = _found(visit)
    companies, cells, norms = grids(visit)
    return Page(
        title=t("Couriers' rights"),
        subtitle=f"{visit.when(found.month)} · {visit.place(visit.division)}",
        divided=True,
        actions=[print_button(visit), export_link(visit, "couriers")],
        body=[
            h.div(class_="filter")[
                ways(visit, HERE),
                period_choice(visit, found.month, kind=PeriodKind.MONTH),
                division_choice(visit),
            ],
            card(t("Quota and least fee of a piece"), table(norms), fine(visit, companies)),
            card(t("Companies"), first_rows(visit, companies, 40), id="companies"),
            card(
                t("Each company in each county"),
                _tabs(visit, found),
                paged_table(visit, cells, part="cells")
                if cells.rows
                else note(t("Nothing of this kind.")),
                id="cells",
            ),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """Companies, the counties that are chosen, and the standard."""
    if not visit.book.rows("workforce"):
        return ()
    found, flag = _found(visit), _flag(visit)
    told = (
        companies_told(visit.book, found),
        cells_told(visit.book, found, "" if flag == "all" else flag),
        norms_told(found),
    )
    return tuple(grid_of(visit, one) for one in told)


def _flag(visit: Visit) -> str:
    return visit.choice("flag", ("all", *FLAG_WORDS), "all")


def _found(visit: Visit) -> CourierView:
    chosen = visit.period
    month = chosen if chosen is not None and chosen.kind is PeriodKind.MONTH else None
    return courier_view(visit.book, month=month, within=within_of(visit))


def _tabs(visit: Visit, found: CourierView) -> Element:
    t, here = visit.t, _flag(visit)
    links = [("all", t("all"), len(found.cells), 0)]
    links += [
        (flag, said(words, visit.lang), found.count(flag), found.count(flag, unknown=True))
        for flag, words in FLAG_WORDS.items()
    ]
    return h.nav(class_="tabs", aria_label=t("Finding"), **swapping("cells"))[
        (
            h.a(
                href=visit.href(page=None, flag=None if name == "all" else name),
                aria_current="true" if name == here else None,
            )[
                text,
                h.span(class_="count")[f"{number:,}"],
                h.span(class_="count")[t("no data {n}", n=dark)] if dark else None,
            ]
            for name, text, number, dark in links
        )
    ]
