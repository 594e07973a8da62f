"""A registry that can be read but not written: on a read-only disk, or without the permission.

SQLite reads through a small file beside the database that it makes itself. Where it may make none,
it can be told that the database is immutable. That is said only where the folder refuses writing
and no write-ahead log is left: what stands in such a log would be passed over.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from jidi.core.errors import WorkspaceError


def is_file(url: URL) -> bool:
    """Whether the registry is an SQLite file; not a server, and not in memory."""
    return url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")


def is_read_only(url: URL) -> bool:
    """Whether the registry is a file that we may not write, or in a folder that we may not."""
    path = Path(str(url.database))
    return is_file(url) and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def reading_engine(url: URL, *, wait_seconds: float) -> Engine:
    """Connections for reading, each made anew: who may write can write in between.

    :raises WorkspaceError: W-210, on connecting, when a writer that died left changes in the
        write-ahead log, which cannot be read without finishing its work.
    """
    path = Path(str(url.database)).absolute()
    engine = create_engine(url, creator=lambda: _opened(path, wait_seconds), poolclass=NullPool)
    event.listen(engine, "begin", _begin)
    return engine


def _opened(path: Path, wait_seconds: float) -> sqlite3.Connection:
    log = path.with_name(f"{path.name}-wal")
    unfinished = log.exists() and log.stat().st_size > 0
    immutable = not unfinished and not os.access(path.parent, os.W_OK)
    options = "mode=ro&immutable=1" if immutable else "mode=ro"
    connection = sqlite3.connect(
        f"{path.as_uri()}?{options}", uri=True, timeout=wait_seconds, isolation_level=None
    )
    if unfinished:
        _check_log(connection, path.name)
    return connection


def _check_log(connection: sqlite3.Connection, name: str) -> None:
    try:
        connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        raise WorkspaceError("W-210", database=name, reason=str(error)) from error


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
