"""Rules of eligibility over a case's fields, in three values: holds, fails, unknown.

What is not known is never taken for a refusal, nor for a yes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any

from jidi.core.calendar import WorkingCalendar, china
from jidi.model.case import Condition, EligibleRule, limit_of
from jidi.model.clock import load_clocks, unit_of
from jidi.supervision.clocks import Term, deadline


@dataclass(frozen=True)
class Verdict:
    """What a rule says of a case.

    :param holds: None when a field that it needs is not known.
    """

    rule: EligibleRule
    holds: bool | None

    def words(self) -> dict[str, str]:
        """The verdict in two languages."""
        said = {True: ("符合", "holds"), False: ("不符合", "fails"), None: ("未知", "unknown")}
        zh, en = said[self.holds]
        return {"verdict_zh": zh, "verdict_en": en}

    def to_json(self) -> dict[str, Any]:
        """The verdict with the rule's source."""
        rule = self.rule
        return {
            "rule": rule.id,
            "zh": rule.zh,
            "en": rule.en,
            "holds": self.holds,
            "source": rule.source,
            "article": rule.article or None,
            "trust": str(rule.trust),
        }


def judge(
    rules: Iterable[EligibleRule], values: Mapping[str, Any], *, on: date
) -> tuple[Verdict, ...]:
    """What every rule says.

    :param values: fields as plain JSON values; missing or None for unknown.
    :param on: the day the case was opened.
    """
    return tuple(Verdict(rule, judge_one(rule.when, values, on=on)) for rule in rules)


def judge_one(test: Condition, values: Mapping[str, Any], *, on: date) -> bool | None:
    """Whether a test holds; None where that is not known (Kleene's logic)."""
    if test.all or test.any:
        parts = [judge_one(part, values, on=on) for part in test.all or test.any]
        settled = bool(test.any)  # one True settles any, one False settles all
        if settled in parts:
            return settled
        return None if None in parts else not settled
    value = values.get(test.field)
    if test.absent is not None:
        return (value is None) is test.absent
    if value is None:
        return None
    if test.is_:
        return value in test.is_
    return _by_law(test, date.fromisoformat(str(value)), on)


def _by_law(test: Condition, day: date, on: date) -> bool:
    """Whether ``on`` lies within the limit counted from the day, or beyond it.

    Counted in whole days from the day; no day off lengthens it, so the calendar is not asked.
    """
    limit = limit_of(test.within or test.older_than, on)
    term = Term(int(limit.value), unit_of(limit), last_day_off="stands")
    found = deadline(
        datetime.combine(day, time()), term, calendar=_calendar(), office=load_clocks().office
    )
    assert found.last_day is not None  # natural days, months and years need no calendar
    if test.within:
        return day <= on <= found.last_day
    return on > found.last_day


@cache
def _calendar() -> WorkingCalendar:
    return china()
