"""Where a reader is: the pages above the one shown, and the divisions above the one chosen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import htpy as h
from htpy import Element, Node

from jidi.core.division import Division
from jidi.web.texts import mark
from jidi.web.visit import Visit
from jidi.web.who import leads_in

ABOVE: Final = {
    "map": mark("Map"),
    "plan": mark("Plan"),
    "plan/drafts": mark("Drafts of plans"),
    "indicators": mark("Indicators"),
    "network": mark("Network"),
    "jobs": mark("Jobs"),
    "register": mark("Register"),
    "supervision": mark("Supervision"),
    "supervision/credit": mark("Credit"),
    "supervision/stability": mark("Stability of outlets"),
    "supervision/safety": mark("Safety work"),
    "data": mark("Data"),
    "cases": mark("Cases"),
    "admin": mark("Administration"),
}
"""Pages that have others below them, by address."""
_BELOW: Final = {"jobs": "network", "emergency": "supervision"}
"""Pages that stand below another without its address."""
_KEPT: Final = ("at", "year", "indicator")
"""What a page above is asked as well: the same moment, year or indicator."""


def page_trail(visit: Visit, title: str, above: tuple[tuple[str, str], ...] = ()) -> Node:
    """The pages above this one, each a link, and this one; nothing for a page at the top.

    :param above: address and title of pages between them that only the page itself knows.
    """
    asked = {key: visit.asked.get(key) for key in _KEPT}
    links = [(visit.href(path, **asked), visit.t(ABOVE[path])) for path in _paths(visit)]
    links += above
    if links and links[-1][1] == title:  # one of several parts that share a title
        links.pop()
    if not links:
        return None
    steps: list[Element] = [h.a(href=href)[text] for href, text in links]
    return _trail(visit.t("You are here"), [*steps, h.span(aria_current="page")[title]])


def _paths(visit: Visit) -> Iterator[str]:
    """The addresses above this one that the reader may open."""
    parts = visit.path.split("/")
    paths = ["/".join(parts[:length]) for length in range(1, len(parts))]
    for path in (_BELOW.get(parts[0], ""), *paths):
        if path in ABOVE and leads_in(visit, path):
            yield path


def division_trail(visit: Visit) -> Node:
    """The division chosen and those above it, a link where the reader may read it; nothing for the
    province, which has none above."""
    chosen = visit.division
    path = visit.book.tree.path(chosen.code)
    if len(path) < 2:
        return None
    return _trail(visit.t("Division"), [_division(visit, one, chosen) for one in path])


def _division(visit: Visit, one: Division, chosen: Division) -> Element:
    name = visit.place(one)
    if one == chosen:
        return h.span(aria_current="true")[name]
    if not visit.is_read(one.code):
        return h.span[name]
    return h.a(href=visit.href(division=one.code.text, level=None, page=None))[name]


def _trail(label: str, steps: list[Element]) -> Element:
    return h.nav(class_="trail", aria_label=label)[h.ol[(h.li[step] for step in steps)]]
