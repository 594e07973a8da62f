"""A sorting design: how many lines, which waves, which chutes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Placed:
    """A destination in a wave.

    :param chutes: of its own; 0 where it is sorted again out of a shared one.
    :param departure: number of the window in which the wave's parcels leave.
    """

    destination: int
    wave: int
    chutes: int
    departure: int = 0


@dataclass(frozen=True)
class SortingDesign:
    """Who is sorted when and where.

    :param lines: with the standing ones.
    :param waves: numbers of the waves that are run; ``groups``: chutes shared in each of them.
    :param placed: by destination; of one with several departures a day every wave that sorts it.
    :param cost: yuan a day; ``bound``: no design costs less.
    """

    lines: int
    waves: tuple[int, ...]
    groups: tuple[int, ...]
    placed: tuple[Placed, ...]
    cost: float
    bound: float

    @property
    def gap(self) -> float:
        """How far above the bound the cost is, at most, as a share of the cost."""
        return 0.0 if self.cost <= 0 else max(0.0, (self.cost - self.bound) / self.cost)
