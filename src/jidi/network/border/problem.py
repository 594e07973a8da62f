"""A border problem (跨境): gateways with weekly runs, parcels for them. Checked at birth."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from jidi.core.errors import InputError, raise_together

DAYS: Final = 7
DAY_H: Final = 24.0
WEEK_H: Final = DAYS * DAY_H


@dataclass(frozen=True)
class Clearance:
    """How long clearance takes (通关用时): hours that were seen, each as likely as another."""

    hours: tuple[float, ...]

    def share_within(self, hours: float) -> float:
        """Of what is presented, the share released within so many hours."""
        return bisect_right(sorted(self.hours), hours) / len(self.hours)


@dataclass(frozen=True)
class Back:
    """A run's way back: the same train, truck or aircraft comes home with what is imported.

    :param waits: hours from handing over abroad until it leaves for home.
    :param hours: from then until presented to customs at the gateway.
    :param capacity: parcels. :param clearance: of what comes in. :param yuan_parcel: a parcel.
    """

    waits: float
    hours: float
    capacity: float
    clearance: Clearance
    yuan_parcel: float


@dataclass(frozen=True)
class Store:
    """A gateway's warehouse (边境仓): goods lie there, cleared or in bond, before they are ordered.

    :param room: parcels it holds. :param days: that goods lie, on the mean.
    :param yuan_day: a parcel and day; ``yuan_parcel``: putting it in and taking it out.
    :param pick: hours from an order until it is out. :param released: of an order that comes in
        (out of bond); what goes out was cleared before.
    """

    room: float
    days: float
    yuan_day: float
    yuan_parcel: float
    pick: float
    released: Clearance


@dataclass(frozen=True)
class Gateway:
    """Where routes start. :param most_week: parcels a week its customs take, both ways; None: not
    known, so no limit. :param store: None where there is none."""

    id: str
    most_week: float | None = None
    store: Store | None = None


@dataclass(frozen=True)
class Route:
    """A gateway's line with its runs.

    :param runs: days of the week on which a run leaves, 0 is Monday, one entry a run.
    :param leaves: hour of the day. :param capacity: parcels of a run.
    :param after: hours from leaving until handed over abroad.
    :param yuan_parcel: besides the way to the gateway; ``yuan_run``: for an added run.
    :param markets: that it serves. :param most_added: runs that may be added in a week.
    :param gateway: by number. :param back: None where its runs bring nothing home.
    """

    id: str
    runs: tuple[int, ...]
    leaves: float
    capacity: float
    clearance: Clearance
    after: float
    yuan_parcel: float
    yuan_run: float
    markets: frozenset[int]
    most_added: int = 0
    gateway: int = 0
    back: Back | None = None


@dataclass(frozen=True)
class Flow:
    """Parcels a day of one place for one market, or from it, ready or ordered every day.

    :param hours: to or from each route's gateway, with handling; ``yuan``: a parcel.
    :param inward: from the market to the place. :param stocked: the share that may lie in a
        warehouse at the gateway before it is ordered.
    """

    id: str
    market: int
    parcels: float
    hours: tuple[float, ...]
    yuan: tuple[float, ...]
    inward: bool = False
    stocked: float = 0.0


ANYWHERE: Final = (Gateway("gateway"),)


@dataclass(frozen=True)
class BorderProblem:
    """Which parcels take which gateway.

    :param ready: hour of the day at which what goes out is ready, and orders are known;
        ``ready_abroad``: at which what comes in is handed in abroad.
    :param yuan_hour: value of an hour of a parcel.
    :raises InputError: N-990 with every fault found on ``also``.
    """

    name: str
    markets: tuple[str, ...]
    routes: tuple[Route, ...]
    flows: tuple[Flow, ...]
    ready: float
    yuan_hour: float
    synthetic: bool = False
    gateways: tuple[Gateway, ...] = ANYWHERE
    ready_abroad: float = 0.0

    def __post_init__(self) -> None:
        raise_together([InputError("N-990", part=p, fault=f) for p, f in _faults(self)])

    def week_of(self, route: int, added: tuple[int, ...] = ()) -> tuple[float, ...]:
        """Hours of the week at which the route's runs leave, added ones among them."""
        one = self.routes[route]
        return tuple(sorted(day * DAY_H + one.leaves for day in (*one.runs, *added)))

    def week_back_of(self, route: int, added: tuple[int, ...] = ()) -> tuple[float, ...]:
        """Hours of the week at which the same runs leave for home; none where they bring nothing.

        They are in the order of the week, which need not be that of the way out."""
        one = self.routes[route]
        if one.back is None:
            return ()
        later = one.after + one.back.waits
        return tuple(sorted((hour + later) % WEEK_H for hour in self.week_of(route, added)))

    def serves(self, flow: int, route: int) -> bool:
        """Could this route carry this flow?"""
        one, line = self.flows[flow], self.routes[route]
        return one.market in line.markets and (line.back is not None or not one.inward)

    def store_of(self, flow: int, route: int) -> Store | None:
        """The warehouse out of which the route could serve part of the flow."""
        if not self.flows[flow].stocked or not self.serves(flow, route):
            return None
        return self.gateways[self.routes[route].gateway].store


