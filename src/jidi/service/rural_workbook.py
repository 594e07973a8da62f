"""A design as a workbook; the same design gives the same bytes."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from jidi.core.errors import Language
from jidi.service.rural_design import Judged
from jidi.service.rural_sheets import Sheet, sheets
from jidi.service.rural_words import SYNTHETIC

_UNDATED: Final = datetime(2020, 1, 1)  # noqa: DTZ001
"""In place of a time of making, so that the same design gives the same bytes."""
_WIDEST: Final = 48


def workbook_bytes(found: Judged, lang: Language) -> bytes:
    """The workbook. No text is taken for a formula; synthetic data are marked on every sheet."""
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    out = BytesIO()
    with xlsxwriter.Workbook(out, options) as made:
        made.set_properties({"title": found.problem.name, "created": _UNDATED})
        formats = {
            "head": made.add_format({"bold": True, "bg_color": "#16365F", "font_color": "#FFFFFF"}),
            "mark": made.add_format({"bold": True, "font_color": "#B42318"}),
            "number": made.add_format({"num_format": "#,##0.00"}),
            "text": made.add_format({"text_wrap": True, "valign": "top"}),
        }
        mark = SYNTHETIC[lang == "en"] if found.problem.synthetic else ""
        for sheet in sheets(found, lang):
            _write(made.add_worksheet(sheet.name), sheet, mark, formats)
    return out.getvalue()


def _write(page: Any, sheet: Sheet, mark: str, formats: dict[str, Any]) -> None:
    head = 1 if mark else 0
    if mark:
        page.write_string(0, 0, mark, formats["mark"])
    for column, name in enumerate(sheet.heads):
        page.write_string(head, column, name, formats["head"])
        page.set_column(column, column, _width(sheet, column))
    for number, row in enumerate(sheet.rows, start=head + 1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(number, column, cell, formats["text"])
            elif cell is not None and abs(cell) != float("inf"):
                page.write_number(number, column, cell, formats["number"])
    page.freeze_panes(head + 1, 0)
    page.autofilter(head, 0, head + max(1, len(sheet.rows)), len(sheet.heads) - 1)


def _width(sheet: Sheet, column: int) -> float:
    """Wide enough for the head and most cells; a Chinese character takes two places."""
    texts = [sheet.heads[column], *(str(row[column] or "") for row in sheet.rows)]
    places = [
        max(sum(2 if ord(c) > 255 else 1 for c in line) for line in t.split("\n") or [""])
        for t in texts
    ]
    return min(_WIDEST, max(8, *places) + 1)
