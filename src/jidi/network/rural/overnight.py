"""Trips of a feeder that stay away for a night: their times, and tours over far stations.

A trip leaves the centre on one day, rests at one of its stations and comes home on the next. What
left the county on the first day is handed out at its stations on the second: from opening where
the trip came on the first day, from when it is sorted where it comes on the second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from jidi.model.rural import pattern_rows
from jidi.network import costs
from jidi.network.rural.candidate import Candidate, Prices, way_km
from jidi.network.rural.design import Night
from jidi.network.rural.problem import CENTRE, DAY_MINUTES, Overnight, Problem
from jidi.network.rural.timing import SLACK, TimeSheet
from jidi.network.weekdays import Weekdays

HANDED: Final = 1
"""Days after the departure on which every station of a trip hands out. Own choice: what leaves the
county today is in the far township tomorrow, whether the driver came there by noon or not."""
MOST_TOGETHER: Final = 9
"""Far stations that are parted into trips by looking at every way to do so; more are cut into
parts of so many by direction first."""
MOST_STOPS: Final = 5
"""Stations on one trip. Own choice."""


@dataclass(frozen=True)
class Trip:
    """One overnight trip over stations in order, by a kind of vehicle.

    :param feeder: with the days of its departure; ``turns``: vehicles that make it in turn.
    :param cost: yuan a day: the trip, its nights and its vehicles.
    """

    feeder: Candidate
    sheet: TimeSheet
    turns: int
    cost: float

    @property
    def fed(self) -> Weekdays:
        """The days on which its stations hand out."""
        return self.feeder.patterns[0].shifted(HANDED)


# Times -----------------------------------------------------------------------


def over_night(problem: Problem, stops: Sequence[int], vehicle: int) -> TimeSheet | None:
    """The times of a trip over stations in this order, home as early as can be; None where it
    cannot be made.

    It rests at the stop after which the way home is earliest on the second day.
    """
    rules = problem.overnight
    if rules is None:
        return None
    ways = (_resting(problem, rules, stops, vehicle, after) for after in range(1, len(stops) + 1))
    made = [sheet for sheet in ways if sheet is not None]
    return min(made, key=lambda sheet: (sheet.span, sheet.returns), default=None)


def _resting(
    problem: Problem, rules: Overnight, stops: Sequence[int], vehicle: int, after: int
) -> TimeSheet | None:
    departs = problem.centre.ready + problem.centre.loading
    first = stops[0]
    opens = problem.stations[first - 1].hours.opens
    departs = max(departs, opens - float(problem.minutes[vehicle][CENTRE, first]))
    begins = departs - problem.centre.loading
    out = _day(problem, vehicle, CENTRE, stops[:after], None, departs, begins)
    if out is None:
        return None
    arrives, stands, pause = out
    night = problem.stations[stops[after - 1] - 1]
    resumes = max(stands + rules.rest, DAY_MINUTES + night.hours.opens)
    if resumes >= 2 * DAY_MINUTES:
        return None
    morning = resumes - DAY_MINUTES
    home = _day(problem, vehicle, stops[after - 1], stops[after:], CENTRE, morning, morning)
    if home is None:
        return None
    later, back, pause_home = home
    if back > problem.centre.closes + SLACK:
        return None
    moments = (*arrives, *(moment + DAY_MINUTES for moment in later))
    if not _handed_in_time(problem, stops, moments):
        return None
    return TimeSheet(
        departs=departs,
        arrives=moments,
        returns=back + DAY_MINUTES,
        span=(stands - begins) + (back - morning),
        rested=True,
        night=Night(after, resumes, (HANDED,) * len(stops), (pause, pause_home)),
    )


def _day(
    problem: Problem,
    vehicle: int,
    origin: int,
    stops: Sequence[int],
    last: int | None,
    departs: float,
    begins: float,
) -> tuple[tuple[float, ...], float, float] | None:
    """Moments at the stops of one day, its end, and the break on its last leg.

    :param last: where the last leg leads; None where the day ends at its last stop.
    :param begins: when work begins, loading included.
    """
    for pause in (0.0, problem.work.break_minutes):
        found = _straight(problem, vehicle, origin, stops, last, departs, pause)
        if found is None:
            return None
        moments, ends, idle = found
        work = problem.work
        span = ends - begins
        if span <= work.break_after + SLACK or max(pause, idle) >= work.break_minutes:
            return None if span > work.shift + SLACK else (moments, ends, pause)
    return None


def _straight(
    problem: Problem,
    vehicle: int,
    origin: int,
    stops: Sequence[int],
    last: int | None,
    departs: float,
    pause: float,
) -> tuple[tuple[float, ...], float, float] | None:
    """Moments, end and longest wait of a day's way; None where a station has closed."""
    minutes, clock, here, idle = problem.minutes[vehicle], departs, origin, 0.0
    moments = []
    for number, stop in enumerate(stops, start=1):
        station = problem.stations[stop - 1]
        ends_here = last is None and number == len(stops)
        came = clock + float(minutes[here, stop]) + (pause if ends_here else 0.0)
        arrives = max(came, station.hours.opens)
        if arrives > station.hours.closes + SLACK:
            return None
        idle = max(idle, arrives - came)
        moments.append(arrives)
        clock, here = arrives + station.handover, stop
    if last is not None:
        clock += float(minutes[here, last]) + pause
    return tuple(moments), clock, idle


