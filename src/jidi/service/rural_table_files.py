"""Tables of a rural problem as files: CSV and other texts, or the sheets of a workbook.

A text's head is its first row. A sheet may have a title above its head: the head is the first row
that names most columns of the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from jidi.core.errors import InputError, Place, raise_together
from jidi.feeds import Block, open_feed
from jidi.model.rural import draft_tables
from jidi.network.rural.draft import DraftRow
from jidi.network.rural.draft_heads import plain_head, told_columns

WORKBOOKS: Final = (".xlsx", ".xlsm", ".xls")
GUIDES: Final = ("_", "说明")
"""How the names of sheets begin that hold no table but notes."""
_ABOVE: Final = 20
"""Rows looked at for the head of a sheet."""
Rows = tuple[DraftRow, ...]


def table_named(name: str) -> str:
    """The table that goes by a name or by its label in either language; else the name itself."""
    plain = plain_head(name)
    for key, table in draft_tables().items():
        if plain in (key, plain_head(table.zh), plain_head(table.en)):
            return key
    return name


def table_rows(path: Path, table: str) -> Rows:
    """The rows of a file that holds one table, each with its place.

    :param table: which of a draft's tables it is: by its columns the head of a sheet is found.
    :raises InputError: an E-code of the file; N-660 where its head is not found, N-661 for rows
        that do not split into cells.
    """
    found: list[DraftRow] = []
    for part, rows in _parts(path).items():
        if not part.startswith(GUIDES):
            found += _headed(rows, table, Place(path.name, sheet=part or None))
    return tuple(found)


def workbook_tables(path: Path) -> dict[str, Rows]:
    """The tables of a workbook, one on each sheet that goes by the name of a table.

    A sheet of another name stands under its own: it is a finding of the draft.

    :raises InputError: as :func:`table_rows`.
    """
    found: dict[str, Rows] = {}
    for part, rows in _parts(path).items():
        if not part.startswith(GUIDES):
            name = table_named(part)
            found[name] = (
                _headed(rows, name, Place(path.name, sheet=part)) if name in draft_tables() else ()
            )
    return found


def _parts(path: Path) -> dict[str, list[DraftRow]]:
    """The rows by sheet; those of a sheet have the numbers of its columns for heads."""
    parts: dict[str, list[DraftRow]] = {}
    with open_feed(path) as feed:
        for block in feed.blocks():
            part = block.part if block.is_grid else ""
            parts.setdefault(part, []).extend(_rows(block, path.name))
    return parts


def _rows(block: Block, file: str) -> Iterator[DraftRow]:
    sheet = block.part or None if block.is_grid else None
    raise_together(
        InputError("N-661", where=Place(file, row=broken.row), text=broken.text[:60])
        for broken in block.broken
    )
    numbers = block.row_numbers().to_pylist()
    for number, cells in zip(numbers, block.cells.to_pylist(), strict=True):
        yield DraftRow(cells, Place(file, sheet=sheet, row=number))


def _headed(rows: list[DraftRow], table: str, where: Place) -> Rows:
    """Rows by the heads of their table; those of a text have them already."""
    if where.sheet is None or not rows:
        return tuple(rows)
    counted = [told_columns(table, _texts(row.cells)) for row in rows[:_ABOVE]]
    if not max(counted):
        raise InputError("N-660", where=where)
    at = counted.index(max(counted))
    heads = {key: text for key, text in rows[at].cells.items() if text is not None}
    return tuple(_row(heads, row) for row in rows[at + 1 :])


def _row(heads: Mapping[str, Any], row: DraftRow) -> DraftRow:
    """A row by its heads; what stands under no head, beside the table, keeps its number."""
    cells = {heads.get(key, key): cell for key, cell in row.cells.items()}
    blank = {key for key, cell in cells.items() if cell is None and key not in heads.values()}
    return DraftRow({k: c for k, c in cells.items() if k not in blank}, row.place)


def _texts(cells: Mapping[str, Any]) -> list[str]:
    return [str(cell) for cell in cells.values() if cell is not None]
