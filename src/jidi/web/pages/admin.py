"""管理: people and roles, tokens, the audit log with its verification, keys and backups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import htpy as h
from htpy import Element, Node

from jidi.core.errors import JidiError
from jidi.model.access import access_table
from jidi.registry.people import DEMO, Given, PeopleBook, Person
from jidi.registry.subjects import Subject, SubjectBook
from jidi.service.access import role_words
from jidi.service.people import state_of
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, definition_list, export_link, note
from jidi.web.marks import shape
from jidi.web.pages.sign_in import failed
from jidi.web.tables import paged_table
from jidi.web.texts import mark
from jidi.web.visit import Visit
from jidi.web.who import leads_in

TABS: Final = (
    ("admin", mark("People")),
    ("admin/tokens", mark("Tokens")),
    ("admin/audit", mark("Audit log")),
    ("admin/system", mark("Keys and backups")),
)
_STATES: Final = {
    "can sign in": ("met", "circle"),
    "waits for a password": ("watch", "triangle"),
    "locked": ("behind", "square"),
    "closed": ("unknown", "square"),
    "demonstration": ("unknown", "diamond"),
}
Form = dict[str, list[str]]


def tabs(visit: Visit) -> Element:
    """The way to the other parts that one may open."""
    t = visit.t
    return h.nav(class_="tabs", aria_label=t("Administration"))[
        (
            h.a(href=visit.href(path), aria_current="page" if path == visit.path else None)[t(text)]
            for path, text in TABS
            if leads_in(visit, path)
        )
    ]


def page(visit: Visit, *, error: JidiError | None = None) -> Page:
    """Everybody who may sign in, and a form for one more."""
    t = visit.t
    found = _people(visit, PeopleBook(visit.book.workspace.registry).all())
    return Page(
        title=t("Administration"),
        subtitle=t("People"),
        actions=export_link(visit, "people"),
        body=[
            tabs(visit),
            card(t("People"), paged_table(visit, found, part="people"), id="people"),
            card(t("Add a person"), failed(visit, error), _new(visit)),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """Everybody who may sign in."""
    return (_people(visit, PeopleBook(visit.book.workspace.registry).all()),)


def person_page(visit: Visit, name: str, *, error: JidiError | None = None, link: str = "") -> Page:
    """One person: state, roles, link, close or open.

    :param link: a one-time link that was made just now; shown this once.
    :raises UnknownName: A-122.
    """
    t = visit.t
    person = PeopleBook(visit.book.workspace.registry).person(name)
    return Page(
        title=person.name,
        subtitle=person.id,
        body=[
            tabs(visit),
            failed(visit, error),
            link and made(t("One-time link; shown this once, holds once:"), link),
            h.div(class_="two")[
                card(t("State"), _state(visit, person), _buttons(visit, person)),
                card(t("Roles"), _roles_form(visit, person)),
            ],
            _subjects(visit, person),
        ],
    )


def roles_of(form: Form) -> list[str]:
    """The roles of a form, as they are typed on the command line."""
    found = [*form.get("role", [])]
    for role in access_table().roles.values():
        if role.bound != "province":
            told = " ".join(form.get(role.id, [])).replace("、", ",").replace("，", ",")
            found += [f"{role.id}={one.strip()}" for one in told.split(",") if one.strip()]
    return found


def _people(visit: Visit, people: Iterable[Person]) -> Grid:
    t = visit.t
    columns = (
        Column(t("State")),
        Column(t("Name to sign in with"), kind="code"),
        Column(t("Name")),
        Column(t("Roles"), wide=True),
        Column(t("Since"), kind="code", wide=True),
    )
    rows = tuple(
        Row(
            (
                Cell(
                    state_of(one, now=visit.now(), is_tied=_is_tied(visit, one))[1],
                    _light(visit, one),
                ),
                Cell(one.id, h.a(href=visit.href(f"admin/people/{one.id}"))[one.id]),
                Cell(one.name),
                Cell(visit.listed(_words(visit, one.roles))),
                Cell(one.made_at[:10]),
            )
        )
        for one in people
    )
    return Grid("people", t("People"), columns, rows)


def _words(visit: Visit, roles: Iterable[Given]) -> list[str]:
    """Roles in words, their divisions by name."""
    found = []
    for one in roles:
        is_division = access_table().role(one.role).bound == "division"
        bound = visit.place_of(one.bound) if is_division and one.bound else one.bound
        found.append(role_words(Given(one.role, bound), visit.lang))
    return found


def _light(visit: Visit, person: Person) -> Element:
    zh, en = state_of(person, now=visit.now(), is_tied=_is_tied(visit, person))
    light, form = _STATES[en]
    return h.span(class_=f"light light-{light}")[shape(form), visit.t.of(zh, en)]


def _is_tied(visit: Visit, person: Person) -> bool:
    registry = visit.book.workspace.registry
    return visit.book.workspace.settings.oidc is not None and bool(
        SubjectBook(registry).of(person.id)
    )


def _state(visit: Visit, person: Person) -> Element:
    t = visit.t
    return definition_list(
        {
            t("State"): _light(visit, person),
            t("Roles"): visit.listed(_words(visit, person.roles)),
            t("Since"): person.made_at[:10],
        }
    )


def _buttons(visit: Visit, person: Person) -> Node:
    t = visit.t
    if person.kind == DEMO:
        return note(t("Of the demonstration: without a password."))
    closes = "open" if person.closed else "lock"
    return h.div(class_="buttons")[
        None
        if person.closed
        else _button(visit, person, "link", t("Make a one-time link"), "button primary"),
        person.locked_until
        and not person.closed
        and _button(visit, person, "open", t("End the lock"), "button"),
        _button(
            visit,
            person,
            closes,
            t("Open again") if person.closed else t("Close, ending their sessions"),
            "button" if person.closed else "button danger",
        ),
    ]


def _subjects(visit: Visit, person: Person) -> Node:
    """Who the person is at the identity provider; nothing where the book has none."""
    oidc = visit.book.workspace.settings.oidc
    if oidc is None or person.kind == DEMO:
        return None
    t, found = visit.t, SubjectBook(visit.book.workspace.registry).of(person.id)
    action = visit.href(f"admin/people/{person.id}/tie")
    return card(
        t("At the identity provider"),
        note(t("Tied to no subject."))
        if not found
        else h.ul(class_="choices")[(_subject(visit, person, one) for one in found)],
        h.form(class_="stacked", method="post", action=action)[
            h.label[
                t("Subject (sub), as the provider gives it"),
                h.input(
                    type="text", name="subject", required="", maxlength="255", autocomplete="off"
                ),
            ],
            h.button(class_="button", type="submit")[t("Tie to this person")],
        ],
        id="subjects",
    )


def _subject(visit: Visit, person: Person, one: Subject) -> Element:
    action = visit.href(f"admin/people/{person.id}/untie")
    return h.li[
        h.div[h.code[one.subject], h.p(class_="fine")[one.issuer]],
        h.form(method="post", action=action)[
            h.input(type="hidden", name="subject", value=one.subject),
            h.button(class_="button danger", type="submit")[
                visit.t("Untie"), h.span(class_="sr-only")[f" {one.subject}"]
            ],
        ],
    ]


def _button(visit: Visit, person: Person, what: str, words: str, class_: str) -> Element:
    action = visit.href(f"admin/people/{person.id}/{what}")
    return h.form(method="post", action=action)[h.button(class_=class_, type="submit")[words]]


def _new(visit: Visit) -> Element:
    t = visit.t
    return h.form(class_="stacked", method="post", action=visit.href("admin/people"))[
        h.label[
            t("Name to sign in with"),
            h.input(type="text", name="person", required="", maxlength="60", autocomplete="off"),
        ],
        h.label[t("Name"), h.input(type="text", name="name", maxlength="60", autocomplete="off")],
        _role_fields(visit, ()),
        h.button(class_="button primary", type="submit")[t("Add")],
    ]


def _roles_form(visit: Visit, person: Person) -> Element:
    t = visit.t
    action = visit.href(f"admin/people/{person.id}/roles")
    return h.form(class_="stacked", method="post", action=action)[
        _role_fields(visit, person.roles),
        h.button(class_="button primary", type="submit")[t("Give these roles")],
    ]


def _role_fields(visit: Visit, given: tuple[Given, ...]) -> Node:
    t = visit.t
    roles = access_table().roles.values()
    has = {one.role for one in given}
    return [
        h.fieldset[
            h.legend[t("Roles for the whole province")],
            (
                h.label(class_="tick")[
                    h.input(
                        type="checkbox", name="role", value=one.id, checked=one.id in has
                    ),
                    h.span[t.of(one.zh, one.en)],
                ]
                for one in roles
                if one.bound == "province"
            ),
        ],
        (
            h.label[
                t.of(f"{one.zh}：", f"{one.en}: "),
                t("divisions, several with commas")
                if one.bound == "division"
                else t("companies, several with commas"),
                h.input(
                    type="text",
                    name=one.id,
                    value=", ".join(g.bound for g in given if g.role == one.id),
                    autocomplete="off",
                ),
            ]
            for one in roles
            if one.bound != "province"
        ),
    ]  # fmt: skip


def made(words: str, secret: str) -> Element:
    """Something that opens, shown this once."""
    return h.div(class_="card made", role="status")[
        h.p[words], h.p[h.code(class_="secret", tabindex="0")[secret]]
    ]
