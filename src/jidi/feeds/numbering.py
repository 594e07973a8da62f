"""The numbers of rows when some of their neighbours were set aside."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pyarrow as pa

from jidi.core.masks import is_there
from jidi.feeds.feed import Block, BrokenRow


def numbered_block(
    cells: pa.RecordBatch,
    *,
    part: str,
    numbers: np.ndarray,
    broken: Collection[BrokenRow],
    is_grid: bool = False,
    merged: tuple[tuple[int, int, int, int], ...] = (),
) -> Block:
    """A block whose row numbers are kept only where they are not consecutive.

    :param numbers: the number of every row of ``cells``.
    """
    consecutive = not len(numbers) or int(numbers[-1] - numbers[0]) == len(numbers) - 1
    lowest = [int(numbers[0])] if len(numbers) else [row.row for row in broken]
    return Block(
        part=part,
        first_row=min(lowest, default=1),
        cells=cells,
        is_grid=is_grid,
        rows=None if consecutive else pa.array(numbers, pa.int64()),
        broken=tuple(sorted(broken, key=lambda row: row.row)),
        merged=merged,
    )


def without(total: int, missing: Collection[int]) -> np.ndarray:
    """The whole numbers from 0 to ``total`` that are not missing."""
    there = np.ones(total, dtype=bool)
    if missing:
        there[np.fromiter(missing, dtype=np.int64, count=len(missing))] = False
    return np.flatnonzero(there)


def said_rows(cells: pa.RecordBatch) -> np.ndarray | None:
    """Whether each row holds anything; None when all do."""
    if cells.num_rows == 0 or any(column.null_count == 0 for column in cells.columns):
        return None
    said = np.zeros(cells.num_rows, dtype=bool)
    for column in cells.columns:
        said |= is_there(column)
    return None if bool(said.all()) else said
