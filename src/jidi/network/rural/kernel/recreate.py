"""Absent villages put back one by one, each where it costs least."""

from __future__ import annotations

import numpy as np

from jidi.core.compiled import hot
from jidi.network.rural.kernel.changing import (
    begin_run,
    has_slot,
    lane_holds,
    passes,
    put,
    take_place,
)
from jidi.network.rural.kernel.ground import (
    ABOARD,
    BACK,
    BEGIN,
    CAPACITY,
    CLOSES,
    DEPOT,
    DOWN,
    EARLY_AFTER,
    EARLY_BEFORE,
    FIRST,
    FIRST_PLACE,
    FIXED,
    FROM,
    FULL_AFTER,
    FULL_BEFORE,
    GAP,
    HANDOVER,
    HOME,
    IS_OPEN,
    KEY,
    KIND,
    KM,
    LAST,
    LAST_PLACE,
    LATE_AFTER,
    LATE_BEFORE,
    MOST,
    MOST_STOPS,
    NEVER,
    NOWHERE,
    OFFSET,
    OPENED,
    OPENING,
    OPENS,
    ORIGIN,
    PATTERN,
    PER_KM,
    PLACE_COST,
    PLACE_GAP,
    POSITION,
    REACH,
    READY,
    ROOM,
    RUN,
    SHARE,
    SIZE,
    SLACK,
    SLOTS,
    SPAN,
    TAKES,
    TYPE,
    UP,
    VEHICLES,
    WHO,
    WORK,
    Floats,
    Ground,
    State,
)
from jidi.network.rural.kernel.weighing import fits, has_room, leaves_time, table, with_rest

BLINK = 0.01
"""How often a place is overlooked."""
# What the way says: its cost, its kind, and what it needs to be taken.
PRICE, SORT, ONE, TWO, THREE, FOUR, WAY = 0, 1, 2, 3, 4, 5, 6
NO_WAY, ON_RUN, NEW_RUN, ON_LANE = 0.0, 1.0, 2.0, 3.0


@hot
def recreate(ground: Ground, state: State, way: Floats, spent: float) -> None:
    """Serve absent villages until enough are served, in an order thrown by dice.

    Beyond that, only those whom a lane pays for being allowed to serve.

    :param spent: yuan a day of what is served; :param way: room.
    """
    absent = _ordered(ground, state)
    served = ground.villages - absent
    for k in range(absent):
        enough = served >= ground.wanted
        if enough and ground.gifts == 0:
            return
        village = int(state.line[k, WHO])
        find(ground, state, village, way)
        state.line[village, LAST] = min(way[PRICE], NEVER)
        affordable = way[SORT] != NO_WAY and spent + way[PRICE] <= ground.budget
        if enough and way[PRICE] >= 0.0:
            continue
        if affordable and _taken(ground, state, village, way):
            spent += way[PRICE]
            served += 1


@hot
def _ordered(ground: Ground, state: State) -> int:
    """List the absent villages by one of several keys; their number."""
    dice, count = np.random.random(), 0
    for village in range(ground.villages):
        if state.at[village, RUN] == -1:
            if dice < 0.3:
                key = np.random.random()
            elif dice < 0.55:
                key = state.line[village, LAST] * (0.8 + 0.4 * np.random.random())
            elif dice < 0.75:
                key = -ground.km[0, ground.depots + village]
            elif dice < 0.85:
                key = ground.km[0, ground.depots + village]
            else:
                key = -ground.village[village, DOWN]
            k = count
            while k > 0 and state.line[k - 1, KEY] > key:
                state.line[k, KEY] = state.line[k - 1, KEY]
                state.line[k, WHO] = state.line[k - 1, WHO]
                k -= 1
            state.line[k, KEY] = key
            state.line[k, WHO] = village
            count += 1
    return count


@hot
def _taken(ground: Ground, state: State, village: int, way: Floats) -> bool:
    """Serve a village in the way found."""
    if way[SORT] == ON_RUN:
        return put(ground, state, village, int(way[ONE]), int(way[TWO]))
    if way[SORT] == ON_LANE:
        take_place(ground, state, village, int(way[ONE]))
        return True
    run = begin_run(ground, state, int(way[ONE]), int(way[TWO]), int(way[THREE]), int(way[FOUR]))
    return run >= 0 and put(ground, state, village, run, 0)


