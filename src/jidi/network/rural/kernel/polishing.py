"""Every run's order made better by itself: stretches turned, short ones moved, again from kicks.

Strings of a few stops, which the search takes out, leave a long run now and then above its shortest
tour. Ways are weighed by the km and the minutes that they add; what a run costs, and whether its
vehicle still makes it, is measured before an order is taken.
"""

from __future__ import annotations

import numpy as np

from jidi.core.compiled import bare, inner
from jidi.network.rural.kernel.anneal import remember, weight
from jidi.network.rural.kernel.changing import mend
from jidi.network.rural.kernel.ground import (
    COST,
    DEPOT,
    FIRST,
    KIND,
    PER_KM,
    SIZE,
    SLOTS,
    Floats,
    Ground,
    Ints,
    State,
    carry_over,
    touch,
)

FEWEST = 4
"""Stops of a run of which the search has tried all orders."""
LONGEST_MOVED = 3
LONGEST_KICKED = 10
GAIN = 1e-7
# Rows of the orders, and of the sums of ways there and back up to each position.
BEST, NOW = 0, 1
THERE, BACK = 0, 1


@bare
def polish(
    ground: Ground,
    state: State,
    kept: State,
    best_runs: Ints,
    best_vehicles: Ints,
    best_at: Ints,
    best_counts: Ints,
    orders: Ints,
    sums: Floats,
    best: float,
    seed: int,
    kicks: int,
) -> float:
    """Polish each run from so many kicks; where that is the best, it is copied to ``best_*``.

    :param orders: room for two orders with the depot at both ends; ``sums``: for their sums.
    :returns: the weight of the best.
    """
    np.random.seed(seed)
    for run in range(state.counts[SLOTS]):
        if state.runs[run, SIZE] >= FEWEST:
            _polish_run(ground, state, run, orders, sums, kicks)
    carry_over(state, kept)
    found = weight(ground, state, ground.missing)
    if found < best - GAIN:
        best = found
        remember(state, best_runs, best_vehicles, best_at, best_counts)
    return best


@inner
def _polish_run(
    ground: Ground, state: State, run: int, orders: Ints, sums: Floats, kicks: int
) -> None:
    size, kind, depot = state.runs[run, SIZE], state.runs[run, KIND], state.runs[run, DEPOT]
    best, now = orders[BEST], orders[NOW]
    best[0], best[size + 1] = depot, depot
    for i in range(size):
        best[1 + i] = state.runs[run, FIRST + i]
    _sum_up(ground, kind, best, sums, size)
    least = sums[THERE, size + 1]
    for kick in range(kicks + 1):
        for i in range(size + 2):
            now[i] = best[i]
        if kick > 0:
            _kick(now, best, size)
        _sum_up(ground, kind, now, sums, size)
        while _bettered(ground, kind, now, sums, size):
            _sum_up(ground, kind, now, sums, size)
        found = sums[THERE, size + 1]
        if found < least - GAIN and _takes(ground, state, run, now):
            least = found
            for i in range(size + 2):
                best[i] = now[i]


@inner
def _takes(ground: Ground, state: State, run: int, order: Ints) -> bool:
    """Give a run an order if it holds and costs less."""
    size, before = state.runs[run, SIZE], state.measures[run, COST]
    touch(state, run)
    for i in range(size):
        state.way[i] = state.runs[run, FIRST + i]
        state.runs[run, FIRST + i] = order[1 + i]
    if mend(ground, state, run) and state.measures[run, COST] < before - GAIN:
        return True
    for i in range(size):
        state.runs[run, FIRST + i] = state.way[i]
    mend(ground, state, run)
    return False


@inner
def _way(ground: Ground, kind: int, here: int, there: int) -> float:
    """What a way adds once it is driven: km and minutes, in yuan."""
    km, minutes = ground.km[here, there], ground.drive[kind, here, there]
    return float(km * ground.kind[kind, PER_KM] + minutes * ground.per_minute)


@inner
def _sum_up(ground: Ground, kind: int, order: Ints, sums: Floats, size: int) -> None:
    sums[THERE, 0], sums[BACK, 0] = 0.0, 0.0
    for i in range(size + 1):
        here, there = order[i], order[i + 1]
        sums[THERE, i + 1] = sums[THERE, i] + _way(ground, kind, here, there)
        sums[BACK, i + 1] = sums[BACK, i] + _way(ground, kind, there, here)


@inner
def _kick(now: Ints, best: Ints, size: int) -> None:
    """Two neighbouring stretches change places."""
    reach = min(LONGEST_KICKED, size // 2)
    one, other = 1 + np.random.randint(reach), 1 + np.random.randint(reach)
    start = 1 + np.random.randint(size - one - other + 1)
    for i in range(other):
        now[start + i] = best[start + one + i]
    for i in range(one):
        now[start + other + i] = best[start + i]


@inner
def _bettered(ground: Ground, kind: int, order: Ints, sums: Floats, size: int) -> bool:
    """Make the first change found that shortens the order."""
    for i in range(1, size + 1):
        for j in range(i + 1, size + 1):
            change = _turned(ground, kind, order, sums, i, j)
            if change < -GAIN:
                _turn(order, i, j)
                return True
        for length in range(1, min(LONGEST_MOVED, size - i + 1) + 1):
            if _moved(ground, kind, order, sums, size, i, i + length - 1):
                return True
    return False


@inner
def _turned(ground: Ground, kind: int, order: Ints, sums: Floats, i: int, j: int) -> float:
    """What turning positions i to j changes."""
    before, first, last, after = order[i - 1], order[i], order[j], order[j + 1]
    within = (sums[BACK, j] - sums[BACK, i]) - (sums[THERE, j] - sums[THERE, i])
    new = _way(ground, kind, before, last) + _way(ground, kind, first, after)
    old = _way(ground, kind, before, first) + _way(ground, kind, last, after)
    return float(within + new - old)


@inner
def _turn(order: Ints, i: int, j: int) -> None:
    while i < j:
        order[i], order[j] = order[j], order[i]
        i += 1
        j -= 1


@inner
def _moved(ground: Ground, kind: int, order: Ints, sums: Floats, size: int, i: int, j: int) -> bool:
    """Move positions i to j to where that shortens the order, as they are or turned."""
    before, first, last, after = order[i - 1], order[i], order[j], order[j + 1]
    gained = (
        _way(ground, kind, before, first)
        + _way(ground, kind, last, after)
        - _way(ground, kind, before, after)
    )
    turning = (sums[BACK, j] - sums[BACK, i]) - (sums[THERE, j] - sums[THERE, i])
    for at in range(size + 1):
        if i - 1 <= at <= j:
            continue
        here, there = order[at], order[at + 1]
        broken = _way(ground, kind, here, there) + gained
        if _way(ground, kind, here, first) + _way(ground, kind, last, there) < broken - GAIN:
            _move(order, i, j, at)
            return True
        turned = _way(ground, kind, here, last) + _way(ground, kind, first, there) + turning
        if turned < broken - GAIN:
            _turn(order, i, j)
            _move(order, i, j, at)
            return True
    return False


@inner
def _move(order: Ints, i: int, j: int, at: int) -> None:
    """Put positions i to j behind another: two neighbouring stretches, each turned, then both."""
    if at > j:
        _turn(order, i, j)
        _turn(order, j + 1, at)
        _turn(order, i, at)
    else:
        _turn(order, at + 1, i - 1)
        _turn(order, i, j)
        _turn(order, at + 1, j)
