"""Every target of a plan against the value that stands for it at a time; both boards use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from jidi.core.chaining import Chained
from jidi.core.errors import InputError
from jidi.core.period import Period
from jidi.indicators import Chance
from jidi.model.indicator import Indicator
from jidi.model.plan_record import Target
from jidi.model.reading import Reading
from jidi.plan import Actual, Grade, Progress, not_begun, progress
from jidi.service.actuals import (
    Valued,
    as_actual,
    chance_in,
    indicator_of,
    period_for,
    value_for,
)
from jidi.service.books import Book
from jidi.service.chaining import Unchained


@dataclass(frozen=True)
class Judged:
    """One target at one time.

    :param indicator: what measures it; None when the tables cannot answer it.
    :param reading: the value that stands for it, with all it was made from; None when unknown.
    :param detail: how far it is.
    :param chain: the links of printed growth that the value rests on; None where there are none.
    """

    target: Target
    indicator: Indicator | None
    reading: Reading | None
    detail: Progress
    chain: Chained | None = None

    @property
    def chance(self) -> Chance | None:
        """The part that chance has in the value; None where it has none or nothing is known."""
        if self.reading is None or self.indicator is None:
            return None
        return chance_in(self.reading, self.indicator)


def judged(book: Book, as_of: Period) -> tuple[Judged, ...]:
    """Every headline target of the book's plan at ``as_of``, in the plan's order.

    In the base year itself no target has begun.

    :raises InputError: P-130 for a period before the base year, V-108 for one that was not over
        when the book was last written to.
    """
    if not book.has_ended(as_of):
        raise InputError("V-108", period=str(as_of), until=str(book.until))
    if as_of.year < book.plan.base_year:
        raise InputError("P-130", at=as_of, base=book.plan.base_year)
    return book.remembered(("judged", as_of), lambda _version: _judged(book, as_of))


def _judged(book: Book, as_of: Period) -> tuple[Judged, ...]:
    targets = book.plan.headlines
    valued = {target.indicator: value_for(book, target, as_of) for target in targets}
    actuals = {
        target.indicator: as_actual(value, indicator_of(book, target))
        for target in targets
        if (value := valued[target.indicator]) is not None
    }
    return tuple(
        _one(book, target, valued[target.indicator], _detail(book, target, actuals, as_of))
        for target in targets
    )


def _one(book: Book, target: Target, valued: Valued | None, detail: Progress) -> Judged:
    indicator = indicator_of(book, target)
    if valued is None:
        return Judged(target, indicator, None, detail)
    if valued.unchained is not None and detail.grade is Grade.INCOMPARABLE:
        detail = _also(detail, valued.unchained)
    return Judged(target, indicator, valued.reading, detail, valued.chain)


def _also(detail: Progress, why: Unchained) -> Progress:
    """The judgement with the reason why printed growth does not lead over."""
    said = detail.judgement
    judgement = replace(
        said, reason_zh=f"{said.reason_zh}；{why.zh}", reason_en=f"{said.reason_en}; {why.en}"
    )
    return replace(detail, judgement=judgement)


def _detail(book: Book, target: Target, actuals: Mapping[str, Actual], as_of: Period) -> Progress:
    own, plan = actuals.get(target.indicator), book.plan
    if as_of.year == plan.base_year:
        return not_begun(target, base_year=plan.base_year, milestones=plan.milestones)
    return progress(
        target,
        own,
        at=_last_day(book, target, as_of) if own is None else None,
        base_year=plan.base_year,
        wholes=_of_same_period(actuals, own),
        milestones=plan.milestones,
    )


def _last_day(book: Book, target: Target, as_of: Period) -> date | None:
    """The day whose path value is shown where nothing is known; None before the first year."""
    period = period_for(target, as_of)
    return period.last_day if period.year > book.plan.base_year else None


def _of_same_period(actuals: Mapping[str, Actual], own: Actual | None) -> Mapping[str, Actual]:
    if own is None:
        return {}
    return {name: whole for name, whole in actuals.items() if whole.period == own.period}
