"""Parquet files that others wrote: checked like rows, then moved in."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_lake import PLACE, SCAN, VISIT, Book

from jidi.core.errors import LakeError
from jidi.lake import StagedFile

DAY = date(2026, 1, 1)


def _visits(days=(DAY,), *, origin="reported", schema=VISIT.arrow_schema) -> pa.Table:
    ids = [f"v{i}" for i in range(len(days))]
    rows = pa.table({"id": ids, "on": pa.array(days, pa.date32()), "origin": [origin] * len(days)})
    return pa.Table.from_arrays(rows.columns, schema=schema)


def _scans(**columns) -> pa.Table:
    rows = {"id": ["a", "b"], "origin": ["reported"] * 2} | columns
    arrays = [
        pa.array(rows.get(field.name, [None, None]), field.type) for field in SCAN.arrow_schema
    ]
    return pa.Table.from_arrays(arrays, schema=SCAN.arrow_schema)


def _write(folder: Path, rows: pa.Table, **more) -> Path:
    path = folder / "given.parquet"
    pq.write_table(rows, path, **more)
    return path


def _code(book: Book, table: str, staged: StagedFile) -> str:
    with pytest.raises(LakeError) as failed:
        book.commit({table: staged})
    assert book.files() == set()
    assert book.lake.version == 0
    return failed.value.code


def test_a_written_file_moves_into_the_lake_byte_for_byte(book, tmp_path):
    path = _write(tmp_path, _visits((DAY, date(2026, 1, 3))))
    content = path.read_bytes()
    receipt = book.commit({"visit": StagedFile(path, rows=2)})
    (segment,) = book.lake.segments("visit")
    assert receipt.rows == {"visit": 2}
    assert segment.file.read_bytes() == content
    assert not path.exists()
    assert (segment.first_day, segment.last_day) == (DAY, date(2026, 1, 3))
    assert (segment.low, segment.high) == ("v0", "v1")
    assert book.lake.read("visit").column("id").to_pylist() == ["v0", "v1"]


def test_files_written_in_the_lakes_own_staging_are_taken_too(book):
    with book.lake.staging() as folder:
        paths = [folder / f"{i}.parquet" for i in range(3)]
        for i, path in enumerate(paths):
            pq.write_table(_visits((date(2026, 1, 1 + i),)), path)
        book.commit({"visit": (StagedFile(path) for path in paths)})
    assert [s.first_day.day for s in book.lake.segments("visit")] == [1, 2, 3]


def test_files_and_rows_may_come_in_one_load(book, tmp_path):
    path = _write(tmp_path, _visits())
    book.commit({"visit": [StagedFile(path), pa.table({"id": ["x"], "on": [DAY]})]})
    assert sorted(book.lake.read("visit")["id"].to_pylist()) == ["v0", "x"]


def test_a_file_of_a_failed_commit_stays_where_it_was(book, tmp_path):
    path = _write(tmp_path, _visits())

    def fail(step):
        if step == "recorded":
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        book.commit({"visit": StagedFile(path)}, faults=fail)
    assert pq.read_table(path).num_rows == 1
    assert book.files() == set()


def test_where_files_cannot_be_linked_they_are_copied(book, tmp_path, monkeypatch):
    def refuse(*_args):
        raise OSError("cross-device link")

    monkeypatch.setattr("os.link", refuse)
    path = _write(tmp_path, _visits())
    book.commit({"visit": StagedFile(path)})
    assert book.lake.rows("visit") == 1
    assert not path.exists()


def test_a_file_that_cannot_be_removed_afterwards_does_no_harm(book, tmp_path, monkeypatch):
    path = _write(tmp_path, _visits())
    unlink = Path.unlink

    def refuse(self, missing_ok=False):
        if self == path:
            raise PermissionError
        unlink(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    book.commit({"visit": StagedFile(path)})
    assert book.lake.rows("visit") == 1


def test_a_file_that_is_no_parquet_is_refused(book, tmp_path):
    path = tmp_path / "given.parquet"
    path.write_bytes(b"no parquet")
    assert _code(book, "visit", StagedFile(path)) == "L-209"
    assert _code(book, "visit", StagedFile(tmp_path / "absent.parquet")) == "L-209"


def test_a_file_cut_off_in_the_middle_is_refused(book, tmp_path):
    path = _write(tmp_path, _visits((DAY,) * 1000))
    path.write_bytes(path.read_bytes()[:-20])
    assert _code(book, "visit", StagedFile(path)) == "L-209"


def test_another_number_of_rows_than_said_is_refused(book, tmp_path):
    assert _code(book, "visit", StagedFile(_write(tmp_path, _visits()), rows=2)) == "L-211"


def test_a_file_must_hold_every_column_in_exactly_the_lakes_type(book, tmp_path):
    without = _visits().drop_columns("origin")
    assert _code(book, "visit", StagedFile(_write(tmp_path, without))) == "L-210"
    large = VISIT.arrow_schema.set(0, pa.field("id", pa.large_string()))
    assert _code(book, "visit", StagedFile(_write(tmp_path, _visits(schema=large)))) == "L-210"


def test_unknown_columns_in_a_file_are_refused(book, tmp_path):
    more = _visits().append_column("idd", pa.array(["x"]))
    assert _code(book, "visit", StagedFile(_write(tmp_path, more))) == "L-202"


@pytest.mark.parametrize("statistics", [True, False])
def test_empty_required_values_are_found_with_statistics_and_without(book, tmp_path, statistics):
    nullable = pa.schema([pa.field(f.name, f.type) for f in PLACE.arrow_schema])
    rows = pa.Table.from_pylist([{"name": None, "opened_on": DAY, "origin": "reported"}], nullable)
    path = _write(tmp_path, rows, write_statistics=statistics)
    assert _code(book, "place", StagedFile(path)) == "L-206"


@pytest.mark.parametrize("statistics", [True, False])
def test_rows_of_another_origin_are_found_with_statistics_and_without(book, tmp_path, statistics):
    path = _write(tmp_path, _visits(origin="synthetic"), write_statistics=statistics)
    assert _code(book, "visit", StagedFile(path)) == "L-207"


def test_decimals_are_read_because_statistics_do_not_tell_what_is_no_number(book, tmp_path):
    good = _write(tmp_path, _scans(weight=[1.5, None]))
    book.commit({"scan": StagedFile(good)})
    bad = _write(tmp_path, _scans(weight=[1.5, float("nan")]))
    with pytest.raises(LakeError) as failed:
        book.commit({"scan": StagedFile(bad)})
    assert failed.value.code == "L-208"


def test_times_in_a_file_must_be_whole_seconds(book, tmp_path):
    schema = SCAN.arrow_schema
    schema = schema.set(schema.get_field_index("at"), pa.field("at", pa.timestamp("us")))
    at = [datetime(2026, 1, 1, 1, 1, 1, 250_000), None]  # noqa: DTZ001
    rows = _scans().to_pylist()
    rows[0]["at"] = at[0]
    path = _write(tmp_path, pa.Table.from_pylist(rows, schema))
    assert _code(book, "scan", StagedFile(path)) == "L-204"


def test_days_and_ranges_are_unknown_where_statistics_are_absent(book, tmp_path):
    book.commit({"visit": StagedFile(_write(tmp_path, _visits(), write_statistics=False))})
    (segment,) = book.lake.segments("visit")
    assert (segment.first_day, segment.low, segment.rows) == (None, None, 1)


def test_the_days_of_a_time_column_are_its_dates(book, tmp_path):
    times = [datetime(2026, 1, 5, 23, 59), datetime(2026, 1, 4)]  # noqa: DTZ001
    book.commit({"scan": StagedFile(_write(tmp_path, _scans(at=times, parcel=["q", "p"])))})
    (segment,) = book.lake.segments("scan")
    assert (segment.first_day, segment.last_day) == (date(2026, 1, 4), date(2026, 1, 5))
    assert (segment.low, segment.high) == ("p", "q")


def test_a_file_without_rows_is_taken(book, tmp_path):
    book.commit({"visit": StagedFile(_write(tmp_path, VISIT.arrow_schema.empty_table()), rows=0)})
    assert book.lake.read("visit").num_rows == 0
    assert book.lake.origins("visit") == frozenset()


def test_progress_counts_the_rows_of_files(book, tmp_path):
    seen: list[int] = []
    path = _write(tmp_path, _visits((DAY, DAY)))
    book.commit({"visit": StagedFile(path)}, on_progress=seen.append)
    assert seen == [2]


def test_a_table_without_days_or_sort_takes_files(book, tmp_path):
    rows = pa.Table.from_pylist(
        [{"name": "a", "opened_on": DAY, "origin": "reported"}], PLACE.arrow_schema
    )
    book.commit({"place": StagedFile(_write(tmp_path, rows))})
    assert book.lake.read("place")["name"].to_pylist() == ["a"]
