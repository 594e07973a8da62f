"""Chapter 2: every target, by goal area: what it asks, what was reached, why it is so graded."""

from __future__ import annotations

from itertools import groupby

from jidi.report import target_conditions as asked
from jidi.report.chapters.overview import cell
from jidi.report.chapters.trajectory import write_trajectory
from jidi.report.desk import Desk
from jidi.report.document import Column
from jidi.report.facts import Facts
from jidi.report.flow import Flow
from jidi.report.material import TargetMaterial
from jidi.report.pieces import Name, Text, words
from jidi.report.plan_facts import area_facts
from jidi.report.saying import said
from jidi.report.target_values import TargetValues
from jidi.service.wording import CONDITION_WORDS


def write_targets(desk: Desk, flow: Flow, facts: dict[str, Facts]) -> None:
    """The chapter; ``facts`` by indicator."""
    flow.heading(1, desk.label("chapter_targets"))
    for area, rows in _by_area(desk):
        flow.heading(2, (Name(area),))
        told = said(
            desk.wording.section("area"),
            area_facts(desk, area, rows),
            report=desk.kind,
            lang=desk.lang,
        )
        flow.say(told)
        for row in rows:
            _write_target(desk, flow, row, facts[row.target.indicator])


def _by_area(desk: Desk) -> list[tuple[str, list[TargetMaterial]]]:
    """The targets by goal area, areas and targets in the plan's order."""
    order = list(dict.fromkeys(row.target.area for row in desk.rows))
    ranked = sorted(desk.rows, key=lambda row: order.index(row.target.area))
    return [
        (area_name(desk, area), list(rows))
        for area, rows in groupby(ranked, key=lambda row: row.target.area)
    ]


def area_name(desk: Desk, area: str) -> str:
    """The area's name in the language of the report; those without one are 'other'."""
    if not area:
        return desk.word("area_other")
    return area if desk.lang == "zh" else desk.wording.areas.get(area, area)


def _write_target(desk: Desk, flow: Flow, row: TargetMaterial, facts: Facts) -> None:
    of = TargetValues(desk, row)
    flow.heading(3, (Name(of.name),))
    flow.say(said(desk.wording.section("target"), facts, report=desk.kind, lang=desk.lang))
    if _differ(row):
        _conditions(desk, flow, of)
    write_trajectory(desk, flow, of)
    flow.remark(
        said(desk.wording.section("target_remark"), facts, report=desk.kind, lang=desk.lang)
    )


def _differ(row: TargetMaterial) -> bool:
    """Whether the conditions ask for different levels or stand differently."""
    states = {one.state for one in row.detail.conditions}
    return len(states) > 1 or row.detail.binding_level != row.detail.course.goal


def _conditions(desk: Desk, flow: Flow, of: TargetValues) -> None:
    columns = (
        Column(desk.word("column_condition"), 1.6),
        Column(desk.word("column_asked"), 1.4, "right"),
        Column(desk.word("column_level"), 1.4, "right"),
        Column(desk.word("column_measured"), 1.4, "right"),
        Column(desk.word("column_state"), 1.2, "center"),
    )
    places = range(len(of.row.detail.conditions))
    flow.table(
        (*desk.label("table_conditions"), Name(of.name)),
        columns,
        (_condition(desk, of, place) for place in places),
        small=True,
    )


def _condition(desk: Desk, of: TargetValues, place: int) -> tuple[Text, ...]:
    one = of.row.detail.conditions[place]
    return (
        words(desk.voice.say(*CONDITION_WORDS[one.condition.kind])),
        cell(desk, asked.asked(of, place)),
        cell(desk, asked.level(of, place)),
        cell(desk, asked.measured(of, place)),
        words(desk.word(f"state_{one.state.value}")),
    )
