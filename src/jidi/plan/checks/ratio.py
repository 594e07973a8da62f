"""Quotients the plan implies without printing them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jidi.core.measure import Interval
from jidi.model.plan import Plan
from jidi.model.plan_figure import multiplier
from jidi.model.plan_record import Figure
from jidi.model.plan_relation import RatioRelation
from jidi.plan.checks.whole import printed_of
from jidi.plan.demand import HUNDRED
from jidi.plan.finding import Family, Finding, Opinion, agrees, compatible
from jidi.plan.shown import shown, span


def check_ratio(plan: Plan, relation: RatioRelation) -> Iterator[Finding]:
    """The implied quotient, its change since the base year, and whether it is plausible."""
    over, under = plan.figure(relation.numerator), plan.figure(relation.denominator)
    scale = _scale(over, under, relation.unit)
    value, interval = over.value / under.value * scale, over.rounding / under.rounding * scale
    text = f"{over.value}{over.unit} / {under.value}{under.unit} = {shown(value)}{relation.unit}"
    base = _base_figures(plan, relation)
    then = _trend(base, relation.unit, value, years=over.year - plan.base_year)
    then_zh, then_en = (f"；{then}" if then else "", f"; {then}" if then else "")
    yield Finding(
        id=f"ratio:{relation.id}",
        plan=plan.id,
        family=Family.RATIO,
        item=relation.item,
        zh=relation.zh,
        en=relation.en,
        opinion=_opinion(relation, value, interval),
        printed=printed_of([over, under, *base]),
        recomputed=value,
        interval=interval,
        unit=relation.unit,
        arithmetic_zh=f"{text}（按取整 {span(interval)}）{then_zh}",
        arithmetic_en=f"{text} ({span(interval)} with rounding){then_en}",
        at=tuple(dict.fromkeys((*over.at, *under.at))),
    )


def _scale(over: Figure, under: Figure, unit: str) -> Decimal:
    scale = multiplier(over.unit) / multiplier(under.unit)
    return scale * HUNDRED if unit == "%" else scale


def _base_figures(plan: Plan, relation: RatioRelation) -> list[Figure]:
    refs = (relation.base_numerator, relation.base_denominator)
    return [plan.figure(ref) for ref in refs if ref is not None]


def _trend(base: list[Figure], unit: str, now: Decimal, *, years: int) -> str:
    if not base:
        return ""
    over, under = base
    before = over.value / under.value * _scale(over, under, unit)
    quotient = f"{over.value}{over.unit} / {under.value}{under.unit}"
    text = f"{over.year}: {quotient} = {shown(before)}{unit}"
    if unit == "%":
        return f"{text}, Δ {shown(now - before)}"
    yearly = (Interval.point(now / before).power(Decimal(1) / years).low - 1) * HUNDRED
    return f"{text}, {shown(yearly)}% p.a."


def _opinion(relation: RatioRelation, value: Decimal, interval: Interval) -> Opinion:
    if relation.low is None or relation.high is None:
        return agrees("由所列目标隐含，规划没有写出", "implied by the targets, never stated.")
    bounds = f"{shown(relation.low)}–{shown(relation.high)}{relation.unit}"
    if interval.meets(Interval(relation.low, relation.high)):
        return agrees(
            f"在参考范围{bounds}之内（{relation.basis_zh}）",
            f"within the reference range {bounds} ({relation.basis_en}).",
        )
    return compatible(
        f"在参考范围{bounds}之外（{relation.basis_zh}）",
        f"outside the reference range {bounds} ({relation.basis_en}).",
        only_if_zh=f"{shown(value)}{relation.unit}确属本地实际",
        only_if_en=f"{shown(value)} {relation.unit} is really what is meant here",
    )
