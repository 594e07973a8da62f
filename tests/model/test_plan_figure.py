"""Printed figures are read into number, operator, certainty, rounding."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.errors import ValueProblem
from jidi.model.plan_figure import Operator, last_digit, multiplier, read_printed, unit_factor


@pytest.mark.parametrize(
    ("text", "value", "operator", "certainty", "half"),
    [
        ("160", "160", "=", "", "0.5"),
        ("107.8", "107.8", "=", "", "0.05"),
        (">8000", "8000", ">", "", "0.5"),
        ("≥87", "87", "≥", "", "0.5"),
        ("[>9]", "9", ">", "", "0.5"),
        ("[10]", "10", "=", "", "0.5"),
        ("8.2%", "8.2", "=", "", "0.05"),
        ("[>11.5%]", "11.5", ">", "", "0.05"),
        ("基本实现100", "100", "=", "基本实现", "0.5"),
        ("达到9.5", "9.5", "=", "达到", "0.05"),
        ("超过67.5%", "67.5", ">", "", "0.05"),
        ("突破100", "100", ">", "", "0.5"),
        ("99.8%以上", "99.8", "≥", "", "0.05"),
        ("不小于15", "15", "≥", "", "0.5"),
        ("45以下", "45", "≤", "", "0.5"),
        ("<3", "3", "<", "", "0.5"),
        ("≤3", "3", "≤", "", "0.5"),
        ("50余", "50", ">", "", "0.5"),
        ("30左右", "30", "≈", "", "0.5"),
        ("约5", "5", "≈", "约", "0.5"),
        ("力争20%", "20", "=", "力争", "0.5"),
        ("原则上全部", "100", "=", "原则上", "0"),
        ("全覆盖", "100", "=", "全覆盖", "0"),
        ("基本全覆盖", "100", "=", "基本", "0"),
        ("九", "9", "=", "", "0"),
        ("两", "2", "=", "", "0"),
        ("翻番", "2", "=", "", "0"),
        ("翻两番", "4", "=", "", "0"),
        ("1+1+11+2", "15", "=", "", "0"),
        ("一主三副六中心", "10", "=", "", "0"),
        ("不低于90%", "90", "≥", "", "0.5"),
        ("不超过5", "5", "≤", "", "0.5"),
        ("力争超过100", "100", ">", "力争", "0.5"),
        ("近300", "300", "≈", "近", "0.5"),
        ("12,300", "12300", "=", "", "0.5"),
        ("三十", "30", "=", "", "0"),
        ("百分之九十", "90", "=", "", "0"),
    ],
)
def test_a_printed_figure_is_read(text, value, operator, certainty, half):
    printed = read_printed(text)
    assert printed.value == Decimal(value)
    assert printed.number == float(value)
    assert printed.operator.value == operator
    assert printed.certainty == certainty
    assert printed.half == Decimal(half)
    assert str(printed) == text


def test_a_range_keeps_both_ends_and_a_fraction_is_divided():
    assert (read_printed("1-1.3").value, read_printed("1-1.3").high) == (1, Decimal("1.3"))
    assert read_printed("90%-95%").high == 95
    third = read_printed("1/3左右")
    assert third.value == Decimal(1) / 3
    assert third.about


def test_brackets_and_percent_are_seen():
    assert read_printed("[>16%]").bracketed
    assert read_printed("[>16%]").percent
    assert not read_printed("16").bracketed
    assert not read_printed("16").percent
    assert read_printed("全部").percent


@pytest.mark.parametrize("text", ["", "abc", "[10", "10]", ">", "1/0", "一百个", "三四五", "10 20"])
def test_what_cannot_be_read_is_refused_with_a_code(text):
    with pytest.raises(ValueProblem) as caught:
        read_printed(text)
    assert caught.value.code == "P-110"
    assert "印出" in caught.value.message("zh")


@pytest.mark.parametrize(
    ("text", "hedged"),
    [("基本实现100", True), ("约5", True), ("30左右", True), ("力争20%", False), ("100", False)],
)
def test_hedged_figures_promise_less_than_they_say(text, hedged):
    assert read_printed(text).hedged is hedged


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("80", "79.5", "80.5"),
        (">90", "90.1", "90"),
        ("≥90", "90", "89.9"),
        ("<3", "2.9", "3"),
        ("≤3", "3", "3.1"),
        ("1-1.3", "1.2", "1.31"),
        ("全部", "100", "99.9"),
    ],
)
def test_allowed_numbers_follow_operator_and_rounding(text, inside, outside):
    allowed = read_printed(text).allowed
    assert allowed.contains(inside)
    assert not allowed.contains(outside)


@given(st.decimals(min_value=0, max_value=10**6, places=2), st.sampled_from(["", ">", "≥", "超过"]))
def test_a_number_survives_being_printed_and_read(number, sign):
    printed = read_printed(f"{sign}{number}")
    assert printed.value == number
    assert (printed.operator.side == "lower") is bool(sign)


def test_sides_forget_strictness():
    assert Operator.ABOVE.side == Operator.AT_LEAST.side == "lower"
    assert Operator.BELOW.side == Operator.AT_MOST.side == "upper"
    assert (Operator.EXACT.side, Operator.ABOUT.side) == ("exact", "about")


def test_the_last_digit_is_worth_its_place():
    assert last_digit("160") == 1
    assert last_digit("107.80") == Decimal("0.01")


@pytest.mark.parametrize(
    ("unit", "to", "factor"),
    [
        ("万件", "亿件", "0.0001"),
        ("亿元", "亿元", "1"),
        ("件", "万件", "0.0001"),
        ("个", "处", "1"),
        ("万个", "个", "10000"),
    ],
)
def test_units_convert_within_one_measure(unit, to, factor):
    assert unit_factor(unit, to=to) == Decimal(factor)


@pytest.mark.parametrize(("unit", "to"), [("亿元", "亿件"), ("组", "个"), ("%", "分")])
def test_units_of_different_measures_do_not_convert(unit, to):
    with pytest.raises(ValueProblem) as caught:
        unit_factor(unit, to=to)
    assert caught.value.code == "P-111"


def test_a_multiplier_is_what_stands_before_the_unit():
    assert multiplier("亿元") == 10**8
    assert multiplier("元") == 1
