"""Lines in a better order: never dearer, the same villages, the shortest of all where few."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_town import searches, town

from jidi.network.rural.searching import LineRun


def polished(search, lines, *, kicks=200):
    search.start(lines)
    search.polish(kicks=kicks)
    return search.lines()


def yuan(problem, run, stops):
    """What the ways of a round cost once: km and minutes."""
    nodes, kind = [run.depot, *stops, run.depot], problem.vehicles[run.kind]
    hour = problem.work.per_hour / 60
    return sum(
        problem.km[a, b] * kind.per_km + problem.minutes[run.kind][a, b] * hour
        for a, b in pairwise(nodes)
    )


def found(problem, *, seed, steps):
    search = searches(problem)(seed, 24)
    search.start()
    search.go(begin=0, steps=steps, whole=steps)
    return search.lines()


def mixed(lines, seed):
    """Every line with its stops in a random order."""
    draw = np.random.default_rng(seed)

    def other(run: LineRun) -> LineRun:
        return replace(run, stops=tuple(int(stop) for stop in draw.permutation(run.stops)))

    return replace(lines, own=tuple(tuple(other(run) for run in runs) for runs in lines.own))


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10_000), one_way=st.booleans())
def test_lines_in_a_better_order_are_no_dearer_and_go_to_the_same_villages(seed, one_way):
    problem = town(seed)
    if one_way:
        longer = 1.0 + np.random.default_rng(seed).random(problem.km.shape) * 0.3
        problem = replace(problem, km=problem.km * longer)
    lines = found(problem, seed=seed, steps=200)
    after = polished(searches(problem)(seed, 24), lines)
    assert after.spent <= lines.spent + 1e-6
    assert after.short == lines.short
    stops = [sorted(run.stops) for run in lines.runs]
    assert sorted(sorted(run.stops) for run in after.runs) == sorted(stops)


@pytest.mark.parametrize("seed", range(4))
def test_an_order_of_few_stops_becomes_the_cheapest_of_all_orders(seed):
    problem = town(seed, villages=14, shift=300.0)
    lines = mixed(found(problem, seed=seed, steps=300), seed)
    after = polished(searches(problem)(seed, 24), lines)
    few = [run for run in after.runs if 4 <= len(run.stops) <= 7]
    assert few
    for run in few:
        cheapest = min(yuan(problem, run, stops) for stops in permutations(run.stops))
        assert yuan(problem, run, run.stops) == pytest.approx(cheapest)


def test_the_same_seed_gives_the_same_orders():
    problem = town(3)
    lines = mixed(found(problem, seed=3, steps=200), 3)
    one, other = (polished(searches(problem)(5, 24), lines, kicks=20) for _ in range(2))
    assert one == other
