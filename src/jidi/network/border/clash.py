"""Why a border problem has no design: the fewest markets that their runs cannot carry, and the
cheapest runs that would make up for it.

Parcels may wait, so a week's runs carry all exactly when for every set of markets, either way, the
runs and customs that serve any of them have room for the parcels of all of them (Hall's theorem
for transport).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from jidi.network.border.problem import DAYS, BorderProblem
from jidi.network.mixed_integer import Program

MOST_MARKETS: Final = 12
"""Sets of more markets than that, either way, are too many to be looked at."""

Way = tuple[int, bool]
"""A market by number, and whether parcels come in from it."""


@dataclass(frozen=True)
class Clash:
    """Markets, each outward or inward, whose parcels a week have no room; ``repair``: runs a week
    to be added, by route, cheapest in ``yuan`` a week; None where no runs make up for it."""

    markets: tuple[Way, ...]
    parcels: float
    room: float
    repair: tuple[tuple[int, int], ...] | None
    yuan: float


@dataclass(frozen=True)
class _Asked:
    """A set of markets, with its parcels a week and, by gateway, what a run of each route takes."""

    markets: tuple[Way, ...]
    parcels: float
    runs: tuple[dict[int, float], ...]


def ways(problem: BorderProblem) -> list[Way]:
    """Markets that parcels go to, and those they come in from."""
    return sorted({(flow.market, flow.inward) for flow in problem.flows}, key=lambda w: w[::-1])


def clash(problem: BorderProblem) -> Clash | None:
    """The smallest set that clashes, of those of one size the one that lacks most; None where every
    set has room, or there are more than ``MOST_MARKETS`` markets."""
    if len(ways(problem)) > MOST_MARKETS:
        return None
    found: Clash | None = None
    for asked, room in _short(problem):
        if found is not None and len(asked.markets) > len(found.markets):
            break
        if found is None or asked.parcels - room > found.parcels - found.room:
            found = Clash(asked.markets, asked.parcels, room, None, 0.0)
    if found is None:
        return None
    repair = _repair(problem)
    if repair is None:
        return found
    yuan = sum(problem.routes[route].yuan_run * runs for route, runs in repair)
    return Clash(found.markets, found.parcels, found.room, repair, yuan)


def _sets(problem: BorderProblem) -> Iterator[_Asked]:
    """Every set of markets, small ones first."""
    known = ways(problem)
    for size in range(1, len(known) + 1):
        for markets in combinations(known, size):
            here = [f.parcels for f in problem.flows if (f.market, f.inward) in markets]
            runs: tuple[dict[int, float], ...] = tuple({} for _ in problem.gateways)
            for number, route in enumerate(problem.routes):
                out = any(market in route.markets for market, inward in markets if not inward)
                home = any(market in route.markets for market, inward in markets if inward)
                back = route.back.capacity if home and route.back is not None else 0.0
                if room := out * route.capacity + back:
                    runs[route.gateway][number] = room
            yield _Asked(markets, DAYS * sum(here), runs)


def _short(problem: BorderProblem) -> Iterator[tuple[_Asked, float]]:
    """Sets whose parcels have no room, and the room; runs that may be added are counted."""
    for asked in _sets(problem):
        room = 0.0
        for gateway, runs in zip(problem.gateways, asked.runs, strict=True):
            here = sum(
                (len(problem.routes[n].runs) + problem.routes[n].most_added) * takes
                for n, takes in runs.items()
            )
            room += here if gateway.most_week is None else min(here, gateway.most_week)
        if asked.parcels > room * (1 + 1e-9):
            yield asked, room


def _repair(problem: BorderProblem) -> tuple[tuple[int, int], ...] | None:
    """Whole runs for each route at the least price, beyond those that stand."""
    program = Program()
    columns = [program.column(route.yuan_run, whole=True) for route in problem.routes]
    for asked in _sets(problem):
        room = {}
        for gateway, runs in zip(problem.gateways, asked.runs, strict=True):
            if not runs:
                continue
            most = float("inf") if gateway.most_week is None else gateway.most_week
            taken = program.column(0.0, upper=most)
            room[taken] = 1.0
            stands = sum(len(problem.routes[n].runs) * takes for n, takes in runs.items())
            program.row({taken: 1.0, **{columns[n]: -t for n, t in runs.items()}}, most=stands)
        if not room:
            return None
        program.row(room, least=asked.parcels)
    values = program.minimise(gap=0.0, nodes=10_000)
    if values is None:
        return None
    return tuple((n, round(v)) for n, v in enumerate(values[: len(columns)]) if round(v))
