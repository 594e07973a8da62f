from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.errors import InputError
from jidi.synth.apportion import apportion, thin

weights = st.lists(st.integers(0, 1000), min_size=1, max_size=30).filter(any)


@given(total=st.integers(0, 10**9), weights=weights)
def test_the_shares_sum_to_the_total(total, weights):
    assert apportion(total, np.array(weights, float)).sum() == total


@given(total=st.integers(0, 10**6), weights=weights)
def test_each_share_is_its_quota_rounded_down_or_up(total, weights):
    shares = apportion(total, np.array(weights, float))
    for share, weight in zip(shares.tolist(), weights, strict=True):
        quota = Fraction(total * weight, sum(weights))
        assert quota - 1 < share < quota + 1


@given(total=st.integers(0, 10**6), weights=weights)
def test_the_largest_remainders_are_rounded_up(total, weights):
    shares = apportion(total, np.array(weights, float)).tolist()
    quotas = [Fraction(total * w, sum(weights)) for w in weights]
    up = [q - q.__floor__() for q, s in zip(quotas, shares, strict=True) if s > q]
    down = [q - q.__floor__() for q, s in zip(quotas, shares, strict=True) if s < q]
    assert not up or not down or min(up) >= max(down) - Fraction(1, 10**9)


@given(
    places=st.lists(st.tuples(st.integers(0, 50), st.integers(0, 1000)), min_size=1, max_size=20),
    share=st.floats(0, 1),
)
def test_a_share_never_takes_more_than_a_place_has(places, share):
    parts = np.array([part for part, _ in places], np.int64)
    spread = np.array([1 + s for _, s in places], float)
    taken = thin(parts, share, spread=spread)
    assert np.all((taken >= 0) & (taken <= parts))
    assert taken.sum() == round(float(parts.sum()) * share)


def test_a_place_without_weight_gets_nothing_while_others_can_take_it():
    assert apportion(7, np.array([0.0, 1.0, 0.0])).tolist() == [0, 7, 0]


def test_what_a_cap_turns_away_goes_to_the_others():
    assert apportion(10, np.array([9.0, 1.0]), caps=np.array([4, 20])).tolist() == [4, 6]


def test_places_without_weight_help_out_when_the_caps_of_the_others_are_reached():
    assert apportion(6, np.array([1.0, 0.0]), caps=np.array([4, 5])).tolist() == [4, 2]


def test_ties_fall_to_the_earlier_place():
    assert apportion(1, np.ones(3)).tolist() == [1, 0, 0]


@pytest.mark.parametrize(
    ("total", "weights", "caps"),
    [
        (-1, [1.0], None),
        (5, [1.0, 1.0], [2, 2]),
        (5, [0.0, 0.0], None),
        (5, [1.0, float("nan")], None),
    ],
)
def test_what_nobody_can_take_is_refused(total, weights, caps):
    limit = None if caps is None else np.array(caps)
    with pytest.raises(InputError) as refused:
        apportion(total, np.array(weights), caps=limit)
    assert refused.value.code == "S-101"
