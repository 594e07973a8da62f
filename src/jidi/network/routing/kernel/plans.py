"""Plans of the trunk for given loads: from direct tours, improved by every small change."""

from __future__ import annotations

import numpy as np

from jidi.network.compiled import compiled
from jidi.network.routing.kernel.state import MOST_ROWS, Floats, Ints
from jidi.network.routing.kernel.trunk import carries, plan_cost

GAIN = 1e-9
TOO_MANY = 1e9
"""What each truck beyond the limit costs while a plan is built."""


@compiled
def direct_plan(loads: Floats, truck: float, split: bool, tours: Ints) -> int:
    """Each station alone: as many trucks as its largest day needs. Returns the number of tours."""
    count = 0
    for station in range(loads.shape[0]):
        largest = 0.0
        for day in range(loads.shape[1]):
            largest = max(largest, loads[station, day])
        needed = int(np.ceil(largest / truck - 1e-9)) if split else int(largest > 0)
        for _ in range(needed):
            if count >= len(tours):
                return -1
            tours[count] = 1 << station
            count += 1
    return count


@compiled
def improve_plan(
    tours: Ints,
    count: int,
    loads: Floats,
    rounds: Floats,
    truck: float,
    fixed: float,
    limit: int,
    split: bool,
    station_caps: Floats,
) -> int:
    """Change the plan while it gets cheaper and still carries the loads; the number of tours.

    Changes: leave a station out of a tour, join two tours, move a call to another tour, exchange
    two calls, and (where loads may be split) let a tour also call somewhere, then leave out what
    became needless elsewhere.
    """
    masks = np.zeros(MOST_ROWS, dtype=np.int64)
    caps = np.zeros(MOST_ROWS)
    trial = np.zeros(len(tours), dtype=np.int64)
    best = np.zeros(len(tours), dtype=np.int64)
    stations = len(station_caps)
    while True:
        now = _cost(tours, count, rounds, fixed, limit)
        found, size = now - GAIN, -1
        for t in range(count):
            for s in range(stations):
                if tours[t] >> s & 1:
                    # Leave out, move to every other tour, exchange with every other call.
                    for u in range(-1, count):
                        if u == t or (u >= 0 and tours[u] >> s & 1):
                            continue
                        for r in range(-1, stations):
                            if r >= 0 and (
                                u < 0 or not tours[u] >> r & 1 or tours[t] >> r & 1 or r == s
                            ):
                                continue
                            _copy(trial, tours, count)
                            trial[t] ^= 1 << s
                            if u >= 0:
                                trial[u] |= 1 << s
                            if r >= 0:
                                trial[u] ^= 1 << r
                                trial[t] |= 1 << r
                            kept = _without_empty(trial, count)
                            cost = _cost(trial, kept, rounds, fixed, limit)
                            if cost < found and carries(
                                trial, kept, truck, station_caps, loads, masks, caps
                            ):
                                found, size = cost, kept
                                _copy(best, trial, kept)
                elif split:
                    _copy(trial, tours, count)
                    trial[t] |= 1 << s
                    kept = _leave_out(
                        trial, count, loads, rounds, truck, fixed, limit, station_caps, masks, caps
                    )
                    cost = _cost(trial, kept, rounds, fixed, limit)
                    if cost < found:
                        found, size = cost, kept
                        _copy(best, trial, kept)
            for u in range(t + 1, count):
                _copy(trial, tours, count)
                trial[t] |= trial[u]
                trial[u] = 0
                kept = _without_empty(trial, count)
                cost = _cost(trial, kept, rounds, fixed, limit)
                if cost < found and carries(trial, kept, truck, station_caps, loads, masks, caps):
                    found, size = cost, kept
                    _copy(best, trial, kept)
        if size < 0:
            return count
        _copy(tours, best, size)
        count = size


@compiled
def _copy(target: Ints, source: Ints, count: int) -> None:
    for t in range(count):
        target[t] = source[t]


@compiled
def _cost(tours: Ints, count: int, rounds: Floats, fixed: float, limit: int) -> float:
    return plan_cost(tours, count, rounds, fixed) + TOO_MANY * max(0, count - limit)


@compiled
def _without_empty(tours: Ints, count: int) -> int:
    kept = 0
    for t in range(count):
        if tours[t]:
            tours[kept] = tours[t]
            kept += 1
    return kept


@compiled
def _leave_out(
    tours: Ints,
    count: int,
    loads: Floats,
    rounds: Floats,
    truck: float,
    fixed: float,
    limit: int,
    station_caps: Floats,
    masks: Ints,
    caps: Floats,
) -> int:
    """Leave calls out, the dearest first, while the plan still carries the loads."""
    while True:
        now = _cost(tours, count, rounds, fixed, limit)
        found, from_tour, station = now - GAIN, -1, -1
        for t in range(count):
            for s in range(len(station_caps)):
                if not tours[t] >> s & 1:
                    continue
                tours[t] ^= 1 << s
                lone = tours[t] == 0
                cost = now - rounds[tours[t] | 1 << s] + rounds[tours[t]] - (fixed if lone else 0.0)
                if lone and count > limit:
                    cost -= TOO_MANY
                if cost < found and carries(tours, count, truck, station_caps, loads, masks, caps):
                    found, from_tour, station = cost, t, s
                tours[t] ^= 1 << s
        if from_tour < 0:
            return count
        tours[from_tour] ^= 1 << station
        count = _without_empty(tours, count)


@compiled
def share_out(
    tours: Ints, count: int, truck: float, loads: Floats, day: int, drops: Floats
) -> bool:
    """How much each tour brings to each station on a day: a flow found by augmenting paths.

    :param drops: (tour, station), filled.
    :returns: whether the plan carries the loads.
    """
    stations = loads.shape[0]
    spare = np.full(max(1, count), truck)
    drops[:] = 0.0
    for station in range(stations):
        missing = loads[station, day]
        while missing > 1e-9:
            pushed = _augment(tours, count, spare, drops, station, missing, stations)
            if pushed <= 1e-9:
                return False
            missing -= pushed
    return True


@compiled
def _augment(
    tours: Ints,
    count: int,
    spare: Floats,
    drops: Floats,
    station: int,
    wanted: float,
    stations: int,
) -> float:
    """Find room for ``station`` by moving what other stations take, if need be. Breadth first."""
    via_station = np.full(max(1, count), -1)
    via_tour = np.full(stations, -1)
    seen = np.zeros(stations, dtype=np.bool_)
    queue = np.zeros(stations, dtype=np.int64)
    queue[0], head, tail = station, 0, 1
    seen[station] = True
    end = -1
    while head < tail and end < 0:
        here = queue[head]
        head += 1
        for t in range(count):
            if via_station[t] >= 0 or not tours[t] >> here & 1:
                continue
            via_station[t] = here
            if spare[t] > 1e-9:
                end = t
                break
            for s in range(stations):
                if not seen[s] and drops[t, s] > 1e-9:
                    seen[s] = True
                    via_tour[s] = t
                    queue[tail] = s
                    tail += 1
    if end < 0:
        return 0.0
    amount = min(wanted, spare[end])
    s, t = via_station[end], end
    while s != station:
        t = via_tour[s]
        amount = min(amount, drops[t, s])
        s = via_station[t]
    spare[end] -= amount
    t, s = end, via_station[end]
    drops[t, s] += amount
    while s != station:
        t = via_tour[s]
        drops[t, s] -= amount
        s = via_station[t]
        drops[t, s] += amount
    return float(amount)
