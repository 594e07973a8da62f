"""The checker of hub designs: recomputes loads, feasibility and cost; shares nothing with solvers.

Every breach is told, not only the first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from jidi.network.hubs.design import HubDesign
from jidi.network.hubs.problem import HubProblem
from jidi.network.hubs.verify_levels import Ranks, breaches_of_levels, unreadable_ranks

TOLERANCE: Final = 1e-6
"""Relative: sums of doubles in another order differ by far less."""

Kind = Literal[
    "unknown_hub",
    "unknown_end",
    "unknown_step",
    "repeated_hub",
    "number_of_hubs",
    "closed_kept_hub",
    "allocation",
    "foreign_hub",
    "closed_hub",
    "missing_flow",
    "repeated_flow",
    "overfull_hub",
    "wrong_cost",
    "ranks",
    "level",
    "above",
    "place",
    "one_each",
    "size",
]


@dataclass(frozen=True)
class Breach:
    """One condition that does not hold: which, where, and the two numbers that clash."""

    kind: Kind
    where: str
    found: float = 0.0
    allowed: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Cost:
    """The parts of the cost, in the unit of the problem."""

    hubs: float
    collection: float
    transfer: float
    distribution: float
    gateways: float = 0.0

    @property
    def total(self) -> float:
        """All parts together."""
        return self.hubs + self.collection + self.transfer + self.distribution + self.gateways


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the checker found: the breaches, none if the design holds; cost and loads it computed.

    :param loads: of each hub, what it takes in: from nodes, its own included, and for them from
        outside.
    """

    breaches: tuple[Breach, ...]
    cost: Cost | None
    loads: tuple[tuple[int, float], ...] = ()

    @property
    def holds(self) -> bool:
        """Is every condition kept, and the cost as claimed?"""
        return not self.breaches


def verify(problem: HubProblem, design: HubDesign) -> Verdict:
    """Recompute everything. A design with unknown nodes or steps has no cost."""
    unknown = tuple(_unknown(problem, design))
    if unknown:
        return Verdict(breaches=unknown, cost=None)
    paths = _paths(problem, design)
    cost, loads = cost_of(problem, design), _loads(problem, design, paths)
    breaches = [*_hubs(problem, design), *_ways(problem, design, paths)]
    breaches += [Breach(*one) for one in breaches_of_levels(problem, design)]
    breaches += _overfull(problem, design, loads)
    if not _same(cost.total, design.cost):
        breaches.append(Breach("wrong_cost", "design", design.cost, cost.total))
    return Verdict(breaches=tuple(breaches), cost=cost, loads=tuple(sorted(loads.items())))


def cost_of(problem: HubProblem, design: HubDesign) -> Cost:
    """The cost of a design, flow by flow, from nothing but the problem's numbers."""
    collection = transfer = distribution = 0.0
    ranks = Ranks(problem, design)
    outside = 0.0
    for i, j, k, m in _paths(problem, design):
        flow = _flow(problem, i, j)
        transfer += flow * problem.transfer * ranks.length(k, m)
        if i < problem.nodes:
            collection += flow * problem.collection * float(problem.distances[i, k])
        else:
            outside += flow * problem.transfer * float(problem.gateways[k, i - problem.nodes])
        if j < problem.nodes:
            distribution += flow * problem.distribution * float(problem.distances[m, j])
        else:
            outside += flow * problem.transfer * float(problem.gateways[m, j - problem.nodes])
    for node, hub in enumerate(design.allocation):
        for gateway in range(problem.sent.shape[1]):
            out, back = (float(m[node, gateway]) for m in (problem.sent, problem.received))
            door = ranks.climb(hub)[-1]
            transfer += problem.transfer * (
                out * ranks.length(hub, door) + back * ranks.length(door, hub)
            )
            outside += (out + back) * problem.transfer * float(problem.gateways[door, gateway])
            collection += out * problem.collection * float(problem.distances[node, hub])
            distribution += back * problem.distribution * float(problem.distances[hub, node])
    return Cost(
        gateways=outside,
        hubs=sum(problem.steps[hub][step].cost for hub, step in design.hubs),
        collection=collection,
        transfer=transfer,
        distribution=distribution,
    )


