"""Every way's kilograms put on the lanes of its slots, where days of the week differ.

What goes the same way on all seven days is told once; it is put on lanes first, since it needs room
on every day. Then comes what is handed in on one day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from jidi.network.highs import Floats
from jidi.network.trunk.design import Carried
from jidi.network.trunk.problem import WEEKDAYS
from jidi.network.trunk.program import Column, Point, Program
from jidi.network.trunk.week import Week

_LEAST_KG: Final = 1e-7
_ALL: Final = tuple(range(WEEKDAYS))


@dataclass(frozen=True)
class _Load:
    """Kilograms of a flow of the problem; day None for the same share of every day's."""

    flow: int
    day: int | None
    kg: float
    way: Column


def loaded_by_day(program: Program, week: Week, found: Point) -> tuple[list[Carried], Floats]:
    """What is carried, and the most that is aboard each lane on any day."""
    lanes = week.posed.lanes
    room = np.zeros((len(lanes), WEEKDAYS))
    for number, lane in enumerate(lanes):
        days = _ALL if lane.day is None else (lane.day,)
        room[number, days] = lane.capacity * round(float(found.departures[number]))
    before = room.copy()
    carried: list[Carried] = []
    for load in sorted(_loads(program, week, found), key=lambda one: one.day is not None):
        carried += _put(program, load, room)
    return carried, np.asarray((before - room).max(axis=1, initial=0.0))


def _loads(program: Program, week: Week, found: Point) -> Iterator[_Load]:
    """What is alike on all days, and what is left of each."""
    parted: dict[tuple[int, tuple[int, ...]], dict[int, _Load]] = defaultdict(dict)
    for way, mean in zip(program.columns, found.ways, strict=True):
        flow, day = week.flows[way.flow]
        if day is None:
            yield _Load(flow, None, float(mean), way)
        elif mean > _LEAST_KG:
            parted[flow, way.slots][day] = _Load(flow, day, WEEKDAYS * float(mean), way)
    for (flow, slots), loads in parted.items():
        on = week.posed.on
        same = min(ld.kg / on(d) for d, ld in loads.items()) if len(loads) == WEEKDAYS else 0.0
        if not all(program.slots.all[slot].lane.day is None for slot in slots):
            same = 0.0
        if same > _LEAST_KG:
            yield _Load(flow, None, same, loads[0].way)
        for day, load in sorted(loads.items()):
            yield _Load(flow, day, load.kg - same * on(day), load.way)


def _put(program: Program, load: _Load, room: Floats) -> Iterator[Carried]:
    left = load.kg
    while left > _LEAST_KG:
        taken: list[int] = []
        amount = left
        for place, slot in enumerate(load.way.slots):
            days = _ALL if load.day is None else (load.way.boards[place],)
            lane = _chosen(program, slot, room, days)
            taken.append(lane)
            if (able := float(room[lane, days].min())) > _LEAST_KG:
                amount = min(amount, able)
        for place, lane in enumerate(taken):
            room[lane, _ALL if load.day is None else (load.way.boards[place],)] -= amount
        left -= amount
        yield Carried(load.flow, tuple(taken), amount, load.way.minutes, load.day)


def _chosen(program: Program, slot: int, room: Floats, days: tuple[int, ...]) -> int:
    """The cheapest lane of a slot with room on these days; the roomiest where none has."""
    prices = program.slots.lane_prices

    def order(lane: int) -> tuple[bool, float, float]:
        able = float(room[lane, days].min())
        return able > _LEAST_KG, -prices[lane] if able > _LEAST_KG else 0.0, able

    return max(program.slots.all[slot].lanes, key=order)
