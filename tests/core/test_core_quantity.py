"""Quantities as plans state them."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.errors import UnknownName, ValueProblem
from jidi.core.quantity import Certainty, Comparator, Quantity, parse_quantity, printed_interval
from jidi.core.units import Unit

SHARED = Path(__file__).parents[2].parent / "shared"


def q(text):
    return parse_quantity(text)


STATED = [
    ("5.4亿件", "5.4", "亿件", "=", "stated"),
    ("超过４亿件", "4", "亿件", ">", "stated"),
    ("突破100亿元", "100", "亿元", ">", "stated"),
    ("＞８７", "87", "", ">", "stated"),
    (">25个", "25", "个", ">", "stated"),
    ("≥87分", "87", "分", "≥", "stated"),
    (">=87分", "87", "分", "≥", "stated"),
    ("不低于45毫米", "45", "毫米", "≥", "stated"),
    ("不少于三个", "3", "个", "≥", "stated"),
    ("达到90%以上", "90", "%", "≥", "stated"),
    ("基本保持在99􀆰8％以上", "99.8", "%", "≥", "basically"),
    ("低于5%", "5", "%", "<", "stated"),
    ("不足2万件", "2", "万件", "<", "stated"),
    ("45毫米以下", "45", "毫米", "≤", "stated"),
    ("不超过7天", "7", "天", "≤", "stated"),
    ("30天以内", "30", "天", "≤", "stated"),
    ("30个左右", "30", "个", "=", "about"),
    ("约３０个", "30", "个", "=", "about"),
    ("力争达到20%", "20", "%", "=", "strive"),
    ("基本实现100%", "100", "%", "=", "basically"),
    ("原则上1个", "1", "个", "=", "in_principle"),
    ("５１􀆰８８ 亿 元①", "51.88", "亿元", "=", "stated"),
    ("三万件", "3", "万件", "=", "stated"),
    ("二十三项", "23", "项", "=", "stated"),
    ("百分之八十", "80", "%", "=", "stated"),
    ("50多个", "50", "个", ">", "stated"),
    ("10万余件", "10", "万件", ">", "stated"),
    ("两百多家", "200", "家", ">", "stated"),
    ("−3.2%", "-3.2", "%", "=", "stated"),
    ("40个百分点", "40", "个百分点", "=", "stated"),
    ("9,034个", "9034", "个", "=", "stated"),
    ("3.8倍", "3.8", "倍", "=", "stated"),
    ("12‰", "12", "‰", "=", "stated"),
    ("1.2万", "1.2", "万", "=", "stated"),
]


@pytest.mark.parametrize("text, value, unit, comparator, certainty", STATED)
def test_a_figure_is_read_as_stated(text, value, unit, comparator, certainty):
    read = q(text)
    assert (read.value, str(read.unit)) == (Decimal(value), unit)
    assert (read.comparator.value, read.certainty.value) == (comparator, certainty)
    assert read.upper is None


@pytest.mark.parametrize(
    "text, low, high, unit",
    [
        ("3-4个", "3", "4", "个"),
        ("1－1􀆰3倍", "1", "1.3", "倍"),
        ("63%~68%", "63", "68", "%"),
        ("63～68％", "63", "68", "%"),
        ("三至五个", "3", "5", "个"),
        ("10—20万件", "10", "20", "万件"),
        ("-5~3℃", "-5", "3", "℃"),
        ("3万-5万件", "3", "5", "万件"),
        ("百分之五到八", "5", "8", "%"),
        ("一万到两万件", "1", "2", "万件"),
    ],
)
def test_a_range_has_two_ends_of_one_unit(text, low, high, unit):
    read = q(text)
    assert (read.value, read.upper, str(read.unit)) == (Decimal(low), Decimal(high), unit)
    assert read.comparator is Comparator.BETWEEN


@pytest.mark.parametrize(
    "text, code",
    [
        ("", "C-311"),
        ("亿件", "C-311"),
        ("5 1.8亿元", "C-311"),
        ("三四个", "C-311"),
        ("1000万件或1亿元", "C-311"),
        ("不超过5以上", "C-323"),
        ("超过3-4个", "C-323"),
        ("百分之五至百分之八", "C-311"),
        ("-5~-3℃", "C-311"),
        ("10~5个", "C-324"),
        ("5%~10个", "C-326"),
    ],
)
def test_what_cannot_be_read_is_refused(text, code):
    with pytest.raises(ValueProblem) as caught:
        q(text)
    assert caught.value.code == code


def test_an_unknown_unit_offers_the_nearest():
    with pytest.raises(UnknownName) as caught:
        q("5斤")
    assert caught.value.facts["nearest"] == "公斤"


units = st.sampled_from(["亿件", "万元", "个", "%", "个百分点", "", "分", "元/件"]).map(Unit.parse)
values = st.decimals(-(10**6), 10**6, places=2)
half = Decimal("0.005")
plain = st.builds(
    Quantity,
    values,
    units,
    st.sampled_from([c for c in Comparator if c is not Comparator.BETWEEN]),
    st.sampled_from(list(Certainty)),
    half=st.just(half),
)
ranges = st.tuples(values, values).flatmap(
    lambda ends: st.builds(
        Quantity,
        st.just(min(ends)),
        units,
        st.just(Comparator.BETWEEN),
        st.sampled_from(list(Certainty)),
        st.just(max(ends)),
        st.just(half),
    )
)


@given(plain | ranges.filter(lambda r: r.upper >= 0))
def test_a_figure_reads_back_from_its_own_text(quantity):
    assert Quantity.parse(str(quantity)) == quantity


@pytest.mark.parametrize(
    "text, rounding, allowed",
    [
        ("80亿元", "[79.5, 80.5)", "[79.5, 80.5)"),
        (">5.9%", "[5.85, 5.95)", "(5.9, Infinity)"),
        ("≥87", "[86.5, 87.5)", "[87, Infinity)"),
        ("<5", "[4.5, 5.5)", "(-Infinity, 5)"),
        ("5以内", "[4.5, 5.5)", "(-Infinity, 5]"),
        ("3-4个", "[2.5, 4.5)", "[3, 4]"),
        ("-3.2%", "(-3.25, -3.15]", "(-3.25, -3.15]"),
    ],
)
def test_rounding_and_comparator_make_intervals(text, rounding, allowed):
    assert (str(q(text).rounding), str(q(text).allowed)) == (rounding, allowed)
    assert printed_interval(text) == q(text).rounding
    assert (q(text).low, q(text).high) == (q(text).rounding.low, q(text).rounding.high)


def test_an_exact_figure_has_no_rounding():
    assert str(q("8185处").exactly().rounding) == "[8185, 8185]"
    assert q("3-4个").exactly().rounding.width == 1


def test_conversion_carries_the_rounding_along():
    cells = q("16万个").to("个")
    assert (cells.value, cells.half, str(cells.unit)) == (160000, 5000, "个")
    assert q("1-2万件").to("件").upper == 20000
    assert q("2亿元").to(Unit.parse("万元")).value == 20000


def test_conversion_into_something_else_is_refused():
    with pytest.raises(ValueProblem):
        q("5亿件").to("亿元")
    with pytest.raises(UnknownName):
        q("5亿件").to("亿健")


@pytest.mark.parametrize(
    "a, b, total",
    [
        ("5亿件", "2万件", "5.0002亿件"),
        ("50%", "40个百分点", "90%"),
        ("40个百分点", "50%", "90%"),
        ("1‰", "1个百分点", "11‰"),
        ("3个百分点", "1个百分点", "4个百分点"),
        ("30%", "12%", "42%"),
    ],
)
def test_figures_of_one_thing_add(a, b, total):
    result, expected = q(a) + q(b), q(total)
    assert (result.value, result.unit) == (expected.value, expected.unit)
    assert (
        result.half == (q(a).half * q(a).unit.size + q(b).half * q(b).unit.size) / result.unit.size
    )


@pytest.mark.parametrize(
    "a, b, rest",
    [
        ("90%", "50%", "40个百分点"),
        ("50‰", "1%", "4个百分点"),
        ("90%", "40个百分点", "50%"),
        ("5个百分点", "2百分点", "3个百分点"),
        ("5.36亿件", "1.96亿件", "3.40亿件"),
    ],
)
def test_the_difference_of_two_shares_is_in_points(a, b, rest):
    result, expected = q(a) - q(b), q(rest)
    assert (result.value, result.unit) == (expected.value, expected.unit)


@pytest.mark.parametrize("a, b", [("40个百分点", "50%"), ("5亿件", "5亿元"), ("5处", "5个")])
def test_figures_of_different_things_do_not_meet(a, b):
    with pytest.raises(ValueProblem) as caught:
        q(a) - q(b)
    assert caught.value.code == "C-322"


def test_bounds_and_ranges_do_not_add():
    for text in (">5个", "3-4个"):
        with pytest.raises(ValueProblem) as caught:
            q("5个") + q(text)
        assert caught.value.code == "C-325"


def test_a_sum_is_as_uncertain_as_its_parts():
    assert (q("约5个") + q("3个")).certainty is Certainty.ABOUT
    assert (q("5个") + q("约3个")).certainty is Certainty.ABOUT
    assert (q("5个") - q("3个")).certainty is Certainty.STATED


@pytest.mark.parametrize(
    "change",
    [
        {"upper": Decimal(9)},
        {"comparator": Comparator.BETWEEN},
        {"comparator": Comparator.BETWEEN, "upper": Decimal(1)},
        {"value": Decimal("NaN")},
        {"value": Decimal("Infinity")},
        {"half": Decimal(-1)},
    ],
)
def test_a_quantity_that_cannot_be_is_refused(change):
    with pytest.raises(ValueProblem) as caught:
        Quantity(**({"value": Decimal(5), "unit": Unit.parse("个")} | change))
    assert caught.value.code == "C-324"


@pytest.mark.realdata
@pytest.mark.parametrize(
    "plan, printed",
    [
        (
            "inner_mongolia.txt",
            ["６９􀆰２８", "５１􀆰８８", "４２􀆰１３", "１􀆰９６", "≥８７", "＞９６"],
        ),
        ("shanxi.txt", ["150.72亿元", ">8000", ">86.1", ">5.9%"]),
    ],
)
def test_the_figures_of_the_plans_are_read_as_they_stand(plan, printed):
    source = SHARED / "plans" / plan
    if not source.exists():
        pytest.skip("the plans stand in ../shared, which is not here")
    text = source.read_text("utf-8")
    for figure in printed:
        assert figure in text
        assert parse_quantity(figure).value > 1
