"""The finish: the best choice among all routes found, as a set partitioning problem.

Every stop must be covered on the days of one of its patterns, stations keep the limits of the
structure, and vehicles are counted. HiGHS (inside SciPy) solves it with a limit on nodes, not on
time, so that the same pool gives the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from jidi.network.routing.design import Route
from jidi.network.routing.kernel.state import Limits
from jidi.network.routing.problem import UNLIMITED, Floats, RoutingProblem

MOST_NODES = 5
MOST_COLUMNS = 2_000
MOST_FREE = 200
GAIN = 1e-7
"""Relative: what counts as cheaper."""
LONGEST_SECONDS = 120.0
"""A guard only: a problem that takes longer ends without an answer from here."""


@dataclass
class _Rows:
    """A matrix by rows, growing."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def add(self, lower: float, upper: float, terms: Sequence[tuple[int, float]]) -> None:
        """One row: lower <= sum of terms <= upper."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.columns += [column for column, _ in terms]
        self.values += [value for _, value in terms]
        self.starts.append(len(self.columns))


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
    rows, costs = _model(problem, limits, usable)
    bar = _cost_of_known(usable, costs, known)
    constraint = _constraint(rows, len(costs))
    free = _promising(costs, constraint, bar, len(usable))
    if free is None:
        return None
    answer = milp(
        np.array(costs),
        integrality=np.ones(len(costs)),
        bounds=Bounds(0.0, free),
        constraints=constraint,
        options={"node_limit": MOST_NODES, "time_limit": LONGEST_SECONDS, "mip_rel_gap": 1e-7},
    )
    if answer.x is None or answer.fun >= bar - GAIN * abs(bar):
        return None
    return tuple(usable[i][0] for i in np.flatnonzero(answer.x[: len(usable)] > 0.5))


def _promising(
    costs: Sequence[float], constraint: LinearConstraint, bar: float, routes: int
) -> Floats | None:
    """Upper bounds: 0 for routes that cannot be in anything cheaper than ``bar``, else 1.

    The relaxation's reduced costs tell: a route whose reduced cost exceeds the gap is out. Of the
    rest the ``MOST_FREE`` of least reduced cost stay. None when nothing cheaper exists at all.
    """
    equal = constraint.lb == constraint.ub
    answer = linprog(
        costs,
        A_ub=constraint.A[~equal],
        b_ub=constraint.ub[~equal],
        A_eq=constraint.A[equal],
        b_eq=constraint.ub[equal],
        bounds=(0.0, 1.0),
        method="highs-ds",
    )
    if answer.status != 0 or answer.fun >= bar - GAIN * abs(bar):
        return None
    reduced = np.asarray(answer.lower.marginals)
    free: Floats = (reduced <= bar - answer.fun).astype(np.float64)
    dearest = np.argsort(reduced[:routes], kind="stable")[MOST_FREE:]
    free[dearest] = 0.0
    return free


def _model(
    problem: RoutingProblem, limits: Limits, pool: Sequence[tuple[Route, float]]
) -> tuple[_Rows, list[float]]:
    rows = _Rows()
    loads = [float(problem.demand[list(route.stops)].sum()) for route, _ in pool]
    costs = [
        cost + problem.fleet.fixed_cost + float(problem.handling_cost[route.station]) * load
        for (route, cost), load in zip(pool, loads, strict=True)
    ]
    choices = _cover(problem, rows, pool)
    costs += [0.0] * choices
    _limit(problem, limits, rows, pool, loads)
    _count(problem, rows, pool)
    return rows, costs


def _cover(problem: RoutingProblem, rows: _Rows, pool: Sequence[tuple[Route, float]]) -> int:
    """Rows that cover each stop on the days of one pattern; the number of columns of choice."""
    visits: dict[tuple[int, int], list[tuple[int, float]]] = {}
    for column, (route, _) in enumerate(pool):
        for stop in route.stops:
            visits.setdefault((stop, route.day), []).append((column, 1.0))
    if problem.days == 1:
        for stop in range(problem.stops):
            rows.add(1.0, 1.0, visits.get((stop, 0), []))
        return 0
    column = len(pool)
    for stop, patterns in enumerate(problem.patterns):
        choice = [(column + k, 1.0) for k in range(len(patterns))]
        rows.add(1.0, 1.0, choice)
        for day in range(problem.days):
            chosen = [(column + k, -1.0) for k, p in enumerate(patterns) if p >> day & 1]
            rows.add(0.0, 0.0, visits.get((stop, day), []) + chosen)
        column += len(patterns)
    return column - len(pool)


def _limit(
    problem: RoutingProblem,
    limits: Limits,
    rows: _Rows,
    pool: Sequence[tuple[Route, float]],
    loads: Sequence[float],
) -> None:
    for i in range(limits.rows):
        for day in range(problem.days):
            terms = [
                (column, loads[column])
                for column, (route, _) in enumerate(pool)
                if route.day == day and limits.mask[i] >> route.station & 1
            ]
            rows.add(-np.inf, float(limits.cap[i]), terms)


def _count(problem: RoutingProblem, rows: _Rows, pool: Sequence[tuple[Route, float]]) -> None:
    fleet = problem.fleet
    for day in range(problem.days):
        here = [(c, route) for c, (route, _) in enumerate(pool) if route.day == day]
        if fleet.limit < UNLIMITED:
            rows.add(-np.inf, fleet.limit, [(c, 1.0) for c, _ in here])
        if fleet.limit_per_station < UNLIMITED:
            for station in range(problem.stations):
                terms = [(c, 1.0) for c, route in here if route.station == station]
                rows.add(-np.inf, fleet.limit_per_station, terms)


def _constraint(rows: _Rows, columns: int) -> LinearConstraint:
    shape = (len(rows.lower), columns)
    matrix = csr_array((rows.values, rows.columns, rows.starts), shape=shape)
    return LinearConstraint(matrix, np.array(rows.lower), np.array(rows.upper))


def _cost_of_known(
    pool: Sequence[tuple[Route, float]], costs: Sequence[float], known: Sequence[Route]
) -> float:
    wanted = {(r.station, r.day, frozenset(r.stops)) for r in known}
    return sum(
        cost
        for (route, _), cost in zip(pool, costs, strict=False)
        if (route.station, route.day, frozenset(route.stops)) in wanted
    )
