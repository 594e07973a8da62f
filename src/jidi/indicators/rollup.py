"""Parts to wholes: numerators and denominators are summed together; a ratio is divided last.

A row without its numbers is never taken for zero: it is counted in ``missing_parts`` instead.
The answer does not depend on the order of the rows or on how they come in chunks.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jidi.core.division import DivisionTree, Level
from jidi.core.errors import InputError
from jidi.indicators.evaluate import values_of
from jidi.indicators.parts import Bools, Floats, Ints, Parts, checked_parts
from jidi.indicators.question import ancestors_at
from jidi.model.indicator import Indicator

READINGS = pa.schema(
    [
        pa.field("division", pa.string(), nullable=False),
        pa.field("level", pa.string(), nullable=False),
        pa.field("period", pa.string(), nullable=False),
        pa.field("numerator", pa.float64()),
        pa.field("denominator", pa.float64()),
        pa.field("squares", pa.float64()),
        pa.field("value", pa.float64()),
        pa.field("parts", pa.int64(), nullable=False),
        pa.field("missing_parts", pa.int64(), nullable=False),
    ]
)


@dataclass(frozen=True)
class RolledUp:
    """The wholes, and every part that could not be put into one of them.

    :param readings: one row per division, level and period (:data:`READINGS`).
    :param unplaced: parts whose division the tree does not know.
    :param undivided: parts that stand above a level asked for and so are in no whole of that
        level, with the column ``wanted`` naming the level.
    """

    indicator: str
    readings: pa.Table
    unplaced: pa.Table
    undivided: pa.Table

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods of the wholes."""
        return tuple(pc.unique(self.readings["period"]).to_pylist())

    def at(self, level: Level) -> RolledUp:
        """What was found of one level alone."""
        return replace(
            self,
            readings=self.readings.filter(pc.equal(self.readings["level"], level.value)),
            undivided=self.undivided.filter(pc.equal(self.undivided["wanted"], level.value)),
        )

    def only(
        self, *, periods: Collection[str] | None = None, divisions: Collection[str] | None = None
    ) -> RolledUp:
        """What was found for these periods; with ``divisions``, only the wholes of these.

        As if nothing else had been asked: a part belongs to one period.
        """
        readings = self.readings
        if divisions is not None:
            readings = _of(readings, "division", divisions)
        if periods is None:
            return replace(self, readings=readings)
        return replace(
            self,
            readings=_of(readings, "period", periods),
            unplaced=_of(self.unplaced, "period", periods),
            undivided=_of(self.undivided, "period", periods),
        )

    def warnings(self) -> tuple[InputError, ...]:
        """What the user should know about parts that were left out: I-103, I-104. Not raised."""
        found = []
        if self.unplaced.num_rows:
            found.append(
                InputError(
                    "I-103",
                    indicator=self.indicator,
                    count=self.unplaced.num_rows,
                    codes=_some(self.unplaced["division"]),
                )
            )
        for level in pc.unique(self.undivided["wanted"]).to_pylist():
            parts = self.undivided.filter(pc.equal(self.undivided["wanted"], level))
            found.append(
                InputError(
                    "I-104",
                    indicator=self.indicator,
                    count=parts.num_rows,
                    level=level,
                    codes=_some(parts["division"]),
                )
            )
        return tuple(found)


def _of(table: pa.Table, column: str, values: Collection[str]) -> pa.Table:
    return table.filter(pc.is_in(table[column], pa.array(values, pa.string())))


def rollup(
    parts: pa.Table, *, tree: DivisionTree, indicator: Indicator, levels: Sequence[Level]
) -> RolledUp:
    """The readings of an indicator at every level asked for.

    :param parts: what the indicator's query returned: division, period, numerator, denominator.
        For an indicator with rollup ``recompute``: the answers for each level, one after another.
    :raises InputError: I-100 for other columns, I-101 for numbers that are not finite, I-102 when
        a recomputed indicator answers twice for one division and period.
    """
    rows = checked_parts(parts, indicator)
    own = tree.levels
    known = np.array([code in own for code in rows.divisions], dtype=bool)[rows.division]
    placed = rows.where(known)
    if indicator.rollup == "recompute":
        _refuse_second_answers(placed, indicator)
    build = _recomputed if indicator.rollup == "recompute" else _summed
    wholes = [build(placed, level, tree) for level in sorted(set(levels))]
    return RolledUp(
        indicator=indicator.id,
        readings=_evaluated([whole.table for whole in wholes], indicator),
        unplaced=rows.where(~known).table(),
        undivided=pa.concat_tables([_nothing_undivided(), *(w.undivided for w in wholes)]),
    )


