"""Forecasts: the series of a book, carried on; and the chance that a target of the plan is met.

``forecast_indicator`` answers for any indicator and division; ``forecast_target`` for a target of
the plan, with the chance of every stated condition. Both are remembered by the book.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any, Final

import numpy as np

from jidi.core.division import DivisionCode
from jidi.core.errors import InputError, JidiError, Language
from jidi.core.period import Period, PeriodKind
from jidi.forecast import Outlook, Point, monthly_outlook, yearly_outlook
from jidi.forecast.law import Scale
from jidi.model.indicator import Indicator
from jidi.model.plan_record import Target
from jidi.service.books import Book
from jidi.service.candidates import Candidate, Choice, choose, refuse_far

Told = Callable[[str, float], None]
"""Called with the step at hand and the share of the work done."""

FARTHEST_YEARS: Final = 10
"""Years after the last data that may be asked for. Own choice."""
FEWEST_COUNTED: Final = 10.0
"""Mean count a period below which continuous methods do not fit. Own choice."""


@dataclass(frozen=True)
class SeriesForecast:
    """A forecast of one indicator for one division, or the reason why there is none.

    :param as_of: data of periods that ended by then were used.
    :param until: the last year forecast.
    :param choice: every series there was, and the one taken.
    :param outlook: the forecast; None when there is none.
    :param reason: why there is none, as a coded answer.
    """

    indicator: Indicator
    division: DivisionCode
    name: str
    as_of: Period
    until: int
    choice: Choice
    outlook: Outlook | None
    reason: JidiError | None
    version: int

    @property
    def taken(self) -> Candidate | None:
        """The series that the forecast rests on."""
        return self.choice.taken

    @property
    def points(self) -> tuple[Point, ...]:
        """The points that the forecast rests on; without one, those of the longest series."""
        if self.taken is not None:
            return self.taken.points
        known = [c.record.points for c in self.choice.candidates]
        return max(known, key=len, default=())

    @property
    def synthetic(self) -> bool:
        """Whether it rests on synthetic data."""
        return self.taken is not None and self.taken.synthetic

    @property
    def last_year(self) -> tuple[int, float] | None:
        """The last whole year known and its value."""
        if self.taken is None:
            return None
        return last_whole_year(self.taken)

    def to_json(self) -> dict[str, Any]:
        """The forecast with all it rests on."""
        from jidi.service.forecast_json import series_json

        return series_json(self)

    def sentence(self, lang: Language) -> str:
        """The forecast in one sentence."""
        from jidi.service.forecast_words import series_sentence

        return series_sentence(self, lang)


def forecast_indicator(
    book: Book,
    indicator_id: str,
    *,
    division: DivisionCode | None = None,
    as_of: Period | None = None,
    until: int | None = None,
    source: str = "auto",
    told: Told | None = None,
) -> SeriesForecast:
    """A forecast of an indicator; with a coded reason instead where the data do not bear one.

    :param division: the province when not given.
    :param as_of: use data of periods that ended by then; the newest of the book when not given.
    :param until: last year to forecast; the plan's target year when not given, or, where the data
        reach it already, the year after them.
    :param source: ``published`` or ``returns`` to use only these.
    :param told: hears of the progress of a contest; an exception of it stops the work.
    :raises UnknownName: for an unknown indicator, H-111 for an unknown source.
    :raises InputError: V-108 for a date that the data do not reach, H-107 and H-108 for a year
        that is known already or too far.
    """
    indicator = book.catalogue.indicator(indicator_id)
    place = division or book.province.code
    when = as_of or newest(book)
    if not book.has_ended(when):
        raise InputError("V-108", period=str(when), until=str(book.until))
    return book.remembered(
        ("forecast", indicator.id, place, when, until, source),
        lambda version: _made(book, indicator, place, when, until, source, version, told),
    )


def newest(book: Book) -> Period:
    """The newest period of the plan that is over."""
    known = book.periods
    return known[-1] if known else Period.for_year(book.plan.base_year)


def _made(
    book: Book,
    indicator: Indicator,
    place: DivisionCode,
    as_of: Period,
    until: int | None,
    source: str,
    version: int,
    told: Told | None,
) -> SeriesForecast:
    scale = scale_of(book, indicator)
    choice = choose(book, indicator, place, as_of=as_of, scale=scale, source=source)
    taken = choice.taken
    end = until or _default_end(book, taken, as_of)
    reason = _objection(indicator, choice)
    outlook = None
    if taken is not None and reason is None:
        refuse_far(taken.points[-1].period, end, FARTHEST_YEARS)
        outlook = _outlook(indicator, choice, taken, until=end, scale=scale, told=told)
    return SeriesForecast(
        indicator=indicator,
        division=place,
        name=book.tree.get(place).name,
        as_of=as_of,
        until=end,
        choice=choice,
        outlook=outlook,
        reason=reason,
        version=version,
    )


def _default_end(book: Book, taken: Candidate | None, as_of: Period) -> int:
    """The plan's target year, or the year after the data where they reach it."""
    last = as_of if taken is None else taken.points[-1].period
    reached = last.end.year - 1 if last.end.month == 1 else last.year - 1
    return max(book.plan.target_year, reached + 1)


