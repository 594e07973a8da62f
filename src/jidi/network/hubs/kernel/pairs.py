"""Of every pair of nodes the two hubs that cost it least at the prices of agreement."""

from __future__ import annotations

import numpy as np

from jidi.core.compiled import bare
from jidi.network.hubs.kernel.settle import Floats, Whole


@bare
def cheapest_pairs(between: Floats, there: Floats, agreement: Floats, choice: Whole) -> float:
    """What all pairs pay at the least; writes into ``choice`` each node's hub in each pair.

    :param between: flows between different nodes. :param there: transfer from hub to hub.
    :param agreement: node × other node × hub: what the node is paid for that hub in that pair.
    """
    nodes, hubs, total = between.shape[0], there.shape[0], 0.0
    for i in range(nodes - 1):
        for j in range(i + 1, nodes):
            go, come = between[i, j], between[j, i]
            top = -np.inf
            for m in range(hubs):
                if agreement[j, i, m] > top:
                    top = agreement[j, i, m]
            best, first, last = np.inf, 0, 0
            for k in range(hubs):
                paid = agreement[i, j, k]
                if -paid - top >= best:
                    continue  # Transfer costs nothing at the least.
                for m in range(hubs):
                    if -paid - agreement[j, i, m] < best:
                        cost = go * there[k, m] + come * there[m, k] - agreement[j, i, m] - paid
                        if cost < best:
                            best, first, last = cost, k, m
            total += best
            choice[i, j], choice[j, i] = first, last
    return float(total)


@bare
def cheapest_flows(
    flows: Floats, into: Floats, there: Floats, out: Floats, pay: Floats, used: Floats
) -> float:
    """What all flows cost at the least with what they pay the hubs they go by.

    :param into: node × hub, by unit of flow; ``out``: node × hub, from it; ``there`` between hubs.
    :param pay: from × to × hub. :param used: zeros; 1 where a flow goes by a hub.
    """
    nodes, hubs, total = flows.shape[0], there.shape[0], 0.0
    for i in range(nodes):
        for j in range(nodes):
            flow = flows[i, j]
            if not flow > 0:
                continue
            best, first, last, low = np.inf, 0, 0, np.inf
            for k in range(hubs):
                cost = flow * (into[i, k] + out[j, k] + there[k, k]) + pay[i, j, k]
                if cost < best:
                    best, first, last = cost, k, k
                low = min(low, flow * out[j, k] + pay[i, j, k])
            for k in range(hubs):
                begun = flow * into[i, k] + pay[i, j, k]
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
    return float(total)
