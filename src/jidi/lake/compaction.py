"""Compaction: many small segments of a day become few, in one ledger transaction.

The rows stay the same, so no reading changes; earlier versions keep their files. A table that is
derived is written as its newest rows, so its generations become one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

import pyarrow as pa

from jidi.lake.deriving import Deriver, ranges
from jidi.lake.disk import Faults, no_faults
from jidi.lake.lake import Lake
from jidi.lake.ledger import Basis, Segment
from jidi.lake.load import Receipt
from jidi.lake.segments import SMALL_DAY
from jidi.lake.views import quoted
from jidi.model.table import Table, TableKind

Progress = Callable[[str, float], None]
"""Called with the step and the share done; raising from it stops, what is merged so far stays."""

RANGE_ROWS = 1_000_000
"""Rows sorted at a time."""


@dataclass(frozen=True)
class Merge:
    """Segments of one table and origin that are worth being one run of files."""

    table: str
    origin: str
    segments: tuple[Segment, ...]

    @property
    def rows(self) -> int:
        """Rows in the files, before derived ones are reduced to the newest."""
        return sum(segment.rows for segment in self.segments)

    @property
    def title(self) -> str:
        """Table and days, for a progress bar."""
        days = [d for s in self.segments for d in (s.first_day, s.last_day) if d is not None]
        return f"{self.table} {min(days)}…{max(days)}" if days else self.table


def merges(lake: Lake, tables: tuple[str, ...] | None = None) -> tuple[Merge, ...]:
    """What is worth merging now.

    Segments of the same days whose keys overlap, all that are smaller than a day of its own should
    be, and every generation of a derived table; never rows of different origin.

    :raises UnknownName: D-112 for a table that does not exist.
    """
    names = tuple(lake.tables) if tables is None else tables
    return tuple(merge for name in names for merge in _merges(lake, lake.table(name)))


def compact(
    lake: Lake,
    *,
    by: str,
    clock: Callable[[], datetime],
    tables: tuple[str, ...] | None = None,
    progress: Progress = lambda _step, _share: None,
    faults: Faults = no_faults,
    threads: int | None = None,
) -> tuple[Receipt, ...]:
    """Merge what is worth it, one data version for each set of files.

    :raises LakeError: X-301 when someone else wrote meanwhile (what is merged so far stays), L-1xx
        when the disk refuses, L-302 or L-303 when a file is missing or damaged.
    :raises Interrupted: L-103 or L-411 when the user stops it.
    """
    found = merges(lake, tables)
    receipts = []
    for number, merge in enumerate(found):
        progress(merge.title, number / len(found))
        receipts.append(_merged(lake, merge, by=by, clock=clock, faults=faults, threads=threads))
    progress("", 1.0)
    return tuple(receipts)


def _merges(lake: Lake, table: Table) -> Iterator[Merge]:
    live = lake.segments(table.name)
    for origin in sorted({segment.origin for segment in live}):
        own = [segment for segment in live if segment.origin == origin]
        for group in _groups(table, own):
            yield Merge(table=table.name, origin=origin, segments=tuple(group))


def _groups(table: Table, segments: list[Segment]) -> Iterator[list[Segment]]:
    if table.kind is TableKind.DERIVED:
        if len({segment.added for segment in segments}) > 1:
            yield segments
        return
    small = [segment for segment in segments if segment.rows < SMALL_DAY]
    days: dict[tuple[date | None, date | None], list[Segment]] = {}
    for segment in segments:
        if segment.rows >= SMALL_DAY and _sorted_by_text(table):
            days.setdefault((segment.first_day, segment.last_day), []).append(segment)
    yield from (same for same in days.values() if _overlap(same))
    if len(small) > 1:
        yield small


def _overlap(segments: list[Segment]) -> bool:
    """Whether the keys of two of them overlap, so that a key is looked for in both."""
    ordered = sorted(segments, key=lambda segment: (segment.low or "", segment.high or ""))
    return any((after.low or "") < (before.high or "") for before, after in pairwise(ordered))


def _merged(
    lake: Lake,
    merge: Merge,
    *,
    by: str,
    clock: Callable[[], datetime],
    faults: Faults,
    threads: int | None,
) -> Receipt:
    version = lake.version
    with Deriver(lake, threads=threads) as deriver:
        return lake.commit(
            {merge.table: _rows(deriver, lake.table(merge.table), merge)},
            source="compaction",
            origin=merge.origin,
            by=by,
            clock=clock,
            faults=faults,
            basis=Basis(
                kind="compaction",
                rests_on=version,
                instead_of=tuple(segment.id for segment in merge.segments),
            ),
        )


def _rows(deriver: Deriver, table: Table, merge: Merge) -> Iterator[pa.Table]:
    """The rows in the order of the table's keys, a range at a time."""
    order = ", ".join(map(quoted, table.sort or table.key))
    asked = f"SELECT * FROM {quoted(table.name)} ORDER BY {order}"
    if table.kind is TableKind.DERIVED or not _sorted_by_text(table):
        deriver.show(table.name, merge.segments)
        yield deriver.rows(asked)
        return
    for keys in ranges(merge.segments, table.sort[0], rows=RANGE_ROWS):
        deriver.show_range(table.name, merge.segments, keys)
        yield deriver.rows(asked)


def _sorted_by_text(table: Table) -> bool:
    return bool(table.sort) and table.column(table.sort[0]).type in ("text", "code", "division")
