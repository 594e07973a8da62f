"""The judge: every row of a block against its table, all findings in one pass, no loop over rows.

Columns are judged whole. Rows without a finding go on in the table's types; the others are held
aside as they were handed in, each with all its reasons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jidi.core.errors import InputError, Place
from jidi.feeds import Block
from jidi.intake.cells import Converted, Mask, as_text, by_value, converted, trimmed
from jidi.intake.findings import Findings, text_at
from jidi.intake.heads import Heads, Source
from jidi.intake.held import HeldRow, Reason
from jidi.intake.known import Known, Nearest
from jidi.model.intake_rules import Rules, Words
from jidi.model.table import Column, Table, TableKind

_MOST_CELL = 2000
"""Characters of a cell that a held row keeps."""
_TEXT = {"wanted_zh": "文本", "wanted_en": "text", "how": "A1"}
_WANTED = {
    "integer": {"wanted_zh": "整数", "wanted_en": "a whole number", "how": "123456"},
    "decimal": {"wanted_zh": "数值", "wanted_en": "a number", "how": "1234.5"},
    "boolean": {"wanted_zh": "是或否", "wanted_en": "yes or no", "how": "是/否"},
    "date": {"wanted_zh": "日期", "wanted_en": "a date", "how": "2025-06-30"},
    "timestamp": {"wanted_zh": "时间", "wanted_en": "a time", "how": "2025-06-30 18:05:00"},
}
"""What a cell of each type must be, in words and by example."""


@dataclass(frozen=True)
class Judged:
    """A block, judged.

    :param good: rows without a finding, in the table's types.
    :param rows: their numbers in the part.
    :param cells: what they say as handed in.
    :param held: the others.
    :param numbers: for sheets, the numbers of all rows by column, unknown ones 0: to compare sums.
    """

    good: pa.RecordBatch
    rows: npt.NDArray[np.int64]
    cells: pa.RecordBatch
    held: tuple[HeldRow, ...]
    numbers: Mapping[str, npt.NDArray[np.float64]] = field(default_factory=dict)


class Judge:
    """Judges the rows of one part.

    :param now: the time at which they are judged, as it is in China, without zone.
    :param origin: as what they are taken in; rows that say otherwise of themselves are held.
    """

    def __init__(
        self, heads: Heads, known: Known, *, words: Words, rules: Rules, now: datetime, origin: str,
        part: str = "", file: str = "",
    ) -> None:  # fmt: skip
        self._heads = heads
        self._table = heads.table
        self._known = known
        self._words = words
        self._rules = rules
        self._now = now.replace(microsecond=0)
        self._origin = origin
        self._part = part
        self._file = file
        self._nearest: dict[str, Nearest] = {}
        self._told = {source.name: source.column.name for source in heads.sources}
        self._order = [rule for rule in rules.order if rule.table == self._table.name]
        self._parts = [rule for rule in rules.part if rule.table == self._table.name]

    @property
    def table(self) -> Table:
        """The table whose rows these are."""
        return self._table

    def unchecked(self) -> tuple[str, ...]:
        """References that cannot be checked, because the book holds no row they could meet."""
        targets = {c.refers for c in self._table.columns if c.refers is not None}
        return tuple(sorted(t for t in targets if not self._known.is_checked(t)))

    def judge(self, block: Block) -> Judged:
        """Sort the rows of a block into good ones and held ones.

        :raises InputError: J-107 when a column's Arrow type cannot be read at all.
        """
        cells = block.cells
        findings = Findings(cells.num_rows)
        values: dict[str, pa.Array] = {}
        for column in self._table.columns:
            values[column.name] = self._column(column, cells, findings)
        self._check_across(values, findings)
        self._check_origin(cells, findings)
        return self._sorted(block, values, findings)

    def held(
        self,
        part: str,
        cells: pa.RecordBatch,
        rows: Sequence[int],
        why: Sequence[tuple[Reason, ...]],
    ) -> Iterator[HeldRow]:
        """Rows as they are held aside.

        :param cells: what they say, as handed in.
        :param rows: their numbers in the part.
        :param why: the reasons of each.
        """
        names = [self._told.get(name, name) for name in cells.schema.names]
        columns = [_texts(column) for column in cells.columns]
        for row, reasons, said in zip(rows, why, zip(*columns, strict=True), strict=True):
            told = dict(zip(names, said, strict=True))
            yield HeldRow(self._table.name, part, row, told, reasons)

    def broken(self, block: Block) -> Iterator[HeldRow]:
        """The rows that could not even be split into cells."""
        for one in block.broken:
            reason = Reason("J-201", "", {"reason": one.reason.what("zh")})
            yield HeldRow(self._table.name, block.part, one.row, {"": one.text}, (reason,))

    # One column

    def _column(self, column: Column, cells: pa.RecordBatch, findings: Findings) -> pa.Array:
        source = self._heads.by_column.get(column.name)
        if source is None:
            return pa.nulls(cells.num_rows, column.arrow_type)
        raw = cells.column(source.name)
        made = self._converted(column, source, raw, findings)
        self._check_required(column, made, findings)
        if column.min is not None or column.max is not None:
            self._check_range(column, made.values, findings)
        if column.type in ("date", "timestamp"):
            self._check_time(column, made.values, findings)
        return made.values

    def _converted(
        self, column: Column, source: Source, raw: pa.Array, findings: Findings
    ) -> Converted:
        try:
            if column.type == "code":
                return self._codes(column, raw, findings)
            if column.type == "division":
                return self._divisions(column, raw, findings)
            made = converted(raw, source, self._words)
        except TypeError as error:
            raise self._unreadable(column, source, str(error)) from error
        wanted = _WANTED.get(column.type, _TEXT)
        findings.add(
            "J-203", column.name, made.wrong, lambda at: {"value": text_at(raw, at), **wanted}
        )
        if column.refers is not None:
            self._check_reference(column, made.values, findings)
        return made

    def _unreadable(self, column: Column, source: Source, found: str) -> InputError:
        where = Place(file=self._file, sheet=self._part or None, column=source.head)
        wanted: dict[str, Any] = _WANTED.get(column.type, _TEXT)
        return InputError("J-107", where=where, column=source.head, found=found, **wanted)

    def _codes(self, column: Column, raw: pa.Array, findings: Findings) -> Converted:
        codes = self._known.codes[str(column.codes)]
        made = by_value(as_text(raw), _or_nothing(codes.read), pa.string())
        near = self._near(column)
        findings.add(
            "J-204", column.name, made.wrong,
            lambda at: {
                "value": (said := text_at(raw, at)), "list": str(column.codes),
                "nearest": near.of(said, None, codes),
            },
        )  # fmt: skip
        return made

    def _divisions(self, column: Column, raw: pa.Array, findings: Findings) -> Converted:
        roster = self._known.roster
        made = by_value(as_text(raw), _or_nothing(roster.read), pa.string())
        near = self._near(column)
        findings.add(
            "J-205", column.name, made.wrong,
            lambda at: {"value": (said := text_at(raw, at)),
                "nearest": near.of(said, None, roster)},
        )  # fmt: skip
        return made

    def _check_reference(self, column: Column, values: pa.Array, findings: Findings) -> None:
        target = str(column.refers)
        if not self._known.is_checked(target):
            return
        ids, near = self._known.references[target], self._near(column)
        known = pc.is_in(values, value_set=ids, skip_nulls=False)
        if pc.all(known).as_py():
            return
        wrong = _mask(pc.and_(pc.invert(known), pc.is_valid(values)))
        findings.add(
            "J-206", column.name, wrong,
            lambda at: {
                "value": (said := text_at(values, at)), "target": target,
                "nearest": near.of(said, ids),
            },
        )  # fmt: skip

    def _near(self, column: Column) -> Nearest:
        return self._nearest.setdefault(column.name, Nearest())

    def _check_required(self, column: Column, made: Converted, findings: Findings) -> None:
        if not column.required or not made.values.null_count:
            return
        empty = _mask(pc.is_null(made.values))
        if made.wrong is not None:
            empty &= ~made.wrong
        name = column.zh
        findings.add("J-202", column.name, empty, lambda _at: {"column": name})

    def _check_range(self, column: Column, values: pa.Array, findings: Findings) -> None:
        low = -np.inf if column.min is None else column.min
        high = np.inf if column.max is None else column.max
        found = pc.min_max(values).as_py()
        if found["min"] is None or (found["min"] >= low and found["max"] <= high):
            return
        outside = pc.or_(pc.less(values, low), pc.greater(values, high))
        facts = {"low": _limit(column.min), "high": _limit(column.max)}
        findings.add(
            "J-207", column.name, _mask(outside), lambda at: {"value": text_at(values, at), **facts}
        )

    def _check_time(self, column: Column, values: pa.Array, findings: Findings) -> None:
        found = pc.min_max(values).as_py()
        if found["min"] is None:
            return
        is_flow = self._table.kind is TableKind.FLOW
        since = self._rules.flow_since if is_flow else self._rules.any_since
        until = self._now + timedelta(minutes=self._rules.future_minutes)
        first, last = _as_of(column, datetime.combine(since, time())), _as_of(column, until)
        if found["min"] < first:
            early = _mask(pc.less(values, pa.scalar(first, values.type)))
            facts = {"since": since.isoformat()}
            findings.add(
                "J-210", column.name, early, lambda at: {"value": text_at(values, at), **facts}
            )
        if found["max"] > last and column.name not in self._rules.may_lie_ahead:
            ahead = _mask(pc.greater(values, pa.scalar(last, values.type)))
            facts = {"now": self._now.isoformat(" ")}
            findings.add(
                "J-209", column.name, ahead, lambda at: {"value": text_at(values, at), **facts}
            )

    # Across columns

    def _check_across(self, values: dict[str, pa.Array], findings: Findings) -> None:
        for order in self._order:
            self._check_pair("J-208", order.earlier, order.later, values, findings)
        for part in self._parts:
            self._check_pair("J-211", part.part, part.whole, values, findings)

    def _check_pair(
        self, code: str, low: str, high: str, values: dict[str, pa.Array], findings: Findings
    ) -> None:
        lower, upper = values[low], values[high]
        above = pc.greater(lower, upper)
        if not pc.any(above).as_py():
            return
        names = {"column": self._table.column(low).zh, "other": self._table.column(high).zh}
        findings.add(
            code, low, _mask(above),
            lambda at: {
                "value": text_at(lower, at), "other_value": text_at(upper, at), **names,
            },
        )  # fmt: skip

    def _check_origin(self, cells: pa.RecordBatch, findings: Findings) -> None:
        if "origin" not in cells.schema.names:
            return
        said = trimmed(as_text(cells.column("origin")))
        if pc.all(pc.equal(said, self._origin)).as_py() and not said.null_count:
            return
        other = _mask(pc.not_equal(said, self._origin))
        origin = self._origin
        findings.add(
            "J-213", "origin", other, lambda at: {"value": text_at(said, at), "origin": origin}
        )

    # What becomes of the rows

    def _sorted(self, block: Block, values: dict[str, pa.Array], findings: Findings) -> Judged:
        schema = pa.schema([f for f in self._table.arrow_schema if f.name != "origin"])
        numbers = numbers_of(block)
        wrong = list(findings.positions())
        said = block.cells.take(pa.array(wrong, pa.int64()))
        why = [findings.of(position) for position in wrong]
        held = tuple(self.held(block.part, said, numbers[wrong].tolist(), why))
        arrays = [values[field.name] for field in schema]
        whole = pa.RecordBatch.from_arrays(arrays, names=schema.names)
        cells = block.cells
        if held:
            keep = pa.array(~findings.bad)
            whole, cells, numbers = whole.filter(keep), cells.filter(keep), numbers[~findings.bad]
        good = pa.RecordBatch.from_arrays(whole.columns, schema=schema)
        summed = self._numbers(values) if block.is_grid else {}
        return Judged(good, numbers, cells, held, summed)

    def _numbers(self, values: Mapping[str, pa.Array]) -> dict[str, npt.NDArray[np.float64]]:
        return {
            column.name: pc.fill_null(values[column.name].cast(pa.float64()), 0.0).to_numpy()
            for column in self._table.columns
            if column.type in ("integer", "decimal") and column.name in self._heads.by_column
        }


def numbers_of(block: Block) -> npt.NDArray[np.int64]:
    """The number of every row of the block in its part."""
    if block.rows is None:
        return np.arange(block.first_row, block.first_row + block.cells.num_rows, dtype=np.int64)
    numbers: npt.NDArray[np.int64] = block.rows.to_numpy(zero_copy_only=False)
    return numbers


def _texts(column: pa.Array) -> list[str | None]:
    return [None if v is None else str(v)[:_MOST_CELL] for v in column.to_pylist()]


def _or_nothing(read: Any) -> Any:
    """An empty text says nothing, and is nothing wrong."""
    return lambda text: read(text) if text.strip() else None


def _mask(found: pa.Array) -> Mask:
    if found.null_count:
        found = pc.fill_null(found, False)
    mask: Mask = found.to_numpy(zero_copy_only=False)
    return mask


def _limit(value: float | None) -> str:
    return "∞" if value is None else f"{value:g}"


def _as_of(column: Column, moment: datetime) -> date | datetime:
    return moment if column.type == "timestamp" else moment.date()
