"""The register of responsibility (责任台账) of a book, as it stands on a day.

The face for reports and pages: :func:`missing` says why there is none, :func:`entries` gives every
entry as it stands on a day, :func:`summary` counts them. What is overdue depends on the day asked
about and is never stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jidi.core.errors import InputError, JidiError, Language, WorkspaceError
from jidi.model.register import Origin, Revision, State, Subject, WorkStatus, load_fields
from jidi.registry import Register
from jidi.service.books import Book
from jidi.service.register_summary import Share, Summary, summary

__all__ = [
    "Entry",
    "Share",
    "Summary",
    "entries",
    "entry_named",
    "history",
    "missing",
    "origins_of",
    "register_of",
    "standing",
    "summary",
]


@dataclass(frozen=True)
class Entry:
    """One entry as it stands on a day.

    :param subject: what the plan says.
    :param state: what people have reported up to that day.
    :param revision: the newest of all revisions, on which a change must build; it may be later
        than the day.
    :param told: the revision that holds on the day.
    :param day: the day asked about.
    :param origins: for every reported value, where it comes from.
    """

    subject: Subject
    state: State
    revision: int
    told: Revision
    day: date
    origins: Mapping[str, Origin]

    @property
    def id(self) -> str:
        """The entry's id."""
        return self.subject.id

    def title(self, lang: Language) -> str:
        """The title; in English the plan's own, unless somebody has given it another."""
        is_own = self.state.title == self.subject.zh
        return self.subject.en if lang == "en" and is_own else self.state.title

    @property
    def status(self) -> WorkStatus:
        """How far it is."""
        return self.state.status

    @property
    def status_origin(self) -> Origin:
        """Where the status comes from: the plan (nobody has reported), a person, or invention."""
        return self.origins["status"]

    @property
    def is_synthetic(self) -> bool:
        """Whether any value that is shown was invented."""
        return "synthetic" in self.origins.values()

    @property
    def has_fallen_due(self) -> bool:
        """Whether the time allowed ends with the day or ended before."""
        return self.state.due_on is not None and self.state.due_on <= self.day

    @property
    def is_past_due(self) -> bool:
        """Whether the time allowed ended before the day."""
        return self.state.due_on is not None and self.state.due_on < self.day

    @property
    def is_overdue(self) -> bool:
        """Whether the deadline has passed and it is known not to be done."""
        return self.is_past_due and self.status.is_open

    @property
    def is_due_unreported(self) -> bool:
        """Whether the deadline has passed and nobody has said how far it is."""
        return self.is_past_due and self.status is WorkStatus.UNREPORTED

    @property
    def is_late(self) -> bool:
        """Whether it was done, but after its deadline."""
        due, finished = self.state.due_on, self.state.finished_on
        return due is not None and finished is not None and finished > due

    @property
    def days_over(self) -> int:
        """Days since the deadline of what is overdue; 0 for everything else."""
        due = self.state.due_on
        return (self.day - due).days if due is not None and self.is_overdue else 0

    def to_json(self) -> dict[str, Any]:
        """The entry as plain values."""
        subject = self.subject.model_dump(mode="json", exclude={"zh", "en", "plan"})
        return {
            "entry": self.id,
            "plan": self.subject.plan,
            "revision": self.revision,
            "title_zh": self.title("zh"),
            "title_en": self.title("en"),
            "status_zh": self.status.zh,
            "status_en": self.status.en,
            "status_origin": self.status_origin,
            "synthetic": self.is_synthetic,
            "day": self.day.isoformat(),
            "overdue": self.is_overdue,
            "days_over": self.days_over,
            "due_unreported": self.is_due_unreported,
            "late": self.is_late,
            "since": self.told.on.isoformat(),
            "recorded_at": self.told.at,
            "recorded_by": self.told.by,
            "state": self.state.plain(),
            "origins": dict(self.origins),
            "subject": {name: value for name, value in subject.items() if name != "id"},
        }


def register_of(book: Book) -> Register:
    """The register of the book's plan in its registry."""
    return Register(book.workspace.registry, book.plan.id)


def missing(book: Book) -> JidiError | None:
    """Why the book has no register to show; None when it has one.

    R-303: it was made by an earlier version and can be read only. R-302: nobody has started it.
    """
    register = register_of(book)
    if not register.has_tables:
        return WorkspaceError("R-303")
    return None if register.subjects() else InputError("R-302", book=book.name)


def entries(book: Book, *, at: date) -> tuple[Entry, ...]:
    """Every entry of the book's register as it stands at the end of a day, in the plan's order.

    Entries that do not hold yet on that day are left out: before the plan's period there are none.

    :raises WorkspaceError: R-303. :raises InputError: R-302. See :func:`missing`.
    """
    # Every revision leaves an entry in the audit log.
    stamp = book.workspace.registry.audit.head()
    return book.current("register", (stamp, at), lambda: _entries(book, at))


def _entries(book: Book, at: date) -> tuple[Entry, ...]:
    whole = register_of(book).whole()
    if not whole:
        raise InputError("R-302", book=book.name)
    found = (standing(subject, chain, at) for subject, chain in whole)
    return tuple(entry for entry in found if entry is not None)


def entry_named(book: Book, name: str, *, at: date) -> Entry:
    """One entry as it stands at the end of a day.

    :raises UnknownName: R-304 with the nearest id.
    :raises InputError: R-302; R-305 when it does not hold yet on that day.
    :raises WorkspaceError: R-303.
    """
    known = {entry.id: entry for entry in entries(book, at=at)}
    if name in known:
        return known[name]
    chain = register_of(book).chain(name)
    raise InputError("R-305", entry=name, on=at, last=chain[0].on)


def history(book: Book, name: str) -> tuple[Revision, ...]:
    """Every revision of an entry, oldest first.

    :raises UnknownName: R-304 with the nearest id. :raises InputError: R-302.
    :raises WorkspaceError: R-303.
    """
    reason = missing(book)
    if reason is not None:
        raise reason
    return register_of(book).chain(name)


def standing(subject: Subject, chain: Sequence[Revision], day: date) -> Entry | None:
    """An entry as it stands at the end of a day; None when it does not hold yet."""
    held = [revision for revision in chain if revision.on <= day]
    if not held:
        return None
    told = held[-1]
    return Entry(
        subject=subject,
        state=told.state,
        revision=chain[-1].number,
        told=told,
        day=day,
        origins=origins_of(held),
    )


def worst_first(found: Iterable[Entry]) -> tuple[Entry, ...]:
    """Overdue entries first, the longest overdue leading; then what is due and unreported; then by
    deadline, in the plan's order."""

    def place(entry: Entry) -> tuple[int, int, date]:
        rank = 0 if entry.is_overdue else 1 if entry.is_due_unreported else 2
        return rank, -entry.days_over, entry.state.due_on or date.max

    return tuple(sorted(found, key=place))


def origins_of(chain: Sequence[Revision]) -> dict[str, Origin]:
    """Where each value comes from: the revision that said it last."""
    found: dict[str, Origin] = {column.name: chain[0].origin for column in load_fields().reported}
    for revision in chain[1:]:
        found |= {change.field: revision.origin for change in revision.changes}
    return found
