"""Trains of a book's timetables as lanes of its trunk problem, counted by hand."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from reach_books import PINGCHENG, PLACES, WEEK, YINGZE, reach_book

from jidi.core.geometry import Point, great_circle_m
from jidi.model.trunk import trunk_values
from jidi.service import trunk_timetables
from jidi.service.job_task import Task
from jidi.service.job_trunk import TRUNK, design_trunk
from jidi.service.trunk_timetables import timetabled_trunk


def places():
    return [
        SimpleNamespace(code=code, longitude=PLACES[code][0], latitude=PLACES[code][1])
        for code in (YINGZE, PINGCHENG)
    ]


def found(book, pairs=((0, 1), (1, 0))):
    notes = []
    return timetabled_trunk(book, places(), pairs, notes), notes


def test_a_train_is_a_lane_from_hub_to_hub_by_its_own_clock(tmp_path):
    with reach_book(tmp_path) as book:
        ((lane, km),), (note,) = found(book)
        # 02:30 less an hour of loading and half an hour to the station; 04:00 and 45 minutes of
        # unloading and half an hour from it; the ferry takes no parcels.
        assert (lane.origin, lane.target, lane.departs, lane.minutes) == (0, 1, 60, 255)
        assert (lane.mode, lane.vehicle, lane.most) == ("hsr", "", 1)
        assert lane.capacity == trunk_values().timetables.load_kg["hsr"]
        one, other = (Point(p.latitude, p.longitude) for p in places())
        straight = great_circle_m(one, other) / 1000
        assert km == pytest.approx(straight * trunk_values().timetables.detour)
        rule = next(line for line in trunk_values().lines if line.mode == "hsr")
        assert lane.yuan_per_kg == pytest.approx(rule.yuan_per_kg(km))
        assert (note.code, note.facts["trains"], note.facts["some"]) == ("N-952", 1, 0)


def test_pairs_that_are_not_wanted_and_books_without_timetables_give_no_lanes(tmp_path):
    with reach_book(tmp_path) as book:
        assert found(book, pairs=((1, 0),))[0] == ()
    with reach_book(tmp_path / "other", train=False) as book:
        assert found(book) == ((), [])


def test_a_train_that_does_not_run_every_day_is_a_lane_on_each_of_its_days(tmp_path, monkeypatch):
    monkeypatch.setitem(WEEK, "friday", False)
    with reach_book(tmp_path) as book:
        lanes, (note,) = found(book)
    # Friday's train calls at 26:30, so that what is missing leaves the hub on Saturday.
    assert [lane.day for lane, _ in lanes] == [0, 1, 2, 3, 4, 6]
    assert {(lane.departs, lane.minutes, lane.most) for lane, _ in lanes} == {(60, 255, 1)}
    assert len({lane.id for lane, _ in lanes}) == 6 and lanes[0][0].id.endswith(" Mon")
    assert (note.facts["trains"], note.facts["lanes"], note.facts["some"]) == (1, 6, 1)


def test_what_leaves_the_hub_before_midnight_leaves_the_day_before_its_call(tmp_path, monkeypatch):
    for day in ("monday", "tuesday", "thursday", "friday", "saturday", "sunday"):
        monkeypatch.setitem(WEEK, day, False)
    near = trunk_timetables.station_seconds
    monkeypatch.setattr(trunk_timetables, "station_seconds", lambda km: near(km) + 2 * 3600)
    with reach_book(tmp_path) as book:
        ((lane, _),), _ = found(book)
    # Wednesday's train calls at 26:30; an hour of loading, two and a half to the station: 23:00.
    assert (lane.day, lane.departs) == (2, 23 * 60)


def test_a_train_that_is_down_is_left_out_and_its_incident_told(tmp_path):
    with reach_book(tmp_path, down=("t/G1",)) as book:
        lanes, notes = found(book)
    assert lanes == () and [note.code for note in notes] == ["S-150", "N-952"]


@pytest.mark.parametrize("left_out", [True, False])
def test_a_job_says_whether_timetables_are_left_out(tmp_path, monkeypatch, left_out):
    posed = []

    def pose(_book, asked):
        posed.append(asked.timetables)
        raise InterruptedError

    monkeypatch.setattr("jidi.service.job_trunk.province_trunk", pose)
    asked = {field.name: field.default for field in TRUNK}
    asked |= {"year": 2025, "no_timetables": left_out}
    task = Task(None, asked, lambda _share, _step: None, lambda: False, tmp_path)
    with pytest.raises(InterruptedError):
        design_trunk(task)
    assert posed == [not left_out]
