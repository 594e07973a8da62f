"""The proof by sets of doors: which hubs deal with the outside is tried one set after the other.

Of few candidates such sets are some hundreds, and once the doors are known little is left open: the
least cost of most sets, in parts, is already too much. The others are put to HiGHS, at prices that
know that what hubs send each other passes a door, and with the room that climbing takes; what is
left then, with flows on the tree. No design costs less than the least of all sets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb
from typing import Final

import numpy as np

from jidi.network.hubs.levelled import loosened
from jidi.network.hubs.levels import faults_of_levels
from jidi.network.hubs.levels_climbs import add_climbs, direct
from jidi.network.hubs.levels_flows import add_flows
from jidi.network.hubs.levels_program import LevelsProgram, Paid
from jidi.network.hubs.numbers import numbers_of
from jidi.network.hubs.problem import HubProblem
from jidi.network.hubs.single_bound import SingleBound

MOST_SETS: Final = 1_500
"""Of more sets of doors than these none is looked at."""
FIRST_ROUNDS: Final = 500
"""Steps of the prices for all sets (our own choice)."""
ROUNDS: Final = 100
"""Steps from there on for one set (our own choice)."""
EVERY: Final = 16
"""After so many sets it is told how far it is."""

Tell = Callable[[float], bool]


@dataclass
class DoorSet:
    """One set of doors, and what no design with it costs less than."""

    doors: tuple[int, ...]
    problem: HubProblem
    bound: float

    @staticmethod
    def columns(problem: HubProblem) -> int:
        """About how many columns the choice of nodes takes, of one set."""
        return problem.nodes * len(problem.candidates) * _count(problem)


def few_sets(problem: HubProblem) -> bool:
    """Are sets of doors few enough, and told apart by them what climbs?"""
    return direct(problem) and comb(len(_may(problem)), _count(problem)) <= MOST_SETS


class Doors:
    """All sets of doors of a problem, cheapest first.

    :param best: what the best known design costs.
    """

    def __init__(self, problem: HubProblem, best: float, tell: Tell) -> None:
        self.problem, self.best = problem, best
        self.short = loosened(problem)
        self.state = SingleBound(numbers_of(self.short), best, ruling=False)
        self.state.run(FIRST_ROUNDS, consider=lambda _: best, tell=lambda _: tell(0.0))
        self.paid = paid(self.state)
        posed = list(_restricted(problem))
        self.sets: list[DoorSet] = []
        for number, (doors, own) in enumerate(posed):
            if number % EVERY == 0 and tell(number / len(posed)):
                # Of sets not looked at nothing is known.
                self.sets += [DoorSet(d, other, -np.inf) for d, other in posed[number:]]
                break
            self.sets.append(DoorSet(doors, own, self._at_first(own).loosely()))
        self.sets.sort(key=lambda one: (one.bound, one.doors))

    def programs(self, one: DoorSet) -> Iterator[LevelsProgram]:
        """Of one set, each knowing more than the one before; the first mostly is enough."""
        yield self._at_first(one.problem)
        yield self.with_prices(one)
        yield self.with_flows(one)

    def _at_first(self, problem: HubProblem) -> LevelsProgram:
        """At the prices for all sets, with what climbs from the group of each hub."""
        posed = LevelsProgram(problem, self.paid)
        add_climbs(posed, every=False)
        posed.closed()
        return posed

    def with_prices(self, one: DoorSet) -> LevelsProgram:
        """At prices of its own, with all that climbs to doors."""
        doors = list(one.doors)
        apart = self.short.distances
        passing = (apart[:, doors, None] + apart[None, doors, :]).min(axis=1)
        np.fill_diagonal(passing, 0.0)
        numbers = replace(
            numbers_of(replace(self.short, kept=self.short.kept | set(doors))),
            transfer=self.problem.transfer * passing,
        )
        state = SingleBound(numbers, self.best, ruling=False)
        state.agreement, state.prices = self.state.agreement.copy(), self.state.prices
        state.run(ROUNDS, consider=lambda _: self.best, tell=lambda _: False)
        posed = LevelsProgram(one.problem, paid(state))
        add_climbs(posed, every=True)
        posed.closed()
        return posed

    def with_flows(self, one: DoorSet) -> LevelsProgram:
        """With flows on the tree."""
        posed = LevelsProgram(one.problem, None)
        add_flows(posed)
        posed.closed()
        return posed


def paid(state: SingleBound) -> Paid:
    """What nodes send each other, at a state's prices."""
    always, cost = state.priced()
    return Paid(always, cost - state.numbers.reach[:, state.alive])


def _count(problem: HubProblem) -> int:
    return sum(level.count for level in problem.levels if level.outside)


def _may(problem: HubProblem) -> list[int]:
    """Candidates that may be doors."""
    every = set(problem.candidates)
    places = (level.places for level in problem.levels if level.outside)
    return sorted(set().union(*(every if there is None else there & every for there in places)))


def _restricted(problem: HubProblem) -> Iterator[tuple[tuple[int, ...], HubProblem]]:
    """Sets of doors, each with the problem in which just these are doors."""
    every = frozenset(problem.candidates)
    for doors in combinations(_may(problem), _count(problem)):
        some = frozenset(doors)
        levels = tuple(
            replace(
                level,
                places=(every if level.places is None else level.places)
                & (some if level.outside else every - some),
            )
            for level in problem.levels
        )
        faults = faults_of_levels(levels, problem.groups, problem.candidates, nodes=problem.nodes)
        if not any(faults):
            yield doors, replace(problem, levels=levels)
