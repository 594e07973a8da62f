"""The addresses where reports are asked for as jobs, and listed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from jidi.core.errors import JidiError
from jidi.service import jobs as service
from jidi.service.job_report import REPORT
from jidi.web.api import Shelved
from jidi.web.api_jobs import REFUSED, accepted, told_body
from jidi.web.door import asker_of_request
from jidi.web.failures import status_of
from jidi.web.job_routes import asked_job
from jidi.web.pages import reports
from jidi.web.routes import Visiting, shown
from jidi.web.small_form import small_form
from jidi.web.writes import check_writes

api = APIRouter(prefix="/api/v1", tags=["reports"])
pages = APIRouter(include_in_schema=False)
Allowed = Depends(check_writes)
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["asked"],
                    "additionalProperties": False,
                    "properties": {
                        "asked": {"type": "object", "description": "see the kind report of jobs"},
                        "by": {"type": "string", "description": "where nobody signs in"},
                    },
                }
            }
        },
    }
}


@pages.get("/w/{book}/reports")
def show_reports(request: Request, visit: Visiting) -> Response:
    """What reports can be written, and those that were."""
    return shown(request, visit, reports.page(visit))


@pages.post("/w/{book}/reports", dependencies=[Allowed])
async def ask_report(request: Request, visit: Visiting) -> Response:
    """Ask for a report; what does not fit is said above the form, which keeps what was chosen."""
    form = await small_form(request)
    told = {name: values[0] for name, values in form.items() if name != "by"}
    try:
        return await asked_job(visit, REPORT, told, form)
    except JidiError as error:
        response = shown(request, visit, reports.page(visit, filled=told, error=error))
        response.status_code = status_of(error)
        return response


@api.post(
    "/books/{book}/reports",
    status_code=202,
    responses=REFUSED,
    dependencies=[Allowed],
    openapi_extra=_BODY,
)
async def ask_report_job(request: Request, shelf: Shelved, book: str) -> Response:
    """Ask for a report as a job: a JSON object ``asked`` and, where nobody signs in, ``by``."""
    told = await told_body(request, needed=("asked",))
    asker = asker_of_request(request)
    made = await run_in_threadpool(
        service.ask,
        shelf.book(book),
        REPORT,
        told["asked"],
        by=asker.signs_as(str(told.get("by") or "")),
        now=datetime.now().astimezone(),
        asker=asker,
    )
    return accepted(book, made)
