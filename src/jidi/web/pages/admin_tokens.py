"""管理 · 令牌: the keys of programs; made here, shown once, revoked at once."""

from __future__ import annotations

import htpy as h
from htpy import Element, Node

from jidi.core.errors import JidiError
from jidi.model.access import access_table
from jidi.registry.people import DEMO, PeopleBook
from jidi.registry.sessions import Token, TokenBook
from jidi.service.sign_in import Secret
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, export_link, note
from jidi.web.pages.admin import made, tabs
from jidi.web.pages.sign_in import failed
from jidi.web.tables import paged_table
from jidi.web.visit import Visit


def page(visit: Visit, *, error: JidiError | None = None, secret: Secret | None = None) -> Page:
    """Every token, and a form for one more.

    :param secret: of a token that was made just now; shown this once.
    """
    t = visit.t
    found = TokenBook(visit.book.workspace.registry).all()
    return Page(
        title=t("Administration"),
        subtitle=t("Tokens"),
        actions=export_link(visit, "tokens") if found else None,
        body=[
            tabs(visit),
            None if secret is None else made(t("The token; shown this once:"), secret.text),
            card(t("Tokens"), _table(visit, found), id="tokens"),
            card(t("Make a token"), failed(visit, error), _new(visit)),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """Every token; none of them can be read from it."""
    found = TokenBook(visit.book.workspace.registry).all()
    return (_grid(visit, found),) if found else ()


def _table(visit: Visit, found: tuple[Token, ...]) -> Node:
    if not found:
        return note(visit.t("No token was made yet."))
    return paged_table(visit, _grid(visit, found), part="tokens")


def _grid(visit: Visit, found: tuple[Token, ...]) -> Grid:
    t = visit.t
    columns = (
        Column(t("Token"), kind="code"),
        Column(t("Whose"), kind="code"),
        Column(t("What for")),
        Column(t("Actions"), wide=True),
        Column(t("Until"), kind="code"),
        Column(t("Last used"), kind="code", wide=True),
        Column(t("Revoked")),
    )
    rows = tuple(
        Row(
            (
                Cell(one.id),
                Cell(one.person),
                Cell(one.name),
                Cell(" ".join(one.scopes)),
                Cell(one.until[:10]),
                Cell(one.used or ""),
                Cell((one.revoked or "")[:10], _revoke(visit, one)),
            )
        )
        for one in found
    )
    return Grid("tokens", t("Tokens"), columns, rows)


def _revoke(visit: Visit, one: Token) -> Node:
    if one.revoked:
        return one.revoked[:10]
    action = visit.href(f"admin/tokens/{one.id}/revoke")
    return h.form(method="post", action=action)[
        h.button(class_="button danger", type="submit")[
            visit.t("Revoke"), h.span(class_="sr-only")[f" {one.id}"]
        ]
    ]


def _new(visit: Visit) -> Element:
    t, terms = visit.t, access_table().terms
    people = PeopleBook(visit.book.workspace.registry).all()
    able = [one for one in people if one.kind != DEMO and not one.closed]
    if not able:
        return note(t("A token has the rights of a real person: add one first."))
    return h.form(class_="stacked", method="post", action=visit.href("admin/tokens"))[
        h.label[
            t("Whose rights it has"),
            h.select(name="person")[
                (h.option(value=one.id)[f"{one.name} ({one.id})"] for one in able)
            ],
        ],
        h.label[t("What for"), h.input(type="text", name="name", required="", maxlength="60")],
        h.fieldset[
            h.legend[t("Actions")],
            (
                h.label(class_="tick")[
                    h.input(type="checkbox", name="scope", value=one.id),
                    h.span[t.of(one.zh, one.en)],
                ]
                for one in access_table().actions.values()
                if one.id != "account"
            ),
        ],
        h.label[
            t("Days it holds"),
            h.input(
                type="number", name="days", value="90", min="1", max=str(terms.token_days)
            ),
        ],
        h.button(class_="button primary", type="submit")[t("Make a token")],
    ]  # fmt: skip
