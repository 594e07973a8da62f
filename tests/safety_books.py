"""A founded book with a few outlets of two companies, and rows put into it by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from founded_books import fresh
from jidi.service.books import Book

YINGZE, YUCI = "140106000000", "140702000000"
Rows = Mapping[str, Sequence[Mapping[str, Any]]]
OPENED = date(2020, 1, 1)
COMPANIES = [
    {"operator_id": name, "name": f"{name} 公司", "brand": name, "kind": "express",
     "ownership": "private", "division": YINGZE, "opened_on": OPENED}
    for name in ("Q1", "Q2")
]  # fmt: skip
OUTLETS = [
    {"facility_id": f"F{n}", "name": f"网点{n}", "kind": "express_outlet", "operator_id": company,
     "division": division, "opened_on": OPENED, "video_linked": True}
    for n, (company, division) in enumerate(
        [("Q1", YINGZE), ("Q1", YINGZE), ("Q2", YINGZE), ("Q2", YUCI)]
    )
]  # fmt: skip


@contextmanager
def filled(tmp_path: Path, now: Any, rows: Rows, *, origin: str = "synthetic") -> Iterator[Book]:
    """A book with the companies and outlets above and these rows."""
    with fresh(tmp_path, now) as book:
        put(book, {"operator": COMPANIES, "facility": OUTLETS, **rows}, now, origin=origin)
        yield book


def put(book: Book, rows: Rows, now: Any, *, origin: str = "synthetic") -> None:
    """Commit rows; columns that are left out are unknown."""
    tables = {}
    for name, given in rows.items():
        schema = book.catalogue.table(name).arrow_schema
        full = [dict.fromkeys(schema.names) | dict(row) | {"origin": origin} for row in given]
        tables[name] = pa.Table.from_pylist(full, schema=schema)
    book.workspace.lake.commit(tables, source="x", origin=origin, by="x", clock=lambda: now)
