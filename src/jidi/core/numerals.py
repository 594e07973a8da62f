"""Numbers as Chinese plans and bulletins write them.

Full-width digits (``５６``), the private-use decimal point of some text extracts, Chinese numerals
(``二十三``, ``两百``, ``二〇二五``, ``三点五``), thousands commas, and the multipliers 万 and 亿.
"""

from __future__ import annotations

import re
from decimal import Decimal

from jidi.core.errors import ValueProblem

# Some PDF texts carry the decimal point of their font as this private-use character.
PRIVATE_USE_POINT = "\U001001b0"

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_LOOK_ALIKES = {
    PRIVATE_USE_POINT: ".",
    "\u3000": " ",
    "−": "-",
    "﹣": "-",
    "﹪": "%",
    "≧": "≥",
    "≦": "≤",
    "⩾": "≥",
    "⩽": "≤",
    "〜": "~",
    "∼": "~",
}
_FOLDING = _FULL_WIDTH | {ord(look): plain for look, plain in _LOOK_ALIKES.items()}

_DIGITS = (
    dict.fromkeys("零〇", 0) | {"两": 2} | {d: n for n, d in enumerate("一二三四五六七八九", 1)}
)
_COUNT = "[一二两三四五六七八九]"
_BELOW_TEN_THOUSAND = re.compile(
    rf"(?:(?P<k>{_COUNT})千)?(?:(?P<h>{_COUNT})百)?(?P<zero>(?<=[千百])零(?=.))?"
    rf"(?:(?P<t>{_COUNT})?(?P<ten>十))?(?P<u>{_COUNT})?"
)
MULTIPLIERS = {
    "十": Decimal(10),
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10_000),
    "十万": Decimal(100_000),
    "百万": Decimal(1_000_000),
    "千万": Decimal(10_000_000),
    "亿": Decimal(100_000_000),
    "十亿": Decimal(1_000_000_000),
    "百亿": Decimal(10_000_000_000),
    "千亿": Decimal(100_000_000_000),
    "万亿": Decimal(1_000_000_000_000),
}

CHINESE_NUMBER = "[零〇一二两三四五六七八九十百千万亿点]+"
ARABIC_NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_WRITTEN = re.compile(
    rf"(?P<arabic>{ARABIC_NUMBER})(?P<times>[十百千万亿]*)|(?P<chinese>{CHINESE_NUMBER})"
)


def fold(text: str) -> str:
    """The text with full-width and look-alike digits, signs and points in their plain form."""
    return text.translate(_FOLDING)


def parse_number(text: str) -> Decimal:
    """The number that ``text`` writes, keeping its printed decimals.

    :raises ValueProblem: C-311 when it is not a number, or a malformed one.
    """
    match = _WRITTEN.fullmatch(fold(text).strip())
    if match is None:
        raise ValueProblem("C-311", text=text)
    if match["chinese"] is not None:
        return chinese_number(match["chinese"])
    number = Decimal(match["arabic"].replace(",", ""))
    times = match["times"]
    if times and times not in MULTIPLIERS:
        raise ValueProblem("C-311", text=text)
    return number * MULTIPLIERS[times] if times else number


def chinese_number(text: str) -> Decimal:
    """The number that Chinese numerals write: ``二十三`` 23, ``两百零五`` 205, ``三百二`` 320.

    :raises ValueProblem: C-311 when the numerals do not make a number.
    """
    whole, point, decimals = text.partition("点")
    if point:
        return Decimal(f"{_whole(whole, text)}.{_plain_digits(decimals, text)}")
    return Decimal(_whole(text, text))


def _whole(numerals: str, text: str) -> int:
    if not numerals:
        raise ValueProblem("C-311", text=text)
    if all(sign in _DIGITS for sign in numerals):
        return _digit_or_year(numerals, text)
    for sign, size in (("亿", 10**8), ("万", 10**4)):
        above, split, below = numerals.partition(sign)
        if sign in below:
            raise ValueProblem("C-311", text=text)
        if split:
            return _whole(above, text) * size + _rest(below, size, text)
    return _below_ten_thousand(numerals, text)


def _digit_or_year(numerals: str, text: str) -> int:
    """``三`` is 3 and ``二〇二五`` 2025; ``三四`` is «three or four», no single number."""
    if len(numerals) in (2, 3):
        raise ValueProblem("C-311", text=text)
    return int(_plain_digits(numerals, text))


def _rest(below: str, size: int, text: str) -> int:
    """What follows 万 or 亿. A lone digit counts the next smaller unit: ``一万二`` is 12000."""
    if not below:
        return 0
    if len(below) == 1 and _DIGITS.get(below, 0):
        return _DIGITS[below] * size // 10
    return _whole(below.removeprefix("零"), text)


def _below_ten_thousand(numerals: str, text: str) -> int:
    match = _BELOW_TEN_THOUSAND.fullmatch(numerals)
    if match is None:
        raise ValueProblem("C-311", text=text)
    thousands, hundreds, tens, ones = (_DIGITS.get(match[g] or "", 0) for g in "khtu")
    if match["ten"] and not tens:
        tens = 1  # 十二: the one before 十 goes unsaid
    return 1000 * thousands + 100 * hundreds + 10 * tens + ones * _size_of_ones(match)


def _size_of_ones(match: re.Match[str]) -> int:
    """What the last digit counts: ones, but in ``三百二`` tens and in ``三千二`` hundreds."""
    if match["ten"] or match["zero"] or not (match["k"] or match["h"]):
        return 1
    return 10 if match["h"] else 100


def _plain_digits(numerals: str, text: str) -> str:
    if not numerals or any(sign not in _DIGITS for sign in numerals):
        raise ValueProblem("C-311", text=text)
    return "".join(str(_DIGITS[sign]) for sign in numerals)
