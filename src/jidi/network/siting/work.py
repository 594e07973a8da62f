"""The numbers the uncapacitated solver works on: finite costs, and what a set of sites costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from jidi.network.siting.problem import Floats, SitingProblem


@dataclass(frozen=True)
class Work:
    """A problem without capacities, all costs finite.

    :param costs: nobody pays more than for being left out; where a customer must be served and a
        site cannot, ``forbidden``, which is more than any design that serves all costs.
    :param grain: costs of designs are multiples of it; 0 when they may be any number.
    """

    costs: Floats
    opening: Floats
    sites: int
    outside: Floats
    forbidden: float
    grain: float

    @cached_property
    def by_site(self) -> Floats:
        """The costs with the sites first."""
        return np.ascontiguousarray(self.costs.T)

    def cost_of(self, opened: Sequence[int]) -> float:
        """What a set of open sites costs, each customer served by its cheapest."""
        chosen = list(opened)
        return float(self.by_site[chosen].min(axis=0).sum() + self.opening[chosen].sum())

    def worth(self, best: float) -> float:
        """A design is worth looking for if it costs less than this."""
        return best - self.grain + 1e-6 if self.grain else best - 1e-9 * max(1.0, best)


def work_of(problem: SitingProblem) -> Work:
    """The numbers of a problem; capacities are none of its business."""
    finite = np.where(np.isfinite(problem.costs), problem.costs, 0.0)
    largest = np.maximum(finite.max(axis=1), np.where(problem.outside < np.inf, problem.outside, 0))
    forbidden = 1.0 + float(largest.sum() + problem.opening.sum())
    costs = np.minimum(problem.costs, np.minimum(problem.outside, forbidden)[:, None])
    whole = _whole(costs) and _whole(problem.opening)
    return Work(
        costs=costs,
        opening=problem.opening,
        sites=problem.candidates if problem.sites is None else problem.sites,
        outside=problem.outside,
        forbidden=forbidden,
        grain=1.0 if whole else 0.0,
    )


def merged(work: Work) -> Work:
    """The same with customers put together whose costs differ by a factor only.

    Whatever sites are open, they go to the same, so every set of sites costs what it did. With
    coverings these are customers that the same sites reach.
    """
    scale = np.maximum(work.costs.max(axis=1), np.where(work.outside < np.inf, work.outside, 0.0))
    shape = np.column_stack([work.costs, np.minimum(work.outside, work.forbidden)])
    shape = np.ascontiguousarray(shape / np.where(scale > 0, scale, 1.0)[:, None])
    number: dict[bytes, int] = {}
    group = np.array([number.setdefault(row.tobytes(), len(number)) for row in shape])
    if len(number) == len(group):
        return work
    to = csr_array((np.ones(len(group)), (group, np.arange(len(group)))))
    outside = np.zeros(len(number))
    np.add.at(outside, group, work.outside)
    return replace(work, costs=np.asarray(to @ work.costs), outside=outside)


def _whole(values: Floats) -> bool:
    return bool((values == np.rint(values)).all())
