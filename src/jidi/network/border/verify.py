"""The checker of border designs: weeks are run, run by run, until they repeat themselves.

It shares nothing with the solver but problem, design and ``network/costs.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from jidi.network.border.design import BorderDesign
from jidi.network.border.problem import BorderProblem, Route
from jidi.network.border.running import WEEK, Come, rolled
from jidi.network.costs import departures_cost, freight_cost, storage_cost, waiting_cost

TOLERANCE: Final = 1e-6
Kind = Literal[
    "unknown", "flow", "market", "added", "full", "boards", "grows", "cost", "bound",
    "stocked", "room", "customs", "restock",
]  # fmt: skip


@dataclass(frozen=True)
class Breach:
    """One condition that does not hold: which, where, and the two numbers that clash."""

    kind: Kind
    where: str
    found: float = 0.0
    allowed: float = 0.0


@dataclass(frozen=True)
class Way:
    """What goes one way of a route. :param parcels: a week. :param spent: hours of all of them
    from ready or ordered until handed over."""

    parcels: float = 0.0
    spent: float = 0.0

    @property
    def hours(self) -> float | None:
        """Of a parcel on the mean; None where there are none."""
        return self.spent / self.parcels if self.parcels > TOLERANCE else None


@dataclass(frozen=True)
class Verdict:
    """What the checker found.

    :param cost: yuan a week; None where the design cannot be read.
    :param out: of each route what goes out; ``home``: what comes in.
    :param held: parcels that lie in each gateway's warehouse; ``cleared``: that customs take a
        week.
    :param bill: the cost's terms: waiting (hours of parcels), runs (that are added), carriage,
        storage.
    """

    breaches: tuple[Breach, ...]
    cost: float | None = None
    out: tuple[Way, ...] = ()
    home: tuple[Way, ...] = ()
    held: tuple[float, ...] = ()
    cleared: tuple[float, ...] = ()
    bill: Mapping[str, float] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether every condition is kept and every claim true."""
        return not self.breaches

    @property
    def hours(self) -> tuple[float | None, ...]:
        """Mean hours of what goes out, by route."""
        return tuple(way.hours for way in self.out)


def verify(problem: BorderProblem, design: BorderDesign) -> Verdict:
    """Recompute everything."""
    unreadable = tuple(_unreadable(problem, design))
    if unreadable:
        return Verdict(unreadable)
    held, cleared = _at_gateways(problem, design)
    breaches = [*_amounts(problem, design), *_gateways(problem, held, cleared)]
    out: list[Way] = []
    home: list[Way] = []
    for number in range(len(problem.routes)):
        for ways, found in ((out, _outward(problem, design, number)),
                            (home, _inward(problem, design, number))):  # fmt: skip
            breaches += found[0]
            ways.append(found[1])
    bill = _bill(problem, design, sum(way.spent for way in (*out, *home)))
    cost = sum(bill.values())
    if not _same(cost, design.cost):
        breaches.append(Breach("cost", "design", design.cost, cost))
    if design.bound > cost and not _same(design.bound, cost):
        breaches.append(Breach("bound", "design", design.bound, cost))
    return Verdict(tuple(breaches), cost, tuple(out), tuple(home), held, cleared, bill)


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= TOLERANCE * max(1.0, abs(one), abs(other))


def _unreadable(problem: BorderProblem, design: BorderDesign) -> Iterator[Breach]:
    count = len(problem.routes)
    rows = {len(row) for row in (*design.parcels, *design.stocked)}
    whole = {len(design.added), len(design.boards), len(design.back), len(design.restock)}
    flows = {len(design.parcels), len(design.stocked)}
    if flows != {len(problem.flows)} or rows | whole != {count}:
        yield Breach("unknown", "design", len(design.parcels), len(problem.flows))
        return
    for number, (route, days) in enumerate(zip(problem.routes, design.added, strict=True)):
        runs = len(route.runs) + len(days)
        home = runs if route.back is not None else 0
        if any(day not in range(7) for day in days) or len(days) > route.most_added:
            yield Breach("added", route.id, len(days), route.most_added)
        elif len(design.boards[number]) != runs:
            yield Breach("boards", route.id, len(design.boards[number]), runs)
        elif {len(design.back[number]), len(design.restock[number])} != {home}:
            yield Breach("boards", route.id, len(design.back[number]), home)


def _amounts(problem: BorderProblem, design: BorderDesign) -> Iterator[Breach]:
    for flow, row, held in zip(problem.flows, design.parcels, design.stocked, strict=True):
        little = TOLERANCE * max(1.0, flow.parcels)
        if not _same(sum(row), flow.parcels) or min(row) < -little:
            yield Breach("flow", flow.id, sum(row), flow.parcels)
        if sum(held) > flow.stocked * flow.parcels + little:
            yield Breach("stocked", flow.id, sum(held), flow.stocked * flow.parcels)
        for route, parcels, stocked in zip(problem.routes, row, held, strict=True):
            nowhere = flow.inward and route.back is None
            if parcels > TOLERANCE and (flow.market not in route.markets or nowhere):
                yield Breach("market", f"{flow.id} {route.id}", parcels)
            store = problem.gateways[route.gateway].store
            if not -little <= stocked <= parcels + little or (store is None and stocked > little):
                yield Breach("stocked", f"{flow.id} {route.id}", stocked, parcels)


