"""数据: files are handed in here; what became of them; who hands in well, and what is missing."""

from __future__ import annotations

from typing import Final

import htpy as h
from htpy import Element, Node

from jidi.core.errors import JidiError
from jidi.model.table import TableKind
from jidi.registry.capture import CaptureJob
from jidi.service.capture import newest_jobs
from jidi.service.capture_files import MOST_BYTES
from jidi.service.capture_status import clock_text, state_words
from jidi.service.intake import receipts
from jidi.service.intake_scorecard import scorecard_of
from jidi.service.wording import ORIGIN_WORDS
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, export_link, note, print_button
from jidi.web.marks import shape
from jidi.web.pages import data_templates
from jidi.web.tables import paged_table, table
from jidi.web.texts import mark
from jidi.web.things import thing_of_receipt
from jidi.web.visit import Visit
from jidi.web.writes import Writes

_JOBS_SHOWN: Final = 20
_STATES: Final = {
    "waiting": ("unknown", "ring"),
    "running": ("unknown", "ring"),
    "success": ("met", "circle"),
    "partial": ("watch", "triangle"),
    "tried": ("unknown", "diamond"),
    "failed": ("behind", "square"),
    "cancelled": ("unknown", "square"),
}
"""Light and shape of each state of a job."""
FORM_ORIGINS: Final = ("reported", "published", "synthetic")
SECTIONS: Final = (
    ("jobs", mark("Newest jobs")),
    ("receipts", mark("Receipts")),
    ("templates", mark("Templates")),
    ("missing", mark("Missing and late")),
    ("scores", mark("Senders")),
)


