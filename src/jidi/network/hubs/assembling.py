"""A design put together out of hubs and allocation: sizes, paths, cost."""

from __future__ import annotations

import numpy as np

from jidi.network.hubs.design import HubDesign
from jidi.network.hubs.problem import Floats, HubProblem


def cost_of_single(problem: HubProblem, hubs: tuple[int, ...], at: tuple[int, ...]) -> float:
    """The cost of an allocation with the cheapest sizes that take the loads."""
    nodes = np.arange(problem.nodes)
    to = np.array(at)
    moved = problem.flows * problem.distances[np.ix_(to, to)]
    cost = float(problem.reach[nodes, to].sum() + problem.transfer * moved.sum())
    return cost + sum(problem.steps[hub][step].cost for hub, step in steps_of(problem, hubs, at))


def steps_of(
    problem: HubProblem, hubs: tuple[int, ...], at: tuple[int, ...]
) -> tuple[tuple[int, int], ...]:
    """Of each hub the cheapest size that takes its load; the first where none does."""
    supply, to = problem.loads, np.array(at)
    loads = {hub: float(supply[to == hub].sum()) if at else 0.0 for hub in hubs}
    steps = {hub: problem.step_for(hub, load) for hub, load in loads.items()}
    return tuple((hub, 0 if step is None else step) for hub, step in sorted(steps.items()))


def cheapest_ways(problem: HubProblem, hubs: np.ndarray) -> Floats:
    """From × to × last hub: the cheapest way by unit of flow."""
    into = problem.collection * problem.distances[:, hubs]
    onward = problem.transfer * problem.distances[np.ix_(hubs, hubs)]
    at_last = (into[:, :, None] + onward[None]).min(axis=1)
    return np.asarray(
        at_last[:, None, :] + problem.distribution * problem.distances[hubs].T[None, :, :]
    )


def assembled(problem: HubProblem, hubs: tuple[int, ...], at: tuple[int, ...]) -> HubDesign:
    """The design with these hubs; ``at`` is each node's hub with single allocation, else empty."""
    if problem.single:
        cost = cost_of_single(problem, hubs, at)
        return HubDesign(hubs=steps_of(problem, hubs, at), cost=cost, allocation=at)
    chosen = np.array(hubs)
    ways = cheapest_ways(problem, chosen)
    last = ways.argmin(axis=2)
    into = problem.collection * problem.distances[:, chosen]
    onward = problem.transfer * problem.distances[np.ix_(chosen, chosen)]
    first = (into[:, :, None] + onward[None]).argmin(axis=1)
    paths = tuple(
        (int(i), int(j), hubs[int(first[i, last[i, j]])], hubs[int(last[i, j])])
        for i, j in np.argwhere(problem.flows > 0)
    )
    cost = float((problem.flows * ways.min(axis=2)).sum())
    steps = steps_of(problem, hubs, ())
    cost += sum(problem.steps[hub][step].cost for hub, step in steps)
    return HubDesign(hubs=steps, cost=cost, paths=paths)
