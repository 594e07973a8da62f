"""Targets of survey scores that lie within the noise of the surveys."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal

from jidi.model.identity import Survey
from jidi.model.plan_record import Target
from jidi.plan.finding import Family, Finding, Opinion, agrees, compatible
from jidi.plan.relate.evidence import Evidence
from jidi.plan.shown import shown

_NINETY_FIVE_PERCENT = Decimal("1.96")


def check_surveys(evidence: Evidence) -> Iterator[Finding]:
    """The gain a score is to make, against the error of the difference of two surveys."""
    for target in evidence.plan.targets:
        survey = _survey(evidence, target)
        if survey is None or target.baseline is None:
            continue
        gain = abs(target.level.printed.value - target.baseline.value)
        if gain == 0:
            continue
        margin = _NINETY_FIVE_PERCENT * survey.deviation * (Decimal(2) / survey.sample).sqrt()
        needed = _answers(survey, gain)
        text = f"1.96 × {survey.deviation} × √(2/{survey.sample}) = {shown(margin)}"
        yield Finding(
            id=f"survey:{target.id}",
            plan=evidence.plan.id,
            family=Family.SURVEY,
            item=target.item,
            zh=f"{target.zh}：五年增幅与调查误差",
            en=f"{target.en}: gain against the error of the survey",
            opinion=_opinion(survey, gain, margin, needed),
            printed=(
                (f"{target.id}.baseline", str(target.baseline)),
                (f"{target.id}.level", str(target.level.printed)),
            ),
            recomputed=margin,
            unit=target.unit,
            arithmetic_zh=f"{text}；2 × (1.96 × {survey.deviation} ÷ {shown(gain)})² = {needed:,}",
            arithmetic_en=f"{text}; 2 × (1.96 × {survey.deviation} ÷ {shown(gain)})² = {needed:,}",
            at=target.at,
        )


def _survey(evidence: Evidence, target: Target) -> Survey | None:
    for survey in evidence.identities.surveys:
        named = any(word in target.zh for word in survey.names)
        if target.indicator in survey.indicators or (named and target.unit in ("分", "%")):
            return survey
    return None


def _answers(survey: Survey, gain: Decimal) -> int:
    """Answers each survey needs so that ``gain`` can be told from chance."""
    exact = 2 * (_NINETY_FIVE_PERCENT * survey.deviation / gain) ** 2
    return int(exact.to_integral_value(ROUND_CEILING))


def _opinion(survey: Survey, gain: Decimal, margin: Decimal, needed: int) -> Opinion:
    if gain >= margin:
        return agrees(
            f"增幅{shown(gain)}大于两次调查之差的误差±{shown(margin)}（{survey.basis_zh}）",
            f"a gain of {shown(gain)} exceeds the error of ±{shown(margin)} between two surveys "
            f"({survey.basis_en}).",
        )
    return compatible(
        f"增幅{shown(gain)}小于两次调查之差的误差±{shown(margin)}，达到与否无从分辨"
        f"（{survey.basis_zh}）",
        f"a gain of {shown(gain)} lies within the error of ±{shown(margin)} between two surveys "
        f"and cannot be told from chance ({survey.basis_en}).",
        only_if_zh=f"两次调查各有{needed:,}份以上答卷",
        only_if_en=f"each survey has {needed:,} answers or more",
    )
