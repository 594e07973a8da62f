"""Coverage goals that the situation already states, here or of a related thing."""

from __future__ import annotations

from collections.abc import Iterator

from jidi.plan.finding import Family, Finding, Opinion, compatible
from jidi.plan.relate.coverages import Cover, covers
from jidi.plan.relate.evidence import Evidence


def check_covered(evidence: Evidence) -> Iterator[Finding]:
    """Full coverage as a goal, where the base year already states it or a related one in full."""
    found = covers(evidence)
    base_year = evidence.plan.base_year
    now = [c for c in found if c.full and c.stated.role == "fact" and c.figure.year <= base_year]
    goals = [c for c in found if c.full and c.stated.role == "level"]
    seen: set[tuple[str, str]] = set()
    for goal in goals:
        relatives = evidence.identities.relatives(goal.coverage)
        for fact in now:
            same = fact.coverage == goal.coverage
            if not same and fact.coverage not in relatives:
                continue
            key = (fact.figure.ref, goal.figure.indicator)
            if key in seen or (same and fact.figure.indicator == goal.figure.indicator):
                continue  # the same indicator is judged by its number
            seen.add(key)
            yield _finding(evidence, goal, fact, same=same)


def _finding(evidence: Evidence, goal: Cover, fact: Cover, *, same: bool) -> Finding:
    year = evidence.plan.base_year
    return Finding(
        id=f"reached:{goal.figure.ref.partition('.')[0]}:{fact.figure.ref}",
        plan=evidence.plan.id,
        family=Family.REACHED,
        item=fact.figure.item,
        zh=f"{goal.figure.zh}：{year}年现状“{fact.figure.zh}”",
        en=f"{goal.figure.en}: {fact.figure.en} in {year} already",
        opinion=_opinion(goal, fact, same=same),
        printed=(
            (fact.figure.ref, str(fact.figure.printed)),
            (goal.figure.ref, str(goal.figure.printed)),
        ),
        at=(*fact.figure.at, *goal.figure.at),
    )


def _opinion(goal: Cover, fact: Cover, *, same: bool) -> Opinion:
    what, then = fact.figure.zh, goal.figure.zh
    zh = f"现状已写“{what}”全部做到，{goal.figure.year}年又以“{then}”全覆盖为目标"
    en = (
        f"the situation already says that all have '{fact.figure.en}'; the goal for "
        f"{goal.figure.year} is '{goal.figure.en}' for all."
    )
    if same:
        return compatible(
            zh,
            en,
            only_if_zh="目标是保持已有水平，或两处所指不同",
            only_if_en="the goal is to keep what is reached, or the two mean different things",
        )
    return compatible(
        zh,
        en,
        only_if_zh=f"“{what}”与“{then}”所指不同，而原文未作区分",
        only_if_en=f"'{fact.figure.en}' and '{goal.figure.en}' are different things; the plan does "
        "not tell them apart",
    )
