"""Long work under ``/api/v1/books/{book}/jobs``: asked for, looked at, followed, stopped.

``…/events`` is a stream of server-sent events: ``progress`` whenever something changes, ``end``
when the job has ended. A stream lasts a minute at most; browsers open the next by themselves.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse

from jidi.core.errors import InputError
from jidi.registry.jobs import Job
from jidi.service import jobs as service
from jidi.service.books import Book
from jidi.service.job_kinds import kinds_json
from jidi.service.jobs import job_json
from jidi.web.api import Shelved
from jidi.web.door import asker_of_request
from jidi.web.listing import Sliced, listed
from jidi.web.writes import check_writes

router = APIRouter(prefix="/api/v1/books/{book}/jobs", tags=["jobs"])
Allowed = Depends(check_writes)

LOOK_SECONDS: Final = 0.5
"""How often a stream looks whether something changed."""
QUIET_SECONDS: Final = 15.0
"""After so long without a word a stream says that it is there."""
STREAM_SECONDS: Final = 60.0
_MOST_BODY: Final = 8192
REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"description": "What does not fit: {error: {code, zh, en, where, do_zh, do_en, also}}"},
    403: {"description": "Not allowed, or nothing can be written here: same shape"},
    404: {"description": "Unknown name, with the nearest known: same shape"},
    409: {"description": "The same work runs already, or the job has ended: same shape"},
}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["kind", "asked"],
                    "additionalProperties": False,
                    "properties": {
                        "kind": {"type": "string", "description": "see …/jobs/kinds"},
                        "asked": {"type": "object"},
                        "by": {"type": "string", "description": "where nobody signs in"},
                    },
                }
            }
        },
    }
}


@router.get("/kinds", responses=REFUSED)
def kinds(shelf: Shelved, book: str) -> Response:
    """The kinds of jobs there are, and what can be asked with each."""
    shelf.book(book)
    return JSONResponse(kinds_json())


@router.get("", responses=REFUSED)
def newest(request: Request, shelf: Shelved, book: str, asked: Sliced) -> Response:
    """The newest jobs, newest first, those that one may see; without what came of them."""
    found = service.jobs(shelf.book(book), asker_of_request(request))
    return listed(request, [job_json(one, whole=False) for one in found], asked)


@router.post("", status_code=202, responses=REFUSED, dependencies=[Allowed], openapi_extra=_BODY)
async def ask(request: Request, shelf: Shelved, book: str) -> Response:
    """Ask for work: a JSON object ``kind``, ``asked`` and, where nobody signs in, ``by``."""
    told = await told_body(request)
    opened, asker = shelf.book(book), asker_of_request(request)
    made = await run_in_threadpool(
        service.ask,
        opened,
        str(told["kind"]),
        told["asked"],
        by=asker.signs_as(str(told.get("by") or "")),
        now=_now(),
        asker=asker,
    )
    return accepted(book, made)


@router.get("/{name}", responses=REFUSED)
def one(shelf: Shelved, book: str, name: str) -> Response:
    """A job: how far it is, and what came of it."""
    return JSONResponse(job_json(service.job(shelf.book(book), name)))


@router.get("/{name}/events", responses=REFUSED, response_class=StreamingResponse)
async def events(request: Request, shelf: Shelved, book: str, name: str) -> Response:
    """How a job goes on, as server-sent events."""
    opened = shelf.book(book)
    await run_in_threadpool(service.job, opened, name)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    stream = _stream(request, opened, name)
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


@router.get("/{name}/files/{file}", responses=REFUSED, response_class=FileResponse)
def result(shelf: Shelved, book: str, name: str, file: str) -> Response:
    """A file of what came of a job."""
    return sent_file(shelf.book(book), name, file)


@router.post("/{name}/cancel", responses=REFUSED, dependencies=[Allowed])
async def cancel(request: Request, shelf: Shelved, book: str, name: str) -> Response:
    """Stop a job; what the work has found by then is kept where the work can."""
    told = await told_body(request, needed=())
    by = asker_of_request(request).signs_as(str(told.get("by") or ""))
    found = await run_in_threadpool(service.cancel, shelf.book(book), name, by=by, now=_now())
    return JSONResponse(job_json(found))


@router.post("/{name}/again", status_code=202, responses=REFUSED, dependencies=[Allowed])
async def again(request: Request, shelf: Shelved, book: str, name: str) -> Response:
    """The same work once more, at the newest data version."""
    told, asker = await told_body(request, needed=()), asker_of_request(request)
    by = asker.signs_as(str(told.get("by") or ""))
    opened = shelf.book(book)
    made = await run_in_threadpool(service.ask_again, opened, name, by=by, now=_now(), asker=asker)
    return accepted(book, made)


def sent_file(book: Book, name: str, file: str) -> Response:
    """A file of what came of a job, as a download.

    :raises UnknownName: M-102, M-112.
    """
    found = service.job(book, name)
    path = service.result_file(book, found, file)
    shown = f"{found.id}-{file}"
    synthetic = "true" if found.body.get("synthetic") else "false"
    return FileResponse(path, filename=shown, headers={"Jidi-Synthetic": synthetic})


async def _stream(request: Request, book: Book, name: str) -> AsyncIterator[str]:
    """Every change of the job, until it ended, the visitor left or the stream's time is over."""
    yield "retry: 1000\n\n"
    before, quiet, left = None, 0.0, STREAM_SECONDS
    while left > 0 and not await request.is_disconnected():
        found = await run_in_threadpool(service.job, book, name)
        told = event_of(found, now=datetime.now(UTC))
        if not found.is_open:
            yield _event("end", told)
            return
        changed = {key: value for key, value in told.items() if key != "seconds"}
        if changed != before or quiet >= QUIET_SECONDS:
            before, quiet = changed, 0.0
            yield _event("progress", told)
        await asyncio.sleep(LOOK_SECONDS)
        quiet, left = quiet + LOOK_SECONDS, left - LOOK_SECONDS


