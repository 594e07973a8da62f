"""A border design: shares by route, runs that are added, what boards each run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BorderDesign:
    """Who goes where, in a week that repeats itself.

    :param parcels: a day of each flow (row) by each route (column), either way.
    :param stocked: how many of them lie in the gateway's warehouse before they are ordered.
    :param added: days of the week of the runs added to each route.
    :param boards: parcels that board each run of each route, in the order of the week.
    :param back: the same on the way home, without ``restock``: goods for the warehouse.
    :param cost: yuan a week; ``bound``: no design costs less.
    """

    parcels: tuple[tuple[float, ...], ...]
    stocked: tuple[tuple[float, ...], ...]
    added: tuple[tuple[int, ...], ...]
    boards: tuple[tuple[float, ...], ...]
    back: tuple[tuple[float, ...], ...]
    restock: tuple[tuple[float, ...], ...]
    cost: float
    bound: float

    @property
    def gap(self) -> float:
        """How far above the bound the cost is, at most, as a share of the cost."""
        return 0.0 if self.cost <= 0 else max(0.0, (self.cost - self.bound) / self.cost)
