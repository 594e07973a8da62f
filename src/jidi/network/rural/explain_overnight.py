"""What an overnight trip to a far station would add, so that a village left out is served from it.

The trip goes to that station alone; a line with a vehicle of its own leaves there. What waits at
the station's counter comes along.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from jidi.network.rural.billing import bill
from jidi.network.rural.candidate import Prices, line
from jidi.network.rural.changing import timing_of, with_times
from jidi.network.rural.design import Design, Duty, Run, Service
from jidi.network.rural.overnight import Trip, trip_over
from jidi.network.rural.problem import CENTRE, Problem
from jidi.network.weekdays import Weekdays

TRIP, LINE = "F+", "L+"


def far_stations(problem: Problem, design: Design) -> list[int]:
    """Stations that only an overnight trip could feed, and that the design does not open."""
    return [
        number
        for number, station in enumerate(problem.stations)
        if station.often is not None and station.must is not False and number not in design.open
    ]


def overnight_tries(
    problem: Problem, design: Design, village: int
) -> Iterator[tuple[str, Weekdays, Design]]:
    """For each far station: its id, the days of the visits, the design with trip and line."""
    prices = Prices(problem)
    for station in far_stations(problem, design):
        for days in _fewest(problem, village, station):
            trip = _trip(prices, station, days, village)
            changed = None if trip is None else _with(prices, design, village, station, trip, days)
            if changed is not None:
                yield problem.stations[station].id, days, changed
                break


def _fewest(problem: Problem, village: int, station: int) -> list[Weekdays]:
    """The village's patterns on which the station would be fed often enough, few visits first."""
    often = problem.stations[station].often or 1
    fits = [p for p in problem.villages[village].patterns if p.frequency >= often]
    return sorted(fits, key=lambda p: (p.frequency, p.marks))


def _trip(prices: Prices, station: int, days: Weekdays, village: int) -> Trip | None:
    """The cheapest trip to the station alone."""
    held = prices.problem.villages[village]
    through = {station: (held.down, held.up)}
    kinds = [k for k, v in enumerate(prices.problem.vehicles) if v.feeder and v.most != 0]
    able = [trip_over(prices, (station,), kind, days, through) for kind in kinds]
    return min((t for t in able if t is not None), key=lambda t: t.cost, default=None)


def _with(
    prices: Prices,
    design: Design,
    village: int,
    station: int,
    trip: Trip,
    days: Weekdays,
) -> Design | None:
    node = prices.problem.station_node(station)
    feeder = Run(
        TRIP, CENTRE, (node,), trip.feeder.vehicle, trip.feeder.patterns[0], 0.0, (0.0,), 0.0
    )
    fed = replace(
        design,
        open=tuple(sorted((*design.open, station))),
        feeders=(*design.feeders, with_times(feeder, trip.sheet)),
        duties=(*design.duties, Duty("F+", trip.feeder.vehicle, CENTRE, (TRIP,), trip.turns)),
    )
    made = _line(prices, fed, village, node, days)
    if made is None:
        return None
    point = prices.point(village, gap=days.longest_gap)[0]
    services = (*design.services, Service(village, LINE, days, point))
    return replace(
        fed,
        lines=(*design.lines, made),
        duties=(*fed.duties, Duty("V+", made.vehicle, node, (LINE,))),
        services=tuple(sorted(services, key=lambda service: service.village)),
    )


def _line(prices: Prices, design: Design, village: int, depot: int, days: Weekdays) -> Run | None:
    """The cheapest line from the station to the village alone."""
    problem, timing = prices.problem, timing_of(prices.problem, design)
    found: list[tuple[float, int, Run]] = []
    for number, kind in enumerate(problem.vehicles):
        if not kind.line or kind.most == 0:
            continue
        made = line(
            problem, timing, depot=depot, vehicle=number, villages=(village,), patterns=(days,)
        )
        sheet = timing.earliest(depot=depot, stops=(problem.village_node(village),), vehicle=number)
        if made is not None and sheet is not None:
            run = Run(LINE, depot, made.stops, number, days, 0.0, (0.0,), 0.0)
            found.append((prices.run(made) + kind.fixed, number, with_times(run, sheet)))
    return min(found, key=lambda way: way[:2])[2] if found else None


# A design of the problem without nights --------------------------------------


def carried_over(before: Problem, design: Design, after: Problem) -> Design | None:
    """A design as one of the same problem with more stations; None where a place is missing.

    Its numbers of stations and nodes are those of ``after``; it is billed anew.
    """
    names = [s.id for s in after.stations]
    same = [v.id for v in before.villages] == [v.id for v in after.villages]
    if not same or not {s.id for s in before.stations} <= set(names):
        return None
    number = [names.index(s.id) for s in before.stations]
    nodes = [CENTRE, *(1 + n for n in number)]
    nodes += [after.village_node(v) for v in range(len(after.villages))]
    feeders, lines = (_moved(runs, nodes) for runs in (design.feeders, design.lines))
    moved = replace(
        design,
        problem=after.id,
        digest=after.digest,
        open=tuple(sorted(number[n] for n in design.open)),
        feeders=feeders,
        lines=lines,
        duties=tuple(replace(duty, depot=nodes[duty.depot]) for duty in design.duties),
    )
    cost, grams = bill(
        after,
        stations=moved.open,
        runs=(*feeders, *lines),
        duties=moved.duties,
        services=moved.services,
    )
    return replace(moved, bill=cost, grams=grams)


def _moved(runs: Sequence[Run], nodes: Sequence[int]) -> tuple[Run, ...]:
    return tuple(
        replace(run, depot=nodes[run.depot], stops=tuple(nodes[stop] for stop in run.stops))
        for run in runs
    )
