"""Rows held aside: what they said, as it was handed in, and every reason."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from json.encoder import encode_basestring
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jidi.core.errors import InputError, Language, Place
from jidi.intake.texts import MOST_BYTES, unescaped_texts

SCHEMA: Final = pa.schema(
    [
        pa.field("number", pa.int64(), nullable=False),
        pa.field("table", pa.string(), nullable=False),
        pa.field("part", pa.string(), nullable=False),
        pa.field("row", pa.int64(), nullable=False),
        pa.field("cells", pa.string(), nullable=False),
        pa.field("reasons", pa.string(), nullable=False),
    ]
)
"""How they are kept: cells and reasons as JSON."""

_MOST_CELL: Final = 2000
"""Characters of a cell that a held row keeps."""
_ONCE_CHINESE: Final = (("reason", "reason_en"), ("column", "column_en"), ("other", "other_en"))


@dataclass(frozen=True)
class Reason:
    """One reason why a row was held aside.

    :param column: the column's name in the table; empty when it concerns the whole row.
    """

    code: str
    column: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def error(self, *, file: str = "", part: str = "", row: int | None = None) -> InputError:
        """The reason as an error with its place."""
        where = Place(file=file, sheet=part or None, row=row, column=self.column or None)
        return InputError(self.code, where=where, **self._told)

    def short(self, lang: Language) -> str:
        """What is wrong and what to do, without the place."""
        error = InputError(self.code, **self._told)
        stop = "。" if lang == "zh" else ". "
        return f"{self.code} {error.what(lang)}{stop}{error.remedy(lang)}"

    @property
    def _told(self) -> Mapping[str, Any]:
        """The facts; rows held aside before 2026-11-28 tell some of them in Chinese only."""
        facts = dict(self.facts)
        for name, also in _ONCE_CHINESE:
            if name in facts and also not in facts:
                facts[also] = facts[name]
        if self.code == "J-201" and "mend_zh" not in facts:
            facts |= {"mend_zh": "请按所述更正。", "mend_en": "Mend it."}
        return facts

    def to_json(self) -> dict[str, Any]:
        """Code, column and facts."""
        return {"code": self.code, "column": self.column, "facts": dict(self.facts)}


@dataclass(frozen=True)
class HeldRow:
    """A row held aside.

    :param number: counted within its receipt, from 1; 0 before it has one.
    :param row: its number in the part, as the sender sees it.
    :param cells: what it says, by the table's column; heads that are no column of the table stand
        under their own text.
    """

    table: str
    part: str
    row: int
    cells: Mapping[str, str | None]
    reasons: tuple[Reason, ...]
    number: int = 0

    def to_json(self) -> dict[str, Any]:
        """The row with its reasons in both languages."""
        return {
            "number": self.number,
            "table": self.table,
            "part": self.part,
            "row": self.row,
            "cells": dict(self.cells),
            "reasons": [
                {**r.to_json(), "zh": r.short("zh"), "en": r.short("en")} for r in self.reasons
            ],
        }


def _no_numbers() -> pa.Array:
    return pa.array([], pa.int64())


def _no_texts() -> pa.Array:
    return pa.array([], pa.string())


@dataclass(frozen=True)
class HeldRows:
    """Rows of one part held aside, by column and as they are kept: many cost little.

    :param rows: their numbers in the part, as int64.
    :param cells: what each says, as JSON; texts, in pieces where they are very long.
    :param reasons: the reasons of each, as JSON, likewise.
    :param counts: how often each code stands among the reasons, by code and column.
    """

    table: str
    part: str
    rows: pa.Array = field(default_factory=_no_numbers)
    cells: pa.Array | pa.ChunkedArray = field(default_factory=_no_texts)
    reasons: pa.Array | pa.ChunkedArray = field(default_factory=_no_texts)
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Sequence[HeldRow], *, table: str, part: str) -> HeldRows:
        """Rows of one table and part, by column."""
        return cls(
            table,
            part,
            pa.array([row.row for row in rows], pa.int64()),
            _dumped(dict(row.cells) for row in rows),
            _dumped([reason.to_json() for reason in row.reasons] for row in rows),
            Counter((reason.code, reason.column) for row in rows for reason in row.reasons),
        )

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[HeldRow]:
        columns = (column.to_pylist() for column in (self.rows, self.cells, self.reasons))
        for row, cells, reasons in zip(*columns, strict=True):
            why = tuple(Reason(**reason) for reason in json.loads(reasons))
            yield HeldRow(self.table, self.part, row, json.loads(cells), why)

    def as_table(self, *, first: int) -> pa.Table:
        """The rows as they are kept, numbered from ``first``."""
        columns = [
            pa.array(np.arange(first, first + len(self))),
            pa.repeat(self.table, len(self)),
            pa.repeat(self.part, len(self)),
            self.rows,
            self.cells,
            self.reasons,
        ]
        return pa.Table.from_arrays(columns, schema=SCHEMA)


def _dumped(things: Iterable[Any]) -> pa.Array:
    return pa.array([json.dumps(thing, ensure_ascii=False) for thing in things], pa.string())


def cells_as_json(cells: pa.RecordBatch, names: Sequence[str]) -> pa.ChunkedArray:
    """Each row as a JSON object, in pieces of what one array can hold.

    :param names: under which its cells stand.
    """
    begins = [f"{encode_basestring(name)}: " for name in names]
    if not begins:
        return pa.chunked_array([pa.repeat("{}", cells.num_rows)])
    at_once = max(1, MOST_BYTES // sum(len(one.encode()) + 8 * _MOST_CELL for one in begins))
    pieces = [
        _joined(cells.slice(start, at_once), begins) for start in range(0, cells.num_rows, at_once)
    ]
    return pa.chunked_array(pieces, pa.string())


def _joined(cells: pa.RecordBatch, begins: Sequence[str]) -> pa.Array:
    pairs = [_pairs(begin, column) for begin, column in zip(begins, cells.columns, strict=True)]
    inside = pc.binary_join_element_wise(*pairs, ", ")
    return pc.binary_join_element_wise("{", inside, "}", "")


def _pairs(begin: str, column: pa.Array) -> pa.Array:
    texts = unescaped_texts(column, longest=_MOST_CELL)
    if texts is None:
        said = [
            None if value is None else encode_basestring(str(value)[:_MOST_CELL])
            for value in column.to_pylist()
        ]
        texts = pc.binary_join_element_wise(begin, pa.array(said, pa.string()), "")
    else:
        texts = pc.binary_join_element_wise(f'{begin}"', texts, '"', "")
    return pc.fill_null(texts, f"{begin}null")


def from_rows(kept: Iterable[Mapping[str, Any]]) -> list[HeldRow]:
    """Rows as they were kept."""
    return [
        HeldRow(
            table=row["table"],
            part=row["part"],
            row=row["row"],
            cells=json.loads(row["cells"]),
            reasons=tuple(Reason(**reason) for reason in json.loads(row["reasons"])),
            number=row["number"],
        )
        for row in kept
    ]
