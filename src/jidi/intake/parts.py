"""A part (sheet, member, file) from its blocks: head found, rows beside left out, rows judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from jidi.core.masks import as_bits
from jidi.feeds import Block
from jidi.intake.beside import RowBeside, RowsBeside, SumCheck, Sums
from jidi.intake.held import HeldRows
from jidi.intake.judge import Judge, Judged, numbers_of
from jidi.intake.layout import Layout
from jidi.model.intake_rules import Words
from jidi.model.table import TableKind


@dataclass(frozen=True)
class Taken:
    """What came out of a block.

    :param broken: rows that could not be split into cells, held aside.
    :param beside: rows that are no data.
    """

    judged: Judged
    broken: HeldRows
    beside: tuple[RowBeside, ...] = ()
    checks: tuple[SumCheck, ...] = ()

    @property
    def rows(self) -> int:
        """Rows of data: good, held, and broken."""
        return int(self.judged.good.num_rows) + len(self.judged.held) + len(self.broken)


class PartReader:
    """Reads the blocks of one part in their order."""

    def __init__(self, layout: Layout, judge: Judge, words: Words, part: str) -> None:
        self.layout = layout
        self.judge = judge
        self._skip = layout.skip
        self._merged: tuple[tuple[int, int, int, int], ...] = ()
        self._beside = RowsBeside(layout.heads, layout.labels, words)
        self._sums = Sums(layout.heads, words, part)

    def take(self, block: Block) -> Taken:
        """Judge a block."""
        broken = self.judge.broken(block)
        self._merged = self._merged or block.merged
        block = filled_down(self._past_head(block), self._merged)
        if not self._may_hold_sums(block):
            return Taken(self.judge.judge(block), broken)
        numbers = numbers_of(block)
        beside = self._beside.of(block.cells, numbers)
        data = without(block, [one.position for one in beside])
        judged = self.judge.judge(data)
        return Taken(judged, broken, tuple(beside), tuple(self._compared(judged, beside, block)))

    def _may_hold_sums(self, block: Block) -> bool:
        """Feeds of happenings hold no sums; looking for them costs time."""
        return block.is_grid or self.judge.table.kind is not TableKind.FLOW

    def _past_head(self, block: Block) -> Block:
        skip, self._skip = min(self._skip, block.cells.num_rows), 0
        return block if not skip else without(block, range(skip))

    def _compared(self, judged: Judged, beside: list[RowBeside], block: Block) -> list[SumCheck]:
        found: list[SumCheck] = []
        done = 0
        for passed, one in enumerate(beside):
            until = one.position - passed
            self._sums.rows(judged.numbers, done, until)
            done = until
            if one.kind in ("total", "subtotal"):
                found += self._sums.compare(one)
        self._sums.rows(judged.numbers, done, block.cells.num_rows - len(beside))
        return found


def without(block: Block, positions: Sequence[int]) -> Block:
    """The block without the rows at these positions; the others keep their numbers."""
    gone = list(positions)
    if not gone:
        return block
    keep = np.ones(block.cells.num_rows, bool)
    keep[gone] = False
    mask = as_bits(keep)
    return replace(
        block, cells=block.cells.filter(mask), rows=block.row_numbers().filter(mask), broken=()
    )


def filled_down(block: Block, merged: tuple[tuple[int, int, int, int], ...]) -> Block:
    """The block with cells that are merged over several rows filled in all of them."""
    tall = [span for span in merged if span[2] > span[0]]
    if not tall or not block.cells.num_rows:
        return block
    numbers = block.row_numbers().to_pylist()
    place = {number: position for position, number in enumerate(numbers)}
    columns = block.cells.schema.names
    lists: dict[str, list[str | None]] = {}
    for first_row, first_column, last_row, _ in tall:
        name = str(first_column)
        if first_row not in place or name not in columns:
            continue
        cells = lists.setdefault(name, block.cells.column(name).to_pylist())
        value = cells[place[first_row]]
        for row in range(first_row + 1, last_row + 1):
            if row in place and cells[place[row]] is None:
                cells[place[row]] = value
    arrays = [
        pa.array(lists[name], pa.string()) if name in lists else block.cells.column(name)
        for name in columns
    ]
    cells = pa.RecordBatch.from_arrays(arrays, names=columns)
    return replace(block, cells=cells)
