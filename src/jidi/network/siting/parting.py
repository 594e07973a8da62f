"""The proof where prices alone leave too much: designs parted by a site that is open or is not.

With few sites the Lagrangian bound stays short by a share that no prices close. So designs are
parted: those with a site, and those without. Each part starts from its parent's prices, makes steps
of its own, and rules out more sites; the part with the lowest bound is parted next. The bound of
all designs is the lowest of the parts that are left.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from jidi.network.siting.interchange import improved
from jidi.network.siting.pricing import Priced
from jidi.network.siting.problem import Floats
from jidi.network.siting.sums import offers, served
from jidi.network.siting.work import Work

STEPS: Final = 60
"""Steps of the prices for each part (our own choice)."""
PATIENCE: Final = 6
"""Steps without a better bound before steps are halved (our own choice)."""
FIRST: Final = 0.5
"""Step factor at which a part begins: its parent's prices are near (our own choice)."""
OFTEN: Final = 0.75
"""It is parted by the site whose share of steps at which prices opened it, held against the site
opened most, is nearest to this (measured on pmed36: 0.17 % after 1,200 parts; 0.5 gives 0.25 %)."""
NEAR: Final = 1.01
"""What the prices open is improved by moves if it costs at most this many times the best."""

Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Part:
    """Designs that open all of some sites, and beyond them only some others.

    :param free: sites that may be open; ``held``: sites that are.
    """

    free: Places
    held: Places
    prices: Floats
    bound: float
    by: int = -1
    """The site by which it is parted next; −1 before its prices are known."""


def parted(
    work: Work, state: Priced, *, parts: int, tell: Callable[[], bool] = lambda: False
) -> tuple[list[int], float, float]:
    """Best sites, their cost, and the bound, after at most so many parts were looked at.

    :param tell: asked between parts; True ends it.
    """
    return _Parting(work, state).run(parts, tell)


class _Parting:
    def __init__(self, work: Work, state: Priced) -> None:
        self.work, self.opened, self.cost = work, state.opened, state.cost
        self.cap = np.minimum(work.costs.max(axis=1), work.outside)
        self.first = Part(
            np.flatnonzero(state.possible), np.zeros(0, np.int64), state.prices, state.bound
        )
        self._tried: set[tuple[int, ...]] = set()

    def run(self, parts: int, tell: Callable[[], bool]) -> tuple[list[int], float, float]:
        left: list[tuple[float, int, Part]] = []
        looked = 0
        fresh = [self.first]
        while looked < parts and not tell():
            for part in fresh:
                looked += 1
                found = self._priced(part)
                if found.bound < self.work.worth(self.cost):
                    heapq.heappush(left, (found.bound, looked, found))
            if not left or left[0][0] >= self.work.worth(self.cost):
                return self.opened, self.cost, self.cost
            fresh = self._two(heapq.heappop(left)[2])
        left += [(part.bound, 0, part) for part in fresh]
        return self.opened, self.cost, min(self.cost, *(bound for bound, *_ in left))

    def _two(self, part: Part) -> list[Part]:
        others = part.free[part.free != part.by]
        return [
            replace(part, free=others, by=-1),
            replace(part, free=others, held=np.append(part.held, part.by), by=-1),
        ]

    def _priced(self, part: Part) -> Part:
        """The part after steps of its own, with the site to part it by."""
        if not len(part.free) or len(part.held) == self.work.sites:
            return self._exact(part)
        best, factor, since = part, FIRST, 0
        prices, direction = part.prices, np.zeros(len(part.prices))
        free, shares = part.free, np.zeros(self.work.costs.shape[1])
        costs, held = self.work.costs.take(free, axis=1), self.work.costs.take(part.held, axis=1)
        for number in range(STEPS):
            bound, chosen, out, times = self._step(part, free, costs, held, prices)
            shares[chosen] += 1.0
            since = 0 if bound > best.bound * (1 + 1e-7) else since + 1
            if bound > best.bound:
                best = replace(best, prices=prices, bound=bound)
            if not since or number == 0:
                self._try(chosen)
            if best.bound >= self.work.worth(self.cost):
                return best
            if out.any():
                free, costs = free[~out], costs.compress(~out, axis=1)
                if not len(free):
                    return self._exact(best)
            if since >= PATIENCE:
                factor, since, prices = factor / 2, 0, best.prices
                direction[:] = 0.0
                continue
            steepest = 1.0 - times
            steepest[(steepest > 0) & (prices >= self.cap)] = 0.0
            direction = 0.75 * steepest + 0.25 * direction
            norm = float(direction @ direction)
            if not norm:
                break
            step = factor * max(self.cost - bound, 1e-6 * abs(self.cost)) / norm
            prices = np.minimum(prices + step * direction, self.cap)
        torn = np.abs(shares[free] / max(1.0, shares.max()) - OFTEN)
        return replace(best, free=free, by=int(free[np.argmin(torn)]))

    def _exact(self, part: Part) -> Part:
        """A part of one set of sites: what that costs."""
        sites = [int(site) for site in part.held]
        cost = self.work.cost_of(sites) if sites else float("inf")
        if cost < self.cost:
            self.opened, self.cost = sites, cost
        return replace(part, bound=max(part.bound, cost))

    def _step(
        self, part: Part, free: Places, costs: Floats, held: Floats, prices: Floats
    ) -> tuple[float, Places, npt.NDArray[np.bool_], Floats]:
        """The bound at some prices, sites they open, those ruled out, how often all are served."""
        opening, room = self.work.opening, self.work.sites - len(part.held)
        reduced = offers(costs, prices) + opening[free]
        own = offers(held, prices).sum() + opening[part.held].sum()
        order = np.argsort(reduced, kind="stable")[:room]
        taken = order[reduced[order] < 0]
        bound = float(prices.sum() + own + reduced[taken].sum())
        instead = float(reduced[taken[-1]]) if len(taken) == room else 0.0
        least = bound + reduced - instead
        least[taken] = bound
        chosen = np.concatenate([part.held, free[taken]])
        times = served(self.work.by_site, chosen, prices)
        return bound, chosen, least >= self.work.worth(self.cost), times

    def _try(self, chosen: Places) -> None:
        """Open what the prices open; improve it where it is near the best."""
        sites = tuple(np.sort(chosen).tolist())
        if not sites or sites in self._tried:
            return
        self._tried.add(sites)
        if self.work.cost_of(sites) <= NEAR * self.cost:
            found, cost = improved(self.work, list(sites), moves=2 * len(sites))
            if cost < self.cost:
                self.opened, self.cost = found, cost
