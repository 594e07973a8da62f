"""Ways of single flows by their first and last hub: at prices, and moved off hubs that are full."""

from __future__ import annotations

import numpy as np

from jidi.core.compiled import bare
from jidi.network.hubs.kernel.settle import Floats, Whole


@bare
def priced_ways(
    flows: Floats,
    into: Floats,
    there: Floats,
    out: Floats,
    pay: Floats,
    price: Floats,
    used: Floats,
    load: Floats,
) -> float:
    """What all flows cost at the least with what they pay hubs for going by them, and their first
    hub for the room they take.

    :param into: end × hub, by unit of flow; ``out``: end × hub, from it; ``there`` between hubs.
    :param pay: from × to × hub. :param price: of each hub, for a unit taken in there.
    :param used: zeros; 1 where a flow goes by a hub. :param load: zeros; what hubs take in.
    """
    ends, hubs, total = flows.shape[0], there.shape[0], 0.0
    for i in range(ends):
        for j in range(ends):
            flow = flows[i, j]
            if not flow > 0:
                continue
            best, first, last, low = np.inf, 0, 0, np.inf
            for k in range(hubs):
                begun = flow * (into[i, k] + price[k]) + pay[i, j, k]
                if begun + flow * (there[k, k] + out[j, k]) < best:
                    best, first, last = begun + flow * (there[k, k] + out[j, k]), k, k
                low = min(low, flow * out[j, k] + pay[i, j, k])
            for k in range(hubs):
                begun = flow * (into[i, k] + price[k]) + pay[i, j, k]
                if begun + low >= best:
                    continue  # Transfer costs nothing at the least.
                for m in range(hubs):
                    if m != k:
                        cost = begun + flow * (there[k, m] + out[j, m]) + pay[i, j, m]
                        if cost < best:
                            best, first, last = cost, k, m
            total += best
            used[i, j, first] = 1.0
            used[i, j, last] = 1.0
            load[first] += flow
    return float(total)


@bare
def move_off(
    order: Whole,
    sizes: Floats,
    costs: Floats,
    at: Whole,
    hub: int,
    excess: float,
    slack: Floats,
    moved: Whole,
) -> float:
    """Flows moved from a hub until so much less is there, each to the cheapest hub with room.

    :param order: flows of the hub, those first that lose least. :param costs: flow × hub, of the
        whole flow. :param slack: room of hubs, made less. :param moved: as long as ``order``; the
        hub each goes to, −1 for none.
    :returns: what it costs more; infinite where it does not suffice.
    """
    more, left = 0.0, excess
    for number in range(len(order)):
        moved[number] = -1
    for number in range(len(order)):
        if left <= 0:
            break
        flow, best, to = order[number], np.inf, -1
        for k in range(costs.shape[1]):
            if k != hub and slack[k] >= sizes[flow] and costs[flow, k] < best:
                best, to = costs[flow, k], k
        if to >= 0:
            more += best - costs[flow, at[flow]]
            left -= sizes[flow]
            slack[to] -= sizes[flow]
            moved[number] = to
    return more if left <= 0 else np.inf
