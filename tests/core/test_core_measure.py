"""Intervals and rounding."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jidi.core.errors import ValueProblem
from jidi.core.measure import INFINITY, Interval, half_unit, rounding_interval

numbers = st.decimals(-1000, 1000, places=3)
positives = st.decimals("0.001", 1000, places=3)


@st.composite
def intervals(draw, of=numbers):
    low, high = sorted([draw(of), draw(of)])
    if low == high:
        return Interval.point(low)
    return Interval(low, high, draw(st.booleans()), draw(st.booleans()))


@st.composite
def inside(draw, interval):
    """A number of the interval: an end that belongs to it, or one between."""
    share = draw(st.sampled_from(["0", "0.25", "0.5", "0.75", "1"]))
    number = interval.low + interval.width * Decimal(share)
    assume(interval.contains(number))
    return number


def with_member(of=numbers):
    return intervals(of).flatmap(lambda i: st.tuples(st.just(i), inside(i)))


@given(with_member(), with_member())
def test_sum_difference_and_product_of_members_are_members(a, b):
    (x, m), (y, n) = a, b
    assert (x + y).contains(m + n)
    assert (x - y).contains(m - n)
    assert (x * y).contains(m * n)
    assert (-x).contains(-m)


@given(with_member(), with_member(positives))
def test_a_quotient_of_members_is_a_member(a, b):
    (x, m), (y, n) = a, b
    quotient = x / y
    near = Decimal("1e-25") * (1 + abs(m / n))
    assert quotient.low - near <= m / n <= quotient.high + near


@given(intervals(), intervals())
def test_the_ends_of_a_sum_are_the_sums_of_the_ends(x, y):
    total = x + y
    assert (total.low, total.high) == (x.low + y.low, x.high + y.high)


@given(intervals(), intervals(), numbers)
def test_the_intersection_holds_what_both_hold(x, y, n):
    both = x.intersection(y)
    assert (both is not None and both.contains(n)) == (x.contains(n) and y.contains(n))
    assert x.meets(y) == (both is not None)
    if both is not None:
        assert both.is_within(x)
        assert both.is_within(y)


def test_touching_intervals_meet_only_where_both_are_closed():
    left = Interval(Decimal(0), Decimal(1), True, False)
    assert not left.meets(Interval(Decimal(1), Decimal(2)))
    assert Interval(Decimal(0), Decimal(1)).meets(Interval(Decimal(1), Decimal(2)))
    assert not left.meets(Interval(Decimal(3), Decimal(4)))


def test_an_open_interval_lies_within_its_closure_only():
    open_, closed = Interval(Decimal(0), Decimal(1), False, False), Interval(Decimal(0), Decimal(1))
    assert open_.is_within(closed)
    assert not closed.is_within(open_)


def test_bounds_are_endless():
    above = Interval.above(5)
    assert not above.contains(5)
    assert above.contains(6)
    assert Interval.above(5, closed=True).contains(5)
    assert Interval.below(5, closed=True).contains(5)
    assert not Interval.below(5).contains(5)
    assert str(Interval.below(5)) == "(-Infinity, 5)"
    assert (above + Interval.point(1)).high == INFINITY


def test_a_closed_zero_times_the_endless_is_zero_at_its_end():
    shares = Interval(Decimal(0), Decimal(2)) * Interval.above(1)
    assert (shares.low, shares.low_closed, shares.high) == (0, True, INFINITY)
    open_zero = Interval(Decimal(0), Decimal(2), False, True) * Interval.point(3)
    assert str(open_zero) == "(0, 6]"


@pytest.mark.parametrize(
    "low, high, closed",
    [("2", "1", True), ("1", "1", False), ("NaN", "1", True), ("1", "Infinity", True)],
)
def test_an_interval_that_cannot_be_is_refused(low, high, closed):
    with pytest.raises(ValueProblem) as caught:
        Interval(Decimal(low), Decimal(high), closed, closed)
    assert caught.value.code == "C-301"


def test_dividing_by_what_can_be_zero_is_refused():
    with pytest.raises(ValueProblem) as caught:
        Interval.point(1) / Interval(Decimal(-1), Decimal(1))
    assert caught.value.code == "C-302"


# --- powers and growth


@given(intervals(positives), st.sampled_from(["0", "0.2", "1", "5", "-1"]))
def test_a_power_spans_the_powers_of_its_ends(x, exponent):
    ends = sorted(float(end) ** float(exponent) for end in (x.low, x.high))
    raised = x.power(exponent)
    assert [float(raised.low), float(raised.high)] == pytest.approx(ends)


def test_a_negative_power_turns_the_ends_around():
    assert str(Interval(Decimal(2), Decimal(4), True, False).power(-1)) == "(0.25, 0.5]"


@pytest.mark.parametrize("interval", [Interval(Decimal(0), Decimal(1)), Interval.above(1)])
def test_no_root_of_zero_or_of_the_endless(interval):
    with pytest.raises(ValueProblem) as caught:
        interval.power("0.2")
    assert caught.value.code == "C-303"


@pytest.mark.parametrize(
    "base, target, low, high",
    [
        ("107.8", "160", "0.0814", "0.0830"),
        ("5.4", "9.5", "0.1164", "0.1229"),
        ("67", "110", "0.1016", "0.1069"),
        ("69.28", "120", "0.1152", "0.1171"),
        ("42.13", "80", "0.1354", "0.1383"),
        ("1.9558", "4", "0.1509", "0.1567"),
    ],
)
def test_growth_of_printed_figures_spans_the_audited_interval(base, target, low, high):
    """The intervals of a hand-made audit of two plans, to four decimals."""
    before, after = (rounding_interval(Decimal(text)) for text in (base, target))
    if target == "4":  # audited as 4.0
        after = Interval(Decimal("3.95"), Decimal("4.05"))
    growth = after.growth_per_year(before, 5)
    assert (round(growth.low, 4), round(growth.high, 4)) == (Decimal(low), Decimal(high))


@given(positives, st.decimals("0.5", 2, places=2), st.integers(1, 10))
def test_growth_is_what_compounds_to_the_target(base, rate, years):
    target = Interval.point(base * rate**years)
    growth = target.growth_per_year(Interval.point(base), years)
    assert float(growth.low) == pytest.approx(float(rate - 1), abs=1e-12)


def test_growth_needs_a_positive_base_and_a_year():
    one = Interval.point(1)
    with pytest.raises(ValueProblem) as caught:
        one.growth_per_year(Interval.point(0), 5)
    assert caught.value.code == "C-303"
    with pytest.raises(ValueProblem) as caught:
        one.growth_per_year(one, 0)
    assert caught.value.code == "C-304"


# --- rounding


@pytest.mark.parametrize(
    "printed, text",
    [
        ("80", "[79.5, 80.5)"),
        ("82.0", "[81.95, 82.05)"),
        ("-3.2", "(-3.25, -3.15]"),
        ("0", "(-0.5, 0.5)"),
        ("1E+2", "[99.5, 100.5)"),
    ],
)
def test_a_printed_number_speaks_for_an_interval(printed, text):
    assert str(rounding_interval(Decimal(printed))) == text


@given(st.decimals(-1000, 1000, places=4), st.integers(0, 3))
def test_a_number_lies_in_the_interval_of_its_own_print(number, decimals):
    printed = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert rounding_interval(printed).contains(number)


def test_what_is_no_finite_number_has_no_last_digit():
    with pytest.raises(ValueProblem):
        half_unit(INFINITY)


def test_a_point_has_no_width():
    assert Interval.point(3).is_point
    assert not Interval.above(3).is_point
