"""The arrays of a search by loads, written from a problem and a design, and read back."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from jidi.network.fleet.design import FleetDesign, Round, Trip
from jidi.network.fleet.kernel.state import LIVE, NOWHERE, Floats, Ground, Ints, Notes, State
from jidi.network.fleet.problem import FleetProblem, Matrix

NEIGHBOURS: Final = 30
"""Stops by which a place is sought, and among which strings are taken out."""


def ground_of(problem: FleetProblem) -> Ground:
    """The problem as the kernel sees it."""
    vehicles = problem.vehicles
    ways = np.ascontiguousarray(problem.distances[vehicles[0].matrix], dtype=np.int64)
    places = np.array([stop.place for stop in problem.stops], dtype=np.int64)
    homes = np.array([problem.depots[v.start].place for v in vehicles], dtype=np.int64)
    return Ground(
        ways=ways,
        brings=np.array([stop.brings for stop in problem.stops], dtype=np.int64),
        near=_nearest(ways, places),
        away=np.asarray(ways[np.ix_(homes, places)].min(axis=0)),
        capacity=np.array([v.capacity for v in vehicles], dtype=np.int64),
        per_way=np.array([v.per_distance for v in vehicles], dtype=np.float64),
        fixed=np.array([v.fixed_cost for v in vehicles], dtype=np.float64),
        vehicles=np.array([v.count for v in vehicles], dtype=np.int64),
        home=homes,
    )


def _nearest(ways: Matrix, places: Ints) -> Ints:
    """(stop, rank), row by row: a table of all stops by all would be as large as the matrix."""
    count = min(NEIGHBOURS, len(places) - 1)
    near = np.zeros((len(places), count), dtype=np.int64)
    for stop, place in enumerate(places):
        apart = ways[place, places] + ways[places, place]
        apart[stop] = np.iinfo(np.int64).max
        near[stop] = np.argsort(apart, kind="stable")[:count]
    return near


def empty_state(problem: FleetProblem, slots: int) -> State:
    """No routes yet, and room for so many."""
    stops = len(problem.stops)
    place = np.zeros(stops + slots, dtype=np.int64)
    place[:stops] = [stop.place for stop in problem.stops]

    def none(size: int) -> Ints:
        return np.full(size, NOWHERE, dtype=np.int64)

    def zero(size: int) -> Ints:
        return np.zeros(size, dtype=np.int64)

    return State(
        before=none(stops + slots),
        behind=none(stops + slots),
        slot=none(stops + slots),
        place=place,
        load=zero(slots),
        length=zero(slots),
        size=zero(slots),
        kind=zero(slots),
        used=zero(len(problem.vehicles)),
        order=np.arange(slots, dtype=np.int64),
        rank=np.arange(slots, dtype=np.int64),
        tally=zero(1),
    )


def empty_notes(problem: FleetProblem, slots: int) -> Notes:
    """Room for the notes of one step."""
    stops = len(problem.stops)

    def zero(size: int) -> Ints:
        return np.zeros(size, dtype=np.int64)

    def real(size: int) -> Floats:
        return np.zeros(size)

    return Notes(
        tally=zero(4),
        noted=zero(stops + slots),
        node=zero(stops + slots),
        before=zero(stops + slots),
        behind=zero(stops + slots),
        slot=zero(stops + slots),
        noted_slot=zero(slots),
        slots=zero(slots),
        load=zero(slots),
        length=zero(slots),
        size=zero(slots),
        kind=zero(slots),
        absent=zero(stops),
        keys=real(stops),
        met=zero(slots),
        term_kind=zero(slots),
        term_way=real(slots),
        term_plus=real(slots),
    )


def lay(problem: FleetProblem, ground: Ground, state: State, design: FleetDesign) -> None:
    """Write a design into a state."""
    stops = len(problem.stops)
    for slot, one in enumerate(design.rounds):
        depot = stops + slot
        nodes = [depot, *one.stops, depot]
        places = [int(ground.home[one.vehicle]), *(problem.stops[s].place for s in one.stops)]
        for before, behind in pairwise(nodes):
            state.behind[before], state.before[behind] = behind, before
        state.slot[list(one.stops)] = slot
        state.place[depot] = places[0]
        state.load[slot] = ground.brings[list(one.stops)].sum()
        state.length[slot] = ground.ways[places, [*places[1:], places[0]]].sum()
        state.size[slot], state.kind[slot] = len(one.stops), one.vehicle
        state.used[one.vehicle] += 1
    state.tally[LIVE] = len(design.rounds)


def rounds_of(problem: FleetProblem, state: State) -> list[Round]:
    """The live routes of a state."""
    stops, rounds = len(problem.stops), []
    for slot in state.order[: state.tally[LIVE]]:
        visits, node = [], int(state.behind[stops + slot])
        while node < stops:
            visits.append(node)
            node = int(state.behind[node])
        kind = int(state.kind[slot])
        trip = Trip(loads_at=problem.vehicles[kind].start, stops=tuple(visits))
        rounds.append(Round(vehicle=kind, trips=(trip,)))
    return rounds
