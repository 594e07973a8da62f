"""Lines of JSON split into cells where nothing about a line is odd.

A line is odd when it holds an escape, a nested value, a number that is not whole, a key that is not
known or comes twice, or when it is no object at all.
"""

from __future__ import annotations

import numpy as np

from jidi.core.compiled import hot, inner
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
    word,
)

_TAB, _COMMA, _MINUS, _NOUGHT, _NINE, _COLON = 9, 44, 45, 48, 57, 58
_BACKSLASH, _F, _N, _T, _OPEN, _CLOSE = 92, 102, 110, 116, 123, 125
_A, _E, _L, _R, _S, _U = 97, 101, 108, 114, 115, 117
_BACKSLASHES = ONES * np.uint64(_BACKSLASH)
_MOST_DIGITS = 18
"""A whole number of so many fits into 64 bits."""


@unlocked
def split_objects(
    text: Bytes, words: Words, keys: Words, masks: Words, ends: Places,
    follows: Places, seen: Places, quoted: Mask, starts: Places, lengths: Places, odd: Mask,
) -> None:  # fmt: skip
    """Where in the text the values of each line stand.

    :param text: whole lines, the last with its end.
    :param words: the eight bytes from each place of the text on, as a number.
    :param keys: the known ones with their closing quotes, as words; none has anything to escape.
    :param masks: which bits of these words are theirs, zero behind the last one.
    :param ends: how many bytes from its opening quote on each key takes, with both quotes.
    :param follows: which key is looked for first behind each other one, and at the last place
        which one is looked for at the beginning of a line; changed as lines say otherwise.
    :param seen: for each key the line in which it last stood; -1 at first.
    :param quoted: by key, whether a text stood there; changed.
    :param starts: of each value, by key and line; changed.
    :param lengths: of each value, -1 where there is none, or nothing in it; -1 before.
    :param odd: which lines are left to others; those have no values here.
    """
    columns, at, line = len(keys), 0, 0
    while at < len(text):
        end = _object(
            text, words, at, line, keys, masks, ends, follows, seen, quoted, starts, lengths
        )
        if end < 0:
            odd[line] = True
            for column in range(columns):
                lengths[column, line] = -1
            end = at
            while sign(text, end) != END:
                end += 1
        at, line = end + 1, line + 1


@inner
def _object(
    text: Bytes, words: Words, at: int, line: int, keys: Words, masks: Words, ends: Places,
    follows: Places, seen: Places, quoted: Mask, starts: Places, lengths: Places,
) -> int:  # fmt: skip
    """Where the line ends; -1 when it is odd."""
    at = _past_blanks(text, at)
    if sign(text, at) != _OPEN:
        return -1
    at = _past_blanks(text, at + 1)
    before = len(keys)
    if sign(text, at) == _CLOSE:
        at = _past_blanks(text, at + 1)
        return at if sign(text, at) == END else -1
    while True:
        if sign(text, at) != QUOTE:
            return -1
        column = _key(text, words, at + 1, keys, masks, follows[before])
        if column < 0 or seen[column] == line:
            return -1
        follows[before], before, seen[column] = column, column, line
        at = _past_blanks(text, at + ends[column])
        if sign(text, at) != _COLON:
            return -1
        at = _past_blanks(text, at + 1)
        if sign(text, at) == QUOTE:
            start, end = at + 1, _text_end(text, words, at + 1)
            at, quoted[column] = end + 1, True
        elif sign(text, at) == _N:
            start = end = at if _says(text, at + 1, _U, _L, _L) else -1
            at += 4
        else:
            start, end = at, _word_end(text, at)
            at = end
        if end < 0:
            return -1
        if end > start:
            starts[column, line], lengths[column, line] = start, end - start
        at = _past_blanks(text, at)
        if sign(text, at) == _CLOSE:
            at = _past_blanks(text, at + 1)
            return at if sign(text, at) == END else -1
        if sign(text, at) != _COMMA:
            return -1
        at = _past_blanks(text, at + 1)


@hot
def _past_blanks(text: Bytes, at: int) -> int:
    while sign(text, at) == BLANK or sign(text, at) == _TAB or sign(text, at) == RETURN:
        at += 1
    return at


@inner
def _key(text: Bytes, words: Words, at: int, keys: Words, masks: Words, first: int) -> int:
    """Which key stands here; -1 when it is not known."""
    if _is_key(text, words, at, keys, masks, first):
        return first
    for column in range(len(keys)):
        if _is_key(text, words, at, keys, masks, column):
            return column
    return -1


@inner
def _is_key(text: Bytes, words: Words, at: int, keys: Words, masks: Words, column: int) -> bool:
    """Whether the key stands here with its closing quote."""
    for part in range(keys.shape[1]):
        mask = masks[column, part]
        if mask == 0:
            return True
        if (word(text, words, at) ^ keys[column, part]) & mask:
            return False
        at += 8
    return True


@inner
def _text_end(text: Bytes, words: Words, at: int) -> int:
    """Where the closing quote stands; -1 for a text with an escape, or without its end."""
    while at < len(words):
        eight = words[np.uintp(at)]
        stops = controls_in(eight) | nothing_in(eight ^ QUOTES) | nothing_in(eight ^ _BACKSLASHES)
        if stops:
            at += first_of(stops)
            return at if sign(text, at) == QUOTE else -1
        at += 8
    while sign(text, at) != QUOTE:
        if sign(text, at) == _BACKSLASH or sign(text, at) < BLANK:
            return -1
        at += 1
    return at


@inner
def _word_end(text: Bytes, at: int) -> int:
    """Where ``true``, ``false`` or a whole number ends; -1 when it is none of them."""
    if sign(text, at) == _T:
        return at + 4 if _says(text, at + 1, _R, _U, _E) else -1
    if sign(text, at) == _F:
        return at + 5 if sign(text, at + 1) == _A and _says(text, at + 2, _L, _S, _E) else -1
    if sign(text, at) == _NOUGHT:
        return at + 1
    first = at + 1 if sign(text, at) == _MINUS else at
    if sign(text, first) == _NOUGHT:
        return -1
    end = first
    while _NOUGHT <= sign(text, end) <= _NINE:
        end += 1
    return end if 0 < end - first <= _MOST_DIGITS else -1


@inner
def _says(text: Bytes, at: int, one: int, two: int, three: int) -> bool:
    return sign(text, at) == one and sign(text, at + 1) == two and sign(text, at + 2) == three
