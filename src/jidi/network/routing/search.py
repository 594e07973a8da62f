"""The search over structures, each routed by bursts of the kernel.

One *burst* is a fixed number of kernel steps, so a search is a number of bursts and repeats to the
byte. The last part of them polishes the best structures with longer and hotter bursts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from jidi.network.routing.arrays import (
    desk_for,
    ground_of,
    loads_of,
    read_routes,
    write_routes,
)
from jidi.network.routing.crossing import Crossing
from jidi.network.routing.design import Route
from jidi.network.routing.kernel.anneal import NONE, anneal
from jidi.network.routing.kernel.plans import direct_plan, improve_plan
from jidi.network.routing.kernel.state import Limits
from jidi.network.routing.kernel.trunk import plan_cost, tour_costs
from jidi.network.routing.problem import RoutingProblem
from jidi.network.routing.structure import (
    Structure,
    changed,
    fitting,
    limits_for,
    normal,
)

STEPS_PER_STOP = 40
FEWEST_STEPS = 1_000
MOST_STEPS = 12_000
HOT, COLD = 0.10, 0.004
"""Temperatures of a burst in mean arcs of the design."""
POLISH_HOT = 0.30
LONG_HOT, LATE_HOT, LONG_COLD = 0.7, 0.4, 0.07
"""Temperatures of a long run where there is but one structure: from one of the first two to the
last. At 0.3 to 0.004 the search froze: with day patterns 2 % above what these reach in the same
time (measured)."""
CHILD_HOT, CHILD_COLD = 0.3, 0.05
"""Temperatures of the burst that puts a crossing right, in mean arcs of its routes."""
POLISH_BURSTS = 6
"""How many bursts one polishing run is worth."""
STRENGTH = 10.0
"""Visits a step takes out, on average. A stop leaves on all its days, so of stops that are visited
twice half as many go (measured on p05: as good a step, in two thirds of the time)."""
MOST_TOURS = 64


@dataclass(frozen=True)
class Found:
    """A design that holds: its structure, routes and whole cost."""

    structure: Structure
    routes: tuple[Route, ...]
    cost: float


class Search:
    """Everything one search keeps between bursts."""

    def __init__(self, problem: RoutingProblem, seed: int) -> None:
        self.problem = problem
        self.dice = np.random.Generator(np.random.PCG64(seed))
        self.ground = ground_of(problem)
        self.desk = desk_for(problem)
        self.demand = _fullest_day(problem)
        self.strength = STRENGTH / float(_fewest_visits(problem).mean())
        trunk = problem.trunk
        self.rounds = np.zeros(1) if trunk is None else tour_costs(trunk.costs, problem.stations)
        self.prices = _first_prices(problem)
        self.pool: dict[tuple[int, int, frozenset[int]], tuple[Route, float]] = {}
        self.bursts = 0
        self._limits: Limits | None = None
        self.free: Search | None = None

    def burst(
        self, structure: Structure, routes: Sequence[Route], *, hot: float, bursts: int = 1
    ) -> Found | None:
        """Route within a structure, starting from what fits of these routes."""
        slots = self._laid(structure, routes)
        if slots is None:
            return None
        arc = self._mean_arc(routes)
        return self._annealed(structure, slots, hot * arc, COLD * arc, bursts)[0]

    def cooled(
        self, found: Found, *, hot: float, bursts: int, cold: float = LONG_COLD
    ) -> Iterator[Found | None]:
        """One long run that cools down, each burst going on from the last: what each came to."""
        arc = self._mean_arc(found.routes)
        slots = self._laid(found.structure, found.routes)
        step = (cold / hot) ** (1.0 / bursts)
        for turn in range(bursts):
            if slots is None:
                return
            heat = arc * hot * step**turn
            better, slots = self._annealed(found.structure, slots, heat, heat * step, 1)
            yield better

    def child(self, structure: Structure, crossing: Crossing) -> Found | None:
        """A crossing put right by one burst that keeps to its patterns. It may not hold; then its
        cost is infinite, and it is a beginning only."""
        ground = self.ground
        patterns = np.zeros_like(ground.patterns)
        for stop, may in enumerate(crossing.patterns):
            patterns[stop, : len(may)] = may
        self.ground = ground._replace(patterns=patterns)
        try:
            arc = self._mean_arc(crossing.routes)
            slots = self._laid(structure, crossing.routes)
            if slots is None:
                return None
            hot, cold = CHILD_HOT * arc, CHILD_COLD * arc
            better, last = self._annealed(structure, slots, hot, cold, 1)
        finally:
            self.ground = ground
        if better is not None or last is None:
            return better
        return Found(structure, read_routes(self.problem, self.desk.state, last), np.inf)

    def _laid(self, structure: Structure, routes: Sequence[Route]) -> int | None:
        """Write what fits of these routes into the state; the slots, none if no limits hold."""
        problem = self.problem
        self._limits = limits_for(problem, structure)
        if self._limits is None:
            return None
        loads = loads_of(problem, routes)
        start = fitting(problem, structure, self._limits, routes, loads, self.dice)
        return write_routes(problem, self.desk.state, start)

    def _annealed(
        self, structure: Structure, slots: int, hot: float, cold: float, bursts: int
    ) -> tuple[Found | None, int | None]:
        """Anneal on from the state; the best that holds, and the slots of the last state."""
        problem = self.problem
        assert self._limits is not None
        steps = bursts * min(MOST_STEPS, max(FEWEST_STEPS, STEPS_PER_STOP * problem.stops))
        self.bursts += bursts
        last, best_slots, cost = anneal(
            self.ground,
            self._limits,
            self.desk.state,
            self.desk.kept,
            self.desk.best,
            self.desk.room,
            slots,
            self.prices,
            int(self.dice.integers(2**31)),
            steps,
            hot,
            cold,
            self.strength,
        )
        self._remember(read_routes(problem, self.desk.state, last))
        if cost >= NONE:
            return None, last or None
        return self.finished(structure, read_routes(problem, self.desk.best, best_slots)), last

    def change(self, found: Found) -> Found | None:
        """A change of the structure, routed by one burst; none when it came to nothing."""
        structure = changed(self.problem, found.structure, self.dice, self.demand)
        return None if structure is None else self.at(structure, found)

    def at(self, structure: Structure, found: Found) -> Found | None:
        """Another structure, routed by one burst from a design's routes.

        Without a trunk its stations count as opened already: one stop alone never pays for a
        station, so a set of stations would fall back to those the routes came with.
        """
        ground = self.ground
        if self.problem.trunk is None:
            self.ground = ground._replace(opening=np.zeros(self.problem.stations))
        try:
            return self.burst(structure, _carried_over(found, structure), hot=HOT)
        finally:
            self.ground = ground

    def start(self) -> Found | None:
        """Route with every station open and no trunk limits, then plan the trunk for the loads."""
        problem = self.problem
        everything = (1 << problem.stations) - 1
        if problem.trunk is None:
            return self.burst(Structure(everything), (), hot=POLISH_HOT)
        if self.free is None:
            self.free = Search(replace(problem, trunk=None), int(self.dice.integers(2**31)))
        found = self.free.start()
        if found is None:
            return None
        self.prices[:] = self.free.prices
        planned = self._planned(found.routes)
        if planned is None:
            return None
        return self.burst(planned, found.routes, hot=POLISH_HOT)

    def _planned(self, routes: Sequence[Route]) -> Structure | None:
        """The best plan found for what these routes need, or none if none carries it."""
        trunk = self.problem.trunk
        assert trunk is not None
        loads = loads_of(self.problem, routes)
        tours = np.zeros(MOST_TOURS, dtype=np.int64)
        count = direct_plan(loads, trunk.capacity, trunk.split, tours)
        if count < 0:
            return None
        return self._improved(tours, count, routes)

    def _improved(
        self, tours: np.typing.NDArray[np.int64], count: int, routes: Sequence[Route]
    ) -> Structure | None:
        trunk = self.problem.trunk
        assert trunk is not None
        loads = loads_of(self.problem, routes)
        count = improve_plan(
            tours,
            count,
            loads,
            self.rounds,
            trunk.capacity,
            trunk.fixed_cost,
            trunk.limit,
            trunk.split,
            self.problem.station_capacity,
        )
        return normal([int(t) for t in tours[:count]])

    def finished(self, structure: Structure, routes: tuple[Route, ...]) -> Found:
        """A design of these routes, with the trunk's plan improved for their loads."""
        trunk = self.problem.trunk
        self._remember(routes)
        cost = second_echelon_cost(self.problem, routes)
        if trunk is None:
            used = 0
            for route in routes:
                used |= 1 << route.station
            return Found(Structure(used), routes, cost)
        tours = np.zeros(MOST_TOURS, dtype=np.int64)
        tours[: len(structure.tours)] = structure.tours
        better = self._improved(tours, len(structure.tours), routes)
        structure = better or structure
        return Found(structure, routes, cost + self.trunk_cost(structure))

    def trunk_cost(self, structure: Structure) -> float:
        """What the trucks of all days cost."""
        trunk = self.problem.trunk
        if trunk is None:
            return 0.0
        tours = np.array(structure.tours, dtype=np.int64)
        return self.problem.days * float(
            plan_cost(tours, len(tours), self.rounds, trunk.fixed_cost)
        )

    def pool_cost(self, route: Route) -> float:
        """The cost of a route's way."""
        return _length(self.problem, route)

    def pool_for(self, found: Found) -> list[tuple[Route, float]]:
        """The routes remembered that the design may use and does not, the newest first."""
        mine = {(r.station, r.day, frozenset(r.stops)) for r in found.routes}
        return [kept for key, kept in reversed(self.pool.items()) if key not in mine]

    def _remember(self, routes: Iterable[Route]) -> None:
        for route in routes:
            if not _holds(self.problem, route):
                continue
            key = (route.station, route.day, frozenset(route.stops))
            cost = _length(self.problem, route)
            known = self.pool.get(key)
            if known is None or cost < known[1]:
                self.pool[key] = (route, cost)

    def _mean_arc(self, routes: Sequence[Route]) -> float:
        arcs = sum(len(route.stops) + 1 for route in routes)
        if not arcs:
            near = self.ground.near[:, :1]
            stations = self.problem.stations
            rows = np.arange(self.problem.stops)[:, None] + stations
            return 1.0 + float(self.problem.costs[rows, near + stations].mean())
        return sum(_length(self.problem, route) for route in routes) / arcs


