"""Rows held aside: what they said, as it was handed in, and every reason."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pyarrow as pa

from jidi.core.errors import InputError, Language, Place

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
        return InputError(self.code, where=where, **self.facts)

    def short(self, lang: Language) -> str:
        """What is wrong and what to do, without the place."""
        error = InputError(self.code, **self.facts)
        stop = "。" if lang == "zh" else ". "
        return f"{self.code} {error.what(lang)}{stop}{error.remedy(lang)}"

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


def as_batch(rows: Sequence[HeldRow], *, first: int) -> pa.RecordBatch:
    """The rows as they are kept, numbered from ``first``."""
    plain = [
        {
            "number": number,
            "table": row.table,
            "part": row.part,
            "row": row.row,
            "cells": json.dumps(dict(row.cells), ensure_ascii=False),
            "reasons": json.dumps([r.to_json() for r in row.reasons], ensure_ascii=False),
        }
        for number, row in enumerate(rows, start=first)
    ]
    return pa.RecordBatch.from_pylist(plain, schema=SCHEMA)


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
