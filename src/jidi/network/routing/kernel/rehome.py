"""Rehome: give a route another station, and start its round at the best place."""

from __future__ import annotations

from jidi.core.compiled import hot
from jidi.network.routing.kernel.ruin import keep
from jidi.network.routing.kernel.state import (
    Ground,
    Ints,
    Limits,
    State,
    Weights,
    carry,
    measure,
    over,
)

GAIN = 1e-9
"""What counts as better: less is the noise of doubles."""


@hot
def rehome(
    ground: Ground,
    limits: Limits,
    state: State,
    kept: State,
    weights: Weights,
    touched: Ints,
    slot: int,
    room: Ints,
) -> None:
    """Move the route to the station and the turn of its round where it costs least."""
    size = state.size[slot]
    home = state.station[slot]
    if size == 0:
        return
    best, best_station, best_turn = -GAIN, -1, 0
    for station in range(ground.stations):
        other = station != home
        if other and not _may_take(ground, limits, state, slot, station):
            continue
        if size == 1 and not other:
            continue
        gain = _toll_of_moving(ground, limits, state, weights, slot, station) if other else 0.0
        if gain >= best + state.travel[slot]:
            continue
        length, turn = _best_turn(ground, state, slot, station)
        gain += length - state.travel[slot]
        if ground.timed and gain < best:
            time = _time_of(ground, state, slot, station, turn)
            gain += weights.time * (
                over(time, ground.longest) - over(state.time[slot], ground.longest)
            )
        if gain < best:
            best, best_station, best_turn = gain, station, turn
    if best_station >= 0:
        keep(state, kept, touched, slot)
        _move(ground, limits, state, slot, best_station, best_turn, room)


@hot
def _may_take(ground: Ground, limits: Limits, state: State, slot: int, station: int) -> bool:
    day = state.day[slot]
    return bool(limits.allowed[station] and state.vehicles[station, day] < ground.fleet_station)


@hot
def _toll_of_moving(
    ground: Ground, limits: Limits, state: State, weights: Weights, slot: int, station: int
) -> float:
    """What the move costs beside the way: limits, handling, opening and closing."""
    home, day, load = state.station[slot], state.day[slot], state.load[slot]
    toll = (ground.handling[station] - ground.handling[home]) * load
    for i in range(limits.rows):
        leaves, comes = limits.mask[i] >> home & 1, limits.mask[i] >> station & 1
        if leaves == comes:
            continue
        found, cap = state.row[i, day], limits.cap[i]
        after = found + load if comes else found - load
        toll += weights.row * (over(after, cap) - over(found, cap))
    left, there = 0, 0
    for d in range(ground.days):
        left += state.vehicles[home, d]
        there += state.vehicles[station, d]
    if left == 1:
        toll -= ground.opening[home]
    if there == 0:
        toll += ground.opening[station]
    return float(toll)


@hot
def _best_turn(ground: Ground, state: State, slot: int, station: int) -> tuple[float, int]:
    """The cheapest round through the stops in their order: its length, and where it begins."""
    size = state.size[slot]
    to, into = ground.costs[station], ground.back[station]
    around = 0.0
    best, turn = 1e300, 0
    before = state.seq[slot, size - 1]
    arc = ground.costs[before, state.seq[slot, 0]] if size > 1 else 0.0
    for i in range(size):
        node = state.seq[slot, i]
        arc = state.arc[slot, i] if i else arc
        around += arc
        detour = into[before] + to[node] - arc
        if detour < best:
            best, turn = detour, i
        before = node
    return around + best, turn


@hot
def _time_of(ground: Ground, state: State, slot: int, station: int, turn: int) -> float:
    size = state.size[slot]
    time = 0.0
    before = station
    for k in range(size):
        node = state.seq[slot, (turn + k) % size]
        time += ground.times[before, node] + ground.service[node - ground.stations]
        before = node
    return float(time + ground.times[before, station])


@hot
def _move(
    ground: Ground, limits: Limits, state: State, slot: int, station: int, turn: int, room: Ints
) -> None:
    size, home, day = state.size[slot], state.station[slot], state.day[slot]
    for k in range(size):
        room[k] = state.seq[slot, (turn + k) % size]
    for k in range(size):
        state.seq[slot, k] = room[k]
    if station != home:
        state.vehicles[home, day] -= 1
        state.vehicles[station, day] += 1
        carry(limits, state, home, day, -state.load[slot])
        carry(limits, state, station, day, state.load[slot])
        state.station[slot] = station
    measure(ground, state, slot)
