"""The addresses of signing in with an identity provider: to it, and back from it.

Both are links, not forms: our pages may send forms to this server only. What binds the way back to
the way there is a cookie that scripts cannot read and that goes along on this one path.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import quote, unquote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from jidi.core.errors import JidiError, WorkspaceError
from jidi.service.oidc import (
    TERM,
    Attempt,
    Returned,
    sign_in_by_provider,
    way_out,
    way_out_of_provider,
)
from jidi.service.oidc_provider import IdentityProvider
from jidi.web.begun import begun, is_plain
from jidi.web.failures import status_of
from jidi.web.pages import sign_in
from jidi.web.routes import Visiting, shown
from jidi.web.visit import Visit

router = APIRouter(include_in_schema=False)
COOKIE: Final = "jidi_oidc"
_PATH: Final = "sign-in/provider"


@router.get("/w/{book}/sign-in/provider")
def go_out(request: Request, visit: Visiting) -> Response:
    """On to the provider."""
    attempt = Attempt.new(now=_now())
    try:
        provider = provider_of(request, visit)
        there = way_out(provider, attempt, back=_back(provider, visit), now=_now())
    except JidiError as error:
        return _refused(request, visit, error)
    response = RedirectResponse(there, 303)
    response.set_cookie(
        COOKIE,
        f"{attempt.text}~{quote(visit.asked.get('next', '')[:1000], safe='')}",
        max_age=int(TERM.total_seconds()),
        path=_cookie_path(visit),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


@router.get("/w/{book}/sign-in/provider/back")
def come_back(request: Request, visit: Visiting) -> Response:
    """Back from the provider, signed in or with the reason why not; either ends the attempt."""
    kept, _, next_ = request.cookies.get(COOKIE, "").partition("~")
    asked = request.query_params
    returned = Returned(
        code=asked.get("code", ""),
        state=asked.get("state", ""),
        issuer=asked.get("iss", ""),
        error=asked.get("error", ""),
    )
    try:
        provider = provider_of(request, visit)
        made = sign_in_by_provider(
            visit.book.workspace.registry,
            provider,
            Attempt.kept(kept, now=_now()),
            returned,
            back=_back(provider, visit),
            now=_now(),
        )
        response = begun(request, visit, made, unquote(next_))
    except JidiError as error:
        response = _refused(request, visit, error)
    response.delete_cookie(COOKIE, path=_cookie_path(visit), httponly=True, samesite="lax")
    return response


def provider_of(request: Request, visit: Visit) -> IdentityProvider:
    """The provider of a book, with what it told so far.

    :raises WorkspaceError: Z-105 when it has none.
    """
    workspace = visit.book.workspace
    if workspace.settings.oidc is None:
        raise WorkspaceError("Z-105")
    known: dict[str, IdentityProvider] = request.app.state.identity_providers
    if visit.name not in known:
        known[visit.name] = IdentityProvider(workspace.settings.oidc, folder=workspace.root)
    return known[visit.name]


def way_out_of(request: Request, visit: Visit) -> str:
    """Where whoever signed out here signs out of the provider; empty when that is not known."""
    if visit.book.workspace.settings.oidc is None:
        return ""
    provider = provider_of(request, visit)
    return way_out_of_provider(provider, home=f"{_base(provider)}/w/{quote(visit.name)}/")


def _refused(request: Request, visit: Visit, error: JidiError) -> Response:
    page = sign_in.page(visit, is_plain=is_plain(request), error=error)
    response = shown(request, visit, page)
    response.status_code = status_of(error)
    return response


def _back(provider: IdentityProvider, visit: Visit) -> str:
    """Where the provider sends the browser; the administrator registers it there."""
    return f"{_base(provider)}{_cookie_path(visit)}/back"


def _cookie_path(visit: Visit) -> str:
    return f"/w/{quote(visit.name)}/{_PATH}"


def _base(provider: IdentityProvider) -> str:
    return provider.settings.address.rstrip("/")


def _now() -> datetime:
    return datetime.now().astimezone()
