"""The checker of trunk designs: recomputes everything from problem and design alone.

It shares nothing with the solver but these two and ``network/costs.py``. Every breach is told. All
seven days of a week are gone through: what is handed in on each, and what is aboard and sorted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from jidi.network.costs import carbon_cost, departures_cost, freight_cost, way_time_cost
from jidi.network.trunk.design import Carried, TrunkDesign
from jidi.network.trunk.problem import Lane, Node, TrunkProblem

TOLERANCE: Final = 1e-6
"""Relative: sums of doubles in another order, and HiGHS's rows, differ by less."""
MINUTES_A_DAY: Final = 1440
MINUTES_A_WEEK: Final = 7 * MINUTES_A_DAY

Kind = Literal[
    "departures",
    "empty_runs",
    "unknown",
    "day",
    "broken_way",
    "minutes",
    "too_late",
    "flow",
    "lane_full",
    "sorting_full",
    "promise",
    "not_home",
    "cost",
    "grams",
    "bound",
]


@dataclass(frozen=True)
class Breach:
    """One condition that does not hold: which, where, and the two numbers that clash."""

    kind: Kind
    where: str
    found: float = 0.0
    allowed: float = 0.0


class _Trip(NamedTuple):
    """When parcels of one day go. :param minutes: from release until at hand; ``boards``: days of
    the week on which lanes leave, ``sorts``: on which sorting begins before each but the first."""

    minutes: int
    boards: tuple[int, ...]
    sorts: tuple[int, ...]


