"""The registry as a database: made, opened, locked, refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_mock_engine, insert, inspect, select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from jidi.core.errors import WorkspaceError
from jidi.registry import Registry, sqlite_url
from jidi.registry.failure import coded
from jidi.registry.tables import SCHEMA_VERSION, metadata, setting


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a ?#%登记.db"


@pytest.fixture
def registry(path):
    with Registry.create(sqlite_url(path)) as registry:
        yield registry


def _put(registry: Registry, name: str) -> None:
    with registry.writing() as connection:
        connection.execute(insert(setting).values(name=name, value="1"))


def _names(registry: Registry) -> set[str]:
    with registry.reading() as connection:
        return set(connection.scalars(select(setting.c.name)))


def test_a_new_registry_has_every_table_and_the_schema_version(registry):
    with registry.reading() as connection:
        assert set(inspect(connection).get_table_names()) == set(metadata.tables)
        assert connection.scalar(select(setting.c.value)) == str(SCHEMA_VERSION)


def test_creating_again_keeps_what_is_there(registry, path):
    _put(registry, "kept")
    with Registry.create(sqlite_url(path)) as again:
        assert "kept" in _names(again)


def test_sqlite_is_durable_checks_references_and_lets_readers_read(registry):
    with registry.reading() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 30_000,
    }


def test_a_dangling_reference_is_refused(registry):
    orphan = text("insert into receipt (batch, body) values ('none', '{}')")
    with pytest.raises(WorkspaceError) as failed, registry.writing() as connection:
        connection.execute(orphan)
    assert failed.value.code == "W-204"
    assert "FOREIGN KEY" in failed.value.message("en")


def test_what_raises_inside_a_transaction_leaves_no_trace(registry):
    with pytest.raises(ZeroDivisionError), registry.writing() as connection:
        connection.execute(insert(setting).values(name="lost", value="1"))
        raise ZeroDivisionError
    assert _names(registry) == {"schema"}


def test_a_reader_sees_the_last_committed_state_while_a_writer_works(registry):
    with registry.writing() as connection:
        connection.execute(insert(setting).values(name="later", value="1"))
        assert _names(registry) == {"schema"}
    assert _names(registry) == {"schema", "later"}


def test_a_second_writer_waits_and_then_says_who_is_in_the_way(registry, path):
    impatient = Registry.open(sqlite_url(path), wait_seconds=0.05)
    with impatient, registry.writing():
        with pytest.raises(WorkspaceError) as failed:
            _put(impatient, "never")
        assert failed.value.code == "W-202"
    assert _names(registry) == {"schema"}


def test_opening_a_missing_file_does_not_make_one(path):
    with pytest.raises(WorkspaceError) as failed:
        Registry.open(sqlite_url(path))
    assert failed.value.code == "W-205"
    assert not path.exists()


def test_an_sqlite_file_of_another_program_is_not_a_registry(path):
    connection = sqlite3.connect(path)
    connection.execute("create table theirs (x)")
    connection.close()
    with pytest.raises(WorkspaceError) as failed:
        Registry.open(sqlite_url(path))
    assert failed.value.code == "W-205"


def test_a_registry_without_its_schema_row_is_refused(registry, path):
    with registry.writing() as connection:
        connection.execute(setting.delete())
    with pytest.raises(WorkspaceError) as failed:
        Registry.open(sqlite_url(path))
    assert failed.value.code == "W-205"


def test_a_registry_of_a_newer_version_is_refused(registry, path):
    newer = str(SCHEMA_VERSION + 1)
    with registry.writing() as connection:
        connection.execute(update(setting).values(value=newer))
    with pytest.raises(WorkspaceError) as failed:
        Registry.open(sqlite_url(path))
    assert failed.value.code == "W-206"
    assert failed.value.facts["found"] == newer


@pytest.mark.parametrize("make", [Registry.open, Registry.create])
def test_a_file_that_is_no_database_is_named(make, path):
    path.write_bytes(b"not a database at all, but long enough to be read as one" * 40)
    with pytest.raises(WorkspaceError) as failed:
        make(sqlite_url(path))
    assert failed.value.code == "W-203"
    assert path.name in failed.value.message("zh")


def test_a_full_disk_is_said_as_such(registry):
    with registry.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    with pytest.raises(WorkspaceError) as failed, registry.writing() as connection:
        # The database may not grow: for SQLite the same refusal as a disk without space.
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        connection.execute(insert(setting).values(name="big", value="x" * 1_000_000))
    assert failed.value.code == "W-201"
    assert _names(registry) == {"schema"}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OperationalError("", {}, Exception("database or disk is full")), "W-201"),
        (OperationalError("", {}, Exception("database is locked")), "W-202"),
        (OperationalError("", {}, Exception("disk I/O error")), "W-208"),
        (OperationalError("", {}, Exception("database disk image is malformed")), "W-203"),
        (OperationalError("", {}, Exception("unable to open database file")), "W-208"),
        (SQLAlchemyError("nothing to do with the driver"), "W-204"),
    ],
)
def test_each_fault_of_the_database_has_its_code(error, code):
    with pytest.raises(WorkspaceError) as failed, coded("book.db"):
        raise error
    assert failed.value.code == code


def test_a_registry_may_lie_in_memory():
    with Registry.create("sqlite://") as registry:
        assert _names(registry) == {"schema"}


@pytest.mark.parametrize(
    "url", ["postgresql+absent://user:secret@host/book", "absent://u:secret@h"]
)
def test_a_database_we_have_no_driver_for_is_named_without_its_password(url):
    with pytest.raises(WorkspaceError) as failed:
        Registry.open(url)
    assert failed.value.code == "W-207"
    assert "secret" not in failed.value.message("en")


def test_a_url_that_is_none_is_refused_without_repeating_it():
    with pytest.raises(WorkspaceError) as failed:
        Registry.create("secret and no url")
    assert failed.value.code == "W-207"
    assert "secret" not in failed.value.message("en")


def test_the_tables_can_be_made_in_postgresql():
    statements: list[str] = []
    dialect = postgresql.dialect()
    mock = create_mock_engine(
        "postgresql://", lambda sql, *_: statements.append(str(sql.compile(dialect=dialect)))
    )
    metadata.create_all(mock, checkfirst=False)
    made = " ".join(statements)
    assert all(f"CREATE TABLE {name} " in made for name in metadata.tables)
    assert "id BIGSERIAL NOT NULL" in made
    assert "number BIGINT NOT NULL" in made


def test_writers_queue_at_one_row_in_databases_without_a_single_writer():
    lock = select(setting.c.value).with_for_update()
    assert "FOR UPDATE" in str(lock.compile(dialect=postgresql.dialect()))
