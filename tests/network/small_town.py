"""A town with one depot, its villages served every day by vans alone; searches for its lines."""

from __future__ import annotations

from dataclasses import replace

from small_county import county

from jidi.network.rural.candidate import Prices
from jidi.network.rural.feeding import feeder_plans
from jidi.network.rural.grounding import grounded
from jidi.network.rural.lane_places import lane_places
from jidi.network.rural.searching import Search
from jidi.network.weekdays import EVERY_DAY


def town(seed, *, villages=24, shift=200.0):
    """One depot, all days, no lanes: villages about it by vans alone."""
    problem = county(seed, villages=villages)
    first = 1 + problem.station_count
    nodes = [0, *range(first, first + villages)]
    return replace(
        problem,
        stations=(),
        lanes=(),
        villages=tuple(replace(v, patterns=(EVERY_DAY,)) for v in problem.villages),
        km=problem.km[nodes][:, nodes],
        road=problem.road[nodes][:, nodes],
        points=None,
        companies=(),
        work=replace(problem.work, shift=shift, break_after=shift, break_minutes=0.0),
    )


def searches(problem):
    """How searches of this problem are made, the number a seed."""
    prices = Prices(problem)
    plan = feeder_plans(prices, [], {}, seed=1, iterations=10)[0]
    places = lane_places(prices)
    wanted = len(problem.villages)

    def search(number, fleet, most=None):
        held = grounded(
            prices, plan, places, wanted=wanted, budget=float("inf"), fleet=fleet, most=most
        )
        return Search(plan, held, number)

    return search
