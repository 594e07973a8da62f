"""Which series a forecast rests on: every one there is, its length, and why it was taken or not.

Real figures come before synthetic ones, months before years, final before preliminary. A real
series that ended long before the date asked about gives way to a synthetic one that reaches it: a
demo would else speak of 2020 when it is asked about 2023. Nothing is mixed into one series.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from jidi.core.division import COUNTRY, DivisionCode
from jidi.core.errors import InputError, UnknownName
from jidi.core.nearest import suggestion
from jidi.core.period import Period, PeriodKind
from jidi.forecast import Aside, How, LeftOut, Point, Prior, Record, points_needed, prior_of
from jidi.forecast.law import Scale
from jidi.model.indicator import Indicator
from jidi.model.reading import Reading
from jidi.service.books import Book
from jidi.service.figures import figures_of, published_months, published_years
from jidi.service.readings import series

Origin = Literal["published", "preliminary", "returns"]

SOURCES: Final = ("auto", "published", "returns")
MONTHS_NEEDED: Final = 42
"""Months without a gap that a monthly contest needs: 24 to learn from, 12 to compare with, three
origins a quarter apart. Own choice."""
FRESH_YEARS: Final = 1
"""A real series may end this many years before the date asked about. Own choice."""


@dataclass(frozen=True)
class Candidate:
    """One series that a forecast might rest on.

    :param points: those it would use: months without a gap up to the newest, or all years.
    """

    origin: Origin
    record: Record
    points: tuple[Point, ...]
    needed: int

    @property
    def monthly(self) -> bool:
        """Whether it is a series of months."""
        return self.record.kind is PeriodKind.MONTH

    @property
    def enough(self) -> bool:
        """Whether it is long enough."""
        return len(self.points) >= self.needed

    @property
    def synthetic(self) -> bool:
        """Whether it rests on synthetic returns."""
        return self.record.synthetic

    def ends_near(self, as_of: Period) -> bool:
        """Whether it reaches the date asked about."""
        last = self.record.last
        return last is not None and last.period.end.year >= as_of.end.year - FRESH_YEARS


@dataclass(frozen=True)
class Choice:
    """All series, in the order in which they are preferred, and the one taken."""

    candidates: tuple[Candidate, ...]
    taken: Candidate | None
    prior: Prior | None


def choose(
    book: Book,
    indicator: Indicator,
    division: DivisionCode,
    *,
    as_of: Period,
    scale: Scale,
    source: str = "auto",
) -> Choice:
    """The series for a forecast.

    :param source: ``published`` or ``returns`` to use only these.
    :raises UnknownName: H-111 for another source.
    """
    if source not in SOURCES:
        raise UnknownName("H-111", name=source, nearest=suggestion(source, SOURCES))
    prior = country_growth(book, indicator, as_of=as_of, scale=scale)
    found = [
        candidate
        for candidate in _candidates(book, indicator, division, as_of, prior)
        if candidate.points and source in ("auto", _group(candidate.origin))
    ]
    ordered = tuple(sorted(found, key=lambda c: _rank(c, as_of)))
    return Choice(ordered, next((c for c in ordered if c.enough), None), prior)


def _group(origin: Origin) -> str:
    return "returns" if origin == "returns" else "published"


def _rank(candidate: Candidate, as_of: Period) -> tuple[bool, bool, bool, int]:
    """Near before far, real before synthetic, months before years; then returns, final figures."""
    order: tuple[Origin, ...] = ("returns", "published", "preliminary")
    far = not candidate.ends_near(as_of)
    return (far, candidate.synthetic, not candidate.monthly, order.index(candidate.origin))


def _candidates(
    book: Book, indicator: Indicator, division: DivisionCode, as_of: Period, prior: Prior | None
) -> Iterator[Candidate]:
    figures = figures_of(book, indicator, division, until=as_of)
    needed = points_needed(prior)
    if adds_up(indicator):
        months = published_months(figures, indicator)
        yield Candidate("published", months, months.run, MONTHS_NEEDED)
        returned = returned_record(book, indicator, division, PeriodKind.MONTH, as_of)
        yield Candidate("returns", returned, positive_run(returned), MONTHS_NEEDED)
    for origin, preliminary in _PUBLISHED:
        years = published_years(figures, preliminary=preliminary)
        yield Candidate(origin, years, years.points, needed)
    yearly = returned_record(book, indicator, division, PeriodKind.YEAR, as_of)
    yield Candidate("returns", yearly, yearly.points, needed)


_PUBLISHED: Final[tuple[tuple[Origin, bool], ...]] = (("published", False), ("preliminary", True))


def adds_up(indicator: Indicator) -> bool:
    """Whether the months of a year add up to the year."""
    return (
        indicator.measure == "total"
        and indicator.over_time == "flow"
        and (indicator.rollup == "sum")
    )


def positive_run(record: Record) -> tuple[Point, ...]:
    """The months without a gap up to the newest, as far back as all are above zero.

    Logarithms and shares of a year need that; counts that are often zero are no case for them.
    """
    found = record.run
    zeros = [place for place, point in enumerate(found) if point.value <= 0]
    return found[zeros[-1] + 1 :] if zeros else found


def returned_record(
    book: Book, indicator: Indicator, division: DivisionCode, kind: PeriodKind, as_of: Period
) -> Record:
    """What the returns of the book say, of periods that ended by ``as_of``.

    A total that lacks returns is a lower bound and no point.
    """
    if division.level > indicator.finest:
        return Record(kind, ())
    rows = [r for r in series(book, indicator.id, division, kind) if r.period.end <= as_of.end]
    whole = [r for r in rows if not _lacks_parts(r)]
    aside = tuple(LeftOut(r.period, Aside.PARTS_MISSING) for r in rows if _lacks_parts(r))
    return Record(kind, tuple(_point(row) for row in whole), left_out=aside)


def _lacks_parts(reading: Reading) -> bool:
    return bool(reading.missing_parts) and reading.denominator is None


def _point(reading: Reading) -> Point:
    if reading.value is None:
        raise AssertionError("a reading without a value is no point")
    return Point(
        period=reading.period,
        value=reading.value,
        half=0.0,
        status=reading.status,
        how=How.COMPUTED,
        sources=tuple(source.name for source in reading.sources),
    )


def country_growth(
    book: Book, indicator: Indicator, *, as_of: Period, scale: Scale
) -> Prior | None:
    """How the country's own series grew until ``as_of``; None where too little is known."""
    if scale == "level" or indicator.measure != "total":
        return None
    figures = figures_of(book, indicator, COUNTRY, until=as_of)
    points = published_years(figures, preliminary=False).points
    if len(points) < points_needed(None):
        return None
    return prior_of([p.period.year for p in points], [p.value for p in points], scale=scale)


def refuse_far(last: Period, until: int, most: int) -> None:
    """Refuse a year that is known already, or too far.

    :raises InputError: H-107, H-108.
    """
    if Period.for_year(until).end <= last.end:
        raise InputError("H-107", last=str(last), until=until)
    if until - last.year > most:
        raise InputError("H-108", last=str(last), until=until, most=most)
