"""Departures round a few cities reconsidered: never dearer, always accepted by the checker."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jidi.network.trunk import EmptyRun, Flow, Lane, Node, Product, TrunkProblem, verify
from jidi.network.trunk.around import around
from jidi.network.trunk.lifting import Lifting, lifted
from jidi.network.trunk.relaxation import Relaxation
from jidi.network.trunk.search import Search
from jidi.network.trunk.solve import designed

HUB, CITIES, PROVINCES = 0, (1, 2, 3), (4, 5)
PLACES = (HUB, *CITIES, *PROVINCES)
PAIRS = tuple((a, b) for a in PLACES for b in PLACES if a != b and not {a, b} <= set(PROVINCES))
ROOM, TRUCK, WEIGHT = 100.0, 100.0, 2.0
"""Kg of a truck, yuan of its way, yuan a kg by weight."""


def network(flows, *, share: float = 0.0, shares=()) -> TrunkProblem:
    """Trucks between all places but from cities to provinces, and hired freight by weight."""
    return TrunkProblem(
        "three cities",
        tuple(
            Node(f"n{n}", capacity=1_000.0 if n == HUB else 0.0, yuan_per_kg=0.1) for n in PLACES
        ),
        (
            *(
                Lane(f"{a}-{b} truck", a, b, "road", 600, 60, ROOM, 4, TRUCK, vehicle="truck")
                for a, b in PAIRS
                if not {a, b} & set(PROVINCES) or HUB in (a, b)
            ),
            *(
                Lane(f"{a}-{b} hired", a, b, "hired", 700, 120, 1e5, 1, 0.0, yuan_per_kg=WEIGHT)
                for a, b in PAIRS
            ),
        ),
        tuple(EmptyRun("truck", a, b, 70.0, 20) for a, b in PAIRS),
        (Product("p", 1440, share, 4320),),
        tuple(Flow(a, b, 0, kg, 0) for a, b, kg in flows),
        shares=shares,
    )


def begun(made: TrunkProblem, *, gap: float = 0.0, seed: int = 1, cancelled=lambda: False):
    """A search whose best runs every truck as often as it may; and what it told."""
    told: list[str] = []
    relaxation = Relaxation(made)
    bound, root = relaxation.solve(lambda: False, lambda _text: None)
    ends = lifted(Lifting(relaxation), root, lambda: False, lambda _text: None)
    assert ends is not None
    assert {plan.node for plan in ends.plans} == set(PROVINCES)
    relaxation.hold_days()
    search = Search(relaxation, bound, root, gap, seed, told.append, cancelled, ends.plans)
    assert search.tried(np.array([float(lane.most) for lane in made.lanes]))
    return search, told


def test_trucks_that_pay_for_nobody_are_given_up_and_full_ones_stay():
    # Two full trucks each way between two cities; 10 kg for the third go by weight.
    made = network([(1, 2, 200.0), (2, 1, 200.0), (1, 3, 10.0)])
    search, told = begun(made)
    around(search, 90)
    assert search.best is not None
    assert search.best.cost == pytest.approx(4 * TRUCK + 10 * WEIGHT)
    assert told and all(line.startswith("around n") for line in told)


def test_nothing_happens_where_it_is_near_or_cancelled_or_nothing_may_be_looked_at():
    made = network([(1, 2, 150.0), (2, 3, 30.0)])
    for search, most in (
        (begun(made, gap=1.0)[0], 90),
        (begun(made, cancelled=lambda: True)[0], 90),
        (begun(made)[0], 0),
    ):
        before = search.best
        around(search, most)
        assert search.best is before


@st.composite
def _cases(draw) -> TrunkProblem:
    pairs = [pair for pair in PAIRS if HUB not in pair]
    chosen = draw(st.lists(st.sampled_from(pairs), min_size=2, max_size=7, unique=True))
    kg = st.floats(1, 250).map(lambda value: round(value, 1))
    shares = draw(st.sampled_from([(), (1.2, 1.1, 1.0, 1.0, 1.0, 0.9, 0.8)]))
    share = draw(st.sampled_from([0.0, 0.6]))
    return network([(a, b, draw(kg)) for a, b in chosen], share=share, shares=shares)


@settings(max_examples=25, deadline=None)
@given(made=_cases(), seed=st.integers(0, 3))
def test_it_never_makes_a_design_dearer_and_the_checker_accepts_what_it_leaves(made, seed):
    search, told = begun(made, seed=seed)
    assert search.best is not None
    costs = [search.best.cost]
    for most in (1, 3, 90):
        around(search, most)
        costs.append(search.best.cost)
    assert costs == sorted(costs, reverse=True)
    design = designed(
        search.relaxation.program, search.relaxation.week, search.settled(), search.bound
    )
    verdict = verify(made, design)
    assert verdict.holds, verdict.breaches
    assert search.bound <= design.cost * (1 + 1e-9)
    again, told_again = begun(made, seed=seed)
    for most in (1, 3, 90):
        around(again, most)
    assert told_again == told
