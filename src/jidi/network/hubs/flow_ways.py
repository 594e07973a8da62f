"""Flows that each take a way of their own, to and from gateways too, and the sizes hubs need.

With multiple allocation a flow goes by one hub or two. One to a gateway comes to its first hub from
its node and leaves by its last; one from a gateway the other way round. A hub takes in what comes
to it first. Ends are nodes, then gateways.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from jidi.network.hubs.design import HubDesign
from jidi.network.hubs.kernel.ways import move_off
from jidi.network.hubs.problem import UNLIMITED, Floats, HubProblem

Whole = npt.NDArray[np.int64]
ROUNDS: Final = 3
"""So often every hub is tried in a smaller size (our own choice)."""


@dataclass(frozen=True)
class Sizes:
    """Of a hub the sizes worth having, smaller ones cheaper: capacity, cost, number of the step."""

    capacity: Floats
    cost: Floats
    step: tuple[int, ...]

    def takes(self, load: float) -> int:
        """The smallest that takes a load; as many as there are where none does."""
        return int(np.searchsorted(self.capacity, load * (1 - 1e-9)))


class FlowWays:
    """The numbers of a problem whose flows take ways of their own.

    ``flows``: end × end. ``into``: end × candidate, by unit; ``out`` likewise, from it; ``there``
    from candidate to candidate.
    """

    def __init__(self, problem: HubProblem) -> None:
        self.problem, self.candidates = problem, np.array(problem.candidates)
        ends = problem.nodes + problem.sent.shape[1]
        self.flows = np.zeros((ends, ends))
        self.flows[: problem.nodes, : problem.nodes] = problem.flows
        self.flows[: problem.nodes, problem.nodes :] = problem.sent
        self.flows[problem.nodes :, : problem.nodes] = problem.received.T
        hubs = self.candidates
        gates = problem.transfer * problem.gateways[hubs].T
        self.into = np.vstack([problem.collection * problem.distances[:, hubs], gates])
        self.out = np.vstack([problem.distribution * problem.distances[hubs].T, gates])
        self.there = np.ascontiguousarray(problem.transfer * problem.distances[np.ix_(hubs, hubs)])
        self.total = float(self.flows.sum())
        self.sizes = [_sizes(problem, int(hub), self.total) for hub in hubs]
        self.source, self.target = (a.astype(np.int64) for a in np.nonzero(self.flows > 0))
        self.amount = self.flows[self.source, self.target]

    def settled(self, hubs: Whole, price: Floats | None = None) -> Settled:
        """Every flow by its cheapest way with these hubs (places among candidates), but where hubs
        are then overfull, or a size too large by little.

        :param price: of each candidate, what flows go by for a unit of room there to begin with.
        """
        tail = self.there[np.ix_(hubs, hubs)][:, :, None] + self.out[:, hubs].T[None]
        last = tail.argmin(axis=1)
        by_unit = self.into[:, hubs][self.source] + tail.min(axis=1).T[self.target]
        costs = np.ascontiguousarray(by_unit * self.amount[:, None])
        asked = costs if price is None else costs + self.amount[:, None] * price[hubs]
        at = asked.argmin(axis=1).astype(np.int64)
        load: Floats = np.bincount(at, weights=self.amount, minlength=len(hubs)).astype(float)
        sizes = [self.sizes[k] for k in hubs]
        for _ in range(ROUNDS):
            if not self._smaller(sizes, costs, at, load):
                break
        size = [one.takes(float(amount)) for one, amount in zip(sizes, load, strict=True)]
        full = any(n == len(one.capacity) for n, one in zip(size, sizes, strict=True))
        cost = float(costs[np.arange(len(at)), at].sum())
        paid = 0.0 if full else sum(float(one.cost[n]) for n, one in zip(size, sizes, strict=True))
        return Settled(
            hubs=hubs, at=at, last=last[at, self.target], cost=np.inf if full else cost + paid,
            steps=() if full else tuple(one.step[n] for n, one in zip(size, sizes, strict=True)),
        )  # fmt: skip

    def _smaller(self, sizes: list[Sizes], costs: Floats, at: Whole, load: Floats) -> bool:
        """Hubs in the next smaller size where moving flows off costs less; whether any was."""
        gained = False
        for k in sorted(range(len(sizes)), key=lambda k: (-_fullness(sizes[k], float(load[k])), k)):
            mine, n = sizes[k], sizes[k].takes(float(load[k]))
            if n == 0:
                continue
            saved = np.inf if n == len(mine.cost) else float(mine.cost[n] - mine.cost[n - 1])
            room = [one.capacity[min(one.takes(float(load[h])), len(one.cost) - 1)]
                    for h, one in enumerate(sizes)]  # fmt: skip
            slack = np.maximum(np.array(room) - load, 0.0)
            own = np.flatnonzero(at == k)
            others = costs[own].copy()
            others[:, k] = np.inf
            lost = (others.min(axis=1) - costs[own, k]) / self.amount[own]
            order = own[np.argsort(lost, kind="stable")].astype(np.int64)
            moved = np.zeros(len(order), dtype=np.int64)
            excess = float(load[k] - mine.capacity[n - 1])
            more = move_off(order, self.amount, costs, at, k, excess, slack, moved)
            if more < saved * (1 - 1e-9) or (np.isinf(saved) and np.isfinite(more)):
                gone = moved >= 0
                np.add.at(load, moved[gone], self.amount[order[gone]])
                load[k] -= float(self.amount[order[gone]].sum())
                at[order[gone]] = moved[gone]
                gained = True
        return gained

    def design(self, found: Settled) -> HubDesign:
        """What was settled, as a design."""
        names = self.candidates[found.hubs]
        paths = zip(
            self.source.tolist(), self.target.tolist(), names[found.at].tolist(),
            names[found.last].tolist(), strict=True,
        )  # fmt: skip
        hubs = tuple(
            (int(hub), step) for hub, step in zip(names.tolist(), found.steps, strict=True)
        )
        return HubDesign(hubs=hubs, cost=found.cost, paths=tuple(paths))


@dataclass(frozen=True)
class Settled:
    """Hubs (places among candidates), of each flow its first hub's place among them and its last
    one's, the cost, infinite where some hub is overfull, and steps."""

    hubs: Whole
    at: Whole
    last: Whole
    cost: float
    steps: tuple[int, ...]


def _sizes(problem: HubProblem, hub: int, total: float) -> Sizes:
    """Without sizes that a larger one undercuts; capacity beyond all there is does not count."""
    every = sorted(
        (min(size.capacity, total), size.cost, n) for n, size in enumerate(problem.steps[hub])
    )
    kept: list[tuple[float, float, int]] = []
    for capacity, cost, n in every:
        while kept and kept[-1][1] >= cost:
            kept.pop()
        if not kept or capacity > kept[-1][0]:
            kept.append((capacity, cost, n))
    return Sizes(
        np.array([one[0] for one in kept]), np.array([one[1] for one in kept]),
        tuple(one[2] for one in kept),
    )  # fmt: skip


def _fullness(sizes: Sizes, load: float) -> float:
    """What could be saved by the next smaller size, for each unit that has to go."""
    n = sizes.takes(load)
    if n == 0:
        return 0.0
    if n == len(sizes.cost):
        return UNLIMITED
    return float(sizes.cost[n] - sizes.cost[n - 1]) / max(load - float(sizes.capacity[n - 1]), 1e-9)
