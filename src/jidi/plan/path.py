"""Where a value should be at a date: the path from base to target."""

from __future__ import annotations

from calendar import isleap
from datetime import date
from decimal import Decimal

from jidi.core.errors import InputError
from jidi.core.measure import Interval
from jidi.model.plan_record import PathKind


def year_point(day: date) -> Decimal:
    """The end of ``day`` on the axis of years: 31 December 2022 is 2023."""
    length = 366 if isleap(day.year) else 365
    return day.year + Decimal(day.timetuple().tm_yday) / length


def time_share(day: date, *, base_year: int, target_year: int) -> Decimal:
    """How much of the time from the end of the base year to that of the target year has passed.

    :raises InputError: P-130 for a day that is not after the base year.
    """
    passed = year_point(day) - (base_year + 1)
    if passed <= 0:
        raise InputError("P-130", at=day, base=date(base_year, 12, 31))
    return passed / (target_year - base_year)


def path_value(base: Decimal, goal: Decimal, share: Decimal, *, kind: PathKind) -> Decimal:
    """The value due when ``share`` of the time has passed; after the end the goal itself stands.

    Geometric paths grow by equal ratios (base and goal above zero), linear ones by equal steps.
    """
    passed = min(share, Decimal(1))
    if kind == "geometric":
        return base * Interval.point(goal / base).power(passed).low
    return base + (goal - base) * passed
