"""Deadlines: when a term that began at a moment is over, and why then.

Days are whole days: the day of the start is not counted (民法典第二百零一条), a day counts when the
clock runs at its end, and the last day may be moved by days off (第二百零三条). Hours and minutes
are time that runs. Pauses stand still in both. All moments are local time (UTC+8) without zone.

What cannot be known is said: an open pause has no deadline yet, and a year whose holidays were not
announced has none that is certain.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from jidi.core.calendar import DayKind, WorkingCalendar
from jidi.core.errors import InputError, JidiError
from jidi.model.clock import Clock, Ends, LastDayOff, Office, TermUnit, unit_of
from jidi.model.law import Limit

_DAY = timedelta(days=1)
_MONTHS = {TermUnit.MONTH: 1, TermUnit.YEAR: 12}
_LENGTH = {
    TermUnit.MINUTE: timedelta(minutes=1),
    TermUnit.HOUR: timedelta(hours=1),
    TermUnit.WORKING_HOUR: timedelta(hours=1),
}


@dataclass(frozen=True, slots=True)
class Term:
    """How long a clock runs.

    :param amount: at least 1.
    :param last_day_off: for natural days, months and years: whether a last day that is off moves.
    :param ends: at what hour the last day ends; of no meaning for hours and minutes.
    """

    amount: int
    unit: TermUnit
    last_day_off: LastDayOff = "next_working_day"
    ends: Ends = "day_end"


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the clock stands still.

    :param end: None while it lasts.
    """

    start: datetime
    end: datetime | None
    why: str = ""

    def covers(self, moment: datetime) -> bool:
        """Whether the clock stands still just before that moment."""
        return self.start < moment and (self.end is None or moment <= self.end)


class Standing(StrEnum):
    """How a day stands in the count."""

    START = "start"
    COUNTED = "counted"
    DAY_OFF = "day_off"
    PAUSED = "paused"
    MOVED = "moved"
    """The term was over, but the day is off, so that the last day moves."""


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day on the way to the deadline.

    :param kind: what the calendar says; None where it was not asked.
    :param name: festival, or the reason of the pause.
    :param source: the notice that makes it a holiday or a working day.
    """

    day: date
    standing: Standing
    kind: DayKind | None = None
    name: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a term is over, and how that was counted.

    :param due: the moment; None while a pause is open or the calendar does not reach so far. The
        last day's 24:00 is the next day's midnight.
    :param not_before: the earliest it can be, where ``due`` is None.
    :param days: every day on the way, for terms in days.
    :param pauses: those that mattered.
    :param left: what is left of the term in its unit while a pause is open; None otherwise. Of
        hours and minutes whole and broken ones.
    :param problem: why there is no certain deadline, when the calendar is to blame.
    """

    start: datetime
    term: Term
    due: datetime | None
    not_before: datetime | None = None
    days: tuple[CountedDay, ...] = ()
    pauses: tuple[Pause, ...] = ()
    left: float | None = None
    problem: JidiError | None = None

    @property
    def last_day(self) -> date | None:
        """The day on which the term ends."""
        if self.due is None:
            return None
        midnight = self.term.unit.is_days and self.due.time() == time.min
        return self.due.date() - _DAY if midnight else self.due.date()

    def is_kept_at(self, moment: datetime) -> bool | None:
        """Whether what is done at that moment is in time; None where nobody can say.

        The last day's 24:00 belongs to the day after, the end of hours and minutes to them.
        """
        if self.due is None:
            return True if self.not_before is not None and moment < self.not_before else None
        return moment < self.due if self.term.unit.is_days else moment <= self.due


def term_of(clock: Clock, limit: Limit) -> Term:
    """The term of a clock under the limit that holds when it starts.

    :raises DefinitionError: Y-102.
    """
    return Term(int(limit.value), unit_of(limit), clock.last_day_off, clock.ends)


def deadline(
    start: datetime,
    term: Term,
    *,
    calendar: WorkingCalendar,
    office: Office,
    pauses: Iterable[Pause] = (),
) -> Deadline:
    """When a term is over that began at ``start``.

    :raises InputError: Y-104 for pauses that overlap or end before they begin.
    """
    stood = _in_order(pauses)
    if term.unit.is_days:
        return _in_days(start, term, calendar, office, stood)
    if term.unit is TermUnit.WORKING_HOUR:
        return _in_office(start, term, calendar, office, stood)
    return _running(start, term, stood)


