"""Lines as found put on vehicles by the exact clock, beside the feeders."""

from __future__ import annotations

from dataclasses import replace

from jidi.network.rural.candidate import line
from jidi.network.rural.feeding import FeederPlan
from jidi.network.rural.problem import Problem
from jidi.network.rural.rostering import Roster, Task, Vehicle, best_place, fit
from jidi.network.rural.searching import LineRun, Lines
from jidi.network.rural.timing import Timing


def placed(problem: Problem, plan: FeederPlan, lines: Lines) -> Roster | None:
    """All vehicles with their runs; None where a line cannot be put on any.

    The kernel's reckoning is on the safe side, so that its vehicles suffice; a line that by the
    clock does not fit its vehicle goes on another.
    """
    timing = plan.made.timing
    vehicles = [Vehicle(v.kind, v.depot, list(v.runs), v.turns) for v in plan.made.vehicles]
    line_capable = [
        v for v in vehicles if problem.vehicles[v.kind].line and v.depot == 0 and not v.away
    ]
    left: list[LineRun] = []
    for vehicle, runs in zip(line_capable, lines.based, strict=True):
        left += _put_on(problem, timing, vehicle, runs)
    for runs in lines.own:
        vehicle = Vehicle(runs[0].kind, runs[0].depot)
        vehicles.append(vehicle)
        left += _put_on(problem, timing, vehicle, runs)
    vehicles = [v for v in vehicles if v.runs]
    for run in left:
        task = _task(problem, timing, run)
        if task is None or best_place(problem, timing, vehicles, task) is None:
            return None
    return Roster(tuple(vehicles), timing)


def _put_on(
    problem: Problem, timing: Timing, vehicle: Vehicle, runs: tuple[LineRun, ...]
) -> list[LineRun]:
    """Put runs on a vehicle in their order; those that do not fit are told."""
    left = []
    for run in runs:
        task = _task(problem, timing, run)
        held = None if task is None else fit(problem, timing, vehicle, task, run.days)
        if held is None:
            left.append(run)
        else:
            vehicle.runs.append(held)
    return left


def _task(problem: Problem, timing: Timing, run: LineRun) -> Task | None:
    first = 1 + problem.station_count
    made = line(
        problem,
        timing,
        depot=run.depot,
        vehicle=run.kind,
        villages=tuple(node - first for node in run.stops),
        patterns=(run.days,),
    )
    if made is None:
        return None
    return Task(replace(made, patterns=(run.days,)), (run.days,), feeds=False)
