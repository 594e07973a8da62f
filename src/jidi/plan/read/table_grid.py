"""Indicator tables whose columns are known: find the head, then read row by row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from jidi.plan.read.cells import (
    CellKind,
    index_of,
    kind_of_cell,
    nature_of,
    numbered_name,
    unit_in_name,
    unit_of,
)
from jidi.plan.read.flow import Flow, joined
from jidi.plan.read.sheet import Sheet
from jidi.plan.read.table import IndicatorTable, Row
from jidi.plan.read.table_header import Column, column_of, is_indicator_table

_MOST_HEAD_ROWS = 4
_FEWEST_YEARS = 2
_Cells = tuple[Flow | None, ...]


def table_of_sheet(sheet: Sheet) -> IndicatorTable | None:
    """The indicator table that a sheet holds; None when it is a table of something else."""
    title, rows = _titled(sheet.rows)
    head = _head(rows)
    if head is None:
        rows = _turned(rows)
        head = _head(rows)
    if head is None:
        return None
    columns, height = head
    table = IndicatorTable(
        columns=columns,
        rows=[],
        first=sheet.first,
        last=sheet.last,
        head=joined(cell for row in rows[:height] for cell in _distinct(row)),
        title=title,
    )
    heads = {_text(row) for row in rows[:height]}
    category = ""
    for row in rows[height:]:
        if _text(row) in heads:
            continue  # the head again, on the next page
        category = _read(row, table, category)
    return table if table.rows else None


def _titled(rows: Sequence[_Cells]) -> tuple[Flow | None, Sequence[_Cells]]:
    """A first row of one cell is the title."""
    if rows and len(_distinct(rows[0])) == 1:
        return _distinct(rows[0])[0], rows[1:]
    return None, rows


def _turned(rows: Sequence[_Cells]) -> Sequence[_Cells]:
    """Rows and columns exchanged, where the first column holds years (时间节点 | 通达率 | …)."""
    first = [row[0].text if row[0] is not None else "" for row in rows[1:]]
    years = sum(bool(re.match(r"(?:19|20)\d\d年", text)) for text in first)
    return list(zip(*rows, strict=True)) if first and years == len(first) > 1 else rows


def _head(rows: Sequence[_Cells]) -> tuple[tuple[Column, ...], int] | None:
    """Columns and number of rows of the head: as many rows as stand before the first figure.

    A row of one cell, such as a category across the table, is no part of it.
    """
    for height in range(1, min(_MOST_HEAD_ROWS, len(rows) - 1) + 1):
        columns = _with_name(tuple(_column(rows[:height], x) for x in range(len(rows[0]))))
        body = next((row for row in rows[height:] if len(_distinct(row)) > 1), None)
        if is_indicator_table(columns) and body is not None and _has_figures(body, columns):
            return columns, height
    return None


def _with_name(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Where no head says 指标, the first column that says nothing known holds the names."""
    years = {column.year for column in columns if column.role == "year"}
    if any(column.role == "name" for column in columns) or len(years) < _FEWEST_YEARS:
        return columns
    first = next((n for n, c in enumerate(columns) if c.role in ("other", "category")), None)
    if first is None or first > 1:
        return columns
    named = replace(columns[first], role="name")
    return (*columns[:first], named, *columns[first + 1 :])


def _column(head: Sequence[_Cells], x: int) -> Column:
    cells = list(dict.fromkeys(row[x].text for row in head if row[x] is not None))  # type: ignore[union-attr]
    return column_of("".join(cells))


def _has_figures(row: _Cells, columns: Sequence[Column]) -> bool:
    return any(
        column.figures and cell is not None and kind_of_cell(cell) is CellKind.VALUE
        for column, cell in zip(columns, row, strict=True)
    )


def _read(row: _Cells, table: IndicatorTable, category: str) -> str:
    """One row of the body; gives the category that goes on below it."""
    distinct = _distinct(row)
    if not distinct:
        return category
    if len(distinct) == 1 and not _has_figures(row, table.columns):
        return _lone(distinct[0], table, category)
    found = _row(row, table.columns, category)
    if found.name:
        table.rows.append(found)
    elif table.rows and not found.cells:
        _continue(table.rows[-1], row, table.columns)
    else:
        for cell in distinct:
            table.left.append((cell, "这一行没有指标名称", "the row has no indicator name"))
    return found.category


def _lone(cell: Flow, table: IndicatorTable, category: str) -> str:
    """A row of one cell: a note, the rest of a wrapped name, or a category across the table."""
    if cell.text.startswith(("注", "说明", "备注", "[", "*", "①")) or table.notes:
        table.notes.append(cell)
        return category
    last = table.rows[-1] if table.rows else None
    if last is not None and (unit_of(cell.text) or last.name.text.endswith(("、", "及", "和"))):
        last.name, unit = unit_in_name(joined([last.name, cell]))
        last.unit = last.unit or unit or unit_of(cell.text) or ""
        return category
    return _category(cell.text)


def _row(row: _Cells, columns: Sequence[Column], category: str) -> Row:
    found = Row(name=Flow("", ()), category=category)
    for x, (column, cell) in enumerate(zip(columns, row, strict=True)):
        if cell is None:
            continue
        if column.role == "name":
            found.name = joined([found.name, cell])
        elif column.role == "category":
            found.category = _category(cell.text)
        elif column.role == "index":
            found.index = index_of(cell.text)
        elif column.role == "unit":
            found.unit = unit_of(cell.text) or ""
        elif column.role == "nature":
            found.nature = nature_of(cell.text) or ""
        elif column.figures:
            found.cells[x] = cell
    _name(found)
    return found


def _name(row: Row) -> None:
    """Number and unit that stand in the name's own cell."""
    index, name = numbered_name(row.name)
    row.index = row.index if index is None else index
    row.name, unit = unit_in_name(name)
    row.unit = row.unit or unit or ""


def _continue(row: Row, cells: _Cells, columns: Sequence[Column]) -> None:
    """A row without a figure goes on with the row above it."""
    more = [c for column, c in zip(columns, cells, strict=True) if c and column.role == "name"]
    row.name = joined([row.name, *more])


def _category(text: str) -> str:
    return text.replace(" ", "").lstrip("一二三四五六七八九十、.()1234567890")


def _distinct(row: _Cells) -> list[Flow]:
    """The cells of a row, a merged one once."""
    return list(dict.fromkeys(cell for cell in row if cell is not None))


def _text(row: _Cells) -> str:
    return "|".join(cell.text for cell in _distinct(row))
