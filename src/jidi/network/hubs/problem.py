"""The hub problem: flows between nodes, candidates for hubs with their steps of capacity.

A flow from i to j goes i → hub k → hub m → j (k = m is allowed) and costs, by unit of flow,
``collection · d(i,k) + transfer · d(k,m) + distribution · d(m,j)``. With single allocation all flow
of a node goes through its one hub; with multiple each flow takes the hubs it likes. A hub is served
by itself. What goes to and comes from the outside passes the node's own hub, and from there takes
the way to its gateway at the cost of transfer; with multiple allocation it too goes by one hub or
two of its own, and takes up room at the first. With levels hubs hang under each other (``levels``).
Costs are plain numbers; what they mean is the caller's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from jidi.core.errors import JidiError
from jidi.network.hubs.levels import Level, faults_of_levels

Floats = npt.NDArray[np.float64]
UNLIMITED = float("inf")


@dataclass(frozen=True)
class Step:
    """One size a hub may have: what it can take in from nodes, its own flow included; its cost."""

    capacity: float = UNLIMITED
    cost: float = 0.0


@dataclass(frozen=True, kw_only=True)
class HubProblem:
    """What is to be designed.

    :param flows: from node to node, square; what stays within a node counts too.
    :param distances: from node to node; need not be symmetric.
    :param steps: of each node the sizes it may have as a hub; empty: it is no candidate.
    :param hubs: exactly so many; None: as many as pay.
    :param kept: nodes that stay hubs whatever it costs.
    :param single: single allocation, or multiple.
    :param gateways: from each node, as a hub, to each gateway of the outside: the distance.
    :param sent: of each node to each gateway; ``received`` from it.
    :param levels: the top first; none: all hubs are alike. They need single allocation, and
        ``hubs`` is how many they are in all. :param groups: of each node its group.
    """

    flows: Floats
    distances: Floats
    steps: tuple[tuple[Step, ...], ...]
    collection: float = 1.0
    transfer: float = 1.0
    distribution: float = 1.0
    hubs: int | None = None
    kept: frozenset[int] = frozenset()
    single: bool = True
    gateways: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    sent: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    received: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    levels: tuple[Level, ...] = ()
    groups: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        nowhere = np.zeros((len(self.flows), 0))
        for name in ("gateways", "sent", "received"):
            if not np.size(getattr(self, name)):
                object.__setattr__(self, name, nowhere)
        for name in ("flows", "distances", "gateways", "sent", "received"):
            copy = np.array(getattr(self, name), dtype=np.float64, order="C")
            copy.setflags(write=False)
            object.__setattr__(self, name, copy)
        faults = tuple(JidiError("N-821", fault=fault) for fault in _faults(self))
        if faults:
            raise JidiError("N-820", count=len(faults), first=faults[0].facts["fault"], also=faults)

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self.flows)

    @property
    def candidates(self) -> tuple[int, ...]:
        """Nodes that may be hubs."""
        return tuple(node for node, sizes in enumerate(self.steps) if sizes)

    @property
    def limited(self) -> bool:
        """Has any hub a capacity?"""
        return any(size.capacity < UNLIMITED for sizes in self.steps for size in sizes)

    @property
    def reach(self) -> Floats:
        """Node × hub: cost of all flow of the node to and from the hub, and on to gateways."""
        leaving = self.flows.sum(axis=1) + self.sent.sum(axis=1)
        coming = self.flows.sum(axis=0) + self.received.sum(axis=1)
        out = self.collection * leaving[:, None] * self.distances
        back = self.distribution * coming[:, None] * self.distances.T
        onward = self.transfer * (self.sent + self.received) @ self.gateways.T
        return np.asarray(out + back + onward)

    @property
    def loads(self) -> Floats:
        """Of each node what its hub takes in for it: all it sends, and what comes from outside."""
        return np.asarray(
            self.flows.sum(axis=1) + self.sent.sum(axis=1) + self.received.sum(axis=1)
        )

    def step_for(self, node: int, load: float) -> int | None:
        """The cheapest size of a hub that takes the load; None when none does."""
        fits = [n for n, size in enumerate(self.steps[node]) if size.capacity >= load * (1 - 1e-9)]
        return min(fits, key=lambda n: self.steps[node][n].cost, default=None)


def _faults(problem: HubProblem) -> Iterator[str]:
    side = len(problem.flows)
    for name in ("flows", "distances"):
        values = getattr(problem, name)
        if values.shape != (side, side) or not side:
            yield f"{name}: shape {values.shape} instead of {(side, side)}"
        elif not np.isfinite(values).all() or (values < 0).any():
            yield f"{name}: a number is negative or not finite"
    if problem.distances.shape == (side, side) and problem.distances.diagonal().any():
        yield "distances: a way from a node to itself"
    outside = {getattr(problem, name).shape for name in ("gateways", "sent", "received")}
    if len(outside) > 1 or any(shape[0] != side for shape in outside):
        yield f"gateways: shapes {sorted(outside)}"
    for name in ("gateways", "sent", "received"):
        values = getattr(problem, name)
        if not np.isfinite(values).all() or (values < 0).any():
            yield f"{name}: a number is negative or not finite"
    yield from _faults_of_hubs(problem, side)


def _faults_of_hubs(problem: HubProblem, side: int) -> Iterator[str]:
    if len(problem.steps) != side:
        yield f"steps: of {len(problem.steps)} nodes instead of {side}"
        return
    for node, sizes in enumerate(problem.steps):
        if any(not size.capacity > 0 or not 0 <= size.cost < UNLIMITED for size in sizes):
            yield f"steps[{node}]: a capacity or cost that cannot be"
    if min(problem.collection, problem.transfer, problem.distribution) < 0:
        yield "a factor is negative"
    candidates = set(problem.candidates)
    for node in sorted(problem.kept - candidates):
        yield f"kept: node {node} is no candidate"
    least = max(1, len(problem.kept))
    if problem.hubs is not None and not least <= problem.hubs <= len(candidates):
        yield f"hubs: {problem.hubs} of {len(candidates)} candidates, {len(problem.kept)} kept"
    if not candidates:
        yield "steps: no candidate"
    if not problem.levels:
        return
    if not problem.single:
        yield "levels: they need single allocation"
    if problem.hubs != sum(level.count for level in problem.levels):
        yield f"levels: not {problem.hubs} hubs in all"
    yield from faults_of_levels(
        problem.levels, problem.groups, problem.candidates, nodes=problem.nodes
    )
