"""Whole trips change vehicles: it seldom costs anything, and moves waiting where it is needed."""

from __future__ import annotations

import numpy as np

from jidi.core.compiled import hot
from jidi.network.fleet.timed_kernel.state import (
    LIVE,
    LOAD,
    NEXT,
    NOWHERE,
    Ground,
    Notes,
    State,
    asleep,
    touch,
)
from jidi.network.fleet.timed_kernel.telling import tell

ALL_BEHIND = 0.3
"""The chance that all trips behind change with one."""
GIVEN = 0.5
"""The chance that one vehicle gives a trip and gets none."""


@hot
def exchange(ground: Ground, state: State, notes: Notes) -> bool:
    """Two rounds exchange trips, or one gives some to the other; whether both hold then."""
    live = state.tally[LIVE]
    if live < 2:
        return False
    first = state.order[np.random.randint(live)]
    second = state.order[np.random.randint(live)]
    if first == second:
        return False
    if ground.reloads[state.kind[second], 0] != NOWHERE and np.random.random() < GIVEN:
        return _given(ground, state, notes, first, second)
    return _exchanged(ground, state, notes, first, second)


@hot
def _exchanged(ground: Ground, state: State, notes: Notes, first: int, second: int) -> bool:
    here, here_ends = _picked(state, first)
    there, there_ends = _picked(state, second)
    sizes = here_ends - here, there_ends - there
    larger = max(state.size[first] - sizes[0] + sizes[1], state.size[second] - sizes[1] + sizes[0])
    if larger > state.row.shape[1]:
        return False
    touch(state, notes, first)
    touch(state, notes, second)
    _spliced(state, notes, first, here, here_ends, second, there, there_ends)
    _spliced(state, notes, second, there, there_ends, first, here, here_ends)
    return _holds(ground, state, first) and _holds(ground, state, second)


@hot
def _holds(ground: Ground, state: State, slot: int) -> bool:
    """Whether a round holds in every respect, its vehicle's loads and depots too."""
    if not tell(ground, state, slot):
        return False
    kind, p = state.kind[slot], 0
    if state.loads[slot] > ground.trips[kind]:
        return False
    while p != NOWHERE:
        if state.told[slot, p, NEXT] != NOWHERE:
            if state.told[slot, p, LOAD] > ground.capacity[kind]:
                return False
            if p and not _may_load(ground, kind, state.row[slot, p]):
                return False
        p = state.told[slot, p, NEXT]
    return True


@hot
def _may_load(ground: Ground, kind: int, depot: int) -> bool:
    for number in range(ground.reloads.shape[1]):
        if ground.reloads[kind, number] == depot:
            return True
    return False


@hot
def _picked(state: State, slot: int) -> tuple[int, int]:
    """The positions of the depots before and behind a trip, or all trips from it on."""
    skips, begun = np.random.randint(state.loads[slot]), 0
    for _ in range(skips):
        begun = state.told[slot, begun, NEXT]
    if np.random.random() < ALL_BEHIND:
        return begun, state.size[slot] - 1
    return begun, state.told[slot, begun, NEXT]


@hot
def _spliced(
    state: State,
    notes: Notes,
    slot: int,
    begun: int,
    ends: int,
    other: int,
    other_begun: int,
    other_ends: int,
) -> None:
    """The round as noted, with the other's nodes between two depots in place of its own."""
    write = begun + 1
    for q in range(other_begun + 1, other_ends):
        state.row[slot, write] = notes.row[other, q]
        write += 1
    for q in range(ends, notes.size[slot]):
        state.row[slot, write] = notes.row[slot, q]
        write += 1
    state.size[slot] = write


@hot
def _given(ground: Ground, state: State, notes: Notes, giver: int, taker: int) -> bool:
    """A round gives some of its trips to another; whether both hold then."""
    begun, ends = _picked(state, giver)
    if state.size[taker] + ends - begun > state.row.shape[1]:
        return False
    skips, at = np.random.randint(state.loads[taker] + 1), 0
    for _ in range(skips):
        at = state.told[taker, at, NEXT]
    touch(state, notes, giver)
    touch(state, notes, taker)
    _taken(state, notes, taker, at, _some_depot(ground, state.kind[taker]), giver, begun, ends)
    if not _holds(ground, state, taker):
        return False
    last = notes.size[giver] - 1
    if begun == 0 and ends == last:
        asleep(state, giver)
        return True
    # Of the two depots around the trips one goes: where they were loaded, if nothing follows.
    write, read = (begun, last) if ends == last else (begun + 1, ends + 1)
    for q in range(read, last + 1):
        state.row[giver, write] = notes.row[giver, q]
        write += 1
    state.size[giver] = write
    return _holds(ground, state, giver)


@hot
def _some_depot(ground: Ground, kind: int) -> int:
    many = 0
    while many < ground.reloads.shape[1] and ground.reloads[kind, many] != NOWHERE:
        many += 1
    return int(ground.reloads[kind, np.random.randint(many)])


@hot
def _taken(
    state: State, notes: Notes, slot: int, at: int, depot: int, giver: int, begun: int, ends: int
) -> None:
    """The round as noted, with the giver's trips before or behind the depot at a position."""
    last, write = notes.size[slot] - 1, at
    if at == last:
        state.row[slot, write] = depot
    write += 1
    for q in range(begun + 1, ends):
        state.row[slot, write] = notes.row[giver, q]
        write += 1
    if at != last:
        state.row[slot, write] = depot
        write += 1
    for q in range(at if at == last else at + 1, last + 1):
        state.row[slot, write] = notes.row[slot, q]
        write += 1
    state.size[slot] = write
