"""What is wrong with the rows of one block, gathered column by column."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jidi.intake.texts import Mask

Positions = npt.NDArray[np.int64]
Tell = Callable[[Positions], Mapping[str, Sequence[str]]]
"""The facts of a finding that differ from row to row, for the positions of rows in the block."""

NOTHING: Final[Mapping[str, Any]] = {}
_MOST_SHOWN: Final = 80
"""Characters of a cell that a finding tells."""


class Findings:
    """Findings of a block of rows, kept as they will be written: no object is made for a row.

    :param rows: how many rows the block has.
    """

    def __init__(self, rows: int) -> None:
        self._positions: list[Positions] = []
        self._reasons: list[str] = []
        self.bad: Mask = np.zeros(rows, bool)
        self.counts: Counter[tuple[str, str]] = Counter()

    def add(
        self,
        code: str,
        column: str,
        where: Mask | None,
        tell: Tell | None = None,
        same: Mapping[str, Any] = NOTHING,
    ) -> None:
        """Note a finding for every row of the mask.

        :param tell: the facts of each row.
        :param same: the facts that are the same for all of them.
        """
        if where is None or not where.any():
            return
        positions = np.flatnonzero(where)
        self.bad |= where
        self.counts[code, column] += len(positions)
        self._positions.append(positions)
        told = {} if tell is None else tell(positions)
        self._reasons += reasons(code, column, len(positions), told, same)

    def positions(self) -> Positions:
        """Rows with a finding, in their order."""
        return np.flatnonzero(self.bad)

    def reasons(self) -> list[str]:
        """For each row with a finding, in their order, all its reasons as JSON."""
        if not self._positions:
            return []
        found = np.concatenate(self._positions)
        order = np.argsort(found, kind="stable")
        begins = np.flatnonzero(np.diff(found[order], prepend=-1)).tolist()
        told = [self._reasons[at] for at in order.tolist()]
        ends = [*begins[1:], len(told)]
        return [f"[{', '.join(told[a:b])}]" for a, b in zip(begins, ends, strict=True)]


def reasons(
    code: str,
    column: str,
    rows: int,
    told: Mapping[str, Sequence[str]],
    same: Mapping[str, Any] = NOTHING,
) -> list[str]:
    """The same reason of several rows, each as JSON.

    :param told: the facts that differ, by their name.
    """
    begin = f'{{"code": {json.dumps(code)}, "column": {json.dumps(column)}, "facts": {{'
    facts = [_pairs(name, texts) for name, texts in told.items()]
    facts += [[_pair(name, value)] * rows for name, value in same.items()]
    if not facts:
        return [begin + "}}"] * rows
    return [f"{begin}{', '.join(pairs)}}}}}" for pairs in zip(*facts, strict=True)]


def texts_at(cells: pa.Array, positions: Positions) -> list[str]:
    """What these cells say, cut after 80 characters."""
    values = cells.take(pa.array(positions)).to_pylist()
    return ["" if value is None else str(value)[:_MOST_SHOWN] for value in values]


def _pairs(name: str, texts: Sequence[str]) -> list[str]:
    begin = f"{encode_basestring(name)}: "
    return [begin + encode_basestring(text) for text in texts]


def _pair(name: str, value: Any) -> str:
    return f"{encode_basestring(name)}: {json.dumps(value, ensure_ascii=False)}"
