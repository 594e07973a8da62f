"""The numbers of a hub problem as its solver reads them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jidi.network.hubs.problem import UNLIMITED, Floats, HubProblem


@dataclass(frozen=True)
class Numbers:
    """Arrays over nodes; columns of ``reach`` and ``transfer`` are nodes as hubs.

    :param between: flows between different nodes. :param reach: node to hub and back.
    :param supply: what a node brings to its hub. :param capacities: node × step; ``prices`` with
        it, filled up with sizes that nobody can pay.
    """

    between: Floats
    reach: Floats
    transfer: Floats
    supply: Floats
    capacities: Floats
    prices: Floats
    candidates: np.ndarray
    kept: np.ndarray
    fewest: int
    most: int

    @property
    def limited(self) -> bool:
        """Could the capacity of any size bind?"""
        offered = np.isfinite(self.prices)
        return bool((offered & (self.capacities < self.supply.sum())).any())

    def roomy(self, hubs: np.ndarray) -> bool:
        """Could these hubs, in their largest sizes, take in everything?"""
        room = self.capacities[hubs].max(axis=1).sum()
        return bool(room >= self.supply.sum() * (1 - 1e-9))


def numbers_of(problem: HubProblem) -> Numbers:
    """The arrays of a problem."""
    between = problem.flows.copy()
    np.fill_diagonal(between, 0.0)
    width = max(len(sizes) for sizes in problem.steps)
    capacities = np.zeros((problem.nodes, width))
    prices = np.full((problem.nodes, width), np.inf)
    for node, sizes in enumerate(problem.steps):
        for number, size in enumerate(sizes):
            capacities[node, number] = min(size.capacity, UNLIMITED)
            prices[node, number] = size.cost
    candidates = np.array(problem.candidates)
    supply = problem.loads
    room = np.cumsum(np.sort(capacities[candidates].max(axis=1))[::-1])
    needed = int(np.searchsorted(room, supply.sum() * (1 - 1e-9))) + 1
    count = problem.hubs
    return Numbers(
        between=between,
        reach=problem.reach,
        transfer=problem.transfer * problem.distances,
        supply=supply,
        capacities=capacities,
        prices=prices,
        candidates=candidates,
        kept=np.array(sorted(problem.kept), dtype=np.int64),
        fewest=max(needed, len(problem.kept), 1 if count is None else count),
        most=len(candidates) if count is None else count,
    )
