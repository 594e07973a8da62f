"""Rows held aside after their file was taken in: listed, sent back, repaired, sent again once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from jidi.core.errors import InputError, Place, UnknownName
from jidi.core.nearest import suggestion
from jidi.feeds import Block, open_feed
from jidi.intake.held import HeldRow
from jidi.registry.intake import REPAIRED, RESUBMITTED, FiledReceipt, IntakeBook, Step
from jidi.registry.removal import removals
from jidi.service.books import Book
from jidi.service.intake import Incoming, IntakeAsked, Setting, take_in
from jidi.service.intake_held_file import read_held
from jidi.service.intake_receipt import IntakeReceipt
from jidi.service.intake_sheet import (
    GUIDE_SHEET,
    NUMBER_HEAD,
    REASON_HEAD,
    RECEIPT_HEAD,
    write_return_sheet,
)

HELD_STATES: Final = ("open", "repaired", "resubmitted")


@dataclass(frozen=True)
class HeldState:
    """A row held aside, with what happened to it since.

    :param row: what it says now, repairs included.
    :param state: open, repaired or resubmitted.
    :param into: the receipt it came again with.
    """

    receipt: str
    row: HeldRow
    state: str
    into: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The row with its state."""
        return {
            "receipt": self.receipt,
            "state": self.state,
            "into": self.into,
            **self.row.to_json(),
        }


def held_rows(book: Book, receipt: str = "") -> tuple[HeldState, ...]:
    """The rows held aside, of one receipt or of all, oldest first.

    :raises UnknownName: J-301 for an unknown receipt.
    Those that are past their term and were removed are left out, and refused where asked for.

    :raises LakeError: J-307 when their file is missing or damaged.
    :raises InputError: J-308 when the rows of that receipt were removed.
    """
    registry = book.workspace.registry
    filing = IntakeBook(registry)
    filed = (filing.receipt(receipt),) if receipt else filing.receipts()
    gone = {one.name: one for one in removals(registry, "held")}
    if receipt and filed[0].held_file in gone:
        removed = gone[str(filed[0].held_file)]
        raise InputError("J-308", receipt=receipt, on=removed.at[:10], rule=removed.rule)
    steps: dict[tuple[str, int], list[Step]] = {}
    for step in filing.steps(receipt or None):
        steps.setdefault((step.receipt, step.number), []).append(step)
    return tuple(
        _state(one.id, row, steps.get((one.id, row.number), []))
        for one in filed
        if one.held_file not in gone
        for row in read_held(book.workspace.root, one.held_file)
    )


def export_held(book: Book, receipt: str, path: Path, *, setting: Setting) -> int:
    """Write the return sheet of a receipt: rows that still wait, with their reasons; how many.

    :raises UnknownName: J-301. :raises InputError: V-101 when the file cannot be written.
    """
    filed = IntakeBook(book.workspace.registry).receipt(receipt)
    waiting = [one.row for one in held_rows(book, receipt) if one.state != RESUBMITTED]
    write_return_sheet(book, filed, waiting, path, made_at=setting.now)
    return len(waiting)


def repair_held(
    book: Book,
    receipt: str,
    number: int,
    cells: Mapping[str, str | None],
    *,
    why: str,
    setting: Setting,
) -> HeldState:
    """Note what cells of a row held aside should say; it is judged when it comes again.

    :raises UnknownName: J-301, J-302 for a row there is not, D-110 for a column there is not.
    :raises InputError: J-303 when it came again already.
    """
    found = _one(book, receipt, number)
    table = book.catalogue.table(found.row.table)
    for name in cells:
        table.column(name)
    filing = IntakeBook(book.workspace.registry)
    filing.repair(receipt, number, cells, by=setting.by, at=setting.now, why=why)
    return _one(book, receipt, number)


def resubmit_receipt(
    book: Book, receipt: str, *, setting: Setting, everything: bool = False
) -> tuple[IntakeReceipt, ...]:
    """Hand in again the rows of a receipt that were repaired; one new receipt for each table.

    :param everything: also rows that were not repaired: what they refer to may be there now.
    :raises UnknownName: J-301. :raises InputError: J-306 when there is none to hand in again.
    """
    wanted = ("repaired", "open") if everything else ("repaired",)
    chosen = [one for one in held_rows(book, receipt) if one.state in wanted]
    if not chosen:
        raise InputError("J-306", receipt=receipt)
    return _again(book, chosen, file=f"{receipt}", setting=setting)


