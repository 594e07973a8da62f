"""The border: designs against every share and day, waiting against a simulation, the checker."""

from __future__ import annotations

import ast
import inspect
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.core.errors import InputError
from jidi.network.border import (
    BorderProblem,
    Clearance,
    Flow,
    Route,
    carried,
    clash,
    solve,
    verify,
)
from jidi.network.border import verify as checker
from jidi.network.border.waiting import arrivals


def problem(**changes) -> BorderProblem:
    """One flow north, two gateways: near with few runs, far with many."""
    made = BorderProblem(
        name="small",
        markets=("north",),
        routes=(
            Route("near", (0, 3), 10.0, 400.0, Clearance((6.0, 20.0)), 30.0, 5.0, 2_000.0,
                  frozenset({0})),
            Route("far", (0, 1, 2, 3, 4), 8.0, 500.0, Clearance((2.0,)), 40.0, 6.0, 2_000.0,
                  frozenset({0})),
        ),
        flows=(Flow("city", 0, 200.0, (10.0, 30.0), (1.0, 3.0)),),
        ready=18.0,
        yuan_hour=0.1,
    )  # fmt: skip
    return replace(made, **changes)


def with_added(small: BorderProblem, *most: int) -> BorderProblem:
    """Runs may be added."""
    routes = [replace(r, most_added=m) for r, m in zip(small.routes, most, strict=True)]
    return replace(small, routes=tuple(routes))


def test_a_full_gateway_leaves_the_rest_to_the_other():
    small = problem()
    design = solve(small)
    assert verify(small, design).holds, verify(small, design).breaches
    # Of 1,400 a week no more than 800 go by the near gateway, which is cheaper.
    assert 0 < design.parcels[0][0] <= 800 / 7 + 1e-6
    assert design.parcels[0][1] == pytest.approx(200 - design.parcels[0][0])
    assert design.gap == 0


def test_another_run_is_added_on_the_day_that_saves_most():
    small = with_added(problem(), 1, 0)
    design = solve(small)
    by_day = [carried(small, ((day,), ())) for day in range(7)]
    none = carried(small, ((), ()))
    assert design.cost == pytest.approx(min(d.cost for d in (*by_day, none)))
    assert verify(small, design).holds
    assert all(verify(small, d).holds for d in by_day)


@st.composite
def small_problems(draw):
    days = st.lists(st.integers(0, 6), min_size=1, max_size=3).map(lambda d: tuple(sorted(d)))
    routes = tuple(
        replace(
            route, runs=draw(days), leaves=float(draw(st.integers(0, 23))),
            capacity=float(draw(st.integers(300, 1_500))),
            clearance=Clearance(tuple(map(float, draw(
                st.lists(st.integers(0, 100), min_size=1, max_size=4))))),
        )
        for route in problem().routes
    )  # fmt: skip
    return problem(routes=routes, yuan_hour=draw(st.sampled_from([0.0, 0.1, 1.0])))


@settings(max_examples=8, deadline=None)
@given(small_problems())
def test_no_share_of_a_grid_is_cheaper(small):
    tried = []
    for step in range(9):
        first = 200.0 * step / 8
        only = replace(small, flows=(
            replace(small.flows[0], id="a", market=0, parcels=first),
            replace(small.flows[0], id="b", market=1, parcels=200.0 - first),
        ), markets=("a", "b"), routes=(
            replace(small.routes[0], markets=frozenset({0})),
            replace(small.routes[1], markets=frozenset({1})),
        ))  # fmt: skip
        found = carried(only, ((), ()))
        if found is not None and verify(only, found).holds:
            tried.append(found.cost)
    try:
        design = solve(small)
    except InputError as refused:
        assert refused.code == "N-992" and not tried
        return
    assert verify(small, design).holds, verify(small, design).breaches
    assert not tried or design.cost <= min(tried) + 1e-6 * abs(min(tried))


def test_waiting_is_what_a_simulation_sees():
    small, chance = problem(), random.Random(5)
    week = small.week_of(0)
    _, mean = arrivals(small, 0, 0, week)
    seen = []
    for _ in range(20_000):
        ready = chance.randrange(7) * 24 + small.ready
        at = ready + 10.0 + chance.choice((6.0, 20.0))
        leaves = min(w + 168 * k for w in week for k in range(3) if w + 168 * k >= at)
        seen.append(leaves - ready)
    assert mean == pytest.approx(sum(seen) / len(seen), rel=0.01)


