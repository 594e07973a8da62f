"""Signs of a text one by one, and eight at once as a word; looked at without leaving it."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from jidi.core.compiled import hot, inner

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]

END: Final = 10
RETURN: Final = 13
BLANK: Final = 32
QUOTE: Final = 34
ONES: Final = np.uint64(0x0101010101010101)
HIGHEST: Final = np.uint64(0x8080808080808080)
BLANKS: Final = np.uint64(0x2020202020202020)
QUOTES: Final = np.uint64(0x2222222222222222)
"""Eight signs at once: what is taken from a word of them is taken from each."""
_ONE, _EIGHT, _LAST_BYTE = np.uint64(1), np.uint64(8), np.uint64(56)


@hot
def sign(text: Bytes, at: int) -> int:
    """The byte that stands there; a place is never negative, which saves a look each time."""
    return text[np.uintp(at)]  # type: ignore[no-any-return]


@hot
def word(text: Bytes, words: Words, at: int) -> np.uint64:
    """The eight bytes from here on, those behind the end of the text as zeros."""
    return words[np.uintp(at)] if at < len(words) else _last_word(text, at)


@inner
def _last_word(text: Bytes, at: int) -> np.uint64:
    found = np.uint64(0)
    for place in range(len(text) - 1, at - 1, -1):
        found = (found << _EIGHT) | np.uint64(sign(text, place))
    return found


@hot
def nothing_in(eight: np.uint64) -> np.uint64:
    """The highest bit of the first byte that is zero, and of bytes behind it perhaps."""
    return ((eight - ONES) & ~eight) & HIGHEST


@hot
def controls_in(eight: np.uint64) -> np.uint64:
    """The highest bit of the first byte below the blank, and of bytes behind it perhaps."""
    return ((eight - BLANKS) & ~eight) & HIGHEST


@hot
def first_of(bits: np.uint64) -> int:
    """Which byte has the first of these highest bits; there is one."""
    return int((((bits - _ONE) & ONES) * ONES) >> _LAST_BYTE) - 1
