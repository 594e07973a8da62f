"""Printed shares against their part and whole."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jidi.core.errors import ValueProblem
from jidi.core.measure import Interval
from jidi.model.plan_figure import Printed, unit_factor
from jidi.plan.checks.judged import judged
from jidi.plan.demand import HUNDRED
from jidi.plan.finding import (
    Family,
    Finding,
    Opinion,
    Verdict,
    agrees,
    compatible,
    contradicts,
)
from jidi.plan.relate.evidence import Evidence
from jidi.plan.relate.relation import ShareRelation
from jidi.plan.shown import shown, span


def check_share(evidence: Evidence, relation: ShareRelation) -> Iterator[Finding]:
    """part / whole against the printed share."""
    part, whole, share = relation.figures
    scale = _scale(part.unit, whole.unit)
    if scale is None or whole.rounding.low <= 0:
        return
    ratio = part.value / whole.value * scale
    interval = part.rounding / whole.rounding * scale
    text = f"{part.value}/{whole.value} = {shown(ratio)}%"
    needed = share.value / scale * whole.value
    room = part.value / share.value * scale if share.value else None
    rest = f"；{part.value} ÷ {share.value}% = {shown(room)}" if room is not None else ""
    opinion = _opinion(ratio, interval, share.printed, outside=part.outside or whole.outside)
    hint_zh, hint_en = _other_year(evidence, relation, opinion)
    yield judged(
        evidence.plan,
        Family.SHARE,
        relation,
        opinion,
        recomputed=ratio,
        interval=interval,
        unit="%",
        zh=f"{text}（按取整 {span(interval)}%）；{share.value}% × {whole.value} = {shown(needed)}"
        f"{rest}{hint_zh}",
        en=f"{text} ({span(interval)} % with rounding); {share.value} % × {whole.value} = "
        f"{shown(needed)}{rest.replace('；', '; ')}{hint_en}",
    )


def _scale(part: str, whole: str) -> Decimal | None:
    try:
        return unit_factor(part, to=whole) * HUNDRED
    except ValueProblem:
        return None


def _opinion(ratio: Decimal, interval: Interval, printed: Printed, *, outside: bool) -> Opinion:
    wanted = printed.allowed
    if interval.meets(wanted) and (printed.operator.side == "exact" or wanted.contains(ratio)):
        return agrees("计入取整误差后相符", "they agree within rounding.")
    if interval.meets(wanted):
        return compatible(
            "仅在取整误差内相符",
            "they agree only within rounding.",
            only_if_zh=f"取整前的比重合于{printed}",
            only_if_en=f"the share before rounding fits {printed}",
        )
    zh = f"印出{printed}，算得{shown(ratio)}%，计入取整误差仍不相符"
    en = f"printed {printed}, recomputed {shown(ratio)} %; rounding does not explain it."
    if outside:
        return compatible(
            zh,
            en,
            only_if_zh="规划之外的数字口径或统计时点不同",
            only_if_en="the figure from outside the plan differs in scope or date",
        )
    if printed.hedged:
        return compatible(
            zh,
            en,
            only_if_zh=f"“{printed}”容得下{shown(ratio)}%",
            only_if_en=f"'{printed}' has room for {shown(ratio)} %",
        )
    return contradicts(zh, en)


def _other_year(evidence: Evidence, relation: ShareRelation, opinion: Opinion) -> tuple[str, str]:
    """The year whose published figures fit a share that its own year does not."""
    if opinion.verdict is not Verdict.CONTRADICTS or relation.share.year > evidence.plan.base_year:
        return "", ""
    part, whole, share = relation.figures
    for year in sorted(evidence.years.get(part.indicator, ()), reverse=True):
        pairs = (
            (over, under)
            for over in evidence.outside(part.indicator, year)
            for under in evidence.outside(whole.indicator, year)
        )
        for over, under in pairs:
            scale = _scale(over.unit, under.unit)
            if year == share.year or scale is None or under.rounding.low <= 0:
                continue
            if (over.rounding / under.rounding * scale).meets(share.printed.allowed):
                ratio = shown(over.value / under.value * scale)
                told = f"{over.value}/{under.value} = {ratio}%"
                return f"；与{year}年公布数相符：{told}", f"; it fits {year} as published: {told}"
    return "", ""
