"""Allocation of nodes to given hubs, improved node by node until nothing gains."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jidi.core.compiled import bare, hot

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@bare
def settle(
    flows: Floats,
    reach: Floats,
    transfer: Floats,
    supply: Floats,
    capacities: Floats,
    prices: Floats,
    order: Whole,
    hubs: Whole,
    at: Whole,
    exchange: bool,
    loads: Floats,
    out: Floats,
    back: Floats,
    between: Floats,
) -> float:
    """Improve the allocation ``at`` (numbers in ``hubs``) in place; the cost, infinite if it fails.

    :param flows: between different nodes, zero on the diagonal. :param reach: node × node as hub.
    :param order: in which nodes are placed first.
    :param at: −1 where a node is to be placed first; hubs are at themselves.
    :param exchange: also try two nodes in each other's place, where capacities bind.
    :param loads: of hubs; ``out``, ``back``: node × hub; ``between``: hub × hub: room to work in.
    """
    if not placed(reach, supply, capacities, prices, order, hubs, at, loads):
        return float(np.inf)
    add_up(flows, transfer, hubs, at, out, back, between)
    return relocated(
        flows, reach, supply, capacities, prices, hubs, at, exchange, loads, out, back, between
    )


@hot
def relocated(
    flows: Floats,
    reach: Floats,
    supply: Floats,
    capacities: Floats,
    prices: Floats,
    hubs: Whole,
    at: Whole,
    exchange: bool,
    loads: Floats,
    out: Floats,
    back: Floats,
    between: Floats,
) -> float:
    """Nodes moved while that gains, from sums that are right; the cost."""
    while True:
        gained = False
        for i in range(len(at)):
            if hubs[at[i]] != i:
                to = better(
                    reach, supply, capacities, prices, hubs, at, loads, out, back, between, i
                )
                if to >= 0:
                    move(flows, supply, out, back, loads, at, i, to)
                    gained = True
        if exchange and not gained:
            gained = exchanged(
                flows, reach, supply, capacities, prices, between, hubs, at, out, back, loads
            )
        if not gained:
            break
    return cost_of(reach, capacities, prices, hubs, at, loads, out, between)


@hot
def price_of(load: float, node: int, capacities: Floats, prices: Floats) -> float:
    """The cheapest step of a node that takes the load; infinite when none does."""
    best = np.inf
    for step in range(capacities.shape[1]):
        if capacities[node, step] >= load * (1.0 - 1e-9) and prices[node, step] < best:
            best = prices[node, step]
    return float(best)


@hot
def placed(
    reach: Floats,
    supply: Floats,
    capacities: Floats,
    prices: Floats,
    order: Whole,
    hubs: Whole,
    at: Whole,
    loads: Floats,
) -> bool:
    """Hubs at themselves, others where they are or cost least; whether all found room."""
    for h in range(len(hubs)):
        at[hubs[h]] = h
        loads[h] = 0.0
    for i in range(len(at)):
        if at[i] >= 0:
            loads[at[i]] += supply[i]
    for n in range(len(at)):
        i = order[n]
        if at[i] >= 0:
            continue
        best, where = np.inf, -1
        for h in range(len(hubs)):
            hub = hubs[h]
            more = price_of(loads[h] + supply[i], hub, capacities, prices)
            if more < np.inf:
                value = reach[i, hub] + more - price_of(loads[h], hub, capacities, prices)
                if value < best:
                    best, where = value, h
        if where < 0:
            return False
        at[i] = where
        loads[where] += supply[i]
    return True


@hot
def lengths(transfer: Floats, hubs: Whole, between: Floats) -> None:
    """Transfer between hubs."""
    for k in range(len(hubs)):
        for m in range(len(hubs)):
            between[k, m] = transfer[hubs[k], hubs[m]]


@hot
def add_up(
    flows: Floats,
    transfer: Floats,
    hubs: Whole,
    at: Whole,
    out: Floats,
    back: Floats,
    between: Floats,
) -> None:
    """What each node sends to and gets from the nodes of each hub; transfer between hubs."""
    lengths(transfer, hubs, between)
    for i in range(len(at)):
        for k in range(len(hubs)):
            out[i, k] = 0.0
            back[i, k] = 0.0
        for j in range(len(at)):
            out[i, at[j]] += flows[i, j]
            back[i, at[j]] += flows[j, i]


@hot
def worth(
    reach: Floats, between: Floats, hubs: Whole, out: Floats, back: Floats, i: int, k: int
) -> float:
    """What node ``i`` costs at hub number ``k``, the others staying where they are."""
    total = reach[i, hubs[k]]
    for m in range(len(hubs)):
        total += out[i, m] * between[k, m] + back[i, m] * between[m, k]
    return float(total)


@hot
def better(
    reach: Floats,
    supply: Floats,
    capacities: Floats,
    prices: Floats,
    hubs: Whole,
    at: Whole,
    loads: Floats,
    out: Floats,
    back: Floats,
    between: Floats,
    i: int,
) -> int:
    """The hub at which node ``i`` costs least, if that is better than where it is; else −1."""
    here = at[i]
    now = worth(reach, between, hubs, out, back, i, here)
    less = price_of(loads[here], hubs[here], capacities, prices)
    less -= price_of(loads[here] - supply[i], hubs[here], capacities, prices)
    best, where = -1e-9 * (1.0 + abs(now)), -1
    for k in range(len(hubs)):
        # Transfer costs nothing less than nothing: collecting alone may already be too dear.
        if k == here or reach[i, hubs[k]] - now - less >= best:
            continue
        more = price_of(loads[k] + supply[i], hubs[k], capacities, prices)
        if more < np.inf:
            more -= price_of(loads[k], hubs[k], capacities, prices)
            change = worth(reach, between, hubs, out, back, i, k) - now + more - less
            if change < best:
                best, where = change, k
    return where


@hot
def move(
    flows: Floats,
    supply: Floats,
    out: Floats,
    back: Floats,
    loads: Floats,
    at: Whole,
    i: int,
    to: int,
) -> None:
    """Put node ``i`` to another hub, and keep the sums right."""
    here = at[i]
    for j in range(len(at)):
        out[j, here] -= flows[j, i]
        out[j, to] += flows[j, i]
        back[j, here] -= flows[i, j]
        back[j, to] += flows[i, j]
    loads[here] -= supply[i]
    loads[to] += supply[i]
    at[i] = to


@hot
def exchanged(
    flows: Floats,
    reach: Floats,
    supply: Floats,
    capacities: Floats,
    prices: Floats,
    between: Floats,
    hubs: Whole,
    at: Whole,
    out: Floats,
    back: Floats,
    loads: Floats,
) -> bool:
    """Put two nodes in each other's place where that gains; whether any did."""
    nodes = len(at)
    for i in range(nodes):
        for j in range(i + 1, nodes):
            a, b = at[i], at[j]
            if a == b or hubs[a] == i or hubs[b] == j:
                continue
            more = supply[j] - supply[i]
            dearer = price_of(loads[a] + more, hubs[a], capacities, prices)
            dearer += price_of(loads[b] - more, hubs[b], capacities, prices)
            if dearer == np.inf:
                continue
            dearer -= price_of(loads[a], hubs[a], capacities, prices)
            dearer -= price_of(loads[b], hubs[b], capacities, prices)
            change = dearer + worth(reach, between, hubs, out, back, i, b)
            change -= worth(reach, between, hubs, out, back, i, a)
            change += worth(reach, between, hubs, out, back, j, a)
            change -= worth(reach, between, hubs, out, back, j, b)
            # Each of the two was taken to move alone; together they only change places.
            apart = between[a, b] + between[b, a] - between[a, a] - between[b, b]
            change += (flows[i, j] + flows[j, i]) * apart
            if change < -1e-9 * (1.0 + reach[i, hubs[b]]):
                move(flows, supply, out, back, loads, at, i, b)
                move(flows, supply, out, back, loads, at, j, a)
                return True
    return False


@hot
def cost_of(
    reach: Floats,
    capacities: Floats,
    prices: Floats,
    hubs: Whole,
    at: Whole,
    loads: Floats,
    out: Floats,
    between: Floats,
) -> float:
    """The whole cost of an allocation with its sums."""
    cost = 0.0
    for i in range(len(at)):
        cost += reach[i, hubs[at[i]]]
        for m in range(len(hubs)):
            cost += out[i, m] * between[at[i], m]
    for h in range(len(hubs)):
        cost += price_of(loads[h], hubs[h], capacities, prices)
    return cost
