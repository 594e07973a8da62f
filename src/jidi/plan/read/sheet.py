"""Tables whose columns are known: those of the file format, and lines parted by tabs or |."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jidi.documents import Document
from jidi.plan.read.flow import Flow, cleaned
from jidi.plan.read.lines import PlanLine

_RULE = re.compile(r"[\s|:+\-=—─┼]+")


@dataclass(frozen=True)
class Sheet:
    """Rows of cells of equal number; an empty cell is None.

    :param first: position of the first line it fills; :param last: of the last.
    """

    rows: tuple[tuple[Flow | None, ...], ...]
    first: int
    last: int

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.rows[0]) if self.rows else 0


def sheets(document: Document, lines: Sequence[PlanLine]) -> tuple[Sheet, ...]:
    """Every table with known columns, in order."""
    native = list(_native(document, lines))
    taken = {n for sheet in native for n in range(sheet.first, sheet.last + 1)}
    drawn = [sheet for sheet in _drawn(lines) if sheet.first not in taken]
    return tuple(sorted([*native, *drawn], key=lambda sheet: sheet.first))


def _native(document: Document, lines: Sequence[PlanLine]) -> Iterator[Sheet]:
    for grid in document.grids:
        inside = [n for n, line in enumerate(lines) if grid.span[0] <= line.start <= grid.span[1]]
        if not inside:
            continue
        rows = tuple(
            tuple(cleaned(cell.text, cell.span[0]) if cell else None for cell in row)
            for row in grid.rows
        )
        yield Sheet(_without_empty(rows), inside[0], inside[-1])


def _without_empty(
    rows: tuple[tuple[Flow | None, ...], ...],
) -> tuple[tuple[Flow | None, ...], ...]:
    return tuple(tuple(cell if cell else None for cell in row) for row in rows)


def _drawn(lines: Sequence[PlanLine]) -> Iterator[Sheet]:
    """Runs of lines with the same separator."""
    start = 0
    while start < len(lines):
        mark = _separator(lines[start].raw)
        if not mark:
            start += 1
            continue
        end = start
        while end + 1 < len(lines) and _separator(lines[end + 1].raw) == mark:
            end += 1
        if end > start:
            yield _sheet(lines[start : end + 1], mark)
        start = end + 1


def _separator(raw: str) -> str:
    if "|" in raw.strip() or "｜" in raw:
        return "|"
    return "\t" if "\t" in raw.strip(" \n") else ""


def _sheet(lines: Sequence[PlanLine], mark: str) -> Sheet:
    edges = _edges([line.raw for line in lines if not _RULE.fullmatch(line.raw)], mark)
    rows = [
        list(_cells(line, mark, edges))
        for line in lines
        if not (mark == "|" and _RULE.fullmatch(line.raw))
    ]
    width = max(len(row) for row in rows)
    full = tuple((*row, *[None] * (width - len(row))) for row in rows)
    return Sheet(full, lines[0].position, lines[-1].position)


def _edges(raws: Sequence[str], mark: str) -> tuple[bool, bool]:
    """Whether all rows have an outer edge on either side: | a | b | has both, a | b none."""
    if mark != "|":
        return False, False
    plain = [raw.replace("｜", "|").strip() for raw in raws]
    return all(raw.startswith("|") for raw in plain), all(raw.endswith("|") for raw in plain)


def _cells(line: PlanLine, mark: str, edges: tuple[bool, bool]) -> Iterator[Flow | None]:
    start = line.start
    parts = line.raw.replace("｜", "|").split(mark)
    for position, part in enumerate(parts):
        edge = (position == 0 and edges[0]) or (position == len(parts) - 1 and edges[1])
        if not edge:
            yield cleaned(part, start) or None
        start += len(part) + 1
