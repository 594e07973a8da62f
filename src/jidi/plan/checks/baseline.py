"""Do base values agree with stated facts and published figures, and is a target already reached?"""

from __future__ import annotations

from collections.abc import Iterator

from jidi.core.measure import Interval
from jidi.model.plan_figure import unit_factor
from jidi.model.plan_record import Fact, Figure, Target
from jidi.plan.finding import Family, Finding, Opinion, agrees, compatible, contradicts
from jidi.plan.relate.evidence import Evidence, in_unit
from jidi.plan.relate.names import plain
from jidi.plan.shown import shown, span


def check_baselines(evidence: Evidence) -> Iterator[Finding]:
    """Each printed base against every other figure of the same indicator and year.

    Where no target states a base, the stated facts are held against what is published, and facts
    of one name against each other.
    """
    year = evidence.plan.base_year
    based = set()
    for target in evidence.plan.targets:
        if target.baseline is None:
            continue
        based.add(target.indicator)
        base = evidence.plan.figure(f"{target.id}.baseline")
        for other in _others(evidence, target.indicator, year):
            yield from _compared(evidence, base, other)
    for fact in _stated(evidence):
        own = evidence.plan.figure(fact.id)
        if not (fact.indicator in based and fact.year == year):
            for other in evidence.outside(fact.indicator, fact.year):
                yield from _compared(evidence, own, other)
        for other in _twins(evidence, fact):
            yield from _compared(evidence, own, other)


def _others(evidence: Evidence, indicator: str, year: int) -> Iterator[Figure]:
    for figure in (*evidence.values(indicator, year), *evidence.outside(indicator, year)):
        if not figure.ref.endswith(".baseline"):
            yield figure


def _twins(evidence: Evidence, fact: Fact) -> Iterator[Figure]:
    """Later facts of the same name, indicator and year."""
    found = False
    for other in _stated(evidence):
        if other.id == fact.id:
            found = True
        elif found and _same_fact(fact, other):
            yield evidence.plan.figure(other.id)


def _stated(evidence: Evidence) -> tuple[Fact, ...]:
    """The facts that state a value of an indicator."""
    return tuple(
        stated.record
        for stated in evidence.stated
        if stated.role == "fact" and isinstance(stated.record, Fact) and stated.figure.indicator
    )


def _same_fact(one: Fact, other: Fact) -> bool:
    mine = (one.indicator, one.year, one.kind, plain(one.zh))
    return mine == (other.indicator, other.year, other.kind, plain(other.zh))


def _compared(evidence: Evidence, base: Figure, other: Figure) -> Iterator[Finding]:
    interval = in_unit(other, base.unit)
    if interval is None:
        return
    value = other.value * unit_factor(other.unit, to=base.unit)
    text = f"{other.value}{other.unit}"
    if other.unit != base.unit:
        text += f" = {shown(value, 4)}{base.unit}"
    printed = f"{base.printed}（{span(base.rounding, 4)}）"
    source = f"；来源：{other.source}" if other.source else ""
    yield Finding(
        id=f"baseline:{base.ref.partition('.')[0]}:{other.ref}",
        plan=evidence.plan.id,
        family=Family.BASELINE,
        item=base.item,
        zh=f"{base.zh}：{base.year}年数值与{other.zh}",
        en=f"{base.en}: {base.year} against {other.en}",
        opinion=_opinion(evidence, base, other, _admitted(other, interval)),
        printed=((base.ref, str(base.printed)), (other.ref, str(other.printed))),
        recomputed=value,
        interval=interval,
        unit=base.unit,
        arithmetic_zh=f"{text}，规划印为{printed}{source}",
        arithmetic_en=f"{text}; the plan prints {base.printed} ({span(base.rounding, 4)})"
        + (f"; source: {other.source}" if other.source else ""),
        at=(*base.at, *other.at),
    )


