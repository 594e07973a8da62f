"""Whether rows that came to a book can change what a rule said at a moment."""

from __future__ import annotations

from datetime import datetime

from jidi.lake.integrity import check_files
from jidi.lake.time_bounds import earliest
from jidi.model.rule import Rule
from jidi.service.books import Book
from jidi.supervision.rules import tables_behind


def may_change(book: Book, rule: Rule, *, since: int, at: datetime) -> bool:
    """Whether what a rule says at ``at`` may differ from what it said at data version ``since``.

    Rows that are only known after the moment change nothing; of tables that do not tell from when
    on a row is known, any change may.

    :raises LakeError: L-302 or L-303 when a new file is missing or damaged.
    """
    names = tables_behind(rule, book.catalogue.shared_relations)
    return any(_has_come(book, name, since, at) for name in names)


def _has_come(book: Book, name: str, since: int, at: datetime) -> bool:
    key = ("supervision.came", name, since, at)
    return book.remembered(key, lambda version: _looked(book, name, since, version, at))


def _looked(book: Book, name: str, since: int, version: int, at: datetime) -> bool:
    lake = book.workspace.lake
    known_from = book.catalogue.tables[name].known_from
    origins = lake.origins(name, at=since) | lake.origins(name, at=version)
    changes = [lake.changes(name, origin=o, since=since, until=version) for o in sorted(origins)]
    if any(one.removed for one in changes):
        return True
    added = [segment for one in changes for segment in one.added if segment.rows]
    if not added or known_from is None:
        return bool(added)
    if any(not segment.file.exists() for segment in added):
        return True
    check_files(added)
    first = earliest(added, known_from)
    return first is None or first <= at
