"""The rows of a trunk program: which stands where, with what lanes and empty runs weigh in each.

Rooms of lanes, slots and sorting are ``≤``, promises ``≥``, flows and vehicles at home ``=``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from jidi.network.highs import INFINITY, Floats
from jidi.network.trunk.problem import TrunkProblem
from jidi.network.trunk.slots import Slots

Vector = list[tuple[int, float]]


@dataclass(frozen=True)
class Rows:
    """Where the rows of each kind begin, in the order room, slot, sorting, promise, flow, home."""

    problem: TrunkProblem
    slots: Slots

    @cached_property
    def slot(self) -> int:
        """After a room for each lane."""
        return len(self.problem.lanes)

    @cached_property
    def sorting(self) -> int:
        """After the slots."""
        return self.slot + len(self.slots.all)

    @cached_property
    def promise(self) -> int:
        """After the nodes."""
        return self.sorting + len(self.problem.nodes)

    @cached_property
    def flow(self) -> int:
        """After the products."""
        return self.promise + len(self.problem.products)

    @cached_property
    def home(self) -> int:
        """After the flows."""
        return self.flow + len(self.problem.flows)

    @cached_property
    def homes(self) -> dict[tuple[str, int], int]:
        """The row of a kind of vehicle at a node."""
        kinds = sorted({lane.vehicle for lane in self.problem.lanes if lane.vehicle})
        nodes = range(len(self.problem.nodes))
        return {home: self.home + n for n, home in enumerate((k, m) for k in kinds for m in nodes)}

    @cached_property
    def count(self) -> int:
        """All of them; cuts come after."""
        return self.home + len(self.homes)

    @cached_property
    def due(self) -> Floats:
        """Kilograms a day of each product that must keep the promise."""
        kg = np.zeros(len(self.problem.products))
        np.add.at(kg, [f.product for f in self.problem.flows], [f.kg for f in self.problem.flows])
        return np.asarray(kg * [product.share for product in self.problem.products])

    def sides(self) -> tuple[Floats, Floats]:
        """Least and most of each row."""
        problem = self.problem
        kg = np.array([flow.kg for flow in problem.flows])
        below = np.full(self.promise, -INFINITY)
        rooms = np.zeros(self.sorting)
        capacities = [node.capacity for node in problem.nodes]
        home = np.zeros(len(self.homes))
        return (
            np.concatenate([below, self.due, kg, home]),
            np.concatenate([rooms, capacities, np.full(len(self.due), INFINITY), kg, home]),
        )

    @cached_property
    def departures_of(self) -> list[Vector]:
        """What a departure of each lane weighs."""
        return [
            [(number, -lane.capacity), *self._moves(lane.vehicle, lane.origin, lane.target)]
            for number, lane in enumerate(self.problem.lanes)
        ]

    @cached_property
    def empties_of(self) -> list[Vector]:
        """What an empty run of each kind weighs."""
        return [self._moves(run.vehicle, run.origin, run.target) for run in self.problem.empties]

    def _moves(self, kind: str, origin: int, target: int) -> Vector:
        if (kind, origin) not in self.homes or origin == target:
            return []
        return [(self.homes[kind, origin], 1.0), (self.homes[kind, target], -1.0)]

    def aboard(self) -> list[Vector]:
        """What a kilogram aboard each lane weighs."""
        found: list[Vector] = [[(number, 1.0)] for number in range(len(self.problem.lanes))]
        for number, slot in enumerate(self.slots.all):
            for lane in slot.lanes:
                found[lane].append((self.slot + number, -1.0))
        return found

    def lost(self) -> list[Vector]:
        """What a kilogram of each flow that finds no way weighs."""
        return [
            [(self.promise + flow.product, 1.0), (self.flow + number, 1.0)]
            for number, flow in enumerate(self.problem.flows)
        ]

    def way(self, flow: int, slots: tuple[int, ...], *, kept: bool) -> Vector:
        """What a kilogram of a flow on a way weighs; slots of a way are all different."""
        found = [(self.slot + slot, 1.0) for slot in slots]
        found += [(self.sorting + self.slots.all[slot].lane.target, 1.0) for slot in slots[:-1]]
        if kept:
            found.append((self.promise + self.problem.flows[flow].product, 1.0))
        return [*found, (self.flow + flow, 1.0)]
