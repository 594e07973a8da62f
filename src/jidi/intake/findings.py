"""What is wrong with the rows of one block, gathered column by column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from jidi.intake.cells import Mask
from jidi.intake.held import Reason

Tell = Callable[[int], Mapping[str, Any]]
"""The facts of a finding, for the position of a row in the block."""


class Findings:
    """Findings of a block of rows.

    :param rows: how many rows the block has.
    """

    def __init__(self, rows: int) -> None:
        self._reasons: dict[int, list[Reason]] = {}
        self.bad: Mask = np.zeros(rows, bool)

    def add(self, code: str, column: str, where: Mask | None, tell: Tell) -> None:
        """Note a finding for every row of the mask."""
        if where is None or not where.any():
            return
        self.bad |= where
        for position in np.flatnonzero(where).tolist():
            self._reasons.setdefault(position, []).append(Reason(code, column, tell(position)))

    def of(self, position: int) -> tuple[Reason, ...]:
        """The reasons of one row."""
        return tuple(self._reasons.get(position, ()))

    def positions(self) -> Iterator[int]:
        """Rows with a finding, in their order."""
        return iter(sorted(self._reasons))


def text_at(cells: pa.Array, position: int) -> str:
    """What a cell says, cut after 80 characters."""
    value = cells[position].as_py()
    return "" if value is None else str(value)[:80]
