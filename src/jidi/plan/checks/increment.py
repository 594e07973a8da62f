"""Does the printed five-year increment equal the difference of target and base?"""

from __future__ import annotations

from collections.abc import Iterator

from jidi.model.plan import Plan
from jidi.model.plan_figure import Printed
from jidi.model.plan_record import ConditionKind
from jidi.plan.finding import Family, Finding, Verdict
from jidi.plan.shown import shown


def check_increments(plan: Plan) -> Iterator[Finding]:
    """One finding per record that states an increment beside a level."""
    for target in plan.targets:
        stated, level = target.condition(ConditionKind.INCREMENT), target.level
        if stated is None or target.baseline is None:
            continue
        difference = level.printed.value - target.baseline.value
        rounding = plan.figure(f"{target.id}.level").rounding
        interval = rounding - plan.figure(f"{target.id}.baseline").rounding
        agrees = plan.figure(f"{target.id}.increment").rounding.meets(interval)
        verdict, zh, en = _verdict(level.printed, stated.printed, agrees=agrees)
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
            verdict=verdict,
            printed=(
                (f"{target.id}.baseline", str(target.baseline)),
                (f"{target.id}.level", str(level.printed)),
                (f"{target.id}.increment", str(stated.printed)),
            ),
            recomputed=difference,
            interval=interval,
            unit=target.unit,
            arithmetic_zh=sum_ + zh_unit,
            arithmetic_en=sum_ + en_unit,
            reason_zh=zh,
            reason_en=en,
            at=target.at,
        )


def _verdict(level: Printed, stated: Printed, *, agrees: bool) -> tuple[Verdict, str, str]:
    if not agrees:
        return (
            Verdict.INCONSISTENT,
            "增量不等于目标减基数",
            "the increment is not target minus base.",
        )
    if level.operator is not stated.operator:
        return (
            Verdict.AMBIGUOUS,
            f"数值相符，但增量写“{stated}”而目标写“{level}”，符号不一",
            f"the numbers agree, but the increment prints {stated} and the level {level}.",
        )
    if level.hedged and not stated.hedged:
        return (
            Verdict.AMBIGUOUS,
            f"数值相符，但目标只是“{level.certainty}”，增量却写足{stated}",
            f"the numbers agree, but the level is only '{level.certainty}' and {stated} is full.",
        )
    return Verdict.CONSISTENT, "增量等于目标减基数", "the increment is target minus base."
