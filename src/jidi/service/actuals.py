"""Which value stands for a target: published, derived from published growth, or computed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from jidi.core.errors import UnknownName
from jidi.core.measure import half_unit
from jidi.core.period import Period, PeriodKind
from jidi.indicators import Chance, chance_of
from jidi.model.indicator import Indicator
from jidi.model.plan_record import Target
from jidi.model.reading import Reading, Source, Status
from jidi.model.statistics import scopes
from jidi.plan import Actual
from jidi.plan.actual import actual_of
from jidi.service.books import Book
from jidi.service.publishing import USABLE, growth_facts, published_readings
from jidi.service.readings import read

LEAST_KNOWN: Final = 0.8
"""Part of the finest rows that must have numbers before a ratio may stand for a target. Own choice:
one village known of twenty thousand is no coverage rate."""


def indicator_of(book: Book, target: Target) -> Indicator | None:
    """The indicator that measures a target; None when the tables cannot answer it."""
    try:
        return book.catalogue.indicator(target.indicator)
    except UnknownName:
        return None


def period_for(target: Target, as_of: Period) -> Period:
    """The period a target is judged by: its last whole year for flows, else ``as_of`` itself.

    A part of a year never stands against the target of a year.
    """
    if not target.quantity.flows or as_of.kind is PeriodKind.YEAR:
        return as_of
    whole = as_of.end.month == 1 and as_of.end.day == 1
    return Period.for_year(as_of.end.year - 1) if whole else Period.for_year(as_of.year - 1)


def value_for(book: Book, target: Target, as_of: Period) -> Reading | None:
    """The best value there is for a target at ``as_of``.

    In this order: published for the period; derived from the published growth since the base
    year; computed from what was reported; synthetic, marked so; the newest published before.
    None when no whole year of the plan has passed yet for a target counted over a year.
    """
    indicator = indicator_of(book, target)
    if indicator is None:
        return None
    period = period_for(target, as_of)
    if period.year <= book.plan.base_year:
        return None
    published = [
        reading
        for reading in published_readings(book, indicator, book.province.code)
        if reading.period.year > book.plan.base_year
    ]
    exact = next((r for r in published if r.period == period), None)
    own = None if exact else _derived(book, target, indicator, period)
    computed = None if exact or own else _computed(book, indicator, period)
    earlier = [r for r in published if r.period.end <= period.end]
    return exact or own or computed or (earlier[-1] if earlier else None)


def _computed(book: Book, indicator: Indicator, period: Period) -> Reading | None:
    together, level = _asked_together(book, period), book.province.level
    found = read(book, indicator.id, periods=together, level=level)
    mine = (row for row in found.rows if row.period == period)
    return next((row for row in mine if _enough_known(row)), None)


def _asked_together(book: Book, period: Period) -> tuple[Period, ...]:
    """All whole years of the plan in one question: the yearly table wants each of them."""
    years = tuple(p for p in book.periods if p.kind is PeriodKind.YEAR)
    return years if period in years else (period,)


def _enough_known(reading: Reading) -> bool:
    """Whether enough parts have numbers; a total that lacks some is taken as «at least»."""
    if reading.value is None:
        return False
    known = reading.parts - reading.missing_parts
    return reading.denominator is None or known >= LEAST_KNOWN * reading.parts


def _derived(book: Book, target: Target, indicator: Indicator, period: Period) -> Reading | None:
    """The base grown by what was published for the whole plan period (增长2.8倍: 3.8 times)."""
    base = target.baseline
    if base is None or period != Period.for_year(book.plan.target_year):
        return None
    for fact in growth_facts(book, indicator.id, book.province.code):
        if Period.parse(fact["period"]) == period and Status(fact["status"]) in USABLE:
            factor = 1 + Decimal(str(fact["value"]))
            return Reading(
                indicator=indicator.id,
                division=book.province.code.text,
                level=book.province.level,
                period=period,
                numerator=float(base.value * factor),
                denominator=None,
                value=float(base.value * factor),
                unit=target.unit,
                status=Status.INFERRED,
                sources=(Source(fact["source"]),),
                note=f"{base.text} × (1 + {fact['value']:g})",
            )
    return None


def chance_in(reading: Reading, indicator: Indicator) -> Chance | None:
    """The part that chance has in a reading; None for what was counted completely.

    A published score without its sample has an unknown one, not none.
    """
    return chance_of(
        indicator,
        numerator=reading.numerator,
        denominator=reading.denominator,
        squares=reading.squares,
    )


def as_actual(reading: Reading, target: Target, indicator: Indicator | None) -> Actual:
    """The reading as the plan's progress wants it, with what rounding and chance leave open.

    A derived value is as vague as the printed base and growth it comes from. A computed one has
    the plan's own scope: its indicator was written for the target. A total that lacks parts is
    «at least»: half a year's returns are no low year.
    """
    made = actual_of(reading, continues=earlier_scopes(reading.scope))
    if made is None:
        raise AssertionError("a reading without a value stands for no target")
    chance = None if indicator is None else chance_in(reading, indicator)
    if chance is not None:
        made = replace(made, chance=chance.interval)
    if reading.missing_parts and reading.denominator is None:
        return replace(made, bound="lower")
    if reading.status is not Status.INFERRED or target.baseline is None:
        return made
    base = target.baseline
    # The growth as it was printed; the division leaves noise far behind its last digit.
    factor = round(made.value / base.value - 1, 4).normalize()
    half = made.value * (base.half / base.value) + base.value * half_unit(factor)
    return replace(made, half=half)


def earlier_scopes(scope: str) -> tuple[str, ...]:
    """The scopes that a published scope continues, nearest first."""
    known = scopes()
    found: list[str] = []
    while scope in known and (before := known[scope].continues):
        found.append(before)
        scope = before
    return tuple(found)
