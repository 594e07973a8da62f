"""Ruin and recreate under a falling temperature, within one plan of the trunk.

Vehicles, limits and times may be overdrawn at a price that adapts, so that the search can pass
through designs that do not hold; only those that hold are kept as the best.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from jidi.core.compiled import bare, hot
from jidi.network.routing.kernel.recreate import Places, draw_blink, order, recreate
from jidi.network.routing.kernel.rehome import rehome
from jidi.network.routing.kernel.ruin import ruin
from jidi.network.routing.kernel.state import (
    Floats,
    Ground,
    Ints,
    Limits,
    State,
    Weights,
    excess,
    price,
    settle,
    sum_up,
)

ADAPT_EVERY = 100
WANTED = 0.5
"""The share of steps that should hold in each respect; prices rise when fewer do."""
DEARER, CHEAPER = 1.25, 1.15
NONE = 1e300
TRIES = 20
"""A stop finds no place only if every place blinked, or if there are no vehicles left."""


class Room(NamedTuple):
    """Arrays to work in, made once."""

    touched: Ints
    absent: Ints
    keys: Floats
    places: Places
    turn: Ints
    holding: Ints


@hot
def copy_into(target: State, source: State, slots: int) -> None:
    """The sequences of a state; what follows from them is recounted by ``settle``."""
    for slot in range(slots):
        size = source.size[slot]
        target.size[slot] = size
        target.station[slot] = source.station[slot]
        target.day[slot] = source.day[slot]
        for i in range(size):
            target.seq[slot, i] = source.seq[slot, i]


@hot
def penalised(
    ground: Ground, limits: Limits, state: State, slots: int, weights: Weights
) -> tuple[float, float, float, float, float]:
    """Cost with what is overdrawn, cost alone, and the three excesses."""
    cost = price(ground, state, slots)
    load, rows, time = excess(ground, limits, state, slots)
    total = cost + weights.load * load + weights.row * rows + weights.time * time
    return total, cost, load, rows, time


@hot
def _restore(
    ground: Ground, limits: Limits, state: State, kept: State, room: Room, count: int
) -> None:
    """Undo a step."""
    for k in range(1, room.touched[0] + 1):
        slot = room.touched[k]
        size = kept.size[slot]
        state.size[slot] = size
        state.station[slot] = kept.station[slot]
        state.day[slot] = kept.day[slot]
        state.load[slot] = kept.load[slot]
        state.travel[slot] = kept.travel[slot]
        state.time[slot] = kept.time[slot]
        for i in range(size):
            state.seq[slot, i] = kept.seq[slot, i]
            state.arc[slot, i] = kept.arc[slot, i]
        state.arc[slot, size] = kept.arc[slot, size]
    for k in range(count):
        stop = room.absent[k]
        for day in range(ground.days):
            state.at[stop, day] = kept.at[stop, day]
    _copy_counts(ground, limits, state, kept)


@hot
def _copy_counts(ground: Ground, limits: Limits, target: State, source: State) -> None:
    for day in range(ground.days):
        for i in range(limits.rows):
            target.row[i, day] = source.row[i, day]
        for station in range(ground.stations + 1):
            target.vehicles[station, day] = source.vehicles[station, day]


@bare
def anneal(
    ground: Ground,
    limits: Limits,
    state: State,
    kept: State,
    best: State,
    room: Room,
    slots: int,
    prices: Floats,
    seed: int,
    steps: int,
    hot: float,
    cold: float,
    strength: float,
) -> tuple[int, int, float]:
    """Run ``steps`` steps from ``hot`` to ``cold``.

    :param prices: of a unit too much (load, limits, time); adapted in place.
    :returns: slots of the last state, slots and cost of the best that holds (cost 1e300 if none).
    """
    np.random.seed(seed)
    draw_blink(room.places.blink)
    settle(ground, limits, state, slots)
    weights = Weights(prices[0], prices[1], prices[2])
    slots = _filled(ground, limits, state, kept, room, weights, slots)
    if slots < 0:
        return 0, 0, NONE
    now = penalised(ground, limits, state, slots, weights)[0]
    best_cost, best_slots = NONE, 0
    room.holding[:] = 0
    cooling = (cold / hot) ** (1.0 / max(1, steps))
    heat = hot
    for step in range(steps):
        count, after = _changed(ground, limits, state, kept, room, weights, slots, strength)
        taken = False
        if after >= 0:
            total, cost, load, rows, time = penalised(ground, limits, state, after, weights)
            if total < now - heat * np.log(np.random.random()):
                taken = True
                now, slots = total, after
                holds = load < 1e-7 and rows < 1e-7 and time < 1e-7
                if holds and cost < best_cost - 1e-9:
                    best_cost, best_slots = cost, slots
                    copy_into(best, state, slots)
        if not taken:
            _restore(ground, limits, state, kept, room, count)
        heat *= cooling
        if step % ADAPT_EVERY == ADAPT_EVERY - 1:
            weights = _adapted(prices, room.holding)
            now = penalised(ground, limits, state, slots, weights)[0]
            slots = _trimmed(state, slots)
        else:
            _count_holding(ground, limits, state, slots, room.holding, step)
    return slots, best_slots, best_cost


@hot
def _changed(
    ground: Ground,
    limits: Limits,
    state: State,
    kept: State,
    room: Room,
    weights: Weights,
    slots: int,
    strength: float,
) -> tuple[int, int]:
    """Take some stops out and put them in anew: how many, and the slots after, -1 if one of them
    found no place."""
    room.touched[0] = 0
    _copy_counts(ground, limits, kept, state)
    count = ruin(ground, limits, state, kept, room.touched, room.absent, slots, strength)
    after = _put_in(ground, limits, state, kept, room, weights, slots, count)
    if after >= 0:
        for k in range(1, room.touched[0] + 1):
            sum_up(ground, state, room.touched[k])
            rehome(ground, limits, state, kept, weights, room.touched, room.touched[k], room.turn)
    return count, after


@hot
def _put_in(
    ground: Ground,
    limits: Limits,
    state: State,
    kept: State,
    room: Room,
    weights: Weights,
    slots: int,
    count: int,
) -> int:
    """Put absent stops in, in an order of chance: the slots after, -1 if one found no place."""
    order(ground, room.absent, count, room.keys)
    return recreate(
        ground,
        limits,
        state,
        kept,
        weights,
        room.touched,
        room.absent,
        count,
        slots,
        room.places,
    )


@hot
def _filled(
    ground: Ground,
    limits: Limits,
    state: State,
    kept: State,
    room: Room,
    weights: Weights,
    slots: int,
) -> int:
    """Put the stops that have no visit yet in. Returns the slots, or -1 if one has no place."""
    for _ in range(TRIES):
        count = 0
        for stop in range(ground.demand.shape[0]):
            if not _is_visited(ground, state, stop):
                room.absent[count] = stop
                count += 1
        room.touched[0] = 0
        after = _put_in(ground, limits, state, kept, room, weights, slots, count)
        if after >= 0:
            for k in range(1, room.touched[0] + 1):
                sum_up(ground, state, room.touched[k])
            return after
        slots = state.size.shape[0]
    return -1


@hot
def _is_visited(ground: Ground, state: State, stop: int) -> bool:
    for day in range(ground.days):
        if state.at[stop, day] >= 0:
            return True
    return False


@hot
def _trimmed(state: State, slots: int) -> int:
    while slots > 0 and state.size[slots - 1] == 0:
        slots -= 1
    return slots


@hot
def _count_holding(
    ground: Ground, limits: Limits, state: State, slots: int, holding: Ints, step: int
) -> None:
    if step % 10:
        return
    load, rows, time = excess(ground, limits, state, slots)
    holding[0] += load < 1e-7
    holding[1] += rows < 1e-7
    holding[2] += time < 1e-7


@hot
def _adapted(prices: Floats, holding: Ints) -> Weights:
    looks = ADAPT_EVERY // 10
    for k in range(3):
        if holding[k] < WANTED * looks:
            prices[k] *= DEARER
        elif holding[k] > WANTED * looks:
            prices[k] = max(prices[k] / CHEAPER, prices[3 + k])
        holding[k] = 0
    return Weights(prices[0], prices[1], prices[2])