def _paths(problem: HubProblem, design: HubDesign) -> list[tuple[int, int, int, int]]:
    if not problem.single:
        return list(design.paths)
    nodes = range(len(design.allocation))
    to = design.allocation
    return [(i, j, to[i], to[j]) for i in nodes for j in nodes if problem.flows[i, j]]


def _flow(problem: HubProblem, i: int, j: int) -> float:
    """Of two ends, nodes or gateways after them; none from gateway to gateway."""
    nodes = problem.nodes
    if i < nodes and j < nodes:
        return float(problem.flows[i, j])
    if i < nodes:
        return float(problem.sent[i, j - nodes])
    return float(problem.received[j, i - nodes]) if j < nodes else 0.0


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= TOLERANCE * max(1.0, abs(one), abs(other))


def _unknown(problem: HubProblem, design: HubDesign) -> Iterator[Breach]:
    for hub, step in design.hubs:
        if not 0 <= hub < problem.nodes:
            yield Breach("unknown_hub", f"node {hub}")
        elif not 0 <= step < len(problem.steps[hub]):
            yield Breach("unknown_step", f"node {hub}", step, len(problem.steps[hub]))
    wanted = problem.nodes if problem.single else 0
    if len(design.allocation) != wanted:
        yield Breach("allocation", "design", len(design.allocation), wanted)
    named = {*design.allocation, *(node for path in design.paths for node in path[2:])}
    for node in sorted(named):
        if not 0 <= node < problem.nodes:
            yield Breach("unknown_hub", f"node {node}")
    ends = problem.nodes + problem.sent.shape[1]
    for end in sorted({node for path in design.paths for node in path[:2]}):
        if not 0 <= end < ends:
            yield Breach("unknown_end", f"node {end}")
    if (fault := unreadable_ranks(problem, design)) is not None:
        yield Breach("ranks", fault)


def _hubs(problem: HubProblem, design: HubDesign) -> Iterator[Breach]:
    counts = Counter(hub for hub, _ in design.hubs)
    for hub, times in sorted(counts.items()):
        if times > 1:
            yield Breach("repeated_hub", f"node {hub}", times, 1)
    if problem.hubs is not None and len(counts) != problem.hubs:
        yield Breach("number_of_hubs", "design", len(counts), problem.hubs)
    for hub in sorted(problem.kept - set(counts)):
        yield Breach("closed_kept_hub", f"node {hub}")


def _ways(
    problem: HubProblem, design: HubDesign, paths: list[tuple[int, int, int, int]]
) -> Iterator[Breach]:
    hubs = {hub for hub, _ in design.hubs}
    used = set(design.allocation) | {node for _, _, k, m in paths for node in (k, m)}
    for node in sorted(used - hubs):
        yield Breach("closed_hub", f"node {node}")
    if problem.single:
        for hub in sorted(hubs):
            if design.allocation[hub] != hub:
                yield Breach("foreign_hub", f"node {hub}", design.allocation[hub], hub)
        return
    counts = Counter((i, j) for i, j, _, _ in paths)
    ends = problem.nodes + problem.sent.shape[1]
    for i in range(ends):
        for j in range(ends):
            if _flow(problem, i, j) and not counts[i, j]:
                yield Breach("missing_flow", f"from {i} to {j}")
    for (i, j), times in sorted(counts.items()):
        if times > 1:
            yield Breach("repeated_flow", f"from {i} to {j}", times, 1)


def _loads(
    problem: HubProblem, design: HubDesign, paths: list[tuple[int, int, int, int]]
) -> dict[int, float]:
    loads: dict[int, float] = defaultdict(float)
    ranks = Ranks(problem, design)
    for node, hub in enumerate(design.allocation):
        for passed in ranks.climb(hub):
            loads[passed] += float(problem.sent[node].sum() + problem.received[node].sum())
    for i, j, first, last in paths:
        for passed in ranks.way(first, last)[0]:
            loads[passed] += _flow(problem, i, j)
    return loads


def _overfull(problem: HubProblem, design: HubDesign, loads: dict[int, float]) -> Iterator[Breach]:
    for hub, step in design.hubs:
        load, allowed = loads.get(hub, 0.0), problem.steps[hub][step].capacity
        if load > allowed and not _same(load, allowed):
            yield Breach("overfull_hub", f"node {hub}", load, allowed)
