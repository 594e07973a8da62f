"""What a commit promises: all or nothing, once, at a version, in the table's form."""

from __future__ import annotations

import errno
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_lake import AT, SCAN, places, scans, with_column

from jidi.core.errors import Interrupted, LakeError, UnknownName
from jidi.lake import Receipt, segments


def _ids(book, table="scan", **more) -> list[str]:
    return book.lake.read(table, **more).column(0).to_pylist()


def test_an_empty_lake_is_version_0_and_every_table_is_empty(book):
    assert book.lake.version == 0
    assert book.lake.segments("scan") == ()
    assert book.lake.origins("scan") == frozenset()
    assert book.lake.read("scan").schema == SCAN.arrow_schema
    assert book.lake.read("scan").num_rows == 0
    assert book.lake.receipts() == ()


def test_what_is_committed_is_read_back_with_its_origin(book):
    receipt = book.commit({"scan": scans(("a", "p", "2026-01-01T10:00:00"))}, origin="synthetic")
    assert receipt == Receipt(
        batch="B000001",
        version=1,
        source="test",
        origin="synthetic",
        by="tester",
        at="2026-03-01T09:30:00",
        rows={"scan": 1},
        replaced={},
    )
    (row,) = book.lake.read("scan").to_pylist()
    assert (row["id"], row["at"].isoformat()) == ("a", "2026-01-01T10:00:00")
    assert (row["weight"], row["origin"]) == (None, "synthetic")
    assert book.lake.origins("scan") == {"synthetic"}
    assert book.lake.rows("scan") == 1
    assert book.lake.receipts() == (receipt,)


def test_each_commit_is_one_version_and_every_version_stays_readable(book):
    book.commit({"scan": scans(("a", "p", None)), "place": places("here")})
    book.commit({"scan": scans(("b", "p", None))})
    assert book.lake.version == 2
    assert [_ids(book, at=version) for version in (0, 1, 2)] == [[], ["a"], ["a", "b"]]
    assert _ids(book, "place", at=2) == ["here"]


@pytest.mark.parametrize("asked", [-1, 2])
def test_a_version_that_does_not_exist_is_an_error(book, asked):
    book.commit({"place": places("here")})
    with pytest.raises(LakeError) as failed:
        book.lake.segments("place", at=asked)
    assert failed.value.code == "L-301"
    assert failed.value.facts == {"asked": asked, "newest": 1}


def test_an_unknown_table_is_refused_with_the_nearest(book):
    with pytest.raises(UnknownName) as failed:
        book.commit({"scans": scans()})
    assert failed.value.facts["nearest"] == "scan"
    assert book.lake.version == 0


def test_an_unknown_origin_is_refused_with_the_nearest(book):
    with pytest.raises(LakeError) as failed:
        book.commit({"scan": scans()}, origin="reportd")
    assert (failed.value.code, failed.value.facts["nearest"]) == ("L-201", "reported")


def test_the_same_digest_again_changes_nothing_and_gives_the_first_receipt(book):
    first = book.commit({"scan": scans(("a", "p", None))}, once_as="d1")
    again = book.commit({"scan": scans(("a", "p", None))}, once_as="d1")
    assert not first.repeated
    assert again.repeated
    assert (again.batch, again.version, again.rows) == (first.batch, 1, {"scan": 1})
    assert book.lake.version == 1
    assert _ids(book) == ["a"]


def test_a_repeated_digest_does_not_even_read_the_rows(book):
    book.commit({"place": places("here")}, once_as="d1")

    def never():
        raise AssertionError("the rows were read")
        yield

    assert book.commit({"place": never()}, once_as="d1").repeated


def test_a_batch_that_another_writer_committed_meanwhile_is_not_doubled(book):
    def rows():
        book.commit({"place": places("here")}, once_as="d1")
        yield places("here")

    receipt = book.commit({"place": rows()}, once_as="d1")
    assert receipt.repeated
    assert _ids(book, "place") == ["here"]
    assert book.lake.version == 1
    assert book.files() == {f"place/{s.digest}.parquet" for s in book.lake.segments("place")}


def test_equal_rows_without_a_digest_are_two_batches(book):
    book.commit({"place": places("here")})
    book.commit({"place": places("here")})
    assert _ids(book, "place") == ["here", "here"]
    assert len({s.file for s in book.lake.segments("place")}) == 1


