"""The engine answers over one data version, and reaches nothing else."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pytest
from small_lake import SCAN, places, scans, with_column

from jidi.core.errors import Interrupted, LakeError, UnknownName
from jidi.lake import DuckDBEngine, Engine, Lake
from jidi.lake.duckdb_engine import connected
from jidi.lake.guard import guarded


@pytest.fixture
def filled(book):
    book.commit({"scan": scans(("a", "p", "2026-01-01T10:00:00"), ("b", "q", None))})
    book.commit({"place": places("here", "there")})
    return book


def _first(engine: Engine, sql: str, parameters=None):
    return engine.run(sql, parameters).to_pylist()[0]


def test_a_query_reads_the_tables_by_name(filled):
    with DuckDBEngine(filled.lake) as engine:
        assert _first(engine, "SELECT count(*) AS n, max(s.at) AS last FROM scan AS s") == {
            "n": 2,
            "last": datetime(2026, 1, 1, 10),  # noqa: DTZ001
        }


def test_a_table_without_rows_has_the_same_columns_and_types_as_one_with_rows(filled):
    with DuckDBEngine(filled.lake, ["scan"], at=2) as full:
        wanted = full.run("SELECT * FROM scan").schema
    with DuckDBEngine(filled.lake, ["scan"], at=0) as empty:
        found = empty.run("SELECT * FROM scan")
    assert found.num_rows == 0
    assert found.schema == wanted
    assert found.schema.names == SCAN.arrow_schema.names


def test_the_version_stays_the_same_while_others_commit(filled):
    with DuckDBEngine(filled.lake, ["place"]) as engine:
        filled.commit({"place": places("later")}, replace=True)
        assert engine.version == 2
        assert _first(engine, "SELECT count(*) AS n FROM place") == {"n": 2}


def test_a_past_version_can_be_asked(filled):
    with DuckDBEngine(filled.lake, at=1) as engine:
        assert _first(engine, "SELECT count(*) AS n FROM place") == {"n": 0}


def test_equal_batches_count_twice(filled):
    filled.commit({"place": places("here", "there")})
    with DuckDBEngine(filled.lake) as engine:
        assert _first(engine, "SELECT count(*) AS n FROM place") == {"n": 4}


def test_only_the_tables_asked_for_are_there(filled):
    with DuckDBEngine(filled.lake, ["place"]) as engine, pytest.raises(LakeError) as failed:
        engine.run("SELECT * FROM scan")
    assert failed.value.code == "L-404"


def test_an_unknown_table_is_refused_with_the_nearest(filled):
    with pytest.raises(UnknownName) as failed:
        DuckDBEngine(filled.lake, ["plaec"])
    assert failed.value.facts["nearest"] == "place"


def test_a_column_added_later_is_empty_in_earlier_segments(filled):
    wider = with_column(filled.lake.table("place"), SCAN.column("count"))
    lake = Lake(filled.lake.folder, registry=filled.registry, tables={"place": wider})
    with DuckDBEngine(lake) as engine:
        assert engine.run("SELECT count FROM place").to_pylist() == [{"count": None}] * 2
    lake.commit(
        {"place": places("new").append_column("count", pa.array([7]))},
        source="s",
        origin="reported",
        by="b",
        clock=datetime.now,
    )
    with DuckDBEngine(lake) as engine:
        rows = engine.run("SELECT name, count FROM place ORDER BY name").to_pylist()
    assert rows == [
        {"name": "here", "count": None},
        {"name": "new", "count": 7},
        {"name": "there", "count": None},
    ]


def test_a_column_whose_type_has_changed_is_refused(filled):
    place = filled.lake.table("place")
    given = place.model_dump() | {"key": ["name"]}
    given["columns"] = [
        column | ({"type": "timestamp"} if column["name"] == "opened_on" else {})
        for column in given["columns"]
    ]
    changed = type(place).model_validate(given)
    lake = Lake(filled.lake.folder, registry=filled.registry, tables={"place": changed})
    with pytest.raises(LakeError) as failed:
        DuckDBEngine(lake)
    assert failed.value.code == "L-304"
    assert failed.value.facts["found"] == "date32[day]"


def test_registered_rows_can_be_joined_and_replaced(filled):
    with DuckDBEngine(filled.lake) as engine:
        sql = "SELECT count(*) AS n FROM place JOIN wanted ON wanted.w = place.name"
        engine.register("wanted", pa.table({"w": ["here"]}))
        assert _first(engine, sql) == {"n": 1}
        engine.register("wanted", pa.table({"w": ["here", "there"]}))
        assert _first(engine, sql) == {"n": 2}


def test_withdrawn_rows_are_gone_and_tables_of_the_lake_stay(filled):
    with DuckDBEngine(filled.lake) as engine:
        engine.register("wanted", pa.table({"w": ["here"]}))
        engine.withdraw("wanted")
        with pytest.raises(LakeError) as failed:
            engine.run("SELECT count(*) AS n FROM wanted")
        assert failed.value.code == "L-404"
        engine.withdraw("place")
        assert _first(engine, "SELECT count(*) AS n FROM place WHERE name = 'here'") == {"n": 1}


@pytest.mark.parametrize("name", ["place", "Place"])
def test_a_table_of_the_lake_cannot_be_hidden_by_registered_rows(filled, name):
    with DuckDBEngine(filled.lake) as engine, pytest.raises(LakeError) as failed:
        engine.register(name, places("made up"))
    assert failed.value.code == "L-413"


def test_parameters_are_values_and_never_sql(filled):
    with DuckDBEngine(filled.lake) as engine:
        sql = "SELECT count(*) AS n FROM place WHERE name = $name"
        assert _first(engine, sql, {"name": "here"}) == {"n": 1}
        assert _first(engine, sql, {"name": "' OR 1=1 --"}) == {"n": 0}


@pytest.mark.parametrize(
    ("given", "name"), [({}, "name"), (None, "name"), ({"name": "x", "nmae": "x"}, "nmae")]
)
def test_parameters_that_are_missing_or_too_many_are_named(filled, given, name):
    with DuckDBEngine(filled.lake) as engine, pytest.raises(LakeError) as failed:
        engine.run("SELECT $name AS x", given)
    assert (failed.value.code, failed.value.facts["name"]) == ("L-410", name)


def _error(engine: Engine, sql: str) -> LakeError:
    with pytest.raises(LakeError) as failed:
        engine.run(sql, file="outlets.sql", header_lines=10)
    return failed.value


@pytest.mark.parametrize(
    ("sql", "code", "line", "near"),
    [
        ("SELECT name\nFROM place\nWHERE nmae = 1", "L-405", 13, "name"),
        ("SELECT 1,\n  lenght(name) AS n FROM place", "L-405", 12, "length"),
        ("SELECT name,\n name + opened_on FROM place", "L-406", 12, None),
        ("SELECT\n CAST(name AS INTEGER) AS x FROM place", "L-406", 12, None),
        ("SELECT name\nFROM place\nWHERE WHERE", "L-401", 13, None),
        ("SELECT *\nFROM plaec", "L-404", 12, "place"),
    ],
)
def test_a_wrong_query_names_its_file_its_line_and_what_is_near(filled, sql, code, line, near):
    with DuckDBEngine(filled.lake) as engine:
        error = _error(engine, sql)
    assert error.code == code
    assert error.where is not None
    assert error.where.file == "outlets.sql"
    assert error.where.line == line
    assert near is None or near in error.facts["nearest"]


def test_after_a_wrong_query_the_engine_still_answers(filled):
    with DuckDBEngine(filled.lake) as engine:
        _error(engine, "SELECT nothing FROM place")
        assert _first(engine, "SELECT count(*) AS n FROM place") == {"n": 2}


def _without_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    def blind(_sql: str, **_more: object):
        return guarded("SELECT 1", relations=())

    monkeypatch.setattr("jidi.lake.duckdb_engine.guarded", blind)


READS = [
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_csv_auto('/etc/passwd')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM place, LATERAL read_text('/etc/passwd')",
    "SELECT (SELECT content FROM read_text('/etc/passwd')) AS x",
    "WITH x AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM x",
    "SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')",
    "SELECT * FROM 'https://example.org/x.parquet'",
    "SELECT * FROM read_parquet('s3://bucket/x.parquet')",
]
ACTS = [
    "COPY place TO '{out}'",
    "EXPORT DATABASE '{out}'",
    "ATTACH '{out}'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "PRAGMA database_list",
    "SET threads = 1",
    "RESET allowed_paths",
    "CREATE TABLE x AS SELECT 1 AS y",
    "INSERT INTO place VALUES ('x')",
    "DROP VIEW place",
    "CALL pragma_version()",
]


@pytest.mark.parametrize("sql", READS + ACTS)
def test_a_definition_cannot_reach_outside(filled, sql, tmp_path):
    out = tmp_path / "out"
    with DuckDBEngine(filled.lake) as engine:
        error = _error(engine, sql.format(out=out))
    assert error.code in ("L-401", "L-402", "L-403", "L-404")
    assert not out.exists()


@pytest.mark.parametrize("sql", [*READS, *ACTS[:5], ACTS[6], ACTS[7]])
def test_behind_the_guard_the_database_is_shut_too(filled, sql, tmp_path, monkeypatch):
    """Whatever slips past the reading of the SQL meets a database that may not."""
    out = tmp_path / "out"
    with DuckDBEngine(filled.lake) as engine:
        engine.run("SELECT name FROM place")  # a table is there to be copied or dropped
        monkeypatch.setattr(
            "jidi.lake.duckdb_engine.guarded", lambda *_a, **_k: guarded("SELECT 1", relations=())
        )
        try:
            rows = engine.run(sql.format(out=out))
        except LakeError as error:
            assert error.code in ("L-405", "L-406", "L-408")
        else:
            assert rows is None or rows.num_rows == 0
    assert not out.exists()


def test_segments_that_the_version_does_not_name_cannot_be_read(filled, monkeypatch):
    """Only the listed files are open to the database, not even others in the lake."""
    path = filled.lake.segments("scan")[0].file
    monkeypatch.setattr(
        "jidi.lake.duckdb_engine.guarded", lambda *_a, **_k: guarded("SELECT 1", relations=())
    )
    with DuckDBEngine(filled.lake, ["place"]) as engine, pytest.raises(LakeError) as failed:
        engine.run(f"SELECT * FROM read_parquet('{path}')")
    assert "disabled" in failed.value.message("en")


def test_variables_of_the_program_are_no_tables(filled, monkeypatch):
    secret = pa.table({"x": [1]})
    monkeypatch.setattr(
        "jidi.lake.duckdb_engine.guarded", lambda *_a, **_k: guarded("SELECT 1", relations=())
    )
    with DuckDBEngine(filled.lake) as engine, pytest.raises(LakeError):
        engine.run("SELECT * FROM secret")
    assert secret.num_rows == 1


def test_no_extension_is_fetched_or_loaded_by_itself(filled, monkeypatch):
    monkeypatch.setattr(
        "jidi.lake.duckdb_engine.guarded", lambda *_a, **_k: guarded("SELECT 1", relations=())
    )
    names = "'autoinstall_known_extensions', 'autoload_known_extensions', 'lock_configuration'"
    with DuckDBEngine(filled.lake) as engine:
        sql = f"SELECT name, value FROM duckdb_settings() WHERE name IN ({names}) ORDER BY name"
        assert [row["value"] for row in engine.run(sql).to_pylist()] == ["false", "false", "true"]


def test_threads_and_memory_can_be_set(filled, monkeypatch):
    monkeypatch.setattr(
        "jidi.lake.duckdb_engine.guarded", lambda *_a, **_k: guarded("SELECT 1", relations=())
    )
    with DuckDBEngine(filled.lake, threads=1, memory="100MiB") as engine:
        sql = "SELECT current_setting('threads') AS t, current_setting('memory_limit') AS m"
        assert _first(engine, sql) == {"t": 1, "m": "100.0 MiB"}


@pytest.mark.parametrize(
    "wrong", [{"threads": 0}, {"memory": "much"}, {"memory": "1GB'; SELECT '"}]
)
def test_settings_that_make_no_sense_are_refused(filled, wrong):
    with pytest.raises(LakeError) as failed:
        DuckDBEngine(filled.lake, **wrong)
    assert failed.value.code == "L-409"


def test_what_does_not_fit_into_memory_goes_to_the_staging_folder_and_is_gone_afterwards(filled):
    staging = filled.lake.folder / ".staging"
    with DuckDBEngine(filled.lake, threads=1, memory="60MB") as engine:
        rows = engine.run(
            "SELECT count(DISTINCT k) AS n FROM "
            "(SELECT CAST(range AS VARCHAR) || repeat('x', 40) AS k FROM range(1500000))"
        )
        assert rows.to_pylist() == [{"n": 1_500_000}]
        assert [path.name.split("-")[0] for path in staging.iterdir()] == ["spill"]
    assert list(staging.iterdir()) == []


def test_more_memory_than_allowed_is_said(filled):
    with DuckDBEngine(filled.lake, threads=1, memory="10MB") as engine:
        error = _error(engine, "SELECT list(range) AS x\nFROM range(10000000)")
    assert error.code == "L-407"


def test_ctrl_c_stops_a_query(filled, request):
    endless = "SELECT count(*) AS n FROM range(10000000) AS a, range(10000000) AS b"
    endless += " WHERE a.range < b.range"
    # A run in the background of a shell inherits that Ctrl-C is ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    with DuckDBEngine(filled.lake, threads=1) as engine:
        timer.start()
        with pytest.raises(Interrupted) as stopped:
            engine.run(endless, file="slow.sql")
        assert stopped.value.code == "L-411"
        assert _first(engine, "SELECT count(*) AS n FROM place") == {"n": 2}


def test_other_failures_inside_the_database_are_not_taken_for_a_stop(filled, monkeypatch):
    def break_down(*_args):
        raise RuntimeError("something else")

    with DuckDBEngine(filled.lake) as engine:
        monkeypatch.setattr(engine, "_rows", break_down)
        with pytest.raises(RuntimeError, match="something else"):
            engine.run("SELECT 1 AS x")


def test_paths_with_quotes_are_read(tmp_path: Path):
    from small_lake import new_book

    folder = tmp_path / 'it\'s "a" book; 省'
    folder.mkdir()
    book = new_book(folder)
    book.commit({"place": places("here")})
    with DuckDBEngine(book.lake) as engine:
        assert _first(engine, "SELECT name FROM place") == {"name": "here"}
    book.registry.close()


def test_no_progress_bar_is_drawn_among_what_a_command_prints():
    with closing(connected({})) as database:
        setting = database.execute("SELECT current_setting('enable_progress_bar')").fetchone()
    assert setting == (False,)
