"""The linear relaxation over all ways, solved by generating those that pay, lifted by cuts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from jidi.core.errors import InputError
from jidi.network.trunk.cuts import Cuts
from jidi.network.trunk.design import Carried
from jidi.network.trunk.problem import TrunkProblem
from jidi.network.trunk.program import Column, Duals, Floats, Point, Program
from jidi.network.trunk.slots import Slots
from jidi.network.trunk.ways import Prices, Way, Ways

ENOUGH: Final = 1e-7
"""Yuan a kg that a way must save to be taken in."""
CLOSE: Final = 1e-4
"""What all ways not taken in may save, as a share; the bound is lower by it."""
LIFTED: Final = 2e-5
"""A round of cuts that lifts the value by less, as a share, is the last."""
ROUNDS: Final = 40
"""Rounds of cuts at the most."""

Step = Callable[[str], None]
Cancelled = Callable[[], bool]


@dataclass
class Relaxation:
    """The program with the ways so far, and the searches for more."""

    problem: TrunkProblem
    program: Program = field(init=False)

    def __post_init__(self) -> None:
        self.slots = Slots(self.problem)
        self.ways = Ways(self.slots)
        self.program = Program(self.problem, self.slots)
        self.cutting = Cuts(self.problem)

    def solve(self, cancelled: Cancelled, step: Step) -> tuple[float, Point]:
        """The bound, and the point where it was reached.

        :raises InputError: N-933 where some flow has no way in time, N-934 where capacities or
            promises cannot all be kept, N-935 when cancelled.
        """
        self.begin()
        bound, point = self._all_ways(cancelled, step)
        for _ in range(ROUNDS):
            made = self.cutting.violated(point)
            if not made:
                break
            self.program.cuts += made
            before = point.cost
            lifted, point = self._all_ways(cancelled, step)
            bound = max(bound, lifted)
            if point.cost - before <= LIFTED * point.cost:
                break
        return bound, point

    def _all_ways(self, cancelled: Cancelled, step: Step) -> tuple[float, Point]:
        """Take in ways until none pays."""
        while True:
            if cancelled():
                raise InputError("N-935")
            point = self.program.relaxed()
            missing = float(point.missing.sum())
            if point.duals is None:
                raise InputError("N-934", kg=round(missing, 1))
            added, saved = self.priced(point.duals)
            step(f"{len(self.program.columns)} ways, {len(self.program.cuts)} cuts, "
                 f"{point.cost:,.0f} yuan a day")  # fmt: skip
            if not added or (saved <= CLOSE * point.cost and missing <= 0):
                if missing > 1e-6 * max(1.0, float(self.program.kg.sum())):
                    raise InputError("N-934", kg=round(missing, 1))
                return point.cost - saved, point

    def fastest(self) -> Iterator[int | None]:
        """Minutes of each flow's fastest way in time; None without any."""
        for _, ways in self._found(self._plain()):
            yield ways[0].minutes if ways else None

    def _plain(self) -> Prices:
        """What a kg pays by itself."""
        prices = [
            min(self.slots.lane_prices[lane] for lane in slot.lanes) for slot in self.slots.all
        ]
        return Prices(prices, self.slots.sort_prices)

    def begin(self) -> None:
        """The fastest and the cheapest way of each flow."""
        for number, ways in self._found(self._plain()):
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

    def take_ways(self, carried: Iterable[Carried]) -> None:
        """The ways of a design."""
        slot_of = {lane: n for n, slot in enumerate(self.slots.all) for lane in slot.lanes}
        for part in carried:
            slots = tuple(slot_of[lane] for lane in part.lanes)
            self._take(part.flow, Way(slots, part.minutes, 0.0))

    def _found(self, prices: Prices) -> Iterator[tuple[int, tuple[Way, ...]]]:
        """Every flow with its ways in time."""
        known: dict[tuple[int, int], dict[int, tuple[Way, ...]]] = {}
        latest = max(product.latest for product in self.problem.products)
        for number, flow in enumerate(self.problem.flows):
            key = (flow.origin, flow.released)
            if key not in known:
                known[key] = dict(self.ways.best(
                    origin=flow.origin, released=flow.released, within=latest, prices=prices
                ))  # fmt: skip
            within = self.problem.products[flow.product].latest
            ways = known[key].get(flow.target, ())
            yield number, tuple(way for way in ways if way.minutes <= within)

    def _take(self, number: int, way: Way) -> bool:
        flow = self.problem.flows[number]
        price = sum(
            self.slots.sort_prices[self.slots.all[slot].lane.target] for slot in way.slots[:-1]
        )
        kept = way.minutes <= self.problem.products[flow.product].promise
        return self.program.take(Column(number, way.slots, way.minutes, kept, price))

    def priced(self, duals: Duals) -> tuple[int, float]:
        """Take in the ways that pay under the duals, per flow one in the promise and one beyond.

        How many, and what all ways together can save at the most: so much lower is the bound.
        """
        sorting: Floats = np.array(self.slots.sort_prices) - duals.sorting
        prices = Prices((-duals.slots).tolist(), sorting.tolist())
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
