"""Journeys of all, and of an hour that came after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jidi.service.books import Book
from jidi.service.journeys import Built, build_journeys
from lake_parts.book import NOW, commit
from lake_parts.timing import Spent, peak_mb, timed, told


def journeys(book: Book, *, hour: datetime) -> Iterator[tuple[str, Any]]:
    """All journeys; then those of the parcels of which scans came in an hour.

    As many scans as were received in that hour, of the same parcels, under ids of their own: two
    in a hundred a quarter of an hour later and so among what was told before, the others ten days
    later and so after it, as most scans of a feed come.
    """
    spent, built = _built(book, whole=True)
    yield "journeys, all", f"{told(spent)}  {built.journeys:,} of {book.rows('event'):,} events"
    more = _after_the_hour(book, hour)
    commit(book, {"event": more}, source=f"after {hour}")
    spent, built = _built(book)
    anew = f"{built.anew:,} of them anew"
    made = f"{built.journeys:,} by {built.events:,} events, {anew}"
    yield "journeys, the hour", f"{told(spent)}  {made}"
    yield "peak memory", f"{peak_mb():,.0f} MB"


def _built(book: Book, *, whole: bool = False) -> tuple[Spent, Built]:
    found: list[Built] = []

    def act() -> None:
        found.extend(
            build_journeys(
                book.workspace.lake, now=NOW, by="benchmark", whole=whole,
                progress=lambda _step, _share: None,
            )
        )  # fmt: skip

    return timed(act), found[0]


def _after_the_hour(book: Book, hour: datetime) -> pa.Table:
    at = f"TIMESTAMP '{hour:%Y-%m-%d %H}:00:00'"
    sql = f"SELECT * FROM event WHERE received_at >= {at} AND received_at < {at} + INTERVAL 1 HOUR"
    rows = book.ask(sql, {})
    place = rows.schema.get_field_index("event_id")
    ids = pc.binary_join_element_wise(rows["event_id"], pa.scalar("later"), "-")
    rows = rows.set_column(place, "event_id", ids)
    quarter, days = (pa.scalar(timedelta(minutes=15)), pa.scalar(timedelta(days=10)))
    late = pa.array(np.arange(rows.num_rows) % 50 == 0)
    for name in ("occurred_at", "received_at"):
        later = pc.add(rows[name], pc.if_else(late, quarter, days))
        rows = rows.set_column(rows.schema.get_field_index(name), name, later)
    return rows.cast(book.workspace.lake.table("event").arrow_schema)
