"""The plan's target for an indicator: every stated condition, the one that binds, what remains."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import htpy as h
from htpy import Element, Node

from jidi.core.numbers_as_text import NO_DATA, grouped
from jidi.core.period import Period, PeriodKind
from jidi.model.indicator import Indicator
from jidi.model.plan_record import Condition, ConditionKind
from jidi.plan.distinct import INDISTINCT
from jidi.service.actuals import chance_in
from jidi.service.phrasing import difference, unit_name, with_unit
from jidi.service.printed import figure
from jidi.web.english import spoken
from jidi.web.layout import card, definition_list, note
from jidi.web.marks import light, shape, tag
from jidi.web.pages import yearly
from jidi.web.pages.series import span
from jidi.web.texts import mark
from jidi.web.visit import Visit

if TYPE_CHECKING:
    from jidi.plan import Evaluated, Progress
    from jidi.service.score_row import ScoreRow

CONDITIONS = {
    ConditionKind.LEVEL: mark("level"),
    ConditionKind.GROWTH: mark("growth a year"),
    ConditionKind.INCREMENT: mark("increase"),
    ConditionKind.SHARE: mark("share"),
}
STATES = {
    "met": ("circle", "agrees", mark("fulfilled")),
    "not_met": ("square", "contradicts", mark("not fulfilled")),
    "unknown": ("ring", "unknown", mark("cannot be told")),
}


def card_of(visit: Visit, indicator: Indicator, period: Period) -> Element | None:
    """How the province stands against the target; None elsewhere, before, and without a target."""
    beyond = visit.division.code != visit.book.province.code
    if beyond or period.year <= visit.book.plan.base_year:
        return None
    board = visit.provider.scoreboard(visit.book, period)
    row = next((r for r in board.rows if r.target.indicator == indicator.id), None)
    if row is None:
        return None
    t, detail = visit.t, row.detail
    return card(
        t("Against the plan"),
        h.p[spoken(t.of(detail.judgement.reason_zh, detail.judgement.reason_en), visit.lang)],
        _blur(visit, detail),
        _conditions(visit, row),
        definition_list({**_standing(visit, row), **_remaining(visit, row)}),
        _year_by_year(visit, indicator, period),
        h.p(class_="more")[
            h.a(href=visit.href(f"indicators/{indicator.id}/cities"))[t("Targets of the cities")]
        ],
        aside=light(t, row),
        class_="aim",
    )


def _blur(visit: Visit, detail: Progress) -> Node:
    """Why the grade is not distinguishable; None where it is clear."""
    if detail.distinction is None or detail.distinction.is_clear:
        return None
    t = visit.t
    word, why = t.of(*INDISTINCT), t.of(*detail.distinction.reason(detail.target.unit))
    return note(spoken(t("{word}: {why}", word=word, why=why), visit.lang), "warning")


def _standing(visit: Visit, row: ScoreRow) -> dict[str, Node]:
    """Done and due, the path it is judged by, and what chance leaves open."""
    t, detail = visit.t, row.detail
    path = detail.course.path
    return {
        t("Done"): detail.progress is not None and _percent(detail.progress),
        t("Should be done"): detail.course.due is not None and _percent(detail.course.due),
        t("Path"): t("none: the plan states no base") if path is None else t.of(*path.words),
        t("95 % interval"): _chance(visit, row),
    }


def _chance(visit: Visit, row: ScoreRow) -> Node:
    """The interval of the value and of the way covered, and how it was made."""
    detail, reading, t = row.detail, row.reading, visit.t
    if reading is None or row.indicator is None:
        return None
    chance = chance_in(reading, row.indicator)
    if chance is None:
        return None
    told = h.span(class_="fine")[" ", spoken(t.of(chance.zh, chance.en), visit.lang)]
    if detail.chance is None:
        return [t("not known"), told]
    value = with_unit(span(detail.chance, row.indicator.precision), row.target.unit, visit.lang)
    way = detail.progress_chance
    share = None if way is None else t(" (done {share})", share=f"{span(way * 100, 0)}%")
    return [value, share, told]


def _year_by_year(visit: Visit, indicator: Indicator, period: Period) -> Node:
    """Every year of the plan so far, its milestones, and the chains; for whole years."""
    if period.kind is not PeriodKind.YEAR:
        return None
    report = visit.provider.progress(visit.book, period.year)
    row = next((r for r in report.rows if r.target.indicator == indicator.id), None)
    return None if row is None else yearly.content(visit, row)


def condition_text(visit: Visit, condition: Condition) -> str:
    """``年均增长 > 5.9%``: what is asked for, as printed."""
    printed = figure(condition.printed, visit.lang)
    percent = condition.kind in (ConditionKind.GROWTH, ConditionKind.SHARE)
    return f"{visit.t(CONDITIONS[condition.kind])} {printed}{'%' if percent else ''}"


def _conditions(visit: Visit, row: ScoreRow) -> Element:
    t = visit.t
    unit = unit_name(row.target.unit, visit.lang)
    heads = (t("Stated condition"), t("Asks for"), t("Reached"), t("State"))
    frame = h.div(
        class_="table-frame", tabindex="0", role="region", aria_label=t("Stated conditions")
    )
    return frame[_condition_table(visit, row, heads, unit)]


def _condition_table(
    visit: Visit, row: ScoreRow, heads: tuple[str, str, str, str], unit: str
) -> Element:
    return h.table(class_="grid small conditions")[
        h.caption(class_="sr-only")[visit.t("Stated conditions")],
        h.thead[
            h.tr[
                h.th(scope="col")[heads[0]],
                h.th(scope="col", class_="number")[heads[1], " ", h.span(class_="unit")[unit]],
                h.th(scope="col", class_="number")[heads[2]],
                h.th(scope="col")[heads[3]],
            ]
        ],
        h.tbody[(_condition(visit, row, one) for one in row.detail.conditions)],
    ]


def _condition(visit: Visit, row: ScoreRow, one: Evaluated) -> Element:
    t = visit.t
    form, look, word = STATES[one.state.value]
    binds = one.condition is row.detail.binding and len(row.detail.conditions) > 1
    return h.tr[
        h.td[condition_text(visit, one.condition), binds and [" ", tag(t("binds"))]],
        h.td(class_="number")[_number(one.required)],
        h.td(class_="number")[_measured(visit, row, one)],
        h.td[h.span(class_=f"light verdict-{look}")[shape(form), t(word)]],
    ]


def _measured(visit: Visit, row: ScoreRow, one: Evaluated) -> str:
    """What was reached, in the measure of the condition: a level, or per cent."""
    percent = one.condition.kind in (ConditionKind.GROWTH, ConditionKind.SHARE)
    return with_unit(_number(one.measured), "%" if percent else row.target.unit, visit.lang)


def _remaining(visit: Visit, row: ScoreRow) -> dict[str, Node]:
    """What is due by now, and what still has to be done each year."""
    t, detail, unit = visit.t, row.detail, row.target.unit
    growth = detail.rest_growth_binding or detail.rest_growth
    due, step = detail.course.due_value, detail.rest_step
    digits = 1 if row.indicator is None else row.indicator.precision
    return {
        t("Due by now"): (
            None if due is None else with_unit(grouped(float(due), digits), unit, visit.lang)
        ),
        t("Gap to the target"): (
            row.gap is not None and difference(row.gap, digits, unit, visit.lang)
        ),
        t("Growth still needed"): growth is not None and _growth(visit, detail, growth),
        t("Step still needed a year"): (
            None if step is None else difference(float(step), max(digits, 2), unit, visit.lang)
        ),
    }


def _growth(visit: Visit, detail: Progress, growth: Decimal) -> str:
    """Growth a year to the level that binds, and to the stated one where that differs."""
    said = f"{grouped(growth, 1)}%"
    own = detail.rest_growth
    if own is None or own == growth:
        return said
    level = figure(detail.target.level.printed, visit.lang)
    return said + visit.t(" ({growth} to {level})", growth=f"{grouped(own, 1)}%", level=level)


def _percent(share: Decimal) -> str:
    return f"{grouped(share * 100, 0)}%"


def _number(value: Decimal | None) -> str:
    if value is None:
        return NO_DATA
    return grouped(float(value), 0 if value == value.to_integral_value() else 2)
