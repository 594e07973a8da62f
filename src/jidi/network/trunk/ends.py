"""Ends: nodes that sort nothing and have nothing to do with each other.

Every way that touches an end begins or ends there, so that lanes, empty runs and flows of an end
are its own affair once it is known what the rest of a way costs a kilogram.
"""

from __future__ import annotations

from dataclasses import dataclass

from jidi.network.trunk.problem import EmptyRun, Flow, Lane, TrunkProblem


def ends_of(problem: TrunkProblem) -> tuple[int, ...]:
    """Nodes that sort nothing, no two tied by a lane, empty run or flow; fewest ties first."""
    ties: list[set[int]] = [set() for _ in problem.nodes]
    tied: list[Lane | EmptyRun | Flow] = [*problem.lanes, *problem.empties, *problem.flows]
    for one in tied:
        ties[one.origin].add(one.target)
        ties[one.target].add(one.origin)
    able = [n for n, node in enumerate(problem.nodes) if node.capacity <= 0 and ties[n]]
    chosen: set[int] = set()
    for node in sorted(able, key=lambda n: (len(ties[n]), n)):
        if node not in ties[node] and not ties[node] & chosen:
            chosen.add(node)
    return tuple(sorted(chosen))


@dataclass(frozen=True)
class Plan:
    """What an end would do: departures of its lanes, and the ways that its flows take.

    :param departures: lane and count. :param ways: flow and number of the way.
    :param kept: kilograms a day of each product that keep the promise.
    :param cost: yuan a day under the duals it was made for, promises not paid for.
    :param price: yuan a day by itself, nothing that ends share being paid for.
    :param weights: of what ends share, row and how much the plan takes of it.
    """

    node: int
    departures: tuple[tuple[int, float], ...]
    ways: tuple[tuple[int, int], ...]
    kept: tuple[float, ...]
    cost: float
    price: float = 0.0
    weights: tuple[tuple[int, float], ...] = ()
