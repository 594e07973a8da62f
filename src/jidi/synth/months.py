"""Monthly series that meet every control exactly.

Controls of one measure are sets of months: a year, January to some month, one month. Any two are
disjoint or one holds the other. So they are met from the smallest up: what the inner ones have
fixed stays, and the rest of the total is shared among the free months in proportion to a shape
(season times growth). Months with no inner control therefore carry an interpolation of ours.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from jidi.core.errors import InputError
from jidi.core.period import Period
from jidi.synth.apportion import Floats, Ints, apportion
from jidi.synth.recipe import Recipe

Totals = Mapping[Period, int]


def monthly_volumes(recipe: Recipe, measure: str) -> Ints:
    """Items of each month from January of the first year, controls met exactly."""
    return fitted(recipe, _of(recipe, measure), measure=measure)


def monthly_money(recipe: Recipe) -> tuple[Ints, Ints, Ints]:
    """Yuan a month: express revenue, other revenue of the industry, business total.

    Other revenue is the industry's less express wherever both are stated for a period.

    :raises InputError: S-106 when industry revenue is stated for a period without express.
    """
    express, industry = _of(recipe, "express_revenue"), _of(recipe, "industry_revenue")
    alone = sorted(set(industry) - set(express))
    if alone:
        raise InputError("S-106", period=str(alone[0]))
    other = {period: total - express[period] for period, total in industry.items()}
    return (
        fitted(recipe, express, measure="express_revenue"),
        fitted(recipe, other, measure="other_revenue"),
        fitted(recipe, _of(recipe, "business_total"), measure="business_total"),
    )


def fitted(recipe: Recipe, totals: Totals, *, measure: str) -> Ints:
    """The months that meet ``totals``.

    :raises InputError: S-105 when a year has no total, or a total is less than its parts.
    """
    shape = _shape(recipe, totals, measure)
    months = np.zeros(len(shape), np.int64)
    fixed = np.zeros(len(shape), bool)
    for period in sorted(totals, key=lambda p: (p.days, p.start)):
        inside = _places(recipe, period)
        left = totals[period] - int(months[inside & fixed].sum())
        free = inside & ~fixed
        if left < 0 or (left > 0 and not free.any()):
            raise InputError("S-105", measure=measure, period=str(period), left=left)
        months[free] = apportion(left, shape[free])
        fixed |= inside
    return months


def _of(recipe: Recipe, measure: str) -> dict[Period, int]:
    return {c.period: c.whole for c in recipe.controls if c.measure == measure}


def _places(recipe: Recipe, period: Period) -> np.ndarray:
    first = Period.for_month(recipe.first_year, 1)
    held = np.zeros(12 * len(recipe.years), bool)
    for month in period.months():
        held[(month.year - first.year) * 12 + month.part - 1] = True
    return held


def _shape(recipe: Recipe, totals: Totals, measure: str) -> Floats:
    """Season times growth through the yearly totals, before any control is met."""
    levels = [_year_total(totals, year, measure) for year in recipe.years]
    logs = np.log(np.maximum(levels, 1))
    slopes = np.gradient(logs) if len(logs) > 1 else np.zeros(1)
    within = (np.arange(12) - 5.5) / 12
    return np.concatenate(
        [
            level * np.array(recipe.season) / 12 * np.exp(slope * within)
            for level, slope in zip(levels, slopes, strict=True)
        ]
    )


def _year_total(totals: Totals, year: int, measure: str) -> int:
    period = Period.for_year(year)
    if period not in totals:
        raise InputError("S-105", measure=measure, period=str(period), left="—")
    return totals[period]
