"""What a kind of file needs before its rows can be judged: timetables are put in the words of our
tables, and events of EPCIS get what the standard has no field for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import PurePath
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from jidi.core.errors import InputError, JidiError, Place
from jidi.feeds import Block
from jidi.feeds.epcis import EXTRA
from jidi.intake.timetable import timetable_part
from jidi.service.books import Book

_SUPPLIED: Final = ("received_at", "division", "operator_id")


@dataclass(frozen=True)
class Shaped:
    """A block as it is judged.

    :param table: the table whose rows these are; empty when that is told as for any file.
    :param left_out: fields that no column takes.
    :param unread: the column in which such fields stand together, itself no head of the sender's.
    :param supplied: cells that were filled in, by column.
    :param refused: why no table takes this part; None when one does.
    """

    block: Block
    table: str = ""
    left_out: tuple[str, ...] = ()
    unread: str = ""
    supplied: Mapping[str, int] = field(default_factory=dict)
    refused: JidiError | None = None


Shape = Callable[[Block], Shaped]


def shape_of(book: Book, kind: str, *, file: str, sender: str, at: int, now: datetime) -> Shape:
    """What the blocks of a file go through before they are judged.

    :param at: the data version against which they are judged.
    :param now: when they came, as it is in China, without zone.
    """
    if kind == "gtfs":
        name = f"{sender} {PurePath(file).stem}".strip()
        return lambda block: _timetable(block, name, file)
    if kind == "epcis":
        return EventShape(book, sender=sender, at=at, now=now)
    return Shaped


def unsaid_in(kind: str) -> tuple[str, ...]:
    """Columns in which two rows of this kind of file may differ and yet say the same.

    ``recordTime`` of EPCIS says when a repository took the event in, not what happened: an event
    that is handed in once more is a copy, though it arrives later.
    """
    return ("received_at",) if kind == "epcis" else ()


def _timetable(block: Block, name: str, file: str) -> Shaped:
    part = timetable_part(block, timetable=name)
    if part is None:
        where = Place(file=file, sheet=block.part)
        return Shaped(block, refused=InputError("J-112", where=where, name=block.part))
    return Shaped(part.block, part.table, part.left_out)


@dataclass
class EventShape:
    """Fills in what EPCIS has no field for, where the sender gave none and it is known otherwise:
    the arrival, the facility's division, and whose scan it is. Own choice.
    """

    book: Book
    sender: str
    at: int
    now: datetime

    def __call__(self, block: Block) -> Shaped:
        """The block with those cells, and how many were filled in."""
        cells = block.cells
        for name, values in self._known(cells).items():
            place = cells.schema.get_field_index(name)
            filled = pc.coalesce(cells.column(name), values)
            cells = cells.set_column(place, name, filled)
        supplied = {
            name: block.cells.column(name).null_count - cells.column(name).null_count
            for name in _SUPPLIED
        }
        kept = cells.column(EXTRA).drop_null().to_pylist()
        unread = sorted({name for text in kept for name in json.loads(text)})
        return Shaped(
            replace(block, cells=cells), "event", tuple(unread), unread=EXTRA, supplied=supplied
        )

    def _known(self, cells: pa.RecordBatch) -> dict[str, pa.Array]:
        rows = cells.num_rows
        arrival = pa.array([self.now.isoformat(sep=" ", timespec="seconds")] * rows, pa.string())
        whose = pa.array([self._operator] * rows, pa.string())
        at = pc.index_in(cells.column("facility_id"), value_set=self._facilities["facility_id"])
        there = self._facilities.take(at)
        owner = there["operator_id"].combine_chunks()
        return {
            "received_at": arrival,
            "division": there["division"].combine_chunks(),
            "operator_id": pc.coalesce(owner, whose),
        }

    @cached_property
    def _facilities(self) -> pa.Table:
        names = ["facility_id", "division", "operator_id"]
        return self.book.workspace.lake.read("facility", at=self.at, columns=names)

    @cached_property
    def _operator(self) -> str | None:
        """The sender, where that is how an operator is numbered or called."""
        names = ["operator_id", "name"]
        for one in self.book.workspace.lake.read("operator", at=self.at, columns=names).to_pylist():
            if self.sender and self.sender in (one["operator_id"], one["name"]):
                return str(one["operator_id"])
        return None
