"""What the registry keeps of sign-ins: sessions of browsers and tokens of programs.

Beginning and end stand in the audit log in the same transaction. That a session or a token was used
is noted at most once a minute or once a day, and not in the log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from jidi.core.errors import InputError, UnknownName
from jidi.core.nearest import suggestion
from jidi.core.utc import utc_text
from jidi.registry.access_tables import access_token, person, provider_return, web_session
from jidi.registry.audit import append
from jidi.registry.database import Registry
from jidi.registry.people import SINCE, SUBJECTS_SINCE, Person, people_where

SESSION_ACTIONS: Final = ("session.begin", "session.end")
"""What the audit log says of somebody coming and going."""
_SEEN_AGAIN: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Token:
    """A program's key, without the key.

    :param scopes: actions it is for, within the rights of its person.
    """

    id: str
    person: str
    name: str
    scopes: tuple[str, ...]
    at: str
    until: str
    used: str | None
    revoked: str | None


class SessionBook:
    """The sessions of one registry."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def begin(self, id_: str, digest: str, *, until: datetime, at: datetime) -> None:
        """A sign-in of a person with their password, who is not locked any more.

        :raises InputError: A-104 when the person was locked or closed meanwhile.
        """
        now = utc_text(at)
        with self._registry.writing() as connection:
            found = people_where(connection, id_)
            if not found or found[0].closed or (found[0].locked_until or "") > now:
                raise InputError("A-104")
            who = update(person).where(person.c.id == id_)
            connection.execute(who.values(failures=0, locked_until=None))
            _begin(connection, id_, digest, until=until, at=at, facts={})

    def begin_by_provider(
        self, id_: str, digest: str, *,
        until: datetime, at: datetime, facts: Mapping[str, Any], once: str, once_until: datetime,
    ) -> None:  # fmt: skip
        """A sign-in of a person whom an identity provider vouches for. A lock after wrong passwords
        does not keep them out, and goes on.

        :param once: what marks this return from the provider; it begins one session and no more.
        :param once_until: when such a return would be refused for its age.
        :raises InputError: Z-114 when it began one already; Z-120 when the person is closed.
        """
        with self._registry.writing() as connection:
            if connection.scalar(_returned(once)) is not None:
                raise InputError("Z-114")
            found = people_where(connection, id_)
            if not found or found[0].closed:
                raise InputError("Z-120", person=id_)
            gone = provider_return.c.until < utc_text(at)
            connection.execute(delete(provider_return).where(gone))
            kept = {"digest": once, "until": utc_text(once_until)}
            connection.execute(insert(provider_return).values(kept))
            _begin(connection, id_, digest, until=until, at=at, facts=facts)

    def has_returned(self, once: str) -> bool:
        """Whether a return from an identity provider began a session already."""
        if self._registry.schema < SUBJECTS_SINCE:
            return False
        with self._registry.reading() as connection:
            return connection.scalar(_returned(once)) is not None

    def person(self, digest: str, *, at: datetime, idle: timedelta) -> Person | None:
        """Whose session it is; None when it ended, is over, or nothing was seen of it too long."""
        if self._registry.schema < SINCE:
            return None
        with self._registry.reading() as connection:
            row = connection.execute(_running(digest, at=at, idle=idle)).first()
            found = people_where(connection, row.person) if row is not None else ()
        if row is None or not found or found[0].closed:
            return None
        if row.seen < utc_text(at - _SEEN_AGAIN) and not self._registry.read_only:
            with self._registry.writing() as connection:
                chosen = update(web_session).where(web_session.c.digest == digest)
                connection.execute(chosen.values(seen=utc_text(at)))
        return found[0]

    def note_refused(self, facts: Mapping[str, Any], *, at: datetime) -> None:
        """Somebody whom an identity provider vouches for, or a token in its name, was refused."""
        with self._registry.writing() as connection:
            append(
                connection, at=at, by="oidc", action="session.refused", subject="oidc", facts=facts
            )

    def end(self, digest: str, *, at: datetime) -> None:
        """Sign out; nothing when it has ended already."""
        running = (web_session.c.digest == digest, web_session.c.ended.is_(None))
        with self._registry.writing() as connection:
            id_ = connection.scalar(select(web_session.c.person).where(*running))
            if id_ is None:
                return
            connection.execute(update(web_session).where(*running).values(ended=utc_text(at)))
            append(connection, at=at, by=id_, action="session.end", subject=id_, facts={})


