"""Putting the text of a DOCX, HTML or PDF together while noting where everything stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jidi.documents.document import Cell, Grid, Outline, Span

_BLANKS = re.compile(r"[ \t\n\r\f\v\u00a0]+")


class Composer:
    """Text that grows line by line; what is added is told its place."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.grids: list[Grid] = []
        self.frames: list[Span] = []
        self.outlines: list[Outline] = []

    @property
    def text(self) -> str:
        """All lines so far."""
        return "".join(self._parts)

    def paragraph(self, text: str, *, level: int | None = None) -> None:
        """One or more lines of running text; with ``level`` a heading."""
        span = self._write(text)
        self._write("\n")
        if level is not None and span[0] < span[1]:
            self.outlines.append(Outline(level, span))

    def table(self, rows: Sequence[Sequence[tuple[int, str] | None]]) -> None:
        """A table; equal keys mark one merged cell, which is written where it first stands.

        :param rows: per place the key and text of its cell, None where there is none.
        """
        rows = _squared(rows)
        if not rows or not rows[0]:
            return
        if len(rows[0]) == 1:
            self._frame(rows)
            return
        start = self._length
        cells: dict[int, Cell] = {}
        for row in rows:
            self._row(row, cells)
        grid = tuple(tuple(cells[place[0]] if place else None for place in row) for row in rows)
        self.grids.append(Grid(grid, (start, self._length - 1)))

    def _row(self, row: Sequence[tuple[int, str] | None], cells: dict[int, Cell]) -> None:
        for position, place in enumerate(row):
            if position:
                self._write("\t")
            if place is not None and place[0] not in cells:
                text = _BLANKS.sub(" ", place[1]).strip()
                cells[place[0]] = Cell(text, self._write(text))
        self._write("\n")

    def _frame(self, rows: Sequence[Sequence[tuple[int, str] | None]]) -> None:
        """A table of one column is a box around running text."""
        start = self._length
        written: set[int] = set()
        for (place,) in rows:
            if place is not None and place[0] not in written:
                written.add(place[0])
                for line in place[1].split("\n"):
                    self.paragraph(line.strip())
        if self._length > start:
            self.frames.append((start, self._length - 1))

    def _write(self, text: str) -> Span:
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return (start, self._length)


def _squared(
    rows: Sequence[Sequence[tuple[int, str] | None]],
) -> list[list[tuple[int, str] | None]]:
    """Rows of equal length, without columns in which no cell begins."""
    width = max((len(row) for row in rows), default=0)
    full = [[*row, *[None] * (width - len(row))] for row in rows]
    seen: set[int] = set()
    kept = []
    for column in range(width):
        begins = {place[0] for row in full if (place := row[column]) is not None} - seen
        seen |= begins
        if begins:
            kept.append(column)
    return [[row[column] for column in kept] for row in full]
