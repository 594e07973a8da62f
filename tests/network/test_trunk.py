"""Trunk networks: bounds and designs against every choice of departures; the checker's own eyes."""

from __future__ import annotations

import ast
import inspect
import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from jidi.core.errors import InputError, ValueProblem
from jidi.network.trunk import (
    Carried,
    EmptyRun,
    Flow,
    Lane,
    Node,
    Product,
    TrunkProblem,
    solve,
    verify,
)

HOUR = 60


def problem(**changes) -> TrunkProblem:
    """County → hub → city by truck in the evening, or directly by rail, dear and fast."""
    made = TrunkProblem(
        name="small",
        nodes=(
            Node("county", load=30),
            Node("hub", load=30, unload=30, sort=60, opens=22 * HOUR, closes=4 * HOUR,
                 capacity=9_000, yuan_per_kg=0.1),
            Node("city", load=30, unload=30),
        ),
        lanes=(
            Lane("feeder", 0, 1, "road", 20 * HOUR, 120, 4_000, 3, 400, vehicle="truck"),
            Lane("trunk", 1, 2, "road", 1 * HOUR, 300, 10_000, 3, 2_000, vehicle="truck",
                 grams_per_kg=10),
            Lane("rail", 0, 2, "hsr", 21 * HOUR, 120, 2_000, 2, 50, yuan_per_kg=3, grams_per_kg=2),
        ),
        empties=(
            EmptyRun("truck", 1, 0, 300, 9),
            EmptyRun("truck", 2, 1, 1_500, 9),
        ),
        products=(
            Product("standard", 24 * HOUR, 0.0, 48 * HOUR),
            Product("express", 8 * HOUR, 0.5, 48 * HOUR),
        ),
        flows=(Flow(0, 2, 0, 6_000, 18 * HOUR), Flow(0, 2, 1, 1_000, 18 * HOUR)),
    )  # fmt: skip
    return replace(made, **changes)


def test_the_promised_half_goes_by_rail_and_the_rest_by_truck():
    small = problem()
    design = solve(small)
    verdict = verify(small, design)
    assert verdict.holds, verdict.breaches
    # 6,500 kg on two feeders and one truck to the city, which come home empty; 500 kg by rail.
    assert design.departures == (2, 1, 1)
    assert design.empties == (2, 1)
    assert design.cost == pytest.approx(2 * 400 + 2_000 + 50 + 2 * 300 + 1_500 + 650 + 1_500)
    assert verdict.on_time == (1.0, 0.5)
    by_rail = [part for part in design.carried if part.lanes == (2,)]
    assert sum(part.kg for part in by_rail) == pytest.approx(500)
    # Released 18:00, feeder 20:00–22:00, at hand 22:30, sorted 23:30, leaves 01:00, there 06:30.
    assert {part.minutes for part in design.carried if part.lanes == (0, 1)} == {750}
    assert design.bound <= design.cost


def test_sorting_waits_for_its_window():
    late = problem(nodes=(problem().nodes[0], replace(problem().nodes[1], opens=0),
                          problem().nodes[2]))  # fmt: skip
    design = solve(late)
    assert verify(late, design).holds
    # Sorting begins at midnight: 01:00, half an hour of loading, so the truck of the next night.
    assert {part.minutes for part in design.carried if part.lanes == (0, 1)} == {750 + 24 * HOUR}


def test_a_few_kilograms_on_a_lane_with_endless_room_still_need_its_departure():
    hired = Lane("hired", 0, 2, "hired", 21 * HOUR, 400, 1e9, 1, 0.0, yuan_per_kg=0.1)
    small = problem(lanes=(*problem().lanes, hired), flows=(Flow(0, 2, 0, 20.0, 18 * HOUR),))
    design = solve(small)
    assert verify(small, design).holds
    assert design.departures == (0, 0, 0, 1)


