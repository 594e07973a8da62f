"""What the kernel works on: the ground (never changes), the state, and the notes of one step.

Nodes are the stops and, behind them, one node for the depot of every slot, which stands before a
route's first stop and behind its last. Slots hold routes: the live ones stand first in ``order``.
A step notes what it changes before it changes it, so that it can be undone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jidi.core.compiled import inner

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NOWHERE = -1
LIVE = 0
"""Where ``State.tally`` counts the live slots."""
NODES, SLOTS = 0, 1
"""Where ``Notes.tally`` counts the nodes and the slots noted."""
STEP, TURN = 2, 3
"""Where ``Notes.tally`` has the number of the step and that of the stop being put in."""


class Ground(NamedTuple):
    """The problem as arrays. Costs are whole numbers, held in doubles, which have room for them."""

    ways: Ints
    """(place, place)"""
    brings: Ints
    near: Ints
    """(stop, rank) other stops, the nearest first."""
    away: Ints
    """Of each stop, the way from the nearest depot."""
    capacity: Ints
    per_way: Floats
    fixed: Floats
    vehicles: Ints
    """(kind) how many there are."""
    home: Ints
    """(kind) the place of its depot."""


class State(NamedTuple):
    """A design under way: who stands before and behind whom, and what follows from that."""

    before: Ints
    behind: Ints
    slot: Ints
    """(stop) the slot of its route, or ``NOWHERE``."""
    place: Ints
    """(node)"""
    load: Ints
    length: Ints
    size: Ints
    kind: Ints
    used: Ints
    """(kind) how many vehicles drive."""
    order: Ints
    rank: Ints
    """(slot) where it stands in ``order``."""
    tally: Ints


class Notes(NamedTuple):
    """What one step has changed, as it was, and room to work in."""

    tally: Ints
    noted: Ints
    """(node) the step that last noted it."""
    node: Ints
    before: Ints
    behind: Ints
    slot: Ints
    noted_slot: Ints
    slots: Ints
    load: Ints
    length: Ints
    size: Ints
    kind: Ints
    absent: Ints
    keys: Floats
    met: Ints
    """(slot) the turn at which its terms were last reckoned."""
    term_kind: Ints
    term_way: Floats
    term_plus: Floats


@inner
def note_node(state: State, notes: Notes, node: int) -> None:
    """Note a node before it changes."""
    if notes.noted[node] == notes.tally[STEP]:
        return
    notes.noted[node] = notes.tally[STEP]
    k = notes.tally[NODES]
    notes.tally[NODES] = k + 1
    notes.node[k] = node
    notes.before[k] = state.before[node]
    notes.behind[k] = state.behind[node]
    notes.slot[k] = state.slot[node]


@inner
def note_slot(state: State, notes: Notes, slot: int) -> None:
    """Note a route before it changes."""
    if notes.noted_slot[slot] == notes.tally[STEP]:
        return
    notes.noted_slot[slot] = notes.tally[STEP]
    k = notes.tally[SLOTS]
    notes.tally[SLOTS] = k + 1
    notes.slots[k] = slot
    notes.load[k] = state.load[slot]
    notes.length[k] = state.length[slot]
    notes.size[k] = state.size[slot]
    notes.kind[k] = state.kind[slot]


@inner
def awake(ground: Ground, state: State, slot: int, kind: int, stops: int) -> None:
    """An empty slot gets a vehicle of this kind."""
    _swap(state, slot, state.tally[LIVE])
    state.tally[LIVE] += 1
    take_kind(ground, state, slot, kind, stops)


@inner
def asleep(state: State, slot: int) -> None:
    """An emptied slot gives its vehicle back."""
    state.tally[LIVE] -= 1
    _swap(state, slot, state.tally[LIVE])
    state.used[state.kind[slot]] -= 1


@inner
def take_kind(ground: Ground, state: State, slot: int, kind: int, stops: int) -> None:
    """The slot drives this kind from now on; its old one, if any, was given back."""
    state.kind[slot] = kind
    state.used[kind] += 1
    state.place[stops + slot] = ground.home[kind]


@inner
def _swap(state: State, slot: int, rank: int) -> None:
    other, from_rank = state.order[rank], state.rank[slot]
    state.order[rank], state.order[from_rank] = slot, other
    state.rank[slot], state.rank[other] = rank, from_rank


@inner
def undo(ground: Ground, state: State, notes: Notes, stops: int) -> None:
    """Everything as it was before the step."""
    for k in range(notes.tally[NODES]):
        node = notes.node[k]
        state.before[node] = notes.before[k]
        state.behind[node] = notes.behind[k]
        state.slot[node] = notes.slot[k]
    for k in range(notes.tally[SLOTS]):
        slot = notes.slots[k]
        if state.size[slot]:
            asleep(state, slot)
        state.load[slot] = notes.load[k]
        state.length[slot] = notes.length[k]
        state.size[slot] = notes.size[k]
    for k in range(notes.tally[SLOTS]):
        if notes.size[k]:
            awake(ground, state, notes.slots[k], notes.kind[k], stops)


@inner
def cost_of(ground: Ground, state: State, slot: int) -> float:
    """What a live route costs."""
    kind = state.kind[slot]
    return float(ground.fixed[kind] + ground.per_way[kind] * state.length[slot])


@inner
def cost_of_all(ground: Ground, state: State) -> float:
    """What all live routes cost."""
    cost = 0.0
    for rank in range(state.tally[LIVE]):
        cost += cost_of(ground, state, state.order[rank])
    return cost
