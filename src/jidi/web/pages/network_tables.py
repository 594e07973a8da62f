"""Tables of a design on its page: the sheets of its workbook, as grids."""

from __future__ import annotations

from jidi.service.rural_sheets import Sheet, digits_of
from jidi.web.grid import Cell, Column, Grid, MadeRows, Row


def grid_of_sheet(
    sheet: Sheet, *, name: str, notes: tuple[str, ...] = (), narrow: tuple[int, ...] = ()
) -> Grid:
    """A sheet as a grid: units split off the heads, numbers to the right.

    :param narrow: columns that small screens show; all where empty.
    """
    numeric = [
        any(isinstance(row[column], int | float) for row in sheet.rows)
        for column in range(len(sheet.heads))
    ]
    columns = tuple(
        Column(
            head,
            kind="number" if numeric[place] else "text",
            wide=bool(narrow) and place not in narrow,
        )
        for place, head in enumerate(sheet.heads)
    )
    digits = [digits_of(row[column] for row in sheet.rows) for column in range(len(sheet.heads))]

    def row_at(at: int) -> Row:
        return Row(tuple(map(_cell, sheet.rows[at], digits)))

    return Grid(name, sheet.name, columns, MadeRows(len(sheet.rows), row_at), notes)


def _cell(value: str | float | int | None, digits: int) -> Cell:
    if isinstance(value, float):
        return Cell(None) if value == float("inf") else Cell(value, digits=digits)
    return Cell(value)
