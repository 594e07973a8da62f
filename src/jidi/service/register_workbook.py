"""Writing the register as a workbook that people fill in and hand back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from jidi.core.division import Level
from jidi.core.errors import InputError, Language
from jidi.model.register import load_fields
from jidi.model.table import Column
from jidi.service.books import Book
from jidi.service.register import Entry
from jidi.service.register_bodies import bodies_of, body_word
from jidi.service.register_cells import division_word, fixed_cells, sheet_columns, state_cells
from jidi.service.templates import HEAD_ROWS, how_to_fill

SHEET: Final = "责任台账 Register"
_GUIDE: Final = "说明 Guide"
_LISTS: Final = "名录 Lists"
_SPARE_ROWS: Final = 200
"""Rows below the last for which drop-downs stand ready."""
_WIDTHS: Final = {"title": 40, "passage": 44, "evidence": 36, "why": 30, "note": 30, "returned": 60}
_MOST_SIGNS: Final = 32_767
"""The most a cell of a spreadsheet can hold; only what somebody handed in can be longer."""
_CUT: Final = "…（过长，截去其余 cut）"
_EARLIEST: Final = date(1949, 10, 1)


def export_register(
    book: Book,
    found: Sequence[Entry],
    path: Path,
    *,
    lang: Language,
    made_at: datetime,
) -> Path:
    """Write the entries as a workbook; the same register gives the same bytes.

    :param found: the entries as they stand now, so that a change builds on the newest revision.
    :raises InputError: V-101 when the file cannot be written there.
    """
    rows = [
        {
            **fixed_cells(
                book, entry.subject, revision=entry.revision, origin=entry.status_origin, lang=lang
            ),
            **state_cells(book, entry.state, lang),
        }
        for entry in found
    ]
    return write_workbook(book, rows, path, columns=sheet_columns(), lang=lang, made_at=made_at)


def write_workbook(
    book: Book,
    rows: Sequence[Mapping[str, Any]],
    path: Path,
    *,
    columns: Sequence[Column],
    lang: Language,
    made_at: datetime,
) -> Path:
    """Write rows of cells by column, with heads, drop-downs, guide and lists.

    :raises InputError: V-101.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    try:
        with xlsxwriter.Workbook(str(path), options) as made:
            made.set_properties({"title": "责任台账", "created": made_at})
            sheet, guide, lists = (made.add_worksheet(n) for n in (SHEET, _GUIDE, _LISTS))
            spans = _write_lists(lists, book, lang)
            formats = _formats(made)
            _write_heads(sheet, columns, formats, lang)
            _limit(sheet, columns, spans, lang, last=HEAD_ROWS + len(rows) + _SPARE_ROWS)
            _write_rows(sheet, columns, rows, formats)
            _write_guide(guide, columns, formats)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        raise InputError("V-101", path=str(path), reason=str(error)) from error
    return path


def _formats(made: Workbook) -> dict[str, Format]:
    head: dict[str, Any] = {"bold": True, "border": 1, "text_wrap": True, "valign": "top"}
    cell: dict[str, Any] = {"valign": "top", "text_wrap": True}
    grey: dict[str, Any] = {**cell, "bg_color": "#F0F2F5", "font_color": "#52606D"}
    return {
        "head": made.add_format({**head, "bg_color": "#16365F", "font_color": "#FFFFFF"}),
        "required": made.add_format({**head, "bg_color": "#16365F", "font_color": "#FFD66B"}),
        "fixed_head": made.add_format({**head, "bg_color": "#8A94A0", "font_color": "#FFFFFF"}),
        "small": made.add_format({"font_size": 9, "font_color": "#52606D"}),
        "hint": made.add_format({**cell, "font_size": 9, "font_color": "#52606D", "bottom": 1}),
        "fixed": made.add_format({**grey, "num_format": "@"}),
        "fixed_integer": made.add_format({**grey, "num_format": "0"}),
        "text": made.add_format({**cell, "num_format": "@"}),
        "date": made.add_format({**cell, "num_format": "yyyy-mm-dd"}),
        "integer": made.add_format({**cell, "num_format": "0"}),
        "decimal": made.add_format({**cell, "num_format": "#,##0.####"}),
        "title": made.add_format({"bold": True, "font_size": 14}),
        "wrap": made.add_format({"text_wrap": True, "valign": "top"}),
    }


def _is_fixed(column: Column) -> bool:
    return column in load_fields().fixed or column.name == "returned"


def _write_heads(
    sheet: Worksheet, columns: Sequence[Column], formats: Mapping[str, Format], lang: Language
) -> None:
    for at, column in enumerate(columns):
        name = column.zh if lang == "zh" else column.en
        unit = f"（{column.unit}）" if column.unit else ""
        width = _WIDTHS.get(column.name, max(12, 2 * len(column.zh) + 4))
        sheet.set_column(at, at, width, formats[_look(column)])
        star = " *" if column.required and not _is_fixed(column) else ""
        head = "fixed_head" if _is_fixed(column) else "required" if star else "head"
        sheet.write_string(0, at, f"{name}{star}", formats[head])
        sheet.write_string(1, at, f"{column.name}{unit}", formats["small"])
        sheet.write_string(2, at, _hint(column, lang), formats["hint"])
    sheet.set_row(2, 40)
    sheet.freeze_panes(HEAD_ROWS, 2)


