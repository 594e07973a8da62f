"""Intervals of surveys, samples and rates of cases, against independent implementations."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2
from statsmodels.stats.proportion import proportion_confint

from jidi.core.division import Division, DivisionTree, Level
from jidi.core.errors import DefinitionError, InputError
from jidi.indicators import chance_of, rollup
from jidi.indicators.sampling import ASSUMED_SIGMA, Z, exact_poisson, spread_of, wilson
from jidi.model.catalogue import Catalogue
from jidi.model.indicator import Indicator

INDICATORS = Catalogue().indicators
SURVEY = INDICATORS["universal_service_satisfaction"]
SHARE = INDICATORS["on_time_72h_rate"]
CASES = INDICATORS["complaint_rate"]


@given(st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilsons_interval_is_that_of_statsmodels_and_scipy(drawn):
    hits, number = drawn
    low, high = wilson(hits, number)
    assert (low, high) == pytest.approx(proportion_confint(hits, number, method="wilson"), abs=1e-9)
    theirs = binomtest(hits, number).proportion_ci(method="wilson")
    assert (low, high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)
    assert 0 <= low <= hits / number <= high <= 1


@given(st.integers(0, 1_000_000))
def test_the_poisson_interval_is_half_the_chi_square_quantiles(cases):
    low, high = exact_poisson(cases)
    assert high == pytest.approx(chi2.ppf(0.975, 2 * (cases + 1)) / 2)
    assert low == (0 if cases == 0 else pytest.approx(chi2.ppf(0.025, 2 * cases) / 2))


def test_well_known_limits_of_poisson_counts():
    """Garwood's table (Biometrika 1936): 0 → 3.69, 10 → 4.80 to 18.39."""
    assert exact_poisson(0) == (0, pytest.approx(3.6889, abs=1e-4))
    assert exact_poisson(10) == pytest.approx((4.7954, 18.3904), abs=1e-4)


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=50))
def test_the_spread_is_that_of_the_single_answers(tenths):
    scores = [score / 10 for score in tenths]
    mean = sum(scores) / len(scores)
    by_hand = (sum((s - mean) ** 2 for s in scores) / (len(scores) - 1)) ** 0.5
    found = spread_of(sum(scores), len(scores), sum(s * s for s in scores))
    assert found == pytest.approx(by_hand, abs=1e-3)


@pytest.mark.parametrize(
    ("total", "number", "squares"), [(850, 10, None), (85, 1, 7225), (850, 10, 70000)]
)
def test_no_spread_without_squares_answers_or_sense(total, number, squares):
    assert spread_of(total, number, squares) is None


def test_a_survey_without_squares_takes_the_assumed_spread_and_says_so():
    chance = chance_of(SURVEY, numerator=86.0 * 2640, denominator=2640)
    half = Z * ASSUMED_SIGMA / 2640**0.5
    assert float(chance.interval.low) == pytest.approx(86 - half)
    assert float(chance.interval.high) == pytest.approx(86 + half)
    assert chance.assumed
    assert "假定" in chance.zh
    assert "assumed, own choice" in chance.en


def test_a_survey_with_squares_tells_its_own_spread():
    chance = chance_of(SURVEY, numerator=860.0, denominator=10, squares=74_860.0)
    assert chance.sigma == pytest.approx((900 / 9) ** 0.5)
    assert not chance.assumed
    assert "s=10.0" in chance.zh


def test_a_published_score_without_its_sample_has_no_interval_and_says_why():
    chance = chance_of(SURVEY, numerator=None, denominator=None)
    assert (chance.interval, chance.number) == (None, None)
    assert chance.zh == "样本量未知"


def test_parcels_of_few_days_tell_as_much_as_half_as_many():
    chance = chance_of(SHARE, numerator=720, denominator=1000)
    assert (chance.number, chance.effective, chance.design_effect) == (1000, 500, 2)
    low, high = proportion_confint(360, 500, method="wilson")
    assert float(chance.interval.low) == pytest.approx(100 * low)
    assert float(chance.interval.high) == pytest.approx(100 * high)
    assert "有效样本500" in chance.zh


