"""Sharing out a whole number exactly, within bounds."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.errors import ValueProblem
from jidi.core.sharing import shared


def weights(*numbers):
    return [Fraction(number) for number in numbers]


@pytest.mark.parametrize(
    ("total", "given_weights", "parts"),
    [
        (10, weights(1, 1, 1), [4, 3, 3]),
        (100, weights(47_000, 16_000, 15_800, 12_000, 6_100, 3_100), [47, 16, 16, 12, 6, 3]),
        (0, weights(2, 5), [0, 0]),
        (7, weights(0, 1), [0, 7]),
    ],
)
def test_the_largest_remainders_get_what_rounding_leaves(total, given_weights, parts):
    assert shared(total, given_weights) == parts


def test_bounds_hold_and_the_others_take_the_rest():
    assert shared(100, weights(1, 1, 2), low=[40, 0, 0]) == [40, 20, 40]
    assert shared(100, weights(1, 1, 2), high=[None, 10, 30]) == [60, 10, 30]


@pytest.mark.parametrize(
    ("total", "given_weights", "bounds"),
    [
        (5, weights(1, 1), {"low": [3, 3]}),
        (5, weights(1, 1), {"high": [2, 2]}),
        (5, weights(0, 0), {}),
        (5, weights(-1, 2), {}),
        (5, weights(1, 1), {"low": [3, 0], "high": [2, None]}),
        (-1, weights(1), {}),
    ],
)
def test_what_cannot_be_shared_out_is_refused(total, given_weights, bounds):
    with pytest.raises(ValueProblem) as caught:
        shared(total, given_weights, **bounds)
    assert caught.value.code == "C-350"


PARTIES = st.lists(
    st.tuples(st.integers(1, 10_000), st.integers(0, 500), st.integers(0, 5_000)),
    min_size=1,
    max_size=15,
)


@given(PARTIES, st.floats(0, 1))
def test_the_parts_sum_exactly_and_keep_their_bounds(parties, at):
    lows = [low for _, low, _ in parties]
    highs = [low + room for _, low, room in parties]
    total = round(sum(lows) + at * (sum(highs) - sum(lows)))
    parts = shared(total, weights(*(w for w, _, _ in parties)), low=lows, high=highs)
    assert sum(parts) == total
    assert all(a <= part <= b for a, part, b in zip(lows, parts, highs, strict=True))


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=15), st.integers(0, 1_000_000))
def test_without_bounds_no_part_is_a_whole_unit_from_its_share(numbers, total):
    parts = shared(total, weights(*numbers))
    for part, number in zip(parts, numbers, strict=True):
        assert abs(part - Fraction(total * number, sum(numbers))) < 1
    heavier = sorted(zip(numbers, parts, strict=True))
    assert [part for _, part in heavier] == sorted(parts)


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=8, unique=True), st.randoms())
def test_the_order_of_the_parties_does_not_matter(numbers, random):
    parts = dict(zip(numbers, shared(999, weights(*numbers)), strict=True))
    shuffled = random.sample(numbers, len(numbers))
    again = dict(zip(shuffled, shared(999, weights(*shuffled)), strict=True))
    differing = [n for n in numbers if parts[n] != again[n]]
    # Only parties with equal remainders may change places.
    total = sum(numbers)
    assert len({(999 * n) % total for n in differing}) <= 1
