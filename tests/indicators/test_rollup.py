"""The laws of adding parts up, against a slow account kept in plain Python."""

from __future__ import annotations

import itertools
from collections import defaultdict
from fractions import Fraction

import pyarrow as pa
import pytest
from case_files import CATALOGUE
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.division import Division, DivisionTree, Level
from jidi.core.errors import InputError
from jidi.indicators import PARTS, READINGS, rollup, value_of

TOTAL = CATALOGUE.indicator("express_parks")
RATIO = CATALOGUE.indicator("village_coverage")
RECOMPUTED = CATALOGUE.indicator("median_dwell_hours")

Part = tuple[str, str, float | None, float | None]


def _tree(shape: tuple[int, int, int, int]) -> DivisionTree:
    """A province with so many cities, counties in each, townships in each, villages in each."""
    cities, counties, townships, villages = shape
    codes = ["14"]
    for c in range(1, cities + 1):
        codes.append(f"14{c:02}")
        for n in range(1, counties + 1):
            codes.append(f"14{c:02}{n:02}")
            for t in range(1, townships + 1):
                codes.append(f"14{c:02}{n:02}{100 + t}")
                codes += [f"14{c:02}{n:02}{100 + t}{200 + v}" for v in range(1, villages + 1)]
    return DivisionTree(Division.of(code, f"地{code}") for code in codes)


def _table(parts: list[Part]) -> pa.Table:
    columns = list(zip(*parts, strict=True)) or [[], [], [], []]
    return pa.table([list(c) for c in columns], schema=PARTS)


shapes = st.tuples(*[st.integers(1, 3)] * 4)


@st.composite
def worlds(draw: st.DrawFn, numbers: st.SearchStrategy[float], gaps: bool = True):
    tree = _tree(draw(shapes))
    codes = [d.code.text for d in tree]
    number = st.none() | numbers if gaps else numbers
    part = st.tuples(st.sampled_from(codes), st.sampled_from(["2024", "2025"]), number, number)
    return tree, draw(st.lists(part, max_size=40))


whole_numbers = st.integers(0, 1000).map(float)
any_numbers = st.floats(-1e9, 1e9, allow_nan=False)


def _account(parts: list[Part], level: Level, total: bool) -> dict[tuple[str, str], list[object]]:
    """numerator, denominator, parts, missing parts by whole, in fractions."""
    found: dict[tuple[str, str], list[object]] = defaultdict(lambda: [None, None, 0, 0])
    for code, period, above, below in parts:
        if not code[: level.digits].strip("0") and level is not Level.COUNTRY:
            continue
        cut = code[: level.digits].ljust(12, "0")
        if level is not Level.COUNTRY and _depth(code) < level.depth:
            continue
        row = found[cut, period]
        row[2] += 1
        if above is None or (below is None and not total):
            row[3] += 1
            continue
        row[0] = (row[0] or Fraction(0)) + Fraction(above)
        row[1] = (row[1] or Fraction(0)) + Fraction(0 if total else below)
    return found


def _depth(code: str) -> int:
    cuts = [0, 2, 4, 6, 9, 12]
    return max(n for n in range(1, 6) if code[cuts[n - 1] : cuts[n]].strip("0"))


@pytest.mark.parametrize("indicator", [TOTAL, RATIO], ids=["total", "ratio"])
@given(world=worlds(whole_numbers))
def test_every_whole_is_the_sum_of_its_parts(indicator, world):
    tree, parts = world
    total = indicator.measure == "total"
    rolled = rollup(_table(parts), tree=tree, indicator=indicator, levels=list(Level))
    by_level = defaultdict(dict)
    for row in rolled.readings.to_pylist():
        by_level[row["level"]][row["division"], row["period"]] = row
    for level in Level:
        expected = _account(parts, level, total)
        got = by_level[level.value]
        assert set(got) == set(expected)
        for key, (above, below, count, missing) in expected.items():
            row = got[key]
            assert row["numerator"] == above
            assert row["denominator"] == (None if total else below)
            assert (row["parts"], row["missing_parts"]) == (count, missing)
            assert row["value"] == pytest.approx(value_of(indicator, above, below))


@given(world=worlds(whole_numbers))
def test_the_wholes_of_a_level_and_what_stands_above_them_make_the_level_above(world):
    tree, parts = world
    rolled = rollup(_table(parts), tree=tree, indicator=TOTAL, levels=list(Level))
    sums: dict[str, float] = defaultdict(float)
    for row in [*rolled.readings.to_pylist(), *rolled.undivided.to_pylist()]:
        sums[row.get("level") or row["wanted"]] += row["numerator"] or 0
    assert len({sums[level.value] for level in Level}) == 1


@given(world=worlds(st.integers(1, 1000).map(float), gaps=False))
def test_the_ratio_of_a_whole_lies_between_the_ratios_of_its_parts(world):
    tree, parts = world
    rolled = rollup(_table(parts), tree=tree, indicator=RATIO, levels=[Level.PROVINCE])
    for row in rolled.readings.to_pylist():
        own = [100 * a / b for _, period, a, b in parts if period == row["period"]]
        assert min(own) * (1 - 1e-12) <= row["value"] <= max(own) * (1 + 1e-12)


