"""Are brackets, operators and units used as the plan says, and alike in table and prose?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from jidi.core.errors import ValueProblem
from jidi.model.plan import Notation, Plan
from jidi.model.plan_figure import Printed, unit_factor
from jidi.model.plan_record import Condition, ConditionKind, Quantity, Target
from jidi.plan.finding import Family, Finding, Opinion, agrees, compatible, contradicts
from jidi.plan.relate.evidence import Evidence
from jidi.plan.shown import shown

_DIMENSIONLESS = (Quantity.INDEX, Quantity.SCORE)


def check_notation(evidence: Evidence) -> Iterator[Finding]:
    """What stands in brackets, and what should, where the plan says what brackets mean."""
    plan = evidence.plan
    if plan.notation is None:
        return
    bracketed = [
        (target, condition)
        for target in plan.targets
        for condition in target.conditions
        if condition.printed.bracketed
    ]
    if plan.notation.brackets != "cumulative":
        return
    rates = [(t, c) for t, c in bracketed if c.kind is ConditionKind.GROWTH]
    if rates:
        yield _rates_in_brackets(plan, plan.notation, rates)
    elif bracketed:
        yield _changes_in_brackets(plan, plan.notation, bracketed)
    missing = [target for target in plan.targets if _lacks_increment(target)]
    if bracketed and missing:
        yield _missing_brackets(plan, plan.notation, missing)


def _rates_in_brackets(
    plan: Plan, notation: Notation, rates: list[tuple[Target, Condition]]
) -> Finding:
    texts = "、".join(str(condition.printed) for _, condition in rates)
    return Finding(
        id="notation:growth",
        plan=plan.id,
        family=Family.NOTATION,
        item=rates[0][0].item,
        zh="括号内写的是年均增速，而不是累计数",
        en="Brackets hold annual growth, not cumulative numbers",
        opinion=contradicts(
            f"表头规定“{notation.zh}”，但{texts}都是年均增速",
            f"the column says '{notation.en}', yet {texts} are annual rates.",
        ),
        printed=tuple((f"{t.id}.growth", str(c.printed)) for t, c in rates),
        at=(*notation.at, *(place for t, _ in rates for place in t.at)),
    )


def _changes_in_brackets(
    plan: Plan, notation: Notation, stated: list[tuple[Target, Condition]]
) -> Finding:
    return Finding(
        id="notation:cumulative",
        plan=plan.id,
        family=Family.NOTATION,
        item=stated[0][0].item,
        zh="括号内为水平的五年变化",
        en="Brackets hold the change of the level over five years",
        opinion=agrees(
            f"“{notation.zh}”：对存量、比率和评分，逐年变化之和即水平之差",
            f"'{notation.en}': for stocks, rates and scores the yearly changes sum up "
            "to the difference of levels.",
        ),
        printed=tuple((f"{t.id}.{c.kind}", str(c.printed)) for t, c in stated),
        at=notation.at,
    )


def _lacks_increment(target: Target) -> bool:
    kinds = {condition.kind for condition in target.conditions}
    return (
        target.source == "table" and target.baseline is not None and kinds == {ConditionKind.LEVEL}
    )


def _missing_brackets(plan: Plan, notation: Notation, missing: list[Target]) -> Finding:
    entries = [(target, _increment_text(target)) for target in missing]
    zh = "；".join(f"{target.zh}应为{text}" for target, text in entries)
    en = "; ".join(f"{target.en}: {text}" for target, text in entries)
    return Finding(
        id="notation:missing",
        plan=plan.id,
        family=Family.NOTATION,
        item=missing[0].item,
        zh="应列累计增量之处没有数字",
        en="No figure stands where a cumulative increment belongs",
        opinion=compatible(
            f"表头规定“{notation.zh}”，这些指标有基数和目标，却无增量",
            f"the column says '{notation.en}'; base and target are there.",
            only_if_zh="空格或“－”表示未列，而不是没有变化",
            only_if_en="a blank or dash means 'not listed', not 'no change'",
        ),
        printed=tuple((f"{t.id}.level", str(t.conditions[0].printed)) for t in missing),
        arithmetic_zh=zh,
        arithmetic_en=en,
        at=tuple(place for target in missing for place in target.at),
    )


def _increment_text(target: Target) -> str:
    printed = target.conditions[0].printed
    base = target.baseline.value if target.baseline is not None else Decimal(0)
    sign = "" if printed.operator.value == "=" else printed.operator.value
    return f"[{sign}{shown(printed.value - base)}]"


def check_wording(evidence: Evidence) -> Iterator[Finding]:
    """Operators, certainty and numbers of the same target in table, prose and boxes."""
    plan = evidence.plan
    for indicator in dict.fromkeys(target.indicator for target in plan.targets):
        for first, second in combinations(plan.stated(indicator), 2):
            if first.year == second.year:
                yield from _two_statements(plan, first, second)


def _two_statements(plan: Plan, first: Target, second: Target) -> Iterator[Finding]:
    for condition in first.conditions:
        other = second.condition(condition.kind)
        if other is None:
            continue
        per_cent = condition.kind in (ConditionKind.GROWTH, ConditionKind.SHARE)
        factor = Decimal(1) if per_cent else _factor(second.unit, first.unit)
        yield Finding(
            id=f"wording:{first.id}:{second.id}:{condition.kind}",
            plan=plan.id,
            family=Family.WORDING,
            item=first.item,
            zh=f"{first.zh}：两处表述",
            en=f"{first.en}: two statements",
            opinion=_same_demand(condition.printed, other.printed, factor, (first, second)),
            printed=(
                (f"{first.id}.{condition.kind}", str(condition.printed)),
                (f"{second.id}.{condition.kind}", str(other.printed)),
            ),
            at=(*first.at, *second.at),
        )


def _factor(unit: str, to: str) -> Decimal | None:
    try:
        return unit_factor(unit, to=to)
    except ValueProblem:
        return None


def _same_demand(
    a: Printed, b: Printed, factor: Decimal | None, records: tuple[Target, Target]
) -> Opinion:
    if factor is None:
        return _other_unit(a, b, tuple(record.unit for record in records))
    if a.value != b.value * factor:
        return _other_number(a, b, factor, records)
    if a.operator.side != b.operator.side or a.hedged != b.hedged:
        return compatible(
            f"数值相同，要求不同：“{a}”与“{b}”",
            f"the same number, but not the same demand: '{a}' and '{b}'.",
            only_if_zh=f"两处是同一要求，“{a}”与“{b}”不加区分",
            only_if_en=f"both mean one demand and '{a}' and '{b}' are not told apart",
        )
    if a.operator is not b.operator:
        return agrees(
            f"同为界限，仅是否含本数不同：“{a}”与“{b}”",
            f"both are bounds; only one includes the number itself: '{a}' and '{b}'.",
        )
    return agrees("两处相同", "both say the same.")


def _other_number(
    a: Printed, b: Printed, factor: Decimal, records: tuple[Target, Target]
) -> Opinion:
    """Different numbers: one may be the other rounded, a looser bound, or an aspiration."""
    zh, en = f"数值不同：{a}与{b}", f"different numbers: {a} and {b}."
    if _is_rounded(a, b, factor):
        return agrees(f"取整后相同：{a}与{b}", f"the same when rounded: {a} and {b}.")
    if _admits(a, b, factor):
        return compatible(
            zh,
            en,
            only_if_zh=f"“{a}”与“{b}”中较宽的一处只是概说",
            only_if_en=f"the looser of '{a}' and '{b}' only speaks in general",
        )
    vague = next((p for p in (a, b) if p.hedged or p.certainty.startswith(_ASPIRING)), None)
    if vague is not None:
        return compatible(
            zh,
            en,
            only_if_zh=f"“{vague}”是约数或更高的努力方向，另一处才是目标",
            only_if_en=f"'{vague}' is an approximation or an aspiration, and the other the target",
        )
    if _in_one_sentence(records):
        return compatible(
            zh,
            en,
            only_if_zh="同一句中的两个数所指不同",
            only_if_en="the two numbers of one sentence mean different things",
        )
    return contradicts(zh, en)


_ASPIRING = "力争"


def _is_rounded(a: Printed, b: Printed, factor: Decimal) -> bool:
    """Whether the coarser of two exact figures is the finer one, rounded."""
    exact = a.operator.side == b.operator.side == "exact" and not (a.hedged or b.hedged)
    finer, coarser = sorted((a.half, b.half * factor))
    if not exact or finer == coarser:
        return False
    mine, theirs = a.allowed, b.allowed * factor
    return theirs.contains(a.value) if a.half == finer else mine.contains(b.value * factor)


def _admits(a: Printed, b: Printed, factor: Decimal) -> bool:
    """Whether one is a bound that the other's number keeps (8.2% and 8%以上)."""
    if a.operator.side in ("lower", "upper") and b.operator.side == "exact":
        return a.allowed.contains(b.value * factor)
    if b.operator.side in ("lower", "upper") and a.operator.side == "exact":
        return (b.allowed * factor).contains(a.value)
    return False