def test_a_rate_of_cases_has_the_exact_interval_in_its_own_unit():
    chance = chance_of(CASES, numerator=4, denominator=2_000_000)
    assert (chance.method, chance.cases) == ("poisson", 4)
    assert float(chance.interval.low) == pytest.approx(chi2.ppf(0.025, 8) / 2 / 2)
    assert float(chance.interval.high) == pytest.approx(chi2.ppf(0.975, 10) / 2 / 2)


@pytest.mark.parametrize(
    ("indicator", "numerator", "denominator", "reason"),
    [
        (SHARE, 12, 10, "numerator lies outside"),
        (SHARE, 5, 0, "not known"),
        (CASES, -1, 10, "negative"),
        (INDICATORS["mean_hours_end_to_end"], 50_000, 1000, "scatter"),
    ],
)
def test_where_no_interval_can_be_told_the_reason_is(indicator, numerator, denominator, reason):
    chance = chance_of(indicator, numerator=numerator, denominator=denominator)
    assert chance.interval is None
    assert reason in chance.en


def test_what_was_counted_completely_has_none():
    assert chance_of(INDICATORS["village_coverage"], numerator=9, denominator=10) is None


def test_every_indicator_that_chance_decides_says_how_its_parts_were_come_by():
    held = {i.id: i.sampling for i in INDICATORS.values() if i.sampling != "census"}
    assert held["universal_service_satisfaction"] == "survey"
    assert all(INDICATORS[name].unit == "ppm" for name, how in held.items() if how == "events")
    ppm = {name for name, one in INDICATORS.items() if one.unit == "ppm"}
    assert ppm <= {name for name, how in held.items() if how == "events"}
    surveys = {name for name, one in INDICATORS.items() if "survey" in one.tables}
    assert surveys == {name for name, how in held.items() if how == "survey"}


@pytest.mark.parametrize(
    "header",
    [
        {"sampling": "poll"},
        {"sampling": "survey", "measure": "ratio"},
        {"sampling": "events", "measure": "mean"},
        {"sampling": "sample", "measure": "total"},
        {"sampling": "census", "design_effect": 2},
        {"sampling": "sample", "design_effect": 0.5},
    ],
)
def test_a_header_that_contradicts_itself_is_refused(header):
    data = {**SHARE.model_dump(), "design_effect": 1.0, **header}
    with pytest.raises((DefinitionError, ValueError)):
        Indicator.model_validate(data)


TREE = DivisionTree(Division.of(code, code) for code in ("14", "1401", "140105", "140106"))


def _rolled(*rows, indicator=SURVEY):
    names = ("division", "period", "numerator", "denominator", "squares")
    table = pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))
    found = rollup(table, tree=TREE, indicator=indicator, levels=[Level.PROVINCE])
    return found.readings.to_pylist()[0]


def test_squares_are_summed_like_the_other_parts():
    row = _rolled(
        ("140105000000", "2025", 850.0, 10.0, 72_500.0),
        ("140106000000", "2025", 900.0, 10.0, 81_200.0),
    )
    assert (row["squares"], row["value"]) == (153_700.0, 87.5)


def test_where_one_part_has_no_squares_the_whole_has_none():
    row = _rolled(
        ("140105000000", "2025", 850.0, 10.0, 72_500.0),
        ("140106000000", "2025", 900.0, 10.0, None),
    )
    assert (row["squares"], row["value"]) == (None, 87.5)


def test_only_a_mean_may_bring_squares():
    with pytest.raises(InputError) as caught:
        _rolled(("140105000000", "2025", 8.0, 10.0, 8.0), indicator=SHARE)
    assert caught.value.code == "I-100"
