"""Cold chains that carry part: against every choice of places and trucks, and by the checker."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from tests.network.test_cold import _yuan_kg, problem, small_problems

from jidi.core.errors import InputError
from jidi.network.cold import solve, verify


def choices(small):
    """Every choice of sizes and trucks: its price, and the rows that flows on it keep."""
    ways = [w for w in itertools.product(range(2), repeat=4)
            if small.kg[w[0], w[3]] > 0 and small.in_time(*w)]  # fmt: skip
    lanes = sorted({way[2:] for way in ways})
    pairs = sorted({(way[0], way[3]) for way in ways})
    upper = [[float(w[1] == n) for w in ways] for n in range(2)]
    upper += [[float(w[2] == n) for w in ways] for n in range(2)]
    upper += [[float(w[2:] == lane) for w in ways] for lane in lanes]
    upper += [[float((w[0], w[3]) == pair) for w in ways] for pair in pairs]
    sites = (*small.coolers, *small.stores)
    yuan = [_yuan_kg(small, way) for way in ways]
    for sizes in itertools.product(*([*([] if s.forced else [None]), *s.sizes] for s in sites)):
        fixed = sum(size.yuan for size in sizes if size)
        for trucks in itertools.product(range(3), repeat=len(lanes)):
            driven = sum(n * small.truck_yuan_km * small.third_km[lane]
                         for n, lane in zip(trucks, lanes, strict=True))  # fmt: skip
            most = [size.kg if size else 0.0 for size in sizes]
            most += [n * small.truck_kg for n in trucks] + [small.kg[pair] for pair in pairs]
            yield fixed + driven, yuan, upper, most


def least_cost(small, kg: float) -> float:
    best = np.inf
    for price, yuan, upper, most in choices(small):
        if price < best:
            rows, rooms = [*upper, [-1.0] * len(yuan)], [*most, -kg]
            found = linprog(yuan, A_ub=rows, b_ub=rooms)
            best = min(best, price + found.fun) if found.status == 0 else best
    return best


def least_cost_of_each(small, share: float) -> float:
    """The cheapest that carries a share of either product: base and product have one number."""
    ways = [w for w in itertools.product(range(2), repeat=4)
            if small.kg[w[0], w[3]] > 0 and small.in_time(*w)]  # fmt: skip
    of_each = [[-float(way[0] == product) for way in ways] for product in range(2)]
    wanted = [-share * float(small.kg[product].sum()) for product in range(2)]
    best = np.inf
    for price, yuan, upper, most in choices(small):
        if price < best:
            found = linprog(yuan, A_ub=[*upper, *of_each], b_ub=[*most, *wanted])
            best = min(best, price + found.fun) if found.status == 0 else best
    return best


def late_of(small, product: int) -> float:
    return sum(small.kg[product, m] for m in range(2)
               if not any(small.in_time(product, c, s, m)
                          for c, s in itertools.product(range(2), repeat=2)))  # fmt: skip


def most_kg(small, budget: float) -> float:
    best = -np.inf
    for price, yuan, upper, most in choices(small):
        if price <= budget and sum(most[4:-1]) > best:
            rows, rooms = [*upper, yuan], [*most, budget - price]
            best = max(best, -linprog([-1.0] * len(yuan), A_ub=rows, b_ub=rooms).fun)
    return best


def carried(design) -> float:
    return sum(one.kg for one in design.carried)


def late(small) -> float:
    return sum(small.kg[b, m] for b, m in itertools.product(range(2), repeat=2)
               if not any(small.in_time(b, c, s, m)
                          for c, s in itertools.product(range(2), repeat=2)))  # fmt: skip


@settings(max_examples=2, deadline=None)
@given(small_problems(), st.sampled_from([0.3, 0.6, 0.9]))
def test_no_choice_carries_the_share_for_less(small, coverage):
    small, whole = replace(small, coverage=coverage), float(small.kg.sum())
    if late(small) >= whole:
        with pytest.raises(InputError, match="N-981"):
            solve(small)
        return
    if late(small) > (1 - coverage) * whole:
        with pytest.raises(InputError, match="N-938"):
            solve(small)
        return
    design = solve(small)
    assert verify(small, design).holds, verify(small, design).breaches
    best = least_cost(small, coverage * whole)
    assert best * (1 - 1e-6) - 1e-3 <= design.cost <= best * 1.006 + 1e-3
    assert design.bound <= best * (1 + 1e-6) + 1e-3


@settings(max_examples=2, deadline=None)
@given(small_problems(), st.sampled_from([6_000.0, 9_000.0, 14_000.0]))
def test_no_choice_carries_more_within_the_budget(small, budget):
    small = replace(small, budget=budget)
    if late(small) >= small.kg.sum():
        return
    design = solve(small)
    assert verify(small, design).holds, verify(small, design).breaches
    best = most_kg(small, budget)
    assert best * 0.99 - 1 <= carried(design) <= best * (1 + 1e-6) + 1e-3
    assert design.most_kg is not None and design.most_kg >= best * (1 - 1e-6) - 1e-3


@settings(max_examples=3, deadline=None)
@given(small_problems(), st.sampled_from([0.4, 0.8]))
def test_no_choice_carries_a_share_of_every_product_for_less(small, share):
    small = replace(small, each=share)
    if late(small) >= small.kg.sum():
        return
    whole = small.kg.sum(axis=1)
    if any(late_of(small, p) > (1 - share) * whole[p] * (1 + 1e-9) for p in range(2)):
        with pytest.raises(InputError, match="N-929"):
            solve(small)
        return
    design = solve(small)
    assert verify(small, design).holds, verify(small, design).breaches
    best = least_cost_of_each(small, share)
    assert best * (1 - 1e-6) - 1e-3 <= design.cost <= best * 1.006 + 1e-3
    assert design.bound <= best * (1 + 1e-6) + 1e-3


def test_a_share_of_every_product_is_kept_within_a_budget_or_refused():
    small = problem()
    dear = solve(replace(small, each=0.9)).cost
    with pytest.raises(InputError, match="N-982"):
        solve(replace(small, each=0.9, budget=dear * 0.98))
    asked = replace(small, each=0.9, budget=dear * 1.01)
    design = solve(asked)
    assert verify(asked, design).holds
    assert all(
        sum(one.kg for one in design.carried if one.base == p) >= 0.9 * small.kg[p].sum() - 1e-6
        for p in range(2)
    )


def test_the_checker_sees_a_product_of_which_too_little_is_carried():
    small = replace(problem(), coverage=0.7)
    design = solve(small)
    given = [sum(d.kg for d in design.carried if d.base == p) for p in range(2)]
    short = [p for p in range(2) if given[p] < 0.9 * small.kg[p].sum()]
    assert short
    told = verify(replace(small, each=0.9), design).breaches
    assert [breach.kind for breach in told] == ["each"] * len(short)


def test_a_coverage_beyond_the_budget_is_refused_with_the_proved_least():
    small = problem()
    dear = solve(replace(small, coverage=0.9))
    with pytest.raises(InputError) as refused:
        solve(replace(small, coverage=0.9, budget=dear.cost * 0.8))
    assert refused.value.code == "N-955"
    assert solve(replace(small, coverage=0.9, budget=dear.cost * 1.01)).cost == dear.cost


def test_the_checker_sees_what_was_left_without_leave_or_word():
    small = replace(problem(), coverage=0.7)
    design = solve(small)
    assert design.left and verify(small, design).holds

    def kinds(posed, changed):
        return {breach.kind for breach in verify(posed, changed).breaches}

    assert "coverage" in kinds(replace(small, coverage=0.95), design)
    assert "left" in kinds(problem(), design)
    assert "budget" in kinds(replace(small, budget=design.cost * 0.9), design)
    assert "flow" in kinds(small, replace(design, left={}))
    assert "most_kg" in kinds(small, replace(design, most_kg=carried(design) * 0.9))
    flow, kg = next(iter(design.left.items()))
    assert "left" in kinds(small, replace(design, left={**design.left, flow: -kg}))
    assert "unknown" in kinds(small, replace(design, left={(9, 0): 1.0}))


def test_a_budget_carries_all_where_it_pays_for_all():
    whole = solve(problem())
    rich = replace(problem(), budget=whole.cost * 1.05)
    design = solve(rich)
    assert verify(rich, design).holds and not design.left
    assert design.cost == pytest.approx(whole.cost, rel=6e-3)


@pytest.mark.parametrize(("field", "value"), [("coverage", 1.2), ("coverage", -0.1), ("budget", 0)])
def test_a_share_above_one_or_no_money_is_refused(field, value):
    with pytest.raises(InputError, match="N-980"):
        replace(problem(), **{field: value})
