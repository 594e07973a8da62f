"""Levels of hubs (一主三副六中心): how many of each, under which others, and what they may do.

A hub hangs under one hub of a level above, or under none. What goes from one hub to another climbs
until one hub is above both, or to the top, where hubs of the top deal with each other, and goes
down from there. What leaves for the outside, or comes from there, passes the first hub on the way
up that deals with the outside. A hub takes in what its nodes bring, and what climbs to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

UNLIMITED = float("inf")


@dataclass(frozen=True, kw_only=True)
class Level:
    """One level.

    :param count: exactly so many hubs. :param above: levels its hubs may hang under; none for the
        top. They stand before it in the problem.
    :param outside: whether its hubs deal with the outside themselves.
    :param least: capacity that a size must have at the least; ``most``: at the most.
    :param places: the only nodes that may be such hubs; None: every candidate.
    :param one_each: no two of its hubs in one group of nodes.
    """

    id: str
    count: int
    above: tuple[str, ...] = ()
    outside: bool = True
    least: float = 0.0
    most: float = UNLIMITED
    places: frozenset[int] | None = None
    one_each: bool = False

    def takes(self, capacity: float) -> bool:
        """May a hub of the level have a size of this capacity?"""
        return self.least <= capacity <= self.most


def faults_of_levels(
    levels: Sequence[Level], groups: Sequence[int], candidates: Sequence[int], *, nodes: int
) -> Iterator[str]:
    """What cannot be."""
    before: list[str] = []
    if any(level.one_each for level in levels) and len(groups) != nodes:
        yield f"groups: of {len(groups)} nodes instead of {nodes}"
        return
    for level in levels:
        name = f"levels[{level.id}]"
        strange = sorted(set(level.above) - set(before))
        if strange or level.id in before:
            yield f"{name}: {', '.join(strange) or level.id} is not before it, or twice"
        if level.count < 1 or not 0 <= level.least <= level.most:
            yield f"{name}: {level.count} hubs of {level.least:g} to {level.most:g}"
        if not level.above and not level.outside:
            yield f"{name}: the top must deal with the outside"
        there = set(candidates) & (set(candidates) if level.places is None else level.places)
        room = len({groups[node] for node in there}) if level.one_each else len(there)
        if room < level.count:
            yield f"{name}: {level.count} hubs in {room} places"
        before.append(level.id)
