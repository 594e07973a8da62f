"""Plans of feeders with overnight trips to the stations beyond one shift.

How often such a station is fed is a choice: as often as must be; as often as the villages that only
it can serve want to be visited; as often as all villages nearest to it do. Each is a plan of its
own beside every plan of the stations within a shift.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from jidi.network.rural.candidate import Prices, line
from jidi.network.rural.design import Design
from jidi.network.rural.feeding import FeederPlan
from jidi.network.rural.lane_places import LanePlace
from jidi.network.rural.overnight import HANDED, Trip, ready_at, trip_over, trips
from jidi.network.rural.problem import CENTRE, DAY_MINUTES, Problem
from jidi.network.rural.rostering import Placed, Roster, Task, Vehicle
from jidi.network.rural.timing import SLACK, Timing
from jidi.network.weekdays import DAYS, EVERY_DAY, Weekdays

Often = Mapping[int, int]
Through = dict[int, tuple[float, float]]


def is_far(problem: Problem, station: int) -> bool:
    """Whether a station is fed by overnight trips alone."""
    return problem.stations[station].often is not None


def beyond(problem: Problem, places: Iterable[LanePlace]) -> dict[int, list[int]]:
    """Villages that no line or lane serves unless from a far station, and those that can.

    Stations within a shift are thought to be fed at their earliest.
    """
    far = [s for s in range(problem.station_count) if is_far(problem, s)]
    if not far:
        return {}
    timing = Timing(problem, patience=0.0)
    for s in far:
        timing.station_ready[s] = ready_at(problem, 1 + s, -DAY_MINUTES, 0)
        timing.fed[s] = EVERY_DAY
    near = [CENTRE, *(1 + s for s in range(problem.station_count) if s not in far)]
    by_lane = {p.village for p in places if problem.lanes[p.lane].origin in near}
    found = {}
    for village in range(len(problem.villages)):
        if village not in by_lane and not _served(problem, timing, village, near):
            found[village] = [s for s in far if _served(problem, timing, village, [1 + s])]
    return found


def _served(problem: Problem, timing: Timing, village: int, depots: Iterable[int]) -> bool:
    patterns = problem.villages[village].patterns
    node = problem.village_node(village)
    return any(
        line(problem, timing, depot=d, vehicle=k, villages=(village,), patterns=patterns)
        is not None
        for d in depots
        if np.isfinite(problem.km[d, node])
        for k, kind in enumerate(problem.vehicles)
        if kind.line
    )


def covering(problem: Problem, only: Mapping[int, Sequence[int]]) -> list[int]:
    """Far stations that need not be open, through which villages are served that no other depot
    can; those that serve most come first."""
    have = {s for s in range(problem.station_count) if problem.stations[s].needed}
    left = {v: set(by) for v, by in only.items() if by and not have & set(by)}
    chosen: list[int] = []
    while left:
        able = sorted({s for by in left.values() for s in by if _may_open(problem, s)})
        if not able:
            break
        best = max(able, key=lambda s: (sum(s in by for by in left.values()), -s))
        chosen.append(best)
        left = {v: by for v, by in left.items() if best not in by}
    return chosen


def _may_open(problem: Problem, station: int) -> bool:
    return problem.stations[station].must is not False


def late_yuan(problem: Problem, only: Mapping[int, Sequence[int]]) -> list[float]:
    """What weighs against serving each village through a far station, yuan a day: its parcels come
    a day later than they could. Nothing for a village that no other depot can serve.

    With a budget it is money that decides, and nothing else is weighed.
    """
    rules = problem.overnight
    each = 0.0 if rules is None or problem.wanted.budget is not None else rules.worth
    return [0.0 if n in only else each * v.parcels for n, v in enumerate(problem.villages)]


def lateness(problem: Problem, design: Design, late: Sequence[float]) -> float:
    """What weighs against a design, yuan a day, for villages served a day later than could be."""
    far = {node for run in design.feeders if run.night is not None for node in run.stops}
    origin = {run.id: run.depot for run in design.lines}
    origin |= {lane.id: lane.origin for lane in problem.lanes}
    return sum(late[s.village] for s in design.services if origin[s.by] in far)


def with_trips(
    prices: Prices, plans: Sequence[FeederPlan], ways: Sequence[Sequence[Trip]]
) -> list[FeederPlan]:
    """Every plan of the stations within a shift together with trips to the far ones; the plans in
    their order, all ways of one after another.

    :param ways: what :func:`ways_to` found.
    """
    found = (_together(prices, plan, made) for plan in plans for made in ways)
    return [plan for plan in found if plan is not None]


def ways_to(
    prices: Prices, far: Sequence[int], only: Mapping[int, Sequence[int]]
) -> list[list[Trip]]:
    """Trips that feed these far stations, by how often they are fed; none where one cannot be.

    :param only: what :func:`beyond` found.
    """
    problem = prices.problem
    least = {s: problem.stations[s].often or 1 for s in far}
    seen: list[Often] = []
    made = []
    for behind in (_behind_alone(problem, far, only), {}, _behind_nearest(problem, far)):
        often = {s: max([least[s], *(_wanted(problem, v) for v in behind.get(s, ()))]) for s in far}
        if often not in seen:
            seen.append(often)
            through = {s: _parcels(problem, villages) for s, villages in behind.items()}
            found = trips(prices, often, through)
            made.append(trips(prices, often, {}) if found is None else found)
    return [found for found in made if found is not None]


def _behind_alone(
    problem: Problem, far: Sequence[int], only: Mapping[int, Sequence[int]]
) -> dict[int, list[int]]:
    """Villages by the nearest of the far stations that alone can serve them."""
    found: dict[int, list[int]] = defaultdict(list)
    for village, by in only.items():
        able = [s for s in by if s in far]
        if able:
            node = problem.village_node(village)
            found[min(able, key=lambda s: (problem.km[1 + s, node], s))].append(village)
    return found


def _behind_nearest(problem: Problem, far: Sequence[int]) -> dict[int, list[int]]:
    """Villages by the depot nearest to them, where that is one of the far stations."""
    first = 1 + problem.station_count
    nearest = np.argmin(problem.km[:first, first:], axis=0)
    found: dict[int, list[int]] = defaultdict(list)
    for village, depot in enumerate(nearest.tolist()):
        if depot - 1 in far:
            found[depot - 1].append(village)
    return found


def _wanted(problem: Problem, village: int) -> int:
    return min(p.frequency for p in problem.villages[village].patterns)


def _parcels(problem: Problem, villages: Iterable[int]) -> tuple[float, float]:
    own = [problem.villages[v] for v in villages]
    return sum(v.down for v in own), sum(v.up for v in own)


# Together --------------------------------------------------------------------


def _together(prices: Prices, plan: FeederPlan, made: Sequence[Trip]) -> FeederPlan | None:
    """One plan of both; None where there are not so many vehicles."""
    problem, before = prices.problem, plan.made.timing
    away = _on_vehicles(prices, made)
    vehicles = (*plan.made.vehicles, *away)
    for number, kind in enumerate(problem.vehicles):
        owned = sum(v.turns for v in vehicles if v.kind == number)
        if kind.most is not None and owned > kind.most:
            return None
    timing = Timing(problem, list(before.station_ready), before.patience, dict(before.fed))
    runs = [run for vehicle in away for run in vehicle.runs]
    for run in runs:
        for node, arrives in zip(run.task.candidate.stops, run.sheet.arrives, strict=True):
            timing.station_ready[node - 1] = ready_at(problem, node, arrives, HANDED)
            timing.fed[node - 1] = run.days.shifted(HANDED)
    feeders = (*plan.feeders, *(run.task.candidate for run in runs))
    cost = plan.cost + sum(trip.cost for trip in made)
    cost -= sum(problem.vehicles[t.feeder.vehicle].fixed * t.turns for t in made)
    cost += sum(problem.vehicles[v.kind].fixed * v.turns for v in away)
    return FeederPlan(feeders, Roster(vehicles, timing), cost)


def _on_vehicles(prices: Prices, made: Sequence[Trip]) -> list[Vehicle]:
    """Trips on vehicles: in turn where one is not enough, else several on one where days allow."""
    vehicles: list[Vehicle] = []
    for trip in sorted(made, key=lambda t: (-t.feeder.frequency, t.feeder.stops)):
        shared = None if trip.turns > 1 else _shared(prices, vehicles, trip)
        if shared is None:
            kind = trip.feeder.vehicle
            vehicles.append(Vehicle(kind, CENTRE, [_placed(prices, trip)], trip.turns))
    return vehicles


def _shared(prices: Prices, vehicles: Sequence[Vehicle], trip: Trip) -> Vehicle | None:
    """A vehicle that has room for a trip on other days, with the trip on it."""
    problem = prices.problem
    stops = [node - 1 for node in trip.feeder.stops]
    for vehicle in vehicles:
        if vehicle.turns > 1 or vehicle.kind != trip.feeder.vehicle:
            continue
        for fed in _alike(problem, trip):
            moved = trip_over(prices, stops, vehicle.kind, fed, {})
            if moved is None or moved.turns > 1:
                continue
            placed = _placed(prices, replace(trip, feeder=moved.feeder, sheet=moved.sheet))
            if _rests(problem, [*vehicle.runs, placed]):
                vehicle.runs.append(placed)
                return vehicle
    return None


def _alike(problem: Problem, trip: Trip) -> list[Weekdays]:
    """Patterns as frequent as the trip's."""
    known = {p for v in problem.villages for p in v.patterns if p.frequency == trip.fed.frequency}
    return sorted({*known, trip.fed}, key=lambda p: (p != trip.fed, p.marks))


def _rests(problem: Problem, runs: Sequence[Placed]) -> bool:
    """Whether a driver who makes all these trips rests enough between one and the next."""
    rules = problem.overnight
    week = sorted((day, n) for n, run in enumerate(runs) for day in run.days.days)
    if rules is None or not week:
        return False
    first_day, first = week[0]
    following = [*week[1:], (first_day + DAYS, first)]
    for (day, n), (again, m) in zip(week, following, strict=True):
        rest = (again - day) * DAY_MINUTES + runs[m].begins - runs[n].sheet.returns
        if rest < rules.rest - SLACK:
            return False
    return True


def _placed(prices: Prices, trip: Trip) -> Placed:
    days = trip.feeder.patterns[0]
    task = Task(trip.feeder, trip.feeder.patterns, feeds=True)
    return Placed(task, days, trip.sheet, prices.problem.centre.loading)
