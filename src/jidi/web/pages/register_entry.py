"""One entry of the register: how it stands, what the plan says, everything that was reported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import htpy as h
from htpy import Element, Node
from markupsafe import Markup

from jidi.model.register import Revision
from jidi.service.capture_status import clock_text
from jidi.service.register_wording import ORIGIN_WORDS, changes_text, field_name, value_text
from jidi.web.english import quoted
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, definition_list, export_link, print_button
from jidi.web.pages.register import (
    day_of,
    origin_mark,
    status_light,
    timing_light,
    wanted_text,
)
from jidi.web.tables import table
from jidi.web.visit import Visit

if TYPE_CHECKING:
    from jidi.service.register import Entry

_SHOWN_ABOVE = ("title", "status", "note", "indicators")


def page(visit: Visit, name: str) -> Page:
    """The entry with its history.

    :raises UnknownName: R-304 with the nearest id.
    """
    t = visit.t
    entry = visit.provider.register_entry(visit.book, name, day_of(visit))
    return Page(
        title=entry.title(visit.lang),
        subtitle=f"{entry.id} · {_form(visit, entry)}",
        actions=[print_button(visit), export_link(visit, f"register/{name}")],
        body=[
            h.div(class_="two")[_standing(visit, entry), _in_the_plan(visit, entry)],
            card(
                t("Everything that was reported"),
                table(_history(visit, name), class_="register-history"),
                id="history",
            ),
        ],
    )


def _form(visit: Visit, entry: Entry) -> str:
    forms = visit.book.catalogue.code_lists["register_form"]
    return forms.label(entry.subject.form.value, visit.lang)


def grids(visit: Visit, name: str) -> tuple[Grid, ...]:
    """The history."""
    return (_history(visit, name),)


def _standing(visit: Visit, entry: Entry) -> Element:
    t, lang = visit.t, visit.lang
    told = entry.told
    said = t(
        "Revision {n}, from {on}; recorded by {by} at {at}. Seen on {day}.",
        n=told.number,
        on=told.on,
        by=told.by,
        at=clock_text(told.at),
        day=entry.day,
    )
    return card(
        t("How it stands"),
        h.p(class_="standing")[
            status_light(visit, entry.status),
            " ",
            timing_light(visit, entry),
            " ",
            origin_mark(visit, entry.status_origin),
        ],
        definition_list(_terms(visit, entry)),
        h.p(class_="fine told")[quoted(said, lang)],
    )


def _terms(visit: Visit, entry: Entry) -> Mapping[str, Node]:
    """Every reported value that is known; an invented one is marked where it stands."""
    book, lang = visit.book, visit.lang
    terms: dict[str, Node] = {}
    for name, value in entry.state.plain().items():
        if name in _SHOWN_ABOVE or value in (None, "", []):
            continue
        said = value_text(book, name, value, lang)
        invented = entry.origins[name] == "synthetic" and [" ", origin_mark(visit, "synthetic")]
        terms[field_name(name, lang)] = [quoted(said, lang), invented]
    if entry.state.note:
        terms[field_name("note", lang)] = quoted(entry.state.note, lang)
    if entry.state.indicators:
        terms[field_name("indicators", lang)] = h.ul(class_="plain")[
            (h.li[_indicator(visit, one)] for one in entry.state.indicators)
        ]
    return terms


def _indicator(visit: Visit, name: str) -> Node:
    found = visit.book.catalogue.indicators.get(name)
    if found is None:
        return name
    return h.a(href=visit.href(f"indicators/{name}"))[visit.t.of(found.zh, found.en)]


def _in_the_plan(visit: Visit, entry: Entry) -> Element:
    t, lang, subject = visit.t, visit.lang, entry.subject
    due = (
        t("{day}, stated in the plan", day=subject.due)
        if subject.due_stated
        else t("{day}, the end of the plan: it states none", day=subject.due)
    )
    passages = h.ul(class_="plain")[
        (h.li[quoted(t("line {line}: {text}", line=p.line, text=p.text), lang)] for p in subject.at)
    ]
    return card(
        t("What the plan says"),
        definition_list(
            {
                field_name("items", lang): " ".join(subject.items),
                field_name("box", lang): quoted(subject.stands_in, lang),
                t("Done / wanted"): quoted(wanted_text(visit, entry), lang),
                t("Due in the plan"): due,
                field_name("passage", lang): passages,
            }
        ),
        h.p(class_="fine told")[
            h.a(href=visit.href("plan"))[visit.t.of(visit.book.plan.zh, visit.book.plan.en)]
        ],
    )


def _history(visit: Visit, name: str) -> Grid:
    t = visit.t
    columns = (
        Column(t("Revision"), kind="code"),
        Column(t("From which day"), kind="code"),
        Column(t("Recorded by")),
        Column(t("Recorded at"), kind="code", wide=True),
        Column(t("What changed")),
        Column(t("Reason")),
        Column(t("Origin")),
    )
    chain = visit.provider.register_history(visit.book, name)
    rows = tuple(_step(visit, revision) for revision in reversed(chain))
    title = t("Everything that was reported")
    return Grid(name, title, columns, rows, (visit.book.title(visit.lang), name))


def _step(visit: Visit, revision: Revision) -> Row:
    lang = visit.lang
    changed = changes_text(visit.book, revision, lang)
    marks = "；" if lang == "zh" else "; "
    return Row(
        (
            Cell(f"{revision.number}"),
            Cell(revision.on.isoformat()),
            Cell(revision.by, quoted(revision.by, lang)),
            Cell(clock_text(revision.at)),
            Cell(
                changed,
                h.ul(class_="plain")[(h.li[quoted(one, lang)] for one in changed.split(marks))],
            ),
            Cell(revision.why, quoted(revision.why, lang) or Markup("")),
            Cell(visit.t.of(*ORIGIN_WORDS[revision.origin]), origin_mark(visit, revision.origin)),
        )
    )
