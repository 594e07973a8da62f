"""Multiple allocation with gateways and sizes: against every choice of ways in small problems."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest

from jidi.core.errors import InputError
from jidi.network.hubs import Effort, HubDesign, HubProblem, Step, cost_of, solve, verify
from jidi.network.hubs.flow_ways import FlowWays

EFFORT = Effort(tries=200, rounds=150, parts=60)
SIZES = (Step(8.0, 60.0), Step(16.0, 95.0), Step(40.0, 170.0))


def problem(seed: int, **changes) -> HubProblem:
    """Three nodes in a plane, two gateways; ways are not the same there and back."""
    draw = np.random.Generator(np.random.PCG64(seed))
    at, gates = draw.uniform(0, 10, (3, 2)), draw.uniform(-10, 20, (2, 2))
    apart = np.linalg.norm(at[:, None] - at[None], axis=2) * draw.uniform(0.7, 1.3, (3, 3))
    np.fill_diagonal(apart, 0.0)
    flows = draw.uniform(1, 4, (3, 3)) * (1 - np.eye(3))
    made = HubProblem(
        flows=flows, distances=apart, steps=(SIZES,) * 3, collection=1.2, transfer=0.6,
        distribution=1.1, single=False,
        gateways=np.linalg.norm(at[:, None] - gates[None], axis=2),
        sent=np.array([[4.0, 0.0], [0.0, 3.0], [0.0, 0.0]]),
        received=np.array([[0.0, 2.0], [0.0, 0.0], [5.0, 0.0]]),
    )  # fmt: skip
    return replace(made, **changes)


def ends(small: HubProblem):
    """Every flow: from, to, how much."""
    for i, j in product(range(3), repeat=2):
        if small.flows[i, j]:
            yield i, j, small.flows[i, j]
    for i, g in product(range(3), range(2)):
        if small.sent[i, g]:
            yield i, 3 + g, small.sent[i, g]
        if small.received[i, g]:
            yield 3 + g, i, small.received[i, g]


def best_of_all(small: HubProblem) -> float:
    """Of all sets of hubs and ways the least cost; last hubs follow from the first."""
    known = list(ends(small))
    best = np.inf
    for count in range(1, 4):
        if small.hubs not in (None, count):
            continue
        for hubs in combinations(range(3), count):
            if not small.kept <= set(hubs):
                continue
            costs = np.array([[min(way(small, i, j, k, m) for m in hubs) * amount for k in hubs]
                              for i, j, amount in known])  # fmt: skip
            sizes = np.array([amount for *_, amount in known])
            for first in product(range(count), repeat=len(known)):
                at = np.array(first)
                price = 0.0
                for n, load in enumerate(np.bincount(at, weights=sizes, minlength=count)):
                    fits = [s.cost for s in small.steps[hubs[n]] if s.capacity >= load - 1e-9]
                    price += min(fits, default=np.inf)
                best = min(best, price + costs[np.arange(len(at)), at].sum())
    return float(best)


def way(small: HubProblem, i: int, j: int, k: int, m: int) -> float:
    first = small.collection * small.distances[i, k] if i < 3 else 0.6 * small.gateways[k, i - 3]
    last = small.distribution * small.distances[m, j] if j < 3 else 0.6 * small.gateways[m, j - 3]
    return float(first + small.transfer * small.distances[k, m] + last)


@pytest.mark.parametrize(
    ("seed", "changes"),
    [
        (1, {}), (2, {"hubs": 2}), (3, {"kept": frozenset({1})}), (4, {"hubs": 3}),
        (5, {"steps": ((Step(18.0, 60.0),), (Step(18.0, 60.0),), (Step(18.0, 50.0),))}),
        (6, {"steps": ((Step(cost=50.0),),) * 3}),
    ],
)  # fmt: skip
def test_designs_are_near_the_best_of_all_ways_and_none_costs_less_than_the_bound(seed, changes):
    small = problem(seed, **changes)
    best, found = best_of_all(small), solve(small, effort=EFFORT)
    assert verify(small, found.design).holds
    assert 0.94 * best < found.bound <= best * (1 + 1e-9)
    assert best * (1 - 1e-9) <= found.design.cost <= best * 1.04


def test_a_county_sends_by_several_hubs_where_that_is_cheaper():
    small = problem(4, hubs=2, steps=((Step(cost=1.0),), (Step(cost=1.0),), ()))
    design = solve(small, effort=EFFORT).design
    hubs_of = {i: {first for start, _, first, _ in design.paths if start == i} for i in range(3)}
    assert max(len(hubs) for hubs in hubs_of.values()) > 1
    for i, j, first, last in design.paths:  # each flow has its own cheapest way
        ways = [way(small, i, j, k, m) for k in range(2) for m in range(2)]
        assert way(small, i, j, first, last) == pytest.approx(min(ways))


def line() -> tuple[HubProblem, HubDesign]:
    """Two nodes 10 apart, a gateway 100 from 0 and 90 from 1; both are hubs."""
    posed = HubProblem(
        flows=np.array([[0.0, 3.0], [2.0, 0.0]]), distances=np.array([[0.0, 10.0], [10.0, 0.0]]),
        steps=((Step(6.0, 5.0), Step(20.0, 7.0)),) * 2, collection=2.0, transfer=0.5,
        distribution=3.0, single=False, gateways=np.array([[100.0], [90.0]]),
        sent=np.array([[4.0], [0.0]]), received=np.array([[0.0], [1.0]]),
    )  # fmt: skip
    paths = ((0, 1, 0, 1), (1, 0, 1, 1), (0, 2, 0, 1), (2, 1, 0, 0))
    design = HubDesign(hubs=((0, 1), (1, 0)), cost=0.0, paths=paths)
    return posed, replace(design, cost=cost_of(posed, design).total)


def test_loads_and_cost_are_as_counted_by_hand():
    posed, design = line()
    verdict = verify(posed, design)
    assert verdict.holds and dict(verdict.loads) == {0: 3.0 + 4.0 + 1.0, 1: 2.0}
    cost = verdict.cost
    # 0 to 1 over both; 1 to 0 by 1 and on to 0; 0 out by both; in at 0, delivered from there to 1.
    assert (cost.collection, cost.transfer) == (0.0, 0.5 * (3 + 4) * 10)
    assert cost.distribution == 3.0 * (2 * 10 + 1 * 10)
    assert cost.gateways == 0.5 * (4 * 90 + 1 * 100)
    assert cost.hubs == 7.0 + 5.0


@pytest.mark.parametrize(
    ("kind", "spoil"),
    [
        ("missing_flow", lambda d: replace(d, paths=d.paths[:-1])),
        ("repeated_flow", lambda d: replace(d, paths=(*d.paths, d.paths[2]))),
        ("unknown_end", lambda d: replace(d, paths=(*d.paths, (3, 1, 0, 0)))),
        ("unknown_hub", lambda d: replace(d, paths=((0, 1, 0, 2), *d.paths[1:]))),
        ("closed_hub", lambda d: replace(d, hubs=d.hubs[:1])),
        ("overfull_hub", lambda d: replace(d, hubs=((0, 0), (1, 0)))),
        ("wrong_cost", lambda d: replace(d, cost=d.cost + 1)),
        ("wrong_cost", lambda d: replace(d, paths=(*d.paths[:3], (2, 1, 0, 1)))),
    ],
)  # fmt: skip
def test_the_checker_sees_what_is_wrong_with_ways(kind, spoil):
    posed, design = line()
    assert kind in {breach.kind for breach in verify(posed, spoil(design)).breaches}


def test_what_no_hub_takes_is_refused_and_the_same_seed_gives_the_same_ways():
    small = problem(1, steps=((Step(5.0, 1.0),),) * 3)
    with pytest.raises(InputError) as caught:
        solve(small, effort=EFFORT)
    assert caught.value.code == "N-822"
    assert solve(problem(1), effort=EFFORT) == solve(problem(1), effort=EFFORT)


def test_flows_leave_an_overfull_hub_for_one_with_room():
    small = problem(2, steps=((Step(60.0, 10.0),), (Step(9.0, 10.0),), ()))
    ways = FlowWays(small)
    found = ways.settled(np.array([0, 1]))
    free = FlowWays(replace(small, steps=((Step(60.0, 10.0),), (Step(60.0, 10.0),), ())))
    wanted = np.bincount(free.settled(np.array([0, 1])).at, weights=ways.amount)
    assert wanted[1] > 9.0
    assert verify(small, ways.design(found)).holds and np.isfinite(found.cost)
