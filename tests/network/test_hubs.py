"""Hubs: equal to trying everything, proved; the checker refuses every mutation."""

from __future__ import annotations

import ast
import inspect
import sys
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest

from jidi.core.errors import InputError, JidiError
from jidi.network.hubs import Effort, HubProblem, Step, cost_of, forced, solve, verify
from jidi.network.hubs.design import HubDesign

ROOT = Path(__file__).parents[2]
BENCH = ROOT.parent / "shared" / "bench" / "hub"
QUICK = Effort(tries=60, rounds=400)


def posed(nodes: int = 7, seed: int = 0, **more) -> HubProblem:
    draw = np.random.default_rng(seed)
    points = draw.random((nodes, 2)) * 100
    apart = np.sqrt(((points[:, None] - points[None]) ** 2).sum(-1))
    apart *= draw.uniform(0.95, 1.05, apart.shape)  # there and back need not be the same
    np.fill_diagonal(apart, 0.0)
    held = {
        "flows": draw.gamma(1.0, 10.0, (nodes, nodes)),
        "distances": apart,
        "steps": ((Step(),),) * nodes,
        "collection": 3.0,
        "transfer": 0.75,
        "distribution": 2.0,
        "hubs": 3,
    }
    return HubProblem(**{**held, **more})


def best_of_all(problem: HubProblem) -> float:
    """The least cost over every set of hubs, every step and every allocation or way."""
    counts = [problem.hubs] if problem.hubs else range(1, len(problem.candidates) + 1)
    sets = (set_of for count in counts for set_of in combinations(problem.candidates, count))
    return min(_least(problem, hubs) for hubs in sets if problem.kept <= set(hubs))


def _least(problem: HubProblem, hubs: tuple[int, ...]) -> float:
    if not problem.single:
        price = sum(min(step.cost for step in problem.steps[hub]) for hub in hubs)
        return price + sum(
            problem.flows[i, j] * min(_way(problem, i, j, k, m) for k in hubs for m in hubs)
            for i in range(problem.nodes)
            for j in range(problem.nodes)
        )
    others = [node for node in range(problem.nodes) if node not in hubs]
    best = np.inf
    for chosen in product(hubs, repeat=len(others)):
        to = np.arange(problem.nodes)
        to[others] = chosen
        best = min(best, _allocated(problem, hubs, to))
    return best


def _way(problem: HubProblem, i: int, j: int, k: int, m: int) -> float:
    d = problem.distances
    return (
        problem.collection * d[i, k] + problem.transfer * d[k, m] + problem.distribution * d[m, j]
    )


def _allocated(problem: HubProblem, hubs: tuple[int, ...], to: np.ndarray) -> float:
    out, back = problem.sent.sum(axis=1), problem.received.sum(axis=1)
    total, sent = 0.0, problem.flows.sum(axis=1) + out + back
    for hub in hubs:
        load = sent[to == hub].sum()
        fits = [step.cost for step in problem.steps[hub] if step.capacity >= load]
        if not fits:
            return np.inf
        total += min(fits)
    d, rows = problem.distances, np.arange(len(to))
    way = problem.collection * d[rows, to][:, None] + problem.transfer * d[np.ix_(to, to)]
    way = way + problem.distribution * d[to, rows][None, :]
    for node, hub in enumerate(to):
        total += out[node] * problem.collection * d[node, hub]
        total += back[node] * problem.distribution * d[hub, node]
        onward = (problem.sent[node] + problem.received[node]) @ problem.gateways[hub]
        total += problem.transfer * onward
    return total + float((problem.flows * way).sum())


def sized(seed: int) -> tuple[tuple[Step, ...], ...]:
    draw = np.random.default_rng(seed + 50)
    total = posed(seed=seed).flows.sum()
    return tuple(
        (Step(total * 0.3, 2_000 * draw.random()), Step(total * 0.6, 4_000 + 9_000 * draw.random()))
        for _ in range(7)
    )


