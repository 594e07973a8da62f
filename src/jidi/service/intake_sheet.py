"""The return sheet: rows held aside as an Excel file in Chinese, for the sender to mend.

Bad cells are coloured, with the reason as a comment and once more in the last column. Every cell is
written as text, so that nothing in it is ever run as a formula. The first two columns say which row
of which receipt it is; with them the mended sheet comes back in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from jidi.core.errors import InputError
from jidi.intake.held import HeldRow
from jidi.model.table import Column, Table
from jidi.registry.intake import FiledReceipt
from jidi.service.books import Book
from jidi.service.intake_held_states import HeldState
from jidi.service.templates import how_to_fill

RECEIPT_HEAD: Final = "回执"
NUMBER_HEAD: Final = "退回行号"
REASON_HEAD: Final = "退回原因"
GUIDE_SHEET: Final = "退回说明"
_MOST_ROWS: Final = 1_000_000
_MOST_CELL: Final = 32_000


def write_return_sheet(
    book: Book, filed: FiledReceipt, rows: Sequence[HeldState], path: Path, *, made_at: datetime
) -> Path:
    """Write the rows with their reasons, a sheet for each table, and for each of its units where
    parts were printed in different ones; the same rows give the same bytes.

    :raises InputError: V-101 when the file cannot be written there.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": False}
    try:
        with xlsxwriter.Workbook(str(path), options) as workbook:
            created = made_at.replace(tzinfo=None, microsecond=0)
            workbook.set_properties({"title": f"{filed.id} 退回", "created": created})
            formats = _formats(workbook)
            written = 0
            for name, mine in rows_alike(rows):
                table, mine = book.catalogue.table(name), mine[:_MOST_ROWS]
                written += len(mine)
                _write_table(workbook, table, filed, mine, formats)
            _write_guide(workbook, filed, len(rows), len(rows) - written, formats)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        raise InputError("V-101", path=str(path), reason=str(error)) from error
    return path


def rows_alike(rows: Iterable[HeldState]) -> list[tuple[str, list[HeldState]]]:
    """The rows of each table whose numbers are printed in the same units, with the table's name."""
    found: dict[tuple[str, tuple[tuple[str, str], ...]], list[HeldState]] = {}
    for one in rows:
        units = tuple(sorted(one.units.items()))
        found.setdefault((one.row.table, units), []).append(one)
    return [(table, mine) for (table, _), mine in found.items()]


def head_in_unit(column: Column, units: Mapping[str, str]) -> str:
    """The head of a column, with the unit in which its numbers are printed."""
    return f"{column.zh}（{units[column.name]}）" if column.name in units else column.zh


def _formats(workbook: Workbook) -> dict[str, Format]:
    head = {"bold": True, "bg_color": "#16365F", "font_color": "#FFFFFF", "border": 1}
    return {
        "head": workbook.add_format(head),
        "text": workbook.add_format({"num_format": "@"}),
        "bad": workbook.add_format({"num_format": "@", "bg_color": "#FBE3E0", "border": 1}),
        "fixed": workbook.add_format({"num_format": "@", "font_color": "#6B7280"}),
        "why": workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
    }


def _write_table(
    workbook: Workbook, table: Table, filed: FiledReceipt, states: Sequence[HeldState],
    formats: dict[str, Format],
) -> None:  # fmt: skip
    rows, units = [one.row for one in states], states[0].units
    same = sum(sheet.get_name().startswith(table.zh[:28]) for sheet in workbook.worksheets())
    sheet = workbook.add_worksheet(f"{table.zh[:28]} {same + 1}" if same else table.zh[:31])
    columns = {column.name: head_in_unit(column, units) for column in table.columns}
    others = dict.fromkeys(name for row in rows for name in row.cells if name not in columns)
    names = [*columns, *others]
    heads = [RECEIPT_HEAD, NUMBER_HEAD, *(columns.get(n, n) or "原文" for n in names), REASON_HEAD]
    for position, head in enumerate(heads):
        sheet.write_string(0, position, head, formats["head"])
    _write_hints(sheet, table, units)
    for line, row in enumerate(rows, start=1):
        _write_row(sheet, line, filed, row, names, formats)
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, 1, 10)
    sheet.set_column(2, len(names) + 1, 18)
    sheet.set_column(len(names) + 2, len(names) + 2, 80)
    sheet.autofilter(0, 0, max(1, len(rows)), len(heads) - 1)


def _write_hints(sheet: Worksheet, table: Table, units: Mapping[str, str]) -> None:
    for position, column in enumerate(table.columns, start=2):
        printed = units.get(column.name, column.unit)
        unit = f"，单位：{printed}" if printed else ""
        sheet.write_comment(0, position, how_to_fill(column, "zh") + unit)


def _write_row(
    sheet: Worksheet, line: int, filed: FiledReceipt, row: HeldRow, names: Sequence[str],
    formats: dict[str, Format],
) -> None:  # fmt: skip
    sheet.write_string(line, 0, filed.id, formats["fixed"])
    sheet.write_string(line, 1, str(row.number), formats["fixed"])
    words = [(reason.column, reason.short("zh")) for reason in row.reasons]
    told = dict(words)
    for position, name in enumerate(names, start=2):
        text = (row.cells.get(name) or "")[:_MOST_CELL]
        bad = name in told
        if text:
            sheet.write_string(line, position, text, formats["bad" if bad else "text"])
        else:
            sheet.write_blank(line, position, None, formats["bad" if bad else "text"])
        if bad:
            sheet.write_comment(line, position, told[name])
    place = f"第{row.row}行" + (f"（{row.part}）" if row.part else "")
    reasons = [f"{place} {text}" for _, text in words]
    sheet.write_string(line, len(names) + 2, "\n".join(reasons)[:_MOST_CELL], formats["why"])


def _write_guide(
    workbook: Workbook, filed: FiledReceipt, rows: int, left: int, formats: dict[str, Format]
) -> None:
    sheet = workbook.add_worksheet(GUIDE_SHEET)
    sheet.set_column(0, 0, 100)
    c = filed.body["counts"]
    lines = [
        f"回执 {filed.id}：{filed.file}，{filed.at[:19]}",
        f"共 {c['in']:,} 行：接收 {c['accepted']:,}，退回 {c['held']:,}，重复 {c['duplicate']:,}。",
        f"本表为待更正的 {rows:,} 行。红底单元格有误，批注与末列说明原因与改法。",
        "请在原单元格上更正，不要改动前两列，不要删列；“退回原因”列不必删除。",
        "改好后像原文件一样交回（收件箱、“数据”页或 jidi ingest）。每行只能重报一次。",
    ]
    if left:
        lines.append(f"一张工作表放不下的 {left:,} 行没有列出；交回这些之后，请再导出一次。")
    for line, text in enumerate(lines):
        sheet.write_string(line, 0, text, formats["why"])
