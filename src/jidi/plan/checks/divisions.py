"""Counts of divisions, and what «everywhere» means, against the real divisions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from jidi.core.division import Division, Level
from jidi.model.plan_record import Figure
from jidi.plan.finding import Family, Finding, Opinion, agrees, compatible
from jidi.plan.relate.coverages import Cover, covers
from jidi.plan.relate.evidence import Evidence, Stated
from jidi.plan.relate.names import level_of, plain
from jidi.plan.relate.roster import Places
from jidi.plan.shown import shown

_COUNTS = {
    "cities": Level.CITY,
    "townships": Level.TOWNSHIP,
    "administrative_villages": Level.VILLAGE,
}
_DRIFT = Decimal("0.01")
"""By how much townships and villages may differ from the roster: they are merged every year. Our
own choice."""
_DRIFTING = (Level.TOWNSHIP, Level.VILLAGE)


@dataclass(frozen=True)
class _Claim:
    """A number that should be that of the divisions of a level."""

    figure: Figure
    level: Level


def check_divisions(evidence: Evidence) -> Iterator[Finding]:
    """Counts of divisions and of coverages in full; one word where no roster is known."""
    claims = list(_claims(evidence))
    goals = [c for c in covers(evidence) if c.full and c.stated.role in ("level", "milestone")]
    places = evidence.places
    levels = [claim.level for claim in claims] + [_level(evidence, goal) for goal in goals]
    blind = [level for level in levels if places is None or not places.at(level)]
    if blind:
        yield _unknown(evidence, claims, goals, sorted(set(blind)))
    if places is None:
        return
    for claim in claims:
        if places.at(claim.level):
            yield _counted(evidence, claim, places)
    yield from _everywhere(evidence, goals, places)
    yield from _regional(evidence, places)


def _claims(evidence: Evidence) -> Iterator[_Claim]:
    """Facts that count the divisions themselves (12个盟市); centres that are to be everywhere."""
    names = {plain(word): p.level for p in evidence.identities.places for word in p.words}
    seen: set[tuple[Level, Decimal]] = set()
    full = {c.coverage for c in covers(evidence) if c.full and c.stated.role != "fact"}
    for stated in evidence.stated:
        figure = stated.figure
        level = _COUNTS.get(figure.indicator) or names.get(plain(figure.zh))
        coverage = evidence.identities.coverage(figure.indicator)
        of_all = coverage is not None and coverage.count == figure.indicator
        if of_all and stated.role == "level" and coverage is not None and coverage.coverage in full:
            level = coverage.level
        elif stated.role != "fact" or figure.unit == "%" or figure.year > evidence.plan.base_year:
            continue
        if level is not None and (level, figure.value) not in seen:
            seen.add((level, figure.value))
            yield _Claim(figure, level)


def _counted(evidence: Evidence, claim: _Claim, places: Places) -> Finding:
    figure, level = claim.figure, claim.level
    counts = {len(places.at(level)): "全部", len(places.rural(level)): "不含城区"}
    told = "、".join(f"{word}{number}个" for number, word in counts.items())
    return Finding(
        id=f"roster:{figure.ref}",
        plan=evidence.plan.id,
        family=Family.ROSTER,
        item=figure.item,
        zh=f"{figure.zh}“{figure.printed}{figure.unit}”与实有区划",
        en=f"{figure.en}: {figure.printed} against the real divisions",
        opinion=_fits(figure, level, counts),
        printed=((figure.ref, str(figure.printed)),),
        recomputed=Decimal(next(iter(counts))),
        unit=figure.unit,
        arithmetic_zh=f"区划名录{level.zh}：{told}",
        arithmetic_en=f"divisions of the roster: {', '.join(str(number) for number in counts)}",
        at=figure.at,
    )


def _fits(figure: Figure, level: Level, counts: dict[int, str]) -> Opinion:
    nearest = min(counts, key=lambda number: abs(number - figure.value))
    off = abs(nearest - figure.value)
    if off == 0:
        return agrees(
            f"与{counts[nearest]}{nearest}个相符", f"it is the number of the roster, {nearest}."
        )
    if level in _DRIFTING and off <= nearest * _DRIFT:
        return agrees(
            f"与名录{nearest}个相差{shown(off)}，在逐年撤并的幅度之内（1%为本系统的取法）",
            f"{shown(off)} off the roster's {nearest}, within what mergers change (1 % is our own "
            "choice).",
        )
    return compatible(
        f"与名录{nearest}个相差{shown(off)}",
        f"{shown(off)} off the roster's {nearest}.",
        only_if_zh="其间区划有调整，或所数的范围不同",
        only_if_en="divisions changed in between, or others were counted",
    )


def _level(evidence: Evidence, cover: Cover) -> Level:
    coverage = evidence.identities.coverage(cover.coverage)
    return coverage.level if coverage is not None else Level.COUNTRY


def _everywhere(evidence: Evidence, goals: list[Cover], places: Places) -> Iterator[Finding]:
    """How many a full coverage means, and how many there are in the base year."""
    seen: set[str] = set()
    for goal in goals:
        level = _level(evidence, goal)
        # Of villages and townships one goal tells how many there are.
        key = level.value if level in _DRIFTING else goal.coverage
        counted, every = places.rural(level), places.at(level)
        if key in seen or not counted:
            continue
        seen.add(key)
        region = _and_the_region(goal)
        total = len(counted) + region
        sum_ = f"{len(counted)} + {region} = {total}" if region else f"{total}"
        if len(every) != len(counted):
            sum_ += f" / {len(every)}"
        has = _has(evidence, goal)
        left = f"；{evidence.plan.base_year}年有{has.printed}个" if has else ""
        yield Finding(
            id=f"roster:{goal.figure.ref}",
            plan=evidence.plan.id,
            family=Family.ROSTER,
            item=goal.figure.item,
            zh=f"{goal.figure.zh}：“全覆盖”即多少个",
            en=f"{goal.figure.en}: how many 'everywhere' means",
            opinion=agrees(
                f"按区划名录为{total}个{_with_towns(counted, every)}{left}",
                f"{total} by the roster of divisions.",
            ),
            printed=((goal.figure.ref, str(goal.figure.printed)),),
            recomputed=Decimal(total),
            unit="个",
            arithmetic_zh=sum_,
            arithmetic_en=sum_,
            at=goal.figure.at,
        )


def _with_towns(counted: tuple[Division, ...], every: tuple[Division, ...]) -> str:
    return "" if len(counted) == len(every) else f"（不含城区；含城区{len(every)}个）"


def _and_the_region(goal: Cover) -> int:
    """1 where the goal names the province's own body as well (省、市两级)."""
    text = plain(goal.figure.zh)
    return int(text.startswith(("省、市", "省市", "自治区、盟市", "自治区盟市", "省级和市级")))


