"""Runs put on vehicles: who drives what on which days, with departures that hold on all of them.

First fit. Each run gets one departure for all its days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from jidi.network.rural.candidate import Candidate
from jidi.network.rural.problem import Problem
from jidi.network.rural.timing import SLACK, TimeSheet, Timing
from jidi.network.weekdays import Weekdays


@dataclass(frozen=True)
class Task:
    """A run to be put on a vehicle: a candidate with the day patterns it may take."""

    candidate: Candidate
    patterns: tuple[Weekdays, ...]
    feeds: bool


@dataclass(frozen=True)
class Placed:
    """A task with its days and times; ``loading``: minutes before the departure."""

    task: Task
    days: Weekdays
    sheet: TimeSheet
    loading: float = 0.0

    @property
    def begins(self) -> float:
        """When loading begins; the work of an overnight trip does not fill the time until it is
        back."""
        if self.sheet.night is not None:
            return self.sheet.departs - self.loading
        return self.sheet.returns - self.sheet.span


@dataclass
class Vehicle:
    """One vehicle with its driver and the runs it has so far.

    :param turns: vehicles that make its overnight trip in turn.
    """

    kind: int
    depot: int
    runs: list[Placed] = field(default_factory=list)
    turns: int = 1

    @property
    def away(self) -> bool:
        """Whether it stays away for nights; such a vehicle makes nothing else."""
        return any(run.sheet.night is not None for run in self.runs)

    def on(self, day: int) -> list[Placed]:
        """The runs of a day, in order."""
        held = [run for run in self.runs if day in run.days.days]
        return sorted(held, key=lambda run: run.begins)


@dataclass(frozen=True)
class Roster:
    """All vehicles, and when each open station is ready to load."""

    vehicles: tuple[Vehicle, ...]
    timing: Timing

    def fixed(self, problem: Problem) -> float:
        """Yuan a day of the fleet."""
        return sum(problem.vehicles[v.kind].fixed * v.turns for v in self.vehicles)


def roster(problem: Problem, feeders: Sequence[Task], timing: Timing) -> Roster | None:
    """Feeders on vehicles, the longest first; None when they do not fit within the limits.

    :param timing: says how long feeders may keep stations waiting.
    """
    return _first_fit(problem, sorted(feeders, key=lambda t: -t.candidate.span), timing.patience)


def _first_fit(problem: Problem, tasks: Sequence[Task], patience: float) -> Roster | None:
    timing = Timing(problem, patience=patience)
    vehicles: list[Vehicle] = []
    for task in tasks:
        placed = best_place(problem, timing, vehicles, task)
        if placed is None:
            return None
        if task.feeds:
            _feed(problem, timing, placed)
    return Roster(tuple(vehicles), timing)


def _feed(problem: Problem, timing: Timing, placed: Placed) -> None:
    """Stations are ready when their feeder has been and its parcels are sorted."""
    for node, arrives in zip(placed.task.candidate.stops, placed.sheet.arrives, strict=True):
        station = problem.stations[node - 1]
        timing.station_ready[node - 1] = arrives + station.handover + station.sorting


def best_place(
    problem: Problem, timing: Timing, vehicles: list[Vehicle], task: Task
) -> Placed | None:
    """Put the task where it fits tightest, on a new vehicle where it fits nowhere."""
    best: tuple[float, Vehicle, Placed] | None = None
    for vehicle in vehicles:
        if (vehicle.kind, vehicle.depot) != (task.candidate.vehicle, task.candidate.depot):
            continue
        if vehicle.away:
            continue
        for days in task.patterns:
            placed = fit(problem, timing, vehicle, task, days)
            if placed is not None:
                room = _room(problem, vehicle, placed)
                if best is None or room < best[0] - SLACK:
                    best = (room, vehicle, placed)
    if best is not None:
        best[1].runs.append(best[2])
        return best[2]
    return _new_vehicle(problem, timing, vehicles, task)


def _new_vehicle(
    problem: Problem, timing: Timing, vehicles: list[Vehicle], task: Task
) -> Placed | None:
    kind, depot = task.candidate.vehicle, task.candidate.depot
    most = problem.vehicles[kind].most
    if most is not None and sum(v.turns for v in vehicles if v.kind == kind) >= most:
        return None
    fresh = Vehicle(kind, depot)
    placed = fit(problem, timing, fresh, task, task.patterns[0])
    if placed is None:
        return None
    fresh.runs.append(placed)
    vehicles.append(fresh)
    return placed


def fit(
    problem: Problem, timing: Timing, vehicle: Vehicle, task: Task, days: Weekdays
) -> Placed | None:
    """The task after what the vehicle does already, with a break where the day asks for one."""
    before = [run for day in days.days for run in vehicle.on(day)]
    free = max((run.sheet.returns for run in before), default=0.0)
    begins = (free,) if not before else (free, free + problem.work.break_minutes)
    candidate = task.candidate
    for begin in begins:
        sheet = timing.earliest(
            depot=candidate.depot, stops=candidate.stops, vehicle=candidate.vehicle, begin=begin
        )
        if sheet is None:
            return None
        placed = Placed(task, days, sheet)
        if task.feeds and not timing.in_time(candidate.stops, sheet.arrives):
            return None
        if all(_day_holds(problem, [*vehicle.on(day), placed]) for day in days.days):
            return placed
    return None


def _day_holds(problem: Problem, runs: Sequence[Placed]) -> bool:
    """Whether a day keeps the shift and holds a break where it is long."""
    work = problem.work
    span = runs[-1].sheet.returns - runs[0].begins
    if span > work.shift + SLACK:
        return False
    idle = [later.begins - run.sheet.returns for run, later in pairwise(runs)]
    rested = any(run.sheet.rested for run in runs) or max(idle, default=0.0) >= work.break_minutes
    return span <= work.break_after + SLACK or rested


def _room(problem: Problem, vehicle: Vehicle, placed: Placed) -> float:
    """Minutes left in the shift on the placed days: the less, the tighter the fit."""
    left = 0.0
    for day in placed.days.days:
        runs = [*vehicle.on(day), placed]
        left += problem.work.shift - (placed.sheet.returns - runs[0].begins)
    return left / placed.days.frequency
