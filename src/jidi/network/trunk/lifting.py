"""The bound lifted by what each end must choose whole, and the plans that ends would choose.

The relaxation's duals say what lanes, sorting and vehicles between the other nodes are worth. Under
them each end makes its cheapest plan, with whole departures; the sum of what every part costs at
least is a bound of the whole problem, whatever the duals (Lagrange): the rows that ends share are
paid for instead of kept. No way is left out of it, known or not. Rows of an end's own stay rows, so
that cuts through them, which its whole departures keep anyway, are worth nothing here. Lanes
between ends run whole, too, as often as what their nodes hand over asks (:mod:`.inner`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from jidi.core.errors import InputError
from jidi.network.highs import Floats
from jidi.network.trunk.end_program import EndProgram
from jidi.network.trunk.ends import Plan, ends_of
from jidi.network.trunk.inner import inner_of
from jidi.network.trunk.program import Point
from jidi.network.trunk.promising import Offer, Pass, Promising
from jidi.network.trunk.relaxation import Relaxation
from jidi.network.trunk.ways import Prices

PLAN_GAP: Final = 1e-4
"""Relative gap of an end's plan: so much of its cost the bound may lose."""
PLAN_NODES: Final = 1000
PASSES: Final = 12
"""Times that ends make plans at the most."""

Step = Callable[[str], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class Lifted:
    """A bound, and one plan of each end.

    :param prices: of promises, under which the bound is highest.
    :param others: every plan that was made.
    """

    bound: float
    prices: Floats
    plans: tuple[Plan, ...]
    others: tuple[Plan, ...]


def lifted(lifting: Lifting, root: Point, cancelled: Cancelled, step: Step) -> Lifted | None:
    """The bound under the best prices of promises, and plans that keep them together.

    None where there are no ends, or where it was cancelled before all ends made a plan.

    :raises InputError: N-936 where an end has no whole departures.
    """
    if root.duals is None or not lifting.ends:
        return None
    duals, rows = lifting.shared(root.duals.rows), lifting.rows
    passes = Promising(rows.due)
    for number in range(1, PASSES + 1):
        made = lifting.planned(duals, cancelled)
        if made is None:
            break
        passes.passes.append(made)
        step(f"ends {number}: {made.bound:,.0f} yuan a day, "
             f"short of promises {passes.short(made).sum():,.0f} kg")  # fmt: skip
        prices = passes.prices()
        if prices is None:
            break
        duals[rows.promise : rows.flow] = prices
    if not passes.passes:
        return None
    others = [o.plan for one in passes.passes for o in one.offers if o.plan is not None]
    best = passes.best
    return Lifted(best.bound, best.prices, passes.chosen(), tuple(others))


class Lifting:
    """What is an end's own, and what lies between."""

    def __init__(self, relaxation: Relaxation) -> None:
        self.relaxation = relaxation
        self.problem, self.program = relaxation.problem, relaxation.program
        self.rows, self.ways = relaxation.program.rows, relaxation.ways
        self.nodes = frozenset(ends_of(self.problem))
        self.ends = [EndProgram(self.rows, self.ways, node) for node in sorted(self.nodes)]
        self.inner = inner_of(self.rows, self.nodes, self.program.most, self.program.free)

    def planned(self, duals: Floats, cancelled: Cancelled) -> Pass | None:
        """What ends would do under some duals, and the bound; None when cancelled.

        :raises InputError: N-936.
        """
        paid, prices = self.paid(duals), duals[self.rows.promise : self.rows.flow].copy()
        bound, kept = self.between(duals, paid), self._kept(duals, paid)
        own = bound - float(prices @ self.rows.due) + float(prices @ kept)
        offers = [Offer(own, tuple(float(kg) for kg in kept))]
        for end in self.ends:
            if cancelled():
                return None
            least, plan = end.planned(duals, paid, gap=PLAN_GAP, nodes=PLAN_NODES)
            if plan is None:
                raise InputError("N-936", nodes=PLAN_NODES)
            bound += least
            offers.append(Offer(plan.cost, plan.kept, plan))
        return Pass(prices, bound, tuple(offers))

    def _own(self, origin: int, target: int) -> bool:
        return origin in self.nodes or target in self.nodes

    def shared(self, duals: Floats) -> Floats:
        """Duals of rows, without those of an end's own and without cuts."""
        found, rows = duals[: self.rows.count].copy(), self.rows
        for number, slot in enumerate(rows.slots.all):
            if self._own(slot.lane.origin, slot.lane.target):
                found[rows.slot + number] = 0.0
        for (_, node), row in rows.homes.items():
            if node in self.nodes:
                found[row] = 0.0
        return found

    def paid(self, duals: Floats) -> Floats:
        """What each way costs a kg, the slot at its end left out."""
        rows = self.rows
        sorting = np.array(rows.slots.sort_prices) - duals[rows.sorting : rows.promise]
        return self.ways.priced(Prices(-duals[rows.slot : rows.sorting], sorting))

    def between(self, duals: Floats, paid: Floats) -> float:
        """What everything between the ends costs at least, and the sides of the rows."""
        rows, problem = self.rows, self.problem
        sorting, promise = slice(rows.sorting, rows.promise), slice(rows.promise, rows.flow)
        value = float(duals[sorting] @ [node.capacity for node in problem.nodes])
        value += float(duals[promise] @ rows.due) + self._flows(duals, paid)
        return value + max(self._lanes(duals), self.inner.least(duals))

    def _lanes(self, duals: Floats) -> float:
        """What lanes and empty runs between the ends cost at least when each is on its own."""
        rows, problem, value = self.rows, self.problem, 0.0
        kg, aboard = float(self.program.kg.sum()), rows.aboard()
        for number, lane in enumerate(problem.lanes):
            if not self._own(lane.origin, lane.target) and self.program.most[number] > 0:
                run = lane.yuan_per_departure - _weighed(duals, rows.departures_of[number])
                each = rows.slots.lane_prices[number] - _weighed(duals, aboard[number])
                often = lane.least if run > 0 else float(self.program.most[number])
                value += run * often + min(each, 0.0) * kg
        for number, empty in enumerate(problem.empties):
            if not self._own(empty.origin, empty.target):
                run = empty.yuan - _weighed(duals, rows.empties_of[number])
                value += min(run, 0.0) * empty.most
        return value

    def _kept(self, duals: Floats, paid: Floats) -> Floats:
        """Kilograms of each product, of flows that touch no end, that keep the promise."""
        found = np.zeros(len(self.problem.products))
        for number, product in enumerate(self.problem.products):
            kept = self.ways.least(paid, product.promise) - duals[self.rows.promise + number]
            soon = kept <= self.ways.least(paid, product.latest)
            for flow, pair in zip(self.problem.flows, self.ways.pair_of_flow, strict=True):
                if flow.product == number and not self._own(flow.origin, flow.target):
                    found[number] += flow.kg * float(soon[pair])
        return found

    def _flows(self, duals: Floats, paid: Floats) -> float:
        """The least of flows that touch no end."""
        value = 0.0
        for number, product in enumerate(self.problem.products):
            kept = self.ways.least(paid, product.promise) - duals[self.rows.promise + number]
            least = np.minimum(kept, self.ways.least(paid, product.latest))
            for flow, pair in zip(self.problem.flows, self.ways.pair_of_flow, strict=True):
                if flow.product == number and not self._own(flow.origin, flow.target):
                    value += flow.kg * float(least[pair])
        return value


def _weighed(duals: Floats, parts: list[tuple[int, float]]) -> float:
    return float(sum(duals[row] * weight for row, weight in parts))
