"""The part of a program in which every node has one hub, and every hub one of its sizes."""

from __future__ import annotations

from typing import Final

import numpy as np

from jidi.network.hubs.numbers import Numbers
from jidi.network.hubs.problem import Floats
from jidi.network.mixed_integer import Program

OPEN: Final = 0.5


class NodeChoice:
    """Columns "node i has hub k" where ``can`` allows it, and "hub k has this size".

    :param cost: node × hub, of the columns. :param whole: whether a node's hub may not be mixed;
        sizes never are.
    """

    def __init__(
        self, numbers: Numbers, alive: np.ndarray, can: np.ndarray, cost: Floats, *, whole: bool
    ) -> None:
        self.numbers, self.alive, self.can = numbers, alive, can
        self.program = Program()
        self.columns: dict[tuple[int, int], int] = {
            (int(i), int(k)): self.program.column(float(cost[i, k]), upper=1.0, whole=whole)
            for i, k in np.argwhere(can)
        }
        self._by_hub: dict[int, dict[int, int]] = {}
        for (i, k), column in self.columns.items():
            self._by_hub.setdefault(k, {})[i] = column
        self._one_hub()
        self._hubs()

    def own(self, k: int) -> int | None:
        """The column "this candidate is a hub": it is at itself."""
        return self.columns.get((int(self.alive[k]), k))

    def set_up(self, values: Floats) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Hubs and each node's hub out of the columns' values; mixed nodes go where most is."""
        at = tuple(
            int(self.alive[max(np.flatnonzero(row), key=lambda k: values[self.columns[i, int(k)]])])
            for i, row in enumerate(self.can)
        )
        is_open = (
            int(hub)
            for k, hub in enumerate(self.alive)
            if (own := self.own(k)) is not None and values[own] > OPEN
        )
        return tuple(is_open), at

    def _one_hub(self) -> None:
        for i, row in enumerate(self.can):
            terms = {self.columns[i, int(k)]: 1.0 for k in np.flatnonzero(row)}
            self.program.row(terms, least=1.0, most=1.0)

    def _hubs(self) -> None:
        """None goes to a hub that is none; their number, their sizes."""
        program, numbers = self.program, self.numbers
        hubs = []
        for k, node in enumerate(self.alive):
            hub = self.own(k)
            for i, column in self._by_hub.get(k, {}).items():
                if hub is None:
                    program.most(column, 0.0)
                elif i != node:
                    program.row({column: 1.0, hub: -1.0}, most=0.0)
            if hub is None:
                continue
            hubs.append(hub)
            self._sizes(k, hub)
            if node in numbers.kept:
                program.row({hub: 1.0}, least=1.0)
        most = float(numbers.most)
        program.row(dict.fromkeys(hubs, 1.0), least=float(numbers.fewest), most=most)

    def _sizes(self, k: int, hub: int) -> None:
        """A hub has one of its sizes, and takes in no more than that."""
        program, numbers, node = self.program, self.numbers, self.alive[k]
        sizes = [
            (program.column(float(price), upper=1.0, whole=True), float(room))
            for room, price in zip(numbers.capacities[node], numbers.prices[node], strict=True)
            if price < np.inf
        ]
        program.row({**{column: 1.0 for column, _ in sizes}, hub: -1.0}, least=0.0, most=0.0)
        if numbers.limited:
            every = float(numbers.supply.sum())
            taken = {column: float(numbers.supply[i]) for i, column in self._by_hub[k].items()}
            room = {column: -min(amount, every) for column, amount in sizes}
            program.row({**taken, **room}, most=0.0)
