"""Coverage and widening, against their definitions written out another way."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.forecast.calibration import Score, calibration, ratio, widening

RATIOS = st.lists(st.floats(0.0, 5.0), min_size=1, max_size=60)


def scores(ratios, *, origins=3):
    return [Score(n % origins, (r, r / 1.5), (r, r / 1.5)) for n, r in enumerate(ratios)]


@given(RATIOS)
def test_the_factor_is_the_smallest_that_holds_enough_of_the_errors(ratios):
    """The oracle tries every candidate: at least (n+1)·80 % of n errors must lie within."""
    factor = widening(scores(ratios))
    n = len(ratios)
    needed = math.ceil((n + 1) * 0.8)
    candidates = sorted(r for r in ratios if sum(x <= r for x in ratios) >= needed)
    eighty = candidates[0] if candidates else 0.0
    needed = math.ceil((n + 1) * 0.95)
    wide = sorted(r for r in ratios if sum(x <= r for x in ratios) >= needed)
    ninety_five = wide[0] / 1.5 if wide else 0.0
    assert factor == pytest.approx(max(1.0, eighty, ninety_five))


@given(RATIOS)
def test_intervals_are_never_narrowed(ratios):
    assert widening(scores(ratios)) >= 1


def test_too_few_errors_widen_nothing():
    # Of three errors none is the 80 % one: (3 + 1) · 0.8 = 3.2.
    assert widening(scores([4.0, 4.0, 4.0])) == 1
    assert widening(scores([4.0, 4.0, 4.0, 4.0])) == 4


@given(RATIOS)
def test_coverage_counts_what_was_held_and_each_origin_is_judged_by_the_others(ratios):
    every = scores(ratios)
    found = calibration(every)
    for place, one in enumerate(found.coverage):
        assert one.count == len(every)
        assert one.own == sum(s.own[place] <= 1 for s in every)
        held = 0
        for score in every:
            others = [s for s in every if s.origin != score.origin]
            held += score.printed[place] <= (widening(others) if others else 1)
        assert one.widened == held


def test_nothing_is_said_of_no_errors():
    found = calibration([])
    assert (found.factor, found.scores, found.coverage) == (1.0, 0, ())


def test_a_widened_interval_holds_about_its_level_of_errors_it_has_not_seen():
    """Errors twice as large as the method says: after widening 80 % hold 80 %, by simulation."""
    generator = np.random.Generator(np.random.PCG64(1))
    held = total = 0
    for _ in range(400):
        errors = np.abs(generator.standard_normal(41)) * 2 / 1.2816
        known, new = errors[:40], errors[40]
        every = [Score(n, (e, e / 1.529), (e, e / 1.529)) for n, e in enumerate(known)]
        held += new <= widening(every)
        total += 1
    assert 0.77 <= held / total <= 0.93


@pytest.mark.parametrize("logs, error", list(product([True, False], [0.5, 0.9, 1.0, 1.2, 2.0])))
def test_a_ratio_is_one_where_the_value_lies_on_the_end_of_the_interval(logs, error):
    band = (min(error, 0.999) * 8, max(error, 1.001) * 8)
    if error == 1.0:
        assert ratio(error, band, 8.0, logs=logs) == 0
    else:
        assert ratio(error, band, 8.0, logs=logs) == pytest.approx(1)


def test_an_interval_down_to_zero_holds_every_fall_in_logarithms():
    assert ratio(0.01, (0.0, 20.0), 10.0, logs=True) == 0
    assert ratio(0.5, (0.0, 20.0), 10.0, logs=False) == pytest.approx(0.5)


def test_an_interval_without_width_holds_nothing():
    assert ratio(1.1, (10.0, 10.0), 10.0, logs=True) == math.inf
