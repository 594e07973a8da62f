"""What the figures of a plan have to do with each other, found in the plan itself.

Names, indicators, units, years and lists of its records are held against what is known of
indicators (``definitions/identities``); nothing names a plan, a line or a value.
"""

from __future__ import annotations

from collections.abc import Iterator

from jidi.plan.relate.areas import areas
from jidi.plan.relate.counts import counts
from jidi.plan.relate.coverages import timelines
from jidi.plan.relate.evidence import Evidence
from jidi.plan.relate.multiples import multiples
from jidi.plan.relate.origins import remainders, reproductions
from jidi.plan.relate.relation import Relation
from jidi.plan.relate.shares import ratios, shares
from jidi.plan.relate.sums import sums

__all__ = ["Evidence", "Relation", "relations"]


def relations(evidence: Evidence) -> Iterator[Relation]:
    """Every relation, by kind, then in the order of the plan. The same evidence gives the same."""
    yield from shares(evidence)
    yield from sums(evidence)
    yield from counts(evidence)
    yield from reproductions(evidence)
    yield from remainders(evidence)
    yield from ratios(evidence)
    yield from multiples(evidence)
    yield from timelines(evidence)
    yield from areas(evidence)
