"""The addresses of the pages about cases, and of what is done to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from jidi.core.errors import JidiError
from jidi.service import cases as service
from jidi.service.access import Asker
from jidi.service.case_sources import open_about
from jidi.supervision.cases import Case
from jidi.web.failures import status_of
from jidi.web.layout import Page
from jidi.web.pages import case, case_forms, cases
from jidi.web.routes import Visiting, shown
from jidi.web.small_form import one_of, small_form
from jidi.web.visit import Visit
from jidi.web.writes import check_writes

router = APIRouter(include_in_schema=False)
Writing = Depends(check_writes)


@router.get("/w/{book}/cases")
def show_cases(request: Request, visit: Visiting) -> Response:
    """The cases and their deadlines."""
    writes = request.app.state.writes
    return shown(request, visit, lambda one: cases.page(one, writes), by_minute=True)


@router.get("/w/{book}/cases/new")
def show_new(request: Request, visit: Visiting) -> Response:
    """A case to be opened."""
    return shown(request, visit, case_forms.new_page(visit, request.app.state.writes))


@router.post("/w/{book}/cases/new", dependencies=[Writing])
async def open_new(request: Request, visit: Visiting) -> Response:
    """Open a case; on to its page."""
    form = await small_form(request)
    given, division = case_forms.given_in(form), one_of(form, "division")
    by, why = visit.asker.signs_as(one_of(form, "by")), one_of(form, "why")
    kind, alert = visit.asked.get("kind", ""), visit.asked.get("alert", "")

    def opened() -> Case:
        return open_about(
            visit.book,
            kind,
            given,
            alert=int(alert) if alert.isascii() and alert.isdigit() else None,
            patrol=visit.asked.get("patrol", ""),
            division=visit.book.tree.find(division).code.text,
            by=by,
            now=_now(),
            why=why,
            asker=visit.asker,
        )

    try:
        made = await run_in_threadpool(opened)
    except JidiError as error:
        page = case_forms.new_page(visit, request.app.state.writes, error=error)
        return _said(request, visit, page, error)
    return RedirectResponse(visit.href(f"cases/{made.id}"), 303)


@router.get("/w/{book}/cases/{name}")
def show_case(request: Request, visit: Visiting, name: str) -> Response:
    """One case."""
    writes = request.app.state.writes
    return shown(request, visit, lambda one: case.page(one, name, writes), by_minute=True)


@router.post("/w/{book}/cases/{name}/steps/{step}", dependencies=[Writing])
async def take_step(request: Request, visit: Visiting, name: str, step: str) -> Response:
    """Take a step."""
    form = await small_form(request)
    given = case_forms.given_in(form)
    work = partial(service.take_step, visit.book, name, step, given)
    return await _done(request, visit, name, form, work)


@router.post("/w/{book}/cases/{name}/pause", dependencies=[Writing])
async def pause(request: Request, visit: Visiting, name: str) -> Response:
    """Stop the clocks."""
    form = await small_form(request)
    return await _done(request, visit, name, form, partial(service.pause_case, visit.book, name))


@router.post("/w/{book}/cases/{name}/resume", dependencies=[Writing])
async def resume(request: Request, visit: Visiting, name: str) -> Response:
    """Let the clocks run again."""
    form = await small_form(request)
    return await _done(request, visit, name, form, partial(service.resume_case, visit.book, name))


@router.post("/w/{book}/cases/{name}/raise/{to}", dependencies=[Writing])
async def raise_another(request: Request, visit: Visiting, name: str, to: str) -> Response:
    """Open another case that this one gives rise to; on to that."""
    form = await small_form(request)

    def raised(*, by: str, why: str, now: datetime, asker: Asker) -> Case:
        return service.raise_case(visit.book, name, to, by=by, why=why, now=now, asker=asker)[1]

    return await _done(request, visit, name, form, raised)


async def _done(
    request: Request,
    visit: Visit,
    name: str,
    form: dict[str, list[str]],
    work: Callable[..., Case],
) -> Response:
    """Do it under the name of whoever asks; on to the case, or say on its page why not."""
    by = visit.asker.signs_as(one_of(form, "by"))
    try:
        acted = partial(work, by=by, why=one_of(form, "why"), now=_now(), asker=visit.asker)
        made = await run_in_threadpool(acted)
    except JidiError as error:
        page = case.page(visit, name, request.app.state.writes, error=error)
        return _said(request, visit, page, error)
    return RedirectResponse(visit.href(f"cases/{made.id}"), 303)


def _said(request: Request, visit: Visit, page: Page, error: JidiError) -> Response:
    response = shown(request, visit, page)
    response.status_code = status_of(error)
    return response


def _now() -> datetime:
    return datetime.now().astimezone()
