"""Digests of cells, whole columns at a time: whether two cells say the same, in 64 bits.

They are made with a secret number: nobody can hand in rows that are made to be taken for others.
Right for comparing within one process, and never stored.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jidi.core.letters import Letters, letters_of
from jidi.core.machine_code import is_loaded
from jidi.core.masks import is_there

Digests = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]

_SPREAD: Final = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53))
"""The factors with which MurmurHash3 lets every bit of 64 change every other."""
_STEP: Final = np.uint64(0x9E3779B97F4A7C15)
_HALF: Final = np.uint64(32)
_WORD: Final = 8
_MOST_WORDS: Final = 32
"""Words of eight bytes of a text; longer ones are digested one by one. Own choice."""
_BYTES_KEPT: Final = np.array(
    [(1 << (8 * count)) - 1 for count in range(_WORD)] + [2**64 - 1], np.uint64
)
"""Which bits of a word belong to a text that has so many bytes left."""

assert sys.byteorder == "little", "words are read as they lie in the memory"


def cell_digests(cells: pa.Array, salt: int) -> Digests:
    """The digest of each cell; of texts by way of a dictionary the same as of plain ones.

    :param cells: texts, whole numbers, decimals, yes and no, days or times.
    :param salt: 64 bits drawn by lot; others for another column, so that it has other digests.
    :raises TypeError: for cells of another kind.
    """
    if pa.types.is_dictionary(cells.type):
        return _by_dictionary(cells, salt)
    if pa.types.is_string(cells.type):
        found = _of_texts(cells, salt)
    else:
        found = spread(_numbers(cells).view(np.uint64) ^ np.uint64(salt))
    if cells.null_count:
        found[~is_there(cells)] = of_nothing(salt)
    return found


def of_nothing(salt: int) -> np.uint64:
    """The digest of an empty cell."""
    return np.uint64(spread(np.array([salt], np.uint64) + _STEP)[0])


def spread(digests: Digests) -> Digests:
    """The same array, every bit of each number having changed all others of it."""
    if is_loaded():
        from jidi.lake.kernel.digests import spread_all

        spread_all(digests)
        return digests
    shifted = np.empty_like(digests)
    for factor in _SPREAD:
        np.right_shift(digests, np.uint64(33), out=shifted)
        np.bitwise_xor(digests, shifted, out=digests)
        np.multiply(digests, factor, out=digests)
    np.right_shift(digests, np.uint64(33), out=shifted)
    np.bitwise_xor(digests, shifted, out=digests)
    return digests


def _by_dictionary(cells: pa.DictionaryArray, salt: int) -> Digests:
    each = np.append(cell_digests(cells.dictionary, salt), of_nothing(salt))
    indices = cells.indices
    if indices.null_count:
        indices = pc.fill_null(indices, pa.scalar(len(each) - 1, indices.type))
    found: Digests = each.take(indices.to_numpy())
    return found


def _numbers(cells: pa.Array) -> Numbers:
    """Whole numbers that differ where the cells do; whatever for empty ones."""
    kind = cells.type
    if pa.types.is_float64(kind):
        numbers = pc.fill_null(cells, 0.0).to_numpy() + 0.0  # minus nothing is nothing
        numbers[np.isnan(numbers)] = np.nan
        bits: Numbers = numbers.view(np.int64)
        return bits
    if pa.types.is_timestamp(kind) or pa.types.is_int64(kind):
        return np.frombuffer(cells.buffers()[1], np.int64)[cells.offset :][: len(cells)]
    if pa.types.is_date32(kind) or pa.types.is_boolean(kind):
        small: Numbers = pc.fill_null(cells.cast(pa.int32()), 0).to_numpy().astype(np.int64)
        return small
    raise TypeError(str(kind))


# Texts


def _of_texts(texts: pa.Array, salt: int) -> Digests:
    letters, bounds = letters_of(texts)
    if is_loaded() and len(letters) >= _WORD:
        return _of_each_text(letters, bounds, salt)
    starts, ends = bounds[:-1].astype(np.int64), bounds[1:].astype(np.int64)
    lengths = ends - starts
    found = lengths.view(np.uint64) * _STEP ^ np.uint64(salt)
    shortest, longest = int(lengths.min(initial=0)), int(lengths.max(initial=0))
    if 0 < shortest == longest <= _MOST_WORDS * _WORD:
        for words in _even_words(letters[starts[0] : ends[-1]], longest):
            found = _with_word(found, words)
        return spread(found)
    counts = (lengths + (_WORD - 1)) // _WORD
    for word in range(min(int(counts.max(initial=0)), _MOST_WORDS)):
        rows = np.flatnonzero(counts > word)
        at = starts.take(rows) + word * _WORD
        found[rows] = _with_word(found.take(rows), _words(letters, at, ends.take(rows)))
    for row in np.flatnonzero(counts > _MOST_WORDS).tolist():
        found[row] = _of_long(letters[starts[row] : ends[row]], salt)
    return spread(found)


def _of_each_text(letters: Letters, bounds: npt.NDArray[np.int32], salt: int) -> Digests:
    """The same by machine code."""
    from jidi.lake.kernel.digests import digest_texts

    found = np.empty(len(bounds) - 1, np.uint64)
    most = _MOST_WORDS * _WORD
    longest = digest_texts(letters, _every_word(letters), bounds, np.uint64(salt), most, found)
    if longest > most:
        for row in np.flatnonzero(np.diff(bounds) > most).tolist():
            alone = np.array([_of_long(letters[bounds[row] : bounds[row + 1]], salt)], np.uint64)
            found[row] = spread(alone)[0]
    return found


def _every_word(letters: Letters) -> Digests:
    """The eight bytes from each place on, as a number."""
    strides = np.lib.stride_tricks.as_strided
    return strides(letters[:_WORD].view(np.uint64), (len(letters) - _WORD + 1,), (1,))


def _even_words(letters: Letters, length: int) -> Iterator[Digests]:
    """The first eight bytes of texts of one length, the next eight, and so on."""
    texts = letters.reshape(-1, length)
    for start in range(0, length, _WORD):
        words = np.zeros((len(texts), _WORD), np.uint8)
        words[:, : length - start] = texts[:, start : start + _WORD]
        yield words.view(np.uint64)[:, 0]


def _with_word(digests: Digests, words: Digests) -> Digests:
    np.bitwise_xor(digests, words, out=digests)
    np.multiply(digests, _SPREAD[0], out=digests)
    return np.bitwise_xor(digests, np.right_shift(digests, _HALF, out=words), out=digests)


def _words(letters: Letters, starts: Numbers, ends: Numbers) -> Digests:
    """The eight bytes from each start on, those behind the end as zeros."""
    if len(letters) < _WORD:
        letters = np.append(letters, np.zeros(_WORD, np.uint8))
    last = len(letters) - _WORD
    every = _every_word(letters)
    beyond = np.flatnonzero(starts > last)
    if len(beyond):  # so near the end that eight bytes are read from further left
        missing = (starts.take(beyond) - last).astype(np.uint64) * np.uint64(8)
        found = every[np.minimum(starts, last)]
        found[beyond] >>= missing
    else:
        found = every[starts]
    left = ends - starts
    if int(left.min(initial=_WORD)) < _WORD:
        found &= _BYTES_KEPT.take(np.minimum(left, _WORD))
    return found


def _of_long(text: Letters, salt: int) -> int:
    key = salt.to_bytes(_WORD, "little")
    return int.from_bytes(blake2b(text.tobytes(), digest_size=_WORD, key=key).digest(), "little")
