"""Sums: parts against their whole, against a hundred per cent, against the printed expression."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jidi.core.errors import ValueProblem
from jidi.core.measure import Interval
from jidi.model.plan_figure import unit_factor
from jidi.plan.checks.increment import spread
from jidi.plan.checks.judged import judged
from jidi.plan.finding import Family, Finding, Opinion, agrees, compatible, contradicts
from jidi.plan.relate.evidence import Evidence
from jidi.plan.relate.relation import SumRelation
from jidi.plan.shown import shown


def check_sum(evidence: Evidence, relation: SumRelation) -> Iterator[Finding]:
    """The parts of one relation, added up."""
    factors = _factors(relation)
    if factors is None:
        return
    parts = tuple(zip(relation.parts, factors, strict=True))
    numbers = [part.value * factor for part, factor in parts] or list(relation.terms)
    total = sum(numbers, Decimal(0))
    interval = sum((spread(part) * factor for part, factor in parts), Interval.point(0))
    unit = relation.parts[0].unit if relation.parts else "个"
    text = f"{' + '.join(shown(number, 4) for number in numbers)} = {shown(total, 4)}{unit}"
    yield judged(
        evidence.plan,
        Family.SUM,
        relation,
        _opinion(relation, total, interval),
        recomputed=total,
        interval=interval if parts else None,
        unit=unit,
        zh=text,
    )


def _factors(relation: SumRelation) -> tuple[Decimal, ...] | None:
    """What each part is multiplied by to stand in the first part's unit."""
    try:
        return tuple(unit_factor(p.unit, to=relation.parts[0].unit) for p in relation.parts)
    except ValueProblem:
        return None


def _opinion(relation: SumRelation, total: Decimal, interval: Interval) -> Opinion:
    if relation.whole is not None and not interval.meets(_whole(relation)):
        return contradicts(
            f"合计不等于印出的{relation.whole.printed}",
            f"they do not add up to the printed {relation.whole.printed}.",
        )
    if relation.total is not None and not interval.contains(relation.total):
        return contradicts(
            f"各部分合计不是{relation.total}%", f"the parts do not add up to {relation.total} %."
        )
    if relation.terms and relation.parts and not _as_told(relation):
        return contradicts(
            f"“{relation.expression}”与逐项所列不符",
            f"'{relation.expression}' differs from what is told one by one.",
        )
    if not relation.named:
        return _unnamed(relation, total)
    return agrees("合计相符", "they add up.")


def _whole(relation: SumRelation) -> Interval:
    whole = relation.whole
    if whole is None:
        return Interval.point(0)
    return spread(whole) * unit_factor(whole.unit, to=relation.parts[0].unit)


def _as_told(relation: SumRelation) -> bool:
    return list(relation.terms) == [part.value for part in relation.parts]


def _unnamed(relation: SumRelation, total: Decimal) -> Opinion:
    zh, en = "能够相加，但规划没有写明各部分所指", "they add up, but the plan names no member."
    if relation.divisions is not None and relation.divisions != total:
        zh += f"；下辖市级行政区为{relation.divisions}个"
        en += f" There are {relation.divisions} cities."
    return compatible(
        zh,
        en,
        only_if_zh=f"这{shown(total)}个节点在别处写明",
        only_if_en=f"the {shown(total)} nodes are named elsewhere",
    )
