"""The bound with single allocation: every pair of nodes chooses its two hubs for itself.

``agreement[i, j, k]`` is what node i, in its pair with j, is paid for choosing hub k; the
node pays it back when it chooses a hub for all its pairs. A second set of prices lets hubs choose
nodes (as in ``siting.pricing``), within capacities. Any prices give a bound; subgradient steps
better it. What costs too much at the prices to be in a better design is ruled out for good, and
the arrays shrink with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import replace
from typing import Final

import numpy as np

from jidi.network.hubs.choice import Opened, opened
from jidi.network.hubs.kernel.pairs import cheapest_pairs
from jidi.network.hubs.numbers import Numbers
from jidi.network.hubs.problem import Floats

PATIENCE: Final = 30
SHRINKS: Final = 0.67
FIRST_STEP: Final = 1.5
SMALLEST: Final = 1e-3
"""Steps (measured on CAB and AP): their factor, and steps without gain before it shrinks."""
POWER: Final = 1.0
FORBIDDEN: Final = -1e18
RULED_OUT_EVERY: Final = 10


class SingleBound:
    """Prices and what they rule out; ``run`` makes steps until told to stop.

    :param ruling: whether anything is ruled out; prices for designs dearer than the best need all.
    """

    def __init__(self, numbers: Numbers, best: float, *, ruling: bool = True) -> None:
        self.numbers, self.best, self.ruling = numbers, best, ruling
        self.alive = numbers.candidates.copy()
        nodes, count = len(numbers.reach), len(self.alive)
        self.can = np.ones((nodes, count), dtype=np.bool_)
        self.agreement = np.zeros((nodes, nodes, count))
        self.prices: Floats | None = None
        self.bound, self.nothing_left = -np.inf, False
        self.kept_agreement, self.kept_prices = self.agreement, np.zeros(nodes)
        self.weights, self.spread = _weights(numbers)
        self._cut()

    def run(
        self,
        rounds: int,
        *,
        consider: Callable[[np.ndarray], float],
        tell: Callable[[float], bool],
    ) -> None:
        """Make at most ``rounds`` steps.

        :param consider: given hubs that the prices open; the best cost known after that.
        :param tell: told the share done; True ends it.
        """
        factor, since = FIRST_STEP, 0
        for number in range(0 if self.nothing_left else rounds):
            pairs, choice = self._pairs()
            reduced, residual, taken = self._hubs()
            chosen = self._chosen(reduced)
            value = pairs + float(self._price().sum()) + chosen.value
            since = 0 if value > self.bound * (1 + 1e-5) or self.bound < 0 else since + 1
            if value > self.bound:
                self.bound = value
                self.kept_agreement, self.kept_prices = self.agreement.copy(), self._price().copy()
            self.best = min(self.best, consider(self.alive[chosen.chosen]))
            if self.settled or factor < SMALLEST or tell(number / rounds):
                break
            if since >= PATIENCE:
                factor, since = factor * SHRINKS, 0
            self._step(factor, value, choice, chosen, taken)
            if number % RULED_OUT_EVERY == RULED_OUT_EVERY - 1:
                self._rule_out(value, chosen, residual)
        self.agreement, self.prices = self.kept_agreement, self.kept_prices
        if not self.nothing_left:
            pairs, _ = self._pairs()
            reduced, residual, _ = self._hubs()
            chosen = self._chosen(reduced)
            value = pairs + float(self._price().sum()) + chosen.value
            self.bound = max(self.bound, value)
            self._rule_out(value, chosen, residual)

    @property
    def settled(self) -> bool:
        """Is the best known design proved?"""
        return self.bound >= self.best * (1 - 1e-7)

    def final(self) -> Floats:
        """At the best prices: of each node and hub what choosing it costs above the bound."""
        reduced, residual, _ = self._hubs()
        return self._more(self._chosen(reduced), residual)

    def priced(self) -> tuple[float, Floats]:
        """At the best prices: what all pairs pay at the least, and what each node pays each hub."""
        paid = np.where(self.can[:, None, :], self.agreement, 0.0).sum(axis=1)
        return self._pairs()[0], np.asarray(self.numbers.reach[:, self.alive] + paid)

    def by_hub(self) -> tuple[float, Floats]:
        """At the best prices: what every design costs, and what each hub adds to that."""
        return self._pairs()[0] + float(self._price().sum()), self._hubs()[0]

    @property
    def over(self) -> bool:
        """Is it proved that no design costs less than the best known?"""
        return self.settled or self.nothing_left

    def among(self, places: Sequence[int]) -> SingleBound:
        """The same prices with just these hubs open, given by their places in ``alive``."""
        hubs = np.sort(self.alive[list(places)])
        numbers = replace(self.numbers, kept=hubs, fewest=len(hubs), most=len(hubs))
        return self._part(numbers, np.isin(self.alive, hubs))

    def parted(self) -> tuple[SingleBound, SingleBound]:
        """Two parts of all designs: with the most promising hub not yet kept, and without it."""
        numbers = self.numbers
        loose = ~np.isin(self.alive, numbers.kept)
        place = int(np.argmin(np.where(loose, self._hubs()[0], np.inf)))
        kept = np.sort(np.append(numbers.kept, self.alive[place]))
        with_it = replace(numbers, kept=kept, fewest=max(numbers.fewest, len(kept)))
        others = np.arange(len(self.alive)) != place
        return self._part(numbers, others), self._part(with_it, np.ones_like(others))

    def _part(self, numbers: Numbers, places: np.ndarray) -> SingleBound:
        """The same prices with only these of the hubs still alive."""
        part = copy(self)
        part.numbers, part.alive, part.can = numbers, self.alive[places], self.can[:, places]
        part.agreement = np.ascontiguousarray(self.agreement[:, :, places])
        part.prices = self._price().copy()
        part.kept_agreement, part.kept_prices = part.agreement, part.prices
        part.bound = -np.inf
        part.nothing_left = not part.can.any(axis=1).all() or len(part.alive) < numbers.fewest
        return part

    def _chosen(self, reduced: Floats) -> Opened:
        kept = np.flatnonzero(np.isin(self.alive, self.numbers.kept))
        return opened(reduced, kept, fewest=self.numbers.fewest, most=self.numbers.most)

    def _price(self) -> Floats:
        if self.prices is None:
            cost = np.where(self.can, self.numbers.reach[:, self.alive], np.inf)
            self.prices = np.sort(cost, axis=1)[:, :2].mean(axis=1)
            self.prices = np.where(np.isfinite(self.prices), self.prices, cost.min(axis=1))
        return self.prices

    def _pairs(self) -> tuple[float, np.ndarray]:
        """What all pairs pay at the least; of each node in each pair the hub it chooses."""
        numbers, alive = self.numbers, self.alive
        nodes = len(numbers.reach)
        there = numbers.transfer[np.ix_(alive, alive)]
        choice = np.zeros((nodes, nodes), dtype=np.int64)
        total = cheapest_pairs(numbers.between, there, self.agreement, choice)
        return total, choice

    def _hubs(self) -> tuple[Floats, Floats, Floats]:
        """Reduced cost of each hub; of each node and hub; and the share of it that is taken."""
        numbers, alive = self.numbers, self.alive
        cost = numbers.reach[:, alive] + np.where(self.can[:, None, :], self.agreement, 0).sum(
            axis=1
        )
        residual = np.where(self.can, cost, np.inf) - self._price()[:, None]
        at = np.arange(len(alive))
        own = residual[alive, at].copy()
        gains = np.maximum(-residual, 0.0)
        gains[alive, at] = 0.0
        reduced = np.full(len(alive), np.inf)
        taken = np.zeros(gains.shape)
        for step in range(numbers.capacities.shape[1]):
            room = numbers.capacities[alive, step] - numbers.supply[alive]
            share = _taken(gains, numbers.supply, room) if numbers.limited else (gains > 0) * 1.0
            value = numbers.prices[alive, step] + own - (gains * share).sum(axis=0)
            value = np.where(room >= -1e-9 * numbers.supply[alive], value, np.inf)
            better = value < reduced
            reduced = np.where(better, value, reduced)
            taken[:, better] = share[:, better]
        taken[alive, at] = 1.0
        return reduced, residual, taken

    def _step(
        self, factor: float, value: float, choice: np.ndarray, chosen: Opened, taken: Floats
    ) -> None:
        """Raise and lower prices by how far the choices disagree."""
        nodes, count = self.can.shape
        z = np.zeros((nodes, count))
        z[:, chosen.chosen] = taken[:, chosen.chosen]
        apart = np.repeat(z[:, None, :], nodes, axis=1)
        i, j = np.nonzero(~np.eye(nodes, dtype=np.bool_))
        apart[i, j, choice[i, j]] -= 1.0
        apart[np.arange(nodes), np.arange(nodes)] = 0.0
        apart[~np.broadcast_to(self.can[:, None, :], apart.shape)] = 0.0
        unserved = 1.0 - z.sum(axis=1)
        far = self.weights[:, :, None] * apart
        near = self.spread * unserved
        norm = float((far * apart).sum() + (near * unserved).sum())
        if norm:
            size = factor * max(self.best - value, 1e-7 * abs(self.best)) / norm
            self.agreement = self.agreement + size * far
            self.prices = self._price() + size * near

    def _more(self, chosen: Opened, residual: Floats) -> Floats:
        """Of each node and hub, what a design in which they go together costs above the bound."""
        at = np.arange(len(self.alive))
        more = np.maximum(residual, 0.0) + chosen.forced[None, :]
        more[self.alive, at] = chosen.forced
        return np.where(self.can, more, np.inf)

    def _rule_out(self, value: float, chosen: Opened, residual: Floats) -> None:
        """Forget hubs and allocations that are in no better design."""
        if not self.ruling:
            return
        out = value + self._more(chosen, residual) >= self.best * (1 - 1e-9)
        self.can &= ~out
        stands = self.can[self.alive, np.arange(len(self.alive))]
        lost = not stands[np.isin(self.alive, self.numbers.kept)].all()
        if lost or not stands.any() or not self.can.any(axis=1).all():
            self.nothing_left = True
            self.bound = max(self.bound, self.best)
        else:
            self._cut()

    def _cut(self) -> None:
        """Drop hubs that cannot even serve themselves, and bar what is ruled out from pairs."""
        at = np.arange(len(self.alive))
        kept = self.can[self.alive, at]
        if not kept.all():
            self.alive = self.alive[kept]
            self.can = self.can[:, kept]
            self.agreement = np.ascontiguousarray(self.agreement[:, :, kept])
            self.kept_agreement = np.ascontiguousarray(self.kept_agreement[:, :, kept])
        barred = np.broadcast_to(~self.can[:, None, :], self.agreement.shape)
        self.agreement = np.where(barred, FORBIDDEN, self.agreement)
        self.kept_agreement = np.where(barred, FORBIDDEN, self.kept_agreement)


def _weights(numbers: Numbers) -> tuple[Floats, Floats]:
    """How far one step moves the price of a pair, and of a node: by the square of what is at stake.

    Small flows need small prices; with one measure for all, the large would wait for the small.
    """
    columns = numbers.candidates
    mean = float(numbers.transfer[np.ix_(columns, columns)].mean())
    pair = (numbers.between + numbers.between.T) * mean
    pair = np.maximum(pair, 1e-3 * pair.mean())
    node = numbers.reach[:, columns].std(axis=1) + pair.sum(axis=1)
    top = max(float(node.max()), 1e-12)
    return (pair / top) ** POWER, (node / top) ** POWER


def _taken(gains: Floats, sizes: Floats, room: Floats) -> Floats:
    """The share of each node a hub takes: best gain by unit first, while there is room."""
    unit = np.maximum(sizes, 1e-12)
    order = np.argsort(-gains / unit[:, None], axis=0, kind="stable")
    amounts = unit[order]
    amounts = np.where(np.take_along_axis(gains, order, axis=0) > 0, amounts, 0.0)
    before = np.cumsum(amounts, axis=0) - amounts
    share = np.clip((np.maximum(room, 0.0)[None, :] - before) / unit[order], 0.0, 1.0)
    taken: Floats = np.zeros(gains.shape)
    np.put_along_axis(taken, order, share, axis=0)
    return np.asarray(np.where(gains > 0, taken, 0.0))
