"""Fleet rounds: optimal where all can be tried, the same every time, and nothing wrong passes."""

from __future__ import annotations

from dataclasses import replace
from multiprocessing import Pipe

import numpy as np
import pytest
import pyvrp
from hypothesis import given
from hypothesis import strategies as st
from small_fleets import least, problem

from jidi.core.errors import JidiError
from jidi.network.fleet import (
    Depot,
    Effort,
    FleetDesign,
    FleetProblem,
    Round,
    Stop,
    Trip,
    Vehicle,
    cost_of,
    solve,
    verify,
)
from jidi.network.fleet.pyvrp_form import data_of, design_of
from jidi.network.fleet.solve import heard


@pytest.mark.parametrize("seed", [0, 3])
def test_a_small_problem_is_solved_to_the_optimum_found_by_trying_all(seed):
    posed = problem(4, seed)
    solved = solve(posed, effort=Effort(iterations=600), seed=1)
    verdict = verify(posed, solved.design)
    assert verdict.breaches == ()
    assert solved.design.cost == verdict.cost == least(posed)


def test_the_same_seed_gives_the_same_design():
    posed = problem(12, 5, vehicles=(Vehicle(count=9, capacity=15, fixed_cost=30, closes=900),))
    first, again = (solve(posed, effort=Effort(iterations=300), seed=4) for _ in range(2))
    assert first == again
    assert not first.killed
    assert verify(posed, first.design).holds


def test_a_search_that_is_stopped_keeps_what_it_had():
    posed = problem(12, 5, vehicles=(Vehicle(count=9, capacity=15, fixed_cost=30, closes=900),))
    told: list[FleetDesign] = []
    solved = solve(
        posed, effort=Effort(seconds=3600), seed=1, report=lambda d: bool(told.append(d)) or True
    )
    assert solved.killed
    assert verify(posed, solved.design).holds
    assert told == [solved.design]


def test_a_problem_without_any_design_says_so():
    posed = problem(3, 1, vehicles=(Vehicle(count=1, capacity=1),))
    with pytest.raises(JidiError, match="N-103"):
        solve(posed, effort=Effort(iterations=50), seed=1)


def test_what_goes_wrong_in_the_process_is_raised_and_not_taken_for_no_design():
    here, there = Pipe(duplex=False)
    there.send(OverflowError("of PyVRP"))
    with pytest.raises(OverflowError, match="of PyVRP"):
        heard(here, lambda _: False)


def test_a_process_that_was_killed_leaves_what_it_had_told():
    here, there = Pipe(duplex=False)
    told = FleetDesign(rounds=(), cost=7)
    there.send((told, 3, False))
    there.close()
    solved = heard(here, lambda _: False)
    assert (solved.design, solved.killed) == (told, True)


@given(seed=st.integers(0, 10_000))
def test_the_checker_and_pyvrp_reckon_the_same(seed):
    """Of random solutions, feasible or not: two codes that share nothing but the numbers."""
    posed = problem(6, seed)
    data = data_of(posed)
    solution = pyvrp.Solution.make_random(data, pyvrp.RandomNumberGenerator(seed))
    design = design_of(solution)
    verdict = verify(posed, design)
    assert verdict.cost == design.cost
    kinds = {breach.kind for breach in verdict.breaches}
    assert ("overfull" in kinds) == solution.has_excess_load()
    assert ("too_far" in kinds) == solution.has_excess_distance()
    assert bool({"late", "long_shift"} & kinds) == solution.has_time_warp()
    assert ("missing_stop" in kinds) == (not solution.is_complete())


def held() -> tuple[FleetProblem, FleetDesign]:
    posed = problem(4, 0)
    trips = (Trip(loads_at=1, stops=(0, 1, 2, 3)),)
    design = FleetDesign(rounds=(Round(vehicle=1, trips=trips),), cost=0)
    wide = tuple(replace(stop, opens=0, closes=5000) for stop in posed.stops)
    big = replace(posed.vehicles[1], capacity=99, shift=9000, closes=9000)
    posed = replace(posed, stops=wide, vehicles=(posed.vehicles[0], big))
    design = replace(design, cost=cost_of(posed, design))
    assert verify(posed, design).holds
    return posed, design


def _with(design: FleetDesign, **trip) -> FleetDesign:
    (one,) = design.rounds
    return replace(design, rounds=(replace(one, trips=(replace(one.trips[0], **trip),)),))


SPOILT = {
    "missing_stop": lambda p, d: (p, _with(d, stops=(0, 1, 2))),
    "repeated_stop": lambda p, d: (p, _with(d, stops=(0, 1, 2, 3, 3))),
    "unknown_number": lambda p, d: (p, _with(d, stops=(0, 1, 2, 9))),
    "wrong_depot": lambda p, d: (p, _with(d, loads_at=0)),
    "wrong_cost": lambda p, d: (p, replace(d, cost=d.cost + 1)),
    "too_many_trips": lambda p, d: (
        p, replace(d, rounds=(replace(d.rounds[0], trips=d.rounds[0].trips * 2),)),
    ),
    "too_many_vehicles": lambda p, d: (p, replace(d, rounds=d.rounds * 2)),
    "overfull": lambda p, d: (_vehicle(p, capacity=3), d),
    "too_far": lambda p, d: (_vehicle(p, longest=10), d),
    "long_shift": lambda p, d: (_vehicle(p, shift=10), d),
    "late": lambda p, d: (replace(p, stops=(*p.stops[:-1], replace(p.stops[-1], closes=1))), d),
}  # fmt: skip


def _vehicle(posed: FleetProblem, **more) -> FleetProblem:
    return replace(posed, vehicles=(posed.vehicles[0], replace(posed.vehicles[1], **more)))


@pytest.mark.parametrize("kind", SPOILT)
def test_the_checker_finds_whatever_is_spoilt(kind):
    posed, design = SPOILT[kind](*held())
    assert kind in {breach.kind for breach in verify(posed, design).breaches}


def test_a_trip_waits_for_what_it_carries_to_be_released():
    ways = np.array([[0, 10], [10, 0]])
    posed = FleetProblem(
        depots=(Depot(place=0, loading=5),),
        stops=(Stop(place=1, brings=1, closes=100, released=90),),
        vehicles=(Vehicle(count=1, capacity=1),),
        distances=(ways,),
        times=(ways,),
    )
    rounds = (Round(vehicle=0, trips=(Trip(loads_at=0, stops=(0,)),)),)
    (late,) = verify(posed, FleetDesign(rounds=rounds, cost=20)).breaches
    assert (late.kind, late.found) == ("late", 5)


def test_all_that_is_wrong_with_a_problem_is_told_at_once():
    with pytest.raises(JidiError, match="N-101") as caught:
        problem(
            2, 0,
            vehicles=(
                Vehicle(count=0, capacity=1), Vehicle(count=1, capacity=1, start=7),
                Vehicle(count=1, capacity=10**13),
            ),
            times=(np.ones((3, 3), np.int64),),
            distances=(np.full((3, 3), -1),),
        )  # fmt: skip
    faults = [str(one.facts["fault"]) for one in caught.value.also]
    assert len(faults) >= 6
    assert any("to itself" in fault for fault in faults)
    assert any("above" in fault for fault in faults)
    assert any("negative" in fault for fault in faults)
    assert any("depot 7" in fault for fault in faults)


@pytest.mark.parametrize("effort", [{}, {"iterations": 0}, {"iterations": 1, "seconds": 1.0}])
def test_an_effort_is_either_iterations_or_seconds(effort):
    with pytest.raises(JidiError, match="N-101"):
        Effort(**effort)
