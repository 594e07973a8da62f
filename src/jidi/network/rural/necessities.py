"""What every design of a problem needs at least, as a program: where it has no answer, none exists.

Each served village takes a share of a vehicle's week for half of the shortest ways to and from it
and its handover; ways are no shorter than the shortest of all; a station is fed no sooner than by a
direct run. What is left out (the order of stops, days, breaks between runs) only makes it easier:
the program can say "impossible" truly, and "possible" too often.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from jidi.network import costs
from jidi.network.mixed_integer import Program
from jidi.network.rural.problem import CENTRE, Floats, Lane, Problem, Station, Village
from jidi.network.weekdays import DAYS, Weekdays

SLACK: Final = 1e-6
NODES: Final = 300
MOST_WHOLE: Final = 800
"""Ways that are chosen whole or not at all, as long as they are no more than this. Own choice."""


@dataclass(frozen=True)
class Ways:
    """The shortest ways of a problem; they stay while its conditions are loosened.

    :param km: [nodes, nodes]; ``minutes``: the same for each vehicle type.
    """

    km: Floats
    minutes: tuple[Floats, ...]

    @classmethod
    def of(cls, problem: Problem) -> Ways:
        """The shortest ways over any nodes."""
        return cls(_shortest(problem.km), tuple(_shortest(table) for table in problem.minutes))


def _shortest(table: Floats) -> Floats:
    found = table.copy()
    np.fill_diagonal(found, 0.0)
    for node in range(len(found)):
        found = np.minimum(found, found[:, node, None] + found[None, node, :])
    return found


def possible(problem: Problem, ways: Ways) -> bool:
    """False where it is proved that no design exists."""
    return not _Needs(problem, ways).program_of_all().refuted(nodes=NODES)


@dataclass
class _Needs:
    problem: Problem
    ways: Ways

    def program_of_all(self) -> Program:
        """Columns for what may be done, rows for what must be."""
        self.program = Program()
        self.spent: dict[int, float] = {}
        self.serving: dict[int, dict[int, float]] = defaultdict(dict)
        self.through: dict[int, dict[int, float]] = defaultdict(dict)
        self.working: dict[tuple[int, int], dict[int, float]] = defaultdict(dict)
        self.fleet: dict[tuple[int, int], int] = {}
        self._stations()
        self._villages()
        self._lanes()
        self._rows()
        return self.program

    # Stations ---------------------------------------------------------------

    def _stations(self) -> None:
        rates = self.problem.rates
        self.open: list[int] = []
        for number, station in enumerate(self.problem.stations):
            least = float(station.needed)
            column = self.program.column(0.0, upper=1.0, whole=True)
            self.program.row({column: 1.0}, least=least, most=float(station.must is not False))
            self.open.append(column)
            own = costs.handling_cost(
                parcels_per_day=station.down + station.up,
                yuan_per_parcel=rates.centre_handling + rates.station_handling,
            )
            self.spent[column] = station.fixed + own
            feeding = dict(self._feeding(number))
            self.program.row({**feeding, column: -1.0}, least=0.0)

    def _feeding(self, number: int) -> Iterator[tuple[int, float]]:
        """Columns for each vehicle type that can come to a station and be back."""
        problem, station = self.problem, self.problem.stations[number]
        node = problem.station_node(number)
        gap = station.days.longest_gap if station.often is None else 1
        for kind, vehicle in enumerate(problem.vehicles):
            minutes = self.ways.minutes[kind]
            out, back = float(minutes[CENTRE, node]), float(minutes[node, CENTRE])
            fits = (
                vehicle.feeder
                and vehicle.most != 0
                and max(station.down, station.up) * gap <= vehicle.capacity + SLACK
                and self._there_and_back(CENTRE, node) <= vehicle.range_km + SLACK
                and (station.often is not None or self._by_day(station, out, back))
            )
            if fits:
                times = station.days.frequency if station.often is None else station.often
                share = times * (self._near(kind, node) + station.handover)
                column = self._way(CENTRE, kind, node, share, times)
                yield column, 1.0

    def _by_day(self, station: Station, out: float, back: float) -> bool:
        """Whether a feeder can come while a station is open, and be home in time."""
        problem = self.problem
        begins = max(problem.centre.ready + problem.centre.loading + out, station.hours.opens)
        return (
            begins <= station.hours.closes + SLACK
            and begins + station.handover + back <= problem.centre.closes + SLACK
            and self._span(out + station.handover + back) <= problem.work.shift + SLACK
        )

    def _there_and_back(self, depot: int, node: int) -> float:
        return float(self.ways.km[depot, node] + self.ways.km[node, depot])

    def _span(self, busy: float) -> float:
        """The span of a run that takes so long, its loading and break included."""
        work, span = self.problem.work, busy + self.problem.centre.loading
        return span + work.break_minutes if span > work.break_after + SLACK else span

    def _near(self, kind: int, node: int) -> float:
        return float(self.near[kind][node])

    @cached_property
    def near(self) -> tuple[Floats, ...]:
        """Half of the shortest minutes in and out, by vehicle type and node."""
        return tuple(_half_ways(table) for table in self.ways.minutes)

    @cached_property
    def near_km(self) -> Floats:
        """Half of the shortest km in and out, by node."""
        return _half_ways(self.ways.km)

    def _way(
        self,
        depot: int,
        kind: int,
        node: int,
        minutes: float,
        frequency: int,
        *,
        whole: bool = False,
    ) -> int:
        """A column for visits to a node from a depot: its minutes, its cost, its vehicle."""
        problem, vehicle = self.problem, self.problem.vehicles[kind]
        column = self.program.column(0.0, upper=1.0, whole=whole)
        km = float(self.near_km[node]) * frequency
        carbon = costs.carbon_cost(
            grams_per_day=km * vehicle.grams_per_km / DAYS,
            yuan_per_tonne=problem.rates.carbon_per_tonne,
        )
        hours = costs.time_cost(minutes_per_week=minutes, yuan_per_hour=problem.work.per_hour)
        driven = costs.distance_cost(km_per_week=km, yuan_per_km=vehicle.per_km)
        self.spent[column] = carbon + hours + driven
        self.working[depot, kind][column] = minutes
        return column

    # Villages ---------------------------------------------------------------

    def _villages(self) -> None:
        problem = self.problem
        depots = [d for d in problem.depots if d == CENTRE or self._may_open(d)]
        kinds = [k for k, v in enumerate(problem.vehicles) if v.line and v.most != 0]
        fitting = {k: self._least_visits(k) for k in kinds}
        found = [
            (v, d, k)
            for k in kinds
            for d in depots
            for v in np.flatnonzero(self._reached(d, k) & np.isfinite(fitting[k]))
        ]
        whole = len(found) <= MOST_WHOLE
        for village, depot, kind in found:
            self._van(int(village), depot, kind, int(fitting[kind][village]), whole=whole)

    def _may_open(self, depot: int) -> bool:
        return self.problem.stations[depot - 1].must is not False

    def _least_visits(self, kind: int) -> Floats:
        """For each village the fewest visits a week whose parcels fit the vehicle and a point."""
        capacity = self.problem.vehicles[kind].capacity
        found = np.full(len(self.problem.villages), np.inf)
        for number, village in enumerate(self.problem.villages):
            most = max(village.down, village.up)
            for days in village.patterns:
                if most * days.longest_gap <= capacity + SLACK and fits_point(village, days):
                    found[number] = min(found[number], days.frequency)
        return found

    def _reached(self, depot: int, kind: int) -> np.ndarray:
        """Which villages a vehicle can serve alone from a depot and be back in time."""
        problem, first = self.problem, 1 + self.problem.station_count
        minutes, km = self.ways.minutes[kind], self.ways.km
        out, back = minutes[depot, first:], minutes[first:, depot]
        begins = np.maximum(self._leaves(depot) + out, self.opens)
        busy = out + self.handover + back + problem.centre.loading
        rested = np.where(busy > problem.work.break_after + SLACK, problem.work.break_minutes, 0.0)
        closes = problem.centre.closes if depot == CENTRE else self._hours(depot)
        return np.asarray(
            (km[depot, first:] + km[first:, depot] <= problem.vehicles[kind].range_km + SLACK)
            & (begins <= self.closes + SLACK)
            & (begins + self.handover + back <= closes + SLACK)
            & (busy + rested <= problem.work.shift + SLACK)
        )

    def _hours(self, depot: int) -> float:
        return self.problem.stations[depot - 1].hours.closes

    def _leaves(self, depot: int) -> float:
        """The earliest departure from a depot, after a direct feeder."""
        problem = self.problem
        leaves = problem.centre.ready + problem.centre.loading
        if depot == CENTRE:
            return leaves
        station = problem.stations[depot - 1]
        if station.often is not None:
            return station.hours.opens  # what came the day before
        feeders = [k for k, v in enumerate(problem.vehicles) if v.feeder and v.most != 0]
        drive = min((float(self.ways.minutes[k][CENTRE, depot]) for k in feeders), default=np.inf)
        fed = max(leaves + drive, station.hours.opens) + station.handover + station.sorting
        return float(fed + problem.centre.loading)

    @cached_property
    def opens(self) -> Floats:
        """When each village's window opens."""
        return np.array([village.window.opens for village in self.problem.villages])

    @cached_property
    def closes(self) -> Floats:
        """When each village's window closes."""
        return np.array([village.window.closes for village in self.problem.villages])

    @cached_property
    def handover(self) -> Floats:
        """Minutes a visit takes, by village."""
        return np.array([village.handover for village in self.problem.villages])

    def _van(self, number: int, depot: int, kind: int, visits: int, *, whole: bool) -> None:
        problem, village = self.problem, self.problem.villages[number]
        node = problem.village_node(number)
        loads = DAYS * village.down / max(problem.vehicles[kind].capacity, SLACK)
        loading = loads * problem.centre.loading
        minutes = visits * (self._near(kind, node) + village.handover) + loading
        column = self._way(depot, kind, node, minutes, visits, whole=whole)
        self._serves(column, number, depot)

    def _serves(self, column: int, number: int, origin: int) -> None:
        village, rates = self.problem.villages[number], self.problem.rates
        rate = rates.centre_handling + (rates.station_handling if origin != CENTRE else 0.0)
        handling = costs.handling_cost(parcels_per_day=village.parcels, yuan_per_parcel=rate)
        self.spent[column] += handling + _cheapest_point(village)
        self.serving[number][column] = 1.0
        if origin != CENTRE:
            self.through[origin - 1][column] = village.parcels
            self.program.row({column: 1.0, self.open[origin - 1]: -1.0}, most=0.0)

    # Lanes ------------------------------------------------------------------

    def _lanes(self) -> None:
        for lane in self.problem.lanes:
            if lane.departs < self._leaves(lane.origin) - SLACK:
                continue
            carried: dict[tuple[int, str], dict[int, float]] = defaultdict(dict)
            for stop in lane.stops:
                village = self.problem.villages[stop.village]
                if village.window.opens - SLACK <= stop.arrives <= village.window.closes + SLACK:
                    for days in _fitting(village, lane):
                        self._place(lane, stop.village, days, carried)
            for terms in carried.values():
                self.program.row(terms, most=lane.capacity)

    def _place(
        self,
        lane: Lane,
        number: int,
        days: Weekdays,
        carried: dict[tuple[int, str], dict[int, float]],
    ) -> None:
        village, rates = self.problem.villages[number], self.problem.rates
        column = self.program.column(0.0, upper=1.0, whole=True)
        price = costs.lane_cost(
            parcels_per_day=village.parcels,
            visits_per_week=days.frequency,
            per_parcel=lane.price_per_parcel,
            per_stop=lane.price_per_stop,
        )
        emitted = costs.carbon_cost(
            grams_per_day=village.parcels * lane.grams_per_parcel,
            yuan_per_tonne=rates.carbon_per_tonne,
        )
        self.spent[column] = price + emitted
        self._serves(column, number, lane.origin)
        for day in days.days:
            carried[day, "down"][column] = village.down * days.gathered(day)
            carried[day, "up"][column] = village.up * days.gathered(day)

    # What must be -----------------------------------------------------------

    def _rows(self) -> None:
        problem = self.problem
        self._rows_of_fleet()
        served: dict[int, float] = {}
        for number in range(len(problem.villages)):
            column = self.program.column(0.0, upper=1.0, whole=True)
            served[column] = 1.0
            self.program.row({**self.serving[number], column: -1.0}, least=0.0)
        self.program.row(served, least=float(problem.villages_wanted))
        for number, station in enumerate(problem.stations):
            own = station.down + station.up
            terms = {**self.through[number], self.open[number]: own}
            self.program.row(terms, most=station.capacity + SLACK)
        if problem.wanted.budget is not None:
            self.program.row(self.spent, most=problem.wanted.budget + SLACK)

    def _rows_of_fleet(self) -> None:
        """A week's minutes fit the vehicles of each depot; who is visited needs one there."""
        problem = self.problem
        owned: dict[int, dict[int, float]] = defaultdict(dict)
        for (depot, kind), minutes in self.working.items():
            vehicles = self.program.column(0.0, whole=True)
            owned[kind][vehicles] = 1.0
            self.spent[vehicles] = costs.fleet_cost(
                vehicles=1, yuan_per_day=problem.vehicles[kind].fixed
            )
            week = problem.work.shift * DAYS
            self.program.row({**minutes, vehicles: -week}, most=0.0)
            for column in minutes:
                self.program.row({column: 1.0, vehicles: -1.0}, most=0.0)
            self.fleet[depot, kind] = vehicles
        for kind, columns in owned.items():
            most = problem.vehicles[kind].most
            if most is not None:
                self.program.row(columns, most=float(most))


def _half_ways(table: Floats) -> Floats:
    apart = table + np.diag(np.full(len(table), np.inf))
    return np.asarray((apart.min(axis=0) + apart.min(axis=1)) / 2)


def fits_point(village: Village, days: Weekdays) -> bool:
    """Whether one of a village's points holds what gathers on these days."""
    most = village.parcels * days.longest_gap
    return any(point.parcels_per_day + SLACK >= most for point in village.points)


def _cheapest_point(village: Village) -> float:
    return min(
        costs.point_cost(
            parcels_per_day=village.parcels,
            fee_per_day=point.fee_per_day,
            fee_per_parcel=point.fee_per_parcel,
        )
        for point in village.points
    )


def _fitting(village: Village, lane: Lane) -> list[Weekdays]:
    """The village's patterns on which the lane runs and a point holds what gathers."""
    return [p for p in village.patterns if p.within(lane.days) and fits_point(village, p)]
