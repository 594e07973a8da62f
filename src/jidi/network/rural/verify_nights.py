"""Feeders that stay away for a night: whether they may, rest long enough, and come often enough."""

from __future__ import annotations

import math
from collections.abc import Iterator

from jidi.network.rural.design import Night, Run
from jidi.network.rural.problem import DAY_MINUTES, Problem
from jidi.network.rural.verdict import Violation, above
from jidi.network.rural.verify_times import clock, course
from jidi.network.rural.verify_view import View

LATEST_HANDED = 2
"""Days after the departure: what comes on the second evening is handed out the morning after."""


def night_shape(problem: Problem, run: Run, night: Night) -> Iterator[Violation]:
    """A night where none may be, or one that says nothing that could be computed with."""
    stations = len(problem.stations)
    if problem.overnight is None or not all(1 <= node <= stations for node in run.stops):
        yield Violation.of("N-343", run.id)
    stops, handed = len(run.stops), night.handed
    if not 1 <= night.after <= stops:
        yield _malformed(run, "after", night.after, f"1…{stops}")
    if len(handed) != stops or not all(0 <= days <= LATEST_HANDED for days in handed):
        yield _malformed(run, "handed", str(handed), f"{stops} × 0…{LATEST_HANDED}")
    if not all(0 <= pause < math.inf for pause in night.pauses):
        yield _malformed(run, "pauses", str(night.pauses), "≥ 0")
    if not DAY_MINUTES <= night.resumes < 2 * DAY_MINUTES:
        yield _malformed(run, "resumes", night.resumes, f"{DAY_MINUTES}…{2 * DAY_MINUTES}")


def _malformed(run: Run, what: str, found: float | str, allowed: str) -> Violation:
    return Violation.of("N-344", run.id, what=what, found=found, allowed=allowed)


def beyond_a_shift(view: View) -> Iterator[Violation]:
    """Overnight feeders go to stations beyond one shift only, and to these as often as must be."""
    for run in view.design.feeders:
        for node in run.stops if run.night is not None else ():
            station = view.problem.stations[view.station(node)]
            if station.often is None:
                yield Violation.of("N-345", run.id, station.id)
    for number in sorted(view.feeders):
        station, fed = view.problem.stations[number], view.fed(number)
        often = 0 if fed is None else fed.frequency
        if station.often is not None and often < station.often:
            yield Violation.of("N-346", station.id, found=often, allowed=station.often)


def nights(view: View) -> Iterator[Violation]:
    """Rests that are too short, and parcels handed out before they can be there."""
    rules = view.problem.overnight
    for run in view.design.feeders:
        night = run.night
        if night is None or rules is None:
            continue
        rest = night.resumes - course(view, run).stands
        if above(rules.rest, rest):
            yield Violation.of("N-347", run.id, found=rest, allowed=rules.rest)
        for stop, node in enumerate(run.stops):
            station = view.problem.stations[view.station(node)]
            done = run.arrives[stop] + station.handover + station.sorting
            done -= DAY_MINUTES * night.handed[stop]
            if above(done, station.hours.closes):
                closes = clock(station.hours.closes)
                yield Violation.of("N-348", run.id, station.id, found=clock(done), allowed=closes)
