"""Personal values of a book: which columns are, opening one, matching one. Every look is recorded.

Whoever can read the key file may open values; each
opening needs a name and a reason, and stands in the audit log before the value is given.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from jidi.core.errors import InputError, WorkspaceError
from jidi.core.worded import listed
from jidi.lake import Workspace
from jidi.model.personal import Kept
from jidi.model.table import Column, Table
from jidi.privacy import KeyRing, open_sealed, pseudonyms_of
from jidi.privacy.door import is_keyed, place_of
from jidi.privacy.key_file import read_keys
from jidi.registry import append
from jidi.service.books import Book

ENVIRONMENT = "JIDI_KEYS"
"""The variable that names the key file of books whose ``jidi.toml`` names none."""


def key_file(workspace: Workspace, given: Path | None) -> Path | None:
    """The key file: the one named, else the one ``jidi.toml`` names (from the book's folder on),
    else that of the environment, so that what takes files in finds the same keys as what shows
    values. A book's own file goes first: one server may serve several books.
    """
    if given is not None:
        return given
    named = workspace.settings.keys or os.environ.get(ENVIRONMENT, "")
    return Path(os.path.normpath(workspace.root / Path(named).expanduser())) if named else None


def key_ring(workspace: Workspace, given: Path | None = None) -> KeyRing | None:
    """The keys of a book; None when none are named, which is fine while nothing personal comes.

    :param given: a key file in place of the one that ``jidi.toml`` names.
    :raises WorkspaceError: K-101 to K-103, K-107. :raises DefinitionError: D-100 to D-103.
    """
    path = key_file(workspace, given)
    return None if path is None else read_keys(path, apart_from=workspace.root)


def needed_ring(workspace: Workspace, given: Path | None = None) -> KeyRing:
    """The keys of a book.

    :raises WorkspaceError: K-118 when no file is named; else as :func:`key_ring`.
    """
    ring = key_ring(workspace, given)
    if ring is None:
        raise WorkspaceError("K-118")
    return ring


def reveal(
    book: Book,
    table: str,
    column: str,
    row: str,
    *,
    keys: KeyRing,
    by: str,
    why: str,
    now: datetime,
) -> str:
    """The text of one sealed value, given only after the look at it stands in the audit log.

    :param row: the key of the row; several values with commas.
    :raises InputError: K-114 without name or reason, K-116 for a column that is not sealed, K-117
        when there is no such row, K-108, K-109 when the seal does not open.
    :raises WorkspaceError: K-104, K-105 for a missing key, W-209 when the log cannot be written.
    """
    check_asked(by=by, why=why)
    of_table = book.catalogue.table(table)
    wanted = _sealed_column(of_table, column)
    key = tuple(part.strip() for part in row.split(","))
    token, at = _found(book, of_table, column, key, row)
    assert wanted.personal is not None
    place = place_of(of_table, column, at)
    text = open_sealed(token, place=place, purpose=wanted.personal.purpose, keys=keys)
    facts = {"why": why, "row": row, "purpose": wanted.personal.purpose}
    record(book.workspace, "privacy.reveal", f"{table}.{column}", facts, by=by, now=now)
    return text


def match_person(
    book: Book,
    value: str,
    *,
    kind: str,
    purpose: str,
    keys: KeyRing,
    by: str,
    why: str,
    now: datetime,
) -> tuple[str, ...]:
    """The pseudonyms under which a person's value may lie in the lake, under every key kept.

    For tracing by person: search for all of them. The value itself is not recorded, its newest
    pseudonym is.

    :raises InputError: K-114 without name or reason.
    :raises UnknownName: K-110, K-113. :raises WorkspaceError: K-104, W-209.
    """
    check_asked(by=by, why=why)
    found = pseudonyms_of(value, kind=kind, purpose=purpose, keys=keys)
    facts = {"why": why, "kind": kind, "purpose": purpose}
    subject = found[0] if found else "—"
    record(book.workspace, "privacy.match", subject, facts, by=by, now=now)
    return found


def check_asked(*, by: str, why: str) -> None:
    """:raises InputError: K-114 unless both who and why are said."""
    if not by.strip() or not why.strip():
        raise InputError("K-114")


def record(
    workspace: Workspace,
    action: str,
    subject: str,
    facts: dict[str, Any],
    *,
    by: str,
    now: datetime,
) -> None:
    """One entry in the audit log, in a transaction of its own."""
    with workspace.registry.writing() as connection:
        append(connection, at=now, by=by.strip(), action=action, subject=subject, facts=facts)


def _sealed_column(table: Table, name: str) -> Column:
    column = table.column(name)
    if column.personal is None or column.personal.kept is not Kept.SEALED:
        known = [
            c.name
            for c in table.personal_columns
            if is_keyed(c) and c.personal is not None and c.personal.kept is Kept.SEALED
        ]
        raise InputError("K-116", column=name, known=listed(known))
    return column


def _found(
    book: Book, table: Table, column: str, key: Sequence[str], row: str
) -> tuple[str, tuple[Any, ...]]:
    """The stored text of a row, and its key as the lake holds it."""
    missing = InputError("K-117", table=table.name, row=row, key=listed(table.key))
    if len(key) != len(table.key):
        raise missing
    asked = pa.table({f"key_{at}": pa.array([part]) for at, part in enumerate(key)})
    on = " AND ".join(
        f"CAST(t.{name} AS VARCHAR) = asked.key_{at}" for at, name in enumerate(table.key)
    )
    names = ", ".join(f"t.{name}" for name in table.key)
    sql = f"SELECT t.{column} AS token, {names} FROM {table.name} t JOIN asked ON {on}"
    rows = [r for r in book.ask(sql, {"asked": asked}).to_pylist() if r["token"] is not None]
    if len(rows) != 1:
        raise missing
    return rows[0]["token"], tuple(rows[0][name] for name in table.key)
