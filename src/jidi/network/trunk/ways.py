"""Ways for parcels: the cheapest in time under given prices, from one node to all others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from jidi.network.trunk.problem import DAY, Node, TrunkProblem


@dataclass(frozen=True)
class Way:
    """Lanes one after the other, with the minutes they take and their price a kg."""

    lanes: tuple[int, ...]
    minutes: int
    price: float


@dataclass(frozen=True)
class Prices:
    """What a kg pays: on each lane, and for being sorted at each node."""

    lanes: Sequence[float]
    sorting: Sequence[float]


class Ways:
    """The searches of one problem."""

    def __init__(self, problem: TrunkProblem) -> None:
        self.problem = problem

    @cached_property
    def _from(self) -> Mapping[int, tuple[int, ...]]:
        found: dict[int, list[int]] = {n: [] for n in range(len(self.problem.nodes))}
        for number, lane in enumerate(self.problem.lanes):
            if lane.most > 0 and lane.capacity > 0:
                found[lane.origin].append(number)
        return {node: tuple(lanes) for node, lanes in found.items()}

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
        if way.lanes:
            if place.capacity <= 0:
                return []
            ready, price = sorted_by(place, ready), price + prices.sorting[node]
        made = []
        for number in self._from[node]:
            lane = self.problem.lanes[number]
            if lane.target == origin:
                continue
            minutes = comes(self.problem, number, ready) - released
            if minutes <= within:
                longer = Way((*way.lanes, number), minutes, price + prices.lanes[number])
                made.append((lane.target, longer))
        return made


def _keep(ways: list[Way], new: Way) -> bool:
    """Whether the way is worth having; those that it beats go.

    A way of more lanes than another is only compared with ways of as many or fewer: both come in
    the order of their lanes.
    """
    if any(way.minutes <= new.minutes and way.price <= new.price for way in ways):
        return False
    ways[:] = [w for w in ways if not (w.minutes >= new.minutes and w.price >= new.price
                                       and len(w.lanes) >= len(new.lanes))]  # fmt: skip
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


def comes(problem: TrunkProblem, lane: int, ready: int) -> int:
    """When parcels ready at a moment are at hand at a lane's target: by its next departure."""
    taken = problem.lanes[lane]
    earliest = ready + problem.nodes[taken.origin].load
    leaves = earliest + (taken.departs - earliest) % DAY
    return leaves + taken.minutes + problem.nodes[taken.target].unload
