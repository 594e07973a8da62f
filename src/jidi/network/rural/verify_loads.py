"""What is on board on each day, what a station handles, what a point takes in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from jidi.network.rural.design import Run
from jidi.network.rural.verdict import Violation, above
from jidi.network.rural.verify_view import View
from jidi.network.weekdays import DAYS, Weekdays

Stops = Callable[[View, Run, int], list[tuple[float, float]]]
"""Deliveries and collections at each stop of a run, in order, on a day."""


def loads(view: View) -> Iterator[Violation]:
    """Vehicles, lanes, stations and points that are asked for more than they hold."""
    for run in view.design.lines:
        yield from _overfull(view, run, _line_stops)
    for run in view.design.feeders:
        yield from _overfull(view, run, _feeder_stops)
    yield from _lanes(view)
    yield from _stations(view)
    yield from _points(view)


def _overfull(view: View, run: Run, stops: Stops) -> Iterator[Violation]:
    """The day on which a vehicle is fullest, where it is too full."""
    capacity = view.problem.vehicles[run.vehicle].capacity
    peaks = [(_peak(stops(view, run, day)), -day) for day in run.days.days]
    most, day = max(peaks)
    if above(most, capacity):
        yield Violation.of("N-319", run.id, day=-day, found=most, allowed=capacity)


def _peak(stops: Sequence[tuple[float, float]]) -> float:
    """The most on board, from the deliveries and collections at each stop in order."""
    aboard = peak = sum(down for down, _ in stops)
    for down, up in stops:
        aboard += up - down
        peak = max(peak, aboard)
    return peak


def _line_stops(view: View, run: Run, day: int) -> list[tuple[float, float]]:
    gathered = run.days.gathered(day)
    villages = [view.problem.villages[view.village(node)] for node in run.stops]
    return [(village.down * gathered, village.up * gathered) for village in villages]


def _feeder_stops(view: View, run: Run, day: int) -> list[tuple[float, float]]:
    return [
        _at_station(view, view.station(node), run.days, day, came=view.came(run, stop))
        for stop, node in enumerate(run.stops)
    ]


def _at_station(
    view: View, number: int, feeder: Weekdays, day: int, *, came: int
) -> tuple[float, float]:
    """What a feeder leaves and takes at a station: its own parcels and its villages'.

    The feeder comes in the morning, lines go afterwards: it takes what lines and lanes brought in
    from the day of its run before to the day before this one. Where it comes a day after its
    departure (``came``), these are days of its coming.
    """
    station, services = view.problem.stations[number], view.through.get(number, ())
    gathered = feeder.gathered(day)
    down = station.down + sum(view.problem.villages[s.village].down for s in services)
    up = station.up * gathered
    for earlier in range(day + came - gathered, day + came):
        for service in services:
            visit = service.days.gathered(earlier % DAYS)
            up += view.problem.villages[service.village].up * visit
    return down * gathered, up


def _lanes(view: View) -> Iterator[Violation]:
    for lane in view.problem.lanes:
        services = view.by.get(lane.id, ())
        for day in lane.days.days:
            down = up = 0.0
            for service in services:
                village, gathered = view.problem.villages[service.village], service.days
                down += village.down * gathered.gathered(day)
                up += village.up * gathered.gathered(day)
            if above(max(down, up), lane.capacity):
                found = max(down, up)
                yield Violation.of("N-320", lane.id, day=day, found=found, allowed=lane.capacity)


def _stations(view: View) -> Iterator[Violation]:
    for number in view.design.open:
        station = view.problem.stations[number]
        parcels = station.down + station.up
        parcels += sum(
            view.problem.villages[s.village].parcels for s in view.through.get(number, ())
        )
        if above(parcels, station.capacity):
            yield Violation.of("N-321", station.id, found=parcels, allowed=station.capacity)


def _points(view: View) -> Iterator[Violation]:
    for service in view.design.services:
        village = view.problem.villages[service.village]
        point, most = village.points[service.point], village.parcels * service.days.longest_gap
        if above(most, point.parcels_per_day):
            allowed = point.parcels_per_day
            yield Violation.of("N-322", village.id, kind=point.kind, found=most, allowed=allowed)
