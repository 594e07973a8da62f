"""Candidate feeders: tours from the centre over stations that lie well together."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import permutations
from typing import Final

import numpy as np

from jidi.network.rural.candidate import Candidate, way_km
from jidi.network.rural.problem import CENTRE, Problem
from jidi.network.rural.timing import Timing
from jidi.network.weekdays import DAYS, Weekdays

MOST_STOPS: Final = 6
MOST_TOURS: Final = 40
NEIGHBOURS: Final = 4


def candidate_feeders(problem: Problem, timing: Timing) -> list[Candidate]:
    """Tours over sets of neighbouring stations, each with every vehicle that may feed.

    Every station that can be fed at all has a tour of its own among them.
    """
    found: list[Candidate] = []
    for stations in _sets(problem):
        for vehicle, kind in enumerate(problem.vehicles):
            tour = _tour(problem, timing, stations, vehicle) if kind.feeder else None
            if tour is not None and _holds_own(problem, tour):
                found.append(tour)
    return found


def feeder_over(
    problem: Problem, timing: Timing, nodes: tuple[int, ...], vehicle: int
) -> Candidate | None:
    """The feeder over these station nodes in this order; None where it breaks a rule."""
    days = union_of_days(problem, [node - 1 for node in nodes])
    sheet = timing.earliest(depot=CENTRE, stops=nodes, vehicle=vehicle)
    km = way_km(problem, CENTRE, nodes)
    if sheet is None or km > problem.vehicles[vehicle].range_km:
        return None
    if not timing.in_time(nodes, sheet.arrives):
        return None
    return Candidate(CENTRE, vehicle, nodes, (days,), km, sheet.span)


def union_of_days(problem: Problem, stations: Iterable[int]) -> Weekdays:
    """The days on which at least one of the stations must be fed."""
    wanted = {day for s in stations for day in problem.stations[s].days.days}
    return Weekdays.of(*(day for day in range(DAYS) if day in wanted))


def _sets(problem: Problem) -> list[tuple[int, ...]]:
    """Sets of stations grown neighbour by neighbour, those that save most km first."""
    usable = [s for s, station in enumerate(problem.stations) if station.must is not False]
    single = {s: _there_and_back(problem, s) for s in usable}
    usable = [s for s in usable if np.isfinite(single[s])]
    near = {s: _nearest(problem, s, usable) for s in usable}
    layer: list[tuple[int, ...]] = [(s,) for s in usable]
    saved: dict[tuple[int, ...], float] = dict.fromkeys(layer, 0.0)
    for _ in range(1, min(MOST_STOPS, len(usable))):
        grown = {tuple(sorted((*have, n))) for have in layer for s in have for n in near[s]}
        fresh = [g for g in sorted(grown) if len(set(g)) == len(layer[0]) + 1]
        gains = {g: sum(single[s] for s in g) - _short_km(problem, g) for g in fresh}
        layer = sorted(fresh, key=lambda g: (-gains[g], g))[:MOST_TOURS]
        saved.update({g: gains[g] for g in layer if gains[g] > 0})
        if not layer:
            break
    singles: list[tuple[int, ...]] = [(s,) for s in usable]
    more = sorted((g for g in saved if len(g) > 1), key=lambda g: (-saved[g], g))
    return singles + more[:MOST_TOURS]


def _nearest(problem: Problem, station: int, usable: list[int]) -> list[int]:
    node = problem.station_node(station)
    others = [s for s in usable if s != station]
    others.sort(key=lambda s: (float(problem.km[node, problem.station_node(s)]), s))
    return others[:NEIGHBOURS]


def _there_and_back(problem: Problem, station: int) -> float:
    return way_km(problem, CENTRE, (problem.station_node(station),))


def _short_km(problem: Problem, stations: tuple[int, ...]) -> float:
    return way_km(problem, CENTRE, _order(problem, stations))


def _order(problem: Problem, stations: tuple[int, ...]) -> tuple[int, ...]:
    """A short order of the nodes: the best of all up to four, then by cheapest insertion."""
    nodes = [problem.station_node(s) for s in stations]
    if len(nodes) <= 4:
        return min(permutations(nodes), key=lambda p: (way_km(problem, CENTRE, p), p))
    order: tuple[int, ...] = ()
    for node in sorted(nodes, key=lambda n: (-float(problem.km[CENTRE, n]), n)):
        ways = [(*order[:i], node, *order[i:]) for i in range(len(order) + 1)]
        order = min(ways, key=lambda w: (way_km(problem, CENTRE, w), w))
    return order


def _tour(
    problem: Problem, timing: Timing, stations: tuple[int, ...], vehicle: int
) -> Candidate | None:
    """The tour in the direction that keeps the hours; None where neither does."""
    order = _order(problem, stations)
    if not np.isfinite(way_km(problem, CENTRE, order)):
        return None
    made = (feeder_over(problem, timing, o, vehicle) for o in (order, order[::-1]))
    return next((tour for tour in made if tour is not None), None)


def _holds_own(problem: Problem, tour: Candidate) -> bool:
    """Whether the stations' own parcels alone fit the vehicle."""
    gap = tour.patterns[0].longest_gap
    own = [problem.stations[node - 1] for node in tour.stops]
    most = sum(max(s.down, s.up) * gap for s in own)
    return most <= problem.vehicles[tour.vehicle].capacity + 1e-9
