"""Rows held aside without personal values in clear: they wait on the disk and go out in sheets."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pyarrow as pa

from jidi.intake.held import HeldRow
from jidi.model.table import Table
from jidi.privacy import KeyRing, pseudonymise
from jidi.privacy.door import is_keyed

NOT_KEPT: Final = "（含个人信息，原文不留存）"
"""Stands in place of a row that could not be split, in tables with personal values."""


def unnamed(rows: tuple[HeldRow, ...], table: Table, keys: KeyRing | None) -> tuple[HeldRow, ...]:
    """The rows with personal values keyed as in the lake, so that they can come in again.

    A row that could not be split into cells keeps its number and reason, not its text.

    :raises WorkspaceError: K-104 when there is a personal value and no key for its purpose.
    """
    names = [column.name for column in table.columns if is_keyed(column)]
    wanted = [*dict.fromkeys([*table.key, *names])]
    cells = [pa.array([row.cells.get(name) for row in rows], pa.string()) for name in wanted]
    batch = pa.RecordBatch.from_arrays(cells, names=wanted)
    keyed = pseudonymise(batch, table, keys).select(names).to_pylist()
    return tuple(
        replace(row, cells=_without_text(dict(row.cells) | _stands(row, values)))
        for row, values in zip(rows, keyed, strict=True)
    )


def _stands(row: HeldRow, values: dict[str, str | None]) -> dict[str, str | None]:
    return {name: value for name, value in values.items() if name in row.cells}


def _without_text(cells: dict[str, str | None]) -> dict[str, str | None]:
    return cells | ({"": NOT_KEPT} if "" in cells else {})
