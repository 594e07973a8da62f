"""Forecasts of a few yearly points, against arithmetic by hand and against simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.forecast import Prior, points_needed, prior_of, yearly_outlook
from jidi.forecast.law import PRIOR_YEARS, Trace, law_of
from jidi.forecast.years import FEWEST_ORIGINS

YEARS = list(range(2014, 2026))
NATIONAL = [152, 226, 341, 437, 553, 693, 910, 1182, 1207, 1441, 1751, 1990]


def outlook(years=YEARS, values=NATIONAL, *, until=2027, **more):
    return yearly_outlook(years, values, until=until, scale=more.pop("scale", "log"), **more)


def test_drift_is_the_mean_change_and_its_interval_that_of_students_t():
    """By hand: changes 2, 3, 4; mean 3, spread 1, two degrees of freedom, t(0.9) = 1.8856."""
    trace = Trace((2020, 2021, 2022, 2023), (10.0, 12.0, 15.0, 19.0))
    law = law_of(trace, "drift", None)
    assert (law.drift, law.spread, law.freedom) == (3.0, 1.0, 2)
    assert law.middle(2) == 25.0
    assert law.width(2) == pytest.approx(math.sqrt(2 + 4 / 3))
    grid = law.grid(2, factor=1.0)
    assert np.quantile(grid, 0.9) == pytest.approx(25 + 1.8856 * math.sqrt(2 + 4 / 3), rel=1e-2)


def test_a_gap_is_one_change_over_several_years_and_is_not_filled():
    """By hand: +2 in one year, +6 in three: 8 over 4 years; squares (2−2)²/1 + (6−6)²/3 = 0."""
    law = law_of(Trace((2016, 2017, 2020), (1.0, 3.0, 9.0)), "drift", None)
    assert (law.drift, law.spread, law.weight) == (2.0, 0.0, 4.0)
    uneven = law_of(Trace((2016, 2017, 2020), (1.0, 4.0, 9.0)), "drift", None)
    assert uneven.spread == pytest.approx(math.sqrt((3 - 2) ** 2 / 1 + (5 - 6) ** 2 / 3))


def test_the_countrys_growth_counts_as_its_years_of_own_data():
    """The oracle: least squares with the prior written as extra observations."""
    trace = Trace((2017, 2018, 2019, 2020), (0.0, 0.2, 0.5, 0.6))
    prior = Prior(0.3, 0.1)
    law = law_of(trace, "drift_country", prior)
    changes = np.array([0.2, 0.3, 0.1])
    weight = PRIOR_YEARS + 3
    mean = (PRIOR_YEARS * 0.3 + changes.sum()) / weight
    assert law.drift == pytest.approx(mean)
    # Sum of squares about the joint mean, the prior's own spread included.
    joint = (
        ((changes - mean) ** 2).sum()
        + PRIOR_YEARS * (0.3 - mean) ** 2
        + PRIOR_YEARS * prior.spread**2
    )
    assert law.spread == pytest.approx(math.sqrt(joint / (PRIOR_YEARS + 3)))
    assert law.freedom == PRIOR_YEARS + 3


def test_the_contest_uses_only_origins_that_all_who_take_part_share():
    found = outlook()
    origins = {trial.origins for trial in found.trials}
    assert len(origins) == 1
    assert found.chosen_by == "contest"
    best = min(found.trials, key=lambda trial: trial.mase)
    assert found.method == best.method
    assert found.beaten is (best.method != "naive")


def test_the_scaled_error_is_that_of_its_definition():
    """The oracle walks the origins itself: errors up to five years ahead over the mean change."""
    logs = np.log(NATIONAL)
    for trial in outlook().trials:
        scaled = []
        for count in range(5, len(logs)):
            training = logs[:count]
            changes = np.diff(training)
            drift = {
                "naive": 0.0,
                "drift": changes.mean(),
                "drift_recent": changes[-3:].mean(),
            }[trial.method]
            for ahead in range(1, min(5, len(logs) - count) + 1):
                error = abs(logs[count - 1 + ahead] - training[-1] - ahead * drift)
                scaled.append(error / np.abs(changes).mean())
        assert trial.mase == pytest.approx(np.mean(scaled))


def test_the_naive_method_is_used_and_said_so_where_nothing_beats_it():
    """What goes up and comes down has no drift to learn."""
    up_and_down = [100, 130, 100, 130, 100, 130, 100, 130, 100, 130]
    found = outlook(YEARS[:10], up_and_down, until=2025)
    assert found.method == "naive"
    assert found.beaten is False
    assert found.years[0].median == pytest.approx(130)


def test_with_too_few_origins_a_rule_decides_and_the_forecast_says_so():
    found = outlook([2017, 2018, 2019, 2020], [1.09, 1.5, 1.43, 1.94], until=2025)
    assert (found.chosen_by, found.method, found.beaten) == ("rule", "drift", None)
    assert all(trial.origins < FEWEST_ORIGINS for trial in found.trials)
    known = outlook(
        [2017, 2018, 2019, 2020], [1.09, 1.5, 1.43, 1.94], until=2025, prior=Prior(0.25, 0.1)
    )
    assert known.method == "drift_country"


@settings(max_examples=20)
@given(
    st.lists(st.floats(-0.2, 0.6), min_size=4, max_size=10),
    st.floats(1e-4, 1e8),
)
def test_a_series_in_another_unit_has_the_forecast_in_that_unit(changes, factor):
    values = np.exp(np.cumsum([1.0, *changes]))
    if np.ptp(np.diff(np.log(values))) < 1e-6:
        return
    years = list(range(2010, 2010 + len(values)))
    one = outlook(years, list(values), until=years[-1] + 2)
    other = outlook(years, list(values * factor), until=years[-1] + 2)
    assert one.method == other.method
    for year, sample in one.samples.items():
        assert other.samples[year] == pytest.approx(sample * factor, rel=1e-6)


def test_intervals_hold_their_level_of_random_walks_with_drift():
    """The law is exact for such series: 80 % of 600 simulated ones, within sampling."""
    generator = np.random.Generator(np.random.PCG64(5))
    held = {80: 0, 95: 0}
    runs = 600
    for _ in range(runs):
        walk = np.cumsum(0.2 + 0.1 * generator.standard_normal(8))
        law = law_of(Trace(tuple(range(7)), tuple(walk[:7])), "drift", None)
        error = abs(walk[7] - law.middle(1))
        for place, level in enumerate(held):
            held[level] += law.ratios(1, error)[place] <= 1
    assert held[80] / runs == pytest.approx(0.80, abs=0.05)
    assert held[95] / runs == pytest.approx(0.95, abs=0.03)


def test_more_years_ahead_are_less_certain():
    found = outlook(until=2030)
    widths = [step.bands[80][1] / step.bands[80][0] for step in found.years]
    assert widths == sorted(widths)
    for step in found.years:
        assert step.bands[95][0] < step.bands[80][0] < step.median < step.bands[80][1]


def test_a_share_stays_between_nothing_and_all():
    found = outlook([2020, 2021, 2022, 2023], [50.0, 66, 80, 87], scale="level", bounds=(0, 100))
    for sample in found.samples.values():
        assert sample.min() >= 0
        assert sample.max() <= 100


def test_new_years_change_no_earlier_origin():
    """The oracle is the law at the same origin of the shorter series."""
    short = Trace.on("log", tuple(YEARS[:8]), tuple(map(float, NATIONAL[:8])))
    long = Trace.on("log", tuple(YEARS), tuple(map(float, NATIONAL)))
    for count in range(3, 8):
        for method in ("naive", "drift"):
            assert law_of(short.until(count), method, None) == law_of(
                long.until(count), method, None
            )


def test_how_many_points_are_needed_depends_on_what_is_known_of_the_country():
    assert points_needed(None) == 4
    assert points_needed(Prior(0.2, 0.1)) == 3


def test_growth_that_never_varies_is_no_prior():
    assert prior_of([2020, 2021, 2022], [1.0, 1.0, 1.0], scale="log") is None
    found = prior_of([2020, 2021, 2022, 2023], [1.0, 2.0, 3.0, 5.0], scale="log")
    assert found.mean == pytest.approx(math.log(5) / 3)


def test_the_same_series_gives_the_same_forecast():
    one, other = outlook(), outlook()
    assert all(np.array_equal(one.samples[y], other.samples[y]) for y in one.samples)
