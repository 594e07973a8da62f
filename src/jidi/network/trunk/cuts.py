"""Cuts: what leaves a set of nodes needs whole departures (cutset inequalities, rounded).

All that must leave a set goes aboard lanes that leave it. Divided by the capacity of a truck, or a
part of it, and rounded (mixed-integer rounding), this says what whole departures at least there
must be, which parts of departures do not satisfy. For each lane either its departures are counted,
or what is aboard, whichever says more at the point in question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from jidi.network.trunk.problem import TrunkProblem
from jidi.network.trunk.program import Cut, Floats, Point

VIOLATED: Final = 1e-3
"""Least violation, as a share of the right-hand side."""
PARTS: Final = (1, 2, 3, 4, 8)
"""A capacity is divided by these."""
AT_ONCE: Final = 60
"""Cuts taken in a round, those violated most."""
ROOM: Final = 6_000_000
"""Sets times lanes looked at, at the most."""


@dataclass
class Cuts:
    """The cuts of one problem."""

    problem: TrunkProblem

    @cached_property
    def sets(self) -> npt.NDArray[np.bool_]:
        """One set of nodes a row: all of one, two, three nodes as far as there is room."""
        count = len(self.problem.nodes)
        rows: list[tuple[int, ...]] = []
        for size in range(1, min(4, count)):
            more = list(combinations(range(count), size))
            if 2 * (len(rows) + len(more)) * len(self.problem.lanes) > ROOM and rows:
                break
            rows += more
        sets = np.zeros((len(rows), count), np.bool_)
        for number, row in enumerate(rows):
            sets[number, list(row)] = True
        return np.concatenate([sets, ~sets])

    @cached_property
    def leaving(self) -> Floats:
        """1 where a lane leaves a set."""
        origins = [lane.origin for lane in self.problem.lanes]
        targets = [lane.target for lane in self.problem.lanes]
        return np.asarray(self.sets[:, origins] & ~self.sets[:, targets], np.float64)

    @cached_property
    def due(self) -> Floats:
        """Kg a day that must leave each set."""
        nodes = len(self.problem.nodes)
        kg = np.zeros((nodes, nodes))
        for flow in self.problem.flows:
            kg[flow.origin, flow.target] += flow.kg
        inside = self.sets.astype(np.float64)
        return np.asarray(np.einsum("so,od,sd->s", inside, kg, 1.0 - inside, optimize=True))

    @cached_property
    def capacities(self) -> Floats:
        """Of each lane."""
        return np.array([lane.capacity for lane in self.problem.lanes])

    @cached_property
    def free(self) -> npt.NDArray[np.bool_]:
        """Lanes whose departures cost nothing: only what is aboard says something."""
        return np.array(
            [lane.yuan_per_departure <= 0 and not lane.vehicle for lane in self.problem.lanes],
            np.bool_,
        )

    @cached_property
    def units(self) -> tuple[float, ...]:
        """What is divided by: capacities of lanes that cost something to run, and their parts."""
        held = {
            lane.capacity for lane in self.problem.lanes
            if (lane.yuan_per_departure > 0 or lane.vehicle) and lane.most > 0 and lane.capacity > 0
        }  # fmt: skip
        return tuple(sorted({capacity / part for capacity in held for part in PARTS}))

    def violated(self, point: Point) -> list[Cut]:
        """The cuts that a point violates most, at most two of each set."""
        found = [one for unit in self.units for one in self._by_unit(unit, point)]
        found.sort(key=lambda one: (-one[0], one[1], one[2]))
        made: list[Cut] = []
        seen: Counter[int] = Counter()
        for _, number, unit in found[: 10 * AT_ONCE]:
            if seen[number] < 2 and len(made) < AT_ONCE:
                seen[number] += 1
                made.append(self._cut(number, unit, point))
        return made

    def _by_unit(self, unit: float, point: Point) -> Iterator[tuple[float, int, float]]:
        """Violation, set, unit; departures are counted by their capacities."""
        due = self.due / unit
        fraction = due - np.floor(due)
        fair = (due > 0) & (fraction > 1e-3)
        fraction = np.where(fair, fraction, 1.0)
        lhs = self.leaving @ np.where(self.free, point.aboard, 0.0) / unit / fraction
        for capacity in np.unique(self.capacities[~self.free]):
            alike = ~self.free & (self.capacities == capacity)
            weights = _weights(np.array(capacity / unit), fraction)
            lhs += weights * (self.leaving @ np.where(alike, point.departures, 0.0))
        side = np.ceil(due)
        short = np.where(fair, (side - lhs) / np.maximum(side, 1.0), 0.0)
        for number in np.flatnonzero(short > VIOLATED):
            yield float(short[number]), int(number), unit

    def _cut(self, number: int, unit: float, point: Point) -> Cut:
        due = self.due[number] / unit
        fraction = due - np.floor(due)
        weights = _weights(self.capacities / unit, fraction)
        kg = point.aboard / unit / fraction
        departures: dict[int, float] = {}
        aboard: dict[int, float] = {}
        for lane in np.flatnonzero(self.leaving[number]):
            if self.free[lane] or kg[lane] < weights[lane] * point.departures[lane] - 1e-9:
                aboard[int(lane)] = 1.0 / unit / fraction
            else:
                departures[int(lane)] = float(weights[lane])
        return Cut(departures, aboard, float(np.ceil(due)))


def _weights(rooms: Floats, fraction: Floats | float) -> Floats:
    """What a departure of so many units counts after rounding."""
    whole = np.floor(rooms + 1e-9)
    return np.asarray(whole + np.minimum(1.0, np.maximum(rooms - whole, 0.0) / fraction))