def _in_one_sentence(records: tuple[Target, Target]) -> bool:
    first, second = records
    lines = {place.line for place in first.at}
    apart = "table" in (first.source, second.source)
    return not apart and any(place.line in lines for place in second.at)


def _other_unit(a: Printed, b: Printed, units: tuple[str, ...]) -> Opinion:
    return compatible(
        f"计量单位不能换算：{a}{units[0]}与{b}{units[1]}",
        f"the units cannot be converted: {a} {units[0]} and {b} {units[1]}.",
        only_if_zh="两处以不同单位说同一要求，或所指不同",
        only_if_en="both say one demand in different measures, or mean different things",
    )


def check_units(evidence: Evidence) -> Iterator[Finding]:
    """Units that do not suit what is measured."""
    for target in evidence.plan.targets:
        right = _right_unit(evidence, target)
        printed = target.printed_unit or target.unit
        if right is None or printed == right:
            continue
        wrong = target.quantity in _DIMENSIONLESS or right != target.unit
        yield Finding(
            id=f"unit:{target.id}",
            plan=evidence.plan.id,
            family=Family.UNIT,
            item=target.item,
            zh=f"{target.zh}：计量单位",
            en=f"{target.en}: unit",
            opinion=_misfit(printed, right, wrong=wrong and printed == "%"),
            printed=((f"{target.id}.level", printed),),
            at=target.at,
        )


def _right_unit(evidence: Evidence, target: Target) -> str | None:
    """The unit the indicator is counted in, where it is known to differ from what is printed."""
    if target.printed_unit:
        return target.unit
    for index in evidence.identities.indices:
        named = any(target.zh.endswith(word) for word in index.names)
        if target.unit == "%" and (target.indicator in index.indicators or named):
            return index.unit
    return None


def _misfit(printed: str, right: str, *, wrong: bool) -> Opinion:
    zh = f"印为“{printed}”，而该指标以“{right}”计"
    en = f"printed as '{printed}', but it is counted in '{right}'."
    if wrong:
        return contradicts(zh, en)
    return compatible(
        zh,
        en,
        only_if_zh=f"“{printed}”在此与“{right}”同义",
        only_if_en=f"'{printed}' here means '{right}'",
    )
