"""Timetables: earliest arrivals and choices against Dijkstra on the time-expanded graph."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from network_timetables import some_timetable
from time_expanded import TimeExpanded

from jidi.core.errors import ValueProblem
from jidi.network.timetable import (
    Call,
    Link,
    LinkLeg,
    Run,
    RunLeg,
    Stop,
    Tables,
    Terms,
    Timetable,
    choices,
    earliest,
    profile,
    timetable_of_rows,
)

HOUR, DAY, FOREVER = 3600, 86_400, 10 * 86_400
PLACES = tuple(Stop(name, name) for name in ("county", "hub", "station", "city"))


def _run(key, *calls, mode="road", cost=0, load=1800, unload=1200, days=(0, 1), entry=0):
    made = tuple(Call(stop, int(at * HOUR), int(at * HOUR)) for stop, at in calls)
    return Run(key, key, mode, made, days, load, unload, (cost,) * (len(made) - 1), entry)


@pytest.fixture(scope="module")
def way():
    """County → hub at 20:00; the hub's truck at 23:00 is slow and cheap; a train goes at 22:00."""
    return Timetable(
        PLACES,
        (
            _run("feeder", (0, 20), (1, 21), cost=10),
            _run("truck", (1, 23), (3, 31), cost=40),
            _run("train", (2, 22), (3, 24), mode="hsr", cost=300),
        ),
        (Link(1, 2, "van", 600, 5),),
    )


def test_a_parcel_handed_in_at_the_cut_off_goes_with_the_run_and_a_second_later_does_not(way):
    assert earliest(way, origin=0, ready=19 * HOUR + 1800).moment(1) == 21 * HOUR + 1200
    assert earliest(way, origin=0, ready=19 * HOUR + 1801).moment(1) == DAY + 21 * HOUR + 1200


def test_it_takes_the_van_to_the_train_and_the_train_where_that_is_earliest(way):
    legs = earliest(way, origin=0, ready=18 * HOUR).legs(3)
    assert [way.runs[leg.run].id if isinstance(leg, RunLeg) else "van" for leg in legs] == [
        "feeder", "van", "train",
    ]  # fmt: skip
    assert legs[-1].lands == 24 * HOUR + 1200
    for before, after in pairwise(legs):
        assert after.ready == before.lands
        assert isinstance(after, LinkLeg) or after.waits_s >= 0


def test_choices_are_the_fast_way_and_the_cheap_way(way):
    found = choices(way, origin=0, goal=3, ready=18 * HOUR)
    assert [one.merits for one in found] == [
        (24 * HOUR + 1200, 2, 315), (31 * HOUR + 1200, 2, 50),
    ]  # fmt: skip


