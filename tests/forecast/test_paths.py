"""Simulated courses: their standard errors, how months hang together, and repetition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.forecast.paths import PATHS, departures, normal_quantile

ERRORS = st.lists(st.floats(0.01, 1.0), min_size=1, max_size=30).map(
    lambda steps: np.sqrt(np.cumsum(np.array(steps) ** 2))
)


@given(ERRORS)
def test_paths_have_the_standard_errors_asked_for(errors):
    made = departures(errors)
    assert made.shape == (PATHS, len(errors))
    assert made.std(axis=0) == pytest.approx(errors, rel=0.12)


@given(ERRORS)
def test_the_middle_is_exact_because_every_path_has_its_mirror(errors):
    assert np.median(departures(errors), axis=0) == pytest.approx(np.zeros(len(errors)), abs=1e-12)


def test_a_random_walk_hangs_together_as_a_random_walk_does():
    """Errors √h mean equal weights: the correlation of months h and k is √(h/k)."""
    made = departures(np.sqrt(np.arange(1.0, 25.0)))
    assert np.corrcoef(made[:, 5], made[:, 23])[0, 1] == pytest.approx(np.sqrt(6 / 24), abs=0.05)


def test_the_same_month_of_two_years_hangs_together_for_a_seasonal_random_walk():
    """Its variance grows once a year: months of one year are independent."""
    errors = np.sqrt(np.repeat([1.0, 2.0], 12))
    made = departures(errors)
    assert np.corrcoef(made[:, 0], made[:, 12])[0, 1] == pytest.approx(np.sqrt(0.5), abs=0.05)
    assert np.corrcoef(made[:, 0], made[:, 1])[0, 1] == pytest.approx(0, abs=0.06)


def test_the_same_errors_give_the_same_paths():
    errors = np.array([0.1, 0.2, 0.3])
    assert np.array_equal(departures(errors), departures(errors))


def test_normal_quantiles_are_those_of_the_tables():
    assert normal_quantile(80) == pytest.approx(1.2816, abs=1e-4)
    assert normal_quantile(95) == pytest.approx(1.95996, abs=1e-4)
