"""Search by moves of single sites: open one, close one, or put one in the place of another.

All moves are weighed at once as matrix arithmetic over customers and sites; the best is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from jidi.network.siting.problem import Floats
from jidi.network.siting.sums import exchanges
from jidi.network.siting.work import Work

GAIN: Final = 1e-9
"""Relative: what counts as better."""


Move = tuple[float, int | None, int | None]
"""What a move changes, the site it closes and the site it opens."""


def greedy(work: Work) -> list[int]:
    """Sites opened one after the other, each the one that lowers the cost most."""
    nearest = np.full(len(work.costs), work.forbidden)
    opened: list[int] = []
    while len(opened) < work.sites:
        gains = np.maximum(nearest[:, None] - work.costs, 0.0).sum(axis=0) - work.opening
        gains[opened] = -np.inf
        best = int(np.argmax(gains))
        if opened and gains[best] <= 0:
            break
        opened.append(best)
        nearest = np.minimum(nearest, work.costs[:, best])
    return opened


def improved(work: Work, opened: Sequence[int], *, moves: int) -> tuple[list[int], float]:
    """The sites after the best moves, at most ``moves``, and what they cost."""
    here, cost = list(opened), work.cost_of(opened)
    for _ in range(moves):
        change, out, into = _best_move(work, here)
        if change >= -GAIN * max(1.0, cost):
            break
        here = [site for site in here if site != out]
        if into is not None:
            here.append(into)
        cost = work.cost_of(here)
    return here, cost


def _best_move(work: Work, opened: list[int]) -> Move:
    first, second, owner = _two_nearest(work, opened)
    lost = np.bincount(owner, weights=second - first, minlength=len(opened))
    drop = lost - work.opening[opened]
    paid, regained = exchanges(work.costs, first, second, owner, len(opened))
    add = paid - first.sum() + work.opening
    add[opened] = np.inf
    swap = regained - work.opening[opened][:, None] + add[None, :]
    out, into = (int(i) for i in np.unravel_index(int(np.argmin(swap)), swap.shape))
    moves: list[Move] = [(float(swap[out, into]), opened[out], into)]
    if len(opened) > 1:
        moves.append((float(drop.min()), opened[int(np.argmin(drop))], None))
    if len(opened) < work.sites:
        moves.append((float(add.min()), None, int(np.argmin(add))))
    return min(moves, key=lambda move: move[0])


def _two_nearest(work: Work, opened: list[int]) -> tuple[Floats, Floats, np.ndarray]:
    """Of each customer: cost at the nearest open site, at the second, and which is the nearest."""
    here = work.costs[:, opened]
    owner = here.argmin(axis=1)
    rows = np.arange(len(here))
    first = here[rows, owner]
    if len(opened) == 1:
        return first, np.full(len(here), work.forbidden), owner
    here[rows, owner] = np.inf
    return first, here.min(axis=1), owner
