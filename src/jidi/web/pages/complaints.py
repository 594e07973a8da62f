"""申诉: the platform's index of complaint handling, and complaints that tell of the same parcel."""

from __future__ import annotations

import htpy as h
from htpy import Element

from jidi.core.period import Period, PeriodKind
from jidi.service import complaint_index as service
from jidi.service.complaint_index import By, IndexTable, index_table
from jidi.service.complaint_leads import Leads, leads_of, leads_told
from jidi.service.complaint_texts import Twins, pairs_text, twins_of_table
from jidi.service.told import share_text
from jidi.supervision.complaint_index import Indexed
from jidi.web.choices import division_choice, period_choice
from jidi.web.english import quoted
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, export_link, note, print_button
from jidi.web.pages.supervision_parts import ways
from jidi.web.tables import paged_table, swapping, table
from jidi.web.told_grid import grid_of
from jidi.web.visit import Visit

HERE = "supervision/complaints"
_TWINS_SHOWN = 50


def page(visit: Visit) -> Page:
    """The index of a period, by company, city or month."""
    t, found = visit.t, _found(visit)
    grid = _grid(visit, found)
    return Page(
        title=t("Complaint handling"),
        subtitle=f"{visit.when(found.period)} · {visit.place(visit.division)}",
        divided=True,
        actions=[print_button(visit), export_link(visit, "complaints")],
        body=[
            h.div(class_="filter")[
                ways(visit, HERE), period_choice(visit, found.period), division_choice(visit)
            ],
            card(
                t.of(found.definition.zh, found.definition.en),
                _tabs(visit, found),
                paged_table(visit, grid, part="index")
                if found.rows
                else note(t("Nothing of this kind.")),
                h.p(class_="fine")[visit.joined(service.remarks(visit.book, found, visit.lang))],
                id="index",
            ),
            _leads_card(visit, found),
            None if visit.held_in else _twins_card(visit, twins_of_table(visit.book)),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """The index, and every pair of complaints about one parcel: they may lie in two cities, so only
    who may read the whole book sees them."""
    found = _found(visit)
    leads = grid_of(visit, leads_told(visit.book, _leads(visit, found)))
    told = (_grid(visit, found), leads)
    return told if visit.held_in else (*told, _pairs(visit, twins_of_table(visit.book)))


def _leads_card(visit: Visit, found: IndexTable) -> Element:
    """From valid complaints to enforcement leads, by category."""
    t = visit.t
    leads = _leads(visit, found)
    if leads.rows is None:
        missing = note(t("no data in {tables}", tables="complaint"), "warning")
        return card(t("From complaints to enforcement"), missing)
    grid = grid_of(visit, leads_told(visit.book, leads))
    sentence = t(
        "Of {n} valid complaints {share} became enforcement leads.",
        n=f"{leads.whole.valid:,}",
        share=share_text(leads.whole.leads),
    )
    return card(
        t("From complaints to enforcement"),
        h.p(class_="sentence")[sentence],
        table(grid),
        h.p(class_="fine")[visit.joined(grid.notes[1:])],
        id="leads",
    )


def _leads(visit: Visit, found: IndexTable) -> Leads:
    within = visit.division.code.text if visit.asked.get("division") else ""
    return leads_of(visit.book, found.period, "kind", within=within)


def _found(visit: Visit) -> IndexTable:
    by = visit.choice("by", tuple(service.WAYS), "company")
    within = visit.division.code.text if visit.asked.get("division") else ""
    return index_table(visit.book, _period(visit), service.read_way(by), within=within)


def _period(visit: Visit) -> Period:
    """The period chosen; the newest year when none is."""
    years = [p for p in visit.book.periods if p.kind is PeriodKind.YEAR]
    return visit.period or max(years, default=Period.for_year(visit.now().year))


def _tabs(visit: Visit, found: IndexTable) -> Element:
    return h.nav(class_="tabs", aria_label=visit.t("By"), **swapping("index"))[
        (_tab(visit, found, way) for way in service.WAYS)
    ]


def _tab(visit: Visit, found: IndexTable, way: By) -> Element:
    href = visit.href(page=None, by=None if way == "company" else way)
    here = "true" if way == found.by else None
    return h.a(href=href, aria_current=here)[visit.t.of(*service.WAYS[way])]


def _grid(visit: Visit, found: IndexTable) -> Grid:
    t, measures = visit.t, visit.book.catalogue.measures
    parts = [measures[part.measure] for part in found.definition.parts]
    columns = (
        Column(t.of(*service.WAYS[found.by])),
        Column(t("Rank"), kind="number"),
        Column(t("Index"), kind="number"),
        Column(t("Closed"), kind="number"),
        *(Column(f"{t.of(m.zh, m.en)} %", kind="number", wide=True) for m in parts),
        *(
            Column(t.of(measures[name].zh, measures[name].en), kind="number", wide=True,
                   unit=t("per million"))
            for name in service.RATES
        ),
    )  # fmt: skip
    remarks = service.remarks(visit.book, found, visit.lang)
    notes = (visit.book.title(visit.lang), visit.when(found.period), *remarks)
    rows = tuple(_row(visit, found, one) for one in found.rows)
    title = f"{t('Complaint handling')} {found.period}"
    return Grid("complaints", title, columns, rows, notes)


def _row(visit: Visit, found: IndexTable, one: Indexed) -> Row:
    name = service.subject_name(visit.book, found, one.subject, visit.lang)
    names = [part.measure for part in found.definition.parts]
    return Row(
        (
            Cell(name, quoted(name, visit.lang)),
            Cell(one.rank),
            Cell(one.value, digits=1, strong=True),
            Cell(one.cases),
            *(Cell(service.share_text(one.parts[name])) for name in names),
            *(Cell(service.rate_text(found.rates[one.subject][name])) for name in service.RATES),
        ),
        {"id": one.subject},
    )


def _twins_card(visit: Visit, found: Twins) -> Element:
    t = visit.t
    grid = _pairs(visit, found)
    shown = grid.part(1, _TWINS_SHOWN)
    return card(
        t("Complaints about one parcel"),
        h.p(class_="sentence")[
            t(
                "{n} pairs within {days} days among {compared} complaints with a waybill.",
                n=len(found.pairs),
                days=found.window_days,
                compared=f"{found.compared:,}",
            )
        ],
        found.planted is not None
        and h.p(class_="fine")[
            t(
                "Of {planted} planted repeats {found} were found (synthetic).",
                planted=found.planted,
                found=found.found,
            )
        ],
        table(shown) if found.pairs else note(t("Nothing of this kind.")),
        h.p(class_="fine")[
            t("Texts are sealed; they are compared with"), " ",
            h.code["jidi complaints twins --cases"], ".",
        ],
        id="twins",
    )  # fmt: skip


def _pairs(visit: Visit, found: Twins) -> Grid:
    t = visit.t
    columns = (
        Column(t("First"), kind="code"),
        Column(t("Second"), kind="code"),
        Column(t("Told by")),
    )
    rows = tuple(
        Row((Cell(first), Cell(second), Cell(by)))
        for first, second, by, _ in pairs_text(found, visit.lang)
    )
    return Grid("twins", t("Complaints about one parcel"), columns, rows)
