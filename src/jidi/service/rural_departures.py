"""What a timetable says of a county's places: departures with the villages they call at.

Pure: rows of the timetable's tables in, departures out. A stop stands for a place where it is no
farther from it than the limit; a run's days are those of the seven days from the given one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from jidi.core.geometry import Point, great_circle_m
from jidi.network.weekdays import DAYS, Weekdays

Row = dict[str, Any]
Key = tuple[str, str]
"""A timetable, and an id that is unique within it."""

WEEKDAYS: Final = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
LATEST: Final = 24 * 60
KM_PER_DEGREE: Final = 110.0
"""Of latitude, rounded down: no stop within a limit is passed over."""


@dataclass(frozen=True)
class Departure:
    """A bus that leaves a depot and calls at villages afterwards.

    :param origin: id of the depot; ``departs``: minute of the day; ``calls``: minute by village.
    """

    timetable: str
    line: str
    name: str
    origin: str
    departs: float
    days: Weekdays
    calls: tuple[tuple[str, float], ...]


def near_stops(
    stops: Iterable[Row], places: Sequence[Row], *, km: float
) -> dict[Key, tuple[tuple[str, float], ...]]:
    """For each stop the places within so many km, with their distance; stops near none left out."""
    known = [place for place in places if place["longitude"] is not None]
    found = {}
    for stop in stops:
        here = tuple(_near(stop, known, km))
        if here:
            found[stop["timetable"], stop["stop_id"]] = here
    return found


def _near(stop: Row, places: Iterable[Row], km: float) -> Iterator[tuple[str, float]]:
    if stop["longitude"] is None or stop["latitude"] is None:
        return
    here = Point(float(stop["latitude"]), float(stop["longitude"]))
    for place in places:
        if abs(place["latitude"] - here.latitude) * KM_PER_DEGREE <= km:
            away = great_circle_m(here, Point(place["latitude"], place["longitude"])) / 1000
            if away <= km:
                yield place["id"], away


def days_of_services(
    services: Iterable[Row], exceptions: Iterable[Row], *, day: date
) -> dict[Key, Weekdays]:
    """The weekdays on which services run in the seven days from ``day``; those that do not are out.

    Exceptions count against the weekdays, as GTFS has it.
    """
    week = [day + timedelta(days=n) for n in range(DAYS)]
    runs: dict[Key, set[date]] = defaultdict(set)
    for service in services:
        key = service["timetable"], service["service_id"]
        for each in week:
            if service[WEEKDAYS[each.weekday()]] and (
                service["first_day"] <= each <= service["last_day"]
            ):
                runs[key].add(each)
    for exception in exceptions:
        key, each = (exception["timetable"], exception["service_id"]), exception["on_day"]
        if each in week:
            (runs[key].add if exception["runs"] else runs[key].discard)(each)
    return {key: Weekdays.of(*(d.weekday() for d in days)) for key, days in runs.items() if days}


@dataclass(frozen=True)
class Match:
    """Which stops stand for which places, by the kind of place.

    :param depots: the centre before the stations.
    """

    depots: Mapping[Key, tuple[tuple[str, float], ...]]
    villages: Mapping[Key, tuple[tuple[str, float], ...]]


def departures(
    calls: Iterable[Row],
    *,
    match: Match,
    days: Mapping[Key, Weekdays],
    intervals: Mapping[Key, Sequence[Row]],
    ranks: Mapping[str, int],
) -> list[Departure]:
    """Every departure from a depot that calls at villages afterwards, on its days.

    :param calls: calls at matched stops with ``line_id``, ``service_id``, ``name`` and
        ``begins_s``, the run's first moment; by run and position.
    :param intervals: rows of ``timetable_frequency`` by run: such a run leaves again and again.
    :param ranks: depots by id, the one to load at first where a run calls at several.
    """
    by_run: dict[Key, list[Row]] = defaultdict(list)
    for call in calls:
        by_run[call["timetable"], call["run_id"]].append(call)
    found: dict[tuple[Any, ...], Departure] = {}
    for run, held in sorted(by_run.items()):
        service = days.get((run[0], held[0]["service_id"]))
        made = _departure(held, match, service, ranks) if service else None
        for each in _each_time(made, held[0], intervals.get(run, ())) if made else ():
            key = (each.timetable, each.line, each.origin, each.departs, each.calls)
            found[key] = _on_both_days(found[key], each) if key in found else each
    return sorted(found.values(), key=lambda d: (d.timetable, d.line, d.origin, d.departs))


def _departure(
    calls: Sequence[Row], match: Match, days: Weekdays, ranks: Mapping[str, int]
) -> Departure | None:
    """One run from the best of its depots by ``ranks``; None where it serves nobody from one."""
    ordered = sorted(calls, key=lambda call: call["position"])
    best: tuple[int, int, str, float] | None = None
    for number, call in enumerate(ordered):
        leaves = _moment(call, "departs_s", "arrives_s")
        for depot, _ in match.depots.get((call["timetable"], call["stop_id"]), ()):
            if leaves is not None and (best is None or ranks[depot] < best[0]):
                best = (ranks[depot], number, depot, leaves)
    if best is None:
        return None
    _, start, depot, leaves = best
    visited = _visited(ordered[start + 1 :], match)
    head = ordered[0]
    return (
        Departure(
            timetable=head["timetable"],
            line=head["line_id"],
            name=head["name"] or head["line_id"],
            origin=depot,
            departs=leaves,
            days=days,
            calls=tuple(sorted(visited.items(), key=lambda call: (call[1], call[0]))),
        )
        if visited
        else None
    )


def _visited(calls: Sequence[Row], match: Match) -> dict[str, float]:
    """When each village is come to: at its nearest stop on the way, at the first of equals."""
    nearest: dict[str, tuple[float, float]] = {}
    for call in calls:
        comes = _moment(call, "arrives_s", "departs_s")
        for village, away in match.villages.get((call["timetable"], call["stop_id"]), ()):
            if comes is not None and (village not in nearest or away < nearest[village][0]):
                nearest[village] = (away, comes)
    return {village: comes for village, (_, comes) in nearest.items()}


def _moment(call: Row, first: str, other: str) -> float | None:
    seconds = call[first] if call[first] is not None else call[other]
    return None if seconds is None else round(seconds / 60, 2)


def _each_time(made: Departure, head: Row, intervals: Sequence[Row]) -> Iterator[Departure]:
    """The departure itself, or, at intervals, each of them; none that ends after midnight."""
    shifts = [0.0]
    if intervals:
        shifts = [
            (second - head["begins_s"]) / 60
            for row in intervals
            for second in range(row["from_s"], row["until_s"], row["every_s"])
        ]
    for shift in shifts:
        moved = _shifted(made, shift) if shift else made
        if moved.departs >= 0 and moved.calls[-1][1] <= LATEST:
            yield moved


def _shifted(made: Departure, minutes: float) -> Departure:
    later: Callable[[float], float] = lambda moment: round(moment + minutes, 2)  # noqa: E731
    calls = tuple((village, later(moment)) for village, moment in made.calls)
    return replace(made, departs=later(made.departs), calls=calls)


def _on_both_days(one: Departure, other: Departure) -> Departure:
    return replace(one, days=Weekdays.of(*sorted({*one.days.days, *other.days.days})))
