"""Digests of texts, row by row: the same numbers as by whole columns, without arrays in between."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jidi.core.compiled import hot
from jidi.core.unlocked import unlocked

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int32]

_FIRST, _SECOND = np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)
_STEP, _ALL = np.uint64(0x9E3779B97F4A7C15), np.uint64(2**64 - 1)
_BITS, _HALF, _MORE = np.uint64(8), np.uint64(32), np.uint64(33)


@unlocked
def digest_texts(
    letters: Bytes, words: Words, bounds: Places, salt: np.uint64, most: int, found: Words
) -> int:
    """The digest of each text; how long the longest is.

    :param words: the eight bytes from each place of the letters on, as a number.
    :param bounds: where each text begins, and where the last one ends.
    :param most: bytes beyond which a text is left to others.
    :param found: the digests; changed.
    """
    longest = 0
    for row in range(len(found)):
        start, end = bounds[np.uintp(row)], bounds[np.uintp(row + 1)]
        length = end - start
        longest = max(longest, length)
        if length > most:
            continue
        digest = (np.uint64(length) * _STEP) ^ salt
        while start < end:
            digest = (digest ^ _word(letters, words, start, end)) * _FIRST
            digest ^= digest >> _HALF
            start += 8
        found[np.uintp(row)] = _spread(digest)
    return longest


@unlocked
def spread_all(digests: Words) -> None:
    """Let every bit of each number change all others of it."""
    for row in range(len(digests)):
        digests[np.uintp(row)] = _spread(digests[np.uintp(row)])


@hot
def _spread(digest: np.uint64) -> np.uint64:
    digest = (digest ^ (digest >> _MORE)) * _FIRST
    digest = (digest ^ (digest >> _MORE)) * _SECOND
    return digest ^ (digest >> _MORE)


@hot
def _word(letters: Bytes, words: Words, start: int, end: int) -> np.uint64:
    """Eight bytes of a text from here on, those behind its end as zeros."""
    if start < len(words):
        eight = words[np.uintp(start)]
    else:
        eight = np.uint64(0)
        for place in range(len(letters) - 1, start - 1, -1):
            eight = (eight << _BITS) | np.uint64(letters[np.uintp(place)])
    left = end - start
    kept = _ALL if left >= 8 else _ALL >> (_BITS * np.uint64(8 - left))
    return np.uint64(eight & kept)