def resubmit_file(book: Book, path: Path, *, setting: Setting) -> tuple[IntakeReceipt, ...]:
    """Hand in again the rows of a return sheet as they stand in it now.

    :raises InputError: J-305 when it is no return sheet of ours; J-303 when a row came again
        already. :raises UnknownName: J-301, J-302.
    """
    with open_feed(path) as feed:
        said = list(_sheet_rows(feed.blocks(), feed.file))
    named = {receipt for receipt, _, _ in said}
    known = {(s.receipt, s.row.number): s for one in named for s in held_rows(book, one)}
    chosen = []
    for receipt, number, cells in said:
        state = known.get((receipt, number))
        if state is None:
            raise UnknownName("J-302", where=Place(file=path.name), receipt=receipt, row=number)
        if state.state == RESUBMITTED:
            raise InputError("J-303", receipt=receipt, row=number, into=state.into)
        table = book.catalogue.table(state.row.table)
        heads = {column.zh: column.name for column in table.columns}
        told = {heads.get(head, head): text for head, text in cells.items()}
        chosen.append(replace(state, row=replace(state.row, cells=told)))
    if not chosen:
        raise InputError("J-306", receipt=path.name)
    return _again(book, chosen, file=path.name, setting=setting)


def _again(
    book: Book, chosen: list[HeldState], *, file: str, setting: Setting
) -> tuple[IntakeReceipt, ...]:
    """Judge the rows anew, one receipt for each receipt and table they come from."""
    filing = IntakeBook(book.workspace.registry)
    groups: dict[tuple[str, str], list[HeldState]] = {}
    for one in chosen:
        groups.setdefault((one.receipt, one.row.table), []).append(one)
    done = []
    for (receipt, table), rows in groups.items():
        filed = filing.receipt(receipt)
        asked = IntakeAsked(table=table, sender=filed.sender, origin=filed.body["origin"])
        columns = [column.name for column in book.catalogue.table(table).columns]
        done.append(take_in(book, _incoming(filed, rows, file, columns), asked, setting))
    return tuple(done)


def _incoming(
    filed: FiledReceipt, rows: list[HeldState], file: str, columns: list[str]
) -> Incoming:
    plain = [[one.row.number, dict(one.row.cells)] for one in rows]
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    about = {"kind": "held", "encoding": "", "bytes": len(text), "digest": digest, "notes": []}
    return Incoming(
        file=f"{file} ← {filed.id} {filed.file}",
        once_as=f"again:{filed.id}:{digest}",
        blocks=lambda: iter([_block(rows, columns)]),
        about=about | {"again_from": filed.id},
        resubmits=tuple((one.receipt, one.row.number) for one in rows),
    )


def _block(rows: list[HeldState], columns: list[str]) -> Block:
    """The rows as a block; their numbers are those under which they were held. What stood in
    columns that are none of the table's stays with the first receipt."""
    said = {name for one in rows for name in one.row.cells}
    names = [*columns, *(["origin"] if "origin" in said else [])]
    cells = [pa.array([one.row.cells.get(name) for one in rows], pa.string()) for name in names]
    numbers = pa.array([one.row.number for one in rows], pa.int64())
    return Block("", 1, pa.RecordBatch.from_arrays(cells, names=names), rows=numbers)


def _sheet_rows(
    blocks: Iterable[Block], file: str
) -> Iterator[tuple[str, int, dict[str, str | None]]]:
    """Receipt, number and cells of every row of a return sheet."""
    heads: dict[str, list[str]] = {}
    for block in blocks:
        if block.part == GUIDE_SHEET:
            continue
        lines = [list(row.values()) for row in block.cells.to_pylist()]
        if block.part not in heads:
            first = lines.pop(0) if block.is_grid else block.cells.schema.names
            heads[block.part] = _heads(first, Place(file=file, sheet=block.part))
        for line in lines:
            cells = dict(zip(heads[block.part], line, strict=True))
            receipt, number = cells.pop(RECEIPT_HEAD), cells.pop(NUMBER_HEAD)
            cells.pop(REASON_HEAD, None)
            if receipt and number:
                yield str(receipt), int(str(number).removesuffix(".0")), _texts(cells)


def _heads(first: Iterable[Any], where: Place) -> list[str]:
    found = [str(head or "").strip() for head in first]
    for wanted in (RECEIPT_HEAD, NUMBER_HEAD):
        if wanted not in found:
            raise InputError("J-305", where=where, column=wanted)
    return found


def _texts(cells: Mapping[str, Any]) -> dict[str, str | None]:
    return {head: None if text is None else str(text) for head, text in cells.items() if head}


def _state(receipt: str, row: HeldRow, steps: Iterable[Step]) -> HeldState:
    state, into, cells = "open", None, dict(row.cells)
    for step in steps:
        state, into = step.step, step.into
        if step.step == REPAIRED:
            cells |= step.cells
    return HeldState(receipt, replace(row, cells=cells), state, into)


def _one(book: Book, receipt: str, number: int) -> HeldState:
    states = held_rows(book, receipt)
    for one in states:
        if one.row.number == number:
            return one
    raise UnknownName("J-302", receipt=receipt, row=number, nearest=suggestion(str(number), ()))
