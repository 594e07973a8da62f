"""How many vehicles a daily timetable needs, and where trailers should be dropped (甩挂).

The departures of a design stand; what is chosen is when empty vehicles go home, and which places
become yards. Where there is no yard, a vehicle stands at the dock while it is loaded and unloaded.
At a yard a tractor leaves its trailer and takes another at once, so that it is bound shorter, and
fewer tractors do the same work. The same day comes again and again: what stands where in the
evening stands there on every evening.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from jidi.core.errors import ValueProblem


@dataclass(frozen=True)
class Dock:
    """A place where vehicles are loaded and unloaded.

    :param load: minutes that a vehicle is bound before it leaves, ``unload``: after it comes.
    :param yard: whether trailers may be dropped here.
    """

    id: str
    load: int
    unload: int
    yard: bool = False


@dataclass(frozen=True)
class Run:
    """Loaded departures at one minute of every day."""

    origin: int
    target: int
    departs: int
    minutes: int
    count: int


@dataclass(frozen=True)
class EmptyTrips:
    """So many trips a day of empty vehicles between two places, at whatever minutes."""

    origin: int
    target: int
    minutes: int
    count: int


@dataclass(frozen=True)
class RollingProblem:
    """The timetable of one kind of vehicle, and what its vehicles cost.

    :param hook: minutes that a tractor is bound at a yard for each departure and each arrival.
    :param tractor_yuan: a day for each, with driver; ``trailer_yuan`` likewise; ``yard_yuan`` for
        each yard a day.
    :raises ValueProblem: N-931 for a number below nought, N-930 for a dock that does not exist,
        N-966 for vehicles that do not come home.
    """

    vehicle: str
    docks: tuple[Dock, ...]
    runs: tuple[Run, ...]
    empties: tuple[EmptyTrips, ...]
    hook: int
    tractor_yuan: float
    trailer_yuan: float
    yard_yuan: float

    def __post_init__(self) -> None:
        for where, one in self._parts():
            for name in (f.name for f in fields(one)):
                value = getattr(one, name)
                if not isinstance(value, str) and not value >= 0:
                    raise ValueProblem("N-931", part=where, name=name, value=value)
                if name in ("origin", "target") and value >= len(self.docks):
                    raise ValueProblem("N-930", part=where, kind="node", number=value)
        for name in ("hook", "tractor_yuan", "trailer_yuan", "yard_yuan"):
            if not getattr(self, name) >= 0:
                part, value = self.vehicle, getattr(self, name)
                raise ValueProblem("N-931", part=part, name=name, value=value)
        left = [0] * len(self.docks)
        for trip in self.trips:
            left[trip.origin] -= trip.count
            left[trip.target] += trip.count
        for number, dock in enumerate(self.docks):
            if left[number]:
                raise ValueProblem(
                    "N-966", vehicle=self.vehicle, dock=dock.id, left=f"{left[number]:+d}"
                )

    @property
    def trips(self) -> tuple[Run | EmptyTrips, ...]:
        """Loaded and empty."""
        return (*self.runs, *self.empties)

    def _parts(self) -> Iterator[tuple[str, Any]]:
        for kind in ("docks", "runs", "empties"):
            for number, one in enumerate(getattr(self, kind)):
                yield f"{kind} {number + 1}", one


@dataclass(frozen=True)
class EmptyTrip:
    """Empty vehicles that leave at one minute of every day. :param trips: number of ``empties``."""

    trips: int
    departs: int
    count: int


@dataclass(frozen=True)
class RollingDesign:
    """Yards, the clocks of empty vehicles, and what is needed.

    :param yards: docks where trailers are dropped, ascending.
    :param tractors, trailers: standing idle at each dock at midnight.
    :param tractors_needed: of all, those on the way included; ``trailers_needed`` likewise.
    :param cost: yuan a day; no design of the problem costs less than ``bound``.
    """

    yards: tuple[int, ...]
    empties: tuple[EmptyTrip, ...]
    tractors: tuple[int, ...]
    trailers: tuple[int, ...]
    tractors_needed: int
    trailers_needed: int
    cost: float
    bound: float
