"""Reporting periods."""

import calendar
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from jidi.core.errors import ValueProblem
from jidi.core.period import Period, PeriodKind

years = st.integers(1900, 2199)
months = st.integers(1, 12)
periods = st.one_of(
    st.builds(Period.for_year, years),
    st.builds(Period.for_half, years, st.integers(1, 2)),
    st.builds(Period.for_quarter, years, st.integers(1, 4)),
    st.builds(Period.for_month, years, months),
    st.builds(Period.for_ytd, years, months),
    st.builds(Period.for_day, st.dates(date(1900, 1, 1), date(2199, 12, 31))),
)

FORMS = [
    ("2025", "year", date(2025, 1, 1), date(2026, 1, 1), "2025年"),
    ("2025H1", "half", date(2025, 1, 1), date(2025, 7, 1), "2025年上半年"),
    ("2025H2", "half", date(2025, 7, 1), date(2026, 1, 1), "2025年下半年"),
    ("2025Q3", "quarter", date(2025, 7, 1), date(2025, 10, 1), "2025年第三季度"),
    ("2025Q4", "quarter", date(2025, 10, 1), date(2026, 1, 1), "2025年第四季度"),
    ("2025-06", "month", date(2025, 6, 1), date(2025, 7, 1), "2025年6月"),
    ("2025-12", "month", date(2025, 12, 1), date(2026, 1, 1), "2025年12月"),
    ("2024-02-29", "day", date(2024, 2, 29), date(2024, 3, 1), "2024年2月29日"),
    ("2025-06ytd", "ytd", date(2025, 1, 1), date(2025, 7, 1), "2025年1–6月"),
    ("2025-12ytd", "ytd", date(2025, 1, 1), date(2026, 1, 1), "2025年1–12月"),
]


@pytest.mark.parametrize("text, kind, start, end, zh", FORMS)
def test_a_period_is_read_and_printed(text, kind, start, end, zh):
    period = Period.parse(text)
    assert (period.kind, period.start, period.end) == (PeriodKind(kind), start, end)
    assert (str(period), period.zh) == (text, zh)


@given(periods)
def test_what_is_printed_reads_back_in_both_languages(period):
    assert Period.parse(str(period)) == period
    assert Period.parse(period.zh) == period


@pytest.mark.parametrize(
    "text, same_as",
    [
        (" 2025q3 ", "2025Q3"),
        ("２０２５年６月", "2025-06"),
        ("2025年6月份", "2025-06"),
        ("2025年1—6月", "2025-06ytd"),
        ("2025年1-6月", "2025-06ytd"),
        ("2025年1～6月份", "2025-06ytd"),
        ("2025年1至11月", "2025-11ytd"),
        ("2025年1月到3月", "2025-03ytd"),
        ("2025年三季度", "2025Q3"),
        ("2025年全年", "2025"),
    ],
)
def test_bulletin_forms_are_understood(text, same_as):
    assert Period.parse(text) == Period.parse(same_as)


@pytest.mark.parametrize(
    "text",
    ["", "25", "2025-13", "2025-00ytd", "2025Q5", "2025H3", "2025-02-30", "2025-6", "1899", "2200"],
)
def test_what_is_no_period_is_refused(text):
    with pytest.raises(ValueProblem) as caught:
        Period.parse(text)
    assert caught.value.code == "C-101"


@pytest.mark.parametrize(
    "kind, start, end",
    [
        ("year", date(2025, 2, 1), date(2026, 2, 1)),
        ("year", date(2025, 1, 1), date(2025, 12, 31)),
        ("half", date(2025, 2, 1), date(2025, 8, 1)),
        ("quarter", date(2025, 1, 2), date(2025, 4, 2)),
        ("month", date(2025, 6, 1), date(2025, 6, 30)),
        ("day", date(2025, 6, 1), date(2025, 6, 3)),
        ("ytd", date(2025, 1, 1), date(2025, 6, 30)),
        ("ytd", date(2025, 1, 1), date(2026, 2, 1)),
        ("ytd", date(2025, 2, 1), date(2025, 7, 1)),
    ],
)
def test_a_period_whose_ends_do_not_fit_its_kind_cannot_exist(kind, start, end):
    with pytest.raises(ValueProblem) as caught:
        Period(PeriodKind(kind), start, end)
    assert caught.value.code == "C-102"


def test_a_part_that_a_year_does_not_have_is_refused():
    for make in (Period.for_half, Period.for_quarter, Period.for_month):
        with pytest.raises(ValueProblem):
            make(2025, 13)


@given(years, months)
def test_a_month_has_as_many_days_as_the_calendar_says(year, month):
    assert Period.for_month(year, month).days == calendar.monthrange(year, month)[1]


@given(periods.filter(lambda p: p.kind is not PeriodKind.DAY))
def test_the_months_of_a_period_follow_each_other_and_fill_it(period):
    held = period.months()
    assert (held[0].start, held[-1].end) == (period.start, period.end)
    assert all(a.end == b.start for a, b in pairwise(held))
    assert all(month.is_within(period) for month in held)


def test_a_day_has_no_months():
    with pytest.raises(ValueProblem) as caught:
        Period.parse("2025-06-30").months()
    assert caught.value.code == "C-103"


@given(periods)
def test_the_end_is_exclusive(period):
    assert period.contains(period.start)
    assert period.contains(period.end - timedelta(days=1))
    assert not period.contains(period.end)
    assert not period.contains(period.start - timedelta(days=1))
    assert period.year == period.start.year


def test_periods_are_ordered_by_end_then_start():
    texts = ["2025-12", "2025", "2025-06", "2025Q2", "2025H1", "2025-06-30"]
    ordered = sorted(Period.parse(text) for text in texts)
    assert [str(p) for p in ordered] == [
        "2025H1",
        "2025Q2",
        "2025-06",
        "2025-06-30",
        "2025",
        "2025-12",
    ]


@given(periods, periods)
def test_the_order_is_total_and_agrees_with_equality(a, b):
    assert (a < b) + (b < a) + (a == b) == 1
    assert (a <= b) == (not a > b)
    assert (a >= b) == (not a < b)


def test_the_year_before_is_the_same_part_of_it():
    assert str(Period.parse("2025-06ytd").years_before()) == "2024-06ytd"
    assert str(Period.parse("2025Q3").years_before(5)) == "2020Q3"
    with pytest.raises(ValueProblem):
        Period.parse("2024-02-29").years_before()


@given(periods)
def test_the_part_tells_which_one_of_the_year_it_is(period):
    expected = {
        PeriodKind.YEAR: 1,
        PeriodKind.DAY: 1,
        PeriodKind.HALF: (period.start.month + 5) // 6,
        PeriodKind.QUARTER: (period.start.month + 2) // 3,
        PeriodKind.MONTH: period.start.month,
        PeriodKind.YTD: (period.end - timedelta(days=1)).month,
    }
    assert period.part == expected[period.kind]


class Note(BaseModel):
    period: Period


def test_a_model_takes_a_period_or_its_text_and_writes_text():
    note = Note(period="2025Q3")
    assert note == Note(period=Period.for_quarter(2025, 3))
    assert note.model_dump(mode="json") == {"period": "2025Q3"}
    with pytest.raises(ValidationError, match="C-101"):
        Note(period="2025Q9")
