"""What few yearly points say of the years to come: a drift, a spread, and Student's t.

A value that grows by ratios is taken in logarithms, one that moves by steps as it is. Between two
points k years apart the change is a sum of k yearly changes of one mean and one spread; so years
without a point are skipped, not filled. With the changes Δᵢ over kᵢ years and K = Σ kᵢ:

* drift μ = Σ Δᵢ ÷ K, squares Σ (Δᵢ − kᵢμ)² ÷ kᵢ, degrees of freedom one less than the changes;
* h years ahead: last + h·μ, with the variance spread²·(h + h²/K).

The country's growth enters as :data:`PRIOR_YEARS` years of data of its mean and spread, by the
usual conjugate arithmetic of the normal distribution.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf, log, sqrt
from typing import Final, Literal

import numpy as np

from jidi.forecast.outlook import LEVELS, Floats

Scale = Literal["log", "level"]

PRIOR_YEARS: Final = 3
"""How many years of own data the growth of the country counts for. Own choice."""
RECENT: Final = 3
"""Changes that ``drift_recent`` looks at. Own choice."""
GRID: Final = 2000
"""Equally likely values that stand for a distribution."""


@dataclass(frozen=True)
class Prior:
    """Growth known from elsewhere.

    :param mean: mean change a year, on the scale of the series.
    :param spread: standard deviation of a yearly change.
    """

    mean: float
    spread: float


@dataclass(frozen=True)
class Trace:
    """A yearly series: years (gaps allowed) and values on the scale of the method."""

    years: tuple[int, ...]
    values: tuple[float, ...]

    @classmethod
    def on(cls, scale: Scale, years: tuple[int, ...], values: tuple[float, ...]) -> Trace:
        """The series on a scale; values must be above zero for logarithms."""
        return cls(years, tuple(log(v) for v in values) if scale == "log" else values)

    def until(self, count: int) -> Trace:
        """Its first ``count`` points."""
        return Trace(self.years[:count], self.values[:count])


@dataclass(frozen=True)
class Law:
    """Student's distribution of the value some years after the last point.

    :param last: the last value. :param drift: expected change a year.
    :param spread: of a yearly change. :param weight: years of data behind the drift; infinite when
        it is given. :param freedom: degrees of freedom behind the spread.
    """

    last: float
    drift: float
    spread: float
    weight: float
    freedom: float

    def middle(self, ahead: int) -> float:
        """The expected value ``ahead`` years on."""
        return self.last + ahead * self.drift

    def width(self, ahead: int) -> float:
        """The scale of the distribution ``ahead`` years on."""
        return self.spread * sqrt(ahead + ahead**2 / self.weight)

    def grid(self, ahead: int, *, factor: float) -> Floats:
        """Equally likely values, smallest first, ``factor`` times as wide as the law says."""
        from scipy.special import stdtrit

        chances = (np.arange(GRID) + 0.5) / GRID
        quantiles: Floats = stdtrit(self.freedom, chances)
        return self.middle(ahead) + factor * self.width(ahead) * quantiles

    def ratios(self, ahead: int, error: float) -> tuple[float, ...]:
        """An error over half the width of each interval ``ahead`` years on."""
        from scipy.special import stdtrit

        halves = (self.width(ahead) * stdtrit(self.freedom, 0.5 + n / 200) for n in LEVELS)
        return tuple(float(error / half) if half > 0 else inf for half in halves)


@dataclass(frozen=True)
class _Changes:
    """The changes of a trace, with what all methods need of them."""

    last: float
    gaps: Floats
    changes: Floats

    @property
    def count(self) -> int:
        return len(self.gaps)

    @property
    def years(self) -> float:
        return float(self.gaps.sum())

    @property
    def drift(self) -> float:
        return float(self.changes.sum() / self.years)

    def squares(self, drift: float) -> float:
        return float(np.sum((self.changes - self.gaps * drift) ** 2 / self.gaps))


def _naive(seen: _Changes, _prior: Prior | None) -> Law | None:
    return Law(seen.last, 0.0, sqrt(seen.squares(0.0) / seen.count), inf, seen.count)


def _drift(seen: _Changes, _prior: Prior | None) -> Law | None:
    freedom = seen.count - 1
    if freedom < 1:
        return None
    spread = sqrt(seen.squares(seen.drift) / freedom)
    return Law(seen.last, seen.drift, spread, seen.years, freedom)


def _drift_recent(seen: _Changes, prior: Prior | None) -> Law | None:
    whole = _drift(seen, prior)
    if whole is None or seen.count <= RECENT:
        return None
    years = float(seen.gaps[-RECENT:].sum())
    recent = float(seen.changes[-RECENT:].sum()) / years
    return Law(seen.last, recent, whole.spread, years, whole.freedom)


def _drift_country(seen: _Changes, prior: Prior | None) -> Law | None:
    if prior is None:
        return None
    weight = PRIOR_YEARS + seen.years
    drift = (PRIOR_YEARS * prior.mean + seen.years * seen.drift) / weight
    between = PRIOR_YEARS * seen.years / weight * (seen.drift - prior.mean) ** 2
    squares = seen.squares(seen.drift) + between + PRIOR_YEARS * prior.spread**2
    freedom = PRIOR_YEARS + seen.count
    return Law(seen.last, drift, sqrt(squares / freedom), weight, freedom)


METHODS: Final[Mapping[str, Callable[[_Changes, Prior | None], Law | None]]] = {
    "naive": _naive,
    "drift": _drift,
    "drift_recent": _drift_recent,
    "drift_country": _drift_country,
}
"""Methods for yearly series, the plainest first."""


def law_of(trace: Trace, method: str, prior: Prior | None) -> Law | None:
    """What a method says of the years after the last point; None when it cannot say."""
    if len(trace.years) < 2:
        return None
    gaps = np.diff(trace.years).astype(np.float64)
    return METHODS[method](_Changes(trace.values[-1], gaps, np.diff(trace.values)), prior)


def prior_of(years: Sequence[int], values: Sequence[float], *, scale: Scale) -> Prior | None:
    """The growth of a longer series, to stand beside a short one; None when it has no spread."""
    law = law_of(Trace.on(scale, tuple(years), tuple(values)), "drift", None)
    return None if law is None or law.spread == 0 else Prior(law.drift, law.spread)
