"""The registry: the relational half of a book. SQLite by default, PostgreSQL by URL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Self

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    event,
    insert,
    inspect,
    make_url,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from jidi.core.closing import Closing
from jidi.core.errors import WorkspaceError
from jidi.registry.audit import AuditLog
from jidi.registry.failure import coded
from jidi.registry.migration import schema_of, upgrade
from jidi.registry.read_only import is_file, is_read_only, reading_engine
from jidi.registry.tables import SCHEMA_VERSION, metadata, setting

_SQLITE_PRAGMAS = (
    "synchronous = FULL",
    "foreign_keys = ON",
)
_RETRY_SECONDS = 0.02


def _local_now() -> datetime:
    return datetime.now().astimezone()


class Registry(Closing):
    """A connection pool to one registry. Made by :meth:`create` or :meth:`open`.

    Readers see the last committed state and are never blocked by a writer; one writer at a time.

    :param read_only: nothing can be written, because the disk or the permissions forbid it.

    ``schema`` is the version its tables have: the newest, unless it is an old one that can be read
    only and so was not upgraded.
    """

    def __init__(self, engine: Engine, *, read_only: bool = False) -> None:
        self._engine = engine
        self._name = _name_of(engine.url)
        self.read_only = read_only
        self.schema = SCHEMA_VERSION

    @classmethod
    def create(cls, url: URL | str, *, wait_seconds: float = 30.0) -> Self:
        """A new registry with empty tables. Tables that exist already are kept.

        :param url: ``sqlite_url(path)`` or any SQLAlchemy URL.
        :param wait_seconds: how long a writer waits for another one.
        :raises WorkspaceError: W-207 when the URL cannot be used, W-201 to W-204, W-208, W-209.
        """
        registry = cls(_engine(url, wait_seconds=wait_seconds))
        with registry._closed_on_failure():
            registry._make_tables()
        return registry

    @classmethod
    def open(
        cls,
        url: URL | str,
        *,
        wait_seconds: float = 30.0,
        clock: Callable[[], datetime] = _local_now,
    ) -> Self:
        """An existing registry; for reading alone where its file or folder cannot be written.

        One of an earlier Jidi is upgraded, where it can be written; nothing in it is lost.

        :param clock: the time for the audit log, should it be upgraded.
        :raises WorkspaceError: W-205 when it holds no tables of ours, W-206 when it is of a newer
            Jidi, W-207 when the URL cannot be used, W-201 to W-204 and W-208 when the database
            refuses; W-210 when it can be read only by finishing what a writer left undone.
        """
        parsed = _parsed(url)
        if _is_absent(parsed):  # SQLite would make an empty file of that name
            raise WorkspaceError("W-205", database=_name_of(parsed))
        read_only = is_read_only(parsed)
        engine = (reading_engine if read_only else _engine)(parsed, wait_seconds=wait_seconds)
        registry = cls(engine, read_only=read_only)
        with registry._closed_on_failure():
            registry._check_schema()
            registry._upgrade(clock)
        return registry

    @property
    def audit(self) -> AuditLog:
        """The audit log, to read and to verify."""
        return AuditLog(self)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one consistent state."""
        with coded(self._name), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the registry's write lock from its start to its end.

        It commits when the block ends and leaves no trace when the block raises.

        :raises WorkspaceError: W-202 when another writer holds the lock for too long, W-209 when
            the registry can be read only.
        """
        if self.read_only:
            raise WorkspaceError("W-209", database=self._name)
        with coded(self._name), self._engine.connect() as connection:
            connection = connection.execution_options(jidi_writes=True)
            with connection.begin():
                lock = select(setting.c.value).where(setting.c.name == "schema").with_for_update()
                connection.execute(lock)
                yield connection

    def close(self) -> None:
        """Give back all connections. SQLite folds its write-ahead log into the file."""
        self._engine.dispose()

    @contextmanager
    def _closed_on_failure(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.close()
            raise

    def _make_tables(self) -> None:
        with coded(self._name), self._engine.begin() as connection:
            metadata.create_all(connection)
            if schema_of(connection) is None:
                connection.execute(insert(setting).values(name="schema", value=str(SCHEMA_VERSION)))

    def _check_schema(self) -> None:
        with self.reading() as connection:
            if not inspect(connection).has_table(setting.name):
                raise WorkspaceError("W-205", database=self._name)
            found = schema_of(connection)
        if found is None:
            raise WorkspaceError("W-205", database=self._name)
        if int(found) > SCHEMA_VERSION:
            raise WorkspaceError(
                "W-206", database=self._name, found=found, known=str(SCHEMA_VERSION)
            )
        self.schema = int(found)

    def _upgrade(self, clock: Callable[[], datetime]) -> None:
        if self.schema == SCHEMA_VERSION or self.read_only:
            return
        with self.writing() as connection:
            upgrade(connection, at=clock(), by="jidi")
        self.schema = SCHEMA_VERSION


def sqlite_url(path: Path) -> URL:
    """The URL of a SQLite file; any character may stand in the path."""
    return URL.create("sqlite", database=str(path))


def _engine(url: URL | str, *, wait_seconds: float) -> Engine:
    parsed = _parsed(url)
    if parsed.get_backend_name() != "sqlite":
        try:
            return create_engine(parsed)
        except (SQLAlchemyError, ImportError) as error:  # no such dialect, no driver installed
            raise WorkspaceError("W-207", database=_name_of(parsed), reason=str(error)) from error
    engine = create_engine(parsed, connect_args={"timeout": wait_seconds})
    event.listen(engine, "connect", partial(_prepare_sqlite, wait_seconds=wait_seconds))
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object, *, wait_seconds: float) -> None:
    # The driver would begin transactions on its own, and late; we say BEGIN ourselves.
    connection.isolation_level = None
    _write_ahead(connection, wait_seconds=wait_seconds)
    for pragma in _SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: sqlite3.Connection, *, wait_seconds: float) -> None:
    """Switch a file to its write-ahead log; it stays so.

    SQLite does not wait for its locks here, whatever its timeout: who opens a registry together
    with others is refused at once while one of them makes this change or is the last to leave.
    """
    until = monotonic() + wait_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() >= until:
                raise
            sleep(_RETRY_SECONDS)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("jidi_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _parsed(url: URL | str) -> URL:
    try:
        return make_url(url)
    except SQLAlchemyError as error:
        # Not the text itself: it may hold a password.
        raise WorkspaceError("W-207", database="—", reason=type(error).__name__) from error


def _is_absent(url: URL) -> bool:
    return is_file(url) and not Path(str(url.database)).exists()


def _name_of(url: URL) -> str:
    if url.get_backend_name() == "sqlite" and url.database:
        return Path(url.database).name
    return url.render_as_string(hide_password=True)
