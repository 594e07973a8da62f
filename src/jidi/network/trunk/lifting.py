"""The bound lifted by what each end must choose whole, and the plans that ends would choose.

The relaxation's duals say what lanes, sorting and vehicles between the other nodes are worth. Under
them each end makes its cheapest plan, with whole departures; the sum of what every part costs at
least is a bound of the whole problem, whatever the duals (Lagrange): the rows that ends share are
paid for instead of kept. No way is left out of it, known or not. Rows of an end's own stay rows, so
that cuts through them, which its whole departures keep anyway, are worth nothing here.
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
from jidi.network.trunk.program import Point
from jidi.network.trunk.relaxation import Relaxation
from jidi.network.trunk.ways import Prices

PLAN_GAP: Final = 1e-3
"""Relative gap of an end's plan: so much of its cost the bound may lose."""
PLAN_NODES: Final = 200
PASSES: Final = 6
"""Times that ends make plans: promises that plans miss are worth more the next time."""
DEARER: Final = 2.0
SHORT: Final = 1e-3
"""Share of what is due that may be missing: other ways are found for it."""

Step = Callable[[str], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class Lifted:
    """A bound, and one plan of each end."""

    bound: float
    plans: tuple[Plan, ...]


def lifted(relaxation: Relaxation, root: Point, cancelled: Cancelled, step: Step) -> Lifted | None:
    """The bound under the root's duals; None where there are no ends.

    :raises InputError: N-935 when cancelled, N-936 where an end has no whole departures.
    """
    lifting = _Lifting(relaxation)
    if root.duals is None or not lifting.ends:
        return None
    duals, best = lifting.shared(root.duals.rows), -np.inf
    for number in range(1, PASSES + 1):
        bound, plans, short = lifting.planned(duals, cancelled)
        best = max(best, bound)
        step(f"ends {number}: {bound:,.0f} yuan a day, short of promises {short.sum():,.0f} kg")
        if number == PASSES or not (short > SHORT * lifting.rows.due).any():
            break
        duals = lifting.dearer(duals, short)
    return Lifted(best, plans)


class _Lifting:
    """What is an end's own, and what lies between."""

    def __init__(self, relaxation: Relaxation) -> None:
        self.problem, self.program = relaxation.problem, relaxation.program
        self.rows, self.ways = relaxation.program.rows, relaxation.ways
        self.nodes = frozenset(ends_of(self.problem))
        self.ends = [EndProgram(self.rows, self.ways, node) for node in sorted(self.nodes)]

    def planned(
        self, duals: Floats, cancelled: Cancelled
    ) -> tuple[float, tuple[Plan, ...], Floats]:
        """The bound under some duals, the ends' plans, and kg of each product that miss promises.

        :raises InputError: N-935, N-936.
        """
        paid = self.paid(duals)
        bound, plans = self.between(duals, paid), []
        kept = self._kept(duals, paid)
        for end in self.ends:
            if cancelled():
                raise InputError("N-935")
            least, plan = end.planned(duals, paid, gap=PLAN_GAP, nodes=PLAN_NODES)
            if plan is None:
                raise InputError("N-936", nodes=PLAN_NODES)
            bound += least
            plans.append(plan)
            kept += plan.kept
        return bound, tuple(plans), np.maximum(self.rows.due - kept, 0.0)

    def dearer(self, duals: Floats, short: Floats) -> Floats:
        """The duals, with promises that were missed worth more."""
        found, first = duals.copy(), self.rows.promise
        usual = float(np.mean([*self.rows.slots.lane_prices, 0.0]))
        for number in np.flatnonzero(short > SHORT * self.rows.due):
            found[first + number] = max(found[first + number] * DEARER, 0.1 * usual)
        return found

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
        kg, aboard = float(self.program.kg.sum()), rows.aboard()
        for number, lane in enumerate(problem.lanes):
            if not self._own(lane.origin, lane.target) and self.program.most[number] > 0:
                run = lane.yuan_per_departure - _weighed(duals, rows.departures_of[number])
                each = rows.slots.lane_prices[number] - _weighed(duals, aboard[number])
                value += min(run, 0.0) * float(self.program.most[number]) + min(each, 0.0) * kg
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
