"""Lines split into cells by machine code: where the cells stand, and whether that is worth it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]

WORD: Final = 8
MOST_CELLS: Final = 2**21
"""Cells of a piece for whose places there is room. Own choice."""
ODD_PIECES: Final = 3
_ODD_LINES: Final = 8
"""Where more than every eighth line is odd, in three pieces running, machine code is no help. Own
choice."""
_LINE_END: Final = ord("\n")
_KERNEL: Final = "jidi.feeds.kernel.cells"


def is_kernel_worth_it(read: int, pays: int) -> bool:
    """Whether the rest of a text should be read by machine code.

    :param read: its bytes that were read so far.
    :param pays: bytes of which the reading takes as much longer without machine code as loading
        that takes. Where it is loaded already, it is used from the beginning.
    """
    return read >= pays or _KERNEL in sys.modules


def words_of(text: Bytes) -> Words:
    """The eight bytes from each place of a text on, as a number.

    :param text: eight bytes at least.
    """
    strides = np.lib.stride_tricks.as_strided
    return strides(text[:WORD].view(np.uint64), (len(text) - WORD + 1,), (1,))


@dataclass
class SplitPiece:
    """A piece, split.

    :param starts: of each cell in the text, by column and line.
    :param lengths: of each cell; -1 where there is none, or nothing in it.
    :param odd: lines that must be read with more care.
    """

    text: Bytes
    starts: Places
    lengths: Places
    odd: Mask

    @classmethod
    def unsplit(cls, piece: bytes, columns: int, lines: int) -> SplitPiece | None:
        """Room for what will be found; None for a piece too small, or of too many cells."""
        if len(piece) < WORD or columns * lines > MOST_CELLS:
            return None
        starts = np.zeros((columns, lines), np.int32)
        text, odd = np.frombuffer(piece, np.uint8), np.zeros(lines, np.bool_)
        return cls(text, starts, np.full_like(starts, -1), odd)

    def only(self, kept: Mask) -> SplitPiece:
        """Some of its lines."""
        return SplitPiece(
            self.text, self.starts[:, kept], self.lengths[:, kept], np.zeros(kept.sum(), np.bool_)
        )

    @property
    def is_odd(self) -> bool:
        """Whether too many of its lines are odd for the others to be worth it."""
        return int(self.odd.sum()) > len(self.odd) // _ODD_LINES

    def odd_lines(self) -> Iterator[tuple[int, bytes]]:
        """Each odd line by its place, without its end."""
        odd = np.flatnonzero(self.odd)
        if not len(odd):
            return
        ends = np.flatnonzero(self.text == _LINE_END)
        begins = np.r_[0, ends + 1]
        for at in odd.tolist():
            yield at, self.text[begins[at] : ends[at]].tobytes()

    def put(self, cells: dict[int, list[str | None]]) -> None:
        """Give lines the cells that were found with more care."""
        added, end = [self.text], len(self.text)
        for line, row in cells.items():
            for column, value in enumerate(row):
                if value is not None:
                    said = np.frombuffer(value.encode(), np.uint8)
                    self.starts[column, line], self.lengths[column, line] = end, len(said)
                    added.append(said)
                    end += len(said)
        self.text = np.concatenate(added)