@pytest.mark.parametrize(
    ("kind", "spoil"),
    [
        ("departures", lambda d: replace(d, departures=(9, 1, 1))),
        ("empty_runs", lambda d: replace(d, empties=(1,))),
        ("unknown", lambda d: replace(d, carried=(Carried(5, (2,), 1.0, 0),))),
        ("broken_way", lambda d: replace(d, carried=(*d.carried, Carried(0, (1,), 0.0, 750)))),
        ("minutes", lambda d: replace(d, carried=tuple(
            replace(part, minutes=part.minutes + 1) for part in d.carried))),
        ("flow", lambda d: replace(d, carried=d.carried[1:])),
        ("lane_full", lambda d: replace(d, departures=(1, 1, 1))),
        ("promise", lambda d: replace(d, carried=tuple(
            replace(part, lanes=(0, 1), minutes=750) for part in d.carried))),
        ("not_home", lambda d: replace(d, empties=(0, 0))),
        ("cost", lambda d: replace(d, cost=d.cost - 1)),
        ("grams", lambda d: replace(d, grams=d.grams + 1)),
        ("bound", lambda d: replace(d, bound=d.cost + 1)),
    ],
)  # fmt: skip
def test_the_checker_sees_what_is_wrong(kind, spoil):
    small = problem()
    found = verify(small, spoil(solve(small)))
    assert kind in {breach.kind for breach in found.breaches}


def test_the_checker_sees_late_parcels_and_full_sorting():
    small, design = problem(), solve(problem())
    soon = replace(small, products=tuple(
        replace(p, promise=100, latest=600, share=0.0) for p in small.products))  # fmt: skip
    assert "too_late" in {breach.kind for breach in verify(soon, design).breaches}
    full = replace(small, nodes=tuple(
        replace(node, capacity=node.capacity / 2) for node in small.nodes))  # fmt: skip
    assert "sorting_full" in {breach.kind for breach in verify(full, design).breaches}


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("N-933", {"lanes": problem().lanes[:1]}),
        ("N-934", {"flows": (Flow(0, 2, 0, 60_000, 18 * HOUR),)}),
        ("N-934", {"empties": (), "lanes": problem().lanes[:2]}),
    ],
)
def test_what_cannot_be_carried_is_refused(code, change):
    with pytest.raises(InputError) as refused:
        solve(problem(**change))
    assert refused.value.code == code


def test_a_cancelled_search_keeps_what_it_has_with_an_honest_bound():
    best = solve(problem())
    for asked in range(6):
        left = iter([False] * asked)
        found = solve(problem(), cancelled=lambda left=left: next(left, True))
        assert verify(problem(), found).holds
        assert found.bound <= best.cost <= found.cost + 1e-6


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("N-930", {"flows": (Flow(0, 7, 0, 1, 0),)}),
        ("N-931", {"flows": (Flow(0, 1, 0, -1, 0),)}),
        ("N-931", {"products": (Product("a", 1, 1.5, 2), Product("b", 1, 0, 2))}),
        ("N-932", {"products": (Product("a", 3, 0, 2), Product("b", 1, 0, 2))}),
    ],
)
def test_a_problem_that_cannot_be_is_refused(code, change):
    with pytest.raises(ValueProblem) as refused:
        problem(**change)
    assert refused.value.code == code


def test_the_checker_knows_only_the_problem_the_design_and_the_costs():
    tree = ast.parse(Path(inspect.getfile(verify)).read_text("utf-8"))
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in names if name.startswith("jidi")} == {
        "jidi.network.costs", "jidi.network.trunk.design", "jidi.network.trunk.problem",
    }  # fmt: skip


# Every choice of departures ---------------------------------------------------


def _some_problem(draw) -> TrunkProblem:
    hours = st.integers(0, 23).map(lambda hour: hour * HOUR)
    nodes = tuple(
        Node(str(n), load=30, unload=15, sort=45, opens=draw(hours), closes=draw(hours),
             capacity=draw(st.sampled_from([0, 30, 200])), yuan_per_kg=0.5)
        for n in range(3)
    )  # fmt: skip
    pairs = list(itertools.permutations(range(3), 2))
    lanes = tuple(
        Lane(f"l{n}", *draw(st.sampled_from(pairs)), "road", draw(hours), 200,
             draw(st.sampled_from([40, 100])), 2, draw(st.integers(5, 90)),
             yuan_per_kg=draw(st.sampled_from([0.0, 1.0])), grams_per_kg=10.0,
             vehicle=draw(st.sampled_from(["", "", "van"])))
        for n in range(draw(st.integers(1, 3)))
    )  # fmt: skip
    empties = tuple(EmptyRun("van", a, b, 11, 4) for a, b in ((0, 1), (1, 2), (2, 0)))
    products = (Product("p", draw(st.sampled_from([600, 1500])), 0.5, 3000),)
    flows = tuple(
        Flow(*draw(st.sampled_from(pairs)), 0, draw(st.integers(1, 60)), draw(hours))
        for _ in range(draw(st.integers(1, 2)))
    )
    lanes += tuple(
        Lane(f"d{n}", flow.origin, flow.target, "rail", draw(hours), 100, 100, 1, 40, 2.0)
        for n, flow in enumerate(flows)
    )
    return TrunkProblem("t", nodes, lanes, empties, products, flows, yuan_per_tonne=1000)


