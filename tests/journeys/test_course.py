"""A parcel's course: what counts, in which order, what is missing, how it ended."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from jidi.journeys import Mark, course_of
from jidi.model.journey import load_steps

START = datetime(2025, 11, 11, 9)  # noqa: DTZ001
WAY = ("accepted", "departed_origin", "departed_hub", "arrived_hub", "arrived_outlet",
       "out_for_delivery", "delivered")  # fmt: skip


def scan(step: str, hours: float, **more: object) -> dict[str, object]:
    at = START + timedelta(hours=hours)
    row = {
        "event_id": f"{step}-{hours}",
        "parcel_id": "P1",
        "step": step,
        "operator_id": "O1",
        "division": "140105000000",
        "facility_id": None,
        "occurred_at": at,
        "received_at": at + timedelta(seconds=30),
        "bag_id": None,
        "vehicle_id": None,
        "withdrawn_at": None,
        "origin": "reported",
    }
    return {**row, **more}


def whole_way() -> list[dict[str, object]]:
    return [scan(step, 5 * place) for place, step in enumerate(WAY)]


def course(rows: list[dict[str, object]]):
    return course_of(rows, load_steps())


def marks(rows: list[dict[str, object]]) -> dict[str, tuple[Mark, ...]]:
    return {s.row["event_id"]: s.marks for s in course(rows).scans}


def test_a_whole_way_lacks_nothing_and_ends_with_its_outcome():
    found = course(whole_way())
    assert [s.row["step"] for s in found.counted] == list(WAY)
    assert (found.missing, found.outcome, found.duration) == ((), "delivered", timedelta(hours=30))
    assert [s.since_previous for s in found.scans] == [None, *[timedelta(hours=5)] * 6]


def test_steps_that_it_must_have_passed_are_missed_those_ahead_are_not():
    under_way = [scan("accepted", 0), scan("arrived_outlet", 9)]
    assert course(under_way).missing == ("departed_origin",)
    assert course(under_way).outcome == ""
    assert course([scan("accepted", 0), scan("lost", 99)]).missing == ()


def test_a_withdrawn_event_does_not_count_in_whatever_order_it_is_told():
    wrong = scan("delivered", 6)
    rows = [*whole_way()[:6], wrong, {**wrong, "withdrawn_at": START + timedelta(hours=8)}]
    for seed in range(5):
        shuffled = random.Random(seed).sample(rows, len(rows))
        found = course(shuffled)
        assert found.outcome == ""
        assert [s.marks for s in found.scans if s.row["event_id"] == wrong["event_id"]] == [
            (Mark.WITHDRAWN,),
            (Mark.WITHDRAWN,),
        ]


def test_an_event_of_several_parcels_is_taken_back_for_one_of_them_by_its_own_name():
    wrong = scan("delivered", 6, event_id="E#P1")
    back = {**wrong, "event_id": "E", "withdrawn_at": START + timedelta(hours=8)}
    other = scan("delivered", 7, event_id="E#P2")
    found = marks([*whole_way()[:6], wrong, back, other])
    assert (found["E#P1"], found["E#P2"]) == ((Mark.WITHDRAWN,), ())


def test_of_an_event_sent_twice_the_word_received_last_counts():
    first = scan("arrived_outlet", 20, event_id="E")
    later = {**scan("arrived_outlet", 21, event_id="E"), "received_at": START + timedelta(hours=40)}
    found = course([later, scan("accepted", 0), first])
    assert [s.row["occurred_at"] for s in found.counted] == [START, START + timedelta(hours=21)]
    assert [s.marks for s in found.scans] == [(), (Mark.RESENT,), (Mark.LATE,)]


def test_the_same_scan_under_another_id_counts_once():
    double = scan("departed_origin", 5, event_id="again")
    found = course([*whole_way(), double])
    assert len(found.counted) == len(WAY)
    assert sum(Mark.REPEATED in s.marks for s in found.scans) == 1


def test_times_that_cannot_be_are_said():
    early = scan("departed_origin", -2)
    clock = {**scan("arrived_hub", 3), "received_at": START + timedelta(hours=2)}
    found = marks([scan("accepted", 0), early, clock])
    assert found["departed_origin--2"] == (Mark.BEFORE_ACCEPTANCE,)
    assert found["arrived_hub-3"] == (Mark.RECEIVED_EARLY,)
