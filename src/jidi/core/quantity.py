"""A figure with its unit, its comparator, its certainty and its rounding, as plans print them.

``parse_quantity("超过４亿件")`` is 4 亿件, greater than; ``"30个左右"`` is 30 个, about;
``"63%~68%"`` is a range; ``"99.8%以上"`` is at least 99.8 %.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from jidi.core.errors import ValueProblem
from jidi.core.from_text import FromText
from jidi.core.measure import Interval, half_unit
from jidi.core.numerals import ARABIC_NUMBER, CHINESE_NUMBER, MULTIPLIERS, fold, parse_number
from jidi.core.units import PERCENT, POINTS, Unit
from jidi.core.worded import listed


class Comparator(StrEnum):
    """How the true number stands to the printed one."""

    EQUAL = "="
    GREATER = ">"
    AT_LEAST = "≥"
    LESS = "<"
    AT_MOST = "≤"
    BETWEEN = "~"


class Certainty(StrEnum):
    """How firmly a plan states a figure."""

    STATED = "stated"
    BASICALLY = "basically"
    """基本: nearly all of it counts as done."""
    ABOUT = "about"
    """左右, 约."""
    STRIVE = "strive"
    """力争."""
    IN_PRINCIPLE = "in_principle"
    """原则上."""


COMPARING_WORDS = {
    Comparator.GREATER: (">", "超过", "突破", "大于", "高于", "多于", "逾", "超"),
    Comparator.AT_LEAST: ("≥", ">=", "不低于", "不少于", "不小于", "至少", "最低"),
    Comparator.LESS: ("<", "低于", "少于", "小于", "不足", "不到"),
    Comparator.AT_MOST: ("≤", "<=", "不超过", "不高于", "不大于", "不多于", "至多", "最多"),
}
COMPARING_ENDINGS = {
    Comparator.GREATER: ("多", "余"),
    Comparator.AT_LEAST: ("以上", "及以上"),
    Comparator.AT_MOST: ("以内", "以下", "及以下"),
}
"""Words of bounds. 以上 and 以下 include the number itself, as in statutes; 超过 does not."""
_CERTAINTY_WORDS = {
    Certainty.BASICALLY: ("基本实现", "基本达到", "基本保持在", "基本"),
    Certainty.ABOUT: ("大约", "约为", "将近", "接近", "近", "约"),
    Certainty.STRIVE: ("力争达到", "力争实现", "力争"),
    Certainty.IN_PRINCIPLE: ("原则上",),
}
_CERTAINTY_ENDINGS = {Certainty.ABOUT: ("左右", "上下")}
_FILLERS = (
    *("达到", "达", "实现", "完成", "保持在", "稳定在", "控制在", "为", "是", "共", "有", "在"),
    *("提高到", "提升到", "提升至", "上升至", "增加到", "增至", "到", "至"),
)


Sense = Comparator | Certainty


def _word_table(*tables: Mapping[Any, tuple[str, ...]]) -> dict[str, Sense]:
    return {word: sense for table in tables for sense, words in table.items() for word in words}


_LEADING = _word_table(COMPARING_WORDS, _CERTAINTY_WORDS)
_TRAILING = _word_table(COMPARING_ENDINGS, _CERTAINTY_ENDINGS)


def _one_of(words: list[str]) -> str:
    """A pattern of the words, the longest first: 不超过 is not 超过."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_LEADING_WORD = re.compile(_one_of([*_LEADING, *_FILLERS]))
_TRAILING_WORD = re.compile(rf"(.*?)({_one_of(list(_TRAILING))})")
_NUMBER = rf"(?:{ARABIC_NUMBER}|{CHINESE_NUMBER})"
_UNSIGNED = _NUMBER.replace("[+-]?", "", 1)
_FIGURE = re.compile(
    rf"(?P<per>百分之|千分之)?(?P<value>{_NUMBER})(?P<times>[十百千万亿]*)(?P<more>多|余)?(?P<first>[^\d~–—-]*?)"
    rf"(?:(?:~|-|–|—|至|到)(?P<upper>{_UNSIGNED}))?(?P<unit>[^\d~–—]*)"
)
_FOOTNOTE_MARK = re.compile("[①-⑳]")
# A space inside a number would hide a missing sign, so spaces between two digits stay and fail.
_IDLE_SPACE = re.compile(r"(?<!\d)\s+|\s+(?!\d)")
_PER = {"百分之": "%", "千分之": "‰"}


