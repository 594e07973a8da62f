"""The published figures of a book, as they were recorded."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from jidi.core.division import DivisionCode
from jidi.core.period import Period
from jidi.core.units import Unit
from jidi.model.observation import Observation
from jidi.model.reading import Status
from jidi.service.books import Book

_FIGURES: Final = """
SELECT indicator, printed_as, division, period, value, unit, growth_pct, status, source_kind,
  source, scope, price_base, flags, note
FROM observation WHERE origin <> 'synthetic' AND value IS NOT NULL
"""


def observations_of(book: Book) -> tuple[Observation, ...]:
    """Every figure with a value that the book holds, synthetic ones apart."""

    def figures(_version: int) -> tuple[Observation, ...]:
        return tuple(_observation(row) for row in book.ask(_FIGURES, {}).to_pylist())

    return book.remembered("observations", figures)


def _observation(row: Mapping[str, Any]) -> Observation:
    growth = row["growth_pct"]
    return Observation(
        indicator=row["indicator"],
        published=row["printed_as"] or row["indicator"],
        division=DivisionCode(row["division"]),
        period=Period.parse(row["period"]),
        value=Decimal(str(row["value"])),
        unit=Unit.parse(row["unit"]),
        growth=None if growth is None else Decimal(str(growth)),
        status=Status(row["status"]),
        source_kind=row["source_kind"],
        source=row["source"],
        scope=row["scope"],
        price_base=row["price_base"] or "",
        # Flags and source kinds of a user's own are none of the reader's business.
        note=row["note"] or "",
    )
