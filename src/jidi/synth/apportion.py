"""Sharing out whole things so that the sum is exact (largest remainder, 最大余数法)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jidi.core.errors import InputError

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def apportion(total: int, weights: Floats, *, caps: Ints | None = None) -> Ints:
    """``total`` whole units shared in proportion to ``weights``; the shares sum to ``total``.

    Every share is its proportional quota rounded down or up, unless a cap stops it; what a cap
    turns away goes to the others in proportion. Ties fall to the earlier place.

    :param weights: not negative, finite.
    :param caps: most that each place can take.
    :raises InputError: S-101 when the total is negative or nothing can take it.
    """
    room = int(caps.sum()) if caps is not None else total
    able = bool(np.any(weights > 0)) or total == 0
    if total < 0 or room < total or not able or not np.all(np.isfinite(weights)):
        raise InputError("S-101", total=total, room=room, places=len(weights))
    shares = np.zeros(len(weights), np.int64)
    open_ = np.asarray(weights, np.float64)
    while (left := total - int(shares.sum())) > 0:
        free = caps - shares if caps is not None else None
        if free is not None:
            open_ = np.where(free > 0, open_, 0.0)
            # A cap beyond the reach of the weights is filled evenly at the end.
            open_ = open_ if open_.any() else (free > 0).astype(np.float64)
        shares += _one_round(left, open_, free)
    return shares


def _one_round(left: int, weights: Floats, free: Ints | None) -> Ints:
    quota = left * (weights / weights.sum())
    whole = np.floor(quota).astype(np.int64)
    missing = left - int(whole.sum())
    if missing > 0:
        order = np.argsort(-(quota - whole) + (weights == 0) * 2.0, kind="stable")
        whole[order[: min(missing, len(order))]] += 1
    elif missing < 0:
        # Floating point rounded a quota up across a whole number; take it back where most sits.
        whole[np.argmax(whole)] += missing
    taken: Ints = whole if free is None else np.minimum(whole, free)
    return taken


def thin(parts: Ints, share: float, *, spread: Floats | None = None) -> Ints:
    """Of ``parts``, a ``share`` in all (exact to one unit), each place at most its own part.

    :param spread: how much more or less than the mean each place takes part; 1 is the mean.
    """
    total = round(float(parts.sum()) * share)
    weights = parts.astype(np.float64) * (1.0 if spread is None else spread)
    return apportion(total, weights, caps=parts)
