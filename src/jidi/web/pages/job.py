"""One job: how far it is, stopping it, running it again, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import htpy as h
from htpy import Element, Node

from jidi.core.errors import JidiError
from jidi.model.reading import Status
from jidi.registry.jobs import OPEN_STATES, Job
from jidi.service.answer_store import kept_answers
from jidi.service.capture_status import clock_text
from jidi.service.hub_store import kept_hub_designs
from jidi.service.job_plan import READ_PLAN
from jidi.service.jobs import (
    asked_words,
    job,
    jobs,
    kind_words,
    right_to_ask,
    thing_of,
)
from jidi.service.rural_store import Kept, kept_designs
from jidi.service.trunk_store import kept_trunk_designs
from jidi.service.work_steps import step_words
from jidi.web.api_jobs import event_of
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, definition_list, note, print_button
from jidi.web.marks import origin, scenario
from jidi.web.pages.design_titles import title_of
from jidi.web.pages.jobs import may_ask, name_field, state_light
from jidi.web.tables import table
from jidi.web.texts import mark
from jidi.web.visit import Visit

STOPPED: Final = {
    "asked": mark("Stopped before it had searched to the end: the best so far is kept."),
    "time": mark("The time that was allowed was over: the best so far is kept."),
}
_LINES_SHOWN: Final = 40
_DESIGNS_SHOWN: Final = 12


def page(visit: Visit, name: str) -> Page:
    """A job.

    :raises UnknownName: M-102 with the nearest.
    """
    t = visit.t
    found = job(visit.book, name)
    return Page(
        title=found.id,
        subtitle=f"{kind_words(found, visit.lang)} · {visit.place_of(found.division)}",
        actions=[
            print_button(visit),
            h.a(class_="button", href=visit.href("jobs"))[t("All jobs")],
        ],
        modules=("js/job.js",) if found.is_open else (),
        body=[
            card(t("State"), _progress(visit, found), _facts(visit, found), id="job"),
            _forms(visit, found),
            _came(visit, found),
        ],
    )


def _progress(visit: Visit, found: Job) -> Node:
    if not found.is_open:
        return None
    t, told = visit.t, event_of(found, now=datetime.now(UTC))
    events = f"/api/v1/books/{visit.name}/jobs/{found.id}/events"
    return [
        h.p(class_="job-progress")[
            h.progress(
                max="1",
                value=f"{found.share:.3f}",
                data_events=events,
                aria_label=t("Share of the work that is done"),
            ),
            h.strong(data_job="share")[f"{found.share:.0%}"],
        ],
        h.p(class_="fine")[
            t("Step"),
            " ",
            h.span(data_job="step")[step_words(found.step, visit.lang)],
            " · ",
            t("time used"),
            " ",
            h.span(data_job="seconds")[_clock(told["seconds"])],
            " · ",
            t("time left, by the share done"),
            " ",
            h.span(data_job="left")[_clock(told["left"])],
        ],
        h.p(class_="sentence")[
            (
                h.span(data_while=state, hidden=state != found.state)[_waits(visit, found, state)]
                for state in OPEN_STATES
            ),
            " ",
            h.a(href=visit.href())[t("Look again")],
        ],
    ]


def _waits(visit: Visit, found: Job, state: str) -> str:
    """What to know while a job is in a state; the page shows the one it is in."""
    t = visit.t
    if state == "cancelling":
        return t("It stops as soon as the step at hand is over, and keeps the best so far.")
    if state == "queued":
        before = sum(one.is_open and one.id < found.id for one in jobs(visit.book))
        return t(
            "It waits for a worker, {n} jobs before it. If nothing moves, no worker runs: jidi "
            "worker -w {book}",
            n=before,
            book=visit.name,
        )
    return t("You may close this page: the job goes on, and is kept if the server stops.")


def _facts(visit: Visit, found: Job) -> Node:
    t = visit.t
    before = found.again_of
    return definition_list(
        {
            t("State"): state_light(visit, found.state),
            t("Asked by"): found.by,
            t("Asked at"): clock_text(found.at),
            t("Begun"): found.started and clock_text(found.started),
            t("Ended"): found.ended and clock_text(found.ended),
            t("Stopped by"): found.stopped_by,
            t("Taken up"): found.attempt > 1
            and t("{n} times: a worker was lost on the way", n=found.attempt),
            t("Repeats"): before and h.a(href=visit.href(f"jobs/{before}"))[before],
            **dict(asked_words(found, visit.lang)),
            t("Data version"): str(found.asked.get("data_version", "")),
        }
    )


def _forms(visit: Visit, found: Job) -> Node:
    """Stopping while it runs; running again afterwards."""
    t, thing = visit.t, thing_of(found)
    if found.is_open:
        if found.state == "cancelling" or not visit.asker.may("job.decide", thing):
            return None
        return _form(visit, found, "cancel", t("Stop this job"), "button danger")
    if may_ask(visit) is not None or not visit.asker.may("job.ask", thing):
        return None
    if not visit.asker.may(right_to_ask(found), thing):
        return None
    unfinished = found.kind == "province" and found.state != "done"
    words = t("Go on where it stopped") if unfinished else t("Run again")
    return _form(visit, found, "again", words, "button primary")


def _form(visit: Visit, found: Job, path: str, words: str, class_: str) -> Element:
    return h.form(
        class_="filter job-form", method="post", action=visit.href(f"jobs/{found.id}/{path}")
    )[name_field(visit), h.button(class_=class_, type="submit")[words]]


# What came of it ---------------------------------------------------------------


def _came(visit: Visit, found: Job) -> Node:
    if found.is_open:
        return None
    error = found.body.get("error")
    if error is not None:
        return card(visit.t("Why there is no result"), _findings(visit, error))
    t, body = visit.t, found.body
    if "stopped" not in body:  # ended by a worker's death, after it was to be stopped
        return card(t("Result"), note(t("Stopped; nothing was kept.")))
    reason = STOPPED.get(body["stopped"])
    return [
        _mark(visit, found),
        found.kind == READ_PLAN and _draft(visit, body["told"]),
        reason and h.div(class_="job-note")[note(t(reason), "warning")],
        body["designs"] and card(t("Designs kept"), _designs(visit, body["designs"])),
        body["files"] and card(t("Files"), _files(visit, found)),
        _said(visit, body),
        [card(one[visit.lang], _told_table(visit, one)) for one in body["tables"]],
    ]


def _draft(visit: Visit, told: Mapping[str, Any]) -> Node:
    """The way to the draft that was read."""
    link = h.a(class_="button primary", href=visit.href(f"plan/drafts/{told['draft']}"))
    return h.p(class_="buttons")[link[visit.t("Review the draft")]]


def _mark(visit: Visit, found: Job) -> Node:
    """A design is a scenario; a report tells figures, each with its own mark."""
    synthetic = bool(found.body["synthetic"])
    if found.kind == READ_PLAN:
        return None  # what a document says is neither a scenario nor a figure of the province
    if found.kind != "report":
        return scenario(visit.t, synthetic=synthetic)
    return (
        synthetic
        and h.p(class_="fine scenario")[
            origin(visit.t, Status.SYNTHETIC),
            " ",
            visit.t("Figures marked synthetic are invented."),
        ]
    )


def _findings(visit: Visit, error: Mapping[str, Any]) -> Node:
    t, lang = visit.t, visit.lang
    columns = (
        Column(t("Code"), kind="code"),
        Column(t("What is wrong"), name="wrong"),
        Column(t("What to do"), name="do"),
    )
    rows = tuple(
        Row((Cell(one["code"]), Cell(one[lang]), Cell(one[f"do_{lang}"])))
        for one in (error, *error["also"])
    )
    return table(Grid("findings", t("Findings"), columns, rows), class_="findings")


def _said(visit: Visit, body: Mapping[str, Any]) -> Node:
    lines = body[f"lines_{visit.lang}"]
    if not lines:
        return None
    first, *rest = lines
    shown = rest[:_LINES_SHOWN]
    return card(
        visit.t("What came out"),
        h.p(class_="sentence")[first],
        h.ul(class_="plain-list fine")[(h.li[line] for line in shown)] if shown else None,
    )


def _files(visit: Visit, found: Job) -> Element:
    return h.ul(class_="plain-list")[
        (
            h.li[h.a(href=visit.href(f"jobs/{found.id}/files/{name}"), download="")[name]]
            for name in found.body["files"]
        )
    ]


def _told_table(visit: Visit, told: Mapping[str, Any]) -> Element:
    lang = visit.lang
    rows = told[f"rows_{lang}"]
    numeric = [
        bool(rows) and all(_is_number(row[at]) for row in rows)
        for at in range(len(told[f"heads_{lang}"]))
    ]
    columns = tuple(
        Column(head, kind="number" if number else "text", wide=at > 4)
        for at, (head, number) in enumerate(zip(told[f"heads_{lang}"], numeric, strict=True))
    )
    made = tuple(Row(tuple(_cell(value) for value in row)) for row in rows)
    return table(Grid("told", told[lang], columns, made))


def _cell(value: Any) -> Cell:
    return Cell(value, digits=2) if isinstance(value, float) else Cell(value)


def _is_number(value: Any) -> bool:
    if not isinstance(value, str):
        return isinstance(value, int | float) or value is None
    return value.strip("+−-").replace(",", "").replace(".", "", 1).rstrip("%").isdigit() or (
        value in ("", "—")
    )


def _designs(visit: Visit, names: list[str]) -> Node:
    """The designs a job kept, each with the way to compare it with the base."""
    try:
        every = kept_designs(visit.book)
        other = {one.id: ("hubs", title_of(visit, one)) for one in kept_hub_designs(visit.book)}
        other |= {one.id: ("trunk", title_of(visit, one)) for one in kept_trunk_designs(visit.book)}
        other |= {one.id: ("members", title_of(visit, one)) for one in kept_answers(visit.book)}
    except JidiError as error:
        return note(error.what(visit.lang), "warning")
    if any(name in other for name in names):
        return h.ul(class_="plain-list")[
            (
                h.li[h.a(href=visit.href(f"network/{other[name][0]}/{name}"))[other[name][1]]]
                for name in names
                if name in other
            )
        ]
    known = {one.id: one for one in every}
    there = [known[name] for name in names if name in known]
    shown = there[:_DESIGNS_SHOWN]
    t = visit.t
    more = len(there) - len(shown)
    return [
        h.ul(class_="plain-list kept")[(h.li[_design(visit, one, every)] for one in shown)],
        more > 0
        and h.p[
            t.count("{n} more", "{n} more", more),
            " ",
            h.a(href=visit.href("network"))[t("All designs")],
        ],
        len(there) > 1
        and h.p[
            h.a(href=visit.href("network/opening", ids=",".join(names)))[
                t("Order of opening, and the effect on county, city and province")
            ]
        ],
    ]


def _design(visit: Visit, one: Kept, every: tuple[Kept, ...]) -> Node:
    t = visit.t
    base = base_of(one, every)
    told = one.figures
    return [
        h.a(href=visit.href(f"network/{one.id}"))[title_of(visit, one)],
        f" {told['served']} / {told['villages']} · {told['cost']['total']:,.2f} ",
        t("yuan a day"),
        base is not None
        and [
            " · ",
            h.a(
                class_="compare",
                href=visit.href("network/compare", one=base.id, other=one.id),
            )[
                t(
                    "Compare with the base: {title}",
                    title=f"{title_of(visit, base)} {base.id[-10:]}",
                )
            ],
        ],
    ]


def base_of(one: Kept, every: tuple[Kept, ...]) -> Kept | None:
    """What a design is compared with: the oldest other design of the same county."""
    others = [other for other in every if other.county == one.county and other.id != one.id]
    return min(others, key=lambda other: other.at, default=None)


def _clock(seconds: int | None) -> str:
    if seconds is None:
        return "—"
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
