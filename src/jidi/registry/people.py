"""What the registry keeps of people: who they are, their roles, their passwords and links.

Every change stands in the audit log in the same transaction. Nobody is removed: a person is closed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from jidi.core.errors import InputError, UnknownName, WorkspaceError
from jidi.core.nearest import suggestion
from jidi.core.utc import utc_text
from jidi.registry.access_tables import (
    access_link,
    person,
    person_role,
    person_subject,
    web_session,
)
from jidi.registry.audit import append
from jidi.registry.database import Registry

SINCE: Final = 8
"""The schema version from which a registry holds people."""
SUBJECTS_SINCE: Final = 11
"""The schema version from which it holds who they are at an identity provider."""
LOCAL, DEMO = "local", "demo"
MANAGER: Final = "administrator"
"""The role without which nobody could let anybody in."""


@dataclass(frozen=True)
class Given:
    """A role somebody has.

    :param bound: the division (12 digits) or the company it is for; empty for the province.
    """

    role: str
    bound: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody who may sign in.

    :param id: the name to sign in with.
    :param secret: the password's hash; None before one was set.
    :param locked_until: after too many wrong passwords, ISO 8601 in UTC.
    :param closed: since when an administrator closed it.
    """

    id: str
    name: str
    kind: str
    secret: str | None = field(repr=False)
    failures: int
    locked_until: str | None
    closed: str | None
    made_at: str
    roles: tuple[Given, ...]