def _in_order(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    ordered = tuple(sorted(pauses, key=lambda pause: pause.start))
    free: datetime | None = None
    is_open = False
    for pause in ordered:
        is_after = free is None or (not is_open and pause.start >= free)
        if not is_after or (pause.end is not None and pause.end <= pause.start):
            raise InputError("Y-104", start=pause.start, end=pause.end or "…")
        is_open, free = pause.end is None, pause.end or pause.start
    return ordered


def _in_days(
    start: datetime,
    term: Term,
    calendar: WorkingCalendar,
    office: Office,
    pauses: Sequence[Pause],
) -> Deadline:
    way = [CountedDay(start.date(), Standing.START)]
    wanted, counted = _days_wanted(start.date(), term), 0
    moves = term.unit is not TermUnit.WORKING_DAY and term.last_day_off == "next_working_day"
    try:
        for day in _days_after(start.date()):
            cut = _cut(day, term.ends, office)
            pause = next((one for one in pauses if one.covers(cut)), None)
            if pause is not None and pause.end is None:
                left = float(wanted - counted)
                return _answer(start, term, way, pauses, due=None, left=left)
            seen = _seen(day, term, calendar, pause, is_over=counted >= wanted)
            counted += seen.standing is Standing.COUNTED
            if moves and counted >= wanted and seen.standing is Standing.COUNTED:
                seen = _moved(day, calendar) or seen
            way.append(seen)
            if counted >= wanted and seen.standing is Standing.COUNTED:
                return _answer(start, term, way, pauses, due=cut)
    except InputError as error:  # C-404: the year's holidays are not known
        reached = _cut(way[-1].day + _DAY, term.ends, office)
        return _answer(start, term, way, pauses, due=None, not_before=reached, problem=error)
    raise AssertionError("days never end")


def _seen(
    day: date, term: Term, calendar: WorkingCalendar, pause: Pause | None, *, is_over: bool
) -> CountedDay:
    """How a day stands: paused, off, or counted."""
    if pause is not None:
        return CountedDay(day, Standing.PAUSED, name=pause.why)
    if term.unit is TermUnit.WORKING_DAY:
        status = calendar.status(day)
        standing = Standing.COUNTED if status.works else Standing.DAY_OFF
        return CountedDay(day, standing, status.kind, status.name, status.source)
    if is_over:  # only the way from a last day that was off to the next working day
        return _moved(day, calendar) or CountedDay(day, Standing.COUNTED, DayKind.WEEKDAY)
    return CountedDay(day, Standing.COUNTED)


def _moved(day: date, calendar: WorkingCalendar) -> CountedDay | None:
    """The day as one from which the last day moves on; None when it is worked."""
    status = calendar.status(day)
    if status.works:
        return None
    return CountedDay(day, Standing.MOVED, status.kind, status.name, status.source)


def _days_wanted(start: date, term: Term) -> int:
    """How many days must be counted; months and years end on the corresponding day."""
    if term.unit not in _MONTHS:
        return term.amount
    month = start.year * 12 + start.month - 1 + term.amount * _MONTHS[term.unit]
    year, month = month // 12, month % 12 + 1
    corresponding = date(year, month, min(start.day, monthrange(year, month)[1]))
    return (corresponding - start).days


def _days_after(day: date) -> Iterator[date]:
    while True:
        day += _DAY
        yield day


def _cut(day: date, ends: Ends, office: Office) -> datetime:
    if ends == "office_close":
        return datetime.combine(day, office.closes)
    return datetime.combine(day + _DAY, time.min)


def _running(start: datetime, term: Term, pauses: Sequence[Pause]) -> Deadline:
    moment, left = start, term.amount * _LENGTH[term.unit]
    for pause in pauses:
        if pause.end is not None and pause.end <= moment:
            continue
        run = max(pause.start - moment, timedelta(0))
        if run >= left:
            break
        left -= run
        if pause.end is None:
            return _answer(start, term, (), pauses, due=None, left=left / _LENGTH[term.unit])
        moment = pause.end
    return _answer(start, term, (), pauses, due=moment + left)


def _in_office(
    start: datetime,
    term: Term,
    calendar: WorkingCalendar,
    office: Office,
    pauses: Sequence[Pause],
) -> Deadline:
    left, way = term.amount * _LENGTH[term.unit], list[CountedDay]()
    still = next((pause.start for pause in pauses if pause.end is None), None)
    try:
        for day in _days_after(start.date() - _DAY):
            if still is not None and still <= datetime.combine(day, time.min):
                return _answer(start, term, way, pauses, due=None, left=left / _LENGTH[term.unit])
            status = calendar.status(day)
            standing = Standing.COUNTED if status.works else Standing.DAY_OFF
            way.append(CountedDay(day, standing, status.kind, status.name, status.source))
            for begin, end in _worked(day, office, start, pauses) if status.works else ():
                if end - begin >= left:
                    return _answer(start, term, way, pauses, due=begin + left)
                left -= end - begin
    except InputError as error:
        reached = datetime.combine(way[-1].day if way else start.date(), time.min) + _DAY
        return _answer(start, term, way, pauses, due=None, not_before=reached, problem=error)
    raise AssertionError("days never end")


def _worked(
    day: date, office: Office, start: datetime, pauses: Sequence[Pause]
) -> Iterator[tuple[datetime, datetime]]:
    """The spans of the day in which the office works and the clock runs."""
    for opens, closes in office.spans:
        begin, end = datetime.combine(day, opens), datetime.combine(day, closes)
        begin = max(begin, start)
        for pause in pauses:
            if pause.start < end and (pause.end is None or begin < pause.end):
                if begin < pause.start:
                    yield begin, pause.start
                begin = end if pause.end is None else max(begin, pause.end)
        if begin < end:
            yield begin, end


def _answer(
    start: datetime,
    term: Term,
    way: Iterable[CountedDay],
    pauses: Iterable[Pause],
    *,
    due: datetime | None,
    not_before: datetime | None = None,
    left: float | None = None,
    problem: JidiError | None = None,
) -> Deadline:
    stood = tuple(
        pause
        for pause in pauses
        if (pause.end is None or pause.end > start) and (due is None or pause.start < due)
    )
    return Deadline(
        start=start,
        term=term,
        due=due,
        not_before=not_before,
        days=tuple(way),
        pauses=stood,
        left=left,
        problem=problem,
    )