@cache
def _nothing_undivided() -> pa.Table:
    return Parts.empty().table().append_column("wanted", pa.array([], pa.string()))


@dataclass(frozen=True)
class _Wholes:
    """The wholes of one level, and the parts that stand above it."""

    table: pa.Table
    undivided: pa.Table


def _summed(rows: Parts, level: Level, tree: DivisionTree) -> _Wholes:
    placed = ancestors_at(tree, level)
    above = [placed.get(code) for code in rows.divisions]
    places = sorted({place for place in above if place is not None})
    index = {place: n for n, place in enumerate(places)}
    index_of = np.array([-1 if a is None else index[a] for a in above], dtype=np.int64)
    target = index_of[rows.division]
    inside = target >= 0
    left_out = rows.where(~inside).table()
    return _Wholes(
        _grouped(rows.where(inside), target[inside], places, level),
        left_out.append_column("wanted", _repeated(level, left_out.num_rows)),
    )


def _recomputed(rows: Parts, level: Level, tree: DivisionTree) -> _Wholes:
    """The rows that answer for divisions of this level, as they are."""
    own = tree.levels
    here = np.array([own.get(code) is level for code in rows.divisions], dtype=bool)
    mine = rows.where(here[rows.division])
    return _Wholes(_grouped(mine, mine.division, rows.divisions, level), _nothing_undivided())


def _grouped(rows: Parts, target: Ints, places: Sequence[str], level: Level) -> pa.Table:
    """Sums by whole and period. Rows come sorted, so equal sets of rows give equal sums."""
    width = len(rows.periods)
    key = target * width + rows.period
    size = len(places) * width
    count = np.bincount(key, minlength=size)
    missing = np.bincount(key[rows.missing], minlength=size)
    known, known_key = rows.where(~rows.missing), key[~rows.missing]
    numerator = np.bincount(known_key, known.numerator, minlength=size)
    denominator = np.bincount(known_key, known.denominator, minlength=size)
    # NaN where one part brings no squares: their sum would be that of the others only.
    squares = np.bincount(known_key, known.squares, minlength=size).astype(np.float64)
    found = np.flatnonzero(count)
    empty = (count == missing)[found]
    return pa.table(
        {
            "division": pa.array(np.array(places, dtype=object)[found // width], pa.string()),
            "level": _repeated(level, len(found)),
            "period": pa.array(np.array(rows.periods, dtype=object)[found % width], pa.string()),
            "numerator": pa.array(numerator[found], pa.float64(), mask=empty),
            "denominator": pa.array(denominator[found], pa.float64(), mask=empty),
            "squares": pa.array(squares[found], pa.float64(), mask=_unknown(squares[found], empty)),
            "parts": pa.array(count[found], pa.int64()),
            "missing_parts": pa.array(missing[found], pa.int64()),
        }
    )


def _unknown(sums: Floats, empty: Bools) -> Bools:
    return np.asarray(np.isnan(sums) | empty, dtype=bool)


def _refuse_second_answers(rows: Parts, indicator: Indicator) -> None:
    key = rows.division * len(rows.periods) + rows.period
    keys, counts = np.unique(key, return_counts=True)
    twice = keys[counts > 1]
    if len(twice):
        division, period = divmod(int(twice[0]), len(rows.periods))
        raise InputError(
            "I-102",
            indicator=indicator.id,
            division=rows.divisions[division],
            period=rows.periods[period],
        )


def _evaluated(wholes: list[pa.Table], indicator: Indicator) -> pa.Table:
    table = pa.concat_tables(wholes) if wholes else READINGS.empty_table().drop_columns(["value"])
    if indicator.measure == "total":
        nothing = pa.nulls(table.num_rows, pa.float64())
        table = table.set_column(
            table.schema.get_field_index("denominator"), "denominator", nothing
        )
    values = values_of(indicator, table["numerator"], table["denominator"])
    return table.append_column("value", values).select(READINGS.names).cast(READINGS)


def _repeated(level: Level, times: int) -> pa.Array:
    return pa.array([level.value] * times, pa.string())


def _some(codes: pa.ChunkedArray, most: int = 5) -> str:
    """The first few codes, for a message."""
    all_codes = sorted(set(codes.to_pylist()))
    return "、".join(all_codes[:most]) + (" …" if len(all_codes) > most else "")
