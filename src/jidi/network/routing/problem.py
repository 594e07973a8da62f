"""The routing problem: stations, stops, vehicles, days, and a trunk that feeds the stations.

One form holds the whole family. Stops are served by vehicles that start and end at a *station*
(站点; the satellite or depot of the literature). With a trunk, trucks from one centre bring to each
station what its stops take (two echelons: 2E-VRP, 2E-LRP); without one there are only stations
(LRP, multi-depot, or one depot). With more than one day, each stop has day patterns of which one is
chosen (periodic routing, PVRP).

Costs, distances and amounts are plain numbers in whatever unit the caller took: the solver adds
them and compares them, nothing more. A problem is frozen and wholly checked at birth; all that is
wrong is told at once (N-101).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from jidi.core.errors import JidiError

Floats = npt.NDArray[np.float64]
UNLIMITED = 10**6
"""More vehicles than any design uses: no limit."""
MOST_STATIONS = 20
"""With a trunk: tours of all subsets of the stations are known beforehand."""
MOST_DAYS = 14
EVERY_DAY = 1
"""The one pattern of a problem with one day: bit 0 is the first day."""


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """The vehicles that serve stops, all alike. Limits count vehicles on one day."""

    capacity: float
    fixed_cost: float = 0.0
    limit: int = UNLIMITED
    limit_per_station: int = UNLIMITED
    longest: float = float("inf")
    """The longest route allowed, in the unit of ``times`` and ``service``."""


@dataclass(frozen=True, kw_only=True)
class Trunk:
    """The first echelon: trucks from the centre (node 0 of ``costs``) to the stations.

    ``split``: may two trucks share the load of one station? The 2E-VRP says yes, the 2E-LRP no.
    ``costs`` should keep the triangle inequality, as the cheapest plans are sought by leaving
    stations out of tours.
    """

    costs: Floats
    capacity: float
    fixed_cost: float = 0.0
    limit: int = UNLIMITED
    split: bool = True


@dataclass(frozen=True, kw_only=True)
class RoutingProblem:
    """What is to be designed. Node numbers: the stations first, then the stops.

    :param stations: how many stations there are.
    :param costs: from node to node, square; need not be symmetric.
    :param demand: of each stop at each visit.
    :param station_capacity: of each station on one day; empty means no limit.
    :param opening_cost: of each station that is used on any day; empty means none.
    :param handling_cost: per unit of demand through each station; empty means none.
    :param days: length of the horizon; 1 for all but periodic problems.
    :param patterns: of each stop, the sets of days it may be visited on, as bits (1 = the first
        day); empty means "on the only day".
    :param times: from node to node, for ``fleet.longest``; none takes ``costs``.
    :param service: time spent at each stop; empty means none.
    """

    stations: int
    costs: Floats
    demand: Floats
    fleet: Fleet
    trunk: Trunk | None = None
    station_capacity: Floats = field(default_factory=lambda: np.zeros(0))
    opening_cost: Floats = field(default_factory=lambda: np.zeros(0))
    handling_cost: Floats = field(default_factory=lambda: np.zeros(0))
    days: int = 1
    patterns: tuple[tuple[int, ...], ...] = ()
    times: Floats | None = None
    service: Floats = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        self._fill()
        faults = tuple(JidiError("N-102", fault=fault) for fault in _faults(self))
        if faults:
            raise JidiError("N-101", count=len(faults), first=faults[0].facts["fault"], also=faults)

    @property
    def stops(self) -> int:
        """How many stops there are."""
        return len(self.demand)

    @property
    def clock(self) -> Floats:
        """Times from node to node: those given, or the costs."""
        return self.costs if self.times is None else self.times

    def _fill(self) -> None:
        """Empty columns become what they mean; every array becomes read-only floats."""
        stations, stops = self.stations, len(self.demand)
        meant = {
            "costs": self.costs,
            "demand": self.demand,
            "station_capacity": _or(self.station_capacity, np.full(stations, np.inf)),
            "opening_cost": _or(self.opening_cost, np.zeros(stations)),
            "handling_cost": _or(self.handling_cost, np.zeros(stations)),
            "service": _or(self.service, np.zeros(stops)),
            "times": self.times,
        }
        for name, column in meant.items():
            object.__setattr__(self, name, None if column is None else _still(column))
        if not self.patterns:
            object.__setattr__(self, "patterns", ((EVERY_DAY,),) * stops)


def _or(column: Floats, meant: Floats) -> Floats:
    return column if len(column) else meant


def _still(column: Floats) -> Floats:
    kept = np.array(column, dtype=np.float64)
    kept.setflags(write=False)
    return kept


def _faults(problem: RoutingProblem) -> Iterator[str]:
    nodes = problem.stations + problem.stops
    yield from _faults_of_matrix("costs", problem.costs, nodes)
    if problem.times is not None:
        yield from _faults_of_matrix("times", problem.times, nodes)
    for name, wanted in (
        ("station_capacity", problem.stations),
        ("opening_cost", problem.stations),
        ("handling_cost", problem.stations),
        ("demand", problem.stops),
        ("service", problem.stops),
    ):
        yield from _faults_of_column(name, getattr(problem, name), wanted)
    yield from _faults_of_fleet(problem)
    yield from _faults_of_days(problem)
    if problem.trunk is not None:
        yield from _faults_of_trunk(problem, problem.trunk)


def _faults_of_matrix(name: str, matrix: Floats, nodes: int) -> Iterator[str]:
    if matrix.shape != (nodes, nodes):
        yield f"{name}: {matrix.shape} instead of {(nodes, nodes)}"
    elif not np.isfinite(matrix).all():
        row, column = (int(i) for i in np.argwhere(~np.isfinite(matrix))[0])
        yield f"{name}[{row}, {column}] is not a number"
    elif (matrix < 0).any():
        row, column = (int(i) for i in np.argwhere(matrix < 0)[0])
        yield f"{name}[{row}, {column}] is negative"


def _faults_of_column(name: str, column: Floats, wanted: int) -> Iterator[str]:
    if column.shape != (wanted,):
        yield f"{name}: {column.shape} instead of {(wanted,)}"
        return
    for place in np.flatnonzero(np.isnan(column) | (column < 0)):
        yield f"{name}[{int(place)}] = {column[place]:g}"


def _faults_of_fleet(problem: RoutingProblem) -> Iterator[str]:
    fleet = problem.fleet
    if problem.stations < 1:
        yield "stations: none"
    if problem.stops < 1:
        yield "stops: none"
    if not fleet.capacity > 0:
        yield f"fleet.capacity = {fleet.capacity:g}"
    if fleet.fixed_cost < 0:
        yield f"fleet.fixed_cost = {fleet.fixed_cost:g}"
    if min(fleet.limit, fleet.limit_per_station) < 1:
        yield "fleet: no vehicles"
    for stop in np.flatnonzero(problem.demand > fleet.capacity):
        yield f"demand[{int(stop)}] = {problem.demand[stop]:g} > fleet.capacity"


def _faults_of_days(problem: RoutingProblem) -> Iterator[str]:
    if not 1 <= problem.days <= MOST_DAYS:
        yield f"days = {problem.days}, not within 1..{MOST_DAYS}"
    if len(problem.patterns) != problem.stops:
        yield f"patterns: {len(problem.patterns)} instead of {problem.stops}"
    for stop, patterns in enumerate(problem.patterns):
        if not patterns or not all(0 < p < 1 << problem.days for p in patterns):
            yield f"patterns[{stop}] = {patterns}"


def _faults_of_trunk(problem: RoutingProblem, trunk: Trunk) -> Iterator[str]:
    yield from _faults_of_matrix("trunk.costs", trunk.costs, problem.stations + 1)
    if problem.stations > MOST_STATIONS:
        yield f"stations = {problem.stations} with a trunk, more than {MOST_STATIONS}"
    if not trunk.capacity > 0 or trunk.fixed_cost < 0 or trunk.limit < 1:
        yield "trunk: capacity, fixed cost or number of trucks"
