"""Phases of a hub design: near the best of all orders of building, within every year's budget."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from jidi.network.hubs import HubProblem, Phases, Step, phased, verify
from jidi.network.hubs.assembling import assembled

SIZES = (Step(60.0, 30.0), Step(140.0, 55.0))
STANDS = (0, None, 0, None, None)


def year(growth: float) -> HubProblem:
    draw = np.random.default_rng(4)
    at = draw.random((5, 2)) * 10
    apart = np.sqrt(((at[:, None] - at[None]) ** 2).sum(-1))
    flows = draw.gamma(2.0, 2.0, (5, 5)) * growth
    return HubProblem(
        flows=flows, distances=apart, transfer=0.3, steps=(SIZES, SIZES, SIZES, (), ())
    )


def asked(budgets: tuple[float, ...]) -> Phases:
    years = tuple(year(growth) for growth in (0.6, 0.9, 1.6))
    design = assembled(years[-1], (0, 1), (0, 1, 1, 0, 0))
    invests = tuple((hub, {0: 7.0, 1: 5.0}[hub]) for hub, step in design.hubs if step)
    assert len(invests) == 2
    return Phases(years=years, design=design, stands=STANDS, invests=invests, budgets=budgets)


def year_at_best(problem: HubProblem, steps: dict[int, int]) -> float:
    """The least cost with any of these hubs, each at its step or not used, none overfull."""
    best = np.inf
    for to in product(steps, repeat=problem.nodes):
        if any(to[hub] != hub for hub in set(to)):
            continue
        loads = np.bincount(to, weights=problem.loads, minlength=problem.nodes)
        if any(loads[h] > problem.steps[h][steps[h]].capacity * (1 + 1e-9) for h in set(to)):
            continue
        made = assembled(problem, tuple(sorted(set(to))), to)
        price = sum(
            problem.steps[h][steps[h]].cost - problem.steps[h][s].cost for h, s in made.hubs
        )
        best = min(best, made.cost + price)
    return float(best)


def best_of_all(found: Phases) -> float:
    hubs, invests = dict(found.design.hubs), dict(found.invests)
    best = np.inf
    for when in product(range(3), repeat=len(invests)):
        built = dict(zip(invests, when, strict=True))
        spent = [sum(c for h, c in invests.items() if built[h] == t) for t in range(3)]
        if any(s > b for s, b in zip(np.cumsum(spent), np.cumsum(found.budgets), strict=True)):
            continue
        cost = found.design.cost
        for t in range(2):
            steps = {n: s for n, s in enumerate(found.stands) if s is not None}
            steps |= {h: hubs[h] for h, y in built.items() if y <= t}
            cost += year_at_best(found.years[t], steps)
        best = min(best, cost)
    return float(best)


@pytest.mark.parametrize("budgets", [(20.0, 20.0, 20.0), (5.0, 7.0, 0.0), (0.0, 7.0, 6.0)])
def test_hubs_are_built_when_it_is_cheapest_within_the_budgets(budgets):
    found = asked(budgets)
    made = phased(found, nodes=500, seconds=None)
    best = best_of_all(found)
    assert sum(y.spent for y in made.years) == sum(cost for _, cost in found.invests)
    spent = np.cumsum([one.spent for one in made.years])
    assert (spent <= np.cumsum(budgets)).all()
    assert np.isfinite(best) and made.bound is not None
    total = sum(one.design.cost for one in made.years)
    assert made.bound <= best * (1 + 1e-6) and best <= total * (1 + 1e-9) and total <= best * 1.05
    for one, problem in zip(made.years, found.years, strict=True):
        assert one.over == 0 and verify(problem, one.design).holds


def test_one_year_alone_is_the_design():
    found = asked((1.0, 1.0, 13.0))
    alone = replace(found, years=found.years[-1:], budgets=(13.0,))
    made = phased(alone, nodes=500, seconds=None)
    assert [year.design for year in made.years] == [found.design]
    assert (made.bound, made.years[0].spent) == (found.design.cost, 12.0)


def test_what_the_budgets_do_not_pay_for_is_refused_and_what_does_not_fit_is_told():
    assert phased(asked((1.0, 1.0, 9.0)), nodes=500, seconds=None) is None
    tight = asked((0.0, 0.0, 20.0))
    small = replace(tight, stands=(0, None, None, None, None))  # 60 a day, and more comes
    made = phased(small, nodes=500, seconds=None)
    assert made.bound is None
    assert made.years[1].over == pytest.approx(small.years[1].loads.sum() - 60.0, rel=1e-3)
