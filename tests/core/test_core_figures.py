"""How figures are shown."""

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core import figures
from jidi.core.errors import UnknownName
from jidi.core.numbers_as_text import grouped
from jidi.core.quantity import parse_quantity


@pytest.mark.parametrize(
    "value, decimals, text",
    [
        (9034, 0, "9,034"),
        (1234567.891, 2, "1,234,567.89"),
        (-3.2, 1, "−3.2"),
        (2.675, 2, "2.68"),
        (-2.5, 0, "−3"),
        (-0.04, 1, "0.0"),
        (Decimal("0.5"), 0, "1"),
        (999, 0, "999"),
        (None, 2, "—"),
        (math.nan, 2, "—"),
        (-math.inf, 2, "−∞"),
        (math.inf, None, "∞"),
        (9034.0, None, "9,034"),
        (9034.5, None, "9,034.50"),
        (np.float64(0.1), 1, "0.1"),
        (1e30, 0, "1,000,000,000,000,000,000,000,000,000,000"),
    ],
)
def test_a_table_shows_full_numbers(value, decimals, text):
    assert grouped(value, decimals) == text


@given(st.decimals(-(10**9), 10**9, places=4), st.integers(0, 3))
def test_a_table_number_is_within_half_a_unit_of_the_value(value, decimals):
    shown = grouped(value, decimals)
    back = Decimal(shown.replace(",", "").replace("−", "-"))
    assert abs(back - value) <= Decimal("0.5").scaleb(-decimals)
    assert "-" not in shown


@pytest.mark.parametrize(
    "value, unit, zh, en",
    [
        (195575700, "件", "1.96亿件", "195.58 million parcels"),
        (Decimal("19557.57"), "万件", "1.96亿件", "195.58 million parcels"),
        (8185, "处", "8,185处", "8,185 sites"),
        (16, "万个", "16万个", "160,000"),
        (60.81, "%", "60.81%", "60.81%"),
        (Decimal("0.2"), "个百分点", "0.2个百分点", "0.2 percentage points"),
        (12, "亿元", "12亿元", "1.2 billion yuan"),
        (99999.999, "个", "10万个", "100,000"),
        (-250000, "件", "−25万件", "−250,000 parcels"),
        (0, "件", "0件", "0 parcels"),
        (None, "件", "—", "—"),
    ],
)
def test_a_sentence_scales_large_numbers(value, unit, zh, en):
    assert figures.sentence(value, unit) == zh
    assert figures.sentence(value, unit, lang="en") == en


def test_a_sentence_with_an_unknown_unit_is_refused():
    with pytest.raises(UnknownName):
        figures.sentence(1, "斤")


@pytest.mark.parametrize(
    "text, zh, en",
    [
        ("超过４亿件", ">4亿件", ">400 million parcels"),
        ("63-68%", "63%~68%", "63–68%"),
        ("3-4个", "3~4个", "3–4"),
        ("约30个", "约30个", "about 30"),
        ("基本实现100%", "基本100%", "nearly 100%"),
        ("1.2万个", "1.2万个", "12,000"),
        ("107.80亿元", "107.80亿元", "10.78 billion yuan"),
        ("力争-3.2%", "力争−3.2%", "aiming at −3.2%"),
        ("原则上1-2亿元", "原则上1~2亿元", "in principle 100–200 million yuan"),
    ],
)
def test_a_plans_figure_is_shown_as_stated(text, zh, en):
    assert figures.stated(parse_quantity(text)) == zh
    assert figures.stated(parse_quantity(text), lang="en") == en


@pytest.mark.parametrize(
    "value, zh, en",
    [
        (4.21, "+4.2个百分点", "+4.2 pp"),
        (-1, "−1.0个百分点", "−1.0 pp"),
        (0, "0.0个百分点", "0.0 pp"),
        (None, "—", "—"),
    ],
)
def test_a_difference_of_rates_is_signed_and_in_points(value, zh, en):
    assert figures.difference(value) == zh
    assert figures.difference(value, lang="en") == en
