"""One capture job: how far it is, what it found, and what taking the file in would change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import htpy as h
from htpy import Element, Node

from jidi.service.capture import job
from jidi.service.capture_status import clock_text, job_json
from jidi.service.capture_worker import CaptureWorker
from jidi.service.phrasing import unit_name
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, definition_list, note
from jidi.web.pages.data import name_field, receipt_link, signed, state_light
from jidi.web.tables import table
from jidi.web.visit import Visit

_CHANGES_SHOWN: Final = 100


def page(visit: Visit, name: str, worker: CaptureWorker) -> Page:
    """A job.

    :raises UnknownName: J-401 with the nearest.
    """
    t = visit.t
    found = job(visit.book, name)
    told = job_json(visit.book, found, step=worker.step(visit.book, found))
    return Page(
        title=t("Job {id}", id=name),
        subtitle=found.file,
        actions=h.a(class_="button", href=visit.href("data"))[t("Back to the data")],
        body=[_state(visit, told), told["running"] and _stop(visit, name)],
    )


def _state(visit: Visit, told: Mapping[str, Any]) -> Element:
    """Everything that changes while it runs; asked for again by itself until it has ended."""
    again: dict[str, str] = {}
    if told["running"]:
        again = {
            "hx_get": visit.href(),
            "hx_select": "#job",
            "hx_select_oob": "#job-stop",
            "hx_swap": "outerHTML",
            "hx_trigger": "every 1s",
        }
    return h.div(id="job", aria_live="polite", **again)[
        card(visit.t("State"), _facts(visit, told), _sentence(visit, told)),
        told["errors"] and _errors(visit, told),
        told["plan"] is not None and _plan(visit, told["plan"]),
        told["can_be_taken"] and _take(visit, told["captureID"]),
        # Where it stood while the job ran: gone once it has ended.
        not told["running"] and h.div(id="job-stop", hidden=""),
    ]


def _facts(visit: Visit, told: Mapping[str, Any]) -> Node:
    t = visit.t
    counts = told["counts"]
    return definition_list(
        {
            t("State"): [state_light(visit, told["state"]), told["step"] and f" {told['step']}"],
            t("Sender"): told["sender"],
            t("Handed in by"): told["by"],
            t("Came"): clock_text(told["createdAt"]),
            t("Ended"): told["finishedAt"] and clock_text(told["finishedAt"]),
            t("Rows"): counts and _counts(visit, counts),
            t("Receipt"): receipt_link(visit, told["receipt"]),
        }
    )


def _counts(visit: Visit, counts: Mapping[str, int]) -> str:
    return visit.t(
        "{rows} = {accepted} accepted + {held} held aside + {duplicate} duplicates",
        rows=f"{counts['in']:,}",
        **{name: f"{counts[name]:,}" for name in ("accepted", "held", "duplicate")},
    )


def _sentence(visit: Visit, told: Mapping[str, Any]) -> Node:
    t = visit.t
    if told["running"]:
        return h.p(class_="sentence")[
            t("You may close this page: the job goes on, and is kept if the server stops."),
            " ",
            h.a(href=visit.href())[t("Look again")],
        ]
    if told["repeated"]:
        return note(t("The same content came before; nothing was taken in twice."))
    if told["state"] == "tried":
        return note(t("Only tried: nothing was written."))
    return None


def _errors(visit: Visit, told: Mapping[str, Any]) -> Element:
    t, lang = visit.t, visit.lang
    columns = (
        Column(t("Row"), kind="code"),
        Column(t("Column")),
        Column(t("Code"), kind="code"),
        Column(t("What is wrong"), name="wrong"),
        Column(t("What to do"), name="do"),
    )
    rows = tuple(
        Row(
            (
                Cell("" if one["row"] is None else str(one["row"])),
                _column(visit, one),
                Cell(one["code"]),
                Cell(one[lang]),
                Cell(one[f"do_{lang}"]),
            )
        )
        for one in told["errors"]
    )
    more = told["errors_not_told"]
    return card(
        t("Findings"),
        table(Grid("findings", t("Findings"), columns, rows), class_="findings"),
        more > 0
        and h.p(class_="fine")[
            t("{n} more rows have findings; see the rows held aside.", n=f"{more:,}")
        ],
    )


def _column(visit: Visit, one: Mapping[str, Any]) -> Cell:
    """The column as the sender knows it; of a finding about the whole file, its place."""
    if one["table"] is None or one["column"] is None:
        return Cell(one["where"] or "")
    known = {c.name: c for c in visit.book.catalogue.table(one["table"]).columns}
    found = known.get(one["column"])
    return Cell(one["column"] if found is None else visit.t.of(found.zh, found.en))


def _plan(visit: Visit, plan: Mapping[str, Any]) -> Element:
    t = visit.t
    columns = (
        Column(t("Indicator"), name="title"),
        Column(t("Division")),
        Column(t("Period"), kind="code"),
        Column(t("Unit"), wide=True),
        Column(t("Now"), kind="number"),
        Column(t("Then"), kind="number"),
        Column(t("Difference"), kind="number", wide=True),
        Column(t("Published"), kind="number", wide=True),
        Column(t("Status"), wide=True),
    )
    shown = plan["changes"][:_CHANGES_SHOWN]
    rows = tuple(_change_row(visit, one) for one in shown)
    more = len(plan["changes"]) - len(shown)
    return card(
        t("What would change"),
        h.p(class_="sentence")[plan[f"summary_{visit.lang}"]],
        table(Grid("changes", t("What would change"), columns, rows)) if rows else None,
        more > 0 and h.p(class_="fine")[t("{n} more are in the API.", n=f"{more:,}")],
        [
            h.p(class_="fine")[f"{one['indicator']}: {one['reason'][visit.lang]}"]
            for one in plan["failed"]
        ],
    )


def _change_row(visit: Visit, one: Mapping[str, Any]) -> Row:
    t = visit.t
    indicator = visit.book.catalogue.indicator(one["indicator"])
    synthetic = one["status"] == "synthetic"
    marked = h.span(class_="origin origin-synthetic")[t("synthetic")] if synthetic else None
    link = h.a(href=visit.href(f"indicators/{indicator.id}"))[t.of(one["zh"], one["en"])]
    values = (one["before"], one["after"], one["difference"], one["published"])
    return Row(
        (
            Cell(t.of(one["zh"], one["en"]), link),
            Cell(visit.place_of(one["division"])),
            Cell(one["period"]),
            Cell(unit_name(one["unit"], visit.lang)),
            *(Cell(value, digits=indicator.precision) for value in values),
            Cell(one["status"], marked),
        )
    )


def _take(visit: Visit, name: str) -> Element:
    t = visit.t
    return card(
        t("Take it in"),
        _named_form(visit, f"data/jobs/{name}/take", t("Take this file in"), "button primary"),
        signed(visit),
    )


def _stop(visit: Visit, name: str) -> Element:
    words = visit.t("Stop this job")
    form = _named_form(visit, f"data/jobs/{name}/cancel", words, "button danger")
    return h.div(id="job-stop")[form]


def _named_form(visit: Visit, path: str, words: str, class_: str) -> Element:
    return h.form(class_="filter", method="post", action=visit.href(path))[
        name_field(visit),
        h.button(class_=class_, type="submit")[words],
    ]
