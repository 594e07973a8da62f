"""The checker of fleet designs: recomputes loads, times, distances and cost; shares nothing with
the solver but problem and design. Every breach is told, not only the first.

A vehicle drives its trips as early as windows, releases and loading let it, and then leaves as late
as it can without ending later: no other departure makes a shorter shift.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from jidi.network.fleet.design import FleetDesign, Round, Trip
from jidi.network.fleet.problem import FleetProblem, Vehicle

Kind = Literal[
    "unknown_number",
    "missing_stop",
    "repeated_stop",
    "too_many_vehicles",
    "too_many_trips",
    "wrong_depot",
    "overfull",
    "too_far",
    "late",
    "long_shift",
    "wrong_cost",
]


@dataclass(frozen=True)
class Breach:
    """One condition that does not hold: which, where, and the two numbers that clash."""

    kind: Kind
    where: str
    found: int = 0
    allowed: int = 0


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the checker found: breaches, none if the design holds, and the cost it computed."""

    breaches: tuple[Breach, ...]
    cost: int | None

    @property
    def holds(self) -> bool:
        """Is every condition kept, and the cost as claimed?"""
        return not self.breaches


@dataclass(frozen=True)
class _Driven:
    """A round as it is driven: its length, its shortest shift, and by how much it comes late."""

    distance: int
    shift: int
    late: int


def verify(problem: FleetProblem, design: FleetDesign) -> Verdict:
    """Recompute everything. A design with unknown numbers has no cost."""
    unknown = tuple(_unknown(problem, design))
    if unknown:
        return Verdict(breaches=unknown, cost=None)
    cost = cost_of(problem, design)
    breaches = [*_visits(problem, design), *_counts(problem, design)]
    for number, one in enumerate(design.rounds):
        breaches += _round(problem, one, f"rounds[{number}]")
    if cost != design.cost:
        breaches.append(Breach("wrong_cost", "design", design.cost, cost))
    return Verdict(breaches=tuple(breaches), cost=cost)


def cost_of(problem: FleetProblem, design: FleetDesign) -> int:
    """Vehicles, distances and shifts, and the prizes of the stops that are left out."""
    visited = {stop for one in design.rounds for stop in one.stops}
    left = sum(s.prize or 0 for n, s in enumerate(problem.stops) if n not in visited)
    return left + sum(_cost_of_round(problem, one) for one in design.rounds)


def _cost_of_round(problem: FleetProblem, one: Round) -> int:
    vehicle, driven = problem.vehicles[one.vehicle], _driven(problem, one)
    per_way = vehicle.per_distance * driven.distance
    return vehicle.fixed_cost + per_way + vehicle.per_time * driven.shift


def _unknown(problem: FleetProblem, design: FleetDesign) -> Iterator[Breach]:
    for number, one in enumerate(design.rounds):
        where = f"rounds[{number}]"
        if one.vehicle not in range(len(problem.vehicles)):
            yield Breach("unknown_number", f"{where}.vehicle", one.vehicle, len(problem.vehicles))
        if not one.trips:
            yield Breach("unknown_number", f"{where}.trips")
        for trip in one.trips:
            if trip.loads_at not in range(len(problem.depots)):
                yield Breach("unknown_number", f"{where}.loads_at", trip.loads_at)
            for stop in trip.stops:
                if stop not in range(len(problem.stops)):
                    yield Breach("unknown_number", f"{where}.stops", stop, len(problem.stops))


def _visits(problem: FleetProblem, design: FleetDesign) -> Iterator[Breach]:
    times = Counter(stop for one in design.rounds for stop in one.stops)
    for number, stop in enumerate(problem.stops):
        if stop.prize is None and not times[number]:
            yield Breach("missing_stop", f"stops[{number}]")
        if times[number] > 1:
            yield Breach("repeated_stop", f"stops[{number}]", times[number], 1)


def _counts(problem: FleetProblem, design: FleetDesign) -> Iterator[Breach]:
    used = Counter(one.vehicle for one in design.rounds)
    for number, vehicle in enumerate(problem.vehicles):
        if used[number] > vehicle.count:
            where = f"vehicles[{number}]"
            yield Breach("too_many_vehicles", where, used[number], vehicle.count)


def _round(problem: FleetProblem, one: Round, where: str) -> Iterator[Breach]:
    vehicle = problem.vehicles[one.vehicle]
    if len(one.trips) > vehicle.trips:
        yield Breach("too_many_trips", where, len(one.trips), vehicle.trips)
    for number, trip in enumerate(one.trips):
        allowed = vehicle.reloads_at if number else (vehicle.start,)
        if trip.loads_at not in allowed:
            yield Breach("wrong_depot", f"{where}.trips[{number}]", trip.loads_at)
        fullest = _fullest(problem, trip)
        if fullest > vehicle.capacity:
            yield Breach("overfull", f"{where}.trips[{number}]", fullest, vehicle.capacity)
    driven = _driven(problem, one)
    if driven.distance > vehicle.longest:
        yield Breach("too_far", where, driven.distance, vehicle.longest)
    if driven.late:
        yield Breach("late", where, driven.late)
    if driven.shift > vehicle.shift:
        yield Breach("long_shift", where, driven.shift, vehicle.shift)


def _fullest(problem: FleetProblem, trip: Trip) -> int:
    """The greatest load on the way: all that is brought leaves the depot, all that is taken ends
    at one."""
    load = sum(problem.stops[stop].brings for stop in trip.stops)
    fullest = load
    for stop in trip.stops:
        load += problem.stops[stop].takes - problem.stops[stop].brings
        fullest = max(fullest, load)
    return fullest


@dataclass(frozen=True)
class _Leg:
    """A place on the way with the window in which to begin there, and how long it takes."""

    place: int
    opens: int
    closes: int
    lasts: int


def _driven(problem: FleetProblem, one: Round) -> _Driven:
    vehicle = problem.vehicles[one.vehicle]
    legs = [*_legs(problem, vehicle, one)]
    ways = problem.distances[vehicle.matrix], problem.times[vehicle.matrix]
    distance = sum(int(ways[0][a.place, b.place]) for a, b in pairwise(legs))
    begins, late = [legs[0].opens], 0
    for before, after in pairwise(legs):
        arrives = begins[-1] + before.lasts + int(ways[1][before.place, after.place])
        begun = max(arrives, after.opens)
        late += max(0, begun - after.closes)
        begins.append(min(begun, after.closes))
    latest = begins[-1]
    for before, after in pairwise(reversed(legs)):
        way = int(ways[1][after.place, before.place])
        latest = min(latest - way - after.lasts, after.closes)
    return _Driven(distance, begins[-1] + legs[-1].lasts - latest, late)


def _legs(problem: FleetProblem, vehicle: Vehicle, one: Round) -> Iterator[_Leg]:
    for trip in one.trips:
        depot = problem.depots[trip.loads_at]
        released = max((problem.stops[stop].released for stop in trip.stops), default=0)
        # Loading begins when all is there; leaving again when it is done.
        opens = max(depot.opens, vehicle.opens, released)
        yield _Leg(depot.place, opens, min(depot.closes, vehicle.closes), depot.loading)
        for number in trip.stops:
            stop = problem.stops[number]
            yield _Leg(stop.place, stop.opens, stop.closes, stop.service)
    home = problem.depots[vehicle.end]
    yield _Leg(home.place, max(home.opens, vehicle.opens), min(home.closes, vehicle.closes), 0)
