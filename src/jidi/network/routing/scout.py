"""Scouting: many structures judged by a bound instead of by routes.

What a station costs a stop is estimated from the routes found so far (by least squares: so much per
radial distance and load, so much per stop). The limits of a structure are then priced in the manner
of Lagrange: each stop takes its cheapest station at the present prices, and prices rise where too
much passes. The best bound, with the trunk's cost and openings, ranks structures in a fraction of a
millisecond; only the most promising are routed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from jidi.network.routing.design import Route
from jidi.network.routing.kernel.state import Limits
from jidi.network.routing.problem import Floats, RoutingProblem
from jidi.network.routing.structure import Structure, changed, limits_for

ROUNDS = 12
"""How often prices are adapted for one bound."""
COLDEST, HOTTEST = 0.0005, 0.01
"""How much worse a structure may be that the scout walks over, as a share of the cost."""


class Scout:
    """Ranks structures of one problem, from what its routes so far have cost."""

    def __init__(
        self,
        problem: RoutingProblem,
        trunk_cost: Callable[[Structure], float],
        routes: Iterable[tuple[Route, float]],
    ) -> None:
        self.problem, self.trunk_cost = problem, trunk_cost
        self.by_station = _station_costs(problem, list(routes))

    def bound(self, structure: Structure) -> float:
        """An estimate of the whole cost of a structure; infinite if its limits cannot be told."""
        limits = limits_for(self.problem, structure)
        if limits is None:
            return float("inf")
        opened = [s for s in range(self.problem.stations) if structure.allowed >> s & 1]
        opening = float(self.problem.opening_cost[opened].sum())
        second = _priced(self.by_station[:, opened], self.problem.demand, limits, opened)
        return second + opening + self.trunk_cost(structure)

    def ranked(
        self, start: Structure, steps: int, dice: np.random.Generator, demand: float
    ) -> list[Structure]:
        """A walk of ``steps`` changes from ``start``; all structures seen, the best bound first."""
        now, cost = start, self.bound(start)
        seen = {start: cost}
        for step in range(steps):
            new = changed(self.problem, now, dice, demand)
            if new is None:
                break
            if new not in seen:
                seen[new] = self.bound(new)
            heat = cost * (COLDEST + HOTTEST * (1.0 - step / steps))
            if seen[new] < cost - heat * np.log(1.0 - dice.random()):
                now, cost = new, seen[new]
        return sorted(seen, key=lambda s: (seen[s], s.allowed, s.tours))


def _station_costs(problem: RoutingProblem, routes: list[tuple[Route, float]]) -> Floats:
    """(stop, station): what serving the stop from there is estimated to cost."""
    stations = problem.stations
    there = problem.costs[:stations, stations:] + problem.costs[stations:, :stations].T
    share = problem.demand / min(problem.fleet.capacity, max(1.0, problem.demand.sum()))
    radial = (there * share).T
    known = [
        (radial[list(r.stops), r.station].sum(), float(len(r.stops)), cost) for r, cost in routes
    ]
    table = np.array(known)
    slope, per_stop = np.linalg.lstsq(table[:, :2], table[:, 2], rcond=None)[0]
    fixed = (problem.fleet.fixed_cost * share)[:, None]
    handling = problem.demand[:, None] * problem.handling_cost[None, :]
    return np.asarray(
        max(0.3, float(slope)) * radial + max(0.0, float(per_stop)) + fixed + handling
    )


def _priced(costs: Floats, demand: Floats, limits: Limits, opened: list[int]) -> float:
    """The best bound over some rounds of prices for the limits."""
    members = np.array(
        [[limits.mask[i] >> s & 1 for s in opened] for i in range(limits.rows)], dtype=np.float64
    ).reshape(limits.rows, len(opened))
    bound_here = members.any(axis=1) if limits.rows else np.zeros(0, dtype=bool)
    members, caps = members[bound_here], limits.cap[: limits.rows][bound_here]
    prices = np.zeros(len(caps))
    best = -np.inf
    typical = float(costs.mean() / max(1e-9, demand.mean()))
    for turn in range(ROUNDS):
        charged = costs + demand[:, None] * (prices @ members)[None, :]
        choice = charged.argmin(axis=1)
        best = max(best, float(charged.min(axis=1).sum() - prices @ caps))
        loads = np.bincount(choice, weights=demand, minlength=len(opened))
        surplus = (members @ loads - caps) / np.maximum(1.0, caps)
        if not len(caps) or (turn == 0 and (surplus <= 0).all()):
            break
        prices = np.maximum(0.0, prices + typical / (1.0 + turn) * surplus)
    return best
