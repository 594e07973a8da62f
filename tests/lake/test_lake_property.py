"""Whatever is committed in whatever order: every version holds what a plain list holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st
from small_lake import AT, SCAN, TABLES, Book, new_book

from jidi.lake import DuckDBEngine, StagedFile

Row = tuple[str, str | None, datetime | None, str]

ids = st.sampled_from(["a", "b", "c"])
times = st.none() | st.integers(0, 5).map(lambda n: AT + timedelta(hours=9 * n))
rows = st.lists(st.tuples(ids, st.none() | ids, times), max_size=6)


@dataclass(frozen=True)
class Step:
    """One commit, or an attempt at one."""

    batches: tuple[tuple[tuple[str, str | None, datetime | None], ...], ...]
    origin: str
    replace: Any
    once_as: str | None
    fails: bool
    as_file: bool
    budget: int


steps = st.builds(
    Step,
    batches=st.lists(rows.map(tuple), min_size=1, max_size=3).map(tuple),
    origin=st.sampled_from(["reported", "synthetic"]),
    replace=st.sampled_from([False, False, True, "origin"]),
    once_as=st.sampled_from([None, None, "d1", "d2"]),
    fails=st.sampled_from([False, False, False, True]),
    as_file=st.booleans(),
    budget=st.sampled_from([1, 10_000]),
)


@dataclass
class Model:
    """The lake as a list of versions, each a list of rows."""

    versions: list[list[Row]] = field(default_factory=lambda: [[]])
    seen: set[str] = field(default_factory=set)

    def commit(self, step: Step) -> None:
        if step.fails or step.once_as in self.seen:
            return
        if step.once_as is not None:
            self.seen.add(step.once_as)
        kept = [row for row in self.versions[-1] if self._stays(row, step)]
        new = [(*row, step.origin) for batch in step.batches for row in batch]
        self.versions.append(kept + new)

    @staticmethod
    def _stays(row: Row, step: Step) -> bool:
        if step.replace == "origin":
            return row[3] != step.origin
        return not step.replace


class _BrokenError(Exception):
    pass


def _fail(step: str) -> None:
    if step == "recorded":
        raise _BrokenError


def _commit(book: Book, step: Step, folder: Path) -> None:
    more = {"origin": step.origin, "replace": step.replace, "once_as": step.once_as}
    if step.fails:
        more["faults"] = _fail
    tables = [_table(batch, step.origin) for batch in step.batches]
    load: Any = tables
    if step.as_file:
        pq.write_table(pa.concat_tables(tables), folder / "given.parquet")
        load = StagedFile(folder / "given.parquet")
    try:
        receipt = book.commit({"scan": load}, budget_bytes=step.budget, **more)
        assert receipt.repeated or not step.fails
    except _BrokenError:
        assert step.fails


def _table(batch: tuple[tuple[str, str | None, datetime | None], ...], origin: str) -> pa.Table:
    rows = [{"id": i, "parcel": p, "at": t, "origin": origin} for i, p, t in batch]
    return pa.Table.from_pylist(rows, SCAN.arrow_schema)


def _rows(table: pa.Table) -> Counter[Row]:
    return Counter((r["id"], r["parcel"], r["at"], r["origin"]) for r in table.to_pylist())


@given(plan=st.lists(steps, max_size=6))
@settings(max_examples=settings.default.max_examples // 4)
def test_at_every_version_the_lake_holds_what_the_model_holds(plan):
    model = Model()
    with TemporaryDirectory() as name:
        book = new_book(Path(name), TABLES)
        with book.registry:
            for step in plan:
                _commit(book, step, Path(name))
                model.commit(step)
            _compare(book, model)


def _compare(book: Book, model: Model) -> None:
    assert book.lake.version == len(model.versions) - 1
    for version, wanted in enumerate(model.versions):
        assert _rows(book.lake.read("scan", at=version)) == Counter(wanted)
        assert book.lake.rows("scan", at=version) == len(wanted)
        assert book.lake.origins("scan", at=version) == {row[3] for row in wanted}
    with DuckDBEngine(book.lake, ["scan"], threads=1) as engine:
        assert _rows(engine.run("SELECT * FROM scan")) == Counter(model.versions[-1])
    known = {s.file for v in range(len(model.versions)) for s in book.lake.segments("scan", at=v)}
    assert {book.folder / "lake" / name for name in book.files()} == known
    assert book.registry.audit.verify() is None
    assert len(list(book.registry.audit.entries())) == book.lake.version


def test_the_model_itself_forgets_nothing():
    """The oracle is tried too: a replacing step leaves the versions before it alone."""
    first = Step(((("a", None, None),),), "reported", False, None, False, False, 1)
    second = Step(((("b", None, None),),), "reported", True, None, False, False, 1)
    model = Model()
    for step in (first, second):
        model.commit(step)
    ids_by_version = [[row[0] for row in version] for version in model.versions]
    assert ids_by_version == [[], ["a"], ["b"]]
