"""A design changed by hand: villages taken out, runs timed anew. No solver is asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from jidi.network.rural.design import Design, Duty, Run, Service
from jidi.network.rural.overnight import over_night, ready_at
from jidi.network.rural.problem import Problem
from jidi.network.rural.timing import TimeSheet, Timing


def timing_of(problem: Problem, design: Design) -> Timing:
    """When each station is ready, by the design's own feeders."""
    timing = Timing(problem)
    for feeder in design.feeders:
        night = feeder.night
        for stop, (node, arrives) in enumerate(zip(feeder.stops, feeder.arrives, strict=True)):
            station = problem.stations[node - 1]
            timing.station_ready[node - 1] = arrives + station.handover + station.sorting
            if night is not None:
                handed = night.handed[stop]
                timing.station_ready[node - 1] = ready_at(problem, node, arrives, handed)
                timing.fed[node - 1] = feeder.days.shifted(handed)
    return timing


def without_village(problem: Problem, design: Design, service: Service) -> Design:
    """The design without a village; a line left with no stop goes, and a duty with no run."""
    node = problem.village_node(service.village)
    services = tuple(s for s in design.services if s.village != service.village)
    line = next((run for run in design.lines if run.id == service.by), None)
    if line is None:
        return replace(design, services=services)
    rest = replace(line, stops=tuple(stop for stop in line.stops if stop != node))
    if rest.stops:
        changed = replace(
            design,
            lines=tuple(rest if run.id == line.id else run for run in design.lines),
            services=services,
        )
        return timed_anew(problem, timing_of(problem, design), changed, rest)
    return without_lines(design, {line.id})


def without_lines(design: Design, names: Collection[str]) -> Design:
    """The design without these lines and who is on them; a duty with no run left goes too."""
    duties = (
        replace(duty, runs=tuple(run for run in duty.runs if run not in names))
        for duty in design.duties
    )
    return replace(
        design,
        lines=tuple(run for run in design.lines if run.id not in names),
        duties=tuple(duty for duty in duties if duty.runs),
        services=tuple(service for service in design.services if service.by not in names),
    )


def without_stations(problem: Problem, design: Design, idle: Collection[int]) -> Design:
    """The design without these stations, through which nothing goes; feeders drive past them."""
    feeders = tuple(_past(problem, run, idle) for run in design.feeders)
    gone = {run.id for run in feeders if not run.stops}
    duties = (
        replace(duty, runs=tuple(name for name in duty.runs if name not in gone))
        for duty in design.duties
    )
    return replace(
        design,
        open=tuple(number for number in design.open if number not in idle),
        feeders=tuple(run for run in feeders if run.stops),
        duties=tuple(duty for duty in duties if duty.runs),
    )


def _past(problem: Problem, run: Run, idle: Collection[int]) -> Run:
    """A feeder that drives past idle stations, leaving as early as before."""
    stops = tuple(node for node in run.stops if node - 1 not in idle)
    if stops == run.stops or not stops:
        return replace(run, stops=stops, arrives=run.arrives if stops else ())
    if run.night is not None:
        sheet = over_night(problem, stops, run.vehicle)
        return run if sheet is None else with_times(replace(run, stops=stops), sheet)
    begin = run.departs - problem.centre.loading
    return timed(problem, Timing(problem), replace(run, stops=stops), begin)


def runs_of(design: Design, duty: Duty) -> list[Run]:
    """The runs of a duty in the order in which they are made."""
    held = [run for run in (*design.feeders, *design.lines) if run.id in duty.runs]
    return sorted(held, key=lambda run: (run.departs, run.id))


def timed_anew(problem: Problem, timing: Timing, design: Design, changed: Run) -> Design:
    """The changed run and those its vehicle makes afterwards, each as early as before or later."""
    duty = next(duty for duty in design.duties if changed.id in duty.runs)
    loading = problem.centre.loading
    done: list[Run] = []
    for run in runs_of(design, duty):
        before = [r.returns for r in done if set(r.days.days) & set(run.days.days)]
        begin = max([run.departs - loading, *before])
        done.append(timed(problem, timing, run, begin))
    new = {run.id: run for run in done}
    return replace(
        design,
        feeders=tuple(new.get(run.id, run) for run in design.feeders),
        lines=tuple(new.get(run.id, run) for run in design.lines),
    )


def timed(problem: Problem, timing: Timing, run: Run, begin: float) -> Run:
    """The run from ``begin`` on; where a rule cannot be kept, driven straight through.

    A run that stays away for a night keeps its times.
    """
    if run.night is not None:
        return run
    sheet = timing.earliest(depot=run.depot, stops=run.stops, vehicle=run.vehicle, begin=begin)
    if sheet is None:
        return plainly(problem, replace(run, departs=begin + problem.centre.loading))
    return with_times(run, sheet)


def with_times(run: Run, sheet: TimeSheet) -> Run:
    """The run at the times of a sheet."""
    return replace(
        run,
        departs=sheet.departs,
        arrives=sheet.arrives,
        returns=sheet.returns,
        night=sheet.night,
    )


def plainly(problem: Problem, run: Run) -> Run:
    """Times of a run that waits for no one but a closed door, whatever rules that breaks."""
    clock, here, arrives = run.departs, run.depot, []
    minutes = problem.minutes[run.vehicle]
    for stop in run.stops:
        opens, handover = _door(problem, stop)
        begins = max(clock + float(minutes[here, stop]), opens)
        arrives.append(begins)
        clock, here = begins + handover, stop
    returns = clock + float(minutes[here, run.depot])
    return replace(run, arrives=tuple(arrives), returns=returns)


def _door(problem: Problem, node: int) -> tuple[float, float]:
    """When a stop opens, and how long a visit takes."""
    if node <= problem.station_count:
        station = problem.stations[node - 1]
        return station.hours.opens, station.handover
    village = problem.villages[node - 1 - problem.station_count]
    return village.window.opens, village.handover
