"""The border inward: ways home, warehouses and customs, against grids, by hand and mutated."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.core.errors import InputError
from jidi.network.border import (
    Back,
    BorderProblem,
    Clearance,
    Flow,
    Gateway,
    Route,
    Store,
    carried,
    clash,
    solve,
    verify,
)

STORE = Store(
    room=300.0, days=10.0, yuan_day=0.05, yuan_parcel=0.5, pick=2.0, released=Clearance((1.0, 3.0))
)
BACK = Back(waits=10.0, hours=30.0, capacity=500.0, clearance=Clearance((12.0,)), yuan_parcel=4.0)


def problem(**changes) -> BorderProblem:
    """A city that sends north and gets from there; a near gateway with a warehouse, a far one."""
    made = BorderProblem(
        name="small",
        markets=("north",),
        routes=(
            Route("near", (0, 3), 10.0, 500.0, Clearance((6.0, 20.0)), 30.0, 5.0, 2_000.0,
                  frozenset({0}), gateway=0, back=BACK),
            Route("far", (0, 1, 2, 3, 4), 8.0, 500.0, Clearance((2.0,)), 40.0, 6.0, 2_000.0,
                  frozenset({0}), gateway=1, back=replace(BACK, hours=40.0, capacity=300.0)),
        ),
        flows=(
            Flow("out", 0, 100.0, (10.0, 30.0), (1.0, 3.0), stocked=0.5),
            Flow("in", 0, 80.0, (12.0, 28.0), (1.0, 3.0), inward=True, stocked=0.25),
        ),
        ready=18.0,
        yuan_hour=0.1,
        gateways=(Gateway("near", most_week=1_000.0, store=STORE), Gateway("far")),
        ready_abroad=9.0,
    )  # fmt: skip
    return replace(made, **changes)


def test_both_ways_and_the_warehouse_are_designed_and_verified():
    small = problem()
    design = solve(small)
    verdict = verify(small, design)
    assert verdict.holds, verdict.breaches
    # Orders out of the warehouse save hours; at ten yuan an hour more they pay and it fills up.
    dear = problem(yuan_hour=10.0)
    full = verify(dear, solve(dear))
    assert full.holds and full.held[0] == pytest.approx(300.0)
    # The near gateway's customs take both ways together.
    assert verdict.cleared[0] <= 1_000.0 + 1e-6
    assert sum(verdict.cleared) == pytest.approx(7 * 180.0)


def test_what_comes_in_is_priced_as_counted_by_hand():
    # One run leaves on Monday at 10, is handed over on Tuesday at 16 and turns on Wednesday at 2.
    small = problem(
        routes=(replace(problem().routes[0], runs=(0,)),),
        flows=(Flow("in", 0, 10.0, (12.0,), (1.0,), inward=True),),
        gateways=(Gateway("near"),),
    )
    design = solve(small)
    # Handed in daily at 9: seven days wait 17 h, 41 h, …, 161 h for Wednesday 2:00.
    waits = sum(17 + 24 * day for day in range(7)) * 10.0
    hours = waits + 70.0 * (30.0 + 12.0 + 12.0)
    assert design.cost == pytest.approx(70.0 * (4.0 + 1.0) + 0.1 * hours)
    assert design.back == ((pytest.approx(70.0),),) and design.boards == ((0.0,),)
    assert verify(small, design).home[0].hours == pytest.approx(hours / 70.0)


def test_an_order_out_of_the_warehouse_is_priced_as_counted_by_hand():
    small = problem(
        flows=(replace(problem().flows[1], stocked=1.0, parcels=10.0, hours=(12.0, 999.0)),),
        yuan_hour=1.0,
    )
    design = solve(small)
    # 10 a day lie for ten days; picked in 2 h, out of bond in 2 h on the mean, 12 h on the way.
    assert design.stocked == ((pytest.approx(10.0), 0.0),)
    each = 4.0 + 1.0 + 0.5 + 10 * 0.05 + 1.0 * (2 + 2 + 12)
    assert design.cost == pytest.approx(70.0 * each)
    assert sum(design.restock[0]) == pytest.approx(70.0) and sum(design.back[0]) < 1e-6


def on_a_grid(small: BorderProblem) -> list[float]:
    """Costs of all shares of a grid between routes and warehouse, flows split by hand."""
    found = []
    steps = [n / 2 for n in range(3)]
    for out, home in product(product(steps, steps), repeat=2):
        flows, markets, routes = [], [], {0: set(), 1: set()}
        for (near, lying), flow in ((out, small.flows[0]), (home, small.flows[1])):
            held = min(lying * flow.stocked, near)
            for route, share, stocked in ((0, near - held, 0.0), (0, held, 1.0), (1, 1 - near, 0)):
                routes[route].add(len(markets))
                flows.append(replace(flow, id=f"{len(markets)}", market=len(markets),
                                     parcels=share * flow.parcels, stocked=stocked))  # fmt: skip
                markets.append(f"{len(markets)}")
        # Held parts must lie: the others have no share that may, so a held part left fresh is dear.
        only = replace(small, flows=tuple(flows), markets=tuple(markets), routes=tuple(
            replace(route, markets=frozenset(routes[n])) for n, route in enumerate(small.routes)
        ))  # fmt: skip
        design = carried(only, ((), ()))
        if design is not None and verify(only, design).holds:
            found.append(design.cost)
    return found


@st.composite
def small_problems(draw):
    days = st.lists(st.integers(0, 6), min_size=1, max_size=3).map(lambda d: tuple(sorted(d)))
    hours = st.lists(st.integers(0, 90), min_size=1, max_size=2)
    routes = tuple(
        replace(
            route, runs=draw(days), leaves=float(draw(st.integers(0, 23))),
            capacity=float(draw(st.integers(200, 900))),
            back=replace(
                route.back, capacity=float(draw(st.integers(200, 900))),
                waits=float(draw(st.integers(0, 200))),
                clearance=Clearance(tuple(map(float, draw(hours)))),
            ),
        )
        for route in problem().routes
    )  # fmt: skip
    gateways = (
        Gateway("near", float(draw(st.sampled_from([300, 900, 2_000]))), STORE), Gateway("far"),
    )  # fmt: skip
    yuan_hour = draw(st.sampled_from([0.0, 0.1, 1.0]))
    return problem(routes=routes, gateways=gateways, yuan_hour=yuan_hour)


@settings(max_examples=3, deadline=None)
@given(small_problems())
def test_no_share_of_a_grid_is_cheaper_either_way(small):
    grid = on_a_grid(small)
    try:
        design = solve(small)
    except InputError as refused:
        assert refused.code == "N-992" and not grid
        return
    assert verify(small, design).holds, verify(small, design).breaches
    assert not grid or design.cost <= min(grid) + 1e-6 * abs(min(grid))


@pytest.mark.parametrize(
    ("kind", "spoil"),
    [
        ("unknown", lambda d: replace(d, stocked=())),
        ("boards", lambda d: replace(d, back=(d.back[0][:1], d.back[1]))),
        ("boards", lambda d: replace(d, restock=((), d.restock[1]))),
        ("boards", lambda d: replace(d, back=((99.0, 0.0), d.back[1]))),
        ("full", lambda d: replace(d, back=((501.0, 0.0), d.back[1]))),
        ("restock", lambda d: replace(d, restock=((0.0, 0.0), d.restock[1]))),
        ("restock", lambda d: replace(d, restock=((-9.0, 149.0), d.restock[1]))),
        ("stocked", lambda d: replace(d, stocked=((60.0, 0.0), d.stocked[1]))),
        ("stocked", lambda d: replace(d, stocked=((0.0, 5.0), d.stocked[1]))),
        ("room", lambda d: replace(d, stocked=((50.0, 0.0), d.stocked[1]))),
        ("customs", lambda d: replace(d, parcels=((100.0, 0.0), (80.0, 0.0)))),
        ("cost", lambda d: replace(d, cost=d.cost + 50)),
    ],
)
def test_the_checker_sees_what_is_wrong_on_the_way_home_and_in_the_warehouse(kind, spoil):
    small = problem(yuan_hour=10.0)
    assert kind in {b.kind for b in verify(small, spoil(solve(small))).breaches}


def test_the_checker_sees_what_comes_in_by_a_line_that_brings_nothing_home():
    small, design = problem(), solve(problem())
    routes = (replace(small.routes[0], back=None), small.routes[1])
    spoilt = replace(design, back=((), design.back[1]), restock=((), design.restock[1]))
    home = replace(spoilt, parcels=(design.parcels[0], (80.0, 0.0)))
    assert "market" in {b.kind for b in verify(replace(small, routes=routes), home).breaches}


def test_one_more_run_goes_out_and_comes_home():
    # 40 a day each way too many for one run of 200 a week; a run more takes them both ways.
    one = replace(problem().routes[0], runs=(0,), capacity=200.0, most_added=1)
    small = problem(
        routes=(replace(one, back=replace(BACK, capacity=200.0)),),
        flows=tuple(replace(f, parcels=40.0, hours=f.hours[:1], yuan=f.yuan[:1], stocked=0.0)
                    for f in problem().flows),
        gateways=(Gateway("near"),),
    )  # fmt: skip
    design = solve(small)
    assert len(design.added[0]) == 1
    assert len(design.boards[0]) == len(design.back[0]) == 2
    assert verify(small, design).holds


def test_customs_that_are_full_clash_and_no_run_makes_up_for_it():
    small = problem(gateways=(Gateway("near", 300.0, STORE), Gateway("far", 300.0)))
    found = clash(small)
    # 700 go out a week, 560 come in; either would fit neither with the other nor alone in 600.
    assert (found.markets, found.parcels, found.room) == (((0, False),), 700.0, 600.0)
    assert found.repair is None
    with pytest.raises(InputError) as refused:
        solve(small)
    assert refused.value.code == "N-992" and refused.value.facts["repair_zh"] == "—"


@given(st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_a_clash_is_told_exactly_when_there_is_no_design_either_way(seed):
    rng = random.Random(seed)
    routes = tuple(
        Route(f"r{n}", tuple(sorted(rng.choices(range(7), k=rng.randint(1, 3)))), 9.0,
              float(rng.choice((100, 300))), Clearance((rng.uniform(0, 40),)), 20.0, 1.0, 500.0,
              frozenset(rng.sample(range(2), rng.randint(1, 2))), gateway=n % 2,
              back=None if rng.random() < 0.3 else replace(BACK, capacity=rng.choice((80.0, 250.0)))
              )
        for n in range(3)
    )  # fmt: skip
    served = sorted(
        {(m, home) for r in routes for m in r.markets for home in (False, True)
         if r.back is not None or not home}
    )  # fmt: skip
    flows = tuple(
        Flow(f"f{m}{home}", m, float(rng.randint(1, 60)), (5.0, 6.0, 7.0), (1.0, 1.0, 1.0), home,
             stocked=0.3)
        for m, home in served
    )  # fmt: skip
    gateways = (Gateway("a", rng.choice((None, 400.0)), STORE), Gateway("b"))
    one = problem(markets=("a", "b"), routes=routes, flows=flows, gateways=gateways)
    assert (clash(one) is None) == (carried(one, ((), (), ())) is not None)


def test_faults_of_ways_home_warehouses_and_customs_are_told_at_once():
    with pytest.raises(InputError) as refused:
        problem(
            routes=tuple(
                replace(route, gateway=7, back=replace(BACK, capacity=0.0, clearance=Clearance(())))
                for route in problem().routes
            ),
            gateways=(Gateway("near", -1.0, replace(STORE, days=0.0)),),
            flows=tuple(replace(flow, stocked=2.0) for flow in problem().flows),
            ready_abroad=24.0,
        )
    found = [refused.value, *refused.value.also]
    assert {one.code for one in found} == {"N-990"} and len(found) == 11
