"""Do base values agree with stated facts and outside figures, and is a target already reached?"""

from __future__ import annotations

from collections.abc import Iterator

from jidi.core.errors import ValueProblem
from jidi.core.measure import Interval
from jidi.model.plan import Plan
from jidi.model.plan_figure import unit_factor
from jidi.model.plan_record import Figure, Target
from jidi.plan.finding import Family, Finding, Opinion, agrees, compatible, contradicts
from jidi.plan.shown import shown, span


def check_baselines(plan: Plan) -> Iterator[Finding]:
    """Each printed base against every other figure of the same indicator, year and kind of unit."""
    for target in plan.targets:
        if target.baseline is None:
            continue
        base = plan.figure(f"{target.id}.baseline")
        for other in figures_of_base_year(plan, target.indicator):
            interval = in_unit(other, base.unit)
            if interval is not None:
                yield _compared(plan, base, other, interval)


def figures_of_base_year(plan: Plan, indicator: str) -> list[Figure]:
    """Facts and outside figures of the base year, as values of the indicator."""
    ids = [fact.id for fact in plan.facts if fact.kind in ("level", "share")]
    ids += [reference.id for reference in plan.references]
    figures = [plan.figure(name) for name in ids]
    return [f for f in figures if f.indicator == indicator and f.year == plan.base_year]


def in_unit(figure: Figure, unit: str) -> Interval | None:
    """The figure's rounding interval in another unit; None when the units do not convert."""
    try:
        return figure.rounding * unit_factor(figure.unit, to=unit)
    except ValueProblem:
        return None


def _compared(plan: Plan, base: Figure, other: Figure, interval: Interval) -> Finding:
    value = other.value * unit_factor(other.unit, to=base.unit)
    text = f"{other.value}{other.unit}"
    if other.unit != base.unit:
        text += f" = {shown(value, 4)}{base.unit}"
    return Finding(
        id=f"baseline:{base.ref.partition('.')[0]}:{other.ref}",
        plan=plan.id,
        family=Family.BASELINE,
        item=base.item,
        zh=f"{base.zh}：基数与{other.zh}",
        en=f"{base.en}: base against {other.en}",
        opinion=_opinion(base, other, equal=base.rounding.meets(interval)),
        printed=((base.ref, str(base.printed)), (other.ref, str(other.printed))),
        recomputed=value,
        interval=interval,
        unit=base.unit,
        arithmetic_zh=f"{text}，基数{base.printed}（{span(base.rounding, 4)}）",
        arithmetic_en=f"{text}; printed {base.printed} ({span(base.rounding, 4)})",
        at=(*base.at, *other.at),
    )


def _opinion(base: Figure, other: Figure, *, equal: bool) -> Opinion:
    if equal:
        return agrees("计入取整误差后相符", "they agree within rounding.")
    if other.outside:
        return compatible(
            "与规划之外公布的数字不符",
            "a figure published outside the plan differs.",
            only_if_zh=f"{other.printed}与{base.printed}口径或统计时点不同",
            only_if_en=f"{other.printed} and {base.printed} differ in scope or date",
        )
    return contradicts("规划中的两处不符", "two places of the plan differ.")


def check_reached(plan: Plan) -> Iterator[Finding]:
    """Targets that the situation of the base year already meets."""
    for target in plan.targets:
        if target.direction != "up":
            continue
        for fact in figures_of_base_year(plan, target.indicator):
            interval = None if fact.outside else in_unit(fact, target.unit)
            if interval is None or fact.printed.hedged:
                continue
            value = fact.value * unit_factor(fact.unit, to=target.unit)
            if value >= target.level.printed.value:
                yield _reached(plan, target, fact)


def _reached(plan: Plan, target: Target, fact: Figure) -> Finding:
    level = plan.figure(f"{target.id}.level")
    return Finding(
        id=f"reached:{target.id}:{fact.ref}",
        plan=plan.id,
        family=Family.REACHED,
        item=target.item,
        zh=f"{target.zh}：{plan.base_year}年已达目标",
        en=f"{target.en}: reached in {plan.base_year} already",
        opinion=compatible(
            f"现状已写“{fact.printed}”，{target.year}年又以“{level.printed}”为目标",
            f"the situation already says {fact.printed}; the goal for {target.year} is "
            f"{level.printed}.",
            only_if_zh="目标是保持已有水平，或两处所指不同",
            only_if_en="the goal is to keep what is reached, or the two mean different things",
        ),
        printed=((fact.ref, str(fact.printed)), (level.ref, str(level.printed))),
        at=(*fact.at, *target.at),
    )
