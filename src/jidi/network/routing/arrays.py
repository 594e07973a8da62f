"""Between the problem and the kernel: arrays made from one, designs read from the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jidi.network.routing.design import Route
from jidi.network.routing.kernel.anneal import Room
from jidi.network.routing.kernel.recreate import Places
from jidi.network.routing.kernel.state import MOST_ROWS, Ground, Ints, Limits, State
from jidi.network.routing.kernel.trunk import rows_of_plan
from jidi.network.routing.problem import Floats, RoutingProblem

NEIGHBOURS = 200
SPARE_SLOTS = 8


def ground_of(problem: RoutingProblem) -> Ground:
    """The problem as the kernel sees it."""
    stations, stops = problem.stations, problem.stops
    costs = np.ascontiguousarray(problem.costs)
    among = costs[stations:, stations:] + costs[stations:, stations:].T
    np.fill_diagonal(among, -1.0)
    near = np.argsort(among, axis=1, kind="stable")[:, 1 : NEIGHBOURS + 1]
    choices = max((len(p) for p in problem.patterns), default=1)
    patterns = np.zeros((stops, choices), dtype=np.int64)
    for stop, days in enumerate(problem.patterns):
        patterns[stop, : len(days)] = days
    fleet = problem.fleet
    return Ground(
        costs=costs,
        back=np.ascontiguousarray(costs.T),
        times=np.ascontiguousarray(problem.clock),
        service=problem.service.copy(),
        demand=problem.demand.copy(),
        patterns=patterns,
        near=np.ascontiguousarray(near, dtype=np.int64),
        away=costs[:stations, stations:].min(axis=0),
        opening=problem.opening_cost.copy(),
        handling=problem.handling_cost.copy(),
        capacity=float(fleet.capacity),
        fixed=float(fleet.fixed_cost),
        longest=float(fleet.longest),
        timed=bool(np.isfinite(fleet.longest)),
        stations=stations,
        days=problem.days,
        fleet=int(fleet.limit),
        fleet_station=int(fleet.limit_per_station),
    )


def limits_of(problem: RoutingProblem, tours: Sequence[int], allowed: int) -> Limits | None:
    """The limits of a plan, or none when too many of its tours hang together.

    :param allowed: bits of the stations that may be used; with a trunk, those its tours reach.
    """
    masks, caps = np.zeros(MOST_ROWS, dtype=np.int64), np.zeros(MOST_ROWS)
    stations = problem.stations
    if problem.trunk is None:
        count = 0
        for station in range(stations):
            cap = float(problem.station_capacity[station]) if allowed >> station & 1 else 0.0
            if np.isfinite(cap):
                masks[count], caps[count] = 1 << station, cap
                count += 1
    else:
        plan = np.array(tours, dtype=np.int64)
        capacity = float(problem.trunk.capacity)
        count = rows_of_plan(plan, len(plan), capacity, problem.station_capacity, masks, caps)
        if count < 0:
            return None
    free = np.array([bool(allowed >> s & 1) for s in range(stations)])
    return Limits(rows=count, mask=masks, cap=caps, allowed=free)


@dataclass(frozen=True)
class Desk:
    """The arrays one search works on."""

    state: State
    kept: State
    best: State
    room: Room


def desk_for(problem: RoutingProblem) -> Desk:
    """Room for the largest design of the problem."""
    visits = sum(max(p.bit_count() for p in patterns) for patterns in problem.patterns)
    slots = min(visits, problem.fleet.limit * problem.days) + SPARE_SLOTS
    room = Room(
        touched=np.zeros(slots + 1, dtype=np.int64),
        absent=np.zeros(problem.stops, dtype=np.int64),
        keys=np.zeros(problem.stops),
        places=Places(
            tolls=np.zeros((problem.days, problem.stations)),
            days=np.zeros((problem.days, 4)),
            blink=np.zeros(1, dtype=np.int64),
        ),
        turn=np.zeros(problem.stops + 1, dtype=np.int64),
        holding=np.zeros(3, dtype=np.int64),
    )
    first, second, third = (_empty_state(problem, slots) for _ in range(3))
    return Desk(first, second, third, room)


def _empty_state(problem: RoutingProblem, slots: int) -> State:
    def whole(*shape: int) -> Ints:
        return np.zeros(shape, dtype=np.int64)

    def real(*shape: int) -> Floats:
        return np.zeros(shape)

    return State(
        seq=whole(slots, problem.stops + 1),
        arc=real(slots, problem.stops + 1),
        size=whole(slots),
        station=whole(slots),
        day=whole(slots),
        load=real(slots),
        travel=real(slots),
        time=real(slots),
        at=whole(problem.stops, problem.days),
        vehicles=whole(problem.stations + 1, problem.days),
        row=real(MOST_ROWS, problem.days),
    )


def write_routes(problem: RoutingProblem, state: State, routes: Sequence[Route]) -> int:
    """Lay routes into the slots of a state; the number of slots used."""
    state.size[:] = 0
    for slot, route in enumerate(routes):
        size = len(route.stops)
        state.size[slot], state.station[slot], state.day[slot] = size, route.station, route.day
        state.seq[slot, :size] = np.array(route.stops, dtype=np.int64) + problem.stations
    return len(routes)


def read_routes(problem: RoutingProblem, state: State, slots: int) -> tuple[Route, ...]:
    """The routes of a state, without the empty slots."""
    return tuple(
        Route(
            station=int(state.station[slot]),
            stops=tuple(int(n) - problem.stations for n in state.seq[slot, : state.size[slot]]),
            day=int(state.day[slot]),
        )
        for slot in range(slots)
        if state.size[slot]
    )


def loads_of(problem: RoutingProblem, routes: Sequence[Route]) -> Floats:
    """What passes through each station on each day: (station, day)."""
    loads = np.zeros((problem.stations, problem.days))
    for route in routes:
        loads[route.station, route.day] += problem.demand[list(route.stops)].sum()
    return loads
