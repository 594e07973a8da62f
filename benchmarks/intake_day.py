"""A provincial day, or an hour of it, through the command line, its bad rows counted kind by kind.

    python benchmarks/intake_day.py [--rows 1000000 | --whole] [--form parquet] [--in FOLDER]

One row in a hundred of a synthetic provincial day is spoilt in eight ways, some rows come again as
copies, some come again saying something else, and some lines of the texts cannot be read at all.
What must come of it is counted with NumPy while the feed is written, without asking the judge.
`jidi ingest` then takes each feed into a copy of the book, and every count of the receipt must be
what was spoilt: rows in, copies, rows held aside, and each reason by code and column. Memory is
the peak of the command's process.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

import intake as judged

FORMS = ("parquet", "csv", "ndjson")
BROKEN = {
    "csv": [b"SX-BROKEN,only,four,cells\n", b'SX-BROKEN,"no end of this cell\n'],
    "ndjson": [b'{"event_id": "SX-BROKEN",\n', b"SX-BROKEN\n"],
}
"""Lines that are no rows. Parquet knows none."""
EACH = 50
"""Of every block so many lines of each kind are broken, rows copied, and rows changed."""


@dataclass
class Truth:
    """What a receipt must say."""

    rows: int = 0
    duplicate: int = 0
    held: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def to_json(self) -> dict[str, Any]:
        return {
            "in": self.rows,
            "accepted": self.rows - self.duplicate - self.held,
            "held": self.held,
            "duplicate": self.duplicate,
            "reasons": dict(sorted(self.reasons.items())),
        }


def spoilt(batch: pa.RecordBatch, seed: int, truth: Truth) -> pa.RecordBatch:
    """The batch with bad rows, copies, and rows under a key that is taken, all counted."""
    rng = np.random.default_rng(seed)
    columns = {n: batch.column(n).to_numpy(zero_copy_only=False).copy() for n in batch.schema.names}
    chosen = rng.choice(batch.num_rows, int(batch.num_rows * judged.SPOILT), replace=False)
    ways = np.array_split(chosen, 8)
    year = np.timedelta64(366 * 86_400, "s")
    columns["step"][ways[0]] = "accepte"
    columns["division"][ways[1]] = "149999000000"
    columns["operator_id"][ways[2]] = "NOBODY"
    columns["facility_id"][ways[3]] = "NOWHERE"
    columns["received_at"][ways[4]] = columns["occurred_at"][ways[4]] - np.timedelta64(3600, "s")
    columns["received_at"][ways[5]] += 10 * year
    columns["division"][ways[6]] = None
    columns["occurred_at"][ways[7]] -= 20 * year
    bad = _count(columns, ways, truth)
    made = pa.RecordBatch.from_arrays(
        [pa.array(columns[f.name], f.type) for f in batch.schema], names=batch.schema.names
    )
    copies = pa.array(np.flatnonzero(~bad)[:EACH])
    others = made.take(pa.array(np.flatnonzero(~bad)[EACH : 2 * EACH]))
    at = made.schema.get_field_index("parcel_id")
    others = others.set_column(at, "parcel_id", pa.array(["ANOTHER"] * others.num_rows))
    truth.duplicate += len(copies)
    truth.held += others.num_rows
    truth.reasons["J-212 event_id"] += others.num_rows
    truth.rows += made.num_rows + len(copies) + others.num_rows
    whole = pa.Table.from_batches([made, made.take(copies), others])
    return whole.combine_chunks().to_batches()[0]


def _count(columns: dict[str, Any], ways: list[Any], truth: Truth) -> Any:
    """Count each reason; which rows have one. A few clocks of the province are wrong by nature."""
    since, ahead = np.datetime64("2015-01-01"), np.datetime64(datetime.now(), "s")  # noqa: DTZ005
    masks = {"J-208 occurred_at": columns["occurred_at"] > columns["received_at"]}
    masks["J-209 received_at"] = columns["received_at"] > ahead
    masks["J-210 occurred_at"] = columns["occurred_at"] < since
    names = ("J-204 step", "J-205 division", "J-206 operator_id", "J-206 facility_id")
    for name, rows in (*zip(names, ways[:4], strict=True), ("J-202 division", ways[6])):
        masks[name] = np.zeros(len(columns["step"]), bool)
        masks[name][rows] = True
    bad = np.zeros(len(columns["step"]), bool)
    for name, mask in masks.items():
        truth.reasons[name] += int(mask.sum())
        bad |= mask
    truth.held += int(bad.sum())
    return bad


def write(root: Path, form: str, blocks: Iterator[pa.RecordBatch], truth: Truth) -> Path:
    """The feed of the day in one form, with broken lines."""
    path = root / f"event.{form}"
    if form == "parquet":
        writer = None
        for number, batch in enumerate(blocks):
            rows = spoilt(batch, number, truth)
            writer = writer or pq.ParquetWriter(path, rows.schema)
            writer.write_batch(rows)
        assert writer is not None
        writer.close()
        return path
    with path.open("wb") as out:
        for number, batch in enumerate(blocks):
            rows = spoilt(batch, number, truth)
            _write_text(out, form, rows, first=number == 0)
            for line in BROKEN[form]:
                out.write(line * EACH)
                truth.rows += EACH
                truth.held += EACH
                truth.reasons["J-201 "] += EACH
    return path


def _write_text(out: BinaryIO, form: str, rows: pa.RecordBatch, *, first: bool) -> None:
    if form == "csv":
        options = pyarrow.csv.WriteOptions(include_header=first, quoting_style="needed")
        pyarrow.csv.write_csv(rows, out, options)
        return
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        lines = Path(folder) / "rows.json"
        connection.register("rows", pa.Table.from_batches([rows]))
        connection.execute(f"COPY rows TO '{lines}' (FORMAT json)")
        with lines.open("rb") as written:
            shutil.copyfileobj(written, out, 2**20)


def taken_in(root: Path, path: Path) -> tuple[dict[str, Any], dict[str, float]]:
    """The receipt of `jidi ingest` into a copy of the book, and what it cost."""
    copy = root / f"book-{path.suffix[1:]}"
    shutil.copytree(root / "book", copy)
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [Path(sys.executable).with_name("jidi"), "ingest", path, "-w", copy]
    options = ["--table", "event", "--origin", "synthetic", "--by", "benchmark", "--json"]
    script = (
        "import resource, subprocess, sys; done = subprocess.run(sys.argv[1:]);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr);"
        "sys.exit(done.returncode)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, [*command, *options])],
        capture_output=True,
        check=False,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"{path.name}: {done.stderr}{done.stdout}")
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    shutil.rmtree(copy)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    peak = int(done.stderr.split()[-1]) / 1024
    return json.loads(done.stdout)[0], {"s": seconds, "processor": processor, "peak_mb": peak}


def told(receipt: dict[str, Any]) -> dict[str, Any]:
    """What the receipt says, as the truth is written."""
    (part,) = receipt["parts"]
    return receipt["counts"] | {"reasons": part["reasons"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="the first of the day")
    parser.add_argument("--whole", action="store_true", help="the whole day, 26 million events")
    parser.add_argument("--form", choices=FORMS, action="append")
    parser.add_argument("--in", dest="folder", type=Path, help="work here; the book is kept")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root = asked.folder or Path(name)
        for form in asked.form or FORMS:
            truth = Truth()
            path = write(root, form, judged.day(root, None if asked.whole else asked.rows), truth)
            receipt, cost = taken_in(root, path)
            size = path.stat().st_size / 2**20
            path.unlink()
            expected = truth.to_json()
            assert told(receipt) == expected, f"{form}: {told(receipt)} is not {expected}"
            rows = truth.rows
            print(
                f"{form}: {rows:,} rows, {size:,.0f} MiB, {cost['s']:.1f} s, processor"
                f" {cost['processor']:.1f} s, {rows / cost['processor']:,.0f} rows a processor"
                f" second, {rows / cost['s']:,.0f} rows a second, peak {cost['peak_mb']:,.0f} MB\n"
                f"  as expected: {json.dumps(expected)}",
                flush=True,
            )


if __name__ == "__main__":
    main()
