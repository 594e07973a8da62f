"""What the registry keeps of who somebody is at an identity provider.

A subject is tied to a person by an administrator, never by signing in; both ends stand in the audit
log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select

from jidi.core.errors import InputError, UnknownName
from jidi.core.nearest import suggestion
from jidi.core.utc import utc_text
from jidi.registry.access_tables import person_subject
from jidi.registry.audit import append
from jidi.registry.database import Registry
from jidi.registry.people import (
    DEMO,
    SUBJECTS_SINCE,
    PeopleBook,
    check_still_managed,
    is_managed,
)


@dataclass(frozen=True)
class Subject:
    """Somebody at a provider.

    :param issuer: the provider, as its tokens name it.
    :param subject: its own unchanging name of them (``sub``).
    :param person: who that is here.
    """

    issuer: str
    subject: str
    person: str
    at: str


class SubjectBook:
    """The subjects of one registry."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def all(self) -> tuple[Subject, ...]:
        """Every subject, by person; none in a registry too old to hold any."""
        if self._registry.schema < SUBJECTS_SINCE:
            return ()
        order = (person_subject.c.person, person_subject.c.issuer, person_subject.c.subject)
        with self._registry.reading() as connection:
            return tuple(map(_subject, connection.execute(select(person_subject).order_by(*order))))

    def of(self, person: str) -> tuple[Subject, ...]:
        """The subjects of one person."""
        return tuple(one for one in self.all() if one.person == person)

    def person_of(self, issuer: str, subject: str) -> str | None:
        """Whom a provider means; None when nobody said so."""
        return next(
            (one.person for one in self.all() if (one.issuer, one.subject) == (issuer, subject)),
            None,
        )

    def tie(self, person: str, *, issuer: str, subject: str, by: str, at: datetime) -> Subject:
        """Let a person sign in as a subject of a provider.

        :raises UnknownName: A-122. :raises InputError: A-125 for one of a demonstration or closed;
            Z-121 for no subject at all, Z-122 when it is somebody else's, or theirs already.
        """
        found = PeopleBook(self._registry).person(person)
        if found.kind == DEMO or found.closed:
            raise InputError("A-125", person=person)
        if not subject.isprintable() or not 1 <= len(subject) <= 255:
            raise InputError("Z-121")
        with self._registry.writing() as connection:
            where = (person_subject.c.issuer == issuer, person_subject.c.subject == subject)
            whose = connection.scalar(select(person_subject.c.person).where(*where))
            if whose is not None:
                raise InputError("Z-122", subject=subject, person=whose)
            row = {"issuer": issuer, "subject": subject, "person": person, "at": utc_text(at)}
            connection.execute(insert(person_subject).values(row))
            facts = {"issuer": issuer, "subject": subject}
            append(connection, at=at, by=by, action="person.tie", subject=person, facts=facts)
        return Subject(issuer, subject, person, row["at"])

    def untie(self, person: str, *, subject: str, by: str, at: datetime) -> None:
        """Let a person sign in as a subject no longer. Sessions that run go on until they end.

        :raises UnknownName: Z-123 with the nearest of theirs.
        :raises InputError: A-130 when nobody would be left who manages people.
        """
        known = [one.subject for one in self.of(person)]
        if subject not in known:
            nearest = suggestion(subject, known)
            raise UnknownName("Z-123", asked=subject, person=person, nearest=nearest)
        with self._registry.writing() as connection:
            before = is_managed(connection)
            where = (person_subject.c.person == person, person_subject.c.subject == subject)
            connection.execute(delete(person_subject).where(*where))
            check_still_managed(connection, person, before=before)
            facts = {"subject": subject}
            append(connection, at=at, by=by, action="person.untie", subject=person, facts=facts)


def _subject(row: Row[Any]) -> Subject:
    return Subject(row.issuer, row.subject, row.person, row.at)
