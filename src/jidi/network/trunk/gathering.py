"""Whole trucks between cities gathered, together with what ends may do instead.

Ways are asked for anew under departures as they are: what is whole has other prices than its parts
had. Then all lanes between ends are freed, and of ends those on which their plans of all passes
differ; HiGHS goes on from the best so far. Both by turns, until neither saves anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import numpy as np

from jidi.network.highs import INFINITY, Floats
from jidi.network.trunk.ends import Plan

if TYPE_CHECKING:
    from jidi.network.trunk.search import Search

ROUNDS: Final = 8
NODES: Final = 40
"""Nodes of HiGHS's tree for one round."""
LITTLE: Final = 1e-4
"""A round that saves less, as a share, is the last."""


def gather(search: Search, plans: Iterable[Plan], *, at_least: int = 0) -> None:
    """Improve the best of a search until it is near; nothing happens where it has none.

    :param plans: every plan that some end made. :param at_least: rounds, near or not.
    """
    for plan in (held := list(plans)):
        for flow, way in plan.ways:
            search.relaxation.take_way(flow, way)
    for number in range(1, ROUNDS + 1):
        enough = search.near and number > at_least
        if search.best is None or enough or search.cancelled():
            return
        before = search.best.cost
        search.best = search.settled()
        if not search.near or number <= at_least:
            _once(search, held)
        search.step(search.told(f"gathered {number}"))
        if before - search.best.cost <= LITTLE * before:
            return


def _once(search: Search, plans: list[Plan]) -> None:
    assert search.best is not None
    departures = np.round(search.best.departures)
    least, most = _freed(search, plans, departures)
    search.priced(least, most)
    start = search.program.relaxed((departures, departures))
    found = search.program.whole(
        (least, most), below=INFINITY, gap=search.gap / 10, nodes=NODES, start=start
    )
    if found is not None:
        search.tried(np.round(found.departures))


def _freed(search: Search, plans: list[Plan], held: Floats) -> tuple[Floats, Floats]:
    """Least and most departures: all between ends, and as plans of ends differ."""
    least, most = held.copy(), held.copy()
    of_node: dict[int, list[dict[int, float]]] = {}
    for plan in plans:
        of_node.setdefault(plan.node, []).append(dict(plan.departures))
    for node, made in of_node.items():
        for lane in np.flatnonzero(search.touching([node]) & ~search.program.free):
            counts = [counts.get(int(lane), 0.0) for counts in made]
            least[lane], most[lane] = min(held[lane], *counts), max(held[lane], *counts)
    between = ~search.touching(list(of_node)) & ~search.program.free
    return (
        np.where(between, 0.0, least),
        np.minimum(np.where(between, search.program.most, most), search.program.most),
    )
