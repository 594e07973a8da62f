"""作业: long work, one's own or all one may see, with how far each is and what came of it."""

from __future__ import annotations

from typing import Final

import htpy as h
from htpy import Element, Node

from jidi.core.errors import JidiError
from jidi.registry.jobs import Job
from jidi.service.capture_status import clock_text
from jidi.service.jobs import asked_words, jobs, kind_words, state_words
from jidi.service.work_steps import step_words
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, export_link, note, print_button
from jidi.web.marks import shape
from jidi.web.tables import paged_table
from jidi.web.texts import mark
from jidi.web.visit import Visit
from jidi.web.who import leads_in

LIGHTS: Final = {
    "queued": ("unknown", "ring"),
    "running": ("watch", "triangle"),
    "cancelling": ("watch", "triangle"),
    "done": ("met", "circle"),
    "failed": ("behind", "square"),
    "cancelled": ("unknown", "ring"),
}
WHOSE: Final = (("mine", mark("Mine")), ("all", mark("All that I may see")))
_AGAIN: Final = "every 2s"


def page(visit: Visit) -> Page:
    """The jobs that the address asks for; asked for again by itself while any runs."""
    t, found = visit.t, chosen(visit)
    again: dict[str, str] = {}
    if any(one.is_open for one in found):
        again = {
            "hx_get": visit.href(),
            "hx_select": "#jobs-list",
            "hx_swap": "outerHTML",
            "hx_trigger": _AGAIN,
        }
    return Page(
        title=t("Jobs"),
        subtitle=t("Long work, done by worker processes; it goes on when this page is closed"),
        actions=[
            print_button(visit),
            leads_in(visit, "network/new")
            and h.a(class_="button primary", href=visit.href("network/new"))[t("New design")],
            export_link(visit, "jobs") if found else None,
        ],
        body=[
            visit.asker.id != "" and _whose(visit),
            h.div(id="jobs-list", **again)[
                card(
                    t("Jobs"),
                    paged_table(visit, grid(visit, found), part="jobs-list", class_="jobs")
                    if found
                    else note(t("There are no jobs yet.")),
                )
            ],
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """The jobs as a sheet."""
    return (grid(visit, chosen(visit)),)


def chosen(visit: Visit) -> tuple[Job, ...]:
    """One's own jobs, or all that one may see where that is asked or nobody signs in."""
    found = jobs(visit.book, visit.asker)
    if not visit.asker.id or visit.choice("whose", ("mine", "all"), "mine") == "all":
        return found
    return tuple(one for one in found if one.by == visit.asker.id)


def grid(visit: Visit, found: tuple[Job, ...]) -> Grid:
    """Jobs as a table."""
    t = visit.t
    columns = (
        Column(t("State")),
        Column(t("Id"), kind="code"),
        Column(t("Work"), name="title"),
        Column(t("Place")),
        Column(t("Asked"), name="body", wide=True),
        Column(t("Done"), "%", kind="number"),
        Column(t("Asked by"), wide=True),
        Column(t("Asked at"), kind="code", wide=True),
        Column(t("Ended"), kind="code", wide=True),
        Column(t("Result"), name="result", wide=True),
    )
    return Grid("jobs", t("Jobs"), columns, tuple(_row(visit, one) for one in found))


def _row(visit: Visit, one: Job) -> Row:
    lang = visit.lang
    asked = " · ".join(f"{name} {value}" for name, value in asked_words(one, lang))
    step = step_words(one.step, lang)
    running = one.state in ("running", "cancelling")
    return Row(
        (
            Cell(state_words(one.state, lang), state_light(visit, one.state)),
            Cell(one.id, h.a(href=visit.href(f"jobs/{one.id}"))[one.id]),
            Cell(kind_words(one, lang)),
            Cell(visit.place_of(one.division)),
            Cell(asked),
            Cell(one.share * 100, digits=0),
            Cell(one.by),
            Cell(clock_text(one.at)),
            Cell("" if one.ended is None else clock_text(one.ended)),
            Cell(step if running else result_words(visit, one)),
        )
    )


def result_words(visit: Visit, one: Job) -> str:
    """What came of a job in a few words."""
    t, body = visit.t, one.body
    if body.get("error"):
        return f"{body['error']['code']} {body['error'][visit.lang]}"
    said = []
    if body.get("designs"):
        said.append(t.count("{n} design", "{n} designs", len(body["designs"])))
    if body.get("files"):
        said.append(t.count("{n} file", "{n} files", len(body["files"])))
    return visit.listed(said) or (t("answered") if body.get("lines_zh") else "")


def state_light(visit: Visit, state: str) -> Element:
    """A job's state as shape and word."""
    light, form = LIGHTS[state]
    said = state_words(state, visit.lang)
    return h.span(class_=f"light light-{light}")[shape(form), h.span(data_job="state")[said]]


def may_ask(visit: Visit, action: str = "job.ask") -> JidiError | None:
    """Why this visitor cannot ask for jobs here; None when they can."""
    if (refused := visit.asker.refusal(action)) is not None:
        return refused
    if visit.book.workspace.lake.read_only:
        return JidiError("L-104", path=visit.name)
    return None


def name_field(visit: Visit) -> Node:
    """Asks who asks, where nobody signs in."""
    if visit.asker.id:
        return None
    field = h.input(type="text", name="by", required="", maxlength="60")
    return h.label[visit.t("Asked by"), field]


def running_part(visit: Visit) -> Node:
    """The newest jobs that run, for the page of networks; nothing where none does."""
    t = visit.t
    if not visit.asker.may("job.read"):
        return None
    found = tuple(one for one in jobs(visit.book, visit.asker) if one.is_open)[:5]
    if not found:
        return None
    return card(
        t("Jobs that run"),
        h.ul(class_="plain-list")[
            (
                h.li[
                    state_light(visit, one.state),
                    " ",
                    h.a(href=visit.href(f"jobs/{one.id}"))[
                        f"{one.id} {kind_words(one, visit.lang)} {visit.place_of(one.division)}"
                    ],
                    f" {one.share:.0%}",
                ]
                for one in found
            )
        ],
    )


def _whose(visit: Visit) -> Element:
    t = visit.t
    asked = visit.choice("whose", ("mine", "all"), "mine")
    return h.nav(class_="tabs", aria_label=t("Whose jobs"))[
        (
            h.a(href=visit.href("jobs", whose=key), aria_current="true" if key == asked else None)[
                t(text)
            ]
            for key, text in WHOSE
        )
    ]
