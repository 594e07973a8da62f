"""Hubs with levels, from the search to the proof.

The search gives a tree, nodes are chosen together for it, and then it is asked whether any design
could be cheaper by more than a little. Where sets of doors to the outside are few, one after the
other is asked (``levels_doors``); else all at once: first with prices for what nodes send each
other, which is soon answered, then, where that leaves more, with flows on the tree, which know of
ways up and down and of the room they take. What is met on the way may be a better tree.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from jidi.network.hubs.design import HubDesign
from jidi.network.hubs.effort import Effort
from jidi.network.hubs.levelled import LevelSearch, Tree, loosened
from jidi.network.hubs.levels_climbs import add_climbs, direct
from jidi.network.hubs.levels_doors import Doors, DoorSet, few_sets, paid
from jidi.network.hubs.levels_flows import add_flows
from jidi.network.hubs.levels_nodes import with_nodes_chosen
from jidi.network.hubs.levels_program import LevelsProgram
from jidi.network.hubs.levels_promising import promising_doors
from jidi.network.hubs.numbers import numbers_of
from jidi.network.hubs.problem import HubProblem
from jidi.network.hubs.single_bound import SingleBound

NEAR: Final = 0.0095
"""What is proved to cost at most so much more than the best, relative, is proved enough."""
SLACK: Final = 1 - 2e-4
"""HiGHS stops so near (twice its own)."""
PRICE_ROUNDS: Final = 500
"""Steps of the prices for what nodes send each other (our own choice)."""

FIRST: Final = 4
"""So many sets of doors that promise most are asked first (our own choice)."""

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
        tell=lambda share: tell(0.3 * share),
    )  # fmt: skip
    best = with_nodes_chosen(search, best)
    proof = _Proof(search, best, max(bound, priced), tell)
    if effort.rounds and np.isfinite(best.cost):
        if few_sets(problem) and DoorSet.columns(problem) <= effort.columns:
            first = promising_doors(
                problem, best, tries=effort.tries, seed=seed,
                tell=lambda share: tell(0.3 + 0.1 * share),
            )  # fmt: skip
            proof.by_doors(effort.nodes, first[:FIRST])
        elif LevelsProgram.columns(problem) <= effort.columns:
            proof.run(effort.nodes)
    return search.design(proof.best), proof.bound


class _Proof:
    def __init__(self, search: LevelSearch, best: Tree, bound: float, tell: Tell) -> None:
        self.search, self.best, self.bound, self.tell = search, best, bound, tell

    @property
    def reach(self) -> float:
        """What is to be proved that nothing costs less than."""
        return self.best.cost * (1 - NEAR)

    @property
    def near(self) -> bool:
        """Is what is proved enough?"""
        return self.bound >= self.reach * SLACK

    def run(self, nodes: int) -> None:
        """Prices, then flows; in all with so many nodes of HiGHS's tree."""
        left = nodes
        for share, posed in ((0.4, self._with_prices), (0.8, self._with_flows)):
            if self.near or left <= 0 or self.tell(share):
                return
            left = self._asked(posed(), left, share)

    def by_doors(self, nodes: int, first: list[tuple[int, ...]]) -> None:
        """One set of doors after the other, after these the cheapest first.

        A better design makes all that follows dear enough sooner."""
        if self.near:
            return
        doors = Doors(
            self.search.problem, self.best.cost, lambda share: self.tell(0.4 + 0.2 * share)
        )
        left = nodes
        turn = {some: number for number, some in enumerate(first)}
        order = sorted(doors.sets, key=lambda one: turn.get(one.doors, len(turn)))
        for number, one in enumerate(order):
            if left <= 0 or self.tell(0.6 + 0.4 * number / len(doors.sets)):
                break
            left = self._set_asked(doors, one, left)
        least = min((one.bound for one in doors.sets), default=self.best.cost)
        self.bound = max(self.bound, least)

    def _set_asked(self, doors: Doors, one: DoorSet, left: int) -> int:
        """One set, with more and more that is known of it, until it is dear enough; nodes left."""
        if one.bound >= self.reach * SLACK:
            return left
        for posed in doors.programs(one):
            while left > 0:
                answer = posed.answered(self.reach, nodes=left, stop=lambda: self.tell(0.6))
                left -= max(1, answer.nodes)
                one.bound = max(one.bound, answer.bound)
                if answer.tree is None or not self._bettered(answer.tree):
                    break
            if left <= 0 or one.bound >= self.reach * SLACK:
                break
        return left

    def _bettered(self, tree: Tree) -> bool:
        """Does a better design come of it?"""
        found = with_nodes_chosen(self.search, tree)
        better = found.cost < self.best.cost
        self.best = found if better else self.best
        return better

    def _with_prices(self) -> LevelsProgram:
        problem = self.search.problem
        numbers = numbers_of(loosened(problem))
        state = SingleBound(numbers, self.best.cost, ruling=False)
        best = self.best.cost
        state.run(PRICE_ROUNDS, consider=lambda _: best, tell=lambda _: False)
        posed = LevelsProgram(problem, paid(state))
        if direct(problem):
            add_climbs(posed, every=False)
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
            answer = posed.answered(self.reach, nodes=left, stop=lambda: self.tell(share))
            left -= max(1, answer.nodes)
            self.bound = max(self.bound, answer.bound)
            if answer.tree is None or self.near or not self._bettered(answer.tree):
                break
        return left
