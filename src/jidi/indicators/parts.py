"""The finest rows of an indicator as arrays, checked and in one fixed order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jidi.core.errors import InputError
from jidi.model.indicator import Indicator

PARTS = pa.schema(
    [
        pa.field("division", pa.string(), nullable=False),
        pa.field("period", pa.string(), nullable=False),
        pa.field("numerator", pa.float64()),
        pa.field("denominator", pa.float64()),
    ]
)

SQUARES = pa.field("squares", pa.float64())
"""The column a mean may bring besides: the sum of the squared values of the part."""

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Parts:
    """Rows of parts. ``division`` and ``period`` point into ``divisions`` and ``periods``.

    ``missing`` marks the rows that lack a number they need; their numbers are NaN where absent.
    ``squares`` is NaN where the query brings none.
    """

    divisions: tuple[str, ...]
    periods: tuple[str, ...]
    division: Ints
    period: Ints
    numerator: Floats
    denominator: Floats
    squares: Floats
    missing: Bools

    @classmethod
    def empty(cls) -> Parts:
        """No rows."""
        none = np.array([], dtype=np.int64)
        nothing = none.astype(float)
        return cls((), (), none, none, nothing, nothing, nothing, none.astype(bool))

    def where(self, chosen: Bools) -> Parts:
        """Only the rows marked in ``chosen``; the names pointed into stay as they are."""
        return self.at(np.flatnonzero(chosen))

    def at(self, chosen: Ints) -> Parts:
        """The rows of these numbers, in this order."""
        return Parts(
            self.divisions,
            self.periods,
            self.division[chosen],
            self.period[chosen],
            self.numerator[chosen],
            self.denominator[chosen],
            self.squares[chosen],
            self.missing[chosen],
        )

    def table(self) -> pa.Table:
        """The rows as they came, in the fixed order."""
        return pa.table(
            [
                pa.array(np.array(self.divisions, dtype=object)[self.division], pa.string()),
                pa.array(np.array(self.periods, dtype=object)[self.period], pa.string()),
                pa.array(self.numerator, pa.float64(), mask=np.isnan(self.numerator)),
                pa.array(self.denominator, pa.float64(), mask=np.isnan(self.denominator)),
            ],
            schema=PARTS,
        )


def checked_parts(table: pa.Table, indicator: Indicator) -> Parts:
    """The parts an indicator's query returned.

    The denominator of a total is not looked at.

    :raises InputError: I-100 when the columns are others, a division or period is NULL, or the
        numbers are none; I-101 when a number is not finite.
    """
    rows = _cast(table, indicator)
    divisions, division = _encoded(rows["division"])
    periods, period = _encoded(rows["period"])
    numerator, denominator = _numbers(rows, "numerator"), _numbers(rows, "denominator")
    if indicator.measure == "total":
        denominator = np.full_like(denominator, np.nan)
        missing = np.isnan(numerator)
    else:
        missing = np.isnan(numerator) | np.isnan(denominator)
    squares = _squares(rows)
    order = np.lexsort((squares, denominator, numerator, period, division))
    given = Parts(divisions, periods, division, period, numerator, denominator, squares, missing)
    return given.at(order)


def _cast(table: pa.Table, indicator: Indicator) -> pa.Table:
    with_squares = indicator.measure == "mean" and SQUARES.name in table.column_names
    wanted = PARTS.append(SQUARES) if with_squares else PARTS
    if sorted(table.column_names) != sorted(wanted.names):
        raise InputError("I-100", indicator=indicator.id, found=", ".join(table.column_names))
    rows = table.select(wanted.names)
    try:
        rows = rows.cast(pa.schema([f.with_nullable(True) for f in wanted]))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise InputError("I-100", indicator=indicator.id, found=str(table.schema)) from error
    if rows["division"].null_count or rows["period"].null_count:
        raise InputError("I-100", indicator=indicator.id, found="NULL")
    for name in wanted.names[2:]:
        if not pc.all(pc.is_finite(rows[name]), min_count=0).as_py():
            raise InputError("I-101", indicator=indicator.id, column=name)
    return rows


def _squares(rows: pa.Table) -> Floats:
    if SQUARES.name in rows.column_names:
        return _numbers(rows, SQUARES.name)
    return np.full(rows.num_rows, np.nan)


def _encoded(column: pa.ChunkedArray) -> tuple[tuple[str, ...], Ints]:
    """The distinct texts in order, and where each row points among them."""
    coded = column.combine_chunks().dictionary_encode()
    order = pc.sort_indices(coded.dictionary)  # by their bytes in UTF-8, as by their characters
    rank = np.empty(len(order), dtype=np.int64)
    rank[order.to_numpy()] = np.arange(len(order))
    texts = tuple(coded.dictionary.take(order).to_pylist())
    return texts, rank[coded.indices.to_numpy(zero_copy_only=False)]


def _numbers(rows: pa.Table, name: str) -> Floats:
    """A column of doubles with NaN for NULL; a NaN of the query itself has been refused."""
    column = rows[name].combine_chunks()
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.float64)
