"""When a run is where: earliest times from a depot through its stops, with waiting and a break."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from jidi.network.rural.design import Night
from jidi.network.rural.problem import CENTRE, Problem
from jidi.network.weekdays import EVERY_DAY, Weekdays

SLACK: Final = 1e-9
LONGER: Final = 1.5
ON_THE_WAY_MINUTES: Final = 240.0
"""When a station is thought to be fed: half as long again as the way there, and time for other
stations. Own choice; with less, feeders visit few stations and cost more."""


@dataclass(frozen=True)
class TimeSheet:
    """The times of one run; ``span`` counts from the begin of loading to the return.

    :param night: where it stays away for one; ``span`` is the work of both days then.
    """

    departs: float
    arrives: tuple[float, ...]
    returns: float
    span: float
    rested: bool
    """Whether it holds an idle stretch as long as the break."""
    night: Night | None = None


@dataclass
class Timing:
    """Earliest times under the rules of the problem.

    :param station_ready: for each station, the minute from which loading can begin there.
    :param fed: days on which a station hands out what came, where they are not its own.
    :param patience: minutes that other stations on its feeder's way may keep a station waiting.
    """

    problem: Problem
    station_ready: list[float] = field(default_factory=list)
    patience: float = ON_THE_WAY_MINUTES
    fed: dict[int, Weekdays] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._guess = [self._guessed(s) for s in range(self.problem.station_count)]
        if not self.station_ready:
            self.station_ready = list(self._guess)

    def in_time(self, stops: tuple[int, ...], arrives: tuple[float, ...]) -> bool:
        """Whether a feeder that comes then leaves each station ready no later than was guessed.

        Lines are made for the guess; a feeder that keeps it keeps them possible.
        """
        pairs = zip(stops, arrives, strict=True)
        return all(when <= self.latest(node - 1) + SLACK for node, when in pairs)

    def latest(self, station: int) -> float:
        """The latest minute at which a feeder may come so that the guess holds."""
        held = self.problem.stations[station]
        return min(held.hours.closes, self._guess[station] - held.handover - held.sorting)

    def _guessed(self, station: int) -> float:
        """When a station might be ready, before feeders are known: a direct run and a half, and
        the time for other stations on the way."""
        problem = self.problem
        node, held = problem.station_node(station), problem.stations[station]
        feeders = [k for k, v in enumerate(problem.vehicles) if v.feeder]
        drive = max((float(problem.minutes[k][CENTRE, node]) for k in feeders), default=0.0)
        came = problem.centre.ready + problem.centre.loading + LONGER * drive + self.patience
        return max(came, held.hours.opens) + held.handover + held.sorting

    def ready(self, depot: int) -> float:
        """The minute from which loading can begin at a depot."""
        return self.problem.centre.ready if depot == CENTRE else self.station_ready[depot - 1]

    def leaving(self, depot: int) -> Weekdays:
        """The days on which lines may leave a depot."""
        if depot == CENTRE:
            return EVERY_DAY
        return self.fed.get(depot - 1, self.problem.stations[depot - 1].days)

    def back_by(self, depot: int) -> float:
        """The minute by which a run must be back."""
        if depot == CENTRE:
            return self.problem.centre.closes
        return self.problem.stations[depot - 1].hours.closes

    def earliest(
        self, *, depot: int, stops: tuple[int, ...], vehicle: int, begin: float = 0.0
    ) -> TimeSheet | None:
        """The time sheet when loading begins as early as it can, not before ``begin``.

        The departure is then put off as far as waiting at the first stop allows, so that no driver
        waits in the field for a window he knew of. None when a window, the return or the shift
        cannot be kept.
        """
        loading = self.problem.centre.loading
        departs = max(self.ready(depot), begin) + loading
        if stops:
            departs = max(departs, self._opens(stops[0]) - self._drive(vehicle, depot, stops[0]))
        sheet = self._sheet(depot, stops, vehicle, departs, rest_at=None)
        work = self.problem.work
        if sheet is None:
            return None
        if sheet.span > work.break_after + SLACK and not sheet.rested:
            sheet = self._with_break(depot, stops, vehicle, departs)
        if sheet is None or sheet.span > work.shift + SLACK:
            return None
        return sheet

    def _with_break(
        self, depot: int, stops: tuple[int, ...], vehicle: int, departs: float
    ) -> TimeSheet | None:
        """The earliest return with a break before one of the stops, the middle ones first."""
        middle = len(stops) / 2
        for stop in sorted(range(len(stops)), key=lambda s: (abs(s - middle), s)):
            sheet = self._sheet(depot, stops, vehicle, departs, rest_at=stop)
            if sheet is not None:
                return sheet
        return None

    def _sheet(
        self,
        depot: int,
        stops: tuple[int, ...],
        vehicle: int,
        departs: float,
        *,
        rest_at: int | None,
    ) -> TimeSheet | None:
        work = self.problem.work
        clock, here, arrives, rested = departs, depot, [], False
        for number, stop in enumerate(stops):
            came = clock + self._drive(vehicle, here, stop)
            begins = max(came, self._opens(stop))
            if number == rest_at:
                begins = max(begins, came + work.break_minutes)
            if begins > self._closes(stop) + SLACK:
                return None
            rested = rested or begins - came >= work.break_minutes - SLACK
            arrives.append(begins)
            clock, here = begins + self._handover(stop), stop
        returns = clock + self._drive(vehicle, here, depot)
        if returns > self.back_by(depot) + SLACK:
            return None
        span = returns - departs + self.problem.centre.loading
        return TimeSheet(departs, tuple(arrives), returns, span, rested)

    def _drive(self, vehicle: int, here: int, there: int) -> float:
        return float(self.problem.minutes[vehicle][here, there])

    def _opens(self, node: int) -> float:
        return self._stop(node)[0]

    def _closes(self, node: int) -> float:
        return self._stop(node)[1]

    def _handover(self, node: int) -> float:
        return self._stop(node)[2]

    def _stop(self, node: int) -> tuple[float, float, float]:
        """Opening, closing and handover of a stop, be it a station or a village."""
        problem = self.problem
        if node <= problem.station_count:
            station = problem.stations[node - 1]
            return station.hours.opens, station.hours.closes, station.handover
        village = problem.villages[node - 1 - problem.station_count]
        return village.window.opens, village.window.closes, village.handover
