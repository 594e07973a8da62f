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

from jidi.network.trunk.clock import Clock, Days, Numbers, weekday
from jidi.network.trunk.problem import WEEK
from jidi.network.trunk.slots import Slots
from jidi.network.trunk.week import EVERY

Floats = npt.NDArray[np.float64]
NONE: Final = float("inf")
"""Price where there is no way."""


@dataclass(frozen=True)
class Way:
    """Slots one after the other, with the minutes they take.

    :param boards: days of the week on which each slot is taken, ``sorts``: on which sorting begins
        after each but the last; none for a flow of every day.
    """

    slots: tuple[int, ...]
    minutes: int
    boards: tuple[int, ...] = ()
    sorts: tuple[int, ...] = ()


@dataclass(frozen=True)
class ByDay:
    """What a kg of the mean day pays besides, by the day of the week, the last for every day.

    :param slots: by slot and day; ``sorting``: by node and day.
    """

    slots: Floats
    sorting: Floats


@dataclass(frozen=True)
class Prices:
    """What a kg pays: in each slot, and for being sorted at each node."""

    slots: Sequence[float] | Floats
    sorting: Sequence[float] | Floats
    by_day: ByDay | None = None


@dataclass(frozen=True)
class _Bunch:
    """Ways as columns: the slots before the last (padded in front), the last, the minutes, and the
    days of the week on which each is taken and on which sorting begins after each before."""

    before: Numbers
    last: Numbers
    minutes: Numbers
    boards: Days
    sorts: Days

    def only(self, which: npt.NDArray[np.bool_]) -> _Bunch:
        return _Bunch(
            self.before[which], self.last[which], self.minutes[which], self.boards[which],
            self.sorts[which],
        )  # fmt: skip


class Ways:
    """The ways of one problem, those of a pair (origin, target, release) beside each other.

    A way visits no node twice: one that does is slower and dearer than what is left of it.
    """

    def __init__(self, slots: Slots) -> None:
        self.slots = slots
        self.problem = slots.problem
        self._clock = Clock(slots)
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
        bunches = [_Bunch(
            np.zeros((0, pad), np.int32), np.zeros(0, np.int32), np.zeros(0, np.int32),
            np.zeros((0, pad + 1), np.int8), np.zeros((0, pad), np.int8),
        )]  # fmt: skip
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
        self.boards = np.concatenate([bunch.boards for bunch in bunches])[order]
        self.sorts = np.concatenate([bunch.sorts for bunch in bunches])[order]

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
        first = first[clock.daily[first] | (released >= WEEK)]
        leaves = clock.leaves(first, np.full(len(first), released))
        minutes = clock.comes(first, leaves) - released
        boards = np.full((len(first), pad + 1), EVERY, np.int8)
        boards[:, -1] = weekday(leaves, released)
        bunch = _Bunch(np.full((len(first), pad), dummy, np.int32), first, minutes, boards,
                       np.full((len(first), pad), EVERY, np.int8))  # fmt: skip
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
        if released < WEEK and not clock.daily.all():
            row, last = row[clock.daily[last]], last[clock.daily[last]]
        before = np.concatenate([bunch.before[row, 1:], bunch.last[row, None]], axis=1)
        begins = clock.sorting(node[row], released + bunch.minutes[row].astype(np.int64))
        leaves = clock.leaves(last, begins + clock.sort[node[row]])
        minutes = clock.comes(last, leaves) - released
        boards = np.column_stack([bunch.boards[row, 1:], weekday(leaves, released)])
        sorts = np.column_stack([bunch.sorts[row, 1:], weekday(begins, released)])
        target = clock.target[last]
        fresh = (target != origin) & (clock.target[before] != target[:, None]).all(axis=1)
        made = _Bunch(before, last, minutes.astype(np.int32), boards, sorts)
        return made.only(fresh & (minutes <= latest))

    @cached_property
    def starts(self) -> npt.NDArray[np.int64]:
        """Where each pair's ways begin, and their end."""
        return np.searchsorted(self.pair, np.arange(len(self.pairs) + 1))

    def way(self, number: int) -> Way:
        """One way."""
        dummy = len(self.slots.all)
        before = [int(slot) for slot in self.before[number] if slot != dummy]
        slots, minutes = (*before, int(self.last[number])), int(self.minutes[number])
        if self.boards[number, -1] == EVERY:
            return Way(slots, minutes)
        boards = tuple(int(day) for day in self.boards[number, -len(slots) :])
        sorts = tuple(int(day) for day in self.sorts[number])[
            len(self.sorts[number]) + 1 - len(slots) :
        ]
        return Way(slots, minutes, boards, sorts)

    def by_slots(self, released: int, slots: tuple[int, ...]) -> Way:
        """The way of these slots, one after the other, from a moment on."""
        clock, moment = self._clock, np.array([released])
        boards, sorts = [], []
        for place, slot in enumerate(slots):
            number = np.array([slot], np.int32)
            if place:
                node = clock.origin[number]
                begins = clock.sorting(node, moment)
                sorts.append(int(weekday(begins, released)[0]))
                moment = begins + clock.sort[node]
            leaves = clock.leaves(number, moment)
            boards.append(int(weekday(leaves, released)[0]))
            moment = clock.comes(number, leaves).astype(np.int64)
        minutes = int(moment[0]) - released
        if released < WEEK:
            return Way(slots, minutes)
        return Way(slots, minutes, tuple(boards), tuple(sorts))

    def priced(self, prices: Prices) -> Floats:
        """What each way costs a kg, its time included."""
        paid = np.append(np.asarray(prices.slots, np.float64), 0.0)
        sorting = np.append(np.asarray(prices.sorting, np.float64)[self._clock.target[:-1]], 0.0)
        found: Floats = paid[self.last]
        for column in self.before.T:
            found += (paid + sorting)[column]
        if prices.by_day is not None:
            found += self._byweekday(prices.by_day)
        if self.slots.minute_price:
            found += self.slots.minute_price * self.minutes
        return found

    def _byweekday(self, prices: ByDay) -> Floats:
        nothing = np.zeros((1, EVERY + 1))
        slots = np.concatenate([prices.slots, nothing])
        sorting = np.concatenate([prices.sorting[self._clock.target[:-1]], nothing])
        found: Floats = slots[self.last, self.boards[:, -1]]
        for place, column in enumerate(self.before.T):
            found = found + slots[column, self.boards[:, place]]
            found += sorting[column, self.sorts[:, place]]
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
