"""Cases opened and handled over ``/api/v1``, as ``jidi case open`` and ``jidi case step`` do."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from jidi.model.strict import Strict
from jidi.service import cases as service
from jidi.service.case_json import whole_json
from jidi.service.case_sources import open_about
from jidi.supervision.cases import Case
from jidi.web.api import Shelved
from jidi.web.door import asker_of_request
from jidi.web.small_form import small_json
from jidi.web.writes import check_writes

router = APIRouter(prefix="/api/v1", tags=["cases"])
Allowed = Depends(check_writes)

Text = Annotated[str, Field(max_length=500)]
Values = Annotated[dict[str, str | bool | int | float | None], Field(max_length=100)]


class NewCase(Strict):
    """A case to be opened.

    :param alert: number of the alert it is about.
    :param patrol: the patrol event it is about.
    :param division: name or code; where alert or event lie when empty.
    :param by: who does it, where nobody can sign in.
    """

    kind: Text
    division: Text = ""
    values: Values = Field(default_factory=dict)
    why: Text = ""
    alert: int | None = None
    patrol: Text = ""
    by: Text = ""


class Taken(Strict):
    """A step that is taken.

    :param by: who does it, where nobody can sign in.
    """

    values: Values = Field(default_factory=dict)
    why: Text = ""
    by: Text = ""


def _body(model: type[Strict]) -> dict[str, Any]:
    content = {"application/json": {"schema": model.model_json_schema()}}
    return {"requestBody": {"required": True, "content": content}}


_REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"description": "What does not fit: {error: {code, zh, en, where, do_zh, do_en, also}}"},
    404: {"description": "Unknown name, with the nearest known: same shape"},
}


@router.post("/books/{book}/cases", status_code=201, responses=_REFUSED, dependencies=[Allowed],
             openapi_extra=_body(NewCase))  # fmt: skip
async def open_case(request: Request, shelf: Shelved, book: str) -> Response:
    """As ``jidi case open``; ``Location`` names the case."""
    new, asker, opened = await small_json(request, NewCase), asker_of_request(request), book
    where = shelf.book(opened)

    def made() -> Case:
        return open_about(
            where,
            new.kind,
            new.values,
            alert=new.alert,
            patrol=new.patrol,
            division=where.tree.find(new.division).code.text if new.division else "",
            by=asker.signs_as(new.by),
            now=_now(),
            why=new.why,
            asker=asker,
        )

    case = await run_in_threadpool(made)
    headers = {"Location": f"/api/v1/cases/{case.id}"}
    return JSONResponse(whole_json(case, now=_now()), 201, headers=headers)


@router.post("/books/{book}/cases/{name}/steps/{step}", responses=_REFUSED,
             dependencies=[Allowed], openapi_extra=_body(Taken))  # fmt: skip
async def take_step(request: Request, shelf: Shelved, book: str, name: str, step: str) -> Response:
    """As ``jidi case step``."""
    taken, by = await small_json(request, Taken), asker_of_request(request)

    def made() -> Case:
        return service.take_step(
            shelf.book(book), name, step, taken.values,
            by=by.signs_as(taken.by), why=taken.why, now=_now(), asker=by,
        )  # fmt: skip

    return JSONResponse(whole_json(await run_in_threadpool(made), now=_now()))


def _now() -> datetime:
    return datetime.now().astimezone()
