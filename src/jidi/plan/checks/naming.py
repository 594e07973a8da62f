"""One thing under different names: networks of so many levels, bodies of several titles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jidi.core.numerals import chinese_number, fold
from jidi.model.identity import Coverage
from jidi.plan.finding import Family, Finding, compatible
from jidi.plan.relate.evidence import Evidence, Quote, Stated
from jidi.plan.relate.names import coverage_of, plain
from jidi.plan.relate.relation import places_of


def check_naming(evidence: Evidence) -> Iterator[Finding]:
    """Everything about names."""
    yield from _levels(evidence)
    for coverage in evidence.identities.coverages:
        yield from _bodies(evidence, coverage)


def _levels(evidence: Evidence) -> Iterator[Finding]:
    """Networks of the same kind counted in different numbers of levels (四级 and 三级)."""
    found: dict[int, list[tuple[str, Quote]]] = {}
    pattern = _levelled(evidence)
    for quote in evidence.quotes:
        for match in pattern.finditer(re.sub(r"\s", "", fold(quote.text))):
            found.setdefault(int(chinese_number(match[1])), []).append((match[0], quote))
    if len(found) < 2:
        return
    firsts = [found[number][0] for number in sorted(found, reverse=True)]
    names = [name for name, _ in firsts]
    yield Finding(
        id="naming:levels",
        plan=evidence.plan.id,
        family=Family.NAMING,
        item=next((quote.item for _, quote in firsts if quote.item), ""),
        zh="寄递网络的级数",
        en="Levels of the delivery network",
        opinion=compatible(
            f"一处称“{names[0]}”，一处称“{names[1]}”",
            f"one place says '{names[0]}', another '{names[1]}'.",
            only_if_zh="两者起算的层级不同（如是否含市级），而原文未说明",
            only_if_en="they count from different levels, with or without the city; the plan does "
            "not say so",
        ),
        at=tuple(dict.fromkeys(place for _, quote in firsts for place in quote.at)),
    )


def _levelled(evidence: Evidence) -> re.Pattern[str]:
    subjects = "|".join(evidence.identities.levels.subjects)
    forms = "|".join(evidence.identities.levels.forms)
    inside = "[^，。；、,;.:：]"
    return re.compile(
        rf"([二三四五两])级{inside}{{0,10}}?(?:{subjects}){inside}{{0,6}}?(?:{forms})"
    )


def _bodies(evidence: Evidence, coverage: Coverage) -> Iterator[Finding]:
    """Goals and counts of one coverage that call the thing differently."""
    found: dict[str, list[Stated]] = {}
    for stated in evidence.stated:
        if stated.role in ("fact", "level", "milestone", "structure"):
            for name in _called(evidence, coverage, stated):
                found.setdefault(name, []).append(stated)
    goals = [s for group in found.values() for s in group if s.role in ("level", "milestone")]
    if len(found) < 2 or not goals:
        return
    names = list(found)
    firsts = [found[name][0].figure for name in names]
    yield Finding(
        id=f"naming:{coverage.coverage}",
        plan=evidence.plan.id,
        family=Family.NAMING,
        item=goals[0].figure.item,
        zh=f"{firsts[0].zh}：名称不一",
        en=f"{firsts[0].en}: called by different names",
        opinion=compatible(
            f"同一层级的设施或机构，分别称{'、'.join(f'“{name}”' for name in names)}",
            f"bodies of one level are called {', '.join(repr(name) for name in names)}.",
            only_if_zh=f"{'与'.join(f'“{name}”' for name in names)}是一回事",
            only_if_en=f"{' and '.join(repr(name) for name in names)} are one thing",
        ),
        printed=tuple((figure.ref, str(figure.printed)) for figure in firsts),
        at=places_of(firsts),
    )


def _called(evidence: Evidence, coverage: Coverage, stated: Stated) -> list[str]:
    """The names of the thing that a record of this coverage uses."""
    figure = stated.figure
    own = figure.indicator in (coverage.coverage, coverage.count)
    if not own and coverage_of(figure.zh, evidence.identities) != coverage.coverage:
        return []
    return [name for name in coverage.names if name in plain(figure.zh)]
