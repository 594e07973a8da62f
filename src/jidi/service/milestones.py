"""The dated milestones of a plan, each judged by the value that was known at its date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from jidi.core.period import Period
from jidi.model.plan_record import Milestone, Target
from jidi.plan import Actual, MilestoneStanding, MilestoneState, milestone_standing
from jidi.plan.milestones import as_target
from jidi.service.actuals import as_actual, indicator_of, value_for
from jidi.service.books import Book


def milestone_standings(book: Book, as_of: Period) -> tuple[MilestoneStanding, ...]:
    """Every milestone of the plan in order of its date, seen from the end of ``as_of``."""
    return book.remembered(("milestones", as_of), lambda _version: _standings(book, as_of))


def _standings(book: Book, as_of: Period) -> tuple[MilestoneStanding, ...]:
    ordered = sorted(book.plan.milestones, key=lambda m: (m.due, m.id))
    return tuple(_standing(book, milestone, as_of) for milestone in ordered)


def _standing(book: Book, milestone: Milestone, as_of: Period) -> MilestoneStanding:
    headline = next((t for t in book.plan.headlines if t.indicator == milestone.indicator), None)
    last_day = as_of.last_day
    if not milestone.indicator:
        return _not_measured(milestone, last_day)
    target = headline or as_target(milestone, None)
    if indicator_of(book, target) is None:
        return _not_measured(milestone, last_day)
    due = milestone.due <= last_day
    return milestone_standing(
        milestone,
        headline,
        as_of=last_day,
        known=_value_of(book, target, _period_at(milestone.due)) if due else None,
        later=tuple(_later(book, target, milestone, as_of)),
        base_year=book.plan.base_year,
    )


def _not_measured(milestone: Milestone, last_day: date) -> MilestoneStanding:
    state = MilestoneState.UNKNOWN if milestone.due <= last_day else MilestoneState.NOT_DUE
    reason = ("没有指标可以衡量", "no indicator measures it")
    return MilestoneStanding(milestone, state, None, None, *reason)


def _period_at(due: date) -> Period:
    """The period that ends on the day: its year, its month, or the day itself."""
    end = due + timedelta(days=1)
    for period in (Period.for_year(due.year), Period.for_month(due.year, due.month)):
        if period.end == end:
            return period
    return Period.for_day(due)


def _later(book: Book, target: Target, milestone: Milestone, as_of: Period) -> Iterator[Actual]:
    """Values of the years after the date; before it, of the year looked at."""
    last = as_of.last_day
    first = milestone.due.year + 1 if milestone.due <= last else last.year
    for year in range(first, last.year + 1):
        value = _value_of(book, target, Period.for_year(year))
        if value is not None:
            yield value


def _value_of(book: Book, target: Target, period: Period) -> Actual | None:
    """The value of exactly that period."""
    if not book.has_ended(period):
        return None
    valued = value_for(book, target, period)
    if valued is None or valued.reading.period != period:
        return None
    return as_actual(valued, indicator_of(book, target))
