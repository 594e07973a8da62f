"""Allocation of nodes to hubs that hang under each other, improved node by node.

Arrays over hubs are numbered by their place in the list of hubs; −1 stands for none.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jidi.core.compiled import compiled, hot

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
LOOKED_AT = 3
"""So many hubs are tried for a node with their sizes (our own choice)."""


@compiled
def settle_levels(
    flows: Floats,
    reach: Floats,
    onward: Floats,
    apart: Floats,
    sent: Floats,
    received: Floats,
    supply: Floats,
    capacities: Floats,
    prices: Floats,
    outside: Whole,
    hubs: Whole,
    level: Whole,
    above: Whole,
    at: Whole,
    over_price: float,
) -> float:
    """Improve the allocation ``at`` in place; the cost, with what is overfull.

    :param flows: between different nodes. :param reach: node × node as hub: to the hub and back.
    :param onward: node × node as the hub that deals with the outside: from there to gateways.
    :param apart: cost from hub to hub, by unit. :param sent: to the outside, ``received`` from it.
    :param supply: what a node brings. :param capacities: node × step, ``prices``: level × node ×
        step, infinite where the level may not have it. :param outside: of levels.
    :param over_price: what a parcel costs that finds no room.
    """
    count, nodes = len(hubs), len(at)
    over = np.zeros((count, count), dtype=np.int64)
    door = np.zeros(count, dtype=np.int64)
    ranked(outside, hubs, level, above, at, over, door)
    length = lengths(apart, hubs, above, over)
    linear = alone(reach, onward, sent, received, hubs, door, length)
    for i in range(nodes):
        if at[i] < 0:
            at[i] = np.argmin(linear[i])
    out, back = np.zeros((nodes, count)), np.zeros((nodes, count))
    between, sums = np.zeros((count, count)), np.zeros((3, count))
    for i in range(nodes):
        sums[0, at[i]] += supply[i]
        sums[1, at[i]] += sent[i] + received[i]
        for j in range(nodes):
            out[i, at[j]] += flows[i, j]
            back[i, at[j]] += flows[j, i]
            between[at[i], at[j]] += flows[i, j]
    tree = (above, over, door, level, hubs)
    fixed = price_of_all(sums, between, tree, capacities, prices, over_price)
    least, changes = cheapest(level, hubs, prices), np.zeros(count)
    gained = True
    while gained:
        gained = False
        for i in range(nodes):
            if hubs[at[i]] == i:
                continue
            share = (supply[i], sent[i] + received[i])
            to, price = better(
                i, at[i], linear, length, out, back, share, sums, between, tree, capacities,
                prices, fixed, least, changes, over_price,
            )  # fmt: skip
            if to >= 0:
                shift(between, sums, out, back, share, i, at[i], to)
                follow(flows, out, back, i, at[i], to)
                at[i], fixed, gained = to, price, True
    cost = fixed
    for i in range(nodes):
        cost += linear[i, at[i]]
    for k in range(count):
        for m in range(count):
            cost += between[k, m] * length[k, m]
    return cost


@hot
def ranked(
    outside: Whole, hubs: Whole, level: Whole, above: Whole, at: Whole, over: Whole, door: Whole
) -> None:
    """Hubs at themselves; who is above whom, itself among them; by which hub each deals with the
    outside."""
    for k in range(len(hubs)):
        at[hubs[k]] = k
        cur = k
        while cur >= 0:
            over[cur, k] = 1
            cur = above[cur]
        cur = k
        while outside[level[cur]] == 0:
            cur = above[cur]
        door[k] = cur


@compiled
def alone(
    reach: Floats,
    onward: Floats,
    sent: Floats,
    received: Floats,
    hubs: Whole,
    door: Whole,
    length: Floats,
) -> Floats:
    """Of each node at each hub, what it costs whatever others do."""
    nodes, count = reach.shape[0], len(hubs)
    linear = np.zeros((nodes, count))
    for i in range(nodes):
        for k in range(count):
            d = door[k]
            linear[i, k] = reach[i, hubs[k]] + onward[i, hubs[d]]
            linear[i, k] += sent[i] * length[k, d] + received[i] * length[d, k]
    return linear


@hot
def better(
    i: int,
    here: int,
    linear: Floats,
    length: Floats,
    out: Floats,
    back: Floats,
    share: tuple[float, float],
    sums: Floats,
    between: Floats,
    tree: tuple[Whole, Whole, Whole, Whole, Whole],
    capacities: Floats,
    prices: Floats,
    fixed: float,
    least: float,
    changes: Floats,
    over_price: float,
) -> tuple[int, float]:
    """Of the hubs at which node ``i`` costs least but for sizes, the best with them, if that is
    better than where it is, else −1; what hubs cost then. ``changes``: room."""
    count = length.shape[0]
    now = linear[i, here]
    for m in range(count):
        now += out[i, m] * length[here, m] + back[i, m] * length[m, here]
    for k in range(count):
        changes[k] = linear[i, k] - now
        for m in range(count):
            changes[k] += out[i, m] * length[k, m] + back[i, m] * length[m, k]
    changes[here] = np.inf
    best, where, price = -1e-9 * (1.0 + abs(now)), -1, fixed
    for _ in range(min(LOOKED_AT, count - 1)):
        k = 0
        for m in range(count):
            if changes[m] < changes[k]:
                k = m
        change = changes[k]
        changes[k] = np.inf
        # Hubs become no cheaper than their cheapest sizes.
        if change + least - fixed >= best:
            break
        shift(between, sums, out, back, share, i, here, k)
        other = price_of_all(sums, between, tree, capacities, prices, over_price)
        shift(between, sums, out, back, share, i, k, here)
        if change + other - fixed < best:
            best, where, price = change + other - fixed, k, other
    return where, price


@hot
def cheapest(level: Whole, hubs: Whole, prices: Floats) -> float:
    """What hubs cost in their cheapest sizes."""
    least = 0.0
    for h in range(len(hubs)):
        best = np.inf
        for step in range(prices.shape[2]):
            best = min(best, prices[level[h], hubs[h], step])
        least += best
    return least


@compiled
def lengths(apart: Floats, hubs: Whole, above: Whole, over: Whole) -> Floats:
    """From hub to hub, up and down."""
    count = len(hubs)
    found = np.zeros((count, count))
    for k in range(count):
        for m in range(count):
            cur = k
            while over[cur, m] == 0:
                up = above[cur]
                if up < 0:  # from top to top
                    up = m
                    while above[up] >= 0:
                        up = above[up]
                found[k, m] += apart[hubs[cur], hubs[up]]
                cur = up
            down = m
            while down != cur:
                found[k, m] += apart[hubs[above[down]], hubs[down]]
                down = above[down]
    return found


@hot
def shift(
    between: Floats,
    sums: Floats,
    out: Floats,
    back: Floats,
    share: tuple[float, float],
    i: int,
    here: int,
    to: int,
) -> None:
    """Put node ``i`` to another hub in the sums over hubs; ``out`` and ``back`` stay."""
    for m in range(len(between)):
        between[here, m] -= out[i, m]
        between[to, m] += out[i, m]
        between[m, here] -= back[i, m]
        between[m, to] += back[i, m]
    for n in range(2):
        sums[n, here] -= share[n]
        sums[n, to] += share[n]


@hot
def follow(flows: Floats, out: Floats, back: Floats, i: int, here: int, to: int) -> None:
    """What others send to the nodes of each hub, after node ``i`` moved."""
    for j in range(len(flows)):
        out[j, here] -= flows[j, i]
        out[j, to] += flows[j, i]
        back[j, here] -= flows[i, j]
        back[j, to] += flows[i, j]


@hot
def price_of_all(
    sums: Floats,
    between: Floats,
    tree: tuple[Whole, Whole, Whole, Whole, Whole],
    capacities: Floats,
    prices: Floats,
    over_price: float,
) -> float:
    """What hubs cost in the cheapest sizes that take what comes to them, from below too.

    :param sums: of hubs what their nodes bring, what of it is from or for the outside; and room.
    """
    above, over, door, level, hubs = tree
    count = len(hubs)
    for h in range(count):
        sums[2, h] = sums[0, h]
    for k in range(count):
        cur = k
        while cur != door[k]:
            cur = above[cur]
            sums[2, cur] += sums[1, k]
        for m in range(count):
            cur = k
            while over[cur, m] == 0 and above[cur] >= 0:
                cur = above[cur]
                sums[2, cur] += between[k, m]
    total = 0.0
    for h in range(count):
        total += price_of_one(capacities, prices, level[h], hubs[h], sums[2, h], over_price)
    return total


@hot
def price_of_one(
    capacities: Floats, prices: Floats, level: int, hub: int, load: float, over_price: float
) -> float:
    """A size for a load and what is too much for it, at the least cost of both."""
    best = np.inf
    for step in range(capacities.shape[1]):
        price, capacity = prices[level, hub, step], capacities[hub, step]
        if load > capacity * (1.0 + 1e-9):
            price += over_price * (load - capacity)
        best = min(best, price)
    return float(best)
