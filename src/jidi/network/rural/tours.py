"""Candidate lines by PyVRP: who is visited together, from which depot, in which order.

One call looks at one frequency: the villages that ask for it, the depots and vehicles it may use.
What PyVRP cannot know is put into its terms: a vehicle serves several runs a week, so a run costs a
share of it by its minutes; handling through a station is laid on the way into each village.
PyVRP was chosen for its quality on prize-collecting, multi-depot, mixed pick-up and delivery
problems with time windows, and its licence; it is stopped by iterations, so a seed decides all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyvrp
import pyvrp.stop

from jidi.network.rural.candidate import Candidate, Prices, line
from jidi.network.rural.problem import CENTRE, Problem
from jidi.network.rural.timing import Timing
from jidi.network.weekdays import DAYS, Weekdays

FAR_METRES: Final = 10_000_000
"""No road: far more than any run, small enough that sums stay exact."""
PARTS_PER_PARCEL: Final = 100
PER_YUAN: Final = 1_000_000
MOST_RUNS: Final = 40
BUSY_SHARE: Final = 0.8
"""How much of a vehicle's week is used, where a run pays its share of it. Own choice."""


@dataclass(frozen=True)
class Ask:
    """One question to PyVRP.

    :param villages: to be visited; ``patterns``: the day patterns to choose from, as frequent.
    :param depots: nodes runs may leave from.
    :param worth: yuan a day that visiting a village is worth; a village not named must be visited.
    :param vehicle_share: how much of its vehicle a run pays for: 1 for its share by minutes.
    """

    villages: tuple[int, ...]
    patterns: tuple[Weekdays, ...]
    depots: tuple[int, ...]
    worth: Mapping[int, float]
    vehicle_share: float = 1.0

    @property
    def frequency(self) -> int:
        """Runs a week."""
        return self.patterns[0].frequency

    @property
    def gap(self) -> int:
        """Days that gather before the fullest run, on the best of the patterns."""
        return min(p.longest_gap for p in self.patterns)


def candidate_lines(
    prices: Prices, timing: Timing, ask: Ask, *, seed: int, iterations: int
) -> list[Candidate]:
    """The lines of PyVRP's best answer to ``ask``; those that break a rule are left out."""
    problem = prices.problem
    kinds = [(d, k) for d in ask.depots for k, v in enumerate(problem.vehicles) if v.line]
    if not ask.villages or not kinds:
        return []
    data = _data(prices, timing, ask, kinds)
    lines = []
    for route in _solved(data, seed=seed, iterations=iterations).routes():
        depot, vehicle = kinds[route.vehicle_type()]
        order = tuple(ask.villages[a.idx] for a in _visits(route))
        made = _line(problem, timing, depot, vehicle, order, ask.patterns)
        lines += [made] if made else []
    return lines


def feeder_tours(
    prices: Prices,
    timing: Timing,
    loads: Mapping[int, tuple[float, float]],
    days: Weekdays,
    *,
    seed: int,
    iterations: int,
) -> list[tuple[int, tuple[int, ...]]]:
    """Tours from the centre over stations: vehicle type and nodes in order.

    :param loads: for each station, by number, what a run brings and takes at most.
    """
    problem = prices.problem
    kinds = [k for k, v in enumerate(problem.vehicles) if v.feeder]
    if not loads or not kinds:
        return []
    stations = tuple(sorted(loads))
    nodes = [CENTRE, *(problem.station_node(s) for s in stations)]
    ask = Ask((), (days,), (CENTRE,), {})
    clients = [
        pyvrp.Client(
            number + 1,
            delivery=[_parts(loads[s][0])],
            pickup=[_parts(loads[s][1])],
            service_duration=_whole_seconds(problem.stations[s].handover),
            tw_early=_whole_seconds(problem.stations[s].hours.opens),
            tw_late=int(timing.latest(s) * 60),
        )
        for number, s in enumerate(stations)
    ]
    data = pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in nodes],
        clients,
        [pyvrp.Depot(0)],
        [
            _vehicle_type(problem, timing, ask, 0, CENTRE, k, number, most=len(stations))
            for number, k in enumerate(kinds)
        ],
        [_metres(prices, ask, nodes, CENTRE, k) for k in kinds],
        [_seconds(problem, nodes, k) for k in kinds],
    )
    found = _solved(data, seed=seed, iterations=iterations)
    return [
        (kinds[route.vehicle_type()], tuple(nodes[a.idx + 1] for a in _visits(route)))
        for route in found.routes()
    ]


def _solved(data: pyvrp.ProblemData, *, seed: int, iterations: int) -> pyvrp.Solution:
    stop = pyvrp.stop.MaxIterations(iterations)
    return pyvrp.solve(data, stop, seed=seed, collect_stats=False, display=False).best


def _visits(route: pyvrp.Route) -> list[pyvrp.ScheduledActivity]:
    return [activity for activity in route.schedule() if activity.is_client()]


def _line(
    problem: Problem,
    timing: Timing,
    depot: int,
    vehicle: int,
    order: tuple[int, ...],
    patterns: Sequence[Weekdays],
) -> Candidate | None:
    return line(
        problem,
        timing,
        depot=depot,
        vehicle=vehicle,
        villages=order,
        patterns=tuple(patterns),
    )


