"""Departures round a few cities reconsidered, nearly all else held: small programs, one by one.

All lanes of two cities that sort nothing are freed, those to ends as well; then with those of an
end, and those of one city and two ends. Flows are held but those that could go by a freed lane for
little more than what they pay now, and these look at such ways only. What is left is so small that
HiGHS answers in a fraction of a second, where whole trucks of two cities together with plans of
ends take it ten. It goes on from the best so far and only cheaper departures are taken, so that
nothing gets dearer. A best that is far from the bound for other reasons than a few trucks is hardly
helped: plans of ends are chosen first.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from jidi.network.highs import INFINITY, Floats
from jidi.network.trunk.program import Column, Point, Program

if TYPE_CHECKING:
    from jidi.network.trunk.search import Search

Chosen = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int32]
TOGETHER: Final = ((2, 0), (2, 1), (1, 2))
"""So many cities and ends are freed at a time, one kind of choice after the other."""
IDLE: Final = 24
"""Choices of so many looked at in vain after which there are no more of them."""
DEARER: Final = 0.4
"""How much dearer than the cheapest a way may be that is looked at, in mean costs of a kilogram."""
NODES: Final = 30
"""Nodes of HiGHS's tree."""
FINE: Final = 0.02
"""Share of the gap asked for at which HiGHS stops."""
_NOTHING: Final = 1e-9


def around(search: Search, most: int) -> None:
    """Improve the best of a search until it is near; nothing happens where it has none.

    :param most: so many choices are looked at, in an order of the seed.
    """
    for cities, ends in TOGETHER:
        idle, paid = 0, _Paid.of(search)
        for nodes in _some(search, cities, ends):
            if paid is None or search.near or search.cancelled() or most <= 0:
                return
            if idle >= IDLE:
                break
            most, idle = most - 1, idle + 1
            if _reconsidered(search, nodes, paid):
                idle, paid = 0, _Paid.of(search)
            search.step(search.told(f"around {search.names(nodes)}"))


@dataclass(frozen=True)
class _Paid:
    """What the ways so far pay under the best so far.

    :param flow: of each way. :param moving: ways that carry something, or are hardly dearer than
        the cheapest of their flow.
    :param slots: of all ways, one after the other; ``way``: whose each is.
    """

    best: Point
    flow: Numbers
    moving: Chosen
    slots: Numbers
    way: Numbers

    @staticmethod
    def of(search: Search) -> _Paid | None:
        """None where there is no best yet."""
        best, program = search.best, search.program
        if best is None or best.duals is None:
            return None
        columns = program.columns
        within = DEARER * best.cost / max(float(program.kg.sum()), _NOTHING)
        dearer = np.array([_dearer(program, column, best.duals.rows) for column in columns])
        used = np.append(best.ways, np.zeros(len(columns) - len(best.ways))) > _NOTHING
        many = [len(column.slots) for column in columns]
        return _Paid(
            best,
            np.array([column.flow for column in columns], np.int32),
            (dearer <= within) | used,
            np.array([slot for column in columns for slot in column.slots], np.int32),
            np.repeat(np.arange(len(columns), dtype=np.int32), many),
        )

    def held(self, slots: Chosen) -> Chosen:
        """Ways that carry what they carry now: all but those that may move of flows that could go
        by some slots."""
        passing = np.zeros(len(self.flow), np.bool_)
        passing[self.way[slots[self.slots]]] = True
        free = np.zeros(int(self.flow.max(initial=0)) + 1, np.bool_)
        free[self.flow[passing & self.moving]] = True
        return np.asarray(~(free[self.flow] & self.moving))


def _some(search: Search, cities: int, ends: int) -> Iterator[tuple[int, ...]]:
    """Choices of so many cities and ends, each once."""
    planning = sorted({plan.node for plan in search.plans})
    nodes = search.program.problem.nodes
    others = [n for n, node in enumerate(nodes) if node.capacity <= 0 and n not in planning]
    choices = list(product(combinations(others, cities), combinations(planning, ends)))
    random.Random(search.seed).shuffle(choices)
    for some, more in choices:
        yield *some, *more


def _reconsidered(search: Search, nodes: tuple[int, ...], paid: _Paid) -> bool:
    """Whether cheaper departures were found, which are the best then."""
    program, now = search.program, np.round(paid.best.departures)
    freed = search.touching(nodes) & ~program.free
    slots = [bool(freed[list(slot.lanes)].any()) for slot in program.slots.all]
    found = program.whole(
        (np.where(freed, 0.0, now), np.where(freed, program.most, now)),
        below=INFINITY, gap=FINE * search.gap, nodes=NODES, start=paid.best,
        held=(paid.best, paid.held(np.array(slots, np.bool_))),
    )  # fmt: skip
    if found is None or not search.tried(np.round(found.departures)):
        return False
    assert search.best is not None
    if search.best.duals is not None:
        # Other departures ask for other ways.
        search.relaxation.priced(search.best.duals)
        search.tried(np.round(search.best.departures))
    return True


def _dearer(program: Program, column: Column, duals: Floats) -> float:
    """How much more than the cheapest of its flow a way costs a kg under prices of all rows."""
    weights = program.rows.way(column.flow, column.slots, kept=column.kept)
    return column.price - sum(float(duals[row]) * weight for row, weight in weights)
