"""The judge: every row of a block against its table, all findings in one pass, no loop over rows.

Columns are judged whole. Rows without a finding go on in the table's types; the others are held
aside as they were handed in, each with all its reasons.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jidi.core.division_code import DivisionCode, Level
from jidi.core.errors import InputError, Place
from jidi.core.masks import Mask, as_bits, as_mask, is_there
from jidi.feeds import Block
from jidi.intake.cells import converted
from jidi.intake.findings import Findings, Positions, Tell, as_lists, reasons, texts_at
from jidi.intake.heads import Heads, Source
from jidi.intake.held import HeldRows, cells_as_json
from jidi.intake.known import Codes, Known, Nearest
from jidi.intake.referring import Referring
from jidi.intake.texts import Converted, as_text, by_value, few_texts, plain_texts
from jidi.intake.times import named_days
from jidi.model.intake_rules import Rules, Words
from jidi.model.table import Column, Table, TableKind

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

    :param good: rows without a finding, in the table's types; texts that come often by way of a
        dictionary.
    :param block: what was judged.
    :param positions: where the good rows stand in it; None when all of its rows are good.
    :param held: the others.
    :param numbers: for sheets, the numbers of all rows by column, unknown ones 0: to compare sums.
    :param meant: how many cells of a column told the number of a thing by its name.
    :param midnights: how many named a day where a time belongs, and were read as its midnight.
    """

    good: pa.RecordBatch
    block: Block
    held: HeldRows
    positions: Positions | None = None
    numbers: Mapping[str, npt.NDArray[np.float64]] = field(default_factory=dict)
    meant: Mapping[str, int] = field(default_factory=dict)
    midnights: Mapping[str, int] = field(default_factory=dict)

    def handed_in(self, chosen: Positions) -> tuple[pa.RecordBatch, Positions]:
        """Some of the good rows as they were handed in, and their numbers in the part."""
        at = chosen if self.positions is None else self.positions[chosen]
        return self.block.cells.take(pa.array(at)), numbers_of(self.block)[at]


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
        self._referring: dict[str, Referring] = {}
        self._meant: Counter[str] = Counter()
        self._midnights: Counter[str] = Counter()
        own = {column.name for column in self._table.columns}
        self._told = {name: text for name, text in heads.left.items() if text not in own}
        self._told |= {source.name: source.column.name for source in heads.sources}
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
        self._meant.clear()
        self._midnights.clear()
        values: dict[str, pa.Array] = {}
        for column in self._table.columns:
            values[column.name] = self._column(column, cells, findings)
        self._check_across(values, findings)
        self._check_origin(cells, findings)
        return self._sorted(block, values, findings)

    def held(
        self, part: str, cells: pa.RecordBatch, rows: Positions, why: pa.ChunkedArray,
        counts: Mapping[tuple[str, str], int],
    ) -> HeldRows:  # fmt: skip
        """Rows as they are held aside.

        :param cells: what they say, as handed in.
        :param rows: their numbers in the part.
        :param why: the reasons of each, as JSON.
        :param counts: of the reasons, by code and column.
        """
        names = [self._told.get(name, name) for name in cells.schema.names]
        said = cells_as_json(cells, names)
        return HeldRows(self._table.name, part, pa.array(rows, pa.int64()), said, why, counts)

    def broken(self, block: Block) -> HeldRows:
        """The rows that could not even be split into cells."""
        whys = [one.reason for one in block.broken]
        texts = pa.RecordBatch.from_pydict(
            {"": pa.array([one.text for one in block.broken], pa.string())}
        )
        facts = {
            "reason": [why.what("zh") for why in whys],
            "reason_en": [why.what("en") for why in whys],
            "mend_zh": [why.remedy("zh") for why in whys],
            "mend_en": [why.remedy("en") for why in whys],
        }
        why = as_lists(reasons("J-201", "", len(whys), facts))
        counts = {("J-201", ""): len(whys)} if whys else {}
        rows = pa.array([one.row for one in block.broken], pa.int64())
        return HeldRows(self._table.name, block.part, rows, cells_as_json(texts, [""]), why, counts)

    # One column

    def _column(self, column: Column, cells: pa.RecordBatch, findings: Findings) -> pa.Array:
        source = self._heads.by_column.get(column.name)
        if source is None:
            return pa.nulls(cells.num_rows, column.arrow_type)
        raw = cells.column(source.name)
        made = self._converted(column, source, raw, findings)
        self._check_required(column, made, findings)
        if column.coarsest is not None:
            self._check_level(column, made.values, findings)
        if column.min is not None or column.max is not None:
            self._check_range(column, made.values, findings)
        if column.type in ("date", "timestamp"):
            self._check_time(column, made.values, findings)
        if column.name in self._words.months and column.type == "date":
            self._check_month(column, made.values, findings)
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
        wanted = _wanted(column, source)
        findings.add(
            "J-203", column.name, made.wrong, lambda at: {"value": texts_at(raw, at)}, wanted
        )
        if column.type == "timestamp" and (days := named_days(raw, made.values)):
            self._midnights[column.name] += days
        if column.refers is None:
            return made
        return replace(made, values=self._referred(column, made.values, findings))

    def _unreadable(self, column: Column, source: Source, found: str) -> InputError:
        where = Place(file=self._file, sheet=self._part or None, column=source.head)
        wanted: dict[str, Any] = _WANTED.get(column.type, _TEXT)
        return InputError("J-107", where=where, column=source.head, found=found, **wanted)

    def _codes(self, column: Column, raw: pa.Array, findings: Findings) -> Converted:
        codes = self._known.codes[str(column.codes)]
        made = by_value(as_text(raw), _or_nothing(codes.read), pa.string())
        told = _with_nearest(raw, lambda said: self._near(column).of(said, None, codes))
        of_list = {"list": str(column.codes)}
        foreign = _foreign(raw, made.wrong, codes)
        findings.add("J-204", column.name, _but(made.wrong, foreign), told, of_list)
        findings.add(
            "J-216", column.name, foreign, lambda at: {"value": texts_at(raw, at)}, of_list
        )
        return made

    def _divisions(self, column: Column, raw: pa.Array, findings: Findings) -> Converted:
        roster = self._known.roster
        made = by_value(as_text(raw), _or_nothing(roster.read), pa.string())
        told = _with_nearest(raw, lambda said: self._near(column).of(said, None, roster))
        findings.add("J-205", column.name, made.wrong, told)
        return made

    def _check_level(self, column: Column, values: pa.Array, findings: Findings) -> None:
        assert column.coarsest is not None
        if not pa.types.is_dictionary(values.type):
            return  # nothing stands in it
        codes = values.dictionary.to_pylist()
        levels = [None if code is None else DivisionCode(code).level for code in codes]
        for level in Level:
            if level not in levels or level >= column.coarsest:
                continue
            coarse = pa.array([one is level for one in levels], pa.bool_()).take(values.indices)
            facts = {
                "found_zh": level.zh, "found_en": level.value,
                "wanted_zh": column.coarsest.zh, "wanted_en": column.coarsest.value,
            }  # fmt: skip
            findings.add("J-214", column.name, as_mask(coarse), _value(values), facts)

    def _check_month(self, column: Column, values: pa.Array, findings: Findings) -> None:
        later = pc.not_equal(pc.day(values), 1)
        findings.add("J-215", column.name, as_mask(later), _value(values))

    def _referred(self, column: Column, values: pa.Array, findings: Findings) -> pa.Array:
        """The values, those that mean an id in other words as that id; the others are told."""
        target = str(column.refers)
        if column.name not in self._referring:
            self._referring[column.name] = Referring(self._known, target)
        found = self._referring[column.name].read(values)
        self._meant[column.name] += found.meant
        ids = self._known.references.get(target)
        told = _with_nearest(found.values, lambda said: self._near(column).of(said, ids))
        findings.add("J-206", column.name, found.wrong, told, {"target": target})
        return found.values

    def _near(self, column: Column) -> Nearest:
        return self._nearest.setdefault(column.name, Nearest())

    def _check_required(self, column: Column, made: Converted, findings: Findings) -> None:
        if not column.required or not made.values.null_count:
            return
        empty = ~is_there(made.values)
        if made.wrong is not None:
            empty &= ~made.wrong
        findings.add("J-202", column.name, empty, same=_named("column", column))

    def _check_range(self, column: Column, values: pa.Array, findings: Findings) -> None:
        low = -np.inf if column.min is None else column.min
        high = np.inf if column.max is None else column.max
        found = pc.min_max(values).as_py()
        if found["min"] is None or (found["min"] >= low and found["max"] <= high):
            return
        outside = pc.or_(pc.less(values, low), pc.greater(values, high))
        facts = {"low": _limit(column.min), "high": _limit(column.max)}
        findings.add("J-207", column.name, as_mask(outside), _value(values), facts)

    def _check_time(self, column: Column, values: pa.Array, findings: Findings) -> None:
        found = pc.min_max(values).as_py()
        if found["min"] is None:
            return
        is_flow = self._table.kind is TableKind.FLOW
        since = self._rules.flow_since if is_flow else self._rules.any_since
        until = self._now + timedelta(minutes=self._rules.future_minutes)
        first, last = _as_of(column, datetime.combine(since, time())), _as_of(column, until)
        if found["min"] < first:
            early = as_mask(pc.less(values, pa.scalar(first, values.type)))
            facts = {"since": since.isoformat()}
            findings.add("J-210", column.name, early, _value(values), facts)
        if found["max"] > last and column.name not in self._rules.may_lie_ahead:
            ahead = as_mask(pc.greater(values, pa.scalar(last, values.type)))
            facts = {"now": self._now.isoformat(" ")}
            findings.add("J-209", column.name, ahead, _value(values), facts)

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
        names = _named("column", self._table.column(low))
        names |= _named("other", self._table.column(high))
        findings.add(
            code, low, as_mask(above),
            lambda at: {"value": texts_at(lower, at), "other_value": texts_at(upper, at)}, names,
        )  # fmt: skip

    def _check_origin(self, cells: pa.RecordBatch, findings: Findings) -> None:
        if "origin" not in cells.schema.names:
            return
        said = few_texts(cells.column("origin"))
        same = pc.fill_null(pc.equal(said.dictionary, self._origin), False)
        if pc.all(same).as_py() and not said.null_count:
            return
        other = as_mask(pc.invert(same.take(said.indices)))
        findings.add("J-213", "origin", other, _value(said), {"origin": self._origin})

    # What becomes of the rows

    def _sorted(self, block: Block, values: dict[str, pa.Array], findings: Findings) -> Judged:
        names = [f.name for f in self._table.arrow_schema if f.name != "origin"]
        good = pa.RecordBatch.from_arrays([values[name] for name in names], names=names)
        summed = self._numbers(values) if block.is_grid else {}
        wrong = findings.positions()
        if not len(wrong):
            none = HeldRows(self._table.name, block.part)
            return Judged(good, block, none, None, summed, *self._noticed())
        said, numbers = block.cells.take(pa.array(wrong)), numbers_of(block)[wrong]
        held = self.held(block.part, said, numbers, findings.reasons(), findings.counts)
        kept = good.filter(as_bits(~findings.bad))
        return Judged(kept, block, held, np.flatnonzero(~findings.bad), summed, *self._noticed())

    def _noticed(self) -> tuple[Counter[str], Counter[str]]:
        return +self._meant, +self._midnights

    def _numbers(self, values: Mapping[str, pa.Array]) -> dict[str, npt.NDArray[np.float64]]:
        return {
            column.name: pc.fill_null(values[column.name].cast(pa.float64()), 0.0).to_numpy()
            for column in self._table.columns
            if column.type in ("integer", "decimal") and column.name in self._heads.by_column
        }


