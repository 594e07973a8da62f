"""What an administrator and an auditor look at: the audit log, names of keys, backups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jidi.core.errors import JidiError
from jidi.registry.audit import Broken, Entry
from jidi.service.books import Book
from jidi.service.personal_values import key_ring

_BACKUP_ACTIONS = ("book.backup", "book.restore_drill")


@dataclass(frozen=True)
class LogPage:
    """A part of the audit log, newest first.

    :param total: entries that fit the filter.
    :param broken: the first link of the whole chain that does not hold; None when all do.
    :param head: the digest of the newest entry, to compare with one kept elsewhere.
    """

    entries: tuple[Entry, ...]
    total: int
    actions: tuple[str, ...]
    broken: Broken | None
    head: str

    def to_json(self) -> dict[str, Any]:
        """For ``--json`` and the API."""
        broken = self.broken
        return {
            "verified": broken is None,
            "broken": None if broken is None else {"entry": broken.number, "fault": broken.fault},
            "head": self.head,
            "total": self.total,
            "entries": [
                {
                    "number": one.number,
                    "at": one.at,
                    "by": one.actor,
                    "action": one.action,
                    "subject": one.subject,
                    "facts": dict(one.facts),
                }
                for one in self.entries
            ],
        }


@dataclass(frozen=True)
class KeyName:
    """A key as it may be shown: never the key."""

    number: int
    purpose: str
    algorithm: str
    made: str
    is_current: bool


def log_page(
    book: Book, *, action: str = "", actor: str = "", skip: int = 0, most: int | None = 50
) -> LogPage:
    """A part of the audit log; every link is checked each time it is asked for.

    :param action: only entries of this action; all when empty.
    :param actor: only entries of whoever has this in their name.
    :param most: how many; all when None.
    """
    log = book.workspace.registry.audit
    known = tuple(log.entries())[::-1]
    fitting = [
        one for one in known if action in ("", one.action) and actor.lower() in one.actor.lower()
    ]
    actions = tuple(sorted({one.action for one in known}))
    shown = tuple(fitting[skip:] if most is None else fitting[skip : skip + most])
    return LogPage(shown, len(fitting), actions, log.verify(), log.head())


def key_names(book: Book) -> tuple[KeyName, ...] | JidiError:
    """The keys of the book by number, purpose and age; or why they cannot be read here."""
    try:
        ring = key_ring(book.workspace)
    except JidiError as error:
        return error
    if ring is None:
        return ()
    return tuple(
        KeyName(key.id, key.purpose, key.algorithm, key.made, ring.is_current(key))
        for key in ring.keys
    )


def backups(book: Book) -> tuple[Entry, ...]:
    """What the audit log knows of backups, trial restores and restores, newest first."""
    known = book.workspace.registry.audit.entries()
    return tuple(one for one in known if one.action in _BACKUP_ACTIONS)[::-1]


def system_json(book: Book) -> Mapping[str, Any]:
    """Names of keys and the state of backups, for the API."""
    keys = key_names(book)
    return {
        "keys": [vars(key) for key in keys] if isinstance(keys, tuple) else None,
        "keys_error": keys.to_json() if isinstance(keys, JidiError) else None,
        "backups": [
            {"at": one.at, "by": one.actor, "action": one.action, **one.facts}
            for one in backups(book)
        ],
    }
