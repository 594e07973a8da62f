"""The latest scan of every parcel, in arrays: merged with later ones by key.

A parcel stands under 128 bits of the digest of its number, sorted by the lower 64. Where it was
seen is a number into a list of spots (company, county, facility), so that ten days of a province
take 28 bytes a parcel. Pure: no clock, no file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

SPOT: Final = ("operator_id", "division", "facility_id")
"""What tells spots apart, in the order in which scans of one second and step are told apart."""


class SameKeyError(Exception):
    """Two parcels share the lower half of their digests: what was kept cannot be gone on with."""


@dataclass(frozen=True)
class LatestScans:
    """The latest scans of parcels.

    :param low: lower half of each parcel's digest, ascending, each once. :param high: upper half.
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
        """From rows ``low, high, place`` and those of :data:`SPOT`; a parcel stands in one of them.

        :raises SameKeyError: when two parcels share the lower half.
        """
        low = rows["low"].to_numpy()
        order = np.argsort(low, kind="stable")
        low = low[order]
        if (low[1:] == low[:-1]).any():
            raise SameKeyError
        spots, spot = _numbered(rows.select(SPOT))
        high, place = (rows[name].to_numpy()[order] for name in ("high", "place"))
        return cls(low, high, place, spot[order], spots)

    def __len__(self) -> int:
        return len(self.low)

    def since(self, second: float) -> LatestScans:
        """Without parcels whose latest scan is not after the second."""
        kept = self.place // 100 > second
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

        :raises SameKeyError: when a parcel here shares half its digest with another there.
        """
        if not len(self) or not len(other):
            return other if len(other) else self
        spots, mine, theirs = _together(self.spots, other.spots)
        at, known = self._found(other.low)
        here = at[known]
        if (self.high[here] != other.high[known]).any():
            raise SameKeyError
        spot, place = mine[self.spot], self.place.copy()
        told = theirs[other.spot]
        later = (other.place[known] > place[here]) | (
            (other.place[known] == place[here]) & (told[known] > spot[here])
        )
        place[here[later]] = other.place[known][later]
        spot[here[later]] = told[known][later]
        new, where = ~known, at[~known]
        return LatestScans(
            np.insert(self.low, where, other.low[new]),
            np.insert(self.high, where, other.high[new]),
            np.insert(place, where, other.place[new]),
            np.insert(spot, where, told[new]),
            spots,
        )

    def rows(self) -> pa.Table:
        """The relation ``latest`` without the parcels' numbers, texts as dictionaries."""
        texts = {
            name: pa.DictionaryArray.from_arrays(pa.array(self.spot), _flat(self.spots[name]))
            for name in SPOT
        }
        return pa.table({"place": pa.array(self.place), **texts})

    def _found(self, low: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        at = np.searchsorted(self.low, low)
        inside = at < len(self)
        inside[inside] = self.low[at[inside]] == low[inside]
        return at, inside

    def _where(self, kept: NDArray[np.bool_]) -> LatestScans:
        low, high, place, spot = self.low, self.high, self.place, self.spot
        return LatestScans(low[kept], high[kept], place[kept], spot[kept], self.spots)


def _numbered(texts: pa.Table) -> tuple[pa.Table, NDArray[np.int32]]:
    """The distinct rows in order, and of each row its number among them."""
    columns = [_flat(texts[name]).dictionary_encode() for name in SPOT]
    parts = [column.indices.to_numpy().astype(np.int64) for column in columns]
    code = np.zeros(len(texts), np.int64)
    for column, part in zip(columns, parts, strict=True):
        code = code * max(len(column.dictionary), 1) + part
    _, first, number = np.unique(code, return_index=True, return_inverse=True)
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
