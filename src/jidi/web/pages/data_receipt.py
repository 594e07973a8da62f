"""One receipt: what came, what became of every row, and the rows held aside with their reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import htpy as h
from htpy import Element, Node

from jidi.model.table import Table
from jidi.service.capture_status import clock_text
from jidi.service.intake import receipt
from jidi.service.intake_held_states import HeldState, HeldStates, held_rows
from jidi.service.intake_receipt import IntakeReceipt
from jidi.service.intake_shown import shown_reasons, speaks_of_persons
from jidi.service.intake_wording import reason_words, receipt_lines
from jidi.service.wording import HELD_WORDS, ORIGIN_WORDS
from jidi.web.grid import Cell, Column, Grid, MadeRows, Row
from jidi.web.layout import Page, card, definition_list, note
from jidi.web.tables import paged_table, table
from jidi.web.visit import Visit


def page(visit: Visit, name: str) -> Page:
    """A receipt.

    :raises UnknownName: J-301 with the nearest.
    """
    t = visit.t
    found = receipt(visit.book, name)
    held = held_rows(visit.book, name) if found.counts.held else None
    return Page(
        title=t("Receipt {id}", id=name),
        subtitle=found.file,
        actions=h.a(class_="button", href=visit.href("data", part="receipts"))[
            t("Back to the data")
        ],
        body=[
            card(
                t("What came"),
                h.p(class_="sentence")[found.sentence(visit.lang)],
                _facts(visit, found),
                _parts(visit, found),
                _remarks(visit, found),
            ),
            None if held is None else _held(visit, found, held),
        ],
    )


def is_shareable(visit: Visit, held: HeldStates) -> bool:
    """Whether the return sheet may go out over the network: it holds nothing personal."""
    return not speaks_of_persons(held.tables, visit.book.catalogue)


def _facts(visit: Visit, found: IntakeReceipt) -> Node:
    t, body = visit.t, found.body
    return definition_list(
        {
            t("Sender"): found.sender,
            t("Taken in by"): found.by,
            t("Taken in"): clock_text(found.at),
            t("Origin"): t.of(*ORIGIN_WORDS[body["origin"]]),
            t("Kind of file"): " ".join(filter(None, (body["kind"], body["encoding"]))),
            "SHA-256": h.code(class_="digest")[body["digest"]],
        }
    )


def _parts(visit: Visit, found: IntakeReceipt) -> Node:
    t = visit.t
    columns = (
        Column(t("Part"), name="file", wide=True),
        Column(t("Table")),
        Column(t("Rows"), kind="number"),
        Column(t("Accepted"), kind="number"),
        Column(t("Held aside"), kind="number"),
        Column(t("Duplicates"), kind="number"),
        Column(t("Findings"), name="wrong"),
    )
    rows = tuple(_part_row(visit, part) for part in found.body["parts"])
    return table(Grid("parts", t("Parts"), columns, rows))


def _part_row(visit: Visit, part: Mapping[str, Any]) -> Row:
    of = visit.book.catalogue.table(part["table"])
    counts = part["counts"]
    reasons = [
        f"{reason_words(key.split(' ')[0], visit.lang)} "
        f"{_column_words(visit, of, key.partition(' ')[2])} {number:,}"
        for key, number in sorted(part["reasons"].items(), key=lambda item: -item[1])
    ]
    return Row(
        (
            Cell(part["part"] or of.name),
            Cell(visit.t.of(of.zh, of.en)),
            *(Cell(counts[n], digits=0) for n in ("in", "accepted", "held", "duplicate")),
            Cell(visit.listed(reasons)),
        )
    )


def _column_words(visit: Visit, of: Table, name: str) -> str:
    """What a column is called; a name that the table does not know stays as it is."""
    known = {column.name: column for column in of.columns}
    return visit.t.of(known[name].zh, known[name].en) if name in known else name


def _remarks(visit: Visit, found: IntakeReceipt) -> Node:
    """What is left of the receipt: parts not read, sums that do not agree, what was noticed."""
    lines = [line.strip() for line in receipt_lines(found, visit.lang)]
    told = [line for line in lines if not line.startswith("J-2") and "→" not in line]
    return told and h.ul(class_="fine remarks")[(h.li[line] for line in told)]


def _held(visit: Visit, found: IntakeReceipt, held: HeldStates) -> Element:
    t = visit.t
    columns = (
        Column(t("Number"), kind="code"),
        Column(t("Table"), wide=True),
        Column(t("Row"), kind="code"),
        Column(t("State")),
        Column(t("What is wrong, and what to do"), name="wrong"),
        Column(t("Came again with"), kind="code", wide=True),
    )
    rows = MadeRows(len(held), lambda at: _held_row(visit, held[at]))
    grid = Grid("held", t("Rows held aside"), columns, rows)
    return card(
        t("Rows held aside"),
        _sheet(visit, found, held),
        paged_table(visit, grid, part="held", class_="findings"),
        id="held",
    )


def _held_row(visit: Visit, one: HeldState) -> Row:
    of = visit.book.catalogue.table(one.row.table)
    place = f"{one.row.part} {one.row.row}".strip()
    reasons = [reason.short(visit.lang) for reason in shown_reasons(one.row.reasons, of)]
    return Row(
        (
            Cell(str(one.row.number)),
            Cell(visit.t.of(of.zh, of.en)),
            Cell(place),
            Cell(visit.t.of(*HELD_WORDS[one.state])),
            Cell("\n".join(reasons), [h.div[line] for line in reasons]),
            Cell(one.into or ""),
        )
    )


def _sheet(visit: Visit, found: IntakeReceipt, held: HeldStates) -> Node:
    t = visit.t
    if not is_shareable(visit, held):
        return note(
            t(
                "These rows hold personal values, so their return sheet is not given out here: "
                "jidi ingest held export {id}",
                id=found.id,
            )
        )
    return h.p[
        h.a(class_="button", href=visit.href(f"data/receipts/{found.id}/return.xlsx"), download="")[
            t("Return sheet (Excel)")
        ],
        " ",
        h.span(class_="fine")[
            t("Mend the coloured cells and hand the sheet in like any file, on the page Data.")
        ],
    ]
