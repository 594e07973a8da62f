"""Ruin: take strings of stops that lie near each other out of their trips.

The idea is published as SISR: J. Christiaens and G. Vanden Berghe, "Slack induction by string
removals for vehicle routing problems", Transportation Science 54 (2020).
"""

from __future__ import annotations

import numpy as np

from jidi.core.compiled import hot
from jidi.network.fleet.timed_kernel.state import (
    ABSENT,
    BEGUN,
    LIVE,
    LOAD,
    NEXT,
    NOWHERE,
    STEP,
    TOUCHED,
    Ground,
    Notes,
    State,
    asleep,
    touch,
)
from jidi.network.fleet.timed_kernel.telling import tell

LONGEST_STRING = 10.0
SPLIT_CHANCE = 0.5
SPLIT_STOPS = 0.01
CHANGES, NOISE = 0.05, 0.3
"""How often a round gets another kind of vehicle; how much chance has a say in which."""


@hot
def ruin(ground: Ground, state: State, notes: Notes, strength: float) -> bool:
    """Take strings around a random stop out; the stops are absent then.

    :param strength: how many stops are taken on average.
    :returns: whether what is left keeps its windows: ways round may be shorter than straight ones.
    """
    stops, trips = ground.brings.shape[0], 0
    for rank in range(state.tally[LIVE]):
        trips += state.loads[state.order[rank]]
    longest = min(LONGEST_STRING, stops / max(1, trips))
    strings = int(1 + np.random.random() * (4.0 * strength / (1.0 + longest) - 1.0))
    seed = np.random.randint(stops)
    done = 0
    for rank in range(-1, ground.near.shape[1]):
        if done >= strings:
            break
        stop = seed if rank < 0 else ground.near[seed, rank]
        if state.slot[stop] == NOWHERE or notes.ruined_in[stop] == notes.tally[STEP]:
            continue
        if not _take_string(ground, state, notes, stop, longest):
            return False
        done += 1
    if ground.capacity.shape[0] > 1 and done and np.random.random() < CHANGES:
        return _with_another_kind(ground, state, notes)
    return True


@hot
def _with_another_kind(ground: Ground, state: State, notes: Notes) -> bool:
    """A round with a string less, of one trip, gets a vehicle of another kind or depot, with little
    way to and from it; what that leaves room for shows before stops are put back."""
    slot = notes.touched[np.random.randint(notes.tally[TOUCHED])]
    last, old = state.size[slot] - 1, state.kind[slot]
    if last < 2 or state.loads[slot] != 1:
        return True
    first, final = state.row[slot, 1], state.row[slot, last - 1]
    chosen, least = NOWHERE, np.inf
    for kind in range(ground.capacity.shape[0]):
        full = state.told[slot, 0, LOAD] > ground.capacity[kind]
        if kind == old or full or state.used[kind] >= ground.vehicles[kind]:
            continue
        matrix = ground.matrix[kind]
        legs = ground.ways[matrix, ground.start[kind], first]
        legs += ground.ways[matrix, final, ground.end[kind]]
        cost = ground.fixed[kind] + ground.per_way[kind] * legs
        cost *= 1.0 + NOISE * np.random.random()
        if cost < least:
            chosen, least = kind, cost
    if chosen == NOWHERE:
        return True
    state.used[old] -= 1
    state.used[chosen] += 1
    state.kind[slot] = chosen
    state.row[slot, 0], state.row[slot, last] = ground.start[chosen], ground.end[chosen]
    return tell(ground, state, slot)


@hot
def _take_string(ground: Ground, state: State, notes: Notes, stop: int, longest: float) -> bool:
    """Take some stops around ``stop`` out of its trip; half the time leave some in the middle."""
    slot, p = state.slot[stop], state.position[stop]
    begun = state.told[slot, p, BEGUN]
    first, ends = begun + 1, state.told[slot, begun, NEXT]
    size = ends - first
    for q in range(first, ends):
        notes.ruined_in[state.row[slot, q]] = notes.tally[STEP]
    length = min(int(1 + np.random.random() * min(longest, float(size))), size)
    spared = 0
    if length < size and np.random.random() < SPLIT_CHANCE:
        spared = 1
        while length + spared < size and np.random.random() < SPLIT_STOPS:
            spared += 1
    span = length + spared
    earliest, latest = max(first, p - span + 1), min(p, ends - span)
    begins = earliest + np.random.randint(latest - earliest + 1)
    hole = begins + (np.random.randint(length + 1) if spared else span)
    touch(state, notes, slot)
    for q in range(begins, begins + span):
        if not hole <= q < hole + spared:
            taken = state.row[slot, q]
            state.absent[state.tally[ABSENT]] = taken
            state.tally[ABSENT] += 1
            state.slot[taken] = NOWHERE
    return _closed(ground, state, slot, begun, ends)


@hot
def _closed(ground: Ground, state: State, slot: int, begun: int, ends: int) -> bool:
    """Close the gaps of a trip; an emptied trip gives up a depot, an emptied round its vehicle."""
    last = state.size[slot] - 1
    write = begun + 1
    for q in range(begun + 1, ends):
        node = state.row[slot, q]
        if state.slot[node] != NOWHERE:
            state.row[slot, write] = node
            write += 1
    if write == begun + 1:
        if begun == 0 and ends == last:
            asleep(state, slot)
            return True
        if ends == last:
            # The trip before goes straight to the end.
            write = begun
        else:
            # The trip behind is loaded where this one was.
            ends += 1
    for q in range(ends, last + 1):
        state.row[slot, write] = state.row[slot, q]
        write += 1
    state.size[slot] = write
    return tell(ground, state, slot)
