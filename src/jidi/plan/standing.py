"""How one target stands: the value that :func:`jidi.plan.progress` gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from jidi.core.measure import Interval
from jidi.model.plan_record import Condition, Target
from jidi.plan.actual import Actual
from jidi.plan.condition import Evaluated, State
from jidi.plan.course import Course
from jidi.plan.distinct import Distinction
from jidi.plan.grade import Grade, Judgement


@dataclass(frozen=True)
class Progress:
    """How one target stands.

    :param course: base, goal, share of time passed, value and share of the way due.
    :param actual: what was reached, as handed in; None when nothing is known.
    :param at: the day the value belongs to.
    :param value: the actual value in the target's unit; None when absent or not comparable.
    :param interval: every number it may stand for: rounding, or one side open for a bound.
    :param progress: share of the way covered, (A − B)/(T − B); above 1 and below 0 are possible;
        None without a base or when base and goal are equal.
    :param progress_interval: the same for every number the value may stand for.
    :param chance: where the true value lies with 95 %, of a survey or sample; in the target's unit.
    :param progress_chance: the shares of the way that this interval covers.
    :param distinction: how clear the grade is within rounding and chance; None for a bound and
        where nothing is compared.
    :param conditions: each stated condition, whether it holds, and the level it asks for.
    :param binding: the condition that asks for most, and the level it asks for.
    :param rest_growth: growth a year, in per cent, still needed to the stated level; None when
        it is reached, time is over, or growth means nothing here.
    :param rest_growth_binding: the same to the level that binds.
    :param rest_step: change a year still needed to the stated level, in the target's unit.
    """

    target: Target
    course: Course
    actual: Actual | None
    at: date | None
    value: Decimal | None
    interval: Interval | None
    progress: Decimal | None
    progress_interval: Interval | None
    judgement: Judgement
    conditions: tuple[Evaluated, ...]
    binding: Condition
    binding_level: Decimal
    rest_growth: Decimal | None
    rest_growth_binding: Decimal | None
    rest_step: Decimal | None
    chance: Interval | None = None
    progress_chance: Interval | None = None
    distinction: Distinction | None = None

    @property
    def grade(self) -> Grade:
        """The grade."""
        return self.judgement.grade

    @property
    def met(self) -> State:
        """Whether all conditions hold."""
        return all_of(self.conditions)

    def to_json(self) -> dict[str, Any]:
        """The standing as plain values; numbers that are not known are null."""
        target, course, actual = self.target, self.course, self.actual
        return {
            "target": target.id,
            "item": target.item,
            "indicator": target.indicator,
            "zh": target.zh,
            "en": target.en,
            "unit": target.unit,
            "year": target.year,
            "path": target.path,
            "direction": target.direction,
            "base": _number(course.base),
            "goal": float(course.goal),
            "goal_printed": str(target.level.printed),
            "at": None if self.at is None else self.at.isoformat(),
            "period": None if actual is None else str(actual.period),
            "value": _number(self.value),
            "interval": _ends(self.interval),
            "status": None if actual is None else actual.status,
            "bound": "" if actual is None else actual.bound,
            "source": "" if actual is None else actual.source,
            "time": _number(course.time),
            "due_value": _number(course.due_value),
            "due": _number(course.due),
            "progress": _number(self.progress),
            "progress_interval": _ends(self.progress_interval),
            "grade": self.grade.value,
            "grade_zh": self.grade.zh,
            "grade_en": self.grade.en,
            "at_least": self.judgement.at_least,
            "reason_zh": self.judgement.reason_zh,
            "reason_en": self.judgement.reason_en,
            "met": self.met.value,
            "conditions": [_condition(evaluated) for evaluated in self.conditions],
            "binding": {
                "kind": self.binding.kind.value,
                "printed": str(self.binding.printed),
                "level": float(self.binding_level),
            },
            "rest_growth": _number(self.rest_growth),
            "rest_growth_binding": _number(self.rest_growth_binding),
            "rest_step": _number(self.rest_step),
        }


def all_of(conditions: tuple[Evaluated, ...]) -> State:
    """Met only if each condition is, not met if one is not, else unknown."""
    states = {evaluated.state for evaluated in conditions}
    if State.NOT_MET in states:
        return State.NOT_MET
    return State.UNKNOWN if State.UNKNOWN in states else State.MET


def _condition(evaluated: Evaluated) -> dict[str, Any]:
    condition = evaluated.condition
    return {
        "kind": condition.kind.value,
        "printed": str(condition.printed),
        "record": condition.record,
        "state": evaluated.state.value,
        "state_zh": evaluated.state.zh,
        "measured": _number(evaluated.measured),
        "required": _number(evaluated.required),
        "close": evaluated.close,
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _ends(interval: Interval | None) -> list[float | None] | None:
    """Both ends; an endless side is null."""
    if interval is None:
        return None
    return [float(end) if end.is_finite() else None for end in (interval.low, interval.high)]
