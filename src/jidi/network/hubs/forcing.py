"""What it costs to have a node as a hub that is none, or not to have one that is.

Every candidate is forced against the design: the least cost at one set of prices bounds all designs
so forced, and the best design found says what it costs at the most. Where nodes and hubs are so
many that HiGHS takes minutes for each, the prices alone bound, and designs come from the design.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

import numpy as np

from jidi.network.hubs.assembling import assembled
from jidi.network.hubs.choice import opened as opened_at
from jidi.network.hubs.design import HubDesign
from jidi.network.hubs.numbers import Numbers, numbers_of
from jidi.network.hubs.priced import PricedAnswer, priced_single
from jidi.network.hubs.problem import Floats, HubProblem
from jidi.network.hubs.search import Setup, settled_from
from jidi.network.hubs.single_bound import SingleBound

GAP: Final = 5e-3
"""How near HiGHS goes for one of them (our own choice)."""


@dataclass(frozen=True, kw_only=True)
class Forced:
    """One node forced against the design.

    :param opened: forced to be a hub; else forced to be none.
    :param least: no design so forced costs less; infinite where there is none.
    :param design: the best found; None where none was.
    """

    node: int
    opened: bool
    least: float
    design: HubDesign | None


def forced(
    problem: HubProblem,
    design: HubDesign,
    *,
    rounds: int,
    nodes: int,
    bound: float,
    tell: Callable[[float], bool],
    seconds: float | None = None,
    only: Collection[int] | None = None,
) -> tuple[Forced, ...]:
    """Every candidate against the design, but those kept; single allocation only.

    :param only: these, not every candidate. :param rounds: steps of the prices. :param nodes: of
        HiGHS's tree, for each; 0: HiGHS is not asked; ``seconds`` a guard. :param bound: of all
        designs. :param tell: told the share done; True ends it with what is done.
    """
    numbers = numbers_of(problem)
    state = SingleBound(numbers, design.cost, ruling=False)
    state.run(rounds, consider=lambda _: design.cost, tell=lambda share: tell(0.2 * share))
    hubs, found = dict(design.hubs), []
    forcing = _Forcing(
        problem, numbers, state, design, bound, nodes, seconds,
        priced=None if nodes else state.by_hub(),
    )  # fmt: skip
    asked = problem.candidates if only is None else sorted(only)
    loose = [node for node in asked if node not in problem.kept]
    for number, node in enumerate(loose):
        if tell(0.2 + 0.8 * number / len(loose)):
            break
        found.append(forcing.one(node, opened=node not in hubs))
    return tuple(found)


@dataclass(frozen=True)
class _Forcing:
    """What one candidate after the other is forced against.

    :param priced: what every design costs at the prices and what each hub adds, where these alone
        bound.
    """

    problem: HubProblem
    numbers: Numbers
    state: SingleBound
    design: HubDesign
    bound: float
    nodes: int
    seconds: float | None
    priced: tuple[float, Floats] | None

    def one(self, node: int, *, opened: bool) -> Forced:
        answer = self._answered(node, opened)
        tried = _changed(self.numbers, self.design, node, opened)
        if answer.hubs is not None:
            tried.append(settled_from(self.numbers, answer.hubs, answer.at))
        best = min(tried, key=lambda one: one.cost, default=None)
        there = best is not None and np.isfinite(best.cost)
        made = assembled(self.problem, best.hubs, best.at) if best is not None and there else None
        least = max(answer.bound, self.bound)
        return Forced(
            node=node, opened=opened, design=made,
            least=least if made is None else min(least, made.cost),
        )  # fmt: skip

    def _answered(self, node: int, opened: bool) -> PricedAnswer:
        if self.priced is not None:
            others, reduced = self.priced
            return PricedAnswer(bound=others + self._least(reduced, node, opened))
        alone = frozenset({node})
        return priced_single(
            self.state, whole=False, gap=GAP, nodes=self.nodes, seconds=self.seconds,
            closed=frozenset() if opened else alone, opened=alone if opened else frozenset(),
        )  # fmt: skip

    def _least(self, reduced: Floats, node: int, opened: bool) -> float:
        """What hubs add at the least with the node as one, or without it; hubs built in part."""
        numbers, alive = self.numbers, self.state.alive
        if not opened:
            reduced, alive = reduced[alive != node], alive[alive != node]
        held = [*numbers.kept.tolist(), *([node] if opened else [])]
        if len(alive) < numbers.fewest or len(held) > numbers.most:
            return float("inf")
        kept = np.flatnonzero(np.isin(alive, held))
        return opened_at(reduced, kept, fewest=numbers.fewest, most=numbers.most).value


def _changed(numbers: Numbers, design: HubDesign, node: int, opened: bool) -> list[Setup]:
    """The design with only this hub more or less; and where another then leaves or comes."""
    hubs = frozenset(hub for hub, _ in design.hubs)
    kept, candidates = set(numbers.kept.tolist()), set(numbers.candidates.tolist())
    first = hubs | {node} if opened else hubs - {node}
    second = (
        [first - {other} for other in sorted(hubs - kept)]
        if opened
        else [first | {other} for other in sorted(candidates - hubs)]
    )
    return [
        settled_from(
            numbers, tuple(sorted(one)), tuple(to if to in one else -1 for to in design.allocation)
        )
        for one in (first, *second)
        if numbers.fewest <= len(one) <= numbers.most
    ]
