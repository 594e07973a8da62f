"""Rows held aside on their way in again: from the book, or from a return sheet that was mended."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from jidi.core.errors import InputError, Place, UnknownName
from jidi.feeds import Block
from jidi.intake.heads import printed, vocabulary
from jidi.model.intake_rules import plain
from jidi.model.table import Table
from jidi.registry.intake import RESUBMITTED, FiledReceipt, IntakeBook
from jidi.service.books import Book
from jidi.service.intake_asked import Incoming, IntakeAsked
from jidi.service.intake_held_states import HeldState, held_rows
from jidi.service.intake_sheet import (
    GUIDE_SHEET,
    NUMBER_HEAD,
    REASON_HEAD,
    RECEIPT_HEAD,
    head_in_unit,
    rows_alike,
)

Coming = tuple[Incoming, IntakeAsked]
"""Rows of one receipt that come again, and what is asked with them: what was asked first."""


def is_return_sheet(block: Block) -> bool:
    """Whether the first block of a file says which rows of which receipt it holds."""
    return {RECEIPT_HEAD, NUMBER_HEAD} <= set(_first_line(block))


def rows_of_sheet(book: Book, blocks: Iterable[Block], *, file: str) -> tuple[HeldState, ...]:
    """The rows of a return sheet as they stand in it now, with what became of them.

    :raises InputError: J-305 when it is no return sheet of ours, J-306 when it holds no row.
    :raises UnknownName: J-301, J-302.
    """
    said = list(_sheet_rows(blocks, file))
    named = {receipt for receipt, _, _ in said}
    known = {(s.receipt, str(s.row.number)): s for one in named for s in held_rows(book, one)}
    found = []
    for receipt, number, cells in said:
        state = known.get((receipt, number))
        if state is None:
            raise UnknownName("J-302", where=Place(file=file), receipt=receipt, row=number)
        found.append(_as_mended(state, cells, book.catalogue.table(state.row.table)))
    if not found:
        raise InputError("J-306", receipt=file)
    return tuple(found)


def _as_mended(state: HeldState, cells: Mapping[str, str | None], table: Table) -> HeldState:
    """A row as the sheet says it now. A unit in a head of the sheet is that of the cells below."""
    known = vocabulary(table)
    units, told = dict(state.units), {}
    for head, text in cells.items():
        said = printed(head, known)
        column = known.get(plain(said.name))
        if column is not None and said.unit is not None:
            units[column.name] = str(said.unit)
        told[head if column is None else column.name] = text
    in_doubt = state.in_doubt - set(units)
    return replace(state, row=replace(state.row, cells=told), units=units, in_doubt=in_doubt)


def refuse_third_time(rows: Iterable[HeldState]) -> None:
    """Refuse rows that came again already.

    :raises InputError: J-303 for the first of them.
    """
    for one in rows:
        if one.state == RESUBMITTED:
            raise InputError("J-303", receipt=one.receipt, row=one.row.number, into=one.into)


def coming_again(book: Book, rows: Iterable[HeldState], *, file: str) -> tuple[Coming, ...]:
    """The rows as they come in again, those of a receipt together.

    :raises InputError: J-310 for a number of which nobody knows in which unit it is printed.
    """
    rows = list(rows)
    _refuse_doubtful(book, rows)
    groups: dict[str, list[HeldState]] = {}
    for one in rows:
        groups.setdefault(one.receipt, []).append(one)
    filing = IntakeBook(book.workspace.registry)
    return tuple(_coming(book, filing.receipt(id_), mine, file) for id_, mine in groups.items())


def _refuse_doubtful(book: Book, rows: Iterable[HeldState]) -> None:
    for one in rows:
        for name in sorted(one.in_doubt):
            if one.row.cells.get(name):
                column = book.catalogue.table(one.row.table).column(name)
                raise InputError(
                    "J-310", receipt=one.receipt, row=one.row.number, column=column.zh,
                    column_en=column.en, unit=column.unit,
                )  # fmt: skip


def _coming(book: Book, filed: FiledReceipt, rows: Sequence[HeldState], file: str) -> Coming:
    said = [[one.row.number, dict(one.row.cells)] for one in rows]
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    about = {"kind": "held", "encoding": "", "bytes": len(text), "digest": digest, "notes": []}
    parts = rows_alike(rows)
    incoming = Incoming(
        file=f"{file} ← {filed.id} {filed.file}",
        once_as=f"again:{filed.id}:{digest}",
        blocks=lambda: (
            _block(mine, book.catalogue.table(table), f"{number}/{table}" if parts[1:] else "")
            for number, (table, mine) in enumerate(parts, start=1)
        ),
        about=about | {"again_from": filed.id},
        resubmits=tuple((one.receipt, one.row.number) for one in rows),
    )
    table = "" if parts[1:] else parts[0][0]
    return incoming, IntakeAsked(table=table, sender=filed.sender, origin=filed.body["origin"])


def _block(rows: Sequence[HeldState], table: Table, part: str) -> Block:
    """Rows of a table as a block, their heads with the units of the cells below; their numbers are
    those under which they were held. What stood in columns that are none of the table's stays with
    the first receipt."""
    heads = {column.name: head_in_unit(column, rows[0].units) for column in table.columns}
    if any("origin" in one.row.cells for one in rows):
        heads["origin"] = "origin"
    cells = [pa.array([one.row.cells.get(name) for one in rows], pa.string()) for name in heads]
    numbers = pa.array([one.row.number for one in rows], pa.int64())
    batch = pa.RecordBatch.from_arrays(cells, names=list(heads.values()))
    return Block(part, 1, batch, rows=numbers)


def _sheet_rows(
    blocks: Iterable[Block], file: str
) -> Iterator[tuple[str, str, dict[str, str | None]]]:
    """Receipt, number and cells of every row of a return sheet."""
    heads: dict[str, list[str]] = {}
    for block in blocks:
        if block.part == GUIDE_SHEET:
            continue
        lines = [list(row.values()) for row in block.cells.to_pylist()]
        if block.part not in heads:
            heads[block.part] = _heads(_first_line(block), Place(file=file, sheet=block.part))
            lines = lines[1:] if block.is_grid else lines
        for line in lines:
            cells = dict(zip(heads[block.part], line, strict=True))
            receipt, number = cells.pop(RECEIPT_HEAD), cells.pop(NUMBER_HEAD)
            cells.pop(REASON_HEAD, None)
            if receipt and number:
                yield str(receipt).strip(), str(number).strip().removesuffix(".0"), _texts(cells)


def _first_line(block: Block) -> list[str]:
    """The heads of a part, or the first row of a grid."""
    if not block.is_grid:
        return [name.strip() for name in block.cells.schema.names]
    return [str(c[0].as_py() or "").strip() if len(c) else "" for c in block.cells.columns]


def _heads(found: list[str], where: Place) -> list[str]:
    for wanted in (RECEIPT_HEAD, NUMBER_HEAD):
        if wanted not in found:
            raise InputError("J-305", where=where, column=wanted)
    return found


def _texts(cells: Mapping[str, Any]) -> dict[str, str | None]:
    return {head: None if text is None else str(text) for head, text in cells.items() if head}
