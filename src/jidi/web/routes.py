"""The addresses of pages, fragments, data for scripts, exports and files."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from jidi.registry.sessions import SESSION_ACTIONS
from jidi.service.map_places import place_points
from jidi.service.maps import outlines_changed
from jidi.web.conditional import holds
from jidi.web.door import asker_of_request, held_in
from jidi.web.layout import Page, render
from jidi.web.packing import Packed
from jidi.web.pages import (
    about,
    cities,
    indicator,
    indicators,
    map_compare,
    map_designs,
    overview,
    plan,
    register,
    register_entry,
)
from jidi.web.pages import map as map_page
from jidi.web.pages.design_drawn import as_layer
from jidi.web.texts import Texts
from jidi.web.visit import FRAME_KEYS, LANGUAGE_COOKIE, LOOK_COOKIE, Visit, language_of, look_of
from jidi.web.writing import written

router = APIRouter(include_in_schema=False)
_YEAR = 365 * 24 * 3600


async def visit_of(request: Request) -> Visit:
    """The request, understood. Nothing here waits: it needs no thread of its own.

    :raises UnknownName: F-201 for an unknown book, F-203 for an unknown language.
    """
    state = request.app.state
    name = request.path_params.get("book") or state.shelf.first
    prefix = f"/w/{name}/"
    path = request.url.path
    asked = {k: v for k, v in request.query_params.items() if k not in FRAME_KEYS and v}
    held = held_in(request)
    if held:
        asked.setdefault("division", held[0].text)
    state.shelf.book(name)
    return Visit(
        shelf=state.shelf,
        provider=state.provider,
        static=state.static,
        t=Texts(language_of(request)),
        name=name,
        path=path.removeprefix(prefix) if path.startswith(prefix) else "",
        asked=asked,
        asker=asker_of_request(request),
        held_in=held,
        look=look_of(request),
    )


Visiting = Annotated[Visit, Depends(visit_of)]


def shown(
    request: Request,
    visit: Visit,
    page: Page | Callable[[Visit], Page],
    *,
    by_minute: bool = False,
    by: Hashable = None,
) -> Response:
    """A page; the language and the look asked for are remembered.

    :param page: a function of the visit where the page follows from the book, the registry, who
        asks and the day alone: then it is kept for all who would see the same.
    :param by_minute: it also follows from the clock.
    :param by: what else it follows from, such as the newest moment that the book knows.
    """
    if isinstance(page, Page):
        response: Response = HTMLResponse(written(render(visit, page)))
        response.headers["Vary"] = "Cookie"
    else:
        response = kept(
            request,
            visit,
            lambda: written(render(visit, page(visit))),
            by_minute=by_minute,
            by=by,
        )
    for key, cookie, chosen in (
        ("lang", LANGUAGE_COOKIE, visit.lang),
        ("look", LOOK_COOKIE, visit.look),
    ):
        if key in request.query_params:
            response.set_cookie(cookie, chosen, max_age=_YEAR, samesite="lax", httponly=True)
    return response


def kept(
    request: Request,
    visit: Visit,
    make: Callable[[], str],
    *,
    mime: str = "text/html; charset=utf-8",
    by_minute: bool = False,
    by: Hashable = None,
) -> Response:
    """A text that is made once for all who would see the same."""
    with visit.book.steady():
        found = request.app.state.pages.page(_key(request, visit, by_minute, by), make)
    headers = {"ETag": found.tag, "Cache-Control": "no-cache", "Vary": "Cookie, Accept-Encoding"}
    if holds(request.headers.get("if-none-match", ""), found.tag):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        packed = {**headers, "Content-Encoding": "gzip"}
        return Response(found.packed, media_type=mime, headers=packed)
    return Response(found.plain, media_type=mime, headers=headers)


def _key(request: Request, visit: Visit, by_minute: bool, by: Hashable) -> Hashable:
    """All that a page follows from; see :mod:`jidi.web.kept_pages`."""
    return (
        visit.name,
        visit.path,
        tuple(sorted(visit.asked.items())),
        visit.lang,
        visit.look,
        visit.asker,
        _stamp(request, visit),
        outlines_changed(visit.book),
        visit.provider.today(),
        visit.now().replace(second=0, microsecond=0) if by_minute else None,
        by,
    )


def _stamp(request: Request, visit: Visit) -> str:
    """What of the audit log a page follows from. That somebody signs in or out is seen by those
    who administer and on one's own account alone; it makes no other page anew."""
    if visit.path.partition("/")[0] in ("admin", "account"):
        return str(request.state.stamp)
    log = visit.book.workspace.registry.audit
    return visit.book.current(
        "stamp of pages", request.state.stamp, lambda: log.head_but(SESSION_ACTIONS)
    )


@router.get("/w/{book}/")
def show_overview(request: Request, visit: Visiting) -> Response:
    """The overview."""
    return shown(request, visit, overview.page)


@router.get("/w/{book}/map")
def show_map(request: Request, visit: Visiting) -> Response:
    """The map."""
    return shown(request, visit, map_page.page)


@router.get("/w/{book}/indicators")
def show_indicators(request: Request, visit: Visiting) -> Response:
    """The list of indicators."""
    return shown(request, visit, indicators.page)


@router.get("/w/{book}/indicators/{name}")
def show_indicator(request: Request, visit: Visiting, name: str) -> Response:
    """One indicator."""
    return shown(request, visit, lambda one: indicator.page(one, name))


