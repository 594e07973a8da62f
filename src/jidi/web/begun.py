"""What a sign-in ends with, however somebody signed in: the session's cookie, and the way on."""

from __future__ import annotations

from datetime import timedelta

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from jidi.model.access import access_table
from jidi.service.sign_in import Secret
from jidi.web.door import cookie_name
from jidi.web.visit import Visit
from jidi.web.writes import is_loopback


def begun(request: Request, visit: Visit, made: Secret, next_: str) -> Response:
    """On to where one wanted to go, with the session in a cookie that scripts cannot read."""
    inside = next_.startswith(f"/w/{visit.name}/") and "\\" not in next_
    response = RedirectResponse(next_ if inside else visit.href(""), 303)
    response.set_cookie(
        cookie_name(visit.name),
        made.text,
        max_age=int(timedelta(hours=access_table().terms.absolute_hours).total_seconds()),
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


def is_plain(request: Request) -> bool:
    """Whether a password would cross the network unencrypted."""
    return request.url.scheme != "https" and not is_loopback(request.app.state.writes.host)
