"""The working calendar: weekends, public holidays and 调休, the weekend days worked in exchange.

Legal deadlines count working days by the State Council's yearly notice. A year without a notice is
refused, never guessed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from importlib.resources import files
from io import StringIO
from itertools import pairwise

from jidi.core.errors import InputError, Place, ValueProblem
from jidi.core.worded import listed

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


class DayKind(StrEnum):
    """Why a day is worked or not."""

    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    WORKDAY = "workday"
    """A weekend day worked in exchange for a holiday (调休)."""


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that departs from the plain week.

    :param day: which day.
    :param kind: holiday or workday.
    :param name: the festival it belongs to.
    :param source: the notice that says so.
    :raises ValueProblem: C-401 when the kind is neither, or a worked day is no weekend day.
    """

    day: date
    kind: DayKind
    name: str
    source: str

    def __post_init__(self) -> None:
        worked_weekday = self.kind is DayKind.WORKDAY and self.day.weekday() < _SATURDAY
        if self.kind not in (DayKind.HOLIDAY, DayKind.WORKDAY) or worked_weekday:
            raise ValueProblem("C-401", day=self.day, kind=self.kind.value)


@dataclass(frozen=True, slots=True)
class DayStatus:
    """What a day is, so that a deadline can explain itself.

    :param day: which day.
    :param kind: why it is worked or not.
    :param name: the festival, empty on plain days.
    :param source: the notice, empty on plain days.
    """

    day: date
    kind: DayKind
    name: str = ""
    source: str = ""

    @property
    def works(self) -> bool:
        """Whether it is a working day."""
        return self.kind in (DayKind.WEEKDAY, DayKind.WORKDAY)


class WorkingCalendar:
    """Working days over the years that its special days speak of.

    :param days: the special days; each year that has at least one is known in full.
    :raises ValueProblem: C-402 when there are none, C-403 when a day is named twice.
    """

    def __init__(self, days: Iterable[SpecialDay]) -> None:
        listed = sorted(days, key=lambda special: special.day)
        if not listed:
            raise ValueProblem("C-402")
        self._special: Mapping[date, SpecialDay] = {s.day: s for s in listed}
        if len(self._special) < len(listed):
            raise ValueProblem("C-403", day=_first_twin(listed))
        self._years = tuple(sorted({special.day.year for special in listed}))

    @property
    def years(self) -> tuple[int, ...]:
        """The years it knows."""
        return self._years

    def status(self, day: date) -> DayStatus:
        """What the day is, and by which notice.

        :raises InputError: C-404 when its year is not known.
        """
        if day.year not in self._years:
            known = listed(str(year) for year in self._years)
            raise InputError("C-404", day=day, years=known)
        special = self._special.get(day)
        if special is not None:
            return DayStatus(day, special.kind, special.name, special.source)
        return DayStatus(day, DayKind.WEEKEND if day.weekday() >= _SATURDAY else DayKind.WEEKDAY)

    def is_working_day(self, day: date) -> bool:
        """Whether the day is worked.

        :raises InputError: C-404 when its year is not known.
        """
        return self.status(day).works

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``; before it when negative; ``day`` for zero.

        As in law, the day itself is not counted.

        :raises InputError: C-404 when the way leads into a year that is not known.
        """
        step = _ONE_DAY if count > 0 else -_ONE_DAY
        current, left = day, abs(count)
        while left:
            current += step
            left -= self.is_working_day(current)
        return current

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days follow ``start`` up to and including ``end``.

        The inverse of :meth:`add_working_days`: negative when ``end`` lies before ``start``, then
        counting ``end`` itself and not ``start``.

        :raises InputError: C-404 when the way leads through a year that is not known.
        """
        if end < start:
            return -self._count(end, start)
        return self._count(start + _ONE_DAY, end + _ONE_DAY)

    def _count(self, first: date, stop: date) -> int:
        span = (stop - first).days
        return sum(self.is_working_day(first + timedelta(days=n)) for n in range(span))


def _first_twin(ordered: list[SpecialDay]) -> date:
    return next(a.day for a, b in pairwise(ordered) if a.day == b.day)


def read_special_days(text: str, *, file: str) -> tuple[SpecialDay, ...]:
    """The special days of a CSV text with the columns date, kind, name and source.

    :raises ValueProblem: C-405 with file and line when a row cannot be read.
    """
    rows = csv.DictReader(StringIO(text))
    return tuple(_special_day(row, Place(file, line)) for line, row in enumerate(rows, start=2))


def _special_day(row: Mapping[str, str | None], place: Place) -> SpecialDay:
    try:
        day, kind = date.fromisoformat(row["date"] or ""), DayKind(row["kind"] or "")
        return SpecialDay(day, kind, row["name"] or "", row["source"] or "")
    except (KeyError, ValueError) as error:
        raise ValueProblem("C-405", where=place, reason=str(error)) from error


def china() -> WorkingCalendar:
    """The calendar of China from ``definitions/calendar/china.csv``.

    The last days of its last year may still change by the next notice (31 December 2022 became a
    day off so).
    """
    source = files("jidi.definitions") / "calendar" / "china.csv"
    return WorkingCalendar(read_special_days(source.read_text("utf-8"), file="china.csv"))
