"""The checker: recomputes feasibility and cost from the problem and the design alone.

It shares nothing with the solvers but these two. Every breach is told, not only the first.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from jidi.network.routing.design import Route, RoutingDesign, Trip
from jidi.network.routing.problem import Floats, RoutingProblem, Trunk

TOLERANCE = 1e-6
"""Relative: sums of doubles in another order differ by far less."""

Kind = Literal[
    "unknown_node",
    "empty_route",
    "missing_stop",
    "pattern",
    "repeated_stop",
    "overfull_vehicle",
    "long_route",
    "too_many_vehicles",
    "overfull_station",
    "overfull_truck",
    "too_many_trucks",
    "supply",
    "split_station",
    "wrong_cost",
]


@dataclass(frozen=True)
class Breach:
    """One condition that does not hold: which, where, and the two numbers that clash."""

    kind: Kind
    where: str
    found: float = 0.0
    allowed: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Cost:
    """The parts of the cost, in the unit of the problem."""

    travel: float
    vehicles: float
    opening: float
    handling: float
    trunk_travel: float
    trucks: float

    @property
    def total(self) -> float:
        """All parts together."""
        second = self.travel + self.vehicles + self.opening + self.handling
        return second + self.trunk_travel + self.trucks


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the checker found: the breaches, none if the design holds, and the cost it computed."""

    breaches: tuple[Breach, ...]
    cost: Cost | None

    @property
    def holds(self) -> bool:
        """Is every condition kept, and the cost as claimed?"""
        return not self.breaches


def verify(problem: RoutingProblem, design: RoutingDesign) -> Verdict:
    """Recompute everything. A design with unknown nodes has no cost."""
    unknown = tuple(_unknown(problem, design))
    if unknown:
        return Verdict(breaches=unknown, cost=None)
    cost = cost_of(problem, design)
    breaches = [
        *_visits(problem, design.routes),
        *_vehicles(problem, design.routes),
        *_stations(problem, design.routes),
        *_trunk(problem, design),
    ]
    if not _same(cost.total, design.cost):
        breaches.append(Breach("wrong_cost", "design", design.cost, cost.total))
    return Verdict(breaches=tuple(breaches), cost=cost)


def cost_of(problem: RoutingProblem, design: RoutingDesign) -> Cost:
    """The cost of a design, from nothing but the problem's numbers."""
    used = {route.station for route in design.routes}
    trunk = problem.trunk
    return Cost(
        travel=sum(_length(problem.costs, _nodes(problem, route)) for route in design.routes),
        vehicles=problem.fleet.fixed_cost * len(design.routes),
        opening=sum(float(problem.opening_cost[station]) for station in used),
        handling=sum(
            float(problem.handling_cost[route.station]) * _load(problem, route)
            for route in design.routes
        ),
        trunk_travel=0.0
        if trunk is None
        else sum(_length(trunk.costs, _tour(trip)) for trip in design.trips),
        trucks=0.0 if trunk is None else trunk.fixed_cost * len(design.trips),
    )


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= TOLERANCE * max(1.0, abs(one), abs(other))


def _above(found: float, allowed: float) -> bool:
    return found > allowed and not _same(found, allowed)


def _length(matrix: Floats, nodes: Sequence[int]) -> float:
    return sum(float(matrix[a, b]) for a, b in itertools.pairwise(nodes))


def _nodes(problem: RoutingProblem, route: Route) -> list[int]:
    return [route.station, *(problem.stations + stop for stop in route.stops), route.station]


def _tour(trip: Trip) -> list[int]:
    return [0, *(station + 1 for station, _ in trip.drops), 0]


def _load(problem: RoutingProblem, route: Route) -> float:
    return sum(float(problem.demand[stop]) for stop in route.stops)


def _unknown(problem: RoutingProblem, design: RoutingDesign) -> Iterator[Breach]:
    for number, route in enumerate(design.routes):
        known = 0 <= route.station < problem.stations and 0 <= route.day < problem.days
        if not known or not all(0 <= stop < problem.stops for stop in route.stops):
            yield Breach("unknown_node", f"route {number}")
    for number, trip in enumerate(design.trips):
        known = problem.trunk is not None and 0 <= trip.day < problem.days
        if not known or not all(0 <= station < problem.stations for station, _ in trip.drops):
            yield Breach("unknown_node", f"trip {number}")