def _handed_in_time(problem: Problem, stops: Sequence[int], moments: Sequence[float]) -> bool:
    """Whether every station has sorted what came before it closes on the day of handing out."""
    for stop, arrives in zip(stops, moments, strict=True):
        station = problem.stations[stop - 1]
        done = arrives + station.handover + station.sorting - HANDED * DAY_MINUTES
        if done > station.hours.closes + SLACK:
            return False
    return True


def ready_at(problem: Problem, stop: int, arrives: float, handed: int) -> float:
    """The minute from which loading can begin at a station on the day of handing out."""
    station = problem.stations[stop - 1]
    done = arrives + station.handover + station.sorting - handed * DAY_MINUTES
    return max(done, station.hours.opens - problem.centre.loading)


def reachable(problem: Problem, station: int) -> bool:
    """Whether some vehicle can feed a station by a trip to it alone."""
    node, own = problem.station_node(station), problem.stations[station]
    return any(
        kind.feeder
        and kind.most != 0
        and way_km(problem, CENTRE, (node,)) <= kind.range_km
        and max(own.down, own.up) <= kind.capacity
        and over_night(problem, (node,), number) is not None
        for number, kind in enumerate(problem.vehicles)
    )


# Trips -----------------------------------------------------------------------


def trips(
    prices: Prices, often: Mapping[int, int], through: Mapping[int, tuple[float, float]]
) -> list[Trip] | None:
    """The cheapest trips found that feed stations so often a week; None where one cannot be fed.

    :param often: days a week by station number; ``through``: deliveries and collections a day
        besides its own.
    """
    found: list[Trip] = []
    for part in _parts(prices.problem, sorted(often)):
        made = _parted(prices, part, often, through)
        if made is None:
            return None
        found += made
    return found


