"""What a solver hands over: routes by station and day, trips of the trunk, and the cost claimed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Route:
    """One vehicle's round on one day. ``stops`` are numbered from 0, without the stations."""

    station: int
    stops: tuple[int, ...]
    day: int = 0


@dataclass(frozen=True, kw_only=True)
class Trip:
    """One truck's round on one day: the stations in order, and how much each gets."""

    drops: tuple[tuple[int, float], ...]
    day: int = 0


@dataclass(frozen=True, kw_only=True)
class RoutingDesign:
    """A design as claimed. Whether it holds, only the checker says (``routing.verify``)."""

    routes: tuple[Route, ...]
    trips: tuple[Trip, ...] = ()
    cost: float
