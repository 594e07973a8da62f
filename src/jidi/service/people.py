"""Who works with a book: adding people, giving roles, links and tokens; the people of a demo."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from jidi.core.division import Level
from jidi.core.errors import InputError, WorkspaceError
from jidi.core.utc import utc_text
from jidi.core.worded import listed
from jidi.model.access import access_table
from jidi.registry import Registry
from jidi.registry.people import DEMO, LOCAL, Given, PeopleBook, Person
from jidi.registry.sessions import Token, TokenBook
from jidi.registry.subjects import Subject, SubjectBook
from jidi.service.access import asker_of_person
from jidi.service.books import Book
from jidi.service.sign_in import TOKEN_MARK, Secret, new_secret

_ID: Final = re.compile(r"[\w.@-]{2,60}")
DEMO_BY: Final = "jidi demo"
DEMO_PEOPLE: Final = (
    ("demo-guest", "演示访客", ("guest",)),
    (
        "demo-officer",
        "演示工作人员",
        ("planner", "statistician", "supervisor", "complaint_officer"),
    ),
    ("demo-bureau", "演示市局人员", ("city_bureau",)),
    ("demo-administrator", "演示管理员", ("administrator", "auditor")),
)
"""Id, name and roles of those who may be chosen in a demonstration; a role that is for a division
is given for the first city."""


def add_person(
    book: Book, id_: str, *, name: str, roles: Sequence[str], by: str, now: datetime
) -> Person:
    """Somebody who will be able to sign in once they have set a password by a link.

    :param roles: as :func:`given_roles` takes them.
    :raises InputError: A-109 for a name nobody could type, A-123 when it is taken, A-127, A-128.
    :raises UnknownName: A-120 and C-207 with the nearest.
    """
    if not _ID.fullmatch(id_):
        raise InputError("A-109", asked=id_[:60])
    given = given_roles(book, roles)
    people = PeopleBook(book.workspace.registry)
    return people.add(id_, name.strip() or id_, given, kind=LOCAL, by=by, at=now)


def give_roles(book: Book, id_: str, roles: Sequence[str], *, by: str, now: datetime) -> Person:
    """Other roles in place of those a person had; as :func:`add_person`.

    :raises InputError: A-130 when nobody would be left who manages people.
    """
    given = given_roles(book, roles)
    return PeopleBook(book.workspace.registry).set_roles(id_, given, by=by, at=now)


def close_person(book: Book, id_: str, *, closed: bool, by: str, now: datetime) -> Person:
    """Close a person, or open them again; either ends a lock.

    :raises UnknownName: A-122. :raises InputError: A-130.
    """
    return PeopleBook(book.workspace.registry).set_closed(id_, closed=closed, by=by, at=now)


def tie_subject(book: Book, id_: str, *, subject: str, by: str, now: datetime) -> Subject:
    """Let a person sign in as that subject of the book's identity provider.

    :raises WorkspaceError: Z-105 when the book has none.
    :raises UnknownName: A-122. :raises InputError: A-125, Z-121, Z-122.
    """
    oidc = book.workspace.settings.oidc
    if oidc is None:
        raise WorkspaceError("Z-105")
    kept = SubjectBook(book.workspace.registry)
    return kept.tie(id_, issuer=oidc.issuer, subject=subject.strip(), by=by, at=now)


def untie_subject(book: Book, id_: str, *, subject: str, by: str, now: datetime) -> None:
    """Let a person sign in as that subject no longer.

    :raises UnknownName: Z-123. :raises InputError: A-130.
    """
    SubjectBook(book.workspace.registry).untie(id_, subject=subject.strip(), by=by, at=now)


def given_roles(book: Book, roles: Iterable[str]) -> tuple[Given, ...]:
    """Roles as they are typed: ``planner``, ``city_bureau=太原市``, ``company_planner=SF``.

    :raises UnknownName: A-120, and C-207 for an unknown division, with the nearest.
    :raises InputError: A-127 when none is named, or what it is for is missing; A-128 when it is
        for something though it holds for the province.
    """
    found = tuple(_given(book, *one.partition("=")[::2]) for one in roles)
    if not found:
        raise InputError("A-127", role="—", bound_zh="至少一个角色", bound_en="at least one role")
    return found


def _given(book: Book, name: str, bound: str) -> Given:
    role = access_table().role(name.strip())
    bound = bound.strip()
    if role.bound == "province":
        if bound:
            raise InputError("A-128", role=role.id, bound=bound)
        return Given(role.id)
    if not bound:
        zh, en = {"division": ("区划", "a division"), "company": ("企业", "a company")}[role.bound]
        raise InputError("A-127", role=role.id, bound_zh=zh, bound_en=en)
    return Given(role.id, book.tree.find(bound).code.text if role.bound == "division" else bound)


def make_token(
    book: Book, person: str, *,
    name: str, scopes: Sequence[str], days: int | None, by: str, now: datetime,
) -> tuple[Token, Secret]:  # fmt: skip
    """A key for a person's programs; the key itself is given here and never again.

    :param scopes: actions of ``definitions/access``; only those the person may do.
    :param days: how long it holds; at most, and if None, as the terms say.
    :raises UnknownName: A-121, A-122 with the nearest.
    :raises InputError: A-129 for an action that the person may not do, or none, or a term too long;
        A-125 for one of a demonstration or closed.
    """
    most = access_table().terms.token_days
    found = PeopleBook(book.workspace.registry).person(person)
    if found.kind == DEMO or found.closed:
        raise InputError("A-125", person=person)
    asker = asker_of_person(found)
    refused = [one for one in scopes if not asker.may(one)]
    days = most if days is None else days
    if refused or not scopes or not 1 <= days <= most:
        raise InputError("A-129", scopes=listed(refused), days=most)
    made = new_secret(TOKEN_MARK)
    until = now + timedelta(days=days)
    token = TokenBook(book.workspace.registry).add(
        person, made.digest, name=name.strip() or "—", scopes=tuple(dict.fromkeys(scopes)),
        until=until, by=by, at=now,
    )  # fmt: skip
    return token, made


def add_demo_people(book: Book, *, now: datetime) -> None:
    """The people of a demonstration, as far as they are missing; never where people are real.

    :param book: one whose operation is synthetic.
    """
    people = PeopleBook(book.workspace.registry)
    known = people.all()
    if not people.is_kept or any(one.kind != DEMO for one in known):
        return
    for id_, name, roles in DEMO_PEOPLE:
        if id_ not in [one.id for one in known]:
            given = [Given(role, _first_place(book, role)) for role in roles]
            people.add(id_, name, given, kind=DEMO, by=DEMO_BY, at=now)


def _first_place(book: Book, role: str) -> str:
    if access_table().role(role).bound != "division":
        return ""
    return min(one.code for one in book.tree.at_level(Level.CITY)).text


def people_json(registry: Registry) -> list[dict[str, Any]]:
    """Everybody for ``--json``."""
    tied = SubjectBook(registry).all()
    return [
        person_json(one, [s for s in tied if s.person == one.id])
        for one in PeopleBook(registry).all()
    ]


def person_json(person: Person, subjects: Iterable[Subject] = ()) -> dict[str, Any]:
    """A person for ``--json``, without the password's hash.

    :param subjects: who they are at identity providers.
    """
    return {
        "id": person.id,
        "name": person.name,
        "kind": person.kind,
        "roles": [{"role": one.role, "bound": one.bound} for one in person.roles],
        "has_password": person.secret is not None,
        "subjects": [{"issuer": one.issuer, "subject": one.subject} for one in subjects],
        "locked_until": person.locked_until,
        "closed": person.closed,
        "made_at": person.made_at,
    }


def token_json(token: Token) -> dict[str, Any]:
    """A token for ``--json``, without the key."""
    return {
        "id": token.id,
        "person": token.person,
        "name": token.name,
        "scopes": list(token.scopes),
        "made_at": token.at,
        "until": token.until,
        "used": token.used,
        "revoked": token.revoked,
    }


def state_of(person: Person, *, now: datetime, is_tied: bool = False) -> tuple[str, str]:
    """Whether a person can sign in, in Chinese and in English.

    :param is_tied: to a subject of an identity provider.
    """
    if person.closed:
        return "停用", "closed"
    if (person.locked_until or "") > utc_text(now):
        return "锁定", "locked"
    if person.kind == DEMO:
        return "演示", "demonstration"
    able = person.secret is not None or is_tied
    return ("可登录", "can sign in") if able else ("待设密码", "waits for a password")
