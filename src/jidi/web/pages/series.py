"""An indicator over time for one division: as chart values and as a table."""

from __future__ import annotations

from itertools import chain
from typing import Any

from jidi.core.period import Period, PeriodKind
from jidi.model.indicator import Indicator
from jidi.model.plan_record import Target
from jidi.model.reading import Reading
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.marks import ORIGINS, origin
from jidi.web.visit import Visit
from jidi.web.wording import unit_name


def of(visit: Visit, indicator: Indicator) -> tuple[Reading, ...]:
    """The readings of the chosen division in all periods of one kind.

    The kind is that of the chosen period; without one, years, or the book's latest kind when the
    indicator has no years.
    """
    kinds = [visit.period.kind] if visit.period else [PeriodKind.YEAR]
    kinds += [p.kind for p in reversed(visit.book.periods) if p.kind not in kinds][:1]
    for kind in kinds:
        found = visit.provider.series(visit.book, indicator.id, visit.division.code, kind)
        if known(found) or visit.period:
            return found
    return ()


def known(history: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Those that have a value."""
    return tuple(reading for reading in history if reading.value is not None)


def latest(history: tuple[Reading, ...]) -> Period | None:
    """The last period with a value."""
    return max((reading.period for reading in known(history)), default=None)


def target_of(visit: Visit, indicator: Indicator) -> Target | None:
    """The plan's target for the indicator, for the province only."""
    if visit.division.code != visit.book.province.code:
        return None
    targets = (t for t in visit.book.plan.targets if t.indicator == indicator.id and t.level)
    return next(targets, None)


def caption(visit: Visit, indicator: Indicator, history: tuple[Reading, ...]) -> str:
    """What, where, which periods, which unit; and whether the axis begins at zero."""
    t, readings = visit.t, known(history)
    parts = [
        visit.place(visit.division),
        f"{visit.when(readings[0].period)} – {visit.when(readings[-1].period)}",
        unit_name(indicator.unit, visit.lang),
        t("the vertical axis does not begin at zero"),
    ]
    return " · ".join(part for part in parts if part)


def as_json(visit: Visit, indicator: Indicator, history: tuple[Reading, ...]) -> dict[str, Any]:
    """What the chart's script draws."""
    t, target = visit.t, target_of(visit, indicator)
    level = target.level.printed.number if target and target.level else None
    return {
        "name": t.of(indicator.zh, indicator.en),
        "unit": unit_name(indicator.unit, visit.lang),
        "digits": indicator.precision,
        "points": [
            {
                "period": visit.when(reading.period),
                "value": reading.value,
                "status": t(ORIGINS[reading.status][1]),
                "kind": ORIGINS[reading.status][0],
            }
            for reading in history
        ],
        "target": level,
        "targetName": target and t("target {year}: {goal}", year=target.year, goal=f"{level:g}"),
    }


def grid_of(visit: Visit, indicator: Indicator, history: tuple[Reading, ...]) -> Grid:
    """The same numbers as a table, newest first."""
    t = visit.t
    unit = unit_name(indicator.unit, visit.lang)
    columns = (
        Column(t("Period")),
        Column(t("Value"), unit, kind="number"),
        Column(t("Numerator"), kind="number"),
        Column(t("Denominator"), kind="number"),
        Column(t("Origin")),
        Column(t("Source"), wide=True),
    )
    rows = tuple(_row(visit, indicator, reading) for reading in reversed(history))
    title = t("{name} over time", name=t.of(indicator.zh, indicator.en))
    place = visit.place(visit.division)
    return Grid("series", title, columns, rows, (place, version_line(visit)))


def version_line(visit: Visit) -> str:
    """The data version, for notes."""
    return visit.t("Data version {version}", version=visit.book.version)


def _row(visit: Visit, indicator: Indicator, reading: Reading) -> Row:
    t = visit.t
    sources = dict.fromkeys(chain(source.name for source in reading.sources))
    return Row(
        (
            Cell(visit.when(reading.period)),
            Cell(reading.value, digits=indicator.precision, strong=True),
            Cell(reading.numerator),
            Cell(reading.denominator),
            Cell(t(ORIGINS[reading.status][1]), origin(t, reading.status)),
            Cell(", ".join(sources)),
        )
    )
