"""What the solver chooses among: candidate lines, feeders and places on lanes, with their costs.

Costs are yuan a day by ``network.costs``. The checker never reads this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from jidi.network import costs
from jidi.network.rural.problem import CENTRE, Problem
from jidi.network.rural.timing import Timing
from jidi.network.weekdays import DAYS, Weekdays


@dataclass(frozen=True)
class Candidate:
    """A way a vehicle may go: a line over villages or a feeder over stations.

    :param stops: nodes in order; ``patterns``: the day patterns it may run on, all as frequent.
    :param span: minutes from the begin of loading to the return.
    """

    depot: int
    vehicle: int
    stops: tuple[int, ...]
    patterns: tuple[Weekdays, ...]
    km: float
    span: float

    @property
    def frequency(self) -> int:
        """Runs a week."""
        return self.patterns[0].frequency

    @property
    def key(self) -> tuple[int, int, frozenset[int], int]:
        """What makes two candidates rivals: depot, vehicle, stops and frequency."""
        return self.depot, self.vehicle, frozenset(self.stops), self.frequency


@dataclass(frozen=True)
class Prices:
    """The problem's costs as the solver needs them, each worked out once."""

    problem: Problem

    def run(self, candidate: Candidate) -> float:
        """Yuan a day for driving and working a candidate: km, hours, carbon; not its vehicle."""
        vehicle = self.problem.vehicles[candidate.vehicle]
        weekly = candidate.km * candidate.frequency
        return (
            costs.distance_cost(km_per_week=weekly, yuan_per_km=vehicle.per_km)
            + costs.time_cost(
                minutes_per_week=candidate.span * candidate.frequency,
                yuan_per_hour=self.problem.work.per_hour,
            )
            + self.carbon(weekly * vehicle.grams_per_km / DAYS)
        )

    def carbon(self, grams_per_day: float) -> float:
        """Yuan a day for emissions."""
        return costs.carbon_cost(
            grams_per_day=grams_per_day, yuan_per_tonne=self.problem.rates.carbon_per_tonne
        )

    @cached_property
    def handling(self) -> tuple[tuple[float, float], ...]:
        """For each village, yuan a day of handling: from the centre, through a station."""
        rates = self.problem.rates
        at_centre = rates.centre_handling
        both = rates.centre_handling + rates.station_handling
        return tuple(
            (
                costs.handling_cost(parcels_per_day=v.parcels, yuan_per_parcel=at_centre),
                costs.handling_cost(parcels_per_day=v.parcels, yuan_per_parcel=both),
            )
            for v in self.problem.villages
        )

    def served(self, village: int, *, origin: int, gap: int) -> float:
        """Yuan a day for one village served, apart from the way there: handling and its point."""
        return self.handling[village][origin != CENTRE] + self.point(village, gap=gap)[1]

    def point(self, village: int, *, gap: int) -> tuple[int, float]:
        """The cheapest point option that holds what gathers in ``gap`` days, and its cost a day.

        Infinite cost when none is large enough.
        """
        wanted = self.problem.villages[village]
        priced = [
            (
                costs.point_cost(
                    parcels_per_day=wanted.parcels,
                    fee_per_day=option.fee_per_day,
                    fee_per_parcel=option.fee_per_parcel,
                ),
                number,
            )
            for number, option in enumerate(wanted.points)
            if option.parcels_per_day >= wanted.parcels * gap
        ]
        cost, number = min(priced, default=(float("inf"), -1))
        return number, cost


def most_aboard(problem: Problem, villages: tuple[int, ...], *, gap: int) -> float:
    """The most aboard at any moment: at the start, and after each stop.

    :param villages: village numbers in order; ``gap``: days that gathered.
    """
    down = np.array([problem.villages[v].down for v in villages]) * gap
    up = np.array([problem.villages[v].up for v in villages]) * gap
    aboard = down.sum() + np.cumsum(up - down)
    return float(max(down.sum(), aboard.max(initial=0.0)))


def line(
    problem: Problem,
    timing: Timing,
    *,
    depot: int,
    vehicle: int,
    villages: tuple[int, ...],
    patterns: tuple[Weekdays, ...],
) -> Candidate | None:
    """The candidate line over ``villages`` in this order; None where it breaks a rule.

    Kept are the patterns that every village takes, on which the load fits and the depot is fed.
    """
    kind = problem.vehicles[vehicle]
    fed = timing.leaving(depot)
    kept = tuple(
        p
        for p in patterns
        if p.within(fed)
        and all(p in problem.villages[v].patterns for v in villages)
        and most_aboard(problem, villages, gap=p.longest_gap) <= kind.capacity + 1e-9
    )
    stops = tuple(problem.village_node(v) for v in villages)
    km = way_km(problem, depot, stops)
    if not kept or km > kind.range_km:
        return None
    sheet = timing.earliest(depot=depot, stops=stops, vehicle=vehicle)
    if sheet is None:
        return None
    return Candidate(depot, vehicle, stops, kept, km, sheet.span)


def way_km(problem: Problem, depot: int, stops: tuple[int, ...]) -> float:
    """Km from the depot through the stops and back."""
    way = np.array([depot, *stops, depot])
    return float(problem.km[way[:-1], way[1:]].sum())
