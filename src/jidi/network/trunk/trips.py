"""When parcels of one day of the week go by lanes one after the other, and on which days."""

from __future__ import annotations

from dataclasses import dataclass, field

from jidi.network.trunk.problem import DAY, WEEK, WEEKDAYS, Node, TrunkProblem

Lanes = tuple[int, ...]


@dataclass(frozen=True)
class Trip:
    """Minutes from release until at hand, and days on which lanes and sorting are used."""

    minutes: int
    boards: tuple[int, ...]
    sorts: tuple[int, ...]


@dataclass
class Trips:
    """Those of one problem; what was asked once is kept."""

    problem: TrunkProblem
    _known: dict[tuple[int, int, int, Lanes], Trip | None] = field(default_factory=dict)

    def of(self, flow: int, day: int, lanes: Lanes) -> Trip | None:
        """How parcels handed in on a day go by lanes; None where these make no way in time."""
        one = self.problem.flows[flow]
        key = one.origin, one.target, day * DAY + one.released, lanes
        if key not in self._known:
            self._known[key] = self._way(*key)
        found = self._known[key]
        latest = self.problem.products[one.product].latest
        return found if found is not None and found.minutes <= latest else None

    def _way(self, origin: int, target: int, begun: int, lanes: Lanes) -> Trip | None:
        here, now, nodes = origin, begun, self.problem.nodes
        boards: list[int] = []
        sorts: list[int] = []
        if not 1 <= len(lanes) <= self.problem.most_lanes:
            return None
        for place, number in enumerate(lanes):
            lane = self.problem.lanes[number]
            if lane.origin != here:
                return None
            if place:
                if nodes[here].capacity <= 0:
                    return None
                now = _sorting(nodes[here], now)
                sorts.append(now // DAY % WEEKDAYS)
                now += nodes[here].sort
            now += nodes[here].load
            every = DAY if lane.day is None else WEEK
            now += (lane.departs + DAY * (lane.day or 0) - now) % every
            boards.append(now // DAY % WEEKDAYS)
            here = lane.target
            now += lane.minutes + nodes[here].unload
        return Trip(now - begun, tuple(boards), tuple(sorts)) if here == target else None


def _sorting(node: Node, moment: int) -> int:
    """When sorting of parcels at hand at a moment begins."""
    clock = moment % DAY
    after, before = clock >= node.opens, clock <= node.closes
    inside = (after and before) if node.opens <= node.closes else (after or before)
    return moment if inside else moment + (node.opens - clock) % DAY
