"""Solving hub problems: search, bound, and the choice among what the bound leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from jidi.core.errors import InputError
from jidi.network.hubs.assembling import assembled, cheapest_ways, cost_of_single
from jidi.network.hubs.branching import Branching, Limits
from jidi.network.hubs.descent import descended
from jidi.network.hubs.design import HubDesign
from jidi.network.hubs.multiple_bound import MultipleBound
from jidi.network.hubs.numbers import Numbers, numbers_of
from jidi.network.hubs.priced import priced_single
from jidi.network.hubs.problem import Floats, HubProblem
from jidi.network.hubs.remaining import Left, decided_multiple, decided_single
from jidi.network.hubs.search import Judge, Setup, multiple, searched, settled_from, single
from jidi.network.hubs.sets import Sets, sets_of
from jidi.network.hubs.single_bound import SingleBound

PROVED: Final = 1e-6
"""Relative gap at which a design counts as proved best."""

PRICED_GAPS: Final = (1e-2, 3e-3)
WHOLE: Final = 6_000
"""Of the priced part (our own choice): how near HiGHS goes each time, and up to how many choices
of a node for a hub are whole in it."""

SETS: Final = 100_000
"""Up to so many sets of hubs it is worth looking at them by parts (our own choice)."""

Progress = Callable[[float, str], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How much to try; counts, so that the same effort gives the same design on every machine.

    :param tries: of the search. :param rounds: steps of the bound; 0: no bound.
    :param parts: sets of hubs, or parts of them, looked at one by one; 0: none.
    :param columns: the rest is not decided when it has more columns than these.
    :param nodes: of HiGHS's tree. :param seconds: a guard only, for HiGHS.
    """

    tries: int = 2_000
    rounds: int = 1_200
    parts: int = 3_000
    columns: int = 60_000
    nodes: int = 2_000
    seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class Solved:
    """The design with what is proved of it: no design costs less than ``bound``."""

    design: HubDesign
    bound: float

    @property
    def gap(self) -> float:
        """How far above the bound it is, as a share of the cost."""
        cost = self.design.cost
        return max(0.0, (cost - self.bound) / cost) if cost else 0.0

    @property
    def proved(self) -> bool:
        """Is it proved that no design is cheaper?"""
        return self.gap <= PROVED


def solve(
    problem: HubProblem,
    *,
    effort: Effort = Effort(),
    seed: int = 1,
    near: tuple[int, ...] = (),
    progress: Progress = lambda _share, _step: None,
    cancelled: Cancelled = lambda: False,
) -> Solved:
    """The best design found, and its bound; also when cancelled.

    :param near: hubs to start from, alone and with each other candidate, instead of a few drawn.
    :raises InputError: N-822 when none that keeps all conditions was found.
    """
    numbers = numbers_of(problem)
    _refuse_too_small(numbers)
    routes = _routes(problem)
    judge = single(numbers) if problem.single else multiple(numbers, routes)

    def tell(base: float, share: float, step: str) -> Callable[[float], bool]:
        def told(done: float) -> bool:
            progress(base + share * done, step)
            return cancelled()

        return told

    best = _begun(numbers, judge, near) if near else _start(numbers, judge, seed)
    tries, told = effort.tries, tell(0.0, 0.3, "search")
    if problem.single:
        best = descended(numbers, best, tries=tries, seed=seed, tell=told)
    else:
        best = searched(numbers, judge, best, tries=tries, seed=seed, tell=told)
    bound = 0.0
    if effort.rounds and not cancelled():
        best, bound = _bounded(problem, numbers, judge, best, effort, tell(0.3, 0.5, "bound"))
    if not np.isfinite(best.cost):
        raise InputError("N-822", reason_zh="能力配不齐", reason_en="capacities do not fit")
    design = assembled(problem, best.hubs, best.at)
    return Solved(design=design, bound=min(bound, design.cost))


def _refuse_too_small(numbers: Numbers) -> None:
    if numbers.fewest > numbers.most:
        raise InputError(
            "N-822",
            reason_zh=f"处理能力至少需要 {numbers.fewest} 个枢纽，最多 {numbers.most} 个",
            reason_en=f"capacities ask for {numbers.fewest} hubs, at most {numbers.most} there are",
        )


def _begun(numbers: Numbers, judge: Judge, near: tuple[int, ...]) -> Setup:
    """The best of these hubs, alone and with each other candidate, where so many may be open."""
    others = np.setdiff1d(numbers.candidates, near).tolist()
    sets = [near, *((*near, other) for other in others)]
    fit = [one for one in sets if numbers.fewest <= len(one) <= numbers.most]
    none = Setup(near, float("inf"))
    return min((judge(np.array(one)) for one in fit), key=lambda s: s.cost, default=none)


def _start(numbers: Numbers, judge: Judge, seed: int) -> Setup:
    """The best of a few sets of hubs: those near most flow, and some drawn."""
    draw = np.random.Generator(np.random.PCG64(seed))
    count = numbers.fewest
    loose = np.setdiff1d(numbers.candidates, numbers.kept)
    tries = []
    for _ in range(12):
        fresh = draw.permutation(loose)[: max(0, count - len(numbers.kept))]
        tries.append(judge(np.concatenate([numbers.kept, fresh]).astype(np.int64)))
    near = numbers.kept.tolist()
    while len(near) < count:
        costs = [numbers.reach[:, [*near, c]].min(axis=1).sum() for c in loose.tolist()]
        near.append(int(loose[int(np.argmin(costs))]))
        loose = np.setdiff1d(loose, near)
    tries.append(judge(np.array(sorted(near))))
    return min(tries, key=lambda setup: setup.cost)


def _bounded(
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


def _routes(problem: HubProblem) -> Callable[[np.ndarray], Floats]:
    def routes(hubs: np.ndarray) -> Floats:
        return np.asarray(problem.flows * cheapest_ways(problem, hubs).min(axis=2))

    return routes
