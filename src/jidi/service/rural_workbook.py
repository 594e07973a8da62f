"""A design, or any tables, as a workbook; the same tables give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from math import ceil
from typing import Any, Final

import xlsxwriter

from jidi.core.errors import Language
from jidi.service.rural_design import Judged
from jidi.service.rural_sheets import Cell, Sheet, digits_of, sheets
from jidi.service.rural_words import SYNTHETIC

_UNDATED: Final = datetime(2020, 1, 1)  # noqa: DTZ001
"""In place of a time of making, so that the same design gives the same bytes."""
_WIDEST: Final = 48
_LINE: Final = 15.0
"""Height of a line of text in points."""


def workbook_bytes(found: Judged, lang: Language) -> bytes:
    """The workbook of a design; synthetic data are marked on every sheet."""
    mark = SYNTHETIC[lang == "en"] if found.problem.synthetic else ""
    return sheets_bytes(sheets(found, lang), title=found.problem.name, mark=mark)


def sheets_bytes(made: Iterable[Sheet], *, title: str, mark: str) -> bytes:
    """Tables as a workbook. No text is taken for a formula.

    :param mark: what stands above every table; nothing where empty.
    """
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    out = BytesIO()
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": title, "created": _UNDATED})
        formats = {
            "head": book.add_format({"bold": True, "bg_color": "#16365F", "font_color": "#FFFFFF"}),
            "mark": book.add_format({"bold": True, "font_color": "#B42318"}),
            "number0": book.add_format({"num_format": "#,##0"}),
            "number2": book.add_format({"num_format": "#,##0.00"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        for sheet in made:
            _write(book.add_worksheet(sheet.name), sheet, mark, formats)
    return out.getvalue()


def _write(page: Any, sheet: Sheet, mark: str, formats: dict[str, Any]) -> None:
    head = 1 if mark else 0
    if mark:
        page.write_string(0, 0, mark, formats["mark"])
    for column, name in enumerate(sheet.heads):
        page.write_string(head, column, name, formats["head"])
        page.set_column(column, column, _width(sheet, column))
    widths = [_width(sheet, place) for place in range(len(sheet.heads))]
    digits = [digits_of(row[place] for row in sheet.rows) for place in range(len(sheet.heads))]
    for number, row in enumerate(sheet.rows, start=head + 1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(number, column, cell, formats["text"])
            elif cell is not None and abs(cell) != float("inf"):
                page.write_number(number, column, cell, formats[f"number{digits[column]}"])
        lines = max(map(_lines, row, widths), default=1)
        if lines > 1:  # wrapped text, for readers that take the height as it is written
            page.set_row(number, _LINE * lines)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, head)
    page.freeze_panes(head + 1, 0)
    page.autofilter(head, 0, head + max(1, len(sheet.rows)), len(sheet.heads) - 1)


def _lines(cell: Cell, width: float) -> int:
    """How many lines a cell takes in a column."""
    if not isinstance(cell, str):
        return 1
    return sum(max(1, ceil(_places(line) / (width - 1))) for line in cell.split("\n") or [""])


def _places(text: str) -> int:
    """A Chinese character takes two."""
    return sum(2 if ord(one) > 255 else 1 for one in text)


def _width(sheet: Sheet, column: int) -> float:
    """Wide enough for the head and most cells; a Chinese character takes two places."""
    texts = [sheet.heads[column], *(str(row[column] or "") for row in sheet.rows)]
    places = [max(_places(line) for line in t.split("\n") or [""]) for t in texts]
    return min(_WIDEST if len(sheet.heads) > 1 else 2 * _WIDEST, max(8, *places) + 1)
