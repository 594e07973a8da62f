"""What is told of a round, position by position, so that a change is judged without driving it.

Two stretches that follow each other are one: how long it takes, and when it may begin, follows from
theirs. The idea is published: T. Vidal et al., "A hybrid genetic algorithm with adaptive diversity
management for a large class of vehicle routing problems with time-windows", Computers & Operations
Research 40 (2013). Here every stretch keeps its windows.
"""

from __future__ import annotations

from jidi.core.compiled import hot
from jidi.network.fleet.timed_kernel.state import (
    BEGUN,
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
    TO,
    TO_EARLY,
    TO_LATE,
    TRIP,
    TRIP_EARLY,
    TRIP_LATE,
    Ground,
    State,
)


@hot
def joined(
    lasts: int, early: int, late: int, way: int, then: int, then_early: int, then_late: int
) -> tuple[int, int, int]:
    """One stretch of two with a way between them; it lasts ``NEVER`` where a window is missed."""
    if early + lasts + way > then_late:
        return NEVER, 0, 0
    delta = lasts + way
    waits = max(0, then_early - delta - late)
    return (
        delta + then + waits,
        max(then_early - delta, early) - waits,
        min(then_late - delta, late),
    )


@hot
def depot_window(ground: Ground, kind: int, node: int, released: int) -> tuple[int, int]:
    """When a vehicle of this kind may begin to load a trip there."""
    opens = max(ground.opens[node], ground.from_time[kind], released)
    return opens, min(ground.closes[node], ground.to_time[kind])


@hot
def tell(ground: Ground, state: State, slot: int) -> bool:
    """Tell of all positions of a round; whether it keeps windows, shift and length."""
    return _tell_back(ground, state, slot) and _tell_forth(ground, state, slot)


@hot
def _tell_back(ground: Ground, state: State, slot: int) -> bool:
    """From the end to the start: what lies ahead of each position."""
    stops, kind, last = ground.brings.shape[0], state.kind[slot], state.size[slot] - 1
    row, told, times = state.row[slot], state.told[slot], ground.times[ground.matrix[kind]]
    ends, closes = depot_window(ground, kind, row[last], 0)
    told[last, ON], told[last, ON_EARLY], told[last, ON_LATE] = 0, ends, closes
    told[last, NEXT] = NOWHERE
    depot, load, released, length, loads = last, 0, 0, 0, 0
    for p in range(last - 1, -1, -1):
        node, behind = row[p], row[p + 1]
        way = ground.ways[ground.matrix[kind], node, behind]
        state.direct[slot, p] = way
        length += way
        if node < stops:
            load += ground.brings[node]
            released = max(released, ground.released[node])
            told[p, RELEASED_ON] = released
            opens, closes = ground.opens[node], ground.closes[node]
        else:
            opens, closes = depot_window(ground, kind, node, released)
            told[p, LOAD], told[p, RELEASED], told[p, NEXT] = load, released, depot
            told[p, RELEASED_ON] = released
            depot, load, released, loads = p, 0, 0, loads + 1
        if opens > closes:
            return False
        lasts, early, late = joined(
            ground.service[node], opens, closes, times[node, behind],
            told[p + 1, ON], told[p + 1, ON_EARLY], told[p + 1, ON_LATE],
        )  # fmt: skip
        if lasts >= NEVER:
            return False
        told[p, ON], told[p, ON_EARLY], told[p, ON_LATE] = lasts, early, late
    state.length[slot], state.loads[slot] = length, loads
    return bool(length <= ground.longest[kind] and told[0, ON] <= ground.shift[kind])


@hot
def _tell_forth(ground: Ground, state: State, slot: int) -> bool:
    """From the start to the end: what lies behind each position."""
    stops, kind, size = ground.brings.shape[0], state.kind[slot], state.size[slot]
    row, told, times = state.row[slot], state.told[slot], ground.times[ground.matrix[kind]]
    begun, load, released = 0, 0, 0
    for p in range(size - 1):
        node = row[p]
        if node < stops:
            state.slot[node], state.position[node] = slot, p
            load += ground.brings[node]
            released = max(released, ground.released[node])
            opens, closes = ground.opens[node], ground.closes[node]
        else:
            begun, load, released = p, 0, 0
            opens, closes = depot_window(ground, kind, node, told[p, RELEASED])
        told[p, BEGUN], told[p, LOAD_TO], told[p, RELEASED_TO] = begun, load, released
        serves = ground.service[node]
        if p == 0:
            told[p, TO], told[p, TO_EARLY], told[p, TO_LATE] = serves, opens, closes
            continue
        way = times[row[p - 1], node]
        lasts, early, late = joined(
            told[p - 1, TO], told[p - 1, TO_EARLY], told[p - 1, TO_LATE], way,
            serves, opens, closes,
        )  # fmt: skip
        if lasts >= NEVER:
            return False
        told[p, TO], told[p, TO_EARLY], told[p, TO_LATE] = lasts, early, late
        if p == begun + 1:
            told[p, TRIP], told[p, TRIP_EARLY], told[p, TRIP_LATE] = serves, opens, closes
        elif node < stops:
            lasts, early, late = joined(
                told[p - 1, TRIP], told[p - 1, TRIP_EARLY], told[p - 1, TRIP_LATE], way,
                serves, opens, closes,
            )  # fmt: skip
            told[p, TRIP], told[p, TRIP_EARLY], told[p, TRIP_LATE] = lasts, early, late
    return True


@hot
def stretch_to(
    ground: Ground, state: State, slot: int, position: int, released: int
) -> tuple[int, int, int]:
    """From the vehicle's start up to and with this node, were its trip released then."""
    told = state.told[slot]
    begun = told[position, BEGUN]
    if released == told[begun, RELEASED]:
        return told[position, TO], told[position, TO_EARLY], told[position, TO_LATE]
    kind, row = state.kind[slot], state.row[slot]
    times, depot = ground.times[ground.matrix[kind]], row[begun]
    opens, closes = depot_window(ground, kind, depot, released)
    if opens > closes:
        return NEVER, 0, 0
    lasts, early, late = ground.service[depot], opens, closes
    if begun > 0:
        before = begun - 1
        lasts, early, late = joined(
            told[before, TO], told[before, TO_EARLY], told[before, TO_LATE],
            times[row[before], depot], lasts, early, late,
        )  # fmt: skip
    if position == begun or lasts >= NEVER:
        return lasts, early, late
    return joined(
        lasts, early, late, times[depot, row[begun + 1]],
        told[position, TRIP], told[position, TRIP_EARLY], told[position, TRIP_LATE],
    )  # fmt: skip
