"""What a forecast is: steps with intervals, the contest behind it, and its whole distribution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jidi.core.period import Period

Floats = NDArray[np.float64]
Band = tuple[float, float]

LEVELS: Final = (80, 95)
"""Per cent of cases that the intervals are meant to hold."""


@dataclass(frozen=True)
class Step:
    """One forecast period.

    :param median: as likely to be exceeded as not.
    :param bands: lower and upper end of each interval, by level in per cent.
    :param known: months of a year that were known already and are not forecast.
    """

    period: Period
    median: float
    bands: Mapping[int, Band]
    known: int = 0


@dataclass(frozen=True)
class Trial:
    """How one method did in the back-test.

    :param mase: mean absolute error, scaled by that of the (seasonal) naive method in the training
        part; None when the method could not be tried.
    :param year_error: mean absolute error of the sum of twelve months, in per cent; for years, of
        the value one year ahead.
    :param origins: how many times a forecast was made and compared.
    :param failures: origins at which the method gave no forecast.
    """

    method: str
    mase: float | None
    year_error: float | None
    origins: int
    failures: int = 0


@dataclass(frozen=True)
class Coverage:
    """How often the interval held the value in the back-test.

    :param level: per cent it should hold.
    :param own: cases held by the interval that the method gave at the origin.
    :param widened: cases that the printed interval would have held, widened by what the other
        origins say.
    :param count: cases in all.
    """

    level: int
    own: int
    widened: int
    count: int


@dataclass(frozen=True)
class Calibration:
    """What the back-test says of the intervals.

    :param factor: the printed intervals are this many times as wide as the method's; at least 1.
    :param scores: how many errors that rests on; with too few nothing is widened.
    """

    factor: float
    scores: int
    coverage: tuple[Coverage, ...]


UNCALIBRATED: Final = Calibration(1.0, 0, ())


@dataclass(frozen=True)
class Outlook:
    """A forecast.

    :param method: the method used; ``rule`` when too few origins allowed no contest.
    :param naive: the method that every other one had to beat.
    :param beaten: whether the naive method was beaten; None without a contest.
    :param months: month by month, empty for yearly series.
    :param samples: equally likely values of each year, the whole distribution.
    :param others: the same by methods that did nearly as well, and by the method's own intervals
        before widening: how far the answer depends on the choice.
    """

    method: str
    naive: str
    chosen_by: str
    beaten: bool | None
    trials: tuple[Trial, ...]
    months: tuple[Step, ...]
    years: tuple[Step, ...]
    month_calibration: Calibration
    year_calibration: Calibration
    samples: Mapping[int, Floats] = field(repr=False, default_factory=dict)
    others: Mapping[str, Mapping[int, Floats]] = field(repr=False, default_factory=dict)


def bands_of(sample: Floats) -> Mapping[int, Band]:
    """The intervals that hold the middle 80 and 95 per cent of a sample."""
    return bands_of_columns(sample[:, None])[0]


def bands_of_columns(samples: Floats) -> tuple[Mapping[int, Band], ...]:
    """The intervals of each column of a table of samples."""
    tails = [(1 - level / 100) / 2 for level in LEVELS]
    lows = np.quantile(samples, tails, axis=0)
    highs = np.quantile(samples, [1 - tail for tail in tails], axis=0)
    return tuple(
        {level: (float(lows[i, c]), float(highs[i, c])) for i, level in enumerate(LEVELS)}
        for c in range(samples.shape[1])
    )
