"""What is wrong with the rows of one block, gathered column by column."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jidi.core.masks import Mask
from jidi.intake.texts import MOST_BYTES, unescaped_texts

Positions = npt.NDArray[np.int64]
Texts: TypeAlias = Sequence[str] | pa.Array
Tell = Callable[[Positions], Mapping[str, Texts]]
"""The facts of a finding that differ from row to row, for the positions of rows in the block."""

NOTHING: Final[Mapping[str, Any]] = {}
_BETWEEN: Final = pa.scalar(", ", pa.large_string())
_MOST_SHOWN: Final = 80
"""Characters of a cell that a finding tells."""


class Findings:
    """Findings of a block of rows, kept as they will be written: no object is made for a row.

    :param rows: how many rows the block has.
    """

    def __init__(self, rows: int) -> None:
        self._positions: list[Positions] = []
        self._reasons: list[pa.Array] = []
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
        found = reasons(code, column, len(positions), told, same)
        self._reasons.append(found.cast(pa.large_string()))  # those of all columns may be much

    def positions(self) -> Positions:
        """Rows with a finding, in their order."""
        return np.flatnonzero(self.bad)

    def reasons(self) -> pa.ChunkedArray:
        """For each row with a finding, in their order, all its reasons as JSON."""
        if not self._positions:
            return as_lists(pa.array([], pa.string()))
        found = np.concatenate(self._positions)
        order = np.argsort(found, kind="stable")
        begins = np.flatnonzero(np.diff(found[order], prepend=-1))
        bounds = pa.array(np.append(begins, len(order)), pa.int32())
        told = pa.concat_arrays(self._reasons).take(pa.array(order))
        each = pc.binary_join(pa.ListArray.from_arrays(bounds, told), _BETWEEN)
        return as_lists(each)


def as_lists(reasons: pa.Array) -> pa.ChunkedArray:
    """Texts of JSON values, each as that of a list which holds them; as the type ``string``, in
    pieces of what one array can hold: all cells of many rows may be wrong."""
    begin, end, between = (pa.scalar(sign, reasons.type) for sign in ("[", "]", ""))
    listed = pc.binary_join_element_wise(begin, reasons, end, between)
    longest = pc.max(pc.binary_length(listed)).as_py() or 1
    at_once = max(1, MOST_BYTES // longest)
    pieces = [
        listed.slice(start, at_once).cast(pa.string()) for start in range(0, len(listed), at_once)
    ]
    return pa.chunked_array(pieces, pa.string())


def reasons(
    code: str,
    column: str,
    rows: int,
    told: Mapping[str, Texts],
    same: Mapping[str, Any] = NOTHING,
) -> pa.Array:
    """The same reason of several rows, each as JSON.

    :param told: the facts that differ, by their name.
    """
    begin = f'{{"code": {json.dumps(code)}, "column": {json.dumps(column)}, "facts": {{'
    facts = [_pairs(name, texts) for name, texts in told.items()]
    facts += [pa.repeat(_pair(name, value), rows) for name, value in same.items()]
    if not facts:
        return pa.repeat(begin + "}}", rows)
    inside = pc.binary_join_element_wise(*facts, ", ")
    return pc.binary_join_element_wise(begin, inside, "}}", "")


def texts_at(cells: pa.Array, positions: Positions) -> pa.Array:
    """What these cells say, cut after 80 characters."""
    some = cells.take(pa.array(positions))
    texts = unescaped_texts(some, longest=_MOST_SHOWN)
    if texts is None:
        values = some.to_pylist()
        said = ["" if value is None else str(value)[:_MOST_SHOWN] for value in values]
        return pa.array(said, pa.string())
    return pc.fill_null(texts, "") if texts.null_count else texts


def _pairs(name: str, texts: Texts) -> pa.Array:
    begin = f"{encode_basestring(name)}: "
    said = texts if isinstance(texts, pa.Array) else pa.array(texts, pa.string())
    plain = unescaped_texts(said, longest=said.nbytes)
    if plain is None:
        return pa.array([begin + encode_basestring(text) for text in said.to_pylist()], pa.string())
    return pc.binary_join_element_wise(f'{begin}"', plain, '"', "")


def _pair(name: str, value: Any) -> str:
    return f"{encode_basestring(name)}: {json.dumps(value, ensure_ascii=False)}"
