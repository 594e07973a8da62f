"""Rules that split a cost: Shapley's by the costs of coalitions, and by parcels; what they keep.

Both are efficient: what is paid is the cost, no more and no less.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean, stdev
from typing import Final

from jidi.network.rural.design import Design
from jidi.network.rural.joint import Members, Orders
from jidi.network.rural.problem import Problem
from jidi.network.rural.shares import shares

Costs = Mapping[Members, float]
"""Yuan a day by members, ascending; nobody costs nothing."""

CENT: Final = 0.005
"""Less than this, yuan a day, is no difference."""


def exact(costs: Costs, players: int) -> list[float]:
    """Shapley's values: what each adds to a coalition, weighted by its chance of coming then."""
    every = range(players)
    found = []
    for player in every:
        others = [n for n in every if n != player]
        added = [
            _chance(size, players) * _added(costs, player, before)
            for size in range(players)
            for before in combinations(others, size)
        ]
        found.append(math.fsum(added))
    return found


def _chance(size: int, players: int) -> float:
    """How likely it is that just this set of so many comes before."""
    return 1 / (players * math.comb(players - 1, size))


def _added(costs: Costs, player: int, before: Sequence[int]) -> float:
    return costs[tuple(sorted((*before, player)))] - costs[tuple(before)]


def sampled(costs: Costs, orders: Orders) -> list[tuple[float, float | None]]:
    """For each player the mean of what it adds over the orders, and its standard error.

    No error can be told of a single order.
    """
    added: list[list[float]] = [[] for _ in orders[0]]
    for order in orders:
        for place, player in enumerate(order):
            added[player].append(_added(costs, player, sorted(order[:place])))
    return [(fmean(found), _error(found)) for found in added]


def _error(found: Sequence[float]) -> float | None:
    return stdev(found) / math.sqrt(len(found)) if len(found) > 1 else None


def by_parcels(problem: Problem, design: Design) -> list[float]:
    """Yuan a day by company: each place's share of the bill by the parcels they have there.

    What a place without parcels costs is split by all parcels of each.
    """
    paid = shares(problem, design)
    everywhere = [company.parcels for company in problem.companies]
    found = [0.0] * len(problem.companies)
    places = dict(paid.stations)
    first = problem.station_count
    places |= {first + number: yuan for number, yuan in paid.villages.items()}
    for place, yuan in sorted(places.items()):
        here = [company.down[place] + company.up[place] for company in problem.companies]
        parcels = here if sum(here) else everywhere
        for number, own in enumerate(parcels):
            found[number] += yuan * own / sum(parcels)
    return found


@dataclass(frozen=True)
class Objection:
    """A coalition whose members pay more together than a network of their own would cost.

    :param pays: yuan a day; ``alone``: what its own network costs.
    """

    members: Members
    pays: float
    alone: float

    @property
    def more(self) -> float:
        """By how much it pays more."""
        return self.pays - self.alone


def objections(costs: Costs, paid: Sequence[float]) -> list[Objection]:
    """Every coalition known that would be better off by itself, the most first (not in the core).

    :param paid: yuan a day by player.
    """
    found = []
    for members, alone in costs.items():
        pays = math.fsum(paid[n] for n in members)
        if members and len(members) < len(paid) and pays > alone + CENT:
            found.append(Objection(members, pays, alone))
    return sorted(found, key=lambda o: (-o.more, o.members))
