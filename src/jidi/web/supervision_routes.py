"""The addresses of supervision: pages of alerts, and the same as JSON under ``/api/v1``."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from jidi.service.acting import SEE_ALERTS
from jidi.service.alert_words import history_json, read_severity, silences_json
from jidi.service.alerts import alert_book, one_alert, shown
from jidi.service.supervision_rules import rule_json
from jidi.web.api import Shelved
from jidi.web.door import asker_of_request
from jidi.web.listing import Sliced, listed
from jidi.web.pages import supervision, supervision_alert
from jidi.web.routes import Visiting
from jidi.web.routes import shown as answered

pages = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api/v1", tags=["supervision"])

SeverityQuery = Annotated[str | None, Query(description="urgent, warning or notice")]
AllQuery = Annotated[bool, Query(description="those that were resolved too")]
_REFUSED: dict[int | str, dict[str, Any]] = {
    404: {"description": "Unknown name, with the nearest known: {error: {code, zh, en, …}}"}
}


@pages.get("/w/{book}/supervision")
def show_supervision(request: Request, visit: Visiting) -> Response:
    """The alerts of the book."""
    return answered(request, visit, supervision.page)


@pages.get("/w/{book}/supervision/{number}")
def show_alert(request: Request, visit: Visiting, number: int) -> Response:
    """One alert."""
    return answered(request, visit, lambda one: supervision_alert.page(one, number))


@api.get("/books/{book}/rules", responses=_REFUSED)
def rules(request: Request, shelf: Shelved, book: str, part: Sliced) -> Response:
    """As ``jidi rules list --json``."""
    known = shelf.book(book).catalogue.rules.values()
    return listed(request, [rule_json(rule) for rule in known], part)


@api.get("/books/{book}/alerts", responses=_REFUSED)
def alerts(
    request: Request,
    shelf: Shelved,
    book: str,
    part: Sliced,
    severity: SeverityQuery = None,
    all: AllQuery = False,
) -> Response:
    """As ``jidi alerts list --json``."""
    wanted = read_severity(severity)
    reach = asker_of_request(request).reach(SEE_ALERTS)
    found = shown(shelf.book(book), all_states=all, within=reach)
    chosen = [one.to_json() for one in found if wanted in (None, one.severity)]
    return listed(request, chosen, part)


@api.get("/books/{book}/alerts/{number}", responses=_REFUSED)
def alert(shelf: Shelved, book: str, number: int) -> Response:
    """As ``jidi alerts show --json``."""
    one, events = one_alert(shelf.book(book), number)
    return _json({**one.to_json(), "history": history_json(events)})


@api.get("/books/{book}/silences", responses=_REFUSED)
def silences(shelf: Shelved, book: str) -> Response:
    """As ``jidi alerts silences --json``: every silence with the messages it kept back."""
    kept = alert_book(shelf.book(book))
    return _json(silences_json(kept.silences(), kept.suppressed()))


def _json(value: Any) -> Response:
    body = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return Response(body, media_type="application/json")
