"""The table of keys, key by key: no order is needed, and nothing is laid out in between."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jidi.core.unlocked import unlocked

Digests = npt.NDArray[np.uint64]
States = npt.NDArray[np.int8]

_FREE = np.uint64(0)
_NEW, _COPY, _OTHER = 0, 1, 2
_KEY, _ROW = np.uintp(0), np.uintp(1)


@unlocked
def settle(
    keys: Digests, rows: Digests, table: Digests, shift: np.uint64, states: States
) -> int:  # fmt: skip
    """What each row is; how many are new, which are remembered.

    :param keys: of each row; none is 0.
    :param table: pairs of a key that is known and what its row says, each by the first bits of the
        key or at the next free place; as many as a power of two, some of them free; changed.
    :param shift: bits of a key that do not tell its place.
    :param states: 0 new, 1 a copy, 2 another row under the same key; changed.
    """
    last, count = len(table) - 1, 0
    for row in range(len(keys)):
        key = keys[np.uintp(row)]
        place = np.int64(key >> shift)
        while table[np.uintp(place), _KEY] != _FREE and table[np.uintp(place), _KEY] != key:
            place = (place + 1) & last
        if table[np.uintp(place), _KEY] == _FREE:
            table[np.uintp(place), _KEY] = key
            table[np.uintp(place), _ROW] = rows[np.uintp(row)]
            states[np.uintp(row)] = _NEW
            count += 1
        elif table[np.uintp(place), _ROW] == rows[np.uintp(row)]:
            states[np.uintp(row)] = _COPY
        else:
            states[np.uintp(row)] = _OTHER
    return count


@unlocked
def move(before: Digests, table: Digests, shift: np.uint64) -> None:
    """Bring all pairs of a table into a larger one, which is empty.

    :param shift: bits of a key that do not tell its place in the larger one.
    """
    last = len(table) - 1
    for place in range(len(before)):
        key = before[np.uintp(place), _KEY]
        if key == _FREE:
            continue
        wanted = np.int64(key >> shift)
        while table[np.uintp(wanted), _KEY] != _FREE:
            wanted = (wanted + 1) & last
        table[np.uintp(wanted), _KEY] = key
        table[np.uintp(wanted), _ROW] = before[np.uintp(place), _ROW]