def _wanted(column: Column, source: Source) -> Mapping[str, Any]:
    """What a cell must be, in words; below a head with a unit, in that unit."""
    wanted = _WANTED.get(column.type, _TEXT)
    if source.factor == 1:
        return wanted
    unit = source.unit
    return wanted | {
        "wanted_zh": f"以“{unit}”计的{wanted['wanted_zh']}",
        "wanted_en": f"{wanted['wanted_en']} in {unit}",
    }


def numbers_of(block: Block) -> npt.NDArray[np.int64]:
    """The number of every row of the block in its part."""
    if block.rows is None:
        return np.arange(block.first_row, block.first_row + block.cells.num_rows, dtype=np.int64)
    numbers: npt.NDArray[np.int64] = block.rows.to_numpy(zero_copy_only=False)
    return numbers


def _value(cells: pa.Array) -> Tell:
    return lambda at: {"value": texts_at(cells, at)}


def _with_nearest(cells: pa.Array, near: Callable[[str], str]) -> Tell:
    def tell(at: Positions) -> dict[str, pa.Array]:
        said = texts_at(cells, at)
        each = said.dictionary_encode()
        nearest = pa.array([near(text) for text in each.dictionary.to_pylist()], pa.string())
        return {"value": said, "nearest": nearest.take(each.indices)}

    return tell


def _foreign(raw: pa.Array, wrong: Mask | None, codes: Codes) -> Mask | None:
    """Where a cell says a word of another vocabulary that stands for no code of the list."""
    if wrong is None or not codes.foreign or not wrong.any():
        return None
    said = plain_texts(raw.filter(as_bits(wrong)))
    found = np.zeros(len(wrong), bool)
    found[wrong] = as_mask(pc.is_in(said, value_set=pa.array(sorted(codes.foreign))))
    return found


def _named(fact: str, column: Column) -> dict[str, str]:
    return {fact: column.zh, f"{fact}_en": column.en}


def _but(mask: Mask | None, others: Mask | None) -> Mask | None:
    return mask if mask is None or others is None else mask & ~others


def _or_nothing(read: Any) -> Any:
    """An empty text says nothing, and is nothing wrong."""
    return lambda text: read(text) if text.strip() else None


def _limit(value: float | None) -> str:
    return "∞" if value is None else f"{value:g}"


def _as_of(column: Column, moment: datetime) -> date | datetime:
    return moment if column.type == "timestamp" else moment.date()
