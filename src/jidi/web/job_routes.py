"""The addresses of the pages about jobs, and of the forms that ask for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from jidi.core.errors import JidiError
from jidi.registry.jobs import Job
from jidi.service import jobs as service
from jidi.web.api_jobs import sent_file
from jidi.web.failures import status_of
from jidi.web.pages import job, jobs, network_new
from jidi.web.routes import Visiting, shown
from jidi.web.small_form import one_of, small_form
from jidi.web.visit import Visit
from jidi.web.writes import check_writes

router = APIRouter(include_in_schema=False)
Allowed = Depends(check_writes)


@router.get("/w/{book}/jobs")
def show_jobs(request: Request, visit: Visiting) -> Response:
    """The jobs one may see, or one's own."""
    return shown(request, visit, jobs.page(visit))


@router.get("/w/{book}/jobs/{name}")
def show_job(request: Request, visit: Visiting, name: str) -> Response:
    """One job."""
    return shown(request, visit, job.page(visit, name))


@router.get("/w/{book}/jobs/{name}/files/{file}")
def job_file(visit: Visiting, name: str, file: str) -> Response:
    """A file of what came of a job."""
    return sent_file(visit.book, name, file)


@router.post("/w/{book}/jobs/{name}/cancel", dependencies=[Allowed])
async def cancel_job(request: Request, visit: Visiting, name: str) -> Response:
    """Stop a job."""
    by = signed(visit, await small_form(request))
    now = datetime.now().astimezone()
    await run_in_threadpool(service.cancel, visit.book, name, by=by, now=now)
    return RedirectResponse(visit.href(f"jobs/{name}"), 303)


@router.post("/w/{book}/jobs/{name}/again", dependencies=[Allowed])
async def run_again(request: Request, visit: Visiting, name: str) -> Response:
    """The same work once more."""
    by = signed(visit, await small_form(request))
    return await begun_job(
        visit,
        lambda: service.ask_again(
            visit.book, name, by=by, now=datetime.now().astimezone(), asker=visit.asker
        ),
    )


@router.get("/w/{book}/network/new")
def show_new(request: Request, visit: Visiting) -> Response:
    """The form that asks for a design."""
    return shown(request, visit, network_new.page(visit, dict(visit.asked)))


@router.post("/w/{book}/network/new", dependencies=[Allowed])
async def ask_new(request: Request, visit: Visiting) -> Response:
    """Ask for a design; what does not fit is said in the form, which keeps what was filled in."""
    form = await small_form(request)
    filled = {name: values[0] for name, values in form.items()}
    try:
        kind, told = network_new.asked_of(filled)
        return await asked_job(visit, kind, told, form)
    except JidiError as error:
        page = network_new.page(visit, filled, error=error)
        response = shown(request, visit, page)
        response.status_code = status_of(error)
        return response


@router.post("/w/{book}/network/{name}/ask", dependencies=[Allowed])
async def ask_of_design(request: Request, visit: Visiting, name: str) -> Response:
    """Ask a kept design what needs designing anew."""
    form = await small_form(request)
    kind = one_of(form, "kind")
    told = {field: values[0] for field, values in form.items() if field not in ("kind", "by")}
    return await asked_job(visit, kind, {"design": name, **told}, form)


async def asked_job(
    visit: Visit, kind: str, told: Mapping[str, Any], form: dict[str, list[str]]
) -> Response:
    """Ask for a job, and on to its page."""
    return await begun_job(
        visit,
        lambda: service.ask(
            visit.book,
            kind,
            told,
            by=signed(visit, form),
            now=datetime.now().astimezone(),
            asker=visit.asker,
        ),
    )


async def begun_job(visit: Visit, ask: Callable[[], Job]) -> Response:
    """On to the page of the job that was asked for; of the same one where it runs already."""
    try:
        made = (await run_in_threadpool(ask)).id
    except JidiError as error:
        if error.code != "M-101":
            raise
        made = str(error.facts["job"])
    return RedirectResponse(visit.href(f"jobs/{made}"), 303)


def signed(visit: Visit, form: dict[str, list[str]]) -> str:
    """The name to record: one's own, or as the form gives it where nobody signs in."""
    return visit.asker.signs_as(one_of(form, "by"))
