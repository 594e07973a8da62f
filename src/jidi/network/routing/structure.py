"""Structures: which stations are open and which tours the trucks make, and changes of them.

A structure bounds what may pass through the stations; within it the kernel routes the vehicles.
Changes: close or open a station, put one in another's place, send a truck elsewhere, let a truck
call at one station more or fewer, exchange calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from jidi.network.routing.arrays import limits_of
from jidi.network.routing.design import Route
from jidi.network.routing.kernel.state import Limits
from jidi.network.routing.problem import Floats, RoutingProblem

TRIES = 30


@dataclass(frozen=True)
class Structure:
    """Open stations as bits, and the tours of one day's trucks as bits of stations."""

    allowed: int
    tours: tuple[int, ...] = ()


Change = Callable[[RoutingProblem, Structure, np.random.Generator], Structure | None]


def normal(tours: Sequence[int]) -> Structure:
    """The structure of these tours, in one order, so that equal ones are equal."""
    kept = tuple(sorted(t for t in tours if t))
    reached = 0
    for tour in kept:
        reached |= tour
    return Structure(reached, kept)


def changed(
    problem: RoutingProblem, structure: Structure, dice: np.random.Generator, demand: float
) -> Structure | None:
    """A random change that can carry the demand of the fullest day, or none if none was found."""
    changes = TRUNK_CHANGES if problem.trunk is not None else STATION_CHANGES
    for _ in range(TRIES):
        change = changes[int(dice.integers(len(changes)))]
        new = change(problem, structure, dice)
        if new is not None and new != structure and possible(problem, new, demand):
            return new
    return None


def possible(problem: RoutingProblem, structure: Structure, demand: float) -> bool:
    """Can the open stations and the trucks take the demand at all?"""
    if not structure.allowed:
        return False
    open_ = [s for s in range(problem.stations) if structure.allowed >> s & 1]
    if problem.station_capacity[open_].sum() < demand:
        return False
    trunk = problem.trunk
    if trunk is None:
        return True
    if len(structure.tours) > trunk.limit or len(structure.tours) * trunk.capacity < demand:
        return False
    return _members_once(structure) or trunk.split


def _members_once(structure: Structure) -> bool:
    seen = 0
    for tour in structure.tours:
        if seen & tour:
            return False
        seen |= tour
    return True


def fitting(
    problem: RoutingProblem,
    structure: Structure,
    limits: Limits,
    routes: Sequence[Route],
    loads: Floats,
    dice: np.random.Generator,
) -> list[Route]:
    """The routes that may stay: none from closed stations, and no more than the limits bear.

    Which routes go is left to chance; the kernel puts their stops back.
    """
    kept = [route for route in routes if structure.allowed >> route.station & 1]
    left = loads.copy()
    for station in range(problem.stations):
        if not structure.allowed >> station & 1:
            left[station] = 0.0
    for i in range(limits.rows):
        members = [s for s in range(problem.stations) if limits.mask[i] >> s & 1]
        for day in range(problem.days):
            kept = _thinned(problem, kept, left, members, day, float(limits.cap[i]), dice)
    return kept


def _thinned(
    problem: RoutingProblem,
    routes: list[Route],
    loads: Floats,
    members: list[int],
    day: int,
    cap: float,
    dice: np.random.Generator,
) -> list[Route]:
    surplus = float(loads[members, day].sum()) - cap
    if surplus <= 0:
        return routes
    here = [i for i, r in enumerate(routes) if r.day == day and r.station in members]
    gone = set()
    for i in dice.permutation(here):
        if surplus <= 0:
            break
        load = float(problem.demand[list(routes[i].stops)].sum())
        loads[routes[i].station, day] -= load
        surplus -= load
        gone.add(int(i))
    return [route for i, route in enumerate(routes) if i not in gone]


def limits_for(problem: RoutingProblem, structure: Structure) -> Limits | None:
    """The limits this structure sets."""
    return limits_of(problem, structure.tours, structure.allowed)


def _open(problem: RoutingProblem, structure: Structure) -> list[int]:
    return [s for s in range(problem.stations) if structure.allowed >> s & 1]


def _closed(problem: RoutingProblem, structure: Structure) -> list[int]:
    return [s for s in range(problem.stations) if not structure.allowed >> s & 1]


def _any(dice: np.random.Generator, choices: Sequence[int]) -> int:
    return int(choices[int(dice.integers(len(choices)))])


def _close_station(
    problem: RoutingProblem, structure: Structure, dice: np.random.Generator
) -> Structure | None:
    station = _any(dice, _open(problem, structure))
    return Structure(structure.allowed & ~(1 << station))


def _open_station(
    problem: RoutingProblem, structure: Structure, dice: np.random.Generator
) -> Structure | None:
    closed = _closed(problem, structure)
    return Structure(structure.allowed | 1 << _any(dice, closed)) if closed else None


def _swap_station(
    problem: RoutingProblem, structure: Structure, dice: np.random.Generator
) -> Structure | None:
    closed = _closed(problem, structure)
    if not closed:
        return None
    gone, come = _any(dice, _open(problem, structure)), _any(dice, closed)
    return Structure(structure.allowed & ~(1 << gone) | 1 << come)


