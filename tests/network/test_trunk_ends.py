"""What an end need not look at: ways that cost more, however its lanes run, than one with room."""

from __future__ import annotations

import random

import numpy as np
import pytest

from jidi.network.trunk import EmptyRun, Flow, Lane, Node, Product, TrunkProblem
from jidi.network.trunk.end_program import EndProgram
from jidi.network.trunk.ends import ends_of
from jidi.network.trunk.relaxation import Relaxation
from jidi.network.trunk.ways import Prices

HUBS = (2, 3)


def network(chance: random.Random, *, endless: bool) -> TrunkProblem:
    """Two ends and two hubs: trucks of 100 kg and freight bought by weight between all of them.

    :param endless: whether what is bought by weight has room for everything.
    """
    lanes, room = [], 10_000.0 if endless else 30.0
    for origin, target in ((0, 2), (0, 3), (2, 0), (3, 0), (1, 2), (1, 3), (2, 1), (3, 1)):
        clock = 600 if origin < 2 else 1000
        price = chance.uniform(1.0, 9.0)
        lanes += [
            Lane(f"van {origin}-{target}", origin, target, "road", clock, 60, 100, 9,
                 100 * price * chance.uniform(0.5, 0.9), vehicle="van"),
            Lane(f"hired {origin}-{target}", origin, target, "road", clock, 60, room, 1, 0.0,
                 yuan_per_kg=price),
        ]  # fmt: skip
    empties = [EmptyRun("van", a, b, 20.0, 9) for a in (0, 1) for b in HUBS]
    empties += [EmptyRun("van", b, a, 20.0, 9) for a in (0, 1) for b in HUBS]
    flows = [Flow(a, b, 0, chance.uniform(5, 60), 0) for a, b in ((0, 1), (1, 0), (0, 2), (3, 0))]
    return TrunkProblem(
        "two ends, two hubs",
        (Node("a"), Node("b"), Node("h", capacity=1000), Node("i", capacity=1000)),
        tuple(lanes), tuple(empties), (Product("p", 2880, 0.0, 5760),), tuple(flows),
    )  # fmt: skip


def _end(problem: TrunkProblem) -> tuple[EndProgram, Relaxation]:
    relaxation = Relaxation(problem)
    node = ends_of(problem)[0]
    return EndProgram(relaxation.program.rows, relaxation.ways, node), relaxation


def _planned(end: EndProgram, relaxation: Relaxation, duals: np.ndarray) -> tuple[float, int]:
    """What the end pays at least, and how many of its options were left out."""
    rows = relaxation.program.rows
    sorting = np.array(rows.slots.sort_prices) - duals[rows.sorting : rows.promise]
    paid = relaxation.ways.priced(Prices(-duals[rows.slot : rows.sorting], sorting))
    bound, plan = end.planned(duals, paid, gap=1e-9, nodes=10_000)
    assert plan is not None
    return bound, int(end._outdone(np.minimum(*end._prices(duals, paid))).sum())


@pytest.mark.parametrize("seed", range(12))
def test_what_is_left_out_would_not_have_made_a_plan_cheaper(seed, monkeypatch):
    chance = random.Random(seed)
    end, relaxation = _end(network(chance, endless=True))
    rows = relaxation.program.rows
    duals = np.zeros(rows.count)
    duals[rows.sorting : rows.promise] = [-chance.uniform(0, 3) for _ in relaxation.problem.nodes]
    slots = [s.lane for s in rows.slots.all]
    duals[rows.slot : rows.sorting] = [
        0.0 if end.node in (lane.origin, lane.target) else -chance.uniform(0, 5) for lane in slots
    ]
    bound, left_out = _planned(end, relaxation, duals)
    assert left_out > 0
    monkeypatch.setattr(EndProgram, "_outdone", lambda _end, asked: np.zeros(len(asked), np.bool_))
    assert _planned(end, relaxation, duals)[0] == pytest.approx(bound, rel=1e-7)


def test_nothing_is_left_out_for_freight_that_has_not_room_for_all():
    end, relaxation = _end(network(random.Random(0), endless=False))
    duals = np.zeros(relaxation.program.rows.count)
    assert _planned(end, relaxation, duals)[1] == 0
