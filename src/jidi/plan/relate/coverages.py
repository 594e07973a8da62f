"""Coverages: which records state one, and the order in time of what is demanded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jidi.model.plan_record import Figure, Target
from jidi.plan.relate.evidence import Evidence, Stated
from jidi.plan.relate.names import coverage_of, level_of, plain
from jidi.plan.relate.relation import TimelineRelation

_HAVING = re.compile(r"(?P<thing>.{3,})的(?P<place>[^的]{1,4})")
_EVERYWHERE = ("均", "各", "每", "全部", "都")


@dataclass(frozen=True)
class Cover:
    """A record that states how many divisions of a level have something.

    :param coverage: id of the coverage; empty where none of ours.
    :param full: whether it says: all of them.
    """

    stated: Stated
    coverage: str
    full: bool

    @property
    def figure(self) -> Figure:
        """The printed number."""
        return self.stated.figure


def covers(evidence: Evidence) -> tuple[Cover, ...]:
    """Every statement of a coverage, by its indicator or by its words."""
    return tuple(cover for stated in evidence.stated for cover in _cover(evidence, stated))


def _cover(evidence: Evidence, stated: Stated) -> Iterator[Cover]:
    figure = stated.figure
    if stated.role not in ("fact", "level", "milestone"):
        return
    known = {coverage.coverage for coverage in evidence.identities.coverages}
    if figure.unit == "%":
        own = figure.indicator in known
        name = figure.indicator if own else coverage_of(figure.zh, evidence.identities)
        if name:
            full = figure.value >= 100 and not figure.printed.hedged
            yield Cover(stated, name, full)
    else:
        said = (n for text in _words(figure) if (n := _everywhere(evidence, text)))
        name = next(said, "") or _of_all(evidence, figure)
        if name:
            yield Cover(stated, name, full=True)


def _everywhere(evidence: Evidence, text: str) -> str:
    """The coverage of «12个盟市均设有…»: the divisions are counted, and all of them have it."""
    says_so = any(word in text for word in _EVERYWHERE)
    return coverage_of(text, evidence.identities) if says_so else ""


def _of_all(evidence: Evidence, figure: Figure) -> str:
    """The coverage of «设有…园区的盟市» where as many are counted as there are."""
    having = _HAVING.fullmatch(plain(figure.zh))
    if having is None or evidence.places is None:
        return ""
    level = level_of(having["place"], evidence.identities)
    if level is None or figure.value != len(evidence.places.at(level)):
        return ""
    return coverage_of(f"{having['place']}{having['thing']}", evidence.identities)


def _words(figure: Figure) -> Iterator[str]:
    yield figure.zh
    yield from (place.text for place in figure.at)


def timelines(evidence: Evidence) -> Iterator[TimelineRelation]:
    """For each target the dated demands on the same measure, then those on related coverages."""
    for indicator in dict.fromkeys(target.indicator for target in evidence.plan.targets):
        target = evidence.plan.stated(indicator)[0]
        goal = evidence.plan.figure(f"{target.id}.level")
        yield from _timeline(target, goal, _same(evidence, goal), same=True)
        yield from _timeline(target, goal, _related(evidence, goal), same=False)


def _timeline(
    target: Target, goal: Figure, steps: tuple[Figure, ...], *, same: bool
) -> Iterator[TimelineRelation]:
    if not steps:
        return
    yield TimelineRelation(
        id=target.id if same else f"{target.id}:related",
        item=goal.item if same else steps[0].item,
        zh=f"{goal.zh}：时间先后" if same else f"{goal.zh}与相关覆盖目标的先后",
        en=f"{goal.en} over time" if same else f"{goal.en} and related coverages over time",
        steps=steps,
        target=goal,
        same_measure=same,
        falling=target.direction == "down",
    )


def _same(evidence: Evidence, goal: Figure) -> tuple[Figure, ...]:
    """Dated demands on the target's own indicator, and targets of it for earlier years."""
    found = [s.figure for s in evidence.stated if _is_dated(evidence, s, goal)]
    return _in_time(f for f in found if f.indicator == goal.indicator)


def _related(evidence: Evidence, goal: Figure) -> tuple[Figure, ...]:
    """Dated demands on coverages that speak of related things."""
    relatives = evidence.identities.relatives(goal.indicator)
    if not relatives:
        return ()
    dated = [c for c in covers(evidence) if _is_dated(evidence, c.stated, goal)]
    return _in_time(c.figure for c in dated if c.coverage in relatives)


def _is_dated(evidence: Evidence, stated: Stated, goal: Figure) -> bool:
    figure = stated.figure
    if figure.ref == goal.ref or not evidence.plan.base_year < figure.year <= goal.year:
        return False
    if stated.role == "level" and figure.year == goal.year:
        return False
    alike = (figure.unit == "%") == (goal.unit == "%")
    return stated.role in ("milestone", "level") and alike


def _in_time(figures: Iterator[Figure]) -> tuple[Figure, ...]:
    return tuple(sorted(figures, key=lambda figure: figure.year))
