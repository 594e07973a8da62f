"""The proof: prices, and the choice among what they leave."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from jidi.network.hubs.assembling import cost_of_single
from jidi.network.hubs.branching import Branching, Limits
from jidi.network.hubs.effort import Effort
from jidi.network.hubs.multiple_bound import MultipleBound
from jidi.network.hubs.numbers import Numbers
from jidi.network.hubs.priced import priced_single
from jidi.network.hubs.problem import HubProblem
from jidi.network.hubs.remaining import Left, decided_multiple, decided_single
from jidi.network.hubs.search import Judge, Setup, settled_from
from jidi.network.hubs.sets import Sets, sets_of
from jidi.network.hubs.single_bound import SingleBound

PRICED_GAPS: Final = (1e-2, 1e-3)
WHOLE: Final = 10_000
"""Of the priced part (our own choice): how near HiGHS goes each time, and up to how many choices
of a node for a hub are whole in it."""

SETS: Final = 100_000
"""Up to so many sets of hubs it is worth looking at them by parts (our own choice)."""

FEW: Final = 1_000
AGAIN: Final = 8
WORTHWHILE: Final = 2e-4
"""With multiple allocation prices are made better again while more than so many sets are left, at
most so often, and while the bound rises by so much, relative (our own choice)."""


def bounded(
    problem: HubProblem,
    numbers: Numbers,
    judge: Judge,
    best: Setup,
    effort: Effort,
    tell: Callable[[float], bool],
) -> tuple[Setup, float]:
    """Prices, then the rest: the best set-up and the bound."""
    known = _Known(judge, best)
    aim = best.cost if np.isfinite(best.cost) else 10 * float(numbers.reach.max(axis=1).sum())
    state = SingleBound(numbers, aim) if problem.single else MultipleBound(problem, numbers, aim)
    state.run(effort.rounds, consider=known.consider, tell=tell)
    if isinstance(state, MultipleBound) and effort.parts:
        _sharpened(state, known, effort, tell)
    if state.settled or state.nothing_left:
        return known.best, known.best.cost
    sets = sets_of(state, SETS) if effort.parts else None
    if sets is not None:
        bound = _by_sets(problem, known, state, sets, effort, tell)
        return known.best, bound
    limits = {"columns": effort.columns, "nodes": effort.nodes, "seconds": effort.seconds}
    if isinstance(state, MultipleBound):
        left = decided_multiple(problem, numbers, state, **limits)  # type: ignore[arg-type]
        return known.with_left(problem, left, state)
    left = decided_single(numbers, state, **limits)  # type: ignore[arg-type]
    if left.posed:
        return known.with_left(problem, left, state)
    return _priced(numbers, known, state, effort, tell)


def _sharpened(
    state: MultipleBound, known: _Known, effort: Effort, tell: Callable[[float], bool]
) -> None:
    """Prices made better again, with longer steps, while that helps and many sets are left."""
    for _ in range(AGAIN):
        if state.settled or state.nothing_left or tell(0.5):
            return
        if (sets := sets_of(state, SETS)) is not None and len(sets) <= FEW:
            return
        before = state.bound
        state.run(effort.rounds, consider=known.consider, tell=tell)
        if state.bound < before * (1 + WORTHWHILE):
            return


def _by_sets(
    problem: HubProblem,
    known: _Known,
    state: SingleBound | MultipleBound,
    sets: Sets,
    effort: Effort,
    tell: Callable[[float], bool],
) -> float:
    """Every set of hubs that is left looked at, or proved no better with others; the bound."""
    if isinstance(state, MultipleBound):
        for number, (cost, places) in enumerate(sets):
            if cost >= known.best.cost * (1 - 1e-9):
                break
            known.consider(state.alive[list(places)])
            if number % 16 == 0 and tell(0.5):
                return cost
        return known.best.cost
    limits = Limits(
        parts=effort.parts, columns=effort.columns, nodes=effort.nodes, seconds=effort.seconds
    )

    def take(left: Left) -> float:
        known.take(problem, left)
        return known.best.cost

    bound = Branching(state, limits=limits, consider=known.consider, take=take, tell=tell).run()
    return max(state.bound, bound)


def _priced(
    numbers: Numbers,
    known: _Known,
    state: SingleBound,
    effort: Effort,
    tell: Callable[[float], bool],
) -> tuple[Setup, float]:
    """Sizes and nodes chosen together at the prices; then again at prices made with what it found.

    The first time only sets of hubs are wanted, so little is spent on it.
    """
    bound = state.bound
    for time, gap in enumerate(PRICED_GAPS):
        if time:
            state.run(effort.rounds // 2, consider=known.consider, tell=tell)
        if state.settled or state.nothing_left:
            return known.best, known.best.cost
        answer = priced_single(
            state, whole=int(state.can.sum()) <= WHOLE, gap=gap,
            nodes=effort.nodes, seconds=effort.seconds,
        )  # fmt: skip
        if answer.hubs is not None:
            found = settled_from(numbers, answer.hubs, answer.at)
            known.best = min(known.best, found, key=lambda s: s.cost)
        bound = max(bound, state.bound, min(answer.bound, state.best))
        if tell(0.5):
            break
        state.best = min(state.best, known.best.cost)
    return known.best, bound


class _Known:
    """The best set-up, and the sets of hubs that were judged already."""

    def __init__(self, judge: Judge, best: Setup) -> None:
        self.best, self._judge = best, judge
        self._seen: set[tuple[int, ...]] = set()

    def consider(self, hubs: np.ndarray) -> float:
        """Judge a set of hubs that prices open; the best cost known."""
        key = tuple(sorted(int(h) for h in hubs))
        if key not in self._seen:
            self._seen.add(key)
            self.best = min(self.best, self._judge(np.array(key)), key=lambda s: s.cost)
        return self.best.cost

    def with_left(
        self, problem: HubProblem, left: Left, state: SingleBound | MultipleBound
    ) -> tuple[Setup, float]:
        """The best after HiGHS had the rest, and the bound."""
        self.take(problem, left)
        bound = max(state.bound, min(left.bound, state.best)) if left.posed else state.bound
        return self.best, bound

    def take(self, problem: HubProblem, left: Left) -> None:
        """Take what HiGHS found where it is better."""
        if left.hubs is None:
            return
        found = self._judge(np.array(left.hubs))
        if problem.single:
            exact = Setup(left.hubs, cost_of_single(problem, left.hubs, left.at), left.at)
            found = min(found, exact, key=lambda s: s.cost)
        self.best = min(self.best, found, key=lambda s: s.cost)
