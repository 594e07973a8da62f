"""Which dated milestones bend the path of a target, and why the others do not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from jidi.core.errors import ValueProblem
from jidi.model.plan_figure import unit_factor
from jidi.model.plan_record import Milestone, Target
from jidi.plan.path import Knot, year_point

Reason = tuple[str, str]
"""A reason in Chinese and English."""

_NO_BASE = ("规划没有基数", "the plan states no base")
_OTHER_UNIT = ("单位与目标不同", "its unit differs from the target's")
_AT_THE_END = ("期限在目标年末或以后", "it is due at the end of the target year or later")
_OTHER_WAY = ("只限制另一方向", "it is a bound in the other direction")
_NOT_ABOVE_ZERO = ("等比路径须大于零", "a geometric path needs values above zero")
_BEHIND = ("要求不多于基数或更早的节点", "the base or an earlier milestone asks for as much")
_CAPPED = (
    "要求高于目标值：路径届时即达目标值",
    "it asks for more than the target: the path reaches the target then",
)


@dataclass(frozen=True)
class Bend:
    """A milestone and the point at which the path passes through it.

    :param knot: None when it leaves the path as it is.
    :param reason: why it does not bend the path, or bends it otherwise than printed; else None.
    """

    milestone: Milestone
    knot: Knot | None
    reason: Reason | None = None


def bends(target: Target, milestones: Iterable[Milestone], *, base_year: int) -> tuple[Bend, ...]:
    """What each milestone of the target's indicator does to its path, in order of time.

    A milestone that asks for more than the target makes the path reach the target at its date
    (the path never turns back); one that asks for no more than an earlier one does nothing.
    """
    mine = [m for m in milestones if m.indicator == target.indicator]
    placed = [_placed(target, milestone, base_year) for milestone in mine]
    placed.sort(key=lambda bend: (bend.milestone.due, -_asked(bend, target), bend.milestone.id))
    return _onwards(placed, target)


def knots(found: Sequence[Bend]) -> tuple[Knot, ...]:
    """The points that the milestones give to the path."""
    return tuple(bend.knot for bend in found if bend.knot is not None)


def _placed(target: Target, milestone: Milestone, base_year: int) -> Bend:
    """The milestone as a point of its own, before it is held against the others."""
    try:
        factor = unit_factor(milestone.unit, to=target.unit)
    except ValueProblem:
        return Bend(milestone, None, _OTHER_UNIT)
    share = (year_point(milestone.due) - (base_year + 1)) / (target.year - base_year)
    value = milestone.printed.value * factor
    why_not = _obstacle(target, milestone, share, value)
    if why_not is not None:
        return Bend(milestone, None, why_not)
    return Bend(milestone, Knot(share, value, milestone.id))


def _obstacle(
    target: Target, milestone: Milestone, share: Decimal, value: Decimal
) -> Reason | None:
    if target.baseline is None:
        return _NO_BASE
    if share >= 1:
        return _AT_THE_END
    if milestone.printed.operator.side == ("upper" if _rises(target) else "lower"):
        return _OTHER_WAY
    if target.path == "geometric" and value <= 0:
        return _NOT_ABOVE_ZERO
    return None


def _onwards(placed: Sequence[Bend], target: Target) -> tuple[Bend, ...]:
    """Only points that lead on towards the goal, none beyond it."""
    goal, sign = target.level.printed.value, _sign(target)
    reached = target.baseline.value if target.baseline is not None else goal
    found = []
    for bend in placed:
        knot = bend.knot
        if knot is None:
            found.append(bend)
            continue
        asked, most = sign * knot.value, sign * goal
        reason = _CAPPED if asked > most else None
        if min(asked, most) <= sign * reached:
            found.append(replace(bend, knot=None, reason=reason or _BEHIND))
            continue
        reached = goal if asked > most else knot.value
        found.append(Bend(bend.milestone, replace(knot, value=reached), reason))
    return tuple(found)


def _asked(bend: Bend, target: Target) -> Decimal:
    """What it asks for, more being greater; of two of one day the stricter comes first."""
    return Decimal(0) if bend.knot is None else _sign(target) * bend.knot.value


def _sign(target: Target) -> int:
    return 1 if _rises(target) else -1


def _rises(target: Target) -> bool:
    """Whether the way leads up; without a base, whether more is better."""
    if target.baseline is None or target.baseline.value == target.level.printed.value:
        return target.direction != "down"
    return target.level.printed.value > target.baseline.value
