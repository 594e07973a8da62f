"""Finding the head of a sheet: several rows, merged cells, units beside or below, hints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa

from jidi.core.errors import InputError, Place, UnknownName
from jidi.core.nearest import suggestion
from jidi.core.units import Unit
from jidi.core.worded import listed
from jidi.feeds import Block
from jidi.intake.heads import HeadMapping, Heads, matches, printed, understood, unit_of, vocabulary
from jidi.model.intake_rules import Words, plain
from jidi.model.table import Column, Table

LOOKED_AT: Final = 40
"""Rows of a sheet in which its head must begin."""
_WINDOWS: Final = ((0, 0), (0, 1), (-1, 0), (-1, 1), (-2, 0))
"""How many rows above and below the best row the head may span."""

Matrix = list[list[str]]


@dataclass(frozen=True)
class Layout:
    """How a part is laid out.

    :param skip: rows of the first block that come before the data.
    :param labels: the head of each column among the cells, to tell heads that are repeated.
    """

    heads: Heads
    skip: int = 0
    labels: Mapping[str, str] = field(default_factory=dict)


def laid_out(
    block: Block,
    table: Table,
    words: Words,
    *,
    mapping: HeadMapping,
    hints: frozenset[str],
    where: Place,
) -> Layout:
    """The layout of a part, from its first block.

    :param hints: texts of our own templates that tell how to fill in a cell.
    :raises InputError: J-101 when no row holds heads of the table; those of :func:`understood`.
    :raises UnknownName: J-103 for a head that means no column.
    """
    if not block.is_grid:
        named = [(name, name) for name in block.cells.schema.names]
        heads = understood(named, table, words, mapping=mapping, units={}, where=where)
        return Layout(heads)
    names, rows = block.cells.schema.names, first_rows(block.cells)
    known, told = vocabulary(table), {plain(h): c for h, c in mapping.columns.items()}
    found = _head_rows(rows, known, told)
    if found is None:
        offered = listed(column.zh for column in table.columns)
        raise InputError("J-101", where=where, table=table.name, known=offered)
    first, last = found
    texts = _labels(rows, first, last, known, told)
    units = _units_above(rows[:first], texts, known)
    skip = last + 1
    while skip < len(rows) and _is_below_head(rows[skip], texts, known, hints):
        units |= _units_beside(rows[skip], known)
        skip += 1
    named = [
        (name, text or f"（第{position}列）")
        for position, (name, text) in enumerate(zip(names, texts, strict=True), start=1)
        if text or block.cells.column(name).slice(skip).null_count < block.cells.num_rows - skip
    ]
    by_name = {names[position]: unit for position, unit in units.items()}
    heads = understood(named, table, words, mapping=mapping, units=by_name, where=where)
    return Layout(heads, skip, dict(named))


def table_of(block: Block, tables: Mapping[str, Table], *, file: str, where: Place) -> Table:
    """The table whose rows a part holds: named by the sheet or the file, or told by its heads.

    :raises UnknownName: J-102 when it cannot be told, with the nearest.
    """
    stem = file.split(".")[0]
    for text in (block.part.split("/")[-1].split(".")[0], stem):
        for table in tables.values():
            if plain(text) in (plain(table.name), plain(table.zh), plain(table.en)):
                return table
    lines = first_rows(block.cells) if block.is_grid else [list(block.cells.schema.names)]
    scored = sorted(((_fit(lines, t), t.name) for t in tables.values()), reverse=True)
    (best, name), (second, _) = scored[0], scored[1]
    if best >= 1 and best > second:
        return tables[name]
    raise UnknownName("J-102", where=where, nearest=suggestion(stem, tables))


def first_rows(cells: pa.RecordBatch) -> Matrix:
    """The first rows as texts; empty where a cell is."""
    columns = [c.slice(0, LOOKED_AT).to_pylist() for c in cells.columns]
    return [
        ["" if cell is None else str(cell).strip() for cell in row]
        for row in zip(*columns, strict=True)
    ]


def _fit(lines: Matrix, table: Table) -> float:
    """1 and more when every required column has a head; then by how many columns have one."""
    known = vocabulary(table)
    required = [column for column in table.columns if column.required]
    best = 0.0
    for line in lines:
        found = {known[p].name for text in line if (p := plain(printed(text, known).name)) in known}
        whole = all(column.name in found for column in required)
        share = len(found) / max(1, sum(bool(text) for text in line))
        best = max(best, (1 + len(found) + share) if whole else share / 2)
    return best


def _head_rows(
    rows: Matrix, known: Mapping[str, Column], told: Mapping[str, str]
) -> tuple[int, int] | None:
    """First and last row of the head: the window that names most columns, the smallest of these."""
    scores = [matches([text for text in row if text], known, told) for row in rows]
    if not scores or max(scores) == 0:
        return None
    base = scores.index(max(scores))
    best, window = 0, (base, base)
    for above, below in _WINDOWS:
        first, last = base + above, base + below
        if first < 0 or last >= len(rows):
            continue
        found = matches([t for t in _labels(rows, first, last, known, told) if t], known, told)
        if found > best:
            best, window = found, (first, last)
    return window if best >= min(2, len(known)) else None


def _labels(
    rows: Matrix, first: int, last: int, known: Mapping[str, Column], told: Mapping[str, str]
) -> list[str]:
    """One label per column: the lowest text that names a column, else all texts joined."""
    filled = [_spread(rows, number, last) for number in range(first, last + 1)]
    return [_label([row[c] for row in filled], known, told) for c in range(len(rows[0]))]


def _spread(rows: Matrix, number: int, last: int) -> list[str]:
    """The row with merged cells spread over the cells below which something stands."""
    row = list(rows[number])
    if number == last:
        return row
    for position in range(1, len(row)):
        below = any(rows[lower][position] for lower in range(number + 1, last + 1))
        if not row[position] and below and not _stands_alone(rows, number, position):
            row[position] = row[position - 1]
    return row


def _stands_alone(rows: Matrix, number: int, position: int) -> bool:
    """Whether nothing stands to the left that could be spread."""
    return not any(rows[number][:position])


def _label(texts: Sequence[str], known: Mapping[str, Column], told: Mapping[str, str]) -> str:
    stacked = list(dict.fromkeys(text for text in texts if text))
    joined = "".join(stacked)
    for text in (joined, *reversed(stacked)):
        if matches([text], known, told):
            return text
    return joined


def _units_above(
    rows: Matrix, texts: Sequence[str], known: Mapping[str, Column]
) -> dict[int, Unit]:
    """Units of a line such as 单位：万件、万元 above the head, for columns of their kind."""
    said: list[Unit] = []
    for row in rows:
        for text in row:
            for mark in ("单位：", "单位:"):
                _, found, after = text.partition(mark)
                parts = after.replace("，", "、").replace(",", "、").split("、") if found else []
                said += [unit for part in parts if (unit := unit_of(part.strip("（）() ")))]
    return {
        position: unit
        for position, text in enumerate(texts)
        for unit in said
        if (column := known.get(plain(printed(text, known).name))) is not None
        and (own := unit_of(column.unit or "")) is not None
        and column.unit
        and own.dimension == unit.dimension
    }


def _units_beside(row: Sequence[str], known: Mapping[str, Column]) -> dict[int, Unit]:
    """Units that stand alone in a row below the head, or behind names that repeat it."""
    found = {}
    for position, text in enumerate(row):
        bare = unit_of(text.strip("（）()[]【】 ")) if text else None
        unit = printed(text, known).unit or bare
        if unit is not None:
            found[position] = unit
    return found


def _is_below_head(
    row: Sequence[str], texts: Sequence[str], known: Mapping[str, Column], hints: frozenset[str]
) -> bool:
    """Whether the row still belongs to the head: units, names again, or hints how to fill in."""
    stand = [(position, text) for position, text in enumerate(row) if text]
    if not stand:
        return True
    if all(text in hints for _, text in stand):
        return True
    if all(
        unit_of(text.strip("（）()[]【】 ")) is not None and not text[0].isdigit()
        for _, text in stand
    ):
        return True
    return all(
        (column := known.get(plain(printed(text, known).name))) is not None
        and known.get(plain(printed(texts[position], known).name)) is column
        for position, text in stand
    )
