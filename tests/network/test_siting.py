"""Siting: equal to trying everything, proved; the checker refuses every mutation."""

from __future__ import annotations

import ast
import inspect
import sys
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jidi.core.errors import InputError, JidiError
from jidi.network.siting import (
    Effort,
    SitingProblem,
    covering,
    facility_location,
    p_median,
    solve,
    verify,
)
from jidi.network.siting.parting import parted
from jidi.network.siting.pricing import priced
from jidi.network.siting.sums import exchanges, offers, served
from jidi.network.siting.work import merged, work_of

ROOT = Path(__file__).parents[2]
BENCH = ROOT.parent / "shared" / "bench"


def apart(customers: int, sites: int, seed: int) -> np.ndarray:
    points = np.random.default_rng(seed).random((customers, 2)) * 100
    return np.sqrt(((points[:, None] - points[None, :sites]) ** 2).sum(-1))


def best_of_all(problem: SitingProblem) -> float:
    """The least cost over every set of sites and, within capacities, every undivided service."""
    return min(
        _served(problem, opened) + float(problem.opening[list(opened)].sum())
        for count in range(1, (problem.sites or problem.candidates) + 1)
        for opened in combinations(range(problem.candidates), count)
    )


def _served(problem: SitingProblem, opened: tuple[int, ...]) -> float:
    if not problem.limited:
        return float(np.minimum(problem.costs[:, opened].min(axis=1), problem.outside).sum())
    best = np.inf
    for who in product(opened, repeat=problem.customers):
        loads = np.bincount(who, weights=problem.demand, minlength=problem.candidates)
        if (loads <= problem.capacity).all():
            best = min(best, sum(problem.costs[c, s] for c, s in enumerate(who)))
    return float(best)


def posed(kind: str, seed: int) -> SitingProblem:
    draw, ways = np.random.default_rng(seed), apart(14, 7, seed)
    if kind == "p-median":
        return p_median(np.rint(ways), sites=3)
    if kind == "facilities":
        return facility_location(ways, opening=draw.random(7) * 150)
    return covering(ways < 25, weights=draw.integers(1, 20, 14).astype(float), sites=2)


@given(st.sampled_from(["p-median", "facilities", "covering"]), st.integers(0, 10_000))
def test_without_capacities_the_design_is_the_best_there_is_and_proved(kind, seed):
    problem = posed(kind, seed)
    solved = solve(problem)
    assert verify(problem, solved.design).holds
    assert solved.design.cost == pytest.approx(best_of_all(problem))
    assert solved.proved


def limited(seed: int, *, split: bool) -> SitingProblem:
    draw = np.random.default_rng(seed)
    demand = draw.integers(1, 9, 6).astype(float)
    room = np.ceil(draw.uniform(0.45, 0.8, 4) * demand.sum())
    costs = apart(6, 4, seed) * demand[:, None]
    return SitingProblem(
        costs=costs, opening=draw.random(4) * 200, demand=demand, capacity=room, split=split
    )


@pytest.mark.parametrize("seed", range(6))
def test_within_capacities_undivided_service_is_the_best_there_is(seed):
    problem = limited(seed, split=False)
    solved = solve(problem)
    assert verify(problem, solved.design).holds
    assert solved.design.cost == pytest.approx(best_of_all(problem))
    assert solved.proved
    shared = solve(limited(seed, split=True))
    assert verify(limited(seed, split=True), shared.design).holds
    assert shared.design.cost <= solved.design.cost + 1e-6


def test_a_bound_without_proof_is_still_a_bound():
    problem = p_median(np.rint(apart(40, 40, 5)), sites=4)
    short, whole = solve(problem, effort=Effort(rounds=5, radii=0, parts=0)), solve(problem)
    assert whole.proved
    assert short.bound <= whole.design.cost <= short.design.cost


@given(st.sampled_from(["p-median", "facilities", "covering"]), st.integers(0, 10_000))
def test_designs_parted_by_sites_prove_the_best_there_is_where_radii_are_not_asked(kind, seed):
    problem = posed(kind, seed)
    solved = solve(problem, effort=Effort(rounds=2, radii=-1))
    assert verify(problem, solved.design).holds
    assert solved.design.cost == pytest.approx(best_of_all(problem))
    assert solved.proved


@pytest.mark.parametrize("parts", [0, 1, 2, 5, 11])
def test_stopped_after_a_few_parts_no_design_is_below_the_bound_and_none_that_is_told_below_another(
    parts,
):
    problem = p_median(apart(12, 12, parts), sites=3)
    work = merged(work_of(problem))
    begun = priced(work, [0, 1, 2], work.cost_of([0, 1, 2]), rounds=1, tell=lambda _: False)
    opened, cost, bound = parted(work, begun, parts=parts)
    least = best_of_all(problem)
    assert bound <= least * (1 + 1e-9)
    assert cost == pytest.approx(work.cost_of(opened))
    assert least <= cost * (1 + 1e-9)


def test_the_same_problem_effort_and_seed_give_the_same_design():
    problem, effort = p_median(apart(40, 40, 6), sites=5), Effort(rounds=20, radii=0)
    assert solve(problem, effort=effort, seed=3) == solve(problem, effort=effort, seed=3)


