"""Multipliers for the cost of visiting places by runs from a depot: Held and Karp's ascent.

Runs over all places make a tree with the depot, and one way back to the depot each. Multipliers
draw every place to two ways, and the number of runs to what their load and their hours allow.
Any multipliers give a valid bound; the ascent only looks for good ones.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from jidi.core.compiled import compiled

Floats = npt.NDArray[np.float64]

ROUNDS: Final = 400
COOLING: Final = 0.988


@compiled
def ascend(
    ways: Floats,
    minutes: Floats,
    out: Floats,
    out_minutes: Floats,
    load: Floats,
    work: Floats,
    capacity: float,
    hours: float,
) -> tuple[Floats, Floats]:
    """The best multipliers found: of each place; then of load, of hours, and of ways out.

    :param ways: (place, place) yuan, symmetric; ``out``: yuan between depot and place, with half
        of what a run costs by itself; ``minutes`` and ``out_minutes`` likewise.
    :param load: of each place on a run; ``work``: minutes at each place.
    """
    count = out.size
    pi, best_pi = np.zeros(count), np.zeros(count)
    rest, best_rest = np.zeros(3), np.zeros(3)
    near = 0.0
    for v in range(count):
        low = out[v]
        for u in range(count):
            if u != v and ways[u, v] < low:
                low = ways[u, v]
        near += low / count
    run = 2.0 * out.sum() / count
    best, step = -1e300, 1.0
    degree, parent = np.zeros(count), np.zeros(count, dtype=np.int64)
    for _ in range(ROUNDS):
        value, roots, backs, used = _tree(
            ways, minutes, out, out_minutes, pi, rest, capacity, hours, degree, parent
        )
        value += 2.0 * pi.sum() + rest[0] * load.sum() + rest[1] * work.sum()
        if value > best:
            best = value
            best_pi[:] = pi
            best_rest[:] = rest
        runs = (roots + backs) / 2.0
        for v in range(count):
            pi[v] += 0.5 * step * near * (2.0 - degree[v])
        wanted = load.sum() / capacity
        rest[0] += step * run / capacity * (wanted - runs) / max(1.0, wanted, runs)
        wanted = (used + work.sum()) / hours
        rest[1] += step * run / hours * (wanted - runs) / max(1.0, wanted, runs)
        rest[2] += 0.5 * step * run * (roots - backs) / (roots + backs + 1.0)
        rest[0], rest[1] = max(0.0, rest[0]), max(0.0, rest[1])
        step *= COOLING
    return best_pi, best_rest


@compiled
def _tree(
    ways: Floats,
    minutes: Floats,
    out: Floats,
    out_minutes: Floats,
    pi: Floats,
    rest: Floats,
    capacity: float,
    hours: float,
    degree: Floats,
    parent: npt.NDArray[np.int64],
) -> tuple[float, int, int, float]:
    """The cheapest tree and ways back: its cost, ways out and back, and the minutes on them."""
    count = out.size
    off = (rest[0] * capacity + rest[1] * hours) / 2.0
    reached, key = np.zeros(count, dtype=np.bool_), np.zeros(count)
    value, roots, backs, used = 0.0, 0, 0, 0.0
    for v in range(count):
        degree[v] = 0.0
        parent[v] = -1
        back = out[v] + rest[1] * out_minutes[v] - pi[v] - off
        key[v] = back + rest[2]
        if back - rest[2] < 0.0:
            value += back - rest[2]
            degree[v] += 1.0
            backs += 1
            used += out_minutes[v]
    for _ in range(count):
        nearest = -1
        for v in range(count):
            if not reached[v] and (nearest < 0 or key[v] < key[nearest]):
                nearest = v
        reached[nearest] = True
        value += key[nearest]
        degree[nearest] += 1.0
        if parent[nearest] < 0:
            roots += 1
            used += out_minutes[nearest]
        else:
            degree[parent[nearest]] += 1.0
            used += minutes[parent[nearest], nearest]
        for v in range(count):
            if not reached[v]:
                way = ways[nearest, v] + rest[1] * minutes[nearest, v] - pi[nearest] - pi[v]
                if way < key[v]:
                    key[v] = way
                    parent[v] = nearest
    return value, roots, backs, used
