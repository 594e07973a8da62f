"""The addresses of the pages about cases."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from jidi.web.pages import case, cases
from jidi.web.routes import Visiting, shown

router = APIRouter(include_in_schema=False)


@router.get("/w/{book}/cases")
def show_cases(request: Request, visit: Visiting) -> Response:
    """The cases and their deadlines."""
    return shown(request, visit, cases.page(visit))


@router.get("/w/{book}/cases/{name}")
def show_case(request: Request, visit: Visiting, name: str) -> Response:
    """One case."""
    return shown(request, visit, case.page(visit, name))
