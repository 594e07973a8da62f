"""Which rows came before: sorted digests that grow in levels, so that 26 million take 420 MB."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Digests = npt.NDArray[np.uint64]
States = npt.NDArray[np.int8]

NEW, COPY, OTHER = 0, 1, 2
"""Never seen; seen, saying the same; the same key, saying something else."""


@dataclass(frozen=True)
class _Level:
    """Sorted keys, with the digest of the row that came first under each."""

    keys: Digests
    rows: Digests


class Seen:
    """The rows seen so far, by the digest of their key.

    Each level is at least twice the next, so that a row is sorted anew only some times.
    """

    def __init__(self) -> None:
        self._levels: list[_Level] = []

    def add(self, keys: Digests, rows: Digests) -> None:
        """Rows that are known to be there, such as those of the book."""
        if len(keys):
            order = np.argsort(keys, kind="stable")
            self._push(_first_of_each(keys[order], rows[order]))

    def place(self, keys: Digests, rows: Digests) -> States:
        """What each row is, in its order; those that are new are remembered."""
        states = np.full(len(keys), NEW, np.int8)
        if not len(keys):
            return states
        order = np.argsort(keys, kind="stable")
        sorted_keys, sorted_rows = keys[order], rows[order]
        found = self._within(sorted_keys, sorted_rows)
        for level in self._levels:
            _against(level, sorted_keys, sorted_rows, found)
        states[order] = found
        new = found == NEW
        if new.any():
            self._push(_Level(sorted_keys[new], sorted_rows[new]))
        return states

    @staticmethod
    def _within(keys: Digests, rows: Digests) -> States:
        """The later ones of equal keys among sorted rows."""
        found = np.full(len(keys), NEW, np.int8)
        later = np.flatnonzero(keys[1:] == keys[:-1]) + 1
        if len(later):
            starts = np.maximum.accumulate(
                np.where(np.r_[True, keys[1:] != keys[:-1]], np.arange(len(keys)), 0)
            )
            found[later] = np.where(rows[later] == rows[starts[later]], COPY, OTHER)
        return found

    def _push(self, level: _Level) -> None:
        self._levels.append(level)
        while len(self._levels) > 1 and len(self._levels[-2].keys) < 2 * len(self._levels[-1].keys):
            last, before = self._levels.pop(), self._levels.pop()
            keys = np.concatenate([before.keys, last.keys])
            rows = np.concatenate([before.rows, last.rows])
            order = np.argsort(keys, kind="stable")
            self._levels.append(_Level(keys[order], rows[order]))


def _against(level: _Level, keys: Digests, rows: Digests, found: States) -> None:
    place = np.searchsorted(level.keys, keys)
    place[place == len(level.keys)] = 0
    known = level.keys[place] == keys
    if known.any():
        found[known] = np.where(rows[known] == level.rows[place[known]], COPY, OTHER)


def _first_of_each(keys: Digests, rows: Digests) -> _Level:
    first = np.r_[True, keys[1:] != keys[:-1]]
    return _Level(keys[first], rows[first])
