"""Recreate: put absent stops back where they cost least, blinking now and then."""

from __future__ import annotations

import numpy as np

from jidi.core.compiled import hot
from jidi.network.fleet.timed_kernel.places import (
    DEPOT,
    FAR_AWAY,
    HOW,
    KIND,
    LOADS_BEFORE,
    LOADS_BEHIND,
    POSITION,
    SLOT,
    seek_place,
)
from jidi.network.fleet.timed_kernel.state import (
    ABSENT,
    NOWHERE,
    Ground,
    Notes,
    State,
    awake,
    touch,
)
from jidi.network.fleet.timed_kernel.telling import tell

BLINK = 0.01


@hot
def arrange(ground: Ground, state: State, notes: Notes) -> None:
    """Sort the absent stops: by chance, by load, by distance, or by their windows."""
    dice = np.random.random() * 17.0
    count = state.tally[ABSENT]
    for k in range(count):
        stop = state.absent[k]
        if dice < 4.0:
            notes.keys[k] = np.random.random()
        elif dice < 8.0:
            notes.keys[k] = -float(ground.brings[stop])
        elif dice < 10.0:
            notes.keys[k] = -float(ground.away[stop])
        elif dice < 11.0:
            notes.keys[k] = float(ground.away[stop])
        elif dice < 13.0:
            notes.keys[k] = float(ground.closes[stop] - ground.opens[stop])
        elif dice < 15.0:
            notes.keys[k] = float(ground.opens[stop])
        else:
            notes.keys[k] = -float(ground.closes[stop])
    for k in range(1, count):
        key, stop = notes.keys[k], state.absent[k]
        j = k - 1
        while j >= 0 and notes.keys[j] > key:
            notes.keys[j + 1], state.absent[j + 1] = notes.keys[j], state.absent[j]
            j -= 1
        notes.keys[j + 1], state.absent[j + 1] = key, stop


@hot
def recreate(ground: Ground, state: State, notes: Notes) -> bool:
    """Put absent stops back; those without a place stay absent. False where windows broke."""
    count, left = state.tally[ABSENT], 0
    holds = True
    for k in range(count):
        stop = state.absent[k]
        most = FAR_AWAY if ground.must[stop] else ground.forgone[stop]
        if holds:
            seek_place(ground, state, stop, notes.chosen, BLINK, most)
        if holds and notes.chosen[SLOT] != NOWHERE:
            holds = _put_in(ground, state, notes, stop)
        else:
            state.absent[left] = stop
            left += 1
    state.tally[ABSENT] = left
    return holds


@hot
def _put_in(ground: Ground, state: State, notes: Notes, stop: int) -> bool:
    """Put a stop in at the chosen place."""
    slot, p = notes.chosen[SLOT], notes.chosen[POSITION]
    touch(state, notes, slot)
    if state.size[slot] == 0:
        kind = notes.chosen[KIND]
        awake(state, slot, kind)
        state.row[slot, 0], state.row[slot, 1] = ground.start[kind], stop
        state.row[slot, 2] = ground.end[kind]
        state.size[slot] = 3
        return tell(ground, state, slot)
    how, depot = notes.chosen[HOW], notes.chosen[DEPOT]
    more = 1 if depot == NOWHERE else 2
    for q in range(state.size[slot] - 1, p, -1):
        state.row[slot, q + more] = state.row[slot, q]
    state.size[slot] += more
    if how == LOADS_BEFORE:
        state.row[slot, p + 1], state.row[slot, p + 2] = depot, stop
    else:
        state.row[slot, p + 1] = stop
        if how == LOADS_BEHIND:
            state.row[slot, p + 2] = depot
    return tell(ground, state, slot)