@hot
def find(ground: Ground, state: State, village: int, way: Floats) -> None:
    """The cheapest way to serve a village as things stand, written into ``way``."""
    way[PRICE], way[SORT] = NOWHERE, NO_WAY
    state.looked[-1, 0] += 1
    now = state.looked[-1, 0]
    for run in range(state.counts[SLOTS]):
        is_open = state.runs[run, SIZE] > 0 and _open_to(ground, state, village, run)
        state.looked[run, IS_OPEN] = now if is_open else 0
    for k in range(ground.look):
        run = state.at[ground.near[village, k], RUN]
        if ground.near[village, k] >= 0 and run >= 0 and state.looked[run, IS_OPEN] == now:
            position = state.at[ground.near[village, k], POSITION]
            for here in (position, position + 1):
                if state.looked[run, here] != now:
                    state.looked[run, here] = now
                    _look(ground, state, village, run, here, way)
    for run in range(state.counts[SLOTS]):
        if state.looked[run, IS_OPEN] == now:
            _look(ground, state, village, run, 0, way)
            _look(ground, state, village, run, state.runs[run, SIZE], way)
    _look_at_lanes(ground, state, village, way)
    _look_at_new_runs(ground, state, village, way)


@hot
def _open_to(ground: Ground, state: State, village: int, run: int) -> bool:
    """Whether a run may take a village anywhere: all that it brings is aboard at the first place,
    all that it fetches at the last."""
    found, pattern, size = state.measures, state.runs[run, PATTERN], state.runs[run, SIZE]
    if ground.kept[village, TAKES, pattern] == 0 or size >= MOST_STOPS:
        return False
    gap = ground.pattern[pattern, GAP]
    most = ground.kind[state.runs[run, KIND], CAPACITY] + SLACK
    if found[run, table(ABOARD)] + ground.village[village, DOWN] * gap > most:
        return False
    if found[run, table(ABOARD) + size] + ground.village[village, UP] * gap > most:
        return False
    return bool(passes(ground, state, village, state.runs[run, DEPOT], gap))


@hot
def _look(ground: Ground, state: State, village: int, run: int, position: int, way: Floats) -> None:
    """Keep a position on a run where it is the cheapest so far and holds."""
    runs, found = state.runs, state.measures
    depot, kind, pattern = runs[run, DEPOT], runs[run, KIND], runs[run, PATTERN]
    size, node = runs[run, SIZE], ground.depots + village
    before = depot if position == 0 else runs[run, FIRST + position - 1]
    after = depot if position == size else runs[run, FIRST + position]
    km = ground.km[before, node] + ground.km[node, after] - ground.km[before, after]
    drive = ground.drive[kind]
    longer = drive[before, node] + drive[node, after] - drive[before, after]
    longer += ground.village[village, HANDOVER]
    more = with_rest(ground, found[run, WORK] + longer) - found[run, SPAN]
    cost = ground.pattern[pattern, SHARE] * (
        km * ground.kind[kind, PER_KM] + more * ground.per_minute
    )
    cost += ground.kept[village, int(ground.depot[depot, FROM]), pattern]
    if cost >= way[PRICE] or found[run, KM] + km > ground.kind[kind, REACH] + SLACK:
        return
    if _overfull(ground, state, village, run, position):
        return
    if more >= found[run, ROOM] or not _in_time(
        ground, state, village, run, position, longer, more
    ):
        return
    if np.random.random() < BLINK:
        return
    way[PRICE], way[SORT], way[ONE], way[TWO] = cost, ON_RUN, run, position


@hot
def _overfull(ground: Ground, state: State, village: int, run: int, position: int) -> bool:
    found, gap = state.measures, ground.pattern[state.runs[run, PATTERN], GAP]
    down, up = ground.village[village, DOWN] * gap, ground.village[village, UP] * gap
    full = max(
        found[run, table(FULL_BEFORE) + position] + down,
        found[run, table(ABOARD) + position] + max(down, up),
        found[run, table(FULL_AFTER) + position] + up,
    )
    return bool(full > ground.kind[state.runs[run, KIND], CAPACITY] + SLACK)


