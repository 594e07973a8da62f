"""The chapter on what is to come: forecast, interval and the chance of every target."""

from __future__ import annotations

from decimal import Decimal

from jidi.plan import Grade
from jidi.report import forecast_figures as ahead
from jidi.report import target_conditions as asked
from jidi.report.chapters.overview import cell
from jidi.report.desk import Desk
from jidi.report.document import Column
from jidi.report.facts import Facts, figure
from jidi.report.flow import Flow
from jidi.report.limits import limit
from jidi.report.material import TargetMaterial
from jidi.report.pieces import Cited, Name, Quote, Text, Words
from jidi.report.saying import said
from jidi.report.target_values import TargetValues


def write_outlook(desk: Desk, flow: Flow, plan: Facts) -> None:
    """The chapter; nothing when the plan is over, one sentence when no forecast was asked for."""
    if desk.year >= desk.plan.target_year:
        return
    flow.heading(1, desk.label("chapter_outlook"))
    if not desk.material.forecasts:
        flow.paragraph(desk.label("outlook_not_asked"))
        return
    flow.say(said(desk.wording.section("outlook"), plan, report=desk.kind, lang=desk.lang))
    columns = (
        Column(desk.word("column_target"), 3.1),
        Column(desk.word("column_forecast"), 1.1, "right"),
        Column(desk.word("column_interval"), 1.9, "right"),
        Column(desk.word("column_goal"), 1.3, "right"),
        Column(desk.word("column_chance"), 0.95, "right"),
        Column(desk.word("column_method"), 2.6),
    )
    band = limit(desk, "band", Decimal(ahead.BAND))
    flow.table(
        desk.label("table_outlook", plan),
        columns,
        (_row(desk, row) for row in desk.rows),
        tab=desk.word("tab_outlook"),
        notes=(desk.label("note_outlook", {"band": figure(band)}),),
        small=True,
    )


def _row(desk: Desk, row: TargetMaterial) -> tuple[Text, ...]:
    of = TargetValues(desk, row)
    year = row.target.year
    return (
        (Name(of.name_and_unit),),
        cell(desk, ahead.median(of, year), bare=True),
        _interval(desk, of, year),
        cell(desk, of.goal(), bare=True),
        cell(desk, ahead.chance(of), bare=True),
        _ground(of),
    )


def _interval(desk: Desk, of: TargetValues, year: int) -> Text:
    low, high = ahead.end(of, year, "low"), ahead.end(of, year, "high")
    if low is None or high is None:
        return desk.voice.nothing
    dash = "～" if desk.lang == "zh" else " – "
    return (Cited(low, bare=True), Words(dash), Cited(high, bare=True))


def _ground(of: TargetValues) -> Text:
    """The method; and why there is no forecast or no chance."""
    method, reason = ahead.method_of(of), ahead.why_none(of)
    if of.row.detail.grade is Grade.INCOMPARABLE:
        method, reason = "", asked.reason(of)
    if reason is None:
        return (Name(method),)
    told: Text = (Quote(reason),)
    return (Name(method), Words("；" if of.desk.lang == "zh" else "; "), *told) if method else told
