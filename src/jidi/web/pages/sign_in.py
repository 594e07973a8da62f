"""登录: sign in, choose one of a demonstration's people, set a password with a one-time link."""

from __future__ import annotations

import htpy as h
from htpy import Element, Node

from jidi.core.errors import JidiError
from jidi.model.access import access_table
from jidi.registry.people import PeopleBook, Person
from jidi.service.access import role_words
from jidi.service.sign_in import demo_people, digest_of
from jidi.web.layout import Page, card, note
from jidi.web.visit import Visit


def page(
    visit: Visit, *,
    is_plain: bool, error: JidiError | None = None, person: str = "", leave: str = "",
) -> Page:  # fmt: skip
    """Sign in.

    :param is_plain: the connection is not encrypted and leads over the network.
    :param leave: where one signs out of the identity provider too, right after signing out here.
    """
    t = visit.t
    people = PeopleBook(visit.book.workspace.registry)
    has_provider = visit.book.workspace.settings.oidc is not None
    if not has_provider and not people.somebody_may_sign_in():
        body: Node = card(
            t("Sign in"), note(t("Nobody can sign in to this book yet.")), _first(visit)
        )
    else:
        body = [
            visit.asked.get("done") == "out" and _signed_out(visit, leave),
            card(
                t("Sign in"),
                failed(visit, error),
                _with_provider(visit),
                _form(visit, person, is_plain=is_plain),
            ),
            choices(visit, demo_people(people)),
        ]
    return Page(title=t("Sign in"), body=h.div(class_="narrow")[body])


def welcome(visit: Visit, link: str, *, error: JidiError | None = None) -> Page:
    """Set a password.

    :raises InputError: A-108 when the link does not hold.
    """
    t = visit.t
    people = PeopleBook(visit.book.workspace.registry)
    person = people.person_of_link(digest_of(link), at=visit.now())
    form = h.form(class_="stacked", method="post", action=visit.href(f"welcome/{link}"))[
        h.p[t("You will sign in as {person}.", person=person.id)],
        password_fields(visit),
        h.button(class_="button primary", type="submit")[t("Set the password and sign in")],
    ]
    return Page(
        title=t("Set your password"),
        body=h.div(class_="narrow")[card(t("Set your password"), failed(visit, error), form)],
    )


def failed(visit: Visit, error: JidiError | None) -> Node:
    """What went wrong, above a form; nothing when nothing did."""
    if error is None:
        return None
    text: Node = [h.code[error.code], " ", error.what(visit.lang), " ", error.remedy(visit.lang)]
    return h.div(role="alert")[note(text, "error")]


def password_fields(visit: Visit) -> Node:
    """The new password, twice, with what is asked of it."""
    t, terms = visit.t, access_table().terms
    return [
        h.label[
            t("New password"),
            h.input(
                type="password", name="new", required="", autocomplete="new-password",
                minlength=str(terms.password_least), aria_describedby="password-rule",
            ),
        ],
        h.label[
            t("Once more"),
            h.input(type="password", name="again", required="", autocomplete="new-password"),
        ],
        h.p(class_="fine", id="password-rule")[
            t(
                "At least {least} characters, of {classes} kinds among small and capital letters, "
                "digits and others, without your name.",
                least=terms.password_least,
                classes=terms.password_classes,
            )
        ],
    ]  # fmt: skip


def choices(visit: Visit, people: tuple[Person, ...]) -> Node:
    """The people of a demonstration, each to be chosen; nothing elsewhere."""
    t = visit.t
    if not people:
        return None
    return card(
        t("People of the demonstration"),
        note(t("Invented people without a password, on this machine only."), "warning"),
        h.ul(class_="choices")[(_choice(visit, one) for one in people)],
    )


def _with_provider(visit: Visit) -> Node:
    """The way to the book's identity provider, above the password; nothing where it has none."""
    oidc = visit.book.workspace.settings.oidc
    if oidc is None:
        return None
    t = visit.t
    name = t.of(oidc.name_zh, oidc.name_en)
    to = visit.href("sign-in/provider", next=visit.asked.get("next", ""))
    return [
        h.p[h.a(class_="button primary", href=to)[t("Sign in with {provider}", provider=name)]],
        h.p(class_="fine")[t("Or with the name and password of this book:")],
    ]


def _signed_out(visit: Visit, leave: str) -> Element:
    t = visit.t
    told: Node = t("You are signed out here.")
    if leave:
        there = t("Sign out of the identity provider too")
        told = [told, " ", h.a(href=leave, rel="noreferrer")[there]]
    return h.div(role="status")[note(told)]


def _choice(visit: Visit, one: Person) -> Element:
    t = visit.t
    roles = visit.listed(role_words(given, visit.lang) for given in one.roles)
    here = visit.asker.id == one.id
    return h.li[
        h.div[h.strong[one.name if visit.lang == "zh" else one.id], h.p(class_="fine")[roles]],
        h.form(method="post", action=visit.href("choose"))[
            h.input(type="hidden", name="person", value=one.id),
            h.button(class_="button", type="submit", disabled=here)[
                t("Chosen") if here else t("Be this person"),
                h.span(class_="sr-only")[f" {one.id}"],
            ],
        ],
    ]


def _form(visit: Visit, person: str, *, is_plain: bool) -> Element:
    t, terms = visit.t, access_table().terms
    return h.form(class_="stacked", method="post", action=visit.href("sign-in"))[
        is_plain
        and note(
            t("This connection is not encrypted: others on the network could read the password."),
            "warning",
        ),
        h.input(type="hidden", name="next", value=visit.asked.get("next", "")),
        h.label[
            t("Name to sign in with"),
            h.input(type="text", name="person", value=person, required="", autocomplete="username"),
        ],
        h.label[
            t("Password"),
            h.input(type="password", name="password", required="", autocomplete="current-password"),
        ],
        h.button(class_="button primary", type="submit")[t("Sign in")],
        h.p(class_="fine")[
            t(
                "After {failures} wrong passwords in a row a name is locked for {lock} minutes. A "
                "sign-in ends after {idle} minutes without use and after {hours} hours at most.",
                failures=terms.failures_until_lock,
                lock=terms.lock_minutes,
                idle=terms.idle_minutes,
                hours=terms.absolute_hours,
            )
        ],
    ]


def _first(visit: Visit) -> Element:
    return h.p[
        visit.t(
            "The server prints a one-time link for the first administrator when it starts; or run "
            "jidi people link on this machine."
        )
    ]
