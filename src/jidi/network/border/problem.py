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
class Route:
    """A gateway with its runs.

    :param runs: days of the week on which a run leaves, 0 is Monday, one entry a run.
    :param leaves: hour of the day. :param capacity: parcels of a run.
    :param after: hours from leaving until handed over abroad.
    :param yuan_parcel: besides the way to the gateway; ``yuan_run``: for an added run.
    :param markets: that it serves. :param most_added: runs that may be added in a week.
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


@dataclass(frozen=True)
class Flow:
    """Parcels a day of one place for one market, ready at ``ready`` o'clock every day.

    :param hours: to each route's gateway, with handling; ``yuan``: a parcel to each.
    """

    id: str
    market: int
    parcels: float
    hours: tuple[float, ...]
    yuan: tuple[float, ...]


@dataclass(frozen=True)
class BorderProblem:
    """Which parcels take which gateway.

    :param ready: hour of the day. :param yuan_hour: value of an hour of a parcel.
    :raises InputError: N-990 with every fault found on ``also``.
    """

    name: str
    markets: tuple[str, ...]
    routes: tuple[Route, ...]
    flows: tuple[Flow, ...]
    ready: float
    yuan_hour: float
    synthetic: bool = False

    def __post_init__(self) -> None:
        raise_together([InputError("N-990", part=p, fault=f) for p, f in _faults(self)])

    def week_of(self, route: int, added: tuple[int, ...] = ()) -> tuple[float, ...]:
        """Hours of the week at which the route's runs leave, added ones among them."""
        one = self.routes[route]
        return tuple(sorted(day * DAY_H + one.leaves for day in (*one.runs, *added)))


def _faults(problem: BorderProblem) -> list[tuple[str, str]]:
    found = [(name, "0") for name in ("markets", "routes", "flows") if not getattr(problem, name)]
    if not (0 <= problem.ready < DAY_H and problem.yuan_hour >= 0):
        found.append(("ready", f"{problem.ready:g}, {problem.yuan_hour:g}"))
    for route in problem.routes:
        hours = route.clearance.hours
        if not hours or min(hours) < 0 or max(hours) >= WEEK_H * 8:
            found.append((route.id, f"clearance {len(hours)}"))
        if any(day not in range(DAYS) for day in route.runs) or not 0 <= route.leaves < DAY_H:
            found.append((route.id, f"runs {route.runs} {route.leaves:g}:00"))
        numbers = (route.capacity, route.after, route.yuan_parcel, route.yuan_run, route.most_added)
        if min(numbers) < 0 or not route.capacity > 0:
            found.append((route.id, f"{min(numbers):g}"))
    for flow in problem.flows:
        sizes = {len(flow.hours), len(flow.yuan)}
        if sizes != {len(problem.routes)}:
            found.append((flow.id, f"{sizes} ≠ {len(problem.routes)}"))
        elif flow.parcels < 0 or min(flow.hours) < 0 or min(flow.yuan) < 0:
            found.append((flow.id, "< 0"))
        if flow.market not in range(len(problem.markets)):
            found.append((flow.id, f"market {flow.market}"))
    return found
