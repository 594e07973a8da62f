"""What a receipt says of the rows as a whole: counts, reasons, times, and how much is filled in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jidi.intake.beside import SumCheck
from jidi.intake.held import HeldRows
from jidi.model.table import Table

LATENESS_BOUNDS: Final = (60, 600, 3600, 6 * 3600, 24 * 3600, 72 * 3600)
"""Seconds between happening and arrival at which rows are counted apart."""
_SPAN: Final = ("occurred_at", "month", "accepted_at", "day", "measured_at", "deposited_at")
"""Columns that say of which time a row speaks, the first that a table has."""


@dataclass
class Tally:
    """Counts of one part, as they grow."""

    table: Table
    part: str
    accepted: int = 0
    held: int = 0
    duplicate: int = 0
    beside: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    columns: Counter[str] = field(default_factory=Counter)
    checks: list[SumCheck] = field(default_factory=list)
    filled: Counter[str] = field(default_factory=Counter)
    supplied: Counter[str] = field(default_factory=Counter)
    meant: Counter[str] = field(default_factory=Counter)
    midnights: Counter[str] = field(default_factory=Counter)
    heads_beside: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    _first: Any = None
    _last: Any = None
    _late: Any = None

    @property
    def rows(self) -> int:
        """Rows of data that came."""
        return self.accepted + self.held + self.duplicate

    def note_beside(self, names: Iterable[str]) -> None:
        """Note further heads or fields that no column takes."""
        self.heads_beside = tuple(dict.fromkeys((*self.heads_beside, *names)))

    def hold(self, rows: HeldRows) -> None:
        """Count rows held aside and their reasons."""
        self.held += len(rows)
        for (code, column), count in rows.counts.items():
            self.reasons[code] += count
            self.columns[f"{code} {column}"] += count

    def accept(self, rows: pa.RecordBatch) -> None:
        """Count rows that are taken in."""
        self.accepted += rows.num_rows
        for name, column in zip(rows.schema.names, rows.columns, strict=True):
            self.filled[name] += len(column) - column.null_count
        self._note_span(rows)
        self._note_lateness(rows)

    def to_json(self) -> dict[str, Any]:
        """The tally as it is kept."""
        return {
            "table": self.table.name,
            "part": self.part,
            "counts": {
                "in": self.rows,
                "accepted": self.accepted,
                "held": self.held,
                "duplicate": self.duplicate,
            },
            "beside": dict(sorted(self.beside.items())),
            "reasons": dict(sorted(self.columns.items())),
            "sums": [vars(check) for check in self.checks],
            "columns_left_out": list(self.heads_beside),
            "references_not_checked": list(self.unchecked),
            "units": dict(self.units),
            "filled": dict(self.filled),
            "supplied": dict(sorted((+self.supplied).items())),
            "read_as_midnight": dict(sorted((+self.midnights).items())),
            "told_by_name": dict(sorted((+self.meant).items())),
            "first": None if self._first is None else str(self._first),
            "last": None if self._last is None else str(self._last),
            "lateness": None if self._late is None else [int(n) for n in self._late],
        }

    def _note_span(self, rows: pa.RecordBatch) -> None:
        name = next((name for name in _SPAN if name in rows.schema.names), None)
        if name is None or not rows.num_rows:
            return
        found = pc.min_max(rows.column(name)).as_py()
        if found["min"] is not None:
            self._first = found["min"] if self._first is None else min(self._first, found["min"])
            self._last = found["max"] if self._last is None else max(self._last, found["max"])

    def _note_lateness(self, rows: pa.RecordBatch) -> None:
        if not {"occurred_at", "received_at"} <= set(rows.schema.names):
            return
        seconds = [
            rows.column(name).cast(pa.int64()).to_numpy() for name in ("received_at", "occurred_at")
        ]
        place = np.searchsorted(np.array(LATENESS_BOUNDS), seconds[0] - seconds[1], side="left")
        counted = np.bincount(place, minlength=len(LATENESS_BOUNDS) + 1)
        self._late = counted if self._late is None else self._late + counted
