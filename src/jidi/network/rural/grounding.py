"""The kernel's ground out of a problem and a plan of feeders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from jidi.network.rural.candidate import Prices
from jidi.network.rural.feeding import FeederPlan
from jidi.network.rural.kernel.ground import (
    FIXED,
    GATHERS,
    MOST,
    NEVER,
    PER_KM,
    PLACE_COST,
    TAKES,
    Floats,
    Ground,
    Ints,
)
from jidi.network.rural.lane_places import LanePlace
from jidi.network.rural.problem import CENTRE, Problem
from jidi.network.rural.rostering import Vehicle
from jidi.network.rural.runs_alone import runs_alone
from jidi.network.weekdays import DAYS, EVERY_DAY, Weekdays

NEAR: Final = 40
LOOK: Final = 12
HOMES: Final = 5
"""Neighbours known, those looked at for a place on a run, depots for a new one. Own choice."""
MISSING_TIMES: Final = 3.0
"""A village short of those wanted weighs as much as so many of the dearest."""


@dataclass(frozen=True)
class Grounded:
    """The ground, and what its numbers stand for.

    :param kinds: vehicle types by the kernel's number; ``based``: vehicles that there are already.
    :param days: the days of the week that the kernel looks at, one of each that are alike.
    """

    ground: Ground
    kinds: tuple[int, ...]
    patterns: tuple[Weekdays, ...]
    places: tuple[LanePlace, ...]
    based: tuple[Vehicle, ...]
    days: tuple[int, ...]


def grounded(
    prices: Prices,
    plan: FeederPlan,
    places: Sequence[LanePlace],
    *,
    wanted: int,
    budget: float,
    fleet: int | None = None,
    most: tuple[int, int] | None = None,
    late: Sequence[float] = (),
) -> Grounded:
    """The ground of lines under a plan of feeders.

    :param wanted: villages to be served; ``budget``: yuan a day for what the lines cost; ``fleet``:
        vehicles for lines alone, at the most.
    :param most: a kind of vehicle, and how many there may be of it for lines alone.
    :param late: what weighs against serving each village a day later, yuan a day; nothing if empty.
    """
    problem = prices.problem
    kinds = tuple(n for n, v in enumerate(problem.vehicles) if v.line)
    patterns = _patterns(problem)
    based = tuple(
        v
        for v in plan.made.vehicles
        if problem.vehicles[v.kind].line and v.depot == CENTRE and not v.away
    )
    usable = tuple(p for p in places if _leaves(problem, plan, p))
    usable = tuple(sorted(usable, key=lambda p: p.village))
    depots = _depots(problem, plan, patterns)
    roads = np.where(np.isfinite(problem.km), problem.km, NEVER)
    kind, kept = _vehicles(prices, kinds, plan), _kept(prices, patterns, late)
    if most is not None:
        row = kinds.index(most[0])
        kind[row, MOST] = min(kind[row, MOST], most[1])
    place, busy = _lanes(problem, usable, late), _busy(based)
    days = _unlike(patterns, busy)
    ground = Ground(
        depots=len(problem.depots),
        villages=len(problem.villages),
        look=min(LOOK, max(1, len(problem.villages) - 1)),
        based=len(based),
        fleet=len(problem.villages) if fleet is None else fleet,
        wanted=wanted,
        gifts=int(any(p.cost < 0 for p in usable)),
        per_minute=problem.work.per_hour / 60.0,
        loading=float(problem.centre.loading),
        shift=float(problem.work.shift),
        rest_after=float(problem.work.break_after),
        rest=float(problem.work.break_minutes),
        budget=float(min(budget, 1e300)),
        missing=_missing(roads, kind, kept, place),
        km=np.ascontiguousarray(roads),
        drive=_drive(problem, kinds),
        kind=kind,
        pattern=_days(patterns, days),
        village=_villages(problem, usable),
        kept=kept,
        near=_near(problem),
        homes=_homes(problem, plan),
        options=np.zeros((0, 0, 3), dtype=np.int64),
        alone=np.zeros((0, 0)),
        depot=depots,
        place=place,
        busy=np.ascontiguousarray(busy[:, days]),
    )
    options, alone = runs_alone(ground)
    ground = ground._replace(options=options, alone=alone)
    return Grounded(ground, kinds, patterns, usable, based, tuple(days))


def _patterns(problem: Problem) -> tuple[Weekdays, ...]:
    """All day patterns of villages, the most frequent first."""
    found = {p for v in problem.villages for p in v.patterns} or {EVERY_DAY}
    return tuple(sorted(found, key=lambda p: (-p.frequency, p.marks)))


def _drive(problem: Problem, kinds: Sequence[int]) -> Floats:
    drive = [np.where(np.isfinite(problem.minutes[k]), problem.minutes[k], NEVER) for k in kinds]
    return np.ascontiguousarray(drive) if drive else np.zeros((0, *problem.km.shape))


def _vehicles(prices: Prices, kinds: Sequence[int], plan: FeederPlan) -> Floats:
    """Columns as the kernel names them; those that feed already count against the most."""
    rows = []
    for k in kinds:
        v = prices.problem.vehicles[k]
        taken = sum(held.turns for held in plan.made.vehicles if held.kind == k)
        most = NEVER if v.most is None else v.most - taken
        per_km = v.per_km + prices.carbon(v.grams_per_km)
        rows.append([per_km, v.capacity, min(v.range_km, NEVER / 2), v.fixed, most])
    return np.array(rows, dtype=np.float64).reshape(len(kinds), 5)


def _busy(based: Sequence[Vehicle]) -> Floats:
    """What vehicles that feed do on each day: begin, end, whether they had their break."""
    busy = np.full((max(1, len(based)), DAYS, 3), -1.0)
    busy[:, :, 2] = 0.0
    for number, vehicle in enumerate(based):
        for day in range(DAYS):
            runs = vehicle.on(day)
            if runs:
                busy[number, day, 0] = runs[0].begins
                busy[number, day, 1] = max(run.sheet.returns for run in runs)
                busy[number, day, 2] = float(any(run.sheet.rested for run in runs))
    return busy


def _unlike(patterns: Sequence[Weekdays], busy: Floats) -> list[int]:
    """Of the days that are alike to vehicles the first: each costs time at every look."""
    seen: dict[tuple[tuple[bool, ...], bytes], int] = {}
    for day in range(DAYS):
        marks = tuple(day in pattern.days for pattern in patterns)
        seen.setdefault((marks, busy[:, day].tobytes()), day)
    return list(seen.values())


def _days(patterns: Sequence[Weekdays], days: Sequence[int]) -> Floats:
    rows = [
        [p.frequency / DAYS, p.longest_gap, *(float(day in p.days) for day in days)]
        for p in patterns
    ]
    return np.array(rows, dtype=np.float64)


def _villages(problem: Problem, places: Sequence[LanePlace]) -> Floats:
    counted = np.bincount([p.village for p in places], minlength=len(problem.villages))
    ends = np.cumsum(counted)
    rows = [
        [v.down, v.up, v.handover, v.window.opens, v.window.closes, end - count, end]
        for v, count, end in zip(problem.villages, counted, ends, strict=True)
    ]
    return np.array(rows, dtype=np.float64).reshape(len(problem.villages), 7)


def _kept(prices: Prices, patterns: Sequence[Weekdays], late: Sequence[float]) -> Floats:
    """Yuan a day of handling and point of each village, and whether it takes a pattern."""
    villages = prices.problem.villages
    kept = np.full((len(villages), 1 + TAKES, len(patterns)), NEVER)
    kept[:, TAKES, :] = 0.0
    for number, village in enumerate(villages):
        for column, pattern in enumerate(patterns):
            point = prices.point(number, gap=pattern.longest_gap)[1]
            if pattern in village.patterns and np.isfinite(point):
                at_centre, at_station = prices.handling[number]
                far = at_station + point + (late[number] if late else 0.0)
                kept[number, :TAKES, column] = at_centre + point, at_station + point, far
                kept[number, TAKES, column] = 1.0
    return kept


def _near(problem: Problem) -> Ints:
    """For each village the others, the nearest first."""
    first, count = 1 + problem.station_count, len(problem.villages)
    km = problem.km[first:, first:]
    both = np.minimum(km, km.T).copy()
    np.fill_diagonal(both, np.inf)
    ranked = np.argsort(both, axis=1, kind="stable")[:, : min(NEAR, count - 1)]
    if ranked.shape[1] == 0:
        return np.full((count, 1), -1, dtype=np.int64)
    return np.ascontiguousarray(ranked.astype(np.int64))


def _homes(problem: Problem, plan: FeederPlan) -> Ints:
    """For each village the centre, and the stations nearest to it that are fed."""
    first = 1 + problem.station_count
    fed = np.array(sorted(plan.stations), dtype=np.int64) + 1
    there = problem.km[fed, first:] + problem.km[first:, fed].T
    ranked = np.argsort(there, axis=0, kind="stable")[: HOMES - 1]
    homes = np.zeros((len(problem.villages), 1 + len(ranked)), dtype=np.int64)
    if len(ranked):
        homes[:, 1:] = fed[ranked].T
    return homes


def _depots(problem: Problem, plan: FeederPlan, patterns: Sequence[Weekdays]) -> Floats:
    """Columns as the kernel names them; one row for the centre, one for each station."""
    timing = plan.made.timing
    ready, back = timing.ready(CENTRE), timing.back_by(CENTRE)
    rows = [[ready, back, 0.0, NEVER, 1.0, 0.0, 0.0, -1.0, 0.0, 0.0]]
    feeder_of = {node - 1: number for number, f in enumerate(plan.feeders) for node in f.stops}
    for s, held in enumerate(problem.stations):
        fed, number = s in feeder_of, feeder_of.get(s, -1)
        gap = float(plan.feeders[number].patterns[0].longest_gap) if fed else 1.0
        rows.append(
            [
                timing.ready(1 + s) if fed else NEVER,
                timing.back_by(1 + s),
                0.0 if held.needed else held.fixed,
                min(NEVER, held.capacity - held.down - held.up),
                gap,
                held.down * gap,
                held.up * gap,
                float(number),
                problem.vehicles[plan.feeders[number].vehicle].capacity if fed else 0.0,
                1.0 if held.often is None else 2.0,
            ]
        )
    leaving = [timing.leaving(depot) for depot in problem.depots]
    marks = [[float(p.within(days)) for p in patterns] for days in leaving]
    return np.ascontiguousarray(np.hstack([np.array(rows), np.array(marks)]))


def _leaves(problem: Problem, plan: FeederPlan, place: LanePlace) -> bool:
    """Whether a lane leaves after its parcels are sorted and loaded."""
    lane = problem.lanes[place.lane]
    if lane.origin != CENTRE and lane.origin - 1 not in plan.stations:
        return False
    timing = plan.made.timing
    ready = timing.ready(lane.origin) + problem.centre.loading
    return lane.departs >= ready - 1e-9 and place.days.within(timing.leaving(lane.origin))


def _weighed(problem: Problem, place: LanePlace, late: Sequence[float]) -> float:
    """What a place on a lane costs, and what weighs against it where it comes a day later."""
    origin = problem.lanes[place.lane].origin
    far = origin != CENTRE and problem.stations[origin - 1].often is not None
    return place.cost + (late[place.village] if late and far else 0.0)


def _lanes(problem: Problem, places: Sequence[LanePlace], late: Sequence[float]) -> Floats:
    rows = [
        [
            p.lane,
            problem.lanes[p.lane].origin,
            _weighed(problem, p, late),
            p.days.longest_gap,
            min(NEVER, problem.lanes[p.lane].capacity),
            *(p.days.gathered(day) for day in range(DAYS)),
        ]
        for p in places
    ]
    return np.array(rows, dtype=np.float64).reshape(len(places), GATHERS + DAYS)


def _missing(roads: Floats, kind: Floats, kept: Floats, place: Floats) -> float:
    """More than any village can cost: a vehicle and a day's work of its own, and what is kept."""
    reach = roads[roads < NEVER].max(initial=0.0)
    way = 2.0 * float(reach) * float(kind[:, PER_KM].max(initial=0.0))
    dearest = float(kept[kept < NEVER].max(initial=0.0)) + float(kind[:, FIXED].max(initial=0.0))
    return MISSING_TIMES * (way + dearest + float(place[:, PLACE_COST].max(initial=0.0)) + 1000.0)
