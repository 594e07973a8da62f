"""Yes and no of whole columns, between Arrow's bits and NumPy's bytes.

PyArrow's own ways there and back go cell by cell; these take eight at a time.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Mask: TypeAlias = npt.NDArray[np.bool_]


def as_mask(found: pa.Array, *, absent: bool = False) -> Mask:
    """A boolean array as a mask of its own; what is null counts as ``absent``."""
    if found.null_count:
        found = pc.fill_null(found, absent)
    if not len(found):
        return np.zeros(0, bool)
    return _unpacked(found.buffers()[1], found.offset, len(found))


def is_there(cells: pa.Array) -> Mask:
    """Which cells are not null, by the array's own bits: of a dictionary's values nothing is
    asked."""
    bits = cells.buffers()[0] if cells.null_count else None
    if bits is None:
        return np.full(len(cells), cells.null_count == 0)
    return _unpacked(bits, cells.offset, len(cells))


def of_each(told: Mask, indices: pa.Array) -> Mask:
    """What was told of the values of a dictionary, cell by cell; of an empty cell no.

    :param told: of each value, in the order of the dictionary.
    """
    if not indices.null_count:
        every: Mask = told.take(indices.to_numpy())
        return every
    there = is_there(indices)
    found: Mask = told.take(pc.fill_null(indices, 0).to_numpy()) if len(told) else there
    return found & there


def as_bits(mask: Mask) -> pa.Array:
    """A mask as a boolean array."""
    bits = pa.py_buffer(np.packbits(mask, bitorder="little"))
    return pa.BooleanArray.from_buffers(pa.bool_(), len(mask), [None, bits])


def _unpacked(bits: pa.Buffer, offset: int, length: int) -> Mask:
    first = offset // 8
    some = np.frombuffer(bits, np.uint8)[first : (offset + length + 7) // 8]
    unpacked = np.unpackbits(some, bitorder="little")
    mask: Mask = unpacked[offset - 8 * first :][:length].view(bool)
    return mask
