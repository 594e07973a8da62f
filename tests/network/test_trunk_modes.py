"""Trunk networks by road, rail and air: on eight nodes the design is the best of all choices of
departures. The oracle is that of ``test_trunk``: every choice, and a linear program for each."""

from __future__ import annotations

import numpy as np
import pytest
from test_trunk import HOUR, _least

from jidi.network.trunk import Flow, Lane, Node, Product, TrunkProblem, solve, verify


def eight(seed: int, *, promise_h: int, yuan_per_tonne: float = 0.0) -> TrunkProblem:
    """Six counties at two hubs; between the hubs trucks, a train and a plane."""
    draw = np.random.default_rng(seed)
    hub = {"load": 20, "unload": 20, "sort": 60, "capacity": 400.0, "yuan_per_kg": 0.2}
    nodes = (Node("hub a", **hub), Node("hub b", **hub), *(Node(str(n)) for n in range(2, 8)))
    dear = draw.integers(20, 60, 6)
    lanes = (
        Lane("a2", 2, 0, "road", 19 * HOUR, 90, 200, 1, int(dear[0])),
        Lane("a4", 4, 0, "road", 19 * HOUR, 60, 200, 1, int(dear[1])),
        Lane("b3", 1, 3, "road", 7 * HOUR, 90, 200, 1, int(dear[2])),
        Lane("b5", 1, 5, "road", 7 * HOUR, 60, 200, 1, int(dear[3])),
        Lane("truck", 0, 1, "road", 23 * HOUR, 420, 60, 2, 100, 0.1, 90.0),
        Lane("train", 0, 1, "rail", 23 * HOUR, 900, 150, 1, 80, 0.5, 15.0),
        Lane("plane", 0, 1, "air", 23 * HOUR, 90, 120, 1, 150, 3.0, 700.0),
        Lane("van", 6, 7, "road", 20 * HOUR, 300, 50, 1, int(dear[4])),
        Lane("wagon", 6, 7, "rail", 22 * HOUR, 240, 90, 1, int(dear[5])),
    )
    flows = tuple(
        Flow(origin, target, 0, int(draw.integers(15, 80)), 17 * HOUR)
        for origin, target in ((2, 3), (4, 5), (2, 5), (6, 7))
    )
    products = (Product("p", promise_h * HOUR, 0.5, 60 * HOUR),)
    return TrunkProblem("modes", nodes, lanes, (), products, flows, yuan_per_tonne=yuan_per_tonne)


@pytest.mark.parametrize(("seed", "promise_h", "carbon"), [(2, 18, 0.0), (3, 60, 50_000.0)])
def test_on_eight_nodes_the_modes_are_chosen_as_by_trying_every_choice(seed, promise_h, carbon):
    made = eight(seed, promise_h=promise_h, yuan_per_tonne=carbon)
    least = _by_all(made)
    design = solve(made, gap=0.0)
    assert verify(made, design).holds
    assert design.cost == pytest.approx(least)
    assert design.bound <= least * (1 + 1e-9)


def _by_all(made: TrunkProblem) -> float:
    """``_least`` prices carbon at 1000 yuan a tonne; other prices are put into grams."""
    scale = made.yuan_per_tonne / 1000
    lanes = tuple(
        Lane(**{**vars(lane), "grams_per_kg": lane.grams_per_kg * scale}) for lane in made.lanes
    )
    least = _least(TrunkProblem("modes", made.nodes, lanes, (), made.products, made.flows))
    assert least is not None
    return least


def test_a_promise_asks_for_the_plane_and_a_price_of_carbon_for_the_train():
    used = {}
    for name, promise_h, carbon in (("promise", 18, 0.0), ("carbon", 60, 50_000.0)):
        made = eight(3, promise_h=promise_h, yuan_per_tonne=carbon)
        design = solve(made, gap=0.0)
        used[name] = {made.lanes[n].mode for n, d in enumerate(design.departures) if d}
    assert "air" in used["promise"]
    assert "rail" in used["carbon"] and "air" not in used["carbon"]
