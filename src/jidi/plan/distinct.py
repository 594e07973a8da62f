"""Whether a value tells its grade from the neighbouring ones, or chance and rounding blur them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from jidi.core.measure import Interval
from jidi.core.numbers_as_text import grouped
from jidi.model.plan_record import Target
from jidi.plan.actual import Actual
from jidi.plan.comparison import in_unit
from jidi.plan.course import Course
from jidi.plan.grade import Grade

_ROOT_TWO = Decimal(2).sqrt()

INDISTINCT = ("不可区分", "not distinguishable")
"""The word on a row, in Chinese and English."""


@dataclass(frozen=True)
class Distinction:
    """What is left of a grade when the value is only known to lie in an interval.

    :param spread: every number the value may stand for, in the target's unit.
    :param worst: the grade at its worse end; :param best: at its better end.
    :param noise: how far two such surveys or samples may differ by chance alone (1.96 · √2 standard
        errors); None where chance plays no part.
    :param way: the whole way from base to goal; None without a base.
    """

    spread: Interval
    worst: Grade
    best: Grade
    noise: Decimal | None
    way: Decimal | None

    @property
    def grade_is_clear(self) -> bool:
        """Whether every number of the interval gets the same grade."""
        return self.worst is self.best

    @property
    def way_is_noise(self) -> bool:
        """Whether the change that is asked for is no more than what chance makes of none."""
        return self.noise is not None and self.way is not None and abs(self.way) <= self.noise

    @property
    def is_clear(self) -> bool:
        """Whether the row needs no word of caution."""
        return self.grade_is_clear and not self.way_is_noise

    def reason(self, unit: str) -> tuple[str, str]:
        """Why it is not clear, in Chinese and English; empty when it is."""
        zh, en = [], []
        if not self.grade_is_clear:
            low, high = (grouped(end, 2) for end in (self.spread.low, self.spread.high))
            zh.append(f"区间{low}–{high}内，评价可由{self.worst.zh}到{self.best.zh}")
            en.append(
                f"within {low}–{high} the grade may be anything from '{self.worst.en}' "
                f"to '{self.best.en}'"
            )
        if self.way_is_noise:
            way, noise = grouped(abs(self.way or Decimal(0)), None), grouped(self.noise, 2)
            zh.append(f"要求的变化{way}{unit}不超过两次调查之间的随机误差±{noise}{unit}")
            en.append(
                f"the change asked for, {way}, is within the noise between two surveys, ±{noise}"
            )
        return "；".join(zh), "; ".join(en)


def distinction(
    target: Target, actual: Actual, way: Course, grade_at: Callable[[Decimal], Grade]
) -> Distinction | None:
    """How clear the grade of a comparable value is; None for a bound, which says so itself.

    :param grade_at: the grade a value would get that is known exactly.
    """
    if actual.bound:
        return None
    value, _ = in_unit(actual, target.unit)
    spread = _spread(actual, target)
    ends = [grade_at(number) for number in (spread.low, value, spread.high)]
    order = list(Grade)
    worst, best = max(ends, key=order.index), min(ends, key=order.index)
    asked = None if way.base is None else way.goal - way.base
    return Distinction(spread, worst, best, _noise(actual, target), asked)


def _spread(actual: Actual, target: Target) -> Interval:
    return in_unit(actual, target.unit, actual.spread)[1]


def _noise(actual: Actual, target: Target) -> Decimal | None:
    """Of the difference of two such values; the earlier one's sample is taken to be as large."""
    if actual.chance is None:
        return None
    chance = in_unit(actual, target.unit, actual.chance)[1]
    return chance.width / 2 * _ROOT_TWO
