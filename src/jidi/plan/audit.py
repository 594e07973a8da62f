"""The audit of a plan: every printed figure against every other that should agree with it.

It is told nothing but the plan itself. What its figures have to do with each other is found
(:mod:`jidi.plan.relate`), then judged; published figures and the real divisions are handed in.
Nothing is corrected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jidi.core.division import DivisionTree
from jidi.model.identity import Identities, load_identities
from jidi.model.observation import Observation
from jidi.model.plan import Plan
from jidi.plan.binding import Binding, bindings, with_binding
from jidi.plan.checks.baseline import check_baselines, check_reached
from jidi.plan.checks.boxes import check_boxes
from jidi.plan.checks.covered import check_covered
from jidi.plan.checks.divisions import check_divisions
from jidi.plan.checks.footnotes import check_footnotes
from jidi.plan.checks.growth import check_growth
from jidi.plan.checks.increment import check_increments
from jidi.plan.checks.listing import check_count
from jidi.plan.checks.multiple import check_multiple
from jidi.plan.checks.naming import check_naming
from jidi.plan.checks.origin import check_remainder, check_reproduce
from jidi.plan.checks.prices import check_cumulative, check_prices
from jidi.plan.checks.ratio import check_ratio
from jidi.plan.checks.scope import check_scope
from jidi.plan.checks.share import check_share
from jidi.plan.checks.survey import check_surveys
from jidi.plan.checks.timeline import check_areas, check_timeline
from jidi.plan.checks.total import check_sum
from jidi.plan.checks.wording import check_notation, check_units, check_wording
from jidi.plan.finding import Family, Finding
from jidi.plan.relate import Evidence, Relation, relations
from jidi.plan.relate.outside import published_figures
from jidi.plan.relate.relation import (
    AreasRelation,
    CountRelation,
    MultipleRelation,
    RatioRelation,
    RemainderRelation,
    ReproduceRelation,
    ShareRelation,
    SumRelation,
    TimelineRelation,
)
from jidi.plan.relate.roster import places_of
from jidi.plan.relate.understood import understood

_WHOLE_PLAN: tuple[Callable[[Evidence], Iterator[Finding]], ...] = (
    check_growth,
    check_increments,
    check_notation,
    check_wording,
    check_units,
    check_baselines,
    check_reached,
    check_covered,
    check_surveys,
    check_prices,
    check_cumulative,
    check_scope,
    check_boxes,
    check_naming,
    check_footnotes,
    check_divisions,
)

_BY_RELATION: dict[type[Relation], Callable[[Evidence, Any], Iterator[Finding]]] = {
    ShareRelation: check_share,
    SumRelation: check_sum,
    CountRelation: check_count,
    ReproduceRelation: check_reproduce,
    RemainderRelation: check_remainder,
    RatioRelation: check_ratio,
    MultipleRelation: check_multiple,
    TimelineRelation: check_timeline,
    AreasRelation: check_areas,
}


@dataclass(frozen=True)
class Audit:
    """What the audit of one plan says."""

    evidence: Evidence

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, by family, then in the order of the plan; each id once."""
        found = {finding.id: finding for finding in reversed(list(self._all()))}
        return tuple(reversed(found.values()))

    @cached_property
    def bindings(self) -> tuple[Binding, ...]:
        """For every target with several conditions the one that binds."""
        return bindings(self.evidence)

    def _all(self) -> Iterator[Finding]:
        for check in _WHOLE_PLAN:
            for finding in check(self.evidence):
                yield self._bound(finding)
        for relation in relations(self.evidence):
            for finding in _BY_RELATION[type(relation)](self.evidence, relation):
                yield self._bound(finding, relation)

    def _bound(self, finding: Finding, relation: Relation | None = None) -> Finding:
        """Growth and planned shares say which condition binds."""
        plan = self.evidence.plan
        if finding.family is Family.GROWTH:
            target = plan.target(finding.id.partition(":")[2])
            return with_binding(finding, self.evidence, target.indicator)
        if isinstance(relation, ShareRelation) and relation.share.year > plan.base_year:
            return with_binding(finding, self.evidence, relation.part.indicator)
        return finding


def audit(
    plan: Plan,
    *,
    published: Iterable[Observation] = (),
    divisions: DivisionTree | None = None,
    identities: Identities | None = None,
) -> Audit:
    """The audit of ``plan``. The same arguments give the same findings in the same order.

    :param published: statistics; those of other places than the plan's are left out.
    :param divisions: a tree that holds the plan's region; None where none is known.
    :param identities: what is known of indicators; what ships by default.
    """
    known = identities if identities is not None else load_identities()
    figures = published_figures(published, division=plan.province, identities=known)
    places = places_of(divisions, plan.province)
    read = understood(plan, known)
    return Audit(Evidence(read.plan, known, figures, places, read.names, read.guessed))
