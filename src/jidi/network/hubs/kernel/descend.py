"""Descent over sets of hubs: each hub against its neighbours, nodes following and then settling.

When a hub moves and its nodes follow, the sums of flows between nodes and hubs stay as they were;
so a trial starts from a copy of them, not from all flows.
"""

from __future__ import annotations

import numpy as np

from jidi.core.compiled import bare, hot
from jidi.network.hubs.kernel.settle import (
    Floats,
    Whole,
    add_up,
    lengths,
    move,
    placed,
    relocated,
    settle,
)

GAIN = 1e-10
"""Relative: what counts as better."""
CLOSE = 0.01
"""Relative: nodes change places only where a trial costs at most so much more (our own choice)."""


@bare
def descend(
    flows: Floats,
    reach: Floats,
    transfer: Floats,
    supply: Floats,
    capacities: Floats,
    prices: Floats,
    order: Whole,
    near: Whole,
    kept: Whole,
    exchange: bool,
    most: int,
    hubs: Whole,
    at: Whole,
    loads: Floats,
    out: Floats,
    back: Floats,
    between: Floats,
    trial_at: Whole,
    trial_loads: Floats,
    trial_out: Floats,
    trial_back: Floats,
    used: Whole,
) -> float:
    """Settle the nodes, then move hubs while that gains; ``hubs`` and ``at`` in place; the cost.

    :param near: of each node the nodes tried in its place. :param kept: 1 where a hub stays.
    :param most: trials at the most; ``used[0]`` counts them.
    :param trial_at: and the like: room to work in; for the rest see ``settle``.
    """
    used[0] += 1
    cost = settle(
        flows, reach, transfer, supply, capacities, prices, order, hubs, at, exchange,
        loads, out, back, between,
    )  # fmt: skip
    number, vain, count = 0, 0, len(hubs)
    while vain < count and used[0] < most:
        gained = False
        if kept[hubs[number]] == 0:
            for variant in range(2 if exchange else 1):
                for n in range(near.shape[1]):
                    fresh, here = near[hubs[number], n], hubs[number]
                    if among(hubs, fresh) or used[0] >= most:
                        continue
                    used[0] += 1
                    hubs[number] = fresh
                    value = tried(
                        flows, reach, transfer, supply, capacities, prices, order, hubs, at,
                        number, variant, exchange, cost, loads, out, back, between,
                        trial_at, trial_loads, trial_out, trial_back,
                    )  # fmt: skip
                    if value < cost - GAIN * abs(cost) or (value < np.inf and cost == np.inf):
                        take(at, loads, out, back, trial_at, trial_loads, trial_out, trial_back)
                        cost, gained = value, True
                        break
                    hubs[number] = here
                if gained:
                    break
        lengths(transfer, hubs, between)
        vain = 0 if gained else vain + 1
        number = number if gained else (number + 1) % count
    return float(cost)


@hot
def among(hubs: Whole, node: int) -> bool:
    """Is the node one of the hubs?"""
    for h in range(len(hubs)):  # noqa: SIM110  (Numba has no any)
        if hubs[h] == node:
            return True
    return False


@hot
def take(
    at: Whole, loads: Floats, out: Floats, back: Floats,
    from_at: Whole, from_loads: Floats, from_out: Floats, from_back: Floats,
) -> None:  # fmt: skip
    """Copy one state over another."""
    for i in range(len(at)):
        at[i] = from_at[i]
        for h in range(len(loads)):
            out[i, h] = from_out[i, h]
            back[i, h] = from_back[i, h]
    for h in range(len(loads)):
        loads[h] = from_loads[h]


@hot
def tried(
    flows: Floats,
    reach: Floats,
    transfer: Floats,
    supply: Floats,
    capacities: Floats,
    prices: Floats,
    order: Whole,
    hubs: Whole,
    at: Whole,
    number: int,
    variant: int,
    exchange: bool,
    cost: float,
    loads: Floats,
    out: Floats,
    back: Floats,
    between: Floats,
    trial_at: Whole,
    trial_loads: Floats,
    trial_out: Floats,
    trial_back: Floats,
) -> float:
    """What these hubs cost, of which ``number`` is new: its nodes follow (variant 0) or are placed
    anew (1); ``cost`` is of the hubs before."""
    fresh = hubs[number]
    if variant == 0 and cost < np.inf:
        take(trial_at, trial_loads, trial_out, trial_back, at, loads, out, back)
        lengths(transfer, hubs, between)
        if trial_at[fresh] != number:
            move(flows, supply, trial_out, trial_back, trial_loads, trial_at, fresh, number)
    else:
        for i in range(len(at)):
            trial_at[i] = -1 if at[i] == number and variant == 1 else at[i]
        if not placed(reach, supply, capacities, prices, order, hubs, trial_at, trial_loads):
            return float(np.inf)
        add_up(flows, transfer, hubs, trial_at, trial_out, trial_back, between)
    value = relocated(
        flows, reach, supply, capacities, prices, hubs, trial_at, False, trial_loads,
        trial_out, trial_back, between,
    )  # fmt: skip
    if exchange and value < cost * (1.0 + CLOSE):
        value = relocated(
            flows, reach, supply, capacities, prices, hubs, trial_at, True, trial_loads,
            trial_out, trial_back, between,
        )  # fmt: skip
    return value
