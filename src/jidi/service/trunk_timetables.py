"""Lanes of a trunk problem out of the book's timetables (GTFS): trains and flights, as they run.

A lane begins at the hub: parcels are driven to the station, put on the train, and driven from the
station where they leave it. Of the many trains between two places few make a difference: in each
part of the day the one that is there soonest is taken. What runs on some days of the week only is
taken on those days, where it takes less time than what runs daily.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, pairwise, product
from typing import Any, Final

from jidi.core.errors import InputError, JidiError
from jidi.core.geometry import Point, great_circle_m
from jidi.model.reach import reach_values
from jidi.model.trunk import Line, trunk_values
from jidi.network.timetable import Run, Stop
from jidi.network.trunk import Lane
from jidi.network.trunk.problem import DAY, WEEKDAYS
from jidi.service.books import Book
from jidi.service.network_outages import Outages
from jidi.service.reach_network import road_km, station_seconds, timetabled_week
from jidi.service.trunk_days import day_named

_MINUTE: Final = 60


@dataclass(frozen=True)
class _Near:
    """A station that serves a place. :param km: by road."""

    place: int
    km: float


@dataclass(frozen=True)
class _Ride:
    """A train from near one place to near another.

    :param km: on the train; ``drive``: by road, both ends; ``departs``: from the hub, minute of
        the day; ``minutes``: until at the other hub. :param early: days that it leaves the hub
        before the train's own day. :param day: of the week, Monday = 0; None for every day.
    """

    ends: tuple[int, int]
    run: str
    mode: str
    km: float
    drive: float
    departs: int
    minutes: int
    early: int = 0
    day: int | None = None


def timetabled_trunk(
    book: Book,
    places: Sequence[Any],
    pairs: Sequence[tuple[int, int]],
    notes: list[JidiError],
) -> tuple[tuple[Lane, float], ...]:
    """Lanes with their km; none where the book holds no timetables.

    :param places: nodes with ``code``, ``longitude``, ``latitude``; ``pairs``: between which lanes
        are wanted. :param notes: is added to: how many trains, what was left out.
    """
    day = book.until
    assert day is not None
    held = timetabled_week(book, day)
    if held is None:
        return ()
    near = _near(places, held.timetable.stops)
    runs = [run for run in held.timetable.runs if run.mode in _rules()]
    outages = Outages.on(book, day)
    standing = outages.running(runs, lambda run: run.id)
    notes += outages.told.values()
    days_of = {run.id: _weekdays(run, day) for run in runs}
    rides = tuple(_rides(standing, near, held.timetable.stops, set(pairs)))
    daily = tuple(_soonest(ride for ride in rides if len(days_of[ride.run]) == WEEKDAYS))
    chosen = (*daily, *_sooner(rides, days_of, daily))
    trains = len({ride.run for ride in chosen})
    some = len({ride.run for ride in chosen if ride.day is not None})
    notes.append(
        InputError("N-952", trains=trains, lanes=len(chosen), some=some, windows=_windows())
    )
    return tuple((_lane(ride, places), ride.km + ride.drive) for ride in chosen)


def _weekdays(run: Run, first: date) -> frozenset[int]:
    """Days of the week on which a run leaves, as the seven days from a date tell."""
    return frozenset((first.weekday() + day) % WEEKDAYS for day in run.days if 0 <= day < WEEKDAYS)


def _sooner(
    rides: Sequence[_Ride], days_of: Mapping[str, frozenset[int]], daily: Sequence[_Ride]
) -> Iterator[_Ride]:
    """Of each pair, mode, part and day of the week the ride of some days that takes least, where it
    takes less than the daily one."""
    known = {_part(ride): ride for ride in daily}
    some: dict[int, list[_Ride]] = defaultdict(list)
    for ride in rides:
        days = days_of[ride.run]
        for day in days if len(days) < WEEKDAYS else ():
            leaves = (day - ride.early) % WEEKDAYS
            some[leaves].append(replace(ride, day=leaves))
    for day in sorted(some):
        for ride in _soonest(iter(some[day])):
            held = known.get(_part(ride))
            if held is None or ride.minutes < held.minutes:
                yield ride


def _rules() -> Mapping[str, Line]:
    """Lines of trunk.toml by mode, those whose trains take parcels by timetable."""
    loads = trunk_values().timetables.load_kg
    return {line.mode: line for line in trunk_values().lines if line.mode in loads}


def _windows() -> int:
    return trunk_values().timetables.windows


def _near(places: Sequence[Any], stops: Sequence[Stop]) -> Mapping[int, tuple[_Near, ...]]:
    """The places that each stop serves."""
    found: dict[int, list[_Near]] = defaultdict(list)
    for number, place in enumerate(places):
        here = Point(place.latitude, place.longitude)
        for stop, at in enumerate(stops):
            if at.longitude is None or at.latitude is None:
                continue
            there = Point(at.latitude, at.longitude)
            if great_circle_m(here, there) / 1000 <= reach_values().station_km:
                found[stop].append(_Near(number, road_km(here, there, place.code)))
    return {stop: tuple(some) for stop, some in found.items()}


def _rides(
    runs: Sequence[Run],
    near: Mapping[int, tuple[_Near, ...]],
    stops: Sequence[Stop],
    pairs: set[tuple[int, int]],
) -> Iterator[_Ride]:
    """Every ride of every train between two places."""
    detour = trunk_values().timetables.detour
    for run in runs:
        calls = [n for n, call in enumerate(run.calls) if call.stop in near]
        if len(calls) < 2:
            continue
        km = [0.0]
        for one, other in pairwise(run.calls):
            km.append(km[-1] + _straight(stops[one.stop], stops[other.stop]) * detour)
        for first, last in combinations(calls, 2):
            board, leave = run.calls[first], run.calls[last]
            for out, home in product(near[board.stop], near[leave.stop]):
                if (out.place, home.place) in pairs:
                    yield _ride(run, out, home, board.departs, leave.arrives, km[last] - km[first])


def _ride(run: Run, one: _Near, other: _Near, boards: int, leaves: int, km: float) -> _Ride:
    """Whole minutes, never fewer than it takes."""
    begins = (boards - run.load_s - station_seconds(one.km)) // _MINUTE
    ends = -((leaves + run.unload_s + station_seconds(other.km)) // -_MINUTE)
    return _Ride(
        (one.place, other.place), run.id, run.mode, km, one.km + other.km, begins % DAY,
        ends - begins, -(begins // DAY),
    )  # fmt: skip


def _straight(one: Stop, other: Stop) -> float:
    if None in (one.longitude, one.latitude, other.longitude, other.latitude):
        return 0.0
    here = Point(float(one.latitude or 0), float(one.longitude or 0))
    return (
        great_circle_m(here, Point(float(other.latitude or 0), float(other.longitude or 0))) / 1e3
    )


def _soonest(rides: Iterator[_Ride]) -> Iterator[_Ride]:
    """Of each pair, mode and part of the day the ride that takes least."""
    best: dict[tuple[tuple[int, int], str, int], _Ride] = {}
    for ride in rides:
        key = _part(ride)
        held = best.get(key)
        if held is None or _order(ride) < _order(held):
            best[key] = ride
    for key in sorted(best):
        yield best[key]


def _part(ride: _Ride) -> tuple[tuple[int, int], str, int]:
    """Pair, mode and part of the day."""
    return ride.ends, ride.mode, ride.departs * _windows() // DAY


def _order(ride: _Ride) -> tuple[int, int, str]:
    return ride.minutes, ride.departs, ride.run


def _lane(ride: _Ride, places: Sequence[Any]) -> Lane:
    line, hired = _rules()[ride.mode], trunk_values().hired
    one, other = ride.ends
    clock = f"{ride.departs // 60:02d}:{ride.departs % 60:02d}"
    yuan = line.yuan_per_kg(ride.km) + hired.yuan_per_kg(ride.drive)
    grams = line.grams_per_kg(ride.km) + hired.grams_per_kg(ride.drive)
    return Lane(
        day_named(f"{places[one].code}-{places[other].code} {ride.run} {clock}", ride.day), one,
        other, ride.mode, ride.departs, ride.minutes,
        trunk_values().timetables.load_kg[ride.mode], 1, 0.0,
        yuan_per_kg=round(yuan, 6), grams_per_kg=round(grams, 6), day=ride.day,
    )  # fmt: skip
