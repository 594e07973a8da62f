"""The first echelon: tours of trucks as sets of stations, and what a plan of tours can carry.

A tour is a bit mask of the stations it calls at; its cost is the shortest round, found once for all
subsets by dynamic programming. What a plan can carry follows from the theorem of Hall: every set of
tours must carry what can reach its stations by no other tour. Those conditions are the plan's rows.
"""

from __future__ import annotations

import numpy as np

from jidi.core.compiled import compiled
from jidi.network.routing.kernel.state import MOST_ROWS, Flags, Floats, Ints

MOST_JOINED = 8
"""Tours that share stations, directly or by others: more than this, and the plan is not tried."""
BEYOND = 1e15


@compiled
def tour_costs(costs: Floats, stations: int) -> Floats:
    """The shortest round of every subset of stations from the centre, without a truck's own cost.

    Held and Karp's dynamic program; ``costs`` has the centre as node 0.
    """
    subsets = 1 << stations
    reach = np.full((subsets, stations), 1e300)
    rounds = np.zeros(subsets)
    for station in range(stations):
        reach[1 << station, station] = costs[0, station + 1]
    for subset in range(1, subsets):
        closed = 1e300
        for last in range(stations):
            here = reach[subset, last]
            if here >= 1e300:
                continue
            closed = min(closed, here + costs[last + 1, 0])
            for there in range(stations):
                if subset >> there & 1:
                    continue
                longer = here + costs[last + 1, there + 1]
                if longer < reach[subset | 1 << there, there]:
                    reach[subset | 1 << there, there] = longer
        rounds[subset] = closed
    return rounds


@compiled
def shortest_round(costs: Floats, subset: int, out: Ints) -> int:
    """The stations of a subset in the order of the shortest round; how many. For up to 20."""
    members = np.zeros(64, dtype=np.int64)
    count = 0
    for station in range(costs.shape[0] - 1):
        if subset >> station & 1:
            members[count] = station
            count += 1
    subsets = 1 << count
    reach = np.full((subsets, max(1, count)), 1e300)
    origin = np.zeros((subsets, max(1, count)), dtype=np.int64)
    for a in range(count):
        reach[1 << a, a] = costs[0, members[a] + 1]
        origin[1 << a, a] = -1
    for part in range(1, subsets):
        for last in range(count):
            if reach[part, last] >= 1e300:
                continue
            for there in range(count):
                if part >> there & 1:
                    continue
                longer = reach[part, last] + costs[members[last] + 1, members[there] + 1]
                if longer < reach[part | 1 << there, there]:
                    reach[part | 1 << there, there] = longer
                    origin[part | 1 << there, there] = last
    last, best = 0, 1e300
    for a in range(count):
        closed = reach[subsets - 1, a] + costs[members[a] + 1, 0]
        if closed < best:
            best, last = closed, a
    part = subsets - 1
    for k in range(count - 1, -1, -1):
        out[k] = members[last]
        earlier = origin[part, last]
        part ^= 1 << last
        last = earlier
    return count


@compiled
def rows_of_plan(
    tours: Ints,
    count: int,
    truck: float,
    station_caps: Floats,
    masks: Ints,
    caps: Floats,
) -> int:
    """The rows of a plan: sets of stations and what they may take together on one day.

    :returns: how many rows, or -1 when too many tours hang together.
    """
    stations = len(station_caps)
    rows = 0
    reached = 0
    for t in range(count):
        reached |= tours[t]
    for station in range(stations):
        bound = station_caps[station] if reached >> station & 1 else 0.0
        if bound < BEYOND:
            masks[rows], caps[rows] = 1 << station, bound
            rows += 1
    done = np.zeros(max(1, count), dtype=np.bool_)
    joined = np.zeros(max(1, count), dtype=np.int64)
    for first in range(count):
        if done[first]:
            continue
        size = _component(tours, count, first, done, joined)
        if size > MOST_JOINED:
            return -1
        rows = _rows_of_component(tours, joined, size, truck, masks, caps, rows)
        if rows < 0:
            return -1
    return rows


@compiled
def _component(tours: Ints, count: int, first: int, done: Flags, joined: Ints) -> int:
    """The tours that share stations with ``first``, directly or by others."""
    size = 1
    joined[0] = first
    done[first] = True
    union = tours[first]
    grown = True
    while grown:
        grown = False
        for t in range(count):
            if not done[t] and tours[t] & union:
                done[t] = True
                union |= tours[t]
                joined[size] = t
                size += 1
                grown = True
    return size


@compiled
def _rows_of_component(
    tours: Ints, joined: Ints, size: int, truck: float, masks: Ints, caps: Floats, rows: int
) -> int:
    start = rows
    for chosen in range(1, 1 << size):
        inside, outside, trucks = 0, 0, 0
        for k in range(size):
            if chosen >> k & 1:
                inside |= tours[joined[k]]
                trucks += 1
            else:
                outside |= tours[joined[k]]
        mask = inside & ~outside
        if mask == 0:
            continue
        known = False
        for i in range(start, rows):
            if masks[i] == mask:
                known = True
                caps[i] = min(caps[i], trucks * truck)
        if known:
            continue
        if rows >= MOST_ROWS:
            return -1
        masks[rows], caps[rows] = mask, trucks * truck
        rows += 1
    return rows


@compiled
def carries(
    tours: Ints,
    count: int,
    truck: float,
    station_caps: Floats,
    loads: Floats,
    masks: Ints,
    caps: Floats,
) -> bool:
    """Can the plan bring these loads, (station, day), on every day?"""
    rows = rows_of_plan(tours, count, truck, station_caps, masks, caps)
    if rows < 0:
        return False
    for i in range(rows):
        for day in range(loads.shape[1]):
            load = 0.0
            for station in range(loads.shape[0]):
                if masks[i] >> station & 1:
                    load += loads[station, day]
            if load > caps[i] + 1e-7:
                return False
    return True


@compiled
def plan_cost(tours: Ints, count: int, rounds: Floats, fixed: float) -> float:
    """What the trucks of one day cost."""
    cost = 0.0
    for t in range(count):
        cost += rounds[tours[t]] + fixed
    return cost
