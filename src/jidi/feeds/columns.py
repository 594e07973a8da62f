"""Cells by where they stand in a text, made into columns: texts, or by way of a dictionary."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jidi.feeds.cell_places import WORD, Bytes, Mask, Places, SplitPiece, Words, words_of

_LOOKED_AT: Final = 4_096
_MOST_TEXTS: Final = 4_096
_MOST_LETTERS: Final = 2**18
"""So many different texts, and bytes of them, a dictionary holds. Own choice."""


class Columns:
    """The columns of one part, piece after piece."""

    def __init__(self, count: int) -> None:
        self._coders = [_Coder() for _ in range(count)]

    def of(self, split: SplitPiece, kept: Mask | None) -> list[pa.Array]:
        """The cells of a piece.

        :param kept: the lines that are given; None for all.
        """
        starts, lengths = split.starts, split.lengths
        if kept is not None:
            starts, lengths = starts[:, kept], lengths[:, kept]
        words = words_of(split.text)
        every = zip(self._coders, starts, lengths, strict=True)
        return [coder.column(split.text, words, start, length) for coder, start, length in every]


@dataclass
class _Coder:
    """A column: plain at first, by way of one dictionary where few texts turn out to come often.

    :param is_plain: None as long as too few cells were seen to tell.
    :param known: different texts so far.
    """

    is_plain: bool | None = None
    known: int = 0
    table: Places = field(default_factory=lambda: np.zeros(0, np.int32))
    bounds: Places = field(default_factory=lambda: np.zeros(1, np.int32))
    letters: Bytes = field(default_factory=lambda: np.zeros(0, np.uint8))

    def column(self, text: Bytes, words: Words, starts: Places, lengths: Places) -> pa.Array:
        """The cells, by way of the dictionary where there is one and it has room for them."""
        if self.is_plain is False:
            coded = self._coded(text, words, starts, lengths)
            if coded is not None:
                return coded
            self.is_plain = True
        cells = _plain(text, words, starts, lengths)
        if self.is_plain is None and len(cells) >= _LOOKED_AT:
            self._settle(cells)
        return cells

    def _settle(self, cells: pa.Array) -> None:
        first = cells.slice(0, _LOOKED_AT)
        self.is_plain = pc.count_distinct(first).as_py() * 2 > len(first)
        if not self.is_plain:
            self.table = np.full(2 * _MOST_TEXTS, -1, np.int32)
            self.bounds = np.zeros(_MOST_TEXTS + 1, np.int32)
            self.letters = np.zeros(_MOST_LETTERS, np.uint8)

    def _coded(
        self, text: Bytes, words: Words, starts: Places, lengths: Places
    ) -> pa.DictionaryArray | None:
        from jidi.feeds.kernel.cells import code_cells

        codes = np.zeros(len(starts), np.int32)
        known = code_cells(
            text, words, starts, lengths,
            self.table, self.bounds, self.letters, words_of(self.letters), self.known, codes,
        )  # fmt: skip
        if known < 0:
            return None
        self.known = known
        size = int(self.bounds[known])
        bounds, letters = self.bounds[: known + 1].copy(), self.letters[:size].copy()
        buffers = [None, pa.py_buffer(bounds), pa.py_buffer(letters)]
        texts = pa.Array.from_buffers(pa.string(), known, buffers)
        indices = [_validity(lengths > 0), pa.py_buffer(codes)]
        numbers = pa.Array.from_buffers(pa.int32(), len(codes), indices)
        return pa.DictionaryArray.from_arrays(numbers, texts)


def _plain(text: Bytes, words: Words, starts: Places, lengths: Places) -> pa.Array:
    from jidi.feeds.kernel.cells import copy_cells

    is_there = lengths > 0
    size = int(lengths.sum(where=is_there, dtype=np.int64))
    bounds, letters = np.empty(len(starts) + 1, np.int32), np.empty(size + WORD, np.uint8)
    copy_cells(text, words, starts, lengths, bounds, letters, words_of(letters))
    buffers = [_validity(is_there), pa.py_buffer(bounds), pa.py_buffer(letters[:size])]
    return pa.Array.from_buffers(pa.string(), len(starts), buffers)


def _validity(is_there: Mask) -> pa.Buffer | None:
    if is_there.all():
        return None
    return pa.py_buffer(np.packbits(is_there, bitorder="little"))
