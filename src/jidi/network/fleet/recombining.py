"""The routes of many good solutions, put together anew: the cheapest choice that visits all.

A local search finds good routes in solutions of which other parts are poor. Set partitioning over
all feasible routes seen (HiGHS) keeps the good ones together.
"""

from __future__ import annotations

from typing import Final

import pyvrp

from jidi.network.fleet.problem import FleetProblem
from jidi.network.fleet.pyvrp_form import cost_of_route
from jidi.network.mixed_integer import Program

MOST_ROUTES: Final = 20_000
NODES: Final = 200
"""Of the search tree. Counted, not timed: the same on every machine."""
GAP: Final = 1e-6

_Key = tuple[int, tuple[tuple[bool, int], ...]]


class Pool:
    """Feasible routes of solutions that were worth a look, each once; the newest are kept."""

    def __init__(self, problem: FleetProblem, data: pyvrp.ProblemData) -> None:
        self._problem, self._data = problem, data
        self._routes: dict[_Key, pyvrp.Route] = {}

    def __len__(self) -> int:
        return len(self._routes)

    def take(self, solution: pyvrp.Solution) -> None:
        """Keep the solution's routes that are feasible in themselves."""
        for route in solution.routes():
            if route.is_feasible():
                key = _key(route)
                self._routes.pop(key, None)
                self._routes[key] = route
        while len(self._routes) > MOST_ROUTES:
            del self._routes[next(iter(self._routes))]

    def best(self) -> pyvrp.Solution | None:
        """The cheapest solution that the routes give; None when none was found."""
        program, routes = Program(), list(self._routes.items())
        columns = [program.column(cost_of_route(r), upper=1.0, whole=True) for _, r in routes]
        visiting: list[dict[int, float]] = [{} for _ in self._problem.stops]
        using: list[dict[int, float]] = [{} for _ in self._problem.vehicles]
        for column, ((vehicle, visits), _) in zip(columns, routes, strict=True):
            using[vehicle][column] = 1.0
            for is_stop, number in visits:
                if is_stop:
                    visiting[number][column] = 1.0
        for stop, terms in zip(self._problem.stops, visiting, strict=True):
            if stop.prize is not None:
                terms[program.column(stop.prize, upper=1.0)] = 1.0
            program.row(terms, least=1.0, most=1.0)
        for kind, terms in zip(self._problem.vehicles, using, strict=True):
            program.row(terms, most=float(kind.count))
        found = program.minimise(gap=GAP, nodes=NODES)
        if found is None:
            return None
        chosen = [r for c, (_, r) in zip(columns, routes, strict=True) if found[c] > 0.5]
        return pyvrp.Solution(self._data, chosen)


def _key(route: pyvrp.Route) -> _Key:
    return route.vehicle_type(), tuple((a.is_client(), a.idx) for a in route)
