"""One case: how it stands, every deadline with its explanation, what happened, the rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import htpy as h
from htpy import Element, Node

from jidi.core.errors import JidiError
from jidi.service.case_clocks import local
from jidi.service.case_json import field_name, field_text, shown_values, step_word
from jidi.service.cases import RunningClock, case_named, clocks_of
from jidi.supervision.cases import Case, suggested_leads
from jidi.web.api_cases import moment_asked
from jidi.web.english import quoted
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, definition_list, export_link, note, print_button
from jidi.web.marks import shape
from jidi.web.pages.case_evidence import evidence_card, evidence_grid, sealed_card
from jidi.web.pages.case_forms import handling
from jidi.web.pages.cases import clock_light
from jidi.web.tables import table
from jidi.web.visit import Visit
from jidi.web.writes import Writes

_RULE = {True: ("met", "circle"), False: ("behind", "square"), None: ("unknown", "ring")}


def page(
    visit: Visit, name: str, writes: Writes, *,
    error: JidiError | None = None, revealed: Mapping[str, str] | None = None,
) -> Page:  # fmt: skip
    """The case, and what may be done to it.

    :param revealed: sealed values that were opened just now; shown this once.
    :raises UnknownName: Y-303 with the nearest number.
    """
    t = visit.t
    found = case_named(visit.book, name)
    moment = local(moment_asked(visit.asked.get("at", "")))
    state = found.kind.by_state[found.state]
    return Page(
        title=f"{found.id} {t.of(found.kind.zh, found.kind.en)}",
        subtitle=f"{t.of(state.zh, state.en)} · {visit.place_of(found.file.division)}",
        actions=[print_button(visit), export_link(visit, f"cases/{name}")],
        body=[
            h.div(class_="two")[
                _standing(visit, found),
                card(
                    t("Deadlines"),
                    [_clock(visit, one, moment) for one in clocks_of(found)]
                    or note(t("This kind of case has no deadline.")),
                    id="clocks",
                ),
            ],
            handling(visit, found, writes, error),
            sealed_card(visit, found, revealed or {}),
            evidence_card(visit, found, writes),
            bool(found.kind.eligible) and _eligibility(visit, found),
            card(t("What happened"), table(_history(visit, found), class_="register-history")),
        ],
    )


def grids(visit: Visit, name: str) -> tuple[Grid, ...]:
    """The history, and the evidence where there is any."""
    found = case_named(visit.book, name)
    more = (evidence_grid(visit, found),) if found.evidence else ()
    return (_history(visit, found), *more)


def _standing(visit: Visit, found: Case) -> Element:
    t, lang, kind = visit.t, visit.lang, found.kind
    state = kind.by_state[found.state]
    terms: dict[str, Node] = {
        field_name(kind, name, lang): quoted(field_text(visit.book, kind, name, value, lang), lang)
        for name, value in shown_values(found).items()
    }
    for one in found.links:
        words = t("Raised") if one["role"] == "to" else t("Raised by")
        terms[words] = h.a(href=visit.href(f"cases/{one['case']}"))[one["case"]]
    alert = found.file.events[0].facts.get("alert")
    if alert:
        number = alert["number"]
        terms[t("From the alert")] = h.a(href=visit.href(f"supervision/{number}"))[f"#{number}"]
    leads = [t.of(one.zh, one.en) for one in suggested_leads(found)]
    steps = [t.of(one.zh, one.en) for one in found.next_steps()]
    invented = found.file.origin == "synthetic"
    return card(
        t("How it stands"),
        h.p(class_="standing")[
            h.strong[t.of(state.zh, state.en)],
            " ",
            found.is_paused and clock_light(visit, "paused"),
            " ",
            invented and h.span(class_="origin origin-synthetic")[t("synthetic")],
        ],
        definition_list(
            {
                **terms,
                t("Steps that may be taken"): visit.listed(steps),
                t("May give rise to"): visit.listed(leads),
            }
        ),
    )


def _clock(visit: Visit, clock: RunningClock, moment: datetime) -> Element:
    name = visit.t.of(clock.reading.clock.zh, clock.reading.clock.en)
    return h.div(class_="deadline")[
        h.h3[name, " ", clock_light(visit, clock.state(moment))],
        h.ul(class_="plain")[
            (h.li[quoted(line, visit.lang)] for line in clock.reading.said(visit.lang))
        ],
    ]


def _eligibility(visit: Visit, found: Case) -> Element:
    t = visit.t
    return card(
        t("Whether it may be accepted"),
        h.ul(class_="plain")[
            (
                h.li[
                    h.span(class_=f"light light-{_RULE[one.holds][0]}")[
                        shape(_RULE[one.holds][1]), t.of(*one.words().values())
                    ],
                    " ",
                    t.of(one.rule.zh, one.rule.en),
                    " ",
                    h.span(class_="fine")[
                        quoted(f"{one.rule.source} {one.rule.article}".strip(), visit.lang)
                    ],
                ]
                for one in found.verdicts()
            )
        ],
    )


def _history(visit: Visit, found: Case) -> Grid:
    t, lang, kind = visit.t, visit.lang, found.kind
    columns = (
        Column(t("When"), kind="code"),
        Column(t("What")),
        Column(t("By")),
        Column(t("What it brought")),
        Column(t("Reason")),
        Column(t("Recorded at"), kind="code", wide=True),
    )
    rows = []
    for event in reversed(found.file.events):
        brought = ("；" if lang == "zh" else "; ").join(
            field_name(kind, name, lang)
            + ("：" if lang == "zh" else ": ")
            + field_text(visit.book, kind, name, value, lang)
            for name, value in shown_values(found).items()
            if name in event.facts.get("set", {})
        )
        day_only = bool(event.facts.get("day_only"))
        rows.append(
            Row(
                (
                    Cell(event.at[:10] if day_only else event.at[:16].replace("T", " ")),
                    Cell(step_word(kind, event.step, lang)),
                    Cell(event.by, quoted(event.by, lang)),
                    Cell(brought, quoted(brought, lang) if brought else ""),
                    Cell(event.why, quoted(event.why, lang) if event.why else ""),
                    Cell(event.recorded_at[:16].replace("T", " ")),
                )
            )
        )
    title = t("What happened")
    return Grid(found.id, title, columns, tuple(rows), (visit.book.title(lang), found.id))
