"""各市目标: what is asked of each city, how far each is, and whether all of it adds up."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import htpy as h
from htpy import Element, Node

from jidi.core.errors import JidiError
from jidi.core.numbers_as_text import grouped
from jidi.core.period import Period, PeriodKind
from jidi.model.plan_figure import read_printed
from jidi.model.reading import Status
from jidi.plan.decompose import Way, with_level
from jidi.service.city_progress import VERDICT_WORDS
from jidi.service.english import phrase
from jidi.service.phrasing import unit_name, with_unit
from jidi.service.printed import figure
from jidi.web.choices import period_choice, select_form
from jidi.web.english import spoken
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.layout import Page, card, export_link, note, print_button
from jidi.web.marks import ORIGINS, caution, grade_word, light_of, origin, shape
from jidi.web.pages.series import version_line
from jidi.web.printed import figure_cell
from jidi.web.tables import table
from jidi.web.texts import mark
from jidi.web.visit import Visit

if TYPE_CHECKING:
    from jidi.service.city_progress import CityReport, CityRow
    from jidi.service.decomposition import Proposal

ADDS_UP = {
    "total": mark("the cities' values add up to the province's"),
    "rate": mark("the things asked for add up, divided by all there are"),
    "mean": mark("the mean of the cities, weighted by their denominators"),
}
_VERDICTS = {
    "equal": ("circle", "agrees"),
    "exceeds": ("triangle", "compatible"),
    "short": ("square", "contradicts"),
    "incomplete": ("ring", "unknown"),
    "unknown": ("ring", "unknown"),
}


def page(visit: Visit, name: str) -> Page:
    """The cities on the target of one indicator.

    :raises UnknownName: D-113 no such indicator, P-101 no target for it.
    """
    t = visit.t
    indicator = visit.book.catalogue.indicator(name)
    target = visit.book.plan.headline(name)
    period = _year(visit)
    goal = with_unit(figure(target.level.printed, visit.lang), target.unit, visit.lang)
    return Page(
        title=t("City targets: {name}", name=t.of(indicator.zh, indicator.en)),
        subtitle=t("target {year}: {goal}", year=target.year, goal=goal),
        actions=[
            period_choice(visit, period, after=visit.book.plan.base_year, kind=PeriodKind.YEAR),
            print_button(visit),
            export_link(visit, f"indicators/{name}/cities"),
        ],
        above=((visit.href(f"indicators/{name}"), t.of(indicator.zh, indicator.en)),),
        body=[
            _progress_card(visit, name, period),
            _proposal_card(visit, name),
            _how_to(visit),
        ],
    )


def grids(visit: Visit, name: str) -> tuple[Grid, ...]:
    """The cities' progress, and the proposal."""
    visit.book.catalogue.indicator(name)
    made = [_progress_grid(visit, visit.provider.cities(visit.book, name, _year(visit).year))]
    proposal = _proposed(visit, name)
    if not isinstance(proposal, JidiError):
        made.append(_proposal_grid(visit, proposal))
    return tuple(made)


def _year(visit: Visit) -> Period:
    """The year asked for, or the newest whole one."""
    base = visit.book.plan.base_year
    asked = visit.period
    if asked is not None and asked.kind is PeriodKind.YEAR and asked.year > base:
        return asked
    return visit.book.newest_year


def _progress_card(visit: Visit, name: str, period: Period) -> Element:
    t = visit.t
    title = t("Each city on its own target, {year}", year=period.year)
    try:
        report = visit.provider.cities(visit.book, name, period.year)
    except JidiError as error:
        return card(title, _refusal(visit, error))
    return card(
        title,
        _check(visit, report),
        table(_progress_grid(visit, report), class_="small cities"),
        h.p(class_="fine")[t(ADDS_UP[report.additive]), " · ", version_line(visit)],
        aside=origin(t, Status.SYNTHETIC) if report.synthetic else None,
    )


