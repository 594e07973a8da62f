"""Villages put on runs and lanes, and taken off; runs begun and ended."""

from __future__ import annotations

from jidi.core.compiled import bare, inner
from jidi.network.rural.kernel.ground import (
    BETWEEN,
    CAPACITY,
    CARRIES,
    COUNT,
    DEPOT,
    DOWN,
    FEEDER,
    FIRST,
    GAP,
    GATHERS,
    HOME,
    KIND,
    KM,
    LANE,
    LANE_LEFT,
    LEFT,
    MOST_RUNS,
    OPENED,
    ORIGIN,
    OWN_DOWN,
    OWN_UP,
    PATTERN,
    PEAK,
    PLACE_GAP,
    REACH,
    RUN,
    RUNS,
    SERVED,
    SHARE,
    SIZE,
    SLACK,
    SLOTS,
    TYPE,
    UP,
    VEHICLE,
    VEHICLES,
    Ground,
    State,
    touch,
)
from jidi.network.rural.kernel.weighing import settle, weigh
from jidi.network.weekdays import DAYS


@bare
def passes(ground: Ground, state: State, village: int, depot: int, gap: float) -> bool:
    """Whether a station and its feeder have room for a village, seen as often as ``gap`` says."""
    if depot == 0:
        return True
    parcels = ground.village[village, DOWN] + ground.village[village, UP]
    if state.use[depot, 0] + parcels > ground.depot[depot, LEFT] + SLACK:
        return False
    between, feeder = ground.depot[depot, BETWEEN], int(ground.depot[depot, FEEDER])
    down = ground.depot[depot, OWN_DOWN] + state.use[depot, 1]
    up = ground.depot[depot, OWN_UP] + state.use[depot, 2]
    before = max(down, up)
    down += ground.village[village, DOWN] * between
    up += ground.village[village, UP] * (gap + between - 1.0)
    more = max(down, up) - before
    return bool(state.aboard[feeder] + more <= ground.depot[depot, CARRIES] + SLACK)


@inner
def _lead(ground: Ground, state: State, village: int, depot: int, gap: float, sign: int) -> None:
    """A village's parcels go through a station, or (``sign`` -1) no more."""
    state.use[depot, OPENED] += sign
    if depot == 0:
        return
    between, feeder = ground.depot[depot, BETWEEN], int(ground.depot[depot, FEEDER])
    own_down, own_up = ground.depot[depot, OWN_DOWN], ground.depot[depot, OWN_UP]
    before = max(own_down + state.use[depot, 1], own_up + state.use[depot, 2])
    state.use[depot, 0] += sign * (ground.village[village, DOWN] + ground.village[village, UP])
    state.use[depot, 1] += sign * ground.village[village, DOWN] * between
    state.use[depot, 2] += sign * ground.village[village, UP] * (gap + between - 1.0)
    if state.use[depot, OPENED] == 0:
        for k in range(3):
            state.use[depot, k] = 0.0
    after = max(own_down + state.use[depot, 1], own_up + state.use[depot, 2])
    state.aboard[feeder] += after - before


@bare
def put(ground: Ground, state: State, village: int, run: int, position: int) -> bool:
    """Put a village on a run; taken off again where the vehicle cannot make it."""
    touch(state, run)
    runs, size = state.runs, state.runs[run, SIZE]
    for i in range(size, position, -1):
        runs[run, FIRST + i] = runs[run, FIRST + i - 1]
    runs[run, FIRST + position] = ground.depots + village
    runs[run, SIZE] = size + 1
    state.at[village, RUN] = run
    state.counts[SERVED] += 1
    _lead(ground, state, village, runs[run, DEPOT], ground.pattern[runs[run, PATTERN], GAP], 1)
    weigh(ground, state, run)
    if _holds(ground, state, run) and settle(ground, state, runs[run, VEHICLE]):
        return True
    take(ground, state, village)
    mend(ground, state, run)
    return False


@inner
def _holds(ground: Ground, state: State, run: int) -> bool:
    """Whether a run as measured keeps its vehicle's load and range."""
    kind, found = state.runs[run, KIND], state.measures
    full = found[run, PEAK] > ground.kind[kind, CAPACITY] + SLACK
    return not (full or found[run, KM] > ground.kind[kind, REACH] + SLACK)


@inner
def mend(ground: Ground, state: State, run: int) -> bool:
    """Measure a run from which villages were taken, and settle its vehicle."""
    if state.runs[run, SIZE] == 0:
        return True
    weigh(ground, state, run)
    return _holds(ground, state, run) and settle(ground, state, state.runs[run, VEHICLE])


@bare
def take_place(ground: Ground, state: State, village: int, place: int) -> None:
    """Put a village on a lane."""
    state.at[village, RUN] = -2 - place
    state.counts[SERVED] += 1
    _load_lane(ground, state, village, place, 1.0)
    _lead(
        ground, state, village, int(ground.place[place, ORIGIN]), ground.place[place, PLACE_GAP], 1
    )


