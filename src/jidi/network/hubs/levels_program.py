"""Hubs with levels as a program for HiGHS: who is a hub of which level, in which size and under
whom; which node comes by which hub and door.

Whole are only hubs, levels, sizes and what hangs under what; nodes may be mixed, and of what nodes
send each other only part is counted: either as prices of nodes and hubs (``Paid``), or as flows on
the tree (``levels_flows``). So the least cost bounds every design from below.

One more column stands for giving up: it lifts every demand and costs what is to be reached. HiGHS
begins with it, and leaves alone whatever costs as much: that nothing cheaper exists is proved far
sooner than what the cheapest is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

import numpy as np

from jidi.network.hubs.levelled import NONE, Tree
from jidi.network.hubs.numbers import numbers_of
from jidi.network.hubs.problem import Floats, HubProblem
from jidi.network.mixed_integer import Program

HALF: Final = 0.5
GAP: Final = 1e-4
"""Relative: so near HiGHS goes."""
FEW_LEVELS: Final = 4
"""Of so many levels sizes are compared with every set of levels; of more, with each alone."""

Terms = dict[int, float]


@dataclass(frozen=True)
class Paid:
    """What nodes send each other, as prices: ``always``, and node × candidate what the choice of
    that hub adds."""

    always: float
    cost: Floats


@dataclass(frozen=True)
class ProgramAnswer:
    """No design costs less than ``bound``; a tree where one below the cost to reach was met.

    :param nodes: of HiGHS's tree that were looked at.
    """

    bound: float
    tree: Tree | None
    nodes: int


class LevelsProgram:
    """The program of a problem with levels; hubs are numbered by their place in ``hubs``.

    :param fewer: whether levels that are no doors may have fewer hubs than their number.
    """

    def __init__(self, problem: HubProblem, paid: Paid | None, *, fewer: bool = False) -> None:
        self.problem, self.paid, self.fewer = problem, paid, fewer
        self.sizes: list[list[int]] = []
        self.numbers = numbers_of(replace(problem, levels=()))
        self.hubs = list(problem.candidates)
        self.program = Program()
        self.given_up = self.program.column(0.0, upper=1.0, whole=True)
        self.load: list[Terms] = [defaultdict(float) for _ in self.hubs]
        self.above = [
            frozenset(n for n, other in enumerate(problem.levels) if other.id in level.above)
            for level in problem.levels
        ]
        self.doors = frozenset(n for n, level in enumerate(problem.levels) if level.outside)
        self._sums: dict[tuple[frozenset[int], int], int | None] = {}
        self.rank = self._ranks()
        self._sizes()
        self._counts()
        self.under = self._unders()
        self.way = self._ways()
        self.at = self._nodes()

    @staticmethod
    def columns(problem: HubProblem) -> int:
        """About how many columns the choice of nodes would take."""
        count = len(problem.candidates)
        doors = 1 if all(level.outside for level in problem.levels) else count
        return problem.nodes * count * doors

    def answered(
        self, reach: float, *, nodes: int, stop: Callable[[], bool] | None = None
    ) -> ProgramAnswer:
        """Is there a design that costs less than ``reach``?

        :param nodes: of HiGHS's tree. :param stop: asked on the way; True ends it.
        """
        always = 0.0 if self.paid is None else self.paid.always
        self.program.price(self.given_up, reach - always)
        model = self.program.model()
        start = np.zeros(model.columns)
        start[self.given_up] = 1.0
        # To prove that nothing is, beginning anew takes four times as long as it saves.
        found = model.searched(gap=GAP, nodes=nodes, start=start, stop=stop, anew=False)
        bound = always + found.bound
        if found.values is None:
            return ProgramAnswer(bound, None, found.nodes)
        # Whatever is left aside as too near the best costs no less than this.
        value = always + self.program.worth(found.values)
        bound = min(bound, value - GAP * abs(value))
        met = found.values[self.given_up] < HALF
        return ProgramAnswer(bound, self._tree(found.values) if met else None, found.nodes)

    def loosely(self) -> float:
        """What no design costs less than, nothing whole; infinite where nothing can be."""
        self.program.most(self.given_up, 0.0)
        found = self.program.relaxed()
        self.program.most(self.given_up, 1.0)
        if found is None:
            return float("inf")
        return found[0] + (0.0 if self.paid is None else self.paid.always)

    def demand(self, terms: Terms, amount: float) -> None:
        """A row of equality, lifted by giving up."""
        self.program.row({**terms, self.given_up: amount}, least=amount, most=amount)

    def any_of(self, levels: Iterable[int], k: int) -> int | None:
        """The column "is a hub of one of these levels"; None where it may be none."""
        key = (frozenset(levels), k)
        if key not in self._sums:
            there = [self.rank[n, k] for n in sorted(key[0]) if (n, k) in self.rank]
            one = there[0] if there else None
            if len(there) > 1:
                one = self.program.column(0.0, upper=1.0, whole=True)
                self.program.row({**dict.fromkeys(there, 1.0), one: -1.0}, least=0.0, most=0.0)
            self._sums[key] = one
        return self._sums[key]

    def _ranks(self) -> dict[tuple[int, int], int]:
        return {
            (n, k): self.program.column(0.0, upper=1.0, whole=True)
            for n, level in enumerate(self.problem.levels)
            for k, node in enumerate(self.hubs)
            if (level.places is None or node in level.places)
            and any(level.takes(size.capacity) for size in self.problem.steps[node])
        }

    def _sizes(self) -> None:
        """Of each hub columns "is at least so large"; a level needs one of the sizes it allows."""
        problem, program = self.problem, self.program
        every = float(self.numbers.supply.sum() + self.numbers.between.sum())
        every += float(problem.sent.sum() + problem.received.sum())
        for k, node in enumerate(self.hubs):
            sizes = sorted(problem.steps[node], key=lambda size: size.capacity)
            columns: list[int] = []
            room = cost = 0.0
            for size in sizes:
                column = program.column(size.cost - cost, upper=1.0, whole=True)
                self.load[k][column] = room - min(size.capacity, every)
                room, cost = min(size.capacity, every), size.cost
                if columns:
                    program.row({column: 1.0, columns[-1]: -1.0}, most=0.0)
                columns.append(column)
            self.sizes.append(columns)
            levels = [n for n in range(len(problem.levels)) if (n, k) in self.rank]
            program.row(
                {columns[0]: -1.0, **{self.rank[n, k]: 1.0 for n in levels}}, least=0.0, most=0.0
            )
            for some in _sets(levels):
                fits = [any(problem.levels[n].takes(s.capacity) for n in some) for s in sizes]
                terms: Terms = defaultdict(float, {self.rank[n, k]: 1.0 for n in some})
                for number, column in enumerate(columns):
                    terms[column] += fits[number - 1] if number else 0.0
                    terms[column] -= fits[number]
                program.row(terms, most=0.0)

    def _counts(self) -> None:
        """So many hubs of each level, in groups of their own; kept hubs."""
        problem = self.problem
        for n, level in enumerate(problem.levels):
            there = [k for k in range(len(self.hubs)) if (n, k) in self.rank]
            every = {self.rank[n, k]: 1.0 for k in there}
            if self.fewer and n not in self.doors:
                self.program.row(every, most=float(level.count))
            else:
                self.demand(every, float(level.count))
            if level.one_each:
                groups: dict[int, Terms] = defaultdict(dict)
                for k in there:
                    groups[problem.groups[self.hubs[k]]][self.rank[n, k]] = 1.0
                for terms in groups.values():
                    self.program.row(terms, most=1.0)
        for k, node in enumerate(self.hubs):
            if node in problem.kept:
                one = self.any_of(range(len(problem.levels)), k)
                self.demand({} if one is None else {one: 1.0}, 1.0)

    def _unders(self) -> dict[tuple[int, int, int], int]:
        """Level × hub × hub above, whole where it is a door that nodes come by."""
        return {
            key: column
            for n, above in enumerate(self.above) if above
            for key, column in self._hung(n, above, whole=n not in self.doors).items()
        }  # fmt: skip

    def _hung(
        self, n: int, above: frozenset[int], *, whole: bool
    ) -> dict[tuple[int, int, int], int]:
        """Every hub of a level with one hub of the levels above."""
        found: dict[tuple[int, int, int], int] = {}
        for k in range(len(self.hubs)):
            if (n, k) not in self.rank:
                continue
            one: Terms = {self.rank[n, k]: -1.0}
            for d in range(len(self.hubs)):
                there = self.any_of(above, d) if d != k else None
                if there is not None:
                    column = self.program.column(0.0, upper=1.0, whole=whole)
                    self.program.row({column: 1.0, there: -1.0}, most=0.0)
                    found[n, k, d], one[column] = column, 1.0
            self.program.row(one, least=0.0, most=0.0)
        return found

    def _ways(self) -> dict[tuple[int, int], Terms]:
        """Hub × door: columns that sum to "deals with the outside by it"."""
        found: dict[tuple[int, int], Terms] = {}
        for k in range(len(self.hubs)):
            own = self.any_of(self.doors, k)
            if own is not None:
                found[k, k] = {own: 1.0}
        for n, above in enumerate(self.above):
            if n in self.doors:
                continue
            # Under hubs that are no doors the door is any: what lies between is left out.
            hung = self.under if above <= self.doors else self._hung(n, self.doors, whole=True)
            for (level, k, d), column in hung.items():
                if level == n:
                    found.setdefault((k, d), {})[column] = 1.0
        return found

    def _nodes(self) -> dict[tuple[int, int, int], int]:
        """Node × hub × door, and what hubs take in for them."""
        problem, program, numbers = self.problem, self.program, self.numbers
        outside = problem.sent + problem.received
        abroad, onward = outside.sum(axis=1), problem.transfer * outside @ problem.gateways.T
        sent, received = problem.sent.sum(axis=1), problem.received.sum(axis=1)
        reach = numbers.reach - onward
        found: dict[tuple[int, int, int], int] = {}
        one: list[Terms] = [{} for _ in range(problem.nodes)]
        for (k, d), way in self.way.items():
            hub, door = self.hubs[k], self.hubs[d]
            cost = reach[:, hub] + onward[:, door]
            cost = (
                cost + sent * numbers.transfer[hub, door] + received * numbers.transfer[door, hub]
            )
            if self.paid is not None:
                cost = cost + self.paid.cost[:, k]
            for i in range(problem.nodes):
                column = program.column(float(cost[i]), upper=1.0)
                found[i, k, d], one[i][column] = column, 1.0
                terms = {column: 1.0, **{other: -value for other, value in way.items()}}
                program.row(terms, least=0.0 if i == hub else -np.inf, most=0.0)
                self.load[k][column] += float(numbers.supply[i])
                if d != k:
                    self.load[d][column] += float(abroad[i])
        for terms in one:
            self.demand(terms, 1.0)
        return found

    def closed(self) -> None:
        """No hub takes in more than its size allows: the last rows."""
        for terms in self.load:
            self.program.row(terms, most=0.0)

    def _tree(self, values: Floats) -> Tree:
        """Hubs, levels and what hangs under what; mixed nodes go where most of them is."""
        ranked = [(k, n) for (n, k), column in self.rank.items() if values[column] > HALF]
        numbered = {k: number for number, (k, _) in enumerate(ranked)}
        above = np.full(len(ranked), NONE, dtype=np.int64)
        most = np.zeros(len(ranked))
        for (n, k, d), column in self.under.items():
            number = numbered.get(k, NONE)
            if d not in numbered or number < 0 or ranked[number][1] != n:
                continue
            if values[column] > most[number]:
                above[number], most[number] = numbered[d], values[column]
        share = np.zeros((self.problem.nodes, len(ranked)))
        for (i, k, _), column in self.at.items():
            if k in numbered:
                share[i, numbered[k]] += values[column]
        return Tree(
            np.array([self.hubs[k] for k, _ in ranked], dtype=np.int64),
            np.array([n for _, n in ranked], dtype=np.int64),
            above,
            share.argmax(axis=1).astype(np.int64),
        )


def _sets(levels: list[int]) -> Iterable[tuple[int, ...]]:
    """Of few levels every set, of more each alone."""
    most = len(levels) if len(levels) <= FEW_LEVELS else 1
    return (some for size in range(1, most + 1) for some in combinations(levels, size))
