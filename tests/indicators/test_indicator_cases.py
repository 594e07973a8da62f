"""Every indicator against parts and values that were worked out by hand."""

from __future__ import annotations

import pyarrow as pa
import pytest
from case_files import CATALOGUE, TREE, Case, cases, engine, level_of, lines, number

from jidi.core.division import Level
from jidi.indicators import rollup

CASES = cases("indicators")

Row = tuple[str, str, float | None, float | None]


def _answers(case: Case) -> pa.Table:
    """What the query returns; a recomputed one is asked at every level below the country.

    Asked once for both the parts and the values of a case.
    """
    if str(case) not in _ASKED:
        _ASKED[str(case)] = _asked(case)
    return _ASKED[str(case)]


_ASKED: dict[str, pa.Table] = {}


def _asked(case: Case) -> pa.Table:
    indicator = CATALOGUE.indicator(case.subject)
    if indicator.rollup == "sum":
        return engine(case).sql(indicator.sql).to_arrow_table()
    asked = [engine(case, level).sql(indicator.sql).to_arrow_table() for level in Level]
    return pa.concat_tables(asked, promote_options="permissive")


def _key(row: Row) -> tuple[str, str, float, float]:
    return (*row[:2], *(-1.0 if n is None else n for n in row[2:]))  # type: ignore[return-value]


def _expected(text: str) -> list[Row]:
    found = []
    for code, period, *numbers in lines(text):
        above, below = (number(n) for n in [*numbers, "-"][:2])
        found.append((code.ljust(12, "0"), period, above, below))
    return sorted(found, key=_key)


def _plain(table: pa.Table, total: bool) -> list[Row]:
    found = [
        (
            row["division"],
            row["period"],
            None if row["numerator"] is None else float(row["numerator"]),
            None if total or row["denominator"] is None else float(row["denominator"]),
        )
        for row in table.to_pylist()
    ]
    return sorted(found, key=_key)


def _rounded(row: Row) -> str:
    """A row as a line, its numbers to ten digits."""
    numbers = ("-" if n is None else f"{n:.10g}" for n in row[2:])
    return " | ".join([*row[:2], *numbers])


def test_every_indicator_has_a_case_with_parts_and_values():
    held = {c.subject for c in CASES if c.parts is not None and c.values is not None}
    assert held == set(CATALOGUE.indicators)


@pytest.mark.parametrize("case", [c for c in CASES if c.parts is not None], ids=str)
def test_a_query_returns_the_parts_worked_out_by_hand(case):
    indicator = CATALOGUE.indicator(case.subject)
    got = _plain(_answers(case), total=indicator.measure == "total")
    want = _expected(case.parts)
    assert [_rounded(row) for row in got] == [_rounded(row) for row in want]


@pytest.mark.parametrize("case", [c for c in CASES if c.values is not None], ids=str)
def test_the_roll_up_gives_the_value_worked_out_by_hand(case):
    rolled = rollup(
        _answers(case),
        tree=TREE,
        indicator=CATALOGUE.indicator(case.subject),
        levels=list(Level),
    )
    readings = {
        (row["division"], row["level"], row["period"]): row for row in rolled.readings.to_pylist()
    }
    for code, period, value, *missing in lines(case.values):
        full = code.ljust(12, "0")
        reading = readings.get((full, level_of(code).value, period))
        if value == "none":
            assert reading is None, f"{code} {period}: {reading}"
            continue
        assert reading is not None, f"{code} {period} is not among {sorted(readings)}"
        wanted = number(value)
        if wanted is None:
            assert reading["value"] is None, (code, period, reading)
        else:
            assert reading["value"] == pytest.approx(wanted, rel=1e-9), (code, period, reading)
        assert reading["missing_parts"] == int(missing[0] if missing else 0), (code, reading)
