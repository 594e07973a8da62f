"""Whole departures between ends: the bound counts them, the search begins with what there is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from jidi.network.trunk import EmptyRun, Flow, Lane, Node, Product, TrunkProblem, solve, verify
from jidi.network.trunk.ends import ends_of
from jidi.network.trunk.inner import inner_of
from jidi.network.trunk.lifting import Lifting, lifted
from jidi.network.trunk.relaxation import Relaxation

TRUCK, HOME = 500.0, 100.0
"""Yuan of a departure from the hub to the city, and of its empty run home."""


def network(kg: float, *, direct: bool = False) -> TrunkProblem:
    """Two provinces send a city so much each, by a hub that sorts; the hub's trucks hold 100 kg."""
    lanes = [
        Lane("a-hub", 0, 2, "rail", 600, 60, 1000, 1, 0.0, yuan_per_kg=0.1),
        Lane("b-hub", 1, 2, "rail", 600, 60, 1000, 1, 0.0, yuan_per_kg=0.1),
        Lane("hub-city", 2, 3, "road", 900, 60, 100, 9, TRUCK, vehicle="van"),
    ]
    if direct:
        lanes.append(Lane("a-city", 0, 3, "rail", 600, 60, 1000, 1, 0.0, yuan_per_kg=0.2))
    return TrunkProblem(
        "two provinces",
        (Node("a"), Node("b"), Node("hub", capacity=1000), Node("city")),
        tuple(lanes), (EmptyRun("van", 3, 2, HOME, 9),), (Product("p", 1440, 0.0, 2880),),
        (Flow(0, 3, 0, kg, 0), Flow(1, 3, 0, kg, 0)),
    )  # fmt: skip


def _lifted(made: TrunkProblem) -> float:
    relaxation = Relaxation(made)
    _, root = relaxation.solve(lambda: False, lambda _text: None)
    found = lifted(Lifting(relaxation), root, lambda: False, lambda _text: None)
    assert found is not None
    return found.bound


@pytest.mark.parametrize(("kg", "trucks"), [(40, 1), (65, 2), (110, 3)])
def test_what_a_city_gets_from_all_provinces_needs_whole_trucks_and_the_bound_says_so(kg, trucks):
    made = network(kg)
    assert ends_of(made) == (0, 1)
    least = trucks * (TRUCK + HOME) + 2 * kg * 0.1
    assert solve(made, gap=0.0).cost == pytest.approx(least)
    assert trucks * (TRUCK + HOME) - 1e-6 <= _lifted(made) <= least + 1e-6


def test_what_a_province_may_bring_by_itself_needs_no_truck_of_the_hub():
    made = network(65.0, direct=True)
    design = solve(made, gap=0.0)
    assert design.departures[2] == 1
    # The truck takes 100 kg from the hub; what is left of 130 comes directly.
    assert design.cost == pytest.approx(TRUCK + HOME + 100 * 0.1 + 30 * 0.2)
    assert _lifted(made) <= design.cost + 1e-6


@pytest.mark.parametrize(("direct", "trucks"), [(False, 2), (True, 1)])
def test_between_ends_so_many_trucks_run_as_must(direct, trucks):
    relaxation = Relaxation(network(65.0, direct=direct))
    program, rows = relaxation.program, relaxation.program.rows
    inner = inner_of(rows, (0, 1), program.most, program.free)
    nothing = np.zeros(rows.count)
    assert inner.least(nothing) == pytest.approx(trucks * TRUCK)
    # Six yuan for each kilogram in the hub's slot: a full truck earns 600, but there are 130 kg.
    worth = nothing.copy()
    worth[rows.slot + 2] = -6.0
    assert relaxation.slots.all[2].lane.id == "hub-city"
    loads = {n: n * TRUCK - 6.0 * min(130, n * 100) for n in range(trucks, 9)}
    assert inner.least(worth) == pytest.approx(min(loads.values()), abs=0.1)


def test_a_design_to_begin_with_is_never_made_worse_whatever_prices_it_was_made_for():
    made = network(65.0, direct=True)
    other = solve(replace(made, yuan_per_tonne_hour=1e5), gap=0.0)
    asked = iter([True] * 99)
    found = solve(made, gap=0.0, begin=other, cancelled=lambda: next(asked))
    assert verify(made, found).holds
    paid = other.cost - sum(p.kg * p.minutes / 60 / 1000 * 1e5 for p in other.carried)
    assert found.cost <= paid + 1e-6
