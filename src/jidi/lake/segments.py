"""Segments: immutable Parquet files, sorted inside, one day or a run of small days in each.

A stream of any length becomes segments in bounded memory: batches are held until they fill the
budget, then sorted together (by day, then by the table's ``sort``), cut at day boundaries and
written. Neighbouring days too small for a file of their own share one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jidi.core.closing import Closing
from jidi.lake.disk import Faults, sync_file, writing
from jidi.lake.pieces import PieceDigests
from jidi.model.table import Column, Table

ROW_GROUP = 122_880
"""Rows of a row group: DuckDB's unit of parallel work, and the grain of look-ups by statistics."""
PAGE_ROWS = 8_192
"""Rows of a page: what is decoded to find one key within a row group."""
MISTAKEN = 0.01
"""How often a row group's filter of keys says "perhaps" of a key that is not there."""
SMALL_DAY = 50_000
"""Days with fewer rows share a segment with their neighbours."""
BUDGET_BYTES = 256 * 1024**2
"""Bytes of rows held before they are sorted and written."""


@dataclass(frozen=True)
class Draft:
    """A segment that is written and synced, but not yet in the ledger.

    :param file: where it lies now.
    :param columns: name and Arrow type of each column it holds.
    :param first_day: first day of the partition column in it, when the table has one.
    :param low: smallest value of the first sort column, as text.
    :param source: the file that was handed over, to be removed once the commit stands.
    :param pieces: digests of its pieces (:mod:`jidi.lake.pieces`).
    """

    table: str
    file: Path
    rows: int
    bytes: int
    digest: str
    columns: tuple[tuple[str, str], ...]
    first_day: date | None = None
    last_day: date | None = None
    low: str | None = None
    high: str | None = None
    source: Path | None = None
    pieces: str = ""

    @property
    def path(self) -> str:
        """Where it will lie, from the lake's folder; the name is the content's digest."""
        return f"{self.table}/{self.digest}.parquet"


class SegmentWriter:
    """Turns record batches of one table into segments in ``folder``.

    :param budget_bytes: memory for rows before they are written; the peak is about three times it.
    """

    def __init__(
        self, table: Table, folder: Path, *, faults: Faults, budget_bytes: int = BUDGET_BYTES
    ) -> None:
        self._table = table
        self._folder = folder
        self._faults = faults
        self._budget = budget_bytes
        self._held: list[pa.RecordBatch] = []
        self._held_bytes = 0
        self._numbers = count(1)

    def add(self, rows: pa.RecordBatch) -> Iterator[Draft]:
        """Take rows in the table's lake schema; yields the segments that became full."""
        self._held.append(rows)
        self._held_bytes += rows.nbytes
        if self._held_bytes >= self._budget:
            yield from self.finish()

    def finish(self) -> Iterator[Draft]:
        """Write what is still held."""
        if not self._held:
            return
        rows = pa.Table.from_batches(self._held, self._table.arrow_schema).combine_chunks()
        self._held, self._held_bytes = [], 0
        days = _days(rows, self._table.partition)
        order = _order(rows, days, self._table.sort)
        start = 0
        for first, last, length in _cuts(days, order, rows.num_rows):
            yield self._write(rows, order.slice(start, length), first, last)
            start += length

    def _write(
        self, rows: pa.Table, order: pa.Array, first: date | None, last: date | None
    ) -> Draft:
        path = self._folder / f"{self._table.name}-{next(self._numbers)}.parquet"
        extremes = Extremes(self._table.sort)
        with writing(path):
            with (
                HashedFile(path, self._faults) as sink,
                pq.ParquetWriter(
                    sink, rows.schema, **_options(self._table, rows, order)
                ) as parquet,
            ):
                for start in range(0, len(order), ROW_GROUP):
                    group = rows.take(order.slice(start, ROW_GROUP))
                    extremes.see(group)
                    parquet.write_table(group, row_group_size=ROW_GROUP)
            self._faults("written")
            sync_file(path)
        self._faults("synced")
        return Draft(
            table=self._table.name,
            file=path,
            rows=len(order),
            bytes=sink.length,
            digest=sink.digest,
            columns=columns_of(rows.schema),
            first_day=first,
            last_day=last,
            low=extremes.low,
            high=extremes.high,
            pieces=sink.pieces.text(),
        )


