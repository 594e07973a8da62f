"""Reporting periods: a year, a half, a quarter, a month, a day, or the year to date.

Written ``2025``, ``2025H1``, ``2025Q3``, ``2025-06``, ``2025-06-30``, ``2025-06ytd``; Chinese
bulletins write ``2025年6月`` and ``2025年1–6月``. Ends are exclusive everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from jidi.core.errors import ValueProblem
from jidi.core.from_text import FromText

FIRST_YEAR, LAST_YEAR = 1900, 2199


class PeriodKind(StrEnum):
    """What stretch of time a figure speaks of."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"
    DAY = "day"
    YTD = "ytd"


_MONTHS_PER_PART = {PeriodKind.HALF: 6, PeriodKind.QUARTER: 3, PeriodKind.MONTH: 1}
_PART_ZH = ("一", "二", "三", "四")
_HALF_ZH = ("上", "下")

_DASH = r"(?:-|–|—|~|至|到)"
_FORMS: tuple[tuple[PeriodKind, str], ...] = (
    (PeriodKind.YEAR, r"(?P<year>\d{4})年?(?:全年)?"),
    (PeriodKind.HALF, r"(?P<year>\d{4})(?:h(?P<part>[12])|年(?P<zh>[上下])半年)"),
    (PeriodKind.QUARTER, r"(?P<year>\d{4})(?:q(?P<part>[1-4])|年第?(?P<zh>[一二三四])季度)"),
    (PeriodKind.MONTH, r"(?P<year>\d{4})(?:-(?P<part>\d\d)|年(?P<zh>\d\d?)月份?)"),
    (PeriodKind.YTD, rf"(?P<year>\d{{4}})(?:-(?P<part>\d\d)ytd|年0?1月?{_DASH}(?P<zh>\d\d?)月份?)"),
    (
        PeriodKind.DAY,
        r"(?P<year>\d{4})(?:-(?P<part>\d\d)-(?P<day>\d\d)|年(?P<zh>\d\d?)月(?P<dayzh>\d\d?)日)",
    ),
)
_PATTERNS = tuple((kind, re.compile(form)) for kind, form in _FORMS)
_ZH_PARTS = {zh: n for zhs in (_HALF_ZH, _PART_ZH) for n, zh in enumerate(zhs, start=1)}


