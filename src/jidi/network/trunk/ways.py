"""All ways for parcels: every sequence of so many slots from an origin to a target, in time.

They are told once and kept as columns of numbers; what each costs under given prices is then a sum
of three look-ups, and the cheapest of each flow a minimum over its piece of the columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from jidi.network.trunk.problem import DAY
from jidi.network.trunk.slots import Slots

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int32]
NONE: Final = float("inf")
"""Price where there is no way."""


@dataclass(frozen=True)
class Way:
    """Slots one after the other, with the minutes they take."""

    slots: tuple[int, ...]
    minutes: int


@dataclass(frozen=True)
class Prices:
    """What a kg pays: in each slot, and for being sorted at each node."""

    slots: Sequence[float] | Floats
    sorting: Sequence[float] | Floats


@dataclass(frozen=True)
class _Bunch:
    """Ways as columns: the slots before the last (padded in front), the last, the minutes."""

    before: Numbers
    last: Numbers
    minutes: Numbers

    def only(self, which: npt.NDArray[np.bool_]) -> _Bunch:
        return _Bunch(self.before[which], self.last[which], self.minutes[which])


class Ways:
    """The ways of one problem, those of a pair (origin, target, release) beside each other.

    A way visits no node twice: one that does is slower and dearer than what is left of it.
    """

    def __init__(self, slots: Slots) -> None:
        self.slots = slots
        self.problem = slots.problem
        self._clock = _Clock(slots)
        self.pairs: dict[tuple[int, int, int], int] = {}
        for flow in self.problem.flows:
            key = (flow.origin, flow.released, flow.target)
            self.pairs.setdefault(key, len(self.pairs))
        self.pair_of_flow = np.array(
            [self.pairs[f.origin, f.released, f.target] for f in self.problem.flows], np.int32
        )
        self._fill()

    def _fill(self) -> None:
        pad = max(0, self.problem.most_lanes - 1)
        bunches = [_Bunch(np.zeros((0, pad), np.int32), *np.zeros((2, 0), np.int32))]
        pairs = [np.zeros(0, np.int32)]
        for origin, released in sorted({key[:2] for key in self.pairs}):
            for bunch in self._from(origin, released):
                which = self._pair_at(origin, released)[self._clock.target[bunch.last]]
                bunches.append(bunch.only(which >= 0))
                pairs.append(which[which >= 0])
        pair = np.concatenate(pairs)
        order = np.argsort(pair, kind="stable")
        self.pair = pair[order]
        self.before = np.concatenate([bunch.before for bunch in bunches])[order]
        self.last = np.concatenate([bunch.last for bunch in bunches])[order]
        self.minutes = np.concatenate([bunch.minutes for bunch in bunches])[order]

    def _pair_at(self, origin: int, released: int) -> Numbers:
        found = np.full(len(self.problem.nodes), -1, np.int32)
        for (one, moment, target), number in self.pairs.items():
            if (one, moment) == (origin, released):
                found[target] = number
        return found

    def _from(self, origin: int, released: int) -> list[_Bunch]:
        """All ways from a node, by their number of slots."""
        clock, dummy = self._clock, len(self.slots.all)
        pad = max(0, self.problem.most_lanes - 1)
        latest = max(product.latest for product in self.problem.products)
        first = np.array(self.slots.leaving[origin], np.int32)
        minutes = clock.comes(first, np.full(len(first), released)) - released
        bunch = _Bunch(np.full((len(first), pad), dummy, np.int32), first, minutes)
        found = [bunch.only((minutes <= latest) & (clock.target[first] != origin))]
        for _ in range(self.problem.most_lanes - 1):
            found.append(self._longer(found[-1], origin, released, latest))
        return found

    def _longer(self, bunch: _Bunch, origin: int, released: int, latest: int) -> _Bunch:
        clock = self._clock
        bunch = bunch.only(clock.sorts[clock.target[bunch.last]])
        node = clock.target[bunch.last]
        many = clock.leaving[node]
        row = np.repeat(np.arange(len(node)), many)
        step = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
        last = clock.by_origin[clock.begins[node][row] + step]
        before = np.concatenate([bunch.before[row, 1:], bunch.last[row, None]], axis=1)
        ready = clock.sorted(node[row], released + bunch.minutes[row].astype(np.int64))
        minutes = clock.comes(last, ready) - released
        target = clock.target[last]
        fresh = (target != origin) & (clock.target[before] != target[:, None]).all(axis=1)
        return _Bunch(before, last, minutes.astype(np.int32)).only(fresh & (minutes <= latest))

    @cached_property
    def starts(self) -> npt.NDArray[np.int64]:
        """Where each pair's ways begin, and their end."""
        return np.searchsorted(self.pair, np.arange(len(self.pairs) + 1))

    def way(self, number: int) -> Way:
        """One way."""
        dummy = len(self.slots.all)
        before = [int(slot) for slot in self.before[number] if slot != dummy]
        return Way((*before, int(self.last[number])), int(self.minutes[number]))

    def priced(self, prices: Prices) -> Floats:
        """What each way costs a kg, its time included."""
        paid = np.append(np.asarray(prices.slots, np.float64), 0.0)
        sorting = np.append(np.asarray(prices.sorting, np.float64)[self._clock.target[:-1]], 0.0)
        found: Floats = paid[self.last]
        for column in self.before.T:
            found += (paid + sorting)[column]
        if self.slots.minute_price:
            found += self.slots.minute_price * self.minutes
        return found

    def least(self, values: Floats, within: int) -> Floats:
        """The least value of each pair's ways that take so many minutes at the most."""
        found = np.full(len(self.pairs), NONE)
        some = self.starts[:-1] < self.starts[1:]
        fitting = np.where(self.minutes <= within, values, NONE)
        if some.any():
            found[some] = np.minimum.reduceat(fitting, self.starts[:-1][some])
        return found

    def best(self, pair: int, values: Floats, within: int) -> int:
        """The way of a pair with the least value within so many minutes; there must be one."""
        piece = slice(self.starts[pair], self.starts[pair + 1])
        fitting = np.where(self.minutes[piece] <= within, values[piece], NONE)
        return int(self.starts[pair] + np.argmin(fitting))