def beyond(seed: int) -> dict[str, np.ndarray]:
    draw = np.random.default_rng(seed + 90)
    return {
        "gateways": draw.uniform(50, 300, (7, 2)),
        "sent": draw.gamma(1.0, 20.0, (7, 2)),
        "received": draw.gamma(1.0, 20.0, (7, 2)),
    }


CASES = {
    "gateways": beyond(1),
    "single": {},
    "multiple": {"single": False},
    "kept": {"kept": frozenset({0, 4})},
    "fixed costs": {"hubs": None, "steps": tuple((Step(cost=c),) for c in range(0, 21_000, 3_000))},
    "multiple with fixed costs": {
        "hubs": None, "single": False, "kept": frozenset({2}),
        "steps": tuple((Step(cost=c),) for c in range(0, 21_000, 3_000)),
    },
    "few candidates": {"steps": ((Step(),), (), (Step(),), (), (Step(),), (Step(),), ())},
}  # fmt: skip


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("name", CASES)
def test_the_design_is_the_best_there_is_and_proved(name, seed):
    problem = posed(seed=seed, **CASES[name])
    solved = solve(problem, effort=QUICK)
    assert verify(problem, solved.design).holds
    assert solved.design.cost == pytest.approx(best_of_all(problem))
    assert solved.proved


@pytest.mark.parametrize("seed", range(3))
def test_within_capacities_the_cheapest_sizes_are_taken(seed):
    outside = {key: values / 10 for key, values in beyond(seed).items()} if seed else {}
    problem = posed(seed=seed, hubs=None, steps=sized(seed), **outside)
    solved = solve(problem, effort=QUICK)
    assert verify(problem, solved.design).holds
    assert solved.design.cost == pytest.approx(best_of_all(problem))
    assert solved.proved


def test_the_bound_is_a_bound_also_when_it_is_cut_short():
    problem = posed(nodes=10, seed=3)
    whole = solve(problem, effort=QUICK)
    for rounds in (1, 5, 40):
        short = solve(problem, effort=Effort(tries=5, rounds=rounds, columns=0))
        assert short.bound <= whole.design.cost * (1 + 1e-9) <= short.design.cost * (1 + 2e-9)


@pytest.mark.parametrize("seed", range(3))
def test_sizes_chosen_with_the_nodes_give_a_bound_and_a_design_where_pairs_are_too_many(seed):
    outside = {key: values / 10 for key, values in beyond(seed).items()} if seed else {}
    problem = posed(seed=seed, hubs=None, steps=sized(seed), **outside)
    solved = solve(problem, effort=Effort(tries=0, rounds=60, columns=0))
    least = best_of_all(problem)
    assert verify(problem, solved.design).holds
    assert solved.bound <= least * (1 + 1e-6)
    assert solved.design.cost <= least * 1.02
    assert solved.gap < 0.05


@pytest.mark.parametrize("nodes", [200, 0])
@pytest.mark.parametrize("hubs", [3, None])
def test_forcing_a_candidate_costs_between_the_least_told_and_the_best_found(hubs, nodes):
    problem = posed(seed=2, hubs=hubs, steps=sized(2), kept=frozenset({1}))
    solved = solve(problem, effort=QUICK)
    found = forced(
        problem, solved.design, rounds=60, nodes=nodes, bound=solved.bound, tell=lambda _: False
    )
    assert {one.node for one in found} == set(range(7)) - {1}
    for one in found:
        closed = tuple(() if n == one.node else sizes for n, sizes in enumerate(problem.steps))
        asked = {"kept": problem.kept | {one.node}} if one.opened else {"steps": closed}
        least = best_of_all(replace(problem, **asked))
        assert one.least <= least * (1 + 1e-6)
        assert one.design is not None and verify(problem, one.design).holds
        assert least <= one.design.cost * (1 + 1e-9) and one.design.cost <= least * 1.05
        assert one.opened == (one.node in dict(one.design.hubs))


def test_what_is_left_is_decided_when_the_bound_alone_does_not_prove():
    problem = posed(nodes=8, seed=4)
    solved = solve(problem, effort=Effort(tries=40, rounds=60))
    assert solved.proved
    assert solved.design.cost == pytest.approx(best_of_all(problem))


