"""How stations are fed: tours from the centre on vehicles, planned before the lines.

A plan says when each station is ready, how much its feeder can carry, and what the vehicles that
feed have time left for. Several are made, by several wishes: cheap or early, with room for what
villages send through stations or without. PyVRP routes each, stopped by iterations, so a seed
decides all; it was chosen for its quality on pick-up and delivery with time windows, and its
licence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyvrp
import pyvrp.stop

from jidi.network.rural.candidate import Candidate, Prices, way_km
from jidi.network.rural.problem import CENTRE, Problem
from jidi.network.rural.rostering import Roster, Task, roster
from jidi.network.rural.timing import Timing
from jidi.network.weekdays import DAYS, Weekdays

Tour = tuple[int, tuple[int, ...]]
"""A vehicle type, and the nodes of stations in order."""
Loads = Mapping[int, tuple[float, float]]
"""For each station by number, deliveries and collections on one run of its feeder."""

FAR_METRES: Final = 10_000_000
"""No road: far more than any run, small enough that sums stay exact."""
PARTS_PER_PARCEL: Final = 100
PER_YUAN: Final = 1_000_000
BUSY_SHARE: Final = 0.8
"""How much of a vehicle's week is used, where a run pays its share of it. Own choice."""
PATIENCE_MINUTES: Final = (240.0, 90.0, 450.0)
"""How much later than by a direct run a station may be fed. Own choice."""


@dataclass(frozen=True)
class FeederPlan:
    """Which feeder feeds which stations, on which vehicles.

    :param feeders: the tours; ``made``: their vehicles and times, stations' readiness too.
    :param cost: yuan a day: runs and vehicles.
    """

    feeders: tuple[Candidate, ...]
    made: Roster
    cost: float

    @property
    def stations(self) -> frozenset[int]:
        """The stations that are fed."""
        return frozenset(node - 1 for feeder in self.feeders for node in feeder.stops)


def feeder_plans(
    prices: Prices, stations: Iterable[int], through: Loads, *, seed: int, iterations: int
) -> list[FeederPlan]:
    """Plans that feed all the stations, the cheapest first; none where there is none.

    :param through: what goes through stations besides their own parcels, as far as is known.
    """
    wanted = sorted(stations)
    found: dict[frozenset[Tour], FeederPlan] = {}
    broken: dict[frozenset[Tour], Timing] = {}
    for patience in PATIENCE_MINUTES:
        timing = Timing(prices.problem, patience=patience)
        for loads in _loads(prices.problem, wanted, through):
            for whole in (True, False):
                tours = _tours(prices, timing, loads, whole, seed=seed, iterations=iterations)
                key = frozenset(tours)
                made = None if key in found else _planned(prices, timing, tours, wanted)
                if made is None:
                    broken.setdefault(key, timing)
                else:
                    found[key] = made
    if not found:
        # Over long ways PyVRP may end with tours beyond the shift; shorter ones keep it.
        for key, timing in broken.items():
            parted = [t for tour in sorted(key) for t in _parted(prices, timing, tour)]
            made = _planned(prices, timing, parted, wanted)
            if made is not None:
                found[key] = made
    return sorted(found.values(), key=lambda plan: plan.cost)


def _parted(prices: Prices, timing: Timing, tour: Tour) -> list[Tour]:
    """The tour where it keeps the rules; else its halves, down to single stations by whatever
    vehicle is cheapest there."""
    problem, (kind, nodes) = prices.problem, tour
    if feeder_over(problem, timing, nodes, kind) is not None:
        return [tour]
    if len(nodes) > 1:
        middle = len(nodes) // 2
        halves = ((kind, nodes[:middle]), (kind, nodes[middle:]))
        return [part for half in halves for part in _parted(prices, timing, half)]
    kinds = [k for k, v in enumerate(problem.vehicles) if v.feeder and v.most != 0]
    able = [(k, feeder_over(problem, timing, nodes, k)) for k in kinds]
    priced = [(prices.run(feeder), k) for k, feeder in able if feeder is not None]
    return [(min(priced)[1], nodes)] if priced else [tour]


