"""When parcels leave by a slot, are there, and are sorted: moments as columns."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jidi.network.trunk.problem import DAY, WEEK, WEEKDAYS
from jidi.network.trunk.slots import Slots
from jidi.network.trunk.week import EVERY

Numbers = npt.NDArray[np.int32]
Days = npt.NDArray[np.int8]


class Clock:
    """What moments need, as columns by slot and by node; the last slot is none."""

    def __init__(self, slots: Slots) -> None:
        nodes, lanes = slots.problem.nodes, [slot.lane for slot in slots.all]
        self.origin = np.array([*(lane.origin for lane in lanes), 0], np.int32)
        self.target = np.array([*(lane.target for lane in lanes), -1], np.int32)
        self.daily = np.array([*(lane.day is None for lane in lanes), True], np.bool_)
        self.period = np.where(self.daily, DAY, WEEK)
        self.departs = np.array([*(lane.departs + DAY * (lane.day or 0) for lane in lanes), 0])
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

    def leaves(self, slot: Numbers, ready: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """When parcels ready at a moment leave: by a slot's next departure."""
        earliest = ready + self.load[self.origin[slot]]
        return np.asarray(earliest + (self.departs[slot] - earliest) % self.period[slot])

    def comes(self, slot: Numbers, leaves: npt.NDArray[np.int64]) -> Numbers:
        """When parcels that left at a moment are at hand at a slot's target."""
        there = leaves + self.takes[slot] + self.unload[self.target[slot]]
        return np.asarray(there, np.int32)

    def sorting(self, node: Numbers, moment: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """When sorting of parcels at hand at a moment begins."""
        opens, closes, of_day = self.opens[node], self.closes[node], moment % DAY
        after, before = of_day >= opens, of_day <= closes
        inside = np.where(opens <= closes, after & before, after | before)
        return np.asarray(np.where(inside, moment, moment + (opens - of_day) % DAY))


def weekday(moment: npt.NDArray[np.int64], released: int) -> Days:
    """The day of the week of moments; of parcels that go every day it does not matter."""
    if released < WEEK:
        return np.full(len(moment), EVERY, np.int8)
    return np.asarray(moment // DAY % WEEKDAYS, np.int8)
