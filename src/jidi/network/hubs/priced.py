"""Where too much is left for the exact part: all choices but those of pairs, put to HiGHS.

At any prices of agreement (``single_bound``), what pairs pay at the least is a number, and what
a node pays for a hub a price of that choice. What remains is to give every node one hub and every
hub a size: the least cost of that bounds every design from below, and unlike the prices alone it
builds no hub in part. What HiGHS meets on the way are designs, often better than the search's,
because sizes and nodes are chosen together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jidi.network.hubs.node_choice import NodeChoice
from jidi.network.hubs.single_bound import SingleBound


@dataclass(frozen=True)
class PricedAnswer:
    """A bound of all designs better than the best known, and the design HiGHS ended with.

    :param hubs: with each node's hub in ``at``; None when HiGHS found none.
    """

    bound: float
    hubs: tuple[int, ...] | None = None
    at: tuple[int, ...] = ()


def priced_single(
    state: SingleBound,
    *,
    whole: bool,
    gap: float,
    nodes: int,
    seconds: float | None,
    closed: frozenset[int] = frozenset(),
    opened: frozenset[int] = frozenset(),
) -> PricedAnswer:
    """The least cost at the state's prices.

    :param whole: whether a node's hub may not be mixed; a bound either way.
    :param closed: nodes that may not be hubs; ``opened``: that must be.
    """
    pairs, cost = state.priced()
    choice = NodeChoice(state.numbers, state.alive, state.can, cost, whole=whole)
    for k, node in enumerate(state.alive.tolist()):
        own = choice.own(k)
        if own is not None and node in closed:
            choice.program.most(own, 0.0)
        if own is not None and node in opened:
            choice.program.row({own: 1.0}, least=1.0)
    answer = choice.program.answered(gap=gap, nodes=nodes, seconds=seconds)
    bound = np.inf if answer.refuted else pairs + answer.bound
    if answer.values is None:
        return PricedAnswer(bound=float(bound))
    hubs, at = choice.set_up(answer.values)
    return PricedAnswer(bound=float(bound), hubs=hubs, at=at)