def _loads(problem: Problem, stations: Sequence[int], through: Loads) -> Iterator[Loads]:
    """Own parcels alone; and with what goes through, as far as a vehicle can hold it."""
    most = max((v.capacity for v in problem.vehicles if v.feeder), default=0.0)
    own: dict[int, tuple[float, float]] = {}
    for s in stations:
        gap = problem.stations[s].days.longest_gap
        own[s] = (problem.stations[s].down * gap, problem.stations[s].up * gap)
    yield own
    both = {
        s: (down + through.get(s, (0.0, 0.0))[0], up + through.get(s, (0.0, 0.0))[1])
        for s, (down, up) in own.items()
    }
    if both != own:
        yield {
            s: (max(own[s][0], min(down, most)), max(own[s][1], min(up, most)))
            for s, (down, up) in both.items()
        }


def _planned(
    prices: Prices,
    timing: Timing,
    tours: Sequence[Tour],
    stations: Sequence[int],
) -> FeederPlan | None:
    problem = prices.problem
    made = [feeder_over(problem, timing, nodes, kind) for kind, nodes in tours]
    feeders = tuple(feeder for feeder in made if feeder is not None)
    fed = sorted(node - 1 for feeder in feeders for node in feeder.stops)
    if fed != list(stations):
        return None
    tasks = [Task(feeder, feeder.patterns, feeds=True) for feeder in feeders]
    placed = roster(problem, tasks, timing)
    if placed is None:
        return None
    cost = sum(prices.run(feeder) for feeder in feeders) + placed.fixed(problem)
    return FeederPlan(feeders, placed, cost)


def feeder_over(
    problem: Problem, timing: Timing, nodes: tuple[int, ...], vehicle: int
) -> Candidate | None:
    """The feeder over these station nodes in this order; None where it breaks a rule."""
    days = union_of_days(problem, [node - 1 for node in nodes])
    sheet = timing.earliest(depot=CENTRE, stops=nodes, vehicle=vehicle)
    km = way_km(problem, CENTRE, nodes)
    if sheet is None or km > problem.vehicles[vehicle].range_km:
        return None
    if not timing.in_time(nodes, sheet.arrives) or not _holds_own(problem, nodes, days, vehicle):
        return None
    return Candidate(CENTRE, vehicle, nodes, (days,), km, sheet.span)


def _holds_own(problem: Problem, nodes: Sequence[int], days: Weekdays, vehicle: int) -> bool:
    """Whether the stations' own parcels fit, the larger of both ways at each."""
    own = [problem.stations[node - 1] for node in nodes]
    most = sum(max(s.down, s.up) * days.longest_gap for s in own)
    return most <= problem.vehicles[vehicle].capacity + 1e-9


def union_of_days(problem: Problem, stations: Iterable[int]) -> Weekdays:
    """The days on which at least one of the stations must be fed."""
    wanted = {day for s in stations for day in problem.stations[s].days.days}
    return Weekdays.of(*(day for day in range(DAYS) if day in wanted))


# PyVRP -------------------------------------------------------------------------


def _tours(
    prices: Prices, timing: Timing, loads: Loads, whole: bool, *, seed: int, iterations: int
) -> list[Tour]:
    """Tours over all stations: vehicle type and nodes in order.

    :param whole: a tour pays its whole vehicle; otherwise its share of it by minutes.
    """
    problem = prices.problem
    kinds = [k for k, v in enumerate(problem.vehicles) if v.feeder and v.most != 0]
    if not loads or not kinds:
        return []
    stations = tuple(sorted(loads))
    nodes = [CENTRE, *(problem.station_node(s) for s in stations)]
    data = pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in nodes],
        [_client(problem, timing, n + 1, s, loads[s]) for n, s in enumerate(stations)],
        [pyvrp.Depot(0)],
        [_vehicle_type(problem, k, n, stations, whole) for n, k in enumerate(kinds)],
        [_metres(problem, nodes) for _ in kinds],
        [_seconds(problem, nodes, k) for k in kinds],
    )
    stop = pyvrp.stop.MaxIterations(iterations)
    found = pyvrp.solve(data, stop, seed=seed, collect_stats=False, display=False).best
    return [
        (kinds[route.vehicle_type()], tuple(nodes[a.idx + 1] for a in _visits(route)))
        for route in found.routes()
    ]


