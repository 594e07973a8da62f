"""What the kernel works on: the ground (never changes), the state, and the notes of one step.

Nodes are the stops and, behind them, the depots. A slot holds the round of one vehicle as a row of
nodes: the depot where it starts, the stops of its trips with the depot it loads at between any two,
and the depot where it ends. The live slots stand first in ``order``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jidi.core.compiled import hot

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Lengths = npt.NDArray[np.int32] | npt.NDArray[np.int64]

NOWHERE = -1
LIVE, ABSENT = 0, 1
"""Where ``State.tally`` counts the live slots and the absent stops."""
STEP, TOUCHED, KEPT_ABSENT = 0, 1, 2
"""Where ``Notes.tally`` has the number of the step, the slots it touched and who was absent."""

# Columns of ``State.told``. A stretch of a round is told by three numbers: the time it takes with
# the least waiting, and the earliest and the latest beginning at which it takes no more.
TO, TO_EARLY, TO_LATE = 0, 1, 2
"""From the vehicle's start up to and with this node."""
TRIP, TRIP_EARLY, TRIP_LATE = 3, 4, 5
"""From the first stop of the trip up to and with this one."""
ON, ON_EARLY, ON_LATE = 6, 7, 8
"""From and with this node to the vehicle's end."""
LOAD_TO, LOAD = 9, 10
"""What the trip brings up to and with this stop; at a depot, all of the trip that begins there."""
RELEASED_TO, RELEASED_ON, RELEASED = 11, 12, 13
"""The latest release up to and with this stop, from it on; at a depot, of the trip."""
BEGUN, NEXT = 14, 15
"""The position where the trip was loaded, and, at a depot, that of the next depot."""
COLUMNS = 16

NEVER = 2**60
"""Later than any time."""


class Ground(NamedTuple):
    """The problem as arrays."""

    ways: Lengths
    """(matrix, node, node)"""
    back: Lengths
    """``ways`` transposed: the ways into a node as one row."""
    times: Lengths
    brings: Ints
    opens: Ints
    """(node)"""
    closes: Ints
    service: Ints
    released: Ints
    forgone: Floats
    """(stop) what leaving it out costs."""
    must: Ints
    """(stop) 1 where no design holds without it."""
    near: Ints
    """(stop, rank) other stops, the nearest first."""
    near_way: Ints
    """(stop, rank) the way between them, the shorter one."""
    away: Ints
    capacity: Ints
    """(kind), as all that follow."""
    per_way: Floats
    fixed: Floats
    vehicles: Ints
    matrix: Ints
    start: Ints
    end: Ints
    from_time: Ints
    to_time: Ints
    longest: Ints
    shift: Ints
    trips: Ints
    reloads: Ints
    """(kind, number) the nodes where it may load between trips, ``NOWHERE`` behind the last."""


class State(NamedTuple):
    """A design under way."""

    row: Ints
    """(slot, position) nodes."""
    told: Ints
    """(slot, position, column)"""
    direct: Ints
    """(slot, position) the way to the next node."""
    size: Ints
    """(slot) nodes of the row; 0 where there is no round."""
    kind: Ints
    length: Ints
    loads: Ints
    """(slot) how many trips."""
    slot: Ints
    """(stop)"""
    position: Ints
    used: Ints
    order: Ints
    rank: Ints
    absent: Ints
    tally: Ints


class Notes(NamedTuple):
    """What one step has changed, as it was, and room to work in."""

    tally: Ints
    touched_in: Ints
    """(slot) the step that last touched it."""
    touched: Ints
    row: Ints
    size: Ints
    kind: Ints
    length: Ints
    absent: Ints
    keys: Floats
    chosen: Ints
    """The place found for a stop."""
    ruined_in: Ints
    """(stop) the step in which its trip was last ruined."""


@hot
def touch(state: State, notes: Notes, slot: int) -> None:
    """Note a round before it changes."""
    if notes.touched_in[slot] == notes.tally[STEP]:
        return
    notes.touched_in[slot] = notes.tally[STEP]
    notes.touched[notes.tally[TOUCHED]] = slot
    notes.tally[TOUCHED] += 1
    size = state.size[slot]
    notes.size[slot], notes.kind[slot] = size, state.kind[slot]
    notes.length[slot] = state.length[slot]
    for p in range(size):
        notes.row[slot, p] = state.row[slot, p]


@hot
def awake(state: State, slot: int, kind: int) -> None:
    """An empty slot gets a vehicle of this kind."""
    _swap(state, slot, state.tally[LIVE])
    state.tally[LIVE] += 1
    state.kind[slot] = kind
    state.used[kind] += 1


@hot
def asleep(state: State, slot: int) -> None:
    """A slot gives its vehicle back and has no round."""
    state.tally[LIVE] -= 1
    _swap(state, slot, state.tally[LIVE])
    state.used[state.kind[slot]] -= 1
    state.size[slot] = 0


@hot
def _swap(state: State, slot: int, rank: int) -> None:
    other, from_rank = state.order[rank], state.rank[slot]
    state.order[rank], state.order[from_rank] = slot, other
    state.rank[slot], state.rank[other] = rank, from_rank
