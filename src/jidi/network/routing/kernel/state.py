"""What the kernel works on: the ground (never changes), the limits of a plan, and the state.

Nodes are numbered as in the problem: stations first, then stops. Routes lie in slots; an empty slot
has size 0. ``at[stop, day]`` is the slot of the stop's visit on that day, or -1.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jidi.core.compiled import hot

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MOST_ROWS = 512
"""Rows of limits one plan may have."""


class Ground(NamedTuple):
    """The problem as arrays."""

    costs: Floats
    back: Floats
    """``costs`` transposed: the way into a node as one row."""
    times: Floats
    service: Floats
    demand: Floats
    patterns: Ints
    """(stop, choice) day bits; 0 where there is no such choice."""
    near: Ints
    """(stop, rank) other stops, the nearest first."""
    away: Floats
    """Of each stop, the cost from the nearest station."""
    opening: Floats
    handling: Floats
    capacity: float
    fixed: float
    longest: float
    timed: bool
    stations: int
    days: int
    fleet: int
    fleet_station: int


class Limits(NamedTuple):
    """How much may pass through sets of stations on one day."""

    rows: int
    mask: Ints
    cap: Floats
    allowed: Flags
    """(station) may it serve stops at all?"""


class State(NamedTuple):
    """A design under way. ``row[i, day]`` is the load under limit ``i``."""

    seq: Ints
    arc: Floats
    """(slot, place) what the way to there from before costs; the last one leads home."""
    size: Ints
    station: Ints
    day: Ints
    load: Floats
    travel: Floats
    time: Floats
    at: Ints
    vehicles: Ints
    """(station, day); the last row counts all stations."""
    row: Floats


class Weights(NamedTuple):
    """What a unit too much costs: in a vehicle, in a limit, in the time of a route."""

    load: float
    row: float
    time: float


@hot
def over(found: float, allowed: float) -> float:
    """By how much ``found`` exceeds ``allowed``."""
    return found - allowed if found > allowed else 0.0


@hot
def measure(ground: Ground, state: State, slot: int) -> None:
    """The arcs of one route, its travel cost, time and load, from its sequence."""
    size, home = state.size[slot], state.station[slot]
    before = home
    for i in range(size):
        state.arc[slot, i] = ground.costs[before, state.seq[slot, i]]
        before = state.seq[slot, i]
    state.arc[slot, size] = ground.costs[before, home] if size else 0.0
    sum_up(ground, state, slot)


@hot
def sum_up(ground: Ground, state: State, slot: int) -> None:
    """Travel cost, time and load from the arcs. Adding and taking off alone would leave noise."""
    travel, time, load = 0.0, 0.0, 0.0
    size, before = state.size[slot], state.station[slot]
    for i in range(size):
        node = state.seq[slot, i]
        travel += state.arc[slot, i]
        load += ground.demand[node - ground.stations]
        if ground.timed:
            time += ground.times[before, node] + ground.service[node - ground.stations]
            before = node
    if ground.timed and size:
        time += ground.times[before, state.station[slot]]
    state.travel[slot] = travel + state.arc[slot, size]
    state.time[slot] = time
    state.load[slot] = load


@hot
def settle(ground: Ground, limits: Limits, state: State, slots: int) -> None:
    """Recount everything that follows from the sequences."""
    state.at[:] = -1
    state.vehicles[:] = 0
    state.row[:] = 0.0
    for slot in range(slots):
        measure(ground, state, slot)
        if state.size[slot] == 0:
            continue
        day, station = state.day[slot], state.station[slot]
        for i in range(state.size[slot]):
            state.at[state.seq[slot, i] - ground.stations, day] = slot
        state.vehicles[station, day] += 1
        state.vehicles[ground.stations, day] += 1
        carry(limits, state, station, day, state.load[slot])


@hot
def carry(limits: Limits, state: State, station: int, day: int, amount: float) -> None:
    """``amount`` more passes through the station on the day."""
    for i in range(limits.rows):
        if limits.mask[i] >> station & 1:
            state.row[i, day] += amount


@hot
def is_open(ground: Ground, state: State, station: int) -> bool:
    """Does the station serve anything on any day?"""
    for day in range(ground.days):
        if state.vehicles[station, day]:
            return True
    return False


@hot
def excess(ground: Ground, limits: Limits, state: State, slots: int) -> tuple[float, float, float]:
    """What is too much: load of vehicles, load under limits, time of routes."""
    load, rows, time = 0.0, 0.0, 0.0
    for slot in range(slots):
        if state.size[slot]:
            load += over(state.load[slot], ground.capacity)
            if ground.timed:
                time += over(state.time[slot], ground.longest)
    for i in range(limits.rows):
        for day in range(ground.days):
            rows += over(state.row[i, day], limits.cap[i])
    return load, rows, time


@hot
def price(ground: Ground, state: State, slots: int) -> float:
    """The cost of the second echelon: travel, vehicles, opened stations, handling."""
    cost = 0.0
    for slot in range(slots):
        if state.size[slot]:
            handled = ground.handling[state.station[slot]] * state.load[slot]
            cost += state.travel[slot] + ground.fixed + handled
    for station in range(ground.stations):
        if is_open(ground, state, station):
            cost += ground.opening[station]
    return cost
