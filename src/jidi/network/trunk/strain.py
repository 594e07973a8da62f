"""Whether lanes and hubs that stand carry what is asked: nothing whole is chosen here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from jidi.core.errors import InputError
from jidi.network.highs import INFINITY
from jidi.network.trunk.problem import TrunkProblem
from jidi.network.trunk.program import Point
from jidi.network.trunk.relaxation import Relaxation

Floats = npt.NDArray[np.float64]
ROUNDS: Final = 12
"""Times that ways are asked for, at the most."""
CLOSE: Final = 1e-3
"""What ways not taken in may save, as a share of the cost."""
_WORTH: Final = 1e-7
_LEAST: Final = 1e-9


@dataclass(frozen=True)
class Strain:
    """How everything goes at the least cost.

    :param cost: yuan a day; kg that find no way not counted.
    :param aboard: kg a day on each lane; ``passing``: sorted at each node to go on.
    :param missing: kg of each flow that find no way.
    :param full: lanes and nodes where one more kg of room would save something, with how much.
    """

    cost: float
    aboard: Floats
    passing: Floats
    missing: Floats
    full_lanes: Mapping[int, float]
    full_nodes: Mapping[int, float]


@dataclass
class Strainer:
    """Asks the same network again and again, with other rooms; ways are kept in between."""

    problem: TrunkProblem
    cancelled: Callable[[], bool] = lambda: False
    _base: Relaxation = field(init=False)

    def __post_init__(self) -> None:
        self._base = Relaxation(self.problem)
        self._base.begin()

    def strained(
        self,
        *,
        lanes: Mapping[int, float] | None = None,
        nodes: Mapping[int, float] | None = None,
    ) -> Strain:
        """Everything at the least cost; other capacities of some lanes and nodes, if given.

        :raises InputError: N-935 when cancelled.
        """
        relaxation, program = self._base, self._base.program
        usual = program.most.copy()
        try:
            self._change(lanes or {}, nodes or {})
            point = program.relaxed()
            for _ in range(ROUNDS):
                if self.cancelled():
                    raise InputError("N-935")
                if point.duals is None:
                    break
                more, saves = relaxation.priced(point.duals)
                if not more or saves <= CLOSE * abs(point.cost):
                    break
                point = program.relaxed()
            return _told(relaxation, point)
        finally:
            program.most = usual
            relaxation.shut = frozenset(), frozenset()
            for number, node in enumerate(self.problem.nodes):
                program.model.limit(program.rows.sorting + number, -INFINITY, node.capacity)

    def _change(self, lanes: Mapping[int, float], nodes: Mapping[int, float]) -> None:
        """Other rooms; the program is solved again from where it stands."""
        relaxation, program = self._base, self._base.program
        for number, room in lanes.items():
            lane = self.problem.lanes[number]
            program.most[number] = lane.most * max(room, 0.0) / max(lane.capacity, _LEAST)
        for number, room in nodes.items():
            program.model.limit(program.rows.sorting + number, -INFINITY, max(room, 0.0))
        relaxation.shut = (
            frozenset(
                number for number, slot in enumerate(relaxation.slots.all)
                if all(program.most[lane] <= 0 for lane in slot.lanes)
            ),
            frozenset(number for number, room in nodes.items() if room <= 0),
        )  # fmt: skip


def _told(relaxation: Relaxation, point: Point) -> Strain:
    problem, program = relaxation.problem, relaxation.program
    passing = np.zeros(len(problem.nodes))
    for column, kg in zip(program.columns, point.ways, strict=False):
        for slot in column.slots[:-1]:
            passing[program.slots.all[slot].lane.target] += kg
    lanes: dict[int, float] = {}
    nodes: dict[int, float] = {}
    if point.duals is not None:
        lanes = {n: -float(v) for n, v in enumerate(point.duals.lanes) if v < -_WORTH}
        nodes = {n: -float(v) for n, v in enumerate(point.duals.sorting) if v < -_WORTH}
    lost = float(point.missing.sum())
    return Strain(
        cost=point.cost - lost * program.dear,
        aboard=point.aboard,
        passing=passing,
        missing=point.missing,
        full_lanes=lanes,
        full_nodes=nodes,
    )
