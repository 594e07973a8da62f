"""Crossings: a design for several days begun from two others.

Where days may change places without breaking a pattern, two designs can be alike but for the names
of their days. So the second is first turned to match the first. Then the child takes its patterns
from the second in a region, or on some of the days, and from the first elsewhere. The second may be
the first with its days turned: no step of the kernel turns the days of a whole region.

Mixing patterns of two designs, and letting a search put the routes right, is published: T. Vidal et
al., "A hybrid genetic algorithm for multidepot and periodic vehicle routing problems", Operations
Research 60 (2012).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

import numpy as np
import numpy.typing as npt

from jidi.network.routing.design import Route
from jidi.network.routing.problem import RoutingProblem

Ints = npt.NDArray[np.int64]
MOST_PERMUTED = 6
"""Up to so many days every order is tried (720 of six); of more, turns and mirrored turns."""
SMALLEST_REGION, LARGEST_REGION = 0.2, 0.6
"""The share of the stops that a region holds."""


@dataclass(frozen=True)
class Crossing:
    """Routes to begin with, and of each stop the patterns it may take in the child."""

    routes: tuple[Route, ...]
    patterns: tuple[tuple[int, ...], ...]


class Days:
    """The orders of the days that keep every stop's patterns, and what they do to patterns."""

    def __init__(self, problem: RoutingProblem) -> None:
        choices = {frozenset(patterns) for patterns in problem.patterns}
        self.problem = problem
        self.orders = [order for order in _orders(problem.days) if _keeps(order, choices)]
        masks = range(1 << problem.days)
        self._turned = np.array([[_turned(m, order) for m in masks] for order in self.orders])

    def matched(self, routes: Sequence[Route], model: Sequence[Route]) -> tuple[Route, ...]:
        """The routes with their days in the order in which most stops have the model's pattern."""
        wanted, found = patterns_of(self.problem, model), patterns_of(self.problem, routes)
        order = self.orders[int(self._differences(found, wanted).argmin())]
        return _in_order(routes, order)

    def turned(self, routes: Sequence[Route], dice: np.random.Generator) -> tuple[Route, ...]:
        """The routes with their days in another order, if there is any."""
        order = int(dice.integers(1, len(self.orders))) if len(self.orders) > 1 else 0
        return _in_order(routes, self.orders[order])

    def distance(self, routes: Sequence[Route], others: Sequence[Route]) -> int:
        """How many stops have another pattern, at best."""
        found, wanted = patterns_of(self.problem, routes), patterns_of(self.problem, others)
        return int(self._differences(found, wanted).min())

    def profile(self, routes: Sequence[Route]) -> tuple[int, ...]:
        """The vehicles of each day, the same whatever the days are called."""
        count = [sum(route.day == day for route in routes) for day in range(self.problem.days)]
        return min(tuple(count[day] for day in order) for order in self.orders)

    def _differences(self, found: Ints, wanted: Ints) -> Ints:
        return np.asarray((self._turned[:, found] != wanted).sum(axis=1))


def patterns_of(problem: RoutingProblem, routes: Iterable[Route]) -> Ints:
    """Of each stop, the days on which routes visit it."""
    found = np.zeros(problem.stops, dtype=np.int64)
    for route in routes:
        found[list(route.stops)] |= 1 << route.day
    return found


def by_region(
    problem: RoutingProblem,
    near: Ints,
    one: Sequence[Route],
    other: Sequence[Route],
    dice: np.random.Generator,
) -> Crossing:
    """The patterns of ``other`` around a stop, and the routes of ``one`` without the stops whose
    pattern that changes.

    :param near: of each stop the others, the nearest first.
    """
    mine, theirs = patterns_of(problem, one), patterns_of(problem, other)
    middle = int(dice.integers(problem.stops))
    share = SMALLEST_REGION + (LARGEST_REGION - SMALLEST_REGION) * dice.random()
    goal = mine.copy()
    for stop in (middle, *near[middle, : int(share * problem.stops)]):
        goal[stop] = theirs[stop]
    return Crossing(_without(one, mine != goal), tuple((int(g),) for g in goal))


def by_days(
    problem: RoutingProblem,
    one: Sequence[Route],
    other: Sequence[Route],
    dice: np.random.Generator,
) -> Crossing:
    """The routes of ``one`` on some days and of ``other`` on the rest. Stops whose visits then make
    none of their patterns are out, and may take those that differ on the fewest days."""
    mine, theirs = patterns_of(problem, one), patterns_of(problem, other)
    count = int(dice.integers(1, problem.days))
    days = sum(1 << int(day) for day in dice.permutation(problem.days)[:count])
    goal = mine & days | theirs & ~days
    patterns = tuple(
        _nearest(int(g), p) for g, p in zip(goal.tolist(), problem.patterns, strict=True)
    )
    gone = np.array([p != (int(g),) for g, p in zip(goal.tolist(), patterns, strict=True)])
    joined = [r for r in one if days >> r.day & 1] + [r for r in other if not days >> r.day & 1]
    return Crossing(_without(joined, gone), patterns)


def _in_order(routes: Iterable[Route], order: Sequence[int]) -> tuple[Route, ...]:
    return tuple(replace(route, day=order[route.day]) for route in routes)


def _nearest(goal: int, patterns: Sequence[int]) -> tuple[int, ...]:
    least = min((pattern ^ goal).bit_count() for pattern in patterns)
    return tuple(p for p in patterns if (p ^ goal).bit_count() == least)


def _without(routes: Iterable[Route], gone: npt.NDArray[np.bool_]) -> tuple[Route, ...]:
    left = (replace(r, stops=tuple(s for s in r.stops if not gone[s])) for r in routes)
    return tuple(route for route in left if route.stops)


def _orders(days: int) -> list[tuple[int, ...]]:
    """Orders of the days; the first leaves them as they are."""
    if days <= MOST_PERMUTED:
        return list(permutations(range(days)))
    turns = [tuple((day + by) % days for day in range(days)) for by in range(days)]
    return turns + [turn[::-1] for turn in turns]


def _keeps(order: Sequence[int], choices: Iterable[frozenset[int]]) -> bool:
    return all(frozenset(_turned(p, order) for p in patterns) == patterns for patterns in choices)


def _turned(pattern: int, order: Sequence[int]) -> int:
    return sum(1 << to for day, to in enumerate(order) if pattern >> day & 1)
