"""Hubs with levels, from the search to the proof.

The search gives a tree, nodes are chosen together for it, and then it is asked whether any design
could be cheaper by more than a little: first with prices for what nodes send each other, which is
soon answered, then, where that leaves more, with flows on the tree, which know of ways up and down
and of the room they take. What is met on the way may be a better tree.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from jidi.network.hubs.design import HubDesign
from jidi.network.hubs.effort import Effort
from jidi.network.hubs.levelled import LevelSearch, Tree, loosened
from jidi.network.hubs.levels_flows import add_flows
from jidi.network.hubs.levels_nodes import with_nodes_chosen
from jidi.network.hubs.levels_program import LevelsProgram, Paid
from jidi.network.hubs.numbers import numbers_of
from jidi.network.hubs.problem import HubProblem
from jidi.network.hubs.single_bound import SingleBound

NEAR: Final = 0.0095
"""What is proved to cost at most so much more than the best, relative, is proved enough."""
PRICE_ROUNDS: Final = 500
"""Steps of the prices for what nodes send each other (our own choice)."""

Tell = Callable[[float], bool]


def levelled(
    problem: HubProblem, start: HubDesign, *, effort: Effort, seed: int, bound: float, tell: Tell
) -> tuple[HubDesign | None, float]:
    """The best design met, None where none that holds was; and a bound.

    :param start: without levels, where it begins. :param bound: what is known already.
    :param tell: told the share done; True ends it.
    """
    search = LevelSearch(problem, np.random.Generator(np.random.PCG64(seed)))
    best, priced = search.run(
        search.begun(start), tries=effort.tries, rounds=effort.rounds,
        tell=lambda share: tell(0.4 * share),
    )  # fmt: skip
    best = with_nodes_chosen(search, best)
    proof = _Proof(search, best, max(bound, priced), tell)
    if effort.rounds and LevelsProgram.columns(problem) <= effort.columns:
        proof.run(effort.nodes)
    return search.design(proof.best), proof.bound


class _Proof:
    def __init__(self, search: LevelSearch, best: Tree, bound: float, tell: Tell) -> None:
        self.search, self.best, self.bound, self.tell = search, best, bound, tell

    @property
    def near(self) -> bool:
        """Is what is proved enough?"""
        return self.bound >= self.best.cost * (1 - NEAR) * (1 - 2e-4)

    def run(self, nodes: int) -> None:
        """Prices, then flows; in all with so many nodes of HiGHS's tree."""
        left = nodes
        for share, posed in ((0.4, self._with_prices), (0.8, self._with_flows)):
            if self.near or left <= 0 or self.tell(share) or not np.isfinite(self.best.cost):
                return
            left = self._asked(posed(), left, share)

    def _with_prices(self) -> LevelsProgram:
        problem = self.search.problem
        numbers = numbers_of(loosened(problem))
        state = SingleBound(numbers, self.best.cost, ruling=False)
        best = self.best.cost
        state.run(PRICE_ROUNDS, consider=lambda _: best, tell=lambda _: False)
        always, cost = state.priced()
        posed = LevelsProgram(problem, Paid(always, cost - numbers.reach[:, state.alive]))
        posed.closed()
        return posed

    def _with_flows(self) -> LevelsProgram:
        posed = LevelsProgram(self.search.problem, None)
        add_flows(posed)
        posed.closed()
        return posed

    def _asked(self, posed: LevelsProgram, left: int, share: float) -> int:
        """Asked until it is near enough, or no better tree comes of it; the nodes left."""
        while left > 0:
            reach = self.best.cost * (1 - NEAR)
            answer = posed.answered(reach, nodes=left, stop=lambda: self.tell(share))
            left -= max(1, answer.nodes)
            self.bound = max(self.bound, answer.bound)
            if answer.tree is None or self.near:
                break
            found = with_nodes_chosen(self.search, answer.tree)
            if found.cost >= self.best.cost:
                break
            self.best = found
        return left
