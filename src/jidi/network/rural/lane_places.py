"""Places on lanes: which village may go with which carrier, on which days, at what cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jidi.network import costs
from jidi.network.rural.candidate import Prices
from jidi.network.rural.problem import CENTRE
from jidi.network.weekdays import Weekdays


@dataclass(frozen=True)
class LanePlace:
    """A village on a lane on some days; ``cost`` yuan a day, handling and point included."""

    village: int
    lane: int
    days: Weekdays
    cost: float


def lane_places(prices: Prices) -> list[LanePlace]:
    """Every village on every lane that calls there in its window, on its least frequent days."""
    return [
        place
        for number, lane in enumerate(prices.problem.lanes)
        for village in sorted(lane.arrivals)
        for place in _places(prices, number, village)
    ]


def _places(prices: Prices, number: int, village: int) -> list[LanePlace]:
    problem = prices.problem
    lane, wanted = problem.lanes[number], problem.villages[village]
    window, arrives = wanted.window, lane.arrivals[village]
    if not window.opens <= arrives <= window.closes:
        return []
    runs = lane.days if lane.origin == CENTRE else problem.stations[lane.origin - 1].days
    fits = [p for p in wanted.patterns if p.within(lane.days) and p.within(runs)]
    fewest = min((p.frequency for p in fits), default=0)
    made = []
    for days in (p for p in fits if p.frequency == fewest):
        way = costs.lane_cost(
            parcels_per_day=wanted.parcels,
            visits_per_week=days.frequency,
            per_parcel=lane.price_per_parcel,
            per_stop=lane.price_per_stop,
        )
        way += prices.carbon(wanted.parcels * lane.grams_per_parcel)
        kept = prices.served(village, origin=lane.origin, gap=days.longest_gap)
        made.append(LanePlace(village, number, days, way + kept))
    return [place for place in made if np.isfinite(place.cost)]
