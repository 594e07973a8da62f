"""The tables of a rural problem written out, to be filled in or changed: a workbook or CSV files.

What is written is read again by :mod:`jidi.service.rural_tables`. Heads are the labels of the
columns with their units. A county's own figures keep their mark in the table ``source``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from jidi.core.errors import InputError, Language
from jidi.model.rural import DraftColumn, DraftTable, draft_tables, rural_values
from jidi.network.rural.draft import Draft
from jidi.service.whole_file import whole_file

_UNDATED: Final = datetime(2020, 1, 1)  # noqa: DTZ001 - same tables, same bytes
_LAST_ROW: Final = 20_000
"""Down to which row cells are asked for as their column wants them."""
GUIDE: Final = "说明 Guide"
_UNITS_ZH: Final = {
    "min": "分钟",
    "parcels": "件",
    "parcels/d": "件/日",
    "visits/wk": "次/周",
    "days/wk": "天/周",
    "vehicles": "辆",
    "yuan": "元",
    "yuan/d": "元/日",
    "yuan/h": "元/小时",
    "yuan/km": "元/公里",
    "yuan/t": "元/吨",
    "km": "公里",
    "km/h": "公里/小时",
    "m3": "立方米",
    "t": "吨",
    "g CO2e": "克CO2e",
    "g CO2e/km": "克CO2e/公里",
}
_INTRODUCED: Final = (
    (
        "填好后：jidi design rural --tables 本文件 -o design.json。每个工作表一张表；"
        "带 * 的列必填；空白是“不知道”或取缺省值，不是 0。",
        "Filled in: jidi design rural --tables THIS_FILE -o design.json. One table a sheet; "
        "columns with * must be filled in; blank means unknown or what stands in, never 0.",
    ),
    (
        "“来源”表写明数据性质；有一行是“合成”，设计就带合成标记。",
        "The table Source says what the figures are; with one synthetic row the design is marked.",
    ),
)
Row = Sequence[Any]


def write_tables(path: Path, draft: Draft | None, lang: Language) -> None:
    """Write a workbook where ``path`` ends in .xlsx, else a folder of CSV files.

    :param draft: whose rows are written; heads alone where None.
    :raises InputError: N-658 for another form of file, V-101 when it cannot be written.
    """
    if path.suffix.lower() == ".xlsx":
        _write(path, _workbook(draft, lang))
    elif path.suffix:
        raise InputError("N-658", form=path.suffix)
    else:
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError("V-101", path=str(path), reason=str(error)) from error
        for name, table in draft_tables().items():
            _write(path / f"{name}.csv", _text(table, _rows(name, table, draft, lang), lang))


def _write(path: Path, data: bytes) -> None:
    with whole_file(path) as aside:
        aside.write_bytes(data)


def _rows(name: str, table: DraftTable, draft: Draft | None, lang: Language) -> list[Row]:
    if draft is None:
        return []
    if name == "source":
        origin = "synthetic" if draft.synthetic else "reported"
        notes = draft.sources or ("",)
        told = [{"origin": origin, "note": note} for note in notes]
        return [[_shown(c, row[c.name], lang) for c in table.columns] for row in told]
    rows = draft.tables.get(name, ())
    return [[_shown(c, row.cells.get(c.name), lang) for c in table.columns] for row in rows]


def _shown(column: DraftColumn, value: Any, lang: Language) -> Any:
    """A cell as people write it; blank where nothing is said."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")
    if column.type == "clock" and not isinstance(value, str):
        hours, minutes = divmod(float(value), 60)
        return f"{hours:02.0f}:{minutes:02.0f}" if minutes.is_integer() else value
    if value in column.words and lang == "zh":
        return column.words_zh[column.words.index(value)]
    return value


def _head(column: DraftColumn, lang: Language) -> str:
    label = column.zh if lang == "zh" else column.en
    unit = f"（{_unit(column, lang)}）" if lang == "zh" else f" ({column.unit})"
    return label + (unit if column.unit else "") + ("" if _may_be_blank(column) else " *")


def _unit(column: DraftColumn, lang: Language) -> str:
    return _UNITS_ZH.get(column.unit, column.unit) if lang == "zh" else column.unit


def _may_be_blank(column: DraftColumn) -> bool:
    return column.optional or column.default


