"""The latest scan of every parcel, in arrays: merged with later ones by key.

A parcel stands under two hashes of its number of 64 bits each, sorted by the lower one. Where it
was seen is a number into a list of spots (company, county, facility), so that ten days of a
province take 28 bytes a parcel. Pure: no clock, no file.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

BLOCK: Final = 1 << 17
"""So many parcels are reckoned with at once."""

SPOT: Final = ("operator_id", "division", "facility_id")
"""What tells spots apart, in the order in which scans of one second and step are told apart."""


BEGIN: Final = datetime(1970, 1, 1)  # noqa: DTZ001  (moments of a book are Beijing time)


class SameKeyError(Exception):
    """Two parcels share the lower of their hashes: what was kept cannot be gone on with."""


@dataclass(frozen=True)
class LatestScans:
    """The latest scans of parcels.

    :param low: a hash of each parcel's number, ascending, each once. :param high: another one.
    :param place: second since 1970 times a hundred, plus the step's rank.
    :param spot: where, as a row of ``spots``.
    :param spots: the columns of :data:`SPOT`, ascending, each row once.
    """

    low: NDArray[np.uint64]
    high: NDArray[np.uint64]
    place: NDArray[np.int64]
    spot: NDArray[np.int32]
    spots: pa.Table

    @classmethod
    def of(cls, rows: pa.Table) -> LatestScans:
        """From scans ``low, high, place`` and the columns of :data:`SPOT`, in any order.

        :raises SameKeyError: when two parcels share the lower hash.
        """
        spots, spot = _numbered(rows.select(SPOT))
        order = np.argsort(rows["low"].to_numpy())
        low, high = (rows[name].to_numpy()[order] for name in ("low", "high"))
        same = low[1:] == low[:-1]
        if (high[1:][same] != high[:-1][same]).any():
            raise SameKeyError
        # One number tells of two scans of a parcel which is the later; spots are few.
        told = rows["place"].to_numpy() * max(len(spots), 1) + spot
        first = np.flatnonzero(np.concatenate([np.ones(min(len(low), 1), bool), ~same]))
        latest = np.maximum.reduceat(told[order], first) if len(first) else told
        place, spot = np.divmod(latest, max(len(spots), 1))
        return cls(low[first], high[first], place, spot.astype(np.int32), spots)

    def __len__(self) -> int:
        return len(self.low)

    def since(self, second: float) -> LatestScans:
        """Without parcels whose latest scan is not after the second."""
        kept = self.place >= 100 * (math.floor(second) + 1)
        return self if kept.all() else self._where(kept)

    def without(self, low: NDArray[np.uint64]) -> LatestScans:
        """Without these parcels."""
        return self._where(~np.isin(self.low, low)) if len(low) else self

    def standing_at(self, low: NDArray[np.uint64], second: NDArray[np.int64]) -> NDArray[np.uint64]:
        """Those of these parcels whose latest scan fell on the second named beside them."""
        at, found = self._found(low)
        found[found] = self.place[at[found]] // 100 == second[found]
        return np.unique(low[found])

    def with_later(self, other: LatestScans) -> LatestScans:
        """Of every parcel in either the later scan.

        :raises SameKeyError: when a parcel here shares the lower hash with another there.
        """
        if not len(self) or not len(other):
            return other if len(other) else self
        spots, mine, theirs = _together(self.spots, other.spots)
        at, known = self._found(other.low)
        here = at[known]
        if (self.high[here] != other.high[known]).any():
            raise SameKeyError
        told, before = theirs[other.spot], mine[self.spot[here]]
        later = (other.place[known] > self.place[here]) | (
            (other.place[known] == self.place[here]) & (told[known] > before)
        )
        into = _Merged(len(self), at[~known])
        over = into.old(here[later])
        return LatestScans(
            into.column(self.low, other.low[~known]),
            into.column(self.high, other.high[~known]),
            into.column(self.place, other.place[~known], over, other.place[known][later]),
            into.column(mine[self.spot], told[~known], over, told[known][later]),
            spots,
        )

    def rows(self) -> pa.Table:
        """The relation ``latest`` without the parcels' numbers, texts as dictionaries."""
        texts = {
            name: pa.DictionaryArray.from_arrays(pa.array(self.spot), _flat(self.spots[name]))
            for name in SPOT
        }
        return pa.table({"place": pa.array(self.place), **texts})

    def standing(self, at: datetime) -> pa.Table:
        """The relation ``standing``: parcels by spot, step and whole days of silence."""
        now = int((at - BEGIN) / timedelta(seconds=1))
        is_rank, days = np.zeros(100, bool), 1
        for block in self._blocks():
            is_rank[self.place[block] % 100] = True
            days = max(days, (now - int(self.place[block].min()) // 100) // 86_400 + 1)
        ranks, step = np.flatnonzero(is_rank), np.cumsum(is_rank) - 1
        code = np.empty(len(self), np.int64)
        for block in self._blocks():
            second, rank = np.divmod(self.place[block], 100)
            stepped = self.spot[block].astype(np.int64) * len(ranks) + step[rank]
            code[block] = stepped * days + (now - second) // 86_400
        counted = np.bincount(code)
        held = np.flatnonzero(counted)
        stepped, days_silent = np.divmod(held, days)
        spot, at_step = np.divmod(stepped, max(len(ranks), 1))
        return pa.table(
            {
                **{name: _flat(self.spots[name]).take(pa.array(spot)) for name in SPOT},
                "step_rank": ranks[at_step],
                "silent_hours": 24 * days_silent,
                "parcels": counted[held],
            }
        )

    def _blocks(self) -> Iterator[slice]:
        """All rows, so many at a time that what is reckoned of them fits in the cache."""
        return (slice(start, start + BLOCK) for start in range(0, len(self), BLOCK))

    def _found(self, low: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        at = np.searchsorted(self.low, low)
        inside = at < len(self)
        inside[inside] = self.low[at[inside]] == low[inside]
        return at, inside

    def _where(self, kept: NDArray[np.bool_]) -> LatestScans:
        low, high, place, spot = self.low, self.high, self.place, self.spot
        return LatestScans(low[kept], high[kept], place[kept], spot[kept], self.spots)


class _Merged:
    """Where rows of two sorted lists stand in the merged one, whose columns are each written once:
    with millions of parcels, room that was never used before is what takes time.

    :param before: of each new row the old one that it comes before.
    """

    def __init__(self, old: int, before: NDArray[np.intp]) -> None:
        self._before = before
        self._new = before + np.arange(len(before))
        self._is_old = np.ones(old + len(before), bool)
        self._is_old[self._new] = False

    def old(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Where these old rows stand now."""
        return rows + np.searchsorted(self._before, rows, side="right")

    def column(
        self, old: Any, new: Any, over: NDArray[np.intp] | None = None, by: Any = None
    ) -> Any:
        """The merged column, with ``by`` written over the rows ``over``."""
        column = np.empty(len(self._is_old), old.dtype)
        column[self._is_old] = old
        column[self._new] = new
        if over is not None:
            column[over] = by
        return column


def _numbered(texts: pa.Table) -> tuple[pa.Table, NDArray[np.int32]]:
    """The distinct rows in order, and of each row its number among them."""
    columns = [_flat(texts[name]).dictionary_encode() for name in SPOT]
    parts = [column.indices.to_numpy().astype(np.int64) for column in columns]
    code = np.zeros(len(texts), np.int64)
    for column, part in zip(columns, parts, strict=True):
        code = code * max(len(column.dictionary), 1) + part
    spots = pa.array(code).dictionary_encode()
    number = spots.indices.to_numpy()
    first = np.empty(len(spots.dictionary), np.int64)
    first[number[::-1]] = np.arange(len(number))[::-1]
    distinct = texts.take(pa.array(first))
    order = pc.sort_indices(distinct, sort_keys=[(name, "ascending") for name in SPOT]).to_numpy()
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return distinct.take(pa.array(order)), rank[number]


def _together(
    one: pa.Table, other: pa.Table
) -> tuple[pa.Table, NDArray[np.int32], NDArray[np.int32]]:
    """The spots of both, and the new numbers of the one's and of the other's."""
    both = pa.concat_tables([one.select(SPOT), other.select(SPOT)])
    spots, number = _numbered(both)
    return spots, number[: len(one)], number[len(one) :]


def _flat(column: Any) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
