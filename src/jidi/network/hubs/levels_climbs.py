"""Room that what nodes send each other takes at the door above their hub, without its ways.

What a group of nodes sends by one hub leaves it but for what nodes of the same hub get of it, so at
least the difference climbs to the door. The rows are few and need no flows; they hold only where
every hub that is no door hangs under a door at once.
"""

from __future__ import annotations

import numpy as np

from jidi.network.hubs.levels_program import LevelsProgram, Terms
from jidi.network.hubs.problem import HubProblem


def direct(problem: HubProblem) -> bool:
    """Does every hub hang under a door to the outside, or under none?"""
    doors = {level.id for level in problem.levels if level.outside}
    return all(set(level.above) <= doors for level in problem.levels)


def add_climbs(posed: LevelsProgram, *, every: bool) -> None:
    """Columns of what climbs, by group of nodes, hub and door; see :func:`direct`.

    :param every: of every group at every hub; else only of the group that the hub is in.
    """
    problem, between = posed.problem, posed.numbers.between
    sends = between.sum(axis=1)
    groups = np.array(problem.groups or range(problem.nodes))
    columns: dict[tuple[int, int], dict[int, int]] = {}
    for (i, k, d), column in posed.at.items():
        if k != d:
            columns.setdefault((k, d), {})[i] = column
    gets = {group: between[groups == group].sum(axis=0) for group in sorted(set(groups.tolist()))}
    for (k, d), there in columns.items():
        own = int(groups[posed.hubs[k]])
        for group in gets if every else (own,):
            terms: Terms = {
                column: float((sends[i] if groups[i] == group else 0.0) - gets[group][i])
                for i, column in there.items()
            }
            climbs = posed.program.column(0.0)
            posed.program.row({**terms, climbs: -1.0}, most=0.0)
            posed.load[d][climbs] = 1.0
