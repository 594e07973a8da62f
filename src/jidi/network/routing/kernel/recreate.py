"""Recreate: put absent stops back where they cost least, blinking now and then.

A place costs the detour, what the load adds to overfull vehicles and limits, and for a new route
its vehicle and, if the station was closed, its opening. With several days every pattern is priced
by the cheapest places of its days.
"""

from __future__ import annotations

from typing import NamedTuple

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
    over,
)

BLINK = 0.01
FAR_AWAY = 1e300


class Places(NamedTuple):
    """Room to find places in."""

    tolls: Floats
    """(day, station)"""
    days: Floats
    """(day, 4) of the cheapest place of a stop: cost, slot, position, and the station of a new
    route (else -1)."""
    blink: Ints
    """(1) how many places are seen until one is overlooked."""


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
def draw_blink(blink: Ints) -> None:
    """Draw how many places are seen until one is overlooked: to draw at each was a tenth of the
    time (sampled on p05)."""
    blink[0] = int(np.log(1.0 - np.random.random()) / np.log(1.0 - BLINK))


@hot
def _blinks(blink: Ints) -> bool:
    """Is this place overlooked?"""
    if blink[0] > 0:
        blink[0] -= 1
        return False
    draw_blink(blink)
    return True


@hot
def _find_places(
    ground: Ground,
    limits: Limits,
    state: State,
    weights: Weights,
    slots: int,
    stop: int,
    wanted: int,
    places: Places,
) -> None:
    """The cheapest place on each of the days ``wanted`` (bits), into ``places.days``: the routes of
    all days are gone through once."""
    amount = ground.demand[stop]
    for day in range(ground.days):
        places.days[day, 0] = FAR_AWAY
        if wanted >> day & 1:
            strain(ground, limits, state, weights, day, amount, places.tolls[day])
    empty = slots
    for slot in range(slots):
        if state.size[slot] == 0:
            empty = min(empty, slot)
            continue
        day = state.day[slot]
        if not wanted >> day & 1:
            continue
        base = places.tolls[day, state.station[slot]]
        load = state.load[slot]
        full = over(load + amount, ground.capacity) - over(load, ground.capacity)
        base += weights.load * full
        bar = places.days[day, 0] - base
        if bar > 0.0:
            cost, at = _place_in_route(ground, state, weights, slot, stop, bar, places.blink)
            if at >= 0:
                _note(places.days, day, base + cost, slot, at, -1)
    for day in range(ground.days):
        if wanted >> day & 1:
            _find_new_route(ground, limits, state, weights, empty, stop, day, places)


@hot
def _place_in_route(
    ground: Ground,
    state: State,
    weights: Weights,
    slot: int,
    stop: int,
    bar: float,
    blink: Ints,
) -> tuple[float, int]:
    """The cheapest position in a route below ``bar``, -1 if there is none. A way that alone is too
    dear is not looked at for its time: a stop more saves time only where times break the triangle's
    rule, and such a place is passed over."""
    node = ground.stations + stop
    to, into = ground.costs[node], ground.back[node]
    seq, arc = state.seq[slot], state.arc[slot]
    size, home = state.size[slot], np.uint64(state.station[slot])
    best, at = bar, -1
    before = home
    for i in range(size + 1):
        after = np.uint64(seq[i]) if i < size else home
        cost = into[before] + to[after] - arc[i]
        if cost < best:
            if ground.timed:
                time = ground.times[before, node] + ground.times[node, after]
                time += ground.service[stop] - ground.times[before, after] + state.time[slot]
                cost += weights.time * (
                    over(time, ground.longest) - over(state.time[slot], ground.longest)
                )
            if cost < best and not _blinks(blink):
                best, at = cost, i
        before = after
    return best, at


@hot
def _find_new_route(
    ground: Ground,
    limits: Limits,
    state: State,
    weights: Weights,
    empty: int,
    stop: int,
    day: int,
    places: Places,
) -> None:
    """Note a new route where it costs less than what was found on the day."""
    if state.vehicles[ground.stations, day] >= ground.fleet:
        return
    node = ground.stations + stop
    to, into = ground.costs[node], ground.back[node]
    for station in range(ground.stations):
        if not limits.allowed[station]:
            continue
        if state.vehicles[station, day] >= ground.fleet_station:
            continue
        cost = places.tolls[day, station] + to[station] + into[station] + ground.fixed
        if cost < places.days[day, 0] and not is_open(ground, state, station):
            cost += ground.opening[station]
        if ground.timed:
            time = ground.times[station, node] + ground.times[node, station] + ground.service[stop]
            cost += weights.time * over(time, ground.longest)
        if cost < places.days[day, 0] and not _blinks(places.blink):
            _note(places.days, day, cost, empty, 0, station)


@hot
def _note(days: Floats, day: int, cost: float, slot: int, at: int, station: int) -> None:
    days[day, 0], days[day, 1], days[day, 2], days[day, 3] = cost, slot, at, station


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
        state.arc[slot, 0] = state.travel[slot] = state.time[slot] = state.load[slot] = 0.0
        state.vehicles[station, day] += 1
        state.vehicles[ground.stations, day] += 1
    _open_gap(ground, state, slot, at, ground.stations + stop)
    state.at[stop, day] = slot
    carry(limits, state, state.station[slot], day, ground.demand[stop])
    state.load[slot] += ground.demand[stop]


@hot
def _open_gap(ground: Ground, state: State, slot: int, at: int, node: int) -> None:
    """Let a node stand at a position of a route."""
    size, home = state.size[slot], state.station[slot]
    before = state.seq[slot, at - 1] if at else home
    after = state.seq[slot, at] if at < size else home
    to, onward = ground.costs[before, node], ground.costs[node, after]
    state.travel[slot] += to + onward - state.arc[slot, at]
    if ground.timed:
        times = ground.times
        detour = times[before, node] + times[node, after]
        detour -= times[before, after] if size else 0.0
        state.time[slot] += detour + ground.service[node - ground.stations]
    for i in range(size, at, -1):
        state.seq[slot, i] = state.seq[slot, i - 1]
        state.arc[slot, i + 1] = state.arc[slot, i]
    state.seq[slot, at] = node
    state.arc[slot, at], state.arc[slot, at + 1] = to, onward
    state.size[slot] = size + 1


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
    places: Places,
) -> int:
    """Put all absent stops back: the number of slots now in use, or -1 if one has no place."""
    days = places.days
    for k in range(count):
        stop = absent[k]
        choice = _best_pattern(ground, limits, state, weights, slots, stop, places)
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
    places: Places,
) -> int:
    """The cheapest pattern, its places in ``places.days``; -1 if there is none."""
    wanted = 0
    for pattern in ground.patterns[stop]:
        wanted |= pattern
    _find_places(ground, limits, state, weights, slots, stop, wanted, places)
    best, chosen = FAR_AWAY, -1
    for pattern in ground.patterns[stop]:
        if pattern == 0:
            break
        cost = 0.0
        for day in range(ground.days):
            if pattern >> day & 1:
                cost += places.days[day, 0]
        if cost < best:
            best, chosen = cost, pattern
    return chosen
