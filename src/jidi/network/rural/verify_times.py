"""When a run loads, arrives and is back; how far it goes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

from jidi.network.rural.design import Run
from jidi.network.rural.problem import CENTRE, DAY_MINUTES, Window
from jidi.network.rural.verdict import Violation, above, same
from jidi.network.rural.verify_view import View


@dataclass(frozen=True)
class Course:
    """A run followed from stop to stop.

    :param km: its length.
    :param reached: the earliest minute at which it can be at each stop, given the stops before.
    :param back: the minute at which it is back.
    :param stands: the minute at which its rest at night begins; infinite where it has none.
    """

    km: float
    reached: tuple[float, ...]
    back: float
    stands: float = math.inf


def course(view: View, run: Run) -> Course:
    """Follow a run: what it says of its departure and its services is taken, the rest computed."""
    minutes = view.problem.minutes[run.vehicle]
    node, leaves, reached, km = run.depot, run.departs, [], 0.0
    night, stands, home = run.night, math.inf, 0.0
    for number, (stop, arrives) in enumerate(zip(run.stops, run.arrives, strict=True), start=1):
        last = night is not None and number == night.after
        pause = night.pauses[0] if night is not None and last else 0.0
        reached.append(leaves + float(minutes[node, stop]) + pause)
        km += float(view.problem.km[node, stop])
        node, leaves = stop, arrives + handover(view, stop)
        if night is not None and last:
            stands, leaves, home = leaves, night.resumes, night.pauses[1]
    km += float(view.problem.km[node, run.depot])
    return Course(km, tuple(reached), leaves + float(minutes[node, run.depot]) + home, stands)


def handover(view: View, node: int) -> float:
    """Minutes a stop takes."""
    if node <= len(view.problem.stations):
        return view.problem.stations[view.station(node)].handover
    return view.problem.villages[view.village(node)].handover


def times(view: View) -> Iterator[Violation]:
    """Moments that cannot be, or come too early or too late; runs too long for their vehicle."""
    for run in (*view.design.feeders, *view.design.lines):
        followed = course(view, run)
        yield from _way(view, run, followed)
        yield from _moments(view, run, followed)
        yield from _stops(view, run)
        yield from _departure(view, run.id, run.depot, run.departs)
        yield from _at_depot(view, run, followed)
    for lane in view.problem.lanes:
        if lane.id in view.by:
            yield from _departure(view, lane.id, lane.origin, lane.departs)
    yield from _lane_stops(view)


def _way(view: View, run: Run, followed: Course) -> Iterator[Violation]:
    vehicle = view.problem.vehicles[run.vehicle]
    for one, other in itertools.pairwise((run.depot, *run.stops, run.depot)):
        if above(float(view.problem.km[one, other]), 1e9):
            yield Violation.of("N-323", run.id, view.name(one), view.name(other))
    if above(followed.km, vehicle.range_km):
        yield Violation.of("N-324", run.id, found=followed.km, allowed=vehicle.range_km)


def _moments(view: View, run: Run, followed: Course) -> Iterator[Violation]:
    for node, arrives, reached in zip(run.stops, run.arrives, followed.reached, strict=True):
        if above(reached, arrives):
            yield Violation.of(
                "N-325", run.id, view.name(node), found=clock(arrives), allowed=clock(reached)
            )
    if not same(run.returns, followed.back):
        found, computed = clock(run.returns), clock(followed.back)
        yield Violation.of("N-330", run.id, found=found, computed=computed)


def _stops(view: View, run: Run) -> Iterator[Violation]:
    for stop, (node, arrives) in enumerate(zip(run.stops, run.arrives, strict=True)):
        if node <= len(view.problem.stations):
            station = view.problem.stations[view.station(node)]
            moment = arrives - DAY_MINUTES * view.came(run, stop)
            if _outside(moment, station.hours):
                yield _hours(run.id, station.id, moment, station.hours)
        else:
            village = view.problem.villages[view.village(node)]
            if _outside(arrives, village.window):
                yield _window(run.id, village.id, arrives, village.window)


def _lane_stops(view: View) -> Iterator[Violation]:
    for service in view.design.services:
        lane = view.lanes.get(service.by)
        arrives = None if lane is None else lane.arrivals.get(service.village)
        if arrives is not None:
            village = view.problem.villages[service.village]
            if _outside(arrives, village.window):
                yield _window(service.by, village.id, arrives, village.window)


def _departure(view: View, name: str, origin: int, departs: float) -> Iterator[Violation]:
    """Loading begins when the parcels are sorted."""
    begins, ready = departs - view.problem.centre.loading, _sorted_at(view, origin)
    if ready is not None and above(ready, begins):
        yield Violation.of(
            "N-328", name, view.name(origin), found=clock(begins), allowed=clock(ready)
        )


def _sorted_at(view: View, origin: int) -> float | None:
    """When the day's parcels are sorted at a depot; None where no feeder brings any (N-307)."""
    if origin == CENTRE:
        return view.problem.centre.ready
    feeder = view.feeders.get(view.station(origin))
    if feeder is None:
        return None
    station = view.problem.stations[view.station(origin)]
    stop = feeder.stops.index(origin)
    done = feeder.arrives[stop] + station.handover + station.sorting
    return done - DAY_MINUTES * view.handed(feeder, stop)


def _at_depot(view: View, run: Run, followed: Course) -> Iterator[Violation]:
    if run.depot == CENTRE:
        closes = view.problem.centre.closes
        back = followed.back - DAY_MINUTES * (run.night is not None)
        if above(back, closes):
            yield Violation.of("N-329", run.id, found=clock(back), allowed=clock(closes))
        return
    station = view.problem.stations[view.station(run.depot)]
    for moment in (run.departs, followed.back):
        if _outside(moment, station.hours):
            yield _hours(run.id, station.id, moment, station.hours)


def _outside(moment: float, window: Window) -> bool:
    return above(window.opens, moment) or above(moment, window.closes)


def _hours(run: str, station: str, moment: float, hours: Window) -> Violation:
    opens, closes = clock(hours.opens), clock(hours.closes)
    return Violation.of("N-327", run, station, found=clock(moment), opens=opens, closes=closes)


def _window(by: str, village: str, moment: float, window: Window) -> Violation:
    opens, closes = clock(window.opens), clock(window.closes)
    return Violation.of("N-326", by, village, found=clock(moment), opens=opens, closes=closes)


def clock(minute: float) -> str:
    """A minute of the day as hours, minutes and seconds."""
    if not abs(minute) < 1e6:
        return str(minute)
    seconds = round(minute * 60)
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
