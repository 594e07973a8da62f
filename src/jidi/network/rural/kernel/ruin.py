"""Villages taken out: strings of neighbouring runs, whole vehicles, and runs to be moved whole."""

from __future__ import annotations

import numpy as np

from jidi.core.compiled import inner
from jidi.network.rural.kernel.changing import begin_run, end_run, mend, passes, put, take
from jidi.network.rural.kernel.ground import (
    COUNT,
    DEPOT,
    DIRTY,
    FED,
    FIRST,
    FIXED,
    FROM,
    GAP,
    KIND,
    MOST,
    NEVER,
    NOWHERE,
    NTH,
    OPENED,
    OPENING,
    PER_KM,
    POSITION,
    READY,
    RUN,
    RUNS,
    SHARE,
    SIZE,
    SLOTS,
    TAKES,
    TOUCHED,
    TYPE,
    VEHICLE,
    VEHICLES,
    WORK,
    Ground,
    Ints,
    State,
    touch,
)
from jidi.network.rural.kernel.recreate import vehicle_for
from jidi.network.rural.kernel.weighing import with_rest

LONGEST = 10
STRENGTH = 7.0
VEHICLE_CHANCE = 0.03
PAIR_CHANCE = 0.04
MOVE_CHANCE = 0.05
KIND_CHANCE = 0.03
NOISE = 0.1


@inner
def ruin(ground: Ground, state: State) -> bool:
    """One step's destruction; False where what is left does not hold."""
    dice = np.random.random()
    if dice < VEHICLE_CHANCE:
        _empty_a_vehicle(ground, state)
    elif dice < VEHICLE_CHANCE + PAIR_CHANCE:
        _empty_two_runs(ground, state)
    elif dice < VEHICLE_CHANCE + PAIR_CHANCE + MOVE_CHANCE:
        _move_a_run(ground, state)
        return True
    elif dice < VEHICLE_CHANCE + PAIR_CHANCE + MOVE_CHANCE + KIND_CHANCE:
        _change_a_kind(ground, state)
    else:
        _take_strings(ground, state, np.random.randint(ground.villages))
    holds = True
    for k in range(state.counts[TOUCHED]):
        holds = mend(ground, state, state.marks[k, NTH]) and holds
    return holds


@inner
def _take_strings(ground: Ground, state: State, seed: int) -> None:
    """Strings of the runs near a village."""
    strings = int(1 + np.random.random() * (4.0 * STRENGTH / (1.0 + LONGEST)))
    for k in range(-1, ground.near.shape[1]):
        village = seed if k < 0 else ground.near[seed, k]
        if strings == 0 or village < 0:
            return
        run = state.at[village, RUN]
        if run <= -2:
            take(ground, state, village)
        elif run >= 0 and state.marks[run, DIRTY] == 0:
            _take_string(ground, state, run, state.at[village, POSITION])
            strings -= 1


@inner
def _take_string(ground: Ground, state: State, run: int, position: int) -> None:
    """A string that holds a position; now and then with a part of it spared."""
    size = state.runs[run, SIZE]
    length = int(1 + np.random.random() * min(LONGEST, size))
    spared = 0
    if length < size and np.random.random() < 0.5:
        while length + spared < size and np.random.random() > 0.5:
            spared += 1
    whole = length + spared
    lowest = max(0, position - whole + 1)
    highest = min(position, size - whole)
    start = lowest + np.random.randint(highest - lowest + 1)
    hole = start + np.random.randint(length + 1)
    for i in range(start, start + whole):
        state.way[i - start] = state.runs[run, FIRST + i]
    for i in range(start, start + whole):
        if i < hole or i >= hole + spared:
            take(ground, state, state.way[i - start] - ground.depots)


@inner
def _empty(ground: Ground, state: State, run: int) -> None:
    while state.runs[run, SIZE] > 0:
        take(ground, state, state.runs[run, FIRST] - ground.depots)


@inner
def _any_vehicle(state: State, first: int) -> int:
    """A random vehicle that has runs, from a number on; -1 where there is none."""
    chosen, seen = -1, 0
    for vehicle in range(first, state.counts[VEHICLES]):
        if state.vehicles[vehicle, TYPE] >= 0 and state.vehicles[vehicle, COUNT] > 0:
            seen += 1
            if np.random.randint(seen) == 0:
                chosen = vehicle
    return chosen


@inner
def _change_a_kind(ground: Ground, state: State) -> None:
    """Strings taken near a random vehicle, which becomes one of another kind with what it keeps.

    What room a kind has beyond another's then shows at once, before villages are put back.
    """
    vehicle, kinds = _any_vehicle(state, ground.based), ground.kind.shape[0]
    if vehicle < 0 or kinds < 2:
        return
    run = state.vehicles[vehicle, RUNS + np.random.randint(state.vehicles[vehicle, COUNT])]
    stop = state.runs[run, FIRST + np.random.randint(state.runs[run, SIZE])]
    old = state.vehicles[vehicle, TYPE]
    new = (old + 1 + np.random.randint(kinds - 1)) % kinds
    _take_strings(ground, state, stop - ground.depots)
    if state.vehicles[vehicle, TYPE] != old:
        return
    count = 0
    for other in range(ground.based, state.counts[VEHICLES]):
        count += state.vehicles[other, TYPE] == new
    if count >= ground.kind[new, MOST]:
        return
    state.vehicles[vehicle, TYPE] = new
    for k in range(state.vehicles[vehicle, COUNT]):
        touch(state, state.vehicles[vehicle, RUNS + k])
        state.runs[state.vehicles[vehicle, RUNS + k], KIND] = new


