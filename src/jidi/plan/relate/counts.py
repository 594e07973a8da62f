"""Numbers against the names listed for them, in one record or across two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jidi.core.division import Division
from jidi.model.plan_record import Fact, Figure, Project
from jidi.plan.relate.evidence import Evidence, Stated, told
from jidi.plan.relate.names import bare, level_of, without_place
from jidi.plan.relate.relation import CountRelation

_COUNTED = ("fact", "structure", "project", "milestone")


def counts(evidence: Evidence) -> Iterator[CountRelation]:
    """Each headline number with the names listed for it, here or under the same name elsewhere."""
    lists = list(_lists(evidence))
    for found in lists:
        if found.figure is not None:
            yield _relation(evidence, found.figure, found)
    for stated in evidence.stated:
        if stated.role not in _COUNTED or stated.figure.unit == "%":
            continue
        for other in lists:
            if _same_thing(evidence, stated, other):
                yield _relation(evidence, stated.figure, other)


@dataclass(frozen=True)
class _List:
    """Names listed in a record, and the figure that counts them there."""

    record: Fact | Project
    names: tuple[str, ...]
    figure: Figure | None
    year: int


def _lists(evidence: Evidence) -> Iterator[_List]:
    plan = evidence.plan
    for fact in plan.facts:
        if fact.listed:
            yield _List(fact, fact.listed, plan.figure(fact.id), fact.year)
    for project in plan.projects:
        if project.places:
            figure = plan.figure(project.id) if project.count is not None else None
            year = project.due.year if project.due else plan.target_year
            yield _List(project, project.places, figure, year)


def _same_thing(evidence: Evidence, stated: Stated, other: _List) -> bool:
    """Whether a figure counts under the same name what another record lists."""
    if stated.record is None or stated.record.id == other.record.id or _lists_itself(stated):
        return False
    fillers = evidence.identities.fillers.words
    name, theirs = (
        bare(without_place(zh, evidence.identities), fillers)
        for zh in (stated.figure.zh, other.record.zh)
    )
    return name == theirs and stated.figure.year == other.year


def _lists_itself(stated: Stated) -> bool:
    return bool(getattr(stated.record, "listed", ()) or getattr(stated.record, "places", ()))


def _relation(evidence: Evidence, headline: Figure, found: _List) -> CountRelation:
    own = found.figure is not None and found.figure.ref == headline.ref
    zh, en = f"“{told(headline)}”与所列名称", f"{headline.en}: number against names"
    if not own:
        zh = f"“{told(headline)}”与“{found.record.zh}”所列"
        en = f"{headline.en} against {found.record.en}"
    return CountRelation(
        id=headline.ref if own else f"{headline.ref}:{found.record.id}",
        item=headline.item if own else found.record.item,
        zh=zh,
        en=en,
        headline=headline,
        listed=found.names,
        listed_as=None if own else found.figure,
        missing=_missing(evidence, headline, found),
    )


def _missing(evidence: Evidence, headline: Figure, found: _List) -> tuple[str, ...]:
    """The divisions the headline must mean besides the list, where exactly so many are left."""
    level = level_of(headline.zh, evidence.identities) or level_of(
        found.record.zh, evidence.identities
    )
    places = evidence.places
    if places is None or level is None:
        return ()
    wanted = headline.value - len(found.names)
    left = [d for d in places.at(level) if not any(places.is_one(n, d) for n in found.names)]
    if len(left) > wanted:
        left = [d for d in left if not _is_named_elsewhere(evidence, d, headline)]
    return tuple(d.name for d in left) if wanted > 0 and len(left) == wanted else ()


def _is_named_elsewhere(evidence: Evidence, division: Division, headline: Figure) -> bool:
    """Whether another figure of the same year is said to be of this division."""
    if evidence.places is None:
        return False
    return any(
        evidence.places.named_in(stated.figure.zh, division.level).count(division)
        for stated in evidence.stated
        if stated.role in _COUNTED
        and stated.figure.year == headline.year
        and stated.figure.ref != headline.ref
    )
