"""Deadlines: known answers, and the same as looking at every minute over random calendars."""

# ruff: noqa: DTZ001  (moments of clocks are local time without zone)
from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from minute_reference import due_by_minutes

from jidi.core.calendar import DayKind, SpecialDay, WorkingCalendar, china
from jidi.core.errors import DefinitionError, InputError, UnknownName
from jidi.model.clock import Office, TermUnit, load_clocks, unit_of
from jidi.model.law import load_law
from jidi.supervision.clocks import Pause, Standing, Term, deadline, term_of

CHINA = china()
OFFICE = load_clocks().office
FIRST = date(2024, 1, 1)
SPAN_DAYS = 50
HORIZON = 140


def due(start, amount, unit, *, pauses=(), calendar=CHINA, **more):
    return deadline(
        start, Term(amount, unit, **more), calendar=calendar, office=OFFICE, pauses=pauses
    )


@pytest.mark.parametrize(
    ("start", "amount", "unit", "last"),
    [
        # 15 days from 20 September end on 5 October, a holiday: the day after the holidays.
        ("2024-09-20T10:00", 15, TermUnit.DAY, "2024-10-08"),
        ("2025-09-30T23:59", 3, TermUnit.WORKING_DAY, "2025-10-11"),  # a Saturday that is worked
        ("2025-01-31T08:00", 1, TermUnit.MONTH, "2025-02-28"),
        ("2024-02-29T08:00", 1, TermUnit.YEAR, "2025-02-28"),
        ("2025-03-03T08:00", 30, TermUnit.DAY, "2025-04-02"),
    ],
)
def test_known_last_days(start, amount, unit, last):
    assert due(datetime.fromisoformat(start), amount, unit).last_day == date.fromisoformat(last)


def test_the_last_day_ends_at_its_twenty_fourth_hour_and_hours_at_their_own():
    found = due(datetime(2025, 3, 3, 8), 30, TermUnit.DAY)
    assert found.due == datetime(2025, 4, 3)
    assert found.is_kept_at(datetime(2025, 4, 2, 23, 59, 59))
    assert not found.is_kept_at(datetime(2025, 4, 3))
    hours = due(datetime(2025, 3, 3, 8), 2, TermUnit.HOUR)
    assert hours.is_kept_at(datetime(2025, 3, 3, 10))
    assert not hours.is_kept_at(datetime(2025, 3, 3, 10, 0, 1))


def test_a_day_off_that_should_not_lengthen_a_duty_does_not():
    assert due(datetime(2024, 9, 20), 15, TermUnit.DAY, last_day_off="stands").last_day == date(
        2024, 10, 5
    )


def test_working_hours_pass_the_night_and_the_holiday():
    start = datetime(2025, 9, 30, 16, 30)
    assert due(start, 2, TermUnit.WORKING_HOUR).due == datetime(2025, 10, 9, 10)


def test_an_open_pause_has_no_deadline_but_says_what_is_left():
    pause = Pause(datetime(2025, 3, 5, 9), None, "补正")
    found = due(datetime(2025, 3, 3, 8), 3, TermUnit.WORKING_DAY, pauses=[pause])
    assert (found.due, found.left) == (None, 2.0)
    assert found.is_kept_at(datetime(2025, 3, 20)) is None
    hours = due(datetime(2025, 3, 5, 8), 2, TermUnit.HOUR, pauses=[pause])
    assert (hours.due, hours.left) == (None, 1.0)


def test_a_year_without_announced_holidays_gives_no_certain_deadline():
    last = CHINA.years[-1]
    found = due(datetime(last, 12, 28, 9), 10, TermUnit.WORKING_DAY)
    assert found.due is None
    assert found.problem is not None
    assert found.problem.code == "C-404"
    assert found.not_before == datetime(last + 1, 1, 2)
    assert found.is_kept_at(datetime(last, 12, 30)) is True
    assert found.is_kept_at(datetime(last + 1, 2, 1)) is None


def test_every_day_on_the_way_says_how_it_stands():
    pause = Pause(datetime(2025, 10, 9, 9), datetime(2025, 10, 10, 8), "补正")
    found = due(datetime(2025, 9, 30, 10), 2, TermUnit.WORKING_DAY, pauses=[pause])
    stands = {day.day: (day.standing, day.kind, day.name) for day in found.days}
    assert stands[date(2025, 9, 30)][0] is Standing.START
    assert stands[date(2025, 10, 6)] == (Standing.DAY_OFF, DayKind.HOLIDAY, "中秋")
    assert stands[date(2025, 10, 9)] == (Standing.PAUSED, None, "补正")
    assert stands[date(2025, 10, 11)][:2] == (Standing.COUNTED, DayKind.WORKDAY)
    assert found.last_day == date(2025, 10, 11)
    assert all(day.source for day in found.days if day.kind in (DayKind.HOLIDAY, DayKind.WORKDAY))


