"""Looking up few rows among many: by the ledger's days and ranges of keys, then by what each file
says of its row groups (:mod:`jidi.lake.key_index`), so that a parcel is found in a month of scans
without reading them. Only the files that are left are shown to the database.

What is read of a file is checked piece by piece (:mod:`jidi.lake.checked_file`). Where the ledger
knows no pieces, or any row may be read, a file in which rows were found is checked whole. So no row
comes out of a damaged file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

import pyarrow as pa

from jidi.core.closing import Closing
from jidi.core.errors import LakeError, raise_together
from jidi.lake.answering import answering
from jidi.lake.duckdb_engine import connected
from jidi.lake.integrity import check_files
from jidi.lake.key_indexes import KeyIndexes
from jidi.lake.lake import Lake
from jidi.lake.ledger import Segment
from jidi.lake.views import quoted, readings
from jidi.model.table import Table

_FILE = "filename"
"""The column in which DuckDB says from which file a row comes."""


@dataclass(frozen=True)
class Found:
    """What a look-up brought.

    :param rows: the rows, in the table's lake schema or the columns asked for, ordered by its key.
    :param version: the data version that was read.
    :param segments: how many files the table has at that version.
    :param opened: how many of them could hold the rows and were opened.
    """

    rows: pa.Table
    version: int
    segments: int
    opened: int


class Finder(Closing):
    """Look-ups in one lake; a context manager. One question at a time.

    :param threads: how many threads a look-up may use; all cores when None.
    """

    def __init__(self, lake: Lake, *, threads: int | None = None) -> None:
        self._lake = lake
        self._lock = Lock()
        self._live: dict[str, tuple[int, tuple[Segment, ...]]] = {}
        self._indexes = KeyIndexes(lake)
        settings = {"threads": threads, "parquet_metadata_cache": "true"}
        self._connection = connected(settings, folders=[str(lake.folder)])

    def find(
        self,
        table: str,
        wanted: Mapping[str, Collection[str]],
        *,
        at: int | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        columns: Sequence[str] | None = None,
    ) -> Found:
        """The rows whose columns hold one of the values wanted.

        :param wanted: column → the values it may have; all of them must fit.
        :param at: the data version; the newest when None.
        :param since: only rows whose partition column is at or after this.
        :param until: only rows whose partition column is before this.
        :param columns: what is wanted of the rows, beside the columns of sort and key; all if None.
        :raises UnknownName: D-112 no such table, D-110 no such column.
        :raises LakeError: L-301 no such version, L-302 a file is missing, L-303 damaged.
        """
        asked = _Question(self._lake.table(table), wanted, since, until, columns)
        version = self._lake.at(at)
        with self._lock:
            live = self._segments(table, version)
            held, checked = self._narrowed(asked, [s for s in live if asked.may_stand_in(s)])
            rows = self._rows(asked, held, checked) if held else asked.nothing()
        return Found(rows=rows, version=version, segments=len(live), opened=len(held))

    def _segments(self, table: str, version: int) -> tuple[Segment, ...]:
        """The table's files; the ledger is asked once for each version."""
        known, found = self._live.get(table, (None, ()))
        if known != version:
            found = self._lake.segments(table, at=version)
            self._live[table] = version, found
            self._indexes.keep(s for _, each in self._live.values() for s in each)
        return found

    def _narrowed(
        self, asked: _Question, candidates: list[Segment]
    ) -> tuple[list[Segment], set[Segment]]:
        """The files that can hold the rows, and those checked as far as they will be read."""
        column, keys = asked.sorted_by()
        if keys is None:
            raise_together(_missing(candidates))
            return candidates, set()
        return self._indexes.holding(candidates, column, keys)

    def _rows(self, asked: _Question, held: list[Segment], checked: set[Segment]) -> pa.Table:
        _, keys = asked.sorted_by()
        with answering(lambda: held):
            found = (self._many if keys is None else self._few)(asked, held)
        names = set(found[_FILE].unique().to_pylist())
        check_files(s for s in held if str(s.file) in names and s not in checked)
        rows = found.drop_columns([_FILE]).cast(asked.schema)
        return rows.sort_by([(name, "ascending") for name in (*asked.table.sort, *asked.table.key)])

    def _many(self, asked: _Question, held: list[Segment]) -> pa.Table:
        relation = self._connection.sql(asked.sql(held), params=asked.parameters())
        return relation.to_arrow_table()

    def _few(self, asked: _Question, held: list[Segment]) -> pa.Table:
        """The same without a relation, whose making takes longer than to read a parcel's rows."""
        rows = self._connection.execute(asked.sql(held), asked.parameters()).fetchall()
        schema = asked.schema.append(pa.field(_FILE, pa.string()))
        columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
        arrays = [pa.array(c, field.type) for c, field in zip(columns, schema, strict=True)]
        return pa.Table.from_arrays(arrays, schema=schema)

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()


