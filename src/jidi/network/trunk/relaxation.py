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
from jidi.network.trunk.week import Week, week_of

ENOUGH: Final = 1e-7
"""Yuan a kg that a way must save to be taken in."""
CLOSE: Final = 1e-4
"""What all ways not taken in may save, as a share; the bound is lower by it."""
LIFTED: Final = 2e-5
"""A round of cuts that lifts the value by less, as a share, is the last."""
ROUNDS: Final = 40
"""Rounds of cuts at the most."""

FEW_WAYS: Final = 5000
"""Of so few ways of all flows all are looked at."""

Step = Callable[[str], None]
Cancelled = Callable[[], bool]


@dataclass
class Relaxation:
    """The program with the ways so far, and the searches for more.

    :param posed: the problem; ``problem`` is its mean day, which all else is about.
    """

    posed: TrunkProblem
    week: Week = field(init=False)
    problem: TrunkProblem = field(init=False)
    program: Program = field(init=False)
    shut: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
    """Slots and sorting nodes that no new way may take."""

    def __post_init__(self) -> None:
        self.week = week_of(self.posed)
        self.problem = self.week.problem
        self.slots = Slots(self.problem)
        self.ways = Ways(self.slots)
        self.program = Program(self.problem, self.slots)
        self.cutting = Cuts(self.problem)

    def solve(self, cancelled: Cancelled, step: Step) -> tuple[float, Point]:
        """The bound, and the point where it was reached; when cancelled, as far as it came.

        :raises InputError: N-933 where some flow has no way in time, N-934 where capacities or
            promises cannot all be kept.
        """
        self.begin()
        bound, point = self._all_ways(cancelled, step)
        for _ in range(ROUNDS):
            made = [] if cancelled() else self.cutting.violated(point)
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
        """Take in ways until none pays, or, when cancelled, until everything finds one."""
        while True:
            point = self.program.relaxed()
            missing = float(point.missing.sum())
            if point.duals is None:
                raise InputError("N-934", kg=round(missing, 1))
            added, saved = self.priced(point.duals)
            step(f"{len(self.program.columns)} ways, {len(self.program.cuts)} cuts, "
                 f"{point.cost:,.0f} yuan a day")  # fmt: skip
            if point.whole and cancelled():
                return max(point.cost - saved, 0.0), point
            if not added or (saved <= CLOSE * point.cost and missing <= 0):
                if missing > 1e-6 * max(1.0, float(self.program.kg.sum())):
                    raise InputError("N-934", kg=round(missing, 1))
                return point.cost - saved, point

    def hold_days(self) -> None:
        """From now on lanes and sorting have room on every day, where days differ.

        Where ways are few all are taken in: whole departures may ask for others than their parts.
        """
        if not self.week.parted:
            return
        latest = np.array([product.latest for product in self.problem.products])
        starts, pairs = self.ways.starts, self.ways.pair_of_flow
        if int((starts[pairs + 1] - starts[pairs]).sum()) <= FEW_WAYS:
            for flow, pair in enumerate(pairs):
                for way in range(int(starts[pair]), int(starts[pair + 1])):
                    if self.ways.minutes[way] <= latest[self.problem.flows[flow].product]:
                        self.take_way(flow, way)
        self.program.hold_days()

    def fastest(self) -> Iterator[int | None]:
        """Minutes of each flow's fastest way in time; None without any."""
        latest = max(product.latest for product in self.problem.products)
        found = self.ways.least(self.ways.minutes.astype(np.float64), latest)
        for flow, pair in zip(self.problem.flows, self.ways.pair_of_flow, strict=True):
            within = self.problem.products[flow.product].latest
            yield int(found[pair]) if found[pair] <= within else None

    def begin(self) -> None:
        """The fastest and the cheapest way of each flow."""
        paid = [min(self.slots.lane_prices[lane] for lane in slot.lanes) for slot in self.slots.all]
        prices = self.ways.priced(Prices(paid, self.slots.sort_prices))
        minutes = self.ways.minutes.astype(np.float64)
        for number, fastest in enumerate(self.fastest()):
            flow = self.problem.flows[number]
            if fastest is None:
                raise InputError(
                    "N-933",
                    origin=self.problem.nodes[flow.origin].id,
                    target=self.problem.nodes[flow.target].id,
                    product=self.problem.products[flow.product].id,
                )
            within = self.problem.products[flow.product].latest
            for values in (minutes, prices):
                self._take(number, self._best(number, values, within))

    def _best(self, flow: int, values: Floats, within: int) -> Way:
        return self.ways.way(self.ways.best(int(self.ways.pair_of_flow[flow]), values, within))

    def take_ways(self, carried: Iterable[Carried]) -> None:
        """The ways of a design; those on lanes that need not run are left out."""
        slot_of = {lane: n for n, slot in enumerate(self.slots.all) for lane in slot.lanes}
        for part in carried:
            slots = tuple(slot_of[lane] for lane in part.lanes if lane in slot_of)
            if len(slots) != len(part.lanes):
                continue
            for flow in self._flows_of(part):
                released = self.problem.flows[flow].released
                self._take(flow, self.ways.by_slots(released, slots))

    def _flows_of(self, part: Carried) -> tuple[int, ...]:
        """Flows of the mean day that may go as a part of a design does.

        Where volumes differ by weekday, what goes otherwise on some day may be of a flow that is
        one for all days.
        """
        found = self.week.of(part.flow, part.day)
        if found or any(self.problem.lanes[lane].day is not None for lane in part.lanes):
            return found
        return self.week.of(part.flow, None)

    def take_way(self, flow: int, number: int) -> bool:
        """One way by its number; whether it is new."""
        return self._take(flow, self.ways.way(number))

    def _take(self, number: int, way: Way) -> bool:
        flow = self.problem.flows[number]
        price = way.minutes * self.slots.minute_price + sum(
            self.slots.sort_prices[self.slots.all[slot].lane.target] for slot in way.slots[:-1]
        )
        kept = way.minutes <= self.problem.products[flow.product].promise
        return self.program.take(
            Column(number, way.slots, way.minutes, kept, price, way.boards, way.sorts)
        )

    def priced(self, duals: Duals) -> tuple[int, float]:
        """Take in the ways that pay under the duals, per flow one in the promise and one beyond.

        How many, and what all ways together can save at the most: so much lower is the bound.
        """
        slots, sorting = -duals.slots, np.array(self.slots.sort_prices) - duals.sorting
        slots[list(self.shut[0])] = sorting[list(self.shut[1])] = np.inf
        paid = self.ways.priced(Prices(slots, sorting, duals.by_day))
        product = np.array([flow.product for flow in self.problem.flows])
        saved, added = np.zeros(len(self.problem.flows)), 0
        for number, one in enumerate(self.problem.products):
            flows = np.flatnonzero(product == number)
            pairs = self.ways.pair_of_flow[flows]
            for within, worth in ((one.promise, duals.products[number]), (one.latest, 0.0)):
                saves = duals.flows[flows] + worth - self.ways.least(paid, within)[pairs]
                paying = saves > ENOUGH
                for flow in flows[paying]:
                    added += self._take(int(flow), self._best(int(flow), paid, within))
                saved[flows] = np.maximum(saved[flows], np.where(paying, saves, 0.0))
        return added, float(saved @ self.program.kg)
