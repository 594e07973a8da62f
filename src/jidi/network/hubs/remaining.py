"""The exact part: what the bound has not ruled out, put to HiGHS.

With single allocation a column says which hub a node has, and for each pair of nodes which two hubs
they have together; a pair of which one node has one hub left needs no columns of its own. With
multiple allocation a column is a way of one flow. Columns whose cost above the bound reaches the
best known design are not posed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jidi.network.hubs.multiple_bound import MultipleBound
from jidi.network.hubs.node_choice import NodeChoice
from jidi.network.hubs.numbers import Numbers
from jidi.network.hubs.problem import Floats, HubProblem
from jidi.network.hubs.single_bound import SingleBound
from jidi.network.mixed_integer import Program


@dataclass(frozen=True)
class Left:
    """What became of the rest.

    :param hubs: of a better design, with the nodes' hubs in ``at`` under single allocation; None
        when none was found. :param bound: nothing of the rest costs less.
    :param posed: whether it was posed at all; too much may be left.
    """

    posed: bool
    bound: float
    hubs: tuple[int, ...] | None = None
    at: tuple[int, ...] = ()


UNPOSED = Left(posed=False, bound=-np.inf)


def decided_single(
    numbers: Numbers, state: SingleBound, *, columns: int, nodes: int, seconds: float | None
) -> Left:
    """The best of what is left with single allocation."""
    if state.nothing_left:
        return Left(posed=True, bound=np.inf)
    more = state.final()
    spare = state.best * (1 - 1e-9) - state.bound
    rest = _Single(numbers, state, more, spare)
    if rest.size() > columns:
        return UNPOSED
    return rest.decided(nodes=nodes, seconds=seconds)


class _Single:
    """The program of the rest with single allocation."""

    def __init__(self, numbers: Numbers, state: SingleBound, more: Floats, spare: float) -> None:
        self.numbers, self.state, self.more, self.spare = numbers, state, more, spare
        self.alive = state.alive
        self.can = state.can & (more < spare)

    def size(self) -> int:
        """How many columns of pairs there would be at the most."""
        labels = self.can.sum(axis=1).astype(float)
        labels[labels <= 1] = 0
        return int((labels.sum() ** 2 - (labels**2).sum()) / 2)

    def decided(self, *, nodes: int, seconds: float | None) -> Left:
        """Pose and put it to HiGHS."""
        reach = self.numbers.reach[:, self.alive]
        choice = NodeChoice(self.numbers, self.alive, self.can, reach, whole=True)
        self.program, self.columns = choice.program, choice.columns
        for i in range(len(self.can) - 1):
            for j in range(i + 1, len(self.can)):
                self._pair(i, j)
        answer = self.program.answered(gap=1e-7, nodes=nodes, seconds=seconds)
        bound = np.inf if answer.refuted else answer.bound
        if answer.values is None:
            return Left(posed=True, bound=bound)
        _, at = choice.set_up(answer.values)
        return Left(posed=True, bound=bound, hubs=tuple(sorted(set(at))), at=at)

    def _pair(self, i: int, j: int) -> None:
        numbers, alive = self.numbers, self.alive
        go, come = float(numbers.between[i, j]), float(numbers.between[j, i])
        if not go + come:
            return
        firsts, seconds = np.flatnonzero(self.can[i]), np.flatnonzero(self.can[j])
        one, other = alive[firsts], alive[seconds]
        there = numbers.transfer
        cost = go * there[np.ix_(one, other)] + come * there[np.ix_(other, one)].T
        if len(firsts) == 1 or len(seconds) == 1:
            for a, k in enumerate(firsts):
                for b, m in enumerate(seconds):
                    column = (
                        self.columns[(j, int(m))] if len(firsts) == 1 else self.columns[i, int(k)]
                    )
                    self.program.add_price(column, float(cost[a, b]))
            return
        agreement = self.state.agreement
        above = cost - agreement[i, j, firsts][:, None] - agreement[j, i, seconds][None, :]
        above -= above.min()
        dear = np.maximum(self.more[i, firsts][:, None], self.more[j, seconds][None, :])
        keep = above + dear < self.spare
        rows: dict[tuple[int, int], dict[int, float]] = {
            **{(i, int(k)): {} for k in firsts},
            **{(j, int(m)): {} for m in seconds},
        }
        for a, b in np.argwhere(keep):
            column = self.program.column(float(cost[a, b]), upper=1.0)
            rows[i, int(firsts[a])][column] = 1.0
            rows[j, int(seconds[b])][column] = 1.0
        for label, terms in rows.items():
            self.program.row({**terms, self.columns[label]: -1.0}, least=0.0, most=0.0)


def decided_multiple(
    problem: HubProblem,
    numbers: Numbers,
    state: MultipleBound,
    *,
    columns: int,
    nodes: int,
    seconds: float | None,
) -> Left:
    """The best of what is left with multiple allocation."""
    if state.nothing_left:
        return Left(posed=True, bound=np.inf)
    alive, forced = state.alive, state.final()
    spare = state.best * (1 - 1e-9) - state.bound
    program = Program()
    price = numbers.prices[alive].min(axis=1)
    hubs = [
        program.column(float(price[k]), lower=float(hub in numbers.kept), upper=1.0, whole=True)
        for k, hub in enumerate(alive)
    ]
    program.row(dict.fromkeys(hubs, 1.0), least=float(numbers.fewest), most=float(numbers.most))
    dear, posed = np.maximum(forced[:, None], forced[None, :]), 0
    for i in range(problem.nodes):
        cost = state.costs_from(i)
        above = cost - cost.min(axis=(1, 2))[:, None, None] + dear[None]
        keep = (above < spare) & (problem.flows[i] > 0)[:, None, None]
        posed += int(keep.sum())
        if posed > columns:
            return UNPOSED
        for j in np.flatnonzero(problem.flows[i]):
            _pose_flow(program, problem, alive, hubs, (i, int(j)), keep[j])
    answer = program.answered(gap=1e-7, nodes=nodes, seconds=seconds)
    bound = np.inf if answer.refuted else answer.bound
    if answer.values is None:
        return Left(posed=True, bound=bound)
    chosen = tuple(int(alive[k]) for k, column in enumerate(hubs) if answer.values[column] > 0.5)
    return Left(posed=True, bound=bound, hubs=chosen)


def _pose_flow(
    program: Program,
    problem: HubProblem,
    alive: np.ndarray,
    hubs: list[int],
    ends: tuple[int, int],
    keep: np.ndarray,
) -> None:
    i, j = ends
    by_hub: dict[int, dict[int, float]] = {}
    every: dict[int, float] = {}
    for k, m in np.argwhere(keep).tolist():
        first, last = alive[k], alive[m]
        way = problem.collection * problem.distances[i, first]
        way += problem.transfer * problem.distances[first, last]
        way += problem.distribution * problem.distances[last, j]
        column = program.column(float(problem.flows[i, j] * way), upper=1.0)
        every[column] = 1.0
        for hub in {k, m}:
            by_hub.setdefault(hub, {})[column] = 1.0
    program.row(every, least=1.0, most=1.0)
    for hub, terms in by_hub.items():
        program.row({**terms, hubs[hub]: -1.0}, most=0.0)
