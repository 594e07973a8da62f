"""Whether a dated milestone was met in time, by the value known at its date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jidi.core.numbers_as_text import grouped
from jidi.core.period import Period
from jidi.model.plan_figure import Operator, Printed
from jidi.model.plan_record import Condition, ConditionKind, Milestone, Quantity, Target
from jidi.plan.actual import Actual
from jidi.plan.condition import State
from jidi.plan.grade import Grade, Tolerance
from jidi.plan.progress import progress
from jidi.plan.standing import Progress

_OWN_CHOICE = Tolerance()


class MilestoneState(StrEnum):
    """How a milestone ended."""

    MET = "met"
    MISSED = "missed"
    NOT_DUE = "not_due"
    UNKNOWN = "unknown"

    @property
    def zh(self) -> str:
        """The Chinese word."""
        return _WORDS[self][0]

    @property
    def en(self) -> str:
        """The English words."""
        return _WORDS[self][1]


_WORDS = {
    MilestoneState.MET: ("按期达到", "met in time"),
    MilestoneState.MISSED: ("未按期达到", "missed"),
    MilestoneState.NOT_DUE: ("未到期", "not yet due"),
    MilestoneState.UNKNOWN: ("无法判断", "unknown"),
}


@dataclass(frozen=True)
class MilestoneStanding:
    """One milestone and how it ended.

    :param judged: the value known at its date against what it asks for; None before that date.
    :param reached: the first later period whose value fulfils a milestone that was missed or is
        unknown, or the newest whose value fulfils one that is not yet due; else None.
    """

    milestone: Milestone
    state: MilestoneState
    judged: Progress | None
    reached: Period | None
    reason_zh: str
    reason_en: str


def as_target(milestone: Milestone, headline: Target | None) -> Target:
    """What the milestone asks for as a target of its own date.

    :param headline: the plan's target for the same indicator; it says scope, price base, quantity
        and direction. Without one, more is better and the unit tells whether it is a rate.
    """
    asked = (Condition(kind=ConditionKind.LEVEL, printed=milestone.printed),)
    own = {
        "id": milestone.id,
        "item": milestone.item,
        "zh": milestone.zh,
        "en": milestone.en,
        "unit": milestone.unit,
        "year": milestone.due.year,
        "conditions": asked,
        "baseline": None,
        "path": "linear",
        "at": milestone.at,
        "conflict_with": (),
    }
    if headline is not None:
        return headline.model_copy(update=own)
    quantity = Quantity.RATE if milestone.unit == "%" else Quantity.STOCK
    return Target(**own, indicator=milestone.indicator, quantity=quantity, source="prose")


def milestone_standing(
    milestone: Milestone,
    headline: Target | None,
    *,
    as_of: date,
    known: Actual | None,
    later: Sequence[Actual] = (),
    base_year: int,
    tolerance: Tolerance = _OWN_CHOICE,
) -> MilestoneStanding:
    """How ``milestone`` ended.

    :param as_of: the last day that is looked at.
    :param known: the value that was known for its date; not looked at before it.
    :param later: values of later periods (before the date: of the newest), oldest first.
    """
    target = as_target(milestone, headline)

    def judged(value: Actual | None, day: date | None = None) -> Progress:
        return progress(target, value, at=day, base_year=base_year, tolerance=tolerance)

    reached = next((a.period for a in later if judged(a).met is State.MET), None)
    if milestone.due > as_of:
        return MilestoneStanding(
            milestone, MilestoneState.NOT_DUE, None, reached, *_not_due(milestone, reached)
        )
    found = judged(known, milestone.due)
    state = _state(found)
    reason = _reason(found, None if state is MilestoneState.MET else reached)
    return MilestoneStanding(milestone, state, found, reached, *reason)


def _state(found: Progress) -> MilestoneState:
    if found.met is State.MET:
        return MilestoneState.MET
    return MilestoneState.MISSED if found.met is State.NOT_MET else MilestoneState.UNKNOWN


def _not_due(milestone: Milestone, reached: Period | None) -> tuple[str, str]:
    zh, en = f"{milestone.due}到期", f"due {milestone.due}"
    if reached is None:
        return zh, en
    return f"{zh}，{reached.zh}的数值已达到", f"{en}; the value of {reached} already fulfils it"


def _reason(found: Progress, reached: Period | None) -> tuple[str, str]:
    if found.actual is None:
        zh, en = "到期时没有实际值", "no value of its date is known"
    elif found.grade is Grade.INCOMPARABLE:
        zh, en = found.judgement.reason_zh, found.judgement.reason_en
    elif found.met is State.UNKNOWN:
        zh, en = "只知界限，不能判断", "only a bound is known; it does not decide"
    else:
        asked = found.target.level.printed
        value = grouped(found.value, None)
        zh, en = f"到期值{value}，要求{asked}", f"{value} at its date, asked {_asked_en(asked)}"
    if reached is None:
        return zh, en
    return f"{zh}；{reached.zh}达到", f"{en}; reached in {reached}"


def _asked_en(asked: Printed) -> str:
    """``≥ 90``, ``largely 100``: what is asked, without the plan's Chinese words."""
    sign = "" if asked.operator is Operator.EXACT else f"{asked.operator.value} "
    hedge = "largely " if asked.hedged and not asked.about else ""
    return f"{hedge}{sign}{grouped(asked.value, None)}"
