"""A told table as a grid of a page and of Excel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import htpy as h
from htpy import Node

from jidi.service.told import Head, Line, Told, Value, said
from jidi.web.english import quoted
from jidi.web.grid import Cell, Column, Grid, MadeRows, Row
from jidi.web.marks import shape
from jidi.web.visit import Visit

LIGHTS: Final[Mapping[str, str]] = {
    "behind": "square", "watch": "triangle", "unknown": "ring", "met": "circle",
}  # fmt: skip


def grid_of(visit: Visit, told: Told, *, notes: tuple[str, ...] = ()) -> Grid:
    """The grid; the book's name stands above, the table's notes below it."""
    columns = tuple(
        Column(
            said((head.zh, head.en), visit.lang),
            kind=head.kind,
            wide=head.wide,
        )
        for head in told.heads
    )
    rows = MadeRows(len(told.lines), lambda at: _row(visit, told, told.lines[at]))
    remarks = tuple(said(one, visit.lang) for one in told.notes)
    lines = (visit.book.title(visit.lang), *notes, *remarks)
    return Grid(told.name, said(told.title, visit.lang), columns, rows, lines)


def _row(visit: Visit, told: Told, line: Line) -> Row:
    cells = [_cell(visit, cell, head) for cell, head in zip(line.cells, told.heads, strict=True)]
    if line.light is not None:
        light, word = line.light[0], str(cells[0].value)
        shown = h.span(class_=f"light light-{light}")[shape(LIGHTS[light]), word]
        cells[0] = Cell(cells[0].value, shown)
    if line.link:
        at = 1 if line.light is not None else 0
        text: Node = cells[at].on_page
        cells[at] = Cell(cells[at].value, h.a(href=visit.href(line.link, **line.asks))[text])
    return Row(tuple(cells))


def _cell(visit: Visit, cell: Value, head: Head) -> Cell:
    if isinstance(cell, tuple):
        text = said(cell, visit.lang)
        return Cell(text)
    if isinstance(cell, str):
        return Cell(cell, quoted(cell, visit.lang) if head.kind == "text" else None)
    return Cell(cell, digits=head.digits, strong=head.strong)
