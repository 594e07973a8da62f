"""An indicator over time for one division: published and computed values, as chart and as table."""

from __future__ import annotations

from dataclasses import dataclass

from jidi.core.measure import Interval
from jidi.core.numbers_as_text import grouped
from jidi.core.period import Period, PeriodKind
from jidi.model.indicator import Indicator
from jidi.model.reading import Reading
from jidi.model.statistics import scopes
from jidi.service.actuals import chance_in
from jidi.service.phrasing import unit_name
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.marks import ORIGINS, origin
from jidi.web.visit import Visit


@dataclass(frozen=True)
class History:
    """Values of one division by period; a period may have a published and a computed one.

    :param computed: by the indicator's query, oldest first.
    :param published: as bulletins print them, oldest first.
    """

    computed: tuple[Reading, ...]
    published: tuple[Reading, ...]

    @property
    def periods(self) -> tuple[Period, ...]:
        """All periods that have a value, oldest first."""
        return tuple(sorted({r.period for r in (*self.computed, *self.published)}))

    @property
    def latest(self) -> Period | None:
        """The last period with a value."""
        return max(self.periods, default=None)

    def at(self, period: Period) -> tuple[Reading, ...]:
        """The values of a period, the published one first."""
        return tuple(r for r in (*self.published, *self.computed) if r.period == period)


def of(visit: Visit, indicator: Indicator) -> History:
    """The history of the chosen division in periods of one kind.

    The kind is that of the chosen period; without one, years, or months when there are no years.
    """
    kinds = [visit.period.kind] if visit.period else [PeriodKind.YEAR, PeriodKind.MONTH]
    found = History((), ())
    for kind in kinds:
        found = _of_kind(visit, indicator, kind)
        if found.periods:
            break
    return found


def _of_kind(visit: Visit, indicator: Indicator, kind: PeriodKind) -> History:
    code = visit.division.code
    computed: tuple[Reading, ...] = ()
    if code.level <= indicator.finest:
        computed = visit.provider.series(visit.book, indicator.id, code, kind)
    published = visit.provider.published(visit.book, indicator, code, kind)
    return History(
        tuple(r for r in computed if r.value is not None),
        tuple(r for r in published if r.value is not None),
    )


def grid_of(visit: Visit, indicator: Indicator, history: History) -> Grid:
    """The same numbers as a table, newest first, published before computed."""
    t = visit.t
    unit = unit_name(indicator.unit, visit.lang)
    columns = (
        Column(t("Period")),
        Column(t("Value"), unit, kind="number"),
        Column(t("95 % interval"), kind="number"),
        Column(t("Origin")),
        Column(t("Scope"), wide=True),
        Column(t("Numerator"), kind="number", wide=True),
        Column(t("Denominator"), kind="number", wide=True),
        Column(t("Source"), wide=True),
    )
    readings = [r for period in reversed(history.periods) for r in history.at(period)]
    rows = tuple(_row(visit, indicator, reading) for reading in readings)
    title = t("{name} over time", name=t.of(indicator.zh, indicator.en))
    place = visit.place(visit.division)
    return Grid("series", title, columns, rows, (place, version_line(visit)), t("Time series"))


def version_line(visit: Visit) -> str:
    """The data version, for notes."""
    return visit.t("Data version {version}", version=visit.book.version)


def source_names(visit: Visit, reading: Reading) -> str:
    """Tables by their name in the language of the page, publications as they are cited."""
    tables = visit.book.catalogue.tables
    names = [
        visit.t.of(tables[s.name].zh, tables[s.name].en) if s.name in tables else s.name
        for s in reading.sources
    ]
    return "; ".join(dict.fromkeys(names))


def _row(visit: Visit, indicator: Indicator, reading: Reading) -> Row:
    t = visit.t
    return Row(
        (
            Cell(visit.when(reading.period)),
            Cell(reading.value, digits=indicator.precision, strong=True),
            Cell(span(chance_of(indicator, reading), indicator.precision)),
            Cell(t(ORIGINS[reading.status][1]), origin(t, reading.status)),
            Cell(_scope(visit, reading)),
            Cell(reading.numerator),
            Cell(reading.denominator),
            Cell(source_names(visit, reading)),
        )
    )


def _scope(visit: Visit, reading: Reading) -> str:
    """The published scope by its name, with its price base; empty for what was computed."""
    known = scopes().get(reading.scope)
    return reading.scope if known is None else visit.t.of(known.zh, known.en)


def chance_of(indicator: Indicator, reading: Reading) -> Interval | None:
    """Where the true value lies with 95 %; None for what was counted, or where it is not known."""
    chance = chance_in(reading, indicator)
    return None if chance is None else chance.interval


def span(interval: Interval | None, digits: int) -> str:
    """``85.63–86.77``; an open side is left out: ``≥ 85.63``."""
    if interval is None:
        return ""
    ends = (interval.low, interval.high)
    low, high = (grouped(end, digits) if end.is_finite() else "" for end in ends)
    if not high:
        return f"≥ {low}"
    return f"{low}–{high}" if low else f"≤ {high}"
