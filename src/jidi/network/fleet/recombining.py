"""The routes of many good solutions, put together anew: the cheapest choice that visits all.

A local search finds good routes in solutions of which other parts are poor. Set partitioning over
all feasible routes seen (HiGHS) keeps the good ones together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Priced:
    """A route as the choice sees it: who drives, which stops, at what cost."""

    vehicle: int
    stops: tuple[int, ...]
    cost: int


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
        own = frozenset(p for p, key in enumerate(self._routes) if key in kept)
        routes = list(self._routes.values())
        priced = [_priced(key, route) for key, route in self._routes.items()]
        found = cheapest_choice(self._problem, priced, own, below, among=among, seconds=seconds)
        if found is None:
            return None
        return pyvrp.Solution(self._data, [routes[place] for place in found])


def cheapest_choice(
    problem: FleetProblem,
    routes: Sequence[Priced],
    own: frozenset[int],
    below: float,
    *,
    among: Sequence[int],
    seconds: float | None,
) -> list[int] | None:
    """The routes, by their places, that together visit each stop once and cost least.

    :param own: those of the best design known, which stay among those chosen from.
    :param below: what that costs; None is returned where nothing cheaper was found.
    :param among: how many routes each choice is left with.
    :param seconds: a guard of each choice; nodes are counted.
    """
    program = _choice(problem, routes)
    relaxed = program.relaxed()
    if relaxed is None:
        return None
    bound, dearer = relaxed
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
    return None if found is None else [c for c in range(len(routes)) if found[c] > 0.5]


def _choice(problem: FleetProblem, routes: Sequence[Priced]) -> Program:
    """The program whose first columns are the routes: each stop once, or its prize."""
    program = Program()
    visiting: list[dict[int, float]] = [{} for _ in problem.stops]
    using: list[dict[int, float]] = [{} for _ in problem.vehicles]
    for route in routes:
        column = program.column(route.cost, upper=1.0, whole=True)
        using[route.vehicle][column] = 1.0
        for visited in route.stops:
            visiting[visited][column] = 1.0
    for stop, terms in zip(problem.stops, visiting, strict=True):
        if stop.prize is not None:
            terms[program.column(stop.prize, upper=1.0)] = 1.0
        program.row(terms, least=1.0, most=1.0)
    for kind, terms in zip(problem.vehicles, using, strict=True):
        program.row(terms, most=float(kind.count))
    return program


def _key(route: pyvrp.Route) -> _Key:
    return route.vehicle_type(), tuple((a.is_client(), a.idx) for a in route)


def _priced(key: _Key, route: pyvrp.Route) -> Priced:
    vehicle, visits = key
    stops = tuple(number for is_stop, number in visits if is_stop)
    return Priced(vehicle=vehicle, stops=stops, cost=cost_of_route(route))
