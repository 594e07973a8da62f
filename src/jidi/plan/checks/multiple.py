"""Comparisons with an earlier year: 增长了N倍, 是…的N倍, 翻番."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from jidi.core.measure import Interval
from jidi.model.plan_record import Figure
from jidi.plan.checks.judged import judged
from jidi.plan.finding import Family, Finding, Opinion, agrees, compatible, contradicts
from jidi.plan.relate.evidence import Evidence
from jidi.plan.relate.multiples import divisor_text, implied_base, ratio_to_base
from jidi.plan.relate.relation import Earlier, MultipleRelation
from jidi.plan.shown import shown, span


@dataclass(frozen=True)
class _Outcome:
    opinion: Opinion
    text: str = ""
    value: Decimal | None = None
    interval: Interval | None = None
    unit: str = ""


def check_multiple(evidence: Evidence, relation: MultipleRelation) -> Iterator[Finding]:
    """The printed multiple against an earlier value, or the reading an outside figure allows."""
    if relation.earlier is not None and relation.earlier.interval.low > 0:
        outcome = _against(relation, relation.earlier)
    elif _has_two_readings(relation) and relation.later is not None and not relation.unpriced:
        outcome = _by_reading(relation.now, relation.multiple, relation.later)
    else:
        outcome = _unverifiable(relation)
    text = outcome.text
    yield judged(
        evidence.plan,
        Family.MULTIPLE,
        relation,
        _priced(relation, outcome.opinion),
        recomputed=outcome.value,
        interval=outcome.interval,
        unit=outcome.unit,
        zh=text,
        en=text.replace("；", "; ").replace("（", " (").replace("）", ")"),
    )


def _has_two_readings(relation: MultipleRelation) -> bool:
    """增长了N倍 may be meant as growth by N times or to N times; a growth in per cent may not."""
    return relation.wording == "grew_by" and relation.multiple.unit != "%"


def _against(relation: MultipleRelation, earlier: Earlier) -> _Outcome:
    now, multiple = relation.now, relation.multiple
    ratio, interval = now.value / earlier.value, now.rounding / earlier.interval
    start = f"{earlier.text}；" if earlier.text else ""
    text = f"{start}{now.value} / {shown(earlier.value)} = {shown(ratio)}（{span(interval)}）"
    outside = any(figure.outside for figure in earlier.figures)
    opinion = _compared(relation, multiple, interval, outside=outside)
    return _Outcome(opinion, text, ratio, interval, "倍")


def _compared(
    relation: MultipleRelation, multiple: Figure, interval: Interval, *, outside: bool
) -> Opinion:
    doubled = multiple.printed.half == 0 and multiple.printed.operator.side == "exact"
    # 翻番 says that it at least doubled.
    allowed = Interval.above(multiple.value, closed=True) if doubled else multiple.printed.allowed
    if interval.meets(ratio_to_base(multiple, allowed, wording=relation.wording)):
        zh = "达到翻番" if doubled and multiple.value == 2 else "与印出的倍数相符"
        return agrees(zh, "the multiple holds.")
    if _has_two_readings(relation) and interval.meets(allowed):
        return compatible(
            f"按增加的倍数理解不符，作“是{multiple.printed}倍”则相符",
            f"read as growth by {multiple.printed} times it does not hold, read as "
            f"'is {multiple.printed} times' it does.",
            only_if_zh=f"“增长了{multiple.printed}倍”意为“是{multiple.printed}倍”",
            only_if_en=f"'grew by {multiple.printed} times' means 'is {multiple.printed} times'",
        )
    if outside or multiple.printed.hedged:
        return compatible(
            "与规划之外公布的早期数值不符",
            "an earlier value published outside the plan does not fit.",
            only_if_zh="早期数值口径或价格不同",
            only_if_en="the earlier value differs in scope or prices",
        )
    return contradicts("倍数不符", "the multiple does not hold.")


def _by_reading(now: Figure, multiple: Figure, later: Figure) -> _Outcome:
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
        return _Outcome(opinion, text, grew)
    if fits:
        opinion = compatible(
            "两种读法都说得通",
            "both readings are possible.",
            only_if_zh=f"“增长了{multiple.printed}倍”按增加的倍数理解",
            only_if_en=f"'grew {multiple.printed} times' means grew by that many times",
        )
        return _Outcome(opinion, text)
    opinion = compatible(
        f"两种读法推得的基数都高于{later.year}年公布的数",
        f"under both readings the earlier value exceeds that published for {later.year}.",
        only_if_zh=f"{later.year}年公布的{later.value}口径不同",
        only_if_en=f"the {later.value} published for {later.year} differ in scope",
    )
    return _Outcome(opinion, text)


def _unverifiable(relation: MultipleRelation) -> _Outcome:
    """What the earlier value would have to be."""
    now, multiple = relation.now, relation.multiple
    value, spread = implied_base(now, multiple, wording=relation.wording)
    divisor = divisor_text(multiple, wording=relation.wording)
    text = f"{now.value} ÷ {divisor} = {shown(value)}{now.unit}"
    if multiple.printed.half:
        text += f"（{span(spread)}）"
    at_most = multiple.printed.half == 0
    opinion = compatible(
        "没有可用的早期数值，无法核对",
        "no earlier value is given: not verifiable.",
        only_if_zh=f"早期数值{'不高于' if at_most else '约为'}{shown(value)}{now.unit}",
        only_if_en=f"the earlier value was {'at most' if at_most else 'about'} {shown(value)} "
        f"{now.unit}",
    )
    return _Outcome(opinion, text, value, None, now.unit)


def _priced(relation: MultipleRelation, opinion: Opinion) -> Opinion:
    """Constant prices of a base that is not stated: nothing can be verified across years."""
    if not relation.unpriced:
        return opinion
    return compatible(
        "按不变价计算而未注明价格基期，两年可能不同价，无法核对",
        "constant prices of a base that is not stated; they may differ between the years: not "
        "verifiable.",
        only_if_zh="两年按同一年的不变价计算",
        only_if_en="both years stand at the prices of one year",
    )
