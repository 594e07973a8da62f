"""The fleet problem: mixed vehicles from several depots, windows, several trips, stops to choose.

Distances, times, amounts and costs are whole numbers in whatever unit the caller took (metres,
seconds, grams, fen): the solver counts in whole numbers, so nothing is rounded behind anybody's
back. Places are the rows of the matrices. A problem is frozen and wholly checked at birth; all that
is wrong is told at once (N-101).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jidi.core.errors import JidiError

Matrix = npt.NDArray[np.int64]

ENDLESS = 2**62
"""No limit."""
LARGEST = 10**12
"""No amount, time, cost or count may be larger: sums of them must stay whole numbers."""


@dataclass(frozen=True, kw_only=True)
class Depot:
    """Where vehicles start, end and load. ``loading`` is the time a trip's loading takes."""

    place: int
    opens: int = 0
    closes: int = ENDLESS
    loading: int = 0


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A stop: what a visit brings and takes, when it may begin, how long it lasts.

    :param released: a trip with this stop cannot leave its depot before.
    :param prize: what leaving the stop out costs; None: it must be visited.
    """

    place: int
    brings: int = 0
    takes: int = 0
    opens: int = 0
    closes: int = ENDLESS
    service: int = 0
    released: int = 0
    prize: int | None = None


@dataclass(frozen=True, kw_only=True)
class Vehicle:
    """A kind of vehicle.

    :param matrix: which of the problem's matrices its ways are measured by. A way that it may not
        take is one longer than ``longest``, or one that no window allows.
    :param longest: the greatest distance of its day; ``shift`` the greatest time from start to end.
    :param trips: how many trips one vehicle may make; between them it loads at ``reloads_at``.
    """

    count: int
    capacity: int
    start: int = 0
    end: int = 0
    fixed_cost: int = 0
    per_distance: int = 1
    per_time: int = 0
    opens: int = 0
    closes: int = ENDLESS
    longest: int = ENDLESS
    shift: int = ENDLESS
    trips: int = 1
    reloads_at: tuple[int, ...] = ()
    matrix: int = 0


@dataclass(frozen=True, kw_only=True)
class FleetProblem:
    """What is to be designed: which vehicle visits which stops, trip by trip, in which order."""

    depots: tuple[Depot, ...]
    stops: tuple[Stop, ...]
    vehicles: tuple[Vehicle, ...]
    distances: tuple[Matrix, ...]
    times: tuple[Matrix, ...]

    def __post_init__(self) -> None:
        faults = tuple(JidiError("N-102", fault=fault) for fault in _faults(self))
        if faults:
            raise JidiError("N-101", count=len(faults), first=faults[0].facts["fault"], also=faults)


def _faults(problem: FleetProblem) -> Iterator[str]:
    yield from _faults_of_matrices(problem)
    for name, rows in (("depots", problem.depots), ("vehicles", problem.vehicles)):
        if not rows:
            yield f"{name}: none"
    places = problem.distances[0].shape[0] if problem.distances else 0
    for number, depot in enumerate(problem.depots):
        yield from _faults_of_place(f"depots[{number}]", depot, places)
    for number, stop in enumerate(problem.stops):
        yield from _faults_of_place(f"stops[{number}]", stop, places)
        amounts = (stop.brings, stop.takes, stop.service, stop.released, stop.prize or 0)
        if min(amounts) < 0:
            yield f"stops[{number}]: {min(amounts)} is negative"
        if max(amounts) > LARGEST:
            yield f"stops[{number}]: {max(amounts)} is above {LARGEST}"
    for number, vehicle in enumerate(problem.vehicles):
        yield from _faults_of_vehicle(f"vehicles[{number}]", vehicle, problem)


def _faults_of_matrices(problem: FleetProblem) -> Iterator[str]:
    if not problem.distances or len(problem.distances) != len(problem.times):
        yield f"matrices: {len(problem.distances)} of distances, {len(problem.times)} of times"
        return
    side = problem.distances[0].shape[0]
    for name, matrices in (("distances", problem.distances), ("times", problem.times)):
        for number, matrix in enumerate(matrices):
            if matrix.shape != (side, side):
                yield f"{name}[{number}]: {matrix.shape} instead of {(side, side)}"
            elif not np.issubdtype(matrix.dtype, np.integer):
                yield f"{name}[{number}]: {matrix.dtype} instead of whole numbers"
            elif (matrix < 0).any():
                row, column = (int(i) for i in np.argwhere(matrix < 0)[0])
                yield f"{name}[{number}][{row}, {column}] is negative"
            elif (matrix > LARGEST).any():
                row, column = (int(i) for i in np.argwhere(matrix > LARGEST)[0])
                yield f"{name}[{number}][{row}, {column}] is above {LARGEST}"
            elif matrix.diagonal().any():
                place = int(np.flatnonzero(matrix.diagonal())[0])
                yield f"{name}[{number}]: a way from place {place} to itself"


def _faults_of_place(where: str, at: Depot | Stop, places: int) -> Iterator[str]:
    if not 0 <= at.place < places:
        yield f"{where}: place {at.place} of {places}"
    if at.opens < 0 or at.opens > at.closes:
        yield f"{where}: open from {at.opens} to {at.closes}"


def _faults_of_vehicle(where: str, vehicle: Vehicle, problem: FleetProblem) -> Iterator[str]:
    known = range(len(problem.depots))
    for depot in (vehicle.start, vehicle.end, *vehicle.reloads_at):
        if depot not in known:
            yield f"{where}: depot {depot} of {len(problem.depots)}"
    if vehicle.count < 1 or vehicle.capacity < 0 or vehicle.trips < 1:
        yield f"{where}: count {vehicle.count}, capacity {vehicle.capacity}, trips {vehicle.trips}"
    if vehicle.trips > 1 and not vehicle.reloads_at:
        yield f"{where}: {vehicle.trips} trips and no depot to load at"
    if min(vehicle.fixed_cost, vehicle.per_distance, vehicle.per_time) < 0:
        yield f"{where}: a negative cost"
    largest = max(vehicle.count, vehicle.capacity, vehicle.fixed_cost, vehicle.per_distance)
    if max(largest, vehicle.per_time) > LARGEST:
        yield f"{where}: a number above {LARGEST}"
    if vehicle.opens > vehicle.closes:
        yield f"{where}: open from {vehicle.opens} to {vehicle.closes}"
    if vehicle.matrix not in range(len(problem.distances)):
        yield f"{where}: matrix {vehicle.matrix} of {len(problem.distances)}"
