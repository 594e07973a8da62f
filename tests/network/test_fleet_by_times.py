"""The search over trips: the best of all choices where all can be tried; nothing breaks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_fleets import grid, least

from jidi.core.errors import JidiError
from jidi.network.fleet import Depot, Effort, FleetProblem, Stop, Vehicle, solve, verify
from jidi.network.fleet.by_times import SearchByTimes, is_by_times
from jidi.network.fleet.problem import ENDLESS
from jidi.network.fleet.times_arrays import ground_of

TWO_TRIPS = (
    Vehicle(count=2, capacity=8, fixed_cost=50, closes=700, trips=2, reloads_at=(0,)),
    Vehicle(count=1, capacity=20, fixed_cost=120, per_distance=2, closes=600, shift=500),
)


def posed(stops: int, seed: int, *vehicles: Vehicle, **more: int) -> FleetProblem:
    """Windows, releases and ways that differ by direction; places 0 and 1 are depots."""
    rng = np.random.default_rng(seed)
    ways = grid(stops + 2, seed)
    ways = np.ceil(ways * rng.uniform(1.0, 1.3, ways.shape)).astype(np.int64)
    np.fill_diagonal(ways, 0)
    opens, released = rng.integers(0, 250, stops), rng.integers(0, 120, stops)
    return FleetProblem(
        depots=(Depot(place=0, loading=5), Depot(place=1, loading=9, opens=20)),
        stops=tuple(
            Stop(
                place=n + 2,
                brings=int(rng.integers(1, 6)),
                opens=int(opens[n]),
                closes=int(opens[n]) + 300,
                service=7,
                released=int(released[n]),
                prize=more.get("prize") if n % 3 == 0 else None,
            )
            for n in range(stops)
        ),
        vehicles=vehicles,
        distances=(ways,),
        times=(ways + more.get("slower", 0) * (ways > 0),),
    )


def searched(problem: FleetProblem, steps: int, seed: int = 1):
    """Run in this process for about so many steps; also, whether it could begin."""
    taken = 0

    def share(more: int) -> float:
        nonlocal taken
        taken += more
        return taken / steps

    told = []
    search = SearchByTimes(problem, seed, share, told.append)
    search.begin_anew()
    return search.run(), told


@pytest.mark.parametrize("seed", range(6))
def test_a_small_fleet_with_trips_is_used_as_the_best_of_all_choices_does(seed):
    problem = posed(4, seed, *TWO_TRIPS, prize=60)
    design, _ = searched(problem, 10_000)
    assert verify(problem, design).breaches == ()
    assert design.cost == least(problem)


MANY_DEPOTS = (
    Vehicle(count=3, capacity=9, closes=900, trips=4, reloads_at=(0, 1), fixed_cost=9),
    Vehicle(count=9, capacity=12, start=1, end=0, trips=3, reloads_at=(1,), shift=420),
    Vehicle(count=9, capacity=6, start=1, end=1, longest=400, per_distance=2),
)


@settings(max_examples=25)
@given(
    seed=st.integers(0, 10_000),
    stops=st.integers(1, 30),
    prize=st.integers(10, 300),
    slower=st.integers(0, 9),
)
def test_whatever_is_found_holds_and_costs_what_is_told(seed, stops, prize, slower):
    problem = posed(stops, seed, *MANY_DEPOTS, prize=prize, slower=slower)
    design, told = searched(problem, 6_000, seed)
    if design is None:
        assert not told
        return
    verdict = verify(problem, design)
    assert verdict.breaches == ()
    assert min(told, key=lambda one: one.cost) == design


def test_with_few_vehicles_all_stops_are_visited_on_many_trips():
    problem = posed(30, 3, Vehicle(count=4, capacity=15, trips=9, reloads_at=(0,)))
    design, _ = searched(problem, 30_000)
    assert verify(problem, design).holds
    assert max(len(one.trips) for one in design.rounds) > 1


def test_the_same_seed_gives_the_same_design_in_a_process_of_its_own():
    problem = posed(30, 5, *MANY_DEPOTS)
    first, again = (solve(problem, effort=Effort(iterations=60), seed=4) for _ in range(2))
    assert first == again
    assert not first.killed
    assert verify(problem, first.design).holds


def test_trips_that_cannot_bring_everything_are_told_of():
    tight = Vehicle(count=1, capacity=6, closes=150, trips=3, reloads_at=(0,))
    with pytest.raises(JidiError, match="N-103"):
        solve(posed(9, 1, tight), effort=Effort(iterations=50), seed=1)


OTHERS = {
    "one trip each": lambda p: replace(p, vehicles=MANY_DEPOTS[2:]),
    "a pickup": lambda p: replace(p, stops=(replace(p.stops[0], takes=1), *p.stops[1:])),
    "a price of time": lambda p: replace(p, vehicles=(replace(p.vehicles[0], per_time=1),)),
}


@pytest.mark.parametrize("other", OTHERS)
def test_trips_that_bring_are_searched_here_and_all_else_is_not(other):
    problem = posed(3, 0, *MANY_DEPOTS)
    assert is_by_times(problem)
    assert not is_by_times(OTHERS[other](problem))


ONE_TRIP = Vehicle(count=60, capacity=40, closes=2000)


def test_many_stops_with_windows_on_short_trips_are_searched_here_and_the_design_holds():
    problem = posed(501, 2, ONE_TRIP, slower=1)
    assert is_by_times(problem)
    design, _ = searched(problem, 4_000)
    assert verify(problem, design).holds
    assert all(len(one.trips) == 1 for one in design.rounds)


FEWER = {
    "fewer stops": lambda p: replace(p, stops=p.stops[:-1]),
    "long trips": lambda p: replace(p, vehicles=(replace(ONE_TRIP, capacity=400),)),
    "stops that may be left out": lambda p: replace(
        p, stops=(replace(p.stops[0], prize=9), *p.stops[1:])
    ),
    "no windows": lambda p: replace(
        p, stops=tuple(replace(stop, opens=0, closes=ENDLESS) for stop in p.stops)
    ),
}


@pytest.mark.parametrize("fewer", FEWER)
def test_one_trip_each_is_searched_elsewhere_with(fewer):
    assert not is_by_times(FEWER[fewer](posed(501, 2, ONE_TRIP)))


def test_with_several_depots_fewer_stops_suffice_and_vehicles_leave_from_the_depot_that_suits():
    depots = tuple(replace(ONE_TRIP, count=30, start=depot, end=depot) for depot in (0, 1))
    assert not is_by_times(posed(300, 2, *depots))
    problem = posed(301, 2, *depots)
    assert is_by_times(problem)
    design, _ = searched(problem, 12_000)
    assert verify(problem, design).holds
    assert {one.vehicle for one in design.rounds} == {0, 1}


@pytest.mark.parametrize("seed", range(4))
def test_rounds_of_one_trip_get_the_kind_of_vehicle_that_the_best_of_all_choices_gives(seed):
    kinds = (
        Vehicle(count=2, capacity=7, fixed_cost=20, closes=900),
        Vehicle(count=2, capacity=12, fixed_cost=45, closes=900, start=1, end=1),
        Vehicle(count=1, capacity=20, fixed_cost=70, per_distance=2, closes=900),
    )
    problem = posed(4, seed, *kinds, prize=60)
    design, _ = searched(problem, 10_000)
    assert verify(problem, design).breaches == ()
    assert design.cost == least(problem)


def test_tables_stand_side_by_side_where_they_are_the_same_and_say_what_they_said():
    problem = posed(5, 3, *TWO_TRIPS, slower=2)
    ground = ground_of(problem, 1.0)
    assert ground.ways.dtype == np.int32 and ground.ways is not ground.back
    assert np.array_equal(ground.ways.transpose(0, 2, 1), ground.back)
    assert not np.array_equal(ground.ways, ground.times)
    even = problem.distances[0] + problem.distances[0].T
    same = ground_of(replace(problem, distances=(even,), times=(even,)), 1.0)
    assert same.ways is same.back is same.times
    far = even * 10**9
    wide = ground_of(replace(problem, distances=(far,), times=(even,)), 1.0)
    assert wide.ways.dtype == np.int64
    places = [stop.place for stop in problem.stops] + [depot.place for depot in problem.depots]
    assert np.array_equal(wide.ways[0], far[np.ix_(places, places)])
    for stop, others in enumerate(ground.near):
        both = problem.distances[0][places[stop]][np.array(places)[others]]
        back = problem.distances[0][:, places[stop]][np.array(places)[others]]
        assert np.array_equal(ground.near_way[stop], np.minimum(both, back))
