"""Vehicles of a daily timetable and where trailers are dropped, held to all that could be done."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.core.errors import ValueProblem
from jidi.network.trunk.rolling import (
    Dock,
    EmptyTrip,
    EmptyTrips,
    RollingDesign,
    RollingProblem,
    Run,
)
from jidi.network.trunk.rolling_solve import solve_rolling
from jidi.network.trunk.rolling_verify import verify_rolling

HOUR = 60


def shuttle(**changes: Any) -> RollingProblem:
    """Two places five hours apart, out in the evening and home in the early morning."""
    made = RollingProblem(
        "truck",
        (Dock("a", 120, 120, yard=True), Dock("b", 120, 120, yard=True)),
        (Run(0, 1, 22 * HOUR, 300, 3), Run(1, 0, 4 * HOUR, 300, 3)),
        (),
        hook=30,
        tractor_yuan=800.0,
        trailer_yuan=50.0,
        yard_yuan=100.0,
    )
    return replace(made, **changes)


def test_a_truck_that_cannot_be_unloaded_in_time_waits_a_day_and_a_dropped_trailer_does_not() -> (
    None
):
    # Leaves at 22:00, comes at 03:00, is unloaded at 05:00; the 04:00 home is loaded from 02:00.
    usual = solve_rolling(shuttle(docks=(Dock("a", 120, 120), Dock("b", 120, 120))))
    dropped = solve_rolling(shuttle())
    assert (usual.tractors_needed, usual.yards) == (6, ())
    # Free at 03:30 and taken at 03:30: three tractors do it, with the six trailers of before.
    assert (dropped.tractors_needed, dropped.trailers_needed) == (3, 6)
    assert dropped.yards == (1,)
    assert dropped.cost == 3 * 800 + 6 * 50 + 100


def test_a_yard_that_costs_more_than_it_saves_is_not_made() -> None:
    found = solve_rolling(shuttle(yard_yuan=2401.0))
    assert found.yards == ()
    assert found.bound == pytest.approx(found.cost)


def test_vehicles_that_do_not_come_home_are_refused() -> None:
    with pytest.raises(ValueProblem, match="N-966"):
        shuttle(runs=(Run(0, 1, 0, 60, 1),))


# Held to every possibility ---------------------------------------------------

_hours = st.integers(0, 23).map(lambda hour: hour * HOUR)


@st.composite
def small(draw: st.DrawFn) -> RollingProblem:
    """Three docks on whole hours; what goes out and does not come home comes home empty."""
    docks = tuple(
        Dock(name, draw(st.sampled_from((60, 120, 180))), draw(st.sampled_from((60, 120))), yard)
        for name, yard in zip("abc", draw(st.tuples(*[st.booleans()] * 3)), strict=True)
    )
    ways = ((0, 1), (1, 0), (0, 2), (2, 0))
    runs = tuple(
        Run(*way, draw(_hours), draw(st.sampled_from((120, 300, 1500))), draw(st.integers(1, 2)))
        for way in ways
        if draw(st.booleans())
    )
    left = [0, 0, 0]
    for run in runs:
        left[run.origin] -= run.count
        left[run.target] += run.count
    empties = tuple(
        EmptyTrips(*((dock, 0) if left[dock] > 0 else (0, dock)), 240, abs(left[dock]))
        for dock in (1, 2)
        if left[dock]
    )
    prices = draw(st.tuples(*[st.sampled_from((10.0, 70.0, 300.0))] * 3))
    return RollingProblem("truck", docks, runs, empties, 0, *prices)


def cheapest(problem: RollingProblem) -> float:
    """By trying every set of yards and every whole hour of every empty trip."""
    able = [number for number, dock in enumerate(problem.docks) if dock.yard]
    single = [trips for trips in problem.empties for _ in range(trips.count)]
    found = []
    for hours in product(range(24), repeat=len(single)):
        clocks = [hour * HOUR for hour in hours]
        trailers = vehicles(problem, (), single, clocks)
        for chosen in product((False, True), repeat=len(able)):
            yards = tuple(dock for dock, yes in zip(able, chosen, strict=True) if yes)
            tractors = vehicles(problem, yards, single, clocks)
            found.append(
                tractors * problem.tractor_yuan
                + trailers * problem.trailer_yuan
                + len(yards) * problem.yard_yuan
            )
    return min(found)


def vehicles(
    problem: RollingProblem, yards: tuple[int, ...], single: list[EmptyTrips], clocks: list[int]
) -> int:
    """Played hour by hour over ten days with whatever must be added when one is missing."""
    trips = []
    for run in problem.runs:
        out, back = problem.docks[run.origin], problem.docks[run.target]
        taken = run.departs - (0 if run.origin in yards else out.load)
        given = run.departs + run.minutes + (0 if run.target in yards else back.unload)
        trips += [(run.origin, taken, run.target, given)] * run.count
    trips += [
        (one.origin, clock, one.target, clock + one.minutes)
        for one, clock in zip(single, clocks, strict=True)
    ]
    idle, bought = [0, 0, 0], 0
    for hour in range(24 * 10):
        now = hour * HOUR
        for day in range(-4, 12):
            for _, taken, target, given in trips:
                if given + day * 1440 == now and taken + day * 1440 >= 0:
                    idle[target] += 1
        for day in range(-4, 12):
            for origin, taken, _, _ in trips:
                if taken + day * 1440 == now and idle[origin]:
                    idle[origin] -= 1
                elif taken + day * 1440 == now:
                    bought += 1
    return bought


@settings(max_examples=25, deadline=None)
@given(problem=small())
def test_no_yards_and_no_clocks_cost_less_than_those_chosen(problem: RollingProblem) -> None:
    found = solve_rolling(problem)
    assert verify_rolling(problem, found) == ()
    if sum(trips.count for trips in problem.empties) <= 1:
        assert found.cost == pytest.approx(cheapest(problem))
    assert found.bound == pytest.approx(found.cost)


# The checker refuses what is wrong -------------------------------------------


def told(problem: RollingProblem, **changes: Any) -> set[str]:
    wrong: RollingDesign = replace(solve_rolling(problem), **changes)
    return {breach.kind for breach in verify_rolling(problem, wrong)}


def test_a_design_that_was_changed_is_refused_with_what_is_wrong() -> None:
    problem = shuttle()
    assert told(problem) == set()
    by_day = shuttle(runs=(Run(0, 1, 8 * HOUR, 300, 3), Run(1, 0, 14 * HOUR, 300, 3)))
    assert "missing" in told(by_day, tractors=(0, 0))
    assert "tractors" in told(problem, tractors_needed=2)
    assert "trailers" in told(problem, trailers_needed=5)
    assert "cost" in told(problem, cost=1.0)
    assert "bound" in told(problem, bound=10_000.0)
    assert "missing" in told(problem, yards=())
    assert "unreadable" in told(problem, yards=(7,))
    closed = shuttle(docks=(Dock("a", 120, 120, yard=True), Dock("b", 120, 120)))
    assert "yard" in {b.kind for b in verify_rolling(closed, solve_rolling(problem))}


def test_empty_trips_that_were_left_out_or_never_asked_for_are_refused() -> None:
    problem = shuttle(runs=(Run(0, 1, 22 * HOUR, 300, 3),), empties=(EmptyTrips(1, 0, 240, 3),))
    assert told(problem) == set()
    assert {"empty_trips", "not_repeated"} <= told(problem, empties=())
    assert "unreadable" in told(problem, empties=(EmptyTrip(4, 0, 3),))
