"""Heads of a draft's tables as people write them, made into the names of its columns.

A column is found by its name or by its label in either language, also as the templates write
heads: with a star and with a unit in brackets. What is wrong with a head is told once, not for
every row below it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from jidi.core.errors import Place
from jidi.core.nearest import suggestion
from jidi.model.rural import DraftTable, draft_tables
from jidi.network.rural.draft import Draft, DraftRow
from jidi.network.rural.draft_cells import Findings

_UNIT: Final = re.compile(r"\([^()]*\)$")


def with_known_heads(draft: Draft, findings: Findings) -> Draft:
    """The draft with columns by their names. Heads that are none, that are there twice or that a
    table lacks are findings; cells under the former are left out."""
    known = draft_tables()
    tables = {
        name: _table(name, known[name], rows, findings) if name in known else rows
        for name, rows in draft.tables.items()
    }
    return replace(draft, tables=tables)


def told_columns(table: str, texts: Iterable[str]) -> int:
    """How many columns of a table a row of texts names: by that its head is found."""
    labels = _labels(draft_tables()[table])
    return len({name for text in texts if (name := _column(labels, text)) is not None})


def column_of(table: str, head: str) -> str | None:
    """The column of a table that a head stands for."""
    return _column(_labels(draft_tables()[table]), head)


def plain_head(head: str) -> str:
    """A head without what is only layout: wide signs, blanks, the star of a required column."""
    text = unicodedata.normalize("NFKC", head)
    return "".join(text.split()).rstrip("*").casefold()


def _table(
    name: str, table: DraftTable, rows: tuple[DraftRow, ...], findings: Findings
) -> tuple[DraftRow, ...]:
    first: dict[str, Place] = {}
    for row in rows:
        for head in row.cells:
            first.setdefault(str(head), _placed(row, name))
    names = _names(table, first, findings)
    _lacking(name, table, rows, set(names.values()), findings)
    if all(head == names.get(head) for head in first):
        return rows
    return tuple(DraftRow(_renamed(row.cells, names), row.place) for row in rows)


def _placed(row: DraftRow, table: str) -> Place:
    return row.place if row.place.sheet or row.place.file else replace(row.place, sheet=table)


def _names(table: DraftTable, heads: Mapping[str, Place], findings: Findings) -> dict[str, str]:
    """The column's name for every head that is one."""
    labels = _labels(table)
    names: dict[str, str] = {}
    before: dict[str, str] = {}
    for head, place in heads.items():
        name = _column(labels, head)
        where = replace(place, column=head)
        if name is None:
            chinese = any(ord(sign) > 0x2E7F for sign in head)
            offered = [c.zh if chinese else c.name for c in table.columns]
            findings.add("N-203", where, column=head, nearest=suggestion(head, offered))
        elif name in before:
            findings.add("N-225", where, column=head, before=before[name])
        else:
            names[head], before[name] = name, head
    return names


def _labels(table: DraftTable) -> dict[str, str]:
    labels = {column.name: column.name for column in table.columns}
    for column in table.columns:
        for label in map(plain_head, (column.zh, column.en)):
            labels.setdefault(label, column.name)
            labels.setdefault(plain_head(_UNIT.sub("", label)), column.name)
    return labels


def _column(labels: Mapping[str, str], head: str) -> str | None:
    plain = plain_head(head)
    return labels.get(plain) or labels.get(plain_head(_UNIT.sub("", plain)))


def _lacking(
    name: str,
    table: DraftTable,
    rows: tuple[DraftRow, ...],
    there: set[str],
    findings: Findings,
) -> None:
    """Columns that must be filled in and are not there at all."""
    if not rows:
        return
    for column in table.columns:
        if column.name not in there and not (column.optional or column.default):
            place = replace(_placed(rows[0], name), row=None, column=column.name)
            facts = {"column": column.name, "column_zh": column.zh, "column_en": column.en}
            findings.add("N-224", place, **facts)
            findings.lacking.add((name, column.name))


def _renamed(cells: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {names[head]: cell for head, cell in cells.items() if head in names}
