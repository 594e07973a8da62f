"""The addresses where people sign in and out, set a password, or choose one of a demonstration."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from jidi.core.errors import InputError, JidiError
from jidi.service import sign_in as service
from jidi.service.sign_in import Secret
from jidi.web.begun import begun, is_plain
from jidi.web.door import cookie_name
from jidi.web.failures import status_of
from jidi.web.layout import Page
from jidi.web.oidc_routes import way_out_of
from jidi.web.pages import account, sign_in
from jidi.web.routes import Visiting, shown
from jidi.web.small_form import one_of, small_form
from jidi.web.visit import Visit
from jidi.web.writes import check_same_origin, check_writes, is_loopback

router = APIRouter(include_in_schema=False)
FromHere = Depends(check_same_origin)
Writing = Depends(check_writes)


def _from_this_machine(request: Request) -> None:
    """:raises InputError: F-211 where others reach the server, F-213 as check_same_origin."""
    if not is_loopback(request.app.state.writes.host):
        raise InputError("F-211")
    check_same_origin(request)


Here = Depends(_from_this_machine)
_HASHED_AT_ONCE: Final = 2
_HASHING: RunVar[CapacityLimiter] = RunVar("hashing")


@router.get("/w/{book}/sign-in")
def show_sign_in(request: Request, visit: Visiting) -> Response:
    """Where one signs in."""
    leave = way_out_of(request, visit) if visit.asked.get("done") == "out" else ""
    page = sign_in.page(visit, is_plain=is_plain(request), leave=leave)
    return shown(request, visit, page)


@router.post("/w/{book}/sign-in", dependencies=[FromHere])
async def do_sign_in(request: Request, visit: Visiting) -> Response:
    """A session for whoever knows the password."""
    form = await small_form(request)
    person, password = one_of(form, "person").strip(), one_of(form, "password")
    registry = visit.book.workspace.registry
    try:
        made = await _slowly(
            lambda: service.sign_in(registry, person=person, password=password, now=_now())
        )
    except JidiError as error:
        page = sign_in.page(visit, is_plain=is_plain(request), error=error, person=person)
        return _again(request, visit, page, error)
    return begun(request, visit, made, one_of(form, "next"))


@router.post("/w/{book}/sign-out", dependencies=[FromHere])
def do_sign_out(request: Request, visit: Visiting) -> Response:
    """End the session."""
    name = cookie_name(visit.name)
    session = request.cookies.get(name, "")
    if session:
        service.sign_out(visit.book.workspace.registry, session, now=_now())
    outside = visit.book.workspace.settings.oidc is not None
    there = visit.href("sign-in", done="out") if outside else visit.href("")
    response = RedirectResponse(there, 303)
    response.delete_cookie(name, path="/", httponly=True, samesite="lax")
    return response


@router.post("/w/{book}/choose", dependencies=[Here])
async def choose(request: Request, visit: Visiting) -> Response:
    """Be one of a demonstration's people; on this machine alone."""
    person = one_of(await small_form(request), "person")
    made = service.choose_demo(visit.book.workspace.registry, person=person, now=_now())
    return begun(request, visit, made, "")


@router.get("/w/{book}/welcome/{link}")
def show_welcome(request: Request, visit: Visiting, link: str) -> Response:
    """Where a one-time link leads: set a password."""
    return shown(request, visit, sign_in.welcome(visit, link))


@router.post("/w/{book}/welcome/{link}", dependencies=[FromHere])
async def do_welcome(request: Request, visit: Visiting, link: str) -> Response:
    """Set the password of a one-time link's person, and sign in."""
    form = await small_form(request)
    registry = visit.book.workspace.registry
    try:
        password = account.twice(form)
        made = await _slowly(lambda: service.set_by_link(registry, link, password, now=_now()))
    except JidiError as error:
        return _again(request, visit, sign_in.welcome(visit, link, error=error), error)
    return begun(request, visit, made, "")


@router.get("/w/{book}/account")
def show_account(request: Request, visit: Visiting) -> Response:
    """What one is and may."""
    return shown(request, visit, account.page(visit))


@router.post("/w/{book}/account/password", dependencies=[Writing])
async def change_password(request: Request, visit: Visiting) -> Response:
    """Another password of one's own."""
    form = await small_form(request)
    registry, person = visit.book.workspace.registry, visit.asker.id
    try:
        old, new = one_of(form, "old"), account.twice(form)
        made = await _slowly(
            lambda: service.change_password(registry, person, old=old, new=new, now=_now())
        )
    except JidiError as error:
        return _again(request, visit, account.page(visit, error=error), error)
    return begun(request, visit, made, visit.href("account", done="password"))


def _again(request: Request, visit: Visit, page: Page, error: JidiError) -> Response:
    response = shown(request, visit, page)
    response.status_code = status_of(error)
    return response


async def _slowly(work: Callable[[], Secret]) -> Secret:
    """Few passwords at a time: each takes much memory, and nobody shall guess quickly."""
    limiter = _HASHING.get(None)
    if limiter is None:
        limiter = CapacityLimiter(_HASHED_AT_ONCE)
        _HASHING.set(limiter)
    return await to_thread.run_sync(work, limiter=limiter)


def _now() -> datetime:
    return datetime.now().astimezone()
