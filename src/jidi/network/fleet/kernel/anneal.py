"""Ruin and recreate at a temperature, vehicles changed for cheaper ones that do."""

from __future__ import annotations

import numpy as np

from jidi.core.compiled import bare, inner
from jidi.network.fleet.kernel.recreate import arrange, recreate
from jidi.network.fleet.kernel.ruin import ruin
from jidi.network.fleet.kernel.state import (
    LIVE,
    NODES,
    NOWHERE,
    SLOTS,
    STEP,
    Ground,
    Notes,
    State,
    cost_of,
    cost_of_all,
    note_slot,
    take_kind,
    undo,
)


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
    cold: float,
    strength: float,
) -> float:
    """Run ``steps`` steps, cooling from ``heat`` to ``cold``.

    :param least: the cost of ``best``, which is replaced by whatever costs less.
    :returns: the cost of ``best``.
    """
    np.random.seed(seed)
    stops = ground.brings.shape[0]
    mixed = ground.capacity.shape[0] > 1
    now = cost_of_all(ground, state)
    cooling = (cold / heat) ** (1.0 / max(1, steps))
    for _ in range(steps):
        notes.tally[STEP] += 1
        notes.tally[NODES] = 0
        notes.tally[SLOTS] = 0
        count = ruin(ground, state, notes, strength)
        if mixed:
            _change_vehicles(ground, state, notes, stops)
        arrange(ground, notes, count)
        holds = recreate(ground, state, notes, count)
        if holds and mixed:
            _change_vehicles(ground, state, notes, stops)
            _exchange_vehicles(ground, state, notes, stops)
        cost = now + _difference(ground, state, notes) if holds else np.inf
        if cost < now - heat * np.log(np.random.random()):
            now = cost
            if now < least - 0.5:
                least = now
                _copy(best, state)
        else:
            undo(ground, state, notes, stops)
        heat *= cooling
    return least


@bare
def fill(ground: Ground, state: State, best: State, notes: Notes) -> bool:
    """Put every stop that no route visits in; whether each found a place. ``best`` becomes that."""
    np.random.seed(0)
    count = 0
    notes.tally[STEP] += 1
    notes.tally[NODES] = 0
    notes.tally[SLOTS] = 0
    for stop in range(ground.brings.shape[0]):
        if state.slot[stop] == NOWHERE:
            notes.absent[count] = stop
            count += 1
    if not recreate(ground, state, notes, count):
        return False
    _copy(best, state)
    return True


@inner
def _difference(ground: Ground, state: State, notes: Notes) -> float:
    """What the step has made dearer."""
    more = 0.0
    for k in range(notes.tally[SLOTS]):
        if notes.size[k]:
            kind = notes.kind[k]
            more -= ground.fixed[kind] + ground.per_way[kind] * notes.length[k]
        if state.size[notes.slots[k]]:
            more += cost_of(ground, state, notes.slots[k])
    return more


@inner
def _change_vehicles(ground: Ground, state: State, notes: Notes, stops: int) -> None:
    """Every route of this step drives the cheapest vehicle that is free and takes its load."""
    for k in range(notes.tally[SLOTS]):
        slot = notes.slots[k]
        if state.size[slot] == 0:
            continue
        mine = state.kind[slot]
        best, chosen = cost_of(ground, state, slot) - 0.5, mine
        for kind in range(ground.capacity.shape[0]):
            if ground.capacity[kind] < state.load[slot] or ground.home[kind] != ground.home[mine]:
                continue
            if state.used[kind] >= ground.vehicles[kind]:
                continue
            cost = ground.fixed[kind] + ground.per_way[kind] * state.length[slot]
            if cost < best:
                best, chosen = cost, kind
        if chosen != mine:
            state.used[mine] -= 1
            take_kind(ground, state, slot, chosen, stops)


@inner
def _exchange_vehicles(ground: Ground, state: State, notes: Notes, stops: int) -> None:
    """Routes of this step exchange vehicles with others where that is cheaper."""
    for k in range(notes.tally[SLOTS]):
        slot = notes.slots[k]
        if state.size[slot] == 0:
            continue
        best, partner = -0.5, -1
        mine = state.kind[slot]
        for rank in range(state.tally[LIVE]):
            other = state.order[rank]
            kind = state.kind[other]
            if kind == mine or ground.home[kind] != ground.home[mine]:
                continue
            if state.load[slot] > ground.capacity[kind]:
                continue
            if state.load[other] > ground.capacity[mine]:
                continue
            dearer = ground.per_way[kind] - ground.per_way[mine]
            gain = dearer * (state.length[slot] - state.length[other])
            if gain < best:
                best, partner = gain, other
        if partner >= 0:
            note_slot(state, notes, partner)
            kind = state.kind[partner]
            state.used[mine] -= 1
            state.used[kind] -= 1
            take_kind(ground, state, slot, kind, stops)
            take_kind(ground, state, partner, mine, stops)


@inner
def _copy(target: State, source: State) -> None:
    """The live routes: all else follows from them."""
    target.tally[LIVE] = source.tally[LIVE]
    for node in range(source.before.shape[0]):
        target.behind[node] = source.behind[node]
    for rank in range(source.tally[LIVE]):
        slot = source.order[rank]
        target.order[rank] = slot
        target.kind[slot] = source.kind[slot]
