"""Lines of separated text split into cells where nothing about a line is odd.

A line is odd when it has more cells than the header or fewer, or nothing in them, when a quote
stands elsewhere than around a whole cell, or when there is a zero or a stray return.
"""

from __future__ import annotations

import numpy as np

from jidi.core.compiled import inner
from jidi.core.unlocked import unlocked
from jidi.feeds.kernel.signs import (
    BLANK,
    END,
    ONES,
    QUOTE,
    QUOTES,
    RETURN,
    Bytes,
    Mask,
    Places,
    Words,
    controls_in,
    first_of,
    nothing_in,
    sign,
)


@unlocked
def split_records(
    text: Bytes, words: Words, delimiter: int, starts: Places, lengths: Places, odd: Mask
) -> None:
    """Where in the text the cells of each line stand.

    :param text: whole lines, the last with its end.
    :param words: the eight bytes from each place of the text on, as a number.
    :param starts: of each cell, by column and line; changed.
    :param lengths: of each cell, -1 where there is nothing in it; -1 before.
    :param odd: which lines are left to others; those have no cells here.
    """
    at = line = 0
    while at < len(text):
        end = _record(text, words, at, line, delimiter, starts, lengths)
        if end < 0:
            odd[line] = True
            for column in range(len(starts)):
                lengths[column, line] = -1
            end = at
            while sign(text, end) != END:
                end += 1
        at, line = end + 1, line + 1


@inner
def _record(
    text: Bytes, words: Words, at: int, line: int, delimiter: int, starts: Places, lengths: Places
) -> int:
    """Where the line ends; -1 when it is odd."""
    delimiters = ONES * np.uint64(delimiter)
    is_empty = True
    for column in range(len(starts)):
        if sign(text, at) == QUOTE:
            start, end = at + 1, _quoted_end(text, words, at + 1)
            at = end + 1
        else:
            start, end = at, _bare_end(text, words, at, delimiter, delimiters)
            at = end
        if end < 0:
            return -1
        if end > start:
            starts[column, line], lengths[column, line] = start, end - start
            is_empty = False
        if sign(text, at) == delimiter:
            at += 1
        elif column < len(starts) - 1:
            return -1
        else:
            if sign(text, at) == RETURN:
                at += 1
            return -1 if is_empty or sign(text, at) != END else at
    return -1


@inner
def _bare_end(text: Bytes, words: Words, at: int, delimiter: int, delimiters: np.uint64) -> int:
    """Where a cell without quotes ends; -1 for one with a quote or a zero in it."""
    while True:
        if at < len(words):
            eight = words[np.uintp(at)]
            stops = controls_in(eight) | nothing_in(eight ^ QUOTES) | nothing_in(eight ^ delimiters)
            if stops == 0:
                at += 8
                continue
            at += first_of(stops)
        found = sign(text, at)
        if found == delimiter or found == END or found == RETURN:
            return at
        if found == QUOTE or found == 0:
            return -1
        at += 1


@inner
def _quoted_end(text: Bytes, words: Words, at: int) -> int:
    """Where the closing quote stands; -1 when there is none in the line, or a zero or return."""
    while True:
        if at < len(words):
            eight = words[np.uintp(at)]
            stops = controls_in(eight) | nothing_in(eight ^ QUOTES)
            if stops == 0:
                at += 8
                continue
            at += first_of(stops)
        found = sign(text, at)
        if found == QUOTE:
            return at
        if found < BLANK and (found == END or found == RETURN or found == 0):
            return -1
        at += 1
