"""From chosen candidates and a roster to a design with its bill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jidi.network.rural.billing import bill
from jidi.network.rural.candidate import Prices
from jidi.network.rural.design import Design, Duty, Proof, Run, Service
from jidi.network.rural.lane_places import LanePlace
from jidi.network.rural.rostering import Placed, Roster


def assembled(
    prices: Prices,
    *,
    stations: Sequence[int],
    places: Sequence[LanePlace],
    made: Roster,
    proof: Proof,
    how: Mapping[str, str],
) -> Design:
    """The design, with runs named by what they are and numbered in the roster's order."""
    problem = prices.problem
    runs, duties = _runs(made)
    feeders = tuple(run for run, placed in runs if placed.task.feeds)
    lines = tuple(run for run, placed in runs if not placed.task.feeds)
    services = _services(prices, lines, places)
    cost, grams = bill(
        problem,
        stations=stations,
        runs=(*feeders, *lines),
        duties=duties,
        services=services,
    )
    return Design(
        problem=problem.id,
        digest=problem.digest,
        open=tuple(stations),
        feeders=feeders,
        lines=lines,
        duties=duties,
        services=services,
        bill=cost,
        grams=grams,
        proof=proof,
        made=tuple(how.items()),
    )


def _runs(made: Roster) -> tuple[list[tuple[Run, Placed]], tuple[Duty, ...]]:
    runs: list[tuple[Run, Placed]] = []
    duties = []
    vehicles = sorted(made.vehicles, key=lambda v: (v.depot, v.kind))
    for number, vehicle in enumerate(vehicles, start=1):
        held = []
        for placed in sorted(vehicle.runs, key=lambda p: (p.begins, p.days.marks)):
            letter = "F" if placed.task.feeds else "L"
            run = _run(f"{letter}{len(runs) + 1:03d}", placed)
            runs.append((run, placed))
            held.append(run.id)
        name = f"V{number:02d}"
        duties.append(Duty(name, vehicle.kind, vehicle.depot, tuple(held), vehicle.turns))
    return runs, tuple(duties)


def _run(name: str, placed: Placed) -> Run:
    candidate, sheet = placed.task.candidate, placed.sheet
    return Run(
        id=name,
        depot=candidate.depot,
        stops=candidate.stops,
        vehicle=candidate.vehicle,
        days=placed.days,
        departs=sheet.departs,
        arrives=sheet.arrives,
        returns=sheet.returns,
        night=sheet.night,
    )


def _services(
    prices: Prices, lines: Sequence[Run], places: Sequence[LanePlace]
) -> tuple[Service, ...]:
    problem = prices.problem
    first = 1 + problem.station_count
    by_line = [(node - first, run.id, run.days) for run in lines for node in run.stops]
    by_lane = [(p.village, problem.lanes[p.lane].id, p.days) for p in places]
    return tuple(
        Service(village, by, days, prices.point(village, gap=days.longest_gap)[0])
        for village, by, days in sorted([*by_line, *by_lane], key=lambda way: way[0])
    )