@bare
def lane_holds(ground: Ground, state: State, village: int, place: int) -> bool:
    """Whether a lane has room for a village on all its days."""
    lane = int(ground.place[place, LANE])
    most = ground.place[place, LANE_LEFT] + SLACK
    for day in range(DAYS):
        gathers = ground.place[place, GATHERS + day]
        if gathers > 0.0:
            if state.lane[lane, day] + ground.village[village, DOWN] * gathers > most:
                return False
            if state.lane[lane, DAYS + day] + ground.village[village, UP] * gathers > most:
                return False
    return True


@inner
def _load_lane(ground: Ground, state: State, village: int, place: int, sign: float) -> None:
    lane = int(ground.place[place, LANE])
    for day in range(DAYS):
        gathers = ground.place[place, GATHERS + day]
        state.lane[lane, day] += sign * ground.village[village, DOWN] * gathers
        state.lane[lane, DAYS + day] += sign * ground.village[village, UP] * gathers


@inner
def take(ground: Ground, state: State, village: int) -> None:
    """Serve a village no more; its run is not measured anew, but goes when it was the last."""
    run = state.at[village, RUN]
    state.at[village, RUN] = -1
    state.counts[SERVED] -= 1
    if run <= -2:
        lane_place = -2 - run
        _load_lane(ground, state, village, lane_place, -1.0)
        depot, gap = int(ground.place[lane_place, ORIGIN]), ground.place[lane_place, PLACE_GAP]
        _lead(ground, state, village, depot, gap, -1)
        return
    touch(state, run)
    runs, size, node = state.runs, state.runs[run, SIZE], ground.depots + village
    shifted = False
    for i in range(size):
        if runs[run, FIRST + i] == node:
            shifted = True
        elif shifted:
            runs[run, FIRST + i - 1] = runs[run, FIRST + i]
    runs[run, SIZE] = size - 1
    _lead(ground, state, village, runs[run, DEPOT], ground.pattern[runs[run, PATTERN], GAP], -1)
    if size == 1:
        end_run(ground, state, run)


@bare
def end_run(ground: Ground, state: State, run: int) -> None:
    """A run without villages leaves its vehicle, and a vehicle without runs goes."""
    vehicle, mine = state.runs[run, VEHICLE], state.vehicles
    count, kept = mine[vehicle, COUNT], 0
    for k in range(count):
        if mine[vehicle, RUNS + k] != run:
            mine[vehicle, RUNS + kept] = mine[vehicle, RUNS + k]
            kept += 1
    mine[vehicle, COUNT] = kept
    state.runs[run, VEHICLE] = -1
    if kept == 0 and vehicle >= ground.based:
        mine[vehicle, TYPE] = -1
        mine[vehicle, HOME] = -1
    else:
        settle(ground, state, vehicle)


@bare
def begin_run(
    ground: Ground, state: State, depot: int, kind: int, pattern: int, vehicle: int
) -> int:
    """An empty run on a vehicle, or (-1) on a new one; -1 where no slot is left."""
    run = 0
    while run < state.counts[SLOTS] and state.runs[run, SIZE] > 0:
        run += 1
    if run >= state.runs.shape[0]:
        return -1
    state.counts[SLOTS] = max(state.counts[SLOTS], run + 1)
    if vehicle < 0:
        vehicle = ground.based
        while vehicle < state.counts[VEHICLES] and state.vehicles[vehicle, TYPE] >= 0:
            vehicle += 1
        state.counts[VEHICLES] = max(state.counts[VEHICLES], vehicle + 1)
        state.vehicles[vehicle, HOME] = depot
        state.vehicles[vehicle, TYPE] = kind
        state.vehicles[vehicle, COUNT] = 0
    touch(state, run)
    state.runs[run, DEPOT] = depot
    state.runs[run, KIND] = kind
    state.runs[run, PATTERN] = pattern
    state.runs[run, SIZE] = 0
    state.runs[run, VEHICLE] = vehicle
    _join(ground, state, vehicle, run)
    return run


@inner
def _join(ground: Ground, state: State, vehicle: int, run: int) -> None:
    """Among its vehicle's runs, after those as frequent."""
    mine, k = state.vehicles, state.vehicles[vehicle, COUNT]
    share = ground.pattern[state.runs[run, PATTERN], SHARE]
    while k > 0:
        other = mine[vehicle, RUNS + k - 1]
        if ground.pattern[state.runs[other, PATTERN], SHARE] >= share:
            break
        mine[vehicle, RUNS + k] = other
        k -= 1
    mine[vehicle, RUNS + k] = run
    mine[vehicle, COUNT] += 1


@inner
def has_slot(state: State, vehicle: int) -> bool:
    """Whether a vehicle may take one run more."""
    return bool(state.vehicles[vehicle, COUNT] < MOST_RUNS)
