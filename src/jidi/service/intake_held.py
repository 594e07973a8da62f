"""Rows held aside after their file was taken in: listed, sent back, repaired, sent again once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from jidi.core.errors import InputError, UnknownName
from jidi.core.nearest import suggestion
from jidi.feeds import open_feed
from jidi.registry.intake import RESUBMITTED, IntakeBook
from jidi.service.books import Book
from jidi.service.intake import Setting, take_in
from jidi.service.intake_again import coming_again, refuse_third_time, rows_of_sheet
from jidi.service.intake_held_states import HeldState, held_rows
from jidi.service.intake_receipt import IntakeReceipt
from jidi.service.intake_sheet import write_return_sheet


def export_held(book: Book, receipt: str, path: Path, *, setting: Setting) -> int:
    """Write the return sheet of a receipt: rows that still wait, with their reasons; how many.

    :raises UnknownName: J-301. :raises InputError: V-101 when the file cannot be written.
    """
    filed = IntakeBook(book.workspace.registry).receipt(receipt)
    waiting = [one for one in held_rows(book, receipt) if one.state != RESUBMITTED]
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
    """Hand in again the rows of a receipt that were repaired; with one new receipt.

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
        chosen = rows_of_sheet(book, feed.blocks(), file=feed.file)
    refuse_third_time(chosen)
    return _again(book, chosen, file=path.name, setting=setting)


def _again(
    book: Book, chosen: Iterable[HeldState], *, file: str, setting: Setting
) -> tuple[IntakeReceipt, ...]:
    """Judge the rows anew, one receipt for each receipt they come from."""
    coming = coming_again(book, chosen, file=file)
    return tuple(take_in(book, incoming, asked, setting) for incoming, asked in coming)


def _one(book: Book, receipt: str, number: int) -> HeldState:
    states = held_rows(book, receipt)
    if 0 < number <= len(states) and states[number - 1].row.number == number:
        return states[number - 1]
    raise UnknownName("J-302", receipt=receipt, row=number, nearest=suggestion(str(number), ()))