def _refusal(visit: Visit, error: JidiError) -> Element:
    """Why there is no such table, with the code and what to do."""
    said = f"{error.code} {error.what(visit.lang)}"
    advice = error.remedy(visit.lang)
    return note(spoken(f"{said}　{advice}", visit.lang), "warning")


def _check(visit: Visit, report: CityReport) -> Element:
    """Whether the cities' targets make the province's."""
    t, check = visit.t, report.check
    form, look = _VERDICTS[check.verdict]
    parts: list[Node] = [shape(form), t.of(*VERDICT_WORDS[check.verdict])]
    line: list[Node] = [h.span(class_=f"light verdict-{look}")[parts]]
    if check.cities is not None and check.province is not None:
        sums = f"{grouped(check.cities, None)} / {grouped(check.province, None)}"
        line.append(f" {sums}")
    if check.without:
        line.append(
            t.count(" ({n} city without a target)", " ({n} cities without a target)", check.without)
        )
    return h.p(class_="check")[line]


def _progress_grid(visit: Visit, report: CityReport) -> Grid:
    t, unit = visit.t, unit_name(report.target.unit, visit.lang)
    columns = (
        Column(t("Status")),
        Column(t("City")),
        Column(t("Base {year}", year=visit.book.plan.base_year), unit, kind="number", wide=True),
        Column(t("Value due"), unit, kind="number"),
        Column(t("Actual"), unit, kind="number"),
        Column(t("Origin")),
        Column(t("Target {year}", year=report.target.year), unit, kind="number"),
        Column(t("Done"), "%", kind="number"),
        Column(t("How it was set"), wide=True),
        Column(t("Why"), wide=True),
    )
    rows = tuple(_city(visit, report, row) for row in report.rows)
    check = visit.t.of(*VERDICT_WORDS[report.check.verdict])
    title = t("Each city on its own target, {year}", year=report.year)
    return Grid("cities", title, columns, rows, (check, version_line(visit)), t("Cities"))


def _city(visit: Visit, report: CityReport, row: CityRow) -> Row:
    t, digits, detail = visit.t, report.indicator.precision, row.detail
    stated, reading = row.target, row.reading
    here = visit.href(f"indicators/{report.target.indicator}", division=row.city.code.text)
    city = Cell(visit.place(row.city), h.a(href=here)[visit.place(row.city)])
    value = Cell(None if reading is None else reading.value, digits=digits, strong=True)
    word = "" if reading is None else t(ORIGINS[reading.status][1])
    came = Cell(word) if reading is None else Cell(word, origin(t, reading.status))
    if stated is None or detail is None:
        none, empty = Cell(None), Cell("", "")
        said = Cell(t("no target"), h.span(class_="fine")[t("no target")])
        return Row((said, city, none, none, value, came, none, none, empty, empty))
    lights = h.span(class_="lights")[light_of(t, detail), caution(t, detail)]
    due, share = detail.course.due_value, detail.progress
    why = phrase(t.of(detail.judgement.reason_zh, detail.judgement.reason_en), visit.lang)
    return Row(
        (
            Cell(grade_word(t, detail), lights),
            city,
            Cell(None if stated.base is None else float(stated.base), digits=digits),
            Cell(None if due is None else float(due), digits=digits),
            value,
            came,
            figure_cell(stated.target, visit.lang),
            Cell(None if share is None else float(share) * 100, digits=0),
            Cell(_how(visit, stated.how, stated.document)),
            Cell(why),
        )
    )


def _how(visit: Visit, how: str, document: str) -> str:
    entries = visit.book.catalogue.code_lists["target_origin"].entries
    word = visit.t.of(*entries[how]) if how in entries else how
    return f"{word} · {document}" if document else word


def _proposed(visit: Visit, name: str) -> Proposal | JidiError:
    try:
        return visit.provider.proposal(visit.book, name, _way(visit))
    except JidiError as error:
        return error


def _way(visit: Visit) -> str:
    return visit.choice("by", tuple(way.value for way in Way), Way.BASE.value)


