"""The search by loads: the best of all choices where all can be tried, and only where it may."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.core.errors import JidiError
from jidi.network.fleet import Depot, Effort, FleetProblem, Stop, Vehicle, by_loads, solve, verify
from jidi.network.fleet.by_loads import SearchByLoads, is_by_loads
from jidi.network.fleet.design import FleetDesign, Round, Trip
from jidi.network.fleet.kernel.state import State
from jidi.network.fleet.loads_arrays import empty_state, ground_of, lay
from jidi.network.fleet.rounds_pool import RoundsPool
from jidi.network.fleet.verify import cost_of


def posed(stops: int, seed: int, *vehicles: Vehicle) -> FleetProblem:
    """Places at random, with ways that differ by direction; the depot is place 0."""
    rng = np.random.default_rng(seed)
    points = rng.integers(0, 100, (stops + 1, 2))
    apart = np.sqrt(((points[:, None] - points[None]) ** 2).sum(-1))
    ways = np.ceil(apart * rng.uniform(1.0, 1.3, apart.shape)).astype(np.int64)
    np.fill_diagonal(ways, 0)
    return FleetProblem(
        depots=(Depot(place=0),),
        stops=tuple(Stop(place=n + 1, brings=int(rng.integers(1, 6))) for n in range(stops)),
        vehicles=vehicles,
        distances=(ways,),
        times=(ways,),
    )


MIXED = (
    Vehicle(count=2, capacity=6, fixed_cost=40),
    Vehicle(count=2, capacity=11, fixed_cost=70, per_distance=2),
    Vehicle(count=1, capacity=20, fixed_cost=90, per_distance=3),
)


def searched(problem: FleetProblem, steps: int, seed: int = 1):
    """Run in this process for about so many steps."""
    taken = 0

    def share(more: int) -> float:
        nonlocal taken
        taken += more
        return taken / steps

    told = []
    return SearchByLoads(problem, seed, share, told.append).run(None), told


def least(problem: FleetProblem) -> int:
    """The optimum: the shortest round of every set of stops, then every way to share sets out."""
    ways, stops = problem.distances[0], len(problem.stops)
    rounds = [0] * (1 << stops)
    for chosen in range(1, 1 << stops):
        members = [n + 1 for n in range(stops) if chosen >> n & 1]
        rounds[chosen] = min(
            sum(int(ways[a, b]) for a, b in zip((0, *order), (*order, 0), strict=True))
            for order in permutations(members)
        )
    loads = [
        sum(problem.stops[n].brings for n in range(stops) if chosen >> n & 1)
        for chosen in range(1 << stops)
    ]
    best = {0: 0}
    for vehicle in (v for v in problem.vehicles for _ in range(v.count)):
        wider = dict(best)
        for done, cost in best.items():
            left = ~done & ((1 << stops) - 1)
            part = left
            while part:
                if loads[part] <= vehicle.capacity:
                    more = cost + vehicle.fixed_cost + vehicle.per_distance * rounds[part]
                    key = done | part
                    wider[key] = min(wider.get(key, more), more)
                part = (part - 1) & left
        best = wider
    return best[(1 << stops) - 1]


@pytest.mark.parametrize("seed", range(6))
def test_the_best_choice_among_all_rounds_is_the_optimum(seed):
    problem = posed(6, seed, Vehicle(count=6, capacity=9, fixed_cost=15))
    pool = RoundsPool(problem, ground_of(problem))
    alone = designed(problem, *((stop,) for stop in range(6)))
    for size in range(2, 7):
        for order in permutations(range(6), size):
            if sum(problem.stops[stop].brings for stop in order) <= 9:
                others = ((stop,) for stop in range(6) if stop not in order)
                pool.take(laid(problem, designed(problem, order, *others)))
    found = pool.better(alone)
    assert verify(problem, found).holds
    assert found.cost == least(problem)
    assert pool.better(found) is None


def designed(problem: FleetProblem, *routes: tuple[int, ...]) -> FleetDesign:
    rounds = tuple(Round(vehicle=0, trips=(Trip(loads_at=0, stops=stops),)) for stops in routes)
    design = FleetDesign(rounds=rounds, cost=0)
    return replace(design, cost=cost_of(problem, design))


def laid(problem: FleetProblem, design: FleetDesign) -> State:
    state = empty_state(problem, len(design.rounds))
    lay(problem, ground_of(problem), state, design)
    return state


def test_one_kind_of_vehicle_is_no_dearer_for_choosing_among_rounds(monkeypatch):
    problem = posed(120, 3, Vehicle(count=60, capacity=20))
    asked = []
    better = RoundsPool.better
    monkeypatch.setattr(
        RoundsPool, "better", lambda pool, known: asked.append(len(pool)) or better(pool, known)
    )
    chosen, _ = searched(problem, 60_000)
    monkeypatch.setattr(by_loads, "MOST_STOPS_CHOSEN", 0)
    plain, _ = searched(problem, 60_000)
    assert len(asked) == 4
    assert verify(problem, chosen).holds
    assert chosen.cost <= plain.cost


@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_a_small_mixed_fleet_is_used_as_the_best_of_all_choices_does(seed):
    problem = posed(6, seed, *MIXED)
    design, _ = searched(problem, 20_000)
    assert verify(problem, design).holds
    assert design.cost == least(problem)


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), stops=st.integers(1, 30), few=st.integers(1, 4))
def test_whatever_is_found_holds_and_costs_what_is_told(seed, stops, few):
    vehicles = (
        Vehicle(count=few, capacity=9, fixed_cost=10),
        Vehicle(count=stops, capacity=5, per_distance=2),
        Vehicle(count=stops, capacity=200, fixed_cost=500, per_distance=3),
    )
    problem = posed(stops, seed, *vehicles)
    design, told = searched(problem, 8_000, seed)
    verdict = verify(problem, design)
    assert verdict.breaches == ()
    assert min(told, key=lambda one: one.cost) == design


def test_the_same_seed_gives_the_same_design_in_a_process_of_its_own():
    problem = posed(40, 5, *(replace(vehicle, count=30) for vehicle in MIXED))
    first, again = (solve(problem, effort=Effort(iterations=100), seed=4) for _ in range(2))
    assert first == again
    assert not first.killed
    assert verify(problem, first.design).holds


def test_vehicles_that_cannot_bring_everything_are_told_of():
    with pytest.raises(JidiError, match="N-103"):
        solve(posed(9, 1, Vehicle(count=1, capacity=6)), effort=Effort(iterations=50), seed=1)


def test_the_start_of_a_tight_fleet_comes_from_elsewhere_and_is_kept():
    """Stops of 3 and 2 fill vehicles of 5 in pairs only, which the cheapest places do not see."""
    problem = posed(8, 2, Vehicle(count=4, capacity=5))
    stops = tuple(replace(s, brings=2 + n % 2) for n, s in enumerate(problem.stops))
    problem = replace(problem, stops=stops)
    solved = solve(problem, effort=Effort(iterations=400), seed=1)
    assert verify(problem, solved.design).holds
    assert solved.design.cost == least(problem)


BINDING = {
    "a window": lambda p: replace(p, stops=(replace(p.stops[0], closes=99), *p.stops[1:])),
    "a pickup": lambda p: replace(p, stops=(replace(p.stops[0], takes=1), *p.stops[1:])),
    "a prize": lambda p: replace(p, stops=(replace(p.stops[0], prize=1), *p.stops[1:])),
    "a release": lambda p: replace(p, stops=(replace(p.stops[0], released=1), *p.stops[1:])),
    "a depot's hours": lambda p: replace(p, depots=(Depot(place=0, closes=99),)),
    "a shift": lambda p: replace(p, vehicles=(replace(p.vehicles[0], shift=99),)),
    "a length": lambda p: replace(p, vehicles=(replace(p.vehicles[0], longest=99),)),
    "a price of time": lambda p: replace(p, vehicles=(replace(p.vehicles[0], per_time=1),)),
    "trips": lambda p: replace(p, vehicles=(replace(p.vehicles[0], trips=2, reloads_at=(0,)),)),
}


def test_loads_alone_bind_where_nothing_else_is_said():
    assert is_by_loads(posed(3, 0, *MIXED))


@pytest.mark.parametrize("binding", BINDING)
def test_whatever_binds_beside_loads_is_left_to_pyvrp(binding):
    assert not is_by_loads(BINDING[binding](posed(3, 0, MIXED[0])))
