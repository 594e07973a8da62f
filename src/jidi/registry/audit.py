"""The audit log: who did what and when, each entry chained to the one before by its digest.

An entry is written in the same transaction as the change it tells of, so neither exists without
the other. Whoever alters, removes or inserts an entry breaks the chain from there on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, insert, select

from jidi.registry.tables import audit

if TYPE_CHECKING:
    from jidi.registry.database import Registry

FIRST = "0" * 64
"""What the first entry holds in place of the digest before it."""


@dataclass(frozen=True)
class Entry:
    """One line of the log.

    :param action: what was done, such as ``lake.commit``.
    :param subject: to what, such as a batch's id.
    :param facts: everything else worth keeping, as plain JSON values.
    """

    number: int
    at: str
    actor: str
    action: str
    subject: str
    facts: Mapping[str, Any]
    previous: str
    digest: str


@dataclass(frozen=True)
class Broken:
    """The first link that does not hold.

    :param number: the entry's number.
    :param fault: ``altered`` (content and digest disagree), ``unlinked`` (it does not follow the
        one before) or ``missing`` (a number is skipped).
    """

    number: int
    fault: str


class AuditLog:
    """The log of one registry."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def entries(self) -> Iterator[Entry]:
        """All entries, oldest first."""
        with self._registry.reading() as connection:
            for row in connection.execute(select(audit).order_by(audit.c.number)):
                yield _entry(row)

    def verify(self) -> Broken | None:
        """The first broken link, or None when the chain holds from end to end.

        An entry cut off at the very end leaves a chain that holds; compare :meth:`head` with a
        digest kept elsewhere to notice that.
        """
        previous, number = FIRST, 0
        with self._registry.reading() as connection:
            for row in connection.execute(select(audit).order_by(audit.c.number)):
                number += 1
                fault = _fault(row, number, previous)
                if fault is not None:
                    return Broken(number=number, fault=fault)
                previous = row.digest
        return None

    def head(self) -> str:
        """The digest of the newest entry: it stands for the whole log."""
        with self._registry.reading() as connection:
            return _head(connection)[1]

    def head_but(self, actions: Collection[str]) -> str:
        """The digest of the newest entry that tells of none of these actions."""
        newest = select(audit.c.digest).where(audit.c.action.not_in(actions))
        with self._registry.reading() as connection:
            found = connection.scalar(newest.order_by(audit.c.number.desc()).limit(1))
            return FIRST if found is None else str(found)


def append(
    connection: Connection,
    *,
    at: datetime,
    by: str,
    action: str,
    subject: str,
    facts: Mapping[str, Any],
) -> None:
    """Write one entry inside the transaction of the change it tells of.

    :param connection: of ``registry.writing()``, so that no other writer comes between.
    """
    number, previous = _head(connection)
    content = {
        "number": number + 1,
        "at": at.isoformat(),
        "actor": by,
        "action": action,
        "subject": subject,
        "facts": canonical(facts),
    }
    digest = _digest(previous, content)
    connection.execute(insert(audit).values(**content, previous=previous, digest=digest))


def is_noted(connection: Connection, *, action: str, subject: str) -> bool:
    """Whether the log tells of this action on this subject."""
    query = select(audit.c.number).where(audit.c.action == action, audit.c.subject == subject)
    return connection.scalar(query.limit(1)) is not None


def canonical(facts: Mapping[str, Any]) -> str:
    """The one JSON text of these facts: sorted keys, no spaces, characters as they are."""
    return json.dumps(
        facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def _digest(previous: str, content: Mapping[str, Any]) -> str:
    return hashlib.sha256((previous + canonical(content)).encode("utf-8")).hexdigest()


def _fault(row: Row[Any], number: int, previous: str) -> str | None:
    if row.number != number:
        return "missing"
    if row.previous != previous:
        return "unlinked"
    content = {
        name: getattr(row, name) for name in ("number", "at", "actor", "action", "subject", "facts")
    }
    return None if _digest(previous, content) == row.digest else "altered"


_NEWEST: Final = select(audit.c.number, audit.c.digest).order_by(audit.c.number.desc()).limit(1)
"""Built once: every request of the web face asks it."""


def _head(connection: Connection) -> tuple[int, str]:
    row = connection.execute(_NEWEST).first()
    return (row.number, row.digest) if row is not None else (0, FIRST)


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        number=row.number,
        at=row.at,
        actor=row.actor,
        action=row.action,
        subject=row.subject,
        facts=json.loads(row.facts),
        previous=row.previous,
        digest=row.digest,
    )
