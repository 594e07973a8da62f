"""Compaction: the same rows in fewer files, at once or not at all; the past stays readable."""

from __future__ import annotations

from datetime import datetime, timedelta

import pyarrow as pa
import pytest
from small_lake import AT, SCAN, Book, new_book, places, scans

from jidi.core.errors import JidiError
from jidi.lake.compaction import compact, merges
from jidi.model.table import TableKind


def _rows(book: Book, at: int | None = None) -> list[dict[str, object]]:
    return sorted(book.lake.read("scan", at=at).to_pylist(), key=lambda row: str(row))


def _compact(book: Book, **more: object):
    order = {"by": "tester", "clock": lambda: AT, "threads": 1}
    return compact(book.lake, **(order | more))


@pytest.fixture
def busy(book):
    """A book written to in many small batches, of two origins."""
    start = datetime(2026, 1, 1)  # noqa: DTZ001
    for number in range(12):
        rows = [
            (f"{number}-{n}", f"P{n:02}", (start + timedelta(hours=7 * number)).isoformat())
            for n in range(9)
        ]
        book.commit({"scan": scans(*rows)}, origin="synthetic" if number % 4 == 0 else "reported")
        book.commit({"place": places(f"place {number}")})
    return book


def test_the_rows_stay_the_same_in_fewer_files_and_the_past_stays(busy):
    before, past = _rows(busy), _rows(busy, at=9)
    receipts = _compact(busy)
    assert {(r.kind, r.origin) for r in receipts} == {
        ("compaction", "reported"),
        ("compaction", "synthetic"),
    }
    assert _rows(busy) == before
    assert _rows(busy, at=9) == past
    assert [len(busy.lake.segments(name)) for name in ("scan", "place")] == [2, 1]
    assert busy.lake.origins("scan") == {"reported", "synthetic"}
    assert busy.registry.audit.verify() is None
    assert busy.lake.verify() == ()


def test_what_is_merged_is_not_merged_again(busy):
    _compact(busy)
    version = busy.lake.version
    assert merges(busy.lake) == ()
    assert _compact(busy) == ()
    assert busy.lake.version == version


def test_a_large_days_overlapping_files_become_files_whose_keys_do_not_overlap(book, monkeypatch):
    monkeypatch.setattr("jidi.lake.compaction.SMALL_DAY", 10)
    monkeypatch.setattr("jidi.lake.segments.SMALL_DAY", 10)
    monkeypatch.setattr("jidi.lake.compaction.RANGE_ROWS", 40)
    for number in range(4):
        rows = [(f"{number}-{n}", f"P{n:02}", "2026-01-01T08:00:00") for n in range(30)]
        book.commit({"scan": scans(*rows)})
    before = _rows(book)
    _compact(book, tables=("scan",))
    assert _rows(book) == before
    assert merges(book.lake) == ()


def test_a_commit_meanwhile_wins(busy):
    before = _rows(busy)

    def interfere(step: str) -> None:
        if step == "staged" and busy.lake.version == 24:
            busy.commit({"place": places("meanwhile")})

    with pytest.raises(JidiError) as refused:
        _compact(busy, faults=interfere)
    assert refused.value.code == "X-301"
    assert _rows(busy) == before
    assert len(busy.lake.segments("scan")) == 12
    _compact(busy)
    assert _rows(busy) == before


@pytest.mark.parametrize("nth", range(1, 12))
def test_a_disk_that_refuses_at_the_nth_step_leaves_all_or_nothing(busy, nth):
    before, seen = _rows(busy), iter(range(1, 10_000))

    def refuse(_step: str) -> None:
        if next(seen) == nth:
            raise OSError(28, "No space left on device")

    with pytest.raises((JidiError, OSError)):
        _compact(busy, tables=("scan",), faults=refuse)
    assert _rows(busy) == before
    assert busy.registry.audit.verify() is None
    assert not [f for f in busy.files() if f.startswith(".staging")]
    _compact(busy, tables=("scan",))
    assert _rows(busy) == before
    assert merges(busy.lake, ("scan",)) == ()


def test_the_generations_of_a_derived_table_become_one(tmp_path):
    derived = SCAN.model_copy(update={"kind": TableKind.DERIVED, "key": ("parcel",)})
    book = new_book(tmp_path, tables={"scan": derived})
    with book.registry:
        book.commit({"scan": scans(("a", "P1", None), ("b", "P2", None))})
        book.commit({"scan": scans(("c", "P2", "2026-01-01T08:00:00"))})
        _compact(book)
        assert {(row["parcel"], row["id"]) for row in _rows(book)} == {("P1", "a"), ("P2", "c")}
        assert isinstance(book.lake.read("scan"), pa.Table)


def _judged_and_published(book: Book, between) -> None:
    since = book.lake.version
    with book.lake.stage(origin="reported") as stage:
        rows = scans(("new", "P1", "2026-01-01T08:00:00")).to_batches()
        for batch in rows:
            stage.add("scan", batch)
        between()
        book.lake.publish(stage, source="f", by="t", clock=lambda: AT, since=since)


def test_files_merged_meanwhile_make_nobody_judge_again(busy):
    _judged_and_published(busy, lambda: _compact(busy))
    assert "new" in {row["id"] for row in _rows(busy)}


def test_rows_that_came_between_two_mergers_are_seen(busy):
    def between():
        _compact(busy)
        for number in range(8):
            busy.commit({"scan": scans((f"late {number}", "P1", "2026-01-02T08:00:00"))})
        _compact(busy)

    with pytest.raises(JidiError, match="L-105"):
        _judged_and_published(busy, between)
    assert "new" not in {row["id"] for row in _rows(busy)}
