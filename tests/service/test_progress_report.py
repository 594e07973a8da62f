"""The progress report of both demonstration books, and that the short board agrees with it."""

from __future__ import annotations

import json

import pytest

from jidi.core.errors import InputError, UnknownName
from jidi.core.period import Period
from jidi.model.reading import Status
from jidi.plan import Grade, MilestoneState
from jidi.service.books import open_book
from jidi.service.founding import make_book
from jidi.service.progress import progress_report
from jidi.service.scoreboard import scoreboard

BOOKS = ("shanxi", "inner-mongolia")


@pytest.fixture(scope="module")
def opened(demo_books):
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield {name: stack.enter_context(open_book(demo_books[name])) for name in BOOKS}


@pytest.mark.parametrize("name", BOOKS)
@pytest.mark.parametrize("year", [2023, 2025])
def test_the_short_board_agrees_with_the_report(opened, name, year):
    report = progress_report(opened[name], year)
    board = scoreboard(opened[name], Period.for_year(year), with_trends=False)
    assert report.sentence("zh") == board.sentence("zh")
    short = {row["target"]: row for row in board.to_json()["targets"]}
    for row in report.to_json()["targets"]:
        other = short.pop(row["target"])
        for key in (
            "grade",
            "reason_zh",
            "due_value",
            "due_share",
            "time_share",
            "progress",
            "met",
            "binding",
            "rest_growth_pct",
            "rest_growth_binding_pct",
            "rest_step",
        ):
            assert row[key] == other[key], (row["target"], key)
        reading = None if row["actual"] is None else row["actual"]["reading"]
        assert reading == other["actual"]
    assert not short


@pytest.mark.parametrize("name", BOOKS)
def test_the_yearly_table_runs_from_the_base_to_the_year_reported_on(opened, name):
    report = progress_report(opened[name], 2023)
    for row in report.rows:
        assert [year.year for year in row.years] == [2020, 2021, 2022, 2023]
        base, *later = row.years
        assert base.value == row.detail.course.base
        assert base.detail is None
        for year in later:
            assert year.detail is not None
            assert year.reading is None or year.reading.period == Period.for_year(year.year)
        if row.reading is not None and row.reading.period == report.as_of:
            assert later[-1].detail == row.detail


def test_the_year_2022_of_inner_mongolia_is_the_published_bound(opened):
    row = progress_report(opened["inner-mongolia"], 2023).row("express_volume")
    year = next(y for y in row.years if y.year == 2022)
    assert year.reading.status is Status.BOUND
    assert year.reading.scope == "express_2010"
    assert year.detail.actual.bound == "lower"
    assert year.detail.grade is Grade.NO_DATA
    assert float(year.share) == pytest.approx(0.2157, abs=0.0001)


def test_the_villages_of_inner_mongolia_follow_their_milestone(opened):
    row = progress_report(opened["inner-mongolia"], 2023).row("village_coverage")
    assert row.to_json()["path"]["kind"] == "milestone"
    assert [float(year.due_value) for year in row.years[:3]] == [50, 70, 90]
    assert [m.milestone.id for m in row.milestones] == ["im-m-078", "im-m-079"]
    assert [m.state for m in row.milestones] == [MilestoneState.MET, MilestoneState.NOT_DUE]


def test_milestones_of_indicators_without_a_target_are_judged_too(opened):
    found = {m.milestone.id: m for m in progress_report(opened["shanxi"], 2023).milestones}
    assert len(found) == len(opened["shanxi"].plan.milestones)
    assert found["sx-m-085"].state in (MilestoneState.MET, MilestoneState.MISSED)
    assert found["sx-m-085"].judged.actual.period == Period.for_year(2022)
    assert found["sx-m-087"].state is MilestoneState.NOT_DUE
    assert found["sx-m-090"].reason_en == "no indicator measures it"


@pytest.mark.parametrize("name", BOOKS)
def test_the_report_is_complete_as_json(opened, name):
    told = json.loads(json.dumps(progress_report(opened[name], 2023).to_json(), allow_nan=False))
    assert told["year"] == 2023
    assert told["data_version"] == opened[name].version
    for target in told["targets"]:
        assert target["conditions"]
        assert target["grade"] in {grade.value for grade in Grade}
        assert target["reason_zh"]
        assert target["reason_en"]
        if target["base"]["value"] is not None:
            assert target["path"]["kind"] in ("geometric", "linear", "milestone")
            assert target["due_value"] is not None
        if target["actual"] is not None:
            reading = target["actual"]["reading"]
            assert target["actual"]["synthetic"] == (reading["status"] == "synthetic")
            assert reading["sources"]
            assert all(s["version"] == told["data_version"] for s in reading["sources"])
        assert [year["year"] for year in target["years"]] == [2020, 2021, 2022, 2023]


def test_one_target_can_be_asked_for(opened):
    report = progress_report(opened["shanxi"], 2023)
    alone = report.only("industry_revenue")
    assert [row.target.indicator for row in alone.rows] == ["industry_revenue"]
    assert alone.summary.total == 1
    with pytest.raises(UnknownName) as caught:
        report.only("industry_revenu")
    assert "industry_revenue" in caught.value.message("en")


@pytest.mark.parametrize(("year", "code"), [(2019, "P-130"), (2031, "V-108")])
def test_a_year_outside_the_book_is_refused(opened, year, code):
    with pytest.raises(InputError) as caught:
        progress_report(opened["shanxi"], year)
    assert caught.value.code == code


def test_in_the_base_year_no_target_has_begun(opened):
    report = progress_report(opened["shanxi"], 2020)
    assert {row.detail.grade for row in report.rows} == {Grade.NOT_BEGUN}
    assert all("2020年是基期" in row.detail.judgement.reason_zh for row in report.rows)
    assert report.sentence("zh") == f"{len(report.rows)}项目标中，{len(report.rows)}项尚未开始。"
    assert report.row("village_coverage").detail.course.base == 50


def test_without_a_year_the_newest_is_reported_on(opened):
    assert progress_report(opened["shanxi"]).year == 2025


def test_an_empty_book_says_no_data_and_still_shows_the_path(tmp_path, now):
    with make_book(tmp_path / "book", plan="14", now=now) as book:
        report = progress_report(book, 2023)
    row = report.row("village_coverage")
    assert row.detail.grade is Grade.NO_DATA
    assert row.reading is None
    assert [float(year.due_value) for year in row.years] == [50, 58, 66, 74]
    assert not report.synthetic
    assert any("数据版本" in line for line in report.remarks("zh"))
