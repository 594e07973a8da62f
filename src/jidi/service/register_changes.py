"""Changing the register: a change is a revision with a name, a day and, if need be, a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from jidi.core.errors import InputError, raise_together
from jidi.model.register import (
    TITLE_SIGNS,
    Draft,
    Revision,
    State,
    Subject,
    WorkStatus,
    differences,
    is_plain,
    load_fields,
)
from jidi.plan.register_entries import begins_on, founded_entries
from jidi.plan.register_rules import faults
from jidi.registry.register import conflict
from jidi.service.books import Book
from jidi.service.register import missing, register_of
from jidi.service.register_input import read_text, read_values


def start_register(book: Book, *, by: str, now: datetime) -> tuple[str, ...]:
    """Add the entries of the book's plan that its register lacks.

    :param by: who starts it.
    :returns: the ids of those that were added; empty when all were there.
    :raises InputError: R-308 without a name. :raises WorkspaceError: R-303, W-2xx.
    """
    founded = founded_entries(book.plan, book.tree)
    return register_of(book).start(
        [(entry.subject, entry.state) for entry in founded],
        on=begins_on(book.plan),
        by=named(by),
        clock=lambda: now,
    )


def change_entry(
    book: Book,
    name: str,
    given: Mapping[str, Any],
    *,
    by: str,
    now: datetime,
    why: str = "",
    on: date | None = None,
    expected: int | None = None,
) -> Revision:
    """Write one revision of one entry.

    :param given: raw values by field; blank for unknown. Fields that are not named stay.
    :param by: who changes it.
    :param on: the day from which it holds; today when None.
    :param expected: the revision the change was made from; the newest when None.
    :raises UnknownName: R-304 unknown entry; unknown fields and names.
    :raises InputError: R-301 when somebody changed it meanwhile, R-307 when nothing would change,
        R-308 without a name, R-306 and R-309 for the day, R-1xx for what contradicts itself.
    :raises WorkspaceError: R-303, W-2xx.
    """
    by, why = named(by), read_text(why, load_fields().by_name["note"])
    reason = missing(book)
    if reason is not None:
        raise reason
    register = register_of(book)
    chain = register.chain(name)
    newest = chain[-1]
    if expected is not None and expected != newest.number:
        raise conflict(chain, expected)
    subject = next(s for s in register.subjects() if s.id == name)
    state = changed_state(newest.state, read_values(book, given))
    draft = drafted(subject, newest, state, on=on or now.date(), today=now.date(), why=why)
    return register.revise([draft], by=by, clock=lambda: now)[0]


def changed_state(before: State, values: Mapping[str, Any]) -> State:
    """The state with other values. What is done is whole: progress follows unless it is given."""
    implied = {WorkStatus.DONE: 100, WorkStatus.NOT_STARTED: 0}
    status = values.get("status")
    if status in implied and "percent" not in values:
        values = {**values, "percent": implied[status]}
    return State.model_validate({**dict(before), **values})


def drafted(
    subject: Subject, newest: Revision, state: State, *, on: date, today: date, why: str
) -> Draft:
    """The revision that may be written after ``newest``.

    :raises InputError: R-307 nothing changes, R-306 a day to come, R-309 a day before the newest
        revision's, R-1xx what contradicts itself: all in one pass.
    """
    if not differences(newest.state, state):
        raise InputError("R-307", entry=subject.id)
    findings = list(faults(newest.state, state, subject=subject, on=on, why=why))
    if on > today:
        findings.insert(0, InputError("R-306", on=on, today=today))
    if on < newest.on:
        findings.insert(0, InputError("R-309", on=on, last=newest.on))
    raise_together(findings)
    return Draft(
        entry=subject.id,
        expected=newest.number,
        on=on,
        why=why,
        origin="reported",
        state=state,
    )


def named(by: str) -> str:
    """Who acts.

    :raises InputError: R-308 when it is no name.
    """
    name = by.strip()
    if not name or not is_plain(name) or "\n" in name or len(name) > TITLE_SIGNS:
        raise InputError("R-308")
    return name