def _visits(route: pyvrp.Route) -> list[pyvrp.ScheduledActivity]:
    return [activity for activity in route.schedule() if activity.is_client()]


def _client(
    problem: Problem, timing: Timing, location: int, station: int, load: tuple[float, float]
) -> pyvrp.Client:
    held = problem.stations[station]
    opens, latest = _whole_seconds(held.hours.opens), int(timing.latest(station) * 60)
    return pyvrp.Client(
        location,
        delivery=[_parts(load[0])],
        pickup=[_parts(load[1])],
        service_duration=_whole_seconds(held.handover),
        tw_early=min(opens, max(0, latest)),
        tw_late=max(0, latest),
    )


def _vehicle_type(
    problem: Problem, vehicle: int, profile: int, stations: Sequence[int], whole: bool
) -> pyvrp.VehicleType:
    kind, work, loading = problem.vehicles[vehicle], problem.work, problem.centre.loading
    days = union_of_days(problem, stations).frequency
    minute = work.per_hour / 60
    if not whole:
        minute += kind.fixed / (work.shift * BUSY_SHARE)
    fixed = loading * minute + (kind.fixed * DAYS / days if whole else 0.0)
    carbon = kind.grams_per_km / 1e6 * problem.rates.carbon_per_tonne
    most = len(stations) if kind.most is None else min(kind.most, len(stations))
    return pyvrp.VehicleType(
        num_available=most,
        capacity=[int(kind.capacity * PARTS_PER_PARCEL)],
        fixed_cost=round(fixed * PER_YUAN),
        tw_early=_whole_seconds(problem.centre.ready + loading),
        tw_late=_whole_seconds(problem.centre.closes),
        shift_duration=_whole_seconds(_drivable(problem)),
        max_distance=_range_metres(kind.range_km),
        unit_distance_cost=max(1, round((kind.per_km + carbon) / 1000 * PER_YUAN)),
        unit_duration_cost=round(minute / 60 * PER_YUAN),
        profile=profile,
    )


def _drivable(problem: Problem) -> float:
    """Minutes a run may take after loading, its break apart."""
    work = problem.work
    left = work.shift - problem.centre.loading
    return left - work.break_minutes if work.shift > work.break_after else left


def _range_metres(km: float) -> int:
    return int(min(km, FAR_METRES / 1000.0) * 1000)


def _metres(problem: Problem, nodes: Sequence[int]) -> Any:
    """Metres between nodes, whole numbers (typed loosely for PyVRP)."""
    km = problem.km[np.ix_(nodes, nodes)]
    metres = np.where(np.isfinite(km), np.ceil(km * 1000.0), FAR_METRES)
    np.fill_diagonal(metres, 0)
    return np.minimum(metres, FAR_METRES).astype(np.int64)


def _seconds(problem: Problem, nodes: Sequence[int], vehicle: int) -> Any:
    minutes = problem.minutes[vehicle][np.ix_(nodes, nodes)]
    # Rounded up: what fits in whole seconds fits in truth.
    seconds = np.where(np.isfinite(minutes), np.ceil(minutes * 60), FAR_METRES).astype(np.int64)
    np.fill_diagonal(seconds, 0)
    return seconds


def _whole_seconds(minutes: float) -> int:
    return round(minutes * 60)


def _parts(parcels: float) -> int:
    """Parcels in whole parts, rounded up: what fits in parts fits in truth."""
    return int(np.ceil(parcels * PARTS_PER_PARCEL - 1e-9))
