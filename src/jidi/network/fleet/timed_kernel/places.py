"""Where a stop may be put in: between two nodes of a round, with or without loading before or
behind it, or in a vehicle of its own. A place is first priced, which is quick, and tried only when
it would be the cheapest so far."""

from __future__ import annotations

import numpy as np

from jidi.core.compiled import hot
from jidi.network.fleet.timed_kernel.state import (
    BEGUN,
    LIVE,
    LOAD,
    LOAD_TO,
    NEVER,
    NEXT,
    NOWHERE,
    ON,
    ON_EARLY,
    ON_LATE,
    RELEASED,
    RELEASED_ON,
    RELEASED_TO,
    Ground,
    Ints,
    State,
)
from jidi.network.fleet.timed_kernel.telling import depot_window, joined, stretch_to

FAR_AWAY = 1e300
WHOLE = 5
"""Up to so many stops for each neighbour, every place is sought."""
PLAIN, LOADS_BEHIND, LOADS_BEFORE = 0, 1, 2
"""How a stop is put in: as it is, or with a depot behind or before it, where a trip begins."""


SLOT, POSITION, HOW, DEPOT, KIND = 0, 1, 2, 3, 4
"""Columns of the chosen place."""


@hot
def seek_place(
    ground: Ground, state: State, stop: int, chosen: Ints, blink: float, most: float
) -> float:
    """The cheapest place that costs less than ``most`` is written into ``chosen``; its cost."""
    best = most
    chosen[SLOT] = NOWHERE
    stops = ground.brings.shape[0]
    whole = stops <= ground.near.shape[1] * WHOLE
    if not whole:
        for rank in range(ground.near.shape[1]):
            other = ground.near[stop, rank]
            slot = state.slot[other]
            if slot == NOWHERE:
                continue
            p = state.position[other]
            # A detour is at least twice the way there less twice the way that it leaves, unless
            # ways round are shorter than straight ones: there a place may be overlooked.
            least, per_way = ground.near_way[stop, rank], ground.per_way[state.kind[slot]]
            first = p if 2.0 * per_way * (least - state.direct[slot, p - 1]) >= best else p - 1
            ends = p if 2.0 * per_way * (least - state.direct[slot, p]) >= best else p + 1
            if first < ends:
                best = _try_gaps(ground, state, stop, slot, first, ends, chosen, blink, best)
    # With many rounds most of the time would go into their ends, far from the stop.
    for rank in range(state.tally[LIVE] if whole or chosen[SLOT] == NOWHERE else 0):
        slot = state.order[rank]
        last = state.size[slot] - 1
        if whole:
            best = _try_gaps(ground, state, stop, slot, 0, last, chosen, blink, best)
            continue
        p = 0
        while p != last:
            best = _try_gaps(ground, state, stop, slot, p, p + 1, chosen, blink, best)
            p = state.told[slot, p, NEXT]
            best = _try_gaps(ground, state, stop, slot, p - 1, p, chosen, blink, best)
    return _try_own(ground, state, stop, chosen, blink, best)


@hot
def _try_gaps(
    ground: Ground,
    state: State,
    stop: int,
    slot: int,
    first: int,
    ends: int,
    chosen: Ints,
    blink: float,
    best: float,
) -> float:
    """Between positions of a round and the next: the cheapest place, if cheaper than ``best``."""
    kind, stops = state.kind[slot], ground.brings.shape[0]
    if state.size[slot] + 2 >= state.row.shape[1]:
        return best
    one_trip = state.loads[slot] == 1 and ground.trips[kind] == 1
    if one_trip and state.told[slot, 0, LOAD] + ground.brings[stop] > ground.capacity[kind]:
        return best
    matrix, per_way, row = ground.matrix[kind], ground.per_way[kind], state.row[slot]
    into, out = ground.back[matrix, stop], ground.ways[matrix, stop]
    most = min(best, per_way * (ground.longest[kind] - state.length[slot]) + 0.5)
    splits = state.loads[slot] < ground.trips[kind]
    for p in range(first, ends):
        a, b = row[p], row[p + 1]
        direct = state.direct[slot, p]
        cost = per_way * (into[a] + out[b] - direct)
        if cost < most and np.random.random() >= blink and _fits(ground, state, stop, slot, p):
            best = most = cost
            chosen[SLOT], chosen[POSITION], chosen[HOW], chosen[DEPOT] = slot, p, PLAIN, NOWHERE
        if not splits:
            continue
        for number in range(ground.reloads.shape[1]):
            depot = ground.reloads[kind, number]
            if depot == NOWHERE:
                break
            if b < stops:
                cost = per_way * (into[a] + out[depot] + ground.ways[matrix, depot, b] - direct)
                if (
                    cost < most
                    and np.random.random() >= blink
                    and _fits_loading_behind(ground, state, stop, slot, p, depot)
                ):
                    best = most = cost
                    chosen[SLOT], chosen[POSITION] = slot, p
                    chosen[HOW], chosen[DEPOT] = LOADS_BEHIND, depot
            if a < stops:
                cost = per_way * (ground.back[matrix, depot, a] + into[depot] + out[b] - direct)
                if (
                    cost < most
                    and np.random.random() >= blink
                    and _fits_loading_before(ground, state, stop, slot, p, depot)
                ):
                    best = most = cost
                    chosen[SLOT], chosen[POSITION] = slot, p
                    chosen[HOW], chosen[DEPOT] = LOADS_BEFORE, depot
    return best


