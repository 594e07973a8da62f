"""Whole departures: first by diving, then improved part by part.

*Diving*: departures of the relaxation that are nearly whole are made whole, those least used are
given up, it is solved again, and so on, so that parcels gather on fewer lanes. *Parts*: the
departures of a few nodes are freed, all others held, and HiGHS looks for a cheaper choice, with
ways for parcels free everywhere.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from jidi.core.errors import InputError
from jidi.network.trunk.program import INFINITY, Floats, Point
from jidi.network.trunk.relaxation import Relaxation

DIVES: Final = 60
"""Times that some departures are made whole."""
AT_A_TIME: Final = 0.35
"""Share of the broken departures that are made whole each time."""
MOSTLY, HARDLY = 0.8, 0.5
"""Parts of a departure from which it is rather taken, and below which rather not."""
PART_NODES: Final = 400
"""Nodes of HiGHS's tree for one part."""
WIDER: Final = 2
"""A freed lane may have so many departures more or fewer."""
FEW_LANES: Final = 60
"""Of so few lanes all are looked at at once."""
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
    best: Point | None = None
    seconds: float = 60.0

    def __post_init__(self) -> None:
        self.program = self.relaxation.program

    @property
    def patience(self) -> int:
        """Parts in vain after which no more are tried: every node's turn came twice."""
        return 2 * (len(self.program.problem.nodes) // 3 + 2)

    @property
    def near(self) -> bool:
        """Whether the best found is as near to the bound as asked."""
        best = self.best
        return best is not None and best.cost - self.bound <= self.gap * best.cost

    # Diving --------------------------------------------------------------------

    def by_diving(self) -> None:
        """Departures made whole a few at a time, the relaxation solved in between."""
        program = self.program
        least = np.where(program.free, program.most, np.floor(self.root.departures + _WHOLE))
        most, point = program.most.copy(), self.root
        for number in range(DIVES):
            if self.cancelled():
                break
            parts = _part(point.departures)
            if parts.max(initial=0.0) <= _WHOLE:
                break
            ups, downs = _chosen(parts)
            least[ups] = np.ceil(point.departures[ups] - _WHOLE)
            most[downs] = np.maximum(least[downs], np.floor(point.departures[downs] + _WHOLE))
            point = self._relaxed(least, most, priced=number % 2 == 0)
            self.step(f"dive {number + 1}: {point.cost:,.0f} yuan a day")
        self._tried(np.ceil(point.departures - _WHOLE))
        self.step(self._told("dived"))

    def _relaxed(self, least: Floats, most: Floats, *, priced: bool) -> Point:
        """The relaxation within bounds; upper ones are given up where something is missing."""
        point = self.program.relaxed((least, most))
        if point.duals is None or point.missing.sum() > _NOTHING:
            most[:] = self.program.most
            point = self.program.relaxed((least, most))
        if priced and point.duals is not None:
            self.relaxation.priced(point.duals)
        return point

    def _tried(self, departures: Floats) -> bool:
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
            self.step(self._told("all lanes"))

    def by_parts(self, rounds: int) -> None:
        """Free some, hold the others, so many times."""
        idle = 0
        for number, freed in zip(range(rounds), self._freed(), strict=False):
            if self.near or self.cancelled() or self.best is None or idle > self.patience:
                return
            idle += 1
            held = np.round(self.best.departures)
            least = np.where(freed, np.maximum(held - WIDER, 0), held)
            most = np.where(freed, np.minimum(held + WIDER, self.program.most), held)
            if self._sought(least, most, nodes=PART_NODES):
                idle = 0
                self.step(self._told(f"part {number + 1}"))

    def _freed(self) -> Iterator[Chosen]:
        """Lanes to be freed: those of a few nodes at a time."""
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
                nodes = order[first : first + 3]
                yield np.asarray(np.isin(ends, nodes).any(axis=1))
            yield np.asarray(np.isin(ends, [*hubs, *order[:1]]).all(axis=1))

    def _sought(self, least: Floats, most: Floats, *, nodes: int) -> bool:
        """Whether HiGHS found a cheaper choice within the bounds."""
        below = INFINITY if self.best is None else self.best.cost * (1 - 1e-6)
        found = self.program.whole(
            (least, np.maximum(least, most)), below=below, gap=self.gap / 10, nodes=nodes,
            seconds=self.seconds,
        )  # fmt: skip
        return found is not None and self._tried(np.round(found.departures))

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

    def _told(self, what: str) -> str:
        if self.best is None:
            return f"{what}: none yet"
        gap = (self.best.cost - self.bound) / self.best.cost
        return f"{what}: {self.best.cost:,.0f} yuan a day, {gap:.2%} above the bound"


def _part(departures: Floats) -> Floats:
    """What is left of departures beyond whole ones."""
    part = departures - np.floor(departures + _WHOLE)
    return np.where(part > _WHOLE, part, 0.0)


def _chosen(parts: Floats) -> tuple[Chosen, Chosen]:
    """Which departures are made whole upwards, and which may not grow any more.

    Those nearly whole are taken and the least used are given up, so that what they carried gathers
    elsewhere; where there are neither, the fullest are taken.
    """
    broken = parts > 0
    count = max(1, int(broken.sum() * AT_A_TIME))
    ups = parts >= MOSTLY
    by_part = np.argsort(np.where(broken, parts, 2.0), kind="stable")
    downs = np.zeros(len(parts), np.bool_)
    downs[by_part[:count]] = True
    downs &= broken & (parts <= HARDLY)
    if not ups.any() and not downs.any():
        ups = np.zeros(len(parts), np.bool_)
        ups[np.argsort(-parts, kind="stable")[:count]] = True
        ups &= broken
    return ups, downs
