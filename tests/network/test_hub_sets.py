"""Hub sets that prices leave: none that matters is missing, and branching on them proves the best.

The oracles try everything: all subsets of small lists of prices, all designs of small problems.
"""

from __future__ import annotations

import importlib
from itertools import combinations

import numpy as np
import pytest
from test_hubs import best_of_all, posed

from jidi.network.hubs import Effort, Step, solve, verify
from jidi.network.hubs.sets import sets_left


@pytest.mark.parametrize("seed", range(12))
def test_all_sets_below_the_best_are_named_and_no_other(seed):
    draw = np.random.default_rng(seed)
    reduced = draw.normal(1.0 if seed % 2 else -0.5, 2.0, 8)
    kept = np.flatnonzero(draw.random(8) < 0.2)
    fewest, most = max(len(kept), 2), 8 if seed % 3 else max(len(kept), 3)
    below = float(np.sort(reduced)[:3].sum()) + 3.0
    found = sets_left(
        reduced, kept, base=0.5, below=below, fewest=fewest, most=most, limit=10_000
    )  # fmt: skip
    every = {
        chosen
        for count in range(fewest, most + 1)
        for chosen in combinations(range(8), count)
        if set(kept.tolist()) <= set(chosen) and 0.5 + reduced[list(chosen)].sum() < below
    }
    assert {tuple(sorted(chosen)) for _, chosen in found} == every
    assert len(found) == len(every) and found == sorted(found)
    assert not every or (
        sets_left(
            reduced, kept, base=0.5, below=below, fewest=fewest, most=most, limit=len(every) - 1
        )
        is None
    )


@pytest.mark.parametrize(("seed", "hubs"), [(0, 3), (2, None)])
def test_taking_hubs_as_open_and_as_closed_proves_the_best(seed, hubs, monkeypatch):
    monkeypatch.setattr(importlib.import_module("jidi.network.hubs.branching"), "FEW", 1)
    steps = ((Step(40.0 + 60 * seed, 90.0), Step(1e9, 200.0)),) * 7
    problem = posed(seed=seed, hubs=hubs, steps=steps)
    solved = solve(problem, effort=Effort(tries=3, rounds=4))
    assert verify(problem, solved.design).holds
    assert solved.design.cost == pytest.approx(best_of_all(problem))
    assert solved.proved


@pytest.mark.parametrize("parts", [1, 3])
def test_a_bound_cut_short_stays_a_bound(parts):
    problem = posed(nodes=9, seed=3)
    least = solve(problem, effort=Effort(tries=60)).design.cost
    short = solve(problem, effort=Effort(tries=3, rounds=12, parts=parts, nodes=1))
    assert short.bound <= least * (1 + 1e-9) <= short.design.cost * (1 + 2e-9)
