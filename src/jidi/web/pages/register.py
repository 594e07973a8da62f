"""责任台账: what the plan asks for, who answers for it, how far it is, what is overdue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import htpy as h
from htpy import Element, Node
from markupsafe import Markup

from jidi.core.errors import JidiError
from jidi.model.register import Origin, WorkStatus
from jidi.service.english import phrase
from jidi.service.phrasing import unit_name
from jidi.service.register import summary, worst_first
from jidi.service.register_bodies import body_name
from jidi.service.register_filter import boxes_of, chosen, day_asked, filter_from
from jidi.service.register_wording import ORIGIN_WORDS, value_text
from jidi.web.english import quoted, spoken
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, export_link, note, print_button
from jidi.web.marks import shape
from jidi.web.tables import paged_table, swapping
from jidi.web.visit import Visit

if TYPE_CHECKING:
    from jidi.service.register import Entry, Summary

STATUSES = {
    WorkStatus.DONE: "circle",
    WorkStatus.UNDER_WAY: "target",
    WorkStatus.NOT_STARTED: "diamond",
    WorkStatus.STOPPED: "square",
    WorkStatus.UNREPORTED: "ring",
}
"""The shape of each status, in the order of the choices above the table."""
_NOTHING = Markup("")
"""A cell that is empty because there is nothing to say, which is not missing data."""
_ORIGIN_CLASSES: dict[Origin, str] = {
    "published": "origin origin-published",
    "reported": "origin",
    "synthetic": "origin origin-synthetic",
}


def page(visit: Visit) -> Page:
    """The register, filtered by the address."""
    t = visit.t
    reason = visit.provider.register_missing(visit.book)
    title = t("Register of responsibility")
    if reason is not None:
        return Page(title=title, body=_absent(visit, reason))
    whole = visit.provider.register(visit.book, day_of(visit))
    found = _found(visit, whole)
    return Page(
        title=title,
        subtitle=t(
            "as of {day} · {n} of {total}", day=day_of(visit), n=len(found), total=len(whole)
        ),
        actions=[print_button(visit), export_link(visit, "register")],
        body=[
            _reading_only(visit),
            _filter(visit, whole),
            card(
                t("What is asked, by whom, and how far it is"),
                h.p(class_="sentence")[summary(found).sentence(visit.lang)],
                _status_links(visit, summary(_found(visit, whole, any_status=True))),
                paged_table(visit, _grid(visit, found), part="entries", class_="entries")
                if found
                else note(t("Nothing of this kind.")),
                id="entries",
            ),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """Every entry that is chosen, on all pages."""
    reason = visit.provider.register_missing(visit.book)
    if reason is not None:
        raise reason
    return (_grid(visit, _found(visit, visit.provider.register(visit.book, day_of(visit)))),)


def day_of(visit: Visit) -> date:
    """The day looked at; today when the address names none.

    :raises ValueProblem: V-106 when it is no day.
    """
    return day_asked(visit.asked.get("at"), today=visit.provider.today())


def status_light(visit: Visit, status: WorkStatus) -> Element:
    """The status as shape and word."""
    word = visit.t.of(status.zh, status.en)
    return h.span(class_=f"light work-{status.value}")[shape(STATUSES[status]), word]


def timing(visit: Visit, entry: Entry) -> str:
    """Whether it is overdue, due and unreported, or was done late; else empty."""
    t = visit.t
    if entry.is_overdue:
        return t.count("{n} day overdue", "{n} days overdue", entry.days_over)
    if entry.is_due_unreported:
        return t("due, not reported")
    return t("done late") if entry.is_late else ""


def timing_light(visit: Visit, entry: Entry) -> Node:
    """:func:`timing` as shape and word."""
    said = timing(visit, entry)
    if not said:
        return ""
    name, form = ("behind", "square") if entry.is_overdue else ("watch", "triangle")
    return h.span(class_=f"light light-{name}")[shape(form), said]


def origin_mark(visit: Visit, origin: Origin) -> Element:
    """Where a value comes from: the plan, a person, invention."""
    return h.span(class_=_ORIGIN_CLASSES[origin])[visit.t.of(*ORIGIN_WORDS[origin])]


def wanted_text(visit: Visit, entry: Entry) -> str:
    """How many are done of how many the plan wants; empty where nothing is counted."""
    done = entry.state.plain()["done"]
    wanted = entry.subject.wanted_in_words
    if visit.lang == "en" and wanted:
        unit = "" if entry.subject.unit == "%" else unit_name(entry.subject.unit, "en")
        wanted = f"{phrase(entry.subject.wanted, 'en')} {unit}".strip()
    return f"{done or '—'} / {wanted}" if wanted else done or ""


def _absent(visit: Visit, reason: JidiError) -> Node:
    """Why there is no register, and what to do."""
    return card(
        visit.t("There is no register"),
        note(reason.what(visit.lang), "warning"),
        h.p[reason.remedy(visit.lang)],
    )


def _reading_only(visit: Visit) -> Element:
    t = visit.t
    return h.p(class_="fine reading-only")[
        t("This page is for reading. Reports are made with"),
        " ",
        h.code["jidi register set"],
        " ",
        t("or with a workbook:"),
        " ",
        h.code["jidi register export"],
        t(", then "),
        h.code["jidi register import"],
        t(". The workbook exported here shows what the page shows and is not for filling in."),
    ]


def _found(visit: Visit, whole: Sequence[Entry], *, any_status: bool = False) -> tuple[Entry, ...]:
    gone = ("status", "overdue") if any_status else ()
    asked = {key: value for key, value in visit.asked.items() if key not in gone}
    return worst_first(chosen(visit.book, whole, filter_from(asked)))


def _status_links(visit: Visit, counts: Summary) -> Element:
    """All, overdue, then each status, with how many there are under the other choices."""
    t = visit.t
    links: list[tuple[str, int, dict[str, str | None]]] = [
        (t("all"), counts.total, {"status": None, "overdue": None}),
        (t("overdue"), counts.overdue, {"status": None, "overdue": "1"}),
        *(
            (t.of(s.zh, s.en), counts.by_status[s], {"status": s.value, "overdue": None})
            for s in STATUSES
        ),
    ]
    here = {key: visit.asked.get(key) or None for key in ("status", "overdue")}
    return h.nav(class_="tabs", aria_label=t("Status"), **swapping("entries"))[
        (
            h.a(
                href=visit.href(page=None, **changes),
                aria_current="true" if changes == here else None,
            )[text, h.span(class_="count")[f"{number:,}"]]
            for text, number, changes in links
        )
    ]


def _filter(visit: Visit, whole: Sequence[Entry]) -> Element:
    t, book, lang = visit.t, visit.book, visit.lang
    lists = book.catalogue.code_lists
    kinds = lists["project_kind"].entries
    used = dict.fromkeys(entry.state.kind for entry in whole)
    bodies = dict.fromkeys(
        body for e in whole for body in (e.state.responsible, *e.state.cooperating) if body
    )
    forms = dict.fromkeys(entry.subject.form.value for entry in whole)
    choices = (
        (
            "form",
            t("Stands as"),
            [(form, lists["register_form"].label(form, lang)) for form in forms],
        ),
        ("kind", t("Kind"), [(k, t.of(*kinds[k]) if k in kinds else k) for k in used]),
        ("body", t("Body"), [(body, body_name(book, body, lang)) for body in bodies]),
        ("box", t("Box or section"), [(box, box) for box in boxes_of(whole)]),
    )
    kept = {k: v for k, v in visit.asked.items() if k in ("status", "overdue")}
    return h.form(class_="filter register-filter", method="get")[
        (h.input(type="hidden", name=name, value=value) for name, value in kept.items()),
        (_choice(visit, name, label, options) for name, label, options in choices),
        h.label[
            t("As of"),
            h.input(type="date", name="at", value=visit.asked.get("at", ""), data_submit=""),
        ],
        h.label[
            t("Search"),
            h.input(type="search", name="q", value=visit.asked.get("q", ""), autocomplete="off"),
        ],
        h.button(class_="button", type="submit")[t("Filter")],
    ]


def _choice(visit: Visit, name: str, label: str, options: Sequence[tuple[str, str]]) -> Element:
    asked = visit.asked.get(name, "")
    return h.label[
        label,
        h.select(name=name, data_submit="")[
            h.option(value="")[visit.t("all")],
            (h.option(value=value, selected=value == asked)[text] for value, text in options),
        ],
    ]


def _grid(visit: Visit, found: Sequence[Entry]) -> Grid:
    t = visit.t
    columns = (
        Column(t("Timing"), name="timing"),
        Column(t("Status"), name="status"),
        Column(t("Entry"), kind="code", wide=True, name="entry"),
        Column(t("Title"), name="title"),
        Column(t("Kind"), wide=True, name="kind"),
        Column(t("Stands in"), wide=True),
        Column(t("Responsible body"), name="body"),
        Column(t("Due"), kind="code", name="due"),
        Column(t("Done"), unit="%", kind="number", name="percent"),
        Column(t("Done / wanted"), wide=True),
        Column(t("Evidence"), wide=True, name="evidence"),
        Column(t("Status from"), name="origin"),
    )
    notes = (
        visit.book.title(visit.lang),
        t("As of {day}", day=day_of(visit)),
        summary(found).sentence(visit.lang),
    )
    title = t("Register of responsibility")
    return Grid("register", title, columns, tuple(_row(visit, e) for e in found), notes)


def _row(visit: Visit, entry: Entry) -> Row:
    book, lang = visit.book, visit.lang
    state = entry.state.plain()
    title = entry.title(lang)
    link = h.a(href=visit.href(f"register/{entry.id}", at=visit.asked.get("at")))[
        quoted(title, lang)
    ]
    status = visit.t.of(entry.status.zh, entry.status.en)
    wanted = wanted_text(visit, entry)
    body = value_text(book, "responsible", state["responsible"], lang)
    return Row(
        (
            Cell(timing(visit, entry), timing_light(visit, entry) or _NOTHING),
            Cell(status, status_light(visit, entry.status)),
            Cell(entry.id),
            Cell(title, link),
            Cell(value_text(book, "kind", state["kind"], lang)),
            Cell(
                entry.subject.stands_in_short,
                quoted(entry.subject.stands_in_short, lang) or _NOTHING,
            ),
            Cell(body, quoted(body, lang)),
            Cell(state["due_on"] or ""),
            Cell(entry.state.percent, digits=0),
            Cell(wanted, spoken(wanted, lang) if wanted else _NOTHING),
            Cell(entry.state.evidence, quoted(entry.state.evidence, lang) or _NOTHING),
            Cell(
                visit.t.of(*ORIGIN_WORDS[entry.status_origin]),
                origin_mark(visit, entry.status_origin),
            ),
        ),
        {"id": entry.id},
    )