def _parts(problem: Problem, stations: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Stations in parts small enough, those of near ways together."""
    left = sorted(stations, key=lambda s: (-problem.km[CENTRE, problem.station_node(s)], s))
    while left:
        node = problem.station_node(left[0])
        left.sort(key=lambda s: (problem.km[node, problem.station_node(s)], s))
        yield tuple(sorted(left[:MOST_TOGETHER]))
        left = left[MOST_TOGETHER:]
        left.sort(key=lambda s: (-problem.km[CENTRE, problem.station_node(s)], s))


def _parted(
    prices: Prices,
    stations: tuple[int, ...],
    often: Mapping[int, int],
    through: Mapping[int, tuple[float, float]],
) -> list[Trip] | None:
    """The cheapest way to part stations into trips, by looking at all of them."""
    of_set = dict(_of_sets(prices, stations, often, through))
    best: dict[frozenset[int], tuple[float, tuple[Trip, ...]]] = {frozenset(): (0.0, ())}
    whole = frozenset(stations)
    for done in _in_order(stations):
        if done not in best:
            continue
        rest = [s for s in stations if s not in done]
        for members, trip in of_set.items():
            if rest and rest[0] in members and not members & done:
                cost, made = best[done]
                key = done | members
                if key not in best or cost + trip.cost < best[key][0] - SLACK:
                    best[key] = (cost + trip.cost, (*made, trip))
    return list(best[whole][1]) if whole in best else None


def _in_order(stations: Sequence[int]) -> Iterator[frozenset[int]]:
    """All sets of stations, small ones first."""
    for size in range(len(stations)):
        yield from map(frozenset, combinations(stations, size))


def _of_sets(
    prices: Prices,
    stations: Sequence[int],
    often: Mapping[int, int],
    through: Mapping[int, tuple[float, float]],
) -> Iterator[tuple[frozenset[int], Trip]]:
    """The cheapest trip over each set of stations that one trip can visit."""
    orders: list[tuple[int, ...]] = [(s,) for s in stations]
    for _ in range(min(MOST_STOPS, len(stations))):
        made: dict[frozenset[int], Trip] = {}
        kept: list[tuple[int, ...]] = []
        for order in orders:
            trip = _cheapest(prices, order, often, through)
            if trip is None:
                continue
            kept.append(order)
            members = frozenset(order)
            if members not in made or trip.cost < made[members].cost - SLACK:
                made[members] = trip
        yield from made.items()
        orders = [(*order, s) for order in kept for s in stations if s not in order]


def _cheapest(
    prices: Prices,
    order: Sequence[int],
    often: Mapping[int, int],
    through: Mapping[int, tuple[float, float]],
) -> Trip | None:
    """The trip over stations in this order by the vehicle and on the days that cost least."""
    problem, patterns = prices.problem, _patterns(max(often[s] for s in order))
    nodes = tuple(problem.station_node(s) for s in order)
    sheets: dict[tuple[float, ...], TimeSheet | None] = {}
    best: Trip | None = None
    for kind, held in enumerate(problem.vehicles):
        if not held.feeder or held.most == 0:
            continue
        if held.speeds not in sheets:  # equally fast ones are at the same places at the same times
            sheets[held.speeds] = over_night(problem, nodes, kind)
        sheet = sheets[held.speeds]
        for fed in patterns if sheet is not None else ():
            trip = None if sheet is None else _trip(prices, order, kind, fed, through, sheet)
            if trip is not None and (best is None or trip.cost < best.cost):
                best = trip
    return best


def _patterns(times: int) -> list[Weekdays]:
    """The day patterns known that are just so frequent, or the next more frequent ones."""
    known = sorted({row.frequency for row in pattern_rows() if row.frequency >= times})
    return [Weekdays(row.marks) for row in pattern_rows() if row.frequency in known[:1]]


def trip_over(
    prices: Prices,
    order: Sequence[int],
    kind: int,
    fed: Weekdays,
    through: Mapping[int, tuple[float, float]],
) -> Trip | None:
    """The trip over stations in this order whose parcels are handed out on these days."""
    nodes = tuple(prices.problem.station_node(s) for s in order)
    sheet = over_night(prices.problem, nodes, kind)
    return None if sheet is None else _trip(prices, order, kind, fed, through, sheet)


def _trip(
    prices: Prices,
    order: Sequence[int],
    kind: int,
    fed: Weekdays,
    through: Mapping[int, tuple[float, float]],
    sheet: TimeSheet,
) -> Trip | None:
    """The trip at these times, where the vehicle goes so far and holds so much."""
    problem, rules = prices.problem, prices.problem.overnight
    nodes = tuple(problem.station_node(s) for s in order)
    km = way_km(problem, CENTRE, nodes)
    vehicle, gap = problem.vehicles[kind], fed.longest_gap
    if rules is None or km > vehicle.range_km:
        return None
    most = 0.0
    for s in order:
        own, (down, up) = problem.stations[s], through.get(s, (0.0, 0.0))
        most += max((own.down + down) * gap, own.up * gap + up * (2 * gap - 1))
    if most > vehicle.capacity + SLACK:
        return None
    days = fed.shifted(-HANDED)
    feeder = Candidate(CENTRE, kind, nodes, (days,), km, sheet.span)
    turns = turns_of(problem, rules, sheet, days)
    cost = prices.run(feeder) + costs.nights_cost(
        nights_per_week=days.frequency, yuan_per_night=rules.night
    )
    cost += costs.fleet_cost(vehicles=turns, yuan_per_day=vehicle.fixed)
    return Trip(feeder, sheet, turns, cost)


def turns_of(problem: Problem, rules: Overnight, sheet: TimeSheet, days: Weekdays) -> int:
    """How many vehicles in turn make a trip on these days, each rested before it goes again."""
    least = min(days.gaps)
    rest = least * DAY_MINUTES + sheet.departs - problem.centre.loading - sheet.returns
    return 1 if rest >= rules.rest - SLACK else 2
