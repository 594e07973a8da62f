"""Running text made plain, with the way back to every character of the source.

Full-width signs, look-alikes and traditional characters become their plain forms; blanks within
Chinese text, invisible characters and the pinyin that some copies put behind a character go. Each
character left knows where it stood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jidi.core.numerals import fold

Span = tuple[int, int]
"""First character and the one behind the last, counted from 0 in the decoded source."""

_PINYIN = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,7}\)")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]+")
_BLANKS = re.compile(r"[ \t\u00a0\u3000\u2002\u2003\u2009]+")
_ALIKE = str.maketrans({"\u00a0": " ", "﹐": ",", "﹔": ";", "﹕": ":", "％": "%", "∶": ":"})


@dataclass(frozen=True)
class Flow:
    """Plain text and, for each character, its place in the source."""

    text: str
    places: tuple[int, ...]

    def source(self, start: int, end: int) -> Span:
        """Where the characters from ``start`` up to ``end`` stand in the source."""
        return (self.places[start], self.places[end - 1] + 1)


def flow_of(pieces: Iterable[tuple[int, str]], simplified: Mapping[int, str]) -> Flow:
    """One flow out of pieces of the source, each with the place of its first character."""
    signs: list[str] = []
    places: list[int] = []
    for start, piece in pieces:
        plain = plain_form(piece, simplified)
        gone = _gone(plain)
        kept = [i for i in range(len(plain)) if i not in gone]
        signs += [plain[i] for i in kept]
        places += [start + i for i in kept]
    return Flow("".join(signs), tuple(places))


def plain_form(text: str, simplified: Mapping[int, str]) -> str:
    """The text with plain signs and simplified characters, character by character."""
    return fold(text.translate(_ALIKE)).translate(dict(simplified))


def _gone(plain: str) -> set[int]:
    """The characters that carry no meaning: pinyin, invisible ones, blanks except in numbers."""
    found = [*_PINYIN.finditer(plain), *_INVISIBLE.finditer(plain)]
    found += [m for m in _BLANKS.finditer(plain) if not _parts_numbers(plain, m)]
    return {i for match in found for i in range(*match.span())}


def _parts_numbers(plain: str, blanks: re.Match[str]) -> bool:
    """Whether the blanks keep two numbers apart, or two headlines of one line."""
    before, after = plain[: blanks.start()][-1:], plain[blanks.end() :][:1]
    return (before.isdigit() and after.isdigit()) or (before in "%件元份笔" and bool(before))
