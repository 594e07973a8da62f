"""帮助: what one's role does first, and the words of the book in both languages."""

from __future__ import annotations

from typing import Final

import htpy as h
from htpy import Element, Node

from jidi.model.access import access_table
from jidi.model.access_help import Hint, hints
from jidi.service.glossary import Term, glossary
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, export_link, note
from jidi.web.tables import paged_table
from jidi.web.texts import mark
from jidi.web.visit import Visit
from jidi.web.who import leads_in

KINDS: Final = {
    "indicator": mark("indicator"),
    "table": mark("table"),
    "role": mark("role"),
    "code": mark("code"),
}


def page(visit: Visit) -> Page:
    """The guide of one's roles, and the glossary."""
    t = visit.t
    return Page(
        title=t("Help"),
        actions=export_link(visit, "help") if _found(visit) else None,
        body=[
            h.div(class_="two")[(_guide(visit, role) for role in _roles(visit))],
            card(t("Glossary"), _search(visit), _words(visit), id="glossary"),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """The words that are looked for."""
    found = _found(visit)
    return (_grid(visit, found),) if found else ()


def _found(visit: Visit) -> list[Term]:
    words = visit.asked.get("q", "")
    return [one for one in glossary(visit.book.catalogue) if one.fits(words)]


def _roles(visit: Visit) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.role for one in visit.asker.roles))


def _guide(visit: Visit, role: str) -> Element:
    t, about = visit.t, access_table().role(role)
    found = [hint for hint in hints() if hint.role == role and leads_in(visit, hint.page)]
    return card(
        t.of(about.zh, about.en),
        h.p(class_="fine")[t.of(about.meaning_zh, about.meaning_en)],
        h.ol(class_="steps")[(_hint(visit, hint) for hint in found)],
    )


def _hint(visit: Visit, hint: Hint) -> Element:
    return h.li[h.a(href=visit.href(hint.page))[visit.t.of(hint.zh, hint.en)]]


def _search(visit: Visit) -> Element:
    t = visit.t
    return h.form(class_="filter", method="get", action=f"{visit.href('help')}#glossary")[
        h.label[
            t("Look for"),
            h.input(type="search", name="q", value=visit.asked.get("q", ""), maxlength="60"),
        ],
        h.button(class_="button", type="submit")[t("Search")],
    ]


def _words(visit: Visit) -> Node:
    found = _found(visit)
    if not found:
        return note(visit.t("No word fits."))
    return paged_table(visit, _grid(visit, found), part="glossary")


def _grid(visit: Visit, found: list[Term]) -> Grid:
    t = visit.t
    columns = (
        Column(t("Chinese")),
        Column(t("English")),
        Column(t("Kind"), kind="code"),
        Column(t("Id"), kind="code", wide=True),
        Column(t("Meaning"), wide=True),
    )
    rows = tuple(_row(visit, one) for one in found)
    return Grid("glossary", t("Glossary"), columns, rows)


def _row(visit: Visit, one: Term) -> Row:
    t = visit.t
    zh: Node = h.span(lang="zh")[one.zh]
    if one.kind == "indicator":
        zh = h.a(href=visit.href(f"indicators/{one.id}"), lang="zh")[one.zh]
    return Row(
        (
            Cell(one.zh, zh),
            Cell(one.en),
            Cell(t(KINDS[one.kind])),
            Cell(one.id),
            Cell(t.of(one.meaning_zh, one.meaning_en)),
        )
    )
