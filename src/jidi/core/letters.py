"""The bytes of a column of texts, without a copy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Letters = npt.NDArray[np.uint8]


def letters_of(texts: pa.Array) -> tuple[Letters, npt.NDArray[np.int32]]:
    """The bytes of all texts, and where in them each begins and the last one ends.

    :param texts: of Arrow's type ``string``.
    """
    if not len(texts):
        return np.zeros(0, np.uint8), np.zeros(1, np.int32)
    _, starts, data = texts.buffers()
    bounds = np.frombuffer(starts, np.int32)[texts.offset :][: len(texts) + 1]
    letters = np.zeros(0, np.uint8) if data is None else np.frombuffer(data, np.uint8)
    return letters, bounds
