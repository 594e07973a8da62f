"""What is found: departures of every lane, empty runs, and how each flow is carried."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Carried:
    """A part of a flow and the lanes it takes, one after the other.

    :param minutes: from its release until it is at hand at its target.
    """

    flow: int
    lanes: tuple[int, ...]
    kg: float
    minutes: int


@dataclass(frozen=True)
class TrunkDesign:
    """A design with what the solver claims of it.

    :param departures: a day, by lane; ``empties``: by empty run.
    :param cost: yuan a day; ``grams``: g CO2e a day.
    :param bound: yuan a day that no design can stay under: the linear relaxation over all ways.
    """

    departures: tuple[int, ...]
    empties: tuple[int, ...]
    carried: tuple[Carried, ...]
    cost: float
    grams: float
    bound: float

    @property
    def gap(self) -> float:
        """How much dearer than the bound, as a share of the cost."""
        return (self.cost - self.bound) / self.cost if self.cost else 0.0
