"""Figures as a plan prints them: number, operator, certainty, and what rounding leaves open.

``>8000`` is a lower bound, ``基本实现100`` a level with less than full certainty, ``[>9]`` stands
in the brackets whose meaning the plan explains in a note, ``3-4`` is a range, ``1/3左右`` an
approximation, ``全覆盖`` is a hundred per cent in words, ``1+1+11+2`` and
``一主三副六中心`` are sums of parts. The text is kept, the rest read from it.
Words of bounds and numerals are those of :mod:`jidi.core`; a figure here stands without its unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator

from jidi.core.errors import ValueProblem
from jidi.core.measure import Interval
from jidi.core.numerals import MULTIPLIERS, parse_number
from jidi.core.quantity import COMPARING_ENDINGS, COMPARING_WORDS, Comparator
from jidi.core.units import COUNTS_OF_SITES, Unit


class Operator(StrEnum):
    """How a printed figure relates to the quantity it speaks of."""

    EXACT = "="
    ABOVE = ">"
    AT_LEAST = "≥"
    BELOW = "<"
    AT_MOST = "≤"
    ABOUT = "≈"

    @property
    def side(self) -> str:
        """``lower`` or ``upper`` for a bound, ``about``, or ``exact``; strictness is left out."""
        return _SIDES[self]


_SIDES = {
    Operator.EXACT: "exact",
    Operator.ABOVE: "lower",
    Operator.AT_LEAST: "lower",
    Operator.BELOW: "upper",
    Operator.AT_MOST: "upper",
    Operator.ABOUT: "about",
}

_BY_COMPARATOR = {
    Comparator.GREATER: Operator.ABOVE,
    Comparator.AT_LEAST: Operator.AT_LEAST,
    Comparator.LESS: Operator.BELOW,
    Comparator.AT_MOST: Operator.AT_MOST,
}
_ABOUT = ("约", "大约", "约为", "近", "将近", "接近")
_WORDS = {
    word: _BY_COMPARATOR[comparator]
    for table in (COMPARING_WORDS, COMPARING_ENDINGS)
    for comparator, words in table.items()
    for word in words
} | dict.fromkeys(("左右", "上下", *_ABOUT), Operator.ABOUT)

_SURE = (
    *("基本实现", "基本达到", "基本保持在", "基本", "达到", "完成", "原则上", *_ABOUT),
    *("力争达到", "力争实现", "力争"),
)
_WHOLE = ("全部", "全覆盖", "全面")
_TIMES_DOUBLED = {"翻番": 2, "翻一番": 2, "翻两番": 4, "翻三番": 8}
_PER = {"百分之": 1, "千分之": 10}


def _one_of(words: Iterable[str]) -> str:
    """A pattern of the words, the longest first: 不超过 is not 超过."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_BEFORE = [*(w for words in COMPARING_WORDS.values() for w in words)]
