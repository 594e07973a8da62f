"""The facts that sentences may state about one target."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from jidi.core.period import Period
from jidi.model.reading import Status
from jidi.plan import Grade
from jidi.report import target_conditions as asked
from jidi.report import target_paces as pace
from jidi.report.evidence import Evidence
from jidi.report.facts import UNKNOWN, Fact, Facts, figure, flag, name, quote, time, word
from jidi.report.forecast_figures import forecast_facts
from jidi.report.target_places import place_facts
from jidi.report.target_values import TargetValues
from jidi.service.wording import CONDITION_WORDS, STATUS_WORDS

_RANK = {Grade.EARLY: 0, Grade.AHEAD: 1, Grade.ON_COURSE: 2, Grade.BEHIND: 3}


def target_facts(of: TargetValues) -> Facts:
    """Every fact of ``facts.toml`` about a target, known or not."""
    return {
        **_frame(of),
        **_values(of),
        **_paces(of),
        **_conditions(of),
        **place_facts(of),
        **forecast_facts(of),
    }


def _frame(of: TargetValues) -> Facts:
    voice, desk, target = of.desk.voice, of.desk, of.row.target
    grade = of.row.detail.grade
    return {
        "name": name(of.name),
        "year": time(voice.year(desk.year)),
        "base_year": time(voice.year(desk.plan.base_year)),
        "goal_year": time(voice.year(target.year)),
        "last_year": time(voice.year(desk.year - 1)),
        "over": flag(desk.year >= target.year),
        "grade": _grade(of, grade, desk.year, asked.reason(of)),
        "last_grade": _grade(of, of.row.grade_before, desk.year - 1, asked.reason_before(of)),
        "slipped": flag(_worse(grade, of.row.grade_before)),
        "level_met": flag(asked.level_met(of)),
        "met": word(of.row.detail.met.value, of.row.detail.met.value),
        "path": _path(of),
        "measurable": flag(of.row.indicator is not None),
    }


def _path(of: TargetValues) -> Fact:
    """How the path is called; unknown without a base."""
    path = of.row.detail.course.path
    return UNKNOWN if path is None else word(of.desk.voice.say(*path.words), path.name)


def _grade(of: TargetValues, grade: Grade | None, year: int, reason: Evidence | None) -> Fact:
    """A grade, with its reason as evidence."""
    if grade is None or reason is None:
        return UNKNOWN
    told = word(of.desk.grade(grade, year=year), grade.value)
    return replace(told, evidence=(reason,))


def _worse(now: Grade, before: Grade | None) -> bool:
    return now in _RANK and before in _RANK and _RANK[now] > _RANK[before]


def _values(of: TargetValues) -> Facts:
    voice, reading = of.desk.voice, of.row.reading
    known = reading is not None
    scope = of.scope_of(reading) if reading is not None else ""
    prices = of.price_base_of(reading) if reading is not None else ""
    return {
        "base": figure(of.base()),
        "goal": figure(of.goal()),
        "actual": figure(of.actual()),
        "status": _status(of, reading.status) if reading is not None else UNKNOWN,
        "period": time(voice.period(reading.period)) if reading is not None else UNKNOWN,
        "stale": flag(known and reading is not None and _earlier(of, reading.period)),
        "due": figure(of.due()),
        "progress": figure(pace.progress(of)),
        "progress_due": figure(pace.progress_due(of)),
        "above_due": figure(pace.distance(of, "above_due")),
        "below_due": figure(pace.distance(of, "below_due")),
        "short": figure(pace.distance(of, "short")),
        "beyond": figure(pace.distance(of, "beyond")),
        "missing": figure(asked.parts(of, "missing")),
        "parts": figure(asked.parts(of, "parts")),
        "scope": name(scope.rstrip("。.")),
        "price_base": name(prices),
    }


def _status(of: TargetValues, status: Status) -> Fact:
    return word(of.desk.voice.say(*STATUS_WORDS[status]), status.value)


def _earlier(of: TargetValues, period: Period) -> bool:
    return period.end < Period.for_year(of.desk.year).end


def _paces(of: TargetValues) -> Facts:
    so_far, rest = pace.step_so_far(of), pace.rest_step(of)
    growth, rest_growth = pace.growth_so_far(of), pace.rest_growth(of)
    pair = (growth, rest_growth) if growth is not None else (so_far, rest)
    ends = [None if one is None else one.value for one in pair]
    return {
        "previous": figure(pace.previous(of)),
        "change": figure(pace.change(of)),
        "step_up": figure(pace.step(of, up=True)),
        "step_down": figure(pace.step(of, up=False)),
        "growth_so_far": figure(growth),
        "growth_planned": figure(pace.growth_planned(of)),
        "rest_growth": figure(rest_growth),
        "step_so_far": figure(so_far),
        "rest_step": figure(rest),
        "steeper": flag(_steeper(of, *ends)),
    }


def _steeper(of: TargetValues, so_far: Decimal | None, rest: Decimal | None) -> bool:
    """Whether more change a year is needed than there was, in the target's direction."""
    if so_far is None or rest is None:
        return False
    return rest < so_far if of.row.target.direction == "down" else rest > so_far


def _conditions(of: TargetValues) -> Facts:
    detail = of.row.detail
    kind = detail.binding.kind
    stricter = detail.binding_level != detail.course.goal
    return {
        "conditions": figure(asked.conditions(of, met=False)),
        "conditions_met": figure(asked.conditions(of, met=True)),
        "stricter": flag(stricter),
        "binding": figure(asked.binding(of)),
        "binding_kind": word(of.desk.voice.say(*CONDITION_WORDS[kind]), kind.value),
        "binding_level": figure(asked.binding_level(of)),
        "reason": quote(asked.reason(of)),
    }
