"""Handing in over the network: ``/api/v1/capture``, in the shape of the EPCIS 2.0 capture
interface, for every kind of file that intake reads.

A file is acknowledged with 202 and the address of its job; what became of it stands there. Access
control is the door's (:mod:`jidi.web.door`): who is bound to a company sees and hands in what is
its own. Where nobody can sign in, files come from this machine only, under the name that is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from jidi.core.errors import InputError, JidiError, UnknownName
from jidi.core.nearest import suggestion
from jidi.registry.capture import CaptureJob
from jidi.service.access import Asker
from jidi.service.books import Book
from jidi.service.capture import (
    CaptureAsked,
    check_writable,
    hand_in,
    job,
    newest_jobs,
    take_tried,
)
from jidi.service.capture_files import Arrival, remove
from jidi.service.capture_status import job_json
from jidi.service.capture_worker import CaptureWorker
from jidi.web.api import Shelved
from jidi.web.door import asker_of_request
from jidi.web.handed_in import Form, handed_in
from jidi.web.shelf import Shelf
from jidi.web.writes import check_writes

router = APIRouter(prefix="/api/v1", tags=["capture"])

_FIELDS: Final = ("by", "sender", "table", "origin", "all_or_nothing", "dry_run", "file")
_YES_NO: Final = {
    **dict.fromkeys(("", "0", "false", "no"), False),
    **dict.fromkeys(("1", "true", "yes", "on"), True),
}
_BEHAVIOURS: Final = {"rollback": True, "proceed": False}
_BEHAVIOUR_HEADER: Final = "GS1-Capture-Error-Behaviour"
_MOST_A_PAGE: Final = 1000

_REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"description": "What does not fit: {error: {code, zh, en, where, do_zh, do_en, also}}"},
    403: {"description": "Nothing can be written here: same shape"},
    404: {"description": "Unknown name, with the nearest known: same shape"},
    409: {"description": "The job has ended, or keeps no file: same shape"},
    413: {"description": "Larger than is taken: same shape"},
}
BookQuery = Annotated[str, Query(description="book to write to; the first that is served if none")]
ByQuery = Annotated[str, Query(description="who does it; recorded as given")]
PerPageQuery = Annotated[int, Query(ge=1, le=_MOST_A_PAGE, alias="perPage")]
TokenQuery = Annotated[str, Query(description="as the Link header gives it", alias="nextPageToken")]

Allowed = Depends(check_writes)


@router.post("/capture", status_code=202, responses=_REFUSED, dependencies=[Allowed])
async def capture_into_first(request: Request, shelf: Shelved, book: BookQuery = "") -> Response:
    """Hand a file in: the body itself, or a part ``file`` of a form. Fields, in the query or the
    form: ``by`` (needed), ``sender``, ``table``, ``origin``, ``all_or_nothing``, ``dry_run``."""
    return await _captured(request, shelf, book or shelf.first)


@router.post("/books/{book}/capture", status_code=202, responses=_REFUSED, dependencies=[Allowed])
async def capture(request: Request, shelf: Shelved, book: str) -> Response:
    """As ``POST /capture``, into a named book."""
    return await _captured(request, shelf, book)


@router.get("/capture", responses=_REFUSED)
def jobs_of_first(
    request: Request,
    shelf: Shelved,
    book: BookQuery = "",
    per_page: PerPageQuery = 30,
    token: TokenQuery = "",
) -> Response:
    """The capture jobs, newest first."""
    return _listed(request, shelf, book or shelf.first, per_page, token)


@router.get("/books/{book}/capture", responses=_REFUSED)
def jobs_of(
    request: Request,
    shelf: Shelved,
    book: str,
    per_page: PerPageQuery = 30,
    token: TokenQuery = "",
) -> Response:
    """As ``GET /capture``, of a named book."""
    return _listed(request, shelf, book, per_page, token)


@router.get("/capture/{name}", responses=_REFUSED)
def job_of_first(request: Request, shelf: Shelved, name: str, book: BookQuery = "") -> Response:
    """One job: state, times, counts that add up, errors row by row."""
    return _one(request, shelf, book or shelf.first, name)


@router.get("/books/{book}/capture/{name}", responses=_REFUSED)
def job_of(request: Request, shelf: Shelved, book: str, name: str) -> Response:
    """As ``GET /capture/JOB``, of a named book."""
    return _one(request, shelf, book, name)


@router.post("/books/{book}/capture/{name}/take", status_code=202, responses=_REFUSED,
             dependencies=[Allowed])  # fmt: skip
def take(request: Request, shelf: Shelved, book: str, name: str, by: ByQuery = "") -> Response:
    """Take in a file that was only tried."""
    by = asker_of_request(request).signs_as(by)
    made = take_tried(shelf.book(book), name, by=by, now=_now())
    _worker(request).wake()
    return _accepted(request, shelf.book(book), book, [made])


@router.post("/books/{book}/capture/{name}/cancel", responses=_REFUSED, dependencies=[Allowed])
def stop(request: Request, shelf: Shelved, book: str, name: str, by: ByQuery = "") -> Response:
    """Stop a job that has not ended; nothing of its file is taken in."""
    opened, by = shelf.book(book), asker_of_request(request).signs_as(by)
    return JSONResponse(job_json(opened, _worker(request).cancel(opened, name, by=by)))


async def arrived(request: Request, book: Book, *, extra: Mapping[str, str] | None = None) -> Form:
    """The files of a request on the disk of a book, and its fields; the query counts as fields.

    :raises LakeError: L-104 when the book cannot be written. :raises InputError: J-4xx.
    """
    check_writable(book)
    query = {k: v for k, v in request.query_params.items() if k not in ("book", "lang")}
    most = request.app.state.writes.most_bytes
    form = await handed_in(
        request,
        lambda name: Arrival(book.workspace, name, most_bytes=most),
        file=query.get("file") or "capture",
        most_bytes=most,
    )
    return Form(form.files, {**query, **form.fields, **(extra or {})})


def handed_over(book: Book, form: Form, asked: CaptureAsked) -> list[CaptureJob]:
    """A job for each file; when one is refused, neither it nor those after it remain."""
    made: list[CaptureJob] = []
    try:
        for file in form.files:
            made.append(hand_in(book, file, asked, now=_now()))
    except JidiError:
        for file in form.files[len(made) :]:
            remove(book.workspace, file.place)
        raise
    return made


def asked_of(fields: Mapping[str, str], asker: Asker) -> CaptureAsked:
    """What is asked with a file, by whoever asks.

    :raises InputError: J-403, J-413; A-103 for another company's.
    :raises UnknownName: J-404, J-412 with the nearest.
    """
    for name in fields:
        if name not in _FIELDS:
            raise UnknownName("J-412", name=name[:60], nearest=suggestion(name[:60], _FIELDS))
    return CaptureAsked(
        by=asker.signs_as(fields.get("by", "")),
        sender=asker.sends_as("data.hand_in", fields.get("sender", "")),
        table=fields.get("table", ""),
        origin=fields.get("origin") or "reported",
        whole=_yes(fields, "all_or_nothing"),
        dry_run=_yes(fields, "dry_run"),
    )


async def _captured(request: Request, shelf: Shelf, name: str) -> Response:
    book = shelf.book(name)
    form = await arrived(request, book, extra=_behaviour(request))
    try:
        asked = asked_of(form.fields, asker_of_request(request))
    except (InputError, UnknownName):
        for file in form.files:
            remove(book.workspace, file.place)
        raise
    made = await run_in_threadpool(handed_over, book, form, asked)
    _worker(request).wake()
    return _accepted(request, book, name, made)


def _behaviour(request: Request) -> dict[str, str]:
    """All or nothing, as EPCIS asks for it."""
    told = request.headers.get(_BEHAVIOUR_HEADER)
    if told is None:
        return {}
    if told not in _BEHAVIOURS:
        known = "、".join(_BEHAVIOURS)
        raise InputError("J-413", name=_BEHAVIOUR_HEADER, value=told[:40], known=known)
    return {"all_or_nothing": "true" if _BEHAVIOURS[told] else "false"}


def _yes(fields: Mapping[str, str], name: str) -> bool:
    told = fields.get(name, "").lower()
    if told not in _YES_NO:
        raise InputError("J-413", name=name, value=told[:40], known="true、false")
    return _YES_NO[told]


def _accepted(request: Request, book: Book, name: str, made: list[CaptureJob]) -> Response:
    """202 with the address of the job; of several files, of the last."""
    told = [{"job": one.id, "address": _address(name, one)} for one in made]
    body = {**job_json(book, made[-1], step=_worker(request).step(book, made[-1])), "jobs": told}
    return JSONResponse(body, 202, headers={"Location": _address(name, made[-1])})


def _listed(request: Request, shelf: Shelf, name: str, per_page: int, token: str) -> Response:
    book, worker = shelf.book(name), _worker(request)
    reach = asker_of_request(request).reach("data.read")
    found = newest_jobs(book, per_page + 1, before=token, reach=reach)
    shown = found[:per_page]
    headers = {}
    if len(found) > per_page:
        path = f"/api/v1/books/{quote(name)}/capture"
        more = f"{path}?perPage={per_page}&nextPageToken={shown[-1].id}"
        headers["Link"] = f'<{more}>; rel="next"'
    told = [job_json(book, one, step=worker.step(book, one)) for one in shown]
    return JSONResponse(told, headers=headers)


def _one(request: Request, shelf: Shelf, name: str, id_: str) -> Response:
    book = shelf.book(name)
    found = job(book, id_)
    return JSONResponse(job_json(book, found, step=_worker(request).step(book, found)))


def _address(name: str, made: CaptureJob) -> str:
    return f"/api/v1/books/{quote(name)}/capture/{made.id}"


def _worker(request: Request) -> CaptureWorker:
    worker: CaptureWorker = request.app.state.capture
    return worker


def _now() -> datetime:
    return datetime.now().astimezone()