_AFTER = [*(w for words in COMPARING_ENDINGS.values() for w in words), "左右", "上下"]
_SUM = (
    r"\d+(?:\+\d+)+|(?:[一二三四五六七八九十]+[主副核心带轴区网群翼极圈廊点枢纽中节通道]{1,2}){2,}"
)
_PART = re.compile(r"\d+|[一二三四五六七八九十]+")
_NUMBER = (
    r"\d+(?:,\d{3})*(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+(?:点[零一二三四五六七八九]+)?"
)
_FIGURE = re.compile(
    rf"""(?P<open>\[)?
    (?P<sure>{_one_of(_SURE)})?
    (?P<before>{_one_of(_BEFORE)})?
    (?: (?P<sum>{_SUM}) | (?P<whole>{_one_of(_WHOLE)}) | (?P<double>{_one_of(_TIMES_DOUBLED)})
      | (?P<per>百分之|千分之)?(?P<low>{_NUMBER})(?:%?(?P<join>[-/~至])(?P<high>{_NUMBER}))? )
    (?P<percent>%)?
    (?P<after>{_one_of(_AFTER)})?
    (?P<close>\])?""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Printed:
    """One figure as printed, read into its parts.

    :param text: the figure as it stands in the plan, digits in half width.
    :param value: the number; of a range the lower end; of 全覆盖 a hundred.
    :param high: the upper end of a range.
    :param certainty: the plan's word for how sure it is (基本实现 …); empty when it has none.
    :param half: half a unit of the last printed digit; zero for words, fractions and ranges.
    """

    text: str
    value: Decimal
    operator: Operator
    certainty: str
    percent: bool
    bracketed: bool
    half: Decimal
    high: Decimal | None = None

    @property
    def number(self) -> float:
        """The value as a float."""
        return float(self.value)

    @property
    def hedged(self) -> bool:
        """Whether the plan promises less than the figure says (基本, 基本实现, 约, 左右)."""
        return self.certainty.startswith("基本") or self.about

    @property
    def about(self) -> bool:
        """Whether the figure is printed as an approximation."""
        return self.operator is Operator.ABOUT

    @property
    def allowed(self) -> Interval:
        """Every number the figure admits: by its operator, and where exact, by rounding."""
        if self.operator.side == "lower":
            return Interval.above(self.value, closed=self.operator is Operator.AT_LEAST)
        if self.operator.side == "upper":
            return Interval.below(self.value, closed=self.operator is Operator.AT_MOST)
        return rounded(self.value, half=self.half, high=self.high)

    def __str__(self) -> str:
        return self.text


def rounded(value: Decimal, *, half: Decimal, high: Decimal | None = None) -> Interval:
    """The numbers that print as ``value`` (or lie in the range up to ``high``)."""
    if high is not None:
        return Interval(value, high)
    if half == 0:
        return Interval.point(value)
    return Interval(value - half, value + half, low_closed=True, high_closed=False)


def read_printed(text: str) -> Printed:
    """The parts of a printed figure.

    :raises ValueProblem: P-110 when the text follows no known form.
    """
    found = _FIGURE.fullmatch(text)
    if found is None or bool(found["open"]) != bool(found["close"]):
        raise ValueProblem("P-110", text=text)
    value, high, half = _numbers(found)
    return Printed(
        text=text,
        value=value,
        operator=_operator(found),
        certainty=found["sure"] or found["whole"] or "",
        percent=bool(found["percent"] or found["whole"] or found["per"]),
        bracketed=bool(found["open"]),
        half=half,
        high=high,
    )


def _operator(found: re.Match[str]) -> Operator:
    word = found["before"] or found["after"]
    if word is None:
        return Operator.ABOUT if found["sure"] in _ABOUT else Operator.EXACT
    return _WORDS[word]


def _numbers(found: re.Match[str]) -> tuple[Decimal, Decimal | None, Decimal]:
    """Value, upper end of a range, half a unit of the last digit."""
    if found["whole"]:
        return Decimal(100), None, Decimal(0)
    if found["sum"]:
        parts = _PART.findall(found["sum"])
        return sum((parse_number(part) for part in parts), Decimal(0)), None, Decimal(0)
    if found["double"]:
        return Decimal(_TIMES_DOUBLED[found["double"]]), None, Decimal(0)
    low = _number(found["low"], found) / _PER.get(found["per"] or "", 1)
    if found["join"] == "/":
        return low / _divisor(found), None, Decimal(0)
    if found["join"]:
        return low, _number(found["high"], found), Decimal(0)
    digits = found["low"].replace(",", "")
    return low, None, last_digit(digits) / 2 if digits[0].isdecimal() else Decimal(0)


def _number(text: str, found: re.Match[str]) -> Decimal:
    try:
        return parse_number(text)
    except ValueProblem as error:
        raise ValueProblem("P-110", text=found.string) from error


def _divisor(found: re.Match[str]) -> Decimal:
    divisor = _number(found["high"], found)
    if divisor == 0:
        raise ValueProblem("P-110", text=found.string)
    return divisor


def last_digit(number: str) -> Decimal:
    """The worth of one unit of the last printed digit: ``107.8`` → 0.1, ``160`` → 1."""
    _, _, decimals = number.partition(".")
    return Decimal(1).scaleb(-len(decimals))


def _as_printed(raw: object) -> object:
    return read_printed(raw) if isinstance(raw, str) else raw


PrintedText = Annotated[Printed, BeforeValidator(_as_printed)]
"""A field that is written as text in TOML and held as :class:`Printed`."""


def unit_factor(unit: str, *, to: str) -> Decimal:
    """What a number in ``unit`` is multiplied by to stand in ``to`` (万件 → 亿件: 0.0001).

    Meant for two figures of one indicator: there 16个 and 16处 count the same things.

    :raises ValueProblem: P-111 when the units measure different things.
    """
    factor, base = _split(unit)
    other, other_base = _split(to)
    if base != other_base and not {base, other_base} <= COUNTS_OF_SITES:
        raise ValueProblem("P-111", unit=unit, other=to)
    return factor / other


def multiplier(unit: str) -> Decimal:
    """What the unit's 万 or 亿 multiplies by; 1 when it has none."""
    return _split(unit)[0]


def _split(unit: str) -> tuple[Decimal, str]:
    """The number a unit's multiplier stands for, and the unit behind it: 千万件 → 10⁷, 件."""
    found = Unit.find(unit)
    if found is not None:
        return MULTIPLIERS.get(found.multiplier, Decimal(1)), found.base.name
    prefix = MULTIPLIERS[unit[0]] if unit[:1] in ("万", "亿") else None
    return (prefix, unit[1:]) if prefix is not None else (Decimal(1), unit)
