"""The addresses of administration and of help."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from jidi.core.errors import InputError, JidiError
from jidi.registry.sessions import TokenBook
from jidi.service.people import (
    add_person,
    close_person,
    give_roles,
    make_token,
    tie_subject,
    untie_subject,
)
from jidi.service.sign_in import make_link
from jidi.web.failures import status_of
from jidi.web.layout import Page
from jidi.web.pages import admin, admin_audit, admin_tokens
from jidi.web.pages import help as help_page
from jidi.web.routes import Visiting, shown
from jidi.web.small_form import one_of, small_form
from jidi.web.visit import Visit
from jidi.web.writes import check_writes

router = APIRouter(include_in_schema=False)
Writing = Depends(check_writes)


@router.get("/w/{book}/help")
def show_help(request: Request, visit: Visiting) -> Response:
    """The guide of one's role, and the glossary."""
    return shown(request, visit, help_page.page)


@router.get("/w/{book}/admin")
def show_people(request: Request, visit: Visiting) -> Response:
    """People and roles."""
    return shown(request, visit, admin.page(visit))


@router.post("/w/{book}/admin/people", dependencies=[Writing])
async def add(request: Request, visit: Visiting) -> Response:
    """One more person; on to their page."""
    form = await small_form(request)
    person, roles = one_of(form, "person").strip(), admin.roles_of(form)
    name, by = one_of(form, "name"), visit.asker.id
    try:
        await run_in_threadpool(
            add_person, visit.book, person, name=name, roles=roles, by=by, now=_now()
        )
    except JidiError as error:
        return _said(request, visit, admin.page(visit, error=error), error)
    return RedirectResponse(visit.href(f"admin/people/{person}"), 303)


@router.get("/w/{book}/admin/people/{name}")
def show_person(request: Request, visit: Visiting, name: str) -> Response:
    """One person."""
    return shown(request, visit, admin.person_page(visit, name))


@router.post("/w/{book}/admin/people/{name}/roles", dependencies=[Writing])
async def set_roles(request: Request, visit: Visiting, name: str) -> Response:
    """Other roles."""
    roles = admin.roles_of(await small_form(request))
    try:
        await run_in_threadpool(give_roles, visit.book, name, roles, by=visit.asker.id, now=_now())
    except JidiError as error:
        return _said(request, visit, admin.person_page(visit, name, error=error), error)
    return RedirectResponse(visit.href(f"admin/people/{name}"), 303)


@router.post("/w/{book}/admin/people/{name}/lock", dependencies=[Writing])
def lock(request: Request, visit: Visiting, name: str) -> Response:
    """Close a person."""
    return _closed(request, visit, name, closed=True)


@router.post("/w/{book}/admin/people/{name}/open", dependencies=[Writing])
def open_again(request: Request, visit: Visiting, name: str) -> Response:
    """Open a person again, or end a lock."""
    return _closed(request, visit, name, closed=False)


@router.post("/w/{book}/admin/people/{name}/link", dependencies=[Writing])
def link(request: Request, visit: Visiting, name: str) -> Response:
    """A one-time link, shown this once."""
    registry = visit.book.workspace.registry
    try:
        made = make_link(registry, name, by=visit.asker.id, now=_now())
    except JidiError as error:
        return _said(request, visit, admin.person_page(visit, name, error=error), error)
    address = f"{request.base_url}w/{visit.name}/welcome/{made.text}"
    return _once(shown(request, visit, admin.person_page(visit, name, link=address)))


@router.post("/w/{book}/admin/people/{name}/tie", dependencies=[Writing])
async def tie(request: Request, visit: Visiting, name: str) -> Response:
    """Let a person sign in as a subject of the identity provider."""
    return await _tied(request, visit, name, tie_subject)


@router.post("/w/{book}/admin/people/{name}/untie", dependencies=[Writing])
async def untie(request: Request, visit: Visiting, name: str) -> Response:
    """Let a person sign in as that subject no longer."""
    return await _tied(request, visit, name, untie_subject)


@router.get("/w/{book}/admin/tokens")
def show_tokens(request: Request, visit: Visiting) -> Response:
    """Tokens of programs."""
    return shown(request, visit, admin_tokens.page(visit))


@router.post("/w/{book}/admin/tokens", dependencies=[Writing])
async def new_token(request: Request, visit: Visiting) -> Response:
    """A token, shown this once."""
    form = await small_form(request)
    try:
        _, secret = await run_in_threadpool(
            make_token,
            visit.book,
            one_of(form, "person"),
            name=one_of(form, "name"),
            scopes=form.get("scope", []),
            days=_days(one_of(form, "days")),
            by=visit.asker.id,
            now=_now(),
        )
    except JidiError as error:
        return _said(request, visit, admin_tokens.page(visit, error=error), error)
    return _once(shown(request, visit, admin_tokens.page(visit, secret=secret)))


@router.post("/w/{book}/admin/tokens/{name}/revoke", dependencies=[Writing])
def revoke(visit: Visiting, name: str) -> Response:
    """A token that holds no longer."""
    TokenBook(visit.book.workspace.registry).revoke(name, by=visit.asker.id, at=_now())
    return RedirectResponse(visit.href("admin/tokens"), 303)


@router.get("/w/{book}/admin/audit")
def show_audit(request: Request, visit: Visiting) -> Response:
    """The audit log."""
    return shown(request, visit, admin_audit.page(visit))


@router.get("/w/{book}/admin/system")
def show_system(request: Request, visit: Visiting) -> Response:
    """Keys by name, backups."""
    return shown(request, visit, admin_audit.system_page(visit))


def _closed(request: Request, visit: Visit, name: str, *, closed: bool) -> Response:
    try:
        close_person(visit.book, name, closed=closed, by=visit.asker.id, now=_now())
    except InputError as error:
        return _said(request, visit, admin.person_page(visit, name, error=error), error)
    return RedirectResponse(visit.href(f"admin/people/{name}"), 303)


async def _tied(
    request: Request, visit: Visit, name: str, change: Callable[..., object]
) -> Response:
    subject = one_of(await small_form(request), "subject")
    by = visit.asker.id
    try:
        await run_in_threadpool(change, visit.book, name, subject=subject, by=by, now=_now())
    except JidiError as error:
        return _said(request, visit, admin.person_page(visit, name, error=error), error)
    return RedirectResponse(visit.href(f"admin/people/{name}"), 303)


def _days(told: str) -> int | None:
    """The days of a form; what is no number is too long a term."""
    if not told:
        return None
    return int(told) if told.isascii() and told.isdigit() else 0


def _said(request: Request, visit: Visit, page: Page, error: JidiError) -> Response:
    response = shown(request, visit, page)
    response.status_code = status_of(error)
    return response


def _once(response: Response) -> Response:
    """An answer that holds a secret: no browser keeps it."""
    response.headers["Cache-Control"] = "no-store"
    return response


def _now() -> datetime:
    return datetime.now().astimezone()
