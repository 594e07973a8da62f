"""The working calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.calendar import (
    DayKind,
    SpecialDay,
    WorkingCalendar,
    china,
    read_special_days,
)
from jidi.core.errors import InputError, ValueProblem

CHINA = china()
days = st.dates(date(2019, 3, 1), date(2026, 10, 31))


def off(year, *spans):
    """The days of (month, day, month, day) spans, both ends included."""
    held = set()
    for m1, d1, m2, d2 in spans:
        day = date(year, m1, d1)
        while day <= date(year, m2, d2):
            held.add(day)
            day += timedelta(days=1)
    return held


# Written down from the texts of the notices, not from the file under test.
NOTICES = {
    2019: (
        off(2019, (1, 1, 1, 1), (2, 4, 2, 10), (4, 5, 4, 5), (5, 1, 5, 4), (6, 7, 6, 7))
        | off(2019, (9, 13, 9, 13), (10, 1, 10, 7)),
        [(2, 2), (2, 3), (4, 28), (5, 5), (9, 29), (10, 12)],
    ),
    2020: (
        off(2020, (1, 1, 1, 1), (1, 24, 2, 2), (4, 4, 4, 6), (5, 1, 5, 5), (6, 25, 6, 27))
        | off(2020, (10, 1, 10, 8)),
        [(1, 19), (4, 26), (5, 9), (6, 28), (9, 27), (10, 10)],
    ),
    2022: (
        off(2022, (1, 1, 1, 3), (1, 31, 2, 6), (4, 3, 4, 5), (4, 30, 5, 4), (6, 3, 6, 5))
        | off(2022, (9, 10, 9, 12), (10, 1, 10, 7), (12, 31, 12, 31)),
        [(1, 29), (1, 30), (4, 2), (4, 24), (5, 7), (10, 8), (10, 9)],
    ),
    2025: (
        off(2025, (1, 1, 1, 1), (1, 28, 2, 4), (4, 4, 4, 6), (5, 1, 5, 5), (5, 31, 6, 2))
        | off(2025, (10, 1, 10, 8)),
        [(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)],
    ),
    2026: (
        off(2026, (1, 1, 1, 3), (2, 15, 2, 23), (4, 4, 4, 6), (5, 1, 5, 5), (6, 19, 6, 21))
        | off(2026, (9, 25, 9, 27), (10, 1, 10, 7)),
        [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)],
    ),
}


@pytest.mark.parametrize("year", sorted(NOTICES))
def test_every_day_of_a_year_is_as_its_notice_says(year):
    holidays, worked = NOTICES[year]
    swapped = {date(year, *day) for day in worked}
    day = date(year, 1, 1)
    while day.year == year:
        expected = day in swapped or (day not in holidays and day.weekday() < 5)
        assert CHINA.is_working_day(day) is expected, day
        day += timedelta(days=1)


def test_a_day_tells_why_it_is_worked_or_not():
    shifted = CHINA.status(date(2026, 2, 14))
    assert (shifted.kind, shifted.name, shifted.works) == (DayKind.WORKDAY, "春节", True)
    assert shifted.source.startswith("国办发明电")
    assert CHINA.status(date(2026, 10, 1)).kind is DayKind.HOLIDAY
    assert CHINA.status(date(2026, 11, 21)).kind is DayKind.WEEKEND
    assert CHINA.status(date(2026, 11, 20)).kind is DayKind.WEEKDAY


def test_every_special_day_names_its_notice():
    assert CHINA.years == tuple(range(2019, 2027))
    for year in CHINA.years:
        assert CHINA.status(date(year, 10, 1)).source


def test_seven_working_days_over_the_national_day_of_2026():
    """30 Sep, then 8, 9, 10 (a worked Saturday), 12, 13, 14 October."""
    assert CHINA.add_working_days(date(2026, 9, 29), 7) == date(2026, 10, 14)
    assert CHINA.add_working_days(date(2026, 10, 14), -7) == date(2026, 9, 29)


@given(days, st.integers(-30, 30).filter(bool))
def test_adding_lands_on_a_working_day_and_counts_back(day, count):
    landed = CHINA.add_working_days(day, count)
    assert CHINA.is_working_day(landed)
    assert CHINA.working_days_between(day, landed) == count


@given(days, days, days)
def test_working_days_between_add_up(a, b, c):
    a, b, c = sorted([a, b, c])
    whole = CHINA.working_days_between(a, c)
    assert CHINA.working_days_between(a, b) + CHINA.working_days_between(b, c) == whole
    assert 0 <= whole <= (c - a).days


def test_no_step_stays_where_it_is():
    assert CHINA.add_working_days(date(2026, 10, 1), 0) == date(2026, 10, 1)
    assert CHINA.working_days_between(date(2026, 10, 1), date(2026, 10, 1)) == 0


@pytest.mark.parametrize("day", [date(2018, 12, 31), date(2027, 1, 1)])
def test_a_year_without_a_notice_is_refused_not_guessed(day):
    with pytest.raises(InputError) as caught:
        CHINA.is_working_day(day)
    assert caught.value.code == "C-404"


def test_a_way_into_an_unknown_year_is_refused():
    with pytest.raises(InputError):
        CHINA.add_working_days(date(2026, 12, 30), 5)


def test_a_gap_between_known_years_is_refused():
    holed = WorkingCalendar(
        SpecialDay(date(year, 10, 1), DayKind.HOLIDAY, "国庆节", "") for year in (2024, 2026)
    )
    with pytest.raises(InputError):
        holed.working_days_between(date(2024, 12, 1), date(2026, 1, 31))


@pytest.mark.parametrize(
    "day, kind",
    [(date(2026, 10, 1), DayKind.WEEKDAY), (date(2026, 10, 1), DayKind.WORKDAY)],
)
def test_a_special_day_is_a_holiday_or_a_worked_weekend_day(day, kind):
    with pytest.raises(ValueProblem) as caught:
        SpecialDay(day, kind, "", "")
    assert caught.value.code == "C-401"


def test_an_empty_calendar_or_one_that_names_a_day_twice_is_refused():
    with pytest.raises(ValueProblem) as caught:
        WorkingCalendar([])
    assert caught.value.code == "C-402"
    day = SpecialDay(date(2026, 10, 1), DayKind.HOLIDAY, "国庆节", "")
    with pytest.raises(ValueProblem) as caught:
        WorkingCalendar([day, day])
    assert caught.value.facts["day"] == day.day


@pytest.mark.parametrize(
    "row",
    [
        "2026-13-01,holiday,国庆节,x",
        "2026-10-01,festival,国庆节,x",
        "2026-10-01,workday,国庆节,x",
        "2026-10-01",
    ],
)
def test_a_row_that_cannot_be_read_is_named_with_its_line(row):
    text = f"date,kind,name,source\n2026-01-01,holiday,元旦,x\n{row}\n"
    with pytest.raises(ValueProblem) as caught:
        read_special_days(text, file="x.csv")
    assert caught.value.code == "C-405"
    assert caught.value.where.line == 3


def test_a_file_without_the_columns_is_refused():
    with pytest.raises(ValueProblem) as caught:
        read_special_days("day\n2026-01-01\n", file="x.csv")
    assert caught.value.where.line == 2
