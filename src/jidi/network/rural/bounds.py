"""A cost that no design of the same coverage can undercut.

Every village served pays for handling and its point, and on a lane the lane's price. By vans it
pays for a part of runs that are only known to be: closed rounds from some depot, loaded, within
hours, each vehicle no more a day than its shift. What such rounds cost at least is bounded by
spanning trees with multipliers (``proving``). Rounds that run five days a week are counted as
three rounds over everybody and two more over those who need them, and so on by frequency. A
vehicle is paid by the minutes of chosen days. Stations that must be open pay for themselves and
for feeders, bounded in the same way. Who is left out is chosen against the bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from scipy.sparse.csgraph import floyd_warshall

from jidi.network import costs
from jidi.network.rural.candidate import Prices
from jidi.network.rural.design import SPANNING_TREES, Proof
from jidi.network.rural.drafting_judge import obvious_minimum
from jidi.network.rural.lane_places import LanePlace
from jidi.network.rural.problem import CENTRE, Floats, Problem, VehicleType
from jidi.network.rural.proving.moats import NO_WAY, Ground, Moats, moats
from jidi.network.weekdays import DAYS, Weekdays

DAY_WEIGHTS: Final = ((1.0,) * 5 + (0.0, 0.0), (1.0,) * 7)
"""Days by whose minutes vehicles are paid: working days, or all. The better bound counts."""
TRIES: Final = 12
GOLDEN: Final = 0.618


@dataclass(frozen=True)
class Layer:
    """Rounds counted over the villages that come at least so often.

    :param share: runs a week, as a share of seven; ``weight``: of a vehicle's day by its minutes.
    :param nodes: who must be visited, as nodes.
    """

    share: float
    weight: float
    nodes: tuple[int, ...]


def proof(prices: Prices, places: Sequence[LanePlace], *, served: int) -> Proof:
    """The bound for a design that serves ``served`` villages."""
    bounds = [_bound(prices, places, served, weights) for weights in DAY_WEIGHTS]
    return Proof(bound=max(*bounds, obvious_minimum(prices.problem)), method=SPANNING_TREES)


def _bound(
    prices: Prices, places: Sequence[LanePlace], served: int, weights: Sequence[float]
) -> float:
    weights = [w / sum(weights) for w in weights]
    return _of_stations(prices, weights) + _of_villages(prices, places, served, weights)


# Villages ----------------------------------------------------------------------


def _of_villages(
    prices: Prices, places: Sequence[LanePlace], served: int, weights: Sequence[float]
) -> float:
    problem = prices.problem
    kept = np.array([_kept(prices, v) for v in range(len(problem.villages))])
    lane = np.full(len(kept), np.inf)
    for place in places:
        lane[place.village] = min(lane[place.village], place.cost)
    layers = list(_village_layers(problem, weights))
    parts = [(layer, _moats(problem, layer)) for layer in layers]
    often = np.array([min(p.frequency for p in v.patterns) for v in problem.villages]) / DAYS
    left_out = len(kept) - served

    def least(worth: float) -> float:
        """The bound when leaving a village out costs ``worth``, but for those that may be."""
        instead = np.minimum(lane, worth)
        total = -worth * left_out if left_out else 0.0
        for layer, found in parts:
            own = [node - 1 - problem.station_count for node in layer.nodes]
            part = layer.share / often[own]
            total += found.least((instead[own] - kept[own]) * part) + float(
                (kept[own] * part).sum()
            )
        return total

    if left_out == 0:
        return least(float("inf"))
    return _highest(least, most=4.0 * float(kept.max(initial=0.0)) + 200.0)


def _highest(least: Callable[[float], float], *, most: float) -> float:
    """The highest value found of a concave function between 0 and ``most``, by golden section."""
    low, high = 0.0, most
    one, two = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    at_one, at_two = least(one), least(two)
    best = max(at_one, at_two)
    for _ in range(TRIES):
        if at_one < at_two:
            low, one, at_one = one, two, at_two
            two = low + GOLDEN * (high - low)
            at_two = least(two)
        else:
            high, two, at_two = two, one, at_one
            one = high - GOLDEN * (high - low)
            at_one = least(one)
        best = max(best, at_one, at_two)
    return best


def _kept(prices: Prices, village: int) -> float:
    """Handling and point of a village at least."""
    patterns = prices.problem.villages[village].patterns
    least = min(prices.served(village, origin=CENTRE, gap=p.longest_gap) for p in patterns)
    return min(least, NO_WAY)


def _village_layers(problem: Problem, weights: Sequence[float]) -> Iterator[Layer]:
    often = [min(p.frequency for p in v.patterns) for v in problem.villages]
    patterns = {p for v in problem.villages for p in v.patterns}
    steps = sorted(set(often))
    weighed = [_least_weight(patterns, step, weights) for step in steps]
    for (before, step), (light, heavy) in zip(
        pairwise([0, *steps]), pairwise([0.0, *weighed]), strict=True
    ):
        nodes = tuple(problem.village_node(v) for v, times in enumerate(often) if times >= step)
        yield Layer((step - before) / DAYS, heavy - light, nodes)


def _least_weight(patterns: set[Weekdays], often: int, weights: Sequence[float]) -> float:
    """Of the days of any pattern as frequent, the least weight."""
    return min(sum(weights[day] for day in p.days) for p in patterns if p.frequency >= often)


def _moats(problem: Problem, layer: Layer) -> Moats:
    depots = [d for d in problem.depots if d == CENTRE or problem.stations[d - 1].must is not False]
    villages = [problem.villages[node - 1 - problem.station_count] for node in layer.nodes]
    gaps = [min(p.longest_gap for p in v.patterns) for v in villages]
    all_nodes = [problem.village_node(v) for v in range(len(problem.villages))]
    return moats(
        _ground(
            problem,
            layer,
            kinds=[n for n, v in enumerate(problem.vehicles) if v.line],
            depots=depots,
            between=all_nodes,
            load=[v.down * gap for v, gap in zip(villages, gaps, strict=True)],
            handover=[v.handover for v in villages],
        )
    )


# Stations ----------------------------------------------------------------------


def _of_stations(prices: Prices, weights: Sequence[float]) -> float:
    """Stations that must be open: themselves, their own parcels, and their feeders."""
    problem = prices.problem
    rates, total = problem.rates, 0.0
    needed = [s for s, station in enumerate(problem.stations) if station.needed]
    for station in (problem.stations[s] for s in needed):
        total += station.fixed + costs.handling_cost(
            parcels_per_day=station.down + station.up,
            yuan_per_parcel=rates.centre_handling + rates.station_handling,
        )
    # Trips overnight may come on fewer days and stay away longer: no bound on those is known.
    needed = [s for s in needed if problem.stations[s].often is None]
    steps = sorted({problem.stations[s].days.frequency for s in needed})
    light = sorted(weights)
    for before, step in pairwise([0, *steps]):
        visited = [s for s in needed if problem.stations[s].days.frequency >= step]
        weight = sum(light[:step]) - sum(light[:before])
        layer = Layer(
            (step - before) / DAYS, weight, tuple(problem.station_node(s) for s in visited)
        )
        held = [problem.stations[s] for s in visited]
        found = moats(
            _ground(
                problem,
                layer,
                kinds=[n for n, v in enumerate(problem.vehicles) if v.feeder],
                depots=[CENTRE],
                between=[problem.station_node(s) for s in range(problem.station_count)],
                # One day's mail: the feeder may come on more days than must be.
                load=[s.down for s in held],
                handover=[s.handover for s in held],
            )
        )
        total += found.least([np.inf] * len(held))
    return total


# Rounds ------------------------------------------------------------------------


def _ground(
    problem: Problem,
    layer: Layer,
    *,
    kinds: Sequence[int],
    depots: Sequence[int],
    between: Sequence[int],
    load: Sequence[float],
    handover: Sequence[float],
) -> Ground:
    """The rounds of a layer: each leg with the vehicle that is cheapest for it.

    :param between: all nodes a round may pass on its way from one of the layer's to the next.
    """
    hours = _hours(problem)
    minutes, yuan = _legs(problem, layer, kinds, [*depots, *between])
    minute = min((_minute(problem, layer, problem.vehicles[k], hours) for k in kinds), default=0.0)
    loading = problem.centre.loading
    whole = len(layer.nodes) == len(between)
    if not whole:
        minutes, yuan = _shortened(minutes, len(depots)), _shortened(yuan, len(depots))
    place = {node: len(depots) + n for n, node in enumerate(between)}
    own = [place[node] for node in layer.nodes]
    work = np.array(handover, dtype=np.float64)
    out = yuan[: len(depots)][:, own].min(axis=0) + loading * minute / 2
    table = yuan[np.ix_(own, own)]
    # Minutes at a place, priced: half on each of its two ways.
    half = work * minute / 2
    return Ground(
        ways=np.ascontiguousarray(table + half[:, None] + half[None, :]),
        minutes=np.ascontiguousarray(minutes[np.ix_(own, own)]),
        out=out + half,
        out_minutes=minutes[: len(depots)][:, own].min(axis=0) + loading / 2,
        load=np.array(load, dtype=np.float64),
        work=work,
        capacity=max((problem.vehicles[k].capacity for k in kinds), default=1.0),
        hours=hours,
    )


def _hours(problem: Problem) -> float:
    """The most minutes a vehicle works on a day, its break apart."""
    work = problem.work
    return max(min(work.shift, work.break_after), work.shift - work.break_minutes)


def _minute(problem: Problem, layer: Layer, kind: VehicleType, hours: float) -> float:
    """Yuan a minute: the wage, and the vehicle by the weight of its day."""
    return layer.share * problem.work.per_hour / 60 + layer.weight * kind.fixed / hours


def _legs(
    problem: Problem, layer: Layer, kinds: Sequence[int], nodes: Sequence[int]
) -> tuple[Floats, Floats]:
    """Minutes and yuan of each leg, the lesser of both directions and of all vehicles."""
    minutes = np.full((len(nodes), len(nodes)), NO_WAY)
    yuan = minutes.copy()
    hours, km = _hours(problem), problem.km[np.ix_(nodes, nodes)]
    for k in kinds:
        kind = problem.vehicles[k]
        carbon = costs.carbon_cost(
            grams_per_day=kind.grams_per_km, yuan_per_tonne=problem.rates.carbon_per_tonne
        )
        drive = problem.minutes[k][np.ix_(nodes, nodes)]
        cost = layer.share * (kind.per_km + carbon) * km
        cost = cost + _minute(problem, layer, kind, hours) * drive
        minutes, yuan = np.minimum(minutes, drive), np.minimum(yuan, cost)
    return np.minimum(minutes, minutes.T), np.minimum(yuan, yuan.T)


def _shortened(legs: Floats, depots: int) -> Floats:
    """The shortest ways when some on the way are passed over; no way leads through a depot."""
    inner = floyd_warshall(legs[depots:, depots:], directed=False)
    outer = (legs[:depots, depots:, None] + inner[None, :, :]).min(axis=1)
    found = np.empty_like(legs)
    found[:depots, :depots] = legs[:depots, :depots]
    found[depots:, depots:] = inner
    found[:depots, depots:] = outer
    found[depots:, :depots] = outer.T
    return found
