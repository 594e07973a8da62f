"""The table of keys, key by key: no order is needed, and nothing is laid out in between."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jidi.core.unlocked import unlocked

Digests = npt.NDArray[np.uint64]
States = npt.NDArray[np.int8]

_FREE = np.uint64(0)
_NEW, _COPY, _OTHER = 0, 1, 2


@unlocked
def settle(
    keys: Digests, rows: Digests, table: Digests, contents: Digests, shift: np.uint64,
    states: States,
) -> int:  # fmt: skip
    """What each row is; how many are new, which are remembered.

    :param keys: of each row; none is 0.
    :param table: the keys that are known, each by its first bits or at the next free place; as long
        as a power of two, with free places; changed.
    :param contents: what the rows of these keys say; changed.
    :param shift: bits of a key that do not tell its place.
    :param states: 0 new, 1 a copy, 2 another row under the same key; changed.
    """
    last, count = len(table) - 1, 0
    for row in range(len(keys)):
        key = keys[np.uintp(row)]
        place = np.int64(key >> shift)
        while table[np.uintp(place)] != _FREE and table[np.uintp(place)] != key:
            place = (place + 1) & last
        if table[np.uintp(place)] == _FREE:
            table[np.uintp(place)] = key
            contents[np.uintp(place)] = rows[np.uintp(row)]
            states[np.uintp(row)] = _NEW
            count += 1
        elif contents[np.uintp(place)] == rows[np.uintp(row)]:
            states[np.uintp(row)] = _COPY
        else:
            states[np.uintp(row)] = _OTHER
    return count
