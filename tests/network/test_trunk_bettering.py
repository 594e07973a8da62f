"""Prices that ends share, bettered: against what two provinces must pay, worked out by hand."""

from __future__ import annotations

from itertools import pairwise

import pytest

from jidi.network.trunk import Flow, Lane, Node, Product, TrunkProblem, solve, verify
from jidi.network.trunk.bettering import bettered
from jidi.network.trunk.lifting import Lifting, lifted
from jidi.network.trunk.relaxation import Relaxation

KG, ROOM, DIRECT, RAIL = 65.0, 100.0, 60.0, 0.1
"""Each province's kg for the city; what the hub sorts; yuan of a departure past it, and of a kg."""


def network() -> TrunkProblem:
    """Two provinces send a city so much each by a hub that sorts less than both; else directly."""
    return TrunkProblem(
        "a hub too small",
        (Node("a"), Node("b"), Node("hub", capacity=ROOM), Node("city")),
        (
            Lane("a-hub", 0, 2, "rail", 600, 60, 1000, 1, 0.0, yuan_per_kg=RAIL),
            Lane("b-hub", 1, 2, "rail", 600, 60, 1000, 1, 0.0, yuan_per_kg=RAIL),
            Lane("hub-city", 2, 3, "rail", 900, 60, 1000, 1, 0.0),
            Lane("a-city", 0, 3, "road", 600, 60, 1000, 9, DIRECT, yuan_per_kg=RAIL),
            Lane("b-city", 1, 3, "road", 600, 60, 1000, 9, DIRECT, yuan_per_kg=RAIL),
        ),
        (), (Product("p", 1440, 0.0, 2880),),
        (Flow(0, 3, 0, KG, 0), Flow(1, 3, 0, KG, 0)),
    )  # fmt: skip


def _asked(enough=lambda _bound: False, cancelled=lambda: False):
    relaxation = Relaxation(network())
    _, root = relaxation.solve(lambda: False, lambda _text: None)
    lifting = Lifting(relaxation)
    first = lifted(lifting, root, lambda: False, lambda _text: None)
    assert first is not None
    *_, found = told = list(bettered(lifting, root, first, enough, cancelled, lambda _text: None))
    assert [one.last for one in told] == [False] * (len(told) - 1) + [True]
    return first, found


def test_the_price_of_sorting_comes_to_what_a_direct_truck_spares_the_hub():
    first, found = _asked()
    # The hub is spared 30 kg, 65 by each truck: the mix has that part of one.
    mix = 2 * KG * RAIL + DIRECT * (2 * KG - ROOM) / KG
    assert found.mixed is not None and found.mixed.cost == pytest.approx(mix)
    assert first.bound < found.bound <= mix + 1e-9
    assert found.bound == pytest.approx(mix, rel=1e-3)
    # One truck whole is what has to be paid in the end.
    best = solve(network(), gap=0.0)
    assert verify(network(), best).holds
    assert best.cost == pytest.approx(2 * KG * RAIL + DIRECT)
    assert found.bound - 1e-6 <= best.bound <= best.cost


def test_a_plan_tells_what_it_costs_by_itself_and_what_it_takes_of_the_hub():
    _, found = _asked()
    hub = Relaxation(network()).program.rows.sorting + 2
    for plan in found.plans:
        trucks = sum(count for _, count in plan.departures)
        assert plan.price == pytest.approx(KG * RAIL + DIRECT * trucks)
        sorted_kg = dict(plan.weights).get(hub, 0.0)
        assert sorted_kg == pytest.approx(0.0 if trucks else KG)
    assert {bool(plan.departures) for plan in found.plans} == {True, False}


def test_a_mix_near_the_bound_is_told_before_the_bound_is_as_near_as_it_gets():
    relaxation = Relaxation(network())
    _, root = relaxation.solve(lambda: False, lambda _text: None)
    lifting = Lifting(relaxation)
    first = lifted(lifting, root, lambda: False, lambda _text: None)
    told = list(bettered(lifting, root, first, lambda _: False, lambda: False, lambda _text: None))
    assert len(told) > 1
    for one, later in pairwise(told):
        assert one.bound <= later.bound
        assert set(map(id, one.likely)) <= set(map(id, later.likely)) <= set(map(id, later.plans))
    for one in told:
        assert {id(plan) for plan in one.mixed.plans} <= set(map(id, one.likely))


def test_nothing_more_is_asked_where_a_bound_is_enough_or_nobody_waits():
    first, found = _asked(enough=lambda _bound: True)
    assert (found.bound, found.plans) == (first.bound, first.others)
    _, stopped = _asked(cancelled=lambda: True)
    assert stopped.bound == first.bound
