"""A cost that no design of the same coverage can undercut.

Every village pays at least for: handling and its point; on a lane the lane's price; by van, for
each visit, half of the two shortest ways that can lead to and from it, its handover, and by its
deliveries a share of the loading. Vehicles cost at least their fixed cost for the share of a week's
shifts they work. Summed over the cheapest villages that the coverage asks for, with the stations
that must be open and half of the shortest ways to them. It is weak where depots are far.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from jidi.network import costs
from jidi.network.rural.candidate import Prices
from jidi.network.rural.choosing import LanePlace
from jidi.network.rural.design import Proof
from jidi.network.rural.problem import CENTRE, Floats, Problem, Station, VehicleType
from jidi.network.weekdays import DAYS

METHOD: Final = "two nearest ways"


def proof(prices: Prices, places: Sequence[LanePlace], *, served: int) -> Proof:
    """The bound for a design that serves ``served`` villages."""
    problem = prices.problem
    by_van = _by_van(prices)
    least = by_van.copy()
    for place in places:
        least[place.village] = min(least[place.village], place.cost)
    cheapest = np.sort(least)[:served]
    stations = sum(_station(prices, s) for s in problem.stations if s.needed)
    return Proof(bound=float(cheapest.sum() + stations), method=METHOD)


def _by_van(prices: Prices) -> Floats:
    """For each village the least cost a day by a van."""
    problem = prices.problem
    nodes = [problem.village_node(v) for v in range(len(problem.villages))]
    depots = [d for d in problem.depots if d == CENTRE or problem.stations[d - 1].must is not False]
    others = [*depots, *nodes]
    least = np.full(len(nodes), np.inf)
    for number, kind in enumerate(problem.vehicles):
        if kind.line:
            ways = _two_ways(_leg_costs(problem, number), nodes, others, depots)
            least = np.minimum(least, _visits(prices, kind, ways))
    return least


def _visits(prices: Prices, kind: VehicleType, ways: Floats) -> Floats:
    problem = prices.problem
    minute = _minute(problem, [kind])
    found = np.empty(len(problem.villages))
    for number, village in enumerate(problem.villages):
        fewest = min(p.frequency for p in village.patterns)
        gap = min(p.longest_gap for p in village.patterns)
        weekly = fewest * (ways[number] + village.handover * minute)
        weekly += DAYS * village.down / kind.capacity * problem.centre.loading * minute
        found[number] = weekly / DAYS + prices.served(number, origin=CENTRE, gap=gap)
    return found


def _minute(problem: Problem, kinds: Iterable[VehicleType]) -> float:
    """The least yuan a minute of work costs: the wage, and a share of the cheapest vehicle."""
    fixed = min((kind.fixed for kind in kinds), default=0.0)
    return problem.work.per_hour / 60 + fixed / problem.work.shift


def _leg_costs(problem: Problem, vehicle: int) -> Floats:
    """Yuan of each leg: km, carbon and minutes."""
    kind = problem.vehicles[vehicle]
    carbon = costs.carbon_cost(
        grams_per_day=kind.grams_per_km, yuan_per_tonne=problem.rates.carbon_per_tonne
    )
    by_km = problem.km * (kind.per_km + carbon)
    return np.asarray(by_km + problem.minutes[vehicle] * _minute(problem, [kind]))


def _two_ways(
    legs: Floats, nodes: Sequence[int], others: Sequence[int], depots: Sequence[int]
) -> Floats:
    """Half of the cheapest way in and the cheapest way out, over two nodes or one depot twice."""
    found = np.empty(len(nodes))
    for number, node in enumerate(nodes):
        rest = [o for o in others if o != node]
        ways_in, ways_out = legs[rest, node], legs[node, rest]
        first_in, first_out = np.sort(ways_in)[:2], np.sort(ways_out)[:2]
        apart = _apart(ways_in, ways_out, first_in, first_out)
        again = min(float(legs[d, node] + legs[node, d]) for d in depots)
        found[number] = min(apart, again) / 2
    return found


def _apart(ways_in: Floats, ways_out: Floats, first_in: Floats, first_out: Floats) -> float:
    """The cheapest way in and way out over different nodes."""
    if len(ways_in) < 2:
        return float("inf")
    if int(np.argmin(ways_in)) != int(np.argmin(ways_out)):
        return float(first_in[0] + first_out[0])
    return float(min(first_in[1] + first_out[0], first_in[0] + first_out[1]))


def _station(prices: Prices, station: Station) -> float:
    """What an open station costs at least: itself, its own parcels, half the ways of its feeder."""
    problem = prices.problem
    node = 1 + problem.stations.index(station)
    others = [d for d in problem.depots if d != node]
    ways = [
        float(np.min(legs[others, node]) + np.min(legs[node, others])) / 2
        for number, kind in enumerate(problem.vehicles)
        if kind.feeder
        for legs in (_leg_costs(problem, number),)
    ]
    own = costs.handling_cost(
        parcels_per_day=station.down + station.up,
        yuan_per_parcel=problem.rates.centre_handling + problem.rates.station_handling,
    )
    visit = min(ways, default=0.0) + station.handover * _minute(problem, problem.vehicles)
    return station.fixed + own + station.days.frequency * visit / DAYS
