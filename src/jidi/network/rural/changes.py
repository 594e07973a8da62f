"""What of a problem a design breaks, as changes of its conditions; and such changes made.

The checker says what is broken and by how much; moments are read from the design itself.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from jidi.network.rural.conditions import Condition, Kind, loosened
from jidi.network.rural.design import Design, Run
from jidi.network.rural.problem import CENTRE, DAY_MINUTES, Problem, Window
from jidi.network.rural.verdict import Violation
from jidi.network.rural.verify import verify
from jidi.network.weekdays import Weekdays

Value = float | Window | tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """A condition as it is and as it would have to be.

    Coverage: share; budget: yuan a day; fleet: vehicles; load and capacities: parcels; range: km;
    shift: minutes; hours and windows: from and until; frequency: day patterns as marks; a station
    that must be open or closed: 1 before and 0 after.
    """

    condition: Condition
    before: Value
    after: Value


def changes_of(problem: Problem, design: Design) -> Iterator[Change]:
    """What of a problem a design breaks, as changes that would allow it."""
    verdict = verify(problem, design)
    broken = _Broken(problem, design, verdict.violations)
    wanted, served = problem.wanted, len(design.served)
    if served < problem.villages_wanted:
        yield Change(Condition(Kind.COVERAGE), wanted.coverage, served / len(problem.villages))
    if wanted.budget is not None and verdict.bill and verdict.bill.total > wanted.budget:
        cents = math.ceil(verdict.bill.total * 100) / 100
        yield Change(Condition(Kind.BUDGET), wanted.budget, cents)
    owned: Counter[int] = Counter()
    for duty in design.duties:
        owned[duty.vehicle] += duty.turns
    for row, vehicle in enumerate(problem.vehicles):
        if vehicle.most is not None and owned[row] > vehicle.most:
            yield Change(Condition(Kind.FLEET, row), vehicle.most, owned[row])
    yield from broken.limits()
    yield from broken.stations()
    yield from broken.patterns()
    yield from broken.hours()


@dataclass
class _Broken:
    problem: Problem
    design: Design
    violations: tuple[Violation, ...]

    def limits(self) -> Iterator[Change]:
        """Limits of vehicles, of the shift, and of what places and lanes hold: the most found."""
        problem = self.problem
        runs = {run.id: run.vehicle for run in (*self.design.feeders, *self.design.lines)}
        stations = {s.id: n for n, s in enumerate(problem.stations)}
        lanes = {lane.id: n for n, lane in enumerate(problem.lanes)}
        for row, most in self._most("N-319", runs).items():
            before = problem.vehicles[row].capacity
            yield Change(Condition(Kind.LOAD, row), before, most)
        for row, most in self._most("N-324", runs).items():
            before = problem.vehicles[row].range_km
            yield Change(Condition(Kind.RANGE, row), before, most)
        for most in self._most("N-335", {duty.id: 0 for duty in self.design.duties}).values():
            yield Change(Condition(Kind.SHIFT), problem.work.shift, most)
        for row, most in self._most("N-321", stations).items():
            before = problem.stations[row].capacity
            yield Change(Condition(Kind.STATION_CAPACITY, row), before, most)
        for row, most in self._most("N-320", lanes).items():
            before = problem.lanes[row].capacity
            yield Change(Condition(Kind.LANE_CAPACITY, row), before, most)
        points = {service.village: service.point for service in self.design.services}
        villages = {v.id: n for n, v in enumerate(problem.villages)}
        for row, most in self._most("N-322", villages).items():
            before = problem.villages[row].points[points[row]].parcels_per_day
            yield Change(Condition(Kind.POINT_CAPACITY, row), before, most)

    def _most(self, code: str, rows: Mapping[str, int]) -> dict[int, float]:
        """The most found by row, of the violations of one code."""
        found: dict[int, float] = {}
        for violation in self.violations:
            if violation.code == code:
                row, figure = rows[violation.subjects[0]], dict(violation.values)["found"]
                found[row] = max(found.get(row, 0.0), float(figure))
        return dict(sorted(found.items()))

    def stations(self) -> Iterator[Change]:
        """Stations that are closed though they must be open, and the other way round."""
        for row, station in enumerate(self.problem.stations):
            is_open = row in self.design.open
            if station.needed and not is_open:
                yield Change(Condition(Kind.STATION_OPEN, row), 1.0, 0.0)
            if station.must is False and is_open:
                yield Change(Condition(Kind.STATION_CLOSED, row), 1.0, 0.0)

    def patterns(self) -> Iterator[Change]:
        """Villages visited on days that are none of their patterns."""
        for service in self.design.services:
            allowed = self.problem.villages[service.village].patterns
            if service.days not in allowed:
                marks = tuple(pattern.marks for pattern in allowed)
                condition = Condition(Kind.FREQUENCY, service.village)
                yield Change(condition, marks, (*marks, service.days.marks))

    def hours(self) -> Iterator[Change]:
        """Moments outside the windows of villages and the hours of stations and the centre."""
        problem = self.problem
        for row, moments in sorted(self._in_villages().items()):
            yield from _widened(Kind.WINDOW, row, problem.villages[row].window, moments)
        for row, moments in sorted(self._at_stations().items()):
            yield from _widened(Kind.STATION_HOURS, row, problem.stations[row].hours, moments)
        window = Window(problem.centre.ready, problem.centre.closes)
        yield from _widened(Kind.CENTRE_HOURS, 0, window, self._at_centre())

    def _in_villages(self) -> dict[int, list[float]]:
        found: dict[int, list[float]] = {}
        for run in self.design.lines:
            for node, arrives in zip(run.stops, run.arrives, strict=True):
                found.setdefault(node - 1 - self.problem.station_count, []).append(arrives)
        lanes = {lane.id: lane for lane in self.problem.lanes}
        for service in self.design.services:
            if service.by in lanes:
                arrives = lanes[service.by].arrivals[service.village]
                found.setdefault(service.village, []).append(arrives)
        return found

    def _at_stations(self) -> dict[int, list[float]]:
        found: dict[int, list[float]] = {}
        for run in self.design.feeders:
            night = len(run.stops) if run.night is None else run.night.after
            for stop, (node, arrives) in enumerate(zip(run.stops, run.arrives, strict=True)):
                moment = arrives if stop < night else arrives - DAY_MINUTES
                found.setdefault(node - 1, []).append(moment)
        for run in self.design.lines:
            if run.depot != CENTRE:
                found.setdefault(run.depot - 1, []).extend((run.departs, run.returns))
        return found

    def _at_centre(self) -> list[float]:
        loading = self.problem.centre.loading
        runs: list[Run] = [*self.design.feeders, *self.design.lines]
        found = []
        for run in (run for run in runs if run.depot == CENTRE):
            back = run.returns if run.night is None else run.returns - DAY_MINUTES
            found += [run.departs - loading, back]
        used = {service.by for service in self.design.services}
        lanes = [lane for lane in self.problem.lanes if lane.id in used]
        return found + [lane.departs - loading for lane in lanes if lane.origin == CENTRE]


def _widened(kind: Kind, row: int, window: Window, moments: Sequence[float]) -> Iterator[Change]:
    """The window made to hold these moments, to whole minutes outwards."""
    early = min((m for m in moments if m < window.opens - 1e-6), default=window.opens)
    late = max((m for m in moments if m > window.closes + 1e-6), default=window.closes)
    if (early, late) != (window.opens, window.closes):
        opens = early if early == window.opens else float(math.floor(early))
        closes = late if late == window.closes else float(math.ceil(late))
        yield Change(Condition(kind, row), window, Window(opens, closes))


def changed(problem: Problem, changes: Iterable[Change]) -> Problem:
    """The problem with these changes."""
    for change in changes:
        problem = _with(problem, change)
    return problem


def _with(problem: Problem, change: Change) -> Problem:
    kind, row, after = change.condition.kind, change.condition.row, change.after
    if isinstance(after, float | int) and isinstance(change.before, float | int):
        if kind is Kind.COVERAGE:
            return replace(problem, wanted=replace(problem.wanted, coverage=after))
        if kind is Kind.BUDGET:
            return replace(problem, wanted=replace(problem.wanted, budget=after))
        return loosened(problem, kind, abs(after - change.before), rows=(row,))
    if isinstance(after, Window) and isinstance(change.before, Window):
        return _with_window(problem, change.condition, after)
    return _with_patterns(problem, row, change)


def _with_window(problem: Problem, condition: Condition, after: Window) -> Problem:
    if condition.kind is Kind.CENTRE_HOURS:
        centre = replace(problem.centre, ready=after.opens, closes=after.closes)
        return replace(problem, centre=centre)
    if condition.kind is Kind.WINDOW:
        villages = list(problem.villages)
        villages[condition.row] = replace(villages[condition.row], window=after)
        return replace(problem, villages=tuple(villages))
    stations = list(problem.stations)
    stations[condition.row] = replace(stations[condition.row], hours=after)
    return replace(problem, stations=tuple(stations))


def _with_patterns(problem: Problem, row: int, change: Change) -> Problem:
    assert isinstance(change.after, tuple)
    patterns = tuple(Weekdays(marks) for marks in change.after)
    villages = list(problem.villages)
    villages[row] = replace(villages[row], patterns=patterns)
    return replace(problem, villages=tuple(villages))
