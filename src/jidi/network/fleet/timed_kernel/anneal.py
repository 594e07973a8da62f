"""Ruin and recreate at a temperature, with whole trips changing vehicles in between."""

from __future__ import annotations

import numpy as np

from jidi.core.compiled import bare, hot
from jidi.network.fleet.timed_kernel.recreate import arrange, recreate
from jidi.network.fleet.timed_kernel.ruin import ruin
from jidi.network.fleet.timed_kernel.state import (
    ABSENT,
    KEPT_ABSENT,
    LIVE,
    NOWHERE,
    STEP,
    TOUCHED,
    Ground,
    Notes,
    State,
    asleep,
    awake,
)
from jidi.network.fleet.timed_kernel.telling import tell
from jidi.network.fleet.timed_kernel.trips import exchange


@bare
def anneal(
    ground: Ground,
    state: State,
    best: State,
    notes: Notes,
    least: float,
    seed: int,
    steps: int,
    heat: float,
    strength: float,
    exchanges: float,
) -> tuple[float, int]:
    """Run ``steps`` steps at a temperature.

    :param least: the cost of ``best``, which is replaced by whatever costs less and lacks no stop
        that must be visited.
    :param exchanges: the share of steps in which trips change vehicles and nothing else is done.
    :returns: the cost of ``best``, and how many steps ended with all such stops visited.
    """
    np.random.seed(seed)
    now, complete = cost_of_all(ground, state), 0
    for _ in range(steps):
        notes.tally[STEP] += 1
        notes.tally[TOUCHED] = 0
        count = state.tally[ABSENT]
        notes.tally[KEPT_ABSENT] = count
        for k in range(count):
            notes.absent[k] = state.absent[k]
        if np.random.random() < exchanges:
            holds = exchange(ground, state, notes)
        else:
            holds = ruin(ground, state, notes, strength)
            if holds:
                arrange(ground, state, notes)
                holds = recreate(ground, state, notes)
        cost = now + _difference(ground, state, notes) if holds else np.inf
        if cost < now - heat * np.log(np.random.random()):
            now = cost
            if now < least - 0.5 and not _lacks(ground, state):
                least = now
                copy(best, state)
        else:
            _undo(ground, state, notes)
        complete += not _lacks(ground, state)
    return least, complete


@bare
def fill(ground: Ground, state: State, notes: Notes, seed: int) -> bool:
    """Put the absent stops in, whichever find a place; whether all that must have found one."""
    np.random.seed(seed)
    notes.tally[STEP] += 1
    notes.tally[TOUCHED] = 0
    arrange(ground, state, notes)
    return recreate(ground, state, notes) and not _lacks(ground, state)


@bare
def settle(ground: Ground, state: State) -> bool:
    """Tell of all rounds; whether all hold."""
    holds = True
    for rank in range(state.tally[LIVE]):
        holds = tell(ground, state, state.order[rank]) and holds
    return holds


@bare
def cost_of_all(ground: Ground, state: State) -> float:
    """What all rounds cost, and what is forgone."""
    cost = 0.0
    for rank in range(state.tally[LIVE]):
        slot = state.order[rank]
        kind = state.kind[slot]
        cost += ground.fixed[kind] + ground.per_way[kind] * state.length[slot]
    for k in range(state.tally[ABSENT]):
        cost += ground.forgone[state.absent[k]]
    return cost


@hot
def _lacks(ground: Ground, state: State) -> bool:
    for k in range(state.tally[ABSENT]):
        if ground.must[state.absent[k]]:
            return True
    return False


@hot
def _difference(ground: Ground, state: State, notes: Notes) -> float:
    """What the step has made dearer."""
    more = 0.0
    for k in range(notes.tally[TOUCHED]):
        slot = notes.touched[k]
        if notes.size[slot]:
            kind = notes.kind[slot]
            more -= ground.fixed[kind] + ground.per_way[kind] * notes.length[slot]
        if state.size[slot]:
            kind = state.kind[slot]
            more += ground.fixed[kind] + ground.per_way[kind] * state.length[slot]
    for k in range(notes.tally[KEPT_ABSENT]):
        more -= ground.forgone[notes.absent[k]]
    for k in range(state.tally[ABSENT]):
        more += ground.forgone[state.absent[k]]
    return more


@hot
def _undo(ground: Ground, state: State, notes: Notes) -> None:
    """Everything as it was before the step."""
    for k in range(notes.tally[TOUCHED]):
        if state.size[notes.touched[k]]:
            asleep(state, notes.touched[k])
    for k in range(notes.tally[TOUCHED]):
        slot = notes.touched[k]
        size = notes.size[slot]
        if size == 0:
            continue
        awake(state, slot, notes.kind[slot])
        state.size[slot] = size
        for p in range(size):
            state.row[slot, p] = notes.row[slot, p]
    count = notes.tally[KEPT_ABSENT]
    state.tally[ABSENT] = count
    for k in range(count):
        stop = notes.absent[k]
        state.absent[k] = stop
        state.slot[stop] = NOWHERE
    for k in range(notes.tally[TOUCHED]):
        slot = notes.touched[k]
        if state.size[slot]:
            tell(ground, state, slot)


@bare
def copy(target: State, source: State) -> None:
    """The rounds and who is absent: all else follows from them."""
    target.tally[LIVE] = source.tally[LIVE]
    target.tally[ABSENT] = source.tally[ABSENT]
    for rank in range(source.tally[LIVE]):
        slot = source.order[rank]
        target.order[rank] = slot
        target.kind[slot] = source.kind[slot]
        target.size[slot] = source.size[slot]
        for p in range(source.size[slot]):
            target.row[slot, p] = source.row[slot, p]
    for k in range(source.tally[ABSENT]):
        target.absent[k] = source.absent[k]
