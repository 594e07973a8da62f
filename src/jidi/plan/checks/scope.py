"""Targets that count more kinds of things than the figure of the base year does."""

from __future__ import annotations

from collections.abc import Iterator

from jidi.core.units import COUNTING_WORDS
from jidi.model.plan_record import Figure, Target
from jidi.plan.finding import Family, Finding, compatible
from jidi.plan.relate.evidence import Evidence
from jidi.plan.relate.names import common_end, parts_of, plain

_SURE = 4


def check_scope(evidence: Evidence) -> Iterator[Finding]:
    """A target for several things without a base, beside a stated number of one of them."""
    tabled = {target.indicator for target in evidence.plan.targets if target.source == "table"}
    for target in evidence.plan.headlines:
        names = parts_of(target.zh)
        if not names or target.baseline is not None or target.unit not in COUNTING_WORDS:
            continue
        for name in names:
            fact = _stated_for(evidence, target, name)
            if fact is not None:
                others = [other for other in names if other != name]
                yield _finding(evidence, target, fact, others, tabled=target.indicator in tabled)
                break


def _stated_for(evidence: Evidence, target: Target, name: str) -> Figure | None:
    for stated in evidence.stated:
        figure = stated.figure
        shared = common_end(name, figure.zh)
        if (
            stated.role == "fact"
            and figure.year == evidence.plan.base_year
            and figure.unit == target.unit
            and not parts_of(figure.zh)
            and shared >= min(len(name), len(plain(figure.zh)), _SURE)
        ):
            return figure
    return None


def _finding(
    evidence: Evidence, target: Target, fact: Figure, others: list[str], *, tabled: bool
) -> Finding:
    rest = "、".join(others)
    beside_zh = "" if tabled else "；该目标只见于正文，不在指标表"
    beside_en = "" if tabled else " The target stands outside the indicator table."
    return Finding(
        id=f"scope:{target.id}",
        plan=evidence.plan.id,
        family=Family.SCOPE,
        item=target.item,
        zh=f"{target.zh}：目标与现状的口径",
        en=f"{target.en}: scope of target and situation",
        opinion=compatible(
            f"目标含{rest}，{fact.year}年的{fact.printed}{fact.unit}只是{fact.zh}{beside_zh}",
            f"the target counts {rest} as well, the {fact.printed} of {fact.year} are only "
            f"'{fact.en}'.{beside_en}",
            only_if_zh=f"{fact.year}年的{rest}另有数字，或基本没有",
            only_if_en=f"{rest} of {fact.year} are counted elsewhere, or there were hardly any",
        ),
        printed=((fact.ref, str(fact.printed)), (f"{target.id}.level", str(target.level.printed))),
        at=tuple(dict.fromkeys((*fact.at, *target.at))),
    )
