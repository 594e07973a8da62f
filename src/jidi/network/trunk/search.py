"""Whole departures: by what ends planned and by diving, then improved part by part.

*Diving*: departures of the relaxation that are nearly whole are made whole, those least used are
given up, it is solved again, and so on, so that parcels gather on fewer lanes. Where ends have
plans, their lanes run as planned and only lanes between the other nodes are dived for. *Parts*: the
departures of a few nodes are freed, all others held, and HiGHS looks for a cheaper choice.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from jidi.core.errors import InputError
from jidi.network.trunk.ends import Plan
from jidi.network.trunk.program import FEW_LANES, INFINITY, Floats, Point
from jidi.network.trunk.relaxation import Relaxation

DIVES: Final = 60
"""Times that some departures are made whole."""
AT_A_TIME: Final = 0.35
"""Share of the broken departures that are made whole each time."""
MOSTLY, HARDLY = 0.8, 0.5
"""Parts of a departure from which it is rather taken, and below which rather not."""
PART_NODES: Final = 400
"""Nodes of HiGHS's tree for one part."""
BETWEEN_NODES: Final = 40
"""Nodes of HiGHS's tree for all lanes between ends, which run as planned."""
WIDER: Final = 2
"""A freed lane may have so many departures more or fewer."""
PRICINGS: Final = 6
LITTLE: Final = 1e-4
"""Ways are asked for so often, or until they save less than this share."""
_WHOLE: Final = 1e-6
_NOTHING: Final = 1e-6

Chosen = npt.NDArray[np.bool_]
Step = Callable[[str], None]
Cancelled = Callable[[], bool]


