"""The choice among candidates: stations, feeders, lines with their days, places on lanes, fleet.

One mixed-integer program over the pool. Vehicles are counted by working minutes a day at each
depot; the roster (``rostering``) then shows that they suffice or adds to them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from jidi.network import costs
from jidi.network.mixed_integer import INFINITY, Program
from jidi.network.rural.candidate import Candidate, Prices
from jidi.network.rural.problem import CENTRE, Problem
from jidi.network.weekdays import Weekdays

BUSY_MOST: Final = 0.97
"""Share of a shift that runs may fill, so that a roster is found. Own choice."""
CHOSEN: Final = 0.5


@dataclass(frozen=True)
class LanePlace:
    """A village on a lane on some days; ``cost`` yuan a day, handling and point included."""

    village: int
    lane: int
    days: Weekdays
    cost: float


@dataclass(frozen=True)
class Choice:
    """What the program chose."""

    stations: tuple[int, ...]
    feeders: tuple[Candidate, ...]
    lines: tuple[tuple[Candidate, Weekdays], ...]
    places: tuple[LanePlace, ...]
    cost: float
    served: frozenset[int]


@dataclass
class Pool:
    """The candidates so far; of rivals the cheapest is kept."""

    prices: Prices
    lines: dict[tuple[int, int, frozenset[int], int], Candidate] = field(default_factory=dict)

    def patterns(self, candidate: Candidate) -> tuple[Weekdays, ...]:
        """The day patterns of a line as it was found, where it still stands among the lines."""
        return self.lines.get(candidate.key, candidate).patterns

    def add(self, made: Sequence[Candidate]) -> None:
        """Take candidates in."""
        for candidate in made:
            rival = self.lines.get(candidate.key)
            if rival is None or self.prices.run(candidate) < self.prices.run(rival) - 1e-12:
                self.lines[candidate.key] = candidate


def lane_places(prices: Prices, station_days: Sequence[Weekdays]) -> list[LanePlace]:
    """Every village on every lane that calls there in its window, on its least frequent days."""
    problem = prices.problem
    return [
        place
        for number, lane in enumerate(problem.lanes)
        for village in sorted(lane.arrivals)
        for place in _places(prices, number, village, station_days)
    ]


def _places(
    prices: Prices, number: int, village: int, station_days: Sequence[Weekdays]
) -> list[LanePlace]:
    problem = prices.problem
    lane, wanted = problem.lanes[number], problem.villages[village]
    window, arrives = wanted.window, lane.arrivals[village]
    if not window.opens <= arrives <= window.closes:
        return []
    runs = lane.days if lane.origin == CENTRE else station_days[lane.origin - 1]
    fits = [p for p in wanted.patterns if p.within(lane.days) and p.within(runs)]
    fewest = min((p.frequency for p in fits), default=0)
    made = []
    for days in (p for p in fits if p.frequency == fewest):
        way = costs.lane_cost(
            parcels_per_day=wanted.parcels,
            visits_per_week=days.frequency,
            per_parcel=lane.price_per_parcel,
            per_stop=lane.price_per_stop,
        )
        way += prices.carbon(wanted.parcels * lane.grams_per_parcel)
        kept = prices.served(village, origin=lane.origin, gap=days.longest_gap)
        made.append(LanePlace(village, number, days, way + kept))
    return [place for place in made if place.cost < INFINITY]


@dataclass
class Chooser:
    """Builds the program and reads its answer.

    :param least_served: how many villages must be served.
    """

    prices: Prices
    lines: Sequence[Candidate]
    feeders: Sequence[Candidate]
    places: Sequence[LanePlace]
    least_served: int
    shared_feeders: bool = False
    """Feeders may be chosen in parts: much easier, and good enough to choose lines by."""
    busy: float = BUSY_MOST
    """Share of a shift that runs may fill."""

    def __post_init__(self) -> None:
        self.problem: Problem = self.prices.problem
        self.program = Program()
        self._cost: dict[int, float] = {}
        self._minutes: dict[tuple[int, int, int], dict[int, float]] = defaultdict(dict)
        self._serving: dict[int, list[int]] = defaultdict(list)
        self._through: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._loads: dict[int, dict[int, tuple[float, float]]] = defaultdict(dict)
        self._build()

    def choose(self, *, gap: float, nodes: int) -> Choice | None:
        """The cheapest choice, or None when nothing feasible was found."""
        values = self.program.minimise(gap=gap, nodes=nodes)
        return None if values is None else self._read(values)

    def _build(self) -> None:
        self._stations = [
            self.program.column(
                0.0,
                lower=float(station.needed),
                upper=float(station.must is not False),
                whole=True,
            )
            for station in self.problem.stations
        ]
        for column, station in zip(self._stations, self.problem.stations, strict=True):
            own = costs.handling_cost(
                parcels_per_day=station.down + station.up,
                yuan_per_parcel=self.problem.rates.centre_handling
                + self.problem.rates.station_handling,
            )
            self._cost[column] = station.fixed + own
        self._lines = [(c, p, self._line(c, p)) for c in self.lines for p in c.patterns]
        whole = not self.shared_feeders
        self._feeders = [(f, self._run(f, f.patterns[0], whole=whole)) for f in self.feeders]
        self._places = [(place, self._place(place)) for place in self.places]
        self._rows()

    def _run(self, candidate: Candidate, days: Weekdays, *, whole: bool = True) -> int:
        column = self.program.column(0.0, upper=1.0, whole=whole)
        self._cost[column] = self.prices.run(candidate)
        for day in days.days:
            self._minutes[candidate.depot, candidate.vehicle, day][column] = candidate.span
        return column

    def _line(self, candidate: Candidate, days: Weekdays) -> int:
        column = self._run(candidate, days)
        problem, gap = self.problem, days.longest_gap
        down = up = 0.0
        for node in candidate.stops:
            village = node - 1 - problem.station_count
            self._cost[column] += self.prices.served(village, origin=candidate.depot, gap=gap)
            self._serving[village].append(column)
            if candidate.depot != CENTRE:
                self._through[village, candidate.depot - 1].append(column)
            down += problem.villages[village].down
            up += self._brought_back(village, days, candidate.depot)
        if candidate.depot != CENTRE:
            self._loads[candidate.depot - 1][column] = (down, up)
        return column

    def _place(self, place: LanePlace) -> int:
        column = self.program.column(0.0, upper=1.0, whole=True)
        self._cost[column] = place.cost
        self._serving[place.village].append(column)
        origin = self.problem.lanes[place.lane].origin
        if origin != CENTRE:
            wanted = self.problem.villages[place.village]
            self._through[place.village, origin - 1].append(column)
            brought = self._brought_back(place.village, place.days, origin)
            self._loads[origin - 1][column] = (wanted.down, brought)
        return column

    def _brought_back(self, village: int, days: Weekdays, depot: int) -> float:
        """The most collections of a village that one feeder of its station can find waiting."""
        if depot == CENTRE:
            return 0.0
        between = self.problem.stations[depot - 1].days.longest_gap
        return self.problem.villages[village].up * (days.longest_gap + between - 1)

    def _rows(self) -> None:
        self._rows_of_fleet()
        self._rows_of_stations()
        self._rows_of_feeders()
        self._rows_of_lanes()
        self._rows_of_serving()
        for column, cost in self._cost.items():
            self.program.price(column, cost)

    def _rows_of_fleet(self) -> None:
        """Working minutes of each day fit the vehicles of each depot."""
        self._fleet: dict[tuple[int, int], int] = {}
        useful = self.problem.work.shift * self.busy
        for (depot, vehicle, _day), minutes in sorted(self._minutes.items()):
            if (depot, vehicle) not in self._fleet:
                column = self.program.column(0.0, upper=float(len(minutes)), whole=True)
                self._fleet[depot, vehicle] = column
                self._cost[column] = costs.fleet_cost(
                    vehicles=1, yuan_per_day=self.problem.vehicles[vehicle].fixed
                )
            column = self._fleet[depot, vehicle]
            self.program.row({**minutes, column: -useful}, most=0.0)
        self._rows_of_presence()
        for vehicle, kind in enumerate(self.problem.vehicles):
            held = {c: 1.0 for (_, v), c in self._fleet.items() if v == vehicle}
            if kind.most is not None and held:
                self.program.row(held, most=float(kind.most))

    def _rows_of_presence(self) -> None:
        """A village visited from a depot needs a vehicle there, also in fractions."""
        visits: dict[tuple[int, int, int], dict[int, float]] = defaultdict(dict)
        for candidate, _, column in self._lines:
            for node in candidate.stops:
                visits[node, candidate.depot, candidate.vehicle][column] = 1.0
        for (_, depot, vehicle), columns in sorted(visits.items()):
            self.program.row({**columns, self._fleet[depot, vehicle]: -1.0}, most=0.0)

    def _rows_of_stations(self) -> None:
        """What goes through a station needs it open, and fits it."""
        for (_, station), columns in sorted(self._through.items()):
            self.program.row(
                {**dict.fromkeys(columns, 1.0), self._stations[station]: -1.0}, most=0.0
            )
        for station, held in enumerate(self.problem.stations):
            if held.capacity < INFINITY:
                parcels = self._parcels_through(station)
                left = held.capacity - held.down - held.up
                self.program.row({**parcels, self._stations[station]: -left}, most=0.0)

    def _parcels_through(self, station: int) -> dict[int, float]:
        """Parcels a day, both ways, by column."""
        parcels: dict[int, float] = defaultdict(float)
        for (village, at), columns in self._through.items():
            for column in columns if at == station else ():
                parcels[column] += self.problem.villages[village].parcels
        return parcels

    def _rows_of_feeders(self) -> None:
        """Each open station has one feeder; feeders carry what goes through their stations.

        Aboard at any moment is at most the sum over stations of the larger of deliveries and
        collections; flow columns hold that sum, so a feeder chosen here never overflows. A feeder
        that holds all that could ever go through its stations needs none.
        """
        feeding: dict[int, dict[int, float]] = defaultdict(dict)
        carrying: dict[int, dict[int, float]] = defaultdict(dict)
        most = [self._most_through(station) for station in range(len(self._stations))]
        for feeder, column in self._feeders:
            stations = [node - 1 for node in feeder.stops]
            for station in stations:
                feeding[station][column] = 1.0
            capacity = self.problem.vehicles[feeder.vehicle].capacity
            if sum(most[station] for station in stations) <= capacity:
                for station in stations:
                    carrying[station][column] = most[station]
            else:
                self._rows_of_flow(stations, column, capacity, carrying)
        for station, column in enumerate(self._stations):
            self.program.row({**feeding[station], column: -1.0}, least=0.0, most=0.0)
            self._rows_of_load(station, column, carrying[station])

    def _rows_of_flow(
        self,
        stations: Sequence[int],
        feeder: int,
        capacity: float,
        carrying: dict[int, dict[int, float]],
    ) -> None:
        aboard: dict[int, float] = {feeder: -capacity}
        for station in stations:
            flow = self.program.column(0.0)
            carrying[station][flow] = 1.0
            aboard[flow] = 1.0
        self.program.row(aboard, most=0.0)

    def _most_through(self, station: int) -> float:
        """The most that could go through a station: every village with a way through it."""
        held, gap = self.problem.stations[station], self.problem.stations[station].days.longest_gap
        down, up = held.down * gap, held.up * gap
        for (village, at), columns in self._through.items():
            if at == station and columns:
                wanted = self.problem.villages[village]
                longest = max(p.longest_gap for p in wanted.patterns)
                down += wanted.down * gap
                up += wanted.up * (longest + gap - 1)
        return max(down, up)

    def _rows_of_load(self, station: int, column: int, carrying: dict[int, float]) -> None:
        """What feeders can bring and take is at least what goes through the station."""
        held, gap = self.problem.stations[station], self.problem.stations[station].days.longest_gap
        loads = self._loads[station]
        down = {c: -d * gap for c, (d, _) in loads.items()}
        up = {c: -u for c, (_, u) in loads.items()}
        self.program.row({**carrying, **down, column: -held.down * gap}, least=0.0)
        self.program.row({**carrying, **up, column: -held.up * gap}, least=0.0)

    def _rows_of_lanes(self) -> None:
        """On no day does a lane carry more than it can."""
        loads: dict[tuple[int, int, str], dict[int, float]] = defaultdict(dict)
        for place, column in self._places:
            wanted = self.problem.villages[place.village]
            for day in place.days.days:
                gathered = place.days.gathered(day)
                loads[place.lane, day, "down"][column] = wanted.down * gathered
                loads[place.lane, day, "up"][column] = wanted.up * gathered
        for (lane, _day, _way), terms in sorted(loads.items()):
            self.program.row(terms, most=self.problem.lanes[lane].capacity)

    def _rows_of_serving(self) -> None:
        """A village counts as served when something serves it; enough of them are."""
        everyone: dict[int, float] = {}
        for village in range(len(self.problem.villages)):
            column = self.program.column(0.0, upper=1.0)
            everyone[column] = 1.0
            ways = dict.fromkeys(self._serving[village], 1.0)
            self.program.row({**ways, column: -1.0}, least=0.0)
        self.program.row(everyone, least=float(self.least_served))

    def _read(self, values: Sequence[float]) -> Choice:
        def taken(column: int) -> bool:
            return values[column] > CHOSEN

        lines = tuple((c, p) for c, p, column in self._lines if taken(column))
        places = tuple(place for place, column in self._places if taken(column))
        nodes = {node for c, _ in lines for node in c.stops}
        first = 1 + self.problem.station_count
        served = {node - first for node in nodes} | {place.village for place in places}
        return Choice(
            stations=tuple(s for s, column in enumerate(self._stations) if taken(column)),
            feeders=tuple(f for f, column in self._feeders if taken(column)),
            lines=lines,
            places=places,
            cost=sum(cost * values[column] for column, cost in self._cost.items()),
            served=frozenset(served),
        )