def _data(
    prices: Prices, timing: Timing, ask: Ask, kinds: Sequence[tuple[int, int]]
) -> pyvrp.ProblemData:
    problem = prices.problem
    nodes = [*ask.depots, *(problem.village_node(v) for v in ask.villages)]
    place = {depot: number for number, depot in enumerate(ask.depots)}
    types, distances, durations = [], [], []
    for number, (depot, vehicle) in enumerate(kinds):
        types.append(_vehicle_type(problem, timing, ask, place[depot], depot, vehicle, number))
        distances.append(_metres(prices, ask, nodes, depot, vehicle))
        durations.append(_seconds(problem, nodes, vehicle))
    return pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in nodes],
        [
            _client(prices, ask, number + len(ask.depots), v)
            for number, v in enumerate(ask.villages)
        ],
        [pyvrp.Depot(number) for number in place.values()],
        types,
        distances,
        durations,
    )


def _client(prices: Prices, ask: Ask, location: int, village: int) -> pyvrp.Client:
    wanted = prices.problem.villages[village]
    prize = _prize(prices, ask, village)
    return pyvrp.Client(
        location,
        delivery=[_parts(wanted.down * ask.gap)],
        pickup=[_parts(wanted.up * ask.gap)],
        service_duration=_whole_seconds(wanted.handover),
        tw_early=_whole_seconds(wanted.window.opens),
        tw_late=_whole_seconds(wanted.window.closes),
        prize=0 if prize is None else prize,
        required=prize is None,
    )


def _prize(prices: Prices, ask: Ask, village: int) -> int | None:
    """What one run may pay to visit the village, beyond handling and its point; None: any price."""
    worth = ask.worth.get(village)
    if worth is None:
        return None
    left = worth - prices.served(village, origin=CENTRE, gap=ask.gap)
    return max(0, round(left * DAYS / ask.frequency * PER_YUAN))


def _vehicle_type(
    problem: Problem,
    timing: Timing,
    ask: Ask,
    place: int,
    depot: int,
    vehicle: int,
    profile: int,
    *,
    most: int | None = None,
) -> pyvrp.VehicleType:
    kind, work = problem.vehicles[vehicle], problem.work
    minute = work.per_hour / 60 + ask.vehicle_share * _vehicle_minute(problem, vehicle)
    loading = problem.centre.loading
    return pyvrp.VehicleType(
        num_available=min(len(ask.villages) if most is None else most, MOST_RUNS),
        capacity=[int(kind.capacity * PARTS_PER_PARCEL)],
        start_depot=place,
        end_depot=place,
        fixed_cost=round(loading * minute * PER_YUAN),
        tw_early=_whole_seconds(timing.ready(depot) + loading),
        tw_late=_whole_seconds(timing.back_by(depot)),
        shift_duration=_whole_seconds(_drivable(problem)),
        unit_distance_cost=_micro_per_metre(problem, vehicle),
        unit_duration_cost=round(minute / 60 * PER_YUAN),
        profile=profile,
        **_within_range(problem, vehicle),
    )


def _within_range(problem: Problem, vehicle: int) -> dict[str, Any]:
    """A vehicle's range in metres, where it has one; its ways then carry nothing but metres."""
    reach = problem.vehicles[vehicle].range_km
    return {} if np.isinf(reach) else {"max_distance": int(reach * 1000)}


def _drivable(problem: Problem) -> float:
    """Minutes a run may take after loading, its break apart."""
    work = problem.work
    left = work.shift - problem.centre.loading
    return left - work.break_minutes if work.shift > work.break_after else left


def _vehicle_minute(problem: Problem, vehicle: int) -> float:
    """Yuan a minute of a vehicle that is busy most of its week."""
    week = problem.work.shift * DAYS * BUSY_SHARE
    return problem.vehicles[vehicle].fixed * DAYS / week


def _micro_per_metre(problem: Problem, vehicle: int) -> int:
    kind = problem.vehicles[vehicle]
    carbon = kind.grams_per_km / 1e6 * problem.rates.carbon_per_tonne
    return max(1, round((kind.per_km + carbon) / 1000 * PER_YUAN))


def _metres(prices: Prices, ask: Ask, nodes: Sequence[int], depot: int, vehicle: int) -> Any:
    """Metres between nodes, whole numbers (typed loosely for PyVRP).

    Through a station, its handling is laid on the way into each village.
    """
    problem = prices.problem
    km = problem.km[np.ix_(nodes, nodes)]
    metres = np.where(np.isfinite(km), km * 1000.0, FAR_METRES)
    extra = np.zeros(len(nodes))
    if depot != CENTRE and np.isinf(problem.vehicles[vehicle].range_km):
        through = [prices.handling[v][1] - prices.handling[v][0] for v in ask.villages]
        per_run = np.array(through) * DAYS / ask.frequency
        extra[len(ask.depots) :] = per_run * PER_YUAN / _micro_per_metre(problem, vehicle)
    laid = np.minimum(metres + extra[None, :], FAR_METRES).round().astype(np.int64)
    np.fill_diagonal(laid, 0)
    return laid


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
