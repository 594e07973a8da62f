"""What the calendar says of each month: seasons that shift, seasons that stay, days.

Only the share of the month's days that fall into a season's window is used; no strength is put in,
the methods learn it from the series. The calendar of the future is known, so nothing leaks.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from jidi.core.period import Period
from jidi.forecast.outlook import Floats
from jidi.model.seasons import seasons

YEAR: Final = 12


def months_from(first: Period, count: int) -> tuple[Period, ...]:
    """``count`` months, beginning with ``first``."""
    start = first.year * YEAR + first.part - 1
    return tuple(Period.for_month(*_year_and_month(start + position)) for position in range(count))


def regressors(months: tuple[Period, ...]) -> Floats:
    """One row per month, one column per season: its share of the month's days.

    :raises InputError: D-260 when the Spring Festival of a year is not known.
    """
    return np.array([[season.share(month) for season in seasons().values()] for month in months])


def day_logs(months: tuple[Period, ...]) -> Floats:
    """The logarithm of each month's days: a month is a mean day times its days."""
    return np.log(np.array([month.days for month in months], np.float64))


def telling(columns: Floats, *, seasonal: bool) -> list[int]:
    """Columns that say something in a training part.

    What a seasonal method subtracts from the year before, such as a window that never moved, is
    always zero there and would make the fit singular; so is what never changes at all.
    """
    changes = columns[YEAR:] - columns[:-YEAR] if seasonal else columns - columns.mean(axis=0)
    kept: list[int] = []
    for column in range(columns.shape[1]):
        chosen = [*kept, column]
        if np.linalg.matrix_rank(changes[:, chosen], tol=1e-9) == len(chosen):
            kept.append(column)
    return kept


def _year_and_month(count: int) -> tuple[int, int]:
    year, month = divmod(count, YEAR)
    return year, month + 1