@dataclass(frozen=True, slots=True)
class Quantity(FromText):
    """A figure as stated.

    :param value: the printed number, in ``unit``; the lower one of a range.
    :param unit: its unit, with multiplier.
    :param comparator: how the true number stands to it.
    :param certainty: how firmly it is stated.
    :param upper: the upper number of a range; only with ``Comparator.BETWEEN``.
    :param half: half a unit of the last printed digit (of a range's coarser end); zero for
        an exact figure.
    :raises ValueProblem: C-324 when these do not fit together.
    """

    value: Decimal
    unit: Unit
    comparator: Comparator = Comparator.EQUAL
    certainty: Certainty = Certainty.STATED
    upper: Decimal | None = None
    half: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        ranged = self.comparator is Comparator.BETWEEN
        numbers = (self.value, self.half, self._top)
        whole = all(number.is_finite() for number in numbers) and self.half >= 0
        if not whole or ranged == (self.upper is None) or self._top < self.value:
            raise ValueProblem("C-324", quantity=f"{self.value}~{self.upper}{self.unit}")

    @classmethod
    def parse(cls, text: str) -> Quantity:
        """The same as :func:`parse_quantity`."""
        return parse_quantity(text)

    @property
    def low(self) -> Decimal:
        """The lowest number that prints like this, in ``unit``."""
        return self.value - self.half

    @property
    def high(self) -> Decimal:
        """The upper limit of the numbers that print like this, in ``unit``."""
        return self._top + self.half

    @property
    def rounding(self) -> Interval:
        """The numbers that print like this when rounded half away from zero, in ``unit``."""
        if self.half == 0:
            return Interval(self.value, self._top)
        return Interval(self.low, self.high, self.value > 0, self._top < 0)

    @property
    def allowed(self) -> Interval:
        """The numbers that fulfil it when it is a target, in ``unit``."""
        match self.comparator:
            case Comparator.GREATER:
                return Interval.above(self.value)
            case Comparator.AT_LEAST:
                return Interval.above(self.value, closed=True)
            case Comparator.LESS:
                return Interval.below(self.value)
            case Comparator.AT_MOST:
                return Interval.below(self.value, closed=True)
            case Comparator.BETWEEN:
                return Interval(self.value, self._top)
            case _:
                return self.rounding

    def exactly(self) -> Quantity:
        """The same figure taken as exact, as counts are: 8185 处 is no rounded number."""
        return replace(self, half=Decimal(0))

    def to(self, unit: Unit | str) -> Quantity:
        """The same figure in another unit of its dimension.

        :raises UnknownName: C-321 when the unit is not known.
        :raises ValueProblem: C-322 when it measures something else.
        """
        target = Unit.parse(unit) if isinstance(unit, str) else unit
        factor = self.unit.factor_to(target)
        upper = None if self.upper is None else self.upper * factor
        return replace(
            self, value=self.value * factor, unit=target, upper=upper, half=self.half * factor
        )

    def __add__(self, other: Quantity) -> Quantity:
        """The sum, in this unit. A share plus 个百分点 is a share.

        :raises ValueProblem: C-322 for different things, C-325 for a bound or a range.
        """
        dimensions = (self.unit.dimension, other.unit.dimension)
        if dimensions == ("points", "share"):
            return other + self
        if dimensions == ("share", "points"):
            return self._plus(other._as_share_of(self.unit), self.unit)
        return self._plus(other.to(self.unit), self.unit)

    def __sub__(self, other: Quantity) -> Quantity:
        """The difference, in this unit. Two shares differ by 个百分点.

        :raises ValueProblem: C-322 for different things (a share from 个百分点 too), C-325 for a
            bound or a range.
        """
        dimensions = (self.unit.dimension, other.unit.dimension)
        if dimensions == ("share", "share"):
            return self.to(PERCENT)._plus(-other.to(PERCENT), POINTS)
        if dimensions == ("share", "points"):
            return self._plus(-other._as_share_of(self.unit), self.unit)
        return self._plus(-other.to(self.unit), self.unit)

    def __neg__(self) -> Quantity:
        return replace(self._plain_figure(), value=-self.value)

    def _plus(self, other: Quantity, unit: Unit) -> Quantity:
        a, b = self._plain_figure(), other._plain_figure()
        certainty = b.certainty if a.certainty is Certainty.STATED else a.certainty
        return Quantity(a.value + b.value, unit, certainty=certainty, half=a.half + b.half)

    def _as_share_of(self, unit: Unit) -> Quantity:
        """个百分点 in the printed size of a share, so that 40 个百分点 add to 50 %."""
        factor = self.unit.size / unit.size
        return replace(self, value=self.value * factor, unit=unit, half=self.half * factor)

    def _plain_figure(self) -> Quantity:
        if self.comparator is not Comparator.EQUAL:
            raise ValueProblem("C-325", quantity=str(self))
        return self

    @property
    def _top(self) -> Decimal:
        return self.value if self.upper is None else self.upper

    def __str__(self) -> str:
        """A text that parses back to the same figure."""
        words = _CERTAINTY_WORDS.get(self.certainty, ("",))
        signless = (Comparator.EQUAL, Comparator.BETWEEN)
        sign = "" if self.comparator in signless else self.comparator.value
        upper = "" if self.upper is None else f"~{self.upper:f}"
        return f"{words[-1]}{sign}{self.value:f}{upper}{self.unit}"


