"""The one place that calls statsforecast. It loads slowly; import this module only when needed."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
from statsforecast.models import ARIMA, AutoARIMA, AutoETS, AutoTheta, SeasonalNaive

from jidi.core.period import Period
from jidi.forecast.method import Method, Model, Months, Paths
from jidi.forecast.outlook import Floats
from jidi.forecast.paths import departures, normal_quantile
from jidi.forecast.regressors import YEAR, day_logs, months_from, regressors, telling

_HELD: Final = 80
"""The interval whose width tells a method's standard error."""

_SEARCH: Final = {
    "max_p": 2,
    "max_q": 2,
    "max_P": 1,
    "max_Q": 1,
    "max_order": 3,
    "start_p": 1,
    "start_q": 1,
    "start_P": 0,
    "start_Q": 1,
    "nmodels": 8,
}
"""How far AutoARIMA looks: what four to six years of months can tell apart."""


def forecast(method: Method, training: Months, horizon: int) -> Paths | None:
    """What a method says of the ``horizon`` months after the training part.

    None when it cannot be fitted to this series: the contest counts that as a failure.
    """
    months = months_from(training.first, len(training) + horizon)
    try:
        with _quiet():
            return _Fit(method, training, months).paths(horizon)
    except (ValueError, ZeroDivisionError, np.linalg.LinAlgError, IndexError):
        return None


class _Fit:
    """One method on one training part."""

    def __init__(self, method: Method, training: Months, months: tuple[Period, ...]) -> None:
        self._method = method
        self._size = len(training)
        self._days = self._day_offsets(months)
        self._columns = self._calendar(months)
        shown = np.log(training.values) if method.scale == "log" else training.values
        self._series: Floats = shown - self._days[: self._size]
        self._effect = self._shifting_effect()

    def paths(self, horizon: int) -> Paths | None:
        """The course and its simulated departures."""
        past, future = slice(None, self._size), slice(self._size, None)
        series = self._series - self._effect[past]
        columns = self._columns if self._method.calendar == "regressors" else None
        model = _MODELS[self._method.model]()
        known = None if columns is None else columns[past]
        ahead = None if columns is None else columns[future]
        model.fit(np.ascontiguousarray(series), known)
        found = model.predict(horizon, ahead, level=[_HELD])
        centre = np.asarray(found["mean"], np.float64)
        width = _ends(found, "hi") - _ends(found, "lo")
        if not (np.isfinite(centre).all() and np.isfinite(width).all()):
            return None
        spread = departures(width / 2 / normal_quantile(_HELD))
        return Paths(centre, spread, (self._effect + self._days)[future], self._method.scale)

    def _day_offsets(self, months: tuple[Period, ...]) -> Floats:
        """Days of the months, for methods that see the calendar; February is short."""
        if self._method.calendar == "none":
            return np.zeros(len(months))
        return day_logs(months)

    def _calendar(self, months: tuple[Period, ...]) -> Floats | None:
        """The columns of the calendar that tell something in the training part."""
        if self._method.calendar == "none":
            return None
        columns = regressors(months)
        kept = telling(columns[: self._size], seasonal=self._method.model != "peaks")
        return columns[:, kept] if kept else None

    def _shifting_effect(self) -> Floats:
        """The effect of seasons that shift, for models that take no regressors.

        Learnt from the changes on the year before, in which seasons that stay fall out.
        """
        columns = self._columns
        if self._method.calendar != "adjusted" or columns is None:
            return np.zeros(len(self._days))
        changes = self._series[YEAR:] - self._series[:-YEAR]
        shifts = columns[YEAR : self._size] - columns[: self._size - YEAR]
        design = np.column_stack([np.ones(len(shifts)), shifts])
        weights, *_ = np.linalg.lstsq(design, changes, rcond=None)
        return np.asarray(columns @ weights[1:], np.float64)


_MODELS: Final[Mapping[Model, Callable[[], Any]]] = {
    "seasonal_naive": lambda: SeasonalNaive(season_length=YEAR),
    "growth": lambda: ARIMA((0, 0, 0), YEAR, (0, 1, 0), include_drift=True),
    "theta": lambda: AutoTheta(season_length=YEAR),
    "ets": lambda: AutoETS(season_length=YEAR),
    "airline": lambda: ARIMA((0, 1, 1), YEAR, (0, 1, 1)),
    "peaks": lambda: AutoARIMA(season_length=YEAR, seasonal=False, max_p=2, max_q=2),
    "arima": lambda: AutoARIMA(season_length=YEAR, **_SEARCH),
}
"""The library's models by ours."""


def _ends(found: Any, side: str) -> Floats:
    return np.asarray(found[f"{side}-{_HELD}"], np.float64)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the library's remarks on convergence.

    A fit that converged badly forecasts badly, and the back-test says so.
    """
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield
