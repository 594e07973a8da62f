"""Cells by where they stand in a text, made into columns: texts, or by way of a dictionary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jidi.feeds.cell_places import WORD, Mask, Places, SplitPiece, words_of

_LOOKED_AT: Final = 4_096
_MOST_TEXTS: Final = 4_096
_MOST_LETTERS: Final = 2**18
"""So many different texts, and bytes of them, a dictionary holds. Own choice."""
_INT: Final = 4


class Columns:
    """The columns of one part, piece after piece.

    A column is plain at first. Where few texts turn out to come often, it comes by way of one
    dictionary that grows, until that is full.
    """

    def __init__(self, count: int) -> None:
        self._is_settled = False
        self._is_coded = np.zeros(count, np.bool_)
        self._known = np.zeros(count, np.int32)
        self._room(1, 0)

    def of(self, split: SplitPiece, kept: Mask | None) -> list[pa.Array]:
        """The cells of a piece.

        :param kept: the lines that are given; None for all.
        """
        if kept is not None:
            split = split.only(kept)
        laid = self._laid_out(split)
        full = self._is_coded & (self._known < 0)
        if full.any():
            self._is_coded[full] = False
            laid = self._laid_out(split)
        columns = [self._column(number, split, laid) for number in range(len(full))]
        if not self._is_settled and len(split.odd) >= _LOOKED_AT:
            self._settle(columns)
        return columns

    def _laid_out(self, split: SplitPiece) -> _LaidOut:
        from jidi.feeds.kernel.cells import lay_out

        count, rows = split.lengths.shape
        sizes = split.lengths.sum(axis=1, where=split.lengths > 0, dtype=np.int64)
        sizes[self._is_coded] = 0
        ends = np.cumsum(sizes + WORD)
        laid = _LaidOut(
            pa.allocate_buffer(count * (rows + 1) * _INT),
            pa.allocate_buffer(int(ends[-1]) + WORD),
            ends - sizes - WORD,
            sizes,
        )
        letters = np.frombuffer(laid.letters, np.uint8)
        lay_out(
            split.text, words_of(split.text), split.starts, split.lengths, self._is_coded,
            self._tables, self._bounds, self._texts, words_of(self._texts.reshape(-1)),
            self._known, np.frombuffer(laid.numbers, np.int32).reshape(count, rows + 1),
            laid.bases, letters, words_of(letters),
        )  # fmt: skip
        return laid

    def _column(self, column: int, split: SplitPiece, laid: _LaidOut) -> pa.Array:
        is_there = split.lengths[column] > 0
        rows = len(is_there)
        valid = None if is_there.all() else pa.py_buffer(np.packbits(is_there, bitorder="little"))
        numbers = laid.numbers.slice(column * (rows + 1) * _INT, (rows + 1) * _INT)
        if self._is_coded[column]:
            codes = pa.Array.from_buffers(pa.int32(), rows, [valid, numbers])
            return pa.DictionaryArray.from_arrays(codes, self._dictionary(column))
        letters = laid.letters.slice(int(laid.bases[column]), int(laid.sizes[column]))
        return pa.Array.from_buffers(pa.string(), rows, [valid, numbers, letters])

    def _dictionary(self, column: int) -> pa.Array:
        """The different texts so far, as they are now."""
        known = max(0, int(self._known[column]))
        bounds = self._bounds[column, : known + 1].copy()
        letters = self._texts[column, : bounds[known]].copy()
        buffers = [None, pa.py_buffer(bounds), pa.py_buffer(letters)]
        return pa.Array.from_buffers(pa.string(), known, buffers)

    def _settle(self, columns: list[pa.Array]) -> None:
        """Tell in which columns few texts come often."""
        first = (column.slice(0, _LOOKED_AT) for column in columns)
        self._is_coded[:] = [pc.count_distinct(one).as_py() * 2 <= len(one) for one in first]
        self._is_settled = True
        self._room(_MOST_TEXTS, _MOST_LETTERS)

    def _room(self, texts: int, letters: int) -> None:
        """Room for the texts of each column."""
        count = len(self._is_coded)
        self._tables = np.full((count, 2 * texts), -1, np.int32)
        self._bounds: Places = np.zeros((count, texts + 1), np.int32)
        self._texts = np.zeros((count, letters + WORD), np.uint8)


@dataclass(frozen=True)
class _LaidOut:
    """What the machine code made.

    :param numbers: of each column the numbers of its cells in its dictionary, or their bounds.
    :param letters: the bytes of columns without a dictionary.
    :param bases: where those of each column begin.
    :param sizes: how many they are.
    """

    numbers: pa.Buffer
    letters: pa.Buffer
    bases: npt.NDArray[np.int64]
    sizes: npt.NDArray[np.int64]
