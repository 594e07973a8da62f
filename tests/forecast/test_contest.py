"""The contest: who wins, what is said of it, and the forecast that follows."""

from __future__ import annotations

import numpy as np
import pytest

from jidi.core.period import Period
from jidi.forecast import monthly_outlook
from jidi.forecast.method import NAIVE, Months, Paths

FIRST = Period.for_month(2020, 1)


def growing(count=60, seed=4):
    generator = np.random.Generator(np.random.PCG64(seed))
    months = np.arange(count)
    season = 1 + 0.2 * np.sin(months * np.pi / 6)
    return season * np.exp(0.015 * months + 0.02 * generator.standard_normal(count))


def naive(training, horizon):
    changes = np.log(training.values[12:] / training.values[:-12])
    return _around(np.log(np.resize(training.values[-12:], horizon)), changes.std())


def with_growth(training, horizon):
    yearly = np.log(training.values[12:] / training.values[:-12]).mean()
    ahead = np.log(np.resize(training.values[-12:], horizon))
    return _around(ahead + yearly * (1 + np.arange(horizon) // 12), 0.03)


def _around(centre, width):
    noise = np.linspace(-2, 2, 401)[:, None] * np.ones(len(centre))
    return Paths(centre, noise * width, np.zeros(len(centre)), "log")


def failing(_training, _horizon):
    return None


METHODS = {NAIVE: naive, "with_growth": with_growth, "failing": failing}


def outlook(values=None, *, until=2026, methods=None, first=FIRST, told=None):
    shown = growing() if values is None else values
    return monthly_outlook(first, shown, until=until, methods=methods or METHODS, told=told)


def test_the_smallest_error_wins_and_the_naive_method_is_beaten():
    found = outlook()
    assert (found.method, found.chosen_by, found.beaten) == ("with_growth", "contest", True)
    errors = {trial.method: trial.mase for trial in found.trials}
    assert errors["with_growth"] < errors[NAIVE]


def test_where_nothing_beats_the_naive_method_it_is_used_and_said_so():
    """Years that repeat themselves but for noise."""
    generator = np.random.Generator(np.random.PCG64(9))
    season = np.tile(1 + 0.3 * np.sin(np.arange(12) * np.pi / 6), 5)
    found = outlook(season * np.exp(0.001 * generator.standard_normal(60)), methods={
        NAIVE: naive, "louder": lambda t, h: _around(naive(t, h).centre + 0.1, 0.1),
    })  # fmt: skip
    assert (found.method, found.beaten) == (NAIVE, False)


def test_a_method_that_failed_takes_no_part_and_its_failures_are_counted():
    found = outlook()
    (trial,) = [t for t in found.trials if t.method == "failing"]
    assert trial.mase is None
    assert trial.failures == 6
    assert "failing" not in found.others


def test_a_year_is_the_sum_of_its_months():
    """The oracle adds up the paths itself, in the unit of the series."""
    found = outlook(until=2025)
    made = with_growth(Months(FIRST, growing()), 24)
    expected = made.median()[:12].sum()
    sums = made.values()[:, :12].sum(axis=1)
    widened = expected * (sums / np.median(sums)) ** found.year_calibration.factor
    assert found.samples[2025] == pytest.approx(widened, rel=1e-9)
    assert found.years[0].median == pytest.approx(expected, rel=1e-9)


def test_the_naive_year_is_the_year_before_however_wide_its_months_are():
    """Months that go their own ways on logarithms must not pull the sum up."""
    generator = np.random.Generator(np.random.PCG64(9))

    def wild(training, horizon):
        noise = 0.8 * generator.standard_normal((2000, horizon))
        return Paths(naive(training, horizon).centre, noise, np.zeros(horizon), "log")

    found = outlook(methods={NAIVE: wild}, until=2025)
    assert found.years[0].median == pytest.approx(growing()[-12:].sum(), rel=1e-6)


def test_months_known_of_a_year_are_not_forecast_again():
    values = growing(54)
    found = outlook(values, until=2025)
    first, second = found.years
    assert (first.period.year, first.known) == (2024, 6)
    assert (second.period.year, second.known) == (2025, 0)
    assert [str(step.period) for step in found.months][:2] == ["2024-07", "2024-08"]
    assert len(found.months) == 18
    assert found.samples[2024].min() > values[48:54].sum()


@pytest.mark.parametrize("factor", [1e-6, 0.37, 10_000, 1e8])
def test_a_series_in_another_unit_has_the_forecast_in_that_unit(factor):
    one, other = outlook(), outlook(growing() * factor)
    assert one.method == other.method
    for a, b in zip(one.months, other.months, strict=True):
        assert b.median == pytest.approx(a.median * factor, rel=1e-6)
        assert b.bands[80] == pytest.approx(tuple(x * factor for x in a.bands[80]), rel=1e-6)
    errors = [{t.method: t.mase for t in made.trials if t.mase} for made in (one, other)]
    assert errors[0] == pytest.approx(errors[1], rel=1e-6)


def test_intervals_say_how_many_errors_they_rest_on():
    found = outlook()
    months, years = found.month_calibration, found.year_calibration
    assert months.scores == sum(c.count for c in months.coverage) // 2
    assert all(c.own <= c.count and c.widened <= c.count for c in months.coverage)
    assert months.scores % 12 == 0
    assert years.scores == months.scores // 12
    assert months.factor >= 1


def test_intervals_that_were_too_narrow_are_widened():
    narrow = {NAIVE: naive, "narrow": lambda t, h: _around(with_growth(t, h).centre, 0.001)}
    found = outlook(methods=narrow)
    assert found.method == "narrow"
    assert found.month_calibration.factor > 5
    eighty = found.month_calibration.coverage[0]
    assert eighty.own < 0.3 * eighty.count
    assert eighty.widened > 0.7 * eighty.count


def test_methods_that_did_nearly_as_well_stand_beside_the_winner():
    twins = {**METHODS, "twin": lambda t, h: _around(with_growth(t, h).centre + 1e-4, 0.03)}
    found = outlook(methods=twins)
    assert {"own_interval", "twin"} <= set(found.others) | {found.method}
    assert NAIVE not in found.others


def test_progress_is_told_and_can_stop_the_work():
    heard = []
    outlook(told=lambda name, share: heard.append((name, share)))
    assert [name for name, _ in heard] == list(METHODS)

    class Stopped(Exception):  # noqa: N818
        pass

    def stop(_name, _share):
        raise Stopped

    with pytest.raises(Stopped):
        outlook(told=stop)
