"""A target year by year: due and actual values, grades, chains, and the milestones on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import htpy as h
from htpy import Node

from jidi.core.numbers_as_text import NO_DATA, grouped
from jidi.service.english import phrase
from jidi.service.phrasing import unit_name, with_unit
from jidi.service.printed import figure
from jidi.web.english import quoted
from jidi.web.grid import Cell, Column, Grid, Row
from jidi.web.marks import caution, light_of, origin
from jidi.web.tables import table
from jidi.web.visit import Visit

if TYPE_CHECKING:
    from jidi.plan import MilestoneStanding
    from jidi.service.progress import TargetProgress, YearRow


def content(visit: Visit, row: TargetProgress) -> Node:
    """What a reader may unfold below the conditions; milestones stand open."""
    t = visit.t
    milestones = milestone_grid(visit, row)
    return [
        _chain(visit, row),
        None
        if milestones is None
        else [h.h3[milestones.title], table(milestones, class_="small milestones")],
        h.details(class_="twin")[
            h.summary[t("Year by year")], table(grid_of(visit, row), class_="small years")
        ],
    ]


def _chain(visit: Visit, row: TargetProgress) -> Node:
    """How a carried value was worked out."""
    if row.chain is None or row.reading is None:
        return None
    said = visit.t("Chained by printed comparable growth: {note}", note=row.reading.note)
    return h.p(class_="fine")[quoted(said, visit.lang)]


def grid_of(visit: Visit, row: TargetProgress) -> Grid:
    """One row for every year from the base year to the year reported on."""
    t, unit = visit.t, unit_name(row.target.unit, visit.lang)
    columns = (
        Column(t("Year")),
        Column(t("Value due"), unit, kind="number"),
        Column(t("Actual"), unit, kind="number"),
        Column(t("Origin")),
        Column(t("Done"), "%", kind="number"),
        Column(t("Should be done"), "%", kind="number", wide=True),
        Column(t("Status")),
        Column(t("Why"), wide=True),
    )
    rows = tuple(_year(visit, row, year) for year in row.years)
    return Grid("years", t("Year by year"), columns, rows)


def _year(visit: Visit, row: TargetProgress, year: YearRow) -> Row:
    t, digits, detail = visit.t, row.digits, year.detail
    due = None if year.due_value is None else float(year.due_value)
    share = None if year.share is None else float(year.share) * 100
    if detail is None:
        value = None if year.value is None else float(year.value)
        base = Cell(t("plan's base") if value is not None else "")
        empty = Cell("", "")
        cells = (Cell(due, digits=digits), Cell(value, digits=digits), base, Cell(share, digits=0))
        return Row((Cell(str(year.year)), *cells, empty, empty, empty))
    why = phrase(t.of(detail.judgement.reason_zh, detail.judgement.reason_en), visit.lang)
    path = detail.course.due
    return Row(
        (
            Cell(str(year.year)),
            Cell(due, digits=digits),
            _actual(visit, row, year),
            Cell("") if year.reading is None else Cell("", origin(t, year.reading.status)),
            Cell(share, digits=0),
            Cell(None if path is None else float(path) * 100, digits=0),
            Cell("", h.span(class_="lights")[light_of(t, detail), caution(t, detail)]),
            Cell(why),
        )
    )


def _actual(visit: Visit, row: TargetProgress, year: YearRow) -> Cell:
    """The value with the sign of a bound; one that does not compare in its own unit."""
    actual = None if year.detail is None else year.detail.actual
    sign = {"lower": "≥ ", "upper": "≤ "}.get("" if actual is None else actual.bound, "")
    if year.value is None and actual is not None:
        number = grouped(actual.value, row.digits)
        return Cell(float(actual.value), sign + with_unit(number, actual.unit, visit.lang))
    value = None if year.value is None else float(year.value)
    shown = NO_DATA if value is None else sign + grouped(value, row.digits)
    return Cell(value, shown, row.digits, strong=True)


def milestone_grid(visit: Visit, row: TargetProgress) -> Grid | None:
    """The dated milestones of the target's indicator; None where there are none."""
    if not row.milestones:
        return None
    t = visit.t
    columns = (
        Column(t("Due on")),
        Column(t("Milestone")),
        Column(t("Asks for"), kind="number"),
        Column(t("State")),
        Column(t("Why"), wide=True),
    )
    rows = tuple(_milestone(visit, one) for one in row.milestones)
    return Grid("milestones", t("Milestones"), columns, rows)


def _milestone(visit: Visit, one: MilestoneStanding) -> Row:
    t, milestone = visit.t, one.milestone
    asked = with_unit(figure(milestone.printed, visit.lang), milestone.unit, visit.lang)
    return Row(
        (
            Cell(str(milestone.due)),
            Cell(t.of(milestone.zh, milestone.en)),
            Cell(asked),
            Cell(t.of(one.state.zh, one.state.en)),
            Cell(phrase(t.of(one.reason_zh, one.reason_en), visit.lang)),
        )
    )
