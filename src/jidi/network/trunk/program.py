"""The program over departures, empty runs, kilograms aboard lanes, and the ways found so far.

Columns, in this order: departures of each lane, empty runs, kg aboard each lane, kg on each way, kg
of each flow that find no way. Rows ``≤``: room of each lane, of each slot, sorting of each node,
the promise of each product, cuts. Rows ``=``: each flow, vehicles of a kind at home in each node.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from jidi.network.trunk.problem import TrunkProblem
from jidi.network.trunk.slots import Slots

Floats = npt.NDArray[np.float64]
INFINITY: Final = float("inf")


@dataclass(frozen=True)
class Column:
    """A way of one flow: its slots, its minutes, whether it keeps the promise, its sorting."""

    flow: int
    slots: tuple[int, ...]
    minutes: int
    kept: bool
    price: float


@dataclass(frozen=True)
class Cut:
    """``Σ departures + Σ kg aboard ≥ least``, with coefficients by lane."""

    departures: Mapping[int, float]
    aboard: Mapping[int, float]
    least: float


@dataclass(frozen=True)
class Duals:
    """What one more kg is worth: aboard a lane, in a slot and in sorting (≤ 0), in a promise, of a
    flow."""

    lanes: Floats
    slots: Floats
    sorting: Floats
    products: Floats
    flows: Floats


@dataclass(frozen=True)
class Point:
    """Values of the columns, and what they cost."""

    departures: Floats
    empties: Floats
    aboard: Floats
    ways: Floats
    missing: Floats
    cost: float
    duals: Duals | None = None


@dataclass
class Program:
    """One problem's program. It grows by ways and cuts."""

    problem: TrunkProblem
    slots: Slots
    columns: list[Column] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)

    def __post_init__(self) -> None:
        problem = self.problem
        self.lanes, self.runs = len(problem.lanes), len(problem.empties)
        self.flows, self.nodes = len(problem.flows), len(problem.nodes)
        kinds = sorted({lane.vehicle for lane in problem.lanes if lane.vehicle})
        self.homes = {
            home: n for n, home in enumerate((k, node) for k in kinds for node in range(self.nodes))
        }
        self.kg = np.array([flow.kg for flow in problem.flows])
        self.capacities = np.array([lane.capacity for lane in problem.lanes])
        self.most = np.array([float(lane.most) for lane in problem.lanes])
        self.free = np.array(
            [lane.yuan_per_departure <= 0 and not lane.vehicle for lane in problem.lanes], np.bool_
        )
        """Lanes of which all departures may as well be taken: they cost nothing by themselves."""
        self.dear = 1e3 + 10 * max(
            [*(lane.yuan_per_departure for lane in problem.lanes), *self.slots.lane_prices, 1.0]
        )
        """Yuan for a kg that finds no way: more than any way costs."""
        self._known: set[tuple[int, tuple[int, ...]]] = set()
        self._fixed = self._standing()

    def take(self, column: Column) -> bool:
        """Take in a way; whether it is new."""
        key = (column.flow, column.slots)
        if key in self._known:
            return False
        self._known.add(key)
        self.columns.append(column)
        return True

    # Solving -------------------------------------------------------------------

    def relaxed(self, within: tuple[Floats, Floats] | None = None) -> Point:
        """The least cost where nothing need be whole, with duals.

        :param within: least and most departures of each lane, in place of the problem's.
        """
        paid = self.costs()
        least, most = self.bounds()
        if within is not None:
            least[: self.lanes] = np.where(self.free, self.most, within[0])
            most[: self.lanes] = np.where(self.free, self.most, within[1])
        upper, sides, equal, equal_sides = self._matrices()
        found = linprog(
            paid, A_ub=upper, b_ub=sides, A_eq=equal, b_eq=equal_sides,
            bounds=np.column_stack([least, most]), method="highs",
        )  # fmt: skip
        if found.x is None:
            return self._point(np.concatenate([
                np.zeros(len(paid) - self.flows), self.kg]), INFINITY)  # fmt: skip
        marginals = found.ineqlin.marginals[self.lanes :]
        first, second = len(self.slots.all), len(self.slots.all) + self.nodes
        duals = Duals(
            lanes=found.ineqlin.marginals[: self.lanes],
            slots=marginals[:first],
            sorting=marginals[first:second],
            products=-marginals[second : second + len(self.problem.products)],
            flows=found.eqlin.marginals[: self.flows],
        )
        return self._point(np.asarray(found.x), float(found.fun), duals)

    def whole(
        self, bounds: tuple[Floats, Floats], *, below: float, gap: float, nodes: int, seconds: float
    ) -> Point | None:
        """Whole departures of less cost than ``below``; None where none were found.

        Empty runs need not be told to be whole: once departures are, they are a flow in a network.

        :param bounds: least and most departures of each lane; ``gap``: at which the search stops.
        :param nodes: most nodes; ``seconds``: a guard only, for programs that must not run away.
        """
        paid = self.costs()
        least, most = self.bounds()
        least[: self.lanes] = np.where(self.free, self.most, bounds[0])
        most[: self.lanes] = np.where(self.free, self.most, bounds[1])
        most[len(paid) - self.flows :] = 0.0
        aside = np.flatnonzero(most[: self.lanes] == 0)
        most[self.lanes + self.runs + aside] = 0.0
        whole = np.zeros(len(paid), np.int8)
        whole[: self.lanes] = least[: self.lanes] < most[: self.lanes]
        upper, sides, equal, equal_sides = self._matrices()
        rows = [
            LinearConstraint(upper, -np.inf, sides),
            LinearConstraint(equal, equal_sides, equal_sides),
        ]
        if below < INFINITY:
            rows.append(LinearConstraint(csr_array(paid[None, :]), -np.inf, below))
        options = {"mip_rel_gap": gap, "node_limit": nodes, "time_limit": seconds}
        found = milp(
            paid, integrality=whole, bounds=Bounds(least, most), constraints=rows, options=options
        )
        if found.x is None:
            return None
        return self._point(np.asarray(found.x), float(found.fun))

    def costs(self) -> Floats:
        """Yuan of each column."""
        problem = self.problem
        return np.concatenate([
            [lane.yuan_per_departure for lane in problem.lanes],
            [run.yuan for run in problem.empties],
            self.slots.lane_prices,
            [column.price for column in self.columns],
            np.full(self.flows, self.dear),
        ])  # fmt: skip

    def bounds(self) -> tuple[Floats, Floats]:
        """Least and most of each column."""
        most = np.concatenate([
            self.most, [float(run.most) for run in self.problem.empties],
            np.full(self.lanes + len(self.columns) + self.flows, np.inf),
        ])  # fmt: skip
        least = np.zeros(len(most))
        least[: self.lanes] = np.where(self.free, self.most, 0.0)
        return least, most

    def _point(self, values: Floats, cost: float, duals: Duals | None = None) -> Point:
        at = np.cumsum([self.lanes, self.runs, self.lanes, len(self.columns)])
        departures, empties, aboard, ways, missing = np.split(values, at)
        return Point(departures, empties, aboard, ways, missing, cost, duals)

    # Rows ----------------------------------------------------------------------

    def _standing(self) -> tuple[list[Triple], list[Triple]]:
        """Coefficients of lanes and empty runs: they never change."""
        upper: list[Triple] = []
        equal: list[Triple] = []
        aboard = self.lanes + self.runs
        for number, lane in enumerate(self.problem.lanes):
            upper += [(number, number, -lane.capacity), (number, aboard + number, 1.0)]
        for number, slot in enumerate(self.slots.all):
            upper += [(self.lanes + number, aboard + lane, -1.0) for lane in slot.lanes]
        moves: Sequence[tuple[str, int, int]] = [
            *((lane.vehicle, lane.origin, lane.target) for lane in self.problem.lanes),
            *((run.vehicle, run.origin, run.target) for run in self.problem.empties),
        ]
        for number, (kind, origin, target) in enumerate(moves):
            if (kind, origin) in self.homes and origin != target:
                equal.append((self.flows + self.homes[kind, origin], number, 1.0))
                equal.append((self.flows + self.homes[kind, target], number, -1.0))
        return upper, equal

    def _matrices(self) -> tuple[csr_array, Floats, csr_array, Floats]:
        problem, slots = self.problem, len(self.slots.all)
        first = 2 * self.lanes + self.runs
        lost = first + len(self.columns)
        sorting, promise = self.lanes + slots, self.lanes + slots + self.nodes
        upper, equal = list(self._fixed[0]), list(self._fixed[1])
        for at, column in enumerate(self.columns, start=first):
            upper += [(self.lanes + slot, at, 1.0) for slot in column.slots]
            upper += [
                (sorting + self.slots.all[slot].lane.target, at, 1.0) for slot in column.slots[:-1]
            ]
            if column.kept:
                upper.append((promise + problem.flows[column.flow].product, at, -1.0))
            equal.append((column.flow, at, 1.0))
        for number, flow in enumerate(problem.flows):
            upper.append((promise + flow.product, lost + number, -1.0))
            equal.append((number, lost + number, 1.0))
        after = promise + len(problem.products)
        for number, cut in enumerate(self.cuts, start=after):
            upper += [(number, lane, -value) for lane, value in cut.departures.items()]
            upper += [
                (number, self.lanes + self.runs + lane, -value)
                for lane, value in cut.aboard.items()
            ]
        kg = np.zeros(len(problem.products))
        np.add.at(kg, [flow.product for flow in problem.flows], self.kg)
        sides = np.concatenate([
            np.zeros(self.lanes + slots), [node.capacity for node in problem.nodes],
            -kg * [product.share for product in problem.products],
            [-cut.least for cut in self.cuts],
        ])  # fmt: skip
        columns = lost + self.flows
        equal_sides = np.concatenate([self.kg, np.zeros(len(self.homes))])
        return (
            _matrix(upper, len(sides), columns), sides,
            _matrix(equal, len(equal_sides), columns), equal_sides,
        )  # fmt: skip


Triple = tuple[int, int, float]


def _matrix(triples: list[Triple], rows: int, columns: int) -> csr_array:
    row, column, value = zip(*triples, strict=True) if triples else ((), (), ())
    return csr_array((value, (row, column)), shape=(rows, columns))