@dataclass
class Search:
    """The search for whole departures of one problem, after its relaxation was solved."""

    relaxation: Relaxation
    bound: float
    root: Point
    gap: float
    seed: int
    step: Step
    cancelled: Cancelled
    plans: tuple[Plan, ...] = ()
    best: Point | None = None
    of_week: Callable[[Point], float] | None = None
    """What a point costs where volumes differ by weekday, which the bound knows nothing of."""
    _weighed: tuple[Point, float] | None = None

    def __post_init__(self) -> None:
        self.program = self.relaxation.program

    @property
    def patience(self) -> int:
        """Parts in vain after which no more are tried: every turn came once at least."""
        return 2 * (len(self.program.problem.nodes) // 3 + 2)

    @property
    def near(self) -> bool:
        """Whether the best found is as near to the bound as asked, on the days of the week, too."""
        return self.within(self.gap) and self._near_in_week()

    def _near_in_week(self) -> bool:
        """Where volumes differ by weekday, whether the design of the week is near."""
        if self.of_week is None:
            return True
        if self._weighed is None or self._weighed[0] is not self.best:
            self.best = self.settled()
            self._weighed = self.best, self.of_week(self.best)
            self.step(f"days of the week: {self._weighed[1]:,.0f} yuan a day")
        return self._weighed[1] * (1 - self.gap) <= self.bound

    def within(self, share: float) -> bool:
        """Whether the best found is within a share of its cost of the bound."""
        best = self.best
        return best is not None and best.cost - self.bound <= share * best.cost

    # Diving --------------------------------------------------------------------

    def by_plans(self) -> None:
        """The lanes of ends as they planned, the others dived for."""
        program, most = self.program, self.program.most.copy()
        nodes = [plan.node for plan in self.plans]
        most[self.touching(nodes) & ~program.free] = 0.0
        least = np.zeros(program.lanes)
        for plan in self.plans:
            for lane, count in plan.departures:
                least[lane] = most[lane] = count
            for flow, way in plan.ways:
                self.relaxation.take_way(flow, way)
        point = self.priced(least, most)
        if not point.whole:
            # Promises that plans miss: where they are missed, more departures may be taken.
            most = np.where(self._missed(point), program.most, most)
            point = self.priced(least, most)
        if point.whole:
            bounds = least.copy(), most.copy()
            begun = self.best is not None
            self._dive(point, least, most, most.copy(), "plans")
            if not begun and not self.near and not self.cancelled():
                # Where promises bind, diving gathers badly between ends: HiGHS looks at them all.
                self._sought(*bounds, nodes=BETWEEN_NODES)
                self.step(self.told("between"))

    def _missed(self, point: Point) -> Chosen:
        """Lanes that begin or end where parcels that find no way do."""
        missing = np.flatnonzero(point.missing > _NOTHING)
        flows = [self.program.problem.flows[number] for number in missing]
        return self.touching([node for flow in flows for node in (flow.origin, flow.target)])

    def priced(self, least: Floats, most: Floats) -> Point:
        """The relaxation within bounds, with ways asked for."""
        point = self.program.relaxed((least, most))
        for _ in range(PRICINGS):
            if point.duals is None or self.relaxation.priced(point.duals)[1] <= LITTLE * point.cost:
                break
            point = self.program.relaxed((least, most))
        return point

    def by_diving(self) -> None:
        """Departures made whole a few at a time, the relaxation solved in between."""
        program = self.program
        least = np.where(program.free, program.most, np.floor(self.root.departures + _WHOLE))
        self._dive(self.root, least, program.most.copy(), program.most, "dive")

    def _dive(self, point: Point, least: Floats, most: Floats, held: Floats, what: str) -> None:
        """:param held: most departures where those given up must be allowed again."""
        needed = np.zeros(self.program.lanes, np.bool_)
        for number in range(DIVES):
            if self.cancelled() and (
                self.best is not None or self.tried(np.ceil(point.departures - _WHOLE))
            ):
                break
            parts = _part(point.departures)
            if parts.max(initial=0.0) <= _WHOLE:
                break
            ups, downs = _chosen(parts, needed)
            least[ups] = np.ceil(point.departures[ups] - _WHOLE)
            most[downs] = np.maximum(least[downs], np.floor(point.departures[downs] + _WHOLE))
            given_up = most.copy()
            point = self._relaxed(least, most, held, priced=number % 2 == 0)
            # What had to be allowed again is not given up once more: the dive would go in circles.
            needed |= most > given_up
            self.step(f"{what} {number + 1}: {point.cost:,.0f} yuan a day")
        self.tried(np.ceil(point.departures - _WHOLE))
        self.step(self.told(what))

    def _relaxed(self, least: Floats, most: Floats, held: Floats, *, priced: bool) -> Point:
        """The relaxation within bounds; upper ones are given up where something is missing."""
        point = self.program.relaxed((least, most))
        for wide in (self._missed(point), np.ones(self.program.lanes, np.bool_)):
            if point.whole:
                break
            most[:] = np.where(wide, np.maximum(held, least), most)
            point = self.program.relaxed((least, most))
        if priced and point.duals is not None:
            self.relaxation.priced(point.duals)
        return point

    def tried(self, departures: Floats) -> bool:
        """Take these departures if they are the cheapest so far."""
        found = self.program.relaxed((departures, departures))
        if found.duals is None or found.missing.sum() > _NOTHING:
            return False
        if self.best is not None and found.cost >= self.best.cost:
            return False
        self.best = found
        return True

    # Parts ---------------------------------------------------------------------

    def at_large(self) -> None:
        """All lanes at once, where they are few."""
        if self.program.lanes <= FEW_LANES:
            self._sought(np.zeros(self.program.lanes), self.program.most, nodes=PART_NODES)
            self.step(self.told("all lanes"))

    def by_parts(self, rounds: int) -> None:
        """Free some, hold the others, so many times."""
        idle = 0
        for number, part in zip(range(rounds), self._of_nodes(), strict=False):
            if self.near or self.cancelled() or self.best is None or idle > self.patience:
                return
            idle += 1
            held = np.round(self.best.departures)
            least = np.where(part, np.maximum(held - WIDER, 0), held)
            most = np.where(part, np.minimum(held + WIDER, self.program.most), held)
            if self._sought(least, most, nodes=PART_NODES):
                idle = 0
                self.step(self.told(f"part {number + 1}"))

    def touching(self, nodes: Sequence[int]) -> Chosen:
        """Lanes that begin or end at some nodes."""
        ends = np.array([(lane.origin, lane.target) for lane in self.program.problem.lanes])
        return np.asarray(np.isin(ends.reshape(-1, 2), nodes).any(axis=1))

    def _of_nodes(self) -> Iterator[Chosen]:
        """Lanes of a few nodes at a time, those of hubs with one more in between."""
        chance = random.Random(self.seed)
        problem = self.program.problem
        ends = np.array([(lane.origin, lane.target) for lane in problem.lanes])
        busy = [
            node for node in range(len(problem.nodes))
            if problem.nodes[node].capacity <= 0 and (ends == node).any()
        ]  # fmt: skip
        hubs = [node for node in range(len(problem.nodes)) if problem.nodes[node].capacity > 0]
        while True:
            order = busy.copy()
            chance.shuffle(order)
            for first in range(0, max(1, len(order)), 3):
                yield self.touching(order[first : first + 3])
            freed = np.isin(ends, [*hubs, *order[:1]]).all(axis=1)
            yield np.asarray(freed)

    def _sought(self, least: Floats, most: Floats, *, nodes: int) -> bool:
        """Whether HiGHS found a cheaper choice within the bounds."""
        below = INFINITY if self.best is None else self.best.cost * (1 - 1e-6)
        found = self.program.whole(
            (least, np.maximum(least, most)),
            below=below,
            gap=self.gap / 10,
            nodes=nodes,
            anew=False,
        )
        return found is not None and self.tried(np.round(found.departures))

    def settled(self) -> Point:
        """The best departures with the cheapest ways for them.

        :raises InputError: N-936 when no whole departures were found.
        """
        if self.best is None:
            raise InputError("N-936", nodes=PART_NODES)
        departures = np.round(self.best.departures)
        found = self.program.relaxed((departures, departures))
        while found.duals is not None and self.relaxation.priced(found.duals)[0]:
            before, found = found.cost, self.program.relaxed((departures, departures))
            if before - found.cost <= 1e-5 * before:
                break
        return found

    def names(self, nodes: Sequence[int]) -> str:
        """Nodes as they are called."""
        return ", ".join(self.program.problem.nodes[node].id for node in nodes)

    def told(self, what: str) -> str:
        """The best so far, in a line."""
        if self.best is None:
            return f"{what}: none yet"
        gap = (self.best.cost - self.bound) / self.best.cost
        return f"{what}: {self.best.cost:,.0f} yuan a day, {gap:.2%} above the bound"


def _part(departures: Floats) -> Floats:
    """What is left of departures beyond whole ones."""
    part = departures - np.floor(departures + _WHOLE)
    return np.where(part > _WHOLE, part, 0.0)


def _chosen(parts: Floats, needed: Chosen) -> tuple[Chosen, Chosen]:
    """Which departures are made whole upwards, and which may not grow any more.

    Those nearly whole are taken and the least used are given up, so that what they carried gathers
    elsewhere; where there are neither, the fullest are taken.

    :param needed: lanes that may not be given up.
    """
    broken = parts > 0
    count = max(1, int(broken.sum() * AT_A_TIME))
    ups = parts >= MOSTLY
    by_part = np.argsort(np.where(broken, parts, 2.0), kind="stable")
    downs = np.zeros(len(parts), np.bool_)
    downs[by_part[:count]] = True
    downs &= broken & ~needed & (parts <= HARDLY)
    if not ups.any() and not downs.any():
        ups = np.zeros(len(parts), np.bool_)
        ups[np.argsort(-parts, kind="stable")[:count]] = True
        ups &= broken
    return ups, downs
