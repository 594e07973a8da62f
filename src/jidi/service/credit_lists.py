"""Credit lists put on record, what they brought to whom, and objections raised.

A publication keeps what it rests on in the audit log: scheme with digest, data version, year and
every company's score and list. What a list brings (绿色通道, 容缺受理) is recorded case by case,
and only for who stands on a list that brings it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from jidi.core.errors import InputError
from jidi.core.nearest import suggestion
from jidi.registry import append
from jidi.service.access import Asker, Thing
from jidi.service.acting import FORGET as DECIDE
from jidi.service.acting import HANDLE, signed
from jidi.service.books import Book
from jidi.service.case_clocks import local
from jidi.service.cases import named, open_case
from jidi.service.credit import OBJECTION, Evaluation, evaluated
from jidi.supervision.cases import Case

PUBLISH: Final = "credit.publish"
EFFECT: Final = "credit.effect"


@dataclass(frozen=True)
class Entry:
    """One entry of the audit log about credit: a publication, or what a list brought."""

    number: int
    at: str
    by: str
    facts: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {"entry": self.number, "at": self.at, "by": self.by, **self.facts}


def publish(book: Book, found: Evaluation, *, by: str, why: str, now: datetime) -> Entry:
    """Put the lists of a year on record.

    :raises InputError: Y-307, Y-208, what :func:`signed` raises; G-106 while records of the year
        are still received.
    :raises WorkspaceError: W-2xx.
    """
    by, closes = signed(book, named(by), DECIDE, [Thing()]), found.scheme.closes(found.year)
    if not why.strip():
        raise InputError("Y-208")
    if local(now).date() <= closes:
        raise InputError("G-106", year=found.year, closes=closes.isoformat())
    facts = {**_published(found), "why": why}
    _write(book, PUBLISH, f"{found.year}", facts, by=by, now=now)
    return publications(book)[-1]


def publications(book: Book, *, year: int | None = None) -> tuple[Entry, ...]:
    """Lists on record, oldest first."""
    found = _entries(book, PUBLISH)
    return tuple(one for one in found if year is None or one.facts["year"] == year)


def record_effect(
    book: Book, company: str, effect: str, *, matter: str, by: str, why: str, now: datetime,
    asker: Asker | None = None,
) -> Entry:  # fmt: skip
    """Record that a list brought something to a company.

    :param effect: id or name of an effect of the newest lists on record.
    :param matter: for what: an application, a check.
    :param asker: who signed in; whom ``by`` names when None.
    :raises InputError: Y-307, Y-208, what :func:`signed` raises; G-107 when no lists are on record,
        G-108 when the company's does not bring it, G-109 for an effect that they do not know.
    """
    by = signed(book, named(by), HANDLE, [Thing(company=company)], asker=asker)
    kept = publications(book)
    if not why.strip() or not matter.strip():
        raise InputError("Y-208")
    if not kept:
        raise InputError("G-107")
    newest = kept[-1].facts
    name = _effect_named(newest, effect)
    listed = newest["companies"].get(company, {}).get("list", "")
    if name not in newest["lists"].get(listed, {}).get("effects", ()):
        one = newest["effects"][name]
        raise InputError(
            "G-108", company=company, year=newest["year"], effect_zh=one["zh"],
            effect_en=one["en"], list=listed or "—",
        )  # fmt: skip
    facts = {
        "company": company, "effect": name, "list": listed, "year": newest["year"],
        "published": kept[-1].number, "matter": matter.strip(), "why": why,
        "synthetic": newest["synthetic"], **_words(newest["effects"][name], "effect"),
    }  # fmt: skip
    _write(book, EFFECT, company, facts, by=by, now=now)
    return effects(book)[-1]


def offered_effects(book: Book, company: str) -> tuple[tuple[str, str, str], ...]:
    """What the newest lists on record bring to a company: each effect's id and both its names."""
    kept = publications(book)
    if not kept:
        return ()
    newest = kept[-1].facts
    listed = newest["companies"].get(company, {}).get("list", "")
    names = newest["lists"].get(listed, {}).get("effects", ())
    return tuple((n, newest["effects"][n]["zh"], newest["effects"][n]["en"]) for n in names)


def effects(book: Book) -> tuple[Entry, ...]:
    """What lists brought, oldest first."""
    return _entries(book, EFFECT)


def object_to(
    book: Book, company: str, year: int, *, record: str, by: str, why: str, now: datetime,
    at: datetime | None = None,
) -> Case:  # fmt: skip
    """Open the case of a company's objection to a record; its clocks begin (信用异议).

    :raises UnknownName: G-105. :raises InputError: G-110 for a record that is not the company's of
        that year; Y-208, Y-206, Y-307.
    """
    found = evaluated(book, year)
    standing = found.standing(company)
    own = {one.id: one for one in found.records if one.company == standing.company}
    if record not in own:
        near = suggestion(record, own)
        raise InputError("G-110", record=record, company=standing.company, year=year, nearest=near)
    if not why.strip():
        raise InputError("Y-208")
    given = {"operator_id": standing.company, "year": year, "record": record, "item": why}
    home = book.ask("SELECT operator_id, division FROM operator", {}).to_pylist()
    division = next(row["division"] for row in home if row["operator_id"] == standing.company)
    return open_case(book, OBJECTION, given, division=division, by=by, why=why, now=now, at=at)


def _published(found: Evaluation) -> dict[str, Any]:
    scheme = found.scheme
    return {
        "year": found.year,
        "scheme": scheme.id,
        "scheme_sha256": scheme.digest,
        "version": found.version,
        "synthetic": found.synthetic,
        "lists": {
            one.id: {"zh": one.zh, "en": one.en, "effects": list(one.effects)}
            for one in scheme.lists
        },
        "effects": {one.id: {"zh": one.zh, "en": one.en} for one in scheme.effects},
        "companies": {
            one.company: {
                "name": found.names[one.company],
                "score": one.score,
                "list": one.list_id,
                "unknown": list(one.unknown),
            }
            for one in found.standings
        },
        "open_objections": [one.case.id for one in found.objections if one.case.is_open],
    }


def _effect_named(newest: Mapping[str, Any], asked: str) -> str:
    known: Mapping[str, Mapping[str, str]] = newest["effects"]
    for name, words in known.items():
        if asked in (name, words["zh"], words["en"]):
            return name
    raise InputError("G-109", name=asked, nearest=suggestion(asked, known))


def _words(one: Mapping[str, str], what: str) -> dict[str, str]:
    return {f"{what}_zh": one["zh"], f"{what}_en": one["en"]}


def _entries(book: Book, action: str) -> tuple[Entry, ...]:
    entries = book.workspace.registry.audit.entries()
    return tuple(Entry(e.number, e.at, e.actor, e.facts) for e in entries if e.action == action)


def _write(
    book: Book, action: str, subject: str, facts: Mapping[str, Any], *, by: str, now: datetime
) -> None:
    with book.workspace.registry.writing() as connection:
        append(connection, at=now, by=by, action=action, subject=subject, facts=facts)
