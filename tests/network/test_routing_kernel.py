"""What the kernel carries on from change to change is what taking it anew gives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from small_problems import scattered

from jidi.network.routing.arrays import read_routes
from jidi.network.routing.problem import Fleet
from jidi.network.routing.search import HOT, Search

PATTERNS = ((1, 2, 4), (3, 6, 5), (7,), (1, 2, 4), (3, 5)) * 6


def problem_of(kind):
    """Thirty stops; distances that differ by direction, so that a way taken backwards shows."""
    if kind == "two stations":
        problem = scattered(5, stops=30, truck=None, capacity=25, limit=12)
    else:
        problem = scattered(
            6, stations=1, stops=30, truck=None, capacity=25, limit=12, days=3, patterns=PATTERNS
        )
    thrown = np.random.default_rng(9).uniform(0.0, 5.0, size=problem.costs.shape)
    np.fill_diagonal(thrown, 0.0)
    problem = replace(problem, costs=problem.costs + thrown)
    if kind != "three days, times":
        return problem
    longest = float(np.sort(problem.costs, axis=None)[-1]) * 3.0
    return replace(problem, fleet=Fleet(capacity=25, fixed_cost=3.0, limit=12, longest=longest))


@pytest.mark.parametrize("kind", ["two stations", "three days", "three days, times"])
def test_arcs_and_sums_after_many_steps_are_those_of_the_routes(kind):
    problem = problem_of(kind)
    search = Search(problem, 3)
    found = search.start()
    for _ in range(3):
        found = search.burst(found.structure, found.routes, hot=HOT) or found
    state, seen = search.desk.state, 0
    for slot in range(len(state.size)):
        size = state.size[slot]
        if size == 0:
            continue
        nodes = [state.station[slot], *state.seq[slot, :size], state.station[slot]]
        ways = problem.costs[nodes[:-1], nodes[1:]]
        stops = state.seq[slot, :size] - problem.stations
        assert state.arc[slot, : size + 1].tolist() == ways.tolist()
        assert state.travel[slot] == pytest.approx(ways.sum())
        assert state.load[slot] == pytest.approx(problem.demand[stops].sum())
        if search.ground.timed:
            spent = problem.clock[nodes[:-1], nodes[1:]].sum() + problem.service[stops].sum()
            assert state.time[slot] == pytest.approx(spent)
        seen += size
    assert seen == sum(len(route.stops) for route in read_routes(problem, state, len(state.size)))
    assert seen >= problem.stops