def _hint(column: Column, lang: Language) -> str:
    if column.type == "division":
        return "从下拉列表选" if lang == "zh" else "choose from the list"
    if not _is_fixed(column):
        return how_to_fill(column, lang)
    note = column.note_zh if lang == "zh" else column.note_en
    return note or ("只读" if lang == "zh" else "not to be changed")


def _look(column: Column) -> str:
    if _is_fixed(column):
        return "fixed_integer" if column.type == "integer" else "fixed"
    return column.type if column.type in ("date", "integer", "decimal") else "text"


def _write_rows(
    sheet: Worksheet,
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, Any]],
    formats: Mapping[str, Format],
) -> None:
    for number, row in enumerate(rows, start=HEAD_ROWS):
        for at, column in enumerate(columns):
            _write_cell(sheet, number, at, row.get(column.name), formats[_look(column)])
    sheet.autofilter(HEAD_ROWS - 1, 0, HEAD_ROWS - 1 + len(rows), len(columns) - 1)


def _write_cell(sheet: Worksheet, row: int, at: int, value: Any, look: Format) -> None:
    """Text always as text: «=1+1» and «@x» stay what they are."""
    if value is None or value == "":
        sheet.write_blank(row, at, None, look)
    elif isinstance(value, date):
        sheet.write_datetime(row, at, value, look)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, at, value, look)
    else:
        text = str(value)
        kept = text if len(text) <= _MOST_SIGNS else f"{text[: _MOST_SIGNS - len(_CUT)]}{_CUT}"
        sheet.write_string(row, at, kept, look)


def _limit(
    sheet: Worksheet,
    columns: Sequence[Column],
    spans: Mapping[str, str],
    lang: Language,
    *,
    last: int,
) -> None:
    for at, column in enumerate(columns):
        rule = None if _is_fixed(column) else _rule(column, spans)
        if rule is not None:
            message = {
                "ignore_blank": True,
                "error_title": "填写有误" if lang == "zh" else "Does not fit",
                "error_message": f"{column.zh} {column.en}：{how_to_fill(column, lang)}"[:255],
            }
            sheet.data_validation(HEAD_ROWS, at, last, at, {**rule, **message})


def _rule(column: Column, spans: Mapping[str, str]) -> dict[str, Any] | None:
    span = spans.get(column.codes or "") or spans.get(column.type)
    if span is not None:
        return {"validate": "list", "source": span}
    if column.type in ("integer", "decimal"):
        high = column.max if column.max is not None else 1e12
        low = column.min if column.min is not None else 0
        return {"validate": column.type, "criteria": "between", "minimum": low, "maximum": high}
    if column.type == "date":
        return {"validate": "date", "criteria": ">=", "value": _EARLIEST}
    return None


def _write_lists(sheet: Worksheet, book: Book, lang: Language) -> dict[str, str]:
    """Write what may be chosen; the ranges, by code list or type of column."""
    lists = book.catalogue.code_lists
    column = 0 if lang == "zh" else 1
    places = [
        division_word(book, division.code.text, lang)
        for level in (Level.PROVINCE, Level.CITY, Level.COUNTY)
        for division in book.tree.at_level(level, book.province.code)
    ]
    choices = {
        name: [names[column] for names in lists[name].entries.values()]
        for name in ("project_status", "project_kind")
    }
    choices["responsible_body"] = [body_word(book, code, lang) for code in bodies_of(book)]
    choices["division"] = places
    spans: dict[str, str] = {}
    for at, (name, words) in enumerate(choices.items()):
        sheet.set_column(at, at, 30)
        sheet.write_string(0, at, name)
        for row, word in enumerate(words, start=1):
            sheet.write_string(row, at, word)
        letter = xl_col_to_name(at, col_abs=True)
        spans[name] = f"='{_LISTS}'!{letter}$2:{letter}${len(words) + 1}"
    indicators = sorted(book.catalogue.indicators.values(), key=lambda one: one.id)
    sheet.set_column(5, 6, 34)
    sheet.write_row(0, 5, ["indicators", "指标 Indicator"])
    for row, one in enumerate(indicators, start=1):
        sheet.write_string(row, 5, one.id)
        sheet.write_string(row, 6, one.zh if lang == "zh" else one.en)
    return spans


def _write_guide(
    sheet: Worksheet, columns: Sequence[Column], formats: Mapping[str, Format]
) -> None:
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 4, 40, formats["wrap"])
    sheet.write_string(0, 0, "责任台账 Register of responsibility", formats["title"])
    advice = load_fields().advice
    for row, said in enumerate(advice, start=1):
        sheet.write_string(row, 0, f"{row}")
        sheet.write_string(row, 1, said.zh)
        sheet.write_string(row, 2, said.en)
    top = len(advice) + 2
    heads = ["列 column", "中文", "English", "填写", "how to fill"]
    sheet.write_row(top, 0, heads, formats["head"])
    for row, column in enumerate(columns, start=top + 1):
        words = [column.name, column.zh, column.en, _hint(column, "zh"), _hint(column, "en")]
        for at, word in enumerate(words):
            sheet.write_string(row, at, word)
