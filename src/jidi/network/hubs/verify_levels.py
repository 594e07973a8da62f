"""What the checker of hub designs knows of levels: who hangs under whom, and by which hubs a flow
goes. It shares nothing with solvers; without levels every hub is a top of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

from jidi.network.hubs.design import HubDesign
from jidi.network.hubs.problem import HubProblem

Kind = Literal["level", "above", "place", "one_each", "size"]


def unreadable_ranks(problem: HubProblem, design: HubDesign) -> str | None:
    """Why the ranks cannot be followed: a hub without or twice, a level or hub that is none, a
    circle. None where they can."""
    hubs = {hub for hub, _ in design.hubs}
    if not problem.levels:
        return "without levels" if design.ranks else None
    above = {hub: over for hub, _, over in design.ranks}
    if len(above) != len(design.ranks) or set(above) != hubs | set(design.allocation):
        return f"of {len(design.ranks)} hubs instead of {len(hubs)}"
    for hub, level, over in design.ranks:
        if not 0 <= level < len(problem.levels) or (over != -1 and over not in hubs):
            return f"node {hub}: level {level} under {over}"
        seen, at = {hub}, over
        while at != -1:
            if at in seen:
                return f"node {hub}: a circle by {at}"
            seen.add(at)
            at = above[at]
    return None


def breaches_of_levels(
    problem: HubProblem, design: HubDesign
) -> Iterator[tuple[Kind, str, float, float]]:
    """Numbers of hubs by level, what they hang under, their places and sizes."""
    levels, level_of = problem.levels, {hub: level for hub, level, _ in design.ranks}
    counts = Counter(level_of.values())
    for number, level in enumerate(levels):
        if counts[number] != level.count:
            yield "level", level.id, counts[number], level.count
    for hub, number, over in design.ranks:
        level = levels[number]
        kind = None if over == -1 else levels[level_of[over]].id
        if (kind is None) != (not level.above) or (kind is not None and kind not in level.above):
            yield "above", f"node {hub} under {over}", number, level_of.get(over, -1)
        if level.places is not None and hub not in level.places:
            yield "place", f"node {hub}", number, number
    for number, level in enumerate(levels):
        there = [hub for hub, n in level_of.items() if n == number and level.one_each]
        for group, count in sorted(Counter(problem.groups[hub] for hub in there).items()):
            if count > 1:
                yield "one_each", f"{level.id} in {group}", count, 1
    for hub, step in design.hubs:
        capacity = problem.steps[hub][step].capacity
        if levels and not levels[level_of[hub]].takes(capacity):
            yield "size", f"node {hub}", capacity, levels[level_of[hub]].least


class Ranks:
    """Ways between hubs of a design whose ranks can be followed."""

    def __init__(self, problem: HubProblem, design: HubDesign) -> None:
        self._distances = problem.distances
        self._levels = problem.levels
        self._level = {hub: level for hub, level, _ in design.ranks}
        self._above = {hub: over for hub, _, over in design.ranks}

    def _to_top(self, hub: int) -> list[int]:
        found = [hub]
        while (over := self._above.get(found[-1], -1)) != -1:
            found.append(over)
        return found

    def way(self, first: int, last: int) -> tuple[list[int], list[int]]:
        """Hubs on the way up, the one at which it turns among them; then those on the way down."""
        if not self._levels:
            return [first], [last] if last != first else []
        over = self._to_top(last)
        up = []
        for hub in self._to_top(first):
            up.append(hub)
            if hub in over:
                return up, over[: over.index(hub)][::-1]
        return up, over[::-1]

    def climb(self, hub: int) -> list[int]:
        """From a hub up to the first that deals with the outside."""
        found = []
        for passed in self._to_top(hub):
            found.append(passed)
            if not self._levels or self._levels[self._level[passed]].outside:
                break
        return found

    def length(self, first: int, last: int) -> float:
        """Of the way from hub to hub, in the unit of distances."""
        up, down = self.way(first, last)
        way = [*up, *down]
        return sum(float(self._distances[a, b]) for a, b in pairwise(way))
