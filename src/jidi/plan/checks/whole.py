"""Parts and wholes: shares, sums and lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from jidi.core.measure import Interval
from jidi.model.plan import Plan
from jidi.model.plan_figure import Printed
from jidi.model.plan_record import Figure
from jidi.model.plan_relation import (
    CountRelation,
    ShareRelation,
    SumRelation,
)
from jidi.plan.checks.growth import with_binding
from jidi.plan.demand import HUNDRED
from jidi.plan.finding import Family, Finding, Opinion, agrees, compatible, contradicts
from jidi.plan.shown import shown, span


def printed_of(figures: Iterable[Figure]) -> tuple[tuple[str, str], ...]:
    """References and printed texts of the figures."""
    return tuple((figure.ref, str(figure.printed)) for figure in figures)


def check_share(plan: Plan, relation: ShareRelation) -> Iterator[Finding]:
    """part / whole against the printed share."""
    part, whole, share = (plan.figure(ref) for ref in relation.refs())
    ratio = part.value / whole.value * HUNDRED
    interval = part.rounding / whole.rounding * HUNDRED
    text = f"{part.value}/{whole.value} = {shown(ratio)}%"
    needed = share.value / HUNDRED * whole.value
    room = part.value / share.value * HUNDRED
    finding = Finding(
        id=f"share:{relation.id}",
        plan=plan.id,
        family=Family.SHARE,
        item=relation.item,
        zh=relation.zh,
        en=relation.en,
        opinion=_share(ratio, interval, share.printed),
        printed=printed_of((part, whole, share)),
        recomputed=ratio,
        interval=interval,
        unit="%",
        arithmetic_zh=f"{text}（按取整 {span(interval)}%）；{share.value}% × {whole.value} = "
        f"{shown(needed)}；{part.value} ÷ {share.value}% = {shown(room)}",
        arithmetic_en=f"{text} ({span(interval)} % with rounding); {share.value} % × {whole.value} "
        f"= {shown(needed)}; {part.value} ÷ {share.value} % = {shown(room)}",
        at=(*part.at, *whole.at, *share.at),
    )
    forward = any(target.indicator == part.indicator for target in plan.targets)
    planned = share.year == plan.target_year and forward
    yield with_binding(finding, plan, part.indicator) if planned else finding


def _share(ratio: Decimal, interval: Interval, printed: Printed) -> Opinion:
    wanted = printed.allowed
    if not interval.meets(wanted):
        return contradicts(
            f"印出{printed}，算得{shown(ratio)}%，计入取整误差仍不相符",
            f"printed {printed}, recomputed {shown(ratio)} %; rounding does not explain it.",
        )
    if printed.operator.side == "exact" or wanted.contains(ratio):
        return agrees("计入取整误差后相符", "they agree within rounding.")
    return compatible(
        "仅在取整误差内相符",
        "they agree only within rounding.",
        only_if_zh=f"取整前的比重合于{printed}",
        only_if_en=f"the share before rounding fits {printed}",
    )


def check_sum(plan: Plan, relation: SumRelation) -> Iterator[Finding]:
    """Parts against their whole, against a hundred per cent, or merely added up."""
    parts = [plan.figure(ref) for ref in relation.parts]
    total = sum((part.value for part in parts), Decimal(0))
    interval = sum((part.rounding for part in parts), Interval.point(0))
    whole = plan.figure(relation.whole) if relation.whole else None
    text = f"{' + '.join(str(part.value) for part in parts)} = {shown(total)}{parts[0].unit}"
    yield Finding(
        id=f"sum:{relation.id}",
        plan=plan.id,
        family=Family.SUM,
        item=relation.item,
        zh=relation.zh,
        en=relation.en,
        opinion=_total(relation, parts, interval, whole),
        printed=printed_of([*parts, *([whole] if whole else [])]),
        recomputed=total,
        interval=interval,
        unit=parts[0].unit,
        arithmetic_zh=text,
        arithmetic_en=text,
        at=tuple(dict.fromkeys(place for part in parts for place in part.at)),
    )


def _total(
    relation: SumRelation, parts: list[Figure], interval: Interval, whole: Figure | None
) -> Opinion:
    if whole is not None and not interval.meets(whole.rounding):
        return contradicts(
            f"合计不等于印出的{whole.printed}",
            f"they do not add up to the printed {whole.printed}.",
        )
    if all(part.unit == "%" for part in parts) and not interval.contains(HUNDRED):
        return contradicts("各部分合计不是100%", "the parts do not add up to 100 %.")
    if relation.notation:
        numbers = [Decimal(n) for n in re.findall(r"\d+(?:\.\d+)?", relation.notation)]
        if numbers != [part.value for part in parts]:
            return contradicts(
                f"“{relation.notation}”与逐项所列不符",
                f"'{relation.notation}' differs from what is listed.",
            )
    if not relation.named:
        return compatible(
            "能够相加，但规划没有写明各部分所指",
            "they add up, but the plan names no member.",
            only_if_zh="各部分所指另有文件写明",
            only_if_en="another document names the members",
        )
    return agrees("合计相符", "they add up.")


def check_count(plan: Plan, relation: CountRelation) -> Iterator[Finding]:
    """A headline number against the names listed for it."""
    headline = plan.figure(relation.headline)
    listed_as = plan.figure(relation.listed_as) if relation.listed_as else None
    difference = headline.value - len(relation.listed)
    text = f"{headline.value} − {len(relation.listed)} = {shown(difference)}"
    yield Finding(
        id=f"count:{relation.id}",
        plan=plan.id,
        family=Family.COUNT,
        item=relation.item,
        zh=relation.zh,
        en=relation.en,
        opinion=_listing(relation, headline, listed_as),
        printed=printed_of([headline, *([listed_as] if listed_as else [])]),
        recomputed=Decimal(len(relation.listed)),
        unit=headline.unit,
        arithmetic_zh=f"{text}（所列：{'、'.join(relation.listed)}）",
        arithmetic_en=f"{text} (listed: {', '.join(relation.listed)})",
        at=(*headline.at, *relation.at),
    )


def _listing(relation: CountRelation, headline: Figure, listed_as: Figure | None) -> Opinion:
    listed = len(relation.listed)
    if listed_as is not None and listed_as.value != listed:
        return contradicts(
            f"所列{listed}项，却印为{listed_as.printed}",
            f"{listed} are listed, but {listed_as.printed} is printed.",
        )
    if headline.value == listed:
        return agrees("个数与所列相符", "the number equals the list.")
    if headline.value < listed:
        return contradicts("所列多于印出的个数", "more are listed than the number says.")
    missing = [name for name in relation.expected if name not in relation.listed]
    names_zh = f"（{'、'.join(missing)}）" if missing else ""
    names_en = f" ({', '.join(missing)})" if missing else ""
    left = shown(headline.value - listed)
    return compatible(
        f"印出{headline.printed}，只列{listed}项",
        f"{headline.printed} are printed, {listed} are listed.",
        only_if_zh=f"未列的{left}项{names_zh}另行安排",
        only_if_en=f"the {left} not listed{names_en} are provided for elsewhere",
    )