def _visits(problem: RoutingProblem, routes: Sequence[Route]) -> Iterator[Breach]:
    visits = Counter((stop, route.day) for route in routes for stop in route.stops)
    for (stop, day), times in sorted(visits.items()):
        if times > 1:
            yield Breach("repeated_stop", f"stop {stop} day {day}", times, 1)
    days: dict[int, int] = defaultdict(int)
    for stop, day in visits:
        days[stop] |= 1 << day
    for stop in range(problem.stops):
        if not days[stop]:
            yield Breach("missing_stop", f"stop {stop}")
        elif days[stop] not in problem.patterns[stop]:
            yield Breach("pattern", f"stop {stop}", days[stop])


def _vehicles(problem: RoutingProblem, routes: Sequence[Route]) -> Iterator[Breach]:
    fleet = problem.fleet
    for number, route in enumerate(routes):
        where = f"route {number}"
        if not route.stops:
            yield Breach("empty_route", where)
        load = _load(problem, route)
        if _above(load, fleet.capacity):
            yield Breach("overfull_vehicle", where, load, fleet.capacity)
        service = sum(float(problem.service[stop]) for stop in route.stops)
        spent = service + _length(problem.clock, _nodes(problem, route))
        if _above(spent, fleet.longest):
            yield Breach("long_route", where, spent, fleet.longest)
    for day, count in sorted(Counter(route.day for route in routes).items()):
        if count > fleet.limit:
            yield Breach("too_many_vehicles", f"day {day}", count, fleet.limit)
    for (station, day), count in sorted(Counter((r.station, r.day) for r in routes).items()):
        if count > fleet.limit_per_station:
            where = f"station {station} day {day}"
            yield Breach("too_many_vehicles", where, count, fleet.limit_per_station)


def _loads(problem: RoutingProblem, routes: Sequence[Route]) -> dict[tuple[int, int], float]:
    loads: dict[tuple[int, int], float] = defaultdict(float)
    for route in routes:
        loads[route.station, route.day] += _load(problem, route)
    return loads


def _stations(problem: RoutingProblem, routes: Sequence[Route]) -> Iterator[Breach]:
    for (station, day), load in sorted(_loads(problem, routes).items()):
        allowed = float(problem.station_capacity[station])
        if _above(load, allowed):
            yield Breach("overfull_station", f"station {station} day {day}", load, allowed)


def _trunk(problem: RoutingProblem, design: RoutingDesign) -> Iterator[Breach]:
    if problem.trunk is None:
        return
    yield from _trucks(problem.trunk, design.trips)
    yield from _supply(problem, design)
    if not problem.trunk.split:
        drops = Counter((s, trip.day) for trip in design.trips for s, _ in trip.drops)
        for (station, day), times in sorted(drops.items()):
            if times > 1:
                yield Breach("split_station", f"station {station} day {day}", times, 1)


def _trucks(trunk: Trunk, trips: Sequence[Trip]) -> Iterator[Breach]:
    for number, trip in enumerate(trips):
        load = sum(amount for _, amount in trip.drops)
        if _above(load, trunk.capacity):
            yield Breach("overfull_truck", f"trip {number}", load, trunk.capacity)
        if not trip.drops or min(amount for _, amount in trip.drops) < 0:
            yield Breach("supply", f"trip {number}")
    for day, count in sorted(Counter(trip.day for trip in trips).items()):
        if count > trunk.limit:
            yield Breach("too_many_trucks", f"day {day}", count, trunk.limit)


def _supply(problem: RoutingProblem, design: RoutingDesign) -> Iterator[Breach]:
    wanted = _loads(problem, design.routes)
    brought: dict[tuple[int, int], float] = defaultdict(float)
    for trip in design.trips:
        for station, amount in trip.drops:
            brought[station, trip.day] += amount
    for station, day in sorted(set(wanted) | set(brought)):
        found, needed = brought[station, day], wanted[station, day]
        if not _same(found, needed):
            yield Breach("supply", f"station {station} day {day}", found, needed)
