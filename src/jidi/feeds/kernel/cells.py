"""Cells that stand anywhere in a text, laid one behind the other as Arrow keeps them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jidi.core.unlocked import unlocked

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int32]


@unlocked
def copy_cells(
    text: Bytes, words: Words, starts: Places, lengths: Places,
    bounds: Places, into: Bytes, into_words: Words,
) -> None:  # fmt: skip
    """Copy the bytes of each cell.

    :param words: the eight bytes from each place of the text on, as a number.
    :param lengths: of each cell; -1 where there is none.
    :param bounds: where each cell begins in ``into``, ending with where the last one ends; changed.
    :param into: eight bytes longer than all cells together; changed.
    :param into_words: the eight bytes from each of its places on.
    """
    end = 0
    for row in range(len(starts)):
        bounds[row] = end
        at, to = starts[row], end
        end += max(0, lengths[row])
        if at + lengths[row] + 8 <= len(text):
            while to < end:  # what is copied beyond the cell is written over by the next one
                into_words[np.uintp(to)] = words[np.uintp(at)]
                at, to = at + 8, to + 8
        while to < end:
            into[np.uintp(to)] = text[np.uintp(at)]
            at, to = at + 1, to + 1
    bounds[len(starts)] = end
