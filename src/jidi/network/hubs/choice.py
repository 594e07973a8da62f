"""Which hubs open at given prices, and what forcing another one open would cost at the least."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jidi.network.hubs.problem import Floats


@dataclass(frozen=True)
class Opened:
    """Positions of the candidates that open; of each, by how much forcing it open costs more."""

    chosen: np.ndarray
    value: float
    forced: Floats


def opened(reduced: Floats, kept: np.ndarray, *, fewest: int, most: int) -> Opened:
    """The cheapest choice: kept ones, then by reduced cost, at least and at most so many."""
    rank = reduced.copy()
    rank[kept] = -np.inf
    order = np.argsort(rank, kind="stable")
    pays = int((rank < 0).sum())
    chosen = order[: min(max(fewest, pays), most)]
    worst = float(rank[chosen[-1]])
    bound = len(chosen) == most or worst > 0
    instead = worst if bound and np.isfinite(worst) else (np.inf if bound else 0.0)
    # When only kept ones are open and no more may be, none can be forced open.
    forced = reduced - instead if np.isfinite(instead) else np.full(len(reduced), np.inf)
    forced[chosen] = 0.0
    return Opened(chosen, float(reduced[chosen].sum()), forced)
