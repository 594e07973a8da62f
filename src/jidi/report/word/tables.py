"""Tables as 三线表: caption and unit above, a head that repeats on every page, notes below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from jidi.report.document import Column, Document, Table
from jidi.report.word.text import cell_runs, row_mark, runs_of
from jidi.report.word.xml import paragraph, run, w

TEXT_WIDTH = 8845
"""156 mm in twentieths of a point."""


def table_blocks(document: Document, table: Table) -> Iterator[Any]:
    """Caption, unit, table and notes."""
    caption = run(f"{table.number}　" if document.lang == "zh" else f"{table.number}. ")
    yield paragraph("TableCaption", caption, *runs_of(document, table.caption))
    if table.unit:
        yield paragraph("UnitLine", run(f"{document.words['unit']}{table.unit}"))
    style = "SmallTableText" if table.small else "TableText"
    rows = [[cell_runs(document, cell) for cell in row] for row in table.rows]
    for runs, row in zip(rows, table.rows, strict=True):
        mark = row_mark(document, row)
        if mark is not None:
            runs[0].append(mark)
    yield grid(table.columns, rows, style)
    for note in table.notes:
        yield paragraph("Note", *runs_of(document, note))
    if not table.notes:
        yield paragraph("Note")


def grid(columns: Sequence[Column], rows: Sequence[Sequence[list[Any]]], style: str) -> Any:
    """The table itself: fixed widths, the head repeated, no row broken over pages."""
    widths = _widths(columns)
    properties = w(
        "tblPr",
        w("tblStyle", val="ThreeLines"),
        w("tblW", w=sum(widths), type="dxa"),
        w("jc", val="center"),
        w("tblLayout", type="fixed"),
    )
    columns_of = w("tblGrid", *(w("gridCol", w=width) for width in widths))
    head = _head(columns, widths, style)
    body = [_row(columns, widths, row, style) for row in rows]
    return w("tbl", properties, columns_of, head, *body)


def _widths(columns: Sequence[Column]) -> list[int]:
    whole = sum(column.width for column in columns)
    return [round(TEXT_WIDTH * column.width / whole) for column in columns]


def _head(columns: Sequence[Column], widths: list[int], style: str) -> Any:
    cells = [
        w(
            "tc",
            w("tcPr", w("tcW", w=width, type="dxa"), _line(), w("vAlign", val="bottom")),
            paragraph(
                style,
                run(column.title, w("b")),
                properties=(w("keepNext"), w("jc", val=column.align)),
            ),
        )
        for column, width in zip(columns, widths, strict=True)
    ]
    return w("tr", w("trPr", w("cantSplit"), w("tblHeader")), *cells)


def _row(columns: Sequence[Column], widths: list[int], row: Sequence[list[Any]], style: str) -> Any:
    cells = [
        w(
            "tc",
            w("tcPr", w("tcW", w=width, type="dxa")),
            paragraph(style, *runs, properties=(w("jc", val=column.align),)),
        )
        for column, width, runs in zip(columns, widths, row, strict=True)
    ]
    return w("tr", w("trPr", w("cantSplit")), *cells)


def _line() -> Any:
    """The light line under the head."""
    return w("tcBorders", w("bottom", val="single", sz=6, space=0, color="000000"))
