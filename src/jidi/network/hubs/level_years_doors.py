"""The bound of phases by doors: which hubs deal with the outside in a year, and in which sizes.

All that goes outside passes a door, so in a year few sets of doors have room enough and are paid
for. Once they are known, a year by itself is a problem as in ``levels_doors``, with fewer hubs that
are no doors if that is cheaper, and what its budget leaves for them. Doors stay and do not shrink;
that the other hubs do so too is left out. So the cheapest way through the years, each year at what
nothing with its doors costs less than, bounds all phasings. Only years on that way are looked at
more closely, until it is dear enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt

from jidi.network.hubs.level_years import LevelPhases
from jidi.network.hubs.levelled import loosened
from jidi.network.hubs.levels import Level
from jidi.network.hubs.levels_climbs import add_climbs, direct
from jidi.network.hubs.levels_doors import paid
from jidi.network.hubs.levels_flows import add_flows
from jidi.network.hubs.levels_program import LevelsProgram, Paid
from jidi.network.hubs.numbers import numbers_of
from jidi.network.hubs.problem import Floats, HubProblem, Step
from jidi.network.hubs.single_bound import SingleBound

Whole = npt.NDArray[np.int64]
MOST_SETS: Final = 3_000
"""Of more sets of doors none is looked at."""
FIRST_ROUNDS: Final = 500
ROUNDS: Final = 100
"""Steps of the prices for all sets, and from there on for one set (our own choice)."""
KINDS: Final = 4
"""So closely a year with its doors can be looked at."""
SLACK: Final = 1 - 2e-4
"""HiGHS stops so near (twice its own)."""

Doors = tuple[tuple[int, int], ...]
"""Hubs that deal with the outside, each with its step."""


@dataclass
class YearDoors:
    """A year with its doors: nothing costs less than ``bound``; how closely it was looked at."""

    year: int
    doors: Doors
    bound: float
    looked: int = 0


class DoorsOverYears:
    """All sets of doors of the years before the last; where they are :meth:`few`.

    :param usable: hubs that may be in use.
    """

    def __init__(self, asked: LevelPhases, usable: list[int]) -> None:
        self.asked, self.usable = asked, usable
        self.last = len(asked.years) - 1
        layout = asked.years[0].levels
        self.outside = {n for n, level in enumerate(layout) if level.outside}
        self.options = {
            hub: sorted({step for n, step in asked.states(hub) if n in self.outside})
            for hub in usable
        }
        self.sets: list[Doors] = list(self._sets())
        total = float(asked.years[-1].flows.sum())
        self.shares = [float(year.flows.sum()) / total if total else 1.0 for year in asked.years]
        last = asked.years[-1]
        steps = tuple(sizes if n in usable else () for n, sizes in enumerate(last.steps))
        plain = replace(last, levels=(), hubs=None, kept=frozenset(), steps=steps)
        self.short = loosened(plain)
        self.state = SingleBound(numbers_of(self.short), asked.design.cost, ruling=False)
        self.own: dict[Doors, Paid] = {}
        self.grid: list[list[YearDoors]] = []

    @staticmethod
    def few(asked: LevelPhases) -> bool:
        """Can sets of doors be gone through, and do the years' flows grow alike, as prices must?"""
        layout, last = asked.years[0].levels, asked.years[-1]
        total = float(last.flows.sum())
        for year in asked.years:
            share = float(year.flows.sum()) / total if total else 1.0
            for name in ("flows", "sent", "received"):
                if not np.allclose(getattr(year, name), share * getattr(last, name), rtol=1e-9):
                    return False
        choices = 1
        for hub in range(asked.years[0].nodes):
            choices *= 1 + len({s for n, s in asked.states(hub) if layout[n].outside})
        return direct(asked.years[0]) and choices <= 200_000

    def begin(self) -> None:
        """Prices, and of every year and set what it costs at the least when every node goes where
        it is cheapest."""
        best = self.asked.design.cost
        self.state.run(FIRST_ROUNDS, consider=lambda _: best, tell=lambda _: False)
        self.paid = paid(self.state)
        near = self._nearest()
        self.after = self._follows()
        for t in range(self.last):
            allowed = sum(self.asked.budgets[: t + 1])
            year = self.asked.years[t]
            abroad = float((year.sent + year.received).sum())
            row = []
            for doors in self.sets:
                room = sum(year.steps[hub][step].capacity for hub, step in doors)
                spent = sum(self.asked.invests[hub][step] for hub, step in doors)
                bound = np.inf
                if room >= abroad * (1 - 1e-9) and spent <= allowed * (1 + 1e-9):
                    cost = sum(year.steps[hub][step].cost for hub, step in doors)
                    nodes = near[:, [hub for hub, _ in doors]].min(axis=1).sum()
                    bound = cost + self.shares[t] * (float(nodes) + self.paid.always)
                row.append(YearDoors(t, doors, bound))
            self.grid.append(row)

    def way(self) -> tuple[float, list[YearDoors]]:
        """The cheapest way through the years; what its years cost, infinite where there is none."""
        costs = np.array([[one.bound for one in row] for row in self.grid])
        reached, before = costs[0], []
        for t in range(1, self.last):
            through = np.where(self.after, reached[:, None], np.inf)
            before.append(through.argmin(axis=0))
            reached = through.min(axis=0) + costs[t]
        at = int(reached.argmin())
        value = float(reached[at])
        way = [at]
        for back in reversed(before):
            way.append(int(back[way[-1]]))
        return value, [row[n] for row, n in zip(self.grid, reversed(way), strict=True)]

    def raised(self, one: YearDoors, reach: float, *, nodes: int, stop: Callable[[], bool]) -> None:
        """Looks more closely, until it costs ``reach``."""
        one.looked += 1
        posed = self._posed(one)
        if posed is None:
            one.bound = np.inf
        elif one.looked == 1:
            one.bound = max(one.bound, posed.loosely())
        else:
            answer = posed.answered(reach, nodes=nodes, stop=stop)
            one.bound = max(one.bound, answer.bound)

    def _posed(self, one: YearDoors) -> LevelsProgram | None:
        """Each time it knows more; None where nothing can be."""
        problem = self._problem(one)
        if problem is None:
            return None
        share, hubs = self.shares[one.year], list(problem.candidates)
        if one.looked >= KINDS:
            posed = LevelsProgram(problem, None, fewer=True)
            add_flows(posed)
        else:
            prices = self.paid if one.looked < KINDS - 1 else self._own(one.doors)
            columns = [self.usable.index(hub) for hub in hubs]
            told = Paid(share * prices.always, share * prices.cost[:, columns])
            posed = LevelsProgram(problem, told, fewer=True)
            add_climbs(posed, every=one.looked >= KINDS - 1)
        posed.closed()
        allowed = sum(self.asked.budgets[: one.year + 1])
        terms: dict[int, float] = {}
        for k, columns in enumerate(posed.sizes):
            steps = [step for hub, step in one.doors if hub == hubs[k]] or self._others(hubs[k])
            before = 0.0
            for column, step in zip(columns, steps, strict=True):
                terms[column] = self.asked.invests[hubs[k]][step] - before
                before = self.asked.invests[hubs[k]][step]
        posed.program.row(terms, most=allowed * (1 + 1e-9))
        return posed

    def _problem(self, one: YearDoors) -> HubProblem | None:
        """The year with just these doors; others as many as may be."""
        year, doors = self.asked.years[one.year], dict(one.doors)
        levels = [Level(id=" doors", count=len(doors), places=frozenset(doors))]
        others: set[int] = set()
        for n, level in enumerate(year.levels):
            if level.outside:
                continue
            places = frozenset(
                hub for hub in self.usable
                if hub not in doors and any(m == n for m, _ in self.asked.states(hub))
            )  # fmt: skip
            spots = len({year.groups[hub] for hub in places}) if level.one_each else len(places)
            if spots:
                count = min(level.count, spots)
                levels.append(replace(level, count=count, places=places, above=(" doors",)))
                others |= places
        if not year.kept <= others | doors.keys():
            return None
        sizes: list[tuple[Step, ...]] = [()] * year.nodes
        for hub in others:
            sizes[hub] = tuple(year.steps[hub][step] for step in self._others(hub))
        for hub, step in doors.items():
            sizes[hub] = (year.steps[hub][step],)
        return replace(
            year, steps=tuple(sizes), levels=tuple(levels), hubs=sum(v.count for v in levels)
        )

    def _others(self, hub: int) -> list[int]:
        """Steps of a hub that is no door, by capacity."""
        steps = self.asked.years[0].steps[hub]
        may = {step for n, step in self.asked.states(hub) if n not in self.outside}
        return sorted(may, key=lambda step: steps[step].capacity)

    def _own(self, doors: Doors) -> Paid:
        """Prices that know that what hubs send each other passes one of these doors."""
        if doors not in self.own:
            there, apart = [hub for hub, _ in doors], self.short.distances
            passing = (apart[:, there, None] + apart[None, there, :]).min(axis=1)
            np.fill_diagonal(passing, 0.0)
            numbers = replace(
                numbers_of(replace(self.short, kept=frozenset(there))),
                transfer=self.short.transfer * passing,
            )
            best = self.asked.design.cost
            state = SingleBound(numbers, best, ruling=False)
            state.agreement, state.prices = self.state.agreement.copy(), self.state.prices
            state.run(ROUNDS, consider=lambda _: best, tell=lambda _: False)
            self.own[doors] = paid(state)
        return self.own[doors]

    def _sets(self) -> Iterator[Doors]:
        """Sets of doors that some year has room with and can pay for."""
        asked, layout = self.asked, self.asked.years[0].levels
        most = sum(level.count for level in layout if level.outside)
        first = asked.years[0]
        least = float((first.sent + first.received).sum())
        allowed = sum(asked.budgets[:-1])
        hubs = [hub for hub, steps in self.options.items() if steps]
        for chosen in product(*([None, *self.options[hub]] for hub in hubs)):
            doors = tuple(
                (hub, step) for hub, step in zip(hubs, chosen, strict=True) if step is not None
            )
            if (
                0 < len(doors) <= most
                and sum(first.steps[hub][step].capacity for hub, step in doors)
                >= least * (1 - 1e-9)
                and sum(asked.invests[hub][step] for hub, step in doors) <= allowed * (1 + 1e-9)
            ):
                yield doors

    def _follows(self) -> npt.NDArray[np.bool_]:
        """Set × set: may the second come in the year after the first?"""
        kept = [hub for hub in self.usable if hub in self.asked.final]
        size = np.full((len(self.sets), len(kept)), -1)
        for number, doors in enumerate(self.sets):
            for hub, step in doors:
                if hub in kept:
                    size[number, kept.index(hub)] = step
        return np.asarray((size[:, None] <= size[None]).all(axis=2))

    def _nearest(self) -> Floats:
        """Node × node as door, at last year's flows: the cheapest hub, itself or under it."""
        last = self.asked.years[-1]
        outside = last.sent + last.received
        onward = last.transfer * outside @ last.gateways.T
        near = last.reach - onward
        near = near[:, self.usable] + self.paid.cost
        sent, received = last.sent.sum(axis=1), last.received.sum(axis=1)
        apart = last.transfer * last.distances
        found = np.full((last.nodes, last.nodes), np.inf)
        for door in self.usable:
            ways = sent[:, None] * apart[None, self.usable, door]
            ways = ways + received[:, None] * apart[None, door, self.usable]
            found[:, door] = (near + ways).min(axis=1) + onward[:, door]
        return found
