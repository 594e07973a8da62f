"""A book of an earlier Jidi: opened, brought up to date in one step, nothing in it lost."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from threading import Timer

import pytest
from sqlalchemy import inspect, select, text

from jidi.core.errors import WorkspaceError
from jidi.registry import Register, Registry, migration, sqlite_url
from jidi.registry.tables import SCHEMA_VERSION, audit, batch, metadata, setting

AT = datetime(2026, 5, 2, 8, 0)  # noqa: DTZ001
OLD = (Path(__file__).parent / "schema_1.sql").read_text("utf-8")
NEW_TABLES = {"register_entry", "register_revision"}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A registry as the version before the register of responsibility made it."""
    path = tmp_path / "registry.db"
    connection = sqlite3.connect(path)
    connection.executescript(OLD)
    connection.close()
    return path


def _tables(path: Path) -> set[str]:
    connection = sqlite3.connect(path)
    names = {name for (name,) in connection.execute("select name from sqlite_master")}
    connection.close()
    return names


def test_an_old_registry_is_brought_up_to_date_when_it_is_opened(old):
    with Registry.open(sqlite_url(old), clock=lambda: AT) as registry:
        assert registry.schema == SCHEMA_VERSION
        with registry.reading() as connection:
            assert set(inspect(connection).get_table_names()) == set(metadata.tables)
            assert connection.scalar(select(setting.c.value)) == str(SCHEMA_VERSION)
            assert connection.scalar(select(batch.c.actor)) == "王"
        assert registry.audit.verify() is None
        *before, last = registry.audit.entries()
    assert [entry.action for entry in before] == ["workspace.create", "lake.commit"]
    assert (last.action, last.actor, last.at) == ("registry.upgrade", "jidi", AT.isoformat())
    assert last.facts == {"from": 1, "to": SCHEMA_VERSION}


def test_an_upgraded_registry_has_the_tables_of_a_new_one(old, tmp_path):
    Registry.open(sqlite_url(old)).close()
    Registry.create(sqlite_url(tmp_path / "new.db")).close()
    shapes = []
    for path in (old, tmp_path / "new.db"):
        connection = sqlite3.connect(path)
        shapes.append(
            {
                name: connection.execute(f"pragma table_info({name})").fetchall()
                for name in metadata.tables
            }
        )
        connection.close()
    assert shapes[0] == shapes[1]


def test_an_upgrade_happens_once(old):
    Registry.open(sqlite_url(old)).close()
    with Registry.open(sqlite_url(old)) as registry:
        assert len(list(registry.audit.entries())) == 3


def test_those_who_open_an_old_registry_together_upgrade_it_once(old):
    def opened(_turn: int) -> int:
        with Registry.open(sqlite_url(old)) as registry:
            return registry.schema

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(opened, range(8))) == {SCHEMA_VERSION}
    with Registry.open(sqlite_url(old)) as registry:
        assert registry.audit.verify() is None
        assert [e.action for e in registry.audit.entries()].count("registry.upgrade") == 1


@contextmanager
def _held(path: Path) -> Iterator[sqlite3.Connection]:
    """An old registry that someone is about to write, before anyone changed how it is logged."""
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as holder:
        holder.execute("begin immediate")
        yield holder


def test_who_opens_an_old_registry_waits_for_one_who_is_about_to_write_it(old):
    with _held(old) as holder:
        released = Timer(0.2, holder.rollback)
        released.start()
        with Registry.open(sqlite_url(old), wait_seconds=20) as registry:
            assert released.finished.is_set()
            assert registry.schema == SCHEMA_VERSION
        released.join()


def test_who_opens_an_old_registry_is_told_when_the_wait_is_over(old):
    with _held(old), pytest.raises(WorkspaceError) as failed:
        Registry.open(sqlite_url(old), wait_seconds=0.1)
    assert failed.value.code == "W-202"


def test_an_upgrade_that_fails_leaves_the_registry_as_it_was(old, monkeypatch):
    def fail(*_args, **_kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(migration, "append", fail)
    with pytest.raises(ZeroDivisionError):
        Registry.open(sqlite_url(old))
    assert not NEW_TABLES & _tables(old)
    monkeypatch.undo()
    with Registry.open(sqlite_url(old)) as registry:
        assert registry.schema == SCHEMA_VERSION


def test_an_old_registry_that_cannot_be_written_is_read_and_says_what_is_missing(old, monkeypatch):
    real = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: Path(path) != old.parent and real(path, mode)
    )
    with Registry.open(sqlite_url(old)) as registry:
        assert registry.schema == 1
        assert len(list(registry.audit.entries())) == 2
        register = Register(registry, "shanxi")
        assert not register.has_tables
        assert register.count() == 0
        for ask in (register.subjects, register.chains, lambda: register.chain("sx-t-01")):
            with pytest.raises(WorkspaceError) as refused:
                ask()
            assert refused.value.code == "R-303"
    assert not NEW_TABLES & _tables(old)


def test_an_old_registry_on_a_server_is_upgraded_too(postgresql):
    with Registry.create(postgresql) as registry, registry.writing() as connection:
        connection.execute(text("DROP TABLE register_revision, register_entry"))
        connection.execute(text("UPDATE setting SET value = '1' WHERE name = 'schema'"))
    with Registry.open(postgresql, clock=lambda: AT) as registry:
        with registry.reading() as connection:
            assert set(inspect(connection).get_table_names()) == set(metadata.tables)
            assert connection.scalar(select(audit.c.action)) == "registry.upgrade"
        with registry.writing() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
