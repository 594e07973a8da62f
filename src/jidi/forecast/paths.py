"""Simulated courses that have the standard errors a method states.

The error h months ahead is a sum of monthly shocks, each with a weight that depends on its age: the
ψ-weights of a linear model, e(h) = Σ ψ(j)·ε(h−j). The standard errors of successive months give
them: ψ(j)²·σ² is what the variance grows by. Their sign is not told and taken as positive, which is
so for series that carry what happened on, and makes sums of months rather wider than narrower.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from jidi.forecast.outlook import Floats

PATHS: Final = 2000
"""Courses that stand for a distribution: half of them mirror the others. Own choice."""
SEED: Final = 14
"""Every simulation draws the same shocks, so that the same series gives the same forecast."""


def departures(errors: Floats) -> Floats:
    """Departures from the expected course, one row per path.

    :param errors: standard error of each month ahead.
    """
    weights = np.sqrt(np.maximum(np.diff(errors**2, prepend=0.0), 0.0))
    size = len(errors)
    ages = np.arange(size)[:, None] - np.arange(size)[None, :]
    kernel = np.where(ages >= 0, weights[np.maximum(ages, 0)], 0.0)
    return np.asarray(_shocks(size) @ kernel.T, np.float64)


@lru_cache(maxsize=8)
def _shocks(size: int) -> Floats:
    """Standard normal shocks; each path has its mirror, so that the middle is exact."""
    generator = np.random.Generator(np.random.PCG64(SEED))
    half = generator.standard_normal((PATHS // 2, size))
    return np.vstack([half, -half])


def normal_quantile(level: int) -> float:
    """Half the width, in standard errors, of the interval that holds ``level`` per cent."""
    from scipy.special import ndtri

    return float(ndtri(0.5 + level / 200))
