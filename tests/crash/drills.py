"""Drills: what is done to a small book in a child that is killed, and what must hold afterwards.

A drill goes on with the book that its earlier rounds left, killed or not. What a child tells with
``done`` before it dies is acknowledged: it must be in the book ever after.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from crash_writer import AT, create
from zygote import tell

from jidi.core.division import DivisionCode
from jidi.lake import DuckDBEngine, Workspace
from jidi.lake.backup import Backup, backup, restore
from jidi.lake.compaction import compact
from jidi.model.divisions import load_country, load_divisions
from jidi.model.intake_rules import load_rules, load_words
from jidi.model.plan_loader import load_plan
from jidi.registry import Registry, sqlite_url
from jidi.registry.capture import CaptureBook
from jidi.registry.intake import IntakeBook
from jidi.registry.tables import SCHEMA_VERSION, metadata
from jidi.service.books import book_of
from jidi.service.capture import CaptureAsked, hand_in, run_job, tidy, waiting
from jidi.service.capture_files import FOLDER, Arrival
from jidi.service.intake import Setting, ingest_file
from jidi.service.intake_asked import IntakeAsked
from jidi.service.intake_held_states import held_rows
from jidi.service.intake_judging import roster_of
from jidi.service.journeys import build_journeys
from jidi.service.retention import apply, clean

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
GOOD, BAD = 30, 3
"""Rows of a file that are accepted, and that are held aside."""
PARCELS = 30
"""Parcels of a load of events; every load takes each of them one step further."""
OLD_REGISTRY = Path(__file__).parents[1] / "registry" / "schema_1.sql"

# Loaded once, for all children of the process that forks them.
load_country(), load_plan("shanxi"), load_words(), load_rules()
roster_of(load_divisions(DivisionCode.parse("14")))


@dataclass
class Past:
    """What the rounds of a drill were acknowledged so far."""

    done: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Drill:
    """One kind of work.

    :param make: a book to begin with.
    :param prepare: what a round finds before it begins.
    :param act: one round of work, in a child.
    :param check: what must hold of the book, whatever happened.
    """

    make: Callable[[Path], None]
    act: Callable[[Path, int], None]
    check: Callable[[Path, Past], None]
    prepare: Callable[[Path, int], None] = lambda _folder, _number: None


# Intake


def _with_operator(folder: Path) -> None:
    operator = {
        "operator_id": ["op"], "name": ["a"], "brand": ["a"], "kind": ["express"],
        "ownership": ["private"], "division": ["140105000000"], "opened_on": [date(2015, 1, 1)],
    }  # fmt: skip
    order = {"source": "t", "origin": "reported", "by": "test", "clock": lambda: NOW}
    with create(folder / "book", lambda _step: None) as book:
        book.lake.commit({"operator": pa.table(operator)}, **order)


def _hand_in(folder: Path, number: int) -> None:
    """A file, some of its rows bad."""
    lines = ["inspection_id,operator_id,division,inspected_on,matter,passed"]
    lines += [f"{number}-{i},op,140105000000,2025-03-01,safety,是" for i in range(GOOD)]
    lines += [f"{number}-bad-{i},op,140105000000,2025-03-01,saftey,是" for i in range(BAD)]
    (folder / f"{number}.csv").write_text("\n".join(lines) + "\n", "utf-8")


def take_in(folder: Path, number: int) -> None:
    """Take the file in."""
    with Workspace.open(folder / "book") as workspace:
        setting = Setting("test", NOW, faults=tell)
        ingest_file(
            book_of(workspace), folder / f"{number}.csv", IntakeAsked(table="inspection"), setting
        )
    tell(f"done {number}")


def _taken_in(folder: Path, past: Past) -> None:
    with Workspace.open(folder / "book") as workspace:
        book = book_of(workspace)
        ids = workspace.lake.read("inspection", columns=["inspection_id"])[0].to_pylist()
        files = [one.file.removesuffix(".csv") for one in IntakeBook(workspace.registry).receipts()]
        assert len(set(ids)) == len(ids)
        assert Counter(i.split("-")[0] for i in ids) == dict.fromkeys(files, GOOD)
        held = Counter(one.row.cells["inspection_id"].split("-")[0] for one in held_rows(book))
        assert held == dict.fromkeys(files, BAD)
        assert past.done <= set(files)
        _holds(workspace)


# Handing in over the network


def _hand_in_over_network(folder: Path, number: int) -> None:
    """A job that is acknowledged before anything of it is done."""
    file = folder / f"{number}.csv"
    if file.exists():
        return
    _hand_in(folder, number)
    with Workspace.open(folder / "book") as workspace, Arrival(workspace, file.name) as arrival:
        arrival.write(file.read_bytes())
        handed = arrival.finish()
        arrival.release()
        asked = CaptureAsked(by="test", table="inspection")
        hand_in(book_of(workspace), handed, asked, now=NOW)


def take_up(folder: Path, number: int) -> None:
    """Take in what was handed in and has not ended, as a server does that starts."""
    with Workspace.open(folder / "book") as workspace:
        book = book_of(workspace)
        for job in waiting(book):
            run_job(book, job, clock=lambda: NOW, faults=tell)
    tell(f"done {number}")


def _jobs_hold(folder: Path, past: Past) -> None:
    """Each job ends once, with a receipt of its own; what has ended lies nowhere any more."""
    _taken_in(folder, past)
    with Workspace.open(folder / "book") as workspace:
        jobs = CaptureBook(workspace.registry).newest(1_000)
        ends = [one.end for one in jobs if one.end]
        assert {one.state for one in ends} <= {"partial"}
        receipts = {one.id for one in IntakeBook(workspace.registry).receipts()}
        assert len({one.receipt for one in ends}) == len(ends)
        assert {one.receipt for one in ends} <= receipts
        assert len(ends) >= len(past.done)
        _swept(workspace)


def _swept(workspace: Workspace) -> None:
    """What a server that died left of ended jobs goes when it is old; what waits stays."""
    book, folder = book_of(workspace), workspace.root / FOLDER
    for path in (*folder.rglob("*"), folder):
        os.utime(path, (0, 0))
    tidy(book, now=NOW)
    assert {path.name for path in folder.iterdir()} == {one.place for one in waiting(book)}


# The lake's keeping


def _with_events(folder: Path) -> None:
    with create(folder / "book", lambda _step: None) as book:
        _load(book, 0)


def _load(book: Workspace, number: int) -> None:
    order = {"source": f"{number}", "origin": "reported", "by": "test", "clock": lambda: NOW}
    book.lake.commit({"event": _events(number)}, once_as=f"{number}", **order)
    tell(f"done {number}")


def _events(number: int) -> pa.Table:
    steps = ("accepted", "departed_origin", "arrived_outlet", "out_for_delivery", "delivered")
    at = [AT + timedelta(hours=6 * number, minutes=n) for n in range(PARCELS)]
    return pa.table(
        {
            "event_id": [f"{n}-{number}" for n in range(PARCELS)],
            "parcel_id": [f"P{n:03}" for n in range(PARCELS)],
            "step": [steps[number % 5]] * PARCELS,
            "operator_id": ["op"] * PARCELS,
            "division": ["140105000000"] * PARCELS,
            "occurred_at": pa.array(at, pa.timestamp("s")),
            "received_at": pa.array(at, pa.timestamp("s")),
        }
    )


def merge(folder: Path, number: int) -> None:
    """A load, and then few files instead of many."""
    with Workspace.open(folder / "book") as book:
        _load(book, number)
        compact(book.lake, by="test", clock=lambda: NOW, tables=("event",), faults=tell, threads=1)
    tell("merged")


def derive(folder: Path, number: int) -> None:
    """A load, and then the journeys."""
    with Workspace.open(folder / "book") as book:
        _load(book, number)
        build_journeys(
            book.lake, now=NOW, by="test", progress=lambda _step, _share: None, threads=1,
            faults=tell,
        )  # fmt: skip
    tell("derived")


def keep(folder: Path, number: int) -> None:
    """A load, a backup, and the book it restores to."""
    with Workspace.open(folder / "book") as book:
        _load(book, number)
        backup(book, folder / "kept", now=NOW, by="test", faults=tell)
    tell("kept")
    restore(folder / "kept", folder / "again", faults=tell)
    tell("restored")


def _loaded(folder: Path, past: Past) -> None:
    """Every load is in it whole and once, in every version that has it; journeys agree."""
    with Workspace.open(folder / "book") as book:
        _loads_hold(book, past)
        receipts = book.lake.receipts()
        for old in {receipts[0].version, receipts[len(receipts) // 2].version}:
            loads = sum(r.kind == "load" for r in receipts if r.version <= old)
            assert book.lake.read("event", at=old).num_rows == loads * PARCELS
        derived = [r for r in receipts if r.kind == "derivation"]
        if derived:
            _journeys_hold(book, rests_on=derived[-1].rests_on)
        _holds(book)


def _loads_hold(book: Workspace, past: Past) -> None:
    ids = book.lake.read("event", columns=["event_id"])["event_id"].to_pylist()
    loads = [r.source for r in book.lake.receipts() if r.kind == "load"]
    assert len(set(ids)) == len(ids) == book.lake.rows("event")
    assert Counter(i.split("-")[1] for i in ids) == dict.fromkeys(loads, PARCELS)
    assert past.done <= set(loads)


def _journeys_hold(book: Workspace, *, rests_on: int) -> None:
    with DuckDBEngine(book.lake, threads=1) as engine:
        asked = "SELECT COUNT(*) AS n, SUM(scans) AS s FROM journey"
        found = engine.run(asked).to_pylist()[0]
    assert found == {"n": PARCELS, "s": book.lake.rows("event", at=rests_on)}


def _kept(folder: Path, past: Past) -> None:
    """Backup and restored book are whole or not there; what a kill left is no hindrance."""
    _loaded(folder, past)
    kept, again = folder / "kept", folder / "again"
    if kept.exists() and not again.exists():
        restore(kept, again)
    if again.exists():
        made = Backup.read(kept)
        with Workspace.open(again) as book:
            assert book.lake.version == made.version
            _loads_hold(book, Past())
            _holds(book)
        shutil.rmtree(again)
    if kept.exists():
        shutil.rmtree(kept)


def _holds(book: Workspace) -> None:
    """What can be said of every book: chain, files, and nothing beside them."""
    assert book.registry.audit.verify() is None
    assert book.lake.verify() == ()
    commits = sum(e.action == "lake.commit" for e in book.registry.audit.entries())
    assert commits == book.lake.version == len(book.lake.receipts())
    known = {segment.file for segment in book.lake.all_segments()}
    assert set((book.root / "lake").glob("*/*.parquet")) == known


# Retention


def _empty_book(folder: Path) -> None:
    create(folder / "book", lambda _step: None).close()


def let_go(folder: Path, number: int) -> None:
    """A load, few files instead of many, what is past its term emptied, old files removed."""
    with Workspace.open(folder / "book") as workspace:
        order = {"source": f"{number}", "origin": "synthetic", "by": "test", "clock": lambda: NOW}
        workspace.lake.commit({"parcel": _parcels(number)}, once_as=f"{number}", **order)
        tell(f"done {number}")
        compact(workspace.lake, by="t", clock=lambda: NOW, tables=("parcel",), threads=1)
        book, said = book_of(workspace), {"by": "test", "why": "drill"}
        apply(book, now=NOW, faults=tell, **said)
        tell("emptied")
        clean(book, now=NOW + timedelta(days=2), keep_days=1, **said)
    tell("cleaned")


def _parcels(number: int) -> pa.Table:
    return pa.table(
        {
            "parcel_id": [f"{n}-{number}" for n in range(PARCELS)],
            "operator_id": ["op"] * PARCELS,
            "product": ["standard"] * PARCELS,
            "segment": ["inter_city"] * PARCELS,
            "from_division": ["140105000000"] * PARCELS,
            "to_division": ["140105000000"] * PARCELS,
            "accepted_at": pa.array([datetime(2020, 1, 1)] * PARCELS, pa.timestamp("s")),  # noqa: DTZ001
            "outcome": ["delivered"] * PARCELS,
            "sender_key": [f"{number:08x}{n:08x}" for n in range(PARCELS)],
        }
    )


def _let_go(folder: Path, past: Past) -> None:
    """No row is lost; once a load was emptied, no file holds what was in it."""
    with Workspace.open(folder / "book") as book:
        parcels = book.lake.read("parcel", columns=["parcel_id", "sender_key"]).to_pylist()
        receipts = book.lake.receipts()
        loads = [r.source for r in receipts if r.kind == "load"]
        assert Counter(p["parcel_id"].split("-")[1] for p in parcels) == dict.fromkeys(
            loads, PARCELS
        )
        assert past.done <= set(loads)
        clear = {p["sender_key"] for p in parcels} - {None}
        emptied = receipts and receipts[-1].kind == "retention"
        assert len(clear) % PARCELS == 0
        assert not (emptied and clear)
        for file in (book.root / "lake").glob("parcel/*.parquet"):
            stored = set(pq.read_table(file, columns=["sender_key"])["sender_key"].to_pylist())
            assert stored - {None} <= clear
        _holds(book)


# Migration


def _old_registry(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    with sqlite3.connect(folder / "registry.db") as made:
        made.executescript(OLD_REGISTRY.read_text("utf-8"))
    made.close()


def migrate(folder: Path, number: int) -> None:
    """Open a registry of an earlier Jidi, which brings it up to date."""

    def clock() -> datetime:
        tell("upgrading")
        return NOW

    Registry.open(sqlite_url(folder / "registry.db"), clock=clock).close()
    tell(f"done {number}")


def _migrated(folder: Path, past: Past) -> None:
    """Old or new, nothing between; a new one is put back, so that the next round has work."""
    path = folder / "registry.db"
    with sqlite3.connect(path) as held:
        tables = {name for (name,) in held.execute("select name from sqlite_master where sql > ''")}
        ((schema,),) = held.execute("select value from setting where name = 'schema'")
    held.close()
    if int(schema) == 1:
        assert not past.done
        assert "intake_receipt" not in tables
        return
    assert int(schema) == SCHEMA_VERSION
    assert set(metadata.tables) <= tables
    with Registry.open(sqlite_url(path)) as registry:
        assert registry.audit.verify() is None
        actions = [entry.action for entry in registry.audit.entries()]
        assert actions == ["workspace.create", "lake.commit", "registry.upgrade"]
    for left in folder.glob("registry.db*"):
        left.unlink()
    _old_registry(folder)
    past.done.clear()


DRILLS = {
    "intake": Drill(_with_operator, take_in, _taken_in, _hand_in),
    "capture": Drill(_with_operator, take_up, _jobs_hold, _hand_in_over_network),
    "compaction": Drill(_with_events, merge, _loaded),
    "journeys": Drill(_with_events, derive, _loaded),
    "backup": Drill(_with_events, keep, _kept),
    "retention": Drill(_empty_book, let_go, _let_go),
    "migration": Drill(_old_registry, migrate, _migrated),
}
