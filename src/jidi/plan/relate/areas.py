"""Goals a plan announces, and which of them its indicator table measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from jidi.model.plan_record import Passage, Target
from jidi.plan.relate.evidence import Evidence
from jidi.plan.relate.names import bigrams, plain, subjects_of
from jidi.plan.relate.relation import AreasRelation


def areas(evidence: Evidence) -> Iterator[AreasRelation]:
    """The goal areas, and lists of goals such as 四个能力; none where the plan has no table."""
    table = [target for target in evidence.plan.targets if target.source == "table"]
    if not table:
        return
    for announced in _announced(evidence):
        bare = tuple(
            name for name in announced.names if not _is_measured(evidence, announced, name, table)
        )
        yield AreasRelation(
            id=announced.id,
            item=announced.item,
            zh=f"{announced.zh}在指标表中的覆盖",
            en=f"Which of {announced.en} the table measures",
            areas=announced.names,
            bare=bare,
            quoted=announced.at,
        )


@dataclass(frozen=True)
class _Announced:
    id: str
    item: str
    zh: str
    en: str
    names: tuple[str, ...]
    at: tuple[Passage, ...]


def _announced(evidence: Evidence) -> Iterator[_Announced]:
    plan, seen = evidence.plan, set()
    if plan.areas:
        names = tuple(area.zh for area in plan.areas)
        places = tuple(place for area in plan.areas for place in area.at)
        seen.add(names)
        item = next((t.item for t in plan.targets), "")
        yield _Announced("areas", item, "目标领域", "the goal areas", names, places)
    for fact in plan.facts:
        is_goal = any(word in fact.zh for word in evidence.identities.goals.words)
        ahead = fact.kind == "structure" and fact.year > plan.base_year
        if is_goal and ahead and len(fact.listed) > 1 and fact.listed not in seen:
            yield _Announced(fact.id, fact.item, f"“{fact.zh}”", fact.en, fact.listed, fact.at)


def _is_measured(evidence: Evidence, announced: _Announced, name: str, table: list[Target]) -> bool:
    """Whether an indicator of the table belongs to the goal: by its column, place or words."""
    mine = subjects_of(name, evidence.identities)
    for target in table:
        if _same_label(name, target.area, evidence):
            return True
        if mine & subjects_of(target.zh, evidence.identities):
            return True
    return _stands_in(evidence, announced, name, table)


def _same_label(name: str, label: str, evidence: Evidence) -> bool:
    """Whether a goal and a category of the table are one: 基础网络 and 基础设施 are."""
    if not label:
        return False
    if plain(name) == plain(label):
        return True
    subjects = subjects_of(name, evidence.identities) & subjects_of(label, evidence.identities)
    general = evidence.identities.generals.words
    shared = (set(bigrams(name)) & set(bigrams(label))).difference(general)
    return bool(subjects or shared)


def _stands_in(evidence: Evidence, announced: _Announced, name: str, table: list[Target]) -> bool:
    """Whether the text under the goal's heading states a target of the table."""
    if announced.id != "areas":
        return False
    starts = [min(place.line for place in area.at) for area in evidence.plan.areas]
    lines = _section(starts, starts[announced.names.index(name)])
    measured = {target.indicator for target in table}
    return any(
        target.indicator in measured
        and target.source == "prose"
        and any(place.line in lines for place in target.at)
        for target in evidence.plan.targets
    )


def _section(starts: list[int], first: int) -> range:
    """The lines from a heading to the next; of the last as many as the longest before it has."""
    ordered = sorted(set(starts))
    gaps = [later - earlier for earlier, later in pairwise(ordered)]
    following = next((line for line in ordered if line > first), first + max(gaps, default=1))
    return range(first, following)
