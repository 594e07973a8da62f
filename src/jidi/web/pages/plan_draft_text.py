"""The whole text of a draft with what was read marked, what no rule understood, and the audit."""

from __future__ import annotations

import htpy as h
from htpy import Element, Node

from jidi.service.plan_source import Piece, SourceLine, marked_text
from jidi.web.english import quoted
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import card, note
from jidi.web.pages.plan_audit import TITLE, findings_grid, verdict_filter
from jidi.web.pages.plan_draft_shown import Shown
from jidi.web.pages.plan_drafts import STATES, state_light
from jidi.web.pages.plan_quotes import places
from jidi.web.tables import paged_table, table


def text(shown: Shown) -> Node:
    """Every line; what a record stands on leads to it."""
    visit, t = shown.visit, shown.visit.t
    states = {one.id: one.state for one in shown.every}
    return card(
        t("The whole text"),
        h.p(class_="fine")[
            t("What is underlined was read as a record, and leads to it."),
            ([" ", state_light(visit, name)] for name in STATES),
        ],
        h.ol(class_="plan-text")[
            (
                h.li(id=f"line-{line.number}", value=str(line.number))[
                    (_piece(shown, piece, states) for piece in line.pieces)
                ]
                for line in marked_text(shown.plan, shown.document)
                if _is_printed(line)
            )
        ],
    )


def _is_printed(line: SourceLine) -> bool:
    return any(piece.text.strip() for piece in line.pieces)


def _piece(shown: Shown, piece: Piece, states: dict[str, str]) -> Node:
    said = quoted(piece.text, shown.visit.lang)
    if not piece.records:
        return said
    first = piece.records[0]
    words = shown.visit.t(STATES[states[first]][2])
    return _link(shown, first, f"stands stands-{states[first]}", f"{first} · {words}")[said]


def _link(shown: Shown, record: str, class_: str, title: str) -> Element:
    return h.a(class_=class_, href=shown.places[record], title=title)


def text_grid(shown: Shown) -> Grid:
    """The text line by line, with the records that stand on each."""
    t = shown.visit.t
    columns = (
        Column(t("Line"), kind="number"),
        Column(t("Plan text")),
        Column(t("Records"), kind="code"),
    )
    rows = tuple(
        Row(
            (
                Cell(line.number, digits=0),
                Cell("".join(piece.text for piece in line.pieces)),
                Cell(", ".join(dict.fromkeys(n for p in line.pieces for n in p.records))),
            )
        )
        for line in marked_text(shown.plan, shown.document)
        if _is_printed(line)
    )
    return Grid("text", t("The whole text"), columns, rows, shown.notes)


def unread(shown: Shown) -> Node:
    """What waits for a person."""
    t, grid = shown.visit.t, unread_grid(shown)
    return card(
        t("Not understood yet"),
        h.p(class_="sentence")[
            t("Figures that no rule could place: a person settles what they belong to.")
        ],
        paged_table(shown.visit, grid, part="unread")
        if grid.rows
        else note(t("Nothing of this kind.")),
        [note(t.of(one.zh, one.en)) for one in shown.plan.notes],
        id="unread",
    )


def unread_grid(shown: Shown) -> Grid:
    """The same as a sheet."""
    visit, t = shown.visit, shown.visit.t
    columns = (Column(t("Text")), Column(t("Why")), Column(t("Plan text")))
    rows = tuple(
        Row(
            (
                Cell(one.text, quoted(one.text, visit.lang)),
                Cell(t.of(one.reason_zh, one.reason_en)),
                places(visit, one.at),
            )
        )
        for one in shown.plan.unread
    )
    return Grid("unread", t("Not understood yet"), columns, rows, shown.notes)


def audit(shown: Shown) -> Node:
    """What the draft's own arithmetic says."""
    t, grid = shown.visit.t, audit_grid(shown)
    return card(
        t(TITLE),
        verdict_filter(shown.visit, shown.findings),
        table(grid, class_="plan-audit") if grid.rows else note(t("Nothing of this kind.")),
        id="part",
    )


def audit_grid(shown: Shown) -> Grid:
    """The findings of the chosen verdict."""
    return findings_grid(shown.visit, shown.findings, shown.notes)
