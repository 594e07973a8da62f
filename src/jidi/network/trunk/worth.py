"""What one more kilogram of room would save, with departures as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from jidi.network.trunk.design import TrunkDesign
from jidi.network.trunk.problem import TrunkProblem
from jidi.network.trunk.relaxation import Relaxation
from jidi.network.trunk.week import EVERY

ROUNDS: Final = 4
"""Times that ways are asked for."""


@dataclass(frozen=True)
class Worth:
    """Yuan a day that one more kg on each day of running would save, none below nought.

    :param lanes: of room aboard each lane; ``sorting``: of sorting at each node.
    """

    lanes: tuple[float, ...]
    sorting: tuple[float, ...]


def worth(
    problem: TrunkProblem,
    design: TrunkDesign,
    *,
    cancelled: Callable[[], bool] = lambda: False,
) -> Worth | None:
    """The duals of the design's rooms; None where its ways do not carry everything."""
    relaxation = Relaxation(problem)
    relaxation.begin()
    relaxation.take_ways(design.carried)
    relaxation.hold_days()
    departures = np.array(design.departures, np.float64)
    point = relaxation.program.relaxed((departures, departures))
    for _ in range(ROUNDS):
        if point.duals is None or cancelled() or not relaxation.priced(point.duals)[0]:
            break
        point = relaxation.program.relaxed((departures, departures))
    if point.duals is None or point.missing.sum() > 1e-6 * relaxation.program.kg.sum():
        return None
    lanes, sorting = -point.duals.lanes, -point.duals.sorting
    if point.duals.by_day is not None:
        sorting = sorting + point.duals.by_day.sorting[:, EVERY]
        for slot, paid in zip(relaxation.slots.all, point.duals.by_day.slots, strict=True):
            lanes[list(slot.lanes)] += paid[EVERY]
    return Worth(
        lanes=tuple(
            float(max(0.0, lane.a_day(value)))
            for lane, value in zip(problem.lanes, lanes, strict=True)
        ),
        sorting=tuple(float(max(0.0, value)) for value in sorting),
    )
