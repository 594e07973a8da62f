"""Where a printed number comes from, and what is left of it beside a stated part."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jidi.core.measure import Interval
from jidi.model.plan import Plan
from jidi.model.plan_relation import RemainderRelation, ReproduceRelation
from jidi.plan.checks.whole import printed_of
from jidi.plan.finding import Family, Finding, Opinion, agrees, compatible, contradicts
from jidi.plan.shown import shown


def check_reproduce(plan: Plan, relation: ReproduceRelation) -> Iterator[Finding]:
    """A printed number against the ways in which stated parts could make it."""
    whole = plan.figure(relation.whole)
    ways = [[plan.figure(ref) for ref in way] for way in relation.candidates]
    sums = [sum((part.rounding for part in way), Interval.point(0)) for way in ways]
    found = any(total.meets(whole.rounding) for total in sums)
    totals = [sum((part.value for part in way), Decimal(0)) for way in ways]
    lines = [
        f"{' + '.join(str(part.value) for part in way)} = {shown(total)} ≠ {whole.value}"
        if not total_interval.meets(whole.rounding)
        else f"{' + '.join(str(part.value) for part in way)} = {shown(total)}"
        for way, total, total_interval in zip(ways, totals, sums, strict=True)
    ]
    yield Finding(
        id=f"reproduce:{relation.id}",
        plan=plan.id,
        family=Family.REPRODUCE,
        item=relation.item,
        zh=relation.zh,
        en=relation.en,
        opinion=_origin(found, gap=whole.value - totals[0], unit=whole.unit),
        printed=printed_of([whole, *dict.fromkeys(part for way in ways for part in way)]),
        recomputed=totals[0],
        interval=sums[0],
        unit=whole.unit,
        arithmetic_zh="；".join(lines),
        arithmetic_en="; ".join(lines),
        at=tuple(dict.fromkeys((*whole.at, *(p for way in ways for f in way for p in f.at)))),
    )


def _origin(found: bool, *, gap: Decimal, unit: str) -> Opinion:
    if found:
        return agrees("可由所列数字相加得出", "stated figures add up to it.")
    return compatible(
        f"所列数字都得不出，首种算法尚差{shown(gap)}",
        f"no way of adding stated figures gives it; the first leaves {shown(gap)} open.",
        only_if_zh=f"另有{shown(gap)}{unit}未在规划中列出",
        only_if_en=f"another {shown(gap)} exist that the plan does not list",
    )


def check_remainder(plan: Plan, relation: RemainderRelation) -> Iterator[Finding]:
    """What is left of a whole beside its stated part, and whether other figures fit into it."""
    whole, part = plan.figure(relation.whole), plan.figure(relation.part)
    maybe = [plan.figure(ref) for ref in relation.maybe]
    left, inside = whole.value - part.value, sum((f.value for f in maybe), Decimal(0))
    text = f"{whole.value} − {part.value} = {shown(left)}"
    yield Finding(
        id=f"remainder:{relation.id}",
        plan=plan.id,
        family=Family.REMAINDER,
        item=relation.item,
        zh=relation.zh,
        en=relation.en,
        opinion=_rest(left, inside),
        printed=printed_of([whole, part, *maybe]),
        recomputed=left,
        unit=whole.unit,
        arithmetic_zh=f"{text}；{' + '.join(str(f.value) for f in maybe)} = {shown(inside)}",
        arithmetic_en=f"{text}; {' + '.join(str(f.value) for f in maybe)} = {shown(inside)}",
        at=tuple(dict.fromkeys(p for f in (whole, part, *maybe) for p in f.at)),
    )


def _rest(left: Decimal, inside: Decimal) -> Opinion:
    if left < 0:
        return contradicts("其中项大于总数", "the part exceeds the whole.")
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