def _begin(
    connection: Connection, id_: str, digest: str, *,
    until: datetime, at: datetime, facts: Mapping[str, Any],
) -> None:  # fmt: skip
    now, end = utc_text(at), utc_text(until)
    row = {"digest": digest, "person": id_, "at": now, "seen": now, "until": end}
    connection.execute(insert(web_session).values(row))
    told = {"until": end, **facts}
    append(connection, at=at, by=id_, action="session.begin", subject=id_, facts=told)


def _returned(once: str) -> Select[tuple[str]]:
    return select(provider_return.c.digest).where(provider_return.c.digest == once)


def _running(digest: str, *, at: datetime, idle: timedelta) -> Any:
    return select(web_session).where(
        web_session.c.digest == digest,
        web_session.c.ended.is_(None),
        web_session.c.until > utc_text(at),
        web_session.c.seen > utc_text(at - idle),
    )


class TokenBook:
    """The tokens of one registry."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def add(
        self, id_: str, digest: str, *,
        name: str, scopes: tuple[str, ...], until: datetime, by: str, at: datetime,
    ) -> Token:  # fmt: skip
        """A token for a person's programs."""
        with self._registry.writing() as connection:
            number = (connection.scalar(select(func.count()).select_from(access_token)) or 0) + 1
            row = {
                "id": f"T{number:04d}",
                "digest": digest,
                "person": id_,
                "name": name,
                "scopes": " ".join(scopes),
                "at": utc_text(at),
                "until": utc_text(until),
            }
            connection.execute(insert(access_token).values(row))
            facts = {"person": id_, "name": name, "scopes": list(scopes), "until": row["until"]}
            append(connection, at=at, by=by, action="token.make", subject=row["id"], facts=facts)
        return self.token(row["id"])

    def all(self) -> tuple[Token, ...]:
        """Every token, in the order in which they were made."""
        if self._registry.schema < SINCE:
            return ()
        with self._registry.reading() as connection:
            rows = connection.execute(select(access_token).order_by(access_token.c.id))
            return tuple(map(_token, rows))

    def token(self, id_: str) -> Token:
        """The token of that number.

        :raises UnknownName: A-126 with the nearest.
        """
        known = {one.id: one for one in self.all()}
        if id_ not in known:
            raise UnknownName("A-126", asked=id_, nearest=suggestion(id_, known))
        return known[id_]

    def revoke(self, id_: str, *, by: str, at: datetime) -> Token:
        """A token that holds no longer; nothing when it was revoked before.

        :raises UnknownName: A-126.
        """
        if self.token(id_).revoked is None:
            with self._registry.writing() as connection:
                chosen = update(access_token).where(access_token.c.id == id_)
                connection.execute(chosen.values(revoked=utc_text(at)))
                append(connection, at=at, by=by, action="token.revoke", subject=id_, facts={})
        return self.token(id_)

    def used(self, digest: str, *, at: datetime) -> tuple[Token, Person] | None:
        """The token of that digest and its person; None when it does not hold."""
        if self._registry.schema < SINCE:
            return None
        query = select(access_token).where(
            access_token.c.digest == digest,
            access_token.c.revoked.is_(None),
            access_token.c.until > utc_text(at),
        )
        with self._registry.reading() as connection:
            row = connection.execute(query).first()
            found = people_where(connection, row.person) if row is not None else ()
        if row is None or not found or found[0].closed:
            return None
        self._note_used(row, utc_text(at)[:10])
        return _token(row), found[0]

    def _note_used(self, row: Row[Any], day: str) -> None:
        if row.used == day or self._registry.read_only:
            return
        with self._registry.writing() as connection:
            chosen = update(access_token).where(access_token.c.id == row.id)
            connection.execute(chosen.values(used=day))


def _token(row: Row[Any]) -> Token:
    return Token(
        id=row.id,
        person=row.person,
        name=row.name,
        scopes=tuple(row.scopes.split()),
        at=row.at,
        until=row.until,
        used=row.used,
        revoked=row.revoked,
    )
