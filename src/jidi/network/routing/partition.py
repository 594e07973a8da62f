"""The finish: the best choice among all routes found, as a set partitioning problem.

Every stop must be covered on the days of one of its patterns, stations keep the limits of the
structure, and vehicles are counted. HiGHS (inside SciPy) solves it with a limit on nodes, not on
time, so that the same pool gives the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jidi.network.mixed_integer import Program
from jidi.network.routing.design import Route
from jidi.network.routing.kernel.state import Limits
from jidi.network.routing.problem import UNLIMITED, RoutingProblem

MOST_NODES = 5
MOST_COLUMNS = 2_000
MOST_FREE = 200
GAIN = 1e-7
"""Relative: what counts as cheaper."""
LONGEST_SECONDS = 120.0
"""A guard only: a problem that takes longer ends without an answer from here."""


def best_choice(
    problem: RoutingProblem,
    limits: Limits,
    pool: Sequence[tuple[Route, float]],
    known: Sequence[Route],
) -> tuple[Route, ...] | None:
    """The cheapest routes of the pool that hold together, or none if nothing better was found.

    :param pool: routes with the cost of their way.
    :param known: routes that hold, to start from; they must be in the pool.
    """
    usable = [(r, c) for r, c in pool if limits.allowed[r.station]][:MOST_COLUMNS]
    program, costs = _model(problem, limits, usable)
    bar = _cost_of_known(usable, costs, known)
    if not _promising(program, bar, len(usable)):
        return None
    values = program.minimise(gap=1e-7, nodes=MOST_NODES, seconds=LONGEST_SECONDS)
    if values is None:
        return None
    found = sum(cost * value for cost, value in zip(costs, values, strict=True))
    if found >= bar - GAIN * abs(bar):
        return None
    return tuple(route for (route, _), value in zip(usable, values, strict=False) if value > 0.5)


def _promising(program: Program, bar: float, routes: int) -> bool:
    """Shut out routes that cannot be in anything cheaper than ``bar``; whether any are left.

    The relaxation's reduced costs tell: a route whose reduced cost exceeds the gap is out. Of the
    rest the ``MOST_FREE`` of least reduced cost stay.
    """
    answer = program.relaxed()
    if answer is None or answer[0] >= bar - GAIN * abs(bar):
        return False
    least, reduced = answer
    free = reduced <= bar - least
    free[np.argsort(reduced[:routes], kind="stable")[MOST_FREE:]] = False
    for column in np.flatnonzero(~free):
        program.most(int(column), 0.0)
    return True


def _model(
    problem: RoutingProblem, limits: Limits, pool: Sequence[tuple[Route, float]]
) -> tuple[Program, list[float]]:
    program = Program()
    loads = [float(problem.demand[list(route.stops)].sum()) for route, _ in pool]
    costs = [
        cost + problem.fleet.fixed_cost + float(problem.handling_cost[route.station]) * load
        for (route, cost), load in zip(pool, loads, strict=True)
    ]
    for cost in costs:
        program.column(cost, upper=1.0, whole=True)
    costs += [0.0] * _cover(problem, program, pool)
    _limit(problem, limits, program, pool, loads)
    _count(problem, program, pool)
    return program, costs


def _cover(problem: RoutingProblem, program: Program, pool: Sequence[tuple[Route, float]]) -> int:
    """Rows that cover each stop on the days of one pattern; the number of columns of choice."""
    visits: dict[tuple[int, int], dict[int, float]] = {}
    for column, (route, _) in enumerate(pool):
        for stop in route.stops:
            visits.setdefault((stop, route.day), {})[column] = 1.0
    if problem.days == 1:
        for stop in range(problem.stops):
            program.row(visits.get((stop, 0), {}), least=1.0, most=1.0)
        return 0
    chosen = 0
    for stop, patterns in enumerate(problem.patterns):
        choice = [program.column(0.0, upper=1.0, whole=True) for _ in patterns]
        chosen += len(choice)
        program.row(dict.fromkeys(choice, 1.0), least=1.0, most=1.0)
        for day in range(problem.days):
            runs = {c: -1.0 for c, p in zip(choice, patterns, strict=True) if p >> day & 1}
            program.row({**visits.get((stop, day), {}), **runs}, least=0.0, most=0.0)
    return chosen


def _limit(
    problem: RoutingProblem,
    limits: Limits,
    program: Program,
    pool: Sequence[tuple[Route, float]],
    loads: Sequence[float],
) -> None:
    for i in range(limits.rows):
        for day in range(problem.days):
            terms = {
                column: loads[column]
                for column, (route, _) in enumerate(pool)
                if route.day == day and limits.mask[i] >> route.station & 1
            }
            program.row(terms, most=float(limits.cap[i]))


def _count(problem: RoutingProblem, program: Program, pool: Sequence[tuple[Route, float]]) -> None:
    fleet = problem.fleet
    for day in range(problem.days):
        here = [(c, route) for c, (route, _) in enumerate(pool) if route.day == day]
        if fleet.limit < UNLIMITED:
            program.row({c: 1.0 for c, _ in here}, most=fleet.limit)
        if fleet.limit_per_station < UNLIMITED:
            for station in range(problem.stations):
                terms = {c: 1.0 for c, route in here if route.station == station}
                program.row(terms, most=fleet.limit_per_station)


def _cost_of_known(
    pool: Sequence[tuple[Route, float]], costs: Sequence[float], known: Sequence[Route]
) -> float:
    wanted = {(r.station, r.day, frozenset(r.stops)) for r in known}
    return sum(
        cost
        for (route, _), cost in zip(pool, costs, strict=False)
        if (route.station, route.day, frozenset(route.stops)) in wanted
    )