@dataclass(frozen=True)
class Verdict:
    """What the checker found.

    :param on_time: share of each product's kilograms within its promise; None without any.
    :param aboard: kg of each lane on each day of the week, where volumes differ by weekday.
    """

    breaches: tuple[Breach, ...]
    cost: float | None = None
    grams: float | None = None
    on_time: tuple[float | None, ...] = ()
    aboard: tuple[tuple[float, ...], ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every condition is kept, and cost and grams are as claimed."""
        return not self.breaches


def verify(problem: TrunkProblem, design: TrunkDesign) -> Verdict:
    """Recompute everything; a design that cannot be read has neither cost nor grams."""
    unreadable = tuple(_unreadable(problem, design))
    if unreadable:
        return Verdict(unreadable)
    trips = [_trip(problem, part) for part in design.carried]
    minutes = [None if trip is None else trip.minutes for trip in trips]
    cost, grams = _cost(problem, design, minutes), _grams(problem, design)
    breaches = [
        *_times(problem, design, minutes),
        *_amounts(problem, design),
        *_loads(problem, design, trips),
        *_promises(problem, design, minutes),
        *_homes(problem, design),
    ]
    for kind, found, claimed in (("cost", cost, design.cost), ("grams", grams, design.grams)):
        if not _same(found, claimed):
            breaches.append(Breach("cost" if kind == "cost" else "grams", "design", claimed, found))
    if design.bound > cost and not _same(design.bound, cost):
        breaches.append(Breach("bound", "design", design.bound, cost))
    kept = tuple(_on_time(problem, design, minutes, n) for n in range(len(problem.products)))
    aboard: tuple[tuple[float, ...], ...] = ()
    if problem.shares:
        by_day, _ = _by_day(problem, design, trips)
        aboard = tuple(tuple(by_day[number]) for number in range(len(problem.lanes)))
    return Verdict(tuple(breaches), cost, grams, kept, aboard)


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= TOLERANCE * max(1.0, abs(one), abs(other))


def _over(found: float, allowed: float) -> bool:
    return found > allowed and not _same(found, allowed)


def _unreadable(problem: TrunkProblem, design: TrunkDesign) -> Iterator[Breach]:
    for kind, found, held in (
        ("departures", design.departures, [(lane.least, lane.most) for lane in problem.lanes]),
        ("empty_runs", design.empties, [(0, run.most) for run in problem.empties]),
    ):
        what: Kind = "departures" if kind == "departures" else "empty_runs"
        if len(found) != len(held):
            yield Breach(what, kind, len(found), len(held))
            continue
        for number, (count, (least, most)) in enumerate(zip(found, held, strict=True)):
            if not least <= count <= most or int(count) != count:
                allowed = least if count < least else most
                yield Breach(what, f"{kind} {number + 1}", count, allowed)
    for number, part in enumerate(design.carried):
        lanes_known = all(0 <= lane < len(problem.lanes) for lane in part.lanes)
        if not (0 <= part.flow < len(problem.flows) and lanes_known and part.kg >= 0):
            yield Breach("unknown", f"carried {number + 1}", part.flow)
            continue
        some_day = any(problem.lanes[lane].day is not None for lane in part.lanes)
        if part.day is None and some_day:
            # What goes by a lane of one day waits differently from day to day.
            yield Breach("day", f"carried {number + 1}")
        elif part.day is not None and part.day not in range(7):
            yield Breach("day", f"carried {number + 1}", part.day, 6)


def _trip(problem: TrunkProblem, part: Carried) -> _Trip | None:
    """How what is handed in on its day goes, or on Monday for every day; None where the lanes make
    no way."""
    flow = problem.flows[part.flow]
    begun = (part.day or 0) * MINUTES_A_DAY + flow.released
    here, now = flow.origin, begun
    boards, sorts = [], []
    if not 1 <= len(part.lanes) <= problem.most_lanes:
        return None
    for place, number in enumerate(part.lanes):
        lane = problem.lanes[number]
        if lane.origin != here:
            return None
        node = problem.nodes[here]
        if place > 0:
            now = _wait_for_sorting(node, now)
            sorts.append(now // MINUTES_A_DAY % 7)
            now += node.sort
        now += node.load
        while not _leaves(lane, now):
            now += 1
        boards.append(now // MINUTES_A_DAY % 7)
        here = lane.target
        now += lane.minutes + problem.nodes[here].unload
    return _Trip(now - begun, tuple(boards), tuple(sorts)) if here == flow.target else None


def _leaves(lane: Lane, now: int) -> bool:
    if lane.day is None:
        return now % MINUTES_A_DAY == lane.departs % MINUTES_A_DAY
    return now % MINUTES_A_WEEK == (lane.day * MINUTES_A_DAY + lane.departs) % MINUTES_A_WEEK


def _wait_for_sorting(node: Node, now: int) -> int:
    for _ in range(MINUTES_A_DAY):
        clock = now % MINUTES_A_DAY
        after, before = clock >= node.opens, clock <= node.closes
        if (after and before) if node.opens <= node.closes else (after or before):
            break
        now += 1
    return now


def _times(
    problem: TrunkProblem, design: TrunkDesign, minutes: list[int | None]
) -> Iterator[Breach]:
    for number, (part, found) in enumerate(zip(design.carried, minutes, strict=True)):
        where = f"carried {number + 1}"
        if found is None:
            yield Breach("broken_way", where)
            continue
        if found != part.minutes:
            yield Breach("minutes", where, part.minutes, found)
        latest = problem.products[problem.flows[part.flow].product].latest
        if found > latest:
            yield Breach("too_late", where, found, latest)


def _amounts(problem: TrunkProblem, design: TrunkDesign) -> Iterator[Breach]:
    """Of every day's parcels all are carried, and no more."""
    every: dict[int, float] = defaultdict(float)
    some: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for part in design.carried:
        if part.day is None:
            every[part.flow] += part.kg
        else:
            some[part.flow][part.day] += part.kg
    for number, flow in enumerate(problem.flows):
        for day in range(7) if number in some else (0,):
            # Where nothing is of one day alone, a share of every day's is the mean day's.
            times = _share_of_day(problem, day) if number in some else 1.0
            kg = every[number] * times + (some[number][day] if number in some else 0.0)
            if not _same(kg, flow.kg * times):
                what = f"flow {number + 1}" + (f" day {day + 1}" if number in some else "")
                yield Breach("flow", what, kg, flow.kg * times)


def _loads(
    problem: TrunkProblem, design: TrunkDesign, trips: list[_Trip | None]
) -> Iterator[Breach]:
    """The fullest day of each lane and of sorting at each node, where it is too full."""
    aboard, sorted_kg = _by_day(problem, design, trips)
    for number, lane in enumerate(problem.lanes):
        room = lane.capacity * design.departures[number]
        if number in aboard and _over(max(aboard[number]), room):
            yield Breach("lane_full", lane.id, max(aboard[number]), room)
    for number, node in enumerate(problem.nodes):
        if number in sorted_kg and _over(max(sorted_kg[number]), node.capacity):
            yield Breach("sorting_full", node.id, max(sorted_kg[number]), node.capacity)


def _by_day(
    problem: TrunkProblem, design: TrunkDesign, trips: list[_Trip | None]
) -> tuple[dict[int, list[float]], dict[int, list[float]]]:
    """Kilograms aboard each lane, and sorted at each node, on each day of the week.

    What is handed in on every day goes as Monday's does, so many days later.
    """
    aboard: dict[int, list[float]] = defaultdict(lambda: [0.0] * 7)
    sorted_kg: dict[int, list[float]] = defaultdict(lambda: [0.0] * 7)
    for part, trip in zip(design.carried, trips, strict=True):
        if trip is None:
            continue
        for later in range(7) if part.day is None else (0,):
            kg = part.kg * _share_of_day(problem, later) if part.day is None else part.kg
            for number, day in zip(part.lanes, trip.boards, strict=True):
                aboard[number][(day + later) % 7] += kg
            for number, day in zip(part.lanes[:-1], trip.sorts, strict=True):
                sorted_kg[problem.lanes[number].target][(day + later) % 7] += kg
    return aboard, sorted_kg


def _share_of_day(problem: TrunkProblem, day: int) -> float:
    """Times its mean day's kilograms that a flow hands in on a day of the week."""
    return problem.shares[day] if problem.shares else 1.0


def _mean_kg(part: Carried) -> float:
    """Kilograms on the mean day of a week."""
    return part.kg if part.day is None else part.kg / 7


def _on_time(
    problem: TrunkProblem, design: TrunkDesign, minutes: list[int | None], product: int
) -> float | None:
    promise = problem.products[product].promise
    whole = sum(flow.kg for flow in problem.flows if flow.product == product)
    kept = sum(
        _mean_kg(part)
        for part, found in zip(design.carried, minutes, strict=True)
        if problem.flows[part.flow].product == product and found is not None and found <= promise
    )
    return kept / whole if whole else None


def _promises(
    problem: TrunkProblem, design: TrunkDesign, minutes: list[int | None]
) -> Iterator[Breach]:
    for number, product in enumerate(problem.products):
        share = _on_time(problem, design, minutes, number)
        if share is not None and _over(product.share, share):
            yield Breach("promise", product.id, share, product.share)


def _homes(problem: TrunkProblem, design: TrunkDesign) -> Iterator[Breach]:
    stock: Counter[tuple[str, int]] = Counter()
    for lane, count in zip(problem.lanes, design.departures, strict=True):
        if lane.vehicle:
            stock[lane.vehicle, lane.origin] -= count
            stock[lane.vehicle, lane.target] += count
    for run, count in zip(problem.empties, design.empties, strict=True):
        stock[run.vehicle, run.origin] -= count
        stock[run.vehicle, run.target] += count
    for (vehicle, node), left in sorted(stock.items()):
        if left:
            yield Breach("not_home", f"{vehicle} {problem.nodes[node].id}", left)


def _cost(problem: TrunkProblem, design: TrunkDesign, minutes: list[int | None]) -> float:
    cost = 0.0
    for lane, count in zip(problem.lanes, design.departures, strict=True):
        runs = count if lane.day is None else count / 7
        cost += departures_cost(departures_per_day=runs, yuan_per_departure=lane.yuan_per_departure)
    for run, count in zip(problem.empties, design.empties, strict=True):
        cost += departures_cost(departures_per_day=count, yuan_per_departure=run.yuan)
    for part, found in zip(design.carried, minutes, strict=True):
        cost += way_time_cost(
            kg=_mean_kg(part), minutes=found or 0, yuan_per_tonne_hour=problem.yuan_per_tonne_hour
        )
        for place, number in enumerate(part.lanes):
            lane = problem.lanes[number]
            cost += freight_cost(kg_per_day=_mean_kg(part), yuan_per_kg=lane.yuan_per_kg)
            if place > 0:
                node = problem.nodes[lane.origin]
                cost += freight_cost(kg_per_day=_mean_kg(part), yuan_per_kg=node.yuan_per_kg)
    grams = _grams(problem, design)
    return cost + carbon_cost(grams_per_day=grams, yuan_per_tonne=problem.yuan_per_tonne)


def _grams(problem: TrunkProblem, design: TrunkDesign) -> float:
    grams = 0.0
    for part in design.carried:
        for number in part.lanes:
            grams += _mean_kg(part) * problem.lanes[number].grams_per_kg
    return grams
