"""Forecasts from the words of a command line or an address."""

from __future__ import annotations

from jidi.core.period import Period
from jidi.service.attainment import TargetForecast, forecast_target
from jidi.service.books import Book
from jidi.service.forecasting import SeriesForecast, Told, forecast_indicator, target_of

Asked = SeriesForecast | TargetForecast
Progress = Told


def forecast_as_asked(
    book: Book,
    indicator: str | None,
    *,
    division: str | None = None,
    as_of: str | None = None,
    until: int | None = None,
    source: str = "auto",
    progress: Progress = lambda _step, _share: None,
) -> tuple[Asked, ...]:
    """The forecast of an indicator, with the target where the plan has one for the province.

    :param indicator: every target of the plan when not given; then for the province.
    :param division: name or code; the province when not given.
    :raises JidiError: for words that do not fit, as :func:`forecast_indicator` says.
    """
    when = Period.parse(as_of) if as_of else None
    if indicator is not None:
        return (_one(book, indicator, division, when, until, source, progress),)
    found = []
    targets = book.plan.headlines
    for place, target in enumerate(targets):
        told = _part_of(progress, target.zh, place, len(targets))
        told("", 0.0)
        found.append(forecast_target(book, target, when, until=until, source=source, told=told))
    return tuple(found)


def _part_of(progress: Progress, name: str, place: int, count: int) -> Progress:
    """The progress of one target as that of all."""
    return lambda _step, share: progress(name, (place + share) / count)


def _one(
    book: Book,
    indicator: str,
    division: str | None,
    as_of: Period | None,
    until: int | None,
    source: str,
    progress: Progress,
) -> Asked:
    code = book.tree.find(division).code if division else book.province.code
    known = book.catalogue.indicator(indicator)
    target = target_of(book, known)
    if target is not None and code == book.province.code:
        return forecast_target(book, target, as_of, until=until, source=source, told=progress)
    return forecast_indicator(
        book, known.id, division=code, as_of=as_of, until=until, source=source, told=progress
    )
