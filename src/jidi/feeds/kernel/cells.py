"""Cells that stand anywhere in a text, laid out as Arrow keeps them: texts, or their numbers."""

from __future__ import annotations

import numpy as np

from jidi.core.compiled import inner
from jidi.core.unlocked import unlocked
from jidi.feeds.kernel.signs import Bytes, Places, Words, sign, word

_STEP, _SPREAD = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xFF51AFD7ED558CCD)
_ONE, _BITS, _HALF = np.uint64(1), np.uint64(8), np.uint64(32)
_MOST_LOOKS = 64
"""Places of the table looked at for a text before it is taken for made to be slow."""


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


@unlocked
def code_cells(
    text: Bytes, words: Words, starts: Places, lengths: Places,
    table: Places, bounds: Places, letters: Bytes, letter_words: Words, known: int, codes: Places,
) -> int:  # fmt: skip
    """The number of each cell among the different texts of its column.

    :param table: the numbers of the texts at the places their digests want, -1 at free ones; its
        length is a power of two, twice that of all texts there is room for; changed.
    :param bounds: where each of these texts begins in ``letters``, and the last one ends; changed.
    :param letters: the bytes of these texts, with eight to spare; changed.
    :param letter_words: the eight bytes from each of its places on.
    :param known: how many of these texts there are.
    :param codes: changed; whatever where there is no cell.
    :returns: how many texts there are now; -1 when there are too many.
    """
    last = len(table) - 1
    for row in range(len(starts)):
        length = lengths[row]
        if length <= 0:
            continue
        place = int(_digest(text, words, starts[row], length) >> _HALF) & last
        looks = 0
        while table[place] >= 0 and not _is_same(
            text, words, starts[row], length, bounds, letter_words, table[place]
        ):
            place = (place + 1) & last
            looks += 1
            if looks > _MOST_LOOKS:
                return -1
        if table[place] < 0:
            begin = bounds[known]
            if known + 1 == len(bounds) or begin + length + 8 > len(letters):
                return -1
            for part in range(length):
                letters[begin + part] = sign(text, starts[row] + part)
            table[place], bounds[known + 1] = known, begin + length
            known += 1
        codes[row] = table[place]
    return known


@inner
def _digest(text: Bytes, words: Words, start: int, length: int) -> np.uint64:
    found = np.uint64(length) * _STEP
    for part in range(0, length, 8):
        found = (found ^ _part(word(text, words, start + part), length - part)) * _SPREAD
        found ^= found >> _HALF
    return found * _STEP


@inner
def _is_same(
    text: Bytes, words: Words, start: int, length: int,
    bounds: Places, letter_words: Words, code: int,
) -> bool:  # fmt: skip
    begin = bounds[code]
    if bounds[code + 1] - begin != length:
        return False
    for part in range(0, length, 8):
        differs = word(text, words, start + part) ^ letter_words[np.uintp(begin + part)]
        if _part(differs, length - part):
            return False
    return True


@inner
def _part(eight: np.uint64, left: int) -> np.uint64:
    """So many bytes of a word, the others as zeros."""
    return eight if left >= 8 else eight & ((_ONE << (_BITS * np.uint64(left))) - _ONE)
