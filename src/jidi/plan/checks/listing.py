"""Headline numbers against the names listed for them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jidi.model.plan_record import Figure
from jidi.plan.checks.judged import judged
from jidi.plan.finding import Family, Finding, Opinion, agrees, compatible, contradicts
from jidi.plan.relate.evidence import Evidence
from jidi.plan.relate.relation import CountRelation
from jidi.plan.shown import shown


def check_count(evidence: Evidence, relation: CountRelation) -> Iterator[Finding]:
    """A headline number against the names listed for it."""
    headline, listed = relation.headline, len(relation.listed)
    text = f"{headline.value} − {listed} = {shown(headline.value - listed)}"
    yield judged(
        evidence.plan,
        Family.COUNT,
        relation,
        _opinion(relation, headline, relation.listed_as),
        recomputed=Decimal(listed),
        unit=headline.unit,
        zh=f"{text}（所列：{'、'.join(relation.listed)}）",
        en=f"{text} (listed: {', '.join(relation.listed)})",
    )


def _opinion(relation: CountRelation, headline: Figure, listed_as: Figure | None) -> Opinion:
    listed = len(relation.listed)
    if listed_as is not None and not listed_as.printed.allowed.contains(listed):
        return contradicts(
            f"所列{listed}项，却印为{listed_as.printed}",
            f"{listed} are listed, but {listed_as.printed} is printed.",
        )
    if headline.printed.allowed.contains(listed):
        return agrees("个数与所列相符", "the number equals the list.")
    if headline.value < listed:
        return contradicts("所列多于印出的个数", "more are listed than the number says.")
    names_zh = f"（{'、'.join(relation.missing)}）" if relation.missing else ""
    names_en = f" ({', '.join(relation.missing)})" if relation.missing else ""
    left = shown(headline.value - listed)
    return compatible(
        f"印出{headline.printed}，只列{listed}项",
        f"{headline.printed} are printed, {listed} are listed.",
        only_if_zh=f"未列的{left}项{names_zh}另行安排",
        only_if_en=f"the {left} not listed{names_en} are provided for elsewhere",
    )