def test_the_same_problem_effort_and_seed_give_the_same_design():
    problem, effort = posed(nodes=12, seed=6), Effort(tries=30, rounds=10, columns=0)
    assert solve(problem, effort=effort, seed=3) == solve(problem, effort=effort, seed=3)


def mutations(good: HubDesign):
    (first, step), *rest = good.hubs
    closed = next(n for n in range(7) if n not in dict(good.hubs))
    other = rest[0][0]
    to = list(good.allocation)
    yield "unknown_hub", replace(good, hubs=((9, 0), *rest))
    yield "unknown_step", replace(good, hubs=((first, 7), *rest))
    yield "repeated_hub", replace(good, hubs=(*good.hubs, (first, step)))
    yield "number_of_hubs", replace(good, hubs=tuple(rest))
    yield "closed_hub", replace(good, hubs=tuple(rest))
    yield "foreign_hub", replace(good, allocation=(*to[:first], other, *to[first + 1 :]))
    yield "closed_hub", replace(good, allocation=(*to[:closed], closed, *to[closed + 1 :]))
    yield "allocation", replace(good, allocation=good.allocation[1:])
    yield "wrong_cost", replace(good, cost=good.cost * 1.00001)


def test_every_mutation_of_a_good_design_is_refused():
    problem = posed()
    good = solve(problem, effort=QUICK).design
    for kind, bad in mutations(good):
        assert kind in {breach.kind for breach in verify(problem, bad).breaches}
    closed = next(n for n in range(7) if n not in dict(good.hubs))
    strict = replace(problem, kept=frozenset({closed}))
    assert "closed_kept_hub" in {breach.kind for breach in verify(strict, good).breaches}
    narrow = replace(problem, steps=((Step(capacity=1.0),),) * 7)
    assert "overfull_hub" in {breach.kind for breach in verify(narrow, good).breaches}


def test_every_mutation_of_ways_is_refused():
    problem = posed(single=False)
    good = solve(problem, effort=QUICK).design
    missing = replace(good, paths=good.paths[1:])
    twice = replace(good, paths=(*good.paths, good.paths[0]))
    assert "missing_flow" in {breach.kind for breach in verify(problem, missing).breaches}
    assert "repeated_flow" in {breach.kind for breach in verify(problem, twice).breaches}
    assert cost_of(problem, twice).total > cost_of(problem, good).total


def test_what_cannot_be_posed_is_refused_with_all_that_is_wrong():
    with pytest.raises(JidiError) as caught:
        posed(hubs=9, transfer=-1.0, kept=frozenset({8}))
    assert caught.value.code == "N-820"
    assert len(caught.value.also) == 3


def test_too_little_capacity_is_told():
    with pytest.raises(InputError, match="N-822"):
        solve(posed(steps=((Step(capacity=1.0),),) * 7))


def test_the_checker_shares_nothing_with_the_solver():
    tree = ast.parse(inspect.getsource(sys.modules[verify.__module__]))
    ours = {
        node.module for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("jidi")
    }  # fmt: skip
    problem = {"jidi.network.hubs.design", "jidi.network.hubs.problem"}
    assert ours == problem | {"jidi.network.hubs.verify_levels"}
    levels = inspect.getsource(sys.modules["jidi.network.hubs.verify_levels"])
    assert {
        node.module for node in ast.walk(ast.parse(levels))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("jidi")
    } == problem  # fmt: skip


@pytest.mark.realdata
def test_the_literatures_values_are_reached_and_proved():
    if not BENCH.exists():
        pytest.skip("the literature's instances stand in ../shared, which is not here")
    sys.path.insert(0, str(ROOT / "benchmarks"))
    from hubs import cases

    wanted = {
        "USApHMP AP10 p=3",
        "UMApHMP AP10 p=4",
        "CSAHLP AP10LT",
    }
    found = [case for case in cases("", "") if case.name in wanted]
    assert len(found) == len(wanted)
    for case in found:
        problem = case.pose()
        solved = solve(problem)
        assert verify(problem, solved.design).holds
        assert solved.design.cost == pytest.approx(case.known, abs=0.0051)
        assert solved.proved