@dataclass(frozen=True, slots=True)
class Period(FromText):
    """A reporting period, checked at birth. Ordered by end, then start.

    :param kind: which kind of period.
    :param start: its first day.
    :param end: the day after its last day.
    :raises ValueProblem: C-102 when start and end do not bound a period of that kind.
    """

    kind: PeriodKind
    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end != _end_of(self.kind, self.start, self.end):
            raise ValueProblem("C-102", kind=self.kind.value, start=self.start, end=self.end)

    @classmethod
    def for_year(cls, year: int) -> Period:
        """The calendar year."""
        return cls(PeriodKind.YEAR, _first(year), _first(year + 1))

    @classmethod
    def for_half(cls, year: int, half: int) -> Period:
        """Half 1 (January to June) or 2 of a year."""
        return _part_of_year(PeriodKind.HALF, year, half)

    @classmethod
    def for_quarter(cls, year: int, quarter: int) -> Period:
        """Quarter 1 to 4 of a year."""
        return _part_of_year(PeriodKind.QUARTER, year, quarter)

    @classmethod
    def for_month(cls, year: int, month: int) -> Period:
        """Month 1 to 12 of a year."""
        return _part_of_year(PeriodKind.MONTH, year, month)

    @classmethod
    def for_day(cls, day: date) -> Period:
        """One day."""
        return cls(PeriodKind.DAY, day, day + timedelta(days=1))

    @classmethod
    def for_ytd(cls, year: int, month: int) -> Period:
        """January to ``month``, both inclusive."""
        return cls(PeriodKind.YTD, _first(year), cls.for_month(year, month).end)

    @classmethod
    def parse(cls, text: str) -> Period:
        """A period from any form it prints, or that Chinese bulletins print; full width allowed.

        :raises ValueProblem: C-101 when it is no such form, or names no real date.
        """
        folded = unicodedata.normalize("NFKC", text).strip().casefold()
        for kind, pattern in _PATTERNS:
            match = pattern.fullmatch(folded)
            if match is not None:
                return _from_match(kind, match.groupdict(), text)
        raise ValueProblem("C-101", text=text)

    @property
    def year(self) -> int:
        """The calendar year it lies in."""
        return self.start.year

    @property
    def part(self) -> int:
        """Which half, quarter or month; the last month of a year to date; 1 for year and day."""
        if self.kind is PeriodKind.YTD:
            return self._last_month
        return (self.start.month - 1) // _MONTHS_PER_PART.get(self.kind, 12) + 1

    @property
    def last_day(self) -> date:
        """Its last day."""
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days

    def contains(self, day: date) -> bool:
        """Whether ``day`` falls into it."""
        return self.start <= day < self.end

    def is_within(self, other: Period) -> bool:
        """Whether all of it falls into ``other`` (a period is within itself)."""
        return other.start <= self.start and self.end <= other.end

    def months(self) -> tuple[Period, ...]:
        """Its months, in order.

        :raises ValueProblem: C-103 for a day, which is less than a month.
        """
        if self.kind is PeriodKind.DAY:
            raise ValueProblem("C-103", period=str(self))
        span = range(self.start.month, self._last_month + 1)
        return tuple(Period.for_month(self.year, month) for month in span)

    def years_before(self, years: int = 1) -> Period:
        """The same period ``years`` earlier, as year-on-year growth compares.

        :raises ValueProblem: C-101 for 29 February when that year has none.
        """
        return Period.parse(str(self).replace(f"{self.year:04}", f"{self.year - years:04}", 1))

    @property
    def zh(self) -> str:
        """As Chinese bulletins print it: ``2025年6月``, ``2025年1–6月``, ``2025年第三季度``."""
        year = f"{self.year}年"
        match self.kind:
            case PeriodKind.YEAR:
                return year
            case PeriodKind.HALF:
                return f"{year}{_HALF_ZH[self.part - 1]}半年"
            case PeriodKind.QUARTER:
                return f"{year}第{_PART_ZH[self.part - 1]}季度"
            case PeriodKind.MONTH:
                return f"{year}{self.part}月"
            case PeriodKind.YTD:
                return f"{year}1–{self.part}月"
            case _:
                return f"{year}{self.start.month}月{self.start.day}日"

    def __str__(self) -> str:
        match self.kind:
            case PeriodKind.YEAR:
                return f"{self.year}"
            case PeriodKind.HALF:
                return f"{self.year}H{self.part}"
            case PeriodKind.QUARTER:
                return f"{self.year}Q{self.part}"
            case PeriodKind.MONTH:
                return f"{self.year}-{self.part:02}"
            case PeriodKind.YTD:
                return f"{self.year}-{self.part:02}ytd"
            case _:
                return self.start.isoformat()

    def __lt__(self, other: Period) -> bool:
        return self._order < other._order

    def __le__(self, other: Period) -> bool:
        return self._order <= other._order

    def __gt__(self, other: Period) -> bool:
        return self._order > other._order

    def __ge__(self, other: Period) -> bool:
        return self._order >= other._order

    @property
    def _order(self) -> tuple[date, date, str]:
        return (self.end, self.start, self.kind.value)

    @property
    def _last_month(self) -> int:
        return self.last_day.month


def _end_of(kind: PeriodKind, start: date, end: date) -> date | None:
    """The only end that a period of that kind and start may have; None when there is none."""
    if kind is PeriodKind.DAY:
        return start + timedelta(days=1)
    if kind is PeriodKind.YEAR:
        return _first(start.year + 1) if (start.month, start.day) == (1, 1) else None
    if kind is PeriodKind.YTD:
        whole_months = end.day == 1 and start < end <= _first(start.year + 1)
        return end if whole_months and (start.month, start.day) == (1, 1) else None
    step = _MONTHS_PER_PART[kind]
    if start.day != 1 or (start.month - 1) % step:
        return None
    return _month_start(start.year, start.month + step)


def _part_of_year(kind: PeriodKind, year: int, part: int) -> Period:
    step = _MONTHS_PER_PART[kind]
    if not 1 <= part <= 12 // step:
        raise ValueProblem("C-101", text=f"{year} {kind.value} {part}")
    first = (part - 1) * step + 1
    return Period(kind, _month_start(year, first), _month_start(year, first + step))


def _month_start(year: int, month: int) -> date:
    """The first day of a month; month 13 is January of the next year."""
    return _first(year + 1) if month == 13 else _first(year).replace(month=month)


def _first(year: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR + 1:
        raise ValueProblem("C-101", text=str(year))
    return date(year, 1, 1)


def _from_match(kind: PeriodKind, found: dict[str, Any], text: str) -> Period:
    year = int(found["year"])
    part = found.get("part") or found.get("zh") or "1"
    number = _ZH_PARTS.get(part) or int(part)
    match kind:
        case PeriodKind.YEAR:
            return Period.for_year(year)
        case PeriodKind.YTD:
            return Period.for_ytd(year, number)
        case PeriodKind.DAY:
            return Period.for_day(_day(year, number, int(found["day"] or found["dayzh"]), text))
        case _:
            return _part_of_year(kind, year, number)


def _day(year: int, month: int, day: int, text: str) -> date:
    _first(year)
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueProblem("C-101", text=text) from error
