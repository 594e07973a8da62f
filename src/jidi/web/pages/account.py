"""本人: what the signed-in person is and may, and another password."""

from __future__ import annotations

import htpy as h
from htpy import Element

from jidi.core.errors import InputError, JidiError
from jidi.model.access import Relation, access_table
from jidi.service.access import role_words
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, definition_list, export_link, note
from jidi.web.pages.sign_in import failed, password_fields
from jidi.web.small_form import one_of
from jidi.web.tables import table
from jidi.web.texts import mark
from jidi.web.visit import Visit
from jidi.web.who import asker_name

RELATION_WORDS = {
    Relation.ANY: mark("all"),
    Relation.DIVISION: mark("own division"),
    Relation.COMPANY: mark("own company"),
    Relation.OWN: mark("own only"),
    Relation.NO: mark("no"),
}


def page(visit: Visit, *, error: JidiError | None = None) -> Page:
    """What one is and may."""
    t, asker = visit.t, visit.asker
    roles = visit.listed(role_words(given, visit.lang) for given in asker.roles)
    name = asker_name(visit)
    about = {t("Name"): name, t("Name to sign in with"): asker.id, t("Roles"): roles}
    done = visit.asked.get("done") == "password" and note(t("The password was changed."))
    return Page(
        title=t("Your account"),
        subtitle=name,
        actions=export_link(visit, "account"),
        body=[
            h.div(class_="two")[
                card(t("You"), definition_list(about)),
                asker.kind == "person"
                and card(t("Change the password"), done, failed(visit, error), _form(visit)),
            ],
            card(t("What you may do"), table(_rights(visit))),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """What one may do."""
    return (_rights(visit),)


def twice(form: dict[str, list[str]]) -> str:
    """The new password of a form.

    :raises InputError: A-113 when it was not typed twice the same.
    """
    new = one_of(form, "new")
    if new != one_of(form, "again"):
        raise InputError("A-113")
    return new


def _form(visit: Visit) -> Element:
    t = visit.t
    return h.form(class_="stacked", method="post", action=visit.href("account/password"))[
        h.label[
            t("Present password"),
            h.input(type="password", name="old", required="", autocomplete="current-password"),
        ],
        password_fields(visit),
        h.button(class_="button primary", type="submit")[t("Change the password")],
    ]


def _rights(visit: Visit) -> Grid:
    t = visit.t
    columns = (Column(t("Action")), Column(t("For which things")))
    rows = []
    for action in access_table().actions.values():
        found = [t(RELATION_WORDS[one]) for one in _relations(visit, action.id)]
        rows.append(Row((Cell(t.of(action.zh, action.en)), Cell(visit.listed(found) or t("no")))))
    return Grid("rights", t("What you may do"), columns, tuple(rows))


def _relations(visit: Visit, action: str) -> list[Relation]:
    relations = access_table().action(action).relations
    given = [relations[one.role] for one in visit.asker.roles]
    return [one for one in Relation if one is not Relation.NO and one in given]
