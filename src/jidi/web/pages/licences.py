"""许可与备案: what has expired or is due, stocks and e-licences, annual reports, ratings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import htpy as h
from htpy import Element

from jidi.intake.times import BEIJING
from jidi.service import licences as service
from jidi.service.alert_words import division_text
from jidi.service.licences import Due, Licensing
from jidi.service.register_input import read_day
from jidi.service.safety_names import company_names
from jidi.service.supervision_rules import newest_moment
from jidi.service.told import share_text
from jidi.web.choices import division_choice
from jidi.web.english import quoted
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, export_link, note, print_button
from jidi.web.marks import shape
from jidi.web.pages.supervision_parts import ways
from jidi.web.tables import paged_table, table
from jidi.web.visit import Visit

HERE = "supervision/licences"
_LIGHTS = {
    "expired": ("behind", "square"),
    "late": ("watch", "triangle"),
    "due": ("unknown", "ring"),
}
_DAYS = 90


def page(visit: Visit) -> Page:
    """Licences as of the newest day of the book, or of the day asked for."""
    t, day = visit.t, _day(visit)
    found = service.licensing(visit.book, day, within=_within(visit))
    due = service.licences_due(visit.book, day, within_days=_DAYS, within=_within(visit))
    grid = _due_grid(visit, due, day)
    return Page(
        title=t("Licences and filings"),
        subtitle=f"{day} · {visit.place(visit.division)}",
        divided=True,
        actions=[print_button(visit), export_link(visit, "licences")],
        body=[
            h.div(class_="filter")[ways(visit, HERE), division_choice(visit)],
            card(
                t("Expired, or to be renewed within {n} days", n=_DAYS),
                h.p(class_="sentence")[_sentence(visit, due)],
                paged_table(visit, grid, part="due") if due else note(t("Nothing of this kind.")),
                id="due",
            ),
            card(t("Stock, e-licences, filing in time"), table(_stock_grid(visit, found))),
            _reports_card(visit, found),
            card(
                t("Ratings of services in {year}", year=found.year),
                table(_ratings_grid(visit, found))
                if found.ratings is not None
                else note(t("no data"), "warning"),
                h.p(class_="fine")[service.limits_text(found, visit.lang)],
            ),
        ],
    )


def grids(visit: Visit) -> tuple[Grid, ...]:
    """All tables of the page."""
    day = _day(visit)
    found = service.licensing(visit.book, day, within=_within(visit))
    due = service.licences_due(visit.book, day, within_days=_DAYS, within=_within(visit))
    return (
        _due_grid(visit, due, day),
        _stock_grid(visit, found),
        _reports_grid(visit, found),
        _ratings_grid(visit, found),
    )


def _day(visit: Visit) -> date:
    asked = visit.asked.get("at", "")
    if asked:
        return read_day(asked)
    return newest_moment(visit.book, now=visit.now().astimezone(BEIJING)).date()


def _within(visit: Visit) -> str:
    return visit.division.code.text if visit.asked.get("division") else ""


def _sentence(visit: Visit, due: Sequence[Due]) -> str:
    counts = Counter(one.state for one in due)
    parts = [f"{visit.t.of(*words)} {counts[s]}" for s, words in service.STATE_WORDS.items()]
    return visit.listed(parts)


def _due_grid(visit: Visit, due: Sequence[Due], day: date) -> Grid:
    t = visit.t
    columns = (
        Column(t("State")),
        Column(t("Licence"), kind="code", wide=True),
        Column(t("Kind"), wide=True),
        Column(t("Company")),
        Column(t("Id"), kind="code", wide=True),
        Column(t("Place")),
        Column(t("Expires"), kind="code"),
        Column(t("Apply by"), kind="code", wide=True),
    )
    rows = tuple(_due_row(visit, one) for one in due)
    notes = (visit.book.title(visit.lang), f"{day}", t("Data version {version}",
             version=visit.book.version))  # fmt: skip
    return Grid("licences", t("Licences and filings"), columns, rows, notes)


def _due_row(visit: Visit, one: Due) -> Row:
    t, lang = visit.t, visit.lang
    word, (light, form) = t.of(*service.STATE_WORDS[one.state]), _LIGHTS[one.state]
    place = division_text(visit.book, one.division, lang)
    company = company_names(visit.book).get(one.company, one.company)
    kind = visit.book.catalogue.code_lists["licence_kind"].label(one.kind, lang)
    return Row(
        (
            Cell(word, h.span(class_=f"light light-{light}")[shape(form), word]),
            Cell(one.id),
            Cell(kind),
            Cell(company, quoted(company, lang)),
            Cell(one.company),
            Cell(place, quoted(place, lang)),
            Cell(one.expires_on.isoformat()),
            Cell(one.apply_by.isoformat()),
        )
    )


def _stock_grid(visit: Visit, found: Licensing) -> Grid:
    t, kinds = visit.t, visit.book.catalogue.code_lists["licence_kind"]
    columns = (
        Column(t("Kind")),
        Column(t("Standing"), kind="number"),
        Column(t("Expired"), kind="number"),
        Column(t("E-licences"), kind="number"),
        Column(t("Filed late"), kind="number", wide=True),
    )
    rows = tuple(
        Row(
            (
                Cell(kinds.label(one.kind, visit.lang)),
                Cell(one.standing),
                Cell(one.expired),
                Cell(share_text(one.electronic)),
                Cell(share_text(one.filed_late)),
            )
        )
        for one in found.stocks
    )
    return Grid("stock", t("Stock, e-licences, filing in time"), columns, rows)


def _reports_card(visit: Visit, found: Licensing) -> Element:
    t = visit.t
    title = t("Annual reports of {year}", year=found.year)
    if found.reports is None:
        return card(title, note(t("no data"), "warning"))
    counts = Counter(one.state for one in found.reports)
    parts = [f"{t.of(*words)} {counts[s]}" for s, words in service.REPORT_WORDS.items()]
    grid = _reports_grid(visit, found)
    return card(
        title,
        h.p(class_="sentence")[
            t("Due by {day}: {parts}.", day=found.reports_by, parts=visit.listed(parts))
        ],
        table(grid) if grid.rows else None,
        id="reports",
    )


def _reports_grid(visit: Visit, found: Licensing) -> Grid:
    """Those that are late or missing."""
    t = visit.t
    columns = (
        Column(t("Company"), kind="code"),
        Column(t("Company name")),
        Column(t("State")),
        Column(t("Day"), kind="code"),
    )
    rows = tuple(
        Row(
            (
                Cell(one.company),
                Cell(one.name, quoted(one.name, visit.lang)),
                Cell(t.of(*service.REPORT_WORDS[one.state])),
                Cell(one.submitted_on.isoformat() if one.submitted_on else ""),
            )
        )
        for one in found.reports or ()
        if one.state in ("late", "missing")
    )
    return Grid("reports", t("Annual reports of {year}", year=found.year), columns, rows)


def _ratings_grid(visit: Visit, found: Licensing) -> Grid:
    t, matters = visit.t, visit.book.catalogue.code_lists["service_matter"]
    columns = (
        Column(t("Matter")),
        Column(t("Ratings"), kind="number"),
        Column(t("Good"), kind="number"),
        Column(t("Bad ones answered"), kind="number"),
    )
    rows = tuple(
        Row(
            (
                Cell(matters.label(one.matter, visit.lang)),
                Cell(one.rated),
                Cell(share_text(one.good)),
                Cell(share_text(one.answered)),
            )
        )
        for one in found.ratings or ()
    )
    return Grid("ratings", t("Ratings of services in {year}", year=found.year), columns, rows)