class Extremes:
    """The smallest and largest value of a table's first sort column, as text."""

    def __init__(self, sort: tuple[str, ...]) -> None:
        self._column = sort[0] if sort else None
        self._seen: list[Any] = []

    def see(self, rows: pa.Table) -> None:
        """Take the rows into account."""
        if self._column is not None:
            found = pc.min_max(rows[self._column]).as_py()
            self._seen += [value for value in found.values() if value is not None]

    @property
    def low(self) -> str | None:
        """The smallest value seen, None when there was none."""
        return str(min(self._seen)) if self._seen else None

    @property
    def high(self) -> str | None:
        """The largest value seen, None when there was none."""
        return str(max(self._seen)) if self._seen else None


class HashedFile(Closing):
    """A new file that knows the SHA-256 of what was written to it."""

    def __init__(self, path: Path, faults: Faults) -> None:
        self._file = path.open("xb")
        self._hash = hashlib.sha256()
        self._faults = faults
        self.length = 0
        self.pieces = PieceDigests()

    def write(self, data: bytes) -> int:
        """Write and hash ``data``."""
        self._faults("write")
        self._hash.update(data)
        self.pieces.update(data)
        self._file.write(data)
        self.length += len(data)
        return len(data)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @property
    def closed(self) -> bool:
        """Whether the file is closed."""
        return self._file.closed

    @property
    def digest(self) -> str:
        """The SHA-256 so far, in hexadecimal digits."""
        return self._hash.hexdigest()


def columns_of(schema: pa.Schema) -> tuple[tuple[str, str], ...]:
    """Name and type of each column, as the ledger keeps them."""
    return tuple((field.name, str(field.type)) for field in schema)


def _options(table: Table, rows: pa.Table, order: pa.Array) -> dict[str, Any]:
    repeated = [column.name for column in table.columns if _repeats(column)]
    return {
        "compression": "zstd",
        "use_dictionary": [*repeated, "origin"],
        "max_rows_per_page": PAGE_ROWS,
        "bloom_filter_options": _filters(table, rows, order),
    }


def _filters(table: Table, rows: pa.Table, order: pa.Array) -> dict[str, Any] | None:
    """A filter of the keys in each row group, where rows are looked up by a text: the first sort
    column of a table cut by days. There the ranges of keys overlap from day to day."""
    if table.partition is None or not table.sort or table.column(table.sort[0]).type != "text":
        return None
    keys = rows[table.sort[0]].take(order.slice(0, ROW_GROUP))
    return {table.sort[0]: {"ndv": max(1, pc.count_distinct(keys).as_py()), "fpp": MISTAKEN}}


def _repeats(column: Column) -> bool:
    """Whether few values come often, so that a dictionary pays; ids of the row itself do not."""
    return column.type in ("code", "division") or column.refers is not None


def _days(rows: pa.Table, partition: str | None) -> pa.Array | None:
    if partition is None:
        return None
    column = rows[partition].combine_chunks()
    if pa.types.is_timestamp(column.type):
        column = pc.floor_temporal(column, unit="day")
    return column.cast(pa.date32())


def _order(rows: pa.Table, days: pa.Array | None, sort: tuple[str, ...]) -> pa.Array:
    """Row numbers in the order in which the rows are to be written."""
    keys = [(name, "ascending") for name in sort]
    if days is not None and len(pc.unique(days)) > 1:
        rows = rows.append_column(" day", days)
        keys = [(" day", "ascending"), *keys]
    if not keys:
        return pa.array(range(rows.num_rows), pa.uint64())
    return pc.sort_indices(rows, sort_keys=keys)


def _cuts(
    days: pa.Array | None, order: pa.Array, rows: int
) -> Iterator[tuple[date | None, date | None, int]]:
    """First day, last day and length of each segment, in the order of the rows."""
    if days is None:
        yield None, None, rows
        return
    group: list[tuple[date | None, int]] = []
    for day, length in _runs(days.take(order)):
        full = sum(n for _, n in group) >= SMALL_DAY
        if group and (full or length >= SMALL_DAY):
            yield _group(group)
            group = []
        group.append((day, length))
    yield _group(group)


def _runs(days: pa.Array) -> Iterable[tuple[date | None, int]]:
    runs = pc.run_end_encode(days)
    ends = runs.run_ends.to_pylist()
    starts = [0, *ends[:-1]]
    return [(d, e - s) for d, s, e in zip(runs.values.to_pylist(), starts, ends, strict=True)]


def _group(days: list[tuple[date | None, int]]) -> tuple[date | None, date | None, int]:
    known = [day for day, _ in days if day is not None]
    length = sum(n for _, n in days)
    return (min(known), max(known), length) if known else (None, None, length)
