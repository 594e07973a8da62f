"""The addresses where a parcel is traced on a page, and where its numbers are shown in full."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from jidi.core.errors import JidiError, UnknownName
from jidi.core.nearest import suggestion
from jidi.model.strict import Strict
from jidi.service.trace import WHAT
from jidi.service.trace_reveal import trace_revealed
from jidi.web.api import Shelved
from jidi.web.door import asker_of_request
from jidi.web.failures import status_of
from jidi.web.pages import trace
from jidi.web.routes import Visiting, shown
from jidi.web.small_form import one_of, small_form, small_json
from jidi.web.writes import check_writes

pages = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api/v1", tags=["trace"])
Allowed = Depends(check_writes)
Text = Annotated[str, Field(max_length=300)]
_ASKED = ("what", "key", "day", "hour")
_REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"description": "What does not fit: {error: {code, zh, en, where, do_zh, do_en, also}}"},
    404: {"description": "Nothing is known of it: same shape"},
}


class Asked(Strict):
    """What is traced, and why its numbers are needed in full."""

    what: Literal["parcel", "bag", "vehicle", "facility"]
    key: Annotated[str, Field(min_length=1, max_length=100)]
    day: Annotated[str, Field(max_length=20)] = ""
    hour: Annotated[str, Field(max_length=20)] = ""
    why: Text


@pages.get("/w/{book}/trace")
def show_trace(request: Request, visit: Visiting) -> Response:
    """Where a parcel was; what cannot be found is said beside the question."""
    try:
        return shown(request, visit, trace.page)
    except JidiError as error:
        response = shown(request, visit, trace.page(visit, error=error, missed=True))
        response.status_code = status_of(error)
        return response


@pages.post("/w/{book}/trace/reveal", dependencies=[Allowed])
async def reveal(request: Request, visit: Visiting) -> Response:
    """What was traced with its numbers in full, this once; noted in the audit log before."""
    form = await small_form(request)
    told = {name: one_of(form, name) for name in _ASKED}
    visit = replace(visit, path="trace", asked={**visit.asked, **told})
    found, refusal = None, None
    try:
        if told["what"] not in WHAT:
            near = suggestion(told["what"][:60], WHAT)
            raise UnknownName("F-206", asked=told["what"][:60], what="what", nearest=near)
        found = await run_in_threadpool(
            trace_revealed,
            visit.book,
            told["what"],
            told["key"],
            day=told["day"] or None,
            hour=told["hour"][:13] or None,
            why=one_of(form, "why")[:300],
            now=datetime.now().astimezone(),
            asker=visit.asker,
        )
    except JidiError as error:
        refusal = error
    response = shown(request, visit, trace.page(visit, revealed=found, error=refusal))
    response.headers["Cache-Control"] = "no-store"
    if refusal is not None:
        response.status_code = status_of(refusal)
    return response


@api.post("/books/{book}/trace/reveal", responses=_REFUSED, dependencies=[Allowed],
          openapi_extra={"requestBody": {"required": True, "content": {"application/json": {
              "schema": Asked.model_json_schema()}}}})  # fmt: skip
async def reveal_trace(request: Request, shelf: Shelved, book: str) -> Response:
    """A trace with its numbers in full, and the reason for it; noted in the audit log before."""
    asked, opened = await small_json(request, Asked), shelf.book(book)
    found = await run_in_threadpool(
        trace_revealed,
        opened,
        asked.what,
        asked.key,
        day=asked.day or None,
        hour=asked.hour or None,
        why=asked.why,
        now=datetime.now().astimezone(),
        asker=asker_of_request(request),
    )
    return JSONResponse(found.to_json(), headers={"Cache-Control": "no-store"})
