"""Milestones against later targets, and announced goals against the indicators of the table."""

from __future__ import annotations

from collections.abc import Iterator

from jidi.model.plan_figure import unit_factor
from jidi.model.plan_record import Figure
from jidi.plan.checks.judged import judged
from jidi.plan.finding import Family, Finding, Opinion, agrees, compatible, contradicts
from jidi.plan.relate.evidence import Evidence, in_unit
from jidi.plan.relate.relation import AreasRelation, TimelineRelation


def check_timeline(evidence: Evidence, relation: TimelineRelation) -> Iterator[Finding]:
    """A target must not ask for less than what is due before it."""
    target = relation.target
    stricter = [step for step in relation.steps if _is_stricter(relation, step, target)]
    text = "；".join(
        f"{step.year}: {step.printed}{'' if step.printed.percent else step.unit}"
        for step in relation.figures
    )
    yield judged(
        evidence.plan,
        Family.TIMELINE,
        relation,
        _opinion(relation, target, stricter),
        zh=text,
        en=text.replace("；", "; "),
    )


def _is_stricter(relation: TimelineRelation, step: Figure, target: Figure) -> bool:
    if in_unit(step, target.unit) is None:
        return False
    value = step.value * unit_factor(step.unit, to=target.unit)
    return value < target.value if relation.falling else value > target.value


def _opinion(relation: TimelineRelation, target: Figure, stricter: list[Figure]) -> Opinion:
    if not stricter:
        return agrees("先后要求逐步提高", "later demands are not weaker.")
    earlier = "、".join(f"{step.year}年“{step.zh}”{step.printed}" for step in stricter)
    dates = ", ".join(f"{step.value}{step.unit} in {step.year}" for step in stricter)
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


def check_areas(evidence: Evidence, relation: AreasRelation) -> Iterator[Finding]:
    """Announced goals without an indicator in the table."""
    measured = len(relation.areas) - len(relation.bare)
    yield judged(
        evidence.plan,
        Family.AREAS,
        relation,
        _coverage(relation.bare),
        zh=f"{measured}/{len(relation.areas)}",
    )


def _coverage(bare: tuple[str, ...]) -> Opinion:
    if not bare:
        return agrees("各方面都有指标", "every area has an indicator.")
    return compatible(
        f"指标表中没有指标的方面：{'、'.join(bare)}",
        f"areas without an indicator in the table: {', '.join(bare)}.",
        only_if_zh="这些方面另有办法考核",
        only_if_en="these areas are judged by other means",
    )