def test_a_profile_says_until_when_leaving_is_worth_it(way):
    found = profile(way, origin=0, goal=3, since=0, until=DAY)
    assert {one.leaves: one.runs for one in found} == {19 * HOUR + 1800: 2, DAY: 2}
    assert [one.arrives // DAY for one in found] == [1, 1, 2, 2]


def test_what_does_not_come_within_the_days_never_comes(way):
    found = earliest(way, origin=0, ready=2 * DAY)
    assert found.moment(0) == 2 * DAY
    assert found.legs(0) == ()
    assert found.moment(3) is None
    assert found.legs(3) is None


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_scans_answer_as_dijkstra_does(data):
    timetable = some_timetable(data.draw)
    graph = TimeExpanded(timetable)
    last = len(timetable.stops) - 1
    origin, goal = data.draw(st.integers(0, last)), data.draw(st.integers(0, last))
    ready = data.draw(st.integers(0, 4 * HOUR))
    until = data.draw(st.sampled_from([FOREVER, 5 * HOUR]))
    most = data.draw(st.integers(1, 4))
    found = choices(timetable, origin=origin, goal=goal, ready=ready, until=until, most_runs=most)
    asked = {"origin": origin, "goal": goal, "ready": ready, "until": until}
    assert [one.merits for one in found] == graph.best(**asked, most_runs=most)
    for one in found:
        assert sum(leg.cost for leg in one.legs) == one.cost
        assert (one.legs[-1].lands if one.legs else ready) == one.arrives
        assert sum(isinstance(leg, RunLeg) for leg in one.legs) == one.runs
    first = earliest(timetable, origin=origin, ready=ready, until=until)
    every = graph.best(**asked, most_runs=10)
    assert first.moment(goal) == (every[0][0] if every else None)
    legs = first.legs(goal)
    assert legs is None or (legs[-1].lands if legs else ready) == first.moment(goal)


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("N-901", lambda: _run("r", (0, 1))),
        ("N-902", lambda: _run("r", (0, 2), (1, 1))),
        ("N-903", lambda: _run("r", (0, 1), (1, 2), load=0, unload=0)),
        ("N-904", lambda: _run("r", (0, 1), (1, 2), cost=-1)),
        ("N-905", lambda: Link(0, 1, "van", -1)),
        ("N-906", lambda: Timetable((Stop("a", "a"), Stop("a", "a")), ())),
        ("N-907", lambda: Timetable((Stop("a", "a"),), (_run("r", (0, 1), (1, 2)),))),
        ("N-908", lambda: Timetable((Stop("station", "s"),), ()).number("statoin")),
    ],
)
def test_a_timetable_that_cannot_be_is_refused(code, make):
    with pytest.raises(ValueProblem) as refused:
        make()
    assert refused.value.code == code


def _tables():
    week = dict.fromkeys(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), True
    )
    stops = [
        {"timetable": "t", "stop_id": s, "name": s, "longitude": 112.0 + n, "latitude": 38.0}
        for n, s in enumerate("abc")
    ]
    calls = [
        {"timetable": "t", "run_id": run, "position": p, "stop_id": s, "arrives_s": at,
         "departs_s": at}
        for run in ("night", "often", "ship", "idle")
        for p, (s, at) in enumerate((("a", 84_600), ("b", None), ("c", 90_000)))
    ]  # fmt: skip
    runs = [
        {"timetable": "t", "run_id": run, "line_id": line, "service_id": service}
        for run, line, service in (
            ("night", "rail", "all"), ("often", "rail", "all"), ("ship", "ferry", "all"),
            ("idle", "rail", "once"),
        )
    ]  # fmt: skip
    return Tables(
        stops=stops,
        calls=calls,
        runs=runs,
        lines=[
            {"timetable": "t", "line_id": "rail", "route_type": 2},
            {"timetable": "t", "line_id": "ferry", "route_type": 4},
        ],
        services=[
            {"timetable": "t", "service_id": "all", "first_day": date(2025, 1, 1),
             "last_day": date(2025, 12, 31), **week},
            {"timetable": "t", "service_id": "once", "first_day": date(2024, 1, 1),
             "last_day": date(2024, 12, 31), **week},
        ],
        exceptions=[
            {"timetable": "t", "service_id": "all", "on_day": date(2025, 6, 2), "runs": False}
        ],
        frequencies=[
            {"timetable": "t", "run_id": "often", "from_s": 0, "until_s": 7200, "every_s": 3600}
        ],
    )  # fmt: skip


def test_rows_of_the_book_become_runs_on_their_days_and_what_is_left_out_is_counted():
    made = timetable_of_rows(
        _tables(),
        since=date(2025, 6, 1),
        days=3,
        terms=lambda kind: Terms("rail", 60, 60, 10.0) if kind == 2 else None,
    )
    runs = {run.id: run for run in made.timetable.runs}
    assert sorted(runs) == ["t/night", "t/often#1", "t/often#2"]
    assert runs["t/night"].days == (-1, 0, 2)  # the second of June is an exception
    assert [call.departs for call in runs["t/often#2"].calls] == [3600, 9000]
    assert (made.untimed, made.refused, made.idle, made.unusable) == (4, 1, 1, 0)
    assert runs["t/night"].leg_costs == (1752,)  # 175.2 km at 10 fen a tonne and km
