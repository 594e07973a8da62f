"""The chance of conditions, against counting and against simulation."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri

from jidi.core.measure import Interval
from jidi.forecast import Requirement, chance_of
from jidi.forecast.chance import _paired

GRID = np.linspace(50.0, 150.0, 2001)


def at_least(value):
    return Interval.above(str(value), closed=True)


def test_the_chance_of_a_level_is_the_share_of_values_that_reach_it():
    found = chance_of(GRID, [Requirement("level", at_least(100))])
    assert found.value == pytest.approx(0.5, abs=1e-3)
    assert found.each == (found.value,)


def test_a_strict_bound_does_not_hold_at_the_bound_itself():
    sample = np.array([99.0, 100.0, 100.0, 101.0])
    assert chance_of(sample, [Requirement("level", at_least(100))]).value == 0.75
    assert chance_of(sample, [Requirement("level", Interval.above("100"))]).value == 0.25
    below = Interval.below("100")
    assert chance_of(sample, [Requirement("level", below)]).value == 0.25
    assert chance_of(sample, [Requirement("level", Interval.below("100", closed=True))]).value == (
        0.75
    )


def test_a_range_holds_between_its_ends():
    sample = np.array([0.9, 1.0, 1.2, 1.3, 1.4])
    found = chance_of(sample, [Requirement("level", Interval(Decimal("1"), Decimal("1.3")))])
    assert found.value == pytest.approx(0.6)


def test_growth_is_the_mean_of_the_years_from_the_base():
    """From 42.13 at 14 % a year for five years is 81.12: growth and that level hold together."""
    growth = Requirement("growth", at_least(14), base=42.13, years=5)
    level = Requirement("level", at_least(42.13 * 1.14**5))
    sample = np.linspace(60.0, 100.0, 4001)
    assert chance_of(sample, [growth]).value == pytest.approx(
        chance_of(sample, [level]).value, abs=1e-3
    )


def test_an_increment_is_counted_from_the_base():
    found = chance_of(GRID, [Requirement("increment", at_least(20), base=100.0)])
    assert found.value == pytest.approx(0.3, abs=1e-3)


@given(st.floats(60, 140), st.floats(60, 140))
def test_all_conditions_are_no_likelier_than_each(one, other):
    found = chance_of(
        GRID, [Requirement("level", at_least(one)), Requirement("level", at_least(other))]
    )
    assert found.value <= min(found.each) + 1e-12
    assert found.value == pytest.approx(min(found.each))


def test_the_chance_of_a_level_agrees_with_a_simulation_of_the_same_law():
    """Log-normal: the oracle draws a million values of its own."""
    generator = np.random.Generator(np.random.PCG64(7))
    drawn = np.exp(4 + 0.2 * generator.standard_normal(1_000_000))
    grid = np.exp(4 + 0.2 * ndtri((np.arange(2000) + 0.5) / 2000))
    for level in (45, 55, 70):
        asked = [Requirement("level", at_least(level))]
        assert chance_of(grid, asked).value == pytest.approx((drawn >= level).mean(), abs=0.003)


def test_a_share_is_told_between_both_ways_of_going_together():
    """The oracle draws part and whole with correlations from none to nearly all."""
    generator = np.random.Generator(np.random.PCG64(3))
    common, other = generator.standard_normal((2, 400_000))

    def drawn(correlation):
        mixed = correlation * common + np.sqrt(1 - correlation**2) * other
        return 100 * np.exp(4.4 + 0.1 * common) / np.exp(4.8 + 0.12 * mixed)

    normal = ndtri((np.arange(2000) + 0.5) / 2000)
    part, whole = np.exp(4.4 + 0.1 * normal), np.exp(4.8 + 0.12 * normal)
    found = chance_of(part, [Requirement("share", at_least(66), whole=whole)])
    for correlation in (0.0, 0.5, 0.95):
        share = float((drawn(correlation) >= 66).mean())
        assert found.low - 0.02 <= share <= found.high + 0.02
    assert found.low < found.value < found.high


def test_apart_means_without_regard_to_size():
    mixed = _paired(np.arange(2000.0), "apart")
    assert sorted(mixed) == list(range(2000))
    assert abs(np.corrcoef(np.arange(2000.0), mixed)[0, 1]) < 0.05


def test_other_distributions_widen_the_range_and_not_the_value():
    asked = [Requirement("level", at_least(100))]
    found = chance_of(GRID, asked, others=[GRID + 30, GRID - 30])
    assert found.value == pytest.approx(0.5, abs=1e-3)
    assert (found.low, found.high) == (
        pytest.approx(0.2, abs=1e-3),
        pytest.approx(0.8, abs=1e-3),
    )


def test_growth_below_nothing_is_no_growth():
    found = chance_of(
        np.array([-5.0, 0.0, 100.0]), [Requirement("growth", at_least(0), base=50.0, years=5)]
    )
    assert found.value == pytest.approx(1 / 3)
