"""A cold-chain design: what is built, what goes which way, which trucks leave."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Carried:
    """Kilograms a day of one base for one market, by one cooler and one store."""

    base: int
    cooler: int
    store: int
    market: int
    kg: float


@dataclass(frozen=True)
class ColdDesign:
    """What is built and carried.

    :param coolers: the size of each that is built, by number; ``stores`` likewise.
    :param trucks: departures a day from a store (first) to a market.
    :param lost: bases and markets between which no way keeps the product, not carried.
    :param cost: yuan a day; ``grams``: CO2e a day; ``bound``: no design that carries as much costs
        less.
    :param left: kilograms a day of a base for a market that could be in time and are not carried.
    :param most_kg: no design within the budget carries more; None where that was not asked.
    """

    coolers: dict[int, int]
    stores: dict[int, int]
    carried: tuple[Carried, ...]
    trucks: dict[tuple[int, int], int]
    lost: tuple[tuple[int, int], ...]
    cost: float
    grams: float
    bound: float
    left: dict[tuple[int, int], float] = field(default_factory=dict)
    most_kg: float | None = None

    @property
    def gap(self) -> float:
        """How far above the bound the cost is, at most, as a share of the cost."""
        return 0.0 if self.cost <= 0 else max(0.0, (self.cost - self.bound) / self.cost)
