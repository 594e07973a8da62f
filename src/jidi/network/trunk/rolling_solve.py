"""The fewest vehicles and the best yards of a daily timetable, by HiGHS.

A dock needs so many idle vehicles at midnight that none is missing at any minute; whether it is a
yard shifts the minutes at which its tractors are taken and given back. Docks hang together only by
the clocks of empty trips.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from jidi.core.errors import InputError
from jidi.network.costs import rolling_cost
from jidi.network.mixed_integer import Program
from jidi.network.trunk.problem import DAY
from jidi.network.trunk.rolling import EmptyTrip, RollingDesign, RollingProblem, Run

NODES: Final = 20_000
_GAP: Final = 1e-9
_NOISE: Final = 1e-6


@dataclass(frozen=True)
class _Event:
    """Vehicles taken (``count`` below nought) or given back, at a minute of the first day or of
    the days around it."""

    minute: int
    count: int


def solve_rolling(problem: RollingProblem) -> RollingDesign:
    """The cheapest vehicles and yards, with their bound.

    :raises InputError: N-967 when none was found within the limits.
    """
    if not problem.runs:
        none = (0,) * len(problem.docks)
        return RollingDesign((), (), none, none, 0, 0, 0.0, 0.0)
    return _Posed(problem).solved()


@dataclass
class _Posed:
    """The program: a column for each yard, each clock of empty trips, what stands at midnight."""

    problem: RollingProblem
    program: Program = field(default_factory=Program)
    yards: dict[int, int] = field(default_factory=dict)
    clocks: dict[tuple[int, int], int] = field(default_factory=dict)

    def solved(self) -> RollingDesign:
        problem, program = self.problem, self.program
        for number, dock in enumerate(problem.docks):
            if dock.yard:
                self.yards[number] = program.column(problem.yard_yuan, upper=1.0, whole=True)
        self._empties()
        self._vehicles(problem.tractor_yuan, dropped=True)
        self._vehicles(problem.trailer_yuan, dropped=False)
        found = program.answered(gap=_GAP, nodes=NODES)
        if found.values is None:
            raise InputError("N-967", vehicle=problem.vehicle)
        whole = [round(value) for value in found.values]
        yards = tuple(number for number, column in self.yards.items() if whole[column])
        empties = tuple(
            EmptyTrip(trips, clock, whole[column])
            for (trips, clock), column in self.clocks.items()
            if whole[column]
        )
        return self._design(yards, empties, found.bound)

    # Empty trips ---------------------------------------------------------------

    def _empties(self) -> None:
        """A column for each clock. Vehicles that wait may as well wait where they are going: they
        leave when something becomes idle."""
        for number, trips in enumerate(self.problem.empties):
            mine = {}
            for clock in sorted(self._freed[trips.origin]):
                column = self.program.column(0.0, upper=float(trips.count), whole=True)
                self.clocks[number, clock] = column
                mine[column] = 1.0
            self.program.row(mine, least=trips.count, most=trips.count)

    @cached_property
    def _freed(self) -> Mapping[int, set[int]]:
        """The minutes at which something becomes idle at each dock, by any chain of trips."""
        problem = self.problem
        found: dict[int, set[int]] = defaultdict(set)
        for run in problem.runs:
            for unload in (problem.docks[run.target].unload, problem.hook):
                found[run.target].add((run.departs + run.minutes + unload) % DAY)
        while True:
            fresh = {
                (trips.target, (clock + trips.minutes) % DAY)
                for trips in problem.empties
                for clock in found[trips.origin]
            }
            fresh = {(dock, clock) for dock, clock in fresh if clock not in found[dock]}
            if not fresh:
                return found
            for dock, clock in fresh:
                found[dock].add(clock)

    # Vehicles ------------------------------------------------------------------

    def _vehicles(self, yuan: float, *, dropped: bool) -> None:
        """What stands at midnight and what is on the way then, at so many yuan each.

        :param dropped: whether yards set them free sooner.
        """
        for dock in range(len(self.problem.docks)):
            idle = self.program.column(yuan, whole=True)
            yard = self.yards.get(dock) if dropped else None
            usual = tuple(self._events(dock, yard=False))
            self._on_the_way(_under_way(usual) * yuan, only=None)
            self._never_missing(dock, idle, usual, yard, when=0)
            if yard is not None:
                soon = tuple(self._events(dock, yard=True))
                self._on_the_way((_under_way(soon) - _under_way(usual)) * yuan, only=yard)
                self._never_missing(dock, idle, soon, yard, when=1)
        for (number, clock), column in self.clocks.items():
            minutes = self.problem.empties[number].minutes
            self.program.add_price(column, yuan * ((clock + minutes) // DAY))

    def _on_the_way(self, yuan: float, *, only: int | None) -> None:
        """Pay for what is on the way at midnight, always or only where a dock is a yard."""
        if only is None:
            self.program.column(yuan, lower=1.0, upper=1.0)
        else:
            self.program.add_price(only, yuan)

    def _never_missing(
        self, dock: int, idle: int, events: tuple[_Event, ...], yard: int | None, *, when: int
    ) -> None:
        """Rows: after every minute no fewer than none stand at a dock, yard (1) or not (0)."""
        slack = float(sum(-event.count for event in events if event.count < 0))
        slack += sum(trips.count for trips in self.problem.empties if trips.origin == dock)
        moments = {event.minute % DAY for event in events if event.count < 0}
        moments |= self._freed[dock] if self._left_empty(dock) else set()
        for moment in sorted(moments):
            terms = {idle: 1.0, **self._empty_by(dock, moment)}
            least = -float(sum(e.count for e in events if e.minute % DAY <= moment))
            if yard is not None:
                terms[yard] = slack if when == 0 else -slack
                least -= slack if when == 1 else 0.0
            self.program.row(terms, least=least)

    def _left_empty(self, dock: int) -> bool:
        return any(trips.origin == dock for trips in self.problem.empties)

    def _empty_by(self, dock: int, moment: int) -> dict[int, float]:
        """What each column of empty trips has brought to a dock by a minute of the day."""
        found: dict[int, float] = defaultdict(float)
        for (number, clock), column in self.clocks.items():
            trips = self.problem.empties[number]
            if trips.origin == dock and clock <= moment:
                found[column] -= 1.0
            if trips.target == dock and (clock + trips.minutes) % DAY <= moment:
                found[column] += 1.0
        return found

    def _events(self, dock: int, *, yard: bool) -> Iterator[_Event]:
        """Vehicles taken and given back at a dock by loaded runs."""
        at, hook = self.problem.docks[dock], self.problem.hook
        for run in self.problem.runs:
            if run.origin == dock:
                yield _Event(run.departs - (hook if yard else at.load), -run.count)
            if run.target == dock:
                yield _Event(_comes(run) + (hook if yard else at.unload), run.count)

    # The design ----------------------------------------------------------------

    def _design(
        self, yards: tuple[int, ...], empties: tuple[EmptyTrip, ...], bound: float
    ) -> RollingDesign:
        problem = self.problem
        tractors, tractors_needed = self._needed(yards, empties)
        trailers, trailers_needed = self._needed((), empties)
        cost = rolling_cost(
            tractors=tractors_needed,
            trailers=trailers_needed,
            yards=len(yards),
            tractor_yuan=problem.tractor_yuan,
            trailer_yuan=problem.trailer_yuan,
            yard_yuan=problem.yard_yuan,
        )
        return RollingDesign(
            yards=yards, empties=empties, tractors=tractors, trailers=trailers,
            tractors_needed=tractors_needed, trailers_needed=trailers_needed, cost=cost,
            bound=min(cost, bound),
        )  # fmt: skip

    def _needed(
        self, yards: tuple[int, ...], empties: tuple[EmptyTrip, ...]
    ) -> tuple[tuple[int, ...], int]:
        """What must stand at each dock at midnight, and how many there are with those under way."""
        standing, under_way = [], 0
        for dock in range(len(self.problem.docks)):
            events = [*self._events(dock, yard=dock in yards), *self._empty_events(dock, empties)]
            under_way += _under_way(events)
            here, least = 0, 0
            for event in sorted(events, key=lambda e: (e.minute % DAY, -e.count)):
                here += event.count
                least = min(least, here)
            standing.append(-least)
        return tuple(standing), sum(standing) + under_way

    def _empty_events(self, dock: int, empties: tuple[EmptyTrip, ...]) -> Iterator[_Event]:
        for one in empties:
            trips = self.problem.empties[one.trips]
            if trips.origin == dock:
                yield _Event(one.departs, -one.count)
            if trips.target == dock:
                yield _Event(one.departs + trips.minutes, one.count)


def _comes(run: Run) -> int:
    return run.departs + run.minutes


def _under_way(events: Iterator[_Event] | tuple[_Event, ...] | list[_Event]) -> int:
    """The part of vehicles under way at midnight that events account for, whole days apart."""
    return sum(event.count * (event.minute // DAY) for event in events)