def _text(table: DraftTable, rows: Sequence[Row], lang: Language) -> bytes:
    """CSV with the mark by which Excel tells UTF-8."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_head(column, lang) for column in table.columns])
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _workbook(draft: Draft | None, lang: Language) -> bytes:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    out = BytesIO()
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": _UNDATED})
        head: dict[str, Any] = {"bold": True, "bg_color": "#16365F", "text_wrap": True}
        formats = {
            "head": book.add_format({**head, "font_color": "#FFFFFF"}),
            "required": book.add_format({**head, "font_color": "#FFD66B"}),
            "text": book.add_format({"num_format": "@"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        _guide(book.add_worksheet(GUIDE), formats, lang)
        for name, table in draft_tables().items():
            title = table.zh if lang == "zh" else table.en
            page = book.add_worksheet(title[:31])
            _sheet(page, table, _rows(name, table, draft, lang), formats, lang)
    return out.getvalue()


def _sheet(
    page: Any, table: DraftTable, rows: Sequence[Row], formats: Mapping[str, Any], lang: Language
) -> None:
    for at, column in enumerate(table.columns):
        head = _head(column, lang)
        written = formats["text"] if column.type in ("text", "clock", "marks") else None
        page.set_column(at, at, max(12, len(head) * (2 if lang == "zh" else 1)), written)
        page.write_string(0, at, head, formats["head" if _may_be_blank(column) else "required"])
        words = _words(column, lang)
        if words:
            page.data_validation(
                1, at, _LAST_ROW, at, {"validate": "list", "source": words, "ignore_blank": True}
            )
    for number, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(number, at, cell, formats["text"])
            else:
                page.write_number(number, at, cell)
    page.freeze_panes(1, 0)


def _words(column: DraftColumn, lang: Language) -> list[str]:
    if column.type == "flag":
        return ["是", "否"] if lang == "zh" else ["yes", "no"]
    return list(column.words_zh if lang == "zh" else column.words)


def _guide(page: Any, formats: Mapping[str, Any], lang: Language) -> None:
    zh = lang == "zh"
    lines = [pair[0 if zh else 1] for pair in _INTRODUCED]
    page.set_column(0, 1, 26, formats["wrap"])
    page.set_column(2, 5, 20, formats["wrap"])
    for number, line in enumerate(lines):
        page.write_string(number, 0, line)
    heads = (
        ("表", "列", "名称", "单位", "填写", "留空时")
        if zh
        else ("Table", "Column", "Name", "Unit", "How", "Where blank")
    )
    for at, text in enumerate(heads):
        page.write_string(len(lines) + 1, at, text, formats["head"])
    for number, row in enumerate(_explained(lang), start=len(lines) + 2):
        for at, text in enumerate(row):
            page.write_string(number, at, text, formats["wrap"])


def _explained(lang: Language) -> Iterator[tuple[str, ...]]:
    for name, table in draft_tables().items():
        for column in table.columns:
            yield (
                table.zh if lang == "zh" else table.en,
                column.zh if lang == "zh" else column.en,
                f"{name}.{column.name}",
                _unit(column, lang),
                _how(column, lang),
                _where_blank(name, column, lang),
            )


def _how(column: DraftColumn, lang: Language) -> str:
    zh = lang == "zh"
    kinds = {
        "text": ("文本", "text"),
        "number": ("数", "number"),
        "integer": ("整数", "whole number"),
        "clock": ("时刻，如 07:30", "clock, such as 07:30"),
        "marks": ("七位，周一在前，如 x-x-x--", "seven marks, Monday first, such as x-x-x--"),
        "flag": ("是/否", "yes/no"),
        "word": ("从列表选", "choose from the list"),
    }
    low = "" if column.min is None else f"{'>' if column.above else '≥'}{column.min:g}"
    high = "" if column.max is None else f"≤{column.max:.10g}"
    words = "/".join(_words(column, lang)) if column.type == "word" else ""
    parts = (kinds[column.type][0 if zh else 1], low, high, words)
    return ("；" if zh else "; ").join(filter(None, parts))


def _where_blank(table: str, column: DraftColumn, lang: Language) -> str:
    zh = lang == "zh"
    if column.default:
        value = rural_values().defaults[f"{table}.{column.name}"]
        shown = _shown(column, value.figure, lang)
        own = ("本平台取值", "own choice") if not value.factor else (value.source, value.source)
        return f"{shown}（{own[0]}）" if zh else f"{shown} ({own[1]})"
    if column.optional:
        return "不限或不详" if zh else "no limit, or unknown"
    return "必填" if zh else "required"
