"""Targets of cities in a book: read from the table, and a proposal adopted by a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import pyarrow as pa

from jidi.core.errors import Place
from jidi.lake import Receipt
from jidi.model.city_target import CityTarget, city_target
from jidi.service.books import Book

TABLE: Final = "city_target"
_ROWS: Final = """
SELECT division, indicator, year, target, unit, base, numerator, denominator, how, document, note,
  origin
FROM city_target
"""


def city_targets(book: Book, indicator: str, year: int) -> Mapping[str, CityTarget]:
    """The targets of cities for an indicator and a year, by division code.

    :raises DefinitionError: D-102 for a row that does not fit.
    """
    found = (t for t in _all(book) if t.indicator == indicator and t.year == year)
    return {target.division.text: target for target in found}


def adopt(
    book: Book,
    targets: Iterable[CityTarget],
    *,
    by: str,
    now: datetime,
    source: str = "jidi progress decompose",
) -> Receipt:
    """Make targets part of the book under a person's name, as a new data version.

    :param source: the file they come from, or what proposed them.

    Earlier targets of the same city, indicator and year stop being live; all others stay.
    """
    kept = {_key(t): t for t in _all(book) if t.origin == "reported"}
    kept |= {_key(t): t for t in targets}
    rows = pa.Table.from_pylist([kept[key].to_row() for key in sorted(kept)], schema=_schema(book))
    return book.workspace.lake.commit(
        {TABLE: rows},
        source=source,
        origin="reported",
        by=by,
        clock=lambda: now,
        replace="origin",
    )


def _all(book: Book) -> tuple[CityTarget, ...]:
    def read(_version: int) -> tuple[CityTarget, ...]:
        rows: list[dict[str, Any]] = book.ask(_ROWS, {}).to_pylist()
        return tuple(city_target(row, where=Place(file=TABLE)) for row in rows)

    return book.remembered("city targets", read)


def _key(target: CityTarget) -> tuple[str, str, int]:
    return (target.indicator, target.division.text, target.year)


def _schema(book: Book) -> pa.Schema:
    schema = book.catalogue.table(TABLE).arrow_schema
    return pa.schema([field for field in schema if field.name != "origin"])
