"""Emptying columns of old rows: the rows stay, values whose term is over go, past versions too.

The live segments are written anew as one data version, in whose transaction the files that hold
the values are written down as removed, superseded ones too. No reading of other columns changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy import Connection

from jidi.core.errors import LakeError
from jidi.lake.commit import Along
from jidi.lake.disk import Faults, no_faults
from jidi.lake.integrity import check_files
from jidi.lake.lake import Lake
from jidi.lake.ledger import Basis, Segment
from jidi.lake.load import Receipt
from jidi.lake.removing import note_gone
from jidi.model.table import Table

_BATCH_ROWS = 1 << 18


@dataclass(frozen=True)
class Emptying:
    """What is to be emptied.

    :param since: the column that says from when a row's term counts.
    :param columns: what is emptied.
    :param before: rows whose ``since`` lies before this day are past their term.
    """

    table: str
    since: str
    columns: tuple[str, ...]
    before: date


@dataclass(frozen=True)
class Holding:
    """A segment that holds values past their term, and in how many rows."""

    segment: Segment
    rows: int


def holdings(lake: Lake, what: Emptying) -> tuple[Holding, ...]:
    """The segments that hold such values, of every version whose files are there.

    :raises LakeError: L-302, L-303 when a file is missing or damaged.
    """
    found = [one for one in lake.all_segments() if one.table == what.table and _may(one, what)]
    check_files(found)
    counted = ((one, _due_rows(one, what)) for one in found)
    return tuple(Holding(one, rows) for one, rows in counted if rows)


def empty(
    lake: Lake,
    what: Emptying,
    *,
    rule: str,
    by: str,
    why: str,
    clock: Callable[[], datetime],
    faults: Faults = no_faults,
) -> tuple[Receipt, ...]:
    """Empty them, one data version for each origin; then the files that held them go.

    Values that only superseded files hold go without a new version.

    :raises LakeError: X-301 when someone else wrote meanwhile, L-1xx when the disk refuses, L-302
        or L-303 when a file is missing or damaged.
    """
    held = [one.segment for one in holdings(lake, what)]
    receipts = []
    for origin in sorted({one.origin for one in held if one.removed is None}):
        own = [one for one in held if one.origin == origin]
        live = [one for one in own if one.removed is None]
        receipts.append(
            lake.commit(
                {what.table: _emptied(lake.table(what.table), live, what)},
                source=f"retention: {rule}",
                origin=origin,
                by=by,
                clock=clock,
                faults=faults,
                basis=Basis(
                    kind="retention",
                    rests_on=lake.version,
                    instead_of=tuple(one.id for one in live),
                ),
                along=_gone(lake, own, rule=rule, by=by, why=why, clock=clock),
            )
        )
        held = [one for one in held if one not in own]
    lake.remove(held, rule=rule, by=by, why=why, at=clock())
    lake.sweep()
    return tuple(receipts)


def _gone(
    lake: Lake,
    segments: Sequence[Segment],
    *,
    rule: str,
    by: str,
    why: str,
    clock: Callable[[], datetime],
) -> Along:
    """Writes down, in the transaction of the new version, that these files go."""

    def write(connection: Connection, _receipt: Receipt) -> None:
        at = clock()
        note_gone(connection, segments, folder=lake.folder, rule=rule, by=by, why=why, at=at)

    return write


def _may(segment: Segment, what: Emptying) -> bool:
    """Whether it can hold such values at all, by what the ledger says of it."""
    has = {name for name, _ in segment.columns}
    return what.since in has and bool(has & set(what.columns)) and segment.rows > 0


def _due_rows(segment: Segment, what: Emptying) -> int:
    names = [name for name, _ in segment.columns if name in (what.since, *what.columns)]
    rows = 0
    with pq.ParquetFile(segment.file) as file:
        for batch in file.iter_batches(_BATCH_ROWS, columns=names):
            filled = [pc.is_valid(batch[name]) for name in what.columns if name in names]
            some = filled[0]
            for more in filled[1:]:
                some = pc.or_(some, more)
            due = pc.and_(some, _is_over(batch[what.since], what.before))
            rows += pc.sum(pc.fill_null(due, False)).as_py() or 0
    return rows


def _is_over(since: pa.Array, before: date) -> pa.Array:
    """Which terms are over; a row that does not say when its term began keeps its values."""
    edge = before if pa.types.is_date(since.type) else datetime.combine(before, time.min)
    return pc.fill_null(pc.less(since, pa.scalar(edge, since.type)), False)


def _emptied(table: Table, segments: list[Segment], what: Emptying) -> Iterator[pa.RecordBatch]:
    """The rows of the segments without the values; columns of later definitions are left out."""
    names = [field.name for field in table.arrow_schema if field.name != "origin"]
    for segment in segments:
        held = [name for name, _ in segment.columns if name in names]
        try:
            with pq.ParquetFile(segment.file) as file:
                for batch in file.iter_batches(_BATCH_ROWS, columns=held):
                    yield _without(batch, what)
        except (OSError, pa.ArrowInvalid) as error:
            raise LakeError(
                "L-303", table=segment.table, path=str(segment.file), reason=str(error)
            ) from error


def _without(batch: pa.RecordBatch, what: Emptying) -> pa.RecordBatch:
    over = _is_over(batch[what.since], what.before)
    arrays = [
        pc.if_else(over, pa.scalar(None, field.type), batch[field.name])
        if field.name in what.columns
        else batch[field.name]
        for field in batch.schema
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=batch.schema)