def _proposal_card(visit: Visit, name: str) -> Element:
    t = visit.t
    ways = [(t("How"), [(way.value, t.of(way.zh, way.en)) for way in Way])]
    choice = select_form(visit, "by", t("How it is shared out"), ways, _way(visit))
    title, made = t("A proposal that sums exactly"), _proposed(visit, name)
    if isinstance(made, JidiError):
        return card(title, _refusal(visit, made), aside=choice)
    return card(
        title,
        h.p[t("A proposal of the program, our own choice of method; nothing is adopted here.")],
        table(_proposal_grid(visit, made), class_="small cities"),
        h.p(class_="fine")[_sum(visit, made)],
        made.synthetic
        and h.p(class_="fine")[
            origin(t, Status.SYNTHETIC), " ", t("The weights rest on synthetic data.")
        ],
        aside=choice,
        id="proposal",
    )


def _sum(visit: Visit, made: Proposal) -> str:
    """What the proposed targets make together, beside what the province's asks for."""
    t, printed, unit = visit.t, made.target.level.printed, made.target.unit
    goal = with_unit(figure(printed, visit.lang), unit, visit.lang)
    if made.additive == "mean":
        return t(ADDS_UP[made.additive])
    if made.additive == "total":
        total = sum((share.level for share in made.shares), Decimal(0))
        return _together(visit, with_level(printed, total), "", goal)
    above = sum(share.numerator or 0 for share in made.shares)
    below = sum((share.whole or Decimal(0) for share in made.shares), Decimal(0))
    asked = f"{goal} × {grouped(below, 0)} = {grouped(printed.value * below / 100, 1)}"
    return _together(visit, with_level(printed, Decimal(above)), f" / {grouped(below, 0)}", asked)


def _together(visit: Visit, level: str, rest: str, asked: str) -> str:
    """``All cities together: > 16,965 / 18,851; the province: > 90% × 18,851 = 16,965.9``."""
    said = figure(read_printed(level), visit.lang) + rest
    return visit.t("All cities together: {sum}; the province: {goal}", sum=said, goal=asked)


def _proposal_grid(visit: Visit, made: Proposal) -> Grid:
    t, digits, unit = visit.t, made.indicator.precision, unit_name(made.target.unit, visit.lang)
    is_rate = made.additive == "rate"
    columns = (
        Column(t("City")),
        Column(t("Code"), kind="code", wide=True),
        Column(t("Base"), "" if is_rate else unit, kind="number"),
        Column(t("Target {year}", year=made.target.year), unit, kind="number"),
        *((Column(t("Target numerator"), kind="number"),) if is_rate else ()),
        *((Column(t("Denominator"), kind="number"),) if is_rate else ()),
    )
    rows = []
    for city, share in zip(made.cities, made.shares, strict=True):
        whole = None if share.whole is None else float(share.whole)
        counts = (Cell(share.numerator, digits=0), Cell(whole, digits=0)) if is_rate else ()
        base = None if share.base is None else float(share.base)
        rows.append(
            Row(
                (
                    Cell(visit.place(city)),
                    Cell(city.code.text),
                    Cell(base, digits=0 if is_rate else digits),
                    figure_cell(read_printed(share.printed), visit.lang, strong=True),
                    *counts,
                )
            )
        )
    title = t("A proposal that sums exactly")
    way = t.of(made.way.zh, made.way.en)
    return Grid("proposal", title, columns, tuple(rows), (way, version_line(visit)), t("Proposal"))


def _how_to(visit: Visit) -> Element:
    """How targets come into the book."""
    t = visit.t
    return card(
        t("How city targets come into the book"),
        h.ul(class_="plain")[
            h.li[
                t("Adopt the proposal under your name:"),
                " ",
                h.code["jidi progress decompose … --adopt-as"],
            ],
            h.li[
                t("Or fill in the Excel template:"),
                " ",
                h.code["jidi tables template city_target -o city_targets.xlsx"],
                t(", then "),
                h.code["jidi progress import city_targets.xlsx --by …"],
            ],
        ],
    )
