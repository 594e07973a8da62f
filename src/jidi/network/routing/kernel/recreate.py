"""Recreate: put absent stops back where they cost least, blinking now and then.

A place costs the detour, what the load adds to overfull vehicles and limits, and for a new route
its vehicle and, if the station was closed, its opening. With several days every pattern is priced
by the cheapest places of its days.
"""

from __future__ import annotations

import numpy as np

from jidi.core.compiled import hot
from jidi.network.routing.kernel.ruin import keep
from jidi.network.routing.kernel.state import (
    Floats,
    Ground,
    Ints,
    Limits,
    State,
    Weights,
    carry,
    is_open,
    measure,
    over,
)

BLINK = 0.01
FAR_AWAY = 1e300


@hot
def order(ground: Ground, absent: Ints, count: int, keys: Floats) -> None:
    """Sort the absent stops: by chance, the largest first, the farthest first, or the nearest."""
    dice = np.random.random() * 11.0
    for k in range(count):
        stop = absent[k]
        if dice < 4.0:
            keys[k] = np.random.random()
        elif dice < 8.0:
            keys[k] = -ground.demand[stop]
        elif dice < 10.0:
            keys[k] = -ground.away[stop]
        else:
            keys[k] = ground.away[stop]
    for k in range(1, count):
        key, stop = keys[k], absent[k]
        j = k - 1
        while j >= 0 and keys[j] > key:
            keys[j + 1], absent[j + 1] = keys[j], absent[j]
            j -= 1
        keys[j + 1], absent[j + 1] = key, stop


@hot
def strain(
    ground: Ground,
    limits: Limits,
    state: State,
    weights: Weights,
    day: int,
    amount: float,
    tolls: Floats,
) -> None:
    """What ``amount`` more through each station costs: handling, and limits that it breaks."""
    for station in range(ground.stations):
        tolls[station] = ground.handling[station] * amount
    for i in range(limits.rows):
        found, cap = state.row[i, day], limits.cap[i]
        if found + amount <= cap:
            continue
        toll = weights.row * (over(found + amount, cap) - over(found, cap))
        for station in range(ground.stations):
            if limits.mask[i] >> station & 1:
                tolls[station] += toll


@hot
def best_place(
    ground: Ground,
    limits: Limits,
    state: State,
    weights: Weights,
    slots: int,
    stop: int,
    day: int,
    tolls: Floats,
) -> tuple[float, int, int, int]:
    """The cheapest place on one day: cost, slot, position, station (of a new route, else -1)."""
    node = ground.stations + stop
    amount = ground.demand[stop]
    strain(ground, limits, state, weights, day, amount, tolls)
    to, into = ground.costs[node], ground.back[node]
    best, best_slot, best_at, best_station = FAR_AWAY, -1, -1, -1
    empty = -1
    for slot in range(slots):
        size = state.size[slot]
        if size == 0:
            empty = slot if empty < 0 else empty
            continue
        if state.day[slot] != day:
            continue
        station = state.station[slot]
        base = tolls[station]
        load = state.load[slot]
        if load + amount > ground.capacity:
            full = over(load + amount, ground.capacity) - over(load, ground.capacity)
            base += weights.load * full
        if base >= best:
            continue
        before = station
        for i in range(size + 1):
            after = state.seq[slot, i] if i < size else station
            cost = base + into[before] + to[after] - ground.costs[before, after]
            if ground.timed:
                time = ground.times[before, node] + ground.times[node, after]
                time += ground.service[stop] - ground.times[before, after] + state.time[slot]
                cost += weights.time * (
                    over(time, ground.longest) - over(state.time[slot], ground.longest)
                )
            if cost < best and np.random.random() >= BLINK:
                best, best_slot, best_at, best_station = cost, slot, i, -1
            before = after
    if state.vehicles[ground.stations, day] >= ground.fleet:
        return best, best_slot, best_at, best_station
    if empty < 0:
        empty = slots
    for station in range(ground.stations):
        if not limits.allowed[station]:
            continue
        if state.vehicles[station, day] >= ground.fleet_station:
            continue
        cost = tolls[station] + to[station] + into[station] + ground.fixed
        if cost < best and not is_open(ground, state, station):
            cost += ground.opening[station]
        if ground.timed:
            time = ground.times[station, node] + ground.times[node, station] + ground.service[stop]
            cost += weights.time * over(time, ground.longest)
        if cost < best and np.random.random() >= BLINK:
            best, best_slot, best_at, best_station = cost, empty, 0, station
    return best, best_slot, best_at, best_station


@hot
def put_in(
    ground: Ground,
    limits: Limits,
    state: State,
    stop: int,
    day: int,
    slot: int,
    at: int,
    station: int,
) -> None:
    """Insert a visit; with a station >= 0 the slot becomes a new route of it."""
    if station >= 0:
        state.station[slot] = station
        state.day[slot] = day
        state.size[slot] = 0
        state.vehicles[station, day] += 1
        state.vehicles[ground.stations, day] += 1
    for i in range(state.size[slot], at, -1):
        state.seq[slot, i] = state.seq[slot, i - 1]
    state.seq[slot, at] = ground.stations + stop
    state.size[slot] += 1
    state.at[stop, day] = slot
    carry(limits, state, state.station[slot], day, ground.demand[stop])
    measure(ground, state, slot)


@hot
def recreate(
    ground: Ground,
    limits: Limits,
    state: State,
    kept: State,
    weights: Weights,
    touched: Ints,
    absent: Ints,
    count: int,
    slots: int,
    tolls: Floats,
    days: Floats,
) -> int:
    """Put all absent stops back. Returns the number of slots now in use, or -1 if one has no place.

    :param tolls, days: room to work in: (stations) and (days, 4).
    """
    for k in range(count):
        stop = absent[k]
        choice = _best_pattern(ground, limits, state, weights, slots, stop, tolls, days)
        if choice < 0:
            return -1
        for day in range(ground.days):
            if not choice >> day & 1:
                continue
            slot, at, station = int(days[day, 1]), int(days[day, 2]), int(days[day, 3])
            if station >= 0:
                slot = 0
                while slot < slots and state.size[slot]:
                    slot += 1
                slots = max(slots, slot + 1)
            keep(state, kept, touched, slot)
            put_in(ground, limits, state, stop, day, slot, at, station)
    return slots


@hot
def _best_pattern(
    ground: Ground,
    limits: Limits,
    state: State,
    weights: Weights,
    slots: int,
    stop: int,
    tolls: Floats,
    days: Floats,
) -> int:
    """The cheapest pattern; the places of its days stand in ``days``. -1 if there is none."""
    for day in range(ground.days):
        days[day, 0] = -1.0
    best, chosen = FAR_AWAY, -1
    for choice in range(ground.patterns.shape[1]):
        pattern = ground.patterns[stop, choice]
        if pattern == 0:
            break
        cost = 0.0
        for day in range(ground.days):
            if not pattern >> day & 1:
                continue
            if days[day, 0] < 0.0:
                found = best_place(ground, limits, state, weights, slots, stop, day, tolls)
                days[day, 0] = max(found[0], 0.0)
                days[day, 1] = found[1]
                days[day, 2] = found[2]
                days[day, 3] = found[3]
            cost += days[day, 0]
        if cost < best:
            best, chosen = cost, pattern
    return chosen
