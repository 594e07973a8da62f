"""May this value be set against this target at all, and what is it in the target's unit?"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from jidi.core.errors import ValueProblem
from jidi.core.measure import Interval
from jidi.model.plan_figure import unit_factor
from jidi.model.plan_record import Target
from jidi.plan.actual import Actual

_YEAR = 12

Reason = tuple[str, str]
"""A reason in Chinese and English."""


def obstacle(target: Target, actual: Actual) -> Reason | None:
    """Why the value must not be compared with the target; None when it may."""
    if _factor(actual, target.unit) is None:
        return (
            f"单位不同：{actual.unit}与{target.unit}",
            f"different units: {actual.unit} and {target.unit}",
        )
    if other_scope(target.scope, actual):
        return (
            f"口径不同：规划“{target.scope}”，数据“{actual.scope}”",
            f"different scope: the plan '{target.scope}', the value '{actual.scope}'",
        )
    if target.each:
        return (
            "规划要求逐处达到，平均或合计不能判断",
            "the plan asks it of every single site; a mean or total cannot show it",
        )
    if other_prices(target, actual):
        mine, theirs = target.price_base or "现价", actual.price_base or "现价"
        return (
            f"价格基期不同：规划“{mine}”，数据“{theirs}”",
            f"different price base: the plan '{mine}', the value '{theirs}'",
        )
    if target.quantity.flows and actual.months != _YEAR:
        return (
            f"{actual.period.zh}不是全年，不能与全年目标相比",
            f"{actual.period} is no whole year and cannot be set against a year's target",
        )
    return None


def other_scope(scope: str, actual: Actual) -> bool:
    """Whether both scopes are stated and the value's neither is nor continues the plan's."""
    stated = bool(scope and actual.scope)
    return stated and scope not in (actual.scope, *actual.continues)


def other_prices(target: Target, actual: Actual) -> bool:
    """Whether value and target stand at prices of different years."""
    return target.price_base != actual.price_base


def stands_apart(target: Target, actual: Actual) -> bool:
    """Whether only scope or prices keep the value from being compared: growth may lead over."""
    apart = other_scope(target.scope, actual) or other_prices(target, actual)
    return apart and not target.each and _factor(actual, target.unit) is not None


def _factor(actual: Actual, unit: str) -> Decimal | None:
    try:
        return unit_factor(actual.unit, to=unit)
    except ValueProblem:
        return None


def in_unit(
    actual: Actual, unit: str, interval: Interval | None = None
) -> tuple[Decimal, Interval]:
    """The value, and every number it may stand for, in another unit.

    :param interval: another interval of the value instead, such as that of chance.
    :raises ValueProblem: P-111 when the units do not convert.
    """
    factor = unit_factor(actual.unit, to=unit)
    return actual.value * factor, (interval or actual.interval) * factor


def wholes_in_unit(
    target: Target, actual: Actual, wholes: Mapping[str, Actual]
) -> dict[str, Interval]:
    """The wholes of share conditions in the target's unit; only those of the same period."""
    found = {}
    for name, whole in wholes.items():
        if whole.period == actual.period and _factor(whole, target.unit) is not None:
            found[name] = in_unit(whole, target.unit)[1]
    return found
