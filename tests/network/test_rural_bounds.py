"""What a bound says cannot be undercut: by any choice of places, any rounds, any design."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_county import county, simple

from jidi.network.rural.bounds import proof
from jidi.network.rural.candidate import Prices
from jidi.network.rural.lane_places import lane_places
from jidi.network.rural.proving.moats import Ground, moats
from jidi.network.rural.verify import verify


def thrown(seed: int, count: int) -> tuple[Ground, list[float]]:
    """Places on a square, runs of a limited load and limited hours, and a price to leave out."""
    dice = np.random.default_rng(seed)
    spots = dice.uniform(0, 10, size=(count + 1, 2))
    ways = np.sqrt(((spots[:, None] - spots[None]) ** 2).sum(axis=2))
    if seed % 2:  # no triangle keeps its inequality
        ways = ways * (0.5 + np.triu(dice.uniform(size=ways.shape), 1))
        ways = np.triu(ways, 1) + np.triu(ways, 1).T
    minutes = ways * dice.uniform(0.5, 2)
    ground = Ground(
        ways=np.ascontiguousarray(ways[1:, 1:]),
        minutes=np.ascontiguousarray(minutes[1:, 1:]),
        out=ways[0, 1:] + 1.0,
        out_minutes=minutes[0, 1:] + 2.0,
        load=dice.uniform(1, 4, size=count),
        work=dice.uniform(0, 3, size=count),
        capacity=float(dice.uniform(5, 9)),
        hours=60.0,
    )
    return ground, dice.uniform(1, 25, size=count).tolist()


def dearest(ground: Ground, instead: list[float]) -> float:
    """The cheapest of all choices and all rounds, by trying every one."""
    count = len(ground.out)
    rounds = {}
    for size in range(1, count + 1):
        for group in itertools.combinations(range(count), size):
            ways = [priced(ground, order) for order in itertools.permutations(group)]
            rounds[frozenset(group)] = min(ways)
    everyone = frozenset(range(count))
    best = {frozenset(): 0.0}
    for size in range(1, count + 1):
        for group in map(frozenset, itertools.combinations(range(count), size)):
            first = min(group)
            left = [instead[first] + best[group - {first}]]
            left += [
                cost + best[group - taken]
                for taken, cost in rounds.items()
                if first in taken and taken <= group
            ]
            best[group] = min(left)
    return best[everyone]


def priced(ground: Ground, order: tuple[int, ...]) -> float:
    """Yuan of one round; infinite where it is too full or too long."""
    legs = list(itertools.pairwise(order))
    minutes = ground.out_minutes[order[0]] + ground.out_minutes[order[-1]]
    minutes += sum(ground.minutes[leg] for leg in legs) + ground.work[list(order)].sum()
    if ground.load[list(order)].sum() > ground.capacity or minutes > ground.hours:
        return float("inf")
    return ground.out[order[0]] + ground.out[order[-1]] + sum(ground.ways[leg] for leg in legs)


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 5))
def test_no_choice_of_places_and_rounds_costs_less_than_its_moats(seed, count):
    ground, instead = thrown(seed, count)
    found = moats(ground)
    assert found.least(instead) <= dearest(ground, instead) + 1e-6
    nobody_left = [np.inf] * count
    assert found.least(nobody_left) <= dearest(ground, nobody_left) + 1e-6


def test_moats_are_worth_their_digging():
    """Of what serving all places costs they show most."""
    shares = []
    for seed in range(6):
        ground, _ = thrown(seed, 5)
        all_served = [np.inf] * 5
        shares.append(moats(ground).least(all_served) / dearest(ground, all_served))
    assert np.mean(shares) > 0.8


@pytest.mark.parametrize("seed", range(4))
def test_a_simple_design_costs_more_than_the_bound(seed):
    problem = county(seed)
    prices = Prices(problem)
    verdict = verify(problem, simple(problem))
    assert verdict.bill is not None
    found = proof(prices, lane_places(prices), served=verdict.served)
    assert found.bound is not None
    assert 0.0 < found.bound < verdict.bill.total


def test_leaving_more_out_never_raises_the_bound():
    prices = Prices(county(5))
    places = lane_places(prices)
    bounds = [proof(prices, places, served=n).bound for n in range(10)]
    assert bounds == sorted(bounds)
