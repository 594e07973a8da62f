"""Cells by where they stand in a text, made into columns; and whether machine code is worth it."""

from __future__ import annotations

import sys
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int32]

WORD: Final = 8
_KERNEL: Final = "jidi.feeds.kernel.cells"
_WORTH_LOADING: Final = 48 * 2**20
"""Bytes of text from which on machine code is loaded, which takes as long as reading some 60 MiB
without it. Own choice."""


def is_kernel_worth_it(read: int) -> bool:
    """Whether the rest of a text should be read by machine code.

    :param read: its bytes that were read so far.
    """
    return read >= _WORTH_LOADING or _KERNEL in sys.modules


def words_of(text: Bytes) -> Words:
    """The eight bytes from each place of a text on, as a number.

    :param text: eight bytes at least.
    """
    strides = np.lib.stride_tricks.as_strided
    return strides(text[:WORD].view(np.uint64), (len(text) - WORD + 1,), (1,))


def column_of(text: Bytes, words: Words, starts: Places, lengths: Places) -> pa.Array:
    """The cells of a column as Arrow keeps texts.

    :param lengths: -1 where there is none, or nothing in it.
    """
    from jidi.feeds.kernel.cells import copy_cells

    is_there = lengths > 0
    size = int(lengths.sum(where=is_there, dtype=np.int64))
    bounds, letters = np.empty(len(starts) + 1, np.int32), np.empty(size + WORD, np.uint8)
    copy_cells(text, words, starts, lengths, bounds, letters, words_of(letters))
    valid = None if is_there.all() else pa.py_buffer(np.packbits(is_there, bitorder="little"))
    buffers = [valid, pa.py_buffer(bounds), pa.py_buffer(letters[:size])]
    return pa.Array.from_buffers(pa.string(), len(starts), buffers)
