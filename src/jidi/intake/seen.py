"""Which rows came before: a table of digests with open places, so that 26 million take 1 GiB."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Digests = npt.NDArray[np.uint64]
States = npt.NDArray[np.int8]
Positions = npt.NDArray[np.int64]

NEW, COPY, OTHER = 0, 1, 2
"""Never seen; seen, saying the same; the same key, saying something else."""

_FIRST_BITS: Final = 16
_FULL: Final = 0.6
"""Share of the places that may be taken; beyond it, keys crowd and looking them up takes longer."""
_SMALL_BITS: Final = 21
_FAST: Final = 3
"""A table of less than 32 MiB grows eightfold and not to the double: each time, all keys move."""
_AT_ONCE: Final = 1 << 20
"""Keys that move together when the table grows."""


class Seen:
    """The rows seen so far, by the digest of their key.

    A key has its place by its first bits; where that is taken, the next free one. Keys come sorted,
    so that the table is walked through in order and not jumped about in.
    """

    def __init__(self) -> None:
        self._count = 0
        self._empty(_FIRST_BITS)

    def add(self, keys: Digests, rows: Digests) -> None:
        """Rows that are known to be there, such as those of the book."""
        self.place(keys, rows)

    def place(self, keys: Digests, rows: Digests) -> States:
        """What each row is, in its order; those that are new are remembered."""
        states = np.full(len(keys), NEW, np.int8)
        if not len(keys):
            return states
        keys = np.maximum(keys, np.uint64(1))  # 0 marks a free place
        order = _sorted(keys)
        keys, rows = keys[order], rows[order]
        is_first = np.r_[True, keys[1:] != keys[:-1]]
        firsts = np.flatnonzero(is_first)
        self._make_room(len(firsts))
        places, is_new = self._settle(keys[firsts], rows[firsts])
        stored = self._table[places, 1][np.cumsum(is_first) - 1]
        found = np.where(rows == stored, COPY, OTHER).astype(np.int8)
        found[firsts[is_new]] = NEW
        states[order] = found
        return states

    def _settle(self, keys: Digests, rows: Digests) -> tuple[Positions, npt.NDArray[np.bool_]]:
        """The place of each of these different, sorted keys, and whether it was free."""
        places = (keys >> self._shift).astype(np.int64)
        is_new = np.zeros(len(keys), bool)
        left = np.arange(len(keys))
        while len(left):
            at, wanted = places[left], keys[left]
            free = self._table[at, 0] == 0
            self._table[at[free], 0] = wanted[free]  # of several for one place, the last stays
            is_there = self._table[at, 0] == wanted
            settled = left[free & is_there]
            self._table[places[settled], 1] = rows[settled]
            is_new[settled] = True
            left = left[~is_there]
            places[left] = (places[left] + 1) & self._last
        self._count += int(is_new.sum())
        return places, is_new

    def _make_room(self, more: int) -> None:
        bits = 64 - int(self._shift)
        while self._count + more > _FULL * 2**bits:
            bits += _FAST if bits < _SMALL_BITS else 1
        if bits == 64 - int(self._shift):
            return
        before, self._count = self._table, 0
        self._empty(bits)
        for start in range(0, len(before), _AT_ONCE):
            part = before[start : start + _AT_ONCE]
            taken = part[part[:, 0] != 0]
            self._settle(taken[:, 0], taken[:, 1])

    def _empty(self, bits: int) -> None:
        self._table = np.zeros((1 << bits, 2), np.uint64)  # digest of the key, of the whole row
        self._shift = np.uint64(64 - bits)
        self._last = (1 << bits) - 1


def _sorted(keys: Digests) -> Positions:
    """The order of the keys; among equal ones, that in which they came."""
    order = np.argsort(keys)
    found = keys[order]
    if (found[1:] == found[:-1]).any():
        return np.argsort(keys, kind="stable")
    return order
