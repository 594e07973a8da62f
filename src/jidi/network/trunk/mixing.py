"""What everything would cost if ends could mix their plans: the program that tells shared prices.

Columns: what lies between ends (departures, empty runs, kg aboard, ways), and whole plans of ends
by their shares (Dantzig and Wolfe). Rows: one plan of each end in sum, then all that ends share.
The duals of those are the prices that ends are asked under next. Few plans do not fit together, so
that every shared row may be broken at a price.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from jidi.network.highs import INFINITY, Floats, Model, Sparse
from jidi.network.trunk.ends import Plan
from jidi.network.trunk.program import Column, Duals
from jidi.network.trunk.relaxation import Relaxation
from jidi.network.trunk.rows import Vector

SETTLED: Final = 1e-6
"""Share of the cost that ways not taken in may save when no more are asked for."""
_NOTHING: Final = 1e-6


@dataclass(frozen=True)
class Mixed:
    """The cheapest mix of the plans so far.

    :param cost: yuan a day. :param prices: of every row of the problem; those of an end's own are
        without meaning. :param departures: of each lane between ends, in parts.
    :param plans: of which the mix has a share.
    """

    cost: float
    prices: Floats
    departures: Floats
    plans: tuple[Plan, ...]


@dataclass(frozen=True)
class _Part:
    """A column: what it costs, its bounds, what it weighs in rows."""

    cost: float
    weights: Vector
    least: float = 0.0
    most: float = INFINITY


class Mixing:
    """The program of one problem; it grows by plans and by ways between ends."""

    def __init__(self, relaxation: Relaxation, ends: Iterable[int], broken: float) -> None:
        """:param ends: their nodes. :param broken: yuan for each kg that breaks a shared row."""
        self.relaxation, self.program = relaxation, relaxation.program
        self.rows, self.problem = relaxation.program.rows, relaxation.problem
        self.ends = {node: number for number, node in enumerate(sorted(ends))}
        self.foreign = np.array([
            flow.origin in self.ends or flow.target in self.ends for flow in self.problem.flows
        ], np.bool_)  # fmt: skip
        """Flows that belong to an end."""
        lanes = enumerate(self.problem.lanes)
        self.lanes = [
            number for number, lane in lanes
            if self.program.most[number] > 0 and self._inside(lane.origin, lane.target)
        ]  # fmt: skip
        self.plans: list[tuple[int, Plan]] = []
        """Every plan with its column."""
        self._known: set[tuple[object, ...]] = set()
        self._taken = 0
        self.model = self._standing(broken)

    def _inside(self, origin: int, target: int) -> bool:
        return origin not in self.ends and target not in self.ends

    def take(self, plans: Iterable[Plan]) -> None:
        """Take in plans; those that are known are left out."""
        fresh: list[Plan] = []
        for plan in plans:
            key = plan.node, plan.departures, plan.weights
            if key not in self._known:
                self._known.add(key)
                fresh.append(plan)
        first = self.model.columns
        self.plans += [(first + n, plan) for n, plan in enumerate(fresh)]
        self._add([_Part(plan.price, list(plan.weights)) for plan in fresh],
                  [[(self.ends[plan.node], 1.0)] for plan in fresh])  # fmt: skip

    def mixed(self) -> Mixed | None:
        """The cheapest mix, over all ways between ends; None where HiGHS finds none."""
        while True:
            self._grow()
            found = self.model.solved()
            if found is None:
                return None
            prices = found.duals[len(self.ends) :]
            added, saved = self.relaxation.priced(self._duals(prices))
            if not added or saved <= SETTLED * abs(found.cost):
                break
        departures = np.zeros(self.program.lanes)
        departures[self.lanes] = found.values[: len(self.lanes)]
        plans = tuple(plan for column, plan in self.plans if found.values[column] > _NOTHING)
        return Mixed(found.cost, prices, departures, plans)

    def _duals(self, prices: Floats) -> Duals:
        """As the search for ways wants them: nothing is asked for flows of ends."""
        rows = self.rows
        flows = np.where(self.foreign, -INFINITY, prices[rows.flow : rows.home])
        return Duals(
            lanes=prices[: rows.slot],
            slots=prices[rows.slot : rows.sorting].copy(),
            sorting=prices[rows.sorting : rows.promise],
            products=prices[rows.promise : rows.flow],
            flows=flows,
            rows=prices,
        )

    # The program -----------------------------------------------------------------

    def _standing(self, broken: float) -> Model:
        rows, model, one = self.rows, Model(), np.ones(len(self.ends))
        least, most = rows.sides()
        own = rows.flow + np.flatnonzero(self.foreign)
        least[own], most[own] = -INFINITY, INFINITY
        model.add_rows(
            np.concatenate([one, least]), np.concatenate([one, most]),
            Sparse.of([[]] * (len(one) + rows.count)),
        )  # fmt: skip
        self._add([*self._between(), *self._breaking(broken)], model=model)
        return model

    def _between(self) -> Iterator[_Part]:
        """Departures, empty runs and kg aboard that touch no end."""
        rows, problem, program, aboard = self.rows, self.problem, self.program, self.rows.aboard()
        for number in self.lanes:
            lane, most = problem.lanes[number], float(program.most[number])
            least = most if program.free[number] else float(lane.least)
            yield _Part(lane.yuan_per_departure, rows.departures_of[number], least, most)
        for number, run in enumerate(problem.empties):
            if self._inside(run.origin, run.target):
                yield _Part(run.yuan, rows.empties_of[number], 0.0, float(run.most))
        for number in self.lanes:
            yield _Part(rows.slots.lane_prices[number], aboard[number])

    def _breaking(self, broken: float) -> Iterator[_Part]:
        """What breaks a shared row: a kilogram, or a vehicle that is moved as by a dear lane."""
        rows, lanes = self.rows, self.problem.lanes
        for row in range(rows.slot, rows.promise):
            yield _Part(broken, [(row, -1.0)])
        for row in range(rows.promise, rows.flow):
            yield _Part(broken, [(row, 1.0)])
        dear = max((lane.yuan_per_departure for lane in lanes if lane.vehicle), default=0.0) + 1.0
        for row in rows.homes.values():
            yield _Part(dear, [(row, 1.0)])
            yield _Part(dear, [(row, -1.0)])

    def _grow(self) -> None:
        """Ways between ends that were taken in since the last time."""
        ways, self._taken = self.program.columns[self._taken :], len(self.program.columns)
        self._add([self._way(way) for way in ways if not self.foreign[way.flow]])

    def _way(self, way: Column) -> _Part:
        return _Part(way.price, self.rows.way(way.flow, way.slots, kept=way.kept))

    def _add(
        self, parts: list[_Part], ahead: list[Vector] | None = None, model: Model | None = None
    ) -> None:
        """:param ahead: what each weighs in the rows of who plans; nothing where None."""
        if parts:
            many = len(self.ends)
            weights = [
                [*before, *((many + row, weight) for row, weight in part.weights)]
                for before, part in zip(ahead or [[]] * len(parts), parts, strict=True)
            ]
            (model or self.model).add_columns(
                np.array([part.cost for part in parts]),
                np.array([part.least for part in parts]),
                np.array([part.most for part in parts]),
                Sparse.of(weights),
            )