def test_replacing_takes_earlier_rows_out_of_the_newest_version_only(book):
    book.commit({"scan": scans(("a", "p", None)), "place": places("here")})
    receipt = book.commit({"scan": scans(("b", "p", None))}, replace=True)
    assert receipt.replaced == {"scan": 1}
    assert _ids(book) == ["b"]
    assert _ids(book, at=1) == ["a"]
    assert _ids(book, "place") == ["here"]


def test_replacing_with_the_same_rows_does_not_double_them(book):
    for _ in range(3):
        book.commit({"scan": scans(("a", "p", None))}, replace=True)
    assert _ids(book) == ["a"]
    assert [_ids(book, at=version) for version in (1, 2, 3)] == [["a"]] * 3


def test_replacing_with_nothing_empties_the_table(book):
    book.commit({"scan": scans(("a", "p", None))})
    receipt = book.commit({"scan": scans()}, replace=True)
    assert (receipt.rows, receipt.replaced) == ({"scan": 0}, {"scan": 1})
    assert _ids(book) == []
    assert _ids(book, at=1) == ["a"]


def test_replacing_by_origin_leaves_rows_of_other_origins(book):
    book.commit({"place": places("real")}, origin="reported")
    book.commit({"place": places("made up")}, origin="synthetic")
    receipt = book.commit({"place": places("again")}, origin="synthetic", replace="origin")
    assert receipt.replaced == {"place": 1}
    assert _ids(book, "place") == ["real", "again"]
    assert book.lake.origins("place") == {"reported", "synthetic"}


def test_every_commit_is_in_the_audit_log(book):
    receipt = book.commit({"place": places("here")}, source="三月.xlsx", once_as="d1", replace=True)
    (entry,) = book.registry.audit.entries()
    assert (entry.action, entry.subject, entry.actor) == ("lake.commit", receipt.batch, "tester")
    assert entry.facts == {
        "version": 1,
        "source": "三月.xlsx",
        "origin": "reported",
        "rows": {"place": 1},
        "replaced": {"place": 0},
        "once_as": "d1",
        "segments": [s.digest for s in book.lake.segments("place")],
    }
    assert book.registry.audit.verify() is None


@pytest.mark.parametrize(
    "load",
    [
        lambda: places("a", "b"),
        lambda: places("a", "b").to_batches()[0],
        lambda: places("a", "b").to_reader(),
        lambda: [places("a"), places("b")],
        lambda: (batch for name in "ab" for batch in places(name).to_batches()),
    ],
    ids=["table", "batch", "reader", "list of tables", "generator of batches"],
)
def test_rows_may_come_in_any_arrow_form(book, load):
    book.commit({"place": load()})
    assert _ids(book, "place") == ["a", "b"]


def test_progress_counts_the_rows_done_over_all_tables(book):
    seen: list[int] = []
    loads = {"scan": [scans(("a", "p", None)), scans(("b", "p", None))], "place": places("here")}
    book.commit(loads, on_progress=seen.append)
    assert seen == [1, 2, 3]


def test_large_batches_are_taken_in_slices(book, monkeypatch):
    monkeypatch.setattr("jidi.lake.commit._SLICE_ROWS", 2)
    seen: list[int] = []
    book.commit({"place": places(*"abcde")}, on_progress=seen.append)
    assert seen == [2, 4, 5]
    assert _ids(book, "place") == list("abcde")


class _CancelledError(Exception):
    pass


def _cancel(_done: int) -> None:
    raise _CancelledError


def test_raising_from_the_progress_cancels_and_leaves_nothing(book):
    with pytest.raises(_CancelledError):
        book.commit({"scan": scans(("a", "p", None))}, on_progress=_cancel, budget_bytes=1)
    assert book.files() == set()
    assert book.lake.version == 0
    assert list((book.folder / "lake" / ".staging").iterdir()) == []


STEPS = (
    *("write", "written", "synced", "staged", "locked"),
    *("renamed", "moved", "recorded"),
)


def _failing_at(wanted: str, error: BaseException):
    def faults(step: str) -> None:
        if step == wanted:
            raise error

    return faults


@pytest.mark.parametrize("step", STEPS)
def test_ctrl_c_at_any_step_leaves_the_lake_as_it_was(book, step):
    book.commit({"scan": scans(("a", "p", None))})
    before = book.files()
    with pytest.raises(Interrupted) as stopped:
        book.commit(
            {"scan": scans(("b", "q", None))},
            replace=True,
            faults=_failing_at(step, KeyboardInterrupt()),
        )
    assert stopped.value.code == "L-103"
    assert book.files() == before
    assert (book.lake.version, _ids(book)) == (1, ["a"])
    assert book.registry.audit.verify() is None


