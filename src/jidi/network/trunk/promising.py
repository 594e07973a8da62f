"""Promises that ends miss when each thinks of itself: what a kilogram in time is worth to all.

Ends make plans under a price of every promise. The plans of all passes are kept; the linear program
that mixes plans of each end so that promises are kept tells the next prices (Dantzig and Wolfe),
and, with one plan of each end, which plans fit together. Prices move half of the way from the best
so far, for the program knows little of prices that were not yet asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from jidi.network.highs import INFINITY, Floats, Model, Sparse
from jidi.network.trunk.ends import Plan

SHORT: Final = 1e-3
"""Share of what is due that may be missing: other ways are found for it."""
CLOSE: Final = 2e-4
"""Share that the mix may lie above the bound when no more is asked."""
DEARER: Final = 30.0
"""Times that a promise is worth more when no pass has kept it yet."""
FIRST: Final = 0.01
"""Yuan a kg that a promise is worth at least when it was missed."""
BEYOND: Final = 10.0
"""Times the highest price so far that a missing kilogram costs the mix."""
MIX_NODES: Final = 2000
MIX_GAP: Final = 1e-4


@dataclass(frozen=True)
class Offer:
    """What one end, or all that lies between ends, would do.

    :param cost: yuan a day under the duals of shared rows, promises not paid for.
    :param kept: kg a day of each product in time. :param plan: of an end; None between ends.
    """

    cost: float
    kept: tuple[float, ...]
    plan: Plan | None = None


@dataclass(frozen=True)
class Pass:
    """One offer of each end and of what lies between, under some prices of promises."""

    prices: Floats
    bound: float
    offers: tuple[Offer, ...]

    @property
    def kept(self) -> Floats:
        """Kilograms a day of each product in time."""
        return np.asarray(np.sum([offer.kept for offer in self.offers], axis=0))


@dataclass
class Promising:
    """The passes so far.

    :param due: kg a day of each product that must come in time.
    """

    due: Floats
    passes: list[Pass] = field(default_factory=list)

    @property
    def best(self) -> Pass:
        """The pass with the highest bound."""
        return max(self.passes, key=lambda one: one.bound)

    def short(self, one: Pass) -> Floats:
        """Kilograms a day of each product that a pass is short of."""
        return np.maximum(self.due - one.kept, 0.0)

    def _missed(self, one: Pass) -> npt.NDArray[np.bool_]:
        return np.asarray(self.short(one) > SHORT * self.due)

    def prices(self) -> Floats | None:
        """Prices to ask next; None where more passes would tell nothing."""
        last = self.passes[-1]
        if len(self.passes) == 1 and not self._missed(last).any():
            return None
        never = np.all([self._missed(one) for one in self.passes], axis=0)
        if never.any():
            dearer = np.maximum(last.prices * DEARER, FIRST)
            return np.where(never, dearer, last.prices)
        mixed = self._mix().solved()
        if mixed is None or mixed.cost - self.best.bound <= CLOSE * abs(mixed.cost):
            return None
        told = np.maximum(mixed.duals[-len(self.due) :], 0.0)
        return np.asarray(0.5 * (told + self.best.prices))

    def chosen(self) -> tuple[Plan, ...]:
        """One plan of each end, so that promises are kept, at the least cost."""
        model, offers = self._mix(), list(self._offers())
        model.whole(np.arange(len(offers), dtype=np.int32))
        found = model.searched(gap=MIX_GAP, nodes=MIX_NODES)
        if found.values is None:
            return tuple(offer.plan for offer in self.best.offers if offer.plan is not None)
        taken = zip(offers, found.values[: len(offers)], strict=True)
        plans = [o.plan for (_, o), value in taken if value > 0.5 and o.plan is not None]
        return tuple(sorted(plans, key=lambda plan: plan.node))

    def _offers(self) -> Iterator[tuple[int, Offer]]:
        """All offers with the number of who makes them, those that say nothing new left out."""
        known: set[tuple[int, float, tuple[float, ...]]] = set()
        for one in self.passes:
            for number, offer in enumerate(one.offers):
                key = (number, round(offer.cost, 3), tuple(round(kg, 3) for kg in offer.kept))
                if key not in known:
                    known.add(key)
                    yield number, offer

    def _mix(self) -> Model:
        """Columns: offers, then kg missing of each product. Rows: who offers, then products."""
        model, who, count = Model(), len(self.passes[0].offers), len(self.due)
        one, endless = np.ones(who), np.full(count, INFINITY)
        rows = np.concatenate([one, self.due]), np.concatenate([one, endless])
        model.add_rows(*rows, Sparse.of([[]] * (who + count)))
        parts, costs = [], []
        for number, offer in self._offers():
            kept = [(who + p, kg) for p, kg in enumerate(offer.kept) if kg]
            parts.append([(number, 1.0), *kept])
            costs.append(offer.cost)
        highest = max(FIRST, *(float(one.prices.max(initial=0.0)) for one in self.passes))
        most = np.concatenate([np.ones(len(parts)), endless])
        parts += [[(who + product, 1.0)] for product in range(count)]
        costs += [BEYOND * highest] * count
        model.add_columns(np.array(costs), np.zeros(len(most)), most, Sparse.of(parts))
        return model
