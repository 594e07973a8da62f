"""What one departure more or less of a lane would cost, all other departures held.

The ways of parcels and empty runs are chosen anew each time, over all ways, so that the answer is
exact as long as the other departures stay as they are. Designing anew may do better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from jidi.network.trunk.design import TrunkDesign
from jidi.network.trunk.problem import TrunkProblem
from jidi.network.trunk.program import Point
from jidi.network.trunk.relaxation import Relaxation

ROUNDS: Final = 6
"""Times that ways are asked for."""
CLOSE: Final = 1e-6
_MISSING: Final = 1e-6


@dataclass(frozen=True)
class Supposed:
    """A lane with one departure less and one more.

    :param less: yuan a day more with one less; None where it does not run, or must; infinite where
        parcels or promises would be left. A lane bought by weight is taken away as a whole.
    :param more: yuan a day more with one more; None where no more may run, or bought by weight.
    :param due: kilograms a day left without a way or a promise with one less.
    """

    lane: int
    less: float | None
    more: float | None
    due: float = 0.0


@dataclass
class Supposing:
    """A design's program, asked again and again; ways are kept in between."""

    problem: TrunkProblem
    design: TrunkDesign
    cancelled: Callable[[], bool] = lambda: False
    _base: Relaxation = field(init=False)
    cost: float = field(init=False)
    promises: tuple[float, ...] = field(init=False)
    """Yuan a day that one more kilogram a day in time would cost, by product."""

    def __post_init__(self) -> None:
        self._base = Relaxation(self.problem)
        self._base.begin()
        self._base.take_ways(self.design.carried)
        self._base.hold_days()
        self._counts = np.array(self.design.departures, np.float64)
        point = self._solved(self._counts)
        self.cost = point.cost
        self.promises = (
            tuple(0.0 for _ in self.problem.products)
            if point.duals is None
            else tuple(max(0.0, float(value)) for value in point.duals.products)
        )

    def supposed(self, lanes: Sequence[int]) -> Iterator[Supposed]:
        """Each of some lanes; fewer when cancelled."""
        for lane in lanes:
            if self.cancelled():
                return
            less, due = self._less(lane)
            yield Supposed(lane, less, self._more(lane), due)

    def _less(self, lane: int) -> tuple[float | None, float]:
        """What one departure less costs, and the kilograms that are left."""
        program, count = self._base.program, self._counts[lane]
        if count <= self.problem.lanes[lane].least:
            return None, 0.0
        if not program.free[lane]:
            return self._beside(self._stepped(lane, -1.0))
        usual = program.most[lane]
        try:
            program.most[lane] = 0.0
            return self._beside(self._counts)
        finally:
            program.most[lane] = usual

    def _more(self, lane: int) -> float | None:
        if self._base.program.free[lane] or self._counts[lane] >= self.problem.lanes[lane].most:
            return None
        return self._beside(self._stepped(lane, 1.0))[0]

    def _stepped(self, lane: int, step: float) -> np.ndarray:
        counts = self._counts.copy()
        counts[lane] += step
        return counts

    def _beside(self, counts: np.ndarray) -> tuple[float, float]:
        point = self._solved(counts)
        left = float(point.missing.sum())
        if point.duals is None or left > _MISSING * max(1.0, float(self._base.program.kg.sum())):
            return float("inf"), left
        return point.cost - self.cost, 0.0

    def _solved(self, counts: np.ndarray) -> Point:
        program = self._base.program
        point = program.relaxed((counts, counts))
        for _ in range(ROUNDS):
            if point.duals is None or self._base.priced(point.duals)[1] <= CLOSE * point.cost:
                break
            point = program.relaxed((counts, counts))
        return point
