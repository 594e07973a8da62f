"""What a run costs and when it can begin; whether a vehicle can make all its runs."""

from __future__ import annotations

from jidi.core.compiled import hot
from jidi.network.rural.kernel.ground import (
    ABOARD,
    ABOUT,
    BACK,
    BEGIN,
    CLOSES,
    COST,
    COUNT,
    DEPOT,
    DOWN,
    EARLY,
    EARLY_AFTER,
    EARLY_BEFORE,
    FIRST,
    FROM,
    FULL_AFTER,
    FULL_BEFORE,
    GAP,
    HANDOVER,
    HOME,
    KEPT,
    KIND,
    KM,
    LATE,
    LATE_AFTER,
    LATE_BEFORE,
    MOST_STOPS,
    NEVER,
    OFFSET,
    ON,
    OPENS,
    PATTERN,
    PEAK,
    PER_KM,
    POSITION,
    READY,
    ROOM,
    RUNS,
    SHARE,
    SIZE,
    SLACK,
    SPAN,
    SURE,
    TABLES,
    UP,
    VEHICLE,
    WORK,
    Ground,
    State,
)


@hot
def table(name: int) -> int:
    """Where a run's table by position begins."""
    return TABLES + name * (MOST_STOPS + 1)


@hot
def weigh(ground: Ground, state: State, run: int) -> None:
    """Measure a run anew: km, minutes, cost, when loading may begin, what is aboard."""
    runs, found = state.runs, state.measures
    depot, kind, pattern = runs[run, DEPOT], runs[run, KIND], runs[run, PATTERN]
    size, gap = runs[run, SIZE], ground.pattern[pattern, GAP]
    km, clock, here = 0.0, ground.loading, depot
    early, late, kept, aboard = -NEVER, NEVER, 0.0, 0.0
    for i in range(size):
        aboard += ground.village[runs[run, FIRST + i] - ground.depots, DOWN] * gap
    full = aboard
    for i in range(size):
        node = runs[run, FIRST + i]
        village = node - ground.depots
        km += ground.km[here, node]
        clock += ground.drive[kind, here, node]
        found[run, table(OFFSET) + i] = clock
        found[run, table(EARLY_BEFORE) + i] = early
        found[run, table(LATE_BEFORE) + i] = late
        found[run, table(FULL_BEFORE) + i] = full
        found[run, table(ABOARD) + i] = aboard
        early = max(early, ground.village[village, OPENS] - clock)
        late = min(late, ground.village[village, CLOSES] - clock)
        clock += ground.village[village, HANDOVER]
        aboard += (ground.village[village, UP] - ground.village[village, DOWN]) * gap
        full = max(full, aboard)
        kept += ground.kept[village, int(ground.depot[depot, FROM]), pattern]
        state.at[village, POSITION] = i
        here = node
    km += ground.km[here, depot]
    clock += ground.drive[kind, here, depot]
    found[run, table(EARLY_BEFORE) + size] = early
    found[run, table(LATE_BEFORE) + size] = late
    found[run, table(FULL_BEFORE) + size] = full
    found[run, table(ABOARD) + size] = aboard
    _after(ground, state, run)
    span = with_rest(ground, clock)
    found[run, KM], found[run, WORK], found[run, SPAN] = km, clock, span
    found[run, EARLY] = early
    found[run, LATE] = late - (span - clock)
    found[run, PEAK] = full
    found[run, KEPT] = kept
    found[run, COST] = ground.pattern[pattern, SHARE] * (
        km * ground.kind[kind, PER_KM] + span * ground.per_minute
    )


@hot
def _after(ground: Ground, state: State, run: int) -> None:
    """The tables that look at what comes from a position on."""
    runs, found = state.runs, state.measures
    size = runs[run, SIZE]
    early, late, full = -NEVER, NEVER, -NEVER
    found[run, table(EARLY_AFTER) + size] = early
    found[run, table(LATE_AFTER) + size] = late
    found[run, table(FULL_AFTER) + size] = full
    for i in range(size - 1, -1, -1):
        village = runs[run, FIRST + i] - ground.depots
        clock = found[run, table(OFFSET) + i]
        early = max(early, ground.village[village, OPENS] - clock)
        late = min(late, ground.village[village, CLOSES] - clock)
        full = max(full, found[run, table(ABOARD) + i + 1])
        found[run, table(EARLY_AFTER) + i] = early
        found[run, table(LATE_AFTER) + i] = late
        found[run, table(FULL_AFTER) + i] = full


@hot
def run_cost(ground: Ground, kind: int, pattern: int, km: float, minutes: float) -> float:
    """Yuan a day of a run: km and minutes, each as often as it runs."""
    once = km * ground.kind[kind, PER_KM] + minutes * ground.per_minute
    return float(ground.pattern[pattern, SHARE] * once)


@hot
def with_rest(ground: Ground, work: float) -> float:
    """Minutes of a run with the break that a long one needs."""
    return work + ground.rest if work > ground.rest_after + SLACK else work


