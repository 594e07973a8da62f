"""Why a village is served as it is, or not at all: every way there, tried and priced.

Each way is tried on the design itself: the village is put in, the runs it delays are timed anew,
and the checker judges the result. So a way is closed for exactly the rules the checker names, and
its price is the difference of two bills. Nothing is asked of the solver.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from jidi.network.rural.changing import plainly, runs_of, timed_anew, timing_of, without_village
from jidi.network.rural.design import Design, Duty, Run, Service
from jidi.network.rural.explain_overnight import overnight_tries
from jidi.network.rural.problem import CENTRE, Problem
from jidi.network.rural.timing import Timing
from jidi.network.rural.verdict import Violation
from jidi.network.rural.verify import verify
from jidi.network.weekdays import Weekdays

CLAIMS = frozenset({"N-338", "N-339", "N-340", "N-341", "N-342"})
"""What the changed design says of itself, or is asked to reach: no reason against a way."""


class WayKind(StrEnum):
    """How a village could be served."""

    LINE = "line"
    """One more stop on a line there is."""
    LANE = "lane"
    """A place on a postal van, bus, drone."""
    RUN = "run"
    """A line of its own, driven by a vehicle there is."""
    VEHICLE = "vehicle"
    """A line of its own with one more vehicle."""
    OVERNIGHT = "overnight"
    """From a station beyond one shift, opened for it and fed by an overnight trip."""


class Standing(StrEnum):
    """Why a village stands as it does."""

    SERVED = "served"
    CLOSED = "closed"
    """No way keeps the rules."""
    BUDGET = "budget"
    """The cheapest way costs more than the budget has left."""
    ENOUGH = "enough"
    """No budget was set, and the coverage asked for is reached without it."""
    AFFORDABLE = "affordable"
    """The budget would pay for it: the search did not find that, the design can be improved."""


@dataclass(frozen=True)
class Way:
    """One way to serve a village.

    :param by: the line, lane, duty, depot with vehicle type, or far station.
    :param extra: yuan a day more than the design costs now; None where it cannot be priced.
    :param closed: the rules it would break; none where it is open.
    """

    kind: WayKind
    by: str
    days: Weekdays
    extra: float | None
    closed: tuple[Violation, ...]

    @property
    def open(self) -> bool:
        """Whether it keeps every rule."""
        return not self.closed and self.extra is not None


@dataclass(frozen=True)
class Reasons:
    """A village explained.

    :param service: how it is served now, if it is.
    :param saved: yuan a day the design would cost less without it, where it is served.
    :param ways: every other way, open ones first, the cheapest first.
    """

    village: int
    standing: Standing
    service: Service | None
    saved: float | None
    ways: tuple[Way, ...]
    budget_left: float | None

    @property
    def cheapest(self) -> Way | None:
        """The cheapest open way."""
        return next((way for way in self.ways if way.open), None)


def explain_village(problem: Problem, design: Design, village: int) -> Reasons:
    """Every way to serve a village, and why the design does what it does.

    For a village that is served, the ways are alternatives: priced after taking it out.
    """
    now = _priced(problem, design)
    service = next((s for s in design.services if s.village == village), None)
    without = design if service is None else without_village(problem, design, service)
    before = now if service is None else _priced(problem, without)
    ways = sorted(
        _ways(problem, without, village, base=before),
        key=lambda way: (not way.open, len(way.closed), way.extra or 0.0, way.by),
    )
    left = None if problem.wanted.budget is None else problem.wanted.budget - now
    saved = None if service is None else now - before
    return Reasons(village, _standing(service, ways, left), service, saved, tuple(ways), left)


def overnight_ways(problem: Problem, design: Design, village: int) -> tuple[Way, ...]:
    """The ways to serve a village by an overnight trip to a station not open yet, open and cheap
    ones first."""
    tries = (
        (WayKind.OVERNIGHT, station, days, changed)
        for station, days, changed in overnight_tries(problem, design, village)
    )
    found = _judged(problem, design, tries, base=_priced(problem, design))
    return tuple(sorted(found, key=lambda way: (not way.open, way.extra or 0.0, way.by)))


def _standing(service: Service | None, ways: Sequence[Way], left: float | None) -> Standing:
    if service is not None:
        return Standing.SERVED
    cheapest = next((way for way in ways if way.open), None)
    if cheapest is None or cheapest.extra is None:
        return Standing.CLOSED
    if left is None:
        return Standing.ENOUGH
    return Standing.BUDGET if cheapest.extra > left else Standing.AFFORDABLE


def _priced(problem: Problem, design: Design) -> float:
    bill = verify(problem, design).bill
    return float("nan") if bill is None else bill.total


# Ways ------------------------------------------------------------------------


def _ways(problem: Problem, design: Design, village: int, *, base: float) -> Iterator[Way]:
    """Each way tried on a design without the village, which costs ``base``."""
    return _judged(problem, design, _tries(problem, design, village), base=base)


Tries = Iterator[tuple[WayKind, str, Weekdays, Design]]


def _judged(problem: Problem, design: Design, tries: Tries, *, base: float) -> Iterator[Way]:
    """What the checker says of changed designs, and did not say of the design itself."""
    known = {(v.code, v.subjects) for v in verify(problem, design).violations}
    for kind, by, days, changed in tries:
        found = verify(problem, changed)
        closed = tuple(
            v
            for v in found.violations
            if v.code not in CLAIMS and (v.code, v.subjects) not in known
        )
        extra = None if found.bill is None else found.bill.total - base
        yield Way(kind, by, days, extra, closed)


def _tries(problem: Problem, design: Design, village: int) -> Tries:
    timing = timing_of(problem, design)
    for line in design.lines:
        yield WayKind.LINE, line.id, line.days, _on_line(problem, timing, design, line, village)
    yield from _on_lanes(problem, design, village)
    fewest = min(problem.villages[village].patterns, key=lambda p: p.frequency)
    away = {run.id for run in design.feeders if run.night is not None}
    for duty in (duty for duty in design.duties if not away & set(duty.runs)):
        if problem.vehicles[duty.vehicle].line and _can_start(design, duty.depot):
            changed = _run_more(problem, timing, design, duty, village, fewest)
            yield WayKind.RUN, duty.id, fewest, changed
    for depot in (CENTRE, *(1 + station for station in design.open)):
        for vehicle, kind in enumerate(problem.vehicles):
            if kind.line:
                fresh = Duty("V+", vehicle, depot, ())
                grown = replace(design, duties=(*design.duties, fresh))
                changed = _run_more(problem, timing, grown, fresh, village, fewest)
                yield WayKind.VEHICLE, f"{_depot_id(problem, depot)}+{kind.id}", fewest, changed
    for station, days, changed in overnight_tries(problem, design, village):
        yield WayKind.OVERNIGHT, station, days, changed


def _can_start(design: Design, depot: int) -> bool:
    return depot == CENTRE or depot - 1 in design.open


def _depot_id(problem: Problem, depot: int) -> str:
    return problem.centre.id if depot == CENTRE else problem.stations[depot - 1].id


def _on_line(problem: Problem, timing: Timing, design: Design, line: Run, village: int) -> Design:
    """The village put where it lengthens the line least, on the line's days."""
    node = problem.village_node(village)
    places = range(len(line.stops) + 1)
    at = min(places, key=lambda place: (_detour(problem, line, node, place), place))
    grown = replace(line, stops=(*line.stops[:at], node, *line.stops[at:]))
    service = _service(problem, village, line.id, line.days)
    changed = replace(
        design,
        lines=tuple(grown if run.id == line.id else run for run in design.lines),
        services=_sorted((*design.services, service)),
    )
    return timed_anew(problem, timing, changed, grown)


