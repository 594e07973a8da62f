"""Seasons of the calendar: dates against the sky and the State Council, shares by counting days."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta

import pytest

from jidi.core.calendar import DayKind, china
from jidi.core.errors import DefinitionError, InputError, Place
from jidi.core.period import Period
from jidi.model.seasons import Season, festival_of, festivals, seasons
from jidi.model.strict import build
from jidi.model.unclean import unclean_months


def new_moon(year: int, near: date) -> date:
    """The day of the new moon nearest to ``near``, in Beijing time (Meeus, main terms)."""
    k = round((near.year + near.timetuple().tm_yday / 365.25 - 2000) * 12.3685)
    days = [_beijing_day(k + step) for step in (-1, 0, 1)]
    return min(days, key=lambda day: abs((day - near).days))


def _beijing_day(k: int) -> date:
    t = k / 1236.85
    sun = math.radians(2.5534 + 29.10535670 * k)
    moon = math.radians(201.5643 + 385.81693528 * k)
    node = math.radians(160.7108 + 390.67050284 * k)
    e = 1 - 0.002516 * t
    days = 2451550.09766 + 29.530588861 * k + 0.00015437 * t * t
    days += -0.40720 * math.sin(moon) + 0.17241 * e * math.sin(sun)
    days += 0.01608 * math.sin(2 * moon) + 0.01039 * math.sin(2 * node)
    days += 0.00739 * e * math.sin(moon - sun) - 0.00514 * e * math.sin(moon + sun)
    days += 0.00208 * e * e * math.sin(2 * sun) - 0.00111 * math.sin(moon - 2 * node)
    since_2000 = timedelta(days=days - 2451545.0, seconds=-69, hours=8)
    return (datetime(2000, 1, 1, 12, tzinfo=UTC) + since_2000).date()


@pytest.mark.parametrize("year", sorted(festivals()))
def test_the_festival_begins_on_a_new_moon_of_late_winter(year):
    day = festival_of(year)
    assert date(year, 1, 21) <= day <= date(year, 2, 20)
    # The two dates that stand within minutes of midnight are checked against print below.
    if year not in (2027, 2030):
        assert new_moon(year, day) == day


def test_dates_near_midnight_and_in_leap_years_are_those_in_print():
    assert festival_of(2027) == date(2027, 2, 6)
    assert festival_of(2030) == date(2030, 2, 3)
    assert festival_of(2034) == date(2034, 2, 19)


@pytest.mark.parametrize("year", china().years)
def test_the_festival_is_a_day_off_by_the_notice_of_the_state_council(year):
    status = china().status(festival_of(year))
    assert (status.kind, status.name) == (DayKind.HOLIDAY, "春节")


@pytest.mark.parametrize("season", seasons().values(), ids=lambda s: s.id)
@pytest.mark.parametrize("year", [2020, 2023, 2024, 2026])
def test_the_shares_of_a_year_add_up_to_the_days_of_the_window(season, year):
    first, last = season.days(year)
    months = [Period.for_month(year, n) for n in range(1, 13)]
    days = sum(season.share(month) * month.days for month in months)
    assert days == pytest.approx((last - first).days + 1)


def test_the_festival_shifts_between_january_and_february():
    festival = seasons()["spring_festival"]
    share = {
        (y, m): festival.share(Period.for_month(y, m)) for y in (2023, 2024, 2025) for m in (1, 2)
    }
    assert share[2023, 1] == pytest.approx(14 / 31)
    assert share[2023, 2] == 0
    assert share[2024, 2] == pytest.approx(14 / 29)
    assert 0 < share[2025, 2] < share[2025, 1]


def test_double_11_reaches_back_into_october_since_2024():
    season = seasons()["double_11"]
    assert season.share(Period.for_month(2023, 10)) == 0
    assert season.share(Period.for_month(2024, 10)) == pytest.approx(11 / 31)
    assert season.share(Period.for_month(2024, 11)) == pytest.approx(11 / 30)


def test_a_year_without_a_known_festival_is_refused():
    with pytest.raises(InputError) as refused:
        seasons()["spring_festival"].share(Period.for_month(2199, 2))
    assert refused.value.code == "D-260"


@pytest.mark.parametrize(
    "window",
    [
        {"from": 2020, "to": 2021, "first": "11-11", "last": "11-01"},
        {"from": 2020, "to": 2021, "first": "11-31", "last": "12-01"},
        {"from": 2020, "to": 2021, "first": "02-01", "last": "02-29"},
    ],
)
def test_a_window_that_cannot_be_is_refused(window):
    with pytest.raises(DefinitionError):
        _season("fixed", window)


def test_a_window_around_the_festival_counts_days():
    with pytest.raises(DefinitionError):
        _season("spring_festival", {"from": 2020, "to": 2021, "first": "01-20", "last": 6})
    with pytest.raises(DefinitionError):
        _season("spring_festival", {"from": 2020, "to": 2021, "first": 7, "last": 6})


def _season(anchor, window):
    data = {
        "id": "x",
        "zh": "x",
        "en": "x",
        "anchor": anchor,
        "own_choice": True,
        "source": "x",
        "windows": [window],
    }
    return build(Season, data, where=Place("seasons.toml"))


def test_december_2021_is_no_clean_month_of_revenue():
    december = Period.for_month(2021, 12)
    known = unclean_months()
    for indicator in ("express_revenue", "industry_revenue"):
        assert known[indicator, december].zh
    assert ("express_volume", december) not in known
