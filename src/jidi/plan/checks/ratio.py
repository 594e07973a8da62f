"""Quotients the plan implies, and those it prints."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jidi.core.measure import Interval
from jidi.model.plan_figure import multiplier
from jidi.model.plan_record import Figure
from jidi.plan.checks.judged import judged
from jidi.plan.demand import HUNDRED
from jidi.plan.finding import Family, Finding, Opinion, agrees, compatible, contradicts
from jidi.plan.relate.evidence import Evidence
from jidi.plan.relate.relation import RatioRelation
from jidi.plan.shown import shown, span


def check_ratio(evidence: Evidence, relation: RatioRelation) -> Iterator[Finding]:
    """The quotient, its change since the base year, and whether it is plausible."""
    over, under = relation.numerator, relation.denominator
    scale = _scale(over, under, relation.unit)
    if under.rounding.low <= 0:
        return
    value, interval = over.value / under.value * scale, over.rounding / under.rounding * scale
    text = f"{over.value}{over.unit} / {under.value}{under.unit} = {shown(value)}{relation.unit}"
    then = _trend(relation, value, years=over.year - evidence.plan.base_year)
    yield judged(
        evidence.plan,
        Family.RATIO,
        relation,
        _opinion(relation, value, interval),
        recomputed=value,
        interval=interval,
        unit=relation.unit,
        zh=f"{text}（按取整 {span(interval)}）" + (f"；{then}" if then else ""),
        en=f"{text} ({span(interval)} with rounding)" + (f"; {then}" if then else ""),
    )


def _scale(over: Figure, under: Figure, unit: str) -> Decimal:
    scale = multiplier(over.unit) / multiplier(under.unit)
    return scale * HUNDRED if unit == "%" else scale


def _trend(relation: RatioRelation, now: Decimal, *, years: int) -> str:
    if relation.base is None or years < 1:
        return ""
    over, under = relation.base
    if over.value <= 0 or under.value <= 0:
        return ""
    before = over.value / under.value * _scale(over, under, relation.unit)
    quotient = f"{over.value}{over.unit} / {under.value}{under.unit}"
    text = f"{over.year}: {quotient} = {shown(before)}{relation.unit}"
    if relation.unit == "%":
        return f"{text}, Δ {shown(now - before)}"
    yearly = (Interval.point(now / before).power(Decimal(1) / years).low - 1) * HUNDRED
    return f"{text}, {shown(yearly)}% p.a."


def _opinion(relation: RatioRelation, value: Decimal, interval: Interval) -> Opinion:
    if relation.stated is not None:
        return _as_printed(relation.stated, value, interval)
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


def _as_printed(stated: Figure, value: Decimal, interval: Interval) -> Opinion:
    if interval.meets(stated.printed.allowed):
        return agrees("与印出的数值相符", "it agrees with what is printed.")
    return contradicts(
        f"印出{stated.printed}，算得{shown(value)}，计入取整误差仍不相符",
        f"printed {stated.printed}, recomputed {shown(value)}; rounding does not explain it.",
    )
