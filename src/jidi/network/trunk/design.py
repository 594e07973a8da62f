"""What is found: departures of every lane, empty runs, and how each flow is carried."""

from __future__ import annotations

from dataclasses import dataclass

from jidi.network.trunk.problem import WEEKDAYS


@dataclass(frozen=True)
class Carried:
    """A part of a flow and the lanes it takes, one after the other.

    :param minutes: from its release until it is at hand at its target.
    :param kg: handed in on one day. :param day: of the week on which it is handed in, Monday = 0;
        None for the same on every day, by lanes that run every day; where volumes differ by
        weekday, for the same share of every day's, ``kg`` being the mean day's.
    """

    flow: int
    lanes: tuple[int, ...]
    kg: float
    minutes: int
    day: int | None = None

    @property
    def kg_a_day(self) -> float:
        """On the mean day of a week."""
        return self.kg if self.day is None else self.kg / WEEKDAYS


@dataclass(frozen=True)
class TrunkDesign:
    """A design with what the solver claims of it.

    :param departures: on each day on which it runs, by lane; ``empties``: by empty run.
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
