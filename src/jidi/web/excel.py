"""Grids as an Excel workbook."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from jidi.core.numbers_as_text import NO_DATA
from jidi.web.grid import Cell, Column, Grid

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# One fixed day, so that the same page gives the same bytes; the notes carry the data version.
_MADE = datetime(2020, 1, 1)  # noqa: DTZ001
_MEASURED = 200
"""Rows that decide how wide a column is."""
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def workbook(grids: tuple[Grid, ...]) -> bytes:
    """One sheet per grid, the title and the heads frozen above the rows."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": _MADE, "title": grids[0].title})
        formats = _Formats(book)
        for grid in grids:
            _write(book, grid, formats)
    return buffer.getvalue()


class _Formats:
    """The few looks a cell can have, made when first needed."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._numbers: dict[tuple[int | None, bool], Format] = {}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.note = book.add_format({"font_color": "#52606D"})
        self.head = book.add_format(
            {"bold": True, "bg_color": "#E8F0FA", "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        self.text = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        self.absent = book.add_format({"align": "right", "font_color": "#52606D"})

    def number(self, digits: int | None, *, strong: bool) -> Format:
        key = (digits, strong)
        if key not in self._numbers:
            shape = "#,##0" + (f".{'0' * digits}" if digits else "")
            look: dict[str, Any] = {"num_format": "General" if digits is None else shape}
            self._numbers[key] = self._book.add_format({**look, "bold": strong, "valign": "top"})
        return self._numbers[key]


def _write(book: Workbook, grid: Grid, formats: _Formats) -> None:
    sheet = book.add_worksheet((grid.tab or grid.title).translate(_FORBIDDEN_IN_NAMES)[:31])
    kept = [i for i, column in enumerate(grid.columns) if column.kind != "picture"]
    sheet.write_string(0, 0, grid.title, formats.title)
    for line, note in enumerate(grid.notes, start=1):
        sheet.write_string(line, 0, note, formats.note)
    top = len(grid.notes) + 2
    _write_heads(sheet, top - 1, [grid.columns[i] for i in kept], formats)
    _set_widths(sheet, grid, kept)
    for below, row in enumerate(grid.rows, start=top):
        for at, position in enumerate(kept):
            _write_cell(sheet, below, at, row.cells[position], formats)
    sheet.freeze_panes(top, 0)
    sheet.autofilter(top - 1, 0, top - 1 + len(grid.rows), max(len(kept) - 1, 0))


def _write_heads(sheet: Any, line: int, columns: list[Column], formats: _Formats) -> None:
    for at, column in enumerate(columns):
        sheet.write_string(line, at, column.title, formats.head)


def _set_widths(sheet: Any, grid: Grid, kept: list[int]) -> None:
    """As wide as the first rows need."""
    first = grid.rows[:_MEASURED]
    for at, position in enumerate(kept):
        width = _width(grid.columns[position], [row.cells[position] for row in first])
        sheet.set_column(at, at, width)


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    if isinstance(cell.value, str):
        sheet.write_string(row, column, cell.value, formats.text)
    elif cell.value is None:
        sheet.write_string(row, column, NO_DATA, formats.absent)
    else:
        look = formats.number(cell.digits, strong=cell.strong)
        sheet.write_number(row, column, cell.value, look)


def _width(column: Column, cells: list[Cell]) -> float:
    """Characters the column needs; Chinese ones count double."""
    texts = [column.title, *(str(c.value) for c in cells if c.value is not None)]
    longest = max(sum(2 if ord(sign) > 0x2E80 else 1 for sign in text) for text in texts)
    return float(min(max(longest + 2, 9), 60))
