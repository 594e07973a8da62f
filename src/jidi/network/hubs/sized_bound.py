"""The bound with multiple allocation and sizes: prices for ways, for hubs, and for their room.

Every flow pays the hubs it goes by for being open (``pay``), and its first hub for the room it
takes (``price``); every hub chooses its size and how full it is. At any prices that costs no more
than any design. A size is as dear half full as full, of which prices know little; so the sizes a
hub may have are parted: up to one of them, and above it, each part with its own bound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from heapq import heappop, heappush, heapreplace
from typing import Final

import numpy as np

from jidi.network.hubs.choice import opened
from jidi.network.hubs.flow_ways import FlowWays, Whole
from jidi.network.hubs.kernel.ways import priced_ways
from jidi.network.hubs.problem import Floats

CLOSED: Final = -1
PATIENCE: Final = 8
SMALLEST: Final = 1e-3
"""After so many steps in vain steps become half as long, until they are so short (our own
choice)."""
LATELY: Final = 0.1
"""What comes to hubs changes from step to step; by so much of the latest is the mean changed."""
PART_ROUNDS: Final = 40
"""Steps of the prices for a part, from those of the whole (our own choice)."""

WHOLE_ROUNDS: Final = 300
WORTHWHILE: Final = 1e-6
"""Steps for a part in which every hub has one size, which are made again while they gain so much,
relative (our own choice)."""

Tell = Callable[[float], bool]


@dataclass(frozen=True)
class Part:
    """Some of all designs: of each candidate the least and the largest size it has (−1: closed);
    the prices it begins with, and its bound."""

    least: Whole
    most: Whole
    pay: Floats
    price: Floats
    bound: float
    load: Floats
    size: Whole


class SizedBound:
    """Bounds of a problem and of its parts.

    :param kept: places of candidates that stay open. :param fewest: so many hubs at the least.
    :param consider: hubs (places) that prices open, with those for room; the least cost known
        after that.
    """

    def __init__(
        self,
        ways: FlowWays,
        *,
        kept: frozenset[int],
        fewest: int,
        most: int,
        consider: Callable[[Whole, Floats], float],
    ) -> None:
        self.ways, self.fewest, self.most, self.consider = ways, fewest, most, consider
        count, ends = len(ways.candidates), len(ways.flows)
        least = np.array([0 if k in kept else CLOSED for k in range(count)], dtype=np.int64)
        largest = np.array([len(one.cost) - 1 for one in ways.sizes], dtype=np.int64)
        price = np.array([float((one.cost / one.capacity).min()) for one in ways.sizes])
        pay = np.zeros((ends, ends, count))
        self.whole = Part(least, largest, pay, price, 0.0, np.zeros(count), least)

    def run(self, best: float, *, rounds: int, parts: int, tell: Tell, near: float = 1e-6) -> float:
        """The bound of all designs, of so many parts at most.

        :param best: the least cost known. :param near: a gap that is small enough.
        """
        first = self.bettered(self.whole, best, rounds=rounds, tell=lambda s: tell(0.5 * s))
        heap, number = [(first.bound, 0, first)], 0
        best = min(best, self.consider(self._open(first), first.price))
        while heap and number < parts and not tell(0.5 + 0.5 * number / max(1, parts)):
            bound, _, part = heap[0]
            if bound >= best * (1 - near):
                break
            split = self._split(part)
            if split is None:
                made = self.bettered(part, best, rounds=WHOLE_ROUNDS, tell=lambda _: False)
                best = min(best, self.consider(self._open(made), made.price))
                if made.bound < bound * (1 + WORTHWHILE):
                    break
                number += 1
                heapreplace(heap, (made.bound, number, made))
                continue
            heappop(heap)
            for half in split:
                number += 1
                made = self.bettered(half, best, rounds=PART_ROUNDS, tell=lambda _: False)
                best = min(best, self.consider(self._open(made), made.price))
                if made.bound < best * (1 - 1e-6):
                    heappush(heap, (made.bound, number, made))
        return min([best, *(bound for bound, _, _ in heap)])

    def bettered(self, part: Part, best: float, *, rounds: int, tell: Tell) -> Part:
        """A part with better prices."""
        pay, price, factor, vain = part.pay, part.price, 1.0, 0
        kept, kept_prices = part, (pay, price)
        usual: Floats | None = None
        for number in range(rounds):
            if number % 16 == 0 and number and tell(number / rounds):
                break
            value, used, load, is_open, room, size = self._at(part, pay, price)
            usual = load if usual is None else (1 - LATELY) * usual + LATELY * load
            if value > kept.bound:
                vain = 0 if value > kept.bound * (1 + 1e-6) else vain + 1
                kept, kept_prices = replace(kept, bound=value, size=size), (pay, price)
            else:
                vain += 1
            if value >= best * (1 - 1e-6) or factor < SMALLEST:
                break
            if vain >= PATIENCE:
                (pay, price), factor, vain = kept_prices, factor / 2, 0
                continue
            if number % 8 == 7:
                best = min(best, self.consider(np.flatnonzero(is_open > 0).astype(np.int64), price))
            pay, price = self._stepped(
                pay, price, used - is_open[None, None, :], load - room, factor * (best - value)
            )
        load = part.load if usual is None else usual
        return replace(kept, pay=kept_prices[0], price=kept_prices[1], load=load)

    def _at(
        self, part: Part, pay: Floats, price: Floats
    ) -> tuple[float, Floats, Floats, Floats, Floats, Whole]:
        """The bound at prices; hubs flows go by, what they bring, hubs that open, their room and
        size."""
        ways = self.ways
        used, load = np.zeros(pay.shape), np.zeros(len(price))
        value = priced_ways(ways.flows, ways.into, ways.there, ways.out, pay, price, used, load)
        reduced, fills = np.full(len(price), np.inf), np.zeros(len(price))
        size = np.full(len(price), CLOSED, dtype=np.int64)
        for k, one in enumerate(ways.sizes):
            for n in range(max(int(part.least[k]), 0), int(part.most[k]) + 1):
                low = float(one.capacity[n - 1]) if n else 0.0
                fill = float(one.capacity[n]) if price[k] >= 0 else low
                cost = float(one.cost[n]) - float(price[k]) * fill
                if cost < reduced[k]:
                    reduced[k], fills[k], size[k] = cost, fill, n
        reduced -= pay.sum(axis=(0, 1))
        must = np.flatnonzero(part.least >= 0)
        may = int(np.isfinite(reduced).sum())
        if max(self.fewest, len(must)) > min(self.most, may):
            return np.inf, used, load, load * 0, load * 0, size
        chosen = opened(reduced, must, fewest=self.fewest, most=min(self.most, may)).chosen
        is_open = np.zeros(len(price))
        is_open[chosen] = 1.0
        size[is_open == 0] = CLOSED
        value += float(reduced[chosen].sum())
        return value, used, load, is_open, fills * is_open, size

    def _stepped(
        self, pay: Floats, price: Floats, apart: Floats, over: Floats, ahead: float
    ) -> tuple[Floats, Floats]:
        """Prices further along what disagrees, each kind in its own measure."""
        apart = np.where((pay <= 0) & (apart < 0), 0.0, apart)
        apart[self.ways.flows == 0] = 0.0
        weight = self.ways.flows[:, :, None]
        norms = float((weight * apart**2).sum()), float((over**2).sum())
        kinds = max(1, sum(norm > 0 for norm in norms))
        if norms[0] > 0:
            pay = np.maximum(pay + ahead / kinds / norms[0] * weight * apart, 0.0)
        if norms[1] > 0:
            price = price + ahead / kinds / norms[1] * over
        return pay, price

    def _open(self, part: Part) -> Whole:
        return np.flatnonzero(part.size >= 0).astype(np.int64)

    def _split(self, part: Part) -> tuple[Part, Part] | None:
        """The hub whose size says least of what it costs, up to the size that takes what comes to
        it and above; None where every hub has one size."""
        best, at = 0.0, None
        for k, one in enumerate(self.ways.sizes):
            least, most = int(part.least[k]), int(part.most[k])
            if least == most:
                continue
            load = float(part.load[k])
            takes = min(one.takes(load), most)
            cost = float(one.cost[takes]) if load > 0 else 0.0
            gap = abs(cost - self._told(part, k, load))
            cut = min(max(takes - 1 if takes == most else takes, least), most - 1)
            if gap > best or at is None:
                best, at = gap, (k, cut)
        if at is None:
            return None
        k, cut = at
        low, high = part.most.copy(), part.least.copy()
        low[k], high[k] = cut, cut + 1
        return replace(part, most=low, bound=part.bound), replace(part, least=high)

    def _told(self, part: Part, k: int, load: float) -> float:
        """What the prices count a hub at, with what comes to it."""
        one = self.ways.sizes[k]
        options = [0.0] if part.least[k] == CLOSED else []
        for n in range(max(int(part.least[k]), 0), int(part.most[k]) + 1):
            options.append(float(one.cost[n]) - float(part.price[k]) * float(one.capacity[n]))
        return min(options) + float(part.price[k]) * load
