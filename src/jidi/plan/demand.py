"""What each stated condition of a target asks of the level in the target year.

A target of 80 with growth above 14 % from 42.13 and a share above 67.5 % of 120 asks for 80, for
81.12 and for 81.0: the growth binds.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from jidi.model.plan_figure import Operator
from jidi.model.plan_record import Condition, ConditionKind, Target

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Demand:
    """One condition and the level it asks for, in the target's unit."""

    condition: Condition
    level: Decimal


def required_level(condition: Condition, *, baseline: Decimal | None, years: int) -> Decimal | None:
    """The level at which the condition is just met; None when it needs a baseline that is absent.

    A growth printed without a bound (``8.2%``) is a rounded consequence of the level: it is met by
    every growth that prints like it, so it asks for the lowest of these.

    :param years: from base to target year.
    """
    printed = condition.printed
    value = printed.value
    if condition.kind is ConditionKind.LEVEL:
        return value
    if condition.kind is ConditionKind.SHARE and condition.whole_level is not None:
        return value / HUNDRED * condition.whole_level.value
    if baseline is None:
        return None
    if condition.kind is ConditionKind.GROWTH:
        rate = value - condition.printed.half if printed.operator is Operator.EXACT else value
        return baseline * (1 + rate / HUNDRED) ** years
    return baseline + value


def demands(target: Target, *, years: int) -> tuple[Demand, ...]:
    """The levels all conditions ask for, the most demanding first.

    Of equal levels the strict one (``>``) comes first.
    """
    baseline = target.baseline.value if target.baseline is not None else None
    found = []
    for condition in target.conditions:
        level = required_level(condition, baseline=baseline, years=years)
        if level is not None:
            found.append(Demand(condition, level))
    downward = target.direction == "down"
    return tuple(sorted(found, key=lambda d: _rank(d, downward=downward)))


def _rank(demand: Demand, *, downward: bool) -> tuple[Decimal, bool, bool]:
    level = demand.level if downward else -demand.level
    printed = demand.condition.printed
    return (level, printed.operator.value not in "><", printed.hedged)
