"""How fast the lake takes in parcel events, against a plain Parquet write of the same batches.

    python benchmarks/lake_commit.py [--rows 5000000] [--json]

Each side runs in a process of its own so that its peak memory is its own. The plain side writes
the batches as they come with the same compression: no check, no sort, no digest, no sync, no
ledger. The ratio is what those cost. The time for making the batches is measured as they are made
and taken off. Nothing is asserted; the numbers are for the page of results.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing as mp
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from jidi.lake import Lake
from jidi.model.catalogue import Catalogue
from jidi.registry import Registry, sqlite_url

BATCH_ROWS = 250_000
DAYS = 7
START = np.datetime64("2025-06-01", "s")


def batches(rows: int, seed: int = 1) -> Iterator[pa.RecordBatch]:
    """Events of a week in the order in which they happen, parcels interleaved."""
    rng = np.random.default_rng(seed)
    schema = Catalogue().table("event").arrow_schema
    for first in range(0, rows, BATCH_ROWS):
        n = min(BATCH_ROWS, rows - first)
        seconds = (first + np.arange(n)) * (DAYS * 86_400) // rows
        at = pa.array(START + seconds, pa.timestamp("s"))
        columns = {
            "event_id": _numbered("E", np.arange(first, first + n)),
            "parcel_id": _numbered("P", rng.integers(0, rows // 6 + 1, n)),
            "step": _one_of(rng, ["accept", "arrive", "depart", "deliver", "sign"], n),
            "operator_id": _one_of(rng, [f"OP{i:02d}" for i in range(20)], n),
            "division": _one_of(rng, [f"1401{i:08d}" for i in range(1, 2000)], n),
            "facility_id": _one_of(rng, [f"F{i:05d}" for i in range(5000)], n),
            "occurred_at": at,
            "received_at": at,
            "bag_id": pa.nulls(n, pa.string()),
            "vehicle_id": pa.nulls(n, pa.string()),
            "origin": pa.repeat("synthetic", n),
        }
        yield pa.RecordBatch.from_arrays([columns[name] for name in schema.names], schema=schema)


def _numbered(letter: str, numbers: np.ndarray) -> pa.Array:
    return pa.array(np.char.add(letter, np.char.zfill(numbers.astype("U9"), 9)))


def _one_of(rng: np.random.Generator, values: list[str], n: int) -> pa.Array:
    return pa.array(values).take(pa.array(rng.integers(0, len(values), n)))


class Stream:
    """The batches, and the seconds that went into making them."""

    def __init__(self, rows: int) -> None:
        self._batches = batches(rows)
        self.seconds = 0.0

    def __iter__(self) -> Stream:
        return self

    def __next__(self) -> pa.RecordBatch:
        began = time.perf_counter()
        try:
            return next(self._batches)
        finally:
            self.seconds += time.perf_counter() - began


def plain(folder: Path, stream: Stream) -> None:
    first = next(stream)
    with pq.ParquetWriter(folder / "plain.parquet", first.schema, compression="zstd") as writer:
        writer.write_batch(first)
        for batch in stream:
            writer.write_batch(batch)


def lake(folder: Path, stream: Stream) -> None:
    (folder / "lake").mkdir()
    with Registry.create(sqlite_url(folder / "registry.db")) as registry:
        book = Lake(folder / "lake", registry=registry, tables=Catalogue().tables)
        book.commit(
            {"event": stream},
            source="benchmark",
            origin="synthetic",
            by="benchmark",
            clock=lambda: datetime(2025, 6, 8),  # noqa: DTZ001
        )


def measured(work: Callable[[Path, Stream], None], rows: int) -> dict[str, float]:
    """Seconds, peak memory and bytes on the disk of ``work`` in a process of its own."""
    context = mp.get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=_in_process, args=(queue, work, rows))
    process.start()
    found = queue.get()
    process.join()
    return found


def _in_process(queue: mp.Queue, work: Callable[[Path, Stream], None], rows: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, stream = Path(name), Stream(rows)
        began = time.perf_counter()
        work(folder, stream)
        seconds = time.perf_counter() - began - stream.seconds
        stored = sum(p.stat().st_size for p in folder.rglob("*.parquet"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    queue.put({"seconds": seconds, "peak_mb": peak, "bytes": stored})


def compared(rows: int) -> dict[str, float | int]:
    simple, full = (measured(work, rows) for work in (plain, lake))
    written, committed = simple["seconds"], full["seconds"]
    return {
        "rows": rows,
        "cores": os.cpu_count() or 0,
        "plain_write_s": round(written, 2),
        "commit_s": round(committed, 2),
        "commit_rows_per_s": round(rows / committed),
        "ratio": round(committed / written, 2),
        "plain_peak_mb": round(simple["peak_mb"]),
        "commit_peak_mb": round(full["peak_mb"]),
        "plain_bytes_per_row": round(simple["bytes"] / rows, 1),
        "commit_bytes_per_row": round(full["bytes"] / rows, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    result = compared(asked.rows)
    if asked.json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name:>22}  {value:,}")


if __name__ == "__main__":
    main()
