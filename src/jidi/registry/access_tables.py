"""The relational tables of sign-in: people, what roles they have, links, sessions, tokens.

Secrets are never kept: passwords as argon2 hashes, links, sessions and tokens as the SHA-256 of 256
random bits. Times are ISO 8601 in UTC, so that their text sorts like they do.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from jidi.registry.tables import metadata

person = Table(
    "person",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("secret", Text),
    Column("failures", Integer, nullable=False),
    Column("locked_until", String(40)),
    Column("closed", String(40)),
    Column("made_at", String(40), nullable=False),
)
"""Somebody who may sign in: ``local`` with a password, ``demo`` by choosing it where the data are
invented. ``locked_until`` after too many wrong passwords; ``closed`` since an administrator closed
it. A person is never removed: the audit log names it."""

person_role = Table(
    "person_role",
    metadata,
    Column("person", ForeignKey(person.c.id), primary_key=True),
    Column("role", String(40), primary_key=True),
    Column("bound", String(100), primary_key=True),
    Column("at", String(40), nullable=False),
)
"""A role of a person, for the division (12 digits) or the company in ``bound``; empty for the
whole province."""

access_link = Table(
    "access_link",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("person", ForeignKey(person.c.id), nullable=False),
    Column("at", String(40), nullable=False),
    Column("until", String(40), nullable=False),
    Column("used", String(40)),
)
"""A link with which a person sets a password, once; ``used`` also when another took its place."""

web_session = Table(
    "web_session",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("person", ForeignKey(person.c.id), nullable=False),
    Column("at", String(40), nullable=False),
    Column("seen", String(40), nullable=False),
    Column("until", String(40), nullable=False),
    Column("ended", String(40)),
    Index("web_session_by_person", "person"),
)
"""A sign-in in one browser, from ``at`` to ``until`` at most, or until nothing is ``seen`` of it
for too long, or it ``ended``."""

access_token = Table(
    "access_token",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("person", ForeignKey(person.c.id), nullable=False),
    Column("name", String(100), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("at", String(40), nullable=False),
    Column("until", String(40), nullable=False),
    Column("used", String(10)),
    Column("revoked", String(40)),
)
"""A program's key to the JSON interface, with the rights of its person within its scopes (actions
with spaces between); ``used``: the last day on which it was."""

person_subject = Table(
    "person_subject",
    metadata,
    Column("issuer", String(300), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("person", ForeignKey(person.c.id), nullable=False),
    Column("at", String(40), nullable=False),
    Index("person_subject_by_person", "person"),
)
"""Who somebody is at an identity provider: its ``sub`` names one person here, and a person may have
several."""

provider_return = Table(
    "provider_return",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("until", String(40), nullable=False),
)
"""Returns from an identity provider that began a session, so that none does twice; kept until they
would be too late anyhow."""

SUBJECT_TABLES = (person_subject, provider_return)

ACCESS_TABLES = (person, person_role, access_link, web_session, access_token)
