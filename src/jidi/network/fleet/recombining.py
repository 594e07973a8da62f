"""The routes of many good solutions, put together anew: the cheapest choice that visits all.

A local search finds good routes in solutions of which other parts are poor. Set partitioning over
all feasible routes seen (HiGHS) keeps the good ones together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pyvrp

from jidi.network.fleet.problem import FleetProblem
from jidi.network.fleet.pyvrp_form import cost_of_route
from jidi.network.mixed_integer import Program

MOST_ROUTES: Final = 20_000
FEW: Final = (600,)
MANY: Final = (600, 1_500)
"""Routes left to choices in whole numbers, one after the other: those the relaxed choice likes
best. Few are chosen among in a moment; many may bring more, or nothing in the time there is."""
NODES: Final = 20
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

    def best(
        self,
        known: pyvrp.Solution,
        below: float,
        *,
        among: Sequence[int],
        seconds: float | None,
    ) -> pyvrp.Solution | None:
        """The cheapest solution that the routes give; None when none was found below a cost.

        :param known: the best solution so far; its routes are among those chosen from.
        :param among: how many routes each choice is left with.
        :param seconds: a guard of each choice; nodes are counted.
        """
        self.take(known)
        kept = {_key(route) for route in known.routes()}
        program, routes = self._choice()
        relaxed = program.relaxed()
        if relaxed is None:
            return None
        bound, dearer = relaxed
        own = {column for column, route in enumerate(routes) if _key(route) in kept}
        # A route whose reduced cost leads above what is known is in no better solution.
        likely = sorted(
            (c for c in range(len(routes)) if bound + dearer[c] < below - 0.5),
            key=lambda c: (dearer[c], c),
        )
        found = None
        for most in among:
            held = own.union(likely[:most])
            for column in range(len(routes)):
                program.most(column, 1.0 if column in held else 0.0)
            better = program.minimise(gap=GAP, nodes=NODES, seconds=seconds)
            found = better if better is not None else found
            if most >= len(likely):
                break
        if found is None:
            return None
        chosen = [route for column, route in enumerate(routes) if found[column] > 0.5]
        return pyvrp.Solution(self._data, chosen)

    def _choice(self) -> tuple[Program, list[pyvrp.Route]]:
        """The program whose first columns are the routes: each stop once, or its prize."""
        program, routes = Program(), list(self._routes.items())
        for _, route in routes:
            program.column(cost_of_route(route), upper=1.0, whole=True)
        visiting: list[dict[int, float]] = [{} for _ in self._problem.stops]
        using: list[dict[int, float]] = [{} for _ in self._problem.vehicles]
        for column, ((vehicle, visits), _) in enumerate(routes):
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
        return program, [route for _, route in routes]


def _key(route: pyvrp.Route) -> _Key:
    return route.vehicle_type(), tuple((a.is_client(), a.idx) for a in route)
