"""评估报告: the annual, mid-term and final reports, to be taken along as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import htpy as h
from htpy import Element, Node

from jidi.core.errors import JidiError, ValueProblem
from jidi.core.period import Period, PeriodKind
from jidi.model.report_order import Order
from jidi.model.report_wording import REPORTS
from jidi.registry.jobs import Job
from jidi.service.capture_status import clock_text
from jidi.service.job_kinds import VERSION
from jidi.service.job_report import REPORT
from jidi.service.jobs import asked_words, jobs, state_words
from jidi.service.work_steps import step_words
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, export_link
from jidi.web.pages.jobs import may_ask, name_field, result_words, state_light
from jidi.web.pages.sign_in import failed
from jidi.web.tables import paged_table
from jidi.web.texts import mark
from jidi.web.visit import Visit

KINDS = {
    "annual": (
        mark("Annual monitoring"),
        mark("Every target in one year: base, actual, path, grade; problems and proposals."),
    ),
    "midterm": (
        mark("Mid-term evaluation"),
        mark("How far the plan is, what will be met, what has to change in the second half."),
    ),
    "final": (
        mark("Final evaluation"),
        mark("What the plan has reached, what it has not, and what it teaches the next one."),
    ),
}
FORMATS = {"docx": mark("Word"), "html": mark("Web page"), "xlsx": mark("Excel annex")}
LANGUAGES = {"zh": "中文", "en": "English"}
FORECAST = ("no", "yes")


def page(
    visit: Visit, *, filled: Mapping[str, str] | None = None, error: JidiError | None = None
) -> Page:
    """What can be written, the forms that ask for it, and what was written.

    :param filled: what was chosen in the form that did not fit.
    """
    t = visit.t
    refused = may_ask(visit, "report.ask")
    return Page(
        title=t("Evaluation reports"),
        subtitle=t.of(visit.book.plan.zh, visit.book.plan.en),
        body=[
            refused is None
            and card(
                t("Write a report"),
                failed(visit, error),
                _ask_form(visit, filled or {}),
                h.p(class_="sentence")[
                    t(
                        "A worker writes it in every format, from the newest data; you may close "
                        "the page, stop it, and take the files from the list below."
                    )
                ],
                id="write",
            ),
            card(t("Write one file and wait for it"), _form(visit), _explanation(visit), id="one"),
            _made(visit),
            card(
                t("What each report holds"),
                h.dl[([h.dt[h.strong[t(title)]], h.dd[t(text)]] for title, text in KINDS.values())],
            ),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """The reports that were written, as a sheet."""
    return (_grid(visit, _jobs(visit)),)


def _jobs(visit: Visit) -> tuple[Job, ...]:
    """Reports asked for as jobs, newest first, as far as one may see them."""
    if not visit.asker.may("job.read"):
        return ()
    return tuple(one for one in jobs(visit.book, visit.asker) if one.kind == REPORT)


def _made(visit: Visit) -> Node:
    """What was asked for; looked at again by itself while any is being written."""
    t, found = visit.t, _jobs(visit)
    if not found:
        return None
    again: dict[str, str] = {}
    if any(one.is_open for one in found):
        again = {
            "hx_get": visit.href(),
            "hx_select": "#reports-made",
            "hx_swap": "outerHTML",
            "hx_trigger": "every 2s",
        }
    return h.div(id="reports-made", **again)[
        card(
            t("Reports that were asked for"),
            paged_table(visit, _grid(visit, found), part="reports-made", class_="jobs"),
            export_link(visit, "reports"),
        )
    ]


def _grid(visit: Visit, found: tuple[Job, ...]) -> Grid:
    t = visit.t
    columns = (
        Column(t("State")),
        Column(t("Id"), kind="code"),
        Column(t("Report"), name="title"),
        Column(t("Done"), "%", kind="number", wide=True),
        Column(t("Data version"), kind="number", wide=True),
        Column(t("Asked by"), wide=True),
        Column(t("Asked at"), kind="code", wide=True),
        Column(t("Files"), name="result"),
    )
    return Grid("reports", t("Reports"), columns, tuple(_row(visit, one) for one in found))


def _row(visit: Visit, one: Job) -> Row:
    told = one.body.get("told") or {}
    (_, title), *others = asked_words(one, visit.lang)
    asked = " · ".join([title, *(f"{name} {value}" for name, value in others)])
    files = one.body.get("files", [])
    there = visit.href(f"jobs/{one.id}")
    links = [
        h.a(href=visit.href(f"jobs/{one.id}/files/{name}"), download="")[name.rsplit(".", 1)[-1]]
        for name in files
    ]
    return Row(
        (
            Cell(state_words(one.state, visit.lang), state_light(visit, one.state)),
            Cell(one.id, h.a(href=there)[one.id]),
            Cell(told.get("title") or asked),
            Cell(one.share * 100, digits=0),
            Cell(one.asked.get(VERSION), digits=0),
            Cell(one.by),
            Cell(clock_text(one.at)),
            Cell(
                visit.listed(files) if files else _instead(visit, one),
                h.span(class_="links")[[(link, " ") for link in links]] if links else None,
            ),
        )
    )


def _instead(visit: Visit, one: Job) -> str:
    """Where no file is: the step at hand, or why there is none."""
    return step_words(one.step, visit.lang) if one.is_open else result_words(visit, one)


def _ask_form(visit: Visit, filled: Mapping[str, str]) -> Element:
    t = visit.t
    kinds = [(kind, t(KINDS[kind][0])) for kind in REPORTS]
    forecast = [("yes", t("include (about a minute)")), ("no", t("leave out"))]
    return h.form(class_="filter", method="post", action=visit.href("reports"))[
        _choice(t("Report"), "report", kinds, filled.get("report", "annual")),
        _choice(t("Year"), "year", _years(visit), filled.get("year", "")),
        _choice(
            t("Language"), "language", list(LANGUAGES.items()), filled.get("language", visit.lang)
        ),
        _choice(t("Forecast"), "forecast", forecast, filled.get("forecast", "yes")),
        name_field(visit),
        h.button(class_="button primary", type="submit")[t("Write every format")],
    ]


def _years(visit: Visit) -> list[tuple[str, str]]:
    plan = visit.book.plan
    years = range(plan.base_year + 1, plan.target_year + 1)
    return [("", visit.t("the usual one")), *((str(y), str(y)) for y in years)]


def asked(visit: Visit) -> Order:
    """The report that the address asks for.

    :raises UnknownName: F-206 for an unknown word. :raises ValueProblem: C-101 for no year.
    """
    return Order(
        kind=visit.choice("kind", REPORTS, "annual"),
        year=_year(visit.asked.get("year", "")),
        lang="en" if visit.choice("in", tuple(LANGUAGES), visit.lang) == "en" else "zh",
        format_name=visit.choice("format", tuple(FORMATS), "docx"),
        forecast=visit.choice("forecast", FORECAST, "no") == "yes",
    )


def _year(text: str) -> int | None:
    """None when it is not given: the report chooses."""
    if not text:
        return None
    period = Period.parse(text)
    if period.kind is not PeriodKind.YEAR:
        raise ValueProblem("C-101", text=text)
    return period.year


def _form(visit: Visit) -> Element:
    t = visit.t
    kinds = [(kind, t(KINDS[kind][0])) for kind in REPORTS]
    return h.form(class_="filter", method="get", action=visit.href("reports/file"))[
        _choice(t("Report"), "kind", kinds, "annual"),
        _choice(t("Year"), "year", _years(visit), ""),
        _choice(t("File"), "format", [(f, t(title)) for f, title in FORMATS.items()], "docx"),
        _choice(t("Language"), "in", list(LANGUAGES.items()), visit.lang),
        _choice(
            t("Forecast"),
            "forecast",
            [("no", t("leave out")), ("yes", t("include (about a minute)"))],
            "no",
        ),
        h.button(class_="button", type="submit")[t("Write and download")],
    ]


def _explanation(visit: Visit) -> Element:
    t = visit.t
    return h.p(class_="sentence")[
        t(
            "Every figure carries a mark to a row of the annex: definition, numerator, "
            "denominator, source, query and data version. The same data give the same file, "
            "byte for byte. The usual year is the newest whole one, the third of the plan, or "
            "its last."
        )
    ]


def _choice(label: str, name: str, options: Sequence[tuple[str, str]], chosen: str) -> Element:
    return h.label[
        label,
        h.select(name=name)[
            (h.option(value=value, selected=value == chosen)[text] for value, text in options)
        ],
    ]
