"""Faults of the database, said as coded errors."""

from __future__ import annotations

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
    except SQLAlchemyError as error:
        raise WorkspaceError(_code_of(error), database=database, reason=_reason(error)) from error


def _code_of(error: SQLAlchemyError) -> str:
    reason = _reason(error)
    if isinstance(error, OperationalError) and "disk is full" in reason:
        return "W-201"
    if isinstance(error, OperationalError) and "is locked" in reason:
        return "W-202"
    if isinstance(error, OperationalError) and "disk I/O error" in reason:
        return "W-208"
    if isinstance(error, OperationalError) and "readonly database" in reason:
        return "W-209"
    if isinstance(error, DatabaseError) and ("not a database" in reason or "malformed" in reason):
        return "W-203"
    return "W-204"


def _reason(error: SQLAlchemyError) -> str:
    origin = getattr(error, "orig", None)
    return str(origin if origin is not None else error)
