"""Breeding: which run comes next where there is one structure and several days.

The first runs begin anew and found a population; then two of it are crossed, and the child is
cooled. All runs are short. Six runs of 14 s came to 0.8 to 1.7 % above the best known value of p10,
ten of 2.5 s to 0.3 to 2.0 %, and warmed again the best three gained 0.13 % at most; children of the
ten, of 1.2 s each, came to that value within 60 s (measured).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jidi.network.routing.population import Population
from jidi.network.routing.search import LONG_HOT, Found, Search

FEWEST_BURSTS = 600
"""With fewer, a few long runs do better: p13, 417 stops and 270 bursts, came to 0.03 % above its
reference bred, to 0.51 % below it by five runs from beginnings of their own (measured)."""
FOUNDING_SHARE, FEWEST_FOUNDERS, MOST_FOUNDERS = 0.2, 3, 14
"""The share of bursts for runs that begin anew, and how many they are at least and at most."""
PATIENCE = 60
"""Children without a better best until a population counts as spent. Another is then founded; when
that is spent too, the two are joined. Not shown to help: p08 ends alike without (measured)."""
CHILD_SHARE, SHORTEST_CHILD = 1 / 400, 8
"""What a child may cool, as a share of the bursts, and in bursts at least. Children four times as
long were no better on p05, and four times fewer (measured)."""
FOUNDER_CHILDREN = 3
"""How many children one founder is worth."""
GAIN = 1e-9
"""Relative: what counts as cheaper."""
BRED_HOT, BRED_COLD = 0.3, 0.1
"""Temperatures of a child in mean arcs; a founder begins at ``LONG_HOT``."""


@dataclass(frozen=True)
class Beginning:
    """Where a run begins, from which temperature, and how many bursts it is worth."""

    found: Found
    hot: float
    bursts: int


class Breeding:
    """The population of one search, and the runs that it is bred from."""

    def __init__(self, search: Search, bursts: int) -> None:
        self.search = search
        self.child = max(SHORTEST_CHILD, round(CHILD_SHARE * bursts))
        wanted = int(FOUNDING_SHARE * bursts / (FOUNDER_CHILDREN * self.child))
        self.wanted = min(MOST_FOUNDERS, max(FEWEST_FOUNDERS, wanted))
        self.spent: list[Found] = []
        self.population = Population(search.problem)
        self.founders = self.idle = 0
        self.cheapest = np.inf

    def next(self, best: Found) -> Beginning | None:
        """The next run, none if its beginning came to nothing."""
        search = self.search
        if self.idle >= PATIENCE:
            self._renew()
        if self.founders < self.wanted or len(self.population.members) < FEWEST_FOUNDERS:
            self.founders += 1
            return _begun(search.start(), LONG_HOT, FOUNDER_CHILDREN * self.child)
        crossing = self.population.crossed(search.ground.near, search.dice)
        return _begun(search.child(best.structure, crossing), BRED_HOT, self.child)

    def take(self, found: Found) -> None:
        """Take the end of a run into the population."""
        self.idle += 1
        if not self.population.members or found.cost < self.cheapest * (1.0 - GAIN):
            self.cheapest, self.idle = found.cost, 0
        self.population.take(found)

    def _renew(self) -> None:
        """Join the population that was spent before, or found another."""
        joined, self.spent = self.spent, []
        if joined:
            for member in joined:
                self.take(member)
        else:
            self.spent = self.population.members
            self.population = Population(self.search.problem)
            self.founders = 0
        self.idle = 0


def _begun(found: Found | None, hot: float, bursts: int) -> Beginning | None:
    return None if found is None else Beginning(found, hot, bursts)
