"""Where a printed number comes from, and what is left of it beside a stated part."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jidi.core.errors import ValueProblem
from jidi.core.measure import Interval
from jidi.model.plan_figure import unit_factor
from jidi.model.plan_record import Figure
from jidi.plan.checks.judged import judged
from jidi.plan.finding import Family, Finding, Opinion, agrees, compatible, contradicts
from jidi.plan.relate.evidence import Evidence
from jidi.plan.relate.relation import RemainderRelation, ReproduceRelation
from jidi.plan.shown import shown


def check_reproduce(evidence: Evidence, relation: ReproduceRelation) -> Iterator[Finding]:
    """A printed number against the ways in which stated parts could make it."""
    whole = relation.whole
    totals = [sum((part.value for part in way), Decimal(0)) for way in relation.ways]
    lines = []
    for way, total in zip(relation.ways, totals, strict=True):
        sign = "" if total == whole.value else f" ≠ {whole.value}"
        lines.append(f"{' + '.join(str(part.value) for part in way)} = {shown(total)}{sign}")
    yield judged(
        evidence.plan,
        Family.REPRODUCE,
        relation,
        _origin(whole, totals),
        recomputed=totals[0],
        interval=Interval.point(totals[0]),
        unit=whole.unit,
        zh="；".join(lines),
        en="; ".join(lines),
    )


def _origin(whole: Figure, totals: list[Decimal]) -> Opinion:
    if whole.value in totals:
        return agrees("可由所列数字相加得出", "stated figures add up to it.")
    first = whole.value - totals[0]
    step = _roundness(whole.value)
    near = [total for total in totals if abs(whole.value - total) * 2 <= step]
    rounded_zh = f"{near[0]}取整到{step}即为{whole.printed}，或" if near else ""
    rounded_en = f"{near[0]} was rounded to whole {step}s, or " if near else ""
    gap_zh = f"另有{shown(first)}{whole.unit}未在规划中列出" if first > 0 else "各数口径不同"
    gap_en = (
        f"another {shown(first)} exist that the plan does not list"
        if first > 0
        else "the figures differ in scope"
    )
    return compatible(
        f"所列数字相加都得不出，首种算法相差{shown(abs(first))}",
        f"no way of adding stated figures gives it; the first is {shown(abs(first))} off.",
        only_if_zh=rounded_zh + gap_zh,
        only_if_en=rounded_en + gap_en,
    )


def _roundness(value: Decimal) -> Decimal:
    """The largest power of ten that divides a whole number: 1000 of 6000."""
    step = Decimal(1)
    while value and value % (step * 10) == 0:
        step *= 10
    return step


def check_remainder(evidence: Evidence, relation: RemainderRelation) -> Iterator[Finding]:
    """What is left of a whole beside its stated part, and whether other figures fit into it."""
    whole, part = relation.whole, relation.part
    try:
        factor = unit_factor(part.unit, to=whole.unit)
    except ValueProblem:
        return
    left = whole.value - part.value * factor
    room = whole.rounding - part.rounding * factor
    inside = sum((f.value for f in relation.maybe), Decimal(0))
    text = f"{whole.value} − {shown(part.value * factor, 4)} = {shown(left)}"
    others = " + ".join(str(f.value) for f in relation.maybe)
    more = f"{others} = {shown(inside)}" if others else ""
    yield judged(
        evidence.plan,
        Family.REMAINDER,
        relation,
        _rest(relation, left, inside, exceeds=room.high < 0),
        recomputed=left,
        unit=whole.unit,
        zh=f"{text}；{more}" if more else text,
        en=f"{text}; {more}" if more else text,
    )


def _rest(relation: RemainderRelation, left: Decimal, inside: Decimal, *, exceeds: bool) -> Opinion:
    if exceeds:
        return contradicts("其中项大于总数", "the part exceeds the whole.")
    if not relation.maybe:
        return agrees("其中项小于总数", "the part is smaller than the whole.")
    if inside <= left:
        return compatible(
            "另列各项可能在总数之内，也可能在外，原文未说明",
            "the other figures may lie inside the whole or outside; the plan does not say.",
            only_if_zh=f"余下的{shown(left)}另有所指，或含另列的{shown(inside)}",
            only_if_en=f"the remaining {shown(left)} are others, or hold the {shown(inside)} "
            "listed beside them",
        )
    return agrees(
        "另列各项多于余数，必不全在总数之内",
        "the other figures exceed the remainder, so they cannot all lie inside.",
    )
