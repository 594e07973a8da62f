"""规划草稿: plan documents are handed in here, read, and then reviewed record by record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import htpy as h
from htpy import Element, Node

from jidi.core.errors import JidiError
from jidi.core.numbers_as_text import NO_DATA
from jidi.documents.guarding import MOST_BYTES
from jidi.model.plan import Plan
from jidi.service.capture_status import clock_text
from jidi.service.draft_store import REVIEW, KeptDraft, drafts, is_read, plan_of
from jidi.service.plan_review import OPEN, states
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, export_link, note
from jidi.web.marks import shape
from jidi.web.pages.data import name_field, signed
from jidi.web.pages.jobs import may_ask
from jidi.web.pages.sign_in import failed
from jidi.web.tables import paged_table
from jidi.web.texts import mark
from jidi.web.visit import Visit
from jidi.web.writes import Writes

STATES: Final = {
    OPEN: ("unknown", "ring", mark("to be reviewed")),
    "accept": ("met", "circle", mark("accepted")),
    "correct": ("watch", "triangle", mark("corrected")),
    "reject": ("behind", "square", mark("rejected")),
}
"""Light, shape and word of what was decided about a record."""


def page(visit: Visit, writes: Writes, *, error: JidiError | None = None) -> Page:
    """Hand in a document, and what was handed in."""
    t = visit.t
    found = drafts(visit.book)
    return Page(
        title=t("Drafts of plans"),
        subtitle=t("Read from a plan document, reviewed beside its text"),
        actions=export_link(visit, "plan-drafts") if found else None,
        body=[
            may_review(visit, writes)
            and card(
                t("Hand in a plan document"), failed(visit, error), _form(visit), id="hand-in"
            ),
            card(
                t("Drafts"),
                paged_table(visit, _grid(visit, found), part="drafts", class_="drafts")
                if found
                else note(t("No plan document was handed in yet.")),
                id="drafts",
            ),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """The drafts as a sheet."""
    return (_grid(visit, drafts(visit.book)),)


def may_review(visit: Visit, writes: Writes) -> bool:
    """Whether this visitor may hand in and decide here."""
    return may_ask(visit, REVIEW) is None and writes.refusal(visit.asker) is None


def state_light(visit: Visit, state: str) -> Element:
    """What was decided, as shape and word."""
    light, form, words = STATES[state]
    return h.span(class_=f"light light-{light}")[shape(form), visit.t(words)]


def title_of(draft: KeptDraft, plan: Plan | None) -> str:
    """The plan's title; the file's name until it is read."""
    return (plan.zh if plan else "") or draft.file


def _form(visit: Visit) -> Element:
    t = visit.t
    most = f"{MOST_BYTES // 2**20} MiB"
    return h.form(
        class_="hand-in-form", method="post", enctype="multipart/form-data",
        action=visit.href("plan/drafts"),
    )[
        h.label(class_="drop")[
            h.strong[t("Choose a file, or drop it here")],
            h.span(class_="fine")[
                t("Word (docx), PDF with text, web page or plain text; up to {most}", most=most)
            ],
            h.input(type="file", name="file", required="", accept=".docx,.pdf,.html,.htm,.txt,.md"),
        ],
        h.div(class_="filter")[name_field(visit)],
        h.p(class_="buttons")[
            h.button(class_="button primary", type="submit")[t("Hand in and read")]
        ],
        signed(visit),
    ]  # fmt: skip


def _grid(visit: Visit, found: Iterable[KeptDraft]) -> Grid:
    t = visit.t
    columns = (
        Column(t("Plan"), name="title"),
        Column(t("Id"), kind="code", wide=True),
        Column(t("File"), name="file", wide=True),
        *(Column(t(words), kind="number") for _, _, words in STATES.values()),
        Column(t("Not understood yet"), kind="number", wide=True),
        Column(t("Handed in by"), wide=True),
        Column(t("Time of handing in"), kind="code", wide=True),
    )
    rows = tuple(_row(visit, one) for one in found)
    return Grid("drafts", t("Drafts"), columns, rows)


def _row(visit: Visit, draft: KeptDraft) -> Row:
    plan = plan_of(visit.book, draft) if is_read(visit.book, draft) else None
    counts = None if plan is None else states(plan)
    title = title_of(draft, plan)
    link: Node = h.a(href=visit.href(f"plan/drafts/{draft.id}"))[title]
    waiting = visit.t("not read yet")
    return Row(
        (
            Cell(
                title if plan else f"{title} ({waiting})",
                [link, None if plan else h.span(class_="fine")[f" ({waiting})"]],
            ),
            Cell(draft.id),
            Cell(draft.file),
            *(Cell(None if counts is None else counts[state], digits=0) for state in STATES),
            Cell(None if plan is None else len(plan.unread), digits=0),
            Cell(draft.by),
            Cell(clock_text(draft.at) or NO_DATA),
        )
    )