@hot
def settle(ground: Ground, state: State, vehicle: int) -> bool:
    """Set the beginnings of a vehicle's runs; how much longer each may become is to be found."""
    if not fits(ground, state, vehicle, -1, 0.0, -1, 0.0, 0.0, 0.0):
        return False
    for k in range(state.vehicles[vehicle, COUNT]):
        run = state.vehicles[vehicle, RUNS + k]
        state.measures[run, SURE] = 0.0
        state.measures[run, ROOM] = ground.shift - state.measures[run, SPAN] + 2.0 * SLACK
    _note_taken(ground, state, vehicle)
    return True


@hot
def _note_taken(ground: Ground, state: State, vehicle: int) -> None:
    """Note how many minutes of each day a vehicle's runs take."""
    for day in range(ground.busy.shape[1]):
        minutes = 0.0
        if vehicle < ground.based and ground.busy[vehicle, day, 0] >= 0.0:
            minutes = ground.busy[vehicle, day, 1] - ground.busy[vehicle, day, 0]
        for k in range(state.vehicles[vehicle, COUNT]):
            run = state.vehicles[vehicle, RUNS + k]
            if ground.pattern[state.runs[run, PATTERN], ON + day]:
                minutes += state.measures[run, SPAN]
        state.taken[vehicle, day] = minutes


@hot
def leaves_time(ground: Ground, state: State, vehicle: int, pattern: int, span: float) -> bool:
    """Whether a shift is long enough for a vehicle's runs and one more, whatever their order."""
    for day in range(ground.busy.shape[1]):
        if (
            ground.pattern[pattern, ON + day]
            and state.taken[vehicle, day] + span > ground.shift + ABOUT
        ):
            return False
    return True


@hot
def has_room(ground: Ground, state: State, run: int, longer: float) -> bool:
    """Whether a run may become so much longer; what is learned of it is kept until it changes."""
    found = state.measures
    if longer <= found[run, SURE]:
        return True
    if longer >= found[run, ROOM]:
        return False
    if fits(ground, state, state.runs[run, VEHICLE], run, longer, -1, 0.0, 0.0, 0.0):
        found[run, SURE] = longer
        return True
    found[run, ROOM] = longer
    return False


@hot
def fits(
    ground: Ground,
    state: State,
    vehicle: int,
    changed: int,
    longer: float,
    pattern: int,
    span: float,
    early: float,
    late: float,
) -> bool:
    """Whether a vehicle can make all its runs, the most frequent first, each day by day.

    :param changed: a run that would take ``longer`` minutes more, or -1.
    :param pattern: of one run more, with its ``span``, ``early`` and ``late``; or -1.
    """
    runs, found, mine = state.runs, state.measures, state.vehicles
    for day in range(ground.busy.shape[1]):
        based = vehicle < ground.based
        state.day[0, day] = ground.busy[vehicle, day, 0] if based else -1.0
        state.day[1, day] = ground.busy[vehicle, day, 1] if based else -1.0
        state.day[2, day] = ground.busy[vehicle, day, 2] if based else 0.0
    count, k, more = mine[vehicle, COUNT], 0, pattern >= 0
    as_is = changed < 0 and pattern < 0
    while k < count or more:
        run = mine[vehicle, RUNS + k] if k < count else -1
        if more and (
            run < 0 or ground.pattern[pattern, SHARE] > ground.pattern[runs[run, PATTERN], SHARE]
        ):
            more = False
            begin = _lay(ground, state, mine[vehicle, HOME], pattern, span, early, late)
        else:
            k += 1
            length = found[run, SPAN] + (longer if run == changed else 0.0)
            begin = _lay(
                ground,
                state,
                mine[vehicle, HOME],
                runs[run, PATTERN],
                length,
                found[run, EARLY],
                found[run, LATE],
            )
            if as_is:
                found[run, BEGIN] = begin
        if begin < 0.0:
            return False
    return True


@hot
def _lay(
    ground: Ground, state: State, depot: int, pattern: int, span: float, early: float, late: float
) -> float:
    """Lay one run after what the days hold; when it begins, -1 where it cannot."""
    days = state.day
    begin = max(ground.depot[depot, READY], early)
    for day in range(ground.busy.shape[1]):
        if ground.pattern[pattern, ON + day] and days[1, day] > begin:
            begin = days[1, day]
    whole = span > ground.rest_after + SLACK
    if not whole:
        rested = _rested(ground, state, pattern, begin, span)
        if rested > begin:
            begin = _rested(ground, state, pattern, rested, span)
    if begin > late + SLACK or begin + span > ground.depot[depot, BACK] + SLACK:
        return -1.0
    for day in range(ground.busy.shape[1]):
        if ground.pattern[pattern, ON + day]:
            idle = days[0, day] >= 0.0 and begin - days[1, day] >= ground.rest - SLACK
            if days[0, day] < 0.0:
                days[0, day] = begin
            if whole or idle:
                days[2, day] = 1.0
            days[1, day] = begin + span
            if days[1, day] - days[0, day] > ground.shift + SLACK:
                return -1.0
    return float(begin)


@hot
def _rested(ground: Ground, state: State, pattern: int, begin: float, span: float) -> float:
    """When a run begins that leaves long days their break before it."""
    days = state.day
    for day in range(ground.busy.shape[1]):
        if ground.pattern[pattern, ON + day] and days[0, day] >= 0.0 and days[2, day] == 0.0:
            long = begin + span - days[0, day] > ground.rest_after + SLACK
            if long and begin < days[1, day] + ground.rest:
                begin = days[1, day] + ground.rest
    return begin
