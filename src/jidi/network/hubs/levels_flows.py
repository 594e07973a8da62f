"""What nodes send each other, as flows on the tree: one kind for each group of nodes that send.

Of a kind, what leaves hubs less what comes to them is what their nodes send less what they get; it
goes from hub to hub only where one hangs under the other, or both are of the top. Kinds that one
hub serves go as in a design; others may save what crosses, so it is never too much.
"""

from __future__ import annotations

import numpy as np

from jidi.network.hubs.levels_program import LevelsProgram, Terms

UNBOUNDED = float("inf")


def add_flows(posed: LevelsProgram) -> None:
    """Flows, their cost, and the room that what climbs takes up."""
    problem = posed.problem
    between, groups = posed.numbers.between, np.array(_groups(posed))
    at = _at(posed)
    arcs = _arcs(posed)
    for group in sorted(set(groups.tolist())):
        own = groups == group
        sent, received = np.where(own, between.sum(axis=1), 0.0), between[own].sum(axis=0)
        every = float(sent.sum())
        rows: list[Terms] = [
            {at[i, k]: float(received[i] - sent[i]) for i in range(problem.nodes)}
            for k in range(len(posed.hubs))
        ]
        for k, m, needed, climbs in arcs:
            cost = float(posed.numbers.transfer[posed.hubs[k], posed.hubs[m]])
            flow = posed.program.column(cost, upper=UNBOUNDED)
            for some in needed:
                posed.program.row({flow: 1.0, **dict.fromkeys(some, -every)}, most=0.0)
            rows[k][flow], rows[m][flow] = 1.0, -1.0
            if climbs:
                posed.load[m][flow] = 1.0
        for terms in rows:
            posed.program.row(terms, least=0.0, most=0.0)


def _groups(posed: LevelsProgram) -> list[int]:
    """Groups of the problem; without them, nodes by their nearest candidate."""
    if posed.problem.groups:
        return list(posed.problem.groups)
    return [int(k) for k in posed.problem.distances[:, posed.hubs].argmin(axis=1)]


def _at(posed: LevelsProgram) -> dict[tuple[int, int], int]:
    """Node × hub, by whatever door."""
    found: dict[tuple[int, int], int] = {}
    sums: dict[tuple[int, int], Terms] = {}
    for (i, k, _), column in posed.at.items():
        sums.setdefault((i, k), {})[column] = 1.0
    for i in range(posed.problem.nodes):
        for k in range(len(posed.hubs)):
            found[i, k] = posed.program.column(0.0, upper=1.0)
            terms = {**sums.get((i, k), {}), found[i, k]: -1.0}
            posed.program.row(terms, least=0.0, most=0.0)
    return found


def _arcs(posed: LevelsProgram) -> list[tuple[int, int, list[list[int]], bool]]:
    """From hub to hub: of each list of columns one is needed; whether it is a climb."""
    under: dict[tuple[int, int], list[int]] = {}
    for (_, k, d), column in posed.under.items():
        under.setdefault((k, d), []).append(column)
    found: list[tuple[int, int, list[list[int]], bool]] = []
    for (k, d), columns in under.items():
        found += [(k, d, [columns], True), (d, k, [columns], False)]
    tops = [n for n, above in enumerate(posed.above) if not above]
    if sum(posed.problem.levels[n].count for n in tops) > 1:
        top = {k: posed.any_of(tops, k) for k in range(len(posed.hubs))}
        found += [
            (k, m, [[first], [last]], False)
            for k, first in top.items() for m, last in top.items()
            if k != m and first is not None and last is not None
        ]  # fmt: skip
    return found