@inner
def _empty_a_vehicle(ground: Ground, state: State) -> None:
    """All runs of a random vehicle."""
    chosen = _any_vehicle(state, 0)
    while chosen >= 0 and state.vehicles[chosen, COUNT] > 0:
        _empty(ground, state, state.vehicles[chosen, RUNS])


@inner
def _empty_two_runs(ground: Ground, state: State) -> None:
    """A random village's run, and the first other run near it."""
    seed, emptied = np.random.randint(ground.villages), 0
    if state.at[seed, RUN] < 0:
        return
    first = state.at[seed, RUN]
    for k in range(ground.near.shape[1]):
        other = state.at[ground.near[seed, k], RUN] if ground.near[seed, k] >= 0 else -1
        if other >= 0 and other != first:
            _empty(ground, state, other)
            emptied += 1
            break
    _empty(ground, state, first)


@inner
def _move_a_run(ground: Ground, state: State) -> None:
    """A run taken whole, turned, and begun again where it costs least: depot, days, vehicle.

    Where it can be nowhere its villages are absent.
    """
    run = _any_run(state)
    if run < 0:
        return
    size, old = state.runs[run, SIZE], state.runs[run, DEPOT]
    work, way = state.measures[run, WORK], state.way
    for i in range(size):
        way[i] = state.runs[run, FIRST + i]
    _empty(ground, state, run)
    best, depot, kind, pattern, turn, vehicle = NOWHERE, -1, 0, 0, 0, -1
    one = way[np.random.randint(size)] - ground.depots
    for rank in range(ground.homes.shape[1]):
        d = ground.homes[one, rank]
        if d < 0 or ground.depot[d, READY] >= NEVER:
            continue
        start = _best_turn(ground, way, size, d)
        km = _km(ground, way, size, start, d)
        for k in range(ground.kind.shape[0]):
            span = with_rest(ground, _work(ground, way, size, start, d, old, k, work))
            for p in range(ground.pattern.shape[0]):
                cost = _cost(ground, state, way, size, d, k, p, km, span)
                cost *= 1.0 + NOISE * np.random.random()
                if cost < best:
                    held = vehicle_for(ground, state, d, k, p, span, -NEVER, NEVER, best - cost)
                    cost += ground.kind[k, FIXED] if held == -1 else 0.0
                    if held > -2:
                        best, depot, kind, pattern, turn, vehicle = cost, d, k, p, start, held
    if depot >= 0:
        _begin_again(ground, state, depot, kind, pattern, vehicle, size, turn)


@inner
def _any_run(state: State) -> int:
    run, seen = -1, 0
    for other in range(state.counts[SLOTS]):
        if state.runs[other, SIZE] > 0:
            seen += 1
            if np.random.randint(seen) == 0:
                run = other
    return run


@inner
def _work(
    ground: Ground, way: Ints, size: int, start: int, depot: int, old: int, kind: int, work: float
) -> float:
    """Minutes as before but for the ways to and from the depot."""
    drive, last = ground.drive[kind], way[size - 1]
    work -= drive[old, way[0]] + drive[last, old]
    if start > 0:
        work += drive[last, way[0]] - drive[way[start - 1], way[start]]
        last = way[start - 1]
    return float(work + drive[depot, way[start]] + drive[last, depot])


@inner
def _cost(
    ground: Ground,
    state: State,
    way: Ints,
    size: int,
    depot: int,
    kind: int,
    pattern: int,
    km: float,
    span: float,
) -> float:
    """Yuan a day of the way as one run, its vehicle apart; NOWHERE where it may not be."""
    if ground.depot[depot, FED + pattern] == 0 or not _all_take(ground, way, size, pattern):
        return NOWHERE
    cost = ground.pattern[pattern, SHARE] * (
        km * ground.kind[kind, PER_KM] + span * ground.per_minute
    )
    for i in range(size):
        cost += ground.kept[way[i] - ground.depots, int(ground.depot[depot, FROM]), pattern]
    return float(cost + (ground.depot[depot, OPENING] if state.use[depot, OPENED] == 0 else 0.0))


@inner
def _begin_again(
    ground: Ground,
    state: State,
    depot: int,
    kind: int,
    pattern: int,
    vehicle: int,
    size: int,
    turn: int,
) -> None:
    """Put the villages of the way on a new run; those it cannot take stay absent."""
    run, position = begin_run(ground, state, depot, kind, pattern, vehicle), 0
    if run < 0:
        return
    for i in range(size):
        village = state.way[(turn + i) % size] - ground.depots
        held = passes(ground, state, village, depot, ground.pattern[pattern, GAP])
        if held and put(ground, state, village, run, position):
            position += 1
        if state.runs[run, VEHICLE] < 0:
            return
    if state.runs[run, SIZE] == 0:
        end_run(ground, state, run)


@inner
def _best_turn(ground: Ground, way: Ints, size: int, depot: int) -> int:
    """Where the round is best opened for a depot: the position of its first stop."""
    best, found = NOWHERE, 0
    for i in range(size):
        before = way[i - 1] if i > 0 else way[size - 1]
        cost = ground.km[depot, way[i]] + ground.km[before, depot] - ground.km[before, way[i]]
        if cost < best:
            best, found = cost, i
    return found


@inner
def _km(ground: Ground, way: Ints, size: int, start: int, depot: int) -> float:
    km = ground.km[depot, way[start]]
    for i in range(size - 1):
        km += ground.km[way[(start + i) % size], way[(start + i + 1) % size]]
    return float(km + ground.km[way[(start + size - 1) % size], depot])


@inner
def _all_take(ground: Ground, way: Ints, size: int, pattern: int) -> bool:
    taking = 0
    for i in range(size):
        taking += ground.kept[way[i] - ground.depots, TAKES, pattern]
    return taking == size
