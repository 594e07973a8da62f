"""The cold chain: designs against every choice of places and trucks, and the checker's own eyes."""

from __future__ import annotations

import ast
import inspect
import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from jidi.core.errors import InputError
from jidi.network.cold import (
    Base,
    Carriage,
    ColdProblem,
    Outlets,
    Product,
    Site,
    Size,
    fewest,
    solve,
    together,
    verify,
)
from jidi.network.cold import verify as checker


def problem(**changes) -> ColdProblem:
    """Two bases of two products, two coolers, two stores, two markets."""
    made = ColdProblem(
        name="small",
        products=(Product("berry", 40.0, 4.0, 3.0), Product("vaccine", 60.0, 10.0, 2.0)),
        bases=(Base("farm", 0), Base("works", 1)),
        coolers=(
            Site("near", (Size("small", 5_000, 500), Size("large", 20_000, 1_500))),
            Site("far", (Size("large", 20_000, 1_200),)),
        ),
        stores=(
            Site("town", (Size("store", 20_000, 2_000),)),
            Site("city", (Size("store", 20_000, 2_500),)),
        ),
        markets=("coast", "south"),
        kg=np.array([[6_000.0, 1_000.0], [500.0, 0.0]]),
        first_km=np.array([[20.0, 90.0], [30.0, 50.0]]),
        second_km=np.array([[40.0, 100.0], [30.0, 60.0]]),
        third_km=np.array([[700.0, 1_500.0], [600.0, 1_400.0]]),
        first=Carriage(40.0, 2.0, 500.0),
        second=Carriage(60.0, 1.5, 300.0),
        third=Carriage(70.0, 0.0, 200.0),
        cool_h=4.0, dwell_h=8.0, cool_yuan_kg=0.1, store_yuan_kg=0.1, truck_kg=5_000.0,
        truck_yuan_km=6.0, yuan_per_tonne=50.0,
    )  # fmt: skip
    return replace(made, **changes)


def test_few_places_and_whole_trucks_are_found_and_verified():
    small = problem()
    design = solve(small)
    assert verify(small, design).holds, verify(small, design).breaches
    # 7,500 kg in one place to cool and one to store; 6,500 kg to the coast are two trucks.
    assert len(design.coolers) == len(design.stores) == 1
    assert sum(count for (_, market), count in design.trucks.items() if market == 0) == 2


def least_by_trying(small: ColdProblem) -> float:
    """Every choice of sizes and trucks, with the cheapest flows of a linear program."""
    ways = [
        way for way in itertools.product(*(range(n) for n in (
            len(small.bases), len(small.coolers), len(small.stores), len(small.markets))))
        if small.kg[way[0], way[3]] > 0 and small.in_time(*way)
    ]  # fmt: skip
    pairs = sorted({(b, m) for b, _, _, m in ways})
    lanes = sorted({(s, m) for _, _, s, m in ways})
    yuan = [_yuan_kg(small, way) for way in ways]
    best = np.inf
    for coolers in itertools.product(*([None, *s.sizes] for s in small.coolers)):
        for stores in itertools.product(*([None, *s.sizes] for s in small.stores)):
            sites = zip((*small.coolers, *small.stores), (*coolers, *stores), strict=True)
            if any(site.forced and size is None for site, size in sites):
                continue
            fixed = sum(size.yuan for size in (*coolers, *stores) if size)
            for trucks in itertools.product(range(3), repeat=len(lanes)):
                driven = sum(n * small.truck_yuan_km * small.third_km[lane]
                             for n, lane in zip(trucks, lanes, strict=True))  # fmt: skip
                if fixed + driven >= best:
                    continue
                found = _flows(small, ways, pairs, lanes, yuan, coolers, stores, trucks)
                if found is not None:
                    best = min(best, fixed + driven + found)
    return best


def _yuan_kg(small, way) -> float:
    b, c, s, m = way
    legs = ((small.first_km[b, c], small.first), (small.second_km[c, s], small.second),
            (small.third_km[s, m], small.third))  # fmt: skip
    tonne = sum(km * (kind.yuan_tkm + kind.grams * small.yuan_per_tonne / 1e6) for km, kind in legs)
    return float(tonne / 1000 + small.cool_yuan_kg + small.store_yuan_kg)


def _flows(small, ways, pairs, lanes, yuan, coolers, stores, trucks):
    rooms = [
        *((1, n, size.kg if size else 0.0) for n, size in enumerate(coolers)),
        *((2, n, size.kg if size else 0.0) for n, size in enumerate(stores)),
    ]
    upper = [[float(way[at] == n) for way in ways] for at, n, _ in rooms]
    upper += [[float((way[2], way[3]) == lane) for way in ways] for lane in lanes]
    most = [room for _, _, room in rooms] + [n * small.truck_kg for n in trucks]
    whole = [[float((way[0], way[3]) == pair) for way in ways] for pair in pairs]
    if any(sum(small.kg[p] for p in pairs) > sum(r for a, _, r in rooms if a == at) + 1e-6
           for at in (1, 2)):  # fmt: skip
        return None
    if sum(small.kg[p] for p in pairs) > sum(n * small.truck_kg for n in trucks) + 1e-6:
        return None
    found = linprog(yuan, A_ub=upper, b_ub=most, A_eq=whole, b_eq=[small.kg[p] for p in pairs])
    return found.fun if found.status == 0 else None


