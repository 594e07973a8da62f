"""Where an indicator's numbers come from: tables, columns, rows, origins, commits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jidi.indicators.lineage import lineage
from jidi.lake.load import SAME_ROWS
from jidi.model.indicator import Indicator
from jidi.service.books import Book


@dataclass(frozen=True)
class LineageRow:
    """One table an indicator reads, as it stands at the book's data version.

    :param columns: the columns read.
    :param origins: reported, published, synthetic; empty when the table has no rows.
    :param source: what the newest commit to the table said of its source; empty when none.
    :param committed_at: when that was, ISO 8601.
    """

    table: str
    zh: str
    en: str
    columns: tuple[str, ...]
    rows: int
    origins: tuple[str, ...]
    source: str
    committed_at: str

    def to_json(self) -> dict[str, Any]:
        """The row as plain values."""
        return {**vars(self)}


def lineage_of(book: Book, indicator: Indicator) -> tuple[LineageRow, ...]:
    """The tables an indicator reads, in order of name, with the columns it reads of them."""

    def found(_version: int) -> tuple[LineageRow, ...]:
        read = lineage(indicator, book.catalogue.tables)
        return _rows(book, {name: read[name] for name in read if name in book.catalogue.tables})

    return book.remembered(("lineage", indicator.id), found)


def tables_read(book: Book, indicators: Iterable[Indicator]) -> tuple[LineageRow, ...]:
    """The tables that indicators read, each once, in order of name, without their columns."""
    return _rows(book, {name: () for indicator in indicators for name in indicator.tables})


def _rows(book: Book, columns: Mapping[str, tuple[str, ...]]) -> tuple[LineageRow, ...]:
    receipts = [
        r
        for r in book.workspace.lake.receipts()
        if r.version <= book.version and r.kind not in SAME_ROWS
    ]
    found = []
    for name in sorted(columns):
        table = book.catalogue.table(name)
        newest = next((r for r in reversed(receipts) if r.rows.get(name)), None)
        found.append(
            LineageRow(
                table=name,
                zh=table.zh,
                en=table.en,
                columns=columns[name],
                rows=book.rows(name),
                origins=tuple(sorted(book.origins(name))),
                source=newest.source if newest else "",
                committed_at=newest.at if newest else "",
            )
        )
    return tuple(found)
