"""Comparisons with an earlier year: 增长了N倍, 是…的N倍, 翻番."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import prod

from jidi.core.measure import Interval
from jidi.model.plan import Plan
from jidi.model.plan_record import Figure
from jidi.model.plan_relation import MultipleRelation
from jidi.plan.checks.whole import printed_of
from jidi.plan.demand import HUNDRED
from jidi.plan.finding import Family, Finding, Opinion, agrees, compatible, contradicts
from jidi.plan.shown import shown, span

Outcome = tuple[Opinion, str, Decimal | None, Interval | None]


def check_multiple(plan: Plan, relation: MultipleRelation) -> Iterator[Finding]:
    """The printed multiple against an earlier value, or the reading an outside figure allows."""
    opinion, text, value, interval = _outcome(plan, relation)
    figures = [plan.figure(ref) for ref in relation.refs()]
    yield Finding(
        id=f"multiple:{relation.id}",
        plan=plan.id,
        family=Family.MULTIPLE,
        item=relation.item,
        zh=relation.zh,
        en=relation.en,
        opinion=opinion,
        printed=printed_of(figures),
        recomputed=value,
        interval=interval,
        unit="倍" if value is not None and relation.base_product else "",
        arithmetic_zh=text,
        arithmetic_en=text.replace("；", "; ").replace("（", " (").replace("）", ")"),
        at=tuple(dict.fromkeys(place for figure in figures for place in figure.at)),
    )


def _outcome(plan: Plan, relation: MultipleRelation) -> Outcome:
    now, multiple = plan.figure(relation.now), plan.figure(relation.multiple)
    if relation.base_product:
        return _against_base(plan, relation, now, multiple)
    if relation.later is not None:
        return _by_reading(now, multiple, plan.figure(relation.later))
    return _unverifiable(relation, now)


def _against_base(plan: Plan, relation: MultipleRelation, now: Figure, multiple: Figure) -> Outcome:
    over = [plan.figure(ref) for ref in relation.base_product]
    under = [plan.figure(ref) for ref in relation.base_divisors]
    base = _point(over) / _point(under)
    interval = now.rounding / (_spread(over) / _spread(under))
    ratio = now.value / base
    text = (
        f"{' × '.join(str(f.value) for f in over)}"
        f"{''.join(f' ÷ {f.printed}' for f in under)} = {shown(base)}；"
        f"{now.value} / {shown(base)} = {shown(ratio)}（{span(interval)}）"
    )
    doubled = multiple.printed.text == "翻番"
    wanted = Interval.above(2, closed=True) if doubled else multiple.rounding
    if interval.meets(wanted):
        word = "达到翻番" if doubled else "与印出的倍数相符"
        return agrees(word, "the multiple holds."), text, ratio, interval
    return contradicts("倍数不符", "the multiple does not hold."), text, ratio, interval


def _point(figures: list[Figure]) -> Decimal:
    return prod((_number(figure) for figure in figures), start=Decimal(1))


def _spread(figures: list[Figure]) -> Interval:
    total = Interval.point(1)
    for figure in figures:
        total = total * (figure.rounding / (HUNDRED if figure.printed.percent else 1))
    return total


def _number(figure: Figure) -> Decimal:
    return figure.value / HUNDRED if figure.printed.percent else figure.value


def _by_reading(now: Figure, multiple: Figure, later: Figure) -> Outcome:
    """Which of «grew by» and «is times» leaves an earlier value below the later outside figure."""
    grew, times = now.value / (1 + multiple.value), now.value / multiple.value
    text = (
        f"{now.value} ÷ (1 + {multiple.value}) = {shown(grew)}；"
        f"{now.value} ÷ {multiple.value} = {shown(times)}；{later.year}: {later.value}"
    )
    fits = [reading for reading in (grew, times) if reading <= later.value]
    if fits == [grew]:
        opinion = agrees(
            f"“增长了{multiple.printed}倍”指增加的倍数：若作“是……倍”，则高于{later.year}年的数",
            f"it grew by {multiple.printed} times; read as 'is … times', the earlier value would "
            f"exceed that of {later.year}.",
        )
        return opinion, text, grew, None
    if fits:
        opinion = compatible(
            "两种读法都说得通",
            "both readings are possible.",
            only_if_zh=f"“增长了{multiple.printed}倍”按增加的倍数理解",
            only_if_en=f"'grew {multiple.printed} times' means grew by that many times",
        )
        return opinion, text, None, None
    opinion = contradicts(
        f"两种读法推得的基数都高于{later.year}年的数",
        f"under both readings the earlier value exceeds that of {later.year}.",
    )
    return opinion, text, None, None


def _unverifiable(relation: MultipleRelation, now: Figure) -> Outcome:
    if relation.same_prices:
        opinion = compatible(
            "没有可用的早期数值，无法核对",
            "no earlier value is given: not verifiable.",
            only_if_zh="早期的数值确为所印倍数所推得者",
            only_if_en="the earlier value is what the multiple implies",
        )
    else:
        base = now.price_base or "未注明"
        opinion = compatible(
            f"价格基期{base}，两年可能不同价，无法核对",
            "the price base is not stated and may differ between the years: not verifiable.",
            only_if_zh="两年按同一价格计算",
            only_if_en="both years stand at the same prices",
        )
    return opinion, "", None, None
