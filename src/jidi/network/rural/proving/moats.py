"""What visiting any choice of places costs at least: moats around groups of places.

With multipliers, a run that visits a place enters every group the place lies in. The groups are
those that Kruskal's algorithm joins, each with a moat as wide as the time until it is joined on;
the groups that hold the depot have none. The widths of the moats that a way crosses are no more
than its cost, so whatever places are visited pay for the moats around them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import minimum_spanning_tree

from jidi.network.rural.proving.ascent import ascend

Floats = npt.NDArray[np.float64]
NO_WAY: Final = 1e6
"""Yuan, or minutes, where there is no road: less than infinity, so that bounds hold."""


@dataclass(frozen=True)
class Ground:
    """Places to be visited by runs of limited load and hours; see :func:`ascend`."""

    ways: Floats
    minutes: Floats
    out: Floats
    out_minutes: Floats
    load: Floats
    work: Floats
    capacity: float
    hours: float


@dataclass(frozen=True)
class Moats:
    """The bound's parts.

    :param alone: what each place pays when visited, its own moat included.
    :param groups: members, as groups or (below ``len(alone)``) places, and width, inner first;
        group number n has the name ``len(alone) + n``.
    """

    alone: Floats
    groups: tuple[tuple[tuple[int, ...], float], ...]

    def least(self, instead: Sequence[float]) -> float:
        """The least cost when each place is visited, or else pays what it costs ``instead``."""
        visited, avoided = list(self.alone), [float(x) for x in instead]
        least = [min(a, b) for a, b in zip(visited, avoided, strict=True)]
        inner: set[int] = set()
        for members, width in self.groups:
            inner.update(members)
            avoided.append(sum(avoided[m] for m in members))
            least.append(min(avoided[-1], width + sum(least[m] for m in members)))
        return float(sum(x for n, x in enumerate(least) if n not in inner))


def moats(ground: Ground) -> Moats:
    """Moats by good multipliers."""
    count = len(ground.out)
    if count == 0:
        return Moats(np.zeros(0), ())
    pi, rest = ascend(
        ground.ways,
        ground.minutes,
        ground.out,
        ground.out_minutes,
        ground.load,
        ground.work,
        ground.capacity,
        ground.hours,
    )
    of_load, of_hours, of_out = (float(x) for x in rest)
    off = (of_load * ground.capacity + of_hours * ground.hours) / 2
    back = ground.out + of_hours * ground.out_minutes - pi - off
    ways = ground.ways + of_hours * ground.minutes - pi[:, None] - pi[None, :]
    alone = 2 * pi + of_load * ground.load + of_hours * ground.work
    alone = alone + np.minimum(0.0, back - of_out)
    return _joined(ways, back + of_out, alone)


def _joined(ways: Floats, out: Floats, alone: Floats) -> Moats:
    """Kruskal's joins; the depot is the last node."""
    count = len(out)
    edges = sorted(_tree_edges(ways, out))
    group, born, pays = [*range(count), -1], [0.0] * count, alone.copy()
    groups: list[tuple[tuple[int, ...], float]] = []
    # A group by its name; -1 is the one that holds the depot.
    of: dict[int, list[int]] = {n: [n] for n in range(count)} | {-1: [count]}
    for height, u, v in edges:
        one, other = group[u], group[v]
        for name in (one, other):
            if 0 <= name < count:
                pays[name] += height
            elif name >= count:
                groups[name - count] = (groups[name - count][0], height - born[name])
        if -1 in (one, other):
            joined = -1
        else:
            joined = count + len(groups)
            groups.append(((one, other), 0.0))
            born.append(height)
        of[joined] = of.pop(one) + of.pop(other)
        for node in of[joined]:
            group[node] = joined
    return Moats(pays, tuple(groups))


def _tree_edges(ways: Floats, out: Floats) -> list[tuple[float, int, int]]:
    """The edges of a cheapest tree over places and depot, by SciPy, which wants costs above 0."""
    count = len(out)
    table = np.zeros((count + 1, count + 1))
    table[:count, :count] = ways
    table[:count, count] = table[count, :count] = out
    lift = 1.0 - min(float(ways.min(initial=0.0)), float(out.min(initial=0.0)))
    lifted = np.triu(table + lift, 1)
    tree = minimum_spanning_tree(lifted).tocoo()
    return [
        (float(table[u, v]), int(u), int(v))
        for u, v in zip(tree.row.tolist(), tree.col.tolist(), strict=True)
    ]
