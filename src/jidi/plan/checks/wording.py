"""Are brackets, operators and units used as the plan says, and alike in table and prose?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from jidi.model.plan import Notation, Plan
from jidi.model.plan_figure import Printed
from jidi.model.plan_record import Condition, ConditionKind, Quantity, Target
from jidi.plan.finding import Family, Finding, Opinion, agrees, compatible, contradicts
from jidi.plan.shown import shown

_DIMENSIONLESS = (Quantity.INDEX, Quantity.SCORE)


def check_notation(plan: Plan) -> Iterator[Finding]:
    """What stands in brackets, and what should, where the plan says what brackets mean."""
    if plan.notation is None:
        return
    bracketed = [
        (target, condition)
        for target in plan.targets
        for condition in target.conditions
        if condition.printed.bracketed
    ]
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
        zh="应列累计增量之处印为“－”",
        en="A dash stands where a cumulative increment belongs",
        opinion=compatible(
            f"表头规定“{notation.zh}”，这些指标有基数和目标，却无增量",
            f"the column says '{notation.en}'; base and target are there.",
            only_if_zh="“－”表示未列，而不是没有变化",
            only_if_en="a dash means 'not listed', not 'no change'",
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


def check_wording(plan: Plan) -> Iterator[Finding]:
    """Operators, certainty and numbers of the same target in table, prose and boxes."""
    for indicator in dict.fromkeys(target.indicator for target in plan.targets):
        for first, second in combinations(plan.stated(indicator), 2):
            for condition in first.conditions:
                other = second.condition(condition.kind)
                if other is not None and first.unit == second.unit:
                    yield _compared(plan, (first, condition), (second, other))


def _compared(
    plan: Plan, mine: tuple[Target, Condition], theirs: tuple[Target, Condition]
) -> Finding:
    (first, condition), (second, other) = mine, theirs
    return Finding(
        id=f"wording:{first.id}:{second.id}:{condition.kind}",
        plan=plan.id,
        family=Family.WORDING,
        item=first.item,
        zh=f"{first.zh}：两处表述",
        en=f"{first.en}: two statements",
        opinion=_same_demand(condition.printed, other.printed),
        printed=(
            (f"{first.id}.{condition.kind}", str(condition.printed)),
            (f"{second.id}.{condition.kind}", str(other.printed)),
        ),
        at=(*first.at, *second.at),
    )


def _same_demand(a: Printed, b: Printed) -> Opinion:
    if a.value != b.value:
        return contradicts(f"数值不同：{a}与{b}", f"different numbers: {a} and {b}.")
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


def check_units(plan: Plan) -> Iterator[Finding]:
    """Units that do not suit what is measured."""
    for target in plan.targets:
        if not target.printed_unit or target.printed_unit == target.unit:
            continue
        wrong = target.quantity in _DIMENSIONLESS and target.printed_unit == "%"
        yield Finding(
            id=f"unit:{target.id}",
            plan=plan.id,
            family=Family.UNIT,
            item=target.item,
            zh=f"{target.zh}：计量单位",
            en=f"{target.en}: unit",
            opinion=_misfit(target, wrong=wrong),
            printed=((f"{target.id}.level", target.printed_unit),),
            at=target.at,
        )


def _misfit(target: Target, *, wrong: bool) -> Opinion:
    zh = f"印为“{target.printed_unit}”，而该指标以“{target.unit}”计"
    en = f"printed as '{target.printed_unit}', but it is counted in '{target.unit}'."
    if wrong:
        return contradicts(zh, en)
    return compatible(
        zh,
        en,
        only_if_zh=f"“{target.printed_unit}”在此与“{target.unit}”同义",
        only_if_en=f"'{target.printed_unit}' here means '{target.unit}'",
    )
