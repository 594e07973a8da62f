"""A patrol event made into a case: what it says of the case, and that it becomes one only once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jidi.model.case import CaseKind, case_kind
from jidi.model.patrol_case import load_patrol_cases
from jidi.service.access import Asker
from jidi.service.books import Book
from jidi.service.case_clocks import local
from jidi.service.cases import case_book, open_case
from jidi.service.patrols import explained
from jidi.supervision.cases import Case
from jidi.supervision.patrols import Patrol


def told_by_patrol(book: Book, event: Patrol, kind: CaseKind) -> dict[str, str]:
    """What an event says of the fields of a case; what it does not say is for a person to say."""
    lists = book.catalogue.code_lists
    source, matter = (
        lists[name].label(value, "zh")
        for name, value in (("patrol_source", event.source), ("patrol_matter", event.matter))
    )
    due = f"，限 {event.due} 前整改" if event.due else ""
    told = {
        "operator_id": event.company,
        "facility_id": event.facility,
        "matter": load_patrol_cases().matters.get(event.matter, ""),
        "what": f"{event.found_on} {source}发现：{matter}（巡查事件 {event.id}{due}）",
    }
    return {name: value for name, value in told.items() if value and name in kind.by_field}


def patrol_named(book: Book, event: str, *, now: datetime) -> Patrol:
    """An event as it stands now.

    :raises JidiError: G-150, G-151.
    """
    return explained(book, event, local(now).date())[0]


def case_of_patrol(book: Book, event: str) -> str:
    """The case that an event was made into; empty where none was."""
    return case_book(book).of_source(source_of(event))


def source_of(event: str) -> str:
    """How a case names the event it was opened from."""
    return f"patrol_event {event}"


def open_from_patrol(
    book: Book,
    event: str,
    kind: str,
    given: Mapping[str, Any],
    *,
    by: str,
    now: datetime,
    division: str = "",
    why: str = "",
    asker: Asker | None = None,
) -> Case:
    """Open a case about a patrol event, filled in with what it says.

    :param kind: kind of the case; the one of ``patrol_cases.toml`` when empty.
    :param given: raw values by field, in place of what the event says.
    :param division: where it belongs; where the event was found when empty.
    :raises InputError: S-160 when the event was made into a case already.
    :raises JidiError: G-150, G-151 and what :func:`jidi.service.cases.open_case` raises.
    """
    found = patrol_named(book, event, now=now)
    wanted = kind or load_patrol_cases().kind
    told = told_by_patrol(book, found, case_kind(wanted))
    return open_case(
        book, wanted, {**told, **given}, division=division or found.division, by=by, now=now,
        why=why, asker=asker, more={"patrol_event": found.id}, source=source_of(found.id),
    )  # fmt: skip
