"""Ruin: take strings of stops that lie near each other out of their routes.

The idea is published as SISR: J. Christiaens and G. Vanden Berghe, "Slack induction by string
removals for vehicle routing problems", Transportation Science 54 (2020). Here a stop taken out of
one day leaves all its days, as its pattern may change, and now and then whole routes are taken.
"""

from __future__ import annotations

import numpy as np

from jidi.core.compiled import hot
from jidi.network.routing.kernel.state import Ground, Ints, Limits, State, carry

MEAN_REMOVED = 10.0
LONGEST_STRING = 10.0
SPLIT_CHANCE = 0.5
SPLIT_STOPS = 0.01


@hot
def keep(state: State, kept: State, touched: Ints, slot: int) -> None:
    """Note a route as it was before this step changed it. ``touched[0]`` counts them."""
    for k in range(1, touched[0] + 1):
        if touched[k] == slot:
            return
    touched[0] += 1
    touched[touched[0]] = slot
    size = state.size[slot]
    kept.size[slot] = size
    kept.station[slot] = state.station[slot]
    kept.day[slot] = state.day[slot]
    kept.load[slot] = state.load[slot]
    kept.travel[slot] = state.travel[slot]
    kept.time[slot] = state.time[slot]
    for i in range(size):
        kept.seq[slot, i] = state.seq[slot, i]
        kept.arc[slot, i] = state.arc[slot, i]
    kept.arc[slot, size] = state.arc[slot, size]


@hot
def take_out(ground: Ground, limits: Limits, state: State, slot: int, place: int) -> None:
    """Remove the visit at ``place`` of a route; an emptied route gives its vehicle back."""
    stop = state.seq[slot, place] - ground.stations
    day, station = state.day[slot], state.station[slot]
    _close_gap(ground, state, slot, place)
    state.at[stop, day] = -1
    carry(limits, state, station, day, -ground.demand[stop])
    state.load[slot] -= ground.demand[stop]
    if state.size[slot] == 0:
        state.vehicles[station, day] -= 1
        state.vehicles[ground.stations, day] -= 1


@hot
def _close_gap(ground: Ground, state: State, slot: int, place: int) -> None:
    """Join what stands before and after a visit."""
    last, home, node = state.size[slot] - 1, state.station[slot], state.seq[slot, place]
    before = state.seq[slot, place - 1] if place else home
    after = state.seq[slot, place + 1] if place < last else home
    arc = ground.costs[before, after] if last else 0.0
    state.travel[slot] += arc - state.arc[slot, place] - state.arc[slot, place + 1]
    if ground.timed:
        times = ground.times
        detour = times[before, node] + times[node, after]
        detour -= times[before, after] if last else 0.0
        state.time[slot] -= detour + ground.service[node - ground.stations]
    for i in range(place, last):
        state.seq[slot, i] = state.seq[slot, i + 1]
        state.arc[slot, i + 1] = state.arc[slot, i + 2]
    state.arc[slot, place] = arc
    state.size[slot] = last


@hot
def place_of(state: State, slot: int, node: int) -> int:
    """Where in its route a node stands."""
    for i in range(state.size[slot]):
        if state.seq[slot, i] == node:
            return i
    return -1


@hot
def take_stop(
    ground: Ground, limits: Limits, state: State, kept: State, touched: Ints, stop: int
) -> None:
    """Remove all visits of a stop, noting where they were."""
    for day in range(ground.days):
        kept.at[stop, day] = state.at[stop, day]
    for day in range(ground.days):
        slot = state.at[stop, day]
        if slot >= 0:
            keep(state, kept, touched, slot)
            take_out(ground, limits, state, slot, place_of(state, slot, ground.stations + stop))


@hot
def ruin(
    ground: Ground,
    limits: Limits,
    state: State,
    kept: State,
    touched: Ints,
    absent: Ints,
    slots: int,
    strength: float,
) -> int:
    """Take strings around a random stop out. The absent stops are listed; their number returned.

    :param strength: how many visits are taken on average, at most.
    """
    stops = ground.demand.shape[0]
    visits, routes = 0, 0
    for slot in range(slots):
        if state.size[slot]:
            visits += state.size[slot]
            routes += 1
    longest = min(LONGEST_STRING, visits / max(1, routes))
    strings = int(1 + np.random.random() * (4.0 * strength / (1.0 + longest)))
    seed = np.random.randint(stops)
    before = touched[0]
    count = 0
    done = 0
    for rank in range(-1, ground.near.shape[1]):
        if done >= strings:
            break
        stop = seed if rank < 0 else ground.near[seed, rank]
        slot = _visit_of(ground, state, stop)
        if slot < 0 or _is_touched(touched, before, slot):
            continue
        size = state.size[slot]
        length = int(1 + np.random.random() * min(longest, size))
        length = min(length, size)
        count = _take_string(
            ground, limits, state, kept, touched, absent, count, slot, stop, length
        )
        done += 1
    return count


@hot
def _visit_of(ground: Ground, state: State, stop: int) -> int:
    """A random one of the routes that visit the stop, or -1."""
    if ground.days == 1:
        return int(state.at[stop, 0])
    found, chosen = 0, -1
    for day in range(ground.days):
        if state.at[stop, day] >= 0:
            found += 1
            if np.random.randint(found) == 0:
                chosen = state.at[stop, day]
    return chosen


@hot
def _is_touched(touched: Ints, before: int, slot: int) -> bool:
    for k in range(before + 1, touched[0] + 1):
        if touched[k] == slot:
            return True
    return False


@hot
def _take_string(
    ground: Ground,
    limits: Limits,
    state: State,
    kept: State,
    touched: Ints,
    absent: Ints,
    count: int,
    slot: int,
    stop: int,
    length: int,
) -> int:
    """Take ``length`` stops around ``stop`` out; half the time leave some in the middle."""
    size = state.size[slot]
    at = place_of(state, slot, ground.stations + stop)
    spared = 0
    if length < size and np.random.random() < SPLIT_CHANCE:
        spared = 1
        while length + spared < size and np.random.random() > SPLIT_STOPS:
            spared += 1
    span = length + spared
    lowest, highest = max(0, at - span + 1), min(at, size - span)
    start = lowest + np.random.randint(highest - lowest + 1)
    hole = start + (np.random.randint(length + 1) if spared else 0)
    first = count
    for i in range(start, start + span):
        if spared and hole <= i < hole + spared:
            continue
        absent[count] = state.seq[slot, i] - ground.stations
        count += 1
    for k in range(first, count):
        take_stop(ground, limits, state, kept, touched, absent[k])
    return count
