"""People, tokens, the audit log and the state of the system, under ``/api/v1``: to read."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from jidi.registry.sessions import TokenBook
from jidi.service.administration import log_page, system_json
from jidi.service.people import people_json, token_json
from jidi.web.api import Shelved
from jidi.web.listing import Sliced, listed

router = APIRouter(prefix="/api/v1", tags=["access"])

_REFUSED: dict[int | str, dict[str, Any]] = {
    401: {"description": "Not signed in: {error: {code, zh, en, where, do_zh, do_en}}"},
    403: {"description": "Without the right: same shape"},
    404: {"description": "Unknown name, with the nearest known: same shape"},
}
ActionQuery = Annotated[str, Query(description="only this action, such as session.begin")]
ActorQuery = Annotated[str, Query(description="part of the name of who did it")]
SkipQuery = Annotated[int, Query(ge=0, description="entries to pass over, from the newest")]
MostQuery = Annotated[int, Query(ge=1, le=1000, description="entries to give")]


@router.get("/books/{book}/people", responses=_REFUSED)
def people(request: Request, shelf: Shelved, book: str, part: Sliced) -> Response:
    """As ``jidi people list --json``."""
    return listed(request, people_json(shelf.book(book).workspace.registry), part)


@router.get("/books/{book}/tokens", responses=_REFUSED)
def tokens(request: Request, shelf: Shelved, book: str, part: Sliced) -> Response:
    """As ``jidi token list --json``."""
    found = TokenBook(shelf.book(book).workspace.registry).all()
    return listed(request, [token_json(one) for one in found], part)


@router.get("/books/{book}/audit", responses=_REFUSED)
def audit(
    shelf: Shelved,
    book: str,
    action: ActionQuery = "",
    actor: ActorQuery = "",
    skip: SkipQuery = 0,
    most: MostQuery = 50,
) -> Response:
    """The audit log, newest first, and whether its chain holds."""
    found = log_page(shelf.book(book), action=action, actor=actor, skip=skip, most=most)
    return JSONResponse(found.to_json())


@router.get("/books/{book}/system", responses=_REFUSED)
def system(shelf: Shelved, book: str) -> Response:
    """Names of keys, never keys; backups and trial restores."""
    return JSONResponse(system_json(shelf.book(book)))