def _full_at(wanted: int):
    seen = 0

    def faults(step: str) -> None:
        nonlocal seen
        if step == "write":
            seen += 1
            if seen == wanted:
                raise OSError(errno.ENOSPC, "No space left on device")

    return faults


@pytest.mark.parametrize("nth", [1, 2, 3, 5, 8, 13])
def test_a_disk_that_is_full_at_the_nth_write_is_said_and_leaves_nothing(book, nth):
    with pytest.raises(LakeError) as failed:
        book.commit({"scan": scans(("a", "p", None))}, faults=_full_at(nth))
    assert failed.value.code == "L-101"
    assert book.files() == set()
    assert book.lake.version == 0


def test_a_folder_that_cannot_be_written_is_said(book, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("jidi.lake.commit.mkdtemp", refuse)
    with pytest.raises(LakeError) as failed:
        book.commit({"place": places("here")})
    assert failed.value.code == "L-102"
    assert "没有权限" in failed.value.message("zh")
    assert "Permission denied" in failed.value.message("en")


def test_faults_of_the_rows_own_source_come_through_as_they_are(book):
    def rows():
        yield places("here")
        raise OSError("the sender's file broke off")

    with pytest.raises(OSError, match="broke off"):
        book.commit({"place": rows()})
    assert book.files() == set()


def test_a_commit_whose_clean_up_fails_too_still_tells_the_first_cause(book, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise LakeError("L-102", path="x", reason="y")

    monkeypatch.setattr("jidi.lake.commit.sweep_orphans", refuse)
    with pytest.raises(ZeroDivisionError):
        book.commit({"place": places("here")}, faults=_failing_at("recorded", ZeroDivisionError()))
    monkeypatch.undo()
    assert len(book.files()) == 1
    assert book.lake.sweep().files == 1
    assert book.files() == set()


def test_files_are_named_by_the_sha_256_of_their_content(book):
    import hashlib

    book.commit({"scan": scans(("a", "p", "2026-01-01T10:00:00"))})
    (segment,) = book.lake.segments("scan")
    content = segment.file.read_bytes()
    assert hashlib.sha256(content).hexdigest() == segment.digest == segment.file.stem
    assert len(content) == segment.bytes


def test_rows_are_sorted_by_the_tables_sort_inside_a_day(book):
    rows = [(f"{i}", f"p{i % 3}", f"2026-01-01T{23 - i:02d}:00:00") for i in range(12)]
    book.commit({"scan": scans(*rows)})
    read = book.lake.read("scan").to_pylist()
    keys = [(row["parcel"], row["at"]) for row in read]
    assert keys == sorted(keys)
    assert {row["id"] for row in read} == {row[0] for row in rows}


def test_a_table_without_sort_keeps_the_order_it_came_in(book):
    book.commit({"place": places("c", "a", "b")})
    assert _ids(book, "place") == ["c", "a", "b"]
    (segment,) = book.lake.segments("place")
    assert (segment.low, segment.high, segment.first_day) == (None, None, None)


def test_large_days_stand_alone_and_small_neighbours_share_a_segment(book, monkeypatch):
    monkeypatch.setattr(segments, "SMALL_DAY", 4)
    sizes = {1: 1, 2: 2, 3: 5, 4: 3, 5: 3, 6: 1}
    rows = [
        (f"{day}-{i}", f"p{9 - i}", f"2026-01-{day:02d}T0{i}:00:00")
        for day, size in sizes.items()
        for i in range(size)
    ]
    book.commit({"scan": scans(*rows)})
    found = [(s.first_day.day, s.last_day.day, s.rows) for s in book.lake.segments("scan")]
    assert found == [(1, 2, 3), (3, 3, 5), (4, 5, 6), (6, 6, 1)]


def test_rows_without_a_day_are_kept_and_the_ledger_knows_the_days_of_the_others(book):
    book.commit({"scan": scans(("a", "p", None), ("b", "q", "2026-01-02T00:00:00"))})
    (segment,) = book.lake.segments("scan")
    assert (segment.first_day, segment.last_day) == (date(2026, 1, 2), date(2026, 1, 2))
    assert sorted(_ids(book)) == ["a", "b"]


def test_the_ledger_knows_the_range_of_the_first_sort_column(book):
    rows = [("1", "m", "2026-01-01T01:00:00"), ("2", None, None), ("3", "b", None)]
    book.commit({"scan": scans(*rows)})
    (segment,) = book.lake.segments("scan")
    assert (segment.low, segment.high) == ("b", "m")


def test_a_table_partitioned_by_a_date_is_cut_by_it(book, monkeypatch):
    monkeypatch.setattr(segments, "SMALL_DAY", 1)
    days = [AT.date() + timedelta(days=i) for i in (1, 0, 1)]
    book.commit({"visit": pa.table({"id": ["b", "a", "c"], "on": days})})
    found = [(s.first_day, s.rows) for s in book.lake.segments("visit")]
    assert found == [(days[1], 1), (days[0], 2)]


def test_a_budget_that_is_full_makes_a_segment_before_the_load_ends(book):
    parts = [places(f"{i}") for i in range(4)]
    book.commit({"place": parts}, budget_bytes=2 * parts[0].nbytes)
    assert len(book.lake.segments("place")) > 1
    assert _ids(book, "place") == ["0", "1", "2", "3"]


def test_files_are_zstd_in_row_groups_and_dictionaries_only_where_values_repeat(book, monkeypatch):
    monkeypatch.setattr(segments, "ROW_GROUP", 10)
    book.commit({"scan": scans(*[(f"{i}", f"p{i}", None) for i in range(25)])})
    (segment,) = book.lake.segments("scan")
    metadata = pq.ParquetFile(segment.file).metadata
    groups = [metadata.row_group(i) for i in range(metadata.num_row_groups)]
    assert [group.num_rows for group in groups] == [10, 10, 5]
    columns = {c.path_in_schema: c for c in (groups[0].column(i) for i in range(9))}
    assert {c.compression for c in columns.values()} == {"ZSTD"}
    with_dictionary = {n for n, c in columns.items() if c.has_dictionary_page}
    assert with_dictionary == {"step", "place", "origin"}
    assert all(c.statistics is not None for c in columns.values())


def test_reading_chosen_columns(book):
    book.commit({"scan": scans(("a", "p", None))})
    assert book.lake.read("scan", columns=["origin", "parcel"]).to_pylist() == [
        {"origin": "reported", "parcel": "p"}
    ]
    with pytest.raises(UnknownName) as failed:
        book.lake.read("scan", columns=["parcl"])
    assert failed.value.facts["nearest"] == "parcel"


def test_a_missing_file_is_named(book):
    book.commit({"place": places("here")})
    (segment,) = book.lake.segments("place")
    segment.file.unlink()
    with pytest.raises(LakeError) as failed:
        book.lake.read("place")
    assert (failed.value.code, failed.value.facts["path"]) == ("L-302", str(segment.file))


def test_a_damaged_file_is_named(book):
    book.commit({"place": places("here")})
    (segment,) = book.lake.segments("place")
    segment.file.write_bytes(b"PAR1 and then nothing")
    with pytest.raises(LakeError) as failed:
        book.lake.read("place")
    assert (failed.value.code, failed.value.facts["path"]) == ("L-303", str(segment.file))


def test_a_column_added_to_the_definition_later_is_empty_in_earlier_rows(book):
    from jidi.lake import Lake

    book.commit({"place": places("old")})
    wider = with_column(book.lake.table("place"), SCAN.column("count"))
    lake = Lake(book.folder / "lake", registry=book.registry, tables={"place": wider})
    new = places("new").append_column("count", pa.array([7]))
    lake.commit({"place": new}, source="s", origin="reported", by="b", clock=lambda: AT)
    assert lake.read("place", columns=["name", "count"]).to_pylist() == [
        {"name": "old", "count": None},
        {"name": "new", "count": 7},
    ]


@given(st.lists(st.text(alphabet="ab\0é中", max_size=3), min_size=1, max_size=20))
def test_extremes_are_the_smallest_and_largest_of_the_sort_column(values):
    extremes = segments.Extremes(("parcel",))
    for value in values:
        extremes.see(pa.table({"parcel": [value, None]}))
    ordered = sorted(values, key=lambda text: text.encode())
    assert (extremes.low, extremes.high) == (ordered[0], ordered[-1])


def test_handing_a_folder_for_writing_and_it_is_gone_afterwards(book):
    with book.lake.staging() as folder:
        assert folder.is_dir()
        assert Path(folder).parent == book.folder / "lake" / ".staging"
    assert not folder.exists()
