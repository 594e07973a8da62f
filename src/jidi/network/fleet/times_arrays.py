"""The arrays of a search by times, written from a problem and a design, and read back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from jidi.network.fleet.design import FleetDesign, Round, Trip
from jidi.network.fleet.problem import Depot, FleetProblem, Stop
from jidi.network.fleet.timed_kernel.state import (
    ABSENT,
    COLUMNS,
    LIVE,
    NEVER,
    NOWHERE,
    Floats,
    Ground,
    Ints,
    Lengths,
    Notes,
    State,
)

NEIGHBOURS: Final = 40
"""Stops by which a place is sought, and among which strings are taken out."""
LATEST: Final = 2**50
"""What is open longer is open for ever: sums of times must stay whole numbers."""
WAITING: Final = 0.2
"""What a unit of time that must be waited between two stops counts beside one on the way."""
ROWS_BEYOND, SHORTEST_ROW = 4, 120
"""The room of a round: so many times the stops of the mean one, and at least so many nodes."""


def ground_of(problem: FleetProblem, missing: float) -> Ground:
    """The problem as the kernel sees it.

    :param missing: what a stop that must be visited costs while it is not.
    """
    stops, vehicles, count = problem.stops, problem.vehicles, len(problem.stops)
    nodes: list[Stop | Depot] = [*stops, *problem.depots]
    places = np.array([node.place for node in nodes], dtype=np.int64)
    ways, times = (
        np.ascontiguousarray(np.stack([m[np.ix_(places, places)] for m in matrices]))
        for matrices in (problem.distances, problem.times)
    )
    forth, back, drive = _side_by_side(ways, times)
    shortest = ways.min(axis=0)[:count, :count]
    near = _nearest(stops, shortest, times.min(axis=0)[:count, :count])
    homes = [count + depot for depot in sorted({v.start for v in vehicles})]
    return Ground(
        ways=forth,
        back=back,
        times=drive,
        brings=_whole(stop.brings for stop in stops),
        opens=_whole(node.opens for node in nodes),
        closes=_whole(min(node.closes, LATEST) for node in nodes),
        service=_whole([*(s.service for s in stops), *(d.loading for d in problem.depots)]),
        released=_whole(stop.released for stop in stops),
        forgone=np.array([missing if s.prize is None else s.prize for s in stops], dtype=float),
        must=_whole(stop.prize is None for stop in stops),
        near=near,
        near_way=np.take_along_axis(np.minimum(shortest, shortest.T), near, axis=1).astype(
            np.int64
        ),
        away=np.asarray(ways.min(axis=0)[homes, :count].min(axis=0)),
        capacity=_whole(v.capacity for v in vehicles),
        per_way=np.array([v.per_distance for v in vehicles], dtype=np.float64),
        fixed=np.array([v.fixed_cost for v in vehicles], dtype=np.float64),
        vehicles=_whole(v.count for v in vehicles),
        matrix=_whole(v.matrix for v in vehicles),
        start=_whole(count + v.start for v in vehicles),
        end=_whole(count + v.end for v in vehicles),
        from_time=_whole(v.opens for v in vehicles),
        to_time=_whole(min(v.closes, LATEST) for v in vehicles),
        longest=_whole(min(v.longest, NEVER) for v in vehicles),
        shift=_whole(min(v.shift, NEVER) for v in vehicles),
        trips=_whole(v.trips for v in vehicles),
        reloads=_reloads(problem),
    )


def _side_by_side(ways: Ints, times: Ints) -> tuple[Lengths, Lengths, Lengths]:
    """Ways, ways back and times as few and as narrow tables as hold them: what the search waits
    for is memory, and one table is nearer than three."""
    narrow = np.int32 if max(ways.max(), times.max()) <= np.iinfo(np.int32).max else np.int64
    forth = np.ascontiguousarray(ways.astype(narrow))
    turned = ways.transpose(0, 2, 1)
    back = forth if np.array_equal(ways, turned) else np.ascontiguousarray(turned.astype(narrow))
    drive = forth if np.array_equal(ways, times) else np.ascontiguousarray(times.astype(narrow))
    return forth, back, drive


def _whole(numbers: Iterable[int]) -> Ints:
    return np.array([*numbers], dtype=np.int64)


def _reloads(problem: FleetProblem) -> Ints:
    most = max(1, *(len(v.reloads_at) for v in problem.vehicles))
    table = np.full((len(problem.vehicles), most), NOWHERE, dtype=np.int64)
    for kind, vehicle in enumerate(problem.vehicles):
        if vehicle.trips > 1:
            at = [len(problem.stops) + depot for depot in vehicle.reloads_at]
            table[kind, : len(at)] = at
    return table


def _nearest(stops: tuple[Stop, ...], ways: Ints, times: Ints) -> Ints:
    """(stop, rank): near is what can follow or precede it with little way and waiting."""
    opens = np.array([stop.opens + stop.service for stop in stops], dtype=np.float64)
    closes = np.array([min(stop.closes, LATEST) + stop.service for stop in stops], dtype=np.float64)
    begins = np.array([stop.opens for stop in stops], dtype=np.float64)
    ends = np.array([min(stop.closes, LATEST) for stop in stops], dtype=np.float64)
    count = min(NEIGHBOURS, len(stops) - 1)
    near = np.zeros((len(stops), count), dtype=np.int64)
    for n in range(len(stops)):
        then_waits = np.maximum(0.0, begins - closes[n] - times[n])
        waited = np.maximum(0.0, begins[n] - closes - times[:, n])
        then_late = np.maximum(0.0, opens[n] + times[n] - ends)
        late = np.maximum(0.0, opens + times[:, n] - ends[n])
        forth = ways[n] + WAITING * then_waits + then_late
        back = ways[:, n] + WAITING * waited + late
        apart = np.minimum(forth, back)
        apart[n] = np.inf
        near[n] = np.argsort(apart, kind="stable")[:count]
    return near


def empty_state(problem: FleetProblem, slots: int) -> State:
    """No rounds yet and every stop absent, with room for so many rounds."""
    stops = len(problem.stops)
    width = _width(problem, slots)

    def zero(size: int) -> Ints:
        return np.zeros(size, dtype=np.int64)

    state = State(
        row=np.zeros((slots, width), dtype=np.int64),
        told=np.zeros((slots, width, COLUMNS), dtype=np.int64),
        direct=np.zeros((slots, width), dtype=np.int64),
        size=zero(slots),
        kind=zero(slots),
        length=zero(slots),
        loads=zero(slots),
        slot=np.full(stops, NOWHERE, dtype=np.int64),
        position=zero(stops),
        used=zero(len(problem.vehicles)),
        order=np.arange(slots, dtype=np.int64),
        rank=np.arange(slots, dtype=np.int64),
        absent=np.arange(stops, dtype=np.int64),
        tally=zero(2),
    )
    state.tally[ABSENT] = stops
    return state


def _width(problem: FleetProblem, slots: int) -> int:
    """Nodes of the longest round there is room for."""
    stops = len(problem.stops)
    trips = max(v.trips for v in problem.vehicles)
    whole = stops + min(stops, trips) + 4
    return min(whole, max(SHORTEST_ROW, ROWS_BEYOND * stops // slots))


def empty_notes(problem: FleetProblem, slots: int) -> Notes:
    """Room for the notes of one step."""
    stops = len(problem.stops)

    def zero(size: int) -> Ints:
        return np.zeros(size, dtype=np.int64)

    keys: Floats = np.zeros(stops)
    return Notes(
        tally=zero(3),
        touched_in=zero(slots),
        touched=zero(slots),
        row=np.zeros((slots, _width(problem, slots)), dtype=np.int64),
        size=zero(slots),
        kind=zero(slots),
        length=zero(slots),
        absent=zero(stops),
        keys=keys,
        chosen=zero(5),
        ruined_in=zero(stops),
    )


def lay(problem: FleetProblem, state: State, design: FleetDesign) -> None:
    """Write a design into an empty state."""
    stops = len(problem.stops)
    left = set(range(stops))
    for slot, one in enumerate(design.rounds):
        row: list[int] = []
        for trip in one.trips:
            if trip.stops:
                row += [stops + trip.loads_at, *trip.stops]
        row[0] = stops + problem.vehicles[one.vehicle].start
        row.append(stops + problem.vehicles[one.vehicle].end)
        state.row[slot, : len(row)] = row
        state.size[slot], state.kind[slot] = len(row), one.vehicle
        state.used[one.vehicle] += 1
        left -= {*one.stops}
    state.tally[LIVE], state.tally[ABSENT] = len(design.rounds), len(left)
    state.absent[: len(left)] = sorted(left)


def rounds_of(problem: FleetProblem, state: State) -> list[Round]:
    """The live rounds of a state."""
    stops, rounds = len(problem.stops), []
    for slot in state.order[: state.tally[LIVE]]:
        trips: list[Trip] = []
        at, visits = int(state.row[slot, 0]) - stops, []
        for node in state.row[slot, 1 : state.size[slot]]:
            if node < stops:
                visits.append(int(node))
                continue
            trips.append(Trip(loads_at=at, stops=tuple(visits)))
            at, visits = int(node) - stops, []
        rounds.append(Round(vehicle=int(state.kind[slot]), trips=tuple(trips)))
    return rounds
