"""Books whose data are not complete: nothing half known is taken for the whole."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import date

import pyarrow as pa
import pytest

from jidi.core.division import Level
from jidi.core.errors import InputError, LakeError
from jidi.core.period import Period
from jidi.indicators import placement_relation
from jidi.model.divisions import load_divisions
from jidi.plan import Grade
from jidi.service.books import open_book
from jidi.service.founding import make_book
from jidi.service.maps import STATES, village_points
from jidi.service.scoreboard import scoreboard

YEAR = Period.for_year(2025)
XIAODIAN = "140105000000"


@pytest.fixture
def book_with(tmp_path, now):
    """A book of Shanxi that holds the rows given by table, as reported."""

    @contextmanager
    def opened(**rows):
        def fill(book):
            loads = {name: pa.Table.from_pylist(held) for name, held in rows.items()}
            book.workspace.lake.commit(
                loads, source="returns", origin="reported", by="officer", clock=lambda: now
            )

        with make_book(tmp_path / "book", plan="shanxi", now=now, fill=fill) as book:
            yield book

    return opened


def _returns(months, revenue):
    return [
        {
            "month": date(2025, month, 1),
            "division": XIAODIAN,
            "operator_id": "o1",
            "business": "express_inter_city",
            "volume": 1e6,
            "revenue": revenue,
        }
        for month in months
    ]


def _row(board, indicator):
    return next(row for row in board.rows if row.target.indicator == indicator)


def test_half_a_years_returns_are_no_low_year(book_with):
    with book_with(monthly_return=_returns(range(1, 7), revenue=1e9)) as book:
        board = scoreboard(book, YEAR)
    row = _row(board, "industry_revenue")
    assert row.reading.value == pytest.approx(60)
    assert row.detail.actual.bound == "lower"
    assert row.detail.grade is Grade.NO_DATA
    assert any("邮政行业业务收入：2 个部分中 1 个缺数" in line for line in board.remarks("zh"))


@pytest.mark.parametrize(("part_known", "graded"), [(0.79, False), (0.81, True), (1.0, True)])
def test_a_rate_that_is_mostly_unknown_stands_for_no_target(book_with, part_known, graded):
    villages = [
        d.code.text
        for d in load_divisions("shanxi").at_level(Level.VILLAGE)
        if d.code.is_administrative_village
    ]
    served = [
        {"village": code, "valid_from": date(2020, 1, 1), "express_served": True}
        for code in villages[: round(part_known * len(villages))]
    ]
    with book_with(village_service=served) as book:
        row = _row(scoreboard(book, YEAR), "village_coverage")
    assert (row.reading is not None) is graded
    assert row.detail.grade is (Grade.EARLY if graded else Grade.NO_DATA)


def test_half_a_years_returns_that_reach_the_target_have_reached_it(book_with):
    with book_with(monthly_return=_returns(range(1, 7), revenue=4e9)) as book:
        assert _row(scoreboard(book, YEAR), "industry_revenue").detail.grade is Grade.EARLY


def test_a_whole_years_returns_are_judged_as_they_are(book_with):
    with book_with(monthly_return=_returns(range(1, 13), revenue=1e9)) as book:
        board = scoreboard(book, YEAR)
    row = _row(board, "industry_revenue")
    assert row.detail.actual.bound == ""
    assert row.detail.grade is Grade.BEHIND
    assert not any("缺数" in line for line in board.remarks("zh"))


def test_in_the_plans_first_year_no_year_has_passed_yet(demo_books):
    with open_book(demo_books["shanxi"]) as book:
        row = _row(scoreboard(book, Period.parse("2021-03")), "industry_revenue")
    assert row.reading is None
    assert row.detail.grade is Grade.NO_DATA


def test_before_the_plan_there_is_nothing_to_judge(book_with):
    returns = _returns([1], revenue=1e9)
    with book_with(monthly_return=returns) as book, pytest.raises(InputError) as refusal:
        scoreboard(book, Period.for_year(2019))
    assert refusal.value.code == "P-130"


def test_a_village_stands_once_on_the_map_with_its_latest_state(book_with):
    village = "140105100200"
    roster = load_divisions("shanxi")
    village = next(d.code.text for d in roster if d.code.is_administrative_village)
    states = [
        {"village": village, "valid_from": date(2021, 1, 1), "access": "direct"},
        {"village": village, "valid_from": date(2022, 1, 1), "access": "point"},
    ]
    place = [{"village": village, "longitude": 112.5, "latitude": 37.8}]
    with book_with(village=place, village_service=states) as book:
        points = village_points(book, YEAR)
    assert points["code"] == [village]
    assert STATES[points["status"][0]].code == "point"


def test_what_is_written_while_an_answer_is_made_is_not_in_it(book_with, now):
    later = pa.Table.from_pylist(_returns([2], revenue=1e9))

    def asked(version):
        book.workspace.lake.commit(
            {"monthly_return": later}, source="b", origin="reported", by="b", clock=lambda: now
        )
        assert book.version == version
        return book.rows("monthly_return")

    with book_with(monthly_return=_returns([1], revenue=1e9)) as book:
        before = book.version
        assert book.remembered("asked", asked) == 1
        assert book.version == before + 1
        assert book.rows("monthly_return") == 2
        with book.steady(before):
            assert book.rows("monthly_return") == 1


def test_what_was_asked_before_changes_no_answer(book_with):
    with book_with(monthly_return=_returns([1], revenue=1e9)) as book:
        asked = "SELECT count(*) AS n FROM placement"
        placement = placement_relation(book.tree, Level.CITY)
        assert book.ask(asked, {"placement": placement}).num_rows == 1
        with pytest.raises(LakeError) as refusal:
            book.ask(asked, {})
    assert refusal.value.code == "L-404"


def test_who_asks_something_else_does_not_wait_for_a_slow_answer(book_with):
    begun, go, told = threading.Event(), threading.Event(), []

    def slow(_version):
        begun.set()
        assert go.wait(10)
        return "slow"

    with book_with(monthly_return=_returns([1], revenue=1e9)) as book:
        asking = [
            threading.Thread(target=lambda: told.append(book.remembered("slow", slow)))
            for _ in range(2)
        ]
        for one in asking:
            one.start()
        assert begun.wait(10)
        assert book.remembered("quick", lambda _version: "quick") == "quick"
        assert told == []
        go.set()
        for one in asking:
            one.join(10)
        assert told == ["slow", "slow"]


def test_of_what_follows_from_a_state_only_the_newest_is_kept(book_with):
    made = []

    def ask(book, state):
        return book.current("name", state, lambda: made.append(state) or state)

    with book_with(monthly_return=_returns([1], revenue=1e9)) as book:
        assert [ask(book, state) for state in (1, 1, 2, 2, 1)] == [1, 1, 2, 2, 1]
    assert made == [1, 2, 1]
