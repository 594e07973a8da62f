"""How likely conditions are to hold, by a distribution of the value they speak of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jidi.core.measure import Interval
from jidi.forecast.outlook import Floats

Measure = Literal["level", "growth", "increment", "share"]
Pairing = Literal["together", "apart"]
"""How the values of a part go with those of its whole: high with high, or without regard."""


@dataclass(frozen=True)
class Requirement:
    """One condition: what of the value it looks at, and the numbers it admits.

    :param base: value of the base year, for growth and increment.
    :param years: from base to target year, for growth.
    :param whole: equally likely values of the whole, for a share; as many as of the part.
    """

    measure: Measure
    admitted: Interval
    base: float | None = None
    years: int = 1
    whole: Floats | None = None

    def holds(self, values: Floats, pairing: Pairing) -> NDArray[np.bool_]:
        """For which of the values it holds. Values and whole are brought into the pairing."""
        measured = self._measured(values, pairing)
        low, high = float(self.admitted.low), float(self.admitted.high)
        above = measured >= low if self.admitted.low_closed else measured > low
        below = measured <= high if self.admitted.high_closed else measured < high
        return np.asarray(above & below)

    def _measured(self, values: Floats, pairing: Pairing) -> Floats:
        if self.measure == "share":
            if self.whole is None:
                raise AssertionError("a share is asked of a whole")
            return 100 * values / _paired(self.whole, pairing)
        if self.measure == "level":
            return values
        if self.base is None:
            raise AssertionError(f"{self.measure} is asked against a base")
        if self.measure == "increment":
            return values - self.base
        ratio: Floats = np.maximum(values, 0.0) / self.base
        return 100 * (ratio ** (1 / self.years) - 1)


@dataclass(frozen=True)
class Chance:
    """How likely it is that all conditions hold.

    :param value: by the distribution of the forecast.
    :param low: the smallest and :param high: the largest by the distributions that do nearly as
        well, and by either pairing of a part with its whole.
    :param each: by condition alone.
    """

    value: float
    low: float
    high: float
    each: tuple[float, ...]


def chance_of(
    sample: Floats, requirements: Sequence[Requirement], *, others: Iterable[Floats] = ()
) -> Chance:
    """The chance that all requirements hold.

    Where a share is asked for, it is not known how part and whole go together; the value is the
    mean of both pairings (our own choice), the range holds both.
    """
    pairings: tuple[Pairing, ...] = ("together", "apart")
    if not any(requirement.measure == "share" for requirement in requirements):
        pairings = ("together",)
    own = [_all_hold(sample, requirements, pairing) for pairing in pairings]
    every = [*own, *(_all_hold(o, requirements, p) for o in others for p in pairings)]
    each = tuple(
        float(np.mean([_all_hold(sample, [one], pairing) for pairing in pairings]))
        for one in requirements
    )
    return Chance(float(np.mean(own)), min(every), max(every), each)


def _all_hold(sample: Floats, requirements: Sequence[Requirement], pairing: Pairing) -> float:
    values = np.sort(sample)
    held = np.ones(len(values), bool)
    for requirement in requirements:
        held &= requirement.holds(values, pairing)
    return float(held.mean())


def _paired(whole: Floats, pairing: Pairing) -> Floats:
    """The whole's values in the order in which they meet the part's, which are sorted."""
    ordered = np.sort(whole)
    if pairing == "together":
        return ordered
    return ordered[np.arange(len(ordered)) * _stride(len(ordered)) % len(ordered)]


def _stride(count: int) -> int:
    """A step that visits every place once, in an order without regard to size."""
    step = isqrt(count) | 1
    while np.gcd(step, count) != 1:
        step += 2
    return step
