"""Whether each vehicle with its driver can make its runs, day by day."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

from jidi.network.rural.design import Duty, Run
from jidi.network.rural.verdict import Violation, above
from jidi.network.rural.verify_times import course
from jidi.network.rural.verify_view import View
from jidi.network.weekdays import DAYS


def duties(view: View) -> Iterator[Violation]:
    """Runs without a vehicle or with two; days that cannot be worked; more vehicles than exist."""
    yield from _each_run_once(view)
    for duty in view.design.duties:
        yield from _alike(view, duty)
        runs = sorted((view.runs[name] for name in duty.runs), key=lambda run: run.departs)
        for day in range(DAYS):
            yield from _day(view, duty, [run for run in runs if day in run.days.days], day)
    owned = Counter(duty.vehicle for duty in view.design.duties)
    for number, vehicle in enumerate(view.problem.vehicles):
        if vehicle.most is not None and owned[number] > vehicle.most:
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


def _day(view: View, duty: Duty, runs: Sequence[Run], day: int) -> Iterator[Violation]:
    if not runs:
        return
    work = view.problem.work
    spans = [(run.departs - view.problem.centre.loading, course(view, run).back) for run in runs]
    for (one, (_, back)), (other, (begins, _)) in itertools.pairwise(zip(runs, spans, strict=True)):
        if above(back, begins):
            yield Violation.of("N-334", duty.id, one.id, other.id, day=day)
    span = max(back for _, back in spans) - spans[0][0]
    if above(span, work.shift):
        yield Violation.of("N-335", duty.id, day=day, found=span, allowed=work.shift)
    if above(span, work.break_after):
        idle = max(_idle(view, runs, spans))
        if above(work.break_minutes, idle):
            allowed = work.break_minutes
            yield Violation.of("N-336", duty.id, day=day, found=idle, allowed=allowed, span=span)


def _idle(view: View, runs: Sequence[Run], spans: Sequence[tuple[float, float]]) -> Iterator[float]:
    """Every stretch of a day without work: between runs, and waiting at a stop."""
    yield 0.0
    for (_, back), (begins, _) in itertools.pairwise(spans):
        yield begins - back
    for run in runs:
        reached = course(view, run).reached
        yield from (arrives - early for arrives, early in zip(run.arrives, reached, strict=True))
