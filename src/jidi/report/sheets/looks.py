"""The looks of cells, and plain tables on sheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Value = str | float | None


@dataclass(frozen=True)
class Looks:
    """The few looks a cell can have."""

    title: Any
    warning: Any
    note: Any
    head: Any
    text: Any
    code: Any
    number: Any
    synthetic: Any
    synthetic_number: Any
    absent: Any


def looks_of(book: Any) -> Looks:
    """The looks, made for a workbook."""
    top = {"valign": "top"}
    wrapped = {**top, "text_wrap": True, "num_format": "@"}
    tint = {"bg_color": "#FFF4DB"}
    return Looks(
        title=book.add_format({"bold": True, "font_size": 14}),
        warning=book.add_format({"bold": True, "font_color": "#9B1C1C"}),
        note=book.add_format({"font_color": "#52606D"}),
        head=book.add_format({"bold": True, "bg_color": "#E8F0FA", "bottom": 1, **wrapped}),
        text=book.add_format(wrapped),
        code=book.add_format({**wrapped, "font_name": "Consolas", "font_size": 9}),
        number=book.add_format({**top, "num_format": "#,##0.######"}),
        synthetic=book.add_format({**wrapped, **tint}),
        synthetic_number=book.add_format({**top, **tint, "num_format": "#,##0.######"}),
        absent=book.add_format({**top, "font_color": "#52606D", "align": "right"}),
    )


@dataclass(frozen=True)
class Head:
    """A column: its title and its width in characters."""

    title: str
    width: float


def write_grid(
    sheet: Any,
    looks: Looks,
    heads: Sequence[Head],
    rows: Iterable[tuple[Sequence[Value], bool]],
    *,
    top: int,
) -> int:
    """Heads and rows from line ``top`` on; frozen and filtered.

    :param rows: the cells, and whether the row is synthetic.
    :returns: the line after the last row.
    """
    for at, head in enumerate(heads):
        sheet.write_string(top, at, head.title, looks.head)
        sheet.set_column(at, at, head.width)
    line = top + 1
    for cells, synthetic in rows:
        for at, value in enumerate(cells):
            _write(sheet, looks, line, at, value, synthetic=synthetic)
        line += 1
    sheet.freeze_panes(top + 1, 1)
    if line > top + 1:
        sheet.autofilter(top, 0, line - 1, len(heads) - 1)
    return line


def _write(
    sheet: Any, looks: Looks, row: int, column: int, value: Value, *, synthetic: bool
) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, looks.synthetic if synthetic else looks.text)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, looks.synthetic if synthetic else looks.text)
    else:
        look = looks.synthetic_number if synthetic else looks.number
        sheet.write_number(row, column, value, look)