@router.get("/w/{book}/indicators/{name}/cities")
def show_cities(request: Request, visit: Visiting, name: str) -> Response:
    """The cities' own targets under one of the plan's."""
    return shown(request, visit, lambda one: cities.page(one, name))


@router.get("/w/{book}/plan")
def show_plan(request: Request, visit: Visiting) -> Response:
    """The plan."""
    return shown(request, visit, plan.page)


@router.get("/w/{book}/register")
def show_register(request: Request, visit: Visiting) -> Response:
    """The register of responsibility."""
    return shown(request, visit, register.page)


@router.get("/w/{book}/register/{name}")
def show_register_entry(request: Request, visit: Visiting, name: str) -> Response:
    """One entry of the register."""
    return shown(request, visit, lambda one: register_entry.page(one, name))


@router.get("/w/{book}/about")
def show_about(request: Request, visit: Visiting) -> Response:
    """Sources and licences."""
    return shown(request, visit, about.page)


@router.get("/w/{book}/about/licences/{name}")
def show_licence(request: Request, visit: Visiting, name: str) -> Response:
    """The text of a licence."""
    return shown(request, visit, lambda one: about.licence(one, name))


@router.get("/w/{book}/map/compare")
def show_map_comparison(request: Request, visit: Visiting) -> Response:
    """Two periods side by side."""
    return shown(request, visit, map_compare.page)


@router.get("/w/{book}/map/panel")
def map_panel(request: Request, visit: Visiting) -> Response:
    """The panel beside the map, alone."""
    return kept(request, visit, lambda: written(map_page.panel_page(visit)))


@router.get("/w/{book}/map/colours.json")
def map_colours(request: Request, visit: Visiting) -> Response:
    """The counties' colours for an indicator and a period."""
    return kept(request, visit, lambda: _as_json(map_page.colours(visit)), mime="application/json")


@router.get("/w/{book}/map/counties.json")
def map_counties(request: Request, visit: Visiting) -> Response:
    """The outlines of the counties."""
    return _kept(request, visit.provider.county_shapes(visit.book))


@router.get("/w/{book}/map/cities.json")
def map_cities(request: Request, visit: Visiting) -> Response:
    """The outlines of the cities."""
    return _kept(request, visit.provider.city_borders(visit.book))


@router.get("/w/{book}/map/villages.json")
def map_villages(request: Request, visit: Visiting) -> Response:
    """Places and states of the villages, as columns."""
    _, period = map_page.chosen(visit)
    return _kept(request, visit.provider.village_points(visit.book, period))


@router.get("/w/{book}/map/places.json")
def map_places(request: Request, visit: Visiting) -> Response:
    """Outlets, stations and lockers, as columns."""
    _, period = map_page.chosen(visit)
    return _kept(request, place_points(visit.book, period))


@router.get("/w/{book}/map/alerts.json")
def map_alerts(request: Request, visit: Visiting) -> Response:
    """Counties in which alerts fire, as columns."""
    return kept(request, visit, lambda: _as_json(map_page.alerts(visit)), mime="application/json")


@router.get("/w/{book}/map/design.json")
def map_design(request: Request, visit: Visiting) -> Response:
    """A kept design, as what the map draws."""
    name = visit.asked.get("design", "")
    return kept(request, visit, lambda: _as_json(as_layer(visit, name)), mime="application/json")


@router.get("/w/{book}/map/designs")
def show_map_designs(request: Request, visit: Visiting) -> Response:
    """Two kept designs side by side."""
    return shown(request, visit, map_designs.page)


@router.get("/static/{digest}/{name:path}")
def static_file(request: Request, digest: str, name: str) -> Response:
    """A file; kept for ever under its digest, asked for again under an old one."""
    static = request.app.state.static
    asset = static.get(name)
    current = static.is_current(digest, name)
    headers = {
        "Cache-Control": f"public, max-age={_YEAR}, immutable" if current else "no-cache",
        "Vary": "Accept-Encoding",
    }
    return _packed(request, asset.plain, asset.packed, asset.mime, headers)


@router.get("/")
def first_book(request: Request) -> Response:
    """To the first book."""
    return _to_first(request, "")


@router.get("/{page}")
def first_books_page(request: Request, page: str) -> Response:
    """To the same page of the first book."""
    return _to_first(request, page)


@router.get("/indicators/{name}")
def first_books_indicator(request: Request, name: str) -> Response:
    """To the same indicator of the first book."""
    return _to_first(request, f"indicators/{name}")


@router.get("/network/{name}")
def first_books_design(request: Request, name: str) -> Response:
    """To the same design of the first book."""
    return _to_first(request, f"network/{name}")


@router.get("/register/{name}")
def first_books_entry(request: Request, name: str) -> Response:
    """To the same entry of the first book."""
    return _to_first(request, f"register/{name}")


def _to_first(request: Request, path: str) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/w/{quote(request.app.state.shelf.first)}/{path}{query}", 307)


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _kept(request: Request, value: Any) -> Response:
    """A large answer that the services keep: written and compressed once, named by its content."""
    known: Packed = request.app.state.packer.pack(value)
    headers = {"ETag": known.tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if holds(request.headers.get("if-none-match", ""), known.tag):
        return Response(status_code=304, headers=headers)
    return _packed(request, known.plain, known.packed, "application/json", headers)


def _packed(
    request: Request, plain: bytes, packed: bytes, mime: str, headers: dict[str, str]
) -> Response:
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type=mime, headers={**headers, "Content-Encoding": "gzip"})
    return Response(plain, media_type=mime, headers=headers)
