"""A document as text: one string, the lines in it, the cells of its tables, its headings.

Every place is a span of the string: the first character and the one behind the last, from 0. The
string of a TXT file is the file itself with each line end as one newline. A DOCX, HTML or PDF has
no such string of its own; there it is the text in reading order, one paragraph or table row a
line, the cells of a row parted by tabs.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Kind = Literal["txt", "docx", "html", "pdf"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text, without its line end.

    :param number: from 1.
    """

    number: int
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; a merged cell is one value that fills several places of its grid."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of the file format: rows of equal length, None where there is no cell."""

    rows: tuple[tuple[Cell | None, ...], ...]
    span: Span

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.rows[0]) if self.rows else 0


@dataclass(frozen=True, slots=True)
class Outline:
    """A heading that the file format marks as one.

    :param level: 1 is the highest.
    """

    level: int
    span: Span


@dataclass(frozen=True)
class Document:
    """A file as text.

    :param digest: SHA-256 of the file's bytes, in hexadecimal.
    :param encoding: how the bytes were decoded; empty where the format has no such question.
    :param grids: the tables the format marks, in reading order; none in TXT.
    :param frames: texts that stand in a drawn box of their own (a table of one column).
    :param outlines: headings the format marks.
    """

    file: str
    kind: Kind
    digest: str
    encoding: str
    text: str
    grids: tuple[Grid, ...] = ()
    frames: tuple[Span, ...] = ()
    outlines: tuple[Outline, ...] = ()

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every line; an empty document has one empty line."""
        found, start = [], 0
        for number, text in enumerate(self.text.split("\n"), start=1):
            found.append(Line(number, (start, start + len(text)), text))
            start += len(text) + 1
        return tuple(found)

    @cached_property
    def _starts(self) -> list[int]:
        return [line.span[0] for line in self.lines]

    def line_at(self, place: int) -> Line:
        """The line in which the character at ``place`` stands."""
        return self.lines[bisect_right(self._starts, place) - 1]

    def at(self, span: Span) -> str:
        """The characters of ``span``."""
        return self.text[span[0] : span[1]]
