"""The addresses of what a case holds besides its history: evidence, and sealed values opened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response

from jidi.core.errors import JidiError
from jidi.model.strict import Strict
from jidi.service.access import Asker
from jidi.service.books import Book
from jidi.service.capture import check_writable
from jidi.service.case_evidence import MOST_BYTES, attach, evidence_file
from jidi.service.case_json import whole_json
from jidi.service.case_reveal import reveal_sealed
from jidi.service.personal_values import needed_ring
from jidi.supervision.cases import Case
from jidi.web.api import Shelved
from jidi.web.door import asker_of_request
from jidi.web.failures import status_of
from jidi.web.handed_in import Form, one_file
from jidi.web.pages import case as case_page
from jidi.web.routes import Visiting, shown
from jidi.web.small_form import one_of, small_form, small_json
from jidi.web.writes import check_writes

pages = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api/v1", tags=["cases"])
Allowed = Depends(check_writes)
Text = Annotated[str, Field(max_length=500)]
_REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"description": "What does not fit: {error: {code, zh, en, where, do_zh, do_en, also}}"},
    404: {"description": "Unknown name, with the nearest known: same shape"},
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
                        "note": {"type": "string"},
                        "by": {"type": "string", "description": "where nobody signs in"},
                    },
                }
            }
        },
    }
}


class Asked(Strict):
    """A sealed field to be opened, and why."""

    field: Text
    why: Text


@pages.post("/w/{book}/cases/{name}/evidence", dependencies=[Allowed])
async def attach_evidence(request: Request, visit: Visiting, name: str) -> Response:
    """A file of evidence; on to the case, or say on its page why not."""
    try:
        form = await _arrived(request, visit.book)
        made = await run_in_threadpool(_attached, visit.book, name, form, visit.asker)
    except JidiError as error:
        page = case_page.page(visit, name, request.app.state.writes, error=error)
        response = shown(request, visit, page)
        response.status_code = status_of(error)
        return response
    return RedirectResponse(f"{visit.href(f'cases/{made.id}')}#evidence", 303)


@pages.get("/w/{book}/cases/{name}/evidence/{digest}")
def read_evidence(visit: Visiting, name: str, digest: str) -> Response:
    """A file of evidence, as a download; noted in the audit log."""
    return _sent(visit.book, name, digest, visit.asker)


@pages.post("/w/{book}/cases/{name}/reveal", dependencies=[Allowed])
async def reveal(request: Request, visit: Visiting, name: str) -> Response:
    """A sealed value, shown this once; noted in the audit log before."""
    form = await small_form(request)
    field, why = one_of(form, "field"), one_of(form, "why")
    opened: dict[str, str] = {}
    refusal: JidiError | None = None
    try:
        text = await run_in_threadpool(_revealed, visit.book, name, field, why, visit.asker)
        opened = {field: text}
    except JidiError as error:
        refusal = error
    writes = request.app.state.writes
    page = case_page.page(visit, name, writes, error=refusal, revealed=opened)
    response = shown(request, visit, page)
    response.headers["Cache-Control"] = "no-store"
    if refusal is not None:
        response.status_code = status_of(refusal)
    return response


@api.post("/books/{book}/cases/{name}/evidence", status_code=201, responses=_REFUSED,
          dependencies=[Allowed], openapi_extra=_FILE)  # fmt: skip
async def attach_evidence_file(request: Request, shelf: Shelved, book: str, name: str) -> Response:
    """A file of evidence: one part ``file`` and, beside it, ``note`` and ``by``."""
    opened = shelf.book(book)
    form = await _arrived(request, opened)
    made = await run_in_threadpool(_attached, opened, name, form, asker_of_request(request))
    return JSONResponse(whole_json(made, now=_now()), 201)


@api.get("/books/{book}/cases/{name}/evidence/{digest}", responses=_REFUSED,
         response_class=FileResponse)  # fmt: skip
def evidence(request: Request, shelf: Shelved, book: str, name: str, digest: str) -> Response:
    """A file of evidence by its SHA-256; noted in the audit log."""
    return _sent(shelf.book(book), name, digest, asker_of_request(request))


@api.post("/books/{book}/cases/{name}/reveal", responses=_REFUSED, dependencies=[Allowed],
          openapi_extra={"requestBody": {"required": True, "content": {"application/json": {
              "schema": Asked.model_json_schema()}}}})  # fmt: skip
async def reveal_field(request: Request, shelf: Shelved, book: str, name: str) -> Response:
    """A sealed value of a case, with the reason for opening it; noted in the audit log before."""
    asked, opened = await small_json(request, Asked), shelf.book(book)
    asker = asker_of_request(request)
    text = await run_in_threadpool(_revealed, opened, name, asked.field, asked.why, asker)
    told = {"case": name, "field": asked.field, "value": text}
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


async def _arrived(request: Request, book: Book) -> Form:
    """The one file of a request, on the disk.

    :raises InputError: J-402 too large, J-410, J-411; O-170 for several.
    """
    check_writable(book)
    return await one_file(request, book.workspace, file="evidence", most_bytes=MOST_BYTES)


def _attached(book: Book, name: str, form: Form, asker: Asker) -> Case:
    (handed,) = form.files
    told: Mapping[str, str] = form.fields
    by, note = asker.signs_as(told.get("by", "")), told.get("note", "")[:500]
    return attach(book, name, handed, by=by, now=_now(), note=note, asker=asker)


def _revealed(book: Book, name: str, field: str, why: str, asker: Asker) -> str:
    return reveal_sealed(
        book,
        name,
        field,
        keys=lambda: needed_ring(book.workspace),
        why=why,
        now=_now(),
        asker=asker,
    )


def _sent(book: Book, name: str, digest: str, asker: Asker) -> Response:
    """Always a download of unknown type: nothing that was handed in is shown as a page of ours."""
    path, found = evidence_file(book, name, digest, now=_now(), asker=asker)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(str(found['file']))}",
        "Cache-Control": "no-store",
    }
    return FileResponse(path, media_type="application/octet-stream", headers=headers)


def _now() -> datetime:
    return datetime.now().astimezone()
