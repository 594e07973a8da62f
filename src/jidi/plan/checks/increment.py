"""Does the printed increment equal the difference of target and base?"""

from __future__ import annotations

from collections.abc import Iterator

from jidi.core.measure import Interval
from jidi.core.units import COUNTING_WORDS
from jidi.model.plan_figure import Operator, Printed
from jidi.model.plan_record import ConditionKind, Figure
from jidi.plan.finding import Family, Finding, Opinion, agrees, compatible, contradicts
from jidi.plan.relate.evidence import Evidence
from jidi.plan.shown import shown


def check_increments(evidence: Evidence) -> Iterator[Finding]:
    """One finding per record that states an increment beside a level."""
    plan = evidence.plan
    for target in plan.targets:
        stated, level = target.condition(ConditionKind.INCREMENT), target.level
        if stated is None or target.baseline is None:
            continue
        difference = level.printed.value - target.baseline.value
        names = ("level", "baseline", "increment")
        goal, base, change = (spread(plan.figure(f"{target.id}.{name}")) for name in names)
        # The difference of two rates is in points, not in per cent.
        zh_unit, en_unit = ("个百分点", " pp") if target.unit == "%" else (target.unit,) * 2
        sum_ = f"{level.printed.value} − {target.baseline.value} = {shown(difference)}"
        yield Finding(
            id=f"increment:{target.id}",
            plan=plan.id,
            family=Family.INCREMENT,
            item=target.item,
            zh=f"{target.zh}：增量与目标值",
            en=f"{target.en}: increment against level",
            opinion=_opinion(level.printed, stated.printed, equal=change.meets(goal - base)),
            printed=(
                (f"{target.id}.baseline", str(target.baseline)),
                (f"{target.id}.level", str(level.printed)),
                (f"{target.id}.increment", str(stated.printed)),
            ),
            recomputed=difference,
            interval=goal - base,
            unit=target.unit,
            arithmetic_zh=sum_ + zh_unit,
            arithmetic_en=sum_ + en_unit,
            at=target.at,
        )


def spread(figure: Figure) -> Interval:
    """Every number a figure may stand for; things counted one by one are exact."""
    return Interval.point(figure.value) if figure.unit in COUNTING_WORDS else figure.rounding


def _opinion(level: Printed, stated: Printed, *, equal: bool) -> Opinion:
    if not equal:
        return contradicts("增量不等于目标减基数", "the increment is not target minus base.")
    if level.operator is not stated.operator:
        return compatible(
            f"数值相符，但增量写“{stated}”而目标写“{level}”，符号不一",
            f"the numbers agree, but the increment prints {stated} and the level {level}.",
            only_if_zh=f"目标与增量是同一要求：都按“{_bounded(level, stated)}”理解",
            only_if_en=f"both are one demand, read as '{_bounded(level, stated)}' says",
        )
    if level.hedged and not stated.hedged:
        return compatible(
            f"数值相符，但目标只是“{level.certainty}”，增量却写足{stated}",
            f"the numbers agree, but the level is only '{level.certainty}' and {stated} is full.",
            only_if_zh=f"“{level}”即为{level.value}，不打折扣",
            only_if_en=f"'{level}' means {level.value} in full",
        )
    return agrees("增量等于目标减基数", "the increment is target minus base.")


def _bounded(level: Printed, stated: Printed) -> Printed:
    """Of two figures with different signs the one that is a bound."""
    return stated if level.operator is Operator.EXACT else level