@given(world=worlds(any_numbers), data=st.data())
def test_neither_the_order_nor_the_chunks_of_the_parts_matter_to_the_last_bit(world, data):
    tree, parts = world
    shuffled = data.draw(st.permutations(parts))
    cut = data.draw(st.integers(0, len(parts)))
    chunked = pa.concat_tables([_table(shuffled[:cut]), _table(shuffled[cut:])])
    for indicator in (TOTAL, RATIO):
        one = rollup(_table(parts), tree=tree, indicator=indicator, levels=list(Level))
        two = rollup(chunked, tree=tree, indicator=indicator, levels=list(reversed(Level)))
        assert one.readings.equals(two.readings)
        assert one.undivided.equals(two.undivided)


def _rolled(parts: list[Part], indicator=RATIO, levels=(Level.PROVINCE,), tree=None):
    return rollup(
        _table(parts), tree=tree or _tree((2, 1, 1, 2)), indicator=indicator, levels=levels
    )


def test_no_parts_give_no_readings():
    assert _rolled([]).readings.equals(READINGS.empty_table())
    assert _rolled([], levels=()).readings.equals(READINGS.empty_table())
    assert _rolled([], RECOMPUTED).readings.equals(READINGS.empty_table())


def test_a_whole_of_which_nothing_is_known_has_no_numbers():
    [row] = _rolled([("140101101201", "2025", None, 1.0)]).readings.to_pylist()
    assert (row["numerator"], row["denominator"], row["value"]) == (None, None, None)
    assert (row["parts"], row["missing_parts"]) == (1, 1)


def test_a_denominator_of_zero_gives_no_value_but_keeps_the_parts():
    [row] = _rolled([("140101101201", "2025", 0.0, 0.0)]).readings.to_pylist()
    assert (row["numerator"], row["denominator"], row["value"]) == (0.0, 0.0, None)
    assert row["missing_parts"] == 0


def test_a_ratio_is_divided_last():
    parts = [("140101101201", "2025", 1.0, 1.0), ("140101101202", "2025", 0.0, 9.0)]
    [row] = _rolled(parts).readings.to_pylist()
    assert row["value"] == 10.0


def test_a_part_of_a_division_nobody_knows_is_kept_aside_and_named():
    parts = [
        ("140101101201", "2025", 1.0, 2.0),
        ("149900000000", "2025", 5.0, None),
        ("nonsense", "2025", None, None),
    ]
    rolled = _rolled(parts)
    assert rolled.readings["parts"].to_pylist() == [1]
    assert rolled.unplaced.sort_by("division").to_pylist() == [
        {"division": "149900000000", "period": "2025", "numerator": 5.0, "denominator": None},
        {"division": "nonsense", "period": "2025", "numerator": None, "denominator": None},
    ]
    [warning] = rolled.warnings()
    assert warning.code == "I-103"
    assert "149900000000" in warning.message("zh") and "nonsense" in warning.message("en")


def test_a_part_that_stands_above_the_level_asked_for_is_kept_aside_and_named():
    rolled = _rolled(
        [("140100000000", "2025", 1.0, 2.0)], levels=[Level.COUNTY, Level.CITY, Level.TOWNSHIP]
    )
    assert [r["level"] for r in rolled.readings.to_pylist()] == ["city"]
    assert rolled.undivided["wanted"].to_pylist() == ["county", "township"]
    assert [w.code for w in rolled.warnings()] == ["I-104", "I-104"]
    assert "county" in rolled.warnings()[0].message("en")


def test_many_left_out_codes_are_shown_by_their_first_few():
    parts = [(f"1499{n:02}000000", "2025", 1.0, 1.0) for n in range(1, 9)]
    [warning] = _rolled(parts).warnings()
    assert warning.message("en").count("1499") == 5 and "…" in warning.message("en")


def test_nothing_left_out_gives_no_warning():
    assert _rolled([("140101101201", "2025", 1.0, 2.0)]).warnings() == ()


def test_a_township_of_a_city_without_counties_belongs_to_no_county():
    codes = ["44", "4419", "441900003"]
    tree = DivisionTree(Division.of(code, f"地{code}") for code in codes)
    rolled = _rolled(
        [("441900003000", "2025", 3.0, 4.0)], levels=[Level.CITY, Level.COUNTY], tree=tree
    )
    assert rolled.readings["division"].to_pylist() == ["441900000000"]
    assert rolled.undivided["wanted"].to_pylist() == ["county"]


def test_a_recomputed_indicator_is_taken_as_it_comes_level_by_level():
    parts = [
        ("140000000000", "2025", 30.0, 1.0),
        ("140100000000", "2025", 20.0, 1.0),
        ("140200000000", "2025", None, 1.0),
        ("140101000000", "2025", 99.0, 1.0),
    ]
    rolled = _rolled(parts, RECOMPUTED, levels=[Level.CITY, Level.PROVINCE])
    assert [
        (r["division"], r["level"], r["value"], r["missing_parts"])
        for r in rolled.readings.to_pylist()
    ] == [
        ("140000000000", "province", 30.0, 0),
        ("140100000000", "city", 20.0, 0),
        ("140200000000", "city", None, 1),
    ]
    assert rolled.undivided.num_rows == 0


