"""Whole trucks between cities gathered, together with what ends may do instead.

Ways are asked for anew under departures as they are: what is whole has other prices than its parts
had. Then lanes of two nodes between ends are freed at a time, and of ends those lanes on which
their plans of all passes differ; HiGHS goes on from the best so far. All lanes between ends at once
are too many for it: it finds less in more time.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np

from jidi.network.highs import INFINITY, Floats
from jidi.network.trunk.ends import Plan

if TYPE_CHECKING:
    from jidi.network.trunk.search import Search

NODES: Final = 40
"""Nodes of HiGHS's tree for one pair."""
PIECES: Final = 24
"""Pairs looked at, at the most."""
IDLE: Final = 8
"""Pairs in vain after which no more are looked at."""


def gather(search: Search, plans: Iterable[Plan], *, at_least: int = 0) -> None:
    """Improve the best of a search until it is near; nothing happens where it has none.

    Pairs are taken in an order of the seed.

    :param plans: every plan that some end made. :param at_least: pairs looked at, near or not.
    """
    if search.best is None or search.cancelled():
        return
    for plan in (held := list(plans)):
        for flow, way in plan.ways:
            search.relaxation.take_way(flow, way)
    search.best = search.settled()
    search.step(search.told("settled"))
    idle, ends = 0, {plan.node for plan in held}
    nodes = [n for n in range(len(search.program.problem.nodes)) if n not in ends]
    pairs = list(combinations(nodes, 2))
    random.Random(search.seed).shuffle(pairs)
    for number, pair in enumerate(pairs[:PIECES], start=1):
        enough = search.near and number > at_least
        if enough or idle == IDLE or search.cancelled():
            return
        before = search.best.cost
        _once(search, held, pair)
        idle += 1
        if search.best.cost < before:
            idle, search.best = 0, search.settled()
        search.step(search.told(f"gathered {number}"))


def _once(search: Search, plans: list[Plan], nodes: Sequence[int]) -> None:
    """:param nodes: of which lanes between ends are freed."""
    assert search.best is not None
    departures = np.round(search.best.departures)
    least, most = _freed(search, plans, departures, nodes)
    search.priced(least, most)
    start = search.program.relaxed((departures, departures))
    found = search.program.whole(
        (least, most), below=INFINITY, gap=search.gap / 10, nodes=NODES, start=start
    )
    if found is not None:
        search.tried(np.round(found.departures))


def _freed(
    search: Search, plans: list[Plan], held: Floats, nodes: Sequence[int]
) -> tuple[Floats, Floats]:
    """Least and most departures: those between ends freed, and as plans of ends differ."""
    least, most = held.copy(), held.copy()
    of_node: dict[int, list[dict[int, float]]] = {}
    for plan in plans:
        of_node.setdefault(plan.node, []).append(dict(plan.departures))
    for node, made in of_node.items():
        for lane in np.flatnonzero(search.touching([node]) & ~search.program.free):
            counts = [counts.get(int(lane), 0.0) for counts in made]
            least[lane], most[lane] = min(held[lane], *counts), max(held[lane], *counts)
    between = ~search.touching(list(of_node)) & ~search.program.free & search.touching(nodes)
    return (
        np.where(between, 0.0, least),
        np.minimum(np.where(between, search.program.most, most), search.program.most),
    )