def _faults(problem: BorderProblem) -> list[tuple[str, str]]:
    found = [(name, "0") for name in ("markets", "routes", "flows") if not getattr(problem, name)]
    if not (0 <= problem.ready < DAY_H and problem.yuan_hour >= 0):
        found.append(("ready", f"{problem.ready:g}, {problem.yuan_hour:g}"))
    if not 0 <= problem.ready_abroad < DAY_H:
        found.append(("ready_abroad", f"{problem.ready_abroad:g}"))
    found += _faults_of_gateways(problem)
    for route in problem.routes:
        found += _faults_of_route(route, len(problem.gateways))
    for flow in problem.flows:
        sizes = {len(flow.hours), len(flow.yuan)}
        if sizes != {len(problem.routes)}:
            found.append((flow.id, f"{sizes} ≠ {len(problem.routes)}"))
        elif flow.parcels < 0 or min(flow.hours) < 0 or min(flow.yuan) < 0:
            found.append((flow.id, "< 0"))
        if not 0 <= flow.stocked <= 1:
            found.append((flow.id, f"stocked {flow.stocked:g}"))
        if flow.market not in range(len(problem.markets)):
            found.append((flow.id, f"market {flow.market}"))
    return found


def _faults_of_route(route: Route, gateways: int) -> list[tuple[str, str]]:
    found, back = [], route.back
    if not _clears(route.clearance) or (back is not None and not _clears(back.clearance)):
        found.append((route.id, f"clearance {len(route.clearance.hours)}"))
    if any(day not in range(DAYS) for day in route.runs) or not 0 <= route.leaves < DAY_H:
        found.append((route.id, f"runs {route.runs} {route.leaves:g}:00"))
    numbers = (route.capacity, route.after, route.yuan_parcel, route.yuan_run, route.most_added)
    if min(numbers) < 0 or not route.capacity > 0:
        found.append((route.id, f"{min(numbers):g}"))
    if back is not None:
        least = min(back.waits, back.hours, back.yuan_parcel, back.capacity)
        if least < 0 or not back.capacity > 0:
            found.append((route.id, f"back {least:g}"))
    if route.gateway not in range(gateways):
        found.append((route.id, f"gateway {route.gateway}"))
    return found


def _clears(clearance: Clearance) -> bool:
    hours = clearance.hours
    return bool(hours) and min(hours) >= 0 and max(hours) < WEEK_H * 8


def _faults_of_gateways(problem: BorderProblem) -> list[tuple[str, str]]:
    found = []
    for gateway in problem.gateways:
        if gateway.most_week is not None and not gateway.most_week > 0:
            found.append((gateway.id, f"{gateway.most_week:g}"))
        store = gateway.store
        if store is None:
            continue
        numbers = (store.room, store.days, store.yuan_day, store.yuan_parcel, store.pick)
        if min(numbers) < 0 or not store.days > 0 or not _clears(store.released):
            found.append((gateway.id, f"store {min(numbers):g}"))
    return found