def _detour(problem: Problem, line: Run, node: int, place: int) -> float:
    way = (line.depot, *line.stops, line.depot)
    here, there = way[place], way[place + 1]
    return float(problem.km[here, node] + problem.km[node, there] - problem.km[here, there])


def _on_lanes(
    problem: Problem, design: Design, village: int
) -> Iterator[tuple[WayKind, str, Weekdays, Design]]:
    """The village on each lane that stops there, on its least frequent days that the lane runs."""
    for lane in problem.lanes:
        if village not in lane.arrivals:
            continue
        fits = [p for p in problem.villages[village].patterns if p.within(lane.days)]
        days = min(fits, key=lambda p: p.frequency, default=lane.days)
        service = _service(problem, village, lane.id, days)
        changed = replace(design, services=_sorted((*design.services, service)))
        yield WayKind.LANE, lane.id, days, changed


def _run_more(
    problem: Problem, timing: Timing, design: Design, duty: Duty, village: int, days: Weekdays
) -> Design:
    """A line for this village alone, after all that the vehicle does already."""
    node = problem.village_node(village)
    fresh = Run("L+", duty.depot, (node,), duty.vehicle, days, 0.0, (0.0,), 0.0)
    last = max((run.returns for run in runs_of(design, duty)), default=0.0)
    begin = max(last, timing.ready(duty.depot))
    sheet = timing.earliest(depot=duty.depot, stops=fresh.stops, vehicle=duty.vehicle, begin=begin)
    departs = begin + problem.centre.loading if sheet is None else sheet.departs
    fresh = plainly(problem, replace(fresh, departs=departs))
    grown = replace(duty, runs=(*duty.runs, fresh.id))
    return replace(
        design,
        lines=(*design.lines, fresh),
        duties=tuple(grown if held.id == duty.id else held for held in design.duties),
        services=_sorted((*design.services, _service(problem, village, fresh.id, days))),
    )


def _service(problem: Problem, village: int, by: str, days: Weekdays) -> Service:
    """The village served, with the cheapest point that is large enough, else the largest."""
    wanted = problem.villages[village]
    options = range(len(wanted.points))
    fits = [
        n for n in options if wanted.points[n].parcels_per_day >= wanted.parcels * days.longest_gap
    ]
    point = min(
        fits or options,
        key=lambda n: (
            wanted.points[n].fee_per_day + wanted.points[n].fee_per_parcel * wanted.parcels
            if fits
            else -wanted.points[n].parcels_per_day
        ),
    )
    return Service(village, by, days, point)


def _sorted(services: Sequence[Service]) -> tuple[Service, ...]:
    return tuple(sorted(services, key=lambda service: service.village))
