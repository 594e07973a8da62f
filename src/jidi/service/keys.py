"""Making, rotating and dropping the keys of a book; each is an entry in its audit log."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from jidi.core.errors import InputError, WorkspaceError
from jidi.lake import Workspace
from jidi.privacy.key import Entropy, KeyRing, new_ring, rotated, suite_of, without
from jidi.privacy.key_file import read_keys, write_keys
from jidi.service.books import Book
from jidi.service.personal_values import check_asked, key_file, record
from jidi.service.privacy_audit import audit_privacy


def make_keys(
    workspace: Workspace,
    path: Path | None,
    *,
    suite: str,
    entropy: Entropy,
    by: str,
    now: datetime,
) -> tuple[Path, KeyRing]:
    """A new key file with one key for each purpose.

    :raises WorkspaceError: K-118 when no file is named, K-102, K-106, K-107.
    :raises UnknownName: K-111 for an unknown suite.
    """
    named = _named(workspace, path)
    ring = new_ring(suite=suite, entropy=entropy, now=now)
    write_keys(named, ring, apart_from=workspace.root, anew=True)
    prints = {str(key.id): key.fingerprint for key in ring.keys}
    record(workspace, "privacy.keys.new", suite, {"fingerprints": prints}, by=by, now=now)
    return named, ring


def rotate(
    workspace: Workspace,
    path: Path | None,
    purpose: str,
    *,
    suite: str,
    entropy: Entropy,
    by: str,
    now: datetime,
) -> KeyRing:
    """A fresh current key for a purpose; earlier ones stay in the file.

    :param suite: empty for the suite of the newest key.
    :raises UnknownName: K-110, K-111. :raises WorkspaceError: K-101 to K-103, K-107, K-118.
    """
    named = _named(workspace, path)
    ring = read_keys(named, apart_from=workspace.root)
    grown = rotated(ring, purpose, suite=suite or suite_of(ring), entropy=entropy, now=now)
    write_keys(named, grown, apart_from=workspace.root, anew=False)
    newest = grown.keys[-1]
    facts = {"key": newest.id, "algorithm": newest.algorithm, "fingerprint": newest.fingerprint}
    record(workspace, "privacy.keys.rotate", purpose, facts, by=by, now=now)
    return grown


def drop(
    book: Book, path: Path | None, number: int, *, by: str, why: str, now: datetime
) -> KeyRing:
    """The ring without an old key that no row of the book needs any more.

    :raises InputError: K-114 without name or reason, K-112 for a key that is current or unknown,
        K-119 while rows made with it are in the book.
    """
    check_asked(by=by, why=why)
    workspace = book.workspace
    named = _named(workspace, path)
    left = without(read_keys(named, apart_from=workspace.root), number)
    for one in audit_privacy(book).personal:
        if one.by_key[number]:
            where = f"{one.table.name}.{one.column.name}"
            raise InputError("K-119", number=number, rows=one.by_key[number], column=where)
    write_keys(named, left, apart_from=workspace.root, anew=False)
    record(workspace, "privacy.keys.drop", str(number), {"why": why}, by=by, now=now)
    return left


def _named(workspace: Workspace, path: Path | None) -> Path:
    found = key_file(workspace, path)
    if found is None:
        raise WorkspaceError("K-118")
    return found
