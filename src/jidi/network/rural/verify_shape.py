"""Whether a design names only what exists, and how its parts hang together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from jidi.network.rural.design import Design, Run
from jidi.network.rural.problem import CENTRE, Problem
from jidi.network.rural.verdict import Violation
from jidi.network.rural.verify_nights import beyond_a_shift, night_shape
from jidi.network.rural.verify_view import View


def references(problem: Problem, design: Design) -> Iterator[Violation]:
    """What a design names that does not exist, twice, or not in the right place.

    With any of these nothing else can be computed.
    """
    yield from _ids(problem, design)
    stations, nodes = len(problem.stations), 1 + len(problem.stations) + len(problem.villages)
    for station in design.open:
        if not 0 <= station < stations:
            yield Violation.of("N-302", "design", what="station", number=station)
    for run in design.feeders:
        yield from _run(problem, run, range(1, 1 + stations))
    for run in design.lines:
        yield from _run(problem, run, range(1 + stations, nodes))
    yield from _duties(problem, design)
    yield from _services(problem, design)


def _ids(problem: Problem, design: Design) -> Iterator[Violation]:
    runs = [run.id for run in (*design.feeders, *design.lines)]
    names = Counter([*runs, *(lane.id for lane in problem.lanes)])
    names.update(f"duty {duty.id}" for duty in design.duties)
    names.update(f"station {station}" for station in design.open)
    for name, times in names.items():
        if times > 1:
            yield Violation.of("N-303", name, times=times)


def _run(problem: Problem, run: Run, stops: range) -> Iterator[Violation]:
    if not 0 <= run.vehicle < len(problem.vehicles):
        yield Violation.of("N-302", run.id, what="vehicle", number=run.vehicle)
    if run.depot not in problem.depots:
        yield Violation.of("N-302", run.id, what="depot", number=run.depot)
    for node in run.stops:
        if node not in stops:
            yield Violation.of("N-302", run.id, what="stop", number=node)
    if not run.stops or len(run.stops) != len(run.arrives):
        yield Violation.of("N-304", run.id, stops=len(run.stops), times=len(run.arrives))
    if run.night is not None:
        yield from night_shape(problem, run, run.night)


def _duties(problem: Problem, design: Design) -> Iterator[Violation]:
    runs = {run.id for run in (*design.feeders, *design.lines)}
    for duty in design.duties:
        if not 0 <= duty.vehicle < len(problem.vehicles):
            yield Violation.of("N-302", duty.id, what="vehicle", number=duty.vehicle)
        for name in duty.runs:
            if name not in runs:
                yield Violation.of("N-302", duty.id, what="run", number=name)


def _services(problem: Problem, design: Design) -> Iterator[Violation]:
    carriers = {run.id for run in design.lines} | {lane.id for lane in problem.lanes}
    for service in design.services:
        if not 0 <= service.village < len(problem.villages):
            yield Violation.of("N-302", service.by, what="village", number=service.village)
        elif not 0 <= service.point < len(problem.villages[service.village].points):
            name = problem.villages[service.village].id
            yield Violation.of("N-302", name, what="point", number=service.point)
        if service.by not in carriers:
            yield Violation.of("N-302", f"service {service.village}", what="run", number=service.by)


def structure(view: View) -> Iterator[Violation]:
    """Stations open and fed, vehicles where they may go, villages where they are said to be."""
    yield from _stations(view)
    yield from _feeders(view)
    yield from _lines(view)
    yield from _villages(view)


def _stations(view: View) -> Iterator[Violation]:
    fed = Counter(view.station(node) for run in view.design.feeders for node in run.stops)
    for number, station in enumerate(view.problem.stations):
        is_open = number in view.design.open
        needed = station.must is True or station.down > 0 or station.up > 0
        if needed and not is_open:
            yield Violation.of("N-305", station.id)
        if is_open and station.must is False:
            yield Violation.of("N-306", station.id)
        if is_open and not fed[number]:
            yield Violation.of("N-307", station.id)
        if fed[number] > 1:
            yield Violation.of("N-308", station.id, times=fed[number])


def _feeders(view: View) -> Iterator[Violation]:
    for run in view.design.feeders:
        if run.depot != CENTRE:
            yield Violation.of("N-311", run.id, found=view.name(run.depot))
        if not view.problem.vehicles[run.vehicle].feeder:
            yield _wrong_vehicle(view, run)
        for node in run.stops:
            if view.station(node) not in view.design.open:
                yield Violation.of("N-309", run.id, view.name(node))
    for number, run in view.feeders.items():
        station, fed = view.problem.stations[number], view.fed(number)
        needed = set(station.days.days) if station.often is None else set[int]()
        for service in view.through.get(number, ()):
            needed |= set(service.days.days)
        for day in sorted(needed - set(() if fed is None else fed.days)):
            yield Violation.of("N-318", run.id, station.id, day=day)
    yield from beyond_a_shift(view)


def _lines(view: View) -> Iterator[Violation]:
    for run in view.design.lines:
        if not view.problem.vehicles[run.vehicle].line:
            yield _wrong_vehicle(view, run)
        if not _is_open(view, run.depot):
            yield Violation.of("N-309", run.id, view.name(run.depot))
        services = {service.village for service in view.by.get(run.id, ())}
        for node, times in Counter(run.stops).items():
            if times > 1:
                yield Violation.of("N-312", run.id, view.name(node), times=times)
            if view.village(node) not in services:
                yield Violation.of("N-315", run.id, view.name(node))
    for lane in view.problem.lanes:
        if lane.id in view.by and not _is_open(view, lane.origin):
            yield Violation.of("N-309", lane.id, view.name(lane.origin))


def _wrong_vehicle(view: View, run: Run) -> Violation:
    return Violation.of("N-310", run.id, vehicle=view.problem.vehicles[run.vehicle].id)


def _is_open(view: View, node: int) -> bool:
    return node == CENTRE or view.station(node) in view.design.open


def _villages(view: View) -> Iterator[Violation]:
    served = Counter(service.village for service in view.design.services)
    for number, times in served.items():
        if times > 1:
            yield Violation.of("N-313", view.problem.villages[number].id, times=times)
    for service in view.design.services:
        village, run = view.problem.villages[service.village], view.runs.get(service.by)
        if run is None:
            lane = view.lanes[service.by]
            visited, right = service.village in lane.arrivals, service.days.within(lane.days)
        else:
            visited = view.problem.village_node(service.village) in run.stops
            right = service.days == run.days
        if not visited:
            yield Violation.of("N-314", village.id, by=service.by)
        if not right:
            yield Violation.of("N-316", village.id, by=service.by, found=service.days.marks)
        if service.days not in village.patterns:
            yield Violation.of("N-317", village.id, found=service.days.marks)
