"""Solving hub problems: search, bound, and the choice among what the bound leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from jidi.core.errors import InputError
from jidi.network.hubs.assembling import assembled, cheapest_ways
from jidi.network.hubs.descent import descended
from jidi.network.hubs.design import HubDesign
from jidi.network.hubs.effort import Effort
from jidi.network.hubs.flow_ways import FlowWays
from jidi.network.hubs.levelled import loosened
from jidi.network.hubs.levels_solving import levelled
from jidi.network.hubs.numbers import Numbers, numbers_of
from jidi.network.hubs.problem import Floats, HubProblem
from jidi.network.hubs.proving import bounded
from jidi.network.hubs.search import Judge, Setup, multiple, searched, single
from jidi.network.hubs.sized_bound import SizedBound

PROVED: Final = 1e-6
"""Relative gap at which a design counts as proved best."""

AS_USUAL: Final = Effort()

Progress = Callable[[float, str], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, kw_only=True)
class Solved:
    """The design with what is proved of it: no design costs less than ``bound``.

    :param free: with levels, a design of as many hubs without them, which need not be the best.
    """

    design: HubDesign
    bound: float
    free: HubDesign | None = None

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
    effort: Effort = AS_USUAL,
    seed: int = 1,
    near: tuple[int, ...] = (),
    progress: Progress = lambda _share, _step: None,
    cancelled: Cancelled = lambda: False,
) -> Solved:
    """The best design found, and its bound; also when cancelled.

    :param near: hubs to start from, alone and with each other candidate, instead of a few drawn.
    :raises InputError: N-822 when none that keeps all conditions was found.
    """
    if problem.levels:
        return _with_levels(problem, effort, seed, progress, cancelled)
    numbers = numbers_of(problem)
    _refuse_too_small(numbers)
    if not problem.single and (problem.sent.size or problem.limited):
        return _by_flows(problem, numbers, effort, seed, progress, cancelled)
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
        best, bound = bounded(problem, numbers, judge, best, effort, tell(0.3, 0.5, "bound"))
    if not np.isfinite(best.cost):
        raise InputError("N-822", reason_zh="能力配不齐", reason_en="capacities do not fit")
    design = assembled(problem, best.hubs, best.at)
    return Solved(design=design, bound=min(bound, design.cost))


def _with_levels(
    problem: HubProblem, effort: Effort, seed: int, progress: Progress, cancelled: Cancelled
) -> Solved:
    """Without levels first, for the bound and a beginning; then with them."""
    loose = loosened(problem)
    found = solve(
        loose, effort=effort, seed=seed, cancelled=cancelled,
        progress=lambda share, step: progress(0.5 * share, step),
    )  # fmt: skip

    def tell(share: float) -> bool:
        progress(0.5 + 0.5 * share, "levels")
        return cancelled()

    design, bound = levelled(
        problem, found.design, effort=effort, seed=seed, bound=found.bound, tell=tell
    )
    if design is None:
        raise InputError(
            "N-822",
            reason_zh="各层级枢纽的规模或位置配不齐",
            reason_en="sizes or places of levels do not fit",
        )
    plain = replace(problem, levels=())
    free = assembled(plain, tuple(hub for hub, _ in found.design.hubs), found.design.allocation)
    return Solved(design=design, bound=min(bound, design.cost), free=free)


def _by_flows(
    problem: HubProblem,
    numbers: Numbers,
    effort: Effort,
    seed: int,
    progress: Progress,
    cancelled: Cancelled,
) -> Solved:
    """Multiple allocation with gateways or sizes."""

    def tell(base: float, share: float, step: str) -> Callable[[float], bool]:
        def told(done: float) -> bool:
            progress(base + share * done, step)
            return cancelled()

        return told

    ways = FlowWays(problem)
    places = {int(hub): place for place, hub in enumerate(ways.candidates)}

    def judge(hubs: np.ndarray) -> Setup:
        hubs = np.sort(hubs)
        found = ways.settled(np.array([places[int(hub)] for hub in hubs], dtype=np.int64))
        return Setup(tuple(int(hub) for hub in hubs), found.cost)

    best = _start(numbers, judge, seed)
    told = tell(0.0, 0.4, "search")
    best = searched(numbers, judge, best, tries=effort.tries, seed=seed, tell=told)
    known = ways.settled(np.array([places[hub] for hub in best.hubs], dtype=np.int64))

    def consider(chosen: np.ndarray, price: np.ndarray) -> float:
        nonlocal known
        if numbers.fewest <= len(chosen) <= numbers.most and len(chosen):
            tried = (ways.settled(chosen), ways.settled(chosen, price))
            known = min(known, *tried, key=lambda found: found.cost)
        return known.cost

    bound = 0.0
    if effort.rounds and not cancelled() and np.isfinite(known.cost):
        kept = frozenset(places[hub] for hub in problem.kept)
        state = SizedBound(
            ways, kept=kept, fewest=numbers.fewest, most=numbers.most, consider=consider
        )
        told = tell(0.4, 0.6, "bound")
        bound = state.run(
            known.cost, rounds=effort.rounds, parts=effort.parts, tell=told, near=effort.near
        )
    if not np.isfinite(known.cost):
        raise InputError("N-822", reason_zh="能力配不齐", reason_en="capacities do not fit")
    design = ways.design(known)
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


def _routes(problem: HubProblem) -> Callable[[np.ndarray], Floats]:
    def routes(hubs: np.ndarray) -> Floats:
        return np.asarray(problem.flows * cheapest_ways(problem, hubs).min(axis=2))

    return routes