@st.composite
def small_problems(draw):
    def km(low, high, rows):
        return np.array([[float(draw(st.integers(low, high))) for _ in range(2)]
                         for _ in range(rows)])  # fmt: skip

    return problem(
        kg=km(0, 4_500, 2), first_km=km(5, 130, 2), second_km=km(10, 200, 2),
        third_km=km(100, 1_500, 2),
        stores=tuple(replace(s, forced=draw(st.booleans())) for s in problem().stores),
    )  # fmt: skip


@settings(max_examples=2, deadline=None)
@given(small_problems())
def test_no_choice_is_cheaper_and_the_bound_is_below_it(small):
    if not any(small.in_time(*w) for w in itertools.product(range(2), repeat=4)
               if small.kg[w[0], w[3]] > 0):  # fmt: skip
        with pytest.raises(InputError) as refused:
            solve(small)
        assert refused.value.code == "N-981"
        return
    design = solve(small)
    assert verify(small, design).holds, verify(small, design).breaches
    best = least_by_trying(small)
    assert design.cost <= best * 1.006 + 1e-6
    assert design.bound <= best * (1 + 1e-9) + 1e-6
    assert best <= design.cost * (1 + 1e-7) + 1e-6


@pytest.mark.parametrize(
    ("kind", "spoil"),
    [
        ("unknown", lambda d: replace(d, coolers={0: 5})),
        ("unknown", lambda d: replace(d, trucks={(0, 9): 1})),
        ("not_built", lambda d: replace(d, stores={})),
        ("full", lambda d: replace(d, coolers={0: 0})),
        ("flow", lambda d: replace(d, carried=d.carried[1:])),
        ("lost", lambda d: replace(d, carried=d.carried[1:], lost=(
            (d.carried[0].base, d.carried[0].market),))),
        ("trucks", lambda d: replace(d, trucks={})),
        ("too_warm", lambda d: replace(d, carried=tuple(
            replace(part, cooler=1) for part in d.carried))),
        ("cost", lambda d: replace(d, cost=d.cost * 0.9)),
        ("grams", lambda d: replace(d, grams=0.0)),
        ("bound", lambda d: replace(d, bound=d.cost * 2)),
    ],
)  # fmt: skip
def test_the_checker_sees_what_is_wrong(kind, spoil):
    small = problem(first_km=np.array([[20.0, 130.0], [30.0, 130.0]]))
    assert kind in {b.kind for b in verify(small, spoil(solve(small))).breaches}


def test_the_checker_sees_late_products_and_places_that_must_be():
    small, design = problem(), solve(problem())
    late = replace(small, dwell_h=30.0)
    assert "too_late" in {b.kind for b in verify(late, design).breaches}
    both = replace(small, stores=tuple(replace(s, forced=True) for s in small.stores))
    assert "forced" in {b.kind for b in verify(both, design).breaches}


def test_a_place_may_be_forced_and_then_costs_no_less():
    small = problem()
    design = solve(small)
    store = next(iter(design.stores))
    other = solve(small, forced=(("store", store, False),))
    assert store not in other.stores
    assert other.cost >= design.bound - 1e-6
    with_both = solve(small, forced=(("store", 1 - store, True),))
    assert 1 - store in with_both.stores


def test_what_no_way_keeps_is_told_and_not_carried():
    small = problem(third_km=np.array([[700.0, 3_500.0], [600.0, 3_400.0]]))
    design = solve(small)
    assert verify(small, design).holds
    assert design.lost == ((0, 1),)
    assert all(part.market == 0 for part in design.carried)


@pytest.mark.parametrize(
    ("code", "change"),
    [("N-981", {"dwell_h": 99.0}), ("N-982", {"kg": np.array([[90_000.0, 0], [0, 0]])})],
)
def test_what_has_no_design_is_refused(code, change):
    with pytest.raises(InputError) as refused:
        solve(problem(**change))
    assert refused.value.code == code


def test_a_stopped_search_says_so_and_faults_are_told_at_once():
    with pytest.raises(InputError) as stopped:
        solve(problem(), cancelled=lambda: True)
    assert stopped.value.code == "N-983"
    with pytest.raises(InputError) as refused:
        problem(kg=np.array([[-1.0, 0], [0, 0]]), first_km=np.zeros((1, 1)), truck_kg=0.0,
                products=(Product("x", 0.0, 0.5, 1.0),), markets=())  # fmt: skip
    found = [refused.value, *refused.value.also]
    assert {one.code for one in found} == {"N-980"} and len(found) >= 5


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.sampled_from("abcd"), st.tuples(st.integers(0, 9), st.integers(0, 9)),
                    min_size=1),
    st.floats(0, 1),
)  # fmt: skip
def test_the_fewest_outlets_reach_the_share_and_one_less_does_not(held, share):
    places = {name: Outlets(max(a, b), min(a, b)) for name, (a, b) in held.items()}
    more = fewest(places, share)
    whole, given_ = together(places), sum(more.values())
    assert whole.equipped + given_ >= whole.recorded * share - 1e-6
    assert given_ == 0 or whole.equipped + given_ - 1 < whole.recorded * share
    assert all(places[n].equipped + k <= places[n].recorded for n, k in more.items())


def test_the_checker_shares_nothing_with_the_solver():
    tree = ast.parse(inspect.getsource(inspect.getmodule(checker)))
    names = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
    ours = {name for name in names if name.startswith("jidi.")}
    assert ours <= {"jidi.network.costs", "jidi.network.cold.design", "jidi.network.cold.problem"}
