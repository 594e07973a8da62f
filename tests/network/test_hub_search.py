"""The search for hubs: nodes put into hubs that are nearly full, and hubs added until that gains
nothing. The oracles try every allocation and every set."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from test_hubs import BENCH, best_of_all, posed

from jidi.network.hubs import Step
from jidi.network.hubs.assembling import cost_of_single
from jidi.network.hubs.descent import descended
from jidi.network.hubs.kernel.squeeze import squeeze
from jidi.network.hubs.numbers import numbers_of
from jidi.network.hubs.search import Setup, room


def searched(problem, start: Setup, tries: int = 600, seed: int = 1) -> Setup:
    return descended(numbers_of(problem), start, tries=tries, seed=seed, tell=lambda _: False)


def squeezed(problem, hubs: tuple[int, ...], at: np.ndarray, steps: int = 400) -> float:
    numbers, shape = numbers_of(problem), (problem.nodes, len(hubs))
    return squeeze(
        numbers.between, numbers.reach, numbers.transfer, numbers.supply, numbers.capacities,
        numbers.prices, np.array(hubs), at, steps, 1, *room(*shape), np.zeros(shape),
        np.zeros(shape[1]), np.zeros(shape, dtype=np.int64), np.zeros(shape[0], dtype=np.int64),
    )  # fmt: skip


def full(seed: int, share: float) -> tuple:
    """A problem whose hubs 0, 2 and 5 have together little more room than is needed."""
    loads = posed(nodes=8, seed=seed).loads
    steps = tuple((Step(float(loads.sum() * share)),) for _ in range(8))
    return posed(nodes=8, seed=seed, hubs=3, steps=steps), (0, 2, 5)


@pytest.mark.parametrize("seed", range(6))
def test_nodes_are_put_into_nearly_full_hubs_as_well_as_trying_every_way(seed):
    problem, hubs = full(seed, 0.36)
    others = [node for node in range(8) if node not in hubs]
    best = np.inf
    for chosen in product(hubs, repeat=len(others)):
        to = np.arange(8)
        to[others] = chosen
        loads = [problem.loads[to == hub].sum() for hub in hubs]
        if max(loads) <= problem.steps[0][0].capacity:
            best = min(best, cost_of_single(problem, hubs, tuple(to.tolist())))
    at = np.full(8, -1)
    assert squeezed(problem, hubs, at) == pytest.approx(best)
    if np.isfinite(best):
        allocation = tuple(hubs[n] for n in at)
        assert cost_of_single(problem, hubs, allocation) == pytest.approx(best)


def test_where_no_allocation_has_room_none_is_claimed():
    problem, hubs = full(0, 0.2)
    assert squeezed(problem, hubs, np.full(8, -1)) == np.inf


@pytest.mark.parametrize("cost", [100.0, 1_500.0, 4_000.0])
def test_hubs_are_added_to_one_and_taken_from_all_until_that_gains_nothing(cost):
    problem = posed(hubs=None, steps=((Step(cost=cost),),) * 7)
    one = Setup((3,), cost_of_single(problem, (3,), (3,) * 7), (3,) * 7)
    every = Setup(tuple(range(7)), cost_of_single(problem, tuple(range(7)), tuple(range(7))),
                  tuple(range(7)))  # fmt: skip
    best = best_of_all(problem)
    assert searched(problem, one).cost == pytest.approx(best)
    assert searched(problem, every).cost == pytest.approx(best)


def test_the_search_ends_when_told_and_keeps_what_it_began_with_or_better():
    problem = posed(hubs=None, steps=((Step(cost=900.0),),) * 7)
    start = Setup((3,), cost_of_single(problem, (3,), (3,) * 7), (3,) * 7)
    told: list[float] = []
    found = descended(
        numbers_of(problem), start, tries=10**9, seed=1, tell=lambda s: bool(told.append(s)) or True
    )
    assert len(told) == 1 and found.cost <= start.cost


@pytest.mark.realdata
@pytest.mark.skipif(not BENCH.exists(), reason="the instances of the literature are not here")
def test_the_search_alone_meets_the_tightest_value_of_the_literature():
    words = np.array((BENCH / "50.3").read_text().split(), dtype=np.float64)
    places, flows = words[1:101].reshape(50, 2), words[101:2601].reshape(50, 50)
    read = {name: (BENCH / f"{name}.50").read_text().split() for name in ("FcostT", "CapT")}
    sizes = zip(map(float, read["CapT"]), map(float, read["FcostT"]), strict=True)
    problem = posed(
        nodes=50, flows=flows, hubs=None, steps=tuple((Step(*size),) for size in sizes),
        distances=np.sqrt(((places[:, None] - places[None]) ** 2).sum(-1)) / 1000,
    )  # fmt: skip
    found = searched(problem, Setup((5, 24, 25), np.inf, (-1,) * 50), tries=60_000, seed=1)
    assert found.cost == pytest.approx(417_440.99, abs=0.01)
