"""What a solver of the fleet problem hands over: rounds of vehicles, and the cost claimed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Trip:
    """From loading at a depot to the next: the stops in order.

    :param loads_at: the depot, by number; of the first trip the depot where the vehicle starts.
    """

    loads_at: int
    stops: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Round:
    """What one vehicle does: its kind and its trips."""

    vehicle: int
    trips: tuple[Trip, ...]

    @property
    def stops(self) -> tuple[int, ...]:
        """All stops of all trips."""
        return tuple(stop for trip in self.trips for stop in trip.stops)


@dataclass(frozen=True, kw_only=True)
class FleetDesign:
    """A design as claimed. Whether it holds, only the checker says (``fleet.verify``)."""

    rounds: tuple[Round, ...]
    cost: int
