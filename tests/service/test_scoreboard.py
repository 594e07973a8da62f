"""The scoreboard of both demonstration books."""

from __future__ import annotations

import pytest

from jidi.core.period import Period
from jidi.model.reading import Status
from jidi.plan import Grade
from jidi.service.books import open_book
from jidi.service.founding import make_book
from jidi.service.scoreboard import scoreboard


@pytest.fixture(scope="module")
def shanxi(demo_books):
    with open_book(demo_books["shanxi"]) as book:
        yield book


@pytest.fixture(scope="module")
def inner_mongolia(demo_books):
    with open_book(demo_books["inner-mongolia"]) as book:
        yield book


@pytest.fixture(scope="module", params=["shanxi", "inner_mongolia"])
def board(request):
    return scoreboard(request.getfixturevalue(request.param))


def _row(board, indicator):
    return next(row for row in board.rows if row.target.indicator == indicator)


def test_every_target_of_the_plan_has_a_row(board):
    indicators = [row.target.indicator for row in board.rows]
    assert len(indicators) == len(set(indicators)) >= 17


def test_every_value_tells_where_it_comes_from(board):
    for row in board.rows:
        if row.reading is not None:
            assert row.reading.sources
            assert row.reading.status in Status


def test_synthetic_values_are_announced_below_the_board(board):
    assert board.synthetic
    assert any("合成" in line for line in board.remarks("zh"))
    assert any("synthetic" in line for line in board.remarks("en"))


def test_earlier_values_end_where_the_board_does(shanxi):
    row = _row(scoreboard(shanxi, Period.parse("2022")), "village_coverage")
    assert [str(one.period) for one in row.series[-2:]] == ["2022Q3", "2022Q4"]
    newest = _row(scoreboard(shanxi, Period.parse("2025")), "village_coverage")
    assert newest.series[: len(row.series)] == row.series
    assert newest.series[-1].period.year == 2025


def test_the_sentence_counts_what_the_rows_say(board):
    assert board.summary.total == len(board.rows)
    for grade, count in board.counts.items():
        assert count == sum(row.detail.grade is grade for row in board.rows)


def test_the_express_volume_of_shanxi_is_inferred_from_the_published_growth(shanxi):
    row = _row(scoreboard(shanxi), "express_volume")
    # 5.4 亿件 grown by 2.8 times (published 2026-01-28): 5.4 × 3.8
    assert row.reading.status is Status.INFERRED
    assert row.reading.value == pytest.approx(20.52)
    assert row.detail.grade is Grade.EARLY


def test_the_binding_condition_of_inner_mongolias_express_revenue_is_its_growth(inner_mongolia):
    row = _row(scoreboard(inner_mongolia), "express_revenue")
    assert row.detail.binding.kind.value == "growth"
    assert float(row.detail.binding_level) == pytest.approx(81.12, abs=0.005)


def test_a_business_total_of_another_price_base_is_not_compared(inner_mongolia):
    row = _row(scoreboard(inner_mongolia), "industry_business_total")
    assert row.detail.grade is Grade.INCOMPARABLE
    assert row.gap is None


def test_an_earlier_year_is_judged_by_its_own_path(shanxi):
    row = _row(scoreboard(shanxi, Period.for_year(2022)), "industry_revenue")
    assert float(row.detail.course.due_value) == pytest.approx(126.2, abs=0.05)


def test_a_book_without_any_returns_shows_published_figures_and_no_data(tmp_path, now):
    with make_book(tmp_path / "book", plan="15", now=now) as book:
        board = scoreboard(book)
    assert not board.synthetic
    coverage = _row(board, "village_coverage").reading
    assert coverage.status is Status.BOUND
    assert coverage.value == 97
    assert _row(board, "cold_equipped_outlet_rate").reading is None


def test_the_board_is_complete_as_json(board):
    told = board.to_json()
    assert len(told["targets"]) == len(board.rows)
    for target in told["targets"]:
        assert target["grade"] in {grade.value for grade in Grade}
        assert target["conditions"]
