"""One alert: value, window, threshold, article, who acts; and everything that happened to it."""

from __future__ import annotations

import json

import htpy as h
from htpy import Element, Node

from jidi.core.division import DivisionCode
from jidi.registry.alerts import KeptEvent
from jidi.service.access import Thing
from jidi.service.acting import OPEN_CASE
from jidi.service.alert_case import case_of_alert
from jidi.service.alert_json import alert_from
from jidi.service.alert_words import explanation, group_text
from jidi.service.alerts import CHANGE_WORDS, Shown, one_alert
from jidi.service.cases import case_book
from jidi.service.supervision_rules import explained
from jidi.web.english import quoted
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, definition_list, export_link, print_button
from jidi.web.pages.supervision import severity_light
from jidi.web.tables import table
from jidi.web.visit import Visit


def page(visit: Visit, number: int) -> Page:
    """The alert with its reasons and its history.

    :raises UnknownName: U-130.
    """
    t, lang = visit.t, visit.lang
    one, events = one_alert(visit.book, number)
    name = t.of(one.rule.zh, one.rule.en) if one.rule else one.alert.rule
    said = explained(one.rule, one.alert.verdict, lang) if one.rule else one.alert.rule
    terms = {term: quoted(meaning, lang) for term, meaning in explanation(visit.book, one, lang)}
    return Page(
        title=name,
        subtitle=f"#{one.id} · {group_text(visit.book, one.group, lang)}",
        actions=[print_button(visit), export_link(visit, f"supervision/{number}")],
        body=[
            card(
                t("Why it fires"),
                h.p(class_="standing")[severity_light(visit, one.severity)],
                h.p(class_="sentence")[quoted(said, lang)],
                definition_list(terms),
                _case(visit, one, case_of_alert(events)),
            ),
            card(t("What happened"), table(_history(visit, events)), id="history"),
        ],
    )


def grids(visit: Visit, number: int) -> tuple[Grid, ...]:
    """What is said of the alert, and everything that happened to it."""
    t, lang = visit.t, visit.lang
    one, events = one_alert(visit.book, number)
    terms = explanation(visit.book, one, lang)
    rows = tuple(Row((Cell(term), Cell(meaning))) for term, meaning in terms)
    told = Grid("alert", f"{t('Alert')} #{one.id}", (Column(t("What")), Column(t("Value"))), rows)
    return (told, _history(visit, events))


def _case(visit: Visit, one: Shown, made: str) -> Node:
    """The case it was made into, or the way to make one."""
    t, asker = visit.t, visit.asker
    if made:
        name = h.a(href=visit.href(f"cases/{made}"))[made] if asker.may("case.read") else made
        return h.p[t("Made into the case"), " ", name]
    if not case_book(visit.book).has_tables:
        return None
    lies = Thing(division=DivisionCode(one.alert.division))
    if not asker.may(OPEN_CASE, lies):
        return None
    address = visit.href("cases/new", alert=str(one.id), kind="finding")
    return h.p[h.a(class_="button primary", href=address)[t("Make it a case")]]


def _history(visit: Visit, events: tuple[KeptEvent, ...]) -> Grid:
    t = visit.t
    columns = (
        Column(t("Moment"), kind="code"),
        Column(t("What")),
        Column(t("Value"), kind="number"),
        Column(t("Threshold"), kind="number"),
        Column(t("Who")),
        Column(t("Reason"), wide=True),
        Column(t("Message"), wide=True),
    )
    rows = tuple(_row(visit, event) for event in events)
    return Grid("history", t("What happened"), columns, rows)


def _row(visit: Visit, event: KeptEvent) -> Row:
    t, lang = visit.t, visit.lang
    alert = alert_from(json.loads(event.body))
    return Row(
        (
            Cell(f"{alert.at:%Y-%m-%d %H:%M}"),
            Cell(t.of(*CHANGE_WORDS[event.change])),
            Cell(alert.verdict.value, digits=1),
            Cell(alert.verdict.threshold, digits=1),
            Cell(event.actor, quoted(event.actor, lang)),
            Cell(event.why or "—", quoted(event.why or "—", lang)),
            Cell(_message(visit, event), _message_shown(visit, event)),
        )
    )


def _message(visit: Visit, event: KeptEvent) -> str:
    if event.silence is None:
        return visit.t("recorded")
    return visit.t("suppressed by silence {n}", n=event.silence)


def _message_shown(visit: Visit, event: KeptEvent) -> Element:
    return h.span[_message(visit, event)]
