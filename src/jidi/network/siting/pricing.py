"""The Lagrangian bound: customers offer prices, sites open where the offers pay.

Relaxing that every customer is served once leaves a problem that solves itself: a site is worth the
sum of what customers offer above its costs, less its opening. Subgradient steps raise the prices of
those nobody serves and lower those of customers served twice. Any prices give a bound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from jidi.network.siting.interchange import improved
from jidi.network.siting.problem import Floats
from jidi.network.siting.sums import offers, served
from jidi.network.siting.work import Work

PATIENCE: Final = 20
"""Steps without a better bound before steps are halved (our own choice)."""
SMALLEST: Final = 0.002
"""Step factor at which prices are settled."""
POLISHED: Final = 1.03
"""Sites the prices open are improved by moves if they cost at most this many times the best."""


@dataclass(frozen=True)
class Priced:
    """Prices with their bound, and the best sites met on the way.

    :param reduced: of each site, what it costs less what is offered for it.
    :param possible: sites that may be open in a design that is better than the best known.
    """

    bound: float
    prices: Floats
    reduced: Floats
    possible: np.ndarray
    opened: list[int]
    cost: float


def priced(
    work: Work, opened: list[int], cost: float, *, rounds: int, tell: Callable[[float], bool]
) -> Priced:
    """Prices after at most ``rounds`` steps from those that an open set suggests.

    :param tell: told the share done; True ends it.
    """
    return _Pricing(work, opened, cost).run(rounds, tell)


class _Pricing:
    def __init__(self, work: Work, opened: list[int], cost: float) -> None:
        self.work, self.opened, self.cost = work, opened, cost
        near = np.sort(work.costs[:, opened], axis=1)
        second = near[:, min(1, near.shape[1] - 1)]
        self.cap = np.minimum(work.costs.max(axis=1), work.outside)
        self.prices = np.minimum((near[:, 0] + second) / 2, self.cap)
        self.possible = np.ones(work.costs.shape[1], dtype=np.bool_)
        self.alive = np.arange(work.costs.shape[1])
        self.costs = work.costs
        self.best = (-np.inf, self.prices)
        self._tried: set[tuple[int, ...]] = set()

    def run(self, rounds: int, tell: Callable[[float], bool]) -> Priced:
        direction, factor, since = np.zeros(len(self.prices)), 1.5, 0
        for number in range(rounds):
            bound, chosen = self._step()
            since = 0 if bound > self.best[0] + 1e-7 * abs(bound) else since + 1
            if bound > self.best[0]:
                self.best = (bound, self.prices.copy())
            if not since or number % PATIENCE == 0:
                self._try(chosen)
            if self._settled() or factor < SMALLEST or tell(number / rounds):
                break
            if since >= PATIENCE:
                factor, since = factor / 2, 0
                self.prices = self.best[1].copy()
                direction[:] = 0
                continue
            direction = self._direction(chosen, direction)
            norm = float(direction @ direction)
            if not norm:
                break
            step = factor * max(self.cost - bound, 1e-6 * abs(self.cost)) / norm
            self.prices = np.minimum(self.prices + step * direction, self.cap)
        return self._ended()

    def _step(self) -> tuple[float, np.ndarray]:
        reduced = self._reduced()
        order = np.argsort(reduced, kind="stable")[: self.work.sites]
        chosen = order[reduced[order] < 0]
        bound = float(self.prices.sum() + reduced[chosen].sum())
        self._rule_out(reduced, chosen, bound)
        return bound, self.alive[chosen]

    def _reduced(self) -> Floats:
        """Of each site still possible, its opening less what is offered above its costs."""
        return offers(self.costs, self.prices) + self.work.opening[self.alive]

    def _rule_out(self, reduced: Floats, chosen: np.ndarray, bound: float) -> None:
        full = len(chosen) == self.work.sites
        instead = float(reduced[chosen[-1]]) if full else 0.0
        least = bound + reduced - instead
        least[chosen] = bound
        out = least >= self.work.worth(self.cost)
        self.possible[self.alive[out]] = False

    def _shrink(self) -> None:
        """Forget sites that are ruled out, once they are a third of those looked at."""
        kept = self.possible[self.alive]
        if kept.sum() < 0.67 * len(kept) and kept.any():
            self.alive = self.alive[kept]
            self.costs = self.work.costs.take(self.alive, axis=1)

    def _direction(self, chosen: np.ndarray, before: Floats) -> Floats:
        steepest = 1.0 - served(self.work.by_site, chosen, self.prices)
        steepest[(steepest > 0) & (self.prices >= self.cap)] = 0.0
        return np.asarray(0.75 * steepest + 0.25 * before)

    def _try(self, chosen: np.ndarray) -> None:
        """Open what the prices open; improve it where it is near the best."""
        self._shrink()
        sites = [int(site) for site in np.sort(chosen)]
        if not sites or tuple(sites) in self._tried:
            return
        self._tried.add(tuple(sites))
        if self.work.cost_of(sites) <= POLISHED * self.cost:
            self._polish(sites)

    def _polish(self, sites: list[int]) -> None:
        if sites:
            found, cost = improved(self.work, sites, moves=2 * len(sites))
            if cost < self.cost:
                self.opened, self.cost = found, cost

    def _settled(self) -> bool:
        return self.best[0] >= self.work.worth(self.cost)

    def _ended(self) -> Priced:
        self.prices = self.best[1]
        self.alive, self.costs = np.arange(self.work.costs.shape[1]), self.work.costs
        _, chosen = self._step()
        self._polish([int(site) for site in np.sort(chosen)])
        reduced = self._reduced()
        bound, _ = self._step()
        return Priced(
            bound=bound,
            prices=self.prices,
            reduced=reduced,
            possible=self.possible,
            opened=self.opened,
            cost=self.cost,
        )
