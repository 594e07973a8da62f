"""What a failure looks like: a page or JSON with code, cause and remedy; never a traceback."""

from __future__ import annotations

import logging
from urllib.parse import quote, urlencode
from uuid import uuid4

import htpy as h
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from htpy import Element, Node
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from jidi.core.errors import InputError, JidiError, UnknownName, ValueProblem
from jidi.core.nearest import suggestion
from jidi.web.layout import NAVIGATION, style_sheets
from jidi.web.small_form import unfit
from jidi.web.static_files import StaticFiles
from jidi.web.texts import Texts
from jidi.web.visit import safe_language_of, safe_look_of

_log = logging.getLogger("jidi.web")
_STATUS = {
    **dict.fromkeys(("F-211", "F-212", "F-213", "F-214", "L-104", "W-209"), 403),
    **dict.fromkeys(("J-404", "J-412", "M-106", "M-108"), 400),
    **dict.fromkeys(("J-405", "J-407", "M-101", "M-104", "P-151", "P-153"), 409),
    **dict.fromkeys(("Z-110", "Z-111", "Z-112", "Z-114", "Z-117", "Z-118"), 401),
    **dict.fromkeys(("Z-119", "Z-120"), 403),
    **dict.fromkeys(("Z-113", "Z-115", "Z-116"), 502),
    "Z-105": 404,
    "Z-122": 409,
    "O-165": 409,
    "J-402": 413,
    **dict.fromkeys(("A-100", "A-104", "A-105"), 401),
    **dict.fromkeys(("A-101", "A-102", "A-103", "A-125", "A-130", "A-131"), 403),
    **dict.fromkeys(("A-107", "O-101"), 429),
    **dict.fromkeys(("O-102", "O-103"), 413),
    "O-104": 422,
    "O-201": 409,
    "S-160": 409,
    "A-108": 410,
    "L-101": 507,
}


def install(app: FastAPI) -> None:
    """Let the application report every failure in one of two shapes."""
    app.add_exception_handler(JidiError, _coded)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _unfit)
    app.add_exception_handler(Exception, _unforeseen)


def status_of(error: JidiError) -> int:
    """The HTTP status that fits: 404 unknown name, 400 bad value, 500 everything of ours; a few
    codes have one of their own."""
    if error.code in _STATUS:
        return _STATUS[error.code]
    if isinstance(error, UnknownName):
        return 404
    if isinstance(error, ValueProblem | InputError):
        return 400
    return 500


def _coded(request: Request, error: Exception) -> Response:
    assert isinstance(error, JidiError)  # installed for it only
    wait = error.facts.get("seconds") if error.code == "O-101" else None
    headers = None if wait is None else {"Retry-After": str(wait)}
    return answer(request, error, status_of(error), headers=headers)


def _unfit(request: Request, error: Exception) -> Response:
    """Parameters that the types of an address do not take, all at once."""
    assert isinstance(error, RequestValidationError)  # installed for it only
    first, *rest = [unfit({**one, "loc": one["loc"][1:]}) for one in error.errors()]
    first.also = tuple(rest)
    return answer(request, first, status_of(first))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # installed for it only
    path = request.url.path
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "GET")
        refused = InputError("F-208", method=request.method, path=path, allowed=allowed)
        return answer(request, refused, 405, headers={"Allow": allowed})
    near = suggestion(path.rsplit("/", 1)[-1], [name for name, _ in NAVIGATION if name])
    return answer(request, UnknownName("F-202", path=path, nearest=near), error.status_code)


def _unforeseen(request: Request, error: Exception) -> Response:
    reference = uuid4().hex[:8]
    _log.error("internal error %s at %s", reference, request.url.path, exc_info=error)
    return answer(request, JidiError("F-299", reference=reference), 500)


def answer(
    request: Request, error: JidiError, status: int, *, headers: dict[str, str] | None = None
) -> Response:
    """The failure as the asker can read it: JSON under ``/api/`` and for scripts, else a page."""
    if error.code == "A-100" and request.method == "GET" and not _wants_json(request):
        return _to_sign_in(request)
    if _wants_json(request):
        return JSONResponse({"error": error.to_json()}, status, headers=headers)
    texts = Texts(safe_language_of(request))
    sheets = style_sheets(request.app.state.static, safe_look_of(request))
    page = _document(texts, sheets, request.app.state.static, error, status)
    return HTMLResponse(str(page), status, headers=headers)


def _wants_json(request: Request) -> bool:
    return request.url.path.startswith("/api/") or request.url.path.endswith(".json")


def _to_sign_in(request: Request) -> Response:
    """Where one signs in, and from there back to what was asked for."""
    book = request.path_params.get("book") or request.app.state.shelf.first
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/w/{quote(book)}/sign-in?{urlencode({'next': asked})}", 303)


def _document(
    t: Texts, sheets: Node, static: StaticFiles, error: JidiError, status: int
) -> Element:
    title = {404: t("Not found"), 400: t("Not understood")}.get(status, t("Something went wrong"))
    return h.html(lang="zh-CN" if t.lang == "zh" else "en")[
        h.head[
            h.meta(charset="utf-8"),
            h.meta(name="viewport", content="width=device-width, initial-scale=1"),
            h.title[f"{title} · {error.code}"],
            h.link(rel="icon", href=static.url("icon.svg"), type="image/svg+xml"),
            sheets,
        ],
        h.body[
            h.header(class_="top")[h.a(class_="brand", href="/")[t("Jidi")]],
            h.main(id="main", class_="failure")[
                h.h1[title],
                ([_finding(t, one) for one in (error, *error.also)]),
                h.p[h.a(class_="button", href="/")[t("To the overview")]],
            ],
        ],
    ]


def _finding(t: Texts, error: JidiError) -> Element:
    place = error.where.text(t.lang) if error.where else ""
    return h.section(class_="card")[
        h.p(class_="failure-what")[h.code[error.code], " ", error.what(t.lang)],
        place and h.p(class_="fine")[place],
        h.p[error.remedy(t.lang)],
    ]
