"""The conditions of a rural problem by name: which there are, and the problem without some of them.

A condition is what a planner can change: what is wanted, what there is, when it is open. Roads,
places and parcels are facts and stand.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from jidi.model.rural import pattern_rows
from jidi.network.rural.problem import DAY_MINUTES, Problem, Station, Village, Wanted, Window
from jidi.network.weekdays import DAYS, Weekdays

ALL_DAY: Final = Window(0.0, float(DAY_MINUTES))


class Kind(StrEnum):
    """What a condition limits. The order is that in which conditions are kept in a clash."""

    COVERAGE = "coverage"
    BUDGET = "budget"
    FLEET = "fleet"
    LOAD = "load"
    RANGE = "range"
    SHIFT = "shift"
    STATION_OPEN = "station_open"
    STATION_CLOSED = "station_closed"
    STATION_CAPACITY = "station_capacity"
    LANE_CAPACITY = "lane_capacity"
    POINT_CAPACITY = "point_capacity"
    FREQUENCY = "frequency"
    WINDOW = "window"
    STATION_HOURS = "station_hours"
    CENTRE_HOURS = "centre_hours"


LESS_SERVICE: Final = frozenset({Kind.COVERAGE, Kind.FREQUENCY, Kind.STATION_OPEN})
"""Conditions whose loosening takes service away from somebody."""


@dataclass(frozen=True, order=True)
class Condition:
    """One condition.

    :param row: number of the vehicle type, station, lane or village it holds for; 0 for the whole.
    """

    kind: Kind
    row: int = 0


def conditions(problem: Problem) -> tuple[Condition, ...]:
    """Every condition that limits anything, in the order of ``Kind``."""
    found = {kind: [n for n, holds in enumerate(_held(problem, kind)) if holds] for kind in Kind}
    return tuple(Condition(kind, row) for kind in Kind for row in found[kind])


def _held(problem: Problem, kind: Kind) -> Iterable[bool]:
    """For each row of a kind, whether it limits anything."""
    wanted, stations, villages = problem.wanted, problem.stations, problem.villages
    rows: Mapping[Kind, Iterable[bool]] = {
        Kind.COVERAGE: (problem.villages_wanted > 0,),
        Kind.BUDGET: (wanted.budget is not None,),
        Kind.FLEET: (v.most is not None for v in problem.vehicles),
        Kind.LOAD: (True for _ in problem.vehicles),
        Kind.RANGE: (math.isfinite(v.range_km) for v in problem.vehicles),
        Kind.SHIFT: (True,),
        Kind.STATION_OPEN: (s.needed for s in stations),
        Kind.STATION_CLOSED: (s.must is False for s in stations),
        Kind.STATION_CAPACITY: (math.isfinite(s.capacity) for s in stations),
        Kind.LANE_CAPACITY: (math.isfinite(lane.capacity) for lane in problem.lanes),
        Kind.POINT_CAPACITY: (
            any(math.isfinite(p.parcels_per_day) for p in v.points) for v in villages
        ),
        Kind.FREQUENCY: (True for _ in villages),
        Kind.WINDOW: (True for _ in villages),
        Kind.STATION_HOURS: (True for _ in stations),
        Kind.CENTRE_HOURS: (True,),
    }
    return rows[kind]


def without(problem: Problem, dropped: Iterable[Condition]) -> Problem:
    """The problem without these conditions."""
    by_kind: dict[Kind, set[int]] = {}
    for condition in dropped:
        by_kind.setdefault(condition.kind, set()).add(condition.row)
    for kind, rows in by_kind.items():
        problem = loosened(problem, kind, math.inf, rows=rows)
    return problem


def loosened(
    problem: Problem, kind: Kind, amount: float, *, rows: Iterable[int] | None = None
) -> Problem:
    """The problem with a kind of condition loosened by ``amount``; infinite: without it.

    In villages fewer (coverage), yuan a day, vehicles, parcels, km, minutes at either end, visits a
    week fewer; a station is freed from having to be open or closed by any amount.

    :param rows: the rows to loosen; all of the kind where None.
    """
    if amount <= 0:
        return problem
    kept = None if rows is None else frozenset(rows)
    return _WAYS[kind](problem, amount, lambda row: kept is None or row in kept)


Held = Callable[[int], bool]


def _coverage(problem: Problem, amount: float, _: Held) -> Problem:
    fewer = max(0.0, problem.villages_wanted - amount)
    share = fewer / len(problem.villages)
    return replace(problem, wanted=Wanted(share, problem.wanted.budget))


def _budget(problem: Problem, amount: float, _: Held) -> Problem:
    budget = problem.wanted.budget
    more = None if budget is None or math.isinf(amount) else budget + amount
    return replace(problem, wanted=Wanted(problem.wanted.coverage, more))


def _shift(problem: Problem, amount: float, _: Held) -> Problem:
    longer = min(float(DAY_MINUTES), problem.work.shift + amount)
    return replace(problem, work=replace(problem.work, shift=longer))


def _centre_hours(problem: Problem, amount: float, _: Held) -> Problem:
    wide = wider(Window(problem.centre.ready, problem.centre.closes), amount)
    return replace(problem, centre=replace(problem.centre, ready=wide.opens, closes=wide.closes))


def _fleet(problem: Problem, amount: float, held: Held) -> Problem:
    def more(most: int | None) -> int | None:
        return None if most is None or math.isinf(amount) else most + math.ceil(amount)

    return _rows(problem, "vehicles", held, lambda v: {"most": more(v.most)})


def _load(problem: Problem, amount: float, held: Held) -> Problem:
    """Without a limit a vehicle holds what the whole county sends in two weeks."""
    places: tuple[Village | Station, ...] = (*problem.villages, *problem.stations)
    most = sum(place.down + place.up for place in places) * 2 * DAYS + 1
    more = min(amount, most)
    return _rows(problem, "vehicles", held, lambda v: {"capacity": v.capacity + more})


def _range(problem: Problem, amount: float, held: Held) -> Problem:
    return _rows(problem, "vehicles", held, lambda v: {"range_km": v.range_km + amount})


def _station_open(problem: Problem, _: float, held: Held) -> Problem:
    """A station nobody need open: nobody waits at its counter."""
    freed = {"must": None, "down": 0.0, "up": 0.0}
    return _rows(
        problem, "stations", lambda n: held(n) and problem.stations[n].needed, _just(freed)
    )


def _station_closed(problem: Problem, _: float, held: Held) -> Problem:
    return _rows(
        problem,
        "stations",
        lambda n: held(n) and problem.stations[n].must is False,
        _just({"must": None}),
    )


def _just(changes: Mapping[str, Any]) -> Callable[[Any], Mapping[str, Any]]:
    return lambda _row: changes


def _station_capacity(problem: Problem, amount: float, held: Held) -> Problem:
    return _rows(problem, "stations", held, lambda s: {"capacity": s.capacity + amount})


def _station_hours(problem: Problem, amount: float, held: Held) -> Problem:
    def changes(station: Station) -> Mapping[str, Any]:
        return {"hours": wider(station.hours, amount)}

    return _rows(problem, "stations", held, changes)


def _lane_capacity(problem: Problem, amount: float, held: Held) -> Problem:
    return _rows(problem, "lanes", held, lambda lane: {"capacity": lane.capacity + amount})


def _point_capacity(problem: Problem, amount: float, held: Held) -> Problem:
    def changes(village: Village) -> Mapping[str, Any]:
        points = village.points
        more = (replace(p, parcels_per_day=p.parcels_per_day + amount) for p in points)
        return {"points": tuple(more)}

    return _rows(problem, "villages", held, changes)


def _window(problem: Problem, amount: float, held: Held) -> Problem:
    return _rows(problem, "villages", held, lambda v: {"window": wider(v.window, amount)})


def _frequency(problem: Problem, amount: float, held: Held) -> Problem:
    known = tuple(Weekdays(row.marks) for row in pattern_rows())

    def changes(village: Village) -> Mapping[str, Any]:
        least = min(pattern.frequency for pattern in village.patterns) - amount
        more = (p for p in known if p.frequency >= least and p not in village.patterns)
        return {"patterns": (*village.patterns, *more)}

    return _rows(problem, "villages", held, changes)


def wider(window: Window, amount: float) -> Window:
    """A window that opens so much earlier and closes so much later, within the day."""
    opens = max(ALL_DAY.opens, window.opens - amount)
    return Window(opens, min(ALL_DAY.closes, window.closes + amount))


def _rows(
    problem: Problem, table: str, held: Held, changes: Callable[[Any], Mapping[str, Any]]
) -> Problem:
    rows = getattr(problem, table)
    made = tuple(replace(r, **changes(r)) if held(n) else r for n, r in enumerate(rows))
    changed: Mapping[str, Any] = {table: made}
    return replace(problem, **changed)


_WAYS: Final[Mapping[Kind, Callable[[Problem, float, Held], Problem]]] = {
    Kind.COVERAGE: _coverage,
    Kind.BUDGET: _budget,
    Kind.FLEET: _fleet,
    Kind.LOAD: _load,
    Kind.RANGE: _range,
    Kind.SHIFT: _shift,
    Kind.STATION_OPEN: _station_open,
    Kind.STATION_CLOSED: _station_closed,
    Kind.STATION_CAPACITY: _station_capacity,
    Kind.LANE_CAPACITY: _lane_capacity,
    Kind.POINT_CAPACITY: _point_capacity,
    Kind.FREQUENCY: _frequency,
    Kind.WINDOW: _window,
    Kind.STATION_HOURS: _station_hours,
    Kind.CENTRE_HOURS: _centre_hours,
}
