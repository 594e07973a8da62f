"""How fast handed-in events are judged and taken in, beside pandera and row-by-row pydantic.

    python benchmarks/intake.py [--rows 1000000] [--json] [--cold]    # three forms, both peers
    python benchmarks/intake.py --whole --form parquet --side "jidi judges" --side pydantic

A slice of a synthetic provincial day is written as Parquet, CSV and NDJSON with 1 % of its rows
spoilt: unknown codes, divisions, companies and places, empty cells, reversed and future times.
All sides hold rows to the same rules (type, required, code, division, references, time sanity,
order of times, key) and must find the same number of bad rows. The peers only judge; Jidi is
measured judging alone, and taking in: judging, telling duplicates within the file and from the
book, sorting, writing, digesting, receipt. Each run has a process of its own and begins when the
book is open; Jidi's machine code for long texts is loaded as in a server that has read one, unless
`--cold` is asked for. pandera runs on pandas, pydantic as one model per row (`pip install pandera
pandas`).
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import multiprocessing as mp
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from queue import Empty
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

BEIJING = timezone(timedelta(hours=8))
DAY = date(2025, 11, 11)
NOW = datetime(2025, 11, 20, 9, 0, tzinfo=BEIJING)
SINCE = datetime(2015, 1, 1)  # noqa: DTZ001
FORMS = ("parquet", "csv", "ndjson")
SPOILT = 0.01
STOCK = ("operator", "facility")


def prepare(root: Path, rows: int | None, forms: tuple[str, ...]) -> int:
    """A book with its registers, and the spoilt slice in every form; returns the rows."""
    blocks = (spoilt(batch, number) for number, batch in enumerate(day(root, rows)))
    return write(root, blocks, forms)


def day(root: Path, rows: int | None) -> Iterator[pa.RecordBatch]:
    """The events of the day, or the first of them; a book with its registers is founded."""
    from jidi.core.division import Level
    from jidi.model.boundaries import packaged_boundaries
    from jidi.service.books import open_book
    from jidi.service.founding import make_book
    from jidi.synth import Province, read_recipe

    path = root / "book"
    is_new = not path.exists()
    with make_book(path, plan="shanxi", now=NOW) if is_new else open_book(path) as book:
        outlines = packaged_boundaries(book.tree, tolerance=0.001)
        province = Province(
            read_recipe("shanxi"),
            tree=book.tree,
            population=book.population,
            polygons=outlines.at(Level.COUNTY),
            seed=14,
            tables=book.catalogue.tables,
        )
        stock: dict[str, list[pa.RecordBatch]] = {}
        for name, batch in province.stock_tables():
            stock.setdefault(name, []).append(batch)
        if is_new:
            loads = {name: stock[name] for name in STOCK}
            book.workspace.lake.commit(
                loads, source="synthetic", origin="synthetic", by="benchmark", clock=lambda: NOW
            )
        assert all(_known(book).values())

    made = 0
    for number in range(province.blocks(DAY, scale=1.0)):
        batch = province.block(DAY, number, scale=1.0)["event"]
        batch = batch if rows is None else batch.slice(0, rows - made)
        made += batch.num_rows
        yield batch
        if rows is not None and made >= rows:
            return


def spoilt(batch: pa.RecordBatch, seed: int) -> pa.RecordBatch:
    """The batch with one row in a hundred made wrong, in seven ways."""
    rng = np.random.default_rng(seed)
    columns = {
        name: batch.column(name).to_numpy(zero_copy_only=False) for name in batch.schema.names
    }
    chosen = rng.choice(batch.num_rows, int(batch.num_rows * SPOILT), replace=False)
    ways = np.array_split(chosen, 7)
    for name in (
        "step",
        "division",
        "operator_id",
        "facility_id",
        "event_id",
        "received_at",
        "occurred_at",
    ):
        columns[name] = columns[name].copy()
    columns["step"][ways[0]] = "accepte"
    columns["division"][ways[1]] = "149999000000"
    columns["operator_id"][ways[2]] = "NOBODY"
    columns["facility_id"][ways[3]] = "NOWHERE"
    columns["received_at"][ways[4]] = columns["occurred_at"][ways[4]] - np.timedelta64(3600, "s")
    columns["received_at"][ways[5]] += np.timedelta64(366 * 86_400, "s")
    empty = np.zeros(batch.num_rows, bool)
    empty[ways[6]] = True
    arrays = [
        pa.array(columns[field.name], field.type, mask=empty if field.name == "division" else None)
        for field in batch.schema
    ]
    return pa.RecordBatch.from_arrays(arrays, names=batch.schema.names)


def write(root: Path, blocks: Iterator[pa.RecordBatch], forms: tuple[str, ...]) -> int:
    """The blocks in every form."""
    made = 0
    parquet: pq.ParquetWriter | None = None
    text = (root / "event.csv").open("wb") if "csv" in forms else None
    lines = (root / "event.ndjson").open("w", encoding="utf-8") if "ndjson" in forms else None
    for number, batch in enumerate(blocks):
        made += batch.num_rows
        if "parquet" in forms:
            parquet = parquet or pq.ParquetWriter(root / "event.parquet", batch.schema)
            parquet.write_batch(batch)
        if text is not None:
            options = pyarrow.csv.WriteOptions(include_header=number == 0, quoting_style="needed")
            pyarrow.csv.write_csv(batch, text, options)
        if lines is not None:
            for row in batch.to_pylist():
                lines.write(json.dumps(row, default=str) + "\n")
    for one in (parquet, text, lines):
        if one is not None:
            one.close()
    return made


def _known(book: Any) -> dict[str, frozenset[str]]:
    """What the peers look values up in."""
    from jidi.service.intake_judging import roster_of

    lake = book.workspace.lake
    return {
        "steps": frozenset(book.catalogue.code_lists["event_step"].entries),
        "divisions": roster_of(book.tree).codes,
        "operators": frozenset(lake.read("operator", columns=["operator_id"])[0].to_pylist()),
        "facilities": frozenset(lake.read("facility", columns=["facility_id"])[0].to_pylist()),
    }


# Jidi


def jidi_judges(root: Path, form: str) -> dict[str, Any]:
    """Judging alone: read, judge, tell duplicates; nothing is written but the rows held aside."""
    from jidi.feeds import open_feed
    from jidi.service.books import open_book
    from jidi.service.intake_held_file import HeldFile
    from jidi.service.intake_judging import FileJudge

    class Nowhere:
        origin = "synthetic"

        def add(self, _table: str, _rows: pa.RecordBatch) -> None:
            pass

    with (
        open_book(root / "book") as book,
        tempfile.TemporaryDirectory() as aside,
        HeldFile(Path(aside)) as held,
        open_feed(root / f"event.{form}") as feed,
    ):
        judge = FileJudge(
            book=book,
            file=feed.file,
            stage=Nowhere(),
            held=held,
            at=book.workspace.lake.version,
            now=NOW.replace(tzinfo=None),
            table=book.catalogue.table("event"),
        )
        judge._known(book.catalogue.table("event"))  # as the peers have their sets at hand
        began = begin()
        judge.take_all(feed.blocks(), lambda _rows: None)
        held.finish()
        (tally,) = judge.tallies.values()
        counts = {"rows": tally.rows, "held": tally.held, "duplicate": tally.duplicate}
        return counts | since(began)


def jidi_takes_in(root: Path, form: str) -> dict[str, Any]:
    """The whole intake into a copy of the book."""
    from jidi.service.books import open_book
    from jidi.service.intake import Setting, ingest_file
    from jidi.service.intake_asked import IntakeAsked

    copy = root / f"book-{form}"
    shutil.copytree(root / "book", copy)
    with open_book(copy) as book:
        began = begin()
        receipt = ingest_file(
            book,
            root / f"event.{form}",
            IntakeAsked(table="event", origin="synthetic"),
            Setting("benchmark", NOW),
        )
        took = since(began)
        stored = book.workspace.lake.rows("event")
    assert stored == receipt.counts.accepted
    shutil.rmtree(copy)
    c = receipt.counts
    return {"rows": c.rows, "held": c.held, "duplicate": c.duplicate} | took


# Peers


def pydantic_rows(root: Path, form: str) -> dict[str, Any]:  # noqa: C901  (eleven rules)
    """One model per row; keys in a set."""
    from typing import Literal

    from pydantic import BaseModel, TypeAdapter, ValidationError, field_validator, model_validator

    from jidi.service.books import open_book

    with open_book(root / "book") as book:
        known = _known(book)
    until = NOW.replace(tzinfo=None) + timedelta(minutes=10)
    steps = Literal[tuple(sorted(known["steps"]))]  # type: ignore[valid-type]

    class Event(BaseModel):
        event_id: str
        parcel_id: str
        step: steps
        operator_id: str
        division: str
        facility_id: str | None = None
        occurred_at: datetime
        received_at: datetime
        bag_id: str | None = None
        vehicle_id: str | None = None
        origin: Literal["synthetic"]

        @field_validator("division")
        @classmethod
        def _division(cls, value: str) -> str:
            if value not in known["divisions"]:
                raise ValueError(value)
            return value

        @field_validator("operator_id")
        @classmethod
        def _operator(cls, value: str) -> str:
            if value not in known["operators"]:
                raise ValueError(value)
            return value

        @field_validator("facility_id")
        @classmethod
        def _facility(cls, value: str | None) -> str | None:
            if value is not None and value not in known["facilities"]:
                raise ValueError(value)
            return value

        @field_validator("occurred_at", "received_at")
        @classmethod
        def _time(cls, value: datetime) -> datetime:
            if not SINCE <= value <= until:
                raise ValueError(value)
            return value

        @model_validator(mode="after")
        def _order(self) -> Any:
            if self.occurred_at > self.received_at:
                raise ValueError(self.event_id)
            return self

    began = begin()
    read = TypeAdapter(Event).validate_python
    seen: set[str] = set()
    rows = held = duplicate = 0
    for row in _rows(root / f"event.{form}", form):
        rows += 1
        try:
            event = read(row)
        except ValidationError:
            held += 1
            continue
        if event.event_id in seen:
            duplicate += 1
        seen.add(event.event_id)
    return {"rows": rows, "held": held, "duplicate": duplicate} | since(began)


def _rows(path: Path, form: str) -> Iterator[dict[str, Any]]:
    if form == "parquet":
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=65_536):
                yield from batch.to_pylist()
    elif form == "csv":
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield {name: value or None for name, value in row.items()}
    else:
        with path.open(encoding="utf-8") as file:
            yield from map(json.loads, file)


def pandera_frame(root: Path, form: str) -> dict[str, Any]:
    """One frame, every check lazily, so that all findings come."""
    import pandas as pd
    import pandera.pandas as pandera
    from pandera.errors import SchemaErrors

    from jidi.service.books import open_book

    with open_book(root / "book") as book:
        known = _known(book)
    until = pd.Timestamp(NOW.replace(tzinfo=None)) + pd.Timedelta(minutes=10)
    path = root / f"event.{form}"
    began = begin()
    if form == "parquet":
        frame = pd.read_parquet(path)
    elif form == "csv":
        frame = pd.read_csv(path, dtype=str, engine="pyarrow")
    else:
        frame = pd.read_json(path, lines=True, dtype=str, convert_dates=False)
    if form != "parquet":
        for name in ("occurred_at", "received_at"):
            frame[name] = pd.to_datetime(frame[name], errors="coerce")
    times = [pandera.Check.in_range(pd.Timestamp(SINCE), until)]
    schema = pandera.DataFrameSchema(
        {
            "event_id": pandera.Column(nullable=False),
            "parcel_id": pandera.Column(nullable=False),
            "step": pandera.Column(checks=pandera.Check.isin(known["steps"])),
            "operator_id": pandera.Column(checks=pandera.Check.isin(known["operators"])),
            "division": pandera.Column(checks=pandera.Check.isin(known["divisions"])),
            "facility_id": pandera.Column(
                checks=pandera.Check.isin(known["facilities"]), nullable=True
            ),
            "occurred_at": pandera.Column(checks=times),
            "received_at": pandera.Column(checks=times),
            "origin": pandera.Column(checks=pandera.Check.isin(["synthetic"])),
        },
        checks=pandera.Check(lambda rows: rows["occurred_at"] <= rows["received_at"]),
    )
    bad: set[Any] = set()
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        bad = set(errors.failure_cases["index"].dropna())
    good = frame.drop(index=list(bad))
    duplicate = int(good["event_id"].duplicated().sum())
    return {"rows": len(frame), "held": len(bad), "duplicate": duplicate} | since(began)


# Measuring


def begin() -> float:
    """Now; the work begins."""
    STARTED[0] = time.process_time()
    return time.perf_counter()


def since(began: float) -> dict[str, float]:
    """Seconds since then, and of the processor since the process began to work."""
    return {"seconds": time.perf_counter() - began, "processor": time.process_time() - STARTED[0]}


STARTED = [0.0]
SIDES: dict[str, Callable[[Path, str], dict[str, Any]]] = {
    "jidi judges": jidi_judges,
    "jidi takes in": jidi_takes_in,
    "pandera": pandera_frame,
    "pydantic": pydantic_rows,
}


def load_machine_code() -> None:
    """What splits long texts, loaded and used once."""
    from jidi.feeds.plain_objects import PlainObjects
    from jidi.feeds.plain_records import PlainRecords
    from jidi.intake.seen import Seen
    from jidi.lake.cell_digests import cell_digests

    objects, records = PlainObjects(["a"]), PlainRecords(1, b",")
    for plain, line in ((objects, b'{"a": "b"}\n'), (records, b"abcdefgh\n")):
        split = plain.split(line, 1)
        assert split is not None
        plain.columns.of(split, None)
    digests = cell_digests(pa.array(["abcdefgh", None]), 1)
    Seen().place(digests, digests)


def measured(side: str, root: Path, form: str, *, is_cold: bool = False) -> dict[str, Any]:
    """Seconds, peak memory and counts of one side in a process of its own."""
    context = mp.get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=_in_process, args=(queue, side, root, form, is_cold))
    process.start()
    found = None
    while found is None:
        with contextlib.suppress(Empty):
            found = queue.get(timeout=1.0)
        if found is None and not process.is_alive():
            raise SystemExit(f"{side} failed on {form}")
    process.join()
    return {"side": side, "form": form, **found}


def _in_process(queue: Any, side: str, root: Path, form: str, is_cold: bool) -> None:
    from jidi.core.freed_memory import give_back_at_once
    from jidi.service import books, intake  # noqa: F401  (loading is no part of the work)

    if side.startswith("jidi"):
        give_back_at_once()  # as `jidi ingest` does
        if not is_cold:
            load_machine_code()
    found = SIDES[side](root, form)
    seconds, processor = found.pop("seconds"), found.pop("processor")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    speed = round(found["rows"] / seconds)
    queue.put(
        {
            "seconds": round(seconds, 2),
            "processor_s": round(processor, 2),
            "rows_per_s": speed,
            "rows_per_processor_s": round(found["rows"] / processor),
            "peak_mb": round(peak),
            **found,
        }
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--whole", action="store_true", help="the whole day, 33 million events")
    parser.add_argument("--form", choices=FORMS, action="append")
    parser.add_argument("--side", choices=tuple(SIDES), action="append")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--cold", action="store_true", help="machine code is not loaded before")
    asked = parser.parse_args()
    forms, sides = tuple(asked.form or FORMS), tuple(asked.side or SIDES)
    found = []
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        prepare(root, None if asked.whole else asked.rows, forms)
        for form in forms:
            for side in sides:
                found.append(measured(side, root, form, is_cold=asked.cold))
                if not asked.json:
                    print("  ".join(f"{k} {v}" for k, v in found[-1].items()), flush=True)
    for form in forms:
        counts = {(f["rows"], f["held"], f["duplicate"]) for f in found if f["form"] == form}
        assert len(counts) == 1, f"{form}: the sides disagree: {counts}"
    if asked.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
