"""Signing in and out: who asks, by session, by token, or as the guest of a demonstration."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from jidi.core.errors import InputError
from jidi.core.utc import utc_text
from jidi.model.access import access_table
from jidi.registry import Registry
from jidi.registry.people import DEMO, Given, PeopleBook, Person
from jidi.registry.sessions import SessionBook, TokenBook
from jidi.service.access import (
    NOBODY,
    Asker,
    asker_of_guest,
    asker_of_person,
    asker_of_token,
    open_asker,
)
from jidi.service.passwords import check_password, fits, hashed

GUEST = "guest"
TOKEN_MARK = "jidi_"
"""How a token begins, so that it is known when it turns up where it should not."""


@dataclass(frozen=True)
class Secret:
    """Something that opens, shown once; the registry keeps its digest."""

    text: str

    @property
    def digest(self) -> str:
        """What is kept of it."""
        return digest_of(self.text)


def new_secret(mark: str = "") -> Secret:
    """256 random bits."""
    return Secret(mark + token_urlsafe(32))


def digest_of(text: str) -> str:
    """What is kept of a link, a session or a token: enough, for their bits cannot be guessed."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def asker_of(
    registry: Registry, *,
    session: str, token: str, is_here: bool, now: datetime, has_provider: bool = False,
) -> Asker:  # fmt: skip
    """Who is asking.

    :param session: of the browser's cookie; empty without one.
    :param token: of the program's head; empty without one.
    :param is_here: the server listens on this machine alone.
    :param has_provider: an identity provider signs people in, so the book is open to nobody else.
    :raises InputError: A-105 when a token does not hold.
    """
    if token:
        found = TokenBook(registry).used(digest_of(token), at=now)
        if found is None:
            raise InputError("A-105")
        return asker_of_token(*found)
    if session:
        idle = timedelta(minutes=access_table().terms.idle_minutes)
        person = SessionBook(registry).person(digest_of(session), at=now, idle=idle)
        # One of a demonstration has no password: it is taken only from this machine.
        if person is not None and (is_here or person.kind != DEMO):
            return asker_of_person(person)
    people = PeopleBook(registry)
    if not has_provider and not people.somebody_may_sign_in():
        return open_asker(is_here=is_here)
    guest = demo_guest(people)
    return asker_of_guest(guest) if guest is not None else NOBODY


def demo_guest(people: PeopleBook) -> Person | None:
    """The guest of a demonstration; None where there is none, or it was closed."""
    return next((p for p in demo_people(people) if Given(GUEST) in p.roles), None)


def demo_people(people: PeopleBook) -> tuple[Person, ...]:
    """Those who may be chosen without a password."""
    return tuple(p for p in people.all() if p.kind == DEMO and p.closed is None)


def sign_in(registry: Registry, *, person: str, password: str, now: datetime) -> Secret:
    """A session for whoever knows the password.

    :raises InputError: A-104 when name or password are wrong or the person is closed; A-107 when
        they are locked for some minutes.
    """
    terms, people = access_table().terms, PeopleBook(registry)
    known = next((one for one in people.all() if one.id == person), None)
    right = fits(password, None if known is None else known.secret)
    if known is None or known.closed or known.secret is None:
        raise InputError("A-104")
    if (known.locked_until or "") > utc_text(now):
        raise InputError("A-107", minutes=terms.lock_minutes)
    if not right:
        until = now + timedelta(minutes=terms.lock_minutes)
        people.note_failure(person, most=terms.failures_until_lock, locked_until=until, at=now)
        raise InputError("A-104")
    return _session(registry, person, now)


def choose_demo(registry: Registry, *, person: str, now: datetime) -> Secret:
    """A session as one of a demonstration's people.

    :raises InputError: A-104 for anybody else.
    """
    if person not in [one.id for one in demo_people(PeopleBook(registry))]:
        raise InputError("A-104")
    return _session(registry, person, now)


def sign_out(registry: Registry, session: str, *, now: datetime) -> None:
    """End a session; nothing when it has ended."""
    SessionBook(registry).end(digest_of(session), at=now)


def set_by_link(registry: Registry, link: str, password: str, *, now: datetime) -> Secret:
    """Set a password with a one-time link, and sign in.

    :raises InputError: A-106 when the password is not taken, A-108 when the link does not hold.
    """
    people = PeopleBook(registry)
    person = people.person_of_link(digest_of(link), at=now)
    check_password(password, person=person.id)
    id_ = people.use_link(digest_of(link), hashed(password), at=now)
    return _session(registry, id_, now)


def change_password(
    registry: Registry, person: str, *, old: str, new: str, now: datetime
) -> Secret:
    """Another password of one's own; other sessions end, this one goes on.

    :raises InputError: A-104 when the old one is wrong, A-106 when the new one is not taken, A-107.
    """
    sign_out(registry, sign_in(registry, person=person, password=old, now=now).text, now=now)
    check_password(new, person=person)
    PeopleBook(registry).set_secret(person, hashed(new), by=person, at=now)
    return _session(registry, person, now)


def first_link(registry: Registry, *, now: datetime) -> tuple[str, Secret] | None:
    """At the first start: an administrator and a link that sets the password; None where somebody
    can sign in already, or nothing can be written."""
    people = PeopleBook(registry)
    if registry.read_only or not people.is_kept or people.somebody_may_sign_in():
        return None
    try:
        id_ = next(p.id for p in people.all() if not p.closed and Given("administrator") in p.roles)
    except StopIteration:
        id_ = _free_id(people)
        roles = [Given("administrator")]
        people.add(id_, "管理员", roles, kind="local", by="jidi", at=now)
    return id_, make_link(registry, id_, by="jidi", now=now)


def make_link(registry: Registry, person: str, *, by: str, now: datetime) -> Secret:
    """A one-time link with which a person sets a password; earlier ones hold no longer.

    :raises UnknownName: A-122. :raises InputError: A-125.
    """
    made = new_secret()
    until = now + timedelta(hours=access_table().terms.link_hours)
    PeopleBook(registry).add_link(person, made.digest, until=until, by=by, at=now)
    return made


def _free_id(people: PeopleBook) -> str:
    taken = {one.id for one in people.all()}
    return next(f"admin{n or ''}" for n in range(len(taken) + 1) if f"admin{n or ''}" not in taken)


def _session(registry: Registry, person: str, now: datetime) -> Secret:
    made = new_secret()
    until = now + timedelta(hours=access_table().terms.absolute_hours)
    SessionBook(registry).begin(person, made.digest, until=until, at=now)
    return made