@pytest.mark.parametrize(
    ("kind", "spoil"),
    [
        ("unknown", lambda d: replace(d, parcels=())),
        ("flow", lambda d: replace(d, parcels=((1.0, 1.0),))),
        ("added", lambda d: replace(d, added=((1,), ()))),
        ("boards", lambda d: replace(d, boards=(d.boards[0][:1], d.boards[1]))),
        ("boards", lambda d: replace(d, boards=((0.0, 0.0), d.boards[1]))),
        ("boards", lambda d: replace(d, back=((1.0,), ()))),
        ("stocked", lambda d: replace(d, stocked=((5.0, 0.0),))),
        ("full", lambda d: replace(d, boards=((900.0, 0.0), d.boards[1]))),
        ("grows", lambda d: replace(d, parcels=((200.0, 0.0),))),
        ("cost", lambda d: replace(d, cost=d.cost - 9)),
        ("bound", lambda d: replace(d, bound=d.cost * 2)),
    ],
)
def test_the_checker_sees_what_is_wrong(kind, spoil):
    small = problem()
    assert kind in {b.kind for b in verify(small, spoil(solve(small))).breaches}


def test_the_checker_sees_a_gateway_that_does_not_serve_the_market():
    small, design = problem(), solve(problem())
    other = replace(small, markets=("north", "south"), routes=(
        replace(small.routes[0], markets=frozenset({1})), small.routes[1]))  # fmt: skip
    assert "market" in {b.kind for b in verify(other, design).breaches}


@pytest.mark.parametrize(
    ("code", "small"),
    [
        ("N-991", problem(markets=("north", "south"),
                          flows=(replace(problem().flows[0], market=1),))),
        ("N-992", problem(flows=(replace(problem().flows[0], parcels=9_000.0),))),
    ],
)  # fmt: skip
def test_what_has_no_design_is_refused(code, small):
    with pytest.raises(InputError) as refused:
        solve(small)
    assert refused.value.code == code


def test_a_stopped_search_says_so_and_faults_are_told_at_once():
    with pytest.raises(InputError) as stopped:
        solve(problem(), cancelled=lambda: True)
    assert stopped.value.code == "N-993"
    with pytest.raises(InputError) as refused:
        problem(ready=25.0, markets=(), flows=(Flow("x", 3, -1.0, (1.0,), ()),), routes=(
            replace(problem().routes[0], runs=(9,), capacity=0.0, clearance=Clearance(())),
        ))  # fmt: skip
    found = [refused.value, *refused.value.also]
    assert {one.code for one in found} == {"N-990"} and len(found) >= 5


def test_the_checker_shares_nothing_with_the_solver():
    tree = ast.parse(inspect.getsource(inspect.getmodule(checker)))
    names = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
    ours = {name for name in names if name.startswith("jidi.")}
    assert ours <= {
        "jidi.network.costs", "jidi.network.border.design", "jidi.network.border.problem",
        "jidi.network.border.running",
    }  # fmt: skip


def test_what_is_not_carried_names_the_fewest_markets_and_the_cheapest_runs():
    near, far = problem().routes
    two = problem(
        markets=("north", "south"),
        routes=(near, replace(far, markets=frozenset({1}))),
        flows=(
            Flow("city", 0, 200.0, (10.0, 30.0), (1.0, 3.0)),
            Flow("city south", 1, 100.0, (10.0, 30.0), (1.0, 3.0)),
        ),
    )
    found = clash(two)
    # The north has 1,400 a week and 800 of room; the south fits, so it is no part of the clash.
    assert (found.markets, found.parcels, found.room) == (((0, False),), 1_400.0, 800.0)
    # Two runs of 400 at 2,000 yuan make up for 600.
    assert (found.repair, found.yuan) == (((0, 2),), 4_000.0)
    with pytest.raises(InputError) as refused:
        solve(two)
    assert refused.value.facts["markets_en"] == "north"
    runs = (*near.runs, 5, 6)
    assert verify_solved(replace(two, routes=(replace(near, runs=runs), two.routes[1])))


def verify_solved(one: BorderProblem) -> bool:
    """Whether there is a design that holds."""
    return verify(one, solve(one)).holds


@given(st.integers(0, 10**6))
@settings(max_examples=25, deadline=None)
def test_a_clash_is_told_exactly_when_there_is_no_design(seed):
    rng = random.Random(seed)
    markets = ("a", "b", "c")
    routes = tuple(
        Route(f"r{n}", tuple(sorted(rng.choices(range(7), k=rng.randint(1, 3)))), 9.0,
              float(rng.choice((100, 300))), Clearance((rng.uniform(0, 40),)), 20.0, 1.0, 500.0,
              frozenset(rng.sample(range(3), rng.randint(1, 3))))
        for n in range(3)
    )  # fmt: skip
    served = sorted({m for route in routes for m in route.markets})
    flows = tuple(
        Flow(f"f{m}", m, float(rng.randint(1, 90)), (5.0, 6.0, 7.0), (1.0, 1.0, 1.0))
        for m in served
    )
    one = problem(markets=markets, routes=routes, flows=flows)
    found = clash(one)
    assert (found is None) == (carried(one, ((), (), ())) is not None)
    if found is None:
        return
    assert found.parcels > found.room
    added = dict(found.repair)
    mended = tuple(
        replace(r, runs=tuple(sorted((*r.runs, *(d % 7 for d in range(added.get(n, 0)))))))
        for n, r in enumerate(routes)
    )
    assert carried(replace(one, routes=mended), ((), (), ())) is not None