def _has(evidence: Evidence, goal: Cover) -> Figure | None:
    coverage = evidence.identities.coverage(goal.coverage)
    if coverage is None or not coverage.count:
        return None
    found = [
        figure
        for figure in evidence.values(coverage.count, evidence.plan.base_year)
        if level_of(figure.zh, evidence.identities) is coverage.level
    ]
    return found[0] if found else None


def _regional(evidence: Evidence, places: Places) -> Iterator[Finding]:
    """Counts of things one to a city: all of them, or all but one that is named beside them."""
    cities = places.at(Level.CITY)
    for stated in evidence.stated:
        figure = stated.figure
        if not _is_one_to_a_city(evidence, stated) or figure.value != len(cities) - 1:
            continue
        named = [d.name for d in cities if _is_named(evidence, places, d.name, figure)]
        if len(named) != 1:
            continue
        yield Finding(
            id=f"roster:{figure.ref}",
            plan=evidence.plan.id,
            family=Family.ROSTER,
            item=figure.item,
            zh=f"{figure.zh}“{figure.printed}{figure.unit}”与实有区划",
            en=f"{figure.en}: {figure.printed} against the real divisions",
            opinion=agrees(
                f"除另列的{named[0]}外，恰为其余{figure.value}个",
                f"all but {named[0]}, which is named apart.",
            ),
            printed=((figure.ref, str(figure.printed)),),
            recomputed=figure.value,
            unit=figure.unit,
            arithmetic_zh=f"{len(cities)} − 1 = {figure.value}",
            arithmetic_en=f"{len(cities)} − 1 = {figure.value}",
            at=figure.at,
        )


def _is_one_to_a_city(evidence: Evidence, stated: Stated) -> bool:
    figure = stated.figure
    ahead = figure.year > evidence.plan.base_year
    counts = stated.role in ("fact", "structure", "project") and figure.unit == "个"
    return ahead and counts and level_of(figure.zh, evidence.identities) is Level.CITY


def _is_named(evidence: Evidence, places: Places, name: str, figure: Figure) -> bool:
    """Whether a neighbouring figure of the same year names the city."""
    for stated in evidence.stated:
        other = stated.figure
        if stated.role not in ("fact", "structure", "project") or other.year != figure.year:
            continue
        if other.ref != figure.ref and _beside(other, figure):
            found = places.named_in(plain(other.zh), Level.CITY)
            if any(division.name == name for division in found):
                return True
    return False


_NEAR = 4
"""Lines within which two figures belong together; our own choice."""


def _beside(one: Figure, other: Figure) -> bool:
    return any(abs(a.line - b.line) <= _NEAR for a in one.at for b in other.at)


def _unknown(
    evidence: Evidence, claims: list[_Claim], goals: list[Cover], levels: list[Level]
) -> Finding:
    figures = [claim.figure for claim in claims] + [goal.figure for goal in goals]
    names = "、".join(level.zh for level in levels)
    region = evidence.plan.region or evidence.plan.zh
    return Finding(
        id="roster:unknown",
        plan=evidence.plan.id,
        family=Family.ROSTER,
        item="",
        zh=f"{names}区划个数未能核对",
        en="Counts of divisions could not be checked",
        opinion=compatible(
            f"没有{region}的{names}区划名录，这项核对未做",
            f"no roster of {region} at this level ships ({', '.join(levels)}): not checked.",
            only_if_zh="规划所说的个数与实有区划一致",
            only_if_en="the numbers of the plan are those of the real divisions",
        ),
        printed=tuple((figure.ref, str(figure.printed)) for figure in figures),
        at=tuple(dict.fromkeys(place for figure in figures for place in figure.at)),
    )
