"""Ways for parcels: the cheapest in time under given prices, from one node to all others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jidi.network.trunk.problem import DAY, Lane, Node
from jidi.network.trunk.slots import Slots


@dataclass(frozen=True)
class Way:
    """Slots one after the other, with the minutes they take and their price a kg."""

    slots: tuple[int, ...]
    minutes: int
    price: float


@dataclass(frozen=True)
class Prices:
    """What a kg pays: in each slot, and for being sorted at each node."""

    slots: Sequence[float]
    sorting: Sequence[float]


class Ways:
    """The searches of one problem."""

    def __init__(self, slots: Slots) -> None:
        self.slots = slots
        self.problem = slots.problem

    def best(
        self, *, origin: int, released: int, within: int, prices: Prices
    ) -> Mapping[int, tuple[Way, ...]]:
        """By target, the ways within so many minutes of which none is slower and dearer.

        By minutes.
        """
        kept: dict[int, list[Way]] = {}
        front = [(origin, Way((), 0, 0.0))]
        for _ in range(self.problem.most_lanes):
            made: list[tuple[int, Way]] = []
            for node, way in front:
                made.extend(self._longer(node, way, origin, released, within, prices))
            front = [
                (node, way)
                for node, way in sorted(made, key=lambda one: (one[1].minutes, one[1].price))
                if _keep(kept.setdefault(node, []), way)
            ]
        return {
            node: tuple(sorted(ways, key=lambda way: (way.minutes, way.price)))
            for node, ways in kept.items()
        }

    def _longer(
        self, node: int, way: Way, origin: int, released: int, within: int, prices: Prices
    ) -> list[tuple[int, Way]]:
        place = self.problem.nodes[node]
        ready, price = released + way.minutes, way.price
        if way.slots:
            if place.capacity <= 0:
                return []
            ready, price = sorted_by(place, ready), price + prices.sorting[node]
        made = []
        for number in self.slots.leaving[node]:
            lane = self.slots.all[number].lane
            if lane.target == origin:
                continue
            minutes = self._comes(lane, ready) - released
            if minutes <= within:
                longer = Way((*way.slots, number), minutes, price + prices.slots[number])
                made.append((lane.target, longer))
        return made

    def _comes(self, lane: Lane, ready: int) -> int:
        """When parcels ready at a moment are at hand at a lane's target: by its next departure."""
        earliest = ready + self.problem.nodes[lane.origin].load
        leaves = earliest + (lane.departs - earliest) % DAY
        return leaves + lane.minutes + self.problem.nodes[lane.target].unload


def _keep(ways: list[Way], new: Way) -> bool:
    """Whether the way is worth having; those that it beats go.

    A way of more slots than another is only compared with ways of as many or fewer: both come in
    the order of their slots.
    """
    if any(way.minutes <= new.minutes and way.price <= new.price for way in ways):
        return False
    ways[:] = [w for w in ways if not (w.minutes >= new.minutes and w.price >= new.price
                                       and len(w.slots) >= len(new.slots))]  # fmt: skip
    ways.append(new)
    return True


def sorted_by(node: Node, moment: int) -> int:
    """When parcels at hand at a moment are sorted and may go on."""
    of_day = moment % DAY
    if node.opens <= node.closes:
        inside = node.opens <= of_day <= node.closes
    else:
        inside = of_day >= node.opens or of_day <= node.closes
    begins = moment if inside else moment + (node.opens - of_day) % DAY
    return begins + node.sort
