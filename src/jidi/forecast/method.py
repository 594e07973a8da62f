"""The methods that compete for a monthly series, and what each makes of it.

All come from statsforecast. On the scale ``log`` they see the logarithm of the mean day of a month;
``calendar`` methods see the seasons of the calendar besides (``regressors``): ARIMA as regressors,
Theta and ETS after the effect of the seasons that shift has been taken out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from jidi.core.period import Period
from jidi.forecast.outlook import Floats
from jidi.forecast.regressors import YEAR

Model = Literal["seasonal_naive", "growth", "ets", "theta", "airline", "arima", "peaks"]
Calendar = Literal["none", "regressors", "adjusted"]
Scale = Literal["log", "level"]


@dataclass(frozen=True)
class Method:
    """One method of the contest.

    :param model: the model of the library. :param scale: what it is fitted on.
    :param calendar: how it sees the seasons of the calendar.
    """

    id: str
    model: Model
    scale: Scale
    calendar: Calendar = "none"


METHODS: Final[Mapping[str, Method]] = {
    method.id: method
    for method in (
        Method("seasonal_naive", "seasonal_naive", "log"),
        Method("seasonal_growth", "growth", "log"),
        Method("theta", "theta", "level"),
        Method("theta_log", "theta", "log"),
        Method("theta_calendar", "theta", "log", "adjusted"),
        Method("ets", "ets", "level"),
        Method("ets_log", "ets", "log"),
        Method("ets_calendar", "ets", "log", "adjusted"),
        Method("airline", "airline", "log"),
        Method("airline_calendar", "airline", "log", "regressors"),
        Method("peaks_calendar", "peaks", "log", "regressors"),
        Method("arima", "arima", "log"),
        Method("arima_calendar", "arima", "log", "regressors"),
    )
}
"""All methods, the plainest first; of equal errors the plainer wins."""

NAIVE: Final = "seasonal_naive"


@dataclass(frozen=True)
class Paths:
    """Where a method sees a series going.

    :param centre: the expected course on the method's scale, before ``offset``.
    :param spread: simulated departures from it; one row per path.
    :param offset: what is added on the scale: effects of the calendar, days of the month.
    :param scale: ``log`` or ``level``.
    """

    centre: Floats
    spread: Floats
    offset: Floats
    scale: Scale

    def median(self) -> Floats:
        """The expected course in the unit of the series."""
        return self._shown(self.centre + self.offset)

    def values(self, factor: float = 1.0) -> Floats:
        """The paths in the unit of the series, ``factor`` times as far apart as the method says."""
        return self._shown(self.centre + self.offset + factor * self.spread)

    def sums(self, factor: float = 1.0) -> Floats:
        """Equally likely sums of all months; their middle is the sum of the expected months.

        The sum itself is widened, not its months: months that go their own ways on logarithms would
        else pull the sum up the more the wider they are.
        """
        totals = self.values().sum(axis=1)
        expected, middle = float(self.median().sum()), float(np.median(totals))
        if self.scale == "log":
            return np.asarray(expected * (totals / middle) ** factor, np.float64)
        return np.asarray(np.maximum(expected + factor * (totals - middle), 0.0), np.float64)

    def part(self, first: int, stop: int) -> Paths:
        """Its months from ``first`` to before ``stop``, counted from 0."""
        inside = slice(first, stop)
        return Paths(self.centre[inside], self.spread[:, inside], self.offset[inside], self.scale)

    def year(self, block: int) -> Paths:
        """Its first, second … twelve months."""
        return self.part(block * YEAR, (block + 1) * YEAR)

    def _shown(self, on_scale: Floats) -> Floats:
        # A volume or an income below nothing does not exist; a method on the level may draw one.
        return np.exp(on_scale) if self.scale == "log" else np.maximum(on_scale, 0.0)


@dataclass(frozen=True)
class Months:
    """A monthly series without gaps.

    :param first: its first month. :param values: above zero.
    """

    first: Period
    values: Floats

    def until(self, count: int) -> Months:
        """Its first ``count`` months, as a copy: a method cannot see further."""
        return Months(self.first, self.values[:count].copy())

    def __len__(self) -> int:
        return len(self.values)