def _at_gateways(
    problem: BorderProblem, design: BorderDesign
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Parcels that lie in each gateway's warehouse, and those its customs take a week."""
    held, cleared = [0.0] * len(problem.gateways), [0.0] * len(problem.gateways)
    for row, stocked in zip(design.parcels, design.stocked, strict=True):
        for route, parcels, lying in zip(problem.routes, row, stocked, strict=True):
            store = problem.gateways[route.gateway].store
            cleared[route.gateway] += 7 * parcels
            held[route.gateway] += lying * (store.days if store else 0.0)
    return tuple(held), tuple(cleared)


def _gateways(
    problem: BorderProblem, held: tuple[float, ...], cleared: tuple[float, ...]
) -> Iterator[Breach]:
    for gateway, lying, taken in zip(problem.gateways, held, cleared, strict=True):
        room = gateway.store.room if gateway.store else 0.0
        if lying > room and not _same(lying, room):
            yield Breach("room", gateway.id, lying, room)
        most = gateway.most_week
        if most is not None and taken > most and not _same(taken, most):
            yield Breach("customs", gateway.id, taken, most)


def _bill(problem: BorderProblem, design: BorderDesign, spent: float) -> dict[str, float]:
    runs = carriage = storage = 0.0
    for number, route in enumerate(problem.routes):
        runs += departures_cost(
            departures_per_day=len(design.added[number]), yuan_per_departure=route.yuan_run
        )
        store = problem.gateways[route.gateway].store
        for flow, row, held in zip(problem.flows, design.parcels, design.stocked, strict=True):
            line = route.back.yuan_parcel if flow.inward and route.back else route.yuan_parcel
            carriage += freight_cost(
                kg_per_day=7 * row[number], yuan_per_kg=flow.yuan[number] + line
            )
            if store is not None:
                days = 7 * held[number] * store.days
                storage += storage_cost(parcel_days=days, yuan_per_day=store.yuan_day)
                storage += freight_cost(kg_per_day=7 * held[number], yuan_per_kg=store.yuan_parcel)
    waiting = waiting_cost(parcel_hours=spent, yuan_per_hour=problem.yuan_hour)
    return {"carriage": carriage, "waiting": waiting, "runs": runs, "storage": storage}


def _outward(problem: BorderProblem, design: BorderDesign, number: int) -> tuple[list[Breach], Way]:
    """What is wrong on the way out, and what goes."""
    route = problem.routes[number]
    runs = sorted(24.0 * d + route.leaves for d in (*route.runs, *design.added[number]))
    store = problem.gateways[route.gateway].store
    come = Come(runs)
    for flow, row, held in zip(problem.flows, design.parcels, design.stocked, strict=True):
        if flow.inward:
            continue
        for day in range(7):
            ready = 24.0 * day + problem.ready
            for clears in route.clearance.hours:
                part = (row[number] - held[number]) / len(route.clearance.hours)
                come.add(part, ready, ready + flow.hours[number] + clears, route.after)
            if store is not None:
                come.add(held[number], ready, ready + store.pick, route.after)
    return _ran(route, come, design.boards[number], [route.capacity] * len(runs))


def _inward(problem: BorderProblem, design: BorderDesign, number: int) -> tuple[list[Breach], Way]:
    """What is wrong on the way home, and what comes in; orders out of the warehouse too."""
    route, found = problem.routes[number], []
    back, store = route.back, problem.gateways[route.gateway].store
    if back is None:
        return [], Way()
    later = route.after + back.waits
    runs = sorted(
        (24.0 * d + route.leaves + later) % WEEK for d in (*route.runs, *design.added[number])
    )
    come, goods, orders, spent = Come(runs), 0.0, 0.0, 0.0
    for flow, row, held in zip(problem.flows, design.parcels, design.stocked, strict=True):
        if not flow.inward:
            continue
        for day in range(7):
            for clears in back.clearance.hours:
                ready = 24.0 * day + problem.ready_abroad
                part = (row[number] - held[number]) / len(back.clearance.hours)
                come.add(part, ready, ready, back.hours + clears + flow.hours[number])
        goods += 7 * held[number]
        for released in store.released.hours if store else ():
            part = 7 * held[number] / len(store.released.hours) if store else 0.0
            orders += part
            spent += part * ((store.pick if store else 0.0) + released + flow.hours[number])
    restock = design.restock[number]
    if not _same(sum(restock), goods) or min(restock, default=0.0) < -TOLERANCE:
        found.append(Breach("restock", route.id, sum(restock), goods))
    wrong, way = _ran(route, come, design.back[number], [back.capacity - r for r in restock])
    return [*found, *wrong], Way(way.parcels + orders, way.spent + spent)


def _ran(
    route: Route, come: Come, told: tuple[float, ...], room: list[float]
) -> tuple[list[Breach], Way]:
    """Weeks one after the other, against what the design says boards."""
    if not come.runs:
        wrong = come.parcels > TOLERANCE
        return [Breach("boards", route.id, come.parcels)] if wrong else [], Way()
    boards, before, queue, waits = rolled(come, room)
    found = []
    if not _same(before, queue):
        found.append(Breach("grows", route.id, queue, before))
    for run, (said, boarded, most) in enumerate(zip(told, boards, room, strict=True)):
        if said > most + TOLERANCE * max(1.0, most):
            found.append(Breach("full", f"{route.id} {run + 1}", said, most))
        elif abs(said - boarded) > 1e-5 * max(1.0, boarded):
            found.append(Breach("boards", f"{route.id} {run + 1}", said, boarded))
    return found, Way(come.parcels, come.spent + waits)