STATION_CHANGES: tuple[Change, ...] = (_close_station, _open_station, _swap_station, _swap_station)


def _close_reached(
    problem: RoutingProblem, structure: Structure, dice: np.random.Generator
) -> Structure | None:
    """Close a station; a truck that went only there goes to another open one."""
    gone = _any(dice, _open(problem, structure))
    left = structure.allowed & ~(1 << gone)
    if not left:
        return None
    stays = [s for s in range(problem.stations) if left >> s & 1]
    tours = [t & ~(1 << gone) for t in structure.tours]
    if problem.trunk is not None and problem.trunk.split:
        tours = [t or 1 << _any(dice, stays) for t in tours]
    return normal(tours)


def _open_by_call(
    problem: RoutingProblem, structure: Structure, dice: np.random.Generator
) -> Structure | None:
    closed = _closed(problem, structure)
    return _with_call(problem, structure, dice, closed) if closed else None


def _open_by_truck(
    problem: RoutingProblem, structure: Structure, dice: np.random.Generator
) -> Structure | None:
    closed = _closed(problem, structure)
    if not closed:
        return None
    return normal([*structure.tours, 1 << _any(dice, closed)])


def _swap_reached(
    problem: RoutingProblem, structure: Structure, dice: np.random.Generator
) -> Structure | None:
    """Another station in the place of one, in all tours."""
    gone = _any(dice, _open(problem, structure))
    others = [s for s in range(problem.stations) if s != gone]
    if not others:
        return None
    come = _any(dice, others)
    return normal([t & ~(1 << gone) | 1 << come if t >> gone & 1 else t for t in structure.tours])


def _with_call(
    problem: RoutingProblem, structure: Structure, dice: np.random.Generator, stations: list[int]
) -> Structure | None:
    tours = list(structure.tours)
    t = int(dice.integers(len(tours)))
    tours[t] |= 1 << _any(dice, stations)
    return normal(tours)


def _add_call(
    problem: RoutingProblem, structure: Structure, dice: np.random.Generator
) -> Structure | None:
    return _with_call(problem, structure, dice, _open(problem, structure))


def _drop_call(
    problem: RoutingProblem, structure: Structure, dice: np.random.Generator
) -> Structure | None:
    tours = list(structure.tours)
    t = int(dice.integers(len(tours)))
    tours[t] &= ~(1 << _any(dice, _bits(tours[t])))
    return normal(tours)


def _move_call(
    problem: RoutingProblem, structure: Structure, dice: np.random.Generator
) -> Structure | None:
    tours = [*structure.tours, 0]
    t, u = int(dice.integers(len(tours) - 1)), int(dice.integers(len(tours)))
    station = _any(dice, _bits(tours[t]))
    tours[t] &= ~(1 << station)
    tours[u] |= 1 << station
    return normal(tours)


def _exchange_calls(
    problem: RoutingProblem, structure: Structure, dice: np.random.Generator
) -> Structure | None:
    tours = list(structure.tours)
    t, u = (int(dice.integers(len(tours))) for _ in range(2))
    a, b = _any(dice, _bits(tours[t])), _any(dice, _bits(tours[u]))
    if t == u:
        return None
    tours[t] = tours[t] & ~(1 << a) | 1 << b
    tours[u] = tours[u] & ~(1 << b) | 1 << a
    return normal(tours)


def _redirect_truck(
    problem: RoutingProblem, structure: Structure, dice: np.random.Generator
) -> Structure | None:
    """A truck's tour is given up and it goes straight to one station."""
    tours = list(structure.tours)
    tours[int(dice.integers(len(tours)))] = 1 << int(dice.integers(problem.stations))
    return normal(tours)


def _add_truck(
    problem: RoutingProblem, structure: Structure, dice: np.random.Generator
) -> Structure | None:
    return normal([*structure.tours, 1 << _any(dice, _open(problem, structure))])


def _drop_truck(
    problem: RoutingProblem, structure: Structure, dice: np.random.Generator
) -> Structure | None:
    """One truck fewer; another takes over its calls, or they end."""
    tours = list(structure.tours)
    if len(tours) < 2:
        return None
    gone = tours.pop(int(dice.integers(len(tours))))
    if dice.random() < 0.5:
        tours[int(dice.integers(len(tours)))] |= gone
    return normal(tours)


def _bits(mask: int) -> list[int]:
    return [s for s in range(mask.bit_length()) if mask >> s & 1]


TRUNK_CHANGES: tuple[Change, ...] = (
    _close_reached,
    _open_by_call,
    _open_by_truck,
    _swap_reached,
    _swap_reached,
    _add_call,
    _drop_call,
    _move_call,
    _exchange_calls,
    _redirect_truck,
    _add_truck,
    _drop_truck,
)


def all_changes() -> Iterator[Change]:
    """Every change there is, for tests."""
    yield from (*STATION_CHANGES, *TRUNK_CHANGES)
