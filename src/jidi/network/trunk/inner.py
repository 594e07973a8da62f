"""What the lanes between ends cost at least when they run whole, the rest of a way being paid for.

Loads of lanes are priced by what slots are worth (:mod:`.lifting`); what ties them is kept in rows:
all that a node which sorts nothing hands out leaves by its own lanes, and all that it gets comes by
them, but for what ends may carry on lanes of their own. So many whole departures there must be.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from jidi.network.highs import INFINITY, Floats, Model, Sparse
from jidi.network.trunk.problem import TrunkProblem
from jidi.network.trunk.rows import Rows, Vector

GAP: Final = 1e-3
NODES: Final = 400
_SLACK_KG: Final = 1e-3
"""Sums of kilograms in another order differ by less."""


@dataclass(frozen=True)
class Inner:
    """The program of lanes that touch no end.

    :param most: departures of each lane of the problem at the most.
    :param free: lanes whose departures cost nothing; they need not be whole.
    """

    rows: Rows
    ends: frozenset[int]
    most: Floats
    free: np.ndarray

    @property
    def problem(self) -> TrunkProblem:
        """The problem."""
        return self.rows.problem

    def least(self, duals: Floats) -> float:
        """No departures and loads between ends cost less under the duals; −∞ where unknown."""
        model = self.model
        model.price(np.concatenate(list(self._costs(duals))))
        return model.searched(gap=GAP, nodes=NODES).bound

    @cached_property
    def lanes(self) -> tuple[int, ...]:
        """Lanes that touch no end and may run."""
        lanes = enumerate(self.problem.lanes)
        return tuple(
            n for n, lane in lanes
            if self.most[n] > 0 and self._inside(lane.origin, lane.target)
        )  # fmt: skip

    @cached_property
    def runs(self) -> tuple[int, ...]:
        """Empty runs that touch no end."""
        runs = enumerate(self.problem.empties)
        return tuple(n for n, run in runs if self._inside(run.origin, run.target))

    def _inside(self, origin: int, target: int) -> bool:
        return origin not in self.ends and target not in self.ends

    @cached_property
    def _totals(self) -> tuple[dict[tuple[int, bool], int], Floats, Floats]:
        """Kilograms that leave and come to each node that sorts nothing: row, least and most."""
        rows: dict[tuple[int, bool], int] = {}
        least, most = [], []
        tied = {(s.lane.origin, s.lane.target) for s in self.rows.slots.all}
        for node, one in enumerate(self.problem.nodes):
            if node in self.ends or one.capacity > 0:
                continue
            for leaving in (True, False):
                flows = [
                    (flow.kg, (flow.origin, flow.target))
                    for flow in self.problem.flows
                    if node == (flow.origin if leaving else flow.target)
                ]
                whole = sum(kg for kg, _ in flows)
                direct = sum(
                    kg for kg, pair in flows if not self._inside(*pair) and pair in tied
                )  # fmt: skip
                rows[node, leaving] = len(rows)
                least.append(max(0.0, whole - direct - _SLACK_KG))
                most.append(whole + _SLACK_KG)
        return rows, np.array(least, np.float64), np.array(most, np.float64)

    @cached_property
    def model(self) -> Model:
        """Columns: departures, empty runs, kg aboard. Rows: rooms, then totals of nodes."""
        totals, least, most = self._totals
        count, model, problem = len(self.lanes), Model(), self.problem
        model.add_rows(
            np.concatenate([np.full(count, -INFINITY), least]),
            np.concatenate([np.zeros(count), most]),
            Sparse.of([[]] * (count + len(least))),
        )
        lanes = [problem.lanes[n] for n in self.lanes]
        parts: list[Vector] = [[(row, -lane.capacity)] for row, lane in enumerate(lanes)]
        parts += [[] for _ in self.runs]
        for row, lane in enumerate(lanes):
            ends = ((lane.origin, True), (lane.target, False))
            parts.append([(row, 1.0), *((count + totals[e], 1.0) for e in ends if e in totals)])
        kg = float(sum(flow.kg for flow in problem.flows))
        model.add_columns(
            np.zeros(len(parts)),
            np.array([*(float(lane.least) for lane in lanes), *([0.0] * (len(parts) - count))]),
            np.array([*(float(self.most[n]) for n in self.lanes),
                      *(float(problem.empties[n].most) for n in self.runs),
                      *([kg * problem.most_lanes] * count)]),
            Sparse.of(parts),
        )  # fmt: skip
        whole = [n for n, lane in enumerate(self.lanes) if not self.free[lane]]
        model.whole(np.array(whole, np.int32))
        return model

    def _costs(self, duals: Floats) -> tuple[Floats, Floats, Floats]:
        """Of departures and empty runs, less what vehicles are worth; of kilograms aboard."""
        rows, problem = self.rows, self.problem
        aboard = self._aboard
        return (
            np.array([
                problem.lanes[n].yuan_per_departure - _weighed(duals, rows.departures_of[n][1:])
                for n in self.lanes
            ]),
            np.array([
                problem.empties[n].yuan - _weighed(duals, rows.empties_of[n]) for n in self.runs
            ]),
            np.array([
                rows.slots.lane_prices[n] - _weighed(duals, aboard[n][1:]) for n in self.lanes
            ]),
        )  # fmt: skip

    @cached_property
    def _aboard(self) -> list[Vector]:
        return self.rows.aboard()


def inner_of(rows: Rows, ends: Collection[int], most: Floats, free: np.ndarray) -> Inner:
    """The program between some ends."""
    return Inner(rows, frozenset(ends), most.copy(), free)


def _weighed(duals: Floats, parts: Vector) -> float:
    return float(sum(duals[row] * weight for row, weight in parts))
