"""Whether each vehicle with its driver can make its runs, day by day and night by night."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jidi.network.rural.design import Duty, Run
from jidi.network.rural.problem import DAY_MINUTES
from jidi.network.rural.verdict import Violation, above
from jidi.network.rural.verify_money import fleet
from jidi.network.rural.verify_times import course
from jidi.network.rural.verify_view import View
from jidi.network.weekdays import DAYS


@dataclass(frozen=True)
class Piece:
    """What of a run falls on one day: the whole of it, or what is before or after its night.

    :param later: days after the departure, 0 or 1; ``begins`` (with loading) and ``ends``: minutes
        of that day.
    :param idle: stretches without work on it: waiting at a stop, a break on the road.
    """

    run: Run
    later: int
    begins: float
    ends: float
    idle: tuple[float, ...]

    @property
    def stays(self) -> bool:
        """Whether the vehicle is away afterwards, so that it does nothing else on that day."""
        return self.run.night is not None and self.later == 0

    @property
    def comes(self) -> bool:
        """Whether the vehicle was away before, so that it did nothing else on that day."""
        return self.later == 1


def duties(view: View) -> Iterator[Violation]:
    """Runs without a vehicle or with two; days that cannot be worked; more vehicles than exist."""
    yield from _each_run_once(view)
    for duty in view.design.duties:
        yield from _alike(view, duty)
        runs = [view.runs[name] for name in duty.runs]
        yield from _in_turn(view, duty, runs)
        week = [_on(view, runs, day) for day in range(DAYS)]
        for day, pieces in enumerate(week):
            if duty.turns == 1:
                yield from _day(view, duty, pieces, day)
            else:
                for piece in pieces:
                    yield from _day(view, duty, [piece], day)
        if duty.turns == 1 and any(run.night is not None for run in runs):
            yield from _between_days(view, duty, week)
    owned = fleet(view)
    for number, vehicle in enumerate(view.problem.vehicles):
        if vehicle.most is not None and owned.get(number, 0) > vehicle.most:
            yield Violation.of("N-337", vehicle.id, found=owned[number], allowed=vehicle.most)


def _each_run_once(view: View) -> Iterator[Violation]:
    made = Counter(name for duty in view.design.duties for name in duty.runs)
    for name in view.runs:
        if not made[name]:
            yield Violation.of("N-331", name)
        elif made[name] > 1:
            yield Violation.of("N-332", name, times=made[name])


def _alike(view: View, duty: Duty) -> Iterator[Violation]:
    for name in duty.runs:
        run = view.runs[name]
        if run.vehicle != duty.vehicle or run.depot != duty.depot:
            yield Violation.of("N-333", duty.id, name)


# A day -----------------------------------------------------------------------


def _on(view: View, runs: Sequence[Run], day: int) -> list[Piece]:
    """The pieces of runs on a day of the week, in their order."""
    pieces = (piece for run in runs for piece in _pieces(view, run))
    held = [piece for piece in pieces if (day - piece.later) % DAYS in piece.run.days.days]
    return sorted(held, key=lambda piece: piece.begins)


def _pieces(view: View, run: Run) -> Iterator[Piece]:
    followed, night = course(view, run), run.night
    begins = run.departs - view.problem.centre.loading
    waits = [moment - early for moment, early in zip(run.arrives, followed.reached, strict=True)]
    if night is None:
        yield Piece(run, 0, begins, followed.back, tuple(waits))
        return
    out, home = (night.pauses[0], *waits[: night.after]), (night.pauses[1], *waits[night.after :])
    yield Piece(run, 0, begins, followed.stands, out)
    yield Piece(run, 1, night.resumes - DAY_MINUTES, followed.back - DAY_MINUTES, home)


def _day(view: View, duty: Duty, pieces: Sequence[Piece], day: int) -> Iterator[Violation]:
    if not pieces:
        return
    work = view.problem.work
    for one, other in itertools.pairwise(pieces):
        if above(one.ends, other.begins) or one.stays or other.comes:
            yield Violation.of("N-334", duty.id, one.run.id, other.run.id, day=day)
    span = max(piece.ends for piece in pieces) - pieces[0].begins
    if above(span, work.shift):
        yield Violation.of("N-335", duty.id, day=day, found=span, allowed=work.shift)
    if above(span, work.break_after):
        idle = max(_idle(pieces))
        if above(work.break_minutes, idle):
            allowed = work.break_minutes
            yield Violation.of("N-336", duty.id, day=day, found=idle, allowed=allowed, span=span)


def _idle(pieces: Sequence[Piece]) -> Iterator[float]:
    """Every stretch of a day without work: between runs, waiting at a stop, a break on the road."""
    yield 0.0
    for one, other in itertools.pairwise(pieces):
        yield other.begins - one.ends
    for piece in pieces:
        yield from piece.idle


# Nights ----------------------------------------------------------------------


def _in_turn(view: View, duty: Duty, runs: Sequence[Run]) -> Iterator[Violation]:
    """Vehicles in turn make one overnight run, each every so many-th departure, rested between."""
    if duty.turns == 1:
        return
    rules = view.problem.overnight
    if rules is None or duty.turns < 1 or len(runs) != 1 or runs[0].night is None:
        yield Violation.of("N-350", duty.id, turns=duty.turns, runs=len(runs))
        return
    (run,) = runs
    begins, back = run.departs - view.problem.centre.loading, course(view, run).back
    weeks = range(duty.turns + 1)
    leaving = [day + DAYS * week for week in weeks for day in run.days.days]
    for first in range(run.days.frequency):
        again = leaving[first + duty.turns] - leaving[first]
        rest = DAY_MINUTES * again + begins - back
        if above(rules.rest, rest):
            day = (leaving[first] + 1) % DAYS
            yield Violation.of("N-349", duty.id, day=day, found=rest, allowed=rules.rest)


def _between_days(view: View, duty: Duty, week: Sequence[Sequence[Piece]]) -> Iterator[Violation]:
    """The rest of a driver between two days of work, where the night is not part of a run."""
    rules = view.problem.overnight
    worked = [day for day, pieces in enumerate(week) if pieces]
    if rules is None:
        return
    for one, other in zip(worked, [*worked[1:], worked[0] + DAYS], strict=True):
        before, after = week[one], week[other % DAYS]
        same = before[-1].run is after[0].run and (before[-1].later, after[0].later) == (0, 1)
        ends = max(piece.ends for piece in before)
        rest = DAY_MINUTES * (other - one) + after[0].begins - ends
        if not (same and other == one + 1) and above(rules.rest, rest):
            yield Violation.of("N-349", duty.id, day=one, found=rest, allowed=rules.rest)
