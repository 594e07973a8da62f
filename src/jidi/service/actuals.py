"""Which value stands for a target: published, derived from published growth, or computed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from jidi.core.chaining import Chained
from jidi.core.errors import UnknownName
from jidi.core.period import Period, PeriodKind
from jidi.indicators import Chance, chance_of
from jidi.model.indicator import Indicator
from jidi.model.plan_record import Target
from jidi.model.reading import Reading
from jidi.plan import Actual
from jidi.plan.actual import actual_of
from jidi.plan.comparison import stands_apart
from jidi.service.books import Book
from jidi.service.chaining import Unchained, carried_to, earlier_scopes, links_of
from jidi.service.publishing import published_readings
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


@dataclass(frozen=True)
class Valued:
    """The value that stands for a target, and how it was carried to the plan's scope.

    :param chain: the links of printed growth it rests on; None where it was not chained.
    :param unchained: why it was not, where it stands at another scope or price base.
    """

    reading: Reading
    chain: Chained | None = None
    unchained: Unchained | None = None


def value_for(book: Book, target: Target, as_of: Period) -> Valued | None:
    """The best value there is for a target at ``as_of``.

    In this order: published for the period; derived from the published growth since the base
    year; computed from what was reported; synthetic, marked so; the newest published before. One
    that stands at another scope or price base than the plan's is replaced by what printed
    comparable growth makes of the plan's own values, where it is printed.
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
    if own is not None:
        return own
    computed = None if exact else _computed(book, indicator, period)
    earlier = [r for r in published if r.period.end <= period.end]
    found = exact or computed or (earlier[-1] if earlier else None)
    return None if found is None else _on_the_plans_scope(book, target, indicator, found)


def _on_the_plans_scope(
    book: Book, target: Target, indicator: Indicator, reading: Reading
) -> Valued:
    """The reading, or where scope or prices differ, the value that printed growth leads to."""
    if not stands_apart(target, as_actual(Valued(reading), indicator)):
        return Valued(reading)
    carried = carried_to(book, target, indicator, reading.period)
    if isinstance(carried, Unchained):
        return Valued(reading, unchained=carried)
    return Valued(*carried)


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


def _derived(book: Book, target: Target, indicator: Indicator, period: Period) -> Valued | None:
    """The base grown by what was published for the whole plan period (增长2.8倍: 3.8 times)."""
    if period != Period.for_year(book.plan.target_year):
        return None
    base_year = book.plan.base_year
    over = (link for link in links_of(book, indicator) if link.start.year == base_year)
    if not any(link.end == period and not link.at_least for link in over):
        return None
    carried = carried_to(book, target, indicator, period)
    return None if isinstance(carried, Unchained) else Valued(*carried)


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


def as_actual(valued: Valued, indicator: Indicator | None) -> Actual:
    """The value as the plan's progress wants it, with what rounding and chance leave open.

    A chained value is as vague as the printed figures it comes from. A computed one has the plan's
    own scope: its indicator was written for the target. A total that lacks parts is «at least»:
    half a year's returns are no low year.
    """
    reading = valued.reading
    made = actual_of(reading, continues=earlier_scopes(reading.scope))
    if made is None:
        raise AssertionError("a reading without a value stands for no target")
    if valued.chain is not None:
        return _of_chain(made, valued.chain)
    chance = None if indicator is None else chance_in(reading, indicator)
    if chance is not None:
        made = replace(made, chance=chance.interval)
    if reading.missing_parts and reading.denominator is None:
        return replace(made, bound="lower")
    return made


def _of_chain(made: Actual, chain: Chained) -> Actual:
    """Its rounding; a bound where one of the printed figures is only «more than»."""
    if chain.interval.high.is_infinite():
        return replace(made, value=chain.interval.low, bound="lower")
    half = max(chain.interval.high - chain.value, chain.value - chain.interval.low)
    return replace(made, value=chain.value, half=half)