def page(visit: Visit, writes: Writes) -> Page:
    """Hand in, and everything that was handed in."""
    t = visit.t
    section = _section(visit)
    return Page(
        title=t("Data handed in"),
        actions=grids(visit) != () and [print_button(visit), export_link(visit, "data")],
        body=[
            card(t("Hand in a file"), _form(visit, writes), class_="hand-in"),
            card(
                t("What came"),
                _sections(visit, section),
                _SHOWN[section](visit),
                id="came",
            ),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """The part that is shown; nothing where it is empty."""
    grid = _GRIDS[_section(visit)](visit)
    return () if grid is None else (grid,)


def _section(visit: Visit) -> str:
    return visit.choice("part", tuple(name for name, _ in _sections_of(visit)), "jobs")


def refusal(visit: Visit, writes: Writes) -> JidiError | None:
    """Why nothing can be handed in here; None when it can."""
    found = writes.refusal(visit.asker) or visit.asker.refusal("data.hand_in")
    if found is None and visit.book.workspace.lake.read_only:
        return JidiError("L-104", path=visit.name)
    return found


def signed(visit: Visit) -> Element:
    """Under which name something is recorded, wherever something is written."""
    t = visit.t
    if visit.asker.id:
        return h.p(class_="fine")[t("Recorded under your name: {name}.", name=visit.asker.name)]
    return h.p(class_="fine")[
        t(
            "Nobody can sign in to this book yet: the name you give is recorded as given, and "
            "nothing personal is shown on these pages."
        )
    ]


def name_field(visit: Visit) -> Node:
    """Asks for a name where nobody signs in."""
    if visit.asker.id:
        return None
    field = h.input(type="text", name="by", required="", maxlength="60")
    return h.label[visit.t("Your name"), field]


def _sections_of(visit: Visit) -> tuple[tuple[str, str], ...]:
    """All parts for whoever sees what all handed in; else those of one's own."""
    return SECTIONS if visit.asker.reach("data.read").everything else SECTIONS[:3]


def state_light(visit: Visit, state: str) -> Element:
    """A job's state as shape and word."""
    light, form = _STATES[state]
    return h.span(class_=f"light light-{light}")[shape(form), state_words(state, visit.lang)]


def _sections(visit: Visit, chosen: str) -> Element:
    t = visit.t
    return h.nav(class_="tabs", aria_label=t("What came"))[
        (
            h.a(
                href=f"{visit.href('data', part=name)}#came",
                aria_current="true" if name == chosen else None,
            )[t(text)]
            for name, text in _sections_of(visit)
        )
    ]


def _form(visit: Visit, writes: Writes) -> Node:
    t = visit.t
    refused = refusal(visit, writes)
    if refused is not None:
        return [note(refused.what(visit.lang), "warning"), h.p[refused.remedy(visit.lang)]]
    return h.form(
        class_="hand-in-form",
        method="post",
        action=visit.href("data/upload"),
        enctype="multipart/form-data",
    )[
        h.label(class_="drop")[
            h.strong[t("Drop files here or choose them")],
            h.span(class_="fine")[
                t(
                    "CSV, Excel, JSON lines, Parquet, EPCIS, GTFS; plain, gz or zip; up to {most}",
                    most=f"{MOST_BYTES // 2**30} GiB",
                )
            ],
            h.input(type="file", name="file", multiple="", required=""),
        ],
        h.div(class_="filter")[
            name_field(visit),
            h.label[t("Sender"), h.input(type="text", name="sender", maxlength="60")],
            h.label[
                t("Table"),
                h.select(name="table")[
                    h.option(value="")[t("told from the file")],
                    (h.option(value=name)[text] for name, text in _tables(visit)),
                ],
            ],
            h.label[
                t("Origin"),
                h.select(name="origin")[
                    (h.option(value=o)[t.of(*ORIGIN_WORDS[o])] for o in FORM_ORIGINS)
                ],
            ],
            h.label[
                h.input(type="checkbox", name="all_or_nothing", value="true"),
                t("all rows or none"),
            ],
        ],
        h.p(class_="buttons")[
            h.button(class_="button primary", type="submit", name="dry_run", value="true")[
                t("Try: what would change")
            ],
            h.button(class_="button", type="submit", name="dry_run", value="false")[t("Take in")],
        ],
        signed(visit),
    ]


def _tables(visit: Visit) -> list[tuple[str, str]]:
    known = visit.book.catalogue.tables.values()
    named = [(one.name, visit.t.of(one.zh, one.en)) for one in known if one.kind is not _DERIVED]
    return sorted(named, key=lambda pair: pair[1])


_DERIVED: Final = TableKind.DERIVED


def _jobs(visit: Visit) -> Node:
    grid = _jobs_grid(visit)
    return table(grid) if grid else note(visit.t("Nothing was handed in over the network yet."))


def _jobs_grid(visit: Visit) -> Grid | None:
    t = visit.t
    found = newest_jobs(visit.book, _JOBS_SHOWN, reach=visit.asker.reach("data.read"))
    if not found:
        return None
    columns = (
        Column(t("State")),
        Column(t("Job"), kind="code"),
        Column(t("File"), name="file"),
        Column(t("Sender"), wide=True),
        Column(t("Handed in by"), wide=True),
        Column(t("Came"), kind="code", wide=True),
        Column(t("Receipt"), kind="code"),
    )
    rows = tuple(_job_row(visit, one) for one in found)
    return Grid("jobs", t("Newest jobs"), columns, rows)


def _job_row(visit: Visit, one: CaptureJob) -> Row:
    state = "waiting" if one.end is None else one.end.state
    receipt = None if one.end is None else one.end.receipt
    link = h.a(href=visit.href(f"data/jobs/{one.id}"))[one.id]
    return Row(
        (
            Cell(state, state_light(visit, state)),
            Cell(one.id, link),
            Cell(one.file),
            Cell(one.sender),
            Cell(one.by),
            Cell(clock_text(one.at)),
            Cell(receipt or "", receipt_link(visit, receipt)),
        )
    )


def receipt_link(visit: Visit, receipt: str | None) -> Node:
    """The way to a receipt; None without one."""
    return None if receipt is None else h.a(href=visit.href(f"data/receipts/{receipt}"))[receipt]


def _receipts(visit: Visit) -> Node:
    grid = _receipts_grid(visit)
    if grid is None:
        return note(visit.t("No file was taken in yet."))
    return paged_table(visit, grid, part="came")


def _receipts_grid(visit: Visit) -> Grid | None:
    t = visit.t
    known = receipts(visit.book)[::-1]
    found = visit.asker.visible("data.read", known, thing_of=thing_of_receipt)
    if not found:
        return None
    columns = (
        Column(t("Receipt"), kind="code"),
        Column(t("File"), name="file"),
        Column(t("Sender"), wide=True),
        Column(t("Table"), wide=True),
        Column(t("Rows"), kind="number"),
        Column(t("Accepted"), kind="number"),
        Column(t("Held aside"), kind="number"),
        Column(t("Duplicates"), kind="number"),
        Column(t("Taken in"), kind="code", wide=True),
    )
    tables = visit.book.catalogue.tables
    rows = tuple(
        Row(
            (
                Cell(one.id, receipt_link(visit, one.id)),
                Cell(one.file),
                Cell(one.sender),
                Cell(visit.listed(t.of(tables[n].zh, tables[n].en) for n in one.tables)),
                Cell(one.counts.rows, digits=0),
                Cell(one.counts.accepted, digits=0),
                Cell(one.counts.held, digits=0),
                Cell(one.counts.duplicate, digits=0),
                Cell(clock_text(one.at)),
            )
        )
        for one in found
    )
    return Grid("receipts", t("Receipts"), columns, rows)


def _templates(visit: Visit) -> Node:
    words = visit.t("Heads, units, drop-downs and limits are those that a file is checked by.")
    return [h.p(class_="fine")[words], table(data_templates.grid(visit))]


def _missing(visit: Visit) -> Node:
    grid = _missing_grid(visit)
    if grid is None:
        text = visit.t("No return that was due is missing or late, of senders that are known.")
        return note(text)
    return paged_table(visit, grid, part="came")


def _missing_grid(visit: Visit) -> Grid | None:
    t = visit.t
    card_ = scorecard_of(visit.book, on=visit.provider.today())
    if not card_.missing:
        return None
    columns = (
        Column(t("Timing")),
        Column(t("Sender")),
        Column(t("Table")),
        Column(t("Month"), kind="code"),
        Column(t("Due"), kind="code"),
        Column(t("Came"), kind="code"),
    )
    tables = visit.book.catalogue.tables
    rows = tuple(
        Row(
            (
                _timing(visit, came=one.came_on is not None),
                Cell(one.sender),
                Cell(t.of(tables[one.table].zh, tables[one.table].en)),
                Cell(one.month),
                Cell(one.due_on.isoformat()),
                Cell("" if one.came_on is None else one.came_on.isoformat()),
            )
        )
        for one in card_.missing
    )
    return Grid("missing", t("Missing and late"), columns, rows)


def _timing(visit: Visit, *, came: bool) -> Cell:
    word = visit.t("late") if came else visit.t("missing")
    light, form = ("watch", "triangle") if came else ("behind", "square")
    return Cell(word, h.span(class_=f"light light-{light}")[shape(form), word])


def _scores(visit: Visit) -> Node:
    grid = _scores_grid(visit)
    if grid is None:
        text = visit.t("No sender is known by name yet: give one when you hand a file in.")
        return note(text)
    return [table(grid), (h.p(class_="fine")[line] for line in grid.notes)]


def _scores_grid(visit: Visit) -> Grid | None:
    t = visit.t
    found = scorecard_of(visit.book, on=visit.provider.today())
    if not found.scores:
        return None
    columns = (
        Column(t("Sender")),
        Column(t("Table")),
        Column(t("Files"), kind="number", wide=True),
        Column(t("Rows"), kind="number"),
        Column(t("Valid"), unit="%", kind="number"),
        Column(t("Duplicates"), unit="%", kind="number"),
        Column(t("Impossible times"), kind="number", wide=True),
        Column(t("Filled in"), unit="%", kind="number", wide=True),
        Column(t("In time"), unit="%", kind="number"),
    )
    tables = visit.book.catalogue.tables
    rows = tuple(
        Row(
            (
                Cell(one.sender),
                Cell(t.of(tables[one.table].zh, tables[one.table].en)),
                Cell(one.files, digits=0),
                Cell(one.rows, digits=0),
                *(_share(value) for value in (one.valid, one.copies)),
                Cell(one.clock, digits=0),
                *(_share(value) for value in (one.filled, one.timely)),
            )
        )
        for one in found.scores
    )
    return Grid("scores", t("Senders"), columns, rows, tuple(found.remarks(visit.lang)))


def _share(value: float | None) -> Cell:
    return Cell(None if value is None else value * 100, digits=1)


_GRIDS: Final = {
    "jobs": _jobs_grid,
    "receipts": _receipts_grid,
    "templates": data_templates.grid,
    "missing": _missing_grid,
    "scores": _scores_grid,
}
_SHOWN: Final = {
    "jobs": _jobs,
    "receipts": _receipts,
    "templates": _templates,
    "missing": _missing,
    "scores": _scores,
}
