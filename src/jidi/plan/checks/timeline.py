"""Milestones against later targets, and announced areas against the indicators of the table."""

from __future__ import annotations

from collections.abc import Iterator

from jidi.model.plan import Plan
from jidi.model.plan_record import Figure
from jidi.model.plan_relation import AreasRelation, TimelineRelation
from jidi.plan.checks.whole import printed_of
from jidi.plan.finding import Family, Finding, Verdict


def check_timeline(plan: Plan, relation: TimelineRelation) -> Iterator[Finding]:
    """A target must not ask for less than what is due before it."""
    target = plan.figure(relation.target)
    steps = [plan.figure(ref) for ref in relation.milestones]
    stricter = [step for step in steps if step.year <= target.year and step.value > target.value]
    verdict, zh, en = _verdict(relation, target, stricter)
    text = "；".join(f"{step.year}: {step.printed}" for step in (*steps, target))
    yield Finding(
        id=f"timeline:{relation.id}",
        plan=plan.id,
        family=Family.TIMELINE,
        item=relation.item,
        zh=relation.zh,
        en=relation.en,
        verdict=verdict,
        printed=printed_of([*steps, target]),
        arithmetic_zh=text,
        arithmetic_en=text.replace("；", "; "),
        reason_zh=zh,
        reason_en=en,
        at=tuple(dict.fromkeys(place for f in (*steps, target) for place in f.at)),
    )


def _verdict(
    relation: TimelineRelation, target: Figure, stricter: list[Figure]
) -> tuple[Verdict, str, str]:
    if not stricter:
        return Verdict.CONSISTENT, "先后要求逐步提高", "later demands are not weaker."
    earlier = "、".join(f"{step.year}年{step.printed}" for step in stricter)
    dates = ", ".join(f"{step.value} % in {step.year}" for step in stricter)
    if relation.same_measure:
        return (
            Verdict.INCONSISTENT,
            f"先要求{earlier}，{target.year}年反而只要求{target.printed}",
            f"{dates} is due first, yet {target.year} asks only for {target.printed}.",
        )
    return (
        Verdict.AMBIGUOUS,
        f"先要求{earlier}，{target.year}年只要求{target.printed}；除非两者定义不同，而原文未说明",
        f"{dates} is due first, yet {target.year} asks only for {target.printed}; they agree only "
        "if defined differently, which the plan does not say.",
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
        verdict=Verdict.AMBIGUOUS if bare else Verdict.CONSISTENT,
        printed=(),
        arithmetic_zh=text,
        arithmetic_en=text,
        reason_zh=f"指标表中没有指标的方面：{'、'.join(bare)}" if bare else "各方面都有指标",
        reason_en=f"areas without an indicator in the table: {', '.join(bare)}."
        if bare
        else "every area has an indicator.",
        at=relation.at,
    )
