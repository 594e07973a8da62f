"""The linear relaxation over all ways, solved by generating those that pay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import coo_array

from jidi.core.errors import InputError
from jidi.network.costs import carbon_cost, freight_cost
from jidi.network.trunk.problem import TrunkProblem
from jidi.network.trunk.ways import Prices, Way, Ways

Floats = npt.NDArray[np.float64]
ENOUGH: Final = 1e-7
"""Yuan a kg that a way must save to be taken in."""
CLOSE: Final = 1e-4
"""What all ways not taken in may save, as a share; the bound is lower by it."""


@dataclass(frozen=True)
class Column:
    """A way of one flow."""

    flow: int
    way: Way
    kept: bool
    """Whether the promise is kept by it."""
    price: float
    """Yuan a kg, without prices of the relaxation."""


@dataclass
class Relaxation:
    """The ways so far, and the program over them: departures, empty runs, ways, then missing kg."""

    problem: TrunkProblem
    columns: list[Column] = field(default_factory=list)
    known: set[tuple[int, tuple[int, ...]]] = field(default_factory=set)

    def __post_init__(self) -> None:
        problem = self.problem
        self.ways = Ways(problem)
        self.lane_prices = [
            freight_cost(kg_per_day=1.0, yuan_per_kg=lane.yuan_per_kg)
            + carbon_cost(grams_per_day=lane.grams_per_kg, yuan_per_tonne=problem.yuan_per_tonne)
            for lane in problem.lanes
        ]
        self.sort_prices = [
            freight_cost(kg_per_day=1.0, yuan_per_kg=node.yuan_per_kg) for node in problem.nodes
        ]
        kinds = sorted({lane.vehicle for lane in problem.lanes if lane.vehicle})
        self.departures: Floats = np.zeros(len(problem.lanes))
        self.homes = [(kind, node) for kind in kinds for node in range(len(problem.nodes))]

    def solve(self, cancelled: Callable[[], bool], step: Callable[[str], None]) -> float:
        """Take in ways until none pays; the bound.

        :raises InputError: N-933 where some flow has no way in time, N-934 where capacities or
            promises cannot all be kept, N-935 when cancelled.
        """
        self._begin()
        while True:
            if cancelled():
                raise InputError("N-935")
            value, missing, duals = self._program()
            added, saved = self._priced(duals)
            step(f"{len(self.columns)} ways, {value:,.0f} yuan a day")
            if not added or (saved <= CLOSE * value and missing <= 0):
                if missing > 1e-6 * max(1.0, sum(flow.kg for flow in self.problem.flows)):
                    raise InputError("N-934", kg=round(missing, 1))
                return value - saved

    def _begin(self) -> None:
        """The fastest and the cheapest way of each flow."""
        prices = Prices(self.lane_prices, self.sort_prices)
        for number, ways in self._found(prices):
            if not ways:
                flow = self.problem.flows[number]
                raise InputError(
                    "N-933",
                    origin=self.problem.nodes[flow.origin].id,
                    target=self.problem.nodes[flow.target].id,
                    product=self.problem.products[flow.product].id,
                )
            self._take(number, ways[0])
            self._take(number, min(ways, key=lambda way: way.price))

    def _found(self, prices: Prices) -> Iterator[tuple[int, tuple[Way, ...]]]:
        """Every flow with its ways in time."""
        known: dict[tuple[int, int, int], dict[int, tuple[Way, ...]]] = {}
        for number, flow in enumerate(self.problem.flows):
            latest = self.problem.products[flow.product].latest
            key = (flow.origin, flow.released, latest)
            if key not in known:
                known[key] = dict(
                    self.ways.best(
                        origin=flow.origin, released=flow.released, within=latest, prices=prices
                    )
                )
            yield number, known[key].get(flow.target, ())

    def _take(self, number: int, way: Way) -> bool:
        if (number, way.lanes) in self.known:
            return False
        self.known.add((number, way.lanes))
        lanes = self.problem.lanes
        price = sum(self.lane_prices[lane] for lane in way.lanes)
        price += sum(self.sort_prices[lanes[lane].target] for lane in way.lanes[:-1])
        promise = self.problem.products[self.problem.flows[number].product].promise
        self.columns.append(Column(number, way, way.minutes <= promise, price))
        return True

    def _priced(self, duals: Duals) -> tuple[int, float]:
        """Take in the ways that pay under the duals, per flow one in the promise and one beyond.

        How many, and what all ways together can save at the most: so much lower is the bound.
        """
        prices = Prices(
            [price - dual for price, dual in zip(self.lane_prices, duals.lanes, strict=True)],
            [price - dual for price, dual in zip(self.sort_prices, duals.sorting, strict=True)],
        )
        added, saved = 0, 0.0
        for number, ways in self._found(prices):
            most = 0.0
            product = self.problem.flows[number].product
            promise = self.problem.products[product].promise
            for kept in (True, False):
                due = duals.flows[number] + (duals.products[product] if kept else 0.0)
                fitting = [way for way in ways if not kept or way.minutes <= promise]
                best = min(fitting, key=lambda way: way.price, default=None)
                if best is not None and best.price < due - ENOUGH:
                    added += self._take(number, best)
                    most = max(most, due - best.price)
            saved += most * self.problem.flows[number].kg
        return added, saved

    # The program ---------------------------------------------------------------

    def rows(self) -> Rows:
        """The program over the ways so far, without what may be missing."""
        problem, rows = self.problem, Rows()
        lanes, empties = len(problem.lanes), len(problem.empties)
        first_way = lanes + empties
        rows.costs = [lane.yuan_per_departure for lane in problem.lanes]
        rows.costs += [run.yuan for run in problem.empties]
        rows.costs += [column.price for column in self.columns]
        rows.most = [float(lane.most) for lane in problem.lanes]
        rows.most += [float(run.most) for run in problem.empties]
        rows.most += [float("inf")] * len(self.columns)
        rows.whole = lanes + empties
        for number, lane in enumerate(problem.lanes):
            rows.upper(number, number, -lane.capacity)
        for at, column in enumerate(self.columns, start=first_way):
            for lane_number in column.way.lanes:
                rows.upper(lane_number, at, 1.0)
            for lane_number in column.way.lanes[:-1]:
                rows.upper(lanes + problem.lanes[lane_number].target, at, 1.0)
            if column.kept:
                product = problem.flows[column.flow].product
                rows.upper(lanes + len(problem.nodes) + product, at, -1.0)
            rows.equal(column.flow, at, 1.0)
        kg = [0.0] * len(problem.products)
        for flow in problem.flows:
            kg[flow.product] += flow.kg
        rows.upper_sides = [0.0] * lanes + [node.capacity for node in problem.nodes]
        rows.upper_sides += [
            -product.share * amount for product, amount in zip(problem.products, kg, strict=True)
        ]
        rows.equal_sides = [flow.kg for flow in problem.flows]
        rows.equal_sides += [0.0] * len(self.homes)
        self._homes(rows)
        return rows

    def _homes(self, rows: Rows) -> None:
        """As many vehicles of a kind leave a node as come."""
        at = {home: len(self.problem.flows) + n for n, home in enumerate(self.homes)}
        moves: list[tuple[str, int, int]] = [
            *((lane.vehicle, lane.origin, lane.target) for lane in self.problem.lanes),
            *((run.vehicle, run.origin, run.target) for run in self.problem.empties),
        ]
        for number, (kind, origin, target) in enumerate(moves):
            if (kind, origin) in at and origin != target:
                rows.equal(at[kind, origin], number, 1.0)
                rows.equal(at[kind, target], number, -1.0)

    def _program(self) -> tuple[float, float, Duals]:
        """The least cost, the kg that find no way, and the duals."""
        problem, rows = self.problem, self.rows()
        flows, ways_end = len(problem.flows), len(rows.costs)
        dear = 1e3 + 10 * max([*rows.costs, 1.0])
        for number, flow in enumerate(problem.flows):
            rows.equal(number, ways_end + number, 1.0)
            rows.upper(
                len(problem.lanes) + len(problem.nodes) + flow.product, ways_end + number, -1.0
            )
        costs = np.array(rows.costs + [dear] * flows)
        most = rows.most + [float("inf")] * flows
        found = linprog(
            costs,
            A_ub=rows.matrix(rows.uppers, len(rows.upper_sides), len(costs)),
            b_ub=np.array(rows.upper_sides),
            A_eq=rows.matrix(rows.equals, len(rows.equal_sides), len(costs)),
            b_eq=np.array(rows.equal_sides),
            bounds=np.column_stack([np.zeros(len(costs)), np.array(most)]),
            method="highs",
        )
        if found.x is None:
            raise InputError("N-934", kg=round(sum(flow.kg for flow in problem.flows), 1))
        upper, equal = found.ineqlin.marginals, found.eqlin.marginals
        lanes, nodes = len(problem.lanes), len(problem.nodes)
        duals = Duals(
            lanes=upper[:lanes],
            sorting=upper[lanes : lanes + nodes],
            products=-upper[lanes + nodes :],
            flows=equal[:flows],
        )
        self.departures = found.x[:lanes]
        return float(found.fun), float(found.x[ways_end:].sum()), duals


@dataclass(frozen=True)
class Duals:
    """What one more kg is worth: on a lane and in sorting (≤ 0), in a promise, of a flow."""

    lanes: Floats
    sorting: Floats
    products: Floats
    flows: Floats


@dataclass
class Rows:
    """A program as triples: ``≤`` rows and ``=`` rows."""

    costs: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    whole: int = 0
    """So many columns, the first, are whole numbers."""
    uppers: list[tuple[int, int, float]] = field(default_factory=list)
    equals: list[tuple[int, int, float]] = field(default_factory=list)
    upper_sides: list[float] = field(default_factory=list)
    equal_sides: list[float] = field(default_factory=list)

    def upper(self, row: int, column: int, value: float) -> None:
        """A coefficient of a ``≤`` row."""
        self.uppers.append((row, column, value))

    def equal(self, row: int, column: int, value: float) -> None:
        """A coefficient of an ``=`` row."""
        self.equals.append((row, column, value))

    @staticmethod
    def matrix(triples: list[tuple[int, int, float]], rows: int, columns: int) -> coo_array:
        """The triples as a matrix."""
        row, column, value = zip(*triples, strict=True) if triples else ((), (), ())
        return coo_array((value, (row, column)), shape=(rows, columns))
