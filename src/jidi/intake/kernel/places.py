"""The table of keys, key by key: no order is needed, and nothing is laid out in between."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jidi.core.compiled import hot
from jidi.core.unlocked import unlocked

Digests = npt.NDArray[np.uint64]
States = npt.NDArray[np.int8]

_FREE = np.uint64(0)
_NEW, _COPY, _OTHER = 0, 1, 2
_KEY, _ROW = np.uintp(0), np.uintp(1)
_HALF = np.uint64(32)
_AT_ONCE = 512
"""Rows whose places are fetched together, while the memory answers; they fit into the cache."""


@unlocked
def settle(
    keys: Digests, rows: Digests, table: Digests, states: States, begin: int, most: int
) -> tuple[int, int]:
    """What each row is, from one on; where it ended and how many were new, which are remembered.

    It ends early at the first new row beyond those there is room for.

    :param keys: of each row; none is 0.
    :param table: pairs of a key that is known and what its row says, each by the first 32 bits of
        the key or at the next free place, after the last one the first; some are free; changed.
    :param states: 0 new, 1 a copy, 2 another row under the same key; changed.
    :param most: new rows there is room for.
    """
    count = 0
    for start in range(begin, len(keys), _AT_ONCE):
        end = min(start + _AT_ONCE, len(keys))
        for row in range(start, end):  # only looked at, so that none has to wait for another
            is_free = table[_place(keys[np.uintp(row)], table), _KEY] == _FREE
            states[np.uintp(row)] = _NEW if is_free else _COPY
        for row in range(start, end):
            key = keys[np.uintp(row)]
            place = _place(key, table)
            while table[place, _KEY] != _FREE and table[place, _KEY] != key:
                place = _next(place, table)
            if table[place, _KEY] == _FREE:
                if count == most:
                    return row, count
                table[place, _KEY] = key
                table[place, _ROW] = rows[np.uintp(row)]
                states[np.uintp(row)] = _NEW
                count += 1
            elif table[place, _ROW] == rows[np.uintp(row)]:
                states[np.uintp(row)] = _COPY
            else:
                states[np.uintp(row)] = _OTHER
    return len(keys), count


@unlocked
def move(before: Digests, table: Digests) -> None:
    """Bring all pairs of a table into a larger one, which is empty."""
    for place in range(len(before)):
        key = before[np.uintp(place), _KEY]
        if key == _FREE:
            continue
        wanted = _place(key, table)
        while table[wanted, _KEY] != _FREE:
            wanted = _next(wanted, table)
        table[wanted, _KEY] = key
        table[wanted, _ROW] = before[np.uintp(place), _ROW]


@hot
def _place(key: np.uint64, table: Digests) -> np.uintp:
    """Where a key belongs: as far into the table as it stands among all numbers."""
    return np.uintp(((key >> _HALF) * np.uint64(len(table))) >> _HALF)


@hot
def _next(place: np.uintp, table: Digests) -> np.uintp:
    place += np.uintp(1)
    return np.uintp(0) if place == np.uintp(len(table)) else place
