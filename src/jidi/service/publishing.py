"""Published figures: into a book's first data version, and out of it as readings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa

from jidi.core.division import COUNTRY, DivisionCode
from jidi.core.period import Period, PeriodKind
from jidi.core.units import COUNTS_OF_SITES, Unit
from jidi.lake import Lake
from jidi.lake.load import Receipt
from jidi.model.indicator import Indicator
from jidi.model.observation import Observation
from jidi.model.reading import Reading, Source, Status
from jidi.model.statistics import load_statistics
from jidi.service.books import Book

USABLE: Final[Mapping[Status, int]] = {
    Status.REPORTED: 0,
    Status.REVISED: 0,
    Status.PRELIMINARY: 1,
    Status.BOUND: 2,
}
"""Statuses that may stand as an actual, the best first. Forecasts and targets never do."""

_FIGURES: Final = """
SELECT indicator, division, period, value, unit, growth_pct, status, scope, price_base, source,
  flags, note
FROM observation WHERE value IS NOT NULL
"""


def commit_published(lake: Lake, *, province: str, now: datetime) -> Receipt:
    """Commit the published figures of a province, its cities and the country."""
    own = DivisionCode(province)
    mine = [o for o in load_statistics() if o.division == COUNTRY or o.division.is_within(own)]
    rows = pa.Table.from_pylist([row_of(o) for o in mine])
    digest = hashlib.sha256("\n".join(o.model_dump_json() for o in mine).encode()).hexdigest()
    return lake.commit(
        {"observation": rows},
        source="definitions/statistics",
        origin="published",
        by="jidi",
        clock=lambda: now,
        once_as=digest,
        replace="origin",
    )


def row_of(figure: Observation) -> dict[str, Any]:
    """An observation as a row of the table ``observation``."""
    return {
        "indicator": figure.indicator,
        "division": figure.division.text,
        "period": str(figure.period),
        "period_kind": figure.period.kind.value,
        "value": None if figure.value is None else float(figure.value),
        "unit": str(figure.unit),
        "growth_pct": None if figure.growth is None else float(figure.growth),
        "status": figure.status.value,
        "scope": figure.scope,
        "price_base": figure.price_base or None,
        "source": figure.source,
        "source_kind": figure.source_kind,
        "printed_as": figure.published,
        "flags": " ".join(figure.flags) or None,
        "note": figure.note or None,
    }


def published_readings(
    book: Book, indicator: Indicator, division: DivisionCode, kind: PeriodKind = PeriodKind.YEAR
) -> tuple[Reading, ...]:
    """The published values of an indicator for one division, the best of each period, by period.

    Values are carried into the indicator's unit; one that cannot be is left out (it is another
    magnitude under the same name, such as 组 and 格口).
    """
    names = set(indicator.published_as) | {indicator.id}
    wanted = [
        row
        for row in figures(book)
        if row["indicator"] in names and row["division"] == division.text
    ]
    best: dict[Period, Reading] = {}
    for row in sorted(wanted, key=preference):
        period = Period.parse(row["period"])
        value = in_unit(row["value"], row["unit"], indicator)
        if period.kind is kind and value is not None and Status(row["status"]) in USABLE:
            best.setdefault(period, _reading(row, indicator, division, period, value))
    return tuple(best[period] for period in sorted(best))


def figures(book: Book) -> Sequence[dict[str, Any]]:
    """Every published figure of the book that has a value, as plain rows."""

    def rows_of(_version: int) -> Sequence[dict[str, Any]]:
        rows: list[dict[str, Any]] = book.ask(_FIGURES, {}).to_pylist()
        return rows

    return book.remembered("published", rows_of)


def preference(row: Mapping[str, Any]) -> tuple[int, int]:
    """Better statuses first; among equals the figure with fewer slips of print."""
    return (USABLE.get(Status(row["status"]), 9), len((row["flags"] or "").split()))


def in_unit(value: float, unit: str, indicator: Indicator) -> float | None:
    """A published number in the indicator's unit; None when it is another magnitude."""
    factor = factor_between(unit, indicator)
    return None if factor is None else float(Decimal(str(value)) * factor)


def factor_between(unit: str, indicator: Indicator) -> Decimal | None:
    """What a published number is multiplied with; None when it is another magnitude."""
    printed, wanted = Unit.parse(unit), Unit.parse(indicator.unit)
    if printed.dimension == wanted.dimension:
        return printed.factor_to(wanted)
    if {printed.dimension, wanted.dimension} <= COUNTS_OF_SITES:
        return printed.size / wanted.size
    return None


def _reading(
    row: Mapping[str, Any],
    indicator: Indicator,
    division: DivisionCode,
    period: Period,
    value: float,
) -> Reading:
    flags = (row["flags"] or "").split()
    bound = "at_least" in flags
    return Reading(
        indicator=indicator.id,
        division=division.text,
        level=division.level,
        period=period,
        numerator=None,
        denominator=None,
        value=value,
        unit=indicator.unit,
        status=Status.BOUND if bound else Status(row["status"]),
        sources=(Source(row["source"]),),
        scope=row["scope"],
        price_base=row["price_base"] or "",
        note=row["note"] or "",
    )


def growth_facts(
    book: Book, indicator_id: str, division: DivisionCode
) -> Iterable[Mapping[str, Any]]:
    """Published growth over the plan period, as printed (``express_volume_growth_five_years``)."""
    name = f"{indicator_id}_growth_five_years"
    return [
        row
        for row in figures(book)
        if row["indicator"] == name and row["division"] == division.text
    ]