def _holds(problem: RoutingProblem, route: Route) -> bool:
    """Is the vehicle neither overfull nor too long under way?"""
    fleet, stops = problem.fleet, list(route.stops)
    if problem.demand[stops].sum() > fleet.capacity + 1e-7:
        return False
    if not np.isfinite(fleet.longest):
        return True
    nodes = [route.station, *(problem.stations + s for s in stops), route.station]
    spent = problem.clock[nodes[:-1], nodes[1:]].sum() + problem.service[stops].sum()
    return bool(spent <= fleet.longest + 1e-7)


def _length(problem: RoutingProblem, route: Route) -> float:
    nodes = [route.station, *(problem.stations + s for s in route.stops), route.station]
    return float(problem.costs[nodes[:-1], nodes[1:]].sum())


def second_echelon_cost(problem: RoutingProblem, routes: Sequence[Route]) -> float:
    """Ways, vehicles, handling and opened stations."""
    loads = loads_of(problem, routes).sum(axis=1)
    used = {route.station for route in routes}
    ways = sum(_length(problem, route) for route in routes)
    opened = sum(float(problem.opening_cost[s]) for s in used)
    handled = float((problem.handling_cost * loads).sum())
    return ways + problem.fleet.fixed_cost * len(routes) + opened + handled


def _carried_over(found: Found, structure: Structure) -> tuple[Route, ...]:
    """Routes of a station that another has replaced go to that other."""
    gone = found.structure.allowed & ~structure.allowed
    come = structure.allowed & ~found.structure.allowed
    if gone.bit_count() != 1 or come.bit_count() != 1:
        return found.routes
    old, new = gone.bit_length() - 1, come.bit_length() - 1
    return tuple(replace(r, station=new) if r.station == old else r for r in found.routes)


def _fullest_day(problem: RoutingProblem) -> float:
    """At least this much must pass on some day."""
    if problem.days == 1:
        return float(problem.demand.sum())
    return float((problem.demand * _fewest_visits(problem)).sum()) / problem.days


def _fewest_visits(problem: RoutingProblem) -> np.typing.NDArray[np.int64]:
    """Of each stop, on how many days it is visited at least."""
    return np.array([min(p.bit_count() for p in patterns) for patterns in problem.patterns])


def _first_prices(problem: RoutingProblem) -> np.typing.NDArray[np.float64]:
    """What a unit too much costs at first, and at least."""
    far = float(problem.costs[: problem.stations, problem.stations :].mean())
    unit = far / max(1e-9, float(problem.demand.mean()))
    time = max(1e-9, float(problem.clock.mean()))
    pace = float(problem.costs.mean()) / time
    return np.array([unit, unit, pace, unit * 0.02, unit * 0.02, pace * 0.02])