def _admitted(other: Figure, interval: Interval) -> Interval:
    """The numbers the other figure admits: one side open for a bound."""
    side = other.printed.operator.side
    if side == "lower":
        return Interval.above(interval.low, closed=True)
    return Interval.below(interval.high, closed=True) if side == "upper" else interval


def _opinion(evidence: Evidence, base: Figure, other: Figure, admitted: Interval) -> Opinion:
    if other.price_base and other.price_base not in base.price_base:
        return compatible(
            f"公布数按{other.price_base}年不变价，规划未注明价格基期",
            f"the published figure stands at prices of {other.price_base}, the plan states none.",
            only_if_zh=f"规划的{base.printed}{_price_condition(base, admitted, other)[0]}",
            only_if_en=f"the plan's {base.printed} {_price_condition(base, admitted, other)[1]}",
        )
    if base.rounding.meets(admitted):
        return agrees("计入取整误差后相符", "they agree within rounding.")
    if other.outside:
        zh, en = _or_early(other)
        return compatible(
            "与规划之外公布的数字不符",
            "a figure published outside the plan differs.",
            only_if_zh=f"公布的{other.printed}与规划的{base.printed}口径或统计时点不同{zh}",
            only_if_en=f"the published {other.printed} and the plan's {base.printed} differ in "
            f"scope or date{en}",
        )
    if {base.ref, other.ref} & evidence.guessed:
        return compatible(
            "规划中的两处不符，其一的名称不完整",
            "two places of the plan differ; the name of one is incomplete.",
            only_if_zh=f"“{other.zh}”另有所指",
            only_if_en=f"'{other.en}' means something else",
        )
    if base.printed.hedged or other.printed.hedged:
        vague = base.printed if base.printed.hedged else other.printed
        return compatible(
            "规划中的两处不符，其一为约数",
            "two places of the plan differ; one is an approximation.",
            only_if_zh=f"“{vague}”所指与另一处为同一数",
            only_if_en=f"'{vague}' means the same number",
        )
    return contradicts("规划中的两处不符", "two places of the plan differ.")


def _price_condition(base: Figure, admitted: Interval, other: Figure) -> tuple[str, str]:
    if base.rounding.meets(admitted):
        return (
            f"也按{other.price_base}年不变价",
            f"stands at prices of {other.price_base} as well",
        )
    return (
        f"不按{other.price_base}年不变价，或口径、统计时点不同",
        f"does not stand at prices of {other.price_base}, or differs in scope or date",
    )


def _or_early(other: Figure) -> tuple[str, str]:
    """The other way out where the published figure was a preliminary one."""
    if not other.ref.endswith(":preliminary"):
        return "", ""
    return "，或前者为预计数", ", or the former is preliminary"


def check_reached(evidence: Evidence) -> Iterator[Finding]:
    """Targets that the situation of the base year already meets."""
    for target in evidence.plan.targets:
        for fact in _stated(evidence):
            if fact.indicator != target.indicator:
                continue
            figure = evidence.plan.figure(fact.id)
            if fact.year == evidence.plan.base_year and _is_met(target, figure):
                yield _reached(evidence, target, figure)


def _is_met(target: Target, fact: Figure) -> bool:
    if in_unit(fact, target.unit) is None or fact.printed.hedged or target.direction == "none":
        return False
    value = fact.value * unit_factor(fact.unit, to=target.unit)
    level = target.level.printed
    if target.direction == "down":
        return value <= level.value and level.operator.value != "<"
    return value > level.value or (value == level.value and level.operator.value != ">")


def _reached(evidence: Evidence, target: Target, fact: Figure) -> Finding:
    level = evidence.plan.figure(f"{target.id}.level")
    return Finding(
        id=f"reached:{target.id}:{fact.ref}",
        plan=evidence.plan.id,
        family=Family.REACHED,
        item=target.item,
        zh=f"{target.zh}：{evidence.plan.base_year}年已达目标",
        en=f"{target.en}: reached in {evidence.plan.base_year} already",
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