@pytest.mark.parametrize(
    "pauses",
    [
        [Pause(datetime(2025, 3, 5), datetime(2025, 3, 4))],
        [Pause(datetime(2025, 3, 5), None), Pause(datetime(2025, 3, 6), datetime(2025, 3, 7))],
    ],
)
def test_pauses_that_cannot_be_are_refused(pauses):
    with pytest.raises(InputError, match="Y-104"):
        due(datetime(2025, 3, 3), 3, TermUnit.DAY, pauses=pauses)


def test_every_clock_rests_on_a_limit_of_its_day():
    clocks = load_clocks()
    before, after = (clocks.clock("company_complaint").rule(date(y, 5, 31)) for y in (2025, 2026))
    assert (before.article, after.article) == ("28", "29")
    for clock in clocks.clocks.values():
        assert term_of(clock, clock.rule(date(2026, 1, 1))).amount > 0
    with pytest.raises(UnknownName, match="complaint_answer"):
        clocks.clock("complaint_answr")
    with pytest.raises(DefinitionError, match="Y-102"):
        unit_of(load_law().limit("complaint_rank_smallest", on=date(2026, 1, 1)))


def test_office_hours_follow_one_another():
    with pytest.raises(ValueError, match="office hours"):
        Office(spans=((time(9), time(12)), (time(11), time(17))), source="x")


@st.composite
def calendars(draw):
    """Holidays and worked weekends at random over the time looked at, which is known in full."""
    days = draw(st.lists(st.integers(0, HORIZON + SPAN_DAYS), min_size=0, max_size=40, unique=True))
    known = [SpecialDay(date(year, 1, 1), DayKind.HOLIDAY, "元旦", "n") for year in (2024, 2025)]
    special = []
    for offset in days:
        day = FIRST + timedelta(days=offset)
        if day in (date(2024, 1, 1), date(2025, 1, 1)):
            continue
        worked = day.weekday() >= 5 and draw(st.booleans())
        special.append(SpecialDay(day, DayKind.WORKDAY if worked else DayKind.HOLIDAY, "x", "n"))
    return WorkingCalendar([*known, *special]), {
        one.day: one.kind is DayKind.WORKDAY for one in [*known, *special]
    }


moments = st.integers(0, SPAN_DAYS * 1440 - 1).map(
    lambda m: datetime.combine(FIRST, time()) + timedelta(minutes=m)
)
terms = st.one_of(
    st.tuples(st.just(TermUnit.MINUTE), st.integers(1, 3000)),
    st.tuples(st.just(TermUnit.HOUR), st.integers(1, 200)),
    st.tuples(st.just(TermUnit.WORKING_HOUR), st.integers(1, 60)),
    st.tuples(st.just(TermUnit.DAY), st.integers(1, 45)),
    st.tuples(st.just(TermUnit.WORKING_DAY), st.integers(1, 25)),
    st.tuples(st.just(TermUnit.MONTH), st.integers(1, 2)),
)


@st.composite
def paused(draw, start):
    """Pauses one after another; the last may be open."""
    found, at = [], start + timedelta(minutes=draw(st.integers(-2000, 4000)))
    for _ in range(draw(st.integers(0, 3))):
        end = at + timedelta(minutes=draw(st.integers(1, 6000)))
        found.append((at, end))
        at = end + timedelta(minutes=draw(st.integers(0, 6000)))
    if draw(st.integers(0, 9)) == 0:
        found.append((at, None))
    return found


def _agree(data):
    calendar, special = data.draw(calendars())
    start = data.draw(moments)
    unit, amount = data.draw(terms)
    pauses = data.draw(paused(start))
    off = data.draw(st.sampled_from(["next_working_day", "stands"]))
    ends = data.draw(st.sampled_from(["day_end", "office_close"]))
    found = deadline(
        start,
        Term(amount, unit, off, ends),
        calendar=calendar,
        office=OFFICE,
        pauses=[Pause(*one) for one in pauses],
    )
    wanted = due_by_minutes(
        start,
        amount,
        unit.value,
        works=lambda day: special.get(day, day.weekday() < 5),
        spans=[(540, 720), (810, 1050)],
        pauses=pauses,
        moves=off == "next_working_day",
        cut_minute=1440 if ends == "day_end" else 1050,
        horizon=HORIZON,
    )
    assert found.problem is None
    assert found.due == wanted
    assert (found.left is None) == (wanted is not None)


@settings(max_examples=60)
@given(st.data())
def test_a_deadline_is_the_one_that_looking_at_every_minute_finds(data):
    _agree(data)


@pytest.mark.soak
@settings(max_examples=10_000)
@given(st.data())
def test_ten_thousand_deadlines_are_those_that_looking_at_every_minute_finds(data):
    _agree(data)
