"""Running days of lines: read strictly, spread where unknown, told in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from jidi.core.errors import InputError
from jidi.model.trunk import trunk_values
from jidi.network.trunk import (
    Carried,
    Flow,
    Lane,
    Node,
    Product,
    TrunkDesign,
    TrunkProblem,
    solve,
    verify,
)
from jidi.service import trunk_lines
from jidi.service.network_outages import Outages
from jidi.service.trunk_days import day_named, days_of_lines, days_read, days_text, service_of
from jidi.service.trunk_figures import Figures
from jidi.service.trunk_lines import BookLine, bought, bought_some_days

TRAIN = next(line for line in trunk_values().lines if line.mode == "rail")
PLACES = (
    SimpleNamespace(code="1401", kind="city"),
    SimpleNamespace(code="110000", kind="province"),
)


@pytest.mark.parametrize(
    "text",
    [
        "一三五",
        "周一、周三、周五",
        "星期一，星期三，星期五",
        "1,3,5",
        "135",
        "Mon Wed Fri",
        "mon/wed/FRI",
    ],
)
def test_days_are_read_as_they_are_written(text):
    assert days_read(text).days == (0, 2, 4)
    assert days_read("周天").days == days_read("日").days == (6,)


@pytest.mark.parametrize(
    ("text", "nearest"), [("Mun Wed", "Mon"), ("周八", "周"), ("8", ""), ("", "一三五")]
)
def test_what_is_no_day_is_refused_with_the_nearest(text, nearest):
    with pytest.raises(InputError) as refused:
        days_read(text)
    assert refused.value.code == "N-884" and nearest in refused.value.facts["nearest"]


def test_a_line_that_is_not_there_is_refused_with_the_nearest():
    assert days_of_lines(["R12＝二四"], ["R12"])["R12"].days == (1, 3)
    with pytest.raises(InputError) as refused:
        days_of_lines(["R21=二四"], ["R12", "S99"])
    assert refused.value.code == "N-885" and "R12" in refused.value.facts["nearest"]


@pytest.fixture
def routes(monkeypatch):
    """A book with lines of ten, three and seven runs a week between a city and a province."""
    rows = [
        {"route_id": name, "mode": "rail", "from_division": "140105", "to_division": "110000",
         "length_km": 500, "runs_weekly": runs}
        for name, runs in (("R12", 10.0), ("R13", 3.0), ("R14", 7.0))
    ]  # fmt: skip
    nothing = Outages({}, {})
    monkeypatch.setattr(trunk_lines.Outages, "on", lambda _book, _day: nothing)
    places = [SimpleNamespace(code="140100", kind="city"), PLACES[1]]
    places[1].kind = "province"
    book = SimpleNamespace(
        until=date(2025, 11, 27),
        ask=lambda *_args, **_more: SimpleNamespace(to_pylist=lambda: rows),
    )
    return lambda *told: trunk_lines.lines_of(book, places, told, notes := []) + notes


def test_runs_beyond_seven_are_spread_from_monday_on_unless_their_days_are_told(routes):
    *lines, note = routes("R13=二四六")
    assert [(line.daily, line.days) for line in lines] == [
        (1, (0, 2, 4)), (0, (1, 3, 5)), (1, ()),
    ]  # fmt: skip
    assert note.code == "N-918" and "：R12 周一、三、五。" in note.message("zh")
    assert "from Monday on: R12 Mon Wed Fri." in note.message("en")


@pytest.mark.parametrize(
    ("told", "code"), [("R13=一三", "N-919"), ("R14=一", "N-919"), ("R15=一", "N-885")]
)
def test_days_that_do_not_fit_the_runs_of_a_line_are_refused(routes, told, code):
    with pytest.raises(InputError) as refused:
        routes(told)
    assert refused.value.code == code


def test_a_line_of_ten_runs_a_week_is_a_daily_lane_and_one_for_each_day_more():
    line = BookLine("R12", (0, 1), TRAIN, 500.0, 1, 3, (0, 2, 4))
    ((daily, km), (back, _)) = bought(PLACES, [line])
    assert (daily.id, daily.day, daily.most, km, back.origin) == (
        "1401-110000 R12",
        None,
        1,
        500,
        1,
    )
    some = [lane for lane, _ in bought_some_days(PLACES, [line]) if lane.origin == 0]
    assert [(lane.id, lane.day) for lane in some] == [
        ("1401-110000 R12 Mon", 0), ("1401-110000 R12 Wed", 2), ("1401-110000 R12 Fri", 4),
    ]  # fmt: skip
    assert {replace(lane, id=daily.id, day=None) for lane in some} == {daily}
    assert {service_of(lane.id, lane.day) for lane in some} == {daily.id}


def test_runs_of_one_service_are_one_row_with_its_days_and_the_mean_day():
    lanes = tuple(
        Lane(day_named("train", day), 0, 1, "rail", 1200, 900, 5_000, 1, 0.0, 0.2, 20.0, day=day)
        for day in (0, 2, 4)
    )
    problem = TrunkProblem(
        "week", (Node("a"), Node("b")), lanes, (), (Product("p", 9999, 1.0, 9999),),
        (Flow(0, 1, 0, 1_000.0, 1080),), yuan_per_tonne_hour=1.0,
    )  # fmt: skip
    design = solve(problem)
    assert verify(problem, design).holds
    places = [SimpleNamespace(zh="甲", en="A"), SimpleNamespace(zh="乙", en="B")]
    posed = SimpleNamespace(problem=problem, places=places, lane_km=(500.0,) * 3)
    found = SimpleNamespace(posed=posed, design=design, room=((0, 0.5), (2, 0.25)))
    (row,) = Figures(found).lanes()
    assert (row["id"], row["days"], row["departures"]) == ("train", [0, 2, 4], 1)
    assert row["tonnes_a_day"] == pytest.approx(1.0)
    assert row["filled"] == pytest.approx(7_000 / 15_000, abs=1e-4)
    assert row["worth_yuan_per_kg"] == pytest.approx(0.75)
    assert days_text(row["days"], "zh") == "周一、三、五"
    assert days_text(row["days"], "en") == "Mon Wed Fri"
    assert days_text([], "zh") == "每日"
    # What is handed in on one day counts as a seventh of it on the mean day.
    one = TrunkDesign((1, 1, 1), (), (Carried(0, (0,), 700.0, 1000, 0),), 0.0, 0.0, 0.0)
    assert Figures(SimpleNamespace(posed=posed, design=one)).aboard[0] == pytest.approx(100)
