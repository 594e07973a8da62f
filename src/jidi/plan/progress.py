"""How far a target is: share of the way, the path, each stated condition, what remains to be done.

Values of another scope, price base or part of a year are never subtracted from the plan's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from jidi.core.measure import Interval
from jidi.model.plan_record import Milestone, Target
from jidi.plan.actual import Actual
from jidi.plan.comparison import Reason, in_unit, obstacle, wholes_in_unit
from jidi.plan.condition import Evaluated, Reached, State, evaluate
from jidi.plan.course import Course, course
from jidi.plan.demand import demands, required_level
from jidi.plan.distinct import distinction
from jidi.plan.grade import Grade, Judgement, Tolerance, judge
from jidi.plan.standing import Progress, all_of

_OWN_CHOICE = Tolerance()


def progress(
    target: Target,
    actual: Actual | None,
    *,
    at: date | None = None,
    base_year: int = 2020,
    wholes: Mapping[str, Actual] | None = None,
    milestones: Iterable[Milestone] = (),
    tolerance: Tolerance = _OWN_CHOICE,
) -> Progress:
    """How far ``target`` is by ``actual``.

    :param at: the day the value belongs to; the last day of its period when not given.
    :param wholes: for share conditions: the wholes' values of the same period, by indicator.
    :param milestones: dated milestones of the plan; those of the target's indicator bend its path.
    :param tolerance: where one grade ends and the next begins; our own choice by default.
    :raises InputError: P-130 for a day that is not after the base year.
    """
    day = at if at is not None or actual is None else actual.period.last_day
    way = course(target, day, base_year=base_year, milestones=milestones)
    why_not = None if actual is None else obstacle(target, actual)
    reached = None
    if actual is not None and why_not is None:
        reached = _reached(target, actual, way, wholes or {})
    conditions = _evaluated(target, reached, way, tolerance)
    judgement = _judged(target, way, reached, conditions, why_not, tolerance)
    made = _assembled(target, actual, day, way, reached, conditions, judgement)
    if actual is None or reached is None:
        return made
    return replace(made, **_by_chance(target, actual, way, reached, tolerance))


def not_begun(target: Target, *, base_year: int, milestones: Iterable[Milestone] = ()) -> Progress:
    """A target in the plan's base year: what it asks, and that its time has not begun."""
    zh = f"规划期从{base_year + 1}年起，{base_year}年是基期"
    en = f"the plan runs from {base_year + 1}; {base_year} is its base year"
    made = progress(target, None, base_year=base_year, milestones=milestones)
    return replace(made, judgement=Judgement(Grade.NOT_BEGUN, zh, en))


def _by_chance(
    target: Target, actual: Actual, way: Course, reached: Reached, tolerance: Tolerance
) -> dict[str, Any]:
    """The interval of chance, the share of the way it covers, and how clear the grade is."""

    def grade_at(value: Decimal) -> Grade:
        exact = replace(reached, value=value, interval=Interval.point(value))
        conditions = _evaluated(target, exact, way, tolerance)
        return _judged(target, way, exact, conditions, None, tolerance).grade

    chance = None
    if actual.chance is not None:
        chance = in_unit(actual, target.unit, actual.chance)[1]
    return {
        "chance": chance,
        "progress_chance": None if chance is None else way.covered_by(chance),
        "distinction": distinction(target, actual, way, grade_at),
    }


def _reached(target: Target, actual: Actual, way: Course, wholes: Mapping[str, Actual]) -> Reached:
    value, interval = in_unit(actual, target.unit)
    return Reached(
        value=value,
        interval=interval,
        bounded=bool(actual.bound),
        baseline=way.base,
        elapsed=way.elapsed,
        wholes=wholes_in_unit(target, actual, wholes),
    )


def _evaluated(
    target: Target, reached: Reached | None, way: Course, tolerance: Tolerance
) -> tuple[Evaluated, ...]:
    return tuple(
        evaluate(
            condition,
            reached,
            required=required_level(condition, baseline=way.base, years=way.years),
            direction=target.direction,
            tolerance=tolerance,
        )
        for condition in target.conditions
    )


def _judged(
    target: Target,
    way: Course,
    reached: Reached | None,
    conditions: tuple[Evaluated, ...],
    why_not: Reason | None,
    tolerance: Tolerance,
) -> Judgement:
    if why_not is not None:
        return Judgement(Grade.INCOMPARABLE, *why_not)
    if reached is None:
        return Judgement(Grade.NO_DATA, "没有实际值", "no actual value")
    met = all_of(conditions)
    if met is State.MET:
        return Judgement(Grade.EARLY, "所列条件全部达到", "every stated condition is met")
    covered, due = way.covered_by(reached.interval), way.due
    if covered is None or due is None:
        return _without_path(target, way, met)
    point = None if reached.bounded else way.covered(reached.value)
    return judge(point, covered, due, tolerance)


def _without_path(target: Target, way: Course, met: State) -> Judgement:
    """Where no share of the way can be told: no base, or a base that equals the goal."""
    if met is State.NOT_MET and way.base is not None:
        return Judgement(
            Grade.BEHIND, "目标是保持基数，现未保持", "the base was to be kept and is not"
        )
    if met is State.NOT_MET and way.remaining == 0:
        return Judgement(Grade.BEHIND, "期满未达到", "time is over and it is not met")
    if met is State.NOT_MET:
        return Judgement(
            Grade.NO_DATA,
            f"尚未达到；规划没有{target.zh}的基数，无从判断快慢",
            "not met yet; the plan states no base, so the pace cannot be told",
        )
    return Judgement(
        Grade.NO_DATA, "现有数据不能判断各条件", "the data do not decide the conditions"
    )


def _assembled(
    target: Target,
    actual: Actual | None,
    day: date | None,
    way: Course,
    reached: Reached | None,
    conditions: tuple[Evaluated, ...],
    judgement: Judgement,
) -> Progress:
    first = demands(target, years=way.years)[0]
    value = None if reached is None else reached.value
    open_value = None if value is None or _beyond(target, value, way.goal) else value
    open_binding = None if value is None or _beyond(target, value, first.level) else value
    grows = target.path == "geometric"
    step = None
    if open_value is not None and way.remaining > 0:
        step = (way.goal - open_value) / way.remaining
    return Progress(
        target=target,
        course=way,
        actual=actual,
        at=day,
        value=value,
        interval=None if reached is None else reached.interval,
        progress=None if value is None else way.covered(value),
        progress_interval=None if reached is None else way.covered_by(reached.interval),
        judgement=judgement,
        conditions=conditions,
        binding=first.condition,
        binding_level=first.level,
        rest_growth=_growth(way, open_value, way.goal) if grows else None,
        rest_growth_binding=_growth(way, open_binding, first.level) if grows else None,
        rest_step=step,
    )


def _beyond(target: Target, value: Decimal, level: Decimal) -> bool:
    """Whether the value has reached the level in the target's direction."""
    return value <= level if target.direction == "down" else value >= level


def _growth(way: Course, value: Decimal | None, level: Decimal) -> Decimal | None:
    return None if value is None else way.rest_growth(value, level)
