"""Constant prices whose base is not stated, and «cumulative» said of a single year."""

from __future__ import annotations

from collections.abc import Iterator

from jidi.model.identity import ConstantPrices
from jidi.model.plan_record import Fact, Figure
from jidi.plan.finding import Family, Finding, Opinion, compatible
from jidi.plan.relate.evidence import Evidence
from jidi.plan.relate.relation import places_of

_FLOWS = ("元", "件")


def check_prices(evidence: Evidence) -> Iterator[Finding]:
    """One finding for each indicator at constant prices of a base that is not stated."""
    for prices in evidence.identities.constant_prices:
        groups: dict[str, list[Figure]] = {}
        for stated in evidence.stated:
            figure = stated.figure
            known = figure.indicator in prices.indicators
            named = any(figure.zh.endswith(word) for word in prices.names)
            if stated.role in ("fact", "baseline", "level") and (known or named):
                groups.setdefault(figure.indicator, []).append(figure)
        for indicator, figures in groups.items():
            bases = {figure.price_base for figure in figures}
            if any(not base or "未注明" in base for base in bases):
                yield _unpriced(evidence, prices, indicator, figures)


def _unpriced(
    evidence: Evidence, prices: ConstantPrices, indicator: str, figures: list[Figure]
) -> Finding:
    first = figures[0]
    return Finding(
        id=f"prices:{indicator}",
        plan=evidence.plan.id,
        family=Family.PRICES,
        item=first.item,
        zh=f"{first.zh}：价格基期",
        en=f"{first.en}: price base",
        opinion=_condition(evidence, prices, figures),
        printed=tuple((figure.ref, str(figure.printed)) for figure in figures),
        at=places_of(figures),
    )


def _condition(evidence: Evidence, prices: ConstantPrices, figures: list[Figure]) -> Opinion:
    base, target = evidence.plan.base_year, evidence.plan.target_year
    before, after = prices.base_of(base), prices.base_of(target)
    changes = before != after and before is not None
    has_target = any(figure.year >= target for figure in figures)
    zh = "按不变价计算，而规划未注明价格基期"
    en = "it stands at constant prices; the plan names no base."
    if changes:
        zh += f"；{base}年通行{before}年不变价，{target}年为{after}年不变价，两者不可比"
        en += f" Prices of {before} were in use in {base}, those of {after} are in {target}."
    if not has_target:
        zh += f"；也没有{target}年目标"
        en += f" There is no target for {target} either."
        return compatible(
            zh,
            en,
            only_if_zh="该基数只作现状说明，不据以衡量进展",
            only_if_en="the figure only describes the situation and no progress is measured by it",
        )
    return compatible(
        zh,
        en,
        only_if_zh="基数、目标与实际值都按同一年的不变价计算",
        only_if_en="base, target and later values all stand at the prices of one year",
    )


def check_cumulative(evidence: Evidence) -> Iterator[Finding]:
    """累计 before the flow of one year."""
    for fact in evidence.plan.facts:
        if fact.kind == "level" and fact.unit.endswith(_FLOWS) and _says_cumulative(fact):
            figure = evidence.plan.figure(fact.id)
            yield Finding(
                id=f"period:{fact.id}",
                plan=evidence.plan.id,
                family=Family.PERIOD,
                item=fact.item,
                zh=f"{fact.zh}：单年数值称“累计”",
                en=f"{fact.en}: a single year's value called cumulative",
                opinion=compatible(
                    f"{fact.year}年的数值写作“累计”",
                    f"the value of {fact.year} is called cumulative.",
                    only_if_zh=f"“累计”指{fact.year}年1至12月累计，而不是五年累计",
                    only_if_en=f"it adds up January to December of {fact.year}, not five years",
                ),
                printed=((figure.ref, str(figure.printed)),),
                at=fact.at,
            )


def _says_cumulative(fact: Fact) -> bool:
    return any("累计" in place.text for place in fact.at) or fact.zh.startswith("累计")