def scale_of(book: Book, indicator: Indicator) -> Scale:
    """Logarithms for what grows by ratios: as the plan's path says, else totals over a year."""
    target = next((t for t in book.plan.headlines if t.indicator == indicator.id), None)
    if target is not None:
        return "log" if target.path == "geometric" else "level"
    flows = indicator.measure == "total" and indicator.over_time == "flow"
    return "log" if flows else "level"


def _objection(indicator: Indicator, choice: Choice) -> JidiError | None:
    """Why the data do not bear a forecast; None when they do."""
    if choice.taken is None:
        return InputError("H-101", have_zh=_have(choice, "zh"), have_en=_have(choice, "en"))
    values = [point.value for point in choice.taken.points]
    if max(values) == min(values):
        return InputError("H-102", count=len(values), value=f"{values[0]:g}")
    counted = indicator.measure == "total" and indicator.unit in ("次", "起")
    mean = sum(values) / len(values)
    if counted and mean < FEWEST_COUNTED:
        return InputError("H-103", mean=f"{mean:.1f}")
    return None


def _have(choice: Choice, lang: Language) -> str:
    from jidi.service.forecast_words import candidate_words

    if not choice.candidates:
        return "没有任何数据点" if lang == "zh" else "there is no point at all"
    told = (candidate_words(c, lang) for c in choice.candidates)
    return ("；" if lang == "zh" else "; ").join(told)


def _outlook(
    indicator: Indicator,
    choice: Choice,
    taken: Candidate,
    *,
    until: int,
    scale: Scale,
    told: Told | None,
) -> Outlook:
    values = [point.value for point in taken.points]
    if taken.monthly:
        return monthly_outlook(taken.points[0].period, np.array(values), until=until, told=told)
    years = [point.period.year for point in taken.points]
    usable: Scale = scale if min(values) > 0 else "level"
    return yearly_outlook(
        years,
        values,
        until=until,
        scale=usable,
        prior=choice.prior if usable == scale else None,
        bounds=bounds_of(indicator),
    )


def bounds_of(indicator: Indicator) -> tuple[float, float]:
    """What the indicator cannot pass: shares and scores lie between 0 and 100."""
    return (0.0, 100.0) if indicator.unit in ("%", "分") else (0.0, inf)


def last_whole_year(taken: Candidate) -> tuple[int, float] | None:
    """The last whole year of a series and its value."""
    if taken.record.kind is PeriodKind.YEAR:
        last = taken.points[-1]
        return last.period.year, last.value
    by_year: dict[int, list[float]] = {}
    for point in taken.points:
        by_year.setdefault(point.period.year, []).append(point.value)
    whole = [year for year, values in by_year.items() if len(values) == 12]
    return (max(whole), sum(by_year[max(whole)])) if whole else None


def target_of(book: Book, indicator: Indicator) -> Target | None:
    """The plan's target for an indicator, with the conditions of all records."""
    return next((t for t in book.plan.headlines if t.indicator == indicator.id), None)
