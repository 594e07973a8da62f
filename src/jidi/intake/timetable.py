"""A file of a GTFS timetable in the words of our tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from jidi.feeds import Block
from jidi.feeds.gtfs_times import seconds_of
from jidi.model.timetable_tables import TimetableColumn, timetable_columns

TIMETABLE: Final = "timetable"
"""The column that tells one timetable from another; ids mean something within one only."""
_RUNS: Final = "1"
"""``exception_type`` of a day on which a service runs; 2 is one on which it does not."""


@dataclass(frozen=True)
class TimetablePart:
    """A block of a file in the words of its table.

    :param left_out: fields of the file that the table has no column for.
    """

    table: str
    block: Block
    left_out: tuple[str, ...]


def timetable_part(block: Block, *, timetable: str) -> TimetablePart | None:
    """The block as rows of its table; None when no table takes the file.

    :param timetable: what this timetable is called.
    """
    columns = timetable_columns().get(block.part.removesuffix(".txt"))
    if columns is None:
        return None
    there = [column for column in columns if column.field in block.cells.schema.names]
    said = {column.column: _formed(block.cells, column) for column in there}
    name = pa.array([timetable] * block.cells.num_rows, pa.string())
    cells = pa.RecordBatch.from_pydict({TIMETABLE: name, **said})
    return TimetablePart(columns[0].table, replace(block, cells=cells), _others(block, columns))


def _others(block: Block, columns: Sequence[TimetableColumn]) -> tuple[str, ...]:
    known = {column.field for column in columns}
    return tuple(name for name in block.cells.schema.names if name not in known)


def _formed(cells: pa.RecordBatch, column: TimetableColumn) -> pa.Array:
    raw = cells.column(column.field)
    return _FORMS[column.form](raw)


def _date(raw: pa.Array) -> pa.Array:
    """``20250601`` as ``2025-06-01``; what is no such date stays, so that it can be named."""
    return pc.replace_substring_regex(raw, r"^(\d{4})(\d{2})(\d{2})$", r"\1-\2-\3")


def _runs(raw: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(raw, _RUNS), "true", "false")


def _seconds(raw: pa.Array) -> pa.Array:
    """``25:10:00`` as ``90600``; what is no such time stays, so that it can be named."""
    return pc.coalesce(seconds_of(raw).cast(pa.string()), raw)


_FORMS = {"": lambda raw: raw, "date": _date, "exception": _runs, "seconds": _seconds}
