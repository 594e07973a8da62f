"""The schedule of hubs with levels as a program for HiGHS: level and size of every hub in every
year before the last, within the budgets; nodes may be mixed between hubs.

Left out, so that it never costs more than any phasing: that what climbs takes up room at a certain
hub (only doors to the outside together have room for it; of what nodes send each other counts there
what surely leaves a hub that is no door), and that what nodes send each other goes up and down; of
its cost counts what prices of pairs tell (``single_bound``), which scale with the year's flows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from jidi.network.hubs.level_years import LevelPhases, State
from jidi.network.hubs.levelled import loosened
from jidi.network.hubs.levels_climbs import direct
from jidi.network.hubs.numbers import numbers_of
from jidi.network.hubs.problem import Floats, HubProblem
from jidi.network.hubs.single_bound import SingleBound
from jidi.network.mixed_integer import Program

HALF: Final = 0.5
OVER: Final = 50.0
"""Cost of a parcel that finds no room, so many times the dearest way (our own choice): such a year
is told, never preferred."""
PRICE_ROUNDS: Final = 300
"""Steps of the prices for what nodes send each other (our own choice)."""

Terms = dict[int, float]


@dataclass(frozen=True)
class PairPrices:
    """What nodes send each other, as prices: ``always``, and node × node as hub what the choice of
    that hub adds; for the flows of the last year."""

    always: float
    cost: Floats


def pair_prices(asked: LevelPhases, usable: list[int]) -> PairPrices:
    """Prices that hold for any hubs among these."""
    last = asked.years[-1]
    steps = tuple(sizes if n in usable else () for n, sizes in enumerate(last.steps))
    plain = replace(last, levels=(), hubs=None, kept=frozenset(), steps=steps)
    numbers = numbers_of(loosened(plain))
    best = asked.design.cost
    state = SingleBound(numbers, best, ruling=False)
    state.run(PRICE_ROUNDS, consider=lambda _: best, tell=lambda _: False)
    always, cost = state.priced()
    added = np.zeros((last.nodes, last.nodes))
    added[:, state.alive] = cost - numbers.reach[:, state.alive]
    return PairPrices(always, added)


class ScheduleProgram:
    """The program of all years before the last.

    :param margins: of each year, by what share more than comes there must be room.
    :param climbing: whether what nodes send each other takes room at doors where it climbs.
    :param doors: of each year the hubs that deal with the outside, with their steps, if they are
        given.
    """

    def __init__(
        self,
        asked: LevelPhases,
        prices: PairPrices,
        margins: tuple[float, ...],
        *,
        climbing: bool = False,
        doors: Sequence[Mapping[int, int]] = (),
    ) -> None:
        self.doors = doors
        self.climbing = climbing and direct(asked.years[0])
        self.asked, self.prices, self.program = asked, prices, Program()
        self.last = len(asked.years) - 1
        self.layout = asked.years[0].levels
        nodes = range(asked.years[0].nodes)
        self.states = {hub: there for hub in nodes if (there := asked.states(hub))}
        self.is_at: dict[tuple[int, int, int, int], int] = {}
        self.left: list[list[int]] = []
        total = float(asked.years[-1].flows.sum())
        self.shares = [float(year.flows.sum()) / total if total else 1.0 for year in asked.years]
        for t in range(self.last):
            self._hubs(t)
            self._nodes(t, margins[t])
        for t in range(self.last):
            self._order(t)

    @property
    def always(self) -> float:
        """Of the cost what no choice changes."""
        return self.prices.always * sum(self.shares[: self.last])

    def state(self, values: Floats, t: int) -> State:
        """Hubs in use in a year."""
        if t == self.last:
            return tuple((hub, *there) for hub, there in sorted(self.asked.final.items()))
        return tuple(sorted(
            (hub, level, step) for (year, hub, level, step), column in self.is_at.items()
            if year == t and values[column] > HALF
        ))  # fmt: skip

    def over(self, values: Floats, t: int) -> float:
        """What finds no room in a year."""
        if t == self.last:
            return 0.0
        loads = self.asked.years[t].loads
        amount = float(loads @ np.array([values[column] for column in self.left[t]]))
        return amount if amount > 1e-6 * float(loads.sum()) else 0.0

    def _at(self, t: int, hub: int, **limits: int) -> Terms:
        """Columns "is of at least this level", "has at least this step", or "is in use"."""
        return {
            self.is_at[t, hub, level, step]: 1.0
            for level, step in self.states.get(hub, ())
            if level <= limits.get("level", len(self.layout)) and step >= limits.get("step", 0)
        }

    def _hubs(self, t: int) -> None:
        """At most one state each; numbers of levels; what has been invested by then."""
        problem, program = self.asked.years[t], self.program
        for hub, there in self.states.items():
            for level, step in there:
                cost = problem.steps[hub][step].cost
                most = 1.0 if self._allowed(t, hub, level, step) else 0.0
                self.is_at[t, hub, level, step] = program.column(cost, upper=most, whole=True)
            kept = hub in problem.kept
            program.row(self._at(t, hub), least=1.0 if kept else -np.inf, most=1.0)
        for hub in self.doors[t] if self.doors else ():
            program.row(self._at(t, hub), least=1.0)
        for number in range(len(self.layout)):
            self._level(t, number)
        invested = {
            column: self.asked.invests[hub][step]
            for (year, hub, _, step), column in self.is_at.items()
            if year == t
        }
        program.row(invested, most=sum(self.asked.budgets[: t + 1]))

    def _allowed(self, t: int, hub: int, level: int, step: int) -> bool:
        """May it be so, if doors are given?"""
        if not self.doors:
            return True
        there = self.doors[t].get(hub)
        return there == step if self.layout[level].outside else there is None

    def _level(self, t: int, number: int) -> None:
        """Hubs of one level: at most so many, in groups of their own, under others."""
        level, groups = self.layout[number], self.asked.years[t].groups
        own = {hub: terms for hub in self.states if (terms := self._of(t, hub, {number}))}
        self.program.row(_sum(own.values()), most=float(level.count))
        if level.one_each:
            for group in sorted({groups[hub] for hub in own}):
                there = _sum(terms for hub, terms in own.items() if groups[hub] == group)
                self.program.row(there, most=1.0)
        if level.outside:
            return
        above = {n for n, other in enumerate(self.layout) if other.id in level.above}
        for hub, terms in own.items():
            others = _sum(self._of(t, other, above) for other in self.states if other != hub)
            self.program.row({**dict.fromkeys(others, -1.0), **terms}, most=0.0)

    def _of(self, t: int, hub: int, levels: set[int]) -> Terms:
        return {
            self.is_at[t, hub, level, step]: 1.0
            for level, step in self.states[hub] if level in levels
        }  # fmt: skip

    def _order(self, t: int) -> None:
        """Nothing falls from the year before: use, step and level."""
        if t == 0:
            return
        for hub, there in self.states.items():
            levels = sorted({level for level, _ in there})[:-1]
            if hub in self.asked.final:
                for step in sorted({step for _, step in there}):
                    self._no_less(self._at(t, hub, step=step), self._at(t - 1, hub, step=step))
                for level in levels:
                    self._no_less(self._at(t, hub, level=level), self._at(t - 1, hub, level=level))
                continue
            # Closes for good, and its step is what stands; only while open its level does not fall.
            now, then = self._at(t, hub), self._at(t - 1, hub)
            self._no_less(then, now)
            for level in levels:
                lower = {c: v for c, v in now.items() if c not in self._at(t, hub, level=level)}
                self.program.row({**lower, **self._at(t - 1, hub, level=level)}, most=1.0)

    def _no_less(self, more: Terms, less: Terms) -> None:
        self.program.row({**more, **dict.fromkeys(less, -1.0)}, least=0.0)

    def _nodes(self, t: int, margin: float) -> None:
        problem, program = self.asked.years[t], self.program
        doors = {n for n, level in enumerate(self.layout) if level.outside}
        costs, loads = _costs(problem, self._may(doors)), problem.loads * (1 + margin)
        abroad = (problem.sent + problem.received).sum(axis=1) * (1 + margin)
        added = self.prices.cost * self.shares[t]
        dear = OVER * max(float(costs[1][:, hub].max()) for hub in self.states) + 1.0
        mean = max(float(loads.mean()), 1e-12)
        self.left.append(
            [program.column(dear * max(1.0, float(load) / mean), upper=1.0) for load in loads]
        )
        ones: list[Terms] = [{column: 1.0} for column in self.left[t]]
        together: Terms = {}
        every = float(loads.sum()) + float(abroad.sum())
        for hub, there in self.states.items():
            room = {
                self.is_at[t, hub, level, step]: -min(problem.steps[hub][step].capacity, every)
                for level, step in there
            }
            for door in (True, False):
                roles = self._of(t, hub, {n for n, _ in there if (n in doors) == door})
                if not roles or not np.isfinite(costs[int(door)][:, hub]).all():
                    continue
                together.update({column: room[column] for column in roles} if door else {})
                at: list[int] = []
                for i in range(problem.nodes):
                    cost = float(costs[int(door)][i, hub] + added[i, hub])
                    column = program.column(cost, upper=1.0)
                    at.append(column)
                    ones[i][column] = 1.0
                    terms = {column: 1.0, **dict.fromkeys(roles, -1.0)}
                    program.row(terms, least=0.0 if i == hub else -np.inf, most=0.0)
                    room[column] = float(loads[i])
                    together[column] = float(loads[i] if door else abroad[i])
                if not door and self.climbing:
                    together[self._climb(problem, hub, at)] = 1 + margin
            program.row(room, most=0.0)
        program.row(together, most=0.0)
        for terms in ones:
            program.row(terms, least=1.0, most=1.0)

    def _climb(self, problem: HubProblem, hub: int, at: list[int]) -> int:
        """What climbs from a hub at the least: what nodes of its group send by it, but for what
        nodes of the hub get of that."""
        groups = np.array(problem.groups or range(problem.nodes))
        own, between = groups == groups[hub], problem.flows - np.diag(problem.flows.diagonal())
        sends = np.where(own, between.sum(axis=1), 0.0) - between[own].sum(axis=0)
        climbs = self.program.column(0.0)
        terms = dict(zip(at, sends.tolist(), strict=True))
        self.program.row({**terms, climbs: -1.0}, most=0.0)
        return climbs

    def _may(self, levels: set[int]) -> list[int]:
        """Hubs that may be of one of these levels."""
        return [hub for hub, there in self.states.items() if levels & {n for n, _ in there}]


def _sum(parts: Iterable[Terms]) -> Terms:
    found: Terms = {}
    for part in parts:
        found.update(part)
    return found


def _costs(problem: HubProblem, doors: list[int]) -> tuple[Floats, Floats]:
    """Node × hub: what a node costs there when the hub is under the cheapest door, and when it is
    one itself."""
    outside = problem.sent + problem.received
    onward = problem.transfer * outside @ problem.gateways.T
    near = problem.reach - onward
    sent, received = problem.sent.sum(axis=1), problem.received.sum(axis=1)
    apart = problem.transfer * problem.distances
    under = np.full(near.shape, np.inf)
    for door in doors:
        way = sent[:, None] * apart[None, :, door] + received[:, None] * apart[None, door, :]
        way = way + onward[:, door, None]
        way[:, door] = np.inf
        under = np.minimum(under, way)
    return near + under, problem.reach
