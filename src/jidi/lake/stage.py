"""A stage: rows become finished segments before anybody decides whether they join the book."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa

from jidi.core.closing import Closing
from jidi.core.errors import UnknownName
from jidi.core.nearest import suggestion
from jidi.lake.conform import check_origin, conform
from jidi.lake.disk import Faults
from jidi.lake.ledger import Segment
from jidi.lake.segments import BUDGET_BYTES, Draft, SegmentWriter
from jidi.model.table import Table


class Stage(Closing):
    """Segments in the making, in a folder of their own; made by :meth:`jidi.lake.Lake.stage`.

    A thread of its own sorts and writes them while more rows are made ready. To be closed before
    the folder is removed.

    :param origin: goes into every row.
    """

    def __init__(
        self,
        folder: Path,
        tables: Mapping[str, Table],
        *,
        origin: str,
        faults: Faults,
        budget_bytes: int = BUDGET_BYTES,
    ) -> None:
        check_origin(origin)
        self.folder = folder
        self.origin = origin
        self._tables = tables
        self._faults = faults
        self._budget = budget_bytes
        self._writers: dict[str, SegmentWriter] = {}
        self._rows: dict[str, int] = {}
        self._drafts: list[Draft] = []
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._waiting: deque[tuple[Future[list[Draft]], int]] = deque()

    @property
    def rows(self) -> Mapping[str, int]:
        """How many rows were added so far, by table."""
        return dict(self._rows)

    def add(self, table: str, rows: pa.RecordBatch) -> None:
        """Take rows of a table.

        :raises LakeError: L-202 to L-208 as :meth:`jidi.lake.Lake.commit`; L-101, L-102 of rows
            that were added before.
        :raises UnknownName: D-112.
        """
        if table not in self._tables:
            raise UnknownName("D-112", name=table, nearest=suggestion(table, self._tables))
        first = self._rows.get(table, 0) + 1
        taken = conform(self._tables[table], rows, origin=self.origin, first_row=first)
        self._rows[table] = first - 1 + taken.num_rows
        writer = self._writer(table)
        self._waiting.append((self._thread.submit(lambda: list(writer.add(taken))), taken.nbytes))
        while sum(size for _, size in self._waiting) > self._budget:
            self._settle()
        while self._waiting and self._waiting[0][0].done():
            self._settle()

    def finish(self) -> tuple[Draft, ...]:
        """Write what is still held; every segment that was made.

        :raises LakeError: L-101, L-102.
        """
        while self._waiting:
            self._settle()
        for writer in self._writers.values():
            self._drafts += writer.finish()
        return tuple(self._drafts)

    def close(self) -> None:
        """Wait for what is being written, and write no more."""
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _settle(self) -> None:
        """Wait until the rows that came first are taken."""
        taken, _ = self._waiting.popleft()
        self._drafts += taken.result()

    def segments(self, *, version: int) -> tuple[Segment, ...]:
        """What was staged, as the segments of a version that does not exist yet."""
        return tuple(self._segment(draft, version) for draft in self.finish())

    def _writer(self, table: str) -> SegmentWriter:
        if table not in self._writers:
            self._writers[table] = SegmentWriter(
                self._tables[table], self.folder, faults=self._faults, budget_bytes=self._budget
            )
        return self._writers[table]

    def _segment(self, draft: Draft, version: int) -> Segment:
        return Segment(
            table=draft.table,
            file=draft.file,
            rows=draft.rows,
            bytes=draft.bytes,
            digest=draft.digest,
            columns=draft.columns,
            first_day=draft.first_day,
            last_day=draft.last_day,
            low=draft.low,
            high=draft.high,
            batch="",
            origin=self.origin,
            added=version,
            removed=None,
        )
