"""Which sets of hubs the prices leave: a set costs the bound of the pairs and its hubs' prices."""

from __future__ import annotations

from typing import Final

import numpy as np

from jidi.network.hubs.multiple_bound import MultipleBound
from jidi.network.hubs.problem import Floats
from jidi.network.hubs.single_bound import SingleBound

Sets = list[tuple[float, tuple[int, ...]]]
"""Each with what a design with just these hubs costs at the least; positions, cheapest first."""
ROUNDING: Final = 1e-9


def sets_left(
    reduced: Floats,
    kept: np.ndarray,
    *,
    base: float,
    below: float,
    fewest: int,
    most: int,
    limit: int,
) -> Sets | None:
    """All sets that could cost less than ``below``; None when there are more than ``limit``.

    :param reduced: of each hub what it adds. :param kept: positions that are in every set.
    :param base: what every set costs besides.
    """
    loose = np.setdiff1d(np.arange(len(reduced)), kept)
    loose = loose[np.argsort(reduced[loose], kind="stable")]
    costs = reduced[loose].tolist()
    start = base + float(reduced[kept].sum())
    found: Sets = []
    # Of the loose hubs from the n-th on, what the cheapest choice of so many adds; they are sorted.
    ahead = np.concatenate([[0.0], np.cumsum(costs)])
    gain = np.concatenate([np.cumsum(np.minimum(costs, 0.0)[::-1])[::-1], [0.0]])
    stack: list[tuple[int, tuple[int, ...], float]] = [(0, (), start)]
    while stack:
        at, chosen, cost = stack.pop()
        count = len(kept) + len(chosen)
        if fewest <= count <= most and cost < below:
            found.append((cost, (*kept.tolist(), *(int(loose[n]) for n in chosen))))
            if len(found) > limit:
                return None
        if count == most:
            continue
        for n in range(at, len(costs)):
            need = max(0, fewest - count - 1)
            if n + 1 + need > len(costs):
                break
            rest = float(ahead[n + 1 + need] - ahead[n + 1]) + min(0.0, float(gain[n + 1 + need]))
            if cost + costs[n] + rest >= below:
                break
            stack.append((n + 1, (*chosen, n), cost + costs[n]))
    return sorted(found)


def sets_of(state: SingleBound | MultipleBound, limit: int) -> Sets | None:
    """The sets that the prices of a bound leave; see :func:`sets_left`."""
    base, reduced = state.by_hub()
    numbers = state.numbers
    return sets_left(
        reduced, np.flatnonzero(np.isin(state.alive, numbers.kept)), base=base,
        below=state.best * (1 - 1e-9), fewest=numbers.fewest, most=numbers.most, limit=limit,
    )  # fmt: skip
