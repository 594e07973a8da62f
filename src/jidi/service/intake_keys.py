"""Duplicates: within what is handed in, and against what the book holds of the same days."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

import pyarrow as pa
import pyarrow.compute as pc

from jidi.intake.seen import Digests, Seen, States
from jidi.lake.lake import Lake
from jidi.lake.row_digests import RowDigests
from jidi.model.table import Table


class KeyBook:
    """Tells new rows of a table from copies and from other rows under a key that is taken.

    Of a table that is kept by days, the book's rows of the days that come are looked at; the same
    key on another day is for the data checks to find.

    :param at: the data version against which rows are judged.
    :param unsaid: columns that are no part of what a row says, so that copies may differ in them.
    :param coming: how many rows are said to come.
    """

    def __init__(
        self, lake: Lake, table: Table, *, at: int, unsaid: Collection[str] = (), coming: int = 0
    ) -> None:
        self._table = table
        self._live = lake.segments(table.name, at=at)
        self._digests = RowDigests(table, unsaid=unsaid)
        self._seen = Seen()
        self._seen.expect(coming)
        self._known: set[str] = set()

    def digests(self, rows: pa.RecordBatch) -> tuple[Digests, Digests]:
        """Of the key of each row, and of all it says; at any time, in any thread."""
        return self._digests.of(rows)

    def place(self, rows: pa.RecordBatch, digests: tuple[Digests, Digests]) -> States:
        """What each row is: new, a copy, or another under the same key.

        :param digests: of these rows, by :meth:`digests`.
        """
        first, last = self._days(rows)
        held = self._digests.held(self._live, first=first, last=last, known=self._known)
        for keys, whole in held:
            self._seen.add(keys, whole)
        return self._seen.place(*digests)

    def _days(self, rows: pa.RecordBatch) -> tuple[date | None, date | None]:
        if self._table.partition is None or not rows.num_rows:
            return None, None
        found = pc.min_max(rows.column(self._table.partition)).as_py()
        return _day(found["min"]), _day(found["max"])


def _day(found: date | datetime | None) -> date | None:
    return found.date() if isinstance(found, datetime) else found
