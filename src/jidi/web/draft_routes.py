"""The addresses where plan documents are handed in and their drafts are reviewed, and their API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Final, cast, get_args
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response

from jidi.core.errors import JidiError, UnknownName
from jidi.core.nearest import suggestion
from jidi.documents.guarding import MOST_BYTES
from jidi.model.plan_review import Decision
from jidi.model.strict import Strict
from jidi.registry.jobs import Job
from jidi.service import jobs
from jidi.service.access import Asker
from jidi.service.books import Book
from jidi.service.capture import check_writable
from jidi.service.draft_store import (
    PLAN,
    KeptDraft,
    Wanted,
    decide,
    document_of,
    draft_named,
    drafts,
    is_read,
    keep_document,
    place_of,
    plan_of,
    stamp_of,
    told_of,
)
from jidi.service.job_plan import READ_PLAN
from jidi.service.jobs import job_json
from jidi.service.plan_review import draft_json, states
from jidi.web.api import Shelved
from jidi.web.door import asker_of_request
from jidi.web.failures import status_of
from jidi.web.handed_in import Form, one_file
from jidi.web.listing import Sliced, listed
from jidi.web.pages import plan_draft, plan_drafts
from jidi.web.pages.plan_draft_forms import FIELD_MARK
from jidi.web.routes import Visiting, shown
from jidi.web.small_form import one_of, small_form, small_json
from jidi.web.writes import check_writes

pages = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api/v1/books/{book}/drafts", tags=["plan"])
Allowed = Depends(check_writes)
_KEPT_ASKED: Final = ("state", "kind", "page")
Text = Annotated[str, Field(max_length=300)]
_REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"description": "What does not fit: {error: {code, zh, en, where, do_zh, do_en, also}}"},
    404: {"description": "Unknown name, with the nearest known: same shape"},
    409: {"description": "Not read yet, or somebody decided meanwhile: same shape"},
}
_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "by": {"type": "string", "description": "where nobody signs in"},
                    },
                }
            }
        },
    }
}


class Decided(Strict):
    """A decision about records of a draft.

    :param changes: of a correction of one record: field to new value, as plans print it.
    :param seen: how many decisions about each record were seen before; see P-153.
    :param by: where nobody signs in.
    """

    decision: Decision
    records: Annotated[tuple[Text, ...], Field(min_length=1, max_length=1_000)]
    reason: Text = ""
    changes: Annotated[dict[Text, Text], Field(max_length=20, default_factory=dict)]
    seen: Annotated[dict[Text, int], Field(max_length=1_000, default_factory=dict)]
    by: Text = ""


# Pages ------------------------------------------------------------------------


@pages.get("/w/{book}/plan/drafts")
def show_drafts(request: Request, visit: Visiting) -> Response:
    """What was handed in, and the form that hands in."""
    return shown(request, visit, plan_drafts.page(visit, request.app.state.writes))


@pages.post("/w/{book}/plan/drafts", dependencies=[Allowed])
async def hand_in(request: Request, visit: Visiting) -> Response:
    """A plan document; on to the job that reads it, or to its draft when it was read before."""
    try:
        form = await _arrived(request, visit.book)
        draft, job = await run_in_threadpool(_handed_in, visit.book, form, visit.asker)
    except JidiError as error:
        page = plan_drafts.page(visit, request.app.state.writes, error=error)
        response = shown(request, visit, page)
        response.status_code = status_of(error)
        return response
    where = f"plan/drafts/{draft.id}" if job is None else f"jobs/{job.id}"
    return RedirectResponse(visit.href(where), 303)


@pages.get("/w/{book}/plan/drafts/{name}")
def show_draft(request: Request, visit: Visiting, name: str) -> Response:
    """One draft beside its text."""
    writes, stamp = request.app.state.writes, stamp_of(visit.book, draft_named(visit.book, name))
    return shown(request, visit, lambda one: plan_draft.page(one, name, writes), by=stamp)


@pages.post("/w/{book}/plan/drafts/{name}/read", dependencies=[Allowed])
async def read_again(request: Request, visit: Visiting, name: str) -> Response:
    """Have a document read whose job did not end well."""
    by = one_of(await small_form(request), "by")
    job = await run_in_threadpool(_asked_to_read, visit.book, name, by, visit.asker)
    return RedirectResponse(visit.href(f"jobs/{job.id}"), 303)


@pages.post("/w/{book}/plan/drafts/{name}/decide", dependencies=[Allowed])
async def decide_on_page(request: Request, visit: Visiting, name: str) -> Response:
    """A decision; on to the next record, or say above the records why not."""
    form = await small_form(request, blanks=True)
    visit = replace(visit, path=f"plan/drafts/{name}")  # where links of the page lead from
    try:
        wanted = _wanted(form)
        by, now = one_of(form, "by"), datetime.now().astimezone()
        await run_in_threadpool(decide, visit.book, name, wanted, by=by, now=now, asker=visit.asker)
    except JidiError as error:
        page = plan_draft.page(visit, name, request.app.state.writes, error=error)
        response = shown(request, visit, page)
        response.status_code = status_of(error)
        return response
    asked = {key: visit.asked.get(key) for key in _KEPT_ASKED}
    there = visit.href(f"plan/drafts/{name}", **asked)
    return RedirectResponse(f"{there}#{quote(one_of(form, 'next') or 'records')}", 303)


@pages.get("/w/{book}/plan/drafts/{name}/document")
def download_document(visit: Visiting, name: str) -> Response:
    """The document as it was handed in."""
    return _document(visit.book, name)


@pages.get("/w/{book}/plan/drafts/{name}/plan.toml")
def download_draft(visit: Visiting, name: str) -> Response:
    """The draft with its decisions, as ``jidi plan`` reads it."""
    draft = draft_named(visit.book, name)
    plan_of(visit.book, draft)
    return FileResponse(
        place_of(visit.book, name) / PLAN, media_type="application/toml", filename=f"{name}.toml"
    )


# API --------------------------------------------------------------------------


@api.get("", responses=_REFUSED)
def list_drafts(request: Request, shelf: Shelved, book: str, asked: Sliced) -> Response:
    """Every plan document that was handed in, newest first, and how far its review is."""
    opened = shelf.book(book)
    return listed(request, [told_of(opened, one) for one in drafts(opened)], asked)


@api.post("", status_code=202, responses=_REFUSED, dependencies=[Allowed], openapi_extra=_FILE)
async def hand_in_document(request: Request, shelf: Shelved, book: str) -> Response:
    """A plan document: one part ``file``; it is read by a job, unless it was read before."""
    opened = shelf.book(book)
    form = await _arrived(request, opened)
    asker = asker_of_request(request)
    draft, job = await run_in_threadpool(_handed_in, opened, form, asker)
    told = {**told_of(opened, draft), "job": None if job is None else job_json(job)}
    return JSONResponse(told, 202)


@api.get("/{name}", responses=_REFUSED)
def one_draft(shelf: Shelved, book: str, name: str) -> Response:
    """Every record beside its source text, and what was decided."""
    opened = shelf.book(book)
    draft = draft_named(opened, name)
    plan, document = plan_of(opened, draft), document_of(opened, draft)
    return JSONResponse({**told_of(opened, draft), **draft_json(plan, document)})


@api.post("/{name}/decisions", responses=_REFUSED, dependencies=[Allowed],
          openapi_extra={"requestBody": {"required": True, "content": {"application/json": {
              "schema": Decided.model_json_schema()}}}})  # fmt: skip
async def decide_on(request: Request, shelf: Shelved, book: str, name: str) -> Response:
    """Accept, correct or reject records; the state of the whole draft comes back."""
    told, opened = await small_json(request, Decided), shelf.book(book)
    wanted = Wanted(
        told.decision, told.records, reason=told.reason, changes=told.changes, seen=told.seen
    )
    asker, now = asker_of_request(request), datetime.now().astimezone()
    plan = await run_in_threadpool(decide, opened, name, wanted, by=told.by, now=now, asker=asker)
    return JSONResponse({"id": name, "states": states(plan)})


# Both -------------------------------------------------------------------------


async def _arrived(request: Request, book: Book) -> Form:
    """The one file of a request, on the disk.

    :raises InputError: J-402 too large, J-410, J-411; O-170 for several.
    """
    check_writable(book)
    return await one_file(request, book.workspace, file="plan.txt", most_bytes=MOST_BYTES)


def _handed_in(book: Book, form: Form, asker: Asker) -> tuple[KeptDraft, Job | None]:
    (handed,) = form.files
    by, now = asker.signs_as(form.fields.get("by", "")), datetime.now().astimezone()
    draft = keep_document(book, handed, by=by, now=now, asker=asker)
    if is_read(book, draft):
        return draft, None
    return draft, _asked_to_read(book, draft.id, by, asker)


def _asked_to_read(book: Book, name: str, by: str, asker: Asker) -> Job:
    now = datetime.now().astimezone()
    return jobs.ask(book, READ_PLAN, {"draft": name}, by=asker.signs_as(by), now=now, asker=asker)


def _wanted(form: Mapping[str, list[str]]) -> Wanted:
    """A decision as the forms of the page tell it.

    :raises UnknownName: P-155 for a decision there is not. :raises InputError: P-141 without one.
    """
    told = form.get("decision", [""])[0]
    known = get_args(Decision)
    if told not in known:
        raise UnknownName("P-155", name=told[:60], nearest=suggestion(told[:60], known))
    records, seen = form.get("record", []), form.get("seen", [])
    counts = {name: int(n) for name, n in zip(records, seen, strict=False) if n.isdecimal()}
    changes = {
        name.removeprefix(FIELD_MARK): values[0]
        for name, values in form.items()
        if name.startswith(FIELD_MARK)
    }
    reason = form.get("reason", [""])[0][:300]
    return Wanted(cast(Decision, told), records, reason=reason, changes=changes, seen=counts)


def _document(book: Book, name: str) -> Response:
    """Always a download of unknown type: nothing that was handed in is shown as a page of ours."""
    draft = draft_named(book, name)
    document_of(book, draft)  # byte for byte what was handed in
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(draft.file)}",
        "Cache-Control": "no-store",
    }
    path = place_of(book, name) / draft.file
    return FileResponse(path, media_type="application/octet-stream", headers=headers)