@dataclass(frozen=True)
class _Question:
    """One look-up: which rows of which table."""

    table: Table
    wanted: Mapping[str, Collection[str]]
    since: datetime | None
    until: datetime | None
    columns: Sequence[str] | None

    @property
    def schema(self) -> pa.Schema:
        """The columns of the answer, in the table's order."""
        table = self.table
        names = table.arrow_schema.names
        if self.columns is not None:
            wanted = {*self.columns, *table.sort, *table.key}
            names = [name for name in names if name in wanted]
        return pa.schema([table.arrow_schema.field(name) for name in names])

    def may_stand_in(self, segment: Segment) -> bool:
        """Whether the ledger leaves it open that the file holds such rows."""
        return bool(segment.rows) and self._days_meet(segment) and self._keys_meet(segment)

    def _days_meet(self, segment: Segment) -> bool:
        if segment.first_day is None or segment.last_day is None:
            return True
        early = self.since is not None and segment.last_day < self.since.date()
        late = self.until is not None and segment.first_day > self.until.date()
        return not early and not late

    def _keys_meet(self, segment: Segment) -> bool:
        _, keys = self.sorted_by()
        if keys is None or segment.low is None or segment.high is None:
            return True
        return any(segment.low <= key <= segment.high for key in keys)

    def sorted_by(self) -> tuple[str, Collection[str] | None]:
        """The column by which the files are sorted, and what is wanted of it; None: anything."""
        if not self.table.sort or self.table.column(self.table.sort[0]).type != "text":
            return "", None
        return self.table.sort[0], self.wanted.get(self.table.sort[0])

    def sql(self, segments: list[Segment]) -> str:
        """The SELECT over these files."""
        parts = " UNION ALL ".join(readings(self.table, segments, file_as=_FILE))
        names = ", ".join(quoted(name) for name in (*self.schema.names, _FILE))
        return f"SELECT {names} FROM ({parts}) WHERE {' AND '.join(self._conditions())}"

    def _conditions(self) -> Iterator[str]:
        for name, values in self.wanted.items():
            self.table.column(name)
            marks = ", ".join(f"$v{name}_{n}" for n in range(len(values)))
            # One value is a filter that row groups are skipped by; a list is not always.
            yield (
                f"{quoted(name)} = {marks}" if len(values) == 1 else f"{quoted(name)} IN ({marks})"
            )
        if self.since is not None:
            yield f"{quoted(self._partition())} >= $since"
        if self.until is not None:
            yield f"{quoted(self._partition())} < $until"

    def _partition(self) -> str:
        assert self.table.partition is not None, f"{self.table.name} is not cut by days"
        return self.table.partition

    def parameters(self) -> dict[str, Any]:
        """The values of the SELECT's parameters."""
        given: dict[str, Any] = {
            f"v{name}_{n}": value
            for name, values in self.wanted.items()
            for n, value in enumerate(values)
        }
        given |= {} if self.since is None else {"since": self.since}
        return given | ({} if self.until is None else {"until": self.until})

    def nothing(self) -> pa.Table:
        """No rows."""
        for name in self.wanted:
            self.table.column(name)
        return self.schema.empty_table()


def _missing(segments: Iterable[Segment]) -> Iterator[LakeError]:
    for segment in segments:
        try:
            found = segment.file.stat().st_size
        except FileNotFoundError:
            yield LakeError("L-302", table=segment.table, path=str(segment.file))
        else:
            if found != segment.bytes:
                reason = f"{found} ≠ {segment.bytes} B"
                yield LakeError("L-303", table=segment.table, path=str(segment.file), reason=reason)
