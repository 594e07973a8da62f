"""GTFS timetables: the files of a zip as blocks, checked against each other while they stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jidi.core.errors import InputError
from jidi.core.masks import as_mask
from jidi.core.nearest import suggestion
from jidi.core.worded import listed
from jidi.feeds.feed import Block, BrokenRow, Note
from jidi.feeds.gtfs_times import TripTimes
from jidi.feeds.handed import Part
from jidi.feeds.limits import Limits
from jidi.feeds.numbering import numbered_block
from jidi.feeds.opened import Opened
from jidi.feeds.text_parts import opened_text
from jidi.model.timetable_fields import TimetableField, timetable_fields

NEEDED = ("agency", "stops", "routes", "trips", "stop_times")
_CALENDARS = ("calendar", "calendar_dates")
_FORMS: Mapping[str, str] = {
    "date": r"^(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$",
    "exception": r"^[12]$",
    "flag": r"^[01]$",
    "latitude": r"^[-+]?([0-8]?\d(\.\d+)?|90(\.0+)?)$",
    "longitude": r"^[-+]?((1[0-7]\d|\d?\d)(\.\d+)?|180(\.0+)?)$",
    "time": r"^\d{1,3}:[0-5]\d:[0-5]\d$",
    "whole": r"^\d{1,9}$",
}


def is_timetable(names: set[str]) -> bool:
    """Whether the members of an archive are those of a timetable."""
    return {"stops.txt", "trips.txt", "stop_times.txt"} <= names


def opened_timetable(parts: Mapping[str, Part], whole: Part, limits: Limits) -> Opened:
    """A timetable whose files are there and have their columns.

    :param parts: the members by name.
    :raises InputError: E-171 a file is missing, E-172 a column is missing, and what the reader of
        separated text finds.
    """
    names = {name.removesuffix(".txt") for name in parts}
    missing = [f"{name}.txt" for name in NEEDED if name not in names]
    if not names.intersection(_CALENDARS):
        missing.append("calendar.txt / calendar_dates.txt")
    if missing:
        raise InputError("E-171", where=whole.place(), name=listed(missing))
    opened = {
        file: opened_text(parts[f"{file}.txt"], limits)
        for file in timetable_fields()
        if file in names
    }
    others = sorted(names - opened.keys())
    notes = [note for part in opened.values() for note in part.notes]
    if others:
        notes.insert(0, Note("E-913", {"names": "、".join(others)[:200]}))
    encoding = opened["stops"].encoding

    def read() -> Iterator[Block]:
        known: dict[str, pa.Array] = {}
        for file, part in opened.items():
            checking = _Checking(file, parts[f"{file}.txt"], known)
            yield from map(checking.checked, part.read())
            checking.remember()

    return Opened("gtfs", encoding, tuple(notes), read)


@dataclass
class _Checking:
    """One file on its way, with the keys of those read before it."""

    file: str
    part: Part
    known: dict[str, pa.Array]
    seen: dict[str, list[pa.Array]] = field(default_factory=dict)
    times: TripTimes = field(default_factory=TripTimes)

    @property
    def fields(self) -> tuple[TimetableField, ...]:
        return timetable_fields()[self.file]

    def checked(self, block: Block) -> Block:
        """The block without the rows that do not fit, which stand among the broken ones."""
        self._refuse_missing_columns(block)
        numbers = block.row_numbers().to_numpy(zero_copy_only=False)
        bad: dict[int, Note] = {}
        for asked in self.fields:
            if asked.field in block.cells.schema.names:
                for at, note in self._faults(block.cells.column(asked.field), asked):
                    bad.setdefault(at, note)
        for at, note in self._backwards(block.cells, bad):
            bad[at] = note
        good = np.ones(len(numbers), dtype=bool)
        good[list(bad)] = False
        broken = [
            BrokenRow(int(numbers[at]), _shown(block.cells, at), note) for at, note in bad.items()
        ]
        cells = block.cells.filter(pa.array(good)) if bad else block.cells
        self._see(cells)
        return numbered_block(
            cells, part=block.part, numbers=numbers[good], broken=[*block.broken, *broken]
        )

    def remember(self) -> None:
        """Keep the keys of the whole file for those that refer to it."""
        for name, pieces in self.seen.items():
            self.known[f"{self.file}.{name}"] = pa.chunked_array(pieces, pa.string())
        if self.file == "calendar_dates" and "service_id" in self.seen:
            before = self.known.get("calendar.service_id")
            more = self.seen["service_id"] + (before.chunks if before is not None else [])
            self.known["calendar.service_id"] = pa.chunked_array(more, pa.string())

    def _refuse_missing_columns(self, block: Block) -> None:
        there = block.cells.schema.names
        for asked in self.fields:
            if asked.required and asked.field not in there:
                nearest = suggestion(asked.field, there)
                raise InputError(
                    "E-172", where=self.part.place(1), name=asked.field, nearest=nearest
                )

    def _faults(self, column: pa.Array, asked: TimetableField) -> Iterator[tuple[int, Note]]:
        if asked.required:
            for at in _where(column.is_null()):
                yield at, Note("E-351", {"name": asked.field})
        if asked.form:
            fits = pc.match_substring_regex(column, _FORMS[asked.form])
            yield from _told(column, pc.invert(fits), "E-352", asked.field)
        known = self.known.get(asked.refers)
        if known is not None:
            there = pc.or_(pc.is_in(column, value_set=known), column.is_null())
            yield from _told(column, pc.invert(there), "E-353", asked.field)
        if asked.unique:
            yield from _told(column, self._twins(column, asked.field), "E-354", asked.field)

    def _backwards(self, cells: pa.RecordBatch, bad: Mapping[int, Note]) -> list[tuple[int, Note]]:
        """Calls that are earlier than a call before them; other faulty rows are no measure."""
        if self.file != "stop_times":
            return []
        sound = np.setdiff1d(np.arange(cells.num_rows), list(bad))
        found = self.times.backwards(cells.take(pa.array(sound)) if bad else cells)
        return [
            (int(sound[one.at]), Note("E-355", {"value": one.found, "before": one.before}))
            for one in found
        ]

    def _twins(self, column: pa.Array, name: str) -> pa.Array:
        """Whether each value stood before, here or in an earlier block."""
        places = pa.array(np.arange(len(column)))
        table = pa.table({"value": column, "at": places}).group_by("value")
        first = np.zeros(len(column), dtype=bool)
        first[table.aggregate([("at", "min")])["at_min"].to_numpy()] = True
        twins = pa.array(~first)
        if name in self.seen:
            before = pa.chunked_array(self.seen[name], pa.string())
            twins = pc.or_(twins, pc.is_in(column, value_set=before))
        return pc.and_(twins, column.is_valid())

    def _see(self, cells: pa.RecordBatch) -> None:
        wanted = {f.refers for fields in timetable_fields().values() for f in fields}
        for asked in self.fields:
            is_key = asked.unique or f"{self.file}.{asked.field}" in wanted
            is_service = (self.file, asked.field) == ("calendar_dates", "service_id")
            if (is_key or is_service) and asked.field in cells.schema.names:
                found = pc.unique(cells.column(asked.field).drop_null())
                self.seen.setdefault(asked.field, []).append(found)


def _told(column: pa.Array, faulty: pa.Array, code: str, name: str) -> Iterator[tuple[int, Note]]:
    for at in _where(faulty):
        yield at, Note(code, {"name": name, "value": str(column[at].as_py())[:60]})


def _where(mask: pa.Array) -> list[int]:
    found: list[int] = np.flatnonzero(as_mask(mask)).tolist()
    return found


def _shown(cells: pa.RecordBatch, at: int) -> str:
    return ",".join(str(column[at].as_py() or "") for column in cells.columns)
