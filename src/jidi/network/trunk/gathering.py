"""Whole trucks between cities gathered, together with what ends may do instead.

Ways are asked for anew under departures as they are: what is whole has other prices than its parts
had. Then lanes of two nodes between ends are freed at a time, and of ends those lanes on which
their plans of all passes differ; HiGHS goes on from the best so far. All lanes between ends at once
are too many for it: it finds less in more time. A mix of plans tells which of them to look at.
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
    from jidi.network.trunk.bettering import Bettered
    from jidi.network.trunk.search import Search

Within = tuple[Floats, Floats]
"""Least and most departures of each lane."""
_WHOLE: Final = 1e-6
NODES: Final = 40
"""Nodes of HiGHS's tree for one pair."""
PIECES: Final = 24
"""Pairs looked at, at the most."""
IDLE: Final = 2
"""Pairs in vain after which no more are looked at."""
FINER_IDLE: Final = 8
"""The same of pairs looked at more finely."""
COARSE: Final = 0.1
FINE: Final = 0.02
"""Shares of the gap asked for at which HiGHS stops."""
MIX_NODES: Final = 100
"""Nodes of HiGHS's tree for all that a mix leaves open."""
ROUNDS: Final = 6
"""Times that a mix is rounded, at the most."""


def gather(
    search: Search, plans: Iterable[Plan], *, at_least: int = 0, finer: bool = False
) -> None:
    """Improve the best of a search until it is near; nothing happens where it has none.

    Pairs are taken in an order of the seed.

    :param plans: every plan that some end made. :param at_least: pairs looked at, near or not.
    :param finer: pairs are looked at for longer, and more of them in vain.
    """
    if search.best is None or search.cancelled():
        return
    held = _known(search, plans)
    idle, ends = 0, {plan.node for plan in held}
    nodes = [n for n in range(len(search.program.problem.nodes)) if n not in ends]
    pairs = list(combinations(nodes, 2))
    random.Random(search.seed).shuffle(pairs)
    for number, pair in enumerate(pairs[:PIECES], start=1):
        enough = search.near and number > at_least
        if enough or idle == (FINER_IDLE if finer else IDLE) or search.cancelled():
            return
        now, mine = np.round(search.best.departures), search.touching(pair)
        least, most = np.where(mine, 0.0, now), np.where(mine, search.program.most, now)
        share = FINE if finer else COARSE
        better = _once(search, held, (least, most), share=share, nodes=NODES)
        idle = 0 if better else idle + 1
        search.step(search.told(f"gathered {number}"))


def by_mix(search: Search, found: Bettered) -> None:
    """Free what the mix of plans has in parts, or otherwise than the best so far, until it is near.

    Lanes between ends run as often as one or the other rounded either way, those of ends as plans
    do: first those that the mix has a share of, then all, which takes longer: of the last mix only.
    """
    if search.best is None or found.mixed is None:
        return
    held, mixed, plans = _known(search, found.plans), found.mixed.departures, found.likely
    for number in range(1, (ROUNDS if found.last else 1) + 1):
        if search.near or search.cancelled():
            return
        now = np.round(search.best.departures)
        within = np.minimum(np.floor(mixed + _WHOLE), now), np.maximum(np.ceil(mixed - _WHOLE), now)
        better = _once(search, plans, within, share=FINE, nodes=MIX_NODES)
        search.step(search.told(f"rounded {number}"))
        if not better and number > 1:
            return
        plans = tuple(held)


def _known(search: Search, plans: Iterable[Plan]) -> list[Plan]:
    """The plans, their ways taken in, and the best so far settled with them."""
    for plan in (held := list(plans)):
        for flow, way in plan.ways:
            search.relaxation.take_way(flow, way)
    search.best = search.settled()
    search.step(search.told("settled"))
    return held


def _once(
    search: Search, plans: Sequence[Plan], between: Within, *, share: float, nodes: int
) -> bool:
    """Whether departures within the bounds were found that cost less.

    :param between: of lanes between ends; lanes of ends are freed as their plans differ.
    :param share: of the gap asked for at which HiGHS stops.
    """
    assert search.best is not None
    before, departures = search.best.cost, np.round(search.best.departures)
    least, most = _freed(search, plans, departures, between)
    search.priced(least, most)
    start = search.program.relaxed((departures, departures))
    found = search.program.whole(
        (least, most), below=INFINITY, gap=share * search.gap, nodes=nodes, start=start
    )
    if found is None or not search.tried(np.round(found.departures)):
        return False
    search.best = search.settled()
    return search.best.cost < before


def _freed(search: Search, plans: Sequence[Plan], held: Floats, between: Within) -> Within:
    """Least and most departures: of lanes between ends as told, of others as plans differ."""
    least, most = held.copy(), held.copy()
    of_node: dict[int, list[dict[int, float]]] = {}
    for plan in plans:
        of_node.setdefault(plan.node, []).append(dict(plan.departures))
    for node, made in of_node.items():
        for lane in np.flatnonzero(search.touching([node]) & ~search.program.free):
            counts = [counts.get(int(lane), 0.0) for counts in made]
            least[lane], most[lane] = min(held[lane], *counts), max(held[lane], *counts)
    inside = ~search.touching(list(of_node)) & ~search.program.free
    return (
        np.where(inside, between[0], least),
        np.minimum(np.where(inside, between[1], most), search.program.most),
    )