@hot
def _in_time(
    ground: Ground,
    state: State,
    village: int,
    run: int,
    position: int,
    longer: float,
    more: float,
) -> bool:
    """Whether windows hold with a village at a position, on the run's vehicle."""
    runs, found, node = state.runs, state.measures, ground.depots + village
    clock, here = ground.loading, runs[run, DEPOT]
    if position > 0:
        here = runs[run, FIRST + position - 1]
        clock = (
            found[run, table(OFFSET) + position - 1]
            + ground.village[here - ground.depots, HANDOVER]
        )
    clock += ground.drive[runs[run, KIND], here, node]
    early = max(
        found[run, table(EARLY_BEFORE) + position],
        ground.village[village, OPENS] - clock,
        found[run, table(EARLY_AFTER) + position] - longer,
    )
    late = min(
        found[run, table(LATE_BEFORE) + position],
        ground.village[village, CLOSES] - clock,
        found[run, table(LATE_AFTER) + position] - longer,
    )
    work = found[run, WORK] + longer
    late -= with_rest(ground, work) - work
    begin = max(found[run, BEGIN], early)
    held_up = begin - found[run, BEGIN]
    return begin <= late + SLACK and has_room(ground, state, run, held_up + more)


@hot
def _look_at_lanes(ground: Ground, state: State, village: int, way: Floats) -> None:
    for k in range(
        int(ground.village[village, FIRST_PLACE]), int(ground.village[village, LAST_PLACE])
    ):
        depot = int(ground.place[k, ORIGIN])
        cost = ground.place[k, PLACE_COST]
        if state.use[depot, OPENED] == 0:
            cost += ground.depot[depot, OPENING]
        if cost >= way[PRICE] or np.random.random() < BLINK:
            continue
        open_to = passes(ground, state, village, depot, ground.place[k, PLACE_GAP])
        if open_to and lane_holds(ground, state, village, k):
            way[PRICE], way[SORT], way[ONE] = cost, ON_LANE, k


@hot
def _look_at_new_runs(ground: Ground, state: State, village: int, way: Floats) -> None:
    """A run to the village alone, the cheapest first: from depots near, on all days that may be."""
    node = ground.depots + village
    for k in range(ground.alone.shape[1]):
        cost = ground.alone[village, k]
        if cost >= way[PRICE]:
            return
        depot, kind, pattern = (
            ground.options[village, k, 0],
            ground.options[village, k, 1],
            ground.options[village, k, 2],
        )
        cost += ground.depot[depot, OPENING] if state.use[depot, OPENED] == 0 else 0.0
        if cost >= way[PRICE]:
            continue
        if ground.fleet < ground.villages and not _has_vehicle(ground, state, depot):
            continue
        if not passes(ground, state, village, depot, ground.pattern[pattern, GAP]):
            continue
        out = ground.loading + ground.drive[kind, depot, node]
        work = out + ground.village[village, HANDOVER] + ground.drive[kind, node, depot]
        span = with_rest(ground, work)
        early, late = (
            ground.village[village, OPENS] - out,
            ground.village[village, CLOSES] - out - (span - work),
        )
        limit = way[PRICE] - cost
        held = vehicle_for(ground, state, depot, kind, pattern, span, early, late, limit)
        if held > -2 and np.random.random() >= BLINK:
            cost += ground.kind[kind, FIXED] if held == -1 else 0.0
            way[PRICE], way[SORT], way[ONE], way[TWO] = cost, NEW_RUN, depot, kind
            way[THREE], way[FOUR] = pattern, held


@hot
def _has_vehicle(ground: Ground, state: State, depot: int) -> bool:
    """Whether a depot has a vehicle, or may get a new one."""
    own = 0
    for vehicle in range(state.counts[VEHICLES]):
        if state.vehicles[vehicle, TYPE] >= 0:
            own += vehicle >= ground.based
            if state.vehicles[vehicle, HOME] == depot:
                return True
    return own < ground.fleet


@hot
def vehicle_for(
    ground: Ground,
    state: State,
    depot: int,
    kind: int,
    pattern: int,
    span: float,
    early: float,
    late: float,
    limit: float,
) -> int:
    """A vehicle that can make one run more; -1: a new one; -2: none, within ``limit`` yuan."""
    new, own = 0, 0
    for vehicle in range(state.counts[VEHICLES]):
        own += vehicle >= ground.based and state.vehicles[vehicle, TYPE] >= 0
        if state.vehicles[vehicle, TYPE] == kind:
            new += vehicle >= ground.based
            here = state.vehicles[vehicle, HOME] == depot and has_slot(state, vehicle)
            here = here and leaves_time(ground, state, vehicle, pattern, span)
            if here and fits(ground, state, vehicle, -1, 0.0, pattern, span, early, late):
                return vehicle
    if ground.kind[kind, FIXED] >= limit or new >= ground.kind[kind, MOST] or own >= ground.fleet:
        return -2
    begin = max(ground.depot[depot, READY], early)
    holds = span <= ground.shift + SLACK and begin + span <= ground.depot[depot, BACK] + SLACK
    return -1 if holds and begin <= late + SLACK else -2
