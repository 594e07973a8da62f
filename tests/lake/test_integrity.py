"""No number comes from a file that is not what the ledger says."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path

import pyarrow as pa
import pytest
from small_lake import places, scans

from jidi.core.errors import Interrupted, LakeError
from jidi.lake import DuckDBEngine, integrity

SUM = "SELECT sum(count) AS n FROM scan"
_TICKS = count(1_900_000_000)


@pytest.fixture
def filled(book):
    numbers = pa.array(range(500))
    rows = scans(*[(f"e{n}", "p", None) for n in range(500)]).append_column("count", numbers)
    book.commit({"scan": rows})
    book.commit({"place": places("here", "there")})
    return book


def _file(book, table: str = "scan") -> Path:
    (segment,) = book.lake.segments(table)
    return segment.file


def _flip(path: Path, *offsets: int) -> None:
    """Change bytes and nothing of the length, as a worn disk does; the times tell of a writing."""
    data = bytearray(path.read_bytes())
    for offset in offsets:
        data[offset] ^= 0x5A
    path.write_bytes(data)
    tick = next(_TICKS)
    os.utime(path, (tick, tick))


def _ask(book, sql: str = SUM) -> int:
    with DuckDBEngine(book.lake) as engine:
        return engine.run(sql).to_pylist()[0]["n"]


def _refusal(act) -> LakeError:
    with pytest.raises(LakeError) as failed:
        act()
    return failed.value


def test_a_whole_lake_answers_and_verifies(filled):
    assert _ask(filled) == sum(range(500))
    assert filled.lake.verify() == ()


def test_no_altered_byte_of_a_file_goes_unnoticed(filled):
    """Every byte of head and footer, every eleventh between: the digest is of all of them."""
    path, segments = _file(filled), filled.lake.segments("scan")
    size = path.stat().st_size
    for offset in sorted({*range(0, size, 11), *range(16), *range(size - 48, size)}):
        _flip(path, offset)
        (damage,) = integrity.damages(segments)
        assert damage.code == "L-303"
        _flip(path, offset)
    assert list(integrity.damages(segments)) == []


@pytest.mark.parametrize("share", [0.0, 0.2, 0.4, 0.6, 0.8, 0.95])
def test_two_flipped_bytes_give_no_number_but_the_table_and_the_file(filled, share):
    path = _file(filled)
    offset = int(share * path.stat().st_size)
    _flip(path, offset, offset + 7)
    for act in (lambda: _ask(filled), lambda: filled.lake.read("scan")):
        error = _refusal(act)
        assert (error.code, error.facts["table"]) == ("L-303", "scan")
        assert error.facts["path"] == str(path)
        assert "备份" in error.message("zh")


def test_a_damaged_footer_is_the_files_fault_and_not_the_querys(filled):
    path = _file(filled)
    end = path.stat().st_size
    _flip(path, *range(end - 40, end - 8))
    assert _refusal(lambda: _ask(filled)).code == "L-303"


def test_a_file_of_another_length_is_not_even_read(filled, monkeypatch):
    path = _file(filled)
    path.write_bytes(path.read_bytes()[:-1])
    monkeypatch.setattr(integrity, "sha256_of", lambda _path: pytest.fail("read"))
    error = _refusal(lambda: _ask(filled))
    assert (error.code, error.facts["table"]) == ("L-303", "scan")


def test_a_missing_file_is_named(filled):
    path = _file(filled)
    path.unlink()
    error = _refusal(lambda: _ask(filled))
    assert (error.code, error.facts["path"]) == ("L-302", str(path))


def test_damages_of_all_the_tables_of_a_query_are_told_in_one_pass(filled):
    _flip(_file(filled), 50)
    _file(filled, "place").unlink()
    error = _refusal(lambda: _ask(filled, "SELECT 1 AS n FROM place, SCAN"))
    assert sorted([error.code, *(other.code for other in error.also)]) == ["L-302", "L-303"]


def test_tables_that_a_query_does_not_read_do_not_hinder_it(filled):
    _flip(_file(filled, "place"), 50)
    assert _ask(filled) == sum(range(500))
    assert _refusal(lambda: _ask(filled, "SELECT count(*) AS n FROM place")).code == "L-303"


@pytest.mark.parametrize(
    "sql",
    [
        "WITH x AS (SELECT * FROM scan) SELECT count(*) AS n FROM x",
        "SELECT count(*) AS n FROM (SELECT 1 FROM Scan)",
        "SELECT (SELECT max(count) FROM scan) AS n",
        "SELECT 1 AS n WHERE EXISTS (FROM scan)",
        "SELECT 1 AS n UNION ALL SELECT count FROM scan",
    ],
)
def test_a_table_is_checked_wherever_a_query_hides_it(filled, sql):
    _flip(_file(filled), 50)
    assert _refusal(lambda: _ask(filled, sql)).code == "L-303"


def test_a_file_is_read_through_once_whatever_asks_for_it(filled, monkeypatch):
    read: list[Path] = []
    real = integrity.sha256_of

    def counting(path: Path) -> str:
        read.append(path)
        return real(path)

    monkeypatch.setattr(integrity, "sha256_of", counting)
    with DuckDBEngine(filled.lake) as engine:
        engine.run(SUM)
        engine.run(SUM)
    _ask(filled)
    filled.lake.read("scan")
    assert read == [_file(filled)]
    filled.lake.verify()
    assert sorted(read[1:]) == sorted([_file(filled), _file(filled, "place")])


def test_a_file_damaged_after_the_first_answer_gives_no_second_one(filled):
    with DuckDBEngine(filled.lake) as engine:
        assert engine.run(SUM).num_rows == 1
        _flip(_file(filled), 50)
        assert _refusal(lambda: engine.run(SUM)).code == "L-303"


def test_a_file_that_was_restored_answers_again(filled):
    path = _file(filled)
    _flip(path, 50)
    assert _refusal(lambda: _ask(filled)).code == "L-303"
    _flip(path, 50)
    assert _ask(filled) == sum(range(500))


def test_what_the_database_cannot_read_is_looked_at_anew_before_the_query_is_blamed(
    filled, monkeypatch
):
    """The disk changed bytes without a trace after they had been found right."""
    path = _file(filled)
    monkeypatch.setattr("jidi.lake.duckdb_engine.check_files", lambda _segments: None)
    end = path.stat().st_size
    _flip(path, *range(end - 40, end - 8))
    assert _refusal(lambda: _ask(filled)).code == "L-303"


def test_a_query_that_is_wrong_is_blamed_without_reading_the_files_again(filled, monkeypatch):
    with DuckDBEngine(filled.lake) as engine:
        engine.run(SUM)
        monkeypatch.setattr(integrity, "sha256_of", lambda _path: pytest.fail("read"))
        assert _refusal(lambda: engine.run("SELECT nothing FROM scan")).code == "L-405"


def test_a_query_that_fails_on_whole_files_is_still_blamed(filled):
    error = _refusal(lambda: _ask(filled, "SELECT CAST(id AS INTEGER) AS n FROM scan"))
    assert error.code == "L-406"


def test_a_disk_that_refuses_to_be_read_is_said_with_the_file(filled, monkeypatch):
    def refuse(_path: Path) -> str:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(integrity, "sha256_of", refuse)
    error = _refusal(lambda: _ask(filled))
    assert error.code == "L-303"
    assert "Input/output error" in error.message("en")


def test_a_disk_that_fails_after_the_check_is_said_with_the_file(filled, monkeypatch):
    def refuse(*_args: object, **_more: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("jidi.lake.lake.pq.read_table", refuse)
    error = _refusal(lambda: filled.lake.read("scan"))
    assert (error.code, error.facts["table"]) == ("L-303", "scan")


def test_ctrl_c_stops_the_reading_through(filled, monkeypatch):
    def stop(_path: Path) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(integrity, "sha256_of", stop)
    with pytest.raises(Interrupted) as stopped:
        _ask(filled)
    assert stopped.value.code == "L-411"


def test_after_a_stop_while_a_table_is_opened_it_can_be_asked_again(filled, monkeypatch):
    with DuckDBEngine(filled.lake) as engine:
        made = engine._connection

        class Stopping:
            def __init__(self) -> None:
                self.stopped = False

            def execute(self, statement: str):
                result = made.execute(statement)
                if not self.stopped:
                    self.stopped = True
                    raise KeyboardInterrupt
                return result

            def __getattr__(self, name: str):
                return getattr(made, name)

        monkeypatch.setattr(engine, "_connection", Stopping())
        with pytest.raises(Interrupted):
            engine.run(SUM)
        assert engine.run(SUM).to_pylist() == [{"n": sum(range(500))}]


def test_verifying_lists_every_damaged_or_missing_file_of_every_version(filled):
    old = _file(filled, "place")
    filled.commit({"place": places("new")}, replace=True)
    filled.commit({"place": places("new")})  # the same content is the same file
    new = {segment.file for segment in filled.lake.segments("place")}
    assert len(new) == 1
    _flip(old, 50)
    new.pop().unlink()
    found = {(error.code, error.facts["table"]) for error in filled.lake.verify()}
    assert found == {("L-303", "place"), ("L-302", "place")}
    assert len(filled.lake.verify()) == 2


def test_verifying_reads_what_this_process_has_already_found_whole(filled, monkeypatch):
    assert filled.lake.verify() == ()
    monkeypatch.setattr(integrity, "sha256_of", lambda _path: "0" * 64)
    assert {error.code for error in filled.lake.verify()} == {"L-303"}
    assert len(filled.lake.verify()) == 2