def parse_quantity(text: str) -> Quantity:
    """The figure that ``text`` states.

    Full-width and Chinese numerals, ranges, comparators and certainty in words or signs are read;
    of several words of certainty the first counts. Footnote marks are passed over.

    :raises ValueProblem: C-311 when no number is found, C-323 when comparators contradict each
        other, C-326 when the two ends of a range bear different units.
    :raises UnknownName: C-321 when the unit is not known.
    """
    plain = _IDLE_SPACE.sub("", _FOOTNOTE_MARK.sub("", fold(text)))
    senses, rest = _leading(plain)
    more, rest = _trailing(rest)
    match = _FIGURE.fullmatch(rest)
    if match is None:
        raise ValueProblem("C-311", text=text)
    senses += [Comparator.GREATER] * bool(match["more"]) + more
    comparator, certainty = _comparator(senses, text), _certainty(senses)
    return _quantity(match, comparator, certainty, text)


def printed_interval(text: str) -> Interval:
    """The numbers that print as ``text``, in its own unit: ``82%`` → [81.5, 82.5).

    :raises ValueProblem, UnknownName: as :func:`parse_quantity`.
    """
    return parse_quantity(text).rounding


def _leading(text: str) -> tuple[list[Sense], str]:
    senses: list[Sense] = []
    while (match := _LEADING_WORD.match(text)) is not None:
        if match[0] in _LEADING:
            senses.append(_LEADING[match[0]])
        text = text[match.end() :]
    return senses, text


def _trailing(text: str) -> tuple[list[Sense], str]:
    senses: list[Sense] = []
    while (match := _TRAILING_WORD.fullmatch(text)) is not None:
        senses.append(_TRAILING[match[2]])
        text = match[1]
    return senses, text


def _comparator(senses: list[Sense], text: str) -> Comparator:
    found = {sense for sense in senses if isinstance(sense, Comparator)}
    if len(found) > 1:
        raise ValueProblem("C-323", text=text, comparators=listed(sorted(found)))
    return found.pop() if found else Comparator.EQUAL


def _certainty(senses: list[Sense]) -> Certainty:
    return next((s for s in senses if isinstance(s, Certainty)), Certainty.STATED)


def _quantity(
    match: re.Match[str], comparator: Comparator, certainty: Certainty, text: str
) -> Quantity:
    value, carried = _split_multiplier(match["value"], text)
    first = carried + match["times"] + match["first"]
    if match["upper"] is None:
        unit = Unit.parse(_PER.get(match["per"] or "", "") + first + match["unit"])
        return Quantity(value, unit, comparator, certainty, half=half_unit(value))
    upper, carried = _split_multiplier(match["upper"], text)
    last = _PER.get(match["per"] or "", "") + carried + match["unit"]
    multiplier_only = first in MULTIPLIERS and last.startswith(first)
    if first not in ("", last) and not multiplier_only:
        raise ValueProblem("C-326", text=text, first=first, last=last)
    if comparator is not Comparator.EQUAL:
        raise ValueProblem("C-323", text=text, comparators=f"~、{comparator.value}")
    half = max(half_unit(value), half_unit(upper))
    return Quantity(value, Unit.parse(last), Comparator.BETWEEN, certainty, upper, half)


def _split_multiplier(number: str, text: str) -> tuple[Decimal, str]:
    """The number, and the 万 or 亿 at its end, which belongs to the unit: 三万件 is 3 万件."""
    bare = number.rstrip("万亿")
    if not bare:
        raise ValueProblem("C-311", text=text)
    return parse_number(bare), number[len(bare) :]
