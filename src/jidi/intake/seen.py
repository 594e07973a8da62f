"""Which rows came before: a table of digests with open places, so that 33 million take 755 MB where
a file says beforehand that they come, and 1.07 GB where the table grows to them."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from jidi.core.machine_code import is_loaded

Digests = npt.NDArray[np.uint64]
States = npt.NDArray[np.int8]
Positions = npt.NDArray[np.int64]

NEW, COPY, OTHER = 0, 1, 2
"""Never seen; seen, saying the same; the same key, saying something else."""

_FIRST_PLACES: Final = 1 << 17
_FULL: Final = 0.7
"""Share of the places that may be taken; beyond it, keys crowd and looking them up takes longer."""
_SMALL: Final = 1 << 21
"""A table of less than 32 MiB grows fourfold and not to the double: each time, all keys move, and
fresh memory is as dear as moving them."""
_MOST_EXPECTED: Final = 100_000_000
"""Rows for which room is made because they are said to come: 2.1 GiB. Keys lie all over it, so that
with large pages of memory nearly all of it is used once some thousand do. Own choice."""
_HALF: Final = np.uint64(32)
_AT_ONCE: Final = 1 << 20
"""Keys that move together when the table grows."""
_PAYS: Final = 6_000_000
"""Rows that take half a second longer without machine code, as long as loading that takes."""


class Seen:
    """The rows seen so far, by the digest of their key.

    A key has its place by its first 32 bits; where that is taken, the next free one. What its row
    says stands beside it, so that both are fetched from memory at once. Without machine code keys
    come sorted, so that the table is walked through in order and not jumped about in.
    """

    def __init__(self) -> None:
        self._count = self._expected = 0
        self._table = _places(_FIRST_PLACES)

    def expect(self, rows: int) -> None:
        """So many rows are said to come: with room for all of them at once no key has to move,
        unless others, such as those of the book, take their room."""
        self._expected = min(rows, _MOST_EXPECTED)
        self._make_room(self._expected, is_exact=True)

    def add(self, keys: Digests, rows: Digests) -> None:
        """Rows that are known to be there, such as those of the book."""
        self.place(keys, rows)

    def place(self, keys: Digests, rows: Digests) -> States:
        """What each row is, in its order; those that are new are remembered."""
        states = np.full(len(keys), NEW, np.int8)
        if not len(keys):
            return states
        keys = np.maximum(keys, np.uint64(1))  # 0 marks a free place
        if is_loaded() or max(self._count, self._expected) >= _PAYS:
            self._settle_each(keys, rows, states)
            return states
        order = _sorted(keys)
        keys, rows = keys.take(order), rows.take(order)
        is_first = np.empty(len(keys), bool)
        is_first[0] = True
        np.not_equal(keys[1:], keys[:-1], out=is_first[1:])
        firsts = None if is_first.all() else np.flatnonzero(is_first)
        self._make_room(len(keys) if firsts is None else len(firsts))
        if firsts is None:
            places, is_new = self._settle(keys, rows)
            if is_new.all():
                return states
        else:
            places, found_new = self._settle(keys.take(firsts), rows.take(firsts))
            places = places.take(np.cumsum(is_first) - 1)
            is_new = np.zeros(len(keys), bool)
            is_new[firsts] = found_new
        found = np.where(rows == self._table[places, 1], COPY, OTHER).astype(np.int8)
        found[is_new] = NEW
        states[order] = found
        return states

    def _settle(self, keys: Digests, rows: Digests) -> tuple[Positions, npt.NDArray[np.bool_]]:
        """The place of each of these different, sorted keys, and whether it was free."""
        places = ((keys >> _HALF) * np.uint64(len(self._table)) >> _HALF).view(np.int64)
        is_new = np.zeros(len(keys), bool)
        left, at, wanted = np.arange(len(keys)), places, keys
        while len(left):
            is_free = self._table[at, 0] == 0
            free = np.flatnonzero(is_free)
            self._table[at.take(free), 0] = wanted.take(free)  # of several for one, the last stays
            is_there = self._table[at, 0] == wanted
            new = np.flatnonzero(is_free & is_there)
            settled = left.take(new)
            self._table[at.take(new), 1] = rows.take(settled)
            is_new[settled] = True
            missed = np.flatnonzero(~is_there)
            left, wanted = left.take(missed), wanted.take(missed)
            at = at.take(missed) + 1
            at[at == len(self._table)] = 0
            places[left] = at
        self._count += int(np.count_nonzero(is_new))
        return places, is_new

    def _make_room(self, more: int, *, is_exact: bool = False) -> None:
        places = len(self._table)
        if self._count + more <= _FULL * places:
            return
        while not is_exact and self._count + more > _FULL * places:
            places *= 4 if places < _SMALL else 2
        before, count = self._table, self._count
        self._table = _places(max(places, int((count + more) / _FULL) + 1))
        if is_loaded():
            from jidi.intake.kernel.places import move

            move(before, self._table)
            return
        for start in range(0, len(before), _AT_ONCE):
            pairs = before[start : start + _AT_ONCE]
            pairs = pairs[pairs[:, 0] != 0]
            self._settle(pairs[:, 0], pairs[:, 1])
        self._count = count

    def _settle_each(self, keys: Digests, rows: Digests, states: States) -> None:
        """As :meth:`_settle`, by machine code, for keys in any order; copies need no room."""
        from jidi.intake.kernel.places import settle

        done = 0
        while done < len(keys):
            room = int(_FULL * len(self._table)) - self._count
            done, new = settle(keys, rows, self._table, states, done, room)
            self._count += int(new)
            if done < len(keys):
                self._make_room(1)


def _places(count: int) -> Digests:
    return np.zeros((count, 2), np.uint64)


def _sorted(keys: Digests) -> Positions:
    """The order of the keys; among equal ones, that in which they came."""
    order = np.argsort(keys)
    found = keys[order]
    if (found[1:] == found[:-1]).any():
        return np.argsort(keys, kind="stable")
    return order
