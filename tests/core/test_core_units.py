"""Units and their conversion."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.errors import UnknownName, ValueProblem
from jidi.core.numerals import MULTIPLIERS
from jidi.core.units import BASE_UNITS, Unit

all_units = st.one_of(
    st.sampled_from(BASE_UNITS).map(lambda base: Unit("", base)),
    st.builds(
        Unit,
        st.sampled_from(sorted(MULTIPLIERS)),
        st.sampled_from([base for base in BASE_UNITS if base.scales]),
    ),
)


@given(all_units)
def test_a_unit_reads_back_as_the_same_size_of_the_same_thing(unit):
    again = Unit.parse(str(unit))
    assert (again.dimension, again.size) == (unit.dimension, unit.size)


@pytest.mark.parametrize(
    "one, other, factor",
    [
        ("亿件", "万件", "10000"),
        ("万件", "件", "10000"),
        ("元", "亿元", "1e-8"),
        ("万亿元", "亿元", "10000"),
        ("‰", "%", "0.1"),
        ("公里", "米", "1000"),
        ("km", "公里", "1"),
        ("件/百万件", "ppm", "1"),
        ("百分点", "个百分点", "1"),
        ("天", "小时", "24"),
        ("万件/日", "件/日", "10000"),
        ("件/小时", "件/日", "24"),
        ("元/吨公里", "元/tkm", "1"),
        ("mg/kg", "克/吨", "1"),
        ("g CO2e/吨公里", "kgCO2e/吨公里", "0.001"),
    ],
)
def test_units_of_one_thing_convert(one, other, factor):
    assert Unit.parse(one).factor_to(Unit.parse(other)) == Decimal(factor)


@pytest.mark.parametrize(
    "one, other",
    [
        ("件", "元"),
        ("件/月", "件/日"),
        ("次/周", "件/周"),
        ("元/件", "元/公里"),
        ("%", "个百分点"),
        ("个", "处"),
        ("处", "家"),
        ("分", "分钟"),
    ],
)
def test_units_of_different_things_do_not(one, other):
    with pytest.raises(ValueProblem) as caught:
        Unit.parse(one).factor_to(Unit.parse(other))
    assert caught.value.code == "C-322"


@pytest.mark.parametrize(
    "text, nearest", [("亿健", "亿件"), ("百分比点", "百分点"), ("小吋", "小时")]
)
def test_an_unknown_unit_offers_the_nearest(text, nearest):
    with pytest.raises(UnknownName) as caught:
        Unit.parse(text)
    assert caught.value.facts["nearest"] == nearest


@pytest.mark.parametrize("text", ["万%", "亿分", "万小时", "万万件"])
def test_a_multiplier_stands_only_where_it_is_used(text):
    with pytest.raises(UnknownName):
        Unit.parse(text)


@pytest.mark.parametrize("text", ["件/日", "万件/日", "平方米/处", "个/组", "件/万件"])
def test_a_rate_prints_as_it_was_written(text):
    assert str(Unit.parse(text)) == text


def test_an_unknown_unit_within_a_rate_offers_the_whole_rate():
    with pytest.raises(UnknownName) as caught:
        Unit.parse("公里/时辰")
    assert caught.value.facts["unit"] == "公里/时辰"
    assert caught.value.facts["nearest"].startswith("公里/")


def test_a_rate_of_an_unknown_unit_is_refused():
    for text in ("件/斤", "斤/件", "件/", "/件"):
        with pytest.raises(UnknownName):
            Unit.parse(text)


@pytest.mark.parametrize(
    "text, en",
    [
        ("件/日", "parcels per day"),
        ("平方米/家", "m² per company"),
        ("个/组", "per set"),
        ("元/万件", "yuan per 10,000 parcels"),
    ],
)
def test_a_rate_has_an_english_name(text, en):
    assert Unit.parse(text).base.en == en


def test_the_plain_unit_has_no_multiplier():
    assert Unit.parse("亿件").plain == Unit.parse("件")
    assert str(Unit.parse("万")) == "万"