def _clock(node, moment):
    while not _open(node, moment % 1440):
        moment += 1
    return moment + node.sort


def _open(node, clock):
    if node.opens <= node.closes:
        return node.opens <= clock <= node.closes
    return clock >= node.opens or clock <= node.closes


def _ways(made, flow):
    for length in (1, 2, 3):
        for lanes in itertools.permutations(range(len(made.lanes)), length):
            here, now, good = flow.origin, flow.released, True
            for place, number in enumerate(lanes):
                lane = made.lanes[number]
                good = good and lane.origin == here
                if place:
                    good = good and made.nodes[here].capacity > 0
                    now = _clock(made.nodes[here], now)
                now += made.nodes[here].load
                now += (lane.departs - now) % 1440 + lane.minutes
                here = lane.target
                now += made.nodes[here].unload
            minutes = now - flow.released
            if good and here == flow.target and minutes <= made.products[0].latest:
                yield lanes, minutes


def _least(made):
    """The least cost over every choice of departures and empty runs; None where there is none."""
    ways = [(n, *way) for n, flow in enumerate(made.flows) for way in _ways(made, flow)]
    if {n for n, *_ in ways} != set(range(len(made.flows))):
        return None
    prices = []
    for _, lanes, _ in ways:
        price = sum(made.lanes[lane].yuan_per_kg for lane in lanes)
        price += sum(made.lanes[lane].grams_per_kg for lane in lanes) * 1000 / 1e6
        prices.append(price + sum(made.nodes[made.lanes[a].target].yuan_per_kg for a in lanes[:-1]))
    aboard = [[lanes.count(n) for _, lanes, _ in ways] for n in range(len(made.lanes))]
    sorting = [
        [sum(made.lanes[a].target == n for a in lanes[:-1]) for _, lanes, _ in ways]
        for n in range(len(made.nodes))
    ]
    kept = [-float(minutes <= made.products[0].promise) for *_, minutes in ways]
    whole = [[float(n == flow) for flow, *_ in ways] for n in range(len(made.flows))]
    kg = [flow.kg for flow in made.flows]
    best = None
    for departures in itertools.product(*(range(lane.most + 1) for lane in made.lanes)):
        fixed = sum(c * lane.yuan_per_departure for c, lane in zip(departures, made.lanes,
                                                                   strict=True))  # fmt: skip
        home = _home(made, departures)
        if home is None or (best is not None and fixed + home >= best):
            continue
        found = linprog(
            prices,
            A_ub=np.array([*aboard, *sorting, kept]),
            b_ub=[*(c * lane.capacity for c, lane in zip(departures, made.lanes, strict=True)),
                  *(node.capacity for node in made.nodes), -0.5 * sum(kg)],
            A_eq=np.array(whole), b_eq=kg,
        )  # fmt: skip
        if found.status == 0 and (best is None or fixed + home + found.fun < best):
            best = fixed + home + found.fun
    return best


def _home(made, departures):
    """The cheapest empty runs that bring vehicles home; None where there are none."""
    stock = [0, 0, 0]
    for count, lane in zip(departures, made.lanes, strict=True):
        if lane.vehicle:
            stock[lane.origin] -= count
            stock[lane.target] += count
    costs = [
        11 * sum(empty)
        for empty in itertools.product(range(5), repeat=3)
        if all(stock[n] - empty[n] + empty[n - 1] == 0 for n in range(3))
    ]
    return min(costs, default=None)


@settings(max_examples=8)
@given(data=st.data())
def test_no_choice_of_departures_is_below_the_bound_and_no_design_beats_the_best(data):
    made = _some_problem(data.draw)
    least = _least(made)
    try:
        design = solve(made, gap=0.0)
    except InputError as refused:
        assert refused.code in ("N-933", "N-934", "N-936")
        assert least is None or refused.code == "N-936"
        return
    verdict = verify(made, design)
    assert verdict.holds, verdict.breaches
    assert least is not None
    assert design.bound <= least + 1e-6
    assert design.cost >= least - 1e-6
