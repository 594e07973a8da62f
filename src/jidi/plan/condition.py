"""Each stated condition against what was reached: met, not met, or unknown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from jidi.core.measure import INFINITY, Interval
from jidi.model.plan_figure import Operator, Printed
from jidi.model.plan_record import Condition, ConditionKind, Direction
from jidi.plan.demand import HUNDRED
from jidi.plan.grade import Tolerance


class State(StrEnum):
    """Whether a condition holds."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"

    @property
    def zh(self) -> str:
        """The Chinese word."""
        return {"met": "达到", "not_met": "未达到", "unknown": "未知"}[self.value]


@dataclass(frozen=True)
class Reached:
    """What was reached, in the target's unit, with what it is compared to.

    :param interval: every number it may stand for.
    :param bounded: whether it is only a bound, so that the interval decides, not the point.
    :param baseline: the value of the base year, None when there is none.
    :param elapsed: years since the end of the base year.
    :param wholes: for shares: the wholes in the same unit, by indicator.
    """

    value: Decimal
    interval: Interval
    bounded: bool
    baseline: Decimal | None
    elapsed: Decimal
    wholes: Mapping[str, Interval] = field(default_factory=dict)


@dataclass(frozen=True)
class Evaluated:
    """One condition, what it compares, and whether it holds.

    :param measured: the figure to compare (level, growth to date, change, share); None if unknown.
    :param required: the level at which it is just met, None when that cannot be said.
    :param close: whether the rounding of the actual value reaches over the threshold.
    """

    condition: Condition
    state: State
    measured: Decimal | None
    required: Decimal | None
    close: bool = False


def evaluate(
    condition: Condition,
    reached: Reached | None,
    *,
    required: Decimal | None,
    direction: Direction,
    tolerance: Tolerance,
) -> Evaluated:
    """Whether ``condition`` holds for what was reached; without an actual value it is unknown."""
    measured = None if reached is None else _measured(condition, reached)
    if reached is None or measured is None:
        return Evaluated(condition, State.UNKNOWN, None, required)
    allowed = admitted(condition, direction=direction, tolerance=tolerance)
    point, spread = measured
    if reached.bounded or point is None:
        return Evaluated(condition, _by_interval(spread, allowed), point, required)
    state = State.MET if allowed.contains(point) else State.NOT_MET
    close = spread.meets(allowed) and not spread.is_within(allowed)
    return Evaluated(condition, state, point, required, close)


def _by_interval(spread: Interval, allowed: Interval) -> State:
    if spread.is_within(allowed):
        return State.MET
    return State.UNKNOWN if spread.meets(allowed) else State.NOT_MET


Measured = tuple[Decimal | None, Interval]
"""A point (None when only an interval is known) and every number it may stand for."""


def _measured(condition: Condition, reached: Reached) -> Measured | None:
    """What the condition speaks of; None when a baseline or whole is missing."""
    if condition.kind is ConditionKind.LEVEL:
        return reached.value, reached.interval
    if condition.kind is ConditionKind.SHARE:
        return _share(reached, reached.wholes.get(condition.whole or ""))
    base = reached.baseline
    if base is None:
        return None
    if condition.kind is ConditionKind.INCREMENT:
        return reached.value - base, reached.interval - base
    return _growth(reached, base)


def _share(reached: Reached, whole: Interval | None) -> Measured | None:
    if whole is None or whole.low <= 0:
        return None
    share = reached.interval / whole * HUNDRED
    if whole.high.is_infinite():
        return None, share
    middle = (whole.low + whole.high) / 2
    return reached.value / middle * HUNDRED, share


def _growth(reached: Reached, base: Decimal) -> Measured | None:
    if base <= 0 or reached.value <= 0:
        return None

    def yearly(value: Decimal) -> Decimal:
        if value.is_infinite():
            return value
        ratio = max(value, Decimal(0)) / base
        if ratio == 0:
            return -HUNDRED
        return (Interval.point(ratio).power(1 / reached.elapsed).low - 1) * HUNDRED

    return yearly(reached.value), _mapped(reached.interval, yearly)


def _mapped(interval: Interval, rising: Callable[[Decimal], Decimal]) -> Interval:
    """The image of an interval under a rising function that leaves infinity where it is."""
    low, high = rising(max(interval.low, -HUNDRED)), rising(interval.high)
    return Interval(low, high, low_closed=True, high_closed=high != INFINITY)


def admitted(condition: Condition, *, direction: Direction, tolerance: Tolerance) -> Interval:
    """The numbers that fulfil the condition.

    A level printed without an operator is a minimum where more is better, a maximum where less is;
    where neither is, the printed range. A growth printed so is met by all that print like it.
    """
    printed = condition.printed
    value = _eased(condition, tolerance, downward=direction == "down")
    if printed.operator.side == "lower":
        return Interval.above(value, closed=printed.operator is Operator.AT_LEAST)
    if printed.operator.side == "upper":
        return Interval.below(value, closed=printed.operator is Operator.AT_MOST)
    if direction == "none":
        return printed.allowed
    if direction == "down":
        return Interval.below(value, closed=True)
    return Interval.above(value, closed=True)


def _eased(condition: Condition, tolerance: Tolerance, *, downward: bool) -> Decimal:
    """The threshold, lowered where the plan says 基本, 左右, or prints a rounded growth."""
    printed = condition.printed
    factor = _part(printed, tolerance)
    value = printed.value / factor if downward else printed.value * factor
    rounded_growth = condition.kind is ConditionKind.GROWTH and printed.operator is Operator.EXACT
    return value - condition.printed.half if rounded_growth else value


def _part(printed: Printed, tolerance: Tolerance) -> Decimal:
    if printed.about:
        return tolerance.about
    return tolerance.basically if printed.hedged else Decimal(1)
