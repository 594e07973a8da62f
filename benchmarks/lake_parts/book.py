"""The books that ``benchmarks/lake.py`` measures: synthetic days of Shanxi, committed day by day.

Numbers that are *spread* are read from their end, so that those of one day span everything and no
file can be left out by its range of keys: as when many companies number at once. A book that is
*whole* has all registers and returns, so that every indicator can be computed. A commit that is
there already is not made again, so a big book can be made in several goes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from jidi.core.division import Level
from jidi.model.boundaries import packaged_boundaries
from jidi.service.books import Book, open_book
from jidi.service.founding import make_book
from jidi.synth import Province, read_recipe

FIRST = date(2025, 9, 1)
NOW = datetime(2025, 10, 31, tzinfo=UTC)
FLOWS = ("parcel", "event", "locker_deposit")


def province(book: Book) -> Province:
    outlines = packaged_boundaries(book.tree, tolerance=0.001).at(Level.COUNTY)
    return Province(
        read_recipe("shanxi"), tree=book.tree, population=book.population, polygons=outlines,
        seed=14, tables=book.catalogue.tables,
    )  # fmt: skip


def commit(book: Book, loads: dict[str, Any], *, source: str = "benchmark") -> int:
    receipt = book.workspace.lake.commit(
        loads, source=source, origin="synthetic", by="benchmark", clock=lambda: NOW, once_as=source
    )
    return sum(receipt.rows.values())


def turned_round(rows: pa.RecordBatch) -> pa.RecordBatch:
    """The rows with every parcel's number read from its end."""
    place = rows.schema.get_field_index("parcel_id")
    if place < 0:
        return rows
    keys = pc.utf8_reverse(rows.column(place))
    return rows.set_column(place, rows.schema.field(place), keys)


def registers(book: Book, source: Province, *, whole: bool) -> None:
    """What stands still: facilities and operators, or everything there is."""
    wanted = source.stock_tables() if not whole else every(source)
    loads: dict[str, list[pa.RecordBatch]] = {}
    for name, rows in wanted:
        if whole or name in ("facility", "operator"):
            loads.setdefault(name, []).append(rows)
    commit(book, loads, source="registers")


def every(source: Province) -> Iterator[tuple[str, pa.RecordBatch]]:
    yield from source.stock_tables()
    yield from source.return_tables()
    yield from source.moving(FIRST, scale=0.1)


@dataclass(frozen=True)
class Wanted:
    """What a book is to hold.

    :param parts: commits for each day.
    :param after: days to leave out at the beginning.
    """

    scale: float
    days: int
    spread: bool = False
    whole: bool = False
    tables: tuple[str, ...] = FLOWS
    parts: int = 1
    after: int = 0

    def commits(self) -> Iterator[tuple[date, int, str]]:
        """Day, part and name of each commit."""
        for n in range(self.after, self.days):
            day = FIRST + timedelta(days=n)
            for part in range(self.parts):
                yield day, part, f"{day} at {self.scale}, {part + 1} of {self.parts}"


def make(root: Path, wanted: Wanted, *, most: int | None = None) -> int:
    """Make the book, or go on making it; returns how many commits are still to be made."""
    if not root.exists():
        with make_book(root, plan="shanxi", now=NOW):
            pass
    with open_book(root) as book:
        source = province(book)
        if not book.version:
            registers(book, source, whole=wanted.whole)
        left = [one for one in wanted.commits() if not book.workspace.lake.receipt(one[2])]
        for day, part, name in left[:most]:
            begun = time.perf_counter()
            made = commit_part(book, source, wanted, day, part, name)
            print(f"{name}: {made:,} rows, {time.perf_counter() - begun:.1f} s", flush=True)
        return len(left[most:]) if most else 0


def commit_part(
    book: Book, source: Province, wanted: Wanted, day: date, part: int, name: str
) -> int:
    """The tables are made one after the other, to spare memory."""

    def rows_of(table: str) -> Iterator[pa.RecordBatch]:
        numbers = range(part, source.blocks(day, scale=wanted.scale), wanted.parts)
        for number in numbers:
            made = source.block(day, number, scale=wanted.scale)[table]
            yield turned_round(made) if wanted.spread else made

    return commit(book, {table: rows_of(table) for table in wanted.tables}, source=name)
