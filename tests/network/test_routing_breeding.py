"""Breeding for day patterns: days that change places, crossings, and the population."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from small_problems import scattered

from jidi.network.routing.breeding import FEWEST_BURSTS
from jidi.network.routing.crossing import Days, by_days, by_region, patterns_of
from jidi.network.routing.population import Population
from jidi.network.routing.search import Search
from jidi.network.routing.solve import Effort, solve
from jidi.network.routing.verify import verify

ONCE, TWICE, DAILY = (1, 2, 4, 8), (5, 10), (15,)
STOPS = 14


@pytest.fixture(scope="module")
def problem():
    patterns = (ONCE, TWICE, ONCE, DAILY, TWICE, ONCE, TWICE) * 2
    return scattered(3, truck=None, stations=1, stops=STOPS, days=4, patterns=patterns, limit=8)


@pytest.fixture(scope="module")
def ends(problem):
    search = Search(problem, 5)
    return [search.start() for _ in range(6)]


def days_of(*patterns, days):
    problem = scattered(1, truck=None, stations=1, stops=len(patterns), days=days)
    return Days(replace(problem, patterns=patterns))


def test_the_orders_of_days_are_those_that_keep_every_stops_patterns():
    spread = days_of((1, 2, 4, 8, 16), (20, 10, 5), days=5)
    assert sorted(spread.orders) == [
        (0, 1, 2, 3, 4),
        (0, 3, 2, 1, 4),
        (4, 1, 2, 3, 0),
        (4, 3, 2, 1, 0),
    ]
    assert days_of((1, 2), (1,), days=2).orders == [(0, 1)]
    assert len(days_of(tuple(1 << day for day in range(7)), days=7).orders) == 14


def test_days_that_change_places_make_the_same_design(problem, ends):
    days = Days(problem)
    for end in ends:
        assert days.turned(end.routes, np.random.default_rng(1)) != end.routes
        for order in days.orders:
            turned = [replace(route, day=order[route.day]) for route in end.routes]
            assert days.distance(end.routes, turned) == 0
            assert days.profile(end.routes) == days.profile(turned)
            matched = days.matched(turned, end.routes)
            assert (patterns_of(problem, matched) == patterns_of(problem, end.routes)).all()


@pytest.mark.parametrize("seed", range(20))
def test_a_crossing_keeps_whole_patterns_of_its_parents_or_leaves_a_stop_out(problem, ends, seed):
    dice = np.random.default_rng(seed)
    one, other = ends[seed % 6].routes, ends[(seed + 1) % 6].routes
    near = Search(problem, 1).ground.near
    for crossing in (
        by_days(problem, one, other, dice),
        by_region(problem, near, one, other, dice),
    ):
        found = patterns_of(problem, crossing.routes)
        for stop, (may, all_of_them) in enumerate(
            zip(crossing.patterns, problem.patterns, strict=True)
        ):
            assert may and set(may) <= set(all_of_them)
            assert found[stop] == 0 or (int(found[stop]),) == may
        assert sum(len(r.stops) for r in crossing.routes) == sum(int(p).bit_count() for p in found)


def test_a_design_crossed_with_itself_stays_as_it_is(problem, ends):
    routes = ends[0].routes
    dice = np.random.default_rng(2)
    near = Search(problem, 1).ground.near
    by_day = by_days(problem, routes, routes, dice).routes
    assert sorted(by_day, key=str) == sorted(routes, key=str)
    assert by_region(problem, near, routes, routes, dice).routes == routes


def test_a_child_keeps_to_the_patterns_of_its_crossing(problem, ends):
    search = Search(problem, 9)
    dice = np.random.default_rng(4)
    for one, other in itertools.pairwise(ends):
        crossing = by_days(problem, one.routes, other.routes, dice)
        child = search.child(one.structure, crossing)
        assert child is not None
        found = patterns_of(problem, child.routes)
        assert all(int(p) in may for p, may in zip(found, crossing.patterns, strict=True))


def test_a_population_keeps_the_cheapest_and_not_too_many(problem):
    search = Search(problem, 6)
    population = Population(problem, most=4)
    cheapest = np.inf
    for _ in range(25):
        found = search.start()
        population.take(found)
        cheapest = min(cheapest, found.cost)
        members = population.members
        assert len(members) <= 4
        assert min(member.cost for member in members) == cheapest


def test_breeding_repeats_and_its_design_holds(problem):
    effort = Effort(bursts=FEWEST_BURSTS, stop_after=200)
    first, second = (solve(problem, effort=effort, seed=4) for _ in range(2))
    assert first == second
    assert verify(problem, first.design).holds
    assert first.bursts == 200


def test_breeding_cut_short_repeats(problem):
    told = []

    def enough(progress):
        told.append(progress.bursts)
        return progress.bursts >= 190

    cut = solve(problem, effort=Effort(bursts=700), seed=4, report=enough)
    assert cut.cancelled
    assert told == sorted(told)
    again = solve(problem, effort=Effort(bursts=700, stop_after=cut.bursts), seed=4)
    assert again.design == cut.design
