"""Nodes and sizes of a tree of hubs chosen together, by HiGHS.

The search moves one node at a time, and a node that leaves a hub just overfull saves a whole size
only with others. Here all choose at once: what nodes send each other counts as it would if the
others stayed, costs and climbs alike; then it is done again from what came out.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from jidi.network.hubs.kernel.levelled import alone, lengths
from jidi.network.hubs.levelled import LevelSearch, Tree
from jidi.network.hubs.problem import Floats
from jidi.network.mixed_integer import Program

Whole = npt.NDArray[np.int64]
AGAIN: Final = 4
GAP: Final = 1e-3
NODES: Final = 50
"""So often at most, how near HiGHS goes, and its nodes (our own choice)."""
MOST: Final = 4_000
"""Of more choices of nodes and hubs than these nothing is chosen so."""


def with_nodes_chosen(search: LevelSearch, tree: Tree) -> Tree:
    """The tree with other nodes and sizes, the cheapest met; or as it was.

    :param tree: with a hub for every node; these may be overfull.
    """
    if len(tree.at) * len(tree.hubs) > MOST or len(tree.hubs) != search.problem.hubs:
        return tree
    choice = _Choice(search, tree, _ways(search, tree))
    best, at = tree, tree.at
    for _ in range(AGAIN):
        chosen = choice.chosen(at)
        if chosen is None:
            break
        best = min(best, search.settled_at(tree, chosen), key=lambda one: one.cost)
        if (chosen == at).all():
            break
        at = chosen
    return best


@dataclass(frozen=True)
class _Ways:
    """Hub × hub the cost by unit; hub × hub × hub whether the way from the first to the second
    climbs to the third; of each hub those it climbs to on the way out of the province."""

    cost: Floats
    climbs: Floats
    out: list[list[int]]


def _ways(search: LevelSearch, tree: Tree) -> _Ways:
    count, above = len(tree.hubs), tree.above.tolist()
    lines: list[list[int]] = []
    for k in range(count):
        line = [k]
        while above[line[-1]] >= 0:
            line.append(above[line[-1]])
        lines.append(line)
    over, climbs = np.zeros((count, count), dtype=np.int64), np.zeros((count, count, count))
    out: list[list[int]] = []
    for k, line in enumerate(lines):
        over[line, k] = 1
        doors = [bool(search.outside[tree.level[hub]]) for hub in line]
        out.append(line[1 : doors.index(True) + 1])
        for m in range(count):
            for here, up in pairwise(line):
                if here in lines[m]:
                    break
                climbs[k, m, up] = 1.0
    return _Ways(lengths(search.numbers.transfer, tree.hubs, tree.above, over), climbs, out)


class _Choice:
    def __init__(self, search: LevelSearch, tree: Tree, ways: _Ways) -> None:
        self.search, self.tree, self.ways = search, tree, ways
        doors = np.array([out[-1] if out else k for k, out in enumerate(ways.out)])
        self.linear = alone(
            search.reach, search.onward, search.sent, search.received, tree.hubs, doors, ways.cost
        )

    def chosen(self, at: Whole) -> Whole | None:
        """Each node's hub, when the others are where they were; None where none fits."""
        nodes, count = self.linear.shape
        stands = np.zeros((nodes, count))
        stands[np.arange(nodes), at] = 1.0
        between = self.search.numbers.between
        out, back = between @ stands, between.T @ stands
        cost = self.linear + out @ self.ways.cost.T + back @ self.ways.cost
        climbs = np.einsum("im,kmh->ikh", out, self.ways.climbs)
        climbs += np.einsum("im,mkh->ikh", back, self.ways.climbs)
        twice = climbs[np.arange(nodes), at].sum(axis=0)  # each flow with both its nodes
        program = Program()
        columns = [[program.column(float(c), upper=1.0, whole=True) for c in row] for row in cost]
        own = {int(hub): k for k, hub in enumerate(self.tree.hubs)}
        for i, row in enumerate(columns):
            program.row(dict.fromkeys(row, 1.0), least=1.0, most=1.0)
            if i in own:
                program.row({row[own[i]]: 1.0}, least=1.0)
        self._room(program, columns, climbs, twice / 2)
        found = program.answered(gap=GAP, nodes=NODES, seconds=None).values
        return None if found is None else found[np.array(columns)].argmax(axis=1).astype(np.int64)

    def _room(
        self, program: Program, columns: list[list[int]], climbs: Floats, ahead: Floats
    ) -> None:
        """Every hub in a size that takes its nodes and what climbs to it."""
        search, tree = self.search, self.tree
        rows: list[dict[int, float]] = [defaultdict(float) for _ in tree.hubs]
        for i, row in enumerate(columns):
            for k, column in enumerate(row):
                rows[k][column] += float(search.numbers.supply[i])
                for up in self.ways.out[k]:
                    rows[up][column] += float(search.sent[i] + search.received[i])
                for up in np.flatnonzero(climbs[i, k]).tolist():
                    rows[up][column] += float(climbs[i, k, up])
        every = 2 * float(search.numbers.supply.sum())
        for k, hub in enumerate(tree.hubs.tolist()):
            prices = search.prices[tree.level[k], hub]
            sizes = {
                program.column(float(price), upper=1.0, whole=True): float(capacity)
                for price, capacity in zip(prices, search.numbers.capacities[hub], strict=True)
                if np.isfinite(price)
            }
            program.row(dict.fromkeys(sizes, 1.0), least=1.0, most=1.0)
            room = {column: -min(capacity, every) for column, capacity in sizes.items()}
            program.row({**rows[k], **room}, most=float(ahead[k]))
