"""Plans of the trunk for given loads: from direct tours, improved by every small change."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from jidi.core.compiled import compiled
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


class _Trucks(NamedTuple):
    """What a plan is made for and of."""

    loads: Floats
    rounds: Floats
    truck: float
    fixed: float
    limit: int
    station_caps: Floats


class _Desk(NamedTuple):
    """Arrays to work in, made once. ``best`` is the cheapest change so far, ``trial`` the one being
    looked at."""

    masks: Ints
    caps: Floats
    trial: Ints
    best: Ints


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
    trucks = _Trucks(loads, rounds, truck, fixed, limit, station_caps)
    room = len(tours)
    desk = _Desk(
        np.zeros(MOST_ROWS, dtype=np.int64),
        np.zeros(MOST_ROWS),
        np.zeros(room, dtype=np.int64),
        np.zeros(room, dtype=np.int64),
    )
    while True:
        size = _cheapest_change(tours, count, split, trucks, desk)
        if size < 0:
            return count
        _copy(tours, desk.best, size)
        count = size


@compiled
def _cheapest_change(tours: Ints, count: int, split: bool, trucks: _Trucks, desk: _Desk) -> int:
    """Write the cheapest change of the plan into ``best``; its tours, or -1 if none is cheaper."""
    found = _cost(tours, count, trucks.rounds, trucks.fixed, trucks.limit) - GAIN
    size = -1
    for t in range(count):
        for s in range(len(trucks.station_caps)):
            if tours[t] >> s & 1:
                found, size = _without_call(tours, count, t, s, trucks, desk, found, size)
            elif split:
                found, size = _with_call(tours, count, t, s, trucks, desk, found, size)
        for u in range(t + 1, count):
            _copy(desk.trial, tours, count)
            desk.trial[t] |= desk.trial[u]
            desk.trial[u] = 0
            found, size = _weighed(count, trucks, desk, found, size)
    return size


@compiled
def _without_call(
    tours: Ints,
    count: int,
    t: int,
    s: int,
    trucks: _Trucks,
    desk: _Desk,
    found: float,
    size: int,
) -> tuple[float, int]:
    """Leave the call of tour ``t`` at ``s`` out, move it to every other tour, exchange it with
    every call there."""
    for u in range(-1, count):
        if u == t or (u >= 0 and tours[u] >> s & 1):
            continue
        for r in range(-1, len(trucks.station_caps)):
            if r >= 0 and (u < 0 or not tours[u] >> r & 1 or tours[t] >> r & 1 or r == s):
                continue
            _copy(desk.trial, tours, count)
            desk.trial[t] ^= 1 << s
            if u >= 0:
                desk.trial[u] |= 1 << s
            if r >= 0:
                desk.trial[u] ^= 1 << r
                desk.trial[t] |= 1 << r
            found, size = _weighed(count, trucks, desk, found, size)
    return found, size


@compiled
def _with_call(
    tours: Ints,
    count: int,
    t: int,
    s: int,
    trucks: _Trucks,
    desk: _Desk,
    found: float,
    size: int,
) -> tuple[float, int]:
    """Let tour ``t`` call at ``s`` too, and leave out what that makes needless."""
    trial = desk.trial
    _copy(trial, tours, count)
    trial[t] |= 1 << s
    kept = _leave_out(trial, count, trucks, desk)
    cost = _cost(trial, kept, trucks.rounds, trucks.fixed, trucks.limit)
    if cost >= found:
        return found, size
    _copy(desk.best, trial, kept)
    return cost, kept


@compiled
def _weighed(
    count: int, trucks: _Trucks, desk: _Desk, found: float, size: int
) -> tuple[float, int]:
    """Keep the change on trial if it is cheaper than what was found and carries the loads."""
    trial = desk.trial
    kept = _without_empty(trial, count)
    cost = _cost(trial, kept, trucks.rounds, trucks.fixed, trucks.limit)
    if cost < found and _carried(trial, kept, trucks, desk):
        _copy(desk.best, trial, kept)
        return cost, kept
    return found, size


@compiled
def _carried(tours: Ints, count: int, trucks: _Trucks, desk: _Desk) -> bool:
    return carries(
        tours, count, trucks.truck, trucks.station_caps, trucks.loads, desk.masks, desk.caps
    )


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
def _leave_out(tours: Ints, count: int, trucks: _Trucks, desk: _Desk) -> int:
    """Leave calls out, the dearest first, while the plan still carries the loads."""
    rounds, fixed, limit = trucks.rounds, trucks.fixed, trucks.limit
    while True:
        now = _cost(tours, count, rounds, fixed, limit)
        found, from_tour, station = now - GAIN, -1, -1
        for t in range(count):
            for s in range(len(trucks.station_caps)):
                if not tours[t] >> s & 1:
                    continue
                tours[t] ^= 1 << s
                lone = tours[t] == 0
                cost = now - rounds[tours[t] | 1 << s] + rounds[tours[t]] - (fixed if lone else 0.0)
                if lone and count > limit:
                    cost -= TOO_MANY
                if cost < found and _carried(tours, count, trucks, desk):
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
