"""Every request passes here first: who asks, what the address asks for, whether they may.

The table ``definitions/access/routes.csv`` says what an address asks for. One that is missing there
is open to nobody.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from fastapi import Request

from jidi.core.division import DivisionCode
from jidi.core.errors import InputError, UnknownName
from jidi.model.access import AS_PAGE, OPEN, AccessTable, RouteRule, access_table
from jidi.service.access import NOBODY, Asker, Thing
from jidi.service.sign_in import TOKEN_MARK, asker_of
from jidi.web.shelf import Shelf
from jidi.web.things import thing_named
from jidi.web.visitors import Visitors
from jidi.web.writes import Writes, is_loopback

if TYPE_CHECKING:
    from jidi.service.books import Book

_PAGES: Final = {
    "overview": "",
    "plan-drafts": "plan/drafts",
    "people": "admin",
    "tokens": "admin/tokens",
    "audit": "admin/audit",
    "opening": "network/opening",
    "reach": "network/reach",
    "credit": "supervision/credit",
    "credit-suppose": "supervision/credit/suppose",
    "complaints": "supervision/complaints",
    "stability": "supervision/stability",
    "licences": "supervision/licences",
    "patrols": "supervision/safety",
    "devices": "supervision/safety",
    "exchange": "supervision/safety",
    "lockers": "supervision/lockers",
    "couriers": "supervision/couriers",
    "inspections": "supervision/safety",
    "responsibility": "supervision/safety",
    "grid": "supervision/safety",
}
"""Exports that are not called like the address of their page."""


def admitted(request: Request) -> None:
    """Let a request through, and note who asks in ``request.state.asker``.

    :raises InputError: A-100, A-102, A-103, A-105; F-211 where nothing can be written at all.
    :raises DefinitionError: A-101 for an address that the table does not hold.
    :raises UnknownName: F-201 for an unknown book.
    """
    table = access_table()
    rule = table.rule(request.method, request.scope["route"].path)
    request.state.asker = NOBODY
    request.state.held_in = ()
    if rule.thing in ("none", "shelf"):
        _paced(request)
        return
    book = asked_book(request)
    request.state.stamp = book.workspace.registry.audit.head()
    asker = _asker(request, book, asked_name(request))
    request.state.asker = asker
    _paced(request)
    rule = _of_page(table, rule, request)
    action = rule.action
    if action == OPEN:
        return
    if asker.kind == "open" and not asker.may(action):
        refusal = request.app.state.writes.refusal()
        if refusal is not None:
            raise refusal
    if rule.thing == "division":
        request.state.held_in = _held_in(asker, action, book, request)
    else:
        asker.demand(action, _thing(rule, book, request.path_params))


def _held_in(asker: Asker, action: str, book: Book, request: Request) -> tuple[DivisionCode, ...]:
    """Let pass who may do an action in every division that the query names; the divisions that one
    is held in, none for the whole book.

    :raises InputError: A-100, A-102, A-103.
    :raises JidiError: C-201 or C-207 when there is no such division.
    """
    asker.demand(action)
    reach = asker.reach(action)
    for named in (request.query_params.get(key) for key in ("division", "within")):
        if named:
            asker.demand(action, Thing(division=book.tree.find(named).code))
    if reach.everything:
        return ()
    if not reach.divisions:
        asker.demand(action, Thing())
    return reach.divisions


def held_in(request: Request) -> tuple[DivisionCode, ...]:
    """The divisions that whoever asks is held in, the first where they name none; none for the
    whole book."""
    found: tuple[DivisionCode, ...] = request.state.held_in
    return found


def _paced(request: Request) -> None:
    """Keep programs from asking too often: each person or token, else each address they ask from.

    :raises InputError: O-101.
    """
    if request.url.path.startswith("/api/"):
        asker = asker_of_request(request)
        host = request.client.host if request.client else ""
        request.app.state.pace.take(f"{asker.kind} {asker.id}" if asker.id else f"at {host}")


def asked_name(request: Request) -> str:
    """The name of the book a request is about; the first one's when it names none."""
    shelf: Shelf = request.app.state.shelf
    told = request.path_params.get("book") or request.query_params.get("book")
    return str(told or shelf.first)


def asked_book(request: Request) -> Book:
    """The book a request is about.

    :raises UnknownName: F-201.
    """
    shelf: Shelf = request.app.state.shelf
    return shelf.book(asked_name(request))


def _asker(request: Request, book: Book, name: str) -> Asker:
    """Who asks. A token is looked up each time; who has none, once in a while."""
    if request.headers.get("authorization"):
        return asker_in(request, book, name)
    visitors: Visitors = request.app.state.visitors
    return visitors.asker(
        name,
        request.cookies.get(cookie_name(name), ""),
        stamp=request.state.stamp,
        now=datetime.now().astimezone(),
        look_up=lambda: asker_in(request, book, name),
    )


def asker_in(request: Request, book: Book, name: str) -> Asker:
    """Who asks, in a book.

    :raises InputError: A-105 when a token does not hold.
    """
    writes: Writes = request.app.state.writes
    return asker_of(
        book.workspace.registry,
        session=request.cookies.get(cookie_name(name), ""),
        token=_token(request),
        is_here=is_loopback(writes.host),
        has_provider=book.workspace.settings.oidc is not None,
        now=datetime.now().astimezone(),
    )


@lru_cache(maxsize=64)
def cookie_name(book: str) -> str:
    """The cookie of a session in a book; a book's name may hold what a cookie's may not."""
    return f"jidi_session_{sha256(book.encode('utf-8')).hexdigest()[:12]}"


def asker_of_request(request: Request) -> Asker:
    """Who was found to ask."""
    asker: Asker = request.state.asker
    return asker


def _token(request: Request) -> str:
    """The token in the head of a request; other schemes are refused rather than passed over."""
    told = request.headers.get("authorization", "")
    if not told:
        return ""
    scheme, _, token = told.partition(" ")
    if scheme.lower() != "bearer" or not token.startswith(TOKEN_MARK):
        raise InputError("A-105")
    return token.strip()


def _of_page(table: AccessTable, rule: RouteRule, request: Request) -> RouteRule:
    """The rule itself; that of the page whose tables are exported."""
    if rule.action != AS_PAGE:
        return rule
    page = request.path_params["page"]
    page_rule = table.routes.get(("GET", f"/w/{{book}}/{_PAGES.get(page, page)}"))
    if page_rule is None:
        raise UnknownName("F-206", asked=page, what="page", nearest="overview")
    return page_rule


def _thing(rule: RouteRule, book: Book, named: dict[str, Any]) -> Thing | None:
    if rule.thing == "book":
        return None
    if rule.thing == "whole":
        return Thing()
    name = next(named[key] for key in ("name", "number", "event") if key in named)
    return thing_named(rule.thing, book, str(name))
