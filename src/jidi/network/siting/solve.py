"""Solving siting problems: search, bound, and the choice among what the bound leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from jidi.core.errors import InputError
from jidi.network.siting.capacitated import solved_within_capacities
from jidi.network.siting.design import SitingDesign
from jidi.network.siting.interchange import greedy, improved
from jidi.network.siting.outcome import Found
from jidi.network.siting.parting import parted
from jidi.network.siting.pricing import Priced, priced
from jidi.network.siting.problem import SitingProblem
from jidi.network.siting.radii import chosen, radii_left
from jidi.network.siting.work import Work, merged, work_of

PROVED: Final = 1e-6
"""Relative gap at which a design counts as proved best."""

CELLS: Final = 1_200_000_000
FEW_PARTS: Final = 1_000
"""Customers times sites times parts looked at, at the most; fewer than so many parts prove little
(our own choice)."""

Progress = Callable[[float, str], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How much to try; counts, so that the same effort gives the same design on every machine.

    :param rounds: steps of the prices. :param moves: of the first search.
    :param restarts: searches from a disturbed best design, when the proof is out of reach.
    :param radii: the choice among the rest is left out when more radii than these are left.
    :param parts: of all designs looked at instead, at the most; fewer where each is large.
    :param nodes: of HiGHS's tree. :param seconds: a guard only, for HiGHS.
    """

    rounds: int = 600
    moves: int = 1_000
    restarts: int = 10
    radii: int = 10_000
    parts: int = 4_000
    nodes: int = 20_000
    seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class Solved:
    """The design with what is proved of it: no design costs less than ``bound``."""

    design: SitingDesign
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
    problem: SitingProblem,
    *,
    effort: Effort = Effort(),
    seed: int = 1,
    progress: Progress = lambda _share, _step: None,
    cancelled: Cancelled = lambda: False,
) -> Solved:
    """The best design found, and its bound; also when cancelled.

    :raises InputError: N-803 when no design keeps all conditions.
    """
    if problem.limited:
        found = solved_within_capacities(
            problem, rounds=effort.rounds, nodes=effort.nodes, seconds=effort.seconds,
            progress=progress, cancelled=cancelled,
        )  # fmt: skip
        return Solved(design=found.design, bound=found.bound)
    found = _without_capacities(problem, effort, seed, progress, cancelled)
    return Solved(design=found.design, bound=found.bound)


def _without_capacities(
    problem: SitingProblem, effort: Effort, seed: int, progress: Progress, cancelled: Cancelled
) -> Found:
    every = work_of(problem)
    work = merged(every)
    progress(0.0, "search")
    opened, cost = improved(work, greedy(work), moves=effort.moves)

    def tell(share: float) -> bool:
        progress(0.1 + 0.6 * share, "bound")
        return cancelled()

    state = priced(work, opened, cost, rounds=effort.rounds, tell=tell)
    opened, cost, bound = state.opened, state.cost, min(state.bound, state.cost)
    if state.bound < work.worth(cost) and not cancelled():
        progress(0.7, "proof")
        opened, cost, bound = _rest(work, state, effort, seed, cancelled)
    else:
        bound = cost if state.bound >= work.worth(cost) else bound
    if cost >= work.forbidden:
        raise InputError("N-803", reason_zh="设点数不足以服务全部客户", reason_en="too few sites")
    return Found(_design(problem, every, opened), bound)


def _rest(
    work: Work, state: Priced, effort: Effort, seed: int, cancelled: Cancelled
) -> tuple[list[int], float, float]:
    """Best sites, cost and bound after the choice among what prices leave."""
    if radii_left(work, state) > effort.radii:
        cells = len(work.costs) * max(1, int(state.possible.sum()))
        parts = min(effort.parts, CELLS // cells)
        if parts >= FEW_PARTS:
            return parted(work, state, parts=parts, tell=cancelled)
        opened, cost = _disturbed(work, state, effort, seed)
        return opened, cost, min(state.bound, cost)
    choice = chosen(work, state, nodes=effort.nodes, seconds=effort.seconds)
    opened, cost = state.opened, state.cost
    if choice.opened and work.cost_of(choice.opened) < cost:
        opened, cost = choice.opened, work.cost_of(choice.opened)
    bound = max(state.bound, min(choice.bound, state.cost))
    return opened, cost, min(bound, cost)


def _disturbed(work: Work, state: Priced, effort: Effort, seed: int) -> tuple[list[int], float]:
    """Searches from the best design with some of its sites replaced by promising ones."""
    draw = np.random.Generator(np.random.PCG64(seed))
    opened, cost = state.opened, state.cost
    promising = np.argsort(state.reduced, kind="stable")[: 3 * len(opened)]
    for number in range(effort.restarts):
        away = 1 + number % max(1, len(opened) // 4)
        kept = draw.permutation(opened)[away:]
        fresh = draw.permutation(np.setdiff1d(promising, kept))[:away]
        found, value = improved(work, [int(s) for s in (*kept, *fresh)], moves=effort.moves)
        if value < cost:
            opened, cost = found, value
    return opened, cost


def _design(problem: SitingProblem, work: Work, opened: list[int]) -> SitingDesign:
    sites = sorted(opened)
    here = work.costs[:, sites]
    nearest = here.argmin(axis=1)
    inside = problem.costs[np.arange(len(here)), np.array(sites)[nearest]] <= problem.outside
    served = tuple(
        (customer, sites[int(nearest[customer])], 1.0)
        for customer in range(len(here))
        if inside[customer]
    )
    return SitingDesign(opened=tuple(sites), served=served, cost=work.cost_of(sites))
