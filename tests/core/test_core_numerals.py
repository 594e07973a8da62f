"""Numbers as Chinese texts write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.errors import ValueProblem
from jidi.core.numerals import chinese_number, fold, parse_number

_SIGNS = "零一二三四五六七八九"


def written(n):
    """The Chinese numeral of n < 10¹², by the schoolbook rule, as an oracle."""
    if n == 0:
        return "零"
    for size, sign in ((10**8, "亿"), (10**4, "万")):
        if n >= size:
            rest = n % size
            gap = "零" if 0 < rest < size // 10 else ""
            return written(n // size) + sign + gap + (written(rest) if rest else "")
    text, zero = "", False
    for size, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // size % 10
        if digit:
            text += ("零" if zero and text else "") + _SIGNS[digit] + sign
            zero = False
        else:
            zero = True
    return text


@given(st.integers(0, 10**12 - 1))
def test_every_whole_number_reads_back(n):
    assert chinese_number(written(n)) == n


@pytest.mark.parametrize(
    "text, value",
    [
        ("三", 3),
        ("十", 10),
        ("十二", 12),
        ("二十三", 23),
        ("两百", 200),
        ("三百二", 320),
        ("三百零二", 302),
        ("三千二", 3200),
        ("一万二", 12000),
        ("两亿三", 230_000_000),
        ("两亿三千万", 230_000_000),
        ("二〇二五", 2025),
        ("一九八四", 1984),
        ("三点五", "3.5"),
        ("二十点零五", "20.05"),
        ("零", 0),
        ("9,034", 9034),
        ("1,234,567.8", "1234567.8"),
        ("９０３４", 9034),
        ("５􀆰６", "5.6"),
        ("−3.2", "-3.2"),
        ("－３", -3),
        ("1.2万", 12000),
        ("5百万", 5_000_000),
        ("1.5万亿", 1_500_000_000_000),
    ],
)
def test_a_number_is_read(text, value):
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["107.80", "160", "0.0"])
def test_printed_decimals_are_kept(text):
    assert str(parse_number(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "三四",
        "一二三",
        "十十",
        "百",
        "万",
        "点五",
        "三点",
        "三点十",
        "一千零五百",
        "三千零",
        "一万亿五千亿",
        "1.5万千",
        "1,23",
        "12 5",
        "1.2.3",
    ],
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueProblem) as caught:
        parse_number(text)
    assert caught.value.code == "C-311"


@given(st.text(alphabet=st.characters(min_codepoint=0xFF01, max_codepoint=0xFF5E)))
def test_full_width_folds_sign_by_sign_to_ascii(text):
    assert fold(text) == "".join(chr(ord(sign) - 0xFEE0) for sign in text)
