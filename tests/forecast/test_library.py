"""What the library makes of a monthly series: honest, repeatable, the same in every unit."""

from __future__ import annotations

import numpy as np
import pytest

from jidi.core.period import Period
from jidi.forecast.contest import library_methods
from jidi.forecast.method import METHODS, NAIVE, Months

FIRST = Period.for_month(2019, 1)
FAST = [name for name in METHODS if METHODS[name].model not in ("arima", "peaks")]


def series(count=48, *, festival=0.0, seed=2):
    """Growth, season and noise; with ``festival`` also a fall where the Spring Festival lies."""
    from jidi.forecast.regressors import months_from, regressors

    generator = np.random.Generator(np.random.PCG64(seed))
    months = np.arange(count)
    logs = 0.012 * months + 0.15 * np.sin(months * np.pi / 6)
    logs += 0.02 * generator.standard_normal(count)
    logs += festival * regressors(months_from(FIRST, count))[:, 0]
    return Months(FIRST, np.exp(logs))


@pytest.fixture(scope="module")
def methods():
    return library_methods()


def test_every_method_of_the_contest_has_words_and_a_model(methods):
    from jidi.service.forecast_words import METHOD_WORDS

    assert set(methods) == set(METHODS)
    assert set(METHODS) <= set(METHOD_WORDS)
    assert NAIVE in METHODS


@pytest.mark.parametrize("name", METHODS)
def test_no_method_sees_beyond_its_training_part(methods, name):
    whole = series(48)
    changed = Months(FIRST, np.concatenate([whole.values[:36], whole.values[36:] * 5]))
    one = methods[name](whole.until(36), 12)
    other = methods[name](changed.until(36), 12)
    assert np.array_equal(one.values(), other.values())
    assert np.isfinite(one.values()).all()


@pytest.mark.parametrize("name", FAST)
def test_a_method_gives_the_same_answer_again(methods, name):
    whole = series(36)
    assert np.array_equal(methods[name](whole, 24).values(), methods[name](whole, 24).values())


def test_the_naive_method_repeats_the_year_with_the_spread_of_its_changes(methods):
    """By hand: the last twelve months again; spread of the changes of logarithms."""
    whole = series(48)
    made = methods[NAIVE](whole, 24)
    assert made.median() == pytest.approx(np.tile(whole.values[-12:], 2))
    changes = np.log(whole.values[12:] / whole.values[:-12])
    spread = np.sqrt((changes**2).mean())
    assert made.spread[:, 0].std() == pytest.approx(spread, rel=0.15)


def test_a_festival_that_shifts_is_learnt_from_the_calendar(methods):
    """A fall of 60 % of the festival's share: January 2023 (22 Jan) after February 2022 (1 Feb)."""
    whole = series(60, festival=-0.6)
    training = whole.until(48)
    truth = whole.values[48:]

    def error(name):
        return np.abs(methods[name](training, 12).median() / truth - 1)[:2].mean()

    assert error("airline_calendar") < 0.5 * error("airline")
    assert error("theta_calendar") < 0.7 * error("theta_log")


def test_regressors_that_say_nothing_are_left_out():
    from jidi.forecast.regressors import months_from, regressors, telling

    columns = regressors(months_from(FIRST, 48))
    assert telling(columns, seasonal=True) == [0]
    assert telling(columns, seasonal=False) == [0, 1, 2]
    later = regressors(months_from(Period.for_month(2022, 1), 48))
    # The window of 双11 changed in 2024, so that a seasonal method can see it.
    assert telling(later, seasonal=True) == [0, 1]


def test_paths_of_the_airline_model_have_the_spread_of_the_librarys_own_simulation(methods):
    """The oracle is the library's simulator, which takes its own way from coefficients to paths."""
    from statsforecast.arima import simulate_arima
    from statsforecast.models import ARIMA

    whole = series(48)
    model = ARIMA((0, 1, 1), 12, (0, 1, 1))
    model.fit(np.log(whole.values))
    drawn = simulate_arima(model.model_, 12, 1000, seed=3)
    made = methods["airline"](whole, 12)
    assert made.centre == pytest.approx(drawn.mean(axis=0), abs=0.01)
    assert made.spread.std(axis=0) == pytest.approx(drawn.std(axis=0), rel=0.15)
    sums = np.exp(drawn).sum(axis=1)
    assert np.log(made.values().sum(axis=1)).std() == pytest.approx(np.log(sums).std(), rel=0.2)


def test_a_series_that_cannot_be_fitted_is_a_failure_and_no_crash(methods):
    flat = Months(FIRST, np.ones(30))
    for name in FAST:
        made = methods[name](flat, 12)
        assert made is None or np.isfinite(made.median()).all()
