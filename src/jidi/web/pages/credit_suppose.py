"""信用假设: the year evaluated with other numbers, and which companies it would move."""

from __future__ import annotations

import htpy as h
from htpy import Element, Node

from jidi.model.credit import Scheme, scheme_of
from jidi.model.credit_varied import numbers_of
from jidi.service import credit_words as words
from jidi.service.credit import Evaluation, read_numbers, supposed_with
from jidi.supervision.credit import Change
from jidi.web.english import quoted
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, export_link, note, print_button
from jidi.web.pages.credit import HERE, list_light, year_choice
from jidi.web.pages.supervision_parts import year_asked
from jidi.web.tables import paged_table
from jidi.web.visit import Visit

PATH = f"{HERE}/suppose"
_OURS = ("year", "page", "period", "division")
"""Keys of the address that are no numbers of a scheme."""


def page(visit: Visit) -> Page:
    """The numbers to change, and what the address supposes.

    :raises InputError: G-102, G-113. :raises UnknownName: G-111. :raises DefinitionError: D-102.
    """
    t, year = visit.t, year_asked(visit)
    scheme, values = scheme_of(year), _values(visit)
    told = supposed_with(visit.book, year, values) if values else None
    return Page(
        title=t("Credit: what if"),
        subtitle=t("year {year} · data version {n}", year=year, n=visit.book.version),
        actions=[print_button(visit), told and export_link(visit, "credit-suppose")],
        body=[
            h.div(class_="filter")[year_choice(visit)],
            card(t("What it changes"), _told(visit, *told), id="changes")
            if told
            else card(
                t("What it changes"),
                note(t("Give another number below: nothing is put on record by it.")),
                id="changes",
            ),
            card(
                t("Numbers of the scheme"),
                h.p(class_="fine")[t.of(scheme.zh, scheme.en), " · ", scheme.source],
                _form(visit, scheme),
                id="numbers",
            ),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """Every company that another number moves."""
    values = _values(visit)
    if not values:
        return ()
    before, after, changed = supposed_with(visit.book, year_asked(visit), values)
    return (_grid(visit, before, after, changed),)


def _values(visit: Visit) -> dict[str, float]:
    return read_numbers((key, text) for key, text in visit.asked.items() if key not in _OURS)


def _told(
    visit: Visit, before: Evaluation, after: Evaluation, changed: tuple[Change, ...]
) -> list[Node]:
    t = visit.t
    scheme = before.scheme
    numbers = numbers_of(scheme)
    said = visit.listed(
        f"{t.of(*words.number_words(scheme, name))} {numbers[name]:g} → {value:g}"
        for name, value in _values(visit).items()
    )
    moved = sum(one.before.list_id != one.after.list_id for one in changed)
    return [
        h.p(class_="sentence")[said],
        h.p(class_="sentence")[
            t(
                "{n} of {all} companies get another score, {moved} another list.",
                n=len(changed),
                all=len(before.standings),
                moved=moved,
            )
        ],
        paged_table(visit, _grid(visit, before, after, changed), part="changes")
        if changed
        else note(t("Nothing changes.")),
        h.p(class_="fine")[visit.joined(words.remarks(before, visit.lang))],
    ]


def _grid(visit: Visit, before: Evaluation, after: Evaluation, changed: tuple[Change, ...]) -> Grid:
    t, lang = visit.t, visit.lang
    columns = (
        Column(t("Company"), kind="code"),
        Column(t("Company name"), wide=True),
        Column(t("Score"), kind="number"),
        Column(t("Score supposed"), kind="number"),
        Column(t("List")),
        Column(t("List supposed")),
        Column(t("Scored items that change"), wide=True),
    )
    named = {item.id: t.of(item.zh, item.en) for item in before.scheme.items}
    rows = tuple(
        Row(
            (
                Cell(one.company, _link(visit, before, one.company)),
                Cell(before.names[one.company], quoted(before.names[one.company], lang)),
                Cell(one.before.score, digits=1),
                Cell(one.after.score, digits=1, strong=True),
                Cell(
                    words.list_word(before.scheme, one.before.list_id, lang),
                    list_light(visit, before, one.before.list_id),
                ),
                Cell(
                    words.list_word(after.scheme, one.after.list_id, lang),
                    list_light(visit, after, one.after.list_id),
                ),
                Cell(
                    visit.listed(
                        f"{named[name]} {words.signed(a)} → {words.signed(b)}"
                        for name, (a, b) in one.items.items()
                    )
                ),
            ),
            {"id": one.company},
        )
        for one in changed
    )
    notes = (visit.book.title(lang), *words.remarks(after, lang))
    return Grid("changes", f"{t('Credit: what if')} {before.year}", columns, rows, notes)


def _link(visit: Visit, found: Evaluation, company: str) -> Element:
    return h.a(href=visit.href(f"{HERE}/{company}", year=str(found.year)))[company]


def _form(visit: Visit, scheme: Scheme) -> Element:
    """A field for each number; those left empty stay as they are and out of the address."""
    t, asked = visit.t, visit.asked
    kept = {key: asked[key] for key in _OURS if key in asked and key != "page"}
    return h.form(method="get", action=visit.href(PATH))[
        (h.input(type="hidden", name=name, value=value) for name, value in kept.items()),
        h.div(class_="numbers")[
            (
                h.label[
                    t.of(*words.number_words(scheme, name)),
                    h.input(
                        type="number", step="any", name=name, value=asked.get(name, ""),
                        placeholder=f"{value:g}",
                    ),
                ]
                for name, value in numbers_of(scheme).items()
            )
        ],
        h.p[
            h.button(class_="button primary", type="submit")[t("Suppose")], " ",
            h.a(class_="button", href=visit.href(PATH, year=asked.get("year")))[t("As it is")],
        ],
    ]  # fmt: skip
