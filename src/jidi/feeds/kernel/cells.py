"""Cells that stand anywhere in a text, laid out as Arrow keeps them: texts, or their numbers.

Some rows at a time, so that what is read of a line is still near the processor.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jidi.core.compiled import hot, inner
from jidi.core.unlocked import unlocked
from jidi.feeds.kernel.signs import Bytes, Mask, Places, Words, sign, word

_STEP, _SPREAD = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xFF51AFD7ED558CCD)
_ALL, _BITS, _HALF = np.uint64(2**64 - 1), np.uint64(8), np.uint64(32)
_TOGETHER = 1_024
_MOST_LOOKS = 64
"""Places of the table looked at for a text before it is taken for made to be slow."""


@unlocked
def lay_out(
    text: Bytes, words: Words, starts: Places, lengths: Places, is_coded: Mask,
    tables: Places, text_bounds: Places, texts: Bytes, text_words: Words, known: Places,
    found: Places, bases: npt.NDArray[np.int64], into: Bytes, into_words: Words,
) -> None:  # fmt: skip
    """The cells of all columns, each column in its way; everything is by column first.

    :param words: the eight bytes from each place of the text on, as a number.
    :param lengths: of each cell; -1 where there is none.
    :param is_coded: columns of which the number of each cell among their different texts is said.
    :param tables: of these the numbers of the texts at the places their digests want, -1 at free
        ones; as long as a power of two, twice that of all texts there is room for; changed.
    :param text_bounds: where each of these texts begins in its row of ``texts``, and the last one
        ends; changed.
    :param texts: the bytes of these texts, with eight to spare; changed.
    :param text_words: the eight bytes from each place on, of all ``texts`` one behind the other.
    :param known: how many different texts there are; changed, -1 where they are too many.
    :param found: of a coded column the number of each cell, whatever where there is none; of
        another one where each cell begins in its part of ``into``, and the last one ends; changed.
    :param bases: where the part of ``into`` begins that is a column's.
    :param into: the bytes of the cells of columns without numbers, with eight to spare; changed.
    :param into_words: the eight bytes from each of its places on.
    """
    columns, rows = starts.shape
    for column in range(columns):
        found[column, 0] = 0
    for first in range(0, rows, _TOGETHER):
        last = min(rows, first + _TOGETHER)
        for column in range(columns):
            if not is_coded[column]:
                _copy_rows(
                    text, words, starts[column], lengths[column], first, last,
                    found[column], bases[column], into, into_words,
                )  # fmt: skip
            elif known[column] >= 0:
                known[column] = _code_rows(
                    text, words, starts[column], lengths[column], first, last,
                    tables[column], text_bounds[column], texts[column], text_words,
                    column * texts.shape[1], known[column], found[column],
                )  # fmt: skip


@inner
def _copy_rows(
    text: Bytes, words: Words, starts: Places, lengths: Places, first: int, last: int,
    bounds: Places, base: int, into: Bytes, into_words: Words,
) -> None:  # fmt: skip
    end = bounds[first]
    for row in range(first, last):
        length = lengths[np.uintp(row)]
        if length > 0:
            _copy(text, words, starts[np.uintp(row)], length, into, into_words, base + end)
            end += length
        bounds[np.uintp(row + 1)] = end


@inner
def _code_rows(
    text: Bytes, words: Words, starts: Places, lengths: Places, first: int, last: int,
    table: Places, bounds: Places, letters: Bytes, letter_words: Words, base: int, known: int,
    codes: Places,
) -> int:  # fmt: skip
    code, begin, length_before = -1, 0, -1
    for row in range(first, last):
        length = lengths[np.uintp(row)]
        if length > 0:
            start = starts[np.uintp(row)]
            if length != length_before or not _is_same(
                text, words, start, length, letter_words, base + begin
            ):  # mostly it is what the line before says
                code = _code(
                    text, words, start, length, table, bounds, letters, letter_words, base, known
                )
                if code < 0:
                    return -1
                known = max(known, code + 1)
                begin, length_before = bounds[np.uintp(code)], length
            codes[np.uintp(row)] = code
    return known


@inner
def _copy(
    text: Bytes, words: Words, at: int, length: int, into: Bytes, into_words: Words, to: int
) -> None:
    end = to + length
    if at + length + 8 <= len(text):
        while to < end:  # what is copied beyond the cell is written over by the next one
            into_words[np.uintp(to)] = words[np.uintp(at)]
            at, to = at + 8, to + 8
    while to < end:
        into[np.uintp(to)] = sign(text, at)
        at, to = at + 1, to + 1


@inner
def _code(
    text: Bytes, words: Words, start: int, length: int, table: Places, bounds: Places,
    letters: Bytes, letter_words: Words, base: int, known: int,
) -> int:  # fmt: skip
    """The number of a text, the next one for a new one; -1 when there is no room for it."""
    last = len(table) - 1
    place = int(_digest(text, words, start, length)) & last
    for _ in range(_MOST_LOOKS):
        code = table[np.uintp(place)]
        if code < 0:
            return _new(text, start, length, table, place, bounds, letters, known)
        begin = bounds[np.uintp(code)]
        if bounds[np.uintp(code + 1)] - begin == length and _is_same(
            text, words, start, length, letter_words, base + begin
        ):
            return int(code)
        place = (place + 1) & last
    return -1


@inner
def _new(
    text: Bytes, start: int, length: int, table: Places, place: int, bounds: Places,
    letters: Bytes, known: int,
) -> int:  # fmt: skip
    begin = bounds[known]
    if known + 1 == len(bounds) or begin + length + 8 > len(letters):
        return -1
    for part in range(length):
        letters[begin + part] = sign(text, start + part)
    table[place], bounds[known + 1] = known, begin + length
    return known


@hot
def _digest(text: Bytes, words: Words, start: int, length: int) -> np.uint64:
    found = np.uint64(length) * _STEP
    while length > 8:
        found = (found ^ word(text, words, start)) * _SPREAD
        found ^= found >> _HALF
        start, length = start + 8, length - 8
    found = (found ^ _part(word(text, words, start), length)) * _SPREAD
    return found ^ (found >> _HALF)


@hot
def _is_same(
    text: Bytes, words: Words, start: int, length: int, letter_words: Words, begin: int
) -> bool:
    while length > 8:
        if word(text, words, start) != letter_words[np.uintp(begin)]:
            return False
        start, begin, length = start + 8, begin + 8, length - 8
    return bool(_part(word(text, words, start) ^ letter_words[np.uintp(begin)], length) == 0)


@hot
def _part(eight: np.uint64, left: int) -> np.uint64:
    """So many bytes of a word, from one to eight, the others as zeros."""
    return eight & (_ALL >> (_BITS * np.uint64(8 - left)))
