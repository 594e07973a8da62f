"""A bound for hubs with levels: what nodes, hubs and doors to the outside cost, at prices.

A node's hub is a door to the outside, or hangs under one. Prices make three things agree: every
node has one hub (``nodes``), a hub hangs only under a door that is open (``under``), and what
climbs to a door finds room there (``room``). At any prices each hub chooses its nodes, size and
door for itself, and each level its best hubs; that costs no more than any design. Left out are
transfer and room for what nodes send each other, so something is always missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from jidi.network.hubs.numbers import Numbers
from jidi.network.hubs.problem import Floats, HubProblem

MOST: Final = 60
"""Of more candidates than these the choices of nodes, hubs and doors are too many."""
PATIENCE: Final = 15
"""After so many steps in vain steps become half as long (our own choice)."""


@dataclass(frozen=True)
class Chosen:
    """Hubs that prices open, by level; of those that are no doors the door."""

    levels: tuple[tuple[int, ...], ...]
    door: dict[int, int]


@dataclass
class _Prices:
    nodes: Floats
    under: Floats
    room: Floats


class LevelsBound:
    """Bound of a problem with levels.

    :param numbers: of the problem without them, by shortest ways. :param prices: level × node ×
        step, infinite where the level may not have it. :param places: of each level.
    """

    def __init__(
        self,
        loose: HubProblem,
        problem: HubProblem,
        numbers: Numbers,
        prices: Floats,
        places: list[frozenset[int]],
    ) -> None:
        self.problem, self.supply = problem, np.maximum(numbers.supply, 1e-12)
        self.places = places
        self.alive = np.array(sorted(set().union(*places)), dtype=np.int64)
        alive = self.alive
        self.price, self.capacity = prices[:, alive], numbers.capacities[alive]
        outside = loose.sent + loose.received
        self.abroad = outside.sum(axis=1)
        onward = loose.transfer * outside @ loose.gateways.T
        reach = loose.reach - onward
        there = loose.transfer * loose.distances[np.ix_(alive, alive)]
        sent, received = loose.sent.sum(axis=1), loose.received.sum(axis=1)
        # Node × hub × door.
        self.cost = (
            reach[:, alive, None] + onward[:, None, alive]
            + sent[:, None, None] * there[None] + received[:, None, None] * there.T[None]
        )  # fmt: skip
        self.doors = sorted(n for n, level in enumerate(problem.levels) if level.outside)
        self.others = sorted(n for n, level in enumerate(problem.levels) if not level.outside)
        self.may = np.array([[node in there for node in alive.tolist()] for there in places])

    def run(
        self,
        steps: int,
        *,
        best: float,
        consider: Callable[[Chosen], float],
        tell: Callable[[float], bool],
    ) -> float:
        """The best bound at so many prices.

        :param best: what the best design costs. :param consider: what prices open is made a design
            of; the best cost then. :param tell: told the share done; True ends it.
        """
        count = len(self.alive)
        closest = self.cost[:, np.arange(count), np.arange(count)].min(axis=1)
        prices = _Prices(closest * 1.1, np.zeros((count, count)), np.zeros(count))
        bound, kept, factor, vain = 0.0, prices, 1.0, 0
        for number in range(steps):
            if number % 16 == 0 and tell(number / steps):
                break
            value, gaps, chosen = self._at(prices)
            if value > bound:
                bound, kept, vain = value, prices, 0
            else:
                vain += 1
            if vain >= PATIENCE:
                prices, factor, vain = kept, factor / 2, 0
                continue
            if number % 4 == 0:
                best = consider(chosen)
            prices = self._stepped(prices, gaps, factor * max(best - value, 1e-4 * best))
        return bound

    def _stepped(self, prices: _Prices, gaps: _Prices, ahead: float) -> _Prices:
        """Prices further along the gaps, each kind in its own measure."""
        # A unit of room is worth far less than a node or a hub: each kind has its share of the way.
        kinds = ("nodes", "under", "room")
        norms = {kind: float((getattr(gaps, kind) ** 2).sum()) for kind in kinds}
        active = [kind for kind in kinds if norms[kind] > 0]
        moved = {
            kind: getattr(prices, kind) + ahead / len(active) / norms[kind] * getattr(gaps, kind)
            if kind in active else getattr(prices, kind)
            for kind in kinds
        }  # fmt: skip
        return _Prices(
            moved["nodes"], np.maximum(moved["under"], 0.0), np.maximum(moved["room"], 0.0)
        )

    def _at(self, prices: _Prices) -> tuple[float, _Prices, Chosen]:
        """The bound at these prices, by how much things disagree, and what opens."""
        count = len(self.alive)
        value = float(prices.nodes.sum())
        gaps = _Prices(np.ones(len(prices.nodes)), np.zeros((count, count)), np.zeros(count))
        is_door = self.may[self.doors].any(axis=0)
        levels: list[tuple[int, ...]] = [()] * len(self.may)
        door: dict[int, int] = {}
        gain = self.cost - prices.nodes[:, None, None]
        own = gain[:, np.arange(count), np.arange(count)]
        for number in self.doors:
            each, takes, fills = self._filled(own, self.price[number], room=prices.room)
            each = each - prices.under.sum(axis=0)
            levels[number] = self._picked(number, each)
            value += float(each[list(levels[number])].sum())
            for k in levels[number]:
                gaps.nodes -= takes[:, k]
                gaps.room[k] -= fills[k]
                gaps.under[:, k] -= 1.0
        for number in self.others:
            below = gain + prices.room[None, None, :] * self.abroad[:, None, None]
            flat = below.reshape(len(below), -1)
            price = np.repeat(self.price[number], count, axis=0)
            each, takes, _ = self._filled(flat, price, capacity=np.repeat(self.capacity, count, 0))
            by_door = each.reshape(count, count) + prices.under
            by_door[:, ~is_door] = np.inf
            np.fill_diagonal(by_door, np.inf)
            under = by_door.argmin(axis=1)
            levels[number] = self._picked(number, by_door.min(axis=1))
            for k in levels[number]:
                d = int(under[k])
                value += float(by_door[k, d])
                taken = takes[:, k * count + d]
                gaps.nodes -= taken
                gaps.under[k, d] += 1.0
                gaps.room[d] += float(self.abroad @ taken)
                door[int(self.alive[k])] = int(self.alive[d])
        opened = tuple(tuple(int(self.alive[k]) for k in chosen) for chosen in levels)
        return value, gaps, Chosen(opened, door)

    def _picked(self, number: int, each: Floats) -> tuple[int, ...]:
        """The cheapest hubs of a level, as many as it has, where it may have them."""
        level, groups = self.problem.levels[number], self.problem.groups
        order = [int(k) for k in np.argsort(each, kind="stable") if self.may[number, k]]
        found: list[int] = []
        seen: set[int] = set()
        for k in order:
            group = groups[int(self.alive[k])] if level.one_each else k
            if len(found) < level.count and group not in seen:
                seen.add(group)
                found.append(k)
        return tuple(found)

    def _filled(
        self,
        gain: Floats,
        price: Floats,
        *,
        room: Floats | None = None,
        capacity: Floats | None = None,
    ) -> tuple[Floats, Floats, Floats]:
        """Of each column (a hub, or a hub under a door) what it costs with the best nodes and size.

        Nodes are taken in parts, by what they save for each unit of room; ``room`` is what a unit
        saves that is left for what climbs. Returned: the costs, node × column what is taken, and
        what of the room is left for what climbs.
        """
        capacity = self.capacity if capacity is None else capacity
        left = np.zeros(gain.shape[1]) if room is None else room
        per = gain / self.supply[:, None]
        order = np.argsort(per, axis=0)
        sorted_per = np.take_along_axis(per, order, axis=0)
        amounts = np.where(sorted_per < -left[None, :], self.supply[order], 0.0)
        ahead = np.cumsum(amounts, axis=0)
        best = np.full(gain.shape[1], np.inf)
        taken, fills = np.zeros_like(gain), np.zeros(gain.shape[1])
        every = float(self.abroad.sum())
        for step in range(price.shape[1]):
            cap = np.minimum(capacity[:, step], self.supply.sum() + every)
            parts = np.clip(cap[None, :] - (ahead - amounts), 0.0, amounts)
            rest = np.minimum(cap - parts.sum(axis=0), every)
            cost = price[:, step] + (sorted_per * parts).sum(axis=0) - left * rest
            better = cost < best
            if not better.any():
                continue
            best = np.where(better, cost, best)
            back = np.zeros_like(gain)
            np.put_along_axis(back, order, parts / self.supply[order], axis=0)
            taken[:, better] = back[:, better]
            fills = np.where(better & (left > 0), rest, np.where(better, 0.0, fills))
        return best, taken, fills
