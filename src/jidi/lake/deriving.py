"""Computing one table from another, a range of keys at a time, so that a day of any size fits.

Segments are sorted by their table's first sort column, so of a range of its keys only some row
groups are read.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Final
from uuid import uuid4

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from jidi.core.closing import Closing
from jidi.lake.answering import answering
from jidi.lake.duckdb_engine import connected
from jidi.lake.integrity import check_files
from jidi.lake.lake import Lake
from jidi.lake.ledger import Segment
from jidi.lake.sweep import STAGING
from jidi.lake.views import literal, nothing, quoted, readings, view

HASHED_BY: Final = f"duckdb {duckdb.__version__}"
"""What must be the same where values of its HASH are compared that were kept before."""

Range = tuple[str | None, str | None]
"""Keys from the first up to but not including the second; None is open."""

SAMPLED: Final = 64
"""Row groups whose keys are read to part them into ranges."""
STRIDE: Final = 512
"""One key of so many rows is taken."""


class Deriver(Closing):
    """A database over a lake's files for computations of ours; a context manager.

    :param threads: how many threads may be used; all cores when None.
    :param memory: such as ``"2GB"``; what does not fit goes to the disk. DuckDB's rule when None.
    """

    def __init__(
        self, lake: Lake, *, threads: int | None = None, memory: str | None = None
    ) -> None:
        self._lake = lake
        self._spill = lake.folder / STAGING / f"spill-{uuid4().hex}"
        settings = {"temp_directory": str(self._spill), "threads": threads, "memory_limit": memory}
        self._connection = connected(settings, folders=[str(lake.folder)])
        self._files: list[Segment] = []

    def offer(self, name: str, rows: pa.Table) -> None:
        """A relation that the queries may read."""
        self._connection.register(name, rows)

    def show(self, name: str, segments: Iterable[Segment]) -> None:
        """A table as it stands in these segments, whole; of a derived one, the newest rows.

        :raises LakeError: L-302 or L-303 when a file is missing or damaged.
        """
        held = self._checked(segments)
        table = self._lake.table(name)
        self._run(
            view(table, held).replace("CREATE OR REPLACE VIEW", "CREATE OR REPLACE TEMP VIEW")
        )

    def show_range(
        self,
        name: str,
        segments: Iterable[Segment],
        keys: Range,
        *,
        among: str | None = None,
        also: str | None = None,
    ) -> None:
        """A table's rows of a range of keys.

        :param among: a relation with the key column; only keys that stand in it are shown.
        :param also: a relation in the table's columns whose rows are shown too.
        :raises LakeError: L-302 or L-303 when a file is missing or damaged.
        """
        table = self._lake.table(name)
        held = self._checked(s for s in segments if _meets(s, keys))
        column = quoted(table.sort[0])
        low, high = keys
        conditions = [f"{column} >= {literal(low)}"] if low is not None else []
        conditions += [f"{column} < {literal(high)}"] if high is not None else []
        conditions += [f"{column} IN (SELECT {column} FROM {quoted(among)})"] if among else []
        parts = [*readings(table, held), *([f"SELECT * FROM {quoted(also)}"] if also else [])]
        body = " UNION ALL ".join(parts) or nothing(table)
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        self._run(f"CREATE OR REPLACE TEMP VIEW {quoted(name)} AS SELECT * FROM ({body}){where}")

    def keep(self, name: str, sql: str, parameters: Mapping[str, Any] | None = None) -> int:
        """Keep the answer of a query under a name; returns its rows."""
        self._run(f"CREATE OR REPLACE TEMP TABLE {quoted(name)} AS {sql}", parameters)
        return self.count(name)

    def add(self, name: str, sql: str) -> None:
        """Put the answer of a query to what is kept under a name, column by column."""
        self._run(f"INSERT INTO {quoted(name)} {sql}")

    def count(self, name: str) -> int:
        """The rows of what is kept under a name."""
        return int(self.rows(f"SELECT COUNT(*) AS n FROM {quoted(name)}")["n"][0].as_py())

    def define(self, sql: str) -> None:
        """Run a statement that makes a macro for the queries."""
        self._run(sql)

    def rows(self, sql: str, parameters: Mapping[str, Any] | None = None) -> pa.Table:
        """The answer of a query.

        :param parameters: values of its ``$name`` parameters.
        :raises Interrupted: L-411 when the user stops it.
        """
        found = self._run(sql, parameters)
        assert found is not None, "a SELECT answers"
        return found

    def _checked(self, segments: Iterable[Segment]) -> list[Segment]:
        held = list(segments)
        check_files(held)
        self._files += held
        return held

    def _run(self, sql: str, parameters: Mapping[str, Any] | None = None) -> pa.Table | None:
        with answering(lambda: self._files):
            relation = self._connection.sql(sql, params=dict(parameters) if parameters else None)
            return None if relation is None else relation.to_arrow_table()

    def stop(self) -> None:
        """Make the query that another thread runs here end with L-411."""
        self._connection.interrupt()

    def close(self) -> None:
        """Let go of the database and of what it put on the disk."""
        self._connection.close()
        shutil.rmtree(self._spill, ignore_errors=True)


def ranges(segments: Sequence[Segment], column: str, *, rows: int) -> tuple[Range, ...]:
    """Ranges of keys that together hold everything, each about ``rows`` rows of the segments.

    Where a range begins is told by keys read from some of the row groups. What the footers say, a
    group's first and last key, does not tell it: in every file that holds a day the first group
    begins with the same keys.

    :param column: the column by which the segments are sorted.
    """
    total = sum(segment.rows for segment in segments)
    wanted = max(1, round(total / rows))
    keys = sorted(_sampled(segments, column)) if wanted > 1 else []
    count = min(wanted, len(keys) or 1)
    cuts = sorted({keys[len(keys) * number // count] for number in range(1, count)})
    edges: list[str | None] = [None, *cuts, None]
    return tuple(pairwise(edges))


def _sampled(segments: Sequence[Segment], column: str) -> Iterator[str]:
    """One key in ``STRIDE`` of row groups taken evenly, in the order of their first keys."""
    groups = sorted(
        (low, str(segment.file), number)
        for segment in segments
        for number, low in enumerate(_firsts(segment, column))
    )
    for _, file, number in groups[:: max(1, len(groups) // SAMPLED)]:
        with pq.ParquetFile(file) as opened:
            keys = opened.read_row_group(number, columns=[column]).column(0)
        yield from keys.take(pa.array(range(0, len(keys), STRIDE))).drop_null().to_pylist()


def _firsts(segment: Segment, column: str) -> list[str]:
    """The first key of each row group; that of the whole file where it is silent."""
    with pq.ParquetFile(segment.file) as file:
        metadata = file.metadata
        place = file.schema_arrow.get_field_index(column)
        groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
        found = [group.column(place).statistics for group in groups]
    return [
        str(told.min if told is not None and told.has_min_max else segment.low or "")
        for told in found
    ]


def _meets(segment: Segment, keys: Range) -> bool:
    low, high = keys
    if segment.low is None or segment.high is None:
        return True
    return (low is None or segment.high >= low) and (high is None or segment.low < high)


def of_days(segments: Iterable[Segment], first: date, last: date) -> tuple[Segment, ...]:
    """The segments that may hold rows of these days."""
    return tuple(
        s
        for s in segments
        if s.first_day is None
        or s.last_day is None
        or (s.first_day <= last and s.last_day >= first)
    )
