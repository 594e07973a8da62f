"""Why a border problem has no design: the fewest markets that their runs cannot carry, and the
cheapest runs that would make up for it.

Parcels may wait, so a week's runs carry all exactly when for every set of markets the runs that
serve any of them have room for the parcels of all of them (Hall's theorem for transport).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from jidi.network.border.problem import DAYS, BorderProblem
from jidi.network.mixed_integer import Program

MOST_MARKETS: Final = 12
"""Sets of more markets than that are too many to be looked at."""


@dataclass(frozen=True)
class Clash:
    """Markets (by number) whose parcels a week have no room; ``repair``: runs a week to be added,
    by route, cheapest in ``yuan`` a week; None where no route serves what is short."""

    markets: tuple[int, ...]
    parcels: float
    room: float
    repair: tuple[tuple[int, int], ...] | None
    yuan: float


def clash(problem: BorderProblem) -> Clash | None:
    """The smallest set that clashes, of those of one size the one that lacks most; None where every
    set has room, or there are more than ``MOST_MARKETS`` markets."""
    if len(problem.markets) > MOST_MARKETS:
        return None
    found: Clash | None = None
    for markets, parcels, room in _short(problem):
        if found is not None and len(markets) > len(found.markets):
            break
        if found is None or parcels - room > found.parcels - found.room:
            found = Clash(markets, parcels, room, None, 0.0)
    if found is None:
        return None
    repair = _repair(problem)
    if repair is None:
        return found
    yuan = sum(problem.routes[route].yuan_run * runs for route, runs in repair)
    return Clash(found.markets, found.parcels, found.room, repair, yuan)


def _sets(problem: BorderProblem) -> Iterator[tuple[tuple[int, ...], float, list[int]]]:
    """Every set of markets, small ones first: its parcels a week, the routes that serve any."""
    for size in range(1, len(problem.markets) + 1):
        for markets in combinations(range(len(problem.markets)), size):
            parcels = DAYS * sum(f.parcels for f in problem.flows if f.market in markets)
            serve = [n for n, r in enumerate(problem.routes) if r.markets & set(markets)]
            yield markets, parcels, serve


def _short(problem: BorderProblem) -> Iterator[tuple[tuple[int, ...], float, float]]:
    for markets, parcels, serve in _sets(problem):
        room = sum(
            (len(problem.routes[n].runs) + problem.routes[n].most_added)
            * problem.routes[n].capacity for n in serve
        )  # fmt: skip
        if parcels > room * (1 + 1e-9):
            yield markets, parcels, room


def _repair(problem: BorderProblem) -> tuple[tuple[int, int], ...] | None:
    """Whole runs for each route at the least price, beyond those that stand."""
    program = Program()
    columns = [program.column(route.yuan_run, whole=True) for route in problem.routes]
    for _, parcels, serve in _sets(problem):
        stands = sum(len(problem.routes[n].runs) * problem.routes[n].capacity for n in serve)
        terms = {columns[n]: problem.routes[n].capacity for n in serve}
        program.row(terms, least=parcels - stands)
    values = program.minimise(gap=0.0, nodes=10_000)
    if values is None:
        return None
    return tuple((n, round(v)) for n, v in enumerate(values) if round(v))
