"""The Excel template of a table: heads, units, drop-downs and limits, all from its definition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from jidi.core.errors import InputError, Language
from jidi.model.table import CodeList, Column, Table

HEAD_ROWS: Final = 3
"""Row 1 the Chinese and English head, row 2 the column's name and unit, row 3 how to fill it in."""
LAST_ROW: Final = 1_048_575
_EARLIEST: Final = date(1949, 10, 1)
_DIVISION_PATTERN: Final = "AND(LEN({cell})=12,ISNUMBER(VALUE({cell})))"


def write_template(
    table: Table, code_lists: Mapping[str, CodeList], path: Path, *, made_at: datetime
) -> Path:
    """Write an empty workbook that a sender fills in; the same arguments give the same bytes.

    :raises InputError: V-101 when the file cannot be written there.
    """
    try:
        with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
            book.set_properties({"title": table.zh, "subject": table.name, "created": made_at})
            _write(book, table, code_lists)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        raise InputError("V-101", path=str(path), reason=str(error)) from error
    return path


def _write(book: Workbook, table: Table, code_lists: Mapping[str, CodeList]) -> None:
    data = book.add_worksheet(table.zh)
    guide = book.add_worksheet("说明 Guide")
    lists = book.add_worksheet("代码 Codes")
    spans = _write_code_lists(lists, table, code_lists)
    formats = _formats(book)
    for position, column in enumerate(table.columns):
        _write_head(data, position, column, formats)
        _limit(data, position, column, spans)
    data.freeze_panes(HEAD_ROWS, 0)
    data.set_row(2, 32)
    _write_guide(guide, table, formats)


def _formats(book: Workbook) -> dict[str, Format]:
    head: dict[str, Any] = {"bold": True, "bg_color": "#16365F", "font_color": "#FFFFFF"}
    small: dict[str, Any] = {"font_size": 9, "font_color": "#52606D", "text_wrap": True}
    return {
        "head": book.add_format({**head, "border": 1}),
        "required": book.add_format({**head, "border": 1, "font_color": "#FFD66B"}),
        "name": book.add_format({**small, "italic": False}),
        "hint": book.add_format({**small, "valign": "top", "bottom": 1}),
        "text": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "timestamp": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        "integer": book.add_format({"num_format": "#,##0"}),
        "decimal": book.add_format({"num_format": "#,##0.00"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def _write_head(
    sheet: Worksheet, position: int, column: Column, formats: Mapping[str, Format]
) -> None:
    cell_format = {"code": "text", "division": "text", "boolean": "text"}.get(
        column.type, column.type
    )
    sheet.set_column(position, position, max(14, len(column.zh) * 2 + 4), formats[cell_format])
    star = " *" if column.required else ""
    head = formats["required" if column.required else "head"]
    sheet.write(0, position, f"{column.zh}{star}", head)
    unit = f"（{column.unit}）" if column.unit else ""
    sheet.write(1, position, f"{column.name}{unit}", formats["name"])
    sheet.write(2, position, how_to_fill(column, "zh"), formats["hint"])


def how_to_fill(column: Column, lang: Language) -> str:
    """What a sender must put into a cell of this column, in a few words."""
    kinds = {
        "text": ("文本", "text"),
        "code": ("从下拉列表选", "choose from the list"),
        "division": ("12 位区划代码", "12-digit division code"),
        "integer": ("整数", "whole number"),
        "decimal": ("数值", "number"),
        "boolean": ("是/否", "yes/no (是/否)"),
        "date": ("日期 2025-06-30", "date 2025-06-30"),
        "timestamp": ("时间 2025-06-30 18:05:00", "time 2025-06-30 18:05:00"),
    }
    zh = lang == "zh"
    words = [kinds[column.type][0 if zh else 1]]
    if column.min is not None:
        words.append(f"≥{column.min:g}")
    if column.max is not None:
        words.append(f"≤{column.max:g}")
    note = column.note_zh if zh else column.note_en
    return "；".join([*words, note] if note else words)


def _limit(sheet: Worksheet, position: int, column: Column, spans: Mapping[str, str]) -> None:
    rule = _validation(column, xl_col_to_name(position), spans)
    if rule is not None:
        message = {
            "ignore_blank": True,
            "error_title": "填写有误",
            "error_message": f"{column.zh}：{how_to_fill(column, 'zh')}"[:255],
        }
        sheet.data_validation(HEAD_ROWS, position, LAST_ROW, position, {**rule, **message})


def _validation(column: Column, letter: str, spans: Mapping[str, str]) -> dict[str, Any] | None:
    if column.codes is not None:
        return {"validate": "list", "source": spans[column.codes]}
    if column.type == "boolean":
        return {"validate": "list", "source": ["是", "否"]}
    if column.type == "division":
        formula = _DIVISION_PATTERN.format(cell=f"{letter}{HEAD_ROWS + 1}")
        return {"validate": "custom", "value": f"={formula}"}
    if column.type in ("integer", "decimal"):
        low = column.min if column.min is not None else -1e15
        high = column.max if column.max is not None else 1e15
        return {"validate": column.type, "criteria": "between", "minimum": low, "maximum": high}
    if column.type in ("date", "timestamp"):
        return {"validate": "date", "criteria": ">=", "value": _EARLIEST}
    return None


def _write_code_lists(
    sheet: Worksheet, table: Table, code_lists: Mapping[str, CodeList]
) -> dict[str, str]:
    """Write each code list the table uses; the ranges of the names, for the drop-downs."""
    spans: dict[str, str] = {}
    used = dict.fromkeys(c.codes for c in table.columns if c.codes is not None)
    for position, name in enumerate(used):
        first = position * 4
        sheet.write_row(0, first, [name, "中文", "English"])
        entries = list(code_lists[name].entries.items())
        for row, (code, (zh, en)) in enumerate(entries, start=1):
            sheet.write_row(row, first, [code, zh, en])
        letter = xl_col_to_name(first + 1, col_abs=True)
        spans[name] = f"='代码 Codes'!{letter}$2:{letter}${len(entries) + 1}"
    return spans


def _write_guide(sheet: Worksheet, table: Table, formats: Mapping[str, Format]) -> None:
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 4, 34, formats["wrap"])
    sheet.write(0, 0, f"{table.zh} {table.en}", formats["head"])
    sheet.write(1, 0, table.describes_zh)
    sheet.write(2, 0, table.describes_en)
    sheet.write(3, 0, f"主键 key: {', '.join(table.key)}")
    sheet.write(4, 0, "黄色带 * 的列必填；空白表示“不知道”，不是 0。")
    sheet.write(5, 0, "Yellow heads with * are required; blank means unknown, not 0.")
    sheet.write_row(7, 0, ["列 column", "中文", "English", "填写", "how to fill"], formats["head"])
    for row, column in enumerate(table.columns, start=8):
        unit = f"（{column.unit}）" if column.unit else ""
        sheet.write_row(
            row,
            0,
            [
                column.name,
                column.zh + unit,
                column.en,
                how_to_fill(column, "zh"),
                how_to_fill(column, "en"),
            ],
        )