@pytest.fixture(scope="module")
def problem() -> SitingProblem:
    return limited(2, split=False)


def mutations(design):
    (customer, site, _), *rest = design.served
    other = next(s for s in design.opened if s != site)
    closed = next(s for s in range(4) if s not in design.opened)
    yield "unserved", replace(design, served=tuple(rest))
    yield "wrong_cost", replace(design, cost=design.cost * 1.001)
    yield "closed_site", replace(design, served=((customer, closed, 1.0), *rest))
    yield "unknown_site", replace(design, opened=(*design.opened, 9))
    yield "repeated_site", replace(design, opened=(*design.opened, design.opened[0]))
    yield "share", replace(design, served=((customer, site, 0.5), *rest))
    halves = ((customer, site, 0.5), (customer, other, 0.5), *rest)
    yield "divided_customer", replace(design, served=halves)
    yield "overfull_site", replace(design, served=tuple((c, site, 1.0) for c in range(6)))
    yield "unknown_customer", replace(design, served=((77, site, 1.0), *rest))


def test_every_mutation_of_a_good_design_is_refused(problem):
    good = solve(problem).design
    for kind, bad in mutations(good):
        assert kind in {breach.kind for breach in verify(problem, bad).breaches}
    fewer = replace(problem, sites=1)
    assert "too_many_sites" in {breach.kind for breach in verify(fewer, good).breaches}
    far = np.where(problem.costs == problem.costs[good.served[0][:2]], np.inf, problem.costs)
    kinds = {breach.kind for breach in verify(replace(problem, costs=far), good).breaches}
    assert "beyond_reach" in kinds


def test_what_cannot_be_posed_is_refused_with_all_that_is_wrong():
    with pytest.raises(JidiError) as caught:
        SitingProblem(costs=np.full((2, 2), np.nan), sites=0)
    assert caught.value.code == "N-801"
    assert len(caught.value.also) >= 2


def test_what_cannot_be_solved_says_why():
    small = SitingProblem(costs=apart(4, 4, 0), demand=np.ones(4), capacity=np.full(4, 0.5))
    with pytest.raises(InputError, match="N-803"):
        solve(small)
    islands = np.where(np.eye(3, dtype=bool), 0.0, np.inf)
    with pytest.raises(InputError, match="N-803"):
        solve(p_median(islands, sites=2))


def test_the_checker_shares_nothing_with_the_solver():
    tree = ast.parse(inspect.getsource(sys.modules[verify.__module__]))
    ours = {
        node.module for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("jidi")
    }  # fmt: skip
    assert ours == {"jidi.network.siting.design", "jidi.network.siting.problem"}


@pytest.mark.realdata
def test_the_literatures_values_are_reached_and_proved():
    if not BENCH.exists():
        pytest.skip("the literature's instances stand in ../shared, which is not here")
    sys.path.insert(0, str(ROOT / "benchmarks"))
    from siting import cases

    wanted = {"pmed5", "pmed8", "cap41 CFLP", "cap134 UFLP", "mclp_SJC324 MCLP p=3 r=800"}
    found = [case for case in cases("", "") if case.name in wanted]
    assert len(found) == len(wanted)
    for case in found:
        problem = case.pose()
        solved = solve(problem)
        assert verify(problem, solved.design).holds
        reached = solved.design.cost
        value = float(problem.outside.sum()) - reached if case.covers else reached
        assert value == pytest.approx(case.known, rel=1e-6)
        assert solved.proved


def test_customers_whose_costs_differ_by_a_factor_are_put_together_and_no_set_costs_otherwise():
    draw = np.random.default_rng(4)
    reach = (draw.random((3, 5)) < 0.5)[draw.integers(0, 3, 40)]
    reach[:, 0] |= ~reach.any(axis=1)
    every = work_of(covering(reach, weights=draw.integers(1, 9, 40).astype(float), sites=2))
    few = merged(every)
    assert len(few.costs) == len(np.unique(reach, axis=0)) < len(every.costs)
    for pair in combinations(range(5), 2):
        assert few.cost_of(pair) == pytest.approx(every.cost_of(pair))
    apart = work_of(p_median(draw.random((6, 4)), sites=2))
    assert merged(apart) is apart


@pytest.mark.parametrize("customers, sites", [(1, 1), (13, 7), (60, 41)])
def test_sums_by_machine_code_are_those_of_numpy_to_the_last_bit(monkeypatch, customers, sites):
    draw = np.random.default_rng(customers)
    costs = draw.random((customers, sites))
    prices, opened = draw.random(customers), min(sites, 3)
    owner = costs[:, :opened].argmin(axis=1)
    first, second = np.sort(draw.random((2, customers)), axis=0)
    some = draw.permutation(sites)[:opened]
    told = []
    for loaded in (False, True):
        monkeypatch.setattr("jidi.network.siting.sums.is_loaded", lambda loaded=loaded: loaded)
        paid, regained = exchanges(costs, first, second, owner, opened)
        seen = served(np.ascontiguousarray(costs.T), some, prices)
        told.append([offers(costs, prices), seen, paid, regained])
    for by_numpy, by_code in zip(*told, strict=True):
        assert by_numpy.tobytes() == by_code.tobytes()
