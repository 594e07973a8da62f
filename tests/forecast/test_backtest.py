"""The back-test: what a method sees, what it is scored by, and that no leak goes unseen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.period import Period
from jidi.forecast.backtest import (
    BLOCKS,
    LEARNT,
    MOST_ORIGINS,
    STEP,
    Reach,
    backtest,
    mean_mase,
    origins,
)
from jidi.forecast.method import Months, Paths

FIRST = Period.for_month(2018, 1)


def series(count=72, seed=1):
    generator = np.random.Generator(np.random.PCG64(seed))
    months = np.arange(count)
    season = 1 + 0.2 * np.sin(months * np.pi / 6)
    return Months(FIRST, season * np.exp(0.01 * months + 0.03 * generator.standard_normal(count)))


def steady(training, horizon):
    """The last month goes on, with the spread of a random walk."""
    width = 0.05 * np.sqrt(np.arange(1, horizon + 1))
    noise = np.linspace(-1, 1, 101)[:, None]
    return Paths(
        np.full(horizon, np.log(training.values[-1])), noise * width, np.zeros(horizon), "log"
    )


def naive(training, horizon):
    """The same month of the year before."""
    ahead = np.resize(training.values[-12:], horizon)
    return Paths(np.log(ahead), np.zeros((4, horizon)), np.zeros(horizon), "log")


def test_mase_is_the_error_over_that_of_the_naive_method_in_training():
    """The oracle is written out with loops."""
    whole = series()
    folds, failures = backtest(whole, steady)
    assert failures == 0
    for fold in folds:
        errors = []
        for step in range(12):
            place = fold.origin + 12 * fold.block + step
            errors.append(abs(whole.values[place] - whole.values[fold.origin - 1]))
        naive_errors = [abs(whole.values[t] - whole.values[t - 12]) for t in range(12, fold.origin)]
        expected = np.mean(errors) / np.mean(naive_errors)
        assert fold.mase == pytest.approx(expected)
    first = [fold.mase for fold in folds if fold.block == 0]
    assert mean_mase(folds) == pytest.approx(np.mean(first))


def test_the_year_error_is_that_of_the_sum():
    folds, _ = backtest(series(), naive)
    for fold in folds:
        total = fold.actual.sum()
        forecast = series().values[fold.origin - 12 : fold.origin].sum()
        assert fold.year_error == pytest.approx(abs(total - forecast) / total)


@given(st.integers(36, 120))
def test_origins_are_fixed_and_leave_a_whole_year(count):
    found = origins(count)
    assert found
    assert len(found) <= MOST_ORIGINS
    assert all((origin - LEARNT) % STEP == 0 and origin + 12 <= count for origin in found)


def test_a_series_shorter_than_three_years_has_no_origin():
    assert origins(35) == ()
    assert mean_mase(()) is None


@pytest.mark.parametrize("method", [steady, naive])
def test_new_months_add_folds_and_change_none(method):
    whole = series(72)
    short, _ = backtest(whole.until(66), method)
    long, _ = backtest(whole, method)
    later = {(fold.origin, fold.block): fold for fold in long}
    shared = [fold for fold in short if (fold.origin, fold.block) in later]
    assert shared
    for fold in shared:
        twin = later[fold.origin, fold.block]
        assert np.array_equal(fold.actual, twin.actual)
        assert np.array_equal(fold.paths.values(), twin.paths.values())
        assert fold.scale == twin.scale


def sees_the_future(method):
    """Whether a method's forecast changes with months after the origin: the test for leaks."""
    whole = series(48)
    changed = Months(FIRST, np.concatenate([whole.values[:36], whole.values[36:] * 7]))
    one, _ = backtest(whole, method(whole))
    other, _ = backtest(changed, method(changed))
    pairs = zip(one, other, strict=True)
    return any(
        not np.array_equal(a.paths.values(), b.paths.values()) for a, b in pairs if a.origin <= 36
    )


def test_an_honest_method_does_not_see_the_future():
    assert not sees_the_future(lambda _whole: steady)
    assert not sees_the_future(lambda _whole: naive)


def test_a_method_that_peeks_is_caught():
    def leaky(whole):
        def peeking(training, horizon):
            ahead = whole.values[len(training) : len(training) + horizon]
            return Paths(np.log(ahead), np.zeros((4, horizon)), np.zeros(horizon), "log")

        return peeking

    assert sees_the_future(leaky)
    folds, _ = backtest(series(48), leaky(series(48)))
    assert mean_mase(folds) == pytest.approx(0, abs=1e-12)


def test_a_method_gets_a_copy_that_it_may_spoil():
    whole = series(48)
    before = whole.values.copy()

    def spoiling(training, horizon):
        training.values[:] = 0.5
        return steady(training, horizon)

    backtest(whole, spoiling)
    assert np.array_equal(whole.values, before)


def test_a_failure_is_counted_and_no_fold():
    folds, failures = backtest(series(48), lambda _training, _horizon: None)
    assert folds == ()
    assert failures == len(origins(48))


def test_a_second_year_is_compared_where_it_is_known():
    folds, _ = backtest(series(48), steady)
    assert {(fold.origin, fold.block) for fold in folds} == {
        (24, 0), (24, 1), (27, 0), (30, 0), (33, 0), (36, 0),
    }  # fmt: skip
    assert BLOCKS == 2


def test_scores_compare_an_error_with_the_interval_given_and_the_one_to_be_printed():
    """By hand: paths at −1 … 1 times 0.05·√h; the 80 % interval ends at 0.8 of that."""
    folds, _ = backtest(series(48), steady)
    fold = folds[0]
    twice = Paths(fold.paths.centre, 2 * fold.paths.spread, fold.paths.offset, fold.paths.scale)
    for step, score in enumerate(fold.month_scores(Reach.of(twice))):
        error = abs(np.log(fold.actual[step] / fold.paths.median()[step]))
        half = 0.8 * 0.05 * np.sqrt(step + 1)
        assert score.own[0] == pytest.approx(error / half, rel=1e-6)
        assert score.printed[0] == pytest.approx(error / half / 2, rel=1e-6)
