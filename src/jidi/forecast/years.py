"""Forecasts of yearly series with few points, by methods that such data can bear.

``naive`` expects no change, ``drift`` the mean change seen, ``drift_recent`` that of the last
changes, ``drift_country`` lets the growth of the country count as some years of the place's own.
Where the points allow enough back-test origins the method with the smallest error is used, naive
included; where they do not, the method follows a rule, and the forecast says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Final

import numpy as np

from jidi.core.period import Period
from jidi.forecast.calibration import Score, calibration
from jidi.forecast.law import METHODS, Law, Prior, Scale, Trace, law_of
from jidi.forecast.outlook import (
    UNCALIBRATED,
    Calibration,
    Floats,
    Outlook,
    Step,
    Trial,
    bands_of,
)

FEWEST_POINTS: Final = 3
"""Points that are needed beside the country's growth. Own choice."""
FEWEST_ALONE: Final = 4
"""Points that are needed where nothing is known of the country. Own choice."""
FEWEST_ORIGINS: Final = 3
"""Back-test origins from which a contest is held; with fewer a rule decides. Own choice."""
FARTHEST: Final = 5
"""Years ahead that the back-test looks at."""


def points_needed(prior: Prior | None) -> int:
    """How many yearly points a forecast needs."""
    return FEWEST_ALONE if prior is None else FEWEST_POINTS


def yearly_outlook(
    years: Sequence[int],
    values: Sequence[float],
    *,
    until: int,
    scale: Scale,
    prior: Prior | None = None,
    bounds: tuple[float, float] = (-inf, inf),
) -> Outlook:
    """A forecast for each year after the last point up to ``until``.

    :param years: at least :func:`points_needed`, rising; gaps are allowed.
    :param scale: ``log`` for values that grow by ratios; they must be above zero.
    :param prior: the country's growth, on the same scale.
    :param bounds: what the value cannot pass: 0 and 100 for a share.
    """
    contest = _Contest(Trace.on(scale, tuple(years), tuple(values)), scale, prior, bounds)
    trials = tuple(contest.trial(name) for name in contest.methods)
    method, chosen_by = contest.choice(trials)
    ahead = range(years[-1] + 1, until + 1)
    samples = contest.samples(method, ahead)
    return Outlook(
        method=method,
        naive="naive",
        chosen_by=chosen_by,
        beaten=None if chosen_by == "rule" else method != "naive",
        trials=trials,
        months=(),
        years=tuple(_step(year, sample) for year, sample in samples.items()),
        month_calibration=UNCALIBRATED,
        year_calibration=contest.calibration(method),
        samples=samples,
        others=contest.others(method, ahead),
    )


def _step(year: int, sample: Floats) -> Step:
    return Step(Period.for_year(year), float(np.median(sample)), bands_of(sample))


@dataclass(frozen=True)
class _Contest:
    """One series on its scale, and what each method says of it."""

    trace: Trace
    scale: Scale
    prior: Prior | None
    bounds: tuple[float, float]

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that can say anything of the whole series."""
        return tuple(n for n in METHODS if law_of(self.trace, n, self.prior) is not None)

    @cached_property
    def _common(self) -> Mapping[str, tuple[int, ...]]:
        """Origins of the contest by method: those at which all that take part can forecast."""
        own = {name: self._origins(name) for name in self.methods}
        playing = {name for name, origins in own.items() if len(origins) >= FEWEST_ORIGINS}
        shared = set.intersection(*(set(own[name]) for name in playing)) if playing else set()
        return {name: tuple(sorted(shared)) if name in playing else () for name in self.methods}

    def trial(self, method: str) -> Trial:
        """How a method did at the origins that all methods of the contest share."""
        scaled: list[float] = []
        nearest: list[float] = []
        for count in self._common[method]:
            training = self.trace.until(count)
            scale, law = _naive_error(training), self._law(training, method)
            for ahead, value in self._later(count):
                error = abs(value - law.middle(ahead))
                scaled += [error / scale] if scale > 0 else []
                nearest += [self._relative(value, law.middle(ahead))] if ahead == 1 else []
        return Trial(
            method,
            float(np.mean(scaled)) if scaled else None,
            100 * float(np.mean(nearest)) if nearest else None,
            len(self._common[method]),
        )

    def choice(self, trials: Iterable[Trial]) -> tuple[str, str]:
        """The method with the smallest error; by rule where there are too few origins."""
        order = list(METHODS)
        errors = {t.method: t.mase for t in trials if t.mase is not None}
        if len(errors) > 1:
            return min(errors, key=lambda name: (errors[name], order.index(name))), "contest"
        return ("drift_country" if "drift_country" in self.methods else "drift"), "rule"

    def calibration(self, method: str) -> Calibration:
        """What the errors at all origins say of the method's intervals."""
        printed = self._law(self.trace, method)
        scores = []
        for count in self._origins(method):
            own = self._law(self.trace.until(count), method)
            for ahead, value in self._later(count):
                error = abs(value - own.middle(ahead))
                scores.append(Score(count, own.ratios(ahead, error), printed.ratios(ahead, error)))
        return calibration(scores)

    def samples(
        self, method: str, years: Iterable[int], *, widened: bool = True
    ) -> Mapping[int, Floats]:
        """Equally likely values of each year."""
        law = self._law(self.trace, method)
        factor = self.calibration(method).factor if widened else 1.0
        last = self.trace.years[-1]
        return {year: self._values(law.grid(year - last, factor=factor)) for year in years}

    def others(self, method: str, years: Sequence[int]) -> Mapping[str, Mapping[int, Floats]]:
        """The same by every other method that expects change, and before widening."""
        rivals = [n for n in self.methods if n not in (method, "naive")]
        found = {name: self.samples(name, years) for name in rivals}
        return {"own_interval": self.samples(method, years, widened=False), **found}

    def _values(self, shown: Floats) -> Floats:
        values = np.exp(shown) if self.scale == "log" else shown
        return np.clip(values, *self.bounds)

    def _relative(self, value: float, expected: float) -> float:
        """The error as a share of the value; of the expected one where the value is zero."""
        actual, guess = (float(self._values(np.array([x]))[0]) for x in (value, expected))
        return abs(actual - guess) / (abs(actual) or abs(guess) or 1.0)

    def _law(self, trace: Trace, method: str) -> Law:
        found = law_of(trace, method, self.prior)
        if found is None:
            raise AssertionError(f"{method} was asked of a series it cannot forecast")
        return found

    def _origins(self, method: str) -> tuple[int, ...]:
        """Counts of points to train on, such that something is left to compare with."""
        counts = range(FEWEST_POINTS, len(self.trace.years))
        return tuple(c for c in counts if law_of(self.trace.until(c), method, self.prior))

    def _later(self, count: int) -> list[tuple[int, float]]:
        """Years ahead and value of the points after an origin, as far as the back-test looks."""
        origin = self.trace.years[count - 1]
        pairs = zip(self.trace.years[count:], self.trace.values[count:], strict=True)
        return [(year - origin, value) for year, value in pairs if year - origin <= FARTHEST]


def _naive_error(training: Trace) -> float:
    """Mean change a year in the training part: the error of the naive method."""
    return float(np.mean(np.abs(np.diff(training.values)) / np.diff(training.years)))
