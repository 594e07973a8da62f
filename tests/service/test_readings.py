"""Readings of a real book: parts, wholes, marks and refusals."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from book_copies import copied
from jidi.core.division import DivisionCode, Level
from jidi.core.errors import InputError, UnknownName, ValueProblem
from jidi.core.period import Period, PeriodKind
from jidi.model.reading import Status
from jidi.service.books import open_book
from jidi.service.publishing import commit_published
from jidi.service.readings import (
    RECENT,
    levels_together,
    periods_of,
    read,
    read_as_asked,
    series,
    together,
)

NOW = datetime(2026, 1, 20, tzinfo=UTC)
YEAR = Period.for_year(2025)
SHANXI = DivisionCode.parse("14")


@pytest.fixture(scope="module")
def book(demo_books):
    with open_book(demo_books["shanxi"]) as opened:
        yield opened


@pytest.mark.parametrize("level", [Level.CITY, Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE])
def test_the_parts_of_every_level_make_the_province(book, level):
    whole = read(book, "village_coverage", periods=[YEAR], level=Level.PROVINCE).rows[0]
    parts = read(book, "village_coverage", periods=[YEAR], level=level).rows
    assert sum(row.numerator for row in parts) == whole.numerator
    assert sum(row.denominator for row in parts) == whole.denominator
    assert whole.denominator == 18851  # 建制村 of the 2023 roster


def test_a_reading_from_synthetic_rows_says_so_and_names_its_tables(book):
    row = read(book, "village_coverage", periods=[YEAR], level=Level.PROVINCE).rows[0]
    assert row.status is Status.SYNTHETIC
    assert {source.name for source in row.sources} == {"village_service"}
    assert row.sources[0].version == book.version


def test_within_keeps_only_the_division_asked_for(book):
    found = read(
        book,
        "village_coverage",
        periods=[YEAR],
        level=Level.COUNTY,
        within=DivisionCode.parse("1407"),
    )
    assert found.rows
    assert all(row.division.startswith("1407") for row in found.rows)


def test_a_level_finer_than_the_indicator_is_refused(book):
    with pytest.raises(InputError) as refusal:
        read(book, "industry_revenue", periods=[YEAR], level=Level.VILLAGE)
    assert refusal.value.code == "V-103"
    assert "county" in refusal.value.message("en")


def test_an_unknown_indicator_offers_the_nearest(book):
    with pytest.raises(UnknownName, match="village_coverage"):
        read(book, "vilage_coverage", periods=[YEAR], level=Level.CITY)


def test_an_unknown_level_offers_the_nearest(book):
    with pytest.raises(UnknownName, match="county"):
        read_as_asked(book, "village_coverage", periods=None, level="conty", within=None)


def test_a_malformed_period_is_refused(book):
    with pytest.raises(ValueProblem):
        read_as_asked(book, "village_coverage", periods="last year", level="city", within=None)


@pytest.mark.parametrize(
    ("periods", "level", "most"),
    [
        (
            ",".join(f"{year}-{month:02}" for year in range(2015, 2026) for month in range(1, 13)),
            "province",
            120,
        ),
        ("2023,2024,2025,2022", "village", 2),
    ],
)
def test_an_answer_too_large_for_one_question_is_refused(book, periods, level, most):
    with pytest.raises(InputError) as refusal:
        read_as_asked(book, "village_coverage", periods=periods, level=level, within=None)
    assert refusal.value.code == "V-107"
    assert refusal.value.facts["most"] == most


def test_a_period_named_twice_is_one_period(book):
    asked = "2025," * 200
    found = read_as_asked(book, "village_coverage", periods=asked, level="province", within=None)
    assert [str(row.period) for row in found.rows] == ["2025"]


def test_a_place_may_be_named_in_words(book):
    found = read_as_asked(
        book, "village_coverage", periods="2024,2025", level="county", within="晋中"
    )
    assert {str(row.period) for row in found.rows} == {"2024", "2025"}
    assert found.names["140725000000"] == "寿阳县"


def test_a_series_comes_oldest_first_and_only_with_values(book):
    rows = series(book, "village_coverage", SHANXI, PeriodKind.YEAR)
    assert [row.period.year for row in rows] == sorted(row.period.year for row in rows)
    assert all(row.value is not None for row in rows)
    assert rows[-1].value > rows[0].value


def test_a_year_without_returns_is_no_data_not_zero(book):
    before = Period.for_year(2016)
    found = read(book, "industry_revenue", periods=[before], level=Level.PROVINCE)
    assert all(row.value is None for row in found.rows)
    assert all(told["status"] == "no_data" for told in found.to_json()["readings"])


def test_a_period_that_is_not_over_is_refused_rather_than_carried_on(book):
    with pytest.raises(InputError) as refusal:
        read(book, "locker_sets", periods=[Period.for_year(2030)], level=Level.PROVINCE)
    assert refusal.value.code == "V-108"
    assert all(period.end <= book.until for period in book.periods)


def test_a_place_below_the_level_asked_for_is_refused(book):
    with pytest.raises(InputError) as refusal:
        read_as_asked(book, "village_coverage", periods=None, level="province", within="太原")
    assert refusal.value.code == "V-109"


def test_published_values_stand_beside_the_computed_ones(book):
    found = read_as_asked(
        book, "express_volume", periods="2024-06ytd", level="province", within=None
    )
    (published,) = found.published
    assert published.status is Status.REPORTED
    assert published.value == pytest.approx(6.70)
    assert published.sources[0].name.startswith("http")


def test_an_earlier_data_version_can_be_read(demo_books):
    with open_book(demo_books["shanxi"], at=1) as before:
        found = read(before, "village_coverage", periods=[YEAR], level=Level.PROVINCE)
        assert all(row.value is None for row in found.rows)
        assert not before.synthetic


ONE_OF_EACH_KIND = ("village_coverage", "express_outlets", "median_dwell_hours", "industry_revenue")
"""Of villages; of places; asked anew at each level; no finer than the county."""


@pytest.mark.parametrize("name", ONE_OF_EACH_KIND)
def test_what_was_asked_together_is_what_would_have_been_asked_alone(book, demo_books, name):
    indicator = book.catalogue.indicator(name)
    with open_book(demo_books["shanxi"]) as alone:
        book.forget()
        together(book, indicator, PeriodKind.YEAR)
        for level in levels_together(indicator, PeriodKind.YEAR):
            for periods in ([YEAR], [Period.for_year(2023), Period.for_year(2024)]):
                asked = read(book, name, periods=periods, level=level)
                assert asked == read(alone, name, periods=periods, level=level)


def test_recent_months_and_quarters_asked_together_are_what_each_alone_would_be(book, demo_books):
    indicator = book.catalogue.indicator("village_coverage")
    known = periods_of(book, RECENT)
    assert [str(p) for p in known][:2] == ["2024Q4", "2025Q1"]
    assert [str(p) for p in known][-13::12] == ["2024-12", "2025-12"]
    with open_book(demo_books["shanxi"]) as alone:
        book.forget()
        together(book, indicator, RECENT)
        for period, level in ((known[0], Level.COUNTY), (known[-1], Level.PROVINCE)):
            asked = read(book, "village_coverage", periods=[period], level=level)
            assert asked == read(alone, "village_coverage", periods=[period], level=level)


def test_what_was_asked_together_asks_the_engine_nothing_any_more(book, monkeypatch):
    book.forget()
    before = series(book, "village_coverage", SHANXI, PeriodKind.YEAR)
    monkeypatch.setattr(type(book), "ask", lambda *_a, **_k: pytest.fail("the engine was asked"))
    assert series(book, "village_coverage", SHANXI, PeriodKind.YEAR) == before
    county = DivisionCode.parse("140725")
    assert series(book, "village_coverage", county, PeriodKind.YEAR)
    assert read(book, "village_coverage", periods=[YEAR], level=Level.TOWNSHIP).rows


def test_a_new_data_version_is_asked_anew(demo_books, tmp_path):
    with open_book(copied(demo_books["shanxi"], tmp_path / "book")) as book:
        indicator = book.catalogue.indicator("village_coverage")
        first = together(book, indicator, PeriodKind.YEAR)
        assert together(book, indicator, PeriodKind.YEAR) is first
        commit_published(book.workspace.lake, province="150000000000", now=NOW)
        second = together(book, indicator, PeriodKind.YEAR)
        assert second is not first
        row = read(book, "village_coverage", periods=[YEAR], level=Level.PROVINCE).rows[0]
        assert row.sources[0].version == book.version
