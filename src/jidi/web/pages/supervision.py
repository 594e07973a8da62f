"""监管: the alerts that live, by severity and by cause and county; rules that could not judge."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import htpy as h
from htpy import Element, Node

from jidi.model.rule import CAUSES, SEVERITIES
from jidi.registry.alerts import Run
from jidi.service.acting import SEE_ALERTS
from jidi.service.alert_words import group_text, state_text, subject_text
from jidi.service.alerts import Shown, alert_book, shown
from jidi.service.phrasing import unit_name
from jidi.web.choices import select_form
from jidi.web.english import quoted
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, export_link, note, print_button
from jidi.web.marks import shape
from jidi.web.pages.supervision_parts import ways
from jidi.web.tables import paged_table, swapping
from jidi.web.visit import Visit

SHAPES = {"urgent": "square", "warning": "triangle", "notice": "ring"}
LIGHTS = {"urgent": "behind", "warning": "watch", "notice": "unknown"}


def page(visit: Visit) -> Page:
    """The alerts of the book, filtered by the address."""
    t = visit.t
    run = _last_run(visit)
    title = t("Supervision")
    if run is None:
        return Page(title=title, body=[ways(visit, "supervision"), _nothing(visit)])
    every = _seen(visit)
    found = _found(visit, every)
    moment = run.moment[:16].replace("T", " ")
    return Page(
        title=title,
        subtitle=t("as of {moment} · data version {n}", moment=moment, n=run.version),
        actions=[print_button(visit), export_link(visit, "supervision")],
        body=[
            h.div(class_="filter")[ways(visit, "supervision"), _cause_choice(visit, every)],
            card(
                t("Alerts, worst first"),
                h.p(class_="sentence")[_sentence(visit, every)],
                _severity_links(visit, _found(visit, every, any_severity=True)),
                paged_table(visit, _grid(visit, found), part="alerts")
                if found
                else note(t("Nothing of this kind.")),
                id="alerts",
            ),
            _unjudged(visit, run),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """Every alert that is chosen, on all pages."""
    if _last_run(visit) is None:
        return ()
    return (_grid(visit, _found(visit, _seen(visit))),)


def severity_light(visit: Visit, severity: str) -> Element:
    """The severity as shape and word."""
    word = visit.t.of(*SEVERITIES[severity])
    return h.span(class_=f"light light-{LIGHTS[severity]}")[shape(SHAPES[severity]), word]


def _seen(visit: Visit) -> tuple[Shown, ...]:
    """The alerts that live, of what the reader may see."""
    return shown(visit.book, within=visit.asker.reach(SEE_ALERTS))


def _last_run(visit: Visit) -> Run | None:
    kept = alert_book(visit.book)
    return kept.last_run() if kept.has_tables else None


def _nothing(visit: Visit) -> Node:
    t = visit.t
    return card(
        t("No alerts are recorded yet"),
        note(t("Nobody has asked the rules of this book and kept what they said.")),
        h.p[t("Record them with"), " ", h.code["jidi watch --record --by …"]],
    )


def _found(
    visit: Visit, every: Sequence[Shown], *, any_severity: bool = False
) -> tuple[Shown, ...]:
    severity = visit.choice("severity", ("all", *SEVERITIES), "all")
    cause = visit.choice("cause", ("all", *CAUSES), "all")
    return tuple(
        one
        for one in every
        if (any_severity or severity in ("all", one.severity))
        and cause in ("all", one.group.partition(":")[0])
    )


def _sentence(visit: Visit, every: Sequence[Shown]) -> str:
    t = visit.t
    counts = Counter(one.severity for one in every)
    parts = [f"{visit.t.of(*SEVERITIES[s])} {counts[s]}" for s in SEVERITIES]
    groups = len({one.group for one in every})
    return t(
        "{n} alerts in {groups} groups of cause and county: {parts}.",
        n=len(every),
        groups=groups,
        parts=t(", ").join(parts),
    )


def _cause_choice(visit: Visit, every: Sequence[Shown]) -> Element:
    t = visit.t
    counts = Counter(one.group.partition(":")[0] for one in every)
    options = [("all", t("all"))]
    options += [
        (cause, f"{t.of(*words)} ({counts[cause]})")
        for cause, words in CAUSES.items()
        if counts[cause]
    ]
    chosen = visit.asked.get("cause") or "all"
    return select_form(visit, "cause", t("Cause"), [(t("Cause"), options)], chosen)


def _severity_links(visit: Visit, found: Sequence[Shown]) -> Element:
    t = visit.t
    counts = Counter(one.severity for one in found)
    links: list[tuple[str | None, str, int]] = [(None, t("all"), len(found))]
    links += [(s, t.of(*words), counts[s]) for s, words in SEVERITIES.items()]
    here = visit.asked.get("severity") or None
    return h.nav(class_="tabs", aria_label=t("Severity"), **swapping("alerts"))[
        (
            h.a(
                href=visit.href(page=None, severity=severity),
                aria_current="true" if severity == here else None,
            )[text, h.span(class_="count")[f"{number:,}"]]
            for severity, text, number in links
        )
    ]


def _grid(visit: Visit, found: Sequence[Shown]) -> Grid:
    t = visit.t
    columns = (
        Column(t("Severity")),
        Column(t("Alert"), kind="code"),
        Column(t("Cause and county")),
        Column(t("Rule")),
        Column(t("Subject"), wide=True),
        Column(t("State"), wide=True),
        Column(t("Value"), kind="number"),
        Column(t("Threshold"), kind="number"),
        Column(t("Unit"), wide=True),
        Column(t("Since"), kind="code", wide=True),
        Column(t("Acknowledged"), wide=True),
    )
    rows = tuple(_row(visit, one) for one in found)
    return Grid("supervision", t("Alerts"), columns, rows, (visit.book.title(visit.lang),))


def _row(visit: Visit, one: Shown) -> Row:
    t, lang, alert, rule = visit.t, visit.lang, one.alert, one.rule
    name = t.of(rule.zh, rule.en) if rule else alert.rule
    place = group_text(visit.book, one.group, lang)
    subject = subject_text(visit.book, alert, lang)
    return Row(
        (
            Cell(t.of(*SEVERITIES[one.severity]), severity_light(visit, one.severity)),
            Cell(str(one.id), h.a(href=visit.href(f"supervision/{one.id}"))[f"#{one.id}"]),
            Cell(place, quoted(place, lang)),
            Cell(name),
            Cell(subject, quoted(subject, lang)),
            Cell(state_text(one, lang)),
            Cell(alert.verdict.value, digits=1, strong=True),
            Cell(alert.verdict.threshold, digits=1),
            Cell(unit_name(rule.unit, lang) if rule else ""),
            Cell(f"{alert.since:%Y-%m-%d %H:%M}"),
            Cell(t("yes") if one.acknowledged else t("no")),
        ),
        {"id": f"alert-{one.id}"},
    )


def _unjudged(visit: Visit, run: Run) -> Node:
    """What the newest run could not say: missing data are no good news."""
    t = visit.t
    answers: Sequence[Mapping[str, Any]] = json.loads(run.answers)["rules"]
    silent = [a for a in answers if a["state"] != "answered" or a["judged"] == 0]
    if not silent:
        return None
    rules = visit.book.catalogue.rules
    lines = []
    for answer in silent:
        rule = rules.get(answer["rule"])
        name = t.of(rule.zh, rule.en) if rule else answer["rule"]
        missing = ", ".join(answer.get("missing", ()))
        why = {
            "no_data": t("no data in {tables}", tables=missing),
            "not_in_force": t("not in force on the day"),
        }.get(answer["state"], t("nobody to judge in its window"))
        lines.append(h.li[name, ": ", why])
    return card(
        t("Rules that judged nobody"),
        note(t("They say nothing of how things stand: missing data are no good news."), "warning"),
        h.ul(class_="plain")[lines],
        id="unjudged",
    )
