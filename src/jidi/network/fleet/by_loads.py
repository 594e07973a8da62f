"""The search for problems in which loads alone bind: ruin and recreate over mixed vehicles.

PyVRP is made for windows and trips, and among vehicles of many sizes ends two or three percent
above what is known. Where each vehicle makes one trip, brings only, and has neither windows nor
lengths to keep, a place for a stop is judged by its detour alone, and the vehicle is chosen with
the place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

import numpy as np

from jidi.network.fleet.design import FleetDesign
from jidi.network.fleet.kernel.anneal import anneal, fill
from jidi.network.fleet.kernel.state import Ground
from jidi.network.fleet.loads_arrays import (
    empty_notes,
    empty_state,
    ground_of,
    lay,
    rounds_of,
)
from jidi.network.fleet.problem import ENDLESS, FleetProblem, Vehicle
from jidi.network.fleet.rounds_pool import RoundsPool
from jidi.network.fleet.verify import cost_of

HOTTEST, COLDEST = 0.3, 0.02
"""Temperatures at the beginning and the end, in mean ways of the design."""
STRENGTH: Final = 10.0
"""How many stops a step takes out, on average."""
SPARE_SLOTS: Final = 30
BURST: Final = 2_000
"""Steps between looks at the clock."""
TELL_EVERY: Final = 0.02
"""The share of the search after which a better design is told of, at the soonest."""
CHOOSE_FROM = 0.5
CHOOSE_AT = (0.6, 0.75, 0.87, 0.95)
MOST_STOPS_CHOSEN: Final = 600
"""Of the long run, the share after which rounds are kept, and those after which the best choice
among them is sought; with more stops that takes too long. With several kinds of vehicle the
relaxed choice is far from any whole one, and nothing is found (measured)."""
KINDS_SHARE, MIXED_SHARE, MOST_MIXED = 0.15, 0.15, 3
"""Shares of the search for trying each kind of vehicle alone, and for the best of them mixed."""

Clock = Callable[[int], float]
"""Told how many steps were taken since it was last asked; the share of the search that is done."""
Tell = Callable[[FleetDesign], None]


def is_by_loads(problem: FleetProblem) -> bool:
    """Whether loads alone bind, and all ways are measured by one matrix."""
    stops = all(
        not (stop.takes or stop.opens or stop.released)
        and stop.closes >= ENDLESS
        and stop.prize is None
        for stop in problem.stops
    )
    depots = all(not depot.opens and depot.closes >= ENDLESS for depot in problem.depots)
    matrices = {vehicle.matrix for vehicle in problem.vehicles}
    return stops and depots and len(matrices) == 1 and all(map(_is_plain, problem.vehicles))


def _is_plain(vehicle: Vehicle) -> bool:
    endless = min(vehicle.closes, vehicle.longest, vehicle.shift) >= ENDLESS
    once = vehicle.trips == 1 and vehicle.start == vehicle.end
    return endless and once and not vehicle.opens and not vehicle.per_time


class LoadsSearch:
    """One search over the routes of a problem. It keeps the best design found.

    :param kinds: the vehicles that may drive; all where none are told.
    """

    def __init__(
        self, problem: FleetProblem, ground: Ground, seed: int, kinds: Iterable[int] | None = None
    ) -> None:
        self.problem = problem
        self._dice = np.random.Generator(np.random.PCG64(seed))
        self._ground = ground
        if kinds is not None:
            allowed = np.isin(np.arange(len(problem.vehicles)), [*kinds])
            self._ground = ground._replace(vehicles=ground.vehicles * allowed)
        self.cost = float("inf")

    def begin(self, design: FleetDesign) -> None:
        """Begin from a design that holds."""
        self._lay(design)
        self.cost = float(design.cost)
        fixed = sum(self.problem.vehicles[one.vehicle].fixed_cost for one in design.rounds)
        ways = len(self.problem.stops) + len(design.rounds)
        self._mean_way = max(1.0, (design.cost - fixed) / ways)

    def begin_anew(self) -> bool:
        """Begin by putting each stop where it costs least; whether each found a place."""
        self._lay(FleetDesign(rounds=(), cost=0))
        if not fill(self._ground, self._state, self._best, self._notes):
            return False
        self.begin(self.design())
        return True

    def _lay(self, design: FleetDesign) -> None:
        problem = self.problem
        most = sum(min(int(count), len(problem.stops)) for count in self._ground.vehicles)
        wanted = len(design.rounds) + len(design.rounds) // 4 + SPARE_SLOTS
        wanted = wanted if design.rounds else len(problem.stops)
        slots = max(1, len(design.rounds), min(wanted, most, len(problem.stops)))
        self._state, self._best = (empty_state(problem, slots) for _ in range(2))
        self._notes = empty_notes(problem, slots)
        for state in (self._state, self._best):
            lay(problem, self._ground, state, design)

    def burst(self, steps: int, heat: float, cold: float) -> bool:
        """Take steps while cooling, in mean ways; whether a better design was found."""
        least = anneal(
            self._ground,
            self._state,
            self._best,
            self._notes,
            self.cost,
            int(self._dice.integers(2**31)),
            steps,
            heat * self._mean_way,
            cold * self._mean_way,
            STRENGTH,
        )
        better, self.cost = least < self.cost - 0.5, least
        return better

    def note(self, pool: RoundsPool) -> None:
        """Keep the rounds of the state it stands at."""
        pool.take(self._state)

    def design(self) -> FleetDesign:
        """The best found."""
        rounds = sorted(rounds_of(self.problem, self._best), key=lambda r: (r.vehicle, r.stops))
        design = FleetDesign(rounds=tuple(rounds), cost=0)
        return replace(design, cost=cost_of(self.problem, design))


class SearchByLoads:
    """All phases of one search, from what each kind of vehicle does alone to the long run."""

    def __init__(self, problem: FleetProblem, seed: int, clock: Clock, tell: Tell) -> None:
        self._problem, self._clock, self._tell = problem, clock, tell
        self._ground = ground_of(problem)
        self._dice = np.random.Generator(np.random.PCG64(seed))
        self._done = 0.0

    def needs_start(self) -> bool:
        """Whether putting each stop where it costs least leaves some without a place.

        Where none is left, all that is compiled is compiled by then.
        """
        search = LoadsSearch(self._problem, self._ground, 0)
        if not search.begin_anew():
            return True
        search.burst(0, HOTTEST, COLDEST)
        return False

    def run(self, start: FleetDesign | None) -> FleetDesign | None:
        """The best design found; none where there is neither a start nor a way to begin anew."""
        self._done = self._clock(0)
        begun = [] if start is None else [start]
        begun += self._each_kind()
        if not begun:
            begun += self._anew()
        if not begun:
            return None
        begun = sorted(begun, key=lambda design: design.cost)[:MOST_MIXED]
        if len(begun) > 1:
            upto = self._done + MIXED_SHARE
            parts = [self._done + (upto - self._done) * k / len(begun) for k in range(1, 9)]
            begun = [self._cooled(self._from(d), p) for d, p in zip(begun, parts, strict=False)]
        best = min(begun, key=lambda design: design.cost)
        self._tell(best)
        return self._cooled(self._from(best), 1.0, tell=True)

    def _each_kind(self) -> list[FleetDesign]:
        """What each kind of vehicle does alone, where there are enough of more than one: the mix
        that a search ends with is near that which it begins with."""
        load = sum(stop.brings for stop in self._problem.stops)
        kinds = [k for k, v in enumerate(self._problem.vehicles) if v.count * v.capacity >= load]
        if len(kinds) < 2:
            return []
        found: list[FleetDesign] = []
        begun = self._done
        for turn, kind in enumerate(kinds):
            search = LoadsSearch(
                self._problem, self._ground, int(self._dice.integers(2**31)), (kind,)
            )
            if search.begin_anew():
                upto = begun + KINDS_SHARE * (turn + 1) / len(kinds)
                found.append(self._cooled(search, upto))
        return found

    def _anew(self) -> list[FleetDesign]:
        search = LoadsSearch(self._problem, self._ground, int(self._dice.integers(2**31)))
        return [search.design()] if search.begin_anew() else []

    def _from(self, design: FleetDesign) -> LoadsSearch:
        search = LoadsSearch(self._problem, self._ground, int(self._dice.integers(2**31)))
        search.begin(design)
        return search

    def _cooled(self, search: LoadsSearch, upto: float, *, tell: bool = False) -> FleetDesign:
        """One run that is cold when this share of the search is done."""
        begun, told, news = self._done, self._done, False
        pool = RoundsPool(self._problem, self._ground) if tell and self._chooses else None
        left = list(CHOOSE_AT)
        while self._done < upto:
            cooled = (self._done - begun) / (upto - begun)
            heat = HOTTEST * (COLDEST / HOTTEST) ** cooled
            news = search.burst(BURST, heat, heat) or news
            if pool is not None and cooled > CHOOSE_FROM:
                search.note(pool)
                if left and cooled > left[0]:
                    del left[0]
                    news = self._chosen(search, pool) or news
            self._done = self._clock(BURST)
            if tell and news and self._done > told + TELL_EVERY:
                self._tell(search.design())
                told, news = self._done, False
        design = search.design()
        if tell:
            self._tell(design)
        return design

    @property
    def _chooses(self) -> bool:
        few = len(self._problem.stops) <= MOST_STOPS_CHOSEN
        return few and len(self._problem.vehicles) == 1

    def _chosen(self, search: LoadsSearch, pool: RoundsPool) -> bool:
        """Go on from the best choice among the rounds kept, where that is better."""
        better = pool.better(search.design())
        if better is not None:
            search.begin(better)
        return better is not None
