"""How long a watch takes over a full provincial day, and over the newest hour after it.

    python benchmarks/rules_hour.py REGISTERS TRAFFIC MOMENT SCRATCH

REGISTERS is a book with outlets, lockers, licences and returns, such as ``demo/shanxi``; TRAFFIC
one with a day of parcels, made by ``jidi synth --scale 1 --day 2025-09-01``. SCRATCH, when it is
not there, is made from both: all events and parcels that are known at MOMENT (received, accepted),
and beside it the rows of the hour after. As the parcels of one day thin out, an hour of their
acceptance (BUSY) is added to it under other numbers, so that it is as full as an hour of a day on
which parcels of all days move. Then every rule is asked and recorded
at MOMENT from scratch, in a process of its own, as ``jidi watch --record`` does it, and the hour is
committed. An hour later every rule is asked from scratch and then, as in a process that goes on
watching, from what was kept; the answers are held against each other. In the end the hour is
recorded, again in a process of its own, whose CPU seconds count its start.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
from sqlalchemy import delete

from jidi.lake.load import StagedFile
from jidi.model.rule import Rule
from jidi.registry.tables import alert, alert_event, alert_run
from jidi.service.books import Book, open_book
from jidi.service.kept_scans import KeptScans
from jidi.service.supervision_rules import Moment, read_moment

KNOWN_FROM = {"event": "received_at", "parcel": "accepted_at"}
BUSY = datetime(2025, 9, 1, 18)  # noqa: DTZ001  (Beijing time)
WATCH = "import sys; from jidi.cli.main import run; run(sys.argv[1:])"


def main(registers: Path, traffic: Path, asked: str, scratch: Path) -> None:
    """Print the table."""
    at = read_moment(asked)
    if not scratch.exists():
        _make(registers, traffic, at, scratch)
    work = scratch.with_name(scratch.name + "-work")
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(scratch, work)
    with open_book(work) as book:
        with book.workspace.registry.writing() as connection:
            for table in (alert_event, alert, alert_run):  # those of the demo lie later
                connection.execute(delete(table))
        print(", ".join(f"{book.rows(name):,} rows of {name}" for name in KNOWN_FROM))
    _watched("all rules, from scratch, recorded", work, at)
    with open_book(work) as book:
        came = {name: ds.dataset(_hour(scratch, name)).to_table() for name in KNOWN_FROM}
        started = process_time()
        _commit(book, {n: _fitted(book, n, iter(t.to_batches())) for n, t in came.items()})
        told = ", ".join(f"{len(table):,} rows of {name}" for name, table in came.items())
        print(f"commit of the hour ({told}): {process_time() - started:.2f} CPU s")
    later = at + timedelta(hours=1)
    _compare(work, later)
    _watched("the hour after, recorded", work, later)


def _make(registers: Path, traffic: Path, at: datetime, scratch: Path) -> None:
    part = scratch.with_name(scratch.name + "-part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(registers, part)
    with open_book(part) as book, TemporaryDirectory(dir=part) as folder:
        for name in KNOWN_FROM:
            whole, cut = _files(traffic, name, at)
            copies = [Path(shutil.copy(path, folder)) for path in whole]
            _commit(book, {name: [StagedFile(path) for path in copies]})
            _commit(book, {name: _fitted(book, name, _rows(cut, name, None, at))})
    for name in KNOWN_FROM:
        ds.write_dataset(_with_busy(traffic, name, at), _hour(part, name), format="parquet")
    part.rename(scratch)


def _files(traffic: Path, name: str, at: datetime) -> tuple[list[str], list[str]]:
    """The files of days before the moment's, taken as they are, and those to be cut at it.

    The few rows of former days that arrive after the moment stay: they are what a watch keeps as
    loose rows.
    """
    whole, cut = [], []
    day = pc.field("occurred_at" if name == "event" else "accepted_at")
    for path in map(str, sorted((traffic / "lake" / name).glob("*.parquet"))):
        from_day = day >= pa.scalar(datetime.combine(at, time()), pa.timestamp("s"))
        (cut if ds.dataset(path).count_rows(filter=from_day) else whole).append(path)
    return whole, cut


def _with_busy(traffic: Path, name: str, at: datetime) -> pa.Table:
    """The rows of the hour, and those of the busy hour moved into it under other numbers."""
    hour = timedelta(hours=1)
    every = [str(path) for path in (traffic / "lake" / name).glob("*.parquet")]
    rows = _rows(_files(traffic, name, at)[1], name, at, at + hour)
    table = pa.Table.from_batches(rows, ds.dataset(every).schema)
    more = pa.Table.from_batches(_rows(every, name, BUSY, BUSY + hour))
    for place, field in enumerate(more.schema):
        if field.name in ("parcel_id", "event_id"):
            moved = pc.binary_join_element_wise("Z", more[field.name], "")
        elif pa.types.is_timestamp(field.type):
            moved = pc.add(more[field.name], pa.scalar(at - BUSY)).cast(field.type)
        else:
            continue
        more = more.set_column(place, field.name, moved)
    return pa.concat_tables([table, more.cast(table.schema)])


def _hour(scratch: Path, name: str) -> Path:
    return scratch / "hour" / name


def _rows(
    files: list[str], name: str, after: datetime | None, until: datetime
) -> Iterator[pa.RecordBatch]:
    column = pc.field(KNOWN_FROM[name])
    wanted = column <= pa.scalar(until, pa.timestamp("s"))
    if after is not None:
        wanted &= column > pa.scalar(after, pa.timestamp("s"))
    return (
        iter(ds.dataset(files, format="parquet").to_batches(filter=wanted)) if files else iter(())
    )


def _fitted(book: Book, name: str, rows: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    schema = book.catalogue.tables[name].arrow_schema
    return (batch.select(schema.names).cast(schema) for batch in rows if len(batch))


def _commit(book: Book, rows: dict[str, Any]) -> None:
    book.workspace.lake.commit(
        rows,
        source="benchmark",
        origin="synthetic",
        by="benchmark",
        clock=lambda: datetime.now(UTC),
    )


def _watched(title: str, work: Path, at: datetime) -> None:
    words = ["watch", "-w", str(work), "--at", at.isoformat(), "--record", "--by", "b", "--json"]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", WATCH, *words], capture_output=True, text=True, check=False
    )
    wall, used = perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(done.stderr)
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    said = json.loads(done.stdout)
    told = {name: said[name] for name in ("at", "changes", "unjudged_rules")}
    print(f"{title}: {cpu:.2f} CPU s, {wall:.2f} s of clock, {used.ru_maxrss // 1024} MB; {told}")


def _compare(work: Path, at: datetime) -> None:
    """Every rule from scratch and from what was kept."""
    with open_book(work) as book, book.steady():
        whole, hour = _Sum(), _Sum()
        from_scratch = Moment(book, at)
        going_on = Moment(book, at, timedelta(hours=1), kept=KeptScans(book))
        rules = sorted(book.catalogue.rules.values(), key=lambda rule: (rule.every_hours, rule.id))
        heads = f"{'scratch CPU s':>13}{'wall s':>9}{'kept CPU s':>13}{'wall s':>9}  same"
        print(f"\n{'rule':<26}{heads}")
        for rule in rules:
            beat = timedelta(hours=rule.every_hours)
            scratch, one = _asked(replace(from_scratch, step=beat), rule)
            whole.add(one)
            if rule.every_hours == 1:
                kept, other = _asked(going_on, rule)
                hour.add(other)
                same = "yes" if kept.equals(scratch) else "NO"
                print(f"{rule.id:<26}{one}{other}  {same}")
            else:
                print(f"{rule.id:<26}{one}")
        print(f"{'all':<26}{whole}{hour}")


@dataclass
class _Sum:
    """Seconds of the processor and of the clock."""

    cpu: float = 0.0
    wall: float = 0.0

    def add(self, other: _Sum) -> None:
        self.cpu, self.wall = self.cpu + other.cpu, self.wall + other.wall

    def __str__(self) -> str:
        return f"{self.cpu:>13.2f}{self.wall:>9.2f}"


def _asked(moment: Moment, rule: Rule) -> tuple[pa.Table, _Sum]:
    cpu, wall = process_time(), perf_counter()
    answer = moment.ask(rule)
    spent = _Sum(process_time() - cpu, perf_counter() - wall)
    found = answer.judged.rows if answer.judged else pa.table({"subject": []})
    return found.sort_by([(name, "ascending") for name in found.column_names[:2]]), spent


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
