"""智能快件箱: cells, dwell, overdue, consent and notices by company, county and city."""

from __future__ import annotations

import htpy as h
from htpy import Element, Node

from jidi.service import lockers as service
from jidi.service.told import said, share_text
from jidi.web.choices import division_choice, period_choice
from jidi.web.grid import Grid
from jidi.web.layout import (
    Page,
    card,
    export_link,
    print_button,
)
from jidi.web.pages.safety import day_of, fine, no_data, period_of, within_of
from jidi.web.pages.supervision_parts import ways
from jidi.web.tables import paged_table, swapping
from jidi.web.told_grid import grid_of
from jidi.web.visit import Visit

HERE = "supervision/lockers"


def page(visit: Visit) -> Page:
    """Lockers at the end of a period, and the deposits in it."""
    t, found = visit.t, _found(visit)
    body: list[Node] = []
    if found.rows is not None:
        (grid,), whole = grids(visit), found.whole
        sentence = t(
            "{sets} sets; cells usable {usable}; overdue {overdue}; consent {consent}; "
            "notified {notice}.",
            sets=f"{whole.sets:,}",
            usable=share_text(whole.usable),
            overdue=share_text(whole.overdue),
            consent=share_text(whole.consent),
            notice=share_text(whole.notice),
        )
        body = [
            card(
                t("Parcel lockers"),
                h.p(class_="sentence")[sentence],
                _tabs(visit, found.by),
                paged_table(visit, grid, part="lockers"),
                fine(visit, grid),
                id="lockers",
            )
        ]
    return Page(
        title=t("Parcel lockers"),
        subtitle=f"{visit.when(found.period)} · {visit.place(visit.division)}",
        divided=True,
        actions=[print_button(visit), export_link(visit, "lockers")],
        body=[
            h.div(class_="filter")[
                ways(visit, HERE), period_choice(visit, found.period), division_choice(visit)
            ],
            *(body or [no_data(visit, "locker")]),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """The table by what is chosen."""
    found = _found(visit)
    return () if found.rows is None else (grid_of(visit, service.lockers_told(visit.book, found)),)


def _found(visit: Visit) -> service.Lockers:
    by = service.read_way(visit.choice("by", tuple(service.WAYS), "company"))
    period = period_of(visit, day_of(visit))
    return service.lockers(visit.book, period, by, within=within_of(visit))


def _tabs(visit: Visit, here: str) -> Element:
    return h.nav(class_="tabs", aria_label=visit.t("By"), **swapping("lockers"))[
        (
            h.a(
                href=visit.href(page=None, by=None if way == "company" else way),
                aria_current="true" if way == here else None,
            )[said(words, visit.lang)]
            for way, words in service.WAYS.items()
        )
    ]
