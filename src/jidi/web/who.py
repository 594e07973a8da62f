"""Who is signed in, as the frame of every page shows it, and where the person may go."""

from __future__ import annotations

import htpy as h
from htpy import Element, Node

from jidi.model.access import OPEN, access_table
from jidi.service.access import Asker, role_words
from jidi.web.visit import Visit


def leads_in(visit: Visit, path: str) -> bool:
    """Whether this visitor may open a page of the book; one that is not in the table leads out."""
    rule = access_table().routes.get(("GET", f"/w/{{book}}/{path}"))
    return rule is not None and (rule.action == OPEN or visit.asker.may(rule.action))


def who(visit: Visit) -> Node:
    """The menu of the person: who one is, where to go, sign in or out; nothing where nobody can."""
    t, asker = visit.t, visit.asker
    if asker.kind == "open":
        return _places(visit, t("Menu"))
    if asker.kind == "nobody":
        return h.a(href=visit.href("sign-in"))[t("Sign in")]
    mark = f"{t('Demonstration:')} " if _is_demo(asker) else ""
    return _places(visit, f"{mark}{asker_name(visit)}")


def asker_name(visit: Visit) -> str:
    """The person's name; those of a demonstration by their id on English pages."""
    asker = visit.asker
    if visit.lang == "zh" or not _is_demo(asker):
        return asker.name
    return asker.id or "guest"


def _is_demo(asker: Asker) -> bool:
    return asker.kind in ("guest", "demo")


def _places(visit: Visit, head: str) -> Element:
    t, asker = visit.t, visit.asker
    places = [
        (_administration(visit), t("Administration")),
        ("jobs", t("Jobs")),
        ("help", t("Help")),
        ("account", t("Your account")),
        ("sign-in", t("People of the demonstration") if _is_demo(asker) else ""),
    ]
    return h.details(class_="menu person")[
        h.summary[head],
        h.div(class_="menu-body")[
            None if asker.kind == "open" else h.p(class_="fine")[_roles(visit)],
            h.ul[
                (
                    h.li[h.a(href=visit.href(path))[text]]
                    for path, text in places
                    if path is not None and text and leads_in(visit, path)
                )
            ],
            _sign_out(visit) if asker.kind in ("person", "demo") else None,
        ],
    ]


def _administration(visit: Visit) -> str | None:
    """The first part of the administration that one may open."""
    parts = ("admin", "admin/audit", "admin/system")
    return next((path for path in parts if leads_in(visit, path)), None)


def _roles(visit: Visit) -> str:
    return visit.listed(role_words(given, visit.lang) for given in visit.asker.roles)


def _sign_out(visit: Visit) -> Element:
    return h.form(method="post", action=visit.href("sign-out"))[
        h.button(class_="button", type="submit")[visit.t("Sign out")]
    ]
