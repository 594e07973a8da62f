"""Recreate: put absent stops back where they cost least, blinking now and then.

A place costs the detour in the vehicle that then drives: where the stop does not fit in, the route
may change to a larger vehicle that is free, and pays the difference.
"""

from __future__ import annotations

import numpy as np

from jidi.core.compiled import inner
from jidi.network.fleet.kernel.state import (
    LIVE,
    NOWHERE,
    TURN,
    Ground,
    Notes,
    State,
    awake,
    note_node,
    note_slot,
    take_kind,
)

BLINK = 0.01
FAR_AWAY = 1e300


@inner
def arrange(ground: Ground, notes: Notes, count: int) -> None:
    """Sort the absent stops: by chance, the largest first, the farthest first, or the nearest."""
    dice = np.random.random() * 11.0
    for k in range(count):
        stop = notes.absent[k]
        if dice < 4.0:
            notes.keys[k] = np.random.random()
        elif dice < 8.0:
            notes.keys[k] = -float(ground.brings[stop])
        elif dice < 10.0:
            notes.keys[k] = -float(ground.away[stop])
        else:
            notes.keys[k] = float(ground.away[stop])
    for k in range(1, count):
        key, stop = notes.keys[k], notes.absent[k]
        j = k - 1
        while j >= 0 and notes.keys[j] > key:
            notes.keys[j + 1], notes.absent[j + 1] = notes.keys[j], notes.absent[j]
            j -= 1
        notes.keys[j + 1], notes.absent[j + 1] = key, stop


@inner
def _reckon(ground: Ground, state: State, notes: Notes, slot: int, amount: int) -> None:
    """The terms on which a route takes an amount in: the kind, its price of a way, and a sum."""
    notes.met[slot] = notes.tally[TURN]
    load, kind = state.load[slot] + amount, state.kind[slot]
    if load <= ground.capacity[kind]:
        notes.term_kind[slot], notes.term_way[slot] = kind, ground.per_way[kind]
        notes.term_plus[slot] = 0.0
        return
    best, chosen = FAR_AWAY, NOWHERE
    for other in range(ground.capacity.shape[0]):
        if ground.capacity[other] < load or state.used[other] >= ground.vehicles[other]:
            continue
        if ground.home[other] != ground.home[kind]:
            continue
        way = ground.per_way[other] - ground.per_way[kind]
        plus = ground.fixed[other] - ground.fixed[kind] + way * state.length[slot]
        if plus < best:
            best, chosen = plus, other
    notes.term_kind[slot] = chosen
    if chosen != NOWHERE:
        notes.term_way[slot], notes.term_plus[slot] = ground.per_way[chosen], best


@inner
def _best_place(
    ground: Ground, state: State, notes: Notes, stop: int
) -> tuple[float, int, int, int]:
    """The cheapest place: cost, the node before it, the slot, the kind that then drives."""
    stops = ground.brings.shape[0]
    amount, place = ground.brings[stop], state.place[stop]
    notes.tally[TURN] += 1
    best, best_before, best_slot, best_kind = FAR_AWAY, NOWHERE, NOWHERE, NOWHERE
    for rank in range(ground.near.shape[1]):
        other = ground.near[stop, rank]
        slot = state.slot[other]
        if slot == NOWHERE:
            continue
        if notes.met[slot] != notes.tally[TURN]:
            _reckon(ground, state, notes, slot, amount)
        kind = notes.term_kind[slot]
        if kind == NOWHERE:
            continue
        there = state.place[other]
        way, plus = notes.term_way[slot], notes.term_plus[slot]
        go, come = ground.ways[there, place], ground.ways[place, there]
        # Behind the other stop, then before it.
        after = state.place[state.behind[other]]
        cost = plus + way * (go + ground.ways[place, after] - ground.ways[there, after])
        if cost < best and np.random.random() >= BLINK:
            best, best_before, best_slot, best_kind = cost, other, slot, kind
        node = state.before[other]
        front = state.place[node]
        cost = plus + way * (ground.ways[front, place] + come - ground.ways[front, there])
        if cost < best and np.random.random() >= BLINK:
            best, best_before, best_slot, best_kind = cost, node, slot, kind
    for rank in range(state.tally[LIVE]):
        slot = state.order[rank]
        if notes.met[slot] != notes.tally[TURN]:
            _reckon(ground, state, notes, slot, amount)
        kind = notes.term_kind[slot]
        if kind == NOWHERE:
            continue
        depot = stops + slot
        home, way, plus = state.place[depot], notes.term_way[slot], notes.term_plus[slot]
        first, last = state.place[state.behind[depot]], state.place[state.before[depot]]
        cost = plus + way * (
            ground.ways[home, place] + ground.ways[place, first] - ground.ways[home, first]
        )
        if cost < best and np.random.random() >= BLINK:
            best, best_before, best_slot, best_kind = cost, depot, slot, kind
        cost = plus + way * (
            ground.ways[last, place] + ground.ways[place, home] - ground.ways[last, home]
        )
        if cost < best and np.random.random() >= BLINK:
            best, best_before, best_slot, best_kind = cost, state.before[depot], slot, kind
    if state.tally[LIVE] == state.order.shape[0]:
        return best, best_before, best_slot, best_kind
    slot = state.order[state.tally[LIVE]]
    for kind in range(ground.capacity.shape[0]):
        if ground.capacity[kind] < amount or state.used[kind] >= ground.vehicles[kind]:
            continue
        home = ground.home[kind]
        there_and_back = ground.ways[home, place] + ground.ways[place, home]
        cost = ground.fixed[kind] + ground.per_way[kind] * there_and_back
        if cost < best and np.random.random() >= BLINK:
            best, best_before, best_slot, best_kind = cost, stops + slot, slot, kind
    return best, best_before, best_slot, best_kind


@inner
def _put_in(
    ground: Ground, state: State, notes: Notes, stop: int, before: int, slot: int, kind: int
) -> None:
    stops = ground.brings.shape[0]
    note_slot(state, notes, slot)
    note_node(state, notes, stop)
    note_node(state, notes, before)
    if state.size[slot] == 0:
        depot = stops + slot
        state.before[depot], state.behind[depot] = depot, depot
        state.load[slot], state.length[slot] = 0, 0
        awake(ground, state, slot, kind, stops)
    elif state.kind[slot] != kind:
        state.used[state.kind[slot]] -= 1
        take_kind(ground, state, slot, kind, stops)
    behind = state.behind[before]
    note_node(state, notes, behind)
    state.behind[before], state.before[stop] = stop, before
    state.behind[stop], state.before[behind] = behind, stop
    state.slot[stop] = slot
    from_place, place, to_place = state.place[before], state.place[stop], state.place[behind]
    state.length[slot] += (
        ground.ways[from_place, place]
        + ground.ways[place, to_place]
        - ground.ways[from_place, to_place]
    )
    state.load[slot] += ground.brings[stop]
    state.size[slot] += 1


@inner
def recreate(ground: Ground, state: State, notes: Notes, count: int) -> bool:
    """Put all absent stops back; whether every one found a place."""
    for k in range(count):
        stop = notes.absent[k]
        _, before, slot, kind = _best_place(ground, state, notes, stop)
        if before == NOWHERE:
            return False
        _put_in(ground, state, notes, stop, before, slot, kind)
    return True
