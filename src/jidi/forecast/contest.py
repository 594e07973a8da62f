"""The contest of methods for a monthly series, and the forecast of the winner.

Every method makes its forecasts from the same origins. The smallest mean scaled error (MASE) of the
year after the origin wins; the seasonal naive method takes part, and where nothing beats it, it is
used and the forecast says so. A method that failed at an origin does not take part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from jidi.core.period import Period
from jidi.forecast.backtest import BLOCKS, Fold, Forecaster, Reach, backtest, mean_mase
from jidi.forecast.calibration import calibration
from jidi.forecast.method import METHODS, NAIVE, Months, Paths
from jidi.forecast.outlook import (
    Calibration,
    Floats,
    Outlook,
    Step,
    Trial,
    bands_of,
    bands_of_columns,
)
from jidi.forecast.regressors import YEAR, months_from

NEARLY: Final = 1.1
"""Methods whose error is at most this times the winner's did nearly as well. Own choice."""
_DIGITS: Final = 12

Told = Callable[[str, float], None]
"""Called with the method tried and the share of the work done."""


def library_methods() -> Mapping[str, Forecaster]:
    """Every method of the contest, ready to be asked. Loads the library."""
    from jidi.forecast.library import forecast

    def asked(name: str) -> Forecaster:
        return lambda training, horizon: forecast(METHODS[name], training, horizon)

    return {name: asked(name) for name in METHODS}


def monthly_outlook(
    first: Period,
    values: Floats,
    *,
    until: int,
    methods: Mapping[str, Forecaster] | None = None,
    told: Told | None = None,
) -> Outlook:
    """A forecast of each month after the series to the end of the year ``until``, and of each year.

    :param first: the series' first month. :param values: above zero, without gaps.
    :param methods: the methods that compete; those of the library when not given.
    :param told: hears of the progress; an exception of it stops the work.
    """
    unit = float(np.mean(values))
    # Numbers of the same digits whatever the unit, so that 万件 and 亿件 give the same forecast.
    series = Months(first, np.round(np.asarray(values, np.float64) / unit, _DIGITS))
    field = methods or library_methods()
    tried = [
        _tried(name, ask, series, told, at / len(field))
        for at, (name, ask) in enumerate(field.items())
    ]
    winner = min((t for t in tried if t.complete), key=lambda t: t.mase)
    made = _Made(series, unit, until)
    shown = {name: made.paths(field[name]) for name in _rivals(tried, winner)}
    own = shown[winner.name]
    if own is None:
        raise AssertionError(f"{winner.name} won the contest and cannot forecast")
    return made.outlook(winner, tried, own, shown)


@dataclass(frozen=True)
class _Tried:
    """A method and its folds."""

    name: str
    folds: tuple[Fold, ...]
    failures: int

    @property
    def mase(self) -> float:
        return mean_mase(self.folds) or float("inf")

    @property
    def complete(self) -> bool:
        return self.failures == 0 and mean_mase(self.folds) is not None

    def month_calibration(self, printed: Paths) -> Calibration:
        """The months' errors against the intervals to be printed."""
        reach = [Reach.of(printed.year(block)) for block in range(BLOCKS)]
        return calibration(
            [score for fold in self.folds for score in fold.month_scores(reach[fold.block])]
        )

    def year_calibration(self, printed: Paths) -> Calibration:
        """The years' errors against the intervals to be printed."""
        reach = [Reach.of(printed.year(block)) for block in range(BLOCKS)]
        return calibration([fold.year_score(reach[fold.block]) for fold in self.folds])

    def trial(self) -> Trial:
        first = [fold for fold in self.folds if fold.block == 0]
        error = 100 * float(np.mean([fold.year_error for fold in first])) if first else None
        return Trial(self.name, mean_mase(self.folds), error, len(first), self.failures)


def _tried(
    name: str, forecaster: Forecaster, series: Months, told: Told | None, share: float
) -> _Tried:
    if told is not None:
        told(name, share)
    return _Tried(name, *backtest(series, forecaster))


def _rivals(tried: list[_Tried], winner: _Tried) -> list[str]:
    """The winner, and those that did nearly as well."""
    near = [t.name for t in tried if t.complete and t.mase <= NEARLY * winner.mase]
    return [winner.name, *(name for name in near if name != winner.name)]


@dataclass(frozen=True)
class _Made:
    """The forecast after the end of the series."""

    series: Months
    unit: float
    until: int

    @property
    def months(self) -> tuple[Period, ...]:
        every = months_from(self.series.first, len(self.series) + self._horizon)
        return every[len(self.series) :]

    @property
    def _horizon(self) -> int:
        first = self.series.first
        return (self.until - first.year) * YEAR + YEAR - first.part + 1 - len(self.series)

    def paths(self, forecaster: Forecaster) -> Paths | None:
        """Long enough to compare it with every lead of the back-test."""
        return forecaster(self.series, max(self._horizon, BLOCKS * YEAR))

    def outlook(
        self,
        winner: _Tried,
        tried: list[_Tried],
        own: Paths,
        shown: Mapping[str, Paths | None],
    ) -> Outlook:
        by_month, by_year = winner.month_calibration(own), winner.year_calibration(own)
        samples = self._years(own, by_year.factor)
        rivals = {
            t.name: self._years(paths, t.year_calibration(paths).factor)
            for t in tried
            if t.name != winner.name and (paths := shown.get(t.name)) is not None
        }
        return Outlook(
            method=winner.name,
            naive=NAIVE,
            chosen_by="contest",
            beaten=winner.name != NAIVE,
            trials=tuple(t.trial() for t in tried),
            months=self._month_steps(own, by_month.factor),
            years=tuple(self._year_step(year, sample) for year, sample in samples.items()),
            month_calibration=by_month,
            year_calibration=by_year,
            samples=samples,
            others={"own_interval": self._years(own, 1.0), **rivals},
        )

    def _month_steps(self, paths: Paths, factor: float) -> tuple[Step, ...]:
        values, middle = paths.values(factor) * self.unit, paths.median() * self.unit
        return tuple(
            Step(month, float(expected), bands)
            for month, expected, bands in zip(
                self.months, middle, bands_of_columns(values), strict=False
            )
        )

    def _years(self, paths: Paths, factor: float) -> Mapping[int, Floats]:
        """Equally likely sums of each year, with the months that are known already."""
        samples: dict[int, Floats] = {}
        for year in range(self.months[0].year, self.until + 1):
            places = [at for at, month in enumerate(self.months) if month.year == year]
            rest = paths.part(places[0], places[-1] + 1).sums(factor)
            samples[year] = self.unit * (self._known(year).sum() + rest)
        return samples

    def _known(self, year: int) -> Floats:
        months = months_from(self.series.first, len(self.series))
        inside = np.array([month.year == year for month in months])
        return np.asarray(self.series.values[inside], np.float64)

    def _year_step(self, year: int, sample: Floats) -> Step:
        known = len(self._known(year))
        return Step(Period.for_year(year), float(np.median(sample)), bands_of(sample), known)
