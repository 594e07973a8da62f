"""Tracing a parcel, journeys of a day and of an hour, backup and restore.

    python benchmarks/lake.py [--scale 0.05] [--days 3] [--json]

A book is made in a temporary folder with the events of so many days of Shanxi (``--scale 1`` is a
full provincial day of 26 million). The last day is committed without the events received from six
to seven in the evening, its journeys are built, then that hour comes and they are brought up to
date.
Wall and processor seconds are both told: on a busy machine read the second. Cold means a new
database whose files were dropped from the page cache, where the system allows it, and a process
that has not read them; starting Python is not in it. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from jidi.core.division import Level
from jidi.lake import Workspace
from jidi.lake.backup import backup, restore
from jidi.lake.integrity import forget
from jidi.model.boundaries import packaged_boundaries
from jidi.service.books import Book, open_book
from jidi.service.founding import make_book
from jidi.service.journeys import build_journeys
from jidi.service.trace import trace_parcel
from jidi.synth import Province, read_recipe

FIRST = date(2025, 9, 1)
NOW = datetime(2025, 10, 10, tzinfo=UTC)
TRACES = 25


def timed(act: Callable[[], Any]) -> tuple[float, float]:
    """Wall and processor seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - wall, time.process_time() - cpu


def province(book: Book) -> Province:
    outlines = packaged_boundaries(book.tree, tolerance=0.001).at(Level.COUNTY)
    return Province(
        read_recipe("shanxi"), tree=book.tree, population=book.population, polygons=outlines,
        seed=14, tables=book.catalogue.tables,
    )  # fmt: skip


def commit(book: Book, loads: dict[str, Any]) -> int:
    receipt = book.workspace.lake.commit(
        loads, source="benchmark", origin="synthetic", by="benchmark", clock=lambda: NOW
    )
    return sum(receipt.rows.values())


def of_the_hour(rows: pa.RecordBatch, day: date) -> pa.Array:
    start = datetime.combine(day, datetime.min.time()) + timedelta(hours=18)
    at = rows.column("received_at")
    return pc.and_(
        pc.greater_equal(at, pa.scalar(start, at.type)),
        pc.less(at, pa.scalar(start + timedelta(hours=1), at.type)),
    )


def journeys(book: Book) -> tuple[float, float]:
    def act() -> None:
        build_journeys(
            book.workspace.lake, now=NOW, by="benchmark", progress=lambda _step, _share: None
        )

    return timed(act)


def measured(scale: float, days: int) -> Iterator[tuple[str, Any]]:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "book"
        with make_book(root, plan="shanxi", now=NOW) as book:
            source = province(book)
            stock = [(n, b) for n, b in source.stock_tables() if n in ("facility", "operator")]
            commit(book, {n: [b for m, b in stock if m == n] for n in ("facility", "operator")})
            every = [FIRST + timedelta(days=n) for n in range(days)]
            for day in every[:-1]:
                commit(book, {"event": list(blocks(source, day, scale))})
            last = list(blocks(source, every[-1], scale))
            hours = [of_the_hour(rows, every[-1]) for rows in last]
            rest = [r.filter(pc.invert(h)) for r, h in zip(last, hours, strict=True)]
            commit(book, {"event": rest})
            yield "events", book.rows("event")
            yield "journeys, all: wall, cpu s", seconds(journeys(book))
            hour = [r.filter(h) for r, h in zip(last, hours, strict=True)]
            yield "events of the hour", commit(book, {"event": hour})
            yield "journeys, the hour: wall, cpu s", seconds(journeys(book))
            keys = random.Random(1).sample(last[0].column("parcel_id").unique().to_pylist(), TRACES)
        yield from traces(root, keys)
        with Workspace.open(root) as kept:
            spent = timed(lambda: backup(kept, Path(name) / "kept", now=NOW, by="benchmark"))
        yield "backup: wall, cpu s", seconds(spent)
        spent = timed(lambda: restore(Path(name) / "kept", Path(name) / "again"))
        yield "restore drill: wall, cpu s", seconds(spent)


def blocks(source: Province, day: date, scale: float) -> Iterator[pa.RecordBatch]:
    for number in range(source.blocks(day, scale=scale)):
        yield source.block(day, number, scale=scale)["event"]


def traces(root: Path, keys: list[str]) -> Iterator[tuple[str, Any]]:
    files = sorted((root / "lake").glob("*/*.parquet"))
    yield "files of events", sum(file.parent.name == "event" for file in files)
    with open_book(root) as book:
        cold = []
        for key in keys[:5]:
            drop(files)
            forget()
            book.close()
            book.forget()
            cold.append(timed(lambda key=key: trace_parcel(book, key)))
        warm = [timed(lambda key=key: trace_parcel(book, key)) for key in keys]
    for title, spent in (("cold", cold), ("warm", warm)):
        wall, cpu = (round(statistics.median(part) * 1000, 1) for part in zip(*spent, strict=True))
        yield f"trace {title}, median: wall, cpu ms", [wall, cpu]
        yield f"trace {title}, best: wall ms", round(min(w for w, _ in spent) * 1000, 1)


def drop(files: list[Path]) -> None:
    for file in files:
        with file.open("rb") as handle:
            os.posix_fadvise(handle.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def seconds(spent: tuple[float, float]) -> list[float]:
    return [round(part, 2) for part in spent]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=0.05)
    parser.add_argument("--days", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found: dict[str, Any] = {}
    for name, value in measured(asked.scale, asked.days):
        found[name] = value
        if not asked.json:
            print(f"{name:>40}  {value}", flush=True)
    if asked.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
