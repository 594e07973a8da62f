"""The addresses of emergencies: a page, and the same as JSON under ``/api/v1``. All only read."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from jidi.core.period import Period
from jidi.intake.times import BEIJING
from jidi.service import emergency
from jidi.service.books import Book
from jidi.service.emergency_json import (
    peak_json,
    readiness_json,
    row_json,
    rules_json,
    situation_json,
    timeline_json,
)
from jidi.service.emergency_peak import peak_view
from jidi.service.register_input import read_day
from jidi.service.supervision_rules import newest_moment, read_moment
from jidi.web.api import Shelved
from jidi.web.moments import moment_shown
from jidi.web.pages import emergency as page
from jidi.web.routes import Visiting, shown

pages = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api/v1/books/{book}/emergency", tags=["emergency"])

MomentQuery = Annotated[str, Query(description="the moment looked at, Beijing time; newest if ''")]
FirstQuery = Annotated[str, Query(alias="from", description="first day")]
LastQuery = Annotated[str, Query(alias="to", description="last day")]
AsOfQuery = Annotated[str, Query(description="only data until then, such as 2025-09")]
_REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"description": "What cannot be answered: {error: {code, zh, en, where, do_zh, do_en}}"},
    404: {"description": "Unknown name, with the nearest known: same shape"},
}


@pages.get("/w/{book}/emergency")
def show_emergency(request: Request, visit: Visiting) -> Response:
    """Incidents, what is down, plans, drills, resources, days of a season."""
    return shown(request, visit, page.page, by=moment_shown(visit))


@api.get("/levels", responses=_REFUSED)
def levels(shelf: Shelved, book: str) -> Response:
    """As ``jidi emergency levels --json``."""
    shelf.book(book)
    return _json(rules_json(on=datetime.now(BEIJING).date()))


@api.get("/incidents", responses=_REFUSED)
def incidents(shelf: Shelved, book: str, at: MomentQuery = "") -> Response:
    """As ``jidi emergency list --json``."""
    found, when = _at(shelf.book(book), at)
    names = emergency.incidents(found, at=when)
    return _json([situation_json(emergency.situation(found, name, at=when)) for name in names])


@api.get("/incidents/{incident}", responses=_REFUSED)
def situation(shelf: Shelved, book: str, incident: str, at: MomentQuery = "") -> Response:
    """As ``jidi emergency situation --json``."""
    found, when = _at(shelf.book(book), at)
    return _json(situation_json(emergency.situation(found, incident, at=when)))


@api.get("/incidents/{incident}/timeline", responses=_REFUSED)
def timeline(shelf: Shelved, book: str, incident: str, at: MomentQuery = "") -> Response:
    """As ``jidi emergency timeline --json``."""
    found, when = _at(shelf.book(book), at)
    return _json(timeline_json(emergency.timeline(found, incident, at=when)))


@api.get("/down", responses=_REFUSED)
def down(shelf: Shelved, book: str, at: MomentQuery = "") -> Response:
    """As ``jidi emergency down --json``."""
    found, when = _at(shelf.book(book), at)
    return _json([row_json(one) for one in emergency.down(found, at=when)])


@api.get("/readiness", responses=_REFUSED)
def readiness(shelf: Shelved, book: str, at: MomentQuery = "") -> Response:
    """As ``jidi emergency readiness --json``."""
    found, when = _at(shelf.book(book), at)
    return _json(readiness_json(emergency.readiness(found, day=when.date())))


@api.get("/peak", responses=_REFUSED)
def peak(
    shelf: Shelved, book: str, first: FirstQuery, last: LastQuery, as_of: AsOfQuery = ""
) -> Response:
    """As ``jidi emergency peak --json``."""
    until = Period.parse(as_of) if as_of else None
    days = {"first": read_day(first), "last": read_day(last)}
    return _json(peak_json(peak_view(shelf.book(book), **days, as_of=until)))


def _at(book: Book, text: str) -> tuple[Book, datetime]:
    now = datetime.now(BEIJING)
    return book, read_moment(text) if text else newest_moment(book, now=now)


def _json(value: Any) -> Response:
    body = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return Response(body, media_type="application/json")