def test_a_recomputed_indicator_must_not_answer_twice():
    parts = [("140100000000", "2025", 1.0, 1.0), ("140100000000", "2025", 2.0, 1.0)]
    with pytest.raises(InputError, match="I-102") as caught:
        _rolled(parts, RECOMPUTED)
    assert "140100000000" in caught.value.message("zh")


@pytest.mark.parametrize(
    "table",
    [
        pa.table({"division": ["14"], "period": ["2025"], "numerator": [1.0]}),
        pa.table(
            {"division": ["14"], "period": ["2025"], "numerator": ["x"], "denominator": [1.0]}
        ),
        pa.table(
            {"division": [None], "period": ["2025"], "numerator": [1.0], "denominator": [1.0]},
        ),
        pa.table(
            {"division": ["14"], "period": [None], "numerator": [1.0], "denominator": [1.0]},
        ),
        pa.table(
            {"division": ["14"], "period": ["2025"], "numerator": [[1.0]], "denominator": [1.0]}
        ),
    ],
    ids=["a column short", "text for a number", "no division", "no period", "a list"],
)
def test_an_answer_of_another_shape_is_refused(table):
    with pytest.raises(InputError, match="I-100"):
        rollup(table, tree=_tree((1, 1, 1, 1)), indicator=RATIO, levels=[Level.PROVINCE])


@pytest.mark.parametrize("column", ["numerator", "denominator"])
@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_not_finite_is_refused(column, number):
    row = {"division": ["140000000000"], "period": ["2025"], "numerator": [1.0]}
    table = pa.table({**row, "denominator": [1.0], column: [number]})
    with pytest.raises(InputError, match="I-101") as caught:
        rollup(table, tree=_tree((1, 1, 1, 1)), indicator=RATIO, levels=[Level.PROVINCE])
    assert column in caught.value.message("zh")


def test_integers_decimals_and_the_order_of_columns_do_not_matter():
    table = pa.table(
        {
            "denominator": pa.array([4], pa.int64()),
            "numerator": pa.array([1], pa.decimal128(10, 2)),
            "period": ["2025"],
            "division": pa.array(["140101101201"], pa.large_string()),
        }
    )
    rolled = rollup(table, tree=_tree((1, 1, 1, 1)), indicator=RATIO, levels=[Level.PROVINCE])
    assert rolled.readings["value"].to_pylist() == [25.0]


@pytest.mark.parametrize(
    "numerator, denominator, value",
    [(1.0, 4.0, 25.0), (0.0, 4.0, 0.0), (1.0, 0.0, None), (None, 4.0, None), (1.0, None, None)],
)
def test_a_ratio_without_its_parts_is_no_data(numerator, denominator, value):
    assert value_of(RATIO, numerator, denominator) == value


def test_the_value_of_a_total_is_its_numerator_in_the_unit():
    volume = CATALOGUE.indicator("express_volume")
    assert value_of(volume, 9.5e8) == pytest.approx(9.5)
    assert value_of(volume, None) is None


def test_every_level_is_asked_once_however_often_it_is_named():
    parts = [("140101101201", "2025", 1.0, 2.0)]
    repeated = list(itertools.chain([Level.CITY], list(Level), [Level.CITY]))
    assert _rolled(parts, levels=repeated).readings.num_rows == len(Level)


@pytest.mark.parametrize("indicator", [TOTAL, RATIO, RECOMPUTED], ids=["total", "ratio", "anew"])
@given(world=worlds(any_numbers))
def test_what_is_kept_of_many_periods_and_levels_is_what_one_alone_would_have_been(
    indicator, world
):
    tree, parts = world
    strangers = [("990101000000", "2024", 1.0, 1.0), ("990101000000", "2025", 2.0, 2.0)]
    each = {(p[0], p[1]): p for p in [*parts, *strangers]}  # one answer a division and period
    table = _table(list(each.values()))
    asked = rollup(table, tree=tree, indicator=indicator, levels=list(Level))
    for period, level in itertools.product(["2024", "2025"], Level):
        of_period = _table([p for p in each.values() if p[1] == period])
        alone = rollup(of_period, tree=tree, indicator=indicator, levels=[level])
        kept = asked.at(level).only(periods=[period])
        assert kept.readings.equals(alone.readings)
        assert kept.unplaced.equals(alone.unplaced)
        assert kept.undivided.equals(alone.undivided)
        assert [str(w) for w in kept.warnings()] == [str(w) for w in alone.warnings()]
        assert kept.periods == ((period,) if alone.readings.num_rows else ())
        codes = alone.readings["division"].to_pylist()[:1]
        assert kept.only(divisions=codes).readings["division"].to_pylist() == codes
