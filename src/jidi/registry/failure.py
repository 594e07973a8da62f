"""Faults of the database, said as coded errors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError

from jidi.core.errors import WorkspaceError


@contextmanager
def coded(database: str) -> Iterator[None]:
    """Turn whatever the database raises inside into a WorkspaceError.

    :param database: how messages call it: the file's name, or the URL without its password.
    :raises WorkspaceError: W-201 disk full, W-202 held by another writer, W-203 not a database or
        damaged, W-208 the disk failed, W-209 it can be read only, W-204 anything else.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise WorkspaceError(_code_of(error), database=database, reason=_reason(error)) from error


_SAID = {
    "disk is full": "W-201",
    "is locked": "W-202",
    "disk I/O error": "W-208",
    # Its log and the log's index are files beside it, which a full disk has no room for.
    "unable to open database file": "W-208",
    "readonly database": "W-209",
}
"""What a SQLite that cannot go on says."""


def _code_of(error: Exception) -> str:
    reason = _reason(error)
    if isinstance(error, (OperationalError, sqlite3.OperationalError)):
        for words, code in _SAID.items():
            if words in reason:
                return code
    damaged = "not a database" in reason or "malformed" in reason
    if isinstance(error, (DatabaseError, sqlite3.DatabaseError)) and damaged:
        return "W-203"
    return "W-204"


def _reason(error: Exception) -> str:
    origin = getattr(error, "orig", None)
    return str(origin if origin is not None else error)
