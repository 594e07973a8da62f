"""What was removed from a book on purpose, by which rule, by whom and why. Rows are only added.

A removal is written first, with its entry in the audit log; then the file goes. A process that dies
between leaves a file that nothing points at any more, which the next opening sweeps.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeAlias

from sqlalchemy import Connection, insert, select

from jidi.registry.database import Registry
from jidi.registry.tables import removal

SINCE: Final = 6
"""The schema version from which a registry holds removals."""
What: TypeAlias = Literal["segment", "held", "inbox"]


@dataclass(frozen=True)
class Removed:
    """One file that was removed.

    :param name: its path from the folder of its kind.
    :param segment: the number of the lake's segment; None for other files.
    :param rule: the term it was removed under.
    """

    kind: What
    name: str
    segment: int | None
    rule: str
    at: str
    by: str
    why: str


def note_removals(
    connection: Connection,
    kind: What,
    files: Iterable[tuple[str, int | None]],
    *,
    rule: str,
    at: datetime,
    by: str,
    why: str,
) -> None:
    """Write down that files go.

    :param connection: of ``registry.writing()``; the audit entry belongs into the same transaction.
    :param files: name, and number of the segment where it is one.
    """
    told = {"kind": kind, "rule": rule, "at": at.isoformat(), "actor": by, "why": why}
    rows = [{**told, "name": name, "segment": number} for name, number in files]
    if rows:
        connection.execute(insert(removal), rows)


def removals(registry: Registry, kind: What) -> tuple[Removed, ...]:
    """What was removed, oldest first; nothing in a registry too old to tell."""
    if registry.schema < SINCE:
        return ()
    query = select(removal).where(removal.c.kind == kind).order_by(removal.c.id)
    with registry.reading() as connection:
        return tuple(
            Removed(kind, row.name, row.segment, row.rule, row.at, row.actor, row.why)
            for row in connection.execute(query)
        )
