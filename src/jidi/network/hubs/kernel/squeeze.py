"""Allocation where room is short: nodes also move where there is none, at a toll that follows.

Moving single nodes or changing two nodes' places gets stuck among hubs that are nearly full. Here
too much load costs by the unit; the toll rises while hubs are overfull and falls while they are
not. A node that left a hub may not return for a while; after many steps in vain, nodes are drawn
other hubs.
"""

from __future__ import annotations

import numpy as np

from jidi.core.compiled import bare, hot
from jidi.network.hubs.kernel.settle import Floats, Whole, add_up, cost_of, move, worth

DEARER = 1.5
CHEAPER = 2.5
"""By this the toll rises and falls each step (measured on CSAHLP AP50 TT)."""
BARRED = 2
"""For so many steps, and up to four more, a node may not return (measured likewise)."""
IN_VAIN = 100
DRAWN = 60
"""After so many steps in vain so many nodes in a hundred are drawn a hub (measured likewise)."""


@bare
def squeeze(
    flows: Floats,
    reach: Floats,
    transfer: Floats,
    supply: Floats,
    capacities: Floats,
    prices: Floats,
    hubs: Whole,
    at: Whole,
    steps: int,
    seed: int,
    loads: Floats,
    out: Floats,
    back: Floats,
    between: Floats,
    worths: Floats,
    paid: Floats,
    barred: Whole,
    best_at: Whole,
) -> float:
    """The best allocation met in so many steps, in ``at``; its cost, infinite if none had room.

    :param at: −1 where a node has no hub yet.
    :param loads: and the rest: room to work in, see ``settle``; ``worths`` and ``barred`` are
        node × hub, ``paid`` is by hub, ``best_at`` by node.
    """
    begin(reach, supply, hubs, at, loads)
    add_up(flows, transfer, hubs, at, out, back, between)
    toll, best, vain, state = 0.0, np.inf, 0, seed
    for i in range(len(at)):
        toll += reach[i, hubs[at[i]]] / (1e-12 + supply[i]) / len(at)
        for h in range(len(hubs)):
            barred[i, h] = 0
    for step in range(steps):
        fits = True
        for h in range(len(hubs)):
            fits = fits and room_in(loads[h], hubs[h], capacities, prices)
        vain += 1
        if fits:
            value = cost_of(reach, capacities, prices, hubs, at, loads, out, between)
            if value < best * (1.0 - 1e-12) or best == np.inf:
                best, vain = value, 0
                for i in range(len(at)):
                    best_at[i] = at[i]
        if vain >= IN_VAIN:
            vain, state = 0, drawn(at, best_at, best < np.inf, len(hubs), state)
            begin(reach, supply, hubs, at, loads)
            add_up(flows, transfer, hubs, at, out, back, between)
        toll = toll / CHEAPER if fits else toll * DEARER
        worths_of(reach, hubs, out, back, between, worths)
        tolls_of(hubs, loads, capacities, prices, toll, paid)
        if not stepped(
            flows, supply, capacities, prices, hubs, at, step, toll, loads, out, back, between,
            worths, paid, barred,
        ):  # fmt: skip
            break
    if best < np.inf:
        for i in range(len(at)):
            at[i] = best_at[i]
    return float(best)


@hot
def begin(reach: Floats, supply: Floats, hubs: Whole, at: Whole, loads: Floats) -> None:
    """Hubs at themselves, nodes without a hub where they cost least; the loads."""
    for h in range(len(hubs)):
        at[hubs[h]] = h
        loads[h] = 0.0
    for i in range(len(at)):
        if at[i] < 0:
            least = np.inf
            for h in range(len(hubs)):
                if reach[i, hubs[h]] < least:
                    least, at[i] = reach[i, hubs[h]], h
        loads[at[i]] += supply[i]


@hot
def drawn(at: Whole, best_at: Whole, known: bool, count: int, state: int) -> int:
    """Some nodes of the best allocation, or of this one, get hubs by lot; the lot's next state."""
    for i in range(len(at)):
        if known:
            at[i] = best_at[i]
        state = (state * 1103515245 + 12345) % 2147483648
        if state // 65536 % 100 < DRAWN:
            state = (state * 1103515245 + 12345) % 2147483648
            at[i] = state // 65536 % count
    return state


@hot
def room_in(load: float, node: int, capacities: Floats, prices: Floats) -> bool:
    """Does any size of the hub take the load?"""
    for step in range(capacities.shape[1]):
        if prices[node, step] < np.inf and capacities[node, step] >= load * (1.0 - 1e-9):
            return True
    return False


@hot
def tolled(load: float, node: int, capacities: Floats, prices: Floats, toll: float) -> float:
    """The cheapest size of a hub together with the toll for what is too much for it."""
    best = np.inf
    for step in range(capacities.shape[1]):
        over = load * (1.0 - 1e-9) - capacities[node, step]
        best = min(best, prices[node, step] + (toll * over if over > 0.0 else 0.0))
    return float(best)


@hot
def worths_of(
    reach: Floats, hubs: Whole, out: Floats, back: Floats, between: Floats, worths: Floats
) -> None:
    """What each node costs at each hub, the others staying where they are."""
    for i in range(len(worths)):
        for k in range(len(hubs)):
            worths[i, k] = worth(reach, between, hubs, out, back, i, k)


@hot
def tolls_of(
    hubs: Whole, loads: Floats, capacities: Floats, prices: Floats, toll: float, paid: Floats
) -> None:
    """What each hub costs with its load as it is."""
    for h in range(len(hubs)):
        paid[h] = tolled(loads[h], hubs[h], capacities, prices, toll)


@hot
def stepped(
    flows: Floats,
    supply: Floats,
    capacities: Floats,
    prices: Floats,
    hubs: Whole,
    at: Whole,
    step: int,
    toll: float,
    loads: Floats,
    out: Floats,
    back: Floats,
    between: Floats,
    worths: Floats,
    paid: Floats,
    barred: Whole,
) -> bool:
    """Make the best move or exchange not barred, also when it gains nothing; was there any?"""
    best, which, where, other = np.inf, -1, -1, -1
    for i in range(len(at)):
        a = at[i]
        if hubs[a] == i:
            continue
        left = tolled(loads[a] - supply[i], hubs[a], capacities, prices, toll) - paid[a]
        for k in range(len(hubs)):
            if k == a or barred[i, k] > step:
                continue
            change = worths[i, k] - worths[i, a] + left - paid[k]
            change += tolled(loads[k] + supply[i], hubs[k], capacities, prices, toll)
            if change < best:
                best, which, where, other = change, i, k, -1
        for j in range(i + 1, len(at)):
            b = at[j]
            if a == b or hubs[b] == j or barred[i, b] > step or barred[j, a] > step:
                continue
            # The two were taken to move alone; together they only change places.
            apart = between[a, b] + between[b, a] - between[a, a] - between[b, b]
            change = worths[i, b] - worths[i, a] + worths[j, a] - worths[j, b]
            change += (flows[i, j] + flows[j, i]) * apart - paid[a] - paid[b]
            if change < best:
                more = supply[j] - supply[i]
                change += tolled(loads[a] + more, hubs[a], capacities, prices, toll)
                change += tolled(loads[b] - more, hubs[b], capacities, prices, toll)
                if change < best:
                    best, which, where, other = change, i, b, j
    if which < 0:
        return False
    a = at[which]
    barred[which, a] = step + BARRED + step % 5
    if other >= 0:
        barred[other, where] = step + BARRED + step % 5
        move(flows, supply, out, back, loads, at, other, a)
    move(flows, supply, out, back, loads, at, which, where)
    return True
