"""Small rural problems by a seed, a simple design for each, and a slow count of what happens.

The design is made without the solver; the count goes through a week day by day and parcel by
parcel. Neither shares anything with the checker but the definition of cost.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from dataclasses import dataclass, field, replace

import numpy as np

from jidi.network.costs import Bill
from jidi.network.rural.design import Design, Duty, Proof, Run, Service
from jidi.network.rural.problem import (
    Centre,
    Lane,
    LaneKind,
    LaneStop,
    PointOption,
    Problem,
    Rates,
    Station,
    VehicleType,
    Village,
    Wanted,
    Window,
    Work,
)
from jidi.network.weekdays import EVERY_DAY, Weekdays

PATTERNS = {
    1: ("x------", "---x---"),
    3: ("x-x-x--", "-x-x-x-"),
    5: ("xxxxx--",),
    7: ("xxxxxxx",),
}


def county(seed: int, *, villages: int = 9) -> Problem:
    """A county of two stations: whole numbers of parcels, villages thrown on a square."""
    thrown = np.random.default_rng(seed)
    places = thrown.uniform(-20, 20, size=(3 + villages, 2))
    places[0] = 0
    km = 1.3 * np.sqrt(((places[:, None] - places[None]) ** 2).sum(axis=2))
    made = tuple(_village(number, thrown) for number in range(villages))
    bus = Lane(
        "bus", "bus", LaneKind.BUS, 0, 700.0, EVERY_DAY, 400.0,
        (LaneStop(0, 730.0), LaneStop(1, 750.0)), 0.55, 1.0, 40.0,
    )  # fmt: skip
    postal = Lane(
        "postal", "postal", LaneKind.POSTAL, 2, 800.0, Weekdays("xxxxx--"), 300.0,
        (LaneStop(2, 830.0),), 1.15, 0.0, 60.0,
    )  # fmt: skip
    return Problem(
        id=f"county-{seed}",
        name="small county",
        centre=Centre("centre", "centre", ready=420.0, closes=1320.0, loading=20.0),
        stations=tuple(_station(number, thrown) for number in range(2)),
        villages=made,
        vehicles=(
            VehicleType("van", "van", 600.0, 80.0, 1.0, 250.0, (40.0, 30.0, 45.0), line=True),
            VehicleType("truck", "truck", 4e3, 150.0, 2.4, 600.0, (40.0, 30.0, 45.0), line=False),
        ),
        lanes=(bus, postal),
        km=km,
        road=np.zeros_like(km, dtype=np.int64),
        work=Work(shift=840.0, break_after=420.0, break_minutes=30.0, per_hour=20.0),
        rates=Rates(centre_handling=0.2, station_handling=0.1, carbon_per_tonne=80.0),
        wanted=Wanted(coverage=1.0, budget=100_000.0),
        digest=f"digest-{seed}",
    )  # fmt: skip


def _village(number: int, thrown: np.random.Generator) -> Village:
    frequency = 5 if number == 2 else int(thrown.choice([1, 3, 5, 7]))
    return Village(
        id=f"v{number}",
        name=f"village {number}",
        down=float(thrown.integers(2, 30)),
        up=float(thrown.integers(0, 15)),
        patterns=tuple(Weekdays(marks) for marks in PATTERNS[frequency]),
        window=Window(360.0, 1300.0),
        handover=5.0,
        points=(
            PointOption("merchant", 3.0, 0.2, 350.0),
            PointOption("own", 15.0, 0.05, math.inf),
        ),
    )


def _station(number: int, thrown: np.random.Generator) -> Station:
    return Station(
        id=f"s{number}",
        name=f"station {number}",
        down=float(thrown.integers(0, 40)),
        up=float(thrown.integers(0, 20)),
        fixed=60.0,
        capacity=2000.0,
        hours=Window(420.0, 1300.0),
        handover=12.0,
        sorting=25.0,
    )


def simple(problem: Problem) -> Design:
    """Both stations open, one feeder; the lanes' villages by lane; two villages a line; the lines
    of one depot in two duties, one after the other with the break between."""
    feeder = timed(problem, "feeder", 0, (1, 2), 1, EVERY_DAY, departs=440.0)
    services = [
        Service(0, "bus", problem.villages[0].patterns[0], 1),
        Service(1, "bus", problem.villages[1].patterns[-1], 1),
        Service(2, "postal", problem.villages[2].patterns[0], 1),
    ]
    groups: dict[tuple[int, str], list[int]] = defaultdict(list)
    for number in range(3, len(problem.villages)):
        days = problem.villages[number].patterns[number % 2 - 1]
        groups[number % 3, days.marks].append(number)
    lines: list[Run] = []
    free: dict[int, float] = {0: 440.0}
    for node, arrives in zip(feeder.stops, feeder.arrives, strict=True):
        free[node] = arrives + 12.0 + 25.0 + 20.0  # handed over, sorted, loaded
    duties = [Duty("duty-feeder", 1, 0, ("feeder",))]
    by_depot: dict[int, list[str]] = defaultdict(list)
    for (depot, marks), numbers in sorted(groups.items()):
        for begin in range(0, len(numbers), 2):
            chosen = numbers[begin : begin + 2]
            name = f"line-{len(lines)}"
            stops = tuple(problem.village_node(number) for number in chosen)
            line = timed(problem, name, depot, stops, 0, Weekdays(marks), departs=free[depot])
            free[depot] = line.returns + 31.0 + 20.0
            lines.append(line)
            by_depot[depot].append(line.id)
            services += [Service(n, line.id, Weekdays(marks), 1) for n in chosen]
    for depot, names in sorted(by_depot.items()):
        duties.append(Duty(f"duty-{depot}", 0, depot, tuple(names)))
    design = Design(
        problem=problem.id,
        digest=problem.digest,
        open=(0, 1),
        feeders=(feeder,),
        lines=tuple(lines),
        duties=tuple(duties),
        services=tuple(services),
        bill=Bill(),
        grams=0.0,
        proof=Proof(None),
    )
    return honest(problem, design)


def named(problem: Problem, villages: list[str]) -> Problem:
    """The problem with its villages under these codes, and on a map around Shouyang."""
    thrown = np.random.default_rng(len(problem.km)).uniform(
        [112.8, 37.6], [113.3, 38.1], size=(len(problem.km), 2)
    )
    called = (replace(v, id=code, name=f"村{code[-3:]}") for v, code in zip(
        problem.villages, villages, strict=False))  # fmt: skip
    return replace(problem, villages=tuple(called), points=np.round(thrown, 6), synthetic=True)


def timed(
    problem: Problem,
    name: str,
    depot: int,
    stops: tuple[int, ...],
    vehicle: int,
    days: Weekdays,
    *,
    departs: float,
) -> Run:
    """A run that goes straight through, by its own clock."""
    here, now, arrives = depot, departs, []
    speeds = problem.vehicles[vehicle].speeds
    for stop in stops:
        now += problem.km[here, stop] / speeds[problem.road[here, stop]] * 60
        arrives.append(float(now))
        now += handover(problem, stop)
        here = stop
    now += problem.km[here, depot] / speeds[problem.road[here, depot]] * 60
    return Run(name, depot, stops, vehicle, days, departs, tuple(arrives), float(now))


def handover(problem: Problem, stop: int) -> float:
    stations = len(problem.stations)
    if stop <= stations:
        return problem.stations[stop - 1].handover
    return problem.villages[stop - 1 - stations].handover


def one_line_each(problem: Problem, *, seed, effort, progress, cancelled) -> Design:
    """A design for any easy problem, in place of a solver: a feeder for every station that must be
    open, a line from the centre and a van for every village, by the first vehicle."""
    del seed, effort, cancelled
    departs = problem.centre.ready + problem.centre.loading
    opened = tuple(
        number
        for number, station in enumerate(problem.stations)
        if station.must or station.down or station.up
    )
    feeders = tuple(
        timed(problem, f"feeder-{n}", 0, (1 + n,), 0, problem.stations[n].days, departs=departs)
        for n in opened
    )
    first = 1 + len(problem.stations)
    lines = tuple(
        timed(problem, f"line-{n}", 0, (first + n,), 0, village.patterns[0], departs=departs)
        for n, village in enumerate(problem.villages)
    )
    progress(1.0, "lines")
    design = Design(
        problem=problem.id,
        digest=problem.digest,
        open=opened,
        feeders=feeders,
        lines=lines,
        duties=tuple(Duty(f"van-{run.id}", 0, 0, (run.id,)) for run in (*feeders, *lines)),
        services=tuple(
            Service(n, run.id, run.days, len(problem.villages[n].points) - 1)
            for n, run in enumerate(lines)
        ),
        bill=Bill(),
        grams=0.0,
        proof=Proof(None),
        made=(("how", "one line each"),),
    )
    return honest(problem, design)


@dataclass
class Week:
    """What a week of a design looks like once it repeats itself.

    :param aboard: the most on board, by run and day; ``lanes``: by lane and day.
    :param visits: the most handed over in one visit, by village.
    """

    aboard: dict[tuple[str, int], float] = field(default_factory=dict)
    lanes: dict[tuple[str, int], float] = field(default_factory=dict)
    visits: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    delivered: float = 0.0
    collected: float = 0.0


def lived(problem: Problem, design: Design) -> Week:
    """Live four weeks, day by day, and look at the last."""
    living = Living(problem, design)
    for day in range(28):
        living.week = Week() if day == 21 else living.week
        living.day(day % 7)
    return living.week


class Living:
    """Parcels wait where they are until somebody comes for them."""

    def __init__(self, problem: Problem, design: Design) -> None:
        self.problem, self.design, self.week = problem, design, Week()
        self.served = {service.village: service for service in design.services}
        self.run_of = {run.id: run for run in design.lines}
        origin = {lane.id: lane.origin for lane in problem.lanes}
        origin |= {run.id: run.depot for run in design.lines}
        self.depot = {number: origin[service.by] for number, service in self.served.items()}
        self.at_centre: dict[tuple[str, int], float] = defaultdict(float)  # to hand out, for whom
        self.at_station: dict[tuple[str, int], float] = defaultdict(float)
        self.posted: dict[tuple[str, int], float] = defaultdict(float)  # waits where it was posted
        self.brought: dict[int, float] = defaultdict(float)  # collected, waits at a station
        self.under_way: dict[str, list] = defaultdict(list)  # overnight: days since, loads, takes

    def day(self, weekday: int) -> None:
        for kind, numbers in (("villages", self.served), ("stations", self.design.open)):
            for number in numbers:
                place = getattr(self.problem, kind)[number]
                self.at_centre[kind, number] += place.down
                self.posted[kind, number] += place.up
        for feeder in self.design.feeders:
            if feeder.night is not None:
                self._feed_overnight(feeder, weekday)
            elif weekday in feeder.days.days:
                self._feed(feeder, weekday)
        for by in [*self.run_of, *(lane.id for lane in self.problem.lanes)]:
            numbers = [n for n, s in self.served.items() if s.by == by and weekday in s.days.days]
            if numbers:
                self._serve(by, numbers, weekday)

    def _feed(self, feeder: Run, weekday: int) -> None:
        drops, takes = [], []
        for node in feeder.stops:
            own = self.at_centre.pop(("stations", node - 1), 0.0)
            others = {n: self.at_centre.pop(("villages", n), 0.0) for n in self._behind(node)}
            for number, parcels in others.items():
                self.at_station["villages", number] += parcels
            drops.append(own + sum(others.values()))
            takes.append(self.posted.pop(("stations", node - 1), 0.0) + self.brought.pop(node, 0.0))
            self.week.delivered += own
        self.week.collected += sum(takes)
        self.week.aboard[feeder.id, weekday] = fullest(drops, takes)

    def _feed_overnight(self, feeder: Run, weekday: int) -> None:
        """Loaded today; at a stop today or tomorrow; handed out when the station says."""
        if weekday in feeder.days.days:
            loads = []
            for node in feeder.stops:
                own = self.at_centre.pop(("stations", node - 1), 0.0)
                others = {n: self.at_centre.pop(("villages", n), 0.0) for n in self._behind(node)}
                loads.append((own, others))
            self.under_way[feeder.id].append([0, loads, []])
        for trip in self.under_way[feeder.id]:
            later, loads, takes = trip
            for stop, node in enumerate(feeder.stops):
                if later == (0 if stop < feeder.night.after else 1):
                    own = self.posted.pop(("stations", node - 1), 0.0)
                    takes.append(own + self.brought.pop(node, 0.0))
                if later == feeder.night.handed[stop]:
                    own, others = loads[stop]
                    self.week.delivered += own
                    for number, parcels in others.items():
                        self.at_station["villages", number] += parcels
            if later == 1:
                drops = [own + sum(others.values()) for own, others in loads]
                self.week.aboard[feeder.id, (weekday - 1) % 7] = fullest(drops, takes)
                self.week.collected += sum(takes)
            trip[0] += 1
        self.under_way[feeder.id] = [t for t in self.under_way[feeder.id] if t[0] <= 2]

    def _behind(self, node: int) -> list[int]:
        return [number for number, depot in self.depot.items() if depot == node]

    def _serve(self, by: str, numbers: list[int], weekday: int) -> None:
        if by in self.run_of:
            stops = self.run_of[by].stops
            numbers.sort(key=lambda number: stops.index(self.problem.village_node(number)))
        drops, takes = [], []
        for number in numbers:
            depot = self.depot[number]
            source = self.at_station if depot else self.at_centre
            drops.append(source.pop(("villages", number), 0.0))
            takes.append(self.posted.pop(("villages", number), 0.0))
            self.brought[depot] += takes[-1] if depot else 0.0
            self.week.collected += 0.0 if depot else takes[-1]
            visits = self.week.visits
            visits[number] = max(visits[number], drops[-1] + takes[-1])
        self.week.delivered += sum(drops)
        if by in self.run_of:
            self.week.aboard[by, weekday] = fullest(drops, takes)
        else:
            self.week.lanes[by, weekday] = max(sum(drops), sum(takes))


def fullest(drops: list[float], takes: list[float]) -> float:
    """The most on board, counted after every stop."""
    return max(sum(drops[i:]) + sum(takes[:i]) for i in range(len(drops) + 1))


def honest(problem: Problem, design: Design) -> Design:
    """The design with its cost and emissions counted day by day, and its returns as they come."""
    week = defaultdict(float)
    for day in range(7):
        for run in (*design.feeders, *design.lines):
            if day in run.days.days:
                vehicle = problem.vehicles[run.vehicle]
                nodes = (run.depot, *run.stops, run.depot)
                km = sum(problem.km[a, b] for a, b in itertools.pairwise(nodes))
                week["distance"] += km * vehicle.per_km
                week["grams"] += km * vehicle.grams_per_km
                hours = (run.returns - run.departs + problem.centre.loading) / 60
                if run.night is not None:
                    hours -= asleep(problem, run) / 60
                    week["nights"] += problem.overnight.night
                week["time"] += hours * problem.work.per_hour
        for duty in design.duties:
            week["vehicles"] += problem.vehicles[duty.vehicle].fixed * duty.turns
        for number in design.open:
            station = problem.stations[number]
            week["stations"] += station.fixed
            both = problem.rates.centre_handling + problem.rates.station_handling
            week["handling"] += (station.down + station.up) * both
        for service in design.services:
            _serve(problem, design, service, day, week)
    grams = week.pop("grams")
    week["carbon"] = grams / 1e6 * problem.rates.carbon_per_tonne
    return replace(design, bill=Bill(**{k: v / 7 for k, v in week.items()}), grams=float(grams / 7))


def asleep(problem: Problem, run: Run) -> float:
    """Minutes from the end of the first day's work until a run goes on."""
    last = run.night.after - 1
    return run.night.resumes - run.arrives[last] - handover(problem, run.stops[last])


def _serve(
    problem: Problem, design: Design, service: Service, day: int, week: dict[str, float]
) -> None:
    village = problem.villages[service.village]
    point, parcels = village.points[service.point], village.down + village.up
    lane = next((lane for lane in problem.lanes if lane.id == service.by), None)
    run = next((run for run in design.lines if run.id == service.by), None)
    origin = lane.origin if lane else run.depot if run else 0
    rates = problem.rates
    extra = rates.station_handling if origin else 0.0
    week["handling"] += parcels * (rates.centre_handling + extra)
    week["points"] += point.fee_per_day + parcels * point.fee_per_parcel
    if lane:
        week["lanes"] += parcels * lane.price_per_parcel
        week["lanes"] += lane.price_per_stop if day in service.days.days else 0.0
        week["grams"] += parcels * lane.grams_per_parcel
