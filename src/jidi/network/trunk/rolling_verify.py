"""The checker of vehicles and yards: it plays several days, minute by minute.

It shares nothing with the solver but the problem and ``network/costs.py``. Every breach is told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from jidi.network.costs import rolling_cost
from jidi.network.trunk.rolling import RollingDesign, RollingProblem

TOLERANCE: Final = 1e-6
MINUTES_A_DAY: Final = 1440
DAYS_PLAYED: Final = 3

Kind = Literal[
    "unreadable", "yard", "empty_trips", "missing", "not_repeated", "tractors", "trailers",
    "cost", "bound",
]  # fmt: skip


@dataclass(frozen=True)
class RollingBreach:
    """One condition that does not hold: which, where, and the two numbers that clash."""

    kind: Kind
    where: str
    found: float = 0.0
    allowed: float = 0.0


def verify_rolling(problem: RollingProblem, design: RollingDesign) -> tuple[RollingBreach, ...]:
    """Every breach; none where the design holds."""
    unreadable = tuple(_unreadable(problem, design))
    if unreadable:
        return unreadable
    found = list(_conditions(problem, design))
    counts: list[int] = []
    for kind, standing, claimed, yards in (
        ("tractors", design.tractors, design.tractors_needed, design.yards),
        ("trailers", design.trailers, design.trailers_needed, ()),
    ):
        trips = list(_trips(problem, design, yards))
        found += _played(problem, standing, trips, kind)
        whole = sum(standing) + sum(1 for _, taken, _, given in trips if taken < 0 <= given)
        counts.append(whole)
        if whole != claimed:
            what: Kind = "tractors" if kind == "tractors" else "trailers"
            found.append(RollingBreach(what, "design", claimed, whole))
    cost = rolling_cost(
        tractors=counts[0],
        trailers=counts[1],
        yards=len(design.yards),
        tractor_yuan=problem.tractor_yuan,
        trailer_yuan=problem.trailer_yuan,
        yard_yuan=problem.yard_yuan,
    )
    if not _same(cost, design.cost):
        found.append(RollingBreach("cost", "design", design.cost, cost))
    if design.bound > cost and not _same(design.bound, cost):
        found.append(RollingBreach("bound", "design", design.bound, cost))
    return tuple(found)


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= TOLERANCE * max(1.0, abs(one), abs(other))


def _unreadable(problem: RollingProblem, design: RollingDesign) -> Iterator[RollingBreach]:
    docks = len(problem.docks)
    for kind, standing in (("tractors", design.tractors), ("trailers", design.trailers)):
        if len(standing) != docks or any(count < 0 for count in standing):
            yield RollingBreach("unreadable", kind, len(standing), docks)
    for yard in design.yards:
        if not 0 <= yard < docks:
            yield RollingBreach("unreadable", f"yard {yard}", yard, docks)
    for number, one in enumerate(design.empties):
        known = 0 <= one.trips < len(problem.empties)
        if not (known and one.count >= 0 and 0 <= one.departs < MINUTES_A_DAY):
            yield RollingBreach("unreadable", f"empty {number + 1}", one.trips, one.departs)


def _conditions(problem: RollingProblem, design: RollingDesign) -> Iterator[RollingBreach]:
    for yard, often in sorted(Counter(design.yards).items()):
        if not problem.docks[yard].yard or often > 1:
            yield RollingBreach("yard", problem.docks[yard].id, often, problem.docks[yard].yard)
    made: Counter[int] = Counter()
    for one in design.empties:
        made[one.trips] += one.count
    for number, trips in enumerate(problem.empties):
        if made[number] != trips.count:
            yield RollingBreach("empty_trips", f"empty {number + 1}", made[number], trips.count)


def _trips(
    problem: RollingProblem, design: RollingDesign, yards: tuple[int, ...]
) -> Iterator[tuple[int, int, int, int]]:
    """Each single trip that touches the days played: taken where and when, given back likewise."""
    daily: list[tuple[int, int, int, int]] = []
    for run in problem.runs:
        leaves, comes = problem.docks[run.origin], problem.docks[run.target]
        before = problem.hook if run.origin in yards else leaves.load
        after = problem.hook if run.target in yards else comes.unload
        one = (run.origin, run.departs - before, run.target, run.departs + run.minutes + after)
        daily += [one] * run.count
    for empty in design.empties:
        trips = problem.empties[empty.trips]
        back = (trips.origin, empty.departs, trips.target, empty.departs + trips.minutes)
        daily += [back] * empty.count
    longest = max((given - taken for _, taken, _, given in daily), default=0)
    around = longest // MINUTES_A_DAY + 3
    for day in range(-around, DAYS_PLAYED + around):
        for origin, taken, target, given in daily:
            shift = day * MINUTES_A_DAY
            yield origin, taken + shift, target, given + shift


def _played(
    problem: RollingProblem,
    standing: tuple[int, ...],
    trips: list[tuple[int, int, int, int]],
    kind: str,
) -> Iterator[RollingBreach]:
    """Where a vehicle is missing, and where the evening does not find what the one before did."""
    given_back: dict[int, Counter[int]] = defaultdict(Counter)
    taken_from: dict[int, Counter[int]] = defaultdict(Counter)
    for origin, taken, target, given in trips:
        taken_from[taken][origin] += 1
        given_back[given][target] += 1
    idle = Counter({dock: count for dock, count in enumerate(standing) if count})
    missing: set[int] = set()
    for minute in range(DAYS_PLAYED * MINUTES_A_DAY):
        idle.update(given_back[minute])
        idle.subtract(taken_from[minute])
        missing |= {dock for dock in taken_from[minute] if idle[dock] < 0}
        if (minute + 1) % MINUTES_A_DAY == 0:
            for dock, count in enumerate(standing):
                if idle[dock] != count:
                    where = f"{kind} {problem.docks[dock].id}"
                    yield RollingBreach("not_repeated", where, idle[dock], count)
    for dock in sorted(missing):
        yield RollingBreach("missing", f"{kind} {problem.docks[dock].id}")
