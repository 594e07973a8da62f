"""Milestones against later targets, and announced areas against the indicators of the table."""

from __future__ import annotations

from collections.abc import Iterator

from jidi.model.plan import Plan
from jidi.model.plan_record import Figure
from jidi.model.plan_relation import AreasRelation, TimelineRelation
from jidi.plan.checks.whole import printed_of
from jidi.plan.finding import Family, Finding, Opinion, agrees, compatible, contradicts


def check_timeline(plan: Plan, relation: TimelineRelation) -> Iterator[Finding]:
    """A target must not ask for less than what is due before it."""
    target = plan.figure(relation.target)
    steps = [plan.figure(ref) for ref in relation.milestones]
    stricter = [step for step in steps if step.year <= target.year and step.value > target.value]
    text = "；".join(f"{step.year}: {step.printed}" for step in (*steps, target))
    yield Finding(
        id=f"timeline:{relation.id}",
        plan=plan.id,
        family=Family.TIMELINE,
        item=relation.item,
        zh=relation.zh,
        en=relation.en,
        opinion=_opinion(relation, target, stricter),
        printed=printed_of([*steps, target]),
        arithmetic_zh=text,
        arithmetic_en=text.replace("；", "; "),
        at=tuple(dict.fromkeys(place for f in (*steps, target) for place in f.at)),
    )


def _opinion(relation: TimelineRelation, target: Figure, stricter: list[Figure]) -> Opinion:
    if not stricter:
        return agrees("先后要求逐步提高", "later demands are not weaker.")
    earlier = "、".join(f"{step.year}年{step.printed}" for step in stricter)
    dates = ", ".join(f"{step.value} % in {step.year}" for step in stricter)
    zh = f"先要求{earlier}，{target.year}年反而只要求{target.printed}"
    en = f"{dates} is due first, yet {target.year} asks only for {target.printed}."
    if relation.same_measure:
        return contradicts(zh, en)
    return compatible(
        zh,
        en,
        only_if_zh="两者定义不同（前者较宽），而原文未说明",
        only_if_en="they are defined differently, the earlier one more loosely; the plan does "
        "not say so",
    )


def check_areas(plan: Plan, relation: AreasRelation) -> Iterator[Finding]:
    """Announced areas without an indicator in the table."""
    measured = {target.area for target in plan.targets if target.source == "table"}
    bare = [area for area in relation.areas if area not in measured]
    text = f"{len(relation.areas) - len(bare)}/{len(relation.areas)}"
    yield Finding(
        id=f"areas:{relation.id}",
        plan=plan.id,
        family=Family.AREAS,
        item=relation.item,
        zh=relation.zh,
        en=relation.en,
        opinion=_coverage(bare),
        arithmetic_zh=text,
        arithmetic_en=text,
        at=relation.at,
    )


def _coverage(bare: list[str]) -> Opinion:
    if not bare:
        return agrees("各方面都有指标", "every area has an indicator.")
    return compatible(
        f"指标表中没有指标的方面：{'、'.join(bare)}",
        f"areas without an indicator in the table: {', '.join(bare)}.",
        only_if_zh="这些方面另有办法考核",
        only_if_en="these areas are judged by other means",
    )
