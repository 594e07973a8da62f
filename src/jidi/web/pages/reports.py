"""评估报告: the annual, mid-term and final reports, to be taken along as files."""

from __future__ import annotations

from collections.abc import Sequence

import htpy as h
from htpy import Element

from jidi.core.errors import ValueProblem
from jidi.core.period import Period, PeriodKind
from jidi.model.report_order import Order
from jidi.model.report_wording import REPORTS
from jidi.web.layout import Page, card
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


def page(visit: Visit) -> Page:
    """What can be written, and the form that asks for it."""
    t = visit.t
    return Page(
        title=t("Evaluation reports"),
        subtitle=t.of(visit.book.plan.zh, visit.book.plan.en),
        body=[
            card(t("Write a report"), _form(visit), _explanation(visit)),
            card(
                t("What each report holds"),
                h.dl[([h.dt[h.strong[t(title)]], h.dd[t(text)]] for title, text in KINDS.values())],
            ),
        ],
    )


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
    t, plan = visit.t, visit.book.plan
    years = [(str(y), str(y)) for y in range(plan.base_year + 1, plan.target_year + 1)]
    kinds = [(kind, t(KINDS[kind][0])) for kind in REPORTS]
    return h.form(class_="filter", method="get", action=visit.href("reports/file"))[
        _choice(t("Report"), "kind", kinds, "annual"),
        _choice(t("Year"), "year", [("", t("the usual one")), *years], ""),
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