class PeopleBook:
    """The people of one registry."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    @property
    def is_kept(self) -> bool:
        """Whether this registry can hold people at all."""
        return self._registry.schema >= SINCE

    def somebody_may_sign_in(self) -> bool:
        """Whether anybody has a password, or may be chosen in a demonstration."""
        if not self.is_kept:
            return False
        able = or_(person.c.secret.is_not(None), person.c.kind == DEMO)
        query = select(person.c.id).where(able, person.c.closed.is_(None)).limit(1)
        with self._registry.reading() as connection:
            return connection.scalar(query) is not None

    def all(self) -> tuple[Person, ...]:
        """Everybody, by id; nobody in a registry too old to hold any."""
        if not self.is_kept:
            return ()
        with self._registry.reading() as connection:
            return people_where(connection)

    def person(self, id_: str) -> Person:
        """The person of that id.

        :raises UnknownName: A-122 with the nearest.
        """
        known = {one.id: one for one in self.all()}
        if id_ not in known:
            raise UnknownName("A-122", asked=id_, nearest=suggestion(id_, known))
        return known[id_]

    def add(
        self, id_: str, name: str, roles: Sequence[Given], *, kind: str, by: str, at: datetime
    ) -> Person:
        """A new person, with their roles and the entry in the audit log.

        :raises InputError: A-123 when there is one of that id.
        :raises WorkspaceError: A-124 when the registry is too old.
        """
        self._check_kept()
        with self._registry.writing() as connection:
            if people_where(connection, id_):
                raise InputError("A-123", person=id_)
            row = {"id": id_, "name": name, "kind": kind, "failures": 0, "made_at": utc_text(at)}
            connection.execute(insert(person).values(row))
            _write_roles(connection, id_, roles, at)
            facts = {"name": name, "kind": kind, "roles": _told(roles)}
            _note(connection, "person.add", id_, facts, by=by, at=at)
        return self.person(id_)

    def set_roles(self, id_: str, roles: Sequence[Given], *, by: str, at: datetime) -> Person:
        """Other roles in place of those a person had.

        :raises UnknownName: A-122. :raises InputError: A-130 when nobody would be left who manages
            people.
        """
        before = self.person(id_)
        with self._registry.writing() as connection:
            was_managed = is_managed(connection)
            connection.execute(delete(person_role).where(person_role.c.person == id_))
            _write_roles(connection, id_, roles, at)
            check_still_managed(connection, id_, before=was_managed)
            facts = {"before": _told(before.roles), "roles": _told(roles)}
            _note(connection, "person.roles", id_, facts, by=by, at=at)
        return self.person(id_)

    def set_closed(self, id_: str, *, closed: bool, by: str, at: datetime) -> Person:
        """Close a person, ending every session of theirs, or open them again; either unlocks.

        :raises UnknownName: A-122. :raises InputError: A-130 as :meth:`set_roles`.
        """
        self.person(id_)
        with self._registry.writing() as connection:
            was_managed = is_managed(connection)
            values: dict[str, Any] = {"closed": utc_text(at) if closed else None}
            _change(connection, id_, {**values, "failures": 0, "locked_until": None})
            if closed:
                check_still_managed(connection, id_, before=was_managed)
                end_sessions(connection, id_, at=at)
            action = "person.close" if closed else "person.open"
            _note(connection, action, id_, {}, by=by, at=at)
        return self.person(id_)

    def set_secret(self, id_: str, secret: str, *, by: str, at: datetime) -> None:
        """Another password, as its hash; every session of the person ends."""
        with self._registry.writing() as connection:
            _set_secret(connection, id_, secret, at=at)
            _note(connection, "person.password", id_, {}, by=by, at=at)

    def add_link(self, id_: str, digest: str, *, until: datetime, by: str, at: datetime) -> None:
        """A link with which a person sets a password; earlier ones hold no longer.

        :raises UnknownName: A-122. :raises InputError: A-125 for one of a demonstration or closed.
        """
        found = self.person(id_)
        if found.kind == DEMO or found.closed:
            raise InputError("A-125", person=id_)
        with self._registry.writing() as connection:
            unused = (access_link.c.person == id_, access_link.c.used.is_(None))
            now = utc_text(at)
            connection.execute(update(access_link).where(*unused).values(used=now))
            row = {"digest": digest, "person": id_, "at": now, "until": utc_text(until)}
            connection.execute(insert(access_link).values(row))
            _note(connection, "person.link", id_, {"until": utc_text(until)}, by=by, at=at)

    def person_of_link(self, digest: str, *, at: datetime) -> Person:
        """Whom a link is for.

        :raises InputError: A-108 when it was used, is over or was never given.
        """
        if self.is_kept:
            with self._registry.reading() as connection:
                id_ = _linked(connection, digest, at)
                found = people_where(connection, id_) if id_ else ()
            if found and not found[0].closed:
                return found[0]
        raise InputError("A-108")

    def use_link(self, digest: str, secret: str, *, at: datetime) -> str:
        """Set the password of a link's person; the person's id.

        :raises InputError: A-108 when it was used meanwhile.
        """
        self._check_kept()
        with self._registry.writing() as connection:
            id_ = _linked(connection, digest, at)
            if id_ is None:
                raise InputError("A-108")
            used = update(access_link).where(access_link.c.digest == digest)
            connection.execute(used.values(used=utc_text(at)))
            _set_secret(connection, id_, secret, at=at)
            _note(connection, "person.password", id_, {"with": "link"}, by=id_, at=at)
            return id_

    def note_failure(self, id_: str, *, most: int, locked_until: datetime, at: datetime) -> None:
        """A wrong password; the person is locked at the last that is allowed."""
        with self._registry.writing() as connection:
            found = people_where(connection, id_)
            failures = found[0].failures + 1 if found else 0
            locks = failures >= most
            values: dict[str, Any] = {"failures": 0 if locks else failures}
            if locks:
                values["locked_until"] = utc_text(locked_until)
            _change(connection, id_, values)
            facts = {"failures": failures, "locked": locks}
            _note(connection, "session.refused", id_, facts, by=id_, at=at)

    def _check_kept(self) -> None:
        if not self.is_kept:
            raise WorkspaceError("A-124")


def people_where(connection: Connection, id_: str = "") -> tuple[Person, ...]:
    """Everybody, or the one of that id, by id."""
    chosen, given = select(person).order_by(person.c.id), select(person_role)
    if id_:
        chosen = chosen.where(person.c.id == id_)
        given = given.where(person_role.c.person == id_)
    roles: dict[str, list[Given]] = {}
    for row in connection.execute(given.order_by(person_role.c.role, person_role.c.bound)):
        roles.setdefault(row.person, []).append(Given(row.role, row.bound))
    return tuple(_person(row, roles) for row in connection.execute(chosen))


def end_sessions(connection: Connection, id_: str, *, at: datetime) -> None:
    """End every session of a person."""
    running = (web_session.c.person == id_, web_session.c.ended.is_(None))
    connection.execute(update(web_session).where(*running).values(ended=utc_text(at)))


def _person(row: Row[Any], roles: Mapping[str, Sequence[Given]]) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        kind=row.kind,
        secret=row.secret,
        failures=row.failures,
        locked_until=row.locked_until,
        closed=row.closed,
        made_at=row.made_at,
        roles=tuple(roles.get(row.id, ())),
    )


def _write_roles(connection: Connection, id_: str, roles: Sequence[Given], at: datetime) -> None:
    for one in dict.fromkeys(roles):
        row = {"person": id_, "role": one.role, "bound": one.bound, "at": utc_text(at)}
        connection.execute(insert(person_role).values(row))


def _set_secret(connection: Connection, id_: str, secret: str, *, at: datetime) -> None:
    _change(connection, id_, {"secret": secret, "failures": 0, "locked_until": None})
    end_sessions(connection, id_, at=at)


def _change(connection: Connection, id_: str, values: Mapping[str, Any]) -> None:
    connection.execute(update(person).where(person.c.id == id_).values(**values))


def is_managed(connection: Connection) -> bool:
    """Whether somebody who may sign in manages people."""
    tied = set(connection.scalars(select(person_subject.c.person)))
    able = [
        one
        for one in people_where(connection)
        if one.closed is None and (one.secret or one.kind == DEMO or one.id in tied)
    ]
    return any(given.role == MANAGER for one in able for given in one.roles)


def check_still_managed(connection: Connection, id_: str, *, before: bool) -> None:
    """Where somebody managed people, somebody still must: nobody locks a book for good."""
    if before and not is_managed(connection):
        raise InputError("A-130", person=id_)


def _linked(connection: Connection, digest: str, at: datetime) -> str | None:
    query = select(access_link.c.person).where(
        access_link.c.digest == digest,
        access_link.c.used.is_(None),
        access_link.c.until > utc_text(at),
    )
    return connection.scalar(query)


def _told(roles: Sequence[Given]) -> list[list[str]]:
    return [[one.role, one.bound] for one in roles]


def _note(
    connection: Connection, action: str, id_: str, facts: Mapping[str, Any], *,
    by: str, at: datetime,
) -> None:  # fmt: skip
    append(connection, at=at, by=by, action=action, subject=id_, facts=facts)
