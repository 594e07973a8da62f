"""Rows of a sheet that are no data: blank ones, repeated heads, remarks, and sums of the others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jidi.core.masks import Mask, as_mask
from jidi.core.numerals import fold
from jidi.intake.cells import read_number
from jidi.intake.heads import Heads
from jidi.intake.texts import plain_texts
from jidi.model.intake_rules import Words, plain

Kind = Literal["blank", "head", "remark", "total", "subtotal"]


@dataclass(frozen=True)
class RowBeside:
    """A row that is not taken in.

    :param position: in its block.
    :param cells: what it says, by the name of its column among the cells.
    """

    position: int
    row: int
    kind: Kind
    cells: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class SumCheck:
    """A printed sum beside what its rows add up to.

    :param agrees: within the rounding of what is printed.
    """

    part: str
    row: int
    column: str
    printed: float
    computed: float
    agrees: bool


class RowsBeside:
    """Tells rows that are no data from those that are.

    :param labels: the printed heads by name among the cells; rows that repeat them are heads.
    """

    def __init__(self, heads: Heads, labels: Mapping[str, str], words: Words) -> None:
        self._heads = heads
        self._words = words
        self._labels = {name: plain(text) for name, text in labels.items()}
        self._totals = {plain(word) for word in words.totals}
        self._subtotals = {plain(word) for word in words.subtotals}

    def of(self, cells: pa.RecordBatch, numbers: npt.NDArray[np.int64]) -> list[RowBeside]:
        """The rows of a block that are no data, in their order."""
        columns = [plain_texts(column) for column in cells.columns]
        filled = np.zeros(cells.num_rows, np.int64)
        for column in columns:
            filled += _is_filled(column)
        suspects = (filled <= 1) | self._says_total(cells) | self._repeats(cells)
        suspects |= self._begins_remark(columns, cells.num_rows)
        found = []
        for position in np.flatnonzero(suspects).tolist():
            said = {
                name: column[position].as_py()
                for name, column in zip(cells.schema.names, columns, strict=True)
            }
            kind = self._kind(said)
            if kind is not None:
                found.append(RowBeside(position, int(numbers[position]), kind, said))
        return found

    def _says_total(self, cells: pa.RecordBatch) -> Mask:
        """Rows with a word of summing in a column that holds no numbers."""
        found = np.zeros(cells.num_rows, bool)
        words = sorted(self._words.totals | self._words.subtotals)
        for name in self._wordy(cells):
            bare = pc.utf8_lower(plain_texts(cells.column(name)))
            spaced = pc.replace_substring_regex(bare, r"[\s\x{3000}]+", "")
            says = pc.is_in(spaced, value_set=pa.array(words))
            found |= as_mask(says)
        return found

    def _wordy(self, cells: pa.RecordBatch) -> list[str]:
        """Columns in which a word may stand, those that are left out among them."""
        numeric = {
            source.name
            for source in self._heads.sources
            if source.column.type in ("integer", "decimal")
        }
        return [name for name in cells.schema.names if name not in numeric]

    def _repeats(self, cells: pa.RecordBatch) -> Mask:
        if not self._labels:
            return np.zeros(cells.num_rows, bool)
        first = self._heads.sources[0].name
        labels = pa.array([self._heads.sources[0].head])
        same = pc.is_in(plain_texts(cells.column(first)), value_set=labels)
        found: Mask = as_mask(same)
        return found

    def _kind(self, said: Mapping[str, str | None]) -> Kind | None:
        texts = {name: text for name, text in said.items() if text is not None and text.strip()}
        if not texts:
            return "blank"
        plains = {name: plain(text) for name, text in texts.items()}
        if self._labels and all(self._labels.get(name) == text for name, text in plains.items()):
            return "head"
        if any(text in self._subtotals for text in plains.values()):
            return "subtotal"
        if any(text in self._totals for text in plains.values()):
            return "total"
        bare = [fold(text).strip() for text in texts.values()]
        return "remark" if self._is_remark(bare) else None

    def _begins_remark(self, columns: list[pa.Array], rows: int) -> Mask:
        """Rows whose first filled cell begins like a remark."""
        pattern = "^\\s*(" + "|".join(map(re.escape, self._words.remarks)) + ")"
        found, open_ = np.zeros(rows, bool), np.ones(rows, bool)
        for column in columns:
            says = pc.fill_null(pc.match_substring_regex(column, pattern), False)
            found |= open_ & as_mask(says)
            open_ &= _is_filled(column) == 0
            if not open_.any():
                break
        return found

    def _is_remark(self, texts: list[str]) -> bool:
        """Whether every cell begins a remark, or answers the words before it: 填表人：, 张三."""
        answers = False
        for text in texts:
            begins = text.startswith(self._words.remarks)
            if not begins and not answers:
                return False
            answers = begins and text.endswith((":", "："))
        return True


class Sums:
    """Running sums of a part's numbers, against which printed sums are held."""

    def __init__(self, heads: Heads, words: Words, part: str) -> None:
        self._heads = heads
        self._words = words
        self._part = part
        self._all: dict[str, float] = {}
        self._since: dict[str, float] = {}
        self._rows_all = 0
        self._rows_since = 0

    def rows(self, numbers: Mapping[str, npt.NDArray[np.float64]], first: int, last: int) -> None:
        """Add the data rows from ``first`` up to ``last`` of a block."""
        for name, column in numbers.items():
            added = float(column[first:last].sum())
            self._all[name] = self._all.get(name, 0.0) + added
            self._since[name] = self._since.get(name, 0.0) + added
        self._rows_all += last - first
        self._rows_since += last - first

    def compare(self, beside: RowBeside) -> list[SumCheck]:
        """Each number of a printed sum beside the rows' own; a subtotal begins anew."""
        is_part = beside.kind == "subtotal"
        sums, rows = (self._since, self._rows_since) if is_part else (self._all, self._rows_all)
        found = [check for name in sums if (check := self._one(beside, name, sums[name], rows))]
        if is_part:
            self._since, self._rows_since = {}, 0
        return found

    def _one(self, beside: RowBeside, name: str, computed: float, rows: int) -> SumCheck | None:
        source = self._heads.by_column[name]
        text = beside.cells.get(source.name)
        try:
            number = None if text is None else read_number(text, source, self._words)
        except ValueError:
            return None
        if number is None or not rows:
            return None
        step = Decimal(1).scaleb(_exponent(str(text))) * source.factor
        allowed = float(step) * (rows + 1) / 2 if source.factor != 1 or step < 1 else 0.5
        agrees = abs(float(number) - computed) <= allowed + abs(computed) * 1e-12
        return SumCheck(self._part, beside.row, name, float(number), computed, agrees)


def _exponent(text: str) -> int:
    _, point, decimals = fold(text).strip().partition(".")
    return -sum(sign.isdigit() for sign in decimals) if point else 0


def _is_filled(column: pa.Array) -> npt.NDArray[np.int64]:
    filled: npt.NDArray[np.int64] = pc.is_valid(column).cast(pa.int64()).to_numpy()
    return filled
