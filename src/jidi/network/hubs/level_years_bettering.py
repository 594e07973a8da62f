"""Schedules of hubs with levels made better: one hub, or two, otherwise in some years.

The program that makes the schedule leaves out part of the cost, so what it finds can often be
bettered by a look at the whole: a hub opens, closes, rises or grows in other years, alone or with
another one that goes the other way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np

from jidi.network.hubs.design import HubDesign
from jidi.network.hubs.level_years import LevelPhases, State

FIRST: Final = 0.08
"""A change is looked at with nodes and sizes chosen together when by itself it costs at most so
much more, relative (our own choice)."""
GAIN: Final = 1e-9

Settle = Callable[[int, State, bool], HubDesign | None]
"""The design of a year's hubs; the last says whether quickly is enough."""
States = tuple[State, ...]


class Bettering:
    """Changes of one plan's schedule.

    :param settle: makes a year's design. :param tries: so many designs of a year at most.
    """

    def __init__(self, asked: LevelPhases, settle: Settle, *, tries: int) -> None:
        self.asked, self.settle, self.left = asked, settle, tries
        self.made: dict[tuple[int, State, bool], HubDesign | None] = {}
        self.last = len(asked.years) - 1
        nodes = range(asked.years[0].nodes)
        self.options = {hub: there for hub in nodes if (there := asked.states(hub))}

    def bettered(self, states: States, tell: Callable[[], bool]) -> States:
        """The schedule after all changes that gain.

        :param states: of each year before the last, each with a design.
        """
        gained = True
        while gained and self.left > 0 and not tell():
            gained = False
            for changed in self._changed(states):
                if self.left <= 0 or tell():
                    break
                if self._gains(states, changed):
                    states, gained = changed, True
        return states

    def design(self, t: int, state: State, *, quick: bool = False) -> HubDesign | None:
        """The design of a year's hubs, made once."""
        key = (t, state, quick)
        if key not in self.made:
            self.left -= 1
            self.made[key] = self.settle(t, state, quick)
        return self.made[key]

    def _cost(self, t: int, state: State, *, quick: bool) -> float:
        design = self.design(t, state, quick=quick)
        return np.inf if design is None else design.cost

    def _gains(self, states: States, changed: States) -> bool:
        others = [t for t in range(self.last) if changed[t] != states[t]]
        if not others or not self._fits(changed):
            return False
        now = sum(self._cost(t, states[t], quick=False) for t in others)
        # With the others as they are, a change by itself is a good guess.
        guess = sum(self._cost(t, changed[t], quick=True) for t in others)
        if guess >= now * (1 + FIRST):
            return False
        return sum(self._cost(t, changed[t], quick=False) for t in others) < now * (1 - GAIN)

    def _changed(self, states: States) -> Iterator[States]:
        """Schedules with one hub otherwise in some years on end, then with two."""
        singles = list(self._singles(states))
        yield from (_with(states, *one) for one in singles)
        for first in singles:
            for second in singles:
                if second[0] > first[0] and self._opposite(states, first, second):
                    yield _with(_with(states, *first), *second)

    def _singles(self, states: States) -> Iterator[tuple[int, int, int, tuple[int, int] | None]]:
        """Hub, first and last year, and what it is in them."""
        for hub, options in self.options.items():
            at = [_of(state, hub) for state in states]
            for first in range(self.last):
                for end in range(first, self.last):
                    for option in (None, *options):
                        if any(one != option for one in at[first : end + 1]):
                            yield hub, first, end, option

    def _opposite(
        self,
        states: States,
        first: tuple[int, int, int, tuple[int, int] | None],
        second: tuple[int, int, int, tuple[int, int] | None],
    ) -> bool:
        """Does one save what the other takes, in the same years?"""
        if first[1:3] != second[1:3]:
            return False
        moved = [
            self._taken(hub, option) - self._taken(hub, _of(states[year], hub))
            for hub, year, _, option in (first, second)
        ]
        return moved[0] * moved[1] < 0

    def _taken(self, hub: int, there: tuple[int, int] | None) -> float:
        return 0.0 if there is None else self.asked.invests[hub][there[1]]

    def _fits(self, states: States) -> bool:
        """Does it keep all rules from year to year, numbers and budgets?"""
        asked, final = self.asked, self.asked.final
        every = (*states, tuple((hub, *there) for hub, there in sorted(final.items())))
        allowed = 0.0
        for t, state in enumerate(every):
            allowed += asked.budgets[t]
            if asked.invested(state) > allowed * (1 + 1e-9) or not self._alone(state):
                return False
            before = {hub: (level, step) for hub, level, step in (every[t - 1] if t else ())}
            now = {hub: (level, step) for hub, level, step in state}
            for hub, (level, step) in before.items():
                if hub in now and (now[hub][0] > level or now[hub][1] < step):
                    return False
                if hub not in now and hub in final:
                    return False
            if t and any(hub not in before and hub not in final for hub in now):
                return False
        return True

    def _alone(self, state: State) -> bool:
        problem = self.asked.years[0]
        if not problem.kept <= {hub for hub, _, _ in state}:
            return False
        for number, level in enumerate(problem.levels):
            there = [hub for hub, n, _ in state if n == number]
            groups = {problem.groups[hub] for hub in there} if level.one_each else set(there)
            if len(there) > level.count or len(groups) < len(there):
                return False
        return True


def _of(state: State, hub: int) -> tuple[int, int] | None:
    return next(((level, step) for h, level, step in state if h == hub), None)


def _with(states: States, hub: int, first: int, end: int, option: tuple[int, int] | None) -> States:
    """The schedule with a hub otherwise from a first year to a last."""
    return tuple(
        tuple(sorted(
            [one for one in state if one[0] != hub] + ([(hub, *option)] if option else [])
        ))
        if first <= t <= end else state
        for t, state in enumerate(states)
    )  # fmt: skip
