"""Chapter 1: how many targets stand how, the scoreboard, and how grades moved over the years."""

from __future__ import annotations

from jidi.report import target_paces as pace
from jidi.report.desk import Desk
from jidi.report.document import Align, Column
from jidi.report.evidence import Evidence
from jidi.report.facts import Facts
from jidi.report.flow import Flow
from jidi.report.material import TargetMaterial
from jidi.report.pieces import Cited, Name, Text, words
from jidi.report.saying import said
from jidi.report.target_values import TargetValues


def write_overview(desk: Desk, flow: Flow, plan: Facts) -> None:
    """The chapter."""
    flow.heading(1, desk.label("chapter_summary"))
    for section in ("opening", "summary"):
        flow.say(said(desk.wording.section(section), plan, report=desk.kind, lang=desk.lang))
    _board(desk, flow)
    if desk.kind != "annual" and desk.year > desk.plan.base_year + 1:
        _grades_by_year(desk, flow)


def _board(desk: Desk, flow: Flow) -> None:
    shapes: tuple[tuple[str, float, Align], ...] = (
        ("target", 3.5, "left"),
        ("base", 0.95, "right"),
        ("value", 1.25, "right"),
        ("due", 1.0, "right"),
        ("goal", 1.3, "right"),
        ("progress", 0.95, "right"),
        ("grade", 1.15, "center"),
    )
    columns = tuple(
        Column(desk.word(f"column_{title}"), width, align) for title, width, align in shapes
    )
    flow.table(
        desk.label("table_board"),
        columns,
        (_board_row(desk, row) for row in desk.rows),
        tab=desk.word("tab_board"),
        notes=(desk.label("note_board"),),
    )


def _board_row(desk: Desk, row: TargetMaterial) -> tuple[Text, ...]:
    of = TargetValues(desk, row)
    return (
        (Name(of.name_and_unit),),
        cell(desk, of.base(), bare=True),
        cell(desk, of.actual(), missing=True, bare=True),
        cell(desk, of.due(), bare=True),
        cell(desk, of.goal(), bare=True),
        cell(desk, pace.progress(of)),
        words(desk.grade(row.detail.grade)),
    )


def cell(
    desk: Desk, evidence: Evidence | None, *, missing: bool = False, bare: bool = False
) -> Text:
    """A figure as a cell: a dash where there is none, 数据不足 where there should be one.

    :param bare: whether the unit stands elsewhere in the table.
    """
    if evidence is None:
        return desk.voice.no_data if missing else desk.voice.nothing
    return (Cited(evidence, bare),)


def _grades_by_year(desk: Desk, flow: Flow) -> None:
    years = [point.year for point in desk.rows[0].years[1:]]
    columns = (
        Column(desk.word("column_target"), 2.6),
        *(Column(desk.voice.year(year), 1.0, "center") for year in years),
    )
    flow.table(
        desk.label("table_grades"),
        columns,
        (_grades(desk, row) for row in desk.rows),
        tab=desk.word("tab_grades"),
    )


def _grades(desk: Desk, row: TargetMaterial) -> tuple[Text, ...]:
    told = [
        desk.voice.nothing
        if point.detail is None
        else words(desk.grade(point.detail.grade, year=point.year))
        for point in row.years[1:]
    ]
    return ((Name(TargetValues(desk, row).name),), *told)
