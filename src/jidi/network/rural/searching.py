"""The kernel driven from Python: a search for lines under one plan of feeders, step by step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from jidi.network.rural.feeding import FeederPlan
from jidi.network.rural.grounding import Grounded
from jidi.network.rural.kernel.anneal import anneal, serve
from jidi.network.rural.kernel.changing import (
    begin_run,
    end_run,
    lane_holds,
    passes,
    put,
    take_place,
)
from jidi.network.rural.kernel.ground import (
    COUNT,
    DEPOT,
    FED,
    FIRST,
    KIND,
    MOST_STOPS,
    NEVER,
    NOWHERE,
    ORIGIN,
    PATTERN,
    READY,
    RUN,
    RUNS,
    SIZE,
    SLOTS,
    SPAN,
    TYPE,
    VEHICLE,
    State,
    carry_over,
    new_state,
)
from jidi.network.rural.kernel.polishing import polish
from jidi.network.rural.kernel.recreate import WAY
from jidi.network.rural.lane_places import LanePlace
from jidi.network.rural.problem import CENTRE, Problem
from jidi.network.weekdays import Weekdays

HOT: Final = 25.0
WARM: Final = 1.0
COLD: Final = 0.08
"""Yuan a day by which a step may make things dearer, at the begin and at the end. Own choice."""


@dataclass(frozen=True)
class LineRun:
    """One line as found: stops are nodes in order, ``kind`` a vehicle type of the problem."""

    depot: int
    kind: int
    days: Weekdays
    stops: tuple[int, ...]


@dataclass(frozen=True)
class Lines:
    """All lines, by the vehicles that make them, and the lane places taken.

    :param based: runs of the vehicles that feed as well; ``own``: of vehicles for lines alone.
    :param spent: yuan a day of lines, their vehicles, lanes, handling and points.
    :param short: villages short of those wanted.
    """

    based: tuple[tuple[LineRun, ...], ...]
    own: tuple[tuple[LineRun, ...], ...]
    places: tuple[LanePlace, ...]
    spent: float
    short: int

    @property
    def runs(self) -> Iterator[LineRun]:
        """All lines."""
        return (run for runs in (*self.based, *self.own) for run in runs)

    def depots(self, problem: Problem) -> frozenset[int]:
        """The depots that lines and lanes leave from."""
        origins = {problem.lanes[place.lane].origin for place in self.places}
        return frozenset(run.depot for run in self.runs) | origins

    def through(self, problem: Problem) -> dict[int, tuple[float, float]]:
        """What goes through each station, the most on one run of its feeder: down and up."""
        first = 1 + problem.station_count
        loads: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
        ways = [(run.depot, run.days, node - first) for run in self.runs for node in run.stops]
        ways += [(problem.lanes[p.lane].origin, p.days, p.village) for p in self.places]
        for depot, days, village in ways:
            if depot != CENTRE:
                between = problem.stations[depot - 1].days.longest_gap
                loads[depot - 1][0] += problem.villages[village].down * between
                loads[depot - 1][1] += problem.villages[village].up * (
                    days.longest_gap + between - 1
                )
        return {station: (down, up) for station, (down, up) in loads.items()}


@dataclass
class Search:
    """A search that goes on where it stands."""

    plan: FeederPlan
    grounded: Grounded
    seed: int
    warm: bool = False
    best: float = NOWHERE
    asked: int = 0
    state: State = field(init=False)
    kept: State = field(init=False)
    found: State = field(init=False)

    def __post_init__(self) -> None:
        self.state, self.kept, self.found = (self._nobody() for _ in range(3))
        self._way = np.zeros(WAY)

    def _nobody(self) -> State:
        known = self.grounded
        kinds = np.array([known.kinds.index(v.kind) for v in known.based], dtype=np.int64)
        lanes = 1 + max((place.lane for place in known.places), default=-1)
        return new_state(known.ground, based_kinds=kinds, lanes=lanes)

    @property
    def total(self) -> float:
        """What the best weighs, its plan of feeders included."""
        return self.best + self.plan.cost

    def start(self, lines: Lines | None = None) -> None:
        """Begin with nothing, or with lines found before as far as they still hold."""
        ground = self.grounded.ground
        if lines is not None:
            self._take_over(lines)
        serve(ground, self.state, self._way, self.seed % 2**31)
        carry_over(self.state, self.kept)
        self.best = NOWHERE

    @property
    def short(self) -> int:
        """Villages short of those wanted, where it stands."""
        return max(0, self.grounded.ground.wanted - int((self.kept.at[:, RUN] != -1).sum()))

    @property
    def vehicles_filled(self) -> float:
        """How many vehicles for lines alone the work of the fullest day fills, where it stands,
        with all time of the vehicles that feed taken off; the last of them in part."""
        ground, state = self.grounded.ground, self.state
        minutes = np.zeros(len(self.grounded.days))
        for run in np.flatnonzero(state.runs[: state.counts[SLOTS], SIZE] > 0).tolist():
            days = self.grounded.patterns[int(state.runs[run, PATTERN])].days
            minutes[[day in days for day in self.grounded.days]] += state.measures[run, SPAN]
        busy = np.where(ground.busy[:, :, 0] >= 0.0, ground.busy[:, :, 1] - ground.busy[:, :, 0], 0)
        minutes -= (ground.shift - busy[: ground.based]).sum(axis=0)
        return max(0.0, float(minutes.max()) / ground.shift)

    def go(self, *, begin: int, steps: int, whole: int, price: float | None = None) -> None:
        """Steps ``begin`` to ``begin + steps`` of ``whole``, the search cooling all the while.

        :param price: of a village short, yuan a day; None: more than any village can cost.
        """
        self.asked += 1
        best = self.found
        self.best = anneal(
            self.grounded.ground,
            self.state,
            self.kept,
            best.runs,
            best.vehicles,
            best.at,
            best.counts,
            self._way,
            self.best,
            (self.seed * 7919 + self.asked) % 2**31,
            begin,
            steps,
            whole,
            WARM if self.warm else HOT,
            COLD,
            self.grounded.ground.missing if price is None else price,
        )

    def polish(self, *, kicks: int) -> None:
        """Better the order of every line where it stands, by itself, from so many kicks."""
        self.asked += 1
        best = self.found
        self.best = polish(
            self.grounded.ground,
            self.state,
            self.kept,
            best.runs,
            best.vehicles,
            best.at,
            best.counts,
            np.zeros((2, MOST_STOPS + 2), dtype=np.int64),
            np.zeros((2, MOST_STOPS + 2)),
            self.best,
            (self.seed * 7919 + self.asked) % 2**31,
            kicks,
        )

    def lines(self) -> Lines:
        """The best found."""
        state, known = self.found, self.grounded
        vehicles = [self._runs(vehicle) for vehicle in range(int(state.vehicles.shape[0]))]
        places = [known.places[-2 - at] for at in state.at[:, RUN].tolist() if at <= -2]
        based = len(known.based)
        short = max(0, known.ground.wanted - int((state.at[:, RUN] != -1).sum()))
        return Lines(
            based=tuple(vehicles[:based]),
            own=tuple(runs for runs in vehicles[based:] if runs),
            places=tuple(places),
            spent=self.best - short * known.ground.missing,
            short=short,
        )

    def _runs(self, vehicle: int) -> tuple[LineRun, ...]:
        state, known = self.found, self.grounded
        found = []
        for number in state.vehicles[vehicle, RUNS : RUNS + state.vehicles[vehicle, COUNT]]:
            row = state.runs[number].tolist()
            stops = tuple(row[FIRST : FIRST + row[SIZE]])
            kind, days = known.kinds[row[KIND]], known.patterns[row[PATTERN]]
            found.append(LineRun(row[DEPOT], kind, days, stops))
        return tuple(found)

    def _take_over(self, lines: Lines) -> None:
        known = self.grounded
        for number, runs in enumerate(lines.based):
            vehicle = number if number < len(known.based) else -1
            self._take_runs(runs, vehicle)
        for runs in lines.own:
            self._take_runs(runs, -1)
        numbers = {place: number for number, place in enumerate(known.places)}
        for taken in lines.places:
            if taken in numbers:
                self._take_place(taken, numbers[taken])

    def _take_runs(self, runs: Iterable[LineRun], vehicle: int) -> None:
        """Begin runs again on one vehicle, each with the villages that it can still take."""
        ground, state, known = self.grounded.ground, self.state, self.grounded
        for run in runs:
            kind, pattern = known.kinds.index(run.kind), known.patterns.index(run.days)
            fed = ground.depot[run.depot, FED + pattern] > 0.0
            if ground.depot[run.depot, READY] >= NEVER or not fed:
                continue
            if vehicle >= 0 and state.vehicles[vehicle, TYPE] != kind:
                vehicle = -1
            slot = begin_run(ground, state, run.depot, kind, pattern, vehicle)
            vehicle = int(state.runs[slot, VEHICLE])
            if not self._take_stops(run, slot):
                vehicle = -1

    def _take_stops(self, run: LineRun, slot: int) -> bool:
        """Put a run's villages on its slot; False where the run is gone, none of them held."""
        ground, state = self.grounded.ground, self.state
        gap = float(run.days.longest_gap)
        for node in run.stops:
            village = node - ground.depots
            if passes(ground, state, village, run.depot, gap):
                put(ground, state, village, slot, int(state.runs[slot, SIZE]))
            if state.runs[slot, VEHICLE] < 0:
                return False
        if not state.runs[slot, SIZE]:
            end_run(ground, state, slot)
            return False
        return True

    def _take_place(self, taken: LanePlace, number: int) -> None:
        ground, state = self.grounded.ground, self.state
        depot, gap = int(ground.place[number, ORIGIN]), float(taken.days.longest_gap)
        if passes(ground, state, taken.village, depot, gap) and lane_holds(
            ground, state, taken.village, number
        ):
            take_place(ground, state, taken.village, number)
