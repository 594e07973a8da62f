"""Texts made comparable: half width, no blanks, no emphasis; and where a character stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from jidi.core.numerals import fold

_BLANK = re.compile(r"[\s*\ufeff]")
# Decimal points that some fonts leave as private-use characters.
_POINTS = re.compile("[\U00100000-\U0010fffd\ue000-\uf8ff]")


def flat(text: str) -> str:
    """``text`` in half width with plain decimal points; every character keeps its place."""
    return _POINTS.sub(".", fold(text))


def plain(text: str) -> str:
    """``text`` flattened, without blanks and emphasis marks."""
    return _BLANK.sub("", flat(text))


@dataclass(frozen=True)
class PlanText:
    """The decoded text of a document, with its lines."""

    text: str

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    def line_of(self, place: int) -> int:
        """The line, from 1, on which the character at ``place`` stands."""
        return bisect_right(self._starts, place)

    def printed_lines(self, low: int, high: int) -> int:
        """How many lines that are not blank stand behind ``low``, up to ``high``."""
        return sum(bool(line.strip()) for line in self._lines[low:high])

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")

    def start_of(self, line: int) -> int:
        """Where ``line`` begins."""
        return self._starts[line - 1]


def decoded(path: Path, *, characters: int | None = None) -> PlanText:
    """The text of a plain-text file.

    :param characters: how many the reader counted: tells which reading of marks and line ends
        its spans refer to.
    """
    raw = path.read_bytes()
    text = raw.decode(_encoding(raw))
    readings = [text, text.removeprefix("\ufeff")]
    readings += [one.replace("\r\n", "\n").replace("\r", "\n") for one in readings]
    fitting = [one for one in readings if len(one) == characters]
    return PlanText((fitting or [readings[1]])[0])


def _encoding(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"
