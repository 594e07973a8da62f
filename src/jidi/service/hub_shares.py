"""Which hubs a county's parcels go by, and how many: one hub, or several."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from jidi.service.hub_design import HubJudged


@dataclass(frozen=True)
class Share:
    """Of a county and a hub the parcels a day.

    :param parcels: what the county sends and brings to this hub first, and what comes to it from
        other provinces and leaves this hub last. :param share: of all such parcels of the county.
    """

    node: int
    hub: int
    parcels: float
    share: float


def shares(found: HubJudged) -> tuple[Share, ...]:
    """By county, the hub with most parcels first."""
    problem, design = found.posed.problem, found.design
    if problem.single:
        loads = problem.loads
        return tuple(
            Share(node, hub, float(loads[node]), 1.0) for node, hub in enumerate(design.allocation)
        )
    amounts: dict[tuple[int, int], float] = defaultdict(float)
    for i, j, first, last in design.paths:
        if j >= problem.nodes:
            amounts[i, first] += float(problem.sent[i, j - problem.nodes])
        elif i >= problem.nodes:
            amounts[j, last] += float(problem.received[j, i - problem.nodes])
        else:
            amounts[i, first] += float(problem.flows[i, j])
    totals = np.zeros(problem.nodes)
    for (node, _), amount in amounts.items():
        totals[node] += amount
    made = [
        Share(node, hub, amount, amount / float(totals[node]) if totals[node] else 0.0)
        for (node, hub), amount in amounts.items()
    ]
    return tuple(sorted(made, key=lambda one: (one.node, -one.parcels, one.hub)))


def main_hubs(found: HubJudged) -> dict[int, int]:
    """Of each county that has parcels the hub with most of them."""
    best: dict[int, int] = {}
    for one in shares(found):
        best.setdefault(one.node, one.hub)
    return best