def event_of(found: Job, *, now: datetime) -> dict[str, Any]:
    """What an event tells of a job.

    ``seconds`` since it was first taken up; ``left`` those it may still take, reckoned from the
    share that is done, null while too little is.
    """
    told = job_json(found)
    names = ("id", "state", "state_zh", "state_en", "share", "step_zh", "step_en", "attempt")
    seconds = None
    if found.started is not None:
        seconds = max(0.0, (now - datetime.fromisoformat(found.started)).total_seconds())
    left = None
    if seconds is not None and found.share >= 0.1 and found.attempt == 1:
        left = seconds * (1 - found.share) / found.share
    return {name: told[name] for name in names} | {
        "seconds": None if seconds is None else round(seconds),
        "left": None if left is None else round(left),
    }


def _event(kind: str, told: Mapping[str, Any]) -> str:
    return f"event: {kind}\ndata: {json.dumps(told, ensure_ascii=False)}\n\n"


async def told_body(
    request: Request, *, needed: tuple[str, ...] = ("kind", "asked")
) -> dict[str, Any]:
    """The body: a JSON object; nothing at all where nothing is needed.

    :raises InputError: M-114.
    """
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BODY:
            raise InputError("M-114", reason=f"> {_MOST_BODY} B")
    if not body and not needed:
        return {}
    try:
        told = json.loads(body)
        json.dumps(told, ensure_ascii=False).encode()  # halves of characters can be kept nowhere
    except (ValueError, RecursionError) as error:
        raise InputError("M-114", reason=str(error)[:80]) from error
    if not isinstance(told, dict) or not isinstance(told.get("asked", {}), dict):
        raise InputError("M-114", reason="{} ≠ JSON")
    missing = [name for name in needed if name not in told]
    strange = sorted(set(told) - {"kind", "asked", "by"})
    if missing or strange:
        raise InputError("M-114", reason="、".join(missing or strange)[:80])
    return told


def accepted(book: str, made: Job) -> Response:
    """The job that was asked for, and where it can be looked at."""
    address = f"/api/v1/books/{quote(book)}/jobs/{made.id}"
    return JSONResponse(job_json(made), 202, headers={"Location": address})


def _now() -> datetime:
    return datetime.now().astimezone()
