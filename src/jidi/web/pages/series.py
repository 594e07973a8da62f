"""An indicator over time for one division: published and computed values, as chart and as table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jidi.core.period import Period, PeriodKind
from jidi.model.indicator import Indicator
from jidi.model.plan_record import Target
from jidi.model.reading import Reading
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
    def axis(self) -> tuple[Period, ...]:
        """The periods of a chart: every year between the first and the last, at equal steps."""
        known = self.periods
        if not known or known[0].kind is not PeriodKind.YEAR:
            return known
        return tuple(Period.for_year(y) for y in range(known[0].year, known[-1].year + 1))

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


def target_of(visit: Visit, indicator: Indicator) -> Target | None:
    """The plan's target for the indicator, for the province only."""
    if visit.division.code != visit.book.province.code:
        return None
    targets = (t for t in visit.book.plan.headlines if t.indicator == indicator.id)
    return next((t for t in targets if t.unit == indicator.unit), None)


def caption(visit: Visit, indicator: Indicator, history: History) -> str:
    """What, where, which periods, which unit; and that the axis need not begin at zero."""
    first, last = history.periods[0], history.periods[-1]
    parts = [
        visit.place(visit.division),
        f"{visit.when(first)} – {visit.when(last)}",
        unit_name(indicator.unit, visit.lang),
        visit.t("the vertical axis does not begin at zero"),
    ]
    return " · ".join(part for part in parts if part)


def as_json(visit: Visit, indicator: Indicator, history: History) -> dict[str, Any]:
    """What the chart's script draws."""
    t, target = visit.t, target_of(visit, indicator)
    level = target.level.printed.number if target else None
    return {
        "unit": unit_name(indicator.unit, visit.lang),
        "digits": indicator.precision,
        "periods": [visit.when(period) for period in history.axis],
        "lines": [
            _line(visit, history, t("published"), history.published),
            _line(visit, history, t("computed"), history.computed),
        ],
        "target": level,
        "targetName": target and t("target {year}: {goal}", year=target.year, goal=f"{level:g}"),
    }


def _line(
    visit: Visit, history: History, name: str, readings: tuple[Reading, ...]
) -> dict[str, Any]:
    by_period = {reading.period: reading for reading in readings}
    return {"name": name, "points": [_point(visit, by_period.get(p)) for p in history.axis]}


def _point(visit: Visit, reading: Reading | None) -> dict[str, Any] | None:
    if reading is None:
        return None
    kind, word = ORIGINS[reading.status]
    return {"value": reading.value, "kind": kind, "status": visit.t(word)}


def grid_of(visit: Visit, indicator: Indicator, history: History) -> Grid:
    """The same numbers as a table, newest first, published before computed."""
    t = visit.t
    unit = unit_name(indicator.unit, visit.lang)
    columns = (
        Column(t("Period")),
        Column(t("Value"), unit, kind="number"),
        Column(t("Origin")),
        Column(t("Numerator"), kind="number"),
        Column(t("Denominator"), kind="number"),
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
            Cell(t(ORIGINS[reading.status][1]), origin(t, reading.status)),
            Cell(reading.numerator),
            Cell(reading.denominator),
            Cell(source_names(visit, reading)),
        )
    )
