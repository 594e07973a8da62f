"""The audit of a plan: every printed figure against every other that should agree with it.

The rules are general; what a plan holds decides what they find. Nothing is corrected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from jidi.model.plan import Plan
from jidi.plan.checks.baseline import check_baselines, check_reached
from jidi.plan.checks.growth import check_growth
from jidi.plan.checks.increment import check_increments
from jidi.plan.checks.multiple import check_multiple
from jidi.plan.checks.origin import check_remainder, check_reproduce
from jidi.plan.checks.ratio import check_ratio
from jidi.plan.checks.timeline import check_areas, check_timeline
from jidi.plan.checks.whole import check_count, check_share, check_sum
from jidi.plan.checks.wording import check_notation, check_units, check_wording
from jidi.plan.finding import Finding

_WHOLE_PLAN: tuple[Callable[[Plan], Iterator[Finding]], ...] = (
    check_growth,
    check_increments,
    check_notation,
    check_wording,
    check_units,
    check_baselines,
    check_reached,
)

_BY_RELATION: dict[str, Callable[[Plan, Any], Iterator[Finding]]] = {
    "share": check_share,
    "sum": check_sum,
    "count": check_count,
    "reproduce": check_reproduce,
    "remainder": check_remainder,
    "ratio": check_ratio,
    "multiple": check_multiple,
    "timeline": check_timeline,
    "areas": check_areas,
}


def audit(plan: Plan) -> tuple[Finding, ...]:
    """Every finding, by family, then in the order of the plan. The same plan gives the same."""
    found = [finding for check in _WHOLE_PLAN for finding in check(plan)]
    for relation in plan.relations:
        found.extend(_BY_RELATION[relation.kind](plan, relation))
    return tuple(found)