@hot
def _fits(ground: Ground, state: State, stop: int, slot: int, p: int) -> bool:
    """Does the stop fit between a position and the next?"""
    kind, told = state.kind[slot], state.told[slot]
    begun = told[p, BEGUN]
    if told[begun, LOAD] + ground.brings[stop] > ground.capacity[kind]:
        return False
    released = max(told[begun, RELEASED], ground.released[stop])
    lasts, early, late = stretch_to(ground, state, slot, p, released)
    if lasts >= NEVER:
        return False
    before = state.row[slot, p]
    lasts, early, late = _with_stop(ground, kind, stop, before, lasts, early, late)
    return _goes_on(ground, state, slot, stop, p + 1, lasts, early, late)


@hot
def _fits_loading_behind(
    ground: Ground, state: State, stop: int, slot: int, p: int, depot: int
) -> bool:
    """Does it fit as the last of its trip, the stops behind it being another trip?"""
    kind, told = state.kind[slot], state.told[slot]
    if told[p, LOAD_TO] + ground.brings[stop] > ground.capacity[kind]:
        return False
    released = max(told[p, RELEASED_TO], ground.released[stop])
    lasts, early, late = stretch_to(ground, state, slot, p, released)
    if lasts >= NEVER:
        return False
    before = state.row[slot, p]
    lasts, early, late = _with_stop(ground, kind, stop, before, lasts, early, late)
    if lasts >= NEVER:
        return False
    then = told[p + 1, RELEASED_ON]
    lasts, early, late = _with_depot(ground, kind, depot, then, stop, lasts, early, late)
    return _goes_on(ground, state, slot, depot, p + 1, lasts, early, late)


@hot
def _fits_loading_before(
    ground: Ground, state: State, stop: int, slot: int, p: int, depot: int
) -> bool:
    """Does it fit as the first of a trip with the stops behind it?"""
    kind, told = state.kind[slot], state.told[slot]
    stops, b = ground.brings.shape[0], state.row[slot, p + 1]
    ahead = told[told[p, BEGUN], LOAD] - told[p, LOAD_TO]
    if ahead + ground.brings[stop] > ground.capacity[kind]:
        return False
    lasts, early, late = stretch_to(ground, state, slot, p, told[p, RELEASED_TO])
    if lasts >= NEVER:
        return False
    then = ground.released[stop]
    if b < stops:
        then = max(then, told[p + 1, RELEASED_ON])
    before = state.row[slot, p]
    lasts, early, late = _with_depot(ground, kind, depot, then, before, lasts, early, late)
    if lasts >= NEVER:
        return False
    lasts, early, late = _with_stop(ground, kind, stop, depot, lasts, early, late)
    return _goes_on(ground, state, slot, stop, p + 1, lasts, early, late)


@hot
def _with_stop(
    ground: Ground, kind: int, stop: int, before: int, lasts: int, early: int, late: int
) -> tuple[int, int, int]:
    way = ground.times[ground.matrix[kind], before, stop]
    return joined(
        lasts, early, late, way, ground.service[stop], ground.opens[stop], ground.closes[stop]
    )


@hot
def _with_depot(
    ground: Ground,
    kind: int,
    depot: int,
    released: int,
    before: int,
    lasts: int,
    early: int,
    late: int,
) -> tuple[int, int, int]:
    opens, closes = depot_window(ground, kind, depot, released)
    if opens > closes:
        return NEVER, 0, 0
    way = ground.times[ground.matrix[kind], before, depot]
    return joined(lasts, early, late, way, ground.service[depot], opens, closes)


@hot
def _goes_on(
    ground: Ground, state: State, slot: int, before: int, p: int, lasts: int, early: int, late: int
) -> bool:
    """Can the round go on from a position after such a stretch?"""
    if lasts >= NEVER:
        return False
    kind, told = state.kind[slot], state.told[slot]
    way = ground.times[ground.matrix[kind], before, state.row[slot, p]]
    if early + lasts + way > told[p, ON_LATE]:
        return False
    if ground.shift[kind] >= NEVER:
        return True
    whole, _, _ = joined(lasts, early, late, way, told[p, ON], told[p, ON_EARLY], told[p, ON_LATE])
    return bool(whole <= ground.shift[kind])


@hot
def _try_own(
    ground: Ground, state: State, stop: int, chosen: Ints, blink: float, best: float
) -> float:
    """In a vehicle of its own."""
    if state.tally[LIVE] == state.order.shape[0]:
        return best
    slot = state.order[state.tally[LIVE]]
    for kind in range(ground.capacity.shape[0]):
        if ground.capacity[kind] < ground.brings[stop]:
            continue
        if state.used[kind] >= ground.vehicles[kind]:
            continue
        matrix, start, end = ground.matrix[kind], ground.start[kind], ground.end[kind]
        length = ground.ways[matrix, start, stop] + ground.ways[matrix, stop, end]
        cost = ground.fixed[kind] + ground.per_way[kind] * length
        if cost >= best or length > ground.longest[kind] or np.random.random() < blink:
            continue
        if _fits_alone(ground, stop, kind):
            best = cost
            chosen[SLOT], chosen[POSITION], chosen[HOW] = slot, 0, PLAIN
            chosen[KIND] = kind
    return best


@hot
def _fits_alone(ground: Ground, stop: int, kind: int) -> bool:
    matrix, start, end = ground.matrix[kind], ground.start[kind], ground.end[kind]
    opens, closes = depot_window(ground, kind, start, ground.released[stop])
    if opens > closes:
        return False
    lasts, early, late = joined(
        ground.service[start], opens, closes, ground.times[matrix, start, stop],
        ground.service[stop], ground.opens[stop], ground.closes[stop],
    )  # fmt: skip
    if lasts >= NEVER:
        return False
    ends, closes = depot_window(ground, kind, end, 0)
    lasts, _, _ = joined(lasts, early, late, ground.times[matrix, stop, end], 0, ends, closes)
    return bool(lasts <= ground.shift[kind])
