"""The back-test: forecasts from fixed origins in the past, against what came.

Origins stand every third month from the 24th on, counted from the series' beginning, so that new
data add origins and change none. From each, a method sees a copy of what was known, forecasts whole
years, and is scored month by month and by the sum of each year.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf, isfinite
from typing import Final

import numpy as np

from jidi.forecast.calibration import Ratios, Score, ratio
from jidi.forecast.method import Months, Paths
from jidi.forecast.outlook import LEVELS, Band, Floats, bands_of, bands_of_columns
from jidi.forecast.regressors import YEAR

LEARNT: Final = 24
"""Months before the first origin: two of each. Own choice."""
STEP: Final = 3
"""Months between origins. Own choice."""
MOST_ORIGINS: Final = 6
"""The newest origins count; earlier ones speak of another time. Own choice."""
BLOCKS: Final = 2
"""Years that a forecast from one origin is compared with, where they are known."""

Forecaster = Callable[[Months, int], Paths | None]
"""From a training part and a number of months to paths; None when it cannot."""


@dataclass(frozen=True)
class Fold:
    """One year after one origin.

    :param origin: months known. :param block: 0 for the first year after it, 1 for the second.
    :param actual: what came. :param paths: what was forecast, on the months of this year.
    :param scale: mean error of the seasonal naive method within the training part.
    """

    origin: int
    block: int
    actual: Floats
    paths: Paths
    scale: float

    @property
    def mase(self) -> float:
        """Mean absolute error of the months over that of the naive method in training."""
        error = float(np.mean(np.abs(self.actual - self.paths.median())))
        return error / self.scale if self.scale > 0 else inf

    @property
    def year_error(self) -> float:
        """Error of the sum of the year, as a share of it."""
        total = float(self.actual.sum())
        return abs(total - float(self.paths.median().sum())) / total

    @cached_property
    def own(self) -> Reach:
        """The intervals given at the origin."""
        return Reach.of(self.paths)

    def month_scores(self, printed: Reach) -> list[Score]:
        """Each month's error against both intervals."""
        return [
            Score(self.origin, self.own.months[i].ratios(error), printed.months[i].ratios(error))
            for i, error in enumerate(self.actual / self.paths.median())
        ]

    def year_score(self, printed: Reach) -> Score:
        """The year's error against both intervals."""
        error = float(self.actual.sum()) / self.own.year.median
        return Score(self.origin, self.own.year.ratios(error), printed.year.ratios(error))


@dataclass(frozen=True)
class Room:
    """A forecast value and its intervals."""

    median: float
    bands: Mapping[int, Band]
    logs: bool

    def ratios(self, error: float) -> Ratios:
        """The actual value over the expected one, against each interval."""
        return tuple(
            ratio(error, self.bands[level], self.median, logs=self.logs) for level in LEVELS
        )


@dataclass(frozen=True)
class Reach:
    """The intervals of one year of months, and of its sum."""

    months: tuple[Room, ...]
    year: Room

    @classmethod
    def of(cls, paths: Paths) -> Reach:
        """The intervals that the paths span."""
        values, middle, logs = paths.values(), paths.median(), paths.scale == "log"
        sums = paths.sums()
        months = tuple(
            Room(float(expected), bands, logs)
            for expected, bands in zip(middle, bands_of_columns(values), strict=True)
        )
        return cls(months, Room(float(np.median(sums)), bands_of(sums), logs))


def origins(count: int) -> tuple[int, ...]:
    """Origins that a series of so many months allows, the newest :data:`MOST_ORIGINS`."""
    return tuple(range(LEARNT, count - YEAR + 1, STEP))[-MOST_ORIGINS:]


def backtest(series: Months, forecaster: Forecaster) -> tuple[tuple[Fold, ...], int]:
    """What a method would have said at every origin, and at how many it failed."""
    found: list[Fold] = []
    failures = 0
    for origin in origins(len(series)):
        training = series.until(origin)
        blocks = min(BLOCKS, (len(series) - origin) // YEAR)
        paths = forecaster(training, blocks * YEAR)
        if paths is None:
            failures += 1
            continue
        found += [_fold(series, training, paths, block) for block in range(blocks)]
    return tuple(found), failures


def _fold(series: Months, training: Months, paths: Paths, block: int) -> Fold:
    begin = len(training) + block * YEAR
    return Fold(
        origin=len(training),
        block=block,
        actual=series.values[begin : begin + YEAR].copy(),
        paths=paths.year(block),
        scale=naive_error(training.values),
    )


def naive_error(training: Floats) -> float:
    """Mean absolute change on the year before: the error of the seasonal naive method."""
    return float(np.mean(np.abs(training[YEAR:] - training[:-YEAR])))


def mean_mase(folds: Sequence[Fold]) -> float | None:
    """The mean over the first years of all origins; None without any."""
    first = [fold.mase for fold in folds if fold.block == 0]
    mean = float(np.mean(first)) if first else inf
    return mean if isfinite(mean) else None
