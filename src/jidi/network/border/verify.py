"""The checker of border designs: weeks are run, run by run, until they repeat themselves.

It shares nothing with the solver but problem, design and ``network/costs.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from jidi.network.border.design import BorderDesign
from jidi.network.border.problem import BorderProblem
from jidi.network.costs import departures_cost, freight_cost, waiting_cost

TOLERANCE: Final = 1e-6
WEEKS: Final = 60
WEEK: Final = 168.0
Kind = Literal["unknown", "flow", "market", "added", "full", "boards", "grows", "cost", "bound"]


@dataclass(frozen=True)
class Breach:
    """One condition that does not hold: which, where, and the two numbers that clash."""

    kind: Kind
    where: str
    found: float = 0.0
    allowed: float = 0.0


@dataclass(frozen=True)
class Verdict:
    """What the checker found.

    :param cost: yuan a week; None where the design cannot be read.
    :param hours: mean hours from ready to hand-over, by route; None for a route without parcels.
    :param bill: the cost's terms: waiting (hours of parcels), runs (that are added), carriage.
    """

    breaches: tuple[Breach, ...]
    cost: float | None = None
    hours: tuple[float | None, ...] = ()
    bill: Mapping[str, float] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether every condition is kept and every claim true."""
        return not self.breaches


def verify(problem: BorderProblem, design: BorderDesign) -> Verdict:
    """Recompute everything."""
    unreadable = tuple(_unreadable(problem, design))
    if unreadable:
        return Verdict(unreadable)
    breaches, hours = list(_amounts(problem, design)), []
    waiting = runs = carriage = 0.0
    for number, route in enumerate(problem.routes):
        found, parcels, spent = _route(problem, design, number)
        breaches += found
        hours.append(spent / parcels if parcels > TOLERANCE else None)
        waiting += waiting_cost(parcel_hours=spent, yuan_per_hour=problem.yuan_hour)
        runs += departures_cost(
            departures_per_day=len(design.added[number]), yuan_per_departure=route.yuan_run
        )
        for flow, row in zip(problem.flows, design.parcels, strict=True):
            yuan = flow.yuan[number] + route.yuan_parcel
            carriage += freight_cost(kg_per_day=7 * row[number], yuan_per_kg=yuan)
    bill = {"carriage": carriage, "waiting": waiting, "runs": runs}
    cost = sum(bill.values())
    if not _same(cost, design.cost):
        breaches.append(Breach("cost", "design", design.cost, cost))
    if design.bound > cost and not _same(design.bound, cost):
        breaches.append(Breach("bound", "design", design.bound, cost))
    return Verdict(tuple(breaches), cost, tuple(hours), bill)


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= TOLERANCE * max(1.0, abs(one), abs(other))


def _unreadable(problem: BorderProblem, design: BorderDesign) -> Iterator[Breach]:
    count = len(problem.routes)
    shapes = {len(row) for row in design.parcels} | {len(design.added), len(design.boards)}
    if len(design.parcels) != len(problem.flows) or shapes != {count}:
        yield Breach("unknown", "design", len(design.parcels), len(problem.flows))
        return
    for route, days, boards in zip(problem.routes, design.added, design.boards, strict=True):
        if any(day not in range(7) for day in days) or len(days) > route.most_added:
            yield Breach("added", route.id, len(days), route.most_added)
        elif len(boards) != len(route.runs) + len(days):
            yield Breach("boards", route.id, len(boards), len(route.runs) + len(days))


def _amounts(problem: BorderProblem, design: BorderDesign) -> Iterator[Breach]:
    for flow, row in zip(problem.flows, design.parcels, strict=True):
        if not _same(sum(row), flow.parcels) or min(row) < -TOLERANCE * max(1.0, flow.parcels):
            yield Breach("flow", flow.id, sum(row), flow.parcels)
        for route, parcels in zip(problem.routes, row, strict=True):
            if parcels > TOLERANCE and flow.market not in route.markets:
                yield Breach("market", f"{flow.id} {route.id}", parcels)


def _route(
    problem: BorderProblem, design: BorderDesign, number: int
) -> tuple[list[Breach], float, float]:
    """What is wrong, parcels a week, and parcel-hours a week from ready to hand-over."""
    route = problem.routes[number]
    days = sorted([*route.runs, *design.added[number]])
    come, parcels, spent = [0.0] * len(days), 0.0, 0.0
    for flow, row in zip(problem.flows, design.parcels, strict=True):
        for day in range(7):
            for clears in route.clearance.hours:
                part = row[number] / len(route.clearance.hours)
                ready = 24.0 * day + problem.ready
                at = ready + flow.hours[number] + clears
                parcels += part
                if not days:
                    continue
                run, leaves = _next(days, route.leaves, at)
                come[run] += part
                spent += part * (leaves - ready + route.after)
    if not days:
        found = [Breach("boards", route.id, parcels)] if parcels > TOLERANCE else []
        return found, parcels, 0.0
    found, waits = _rolled(problem, design, number, days, come)
    return found, parcels, spent + waits


def _next(days: list[int], leaves: float, at: float) -> tuple[int, float]:
    """The first run that leaves at or after an hour, and its own hour."""
    week = int(at // WEEK)
    for weeks in (week, week + 1):
        for run, day in enumerate(days):
            moment = weeks * WEEK + day * 24.0 + leaves
            if moment >= at - 1e-9:
                return run, moment
    raise AssertionError("a week has a run")


def _rolled(
    problem: BorderProblem, design: BorderDesign, number: int, days: list[int], come: list[float]
) -> tuple[list[Breach], float]:
    """Weeks one after the other; parcel-hours that those left behind wait in the last."""
    route, queue, waits = problem.routes[number], 0.0, 0.0
    boards, before = [0.0] * len(days), -1.0
    for _ in range(WEEKS):
        waits, start = 0.0, queue
        for run, day in enumerate(days):
            queue += come[run]
            boards[run] = min(queue, route.capacity)
            queue -= boards[run]
            later = days[run + 1] if run + 1 < len(days) else days[0] + 7
            waits += queue * (later - day) * 24.0
        before = start
    found = []
    if not _same(before, queue):
        found.append(Breach("grows", route.id, queue, before))
    for run, (told, boarded) in enumerate(zip(design.boards[number], boards, strict=True)):
        if told > route.capacity * (1 + TOLERANCE) + TOLERANCE:
            found.append(Breach("full", f"{route.id} {run + 1}", told, route.capacity))
        elif abs(told - boarded) > 1e-5 * max(1.0, boarded):
            found.append(Breach("boards", f"{route.id} {run + 1}", told, boarded))
    return found, waits