class _Clock:
    """What moments need, as columns by slot and by node; the last slot is none."""

    def __init__(self, slots: Slots) -> None:
        nodes, lanes = slots.problem.nodes, [slot.lane for slot in slots.all]
        self.origin = np.array([*(lane.origin for lane in lanes), 0], np.int32)
        self.target = np.array([*(lane.target for lane in lanes), -1], np.int32)
        self.departs = np.array([*(lane.departs for lane in lanes), 0])
        self.takes = np.array([*(lane.minutes for lane in lanes), 0])
        self.load = np.array([node.load for node in nodes])
        self.unload = np.array([node.unload for node in nodes])
        self.sort = np.array([node.sort for node in nodes])
        self.opens = np.array([node.opens for node in nodes])
        self.closes = np.array([node.closes for node in nodes])
        self.sorts = np.array([node.capacity > 0 for node in nodes], np.bool_)
        self.leaving = np.array([len(some) for some in slots.leaving])
        self.begins = np.cumsum(self.leaving) - self.leaving
        self.by_origin = np.array([slot for some in slots.leaving for slot in some], np.int32)

    def comes(self, slot: Numbers, ready: npt.NDArray[np.int64]) -> Numbers:
        """When parcels ready at a moment are at hand at a slot's target: by its next departure."""
        earliest = ready + self.load[self.origin[slot]]
        leaves = earliest + (self.departs[slot] - earliest) % DAY
        there = leaves + self.takes[slot] + self.unload[self.target[slot]]
        return np.asarray(there, np.int32)

    def sorted(self, node: Numbers, moment: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """When parcels at hand at a moment are sorted and may go on."""
        opens, closes, of_day = self.opens[node], self.closes[node], moment % DAY
        after, before = of_day >= opens, of_day <= closes
        inside = np.where(opens <= closes, after & before, after | before)
        begins = np.where(inside, moment, moment + (opens - of_day) % DAY)
        return np.asarray(begins + self.sort[node])
