"""The exact part by sets of hubs: hubs are decided first, what nodes choose among them after.

Where prices leave few sets of hubs, each is looked at alone: among few hubs prices agree soon, and
little is left to HiGHS. Where they leave too many, one hub is taken as open, and then as closed,
with prices made better for either.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from jidi.network.hubs.remaining import Left, decided_single
from jidi.network.hubs.sets import Sets, sets_of
from jidi.network.hubs.single_bound import SingleBound

FEW: Final = 60
"""So many sets of hubs are looked at one by one rather than branched on (our own choice)."""
ROUNDS: Final = 80
SET_ROUNDS: Final = 150
"""Steps of the prices for a branch, and for one set of hubs (our own choice)."""

Take = Callable[[Left], float]
"""Takes what HiGHS found for a set of hubs; the best cost known after that."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much may be done.

    :param parts: branches and sets looked at. :param columns: see ``remaining``.
    :param nodes: of HiGHS's tree for one set; ``seconds`` a guard, for one set too.
    """

    parts: int
    columns: int
    nodes: int
    seconds: float | None


class Branching:
    """Sets of hubs under single allocation, each proved no better or decided."""

    def __init__(
        self,
        state: SingleBound,
        *,
        limits: Limits,
        consider: Callable[[np.ndarray], float],
        take: Take,
        tell: Callable[[float], bool],
    ) -> None:
        self.limits, self.consider, self.take, self.tell = limits, consider, take, tell
        self.best, self.used, self.least = state.best, 0, np.inf
        self.open: list[SingleBound] = [state]

    def run(self) -> float:
        """The bound of all designs: the best cost known where everything could be decided."""
        while self.open and not self._over():
            state = self.open.pop()
            state.best = min(state.best, self.best)
            sets = sets_of(state, FEW)
            if sets is None:
                self._branch(state)
            else:
                self._each(state, sets)
        rest = min((state.bound for state in self.open), default=np.inf)
        return min(self.best, self.least, rest)

    def _over(self) -> bool:
        self.used += 1
        share = self.used / self.limits.parts
        return self.used > self.limits.parts or self.tell(min(1.0, share))

    def _branch(self, state: SingleBound) -> None:
        """The most promising hub that may still be left out, open and closed."""
        for part in state.parted():
            part.run(ROUNDS, consider=self.consider, tell=lambda _: False)
            self.best = min(self.best, part.best)
            if not part.over:
                self.open.append(part)

    def _each(self, state: SingleBound, sets: Sets) -> None:
        for number, (cost, places) in enumerate(sets):
            if cost >= self.best * (1 - 1e-9):
                return
            if number and self._over():
                self.least = min(self.least, cost)
                return
            self._one(state, cost, places)

    def _one(self, state: SingleBound, cost: float, places: tuple[int, ...]) -> None:
        if not state.numbers.roomy(state.alive[list(places)]):
            return
        part = state.among(places)
        part.best = self.best
        part.run(SET_ROUNDS, consider=self.consider, tell=lambda _: False)
        self.best = min(self.best, part.best)
        if part.over:
            return
        limits = self.limits
        left = decided_single(
            part.numbers, part, columns=limits.columns, nodes=limits.nodes, seconds=limits.seconds
        )
        self.best = min(self.best, self.take(left))
        self.least = min(self.least, max(left.bound if left.posed else -np.inf, part.bound, cost))
