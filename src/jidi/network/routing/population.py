"""A population: good designs for several days that differ, from which others are bred.

Runs of one problem end far apart: about half of p10's stops have another pattern, even with the
days turned to match. Crossings of two ends came to what no run alone came to (measured on p10; on
p05 they ended as the long runs do).
"""

from __future__ import annotations

import numpy as np

from jidi.network.routing.crossing import Crossing, Days, by_days, by_region
from jidi.network.routing.problem import RoutingProblem
from jidi.network.routing.search import Found

MOST_MEMBERS = 20
MOST_ALIKE = 0.4
"""The share of members that may have the same number of vehicles on each day. Else one kind takes
all places before the others are searched."""
SAME = 12
"""Two designs are the same when one stop in so many has another pattern, or fewer."""
BY_DAYS, TURNED = 0.45, 0.3
"""How often parents are crossed by days, and how often one alone has its days turned in a region;
else two are crossed by regions. By days, turned and by regions the children of p05 came to 0.9, 0.8
and 1.1 % above the best known value on average, and a half of each was taken in (measured)."""


class Population:
    """At most ``most`` designs."""

    def __init__(self, problem: RoutingProblem, most: int = MOST_MEMBERS) -> None:
        self.problem, self.most = problem, most
        self.days = Days(problem)
        self.members: list[Found] = []

    def take(self, found: Found) -> None:
        """Take a design in: for the same one if it is cheaper, for the dearest of its kind when
        they are too many, or for the dearest of all."""
        same = self._same(found)
        if same is not None:
            if found.cost < same.cost:
                self._replace(same, found)
        elif len(self.members) < self.most:
            self.members.append(found)
        else:
            kind = self._kind(found)
            rivals = kind if len(kind) >= MOST_ALIKE * self.most else self.members
            dearest = max(rivals, key=lambda member: member.cost)
            if found.cost < dearest.cost:
                self._replace(dearest, found)

    def crossed(self, near: np.typing.NDArray[np.int64], dice: np.random.Generator) -> Crossing:
        """A member crossed with another, or with itself after its days changed places: one of the
        better ones more often."""
        problem, days = self.problem, self.days
        ranked = sorted(self.members, key=lambda member: member.cost)
        one = ranked.pop(int(len(ranked) * min(dice.random(), dice.random()))).routes
        other = days.matched(ranked[int(dice.integers(len(ranked)))].routes, one)
        kind = dice.random()
        if kind < BY_DAYS:
            return by_days(problem, one, other, dice)
        if kind < BY_DAYS + TURNED and len(days.orders) > 1:
            other = days.turned(one, dice)
        return by_region(problem, near, one, other, dice)

    def _same(self, found: Found) -> Found | None:
        """The nearest member if it is nearly this design."""
        if not self.members:
            return None
        far = [self.days.distance(found.routes, member.routes) for member in self.members]
        nearest = int(np.argmin(far))
        return self.members[nearest] if SAME * far[nearest] <= self.problem.stops else None

    def _kind(self, found: Found) -> list[Found]:
        profile = self.days.profile(found.routes)
        return [m for m in self.members if self.days.profile(m.routes) == profile]

    def _replace(self, old: Found, new: Found) -> None:
        self.members = [new if member is old else member for member in self.members]
