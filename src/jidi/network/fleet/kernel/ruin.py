"""Ruin: take strings of stops that lie near each other out of their routes.

The idea is published as SISR: J. Christiaens and G. Vanden Berghe, "Slack induction by string
removals for vehicle routing problems", Transportation Science 54 (2020).
"""

from __future__ import annotations

import numpy as np

from jidi.core.compiled import inner
from jidi.network.fleet.kernel.state import (
    LIVE,
    NOWHERE,
    STEP,
    Ground,
    Notes,
    State,
    asleep,
    note_node,
    note_slot,
)

LONGEST_STRING = 10.0
SPLIT_CHANCE = 0.5
SPLIT_STOPS = 0.01


@inner
def ruin(ground: Ground, state: State, notes: Notes, strength: float) -> int:
    """Take strings around a random stop out. The absent stops are listed; their number returned.

    :param strength: how many stops are taken on average.
    """
    stops = ground.brings.shape[0]
    longest = min(LONGEST_STRING, stops / max(1, state.tally[LIVE]))
    strings = int(1 + np.random.random() * (4.0 * strength / (1.0 + longest) - 1.0))
    seed = np.random.randint(stops)
    count, done = 0, 0
    for rank in range(-1, ground.near.shape[1]):
        if done >= strings:
            break
        stop = seed if rank < 0 else ground.near[seed, rank]
        slot = state.slot[stop]
        if slot == NOWHERE or _is_ruined(notes, slot):
            continue
        most = min(longest, float(state.size[slot]))
        length = min(int(1 + np.random.random() * most), state.size[slot])
        count = _take_string(ground, state, notes, count, slot, stop, length)
        done += 1
    return count


@inner
def _is_ruined(notes: Notes, slot: int) -> bool:
    return bool(notes.noted_slot[slot] == notes.tally[STEP])


@inner
def _take_string(
    ground: Ground, state: State, notes: Notes, count: int, slot: int, stop: int, length: int
) -> int:
    """Take ``length`` stops around ``stop`` out; half the time leave some in the middle."""
    stops = ground.brings.shape[0]
    spared = 0
    if length < state.size[slot] and np.random.random() < SPLIT_CHANCE:
        spared = 1
        while length + spared < state.size[slot] and np.random.random() > SPLIT_STOPS:
            spared += 1
    span = length + spared
    back = np.random.randint(span)
    node = stop
    while back > 0 and state.before[node] < stops:
        node = state.before[node]
        back -= 1
    # Where the route ends too soon, the string begins earlier.
    node = _with_room(state, node, span, stops)
    hole = np.random.randint(length + 1) if spared else span
    for i in range(span):
        after = state.behind[node]
        if not hole <= i < hole + spared:
            notes.absent[count] = node
            count += 1
            take_out(ground, state, notes, slot, node)
        node = after
    return count


@inner
def _with_room(state: State, node: int, span: int, stops: int) -> int:
    """The node itself, or an earlier one, such that ``span`` stops follow from it."""
    left, end = span - 1, node
    while left > 0 and state.behind[end] < stops:
        end = state.behind[end]
        left -= 1
    while left > 0:
        node = state.before[node]
        left -= 1
    return node


@inner
def take_out(ground: Ground, state: State, notes: Notes, slot: int, node: int) -> None:
    """Remove a stop from its route; an emptied route gives its vehicle back."""
    before, behind = state.before[node], state.behind[node]
    note_node(state, notes, node)
    note_node(state, notes, before)
    note_node(state, notes, behind)
    note_slot(state, notes, slot)
    state.behind[before] = behind
    state.before[behind] = before
    state.slot[node] = NOWHERE
    from_place, place, to_place = state.place[before], state.place[node], state.place[behind]
    state.length[slot] += (
        ground.ways[from_place, to_place]
        - ground.ways[from_place, place]
        - ground.ways[place, to_place]
    )
    state.load[slot] -= ground.brings[node]
    state.size[slot] -= 1
    if state.size[slot] == 0:
        asleep(state, slot)
