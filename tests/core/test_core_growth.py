"""Changes as plans print them."""

from decimal import Decimal

import pytest

from jidi.core.errors import ValueProblem
from jidi.core.growth import ChangeKind, parse_change
from jidi.core.quantity import Comparator


@pytest.mark.parametrize(
    "text, kind, ratio, yearly",
    [
        ("比“十二五”末增长了2.49倍", "by_times", "3.49", False),
        ("增长了1.36倍", "by_times", "2.36", False),
        ("是２０１５年的３􀆰６１倍", "to_times", "3.61", False),
        ("达到上年的3.8倍", "to_times", "3.8", False),
        ("增长到3倍", "to_times", "3", False),
        ("增至2.5倍", "to_times", "2.5", False),
        ("实现翻番", "to_times", "2", False),
        ("翻了一番", "to_times", "2", False),
        ("翻两番", "to_times", "4", False),
        ("年均增长8.2%", "by_rate", "1.082", True),
        ("年均增速保持在１１􀆰５％以上", "by_rate", "1.115", True),
        ("同比增长30.5%", "by_rate", "1.305", False),
        ("同比下降3%", "by_rate", "0.97", False),
    ],
)
def test_a_change_does_to_its_base_what_the_words_say(text, kind, ratio, yearly):
    change = parse_change(text)
    assert (change.kind.value, change.ratio, change.yearly) == (kind, Decimal(ratio), yearly)
    assert change.ratio_interval.contains(Decimal(ratio))


def test_the_base_of_a_growth_by_times_is_found_back():
    """150.72 grew by 2.49 times from 43.19; read as «times» it would come from 60.53."""
    ratio = parse_change("增长了2.49倍").ratio_interval
    before = ratio.power(-1) * Decimal("150.72")
    assert before.contains(Decimal("43.19"))
    assert not before.contains(Decimal("60.53"))


def test_a_doubling_is_exact():
    assert parse_change("翻番").ratio_interval.is_point


@pytest.mark.parametrize(
    "text, value, unit",
    [
        ("提高40个百分点", "40", "个百分点"),
        ("增加9个", "9", "个"),
        ("下降1.5个百分点", "-1.5", "个百分点"),
    ],
)
def test_a_change_by_an_amount_has_no_ratio(text, value, unit):
    change = parse_change(text)
    assert change.kind is ChangeKind.BY_AMOUNT
    assert (change.amount.value, str(change.amount.unit)) == (Decimal(value), unit)
    with pytest.raises(ValueProblem) as caught:
        _ = change.ratio
    assert caught.value.code == "C-331"


def test_a_fall_mirrors_comparators_and_ranges():
    fall = parse_change("下降超过3.5%").amount
    assert (fall.value, fall.comparator) == (Decimal("-3.5"), Comparator.LESS)
    span = parse_change("降低5%~8%").amount
    assert (span.value, span.upper) == (Decimal(-8), Decimal(-5))
    assert str(span.rounding) == "(-8.5, -4.5]"


@pytest.mark.parametrize("text", ["减少2倍", "降至50%", "提高到90%", "保持稳定", "", "增长"])
def test_what_is_no_change_is_refused(text):
    with pytest.raises(ValueProblem) as caught:
        parse_change(text)
    assert caught.value.code == "C-332"
