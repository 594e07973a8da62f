"""A judged relation as a finding: the same for every family."""

from __future__ import annotations

from decimal import Decimal

from jidi.core.measure import Interval
from jidi.model.plan import Plan
from jidi.plan.finding import Family, Finding, Opinion
from jidi.plan.relate.relation import Relation


def judged(
    plan: Plan,
    family: Family,
    relation: Relation,
    opinion: Opinion,
    *,
    recomputed: Decimal | None = None,
    interval: Interval | None = None,
    unit: str = "",
    zh: str = "",
    en: str = "",
) -> Finding:
    """The finding about ``relation``.

    :param zh: the calculation in one line; ``en`` the same in English, ``zh`` when not given.
    """
    return Finding(
        id=f"{family.value}:{relation.id}",
        plan=plan.id,
        family=family,
        item=relation.item,
        zh=relation.zh,
        en=relation.en,
        opinion=opinion,
        printed=relation.printed,
        recomputed=recomputed,
        interval=interval,
        unit=unit,
        arithmetic_zh=zh,
        arithmetic_en=en or zh,
        at=relation.at,
    )
