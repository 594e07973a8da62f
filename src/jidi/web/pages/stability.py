"""网点稳定: the companies in a county and the outlets that run least stably, sign by sign."""

from __future__ import annotations

import htpy as h
from htpy import Element

from jidi.intake.times import BEIJING
from jidi.service import stability as service
from jidi.service.alert_words import division_text
from jidi.service.safety_names import company_names, facility_names
from jidi.service.stability import Stabilities
from jidi.service.supervision_rules import newest_moment, read_moment
from jidi.supervision.stability import Stable
from jidi.web.choices import division_choice
from jidi.web.english import quoted
from jidi.web.grid import Cell, Column, Grid, MadeRows, Row
from jidi.web.layout import Page, card, export_link, note, print_button
from jidi.web.marks import shape
from jidi.web.pages.supervision_parts import ways
from jidi.web.tables import paged_table, swapping, table
from jidi.web.visit import Visit

HERE = "supervision/stability"


def page(visit: Visit) -> Page:
    """The scores of a moment, the lowest first."""
    t, found = visit.t, _found(visit)
    return Page(
        title=t("Stability of outlets"),
        subtitle=f"{found.at:%Y-%m-%d %H:%M} · {visit.place(visit.division)}",
        divided=True,
        actions=[print_button(visit), export_link(visit, "stability")],
        body=[
            h.div(class_="filter")[ways(visit, HERE), division_choice(visit)],
            card(
                t("Lowest first"),
                h.p(class_="sentence")[_sentence(visit, found)],
                _tabs(visit),
                paged_table(visit, _grid(visit, found), part="scores")
                if found.rows
                else note(t("Nothing of this kind.")),
                h.p(class_="fine")[visit.joined(service.remarks(visit.book, found, visit.lang))],
                id="scores",
            ),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """Every score that is chosen."""
    return (_grid(visit, _found(visit)),)


def one_page(visit: Visit, name: str) -> Page:
    """One outlet or company in a county: every sign, what it rests on and what it took.

    :raises UnknownName: G-130.
    """
    t, lang = visit.t, visit.lang
    found = _found(visit, outlets="@" not in name)
    one = service.named(found, name)
    return Page(
        title=_name(visit, one),
        subtitle=f"{t('Stability of outlets')} · {one.subject} · {found.at:%Y-%m-%d %H:%M}",
        actions=[print_button(visit)],
        body=[
            card(
                f"{t('Score')} {'—' if one.score is None else f'{one.score:.1f}'}",
                h.p(class_="standing")[_light(visit, found, one)],
                table(_signs(visit, one)),
                h.p(class_="fine")[visit.joined(service.remarks(visit.book, found, lang))],
            ),
        ],
    )


def _found(visit: Visit, *, outlets: bool | None = None) -> Stabilities:
    asked = visit.asked.get("at", "")
    now = visit.now().astimezone(BEIJING)
    moment = read_moment(asked) if asked else newest_moment(visit.book, now=now)
    by = visit.choice("by", ("company", "outlet"), "company") == "outlet"
    within = visit.division.code.text if visit.asked.get("division") else ""
    wanted = by if outlets is None else outlets
    return service.stabilities(visit.book, moment, outlets=wanted, within=within)


def _sentence(visit: Visit, found: Stabilities) -> str:
    scored = sum(one.score is not None for one in found.rows)
    return visit.t(
        "{n} scored, {few} with too little data, {watched} to be watched.",
        n=f"{scored:,}",
        few=f"{len(found.rows) - scored:,}",
        watched=f"{len(found.watched):,}",
    )


def _tabs(visit: Visit) -> Element:
    t, here = visit.t, visit.asked.get("by") or None
    links = [(None, t("Company in a county")), ("outlet", t("Outlet"))]
    return h.nav(class_="tabs", aria_label=t("By"), **swapping("scores"))[
        (
            h.a(href=visit.href(page=None, by=key), aria_current="true" if key == here else None)[
                text
            ]
            for key, text in links
        )
    ]


def _light(visit: Visit, found: Stabilities, one: Stable) -> Element:
    name, form = "unknown", "ring"
    if one.is_watched(found.definition):
        name, form = "behind", "square"
    elif one.score is not None and not one.unknown:
        name, form = "met", "circle"
    return h.span(class_=f"light light-{name}")[shape(form), _word(visit, found, one)]


def _grid(visit: Visit, found: Stabilities) -> Grid:
    t = visit.t
    columns = (
        Column(t("State")),
        Column(t("Subject")),
        Column(t("Id"), kind="code", wide=True),
        Column(t("Place")),
        Column(t("Score"), kind="number"),
        Column(t("Worst sign")),
        Column(t("Signs without data"), kind="number", wide=True),
    )
    rows = MadeRows(len(found.rows), lambda at: _row(visit, found, found.rows[at]))
    notes = (visit.book.title(visit.lang), *service.remarks(visit.book, found, visit.lang))
    return Grid("stability", t("Stability of outlets"), columns, rows, notes)


def _row(visit: Visit, found: Stabilities, one: Stable) -> Row:
    lang = visit.lang
    place = division_text(visit.book, one.division, lang)
    light = _light(visit, found, one)
    name = _name(visit, one)
    href = visit.href(f"{HERE}/{one.subject}", at=visit.asked.get("at"))
    return Row(
        (
            Cell(_word(visit, found, one), light),
            Cell(name, h.a(href=href)[quoted(name, lang)]),
            Cell(one.subject),
            Cell(place, quoted(place, lang)),
            Cell(one.score, digits=1, strong=True),
            Cell(service.main_sign(visit.book, one, lang)),
            Cell(len(one.unknown)),
        ),
        {"id": one.subject},
    )


def _name(visit: Visit, one: Stable) -> str:
    """What the company or the outlet is called; its number where no name is known."""
    company, at, _ = one.subject.partition("@")
    names = company_names(visit.book) if at else facility_names(visit.book)
    return names.get(company, one.subject)


def _word(visit: Visit, found: Stabilities, one: Stable) -> str:
    t = visit.t
    if one.score is None:
        return t("too little data")
    if one.is_watched(found.definition):
        return t("to be watched")
    return t("stable") if not one.unknown else t("nothing known against it")


def _signs(visit: Visit, one: Stable) -> Grid:
    t, rules = visit.t, visit.book.catalogue.rules
    columns = (
        Column(t("Sign")),
        Column(t("Takes"), kind="number"),
        Column(t("Risk"), kind="number"),
        Column(t("Weight"), kind="number", wide=True),
        Column(t("Value ÷ threshold, evidence")),
        Column(t("Judged of"), kind="code", wide=True),
    )
    rows = tuple(
        Row(
            (
                Cell(t.of(rules[taken.sign.rule].zh, rules[taken.sign.rule].en)),
                Cell(taken.points, digits=1, strong=True),
                Cell(None if taken.risk is None else 100 * taken.risk, digits=0),
                Cell(100 * taken.sign.weight, digits=0),
                Cell(service.sign_text(visit.book, taken, visit.lang)),
                Cell(taken.of),
            )
        )
        for taken in one.taken
    )
    return Grid("signs", t("Signs"), columns, rows)
