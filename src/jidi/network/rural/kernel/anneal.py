"""Simulated annealing over ruin and recreate."""

from __future__ import annotations

import numpy as np

from jidi.core.compiled import bare, hot
from jidi.network.rural.kernel.ground import (
    COST,
    FIRST,
    FIXED,
    KEPT,
    OPENED,
    OPENING,
    PLACE_COST,
    RUN,
    SERVED,
    SIZE,
    SLOTS,
    TYPE,
    VEHICLES,
    Floats,
    Ground,
    Ints,
    State,
    carry_over,
)
from jidi.network.rural.kernel.recreate import recreate
from jidi.network.rural.kernel.ruin import ruin


@hot
def spent(ground: Ground, state: State) -> float:
    """Yuan a day of all that the kernel decides."""
    cost = 0.0
    for run in range(state.counts[SLOTS]):
        if state.runs[run, SIZE] > 0:
            cost += state.measures[run, COST] + state.measures[run, KEPT]
    for vehicle in range(ground.based, state.counts[VEHICLES]):
        if state.vehicles[vehicle, TYPE] >= 0:
            cost += ground.kind[state.vehicles[vehicle, TYPE], FIXED]
    for village in range(ground.villages if len(ground.place) else 0):
        if state.at[village, RUN] <= -2:
            cost += ground.place[-2 - state.at[village, RUN], PLACE_COST]
    for depot in range(ground.depots):
        if state.use[depot, OPENED] > 0:
            cost += ground.depot[depot, OPENING]
    return cost


@hot
def missing(ground: Ground, state: State) -> int:
    """Villages short of those wanted."""
    return max(0, ground.wanted - int(state.counts[SERVED]))


@hot
def weight(ground: Ground, state: State, price: float) -> float:
    """What the search makes small. :param price: of a village short, in yuan a day."""
    return spent(ground, state) + price * missing(ground, state)


@bare
def serve(ground: Ground, state: State, way: Floats, seed: int) -> None:
    """Serve whom nobody serves yet, as the search does it."""
    np.random.seed(seed)
    recreate(ground, state, way, spent(ground, state))


@bare
def anneal(
    ground: Ground,
    state: State,
    kept: State,
    best_runs: Ints,
    best_vehicles: Ints,
    best_at: Ints,
    best_counts: Ints,
    way: Floats,
    best: float,
    seed: int,
    begin: int,
    steps: int,
    whole: int,
    hot: float,
    cold: float,
    price: float,
) -> float:
    """Steps ``begin`` to ``begin + steps`` of ``whole``, cooling from ``hot`` to ``cold``.

    :param state: where the search stands, equal to ``kept``; the best is copied to ``best_*``.
    :param price: of a village short, in yuan a day, where the search goes; the best is weighed with
        the full price.
    :returns: the weight of the best.
    """
    np.random.seed(seed)
    now = weight(ground, kept, price)
    whole_weight = weight(ground, kept, ground.missing)
    if whole_weight < best:
        best = whole_weight
        remember(kept, best_runs, best_vehicles, best_at, best_counts)
    for step in range(begin, begin + steps):
        heat = hot * (cold / hot) ** (step / whole)
        holds = ruin(ground, state)
        if holds:
            recreate(ground, state, way, spent(ground, state))
        found = weight(ground, state, price) if holds else np.inf
        if found < now - heat * np.log(1.0 - np.random.random()):
            now = found
            carry_over(state, kept)
            if found < best - 1e-7:
                found += (ground.missing - price) * missing(ground, state)
            if found < best - 1e-7:
                best = found
                remember(kept, best_runs, best_vehicles, best_at, best_counts)
        else:
            carry_over(kept, state)
    return best


@hot
def remember(state: State, runs: Ints, vehicles: Ints, at: Ints, counts: Ints) -> None:
    """Copy the runs, the vehicles and who is where."""
    for run in range(state.counts[SLOTS]):
        for i in range(FIRST + state.runs[run, SIZE]):
            runs[run, i] = state.runs[run, i]
    for vehicle in range(state.counts[VEHICLES]):
        for k in range(state.vehicles.shape[1]):
            vehicles[vehicle, k] = state.vehicles[vehicle, k]
    for village in range(state.at.shape[0]):
        at[village, RUN] = state.at[village, RUN]
    for k in range(state.counts.size):
        counts[k] = state.counts[k]
