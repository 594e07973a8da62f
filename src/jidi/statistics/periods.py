"""Times as bulletins word them: 1-5月, 1—10月份, 上半年, 一季度, 前7个月, 5月份, 2023年."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

from jidi.core.numerals import chinese_number
from jidi.core.period import Period

_DASH = "(?:--?|–|—+|―+|~|至|到)"
_CHINESE_COUNT = "[一二三四五六七八九十]+"
_FORMS: tuple[tuple[str, str], ...] = (
    (
        "to_month",
        rf"0?1月?份?{_DASH}0?(?P<to_month>1[0-2]|[1-9])(?:月份?|(?=,))"
        rf"|一月?份?(?:至|到)(?P<to_month_zh>{_CHINESE_COUNT})月份?",
    ),
    ("quarters", r"前(?P<quarters>[一二三123])个?季度"),
    ("months", rf"前(?P<months>1[0-2]|[2-9]|{_CHINESE_COUNT})个?月"),
    ("half", r"(?P<half>[上下])半年"),
    ("quarter", r"第?(?P<quarter>[一二三四1-4])季度"),
    ("month", rf"0?(?P<month>1[0-2]|[1-9])月份?|(?P<month_zh>元|{_CHINESE_COUNT})月份?"),
    ("whole", r"(?P<whole>全年度?)"),
    ("so_far", r"(?P<so_far>以来|本年累计|年初以来)"),
)
_NAMED = "|".join(f"(?:{form})" for _, form in _FORMS)
PERIOD = re.compile(
    rf"(?:(?P<year>20\d\d|19\d\d)年度?(?:的|份)?|今年|本年)(?:{_NAMED})(?![底末初中]|日)"
    rf"|(?P<bare>20\d\d|19\d\d)年度?(?![底末初间来以后前]|\d*月)"
    rf"|(?:{_NAMED.replace('(?P<', '(?P<x_')})(?![底末初中]|日)"
    r"|(?P<current>当月|本月)(?![底末初中])"
)
"""A time in plain text."""


class Shape(Enum):
    """What a stated time is, before its year is known."""

    MONTH = auto()
    TO_MONTH = auto()
    YEAR = auto()
    QUARTER = auto()
    SECOND_HALF = auto()
    CURRENT_MONTH = auto()
    CURRENT_YEAR_SO_FAR = auto()


@dataclass(frozen=True, slots=True)
class Stated:
    """A time as stated.

    :param part: the month or quarter; for TO_MONTH the last month.
    :param year: None when it is not printed with it.
    """

    shape: Shape
    part: int = 0
    year: int | None = None

    @property
    def last_month(self) -> int | None:
        """The month it ends with; None when only the title tells."""
        match self.shape:
            case Shape.MONTH | Shape.TO_MONTH:
                return self.part
            case Shape.QUARTER:
                return 3 * self.part
            case Shape.YEAR | Shape.SECOND_HALF:
                return 12
            case _:
                return None

    @property
    def is_cumulative(self) -> bool:
        """Whether it begins with January and has more than one month."""
        first_quarter = self.shape is Shape.QUARTER and self.part == 1
        return first_quarter or self.shape in (
            Shape.TO_MONTH,
            Shape.YEAR,
            Shape.CURRENT_YEAR_SO_FAR,
        )

    def in_year(self, year: int) -> Stated:
        """The same with a year, unless it has one."""
        return self if self.year is not None else replace(self, year=year)

    def period(self, *, month: int | None = None) -> Period | None:
        """The period; None when the year (or the month it leaves to the title) is not known.

        January to March is filed as the year to date of March, January to December as the year.

        :param month: the month of the title, for 当月 and 今年以来.
        """
        year, part = self.year, self.part
        if self.shape in (Shape.CURRENT_MONTH, Shape.CURRENT_YEAR_SO_FAR):
            part = month or 0
        needs_part = self.shape not in (Shape.YEAR, Shape.SECOND_HALF)
        if year is None or (needs_part and not part):
            return None
        return _PERIODS[self.shape](year, part)


def _to_month(year: int, month: int) -> Period:
    if month == 12:
        return Period.for_year(year)
    return Period.for_month(year, 1) if month == 1 else Period.for_ytd(year, month)


def _quarter(year: int, quarter: int) -> Period:
    return _to_month(year, 3) if quarter == 1 else Period.for_quarter(year, quarter)


_PERIODS: Mapping[Shape, Callable[[int, int], Period]] = {
    Shape.MONTH: Period.for_month,
    Shape.CURRENT_MONTH: Period.for_month,
    Shape.TO_MONTH: _to_month,
    Shape.CURRENT_YEAR_SO_FAR: _to_month,
    Shape.QUARTER: _quarter,
    Shape.YEAR: lambda year, _: Period.for_year(year),
    Shape.SECOND_HALF: lambda year, _: Period.for_half(year, 2),
}


def stated_period(match: re.Match[str]) -> Stated | None:
    """What a match of :data:`PERIOD` states; None for a month or quarter that does not exist."""
    found = {
        name.removeprefix("x_"): text
        for name, text in match.groupdict().items()
        if text is not None
    }
    if "bare" in found:
        return Stated(Shape.YEAR, year=int(found["bare"]))
    year = int(found["year"]) if "year" in found else None
    if "current" in found:
        return Stated(Shape.CURRENT_MONTH, year=year)
    for name, text in found.items():
        if name != "year":
            return _stated(name.removesuffix("_zh"), text, year)
    return None


def _stated(name: str, text: str, year: int | None) -> Stated | None:
    match name:
        case "whole":
            return Stated(Shape.YEAR, year=year)
        case "so_far":
            return Stated(Shape.CURRENT_YEAR_SO_FAR, year=year)
        case "half" if text == "上":
            return Stated(Shape.TO_MONTH, 6, year)
        case "half":
            return Stated(Shape.SECOND_HALF, year=year)
    number = int(text) if text.isdigit() else int(chinese_number(text.replace("元", "一")))
    shapes = {
        "to_month": (Shape.TO_MONTH, number),
        "months": (Shape.TO_MONTH, number),
        "quarters": (Shape.TO_MONTH, 3 * number),
        "quarter": (Shape.QUARTER, number),
        "month": (Shape.MONTH, number),
    }
    shape, part = shapes[name]
    return Stated(shape, part, year) if 1 <= part <= 12 else None
