"""Solve a routing problem: search over structures, polish the best, choose among all routes.

The effort is a number of bursts, so the same problem, seed and effort give the same bytes. A budget
in processor seconds is first turned into a number of bursts by timing a few of them with the clock
handed in; what was planned and what was done is reported, and repeats without a clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from jidi.core.errors import JidiError
from jidi.network.routing.arrays import loads_of
from jidi.network.routing.breeding import BRED_COLD, FEWEST_BURSTS, Beginning, Breeding
from jidi.network.routing.design import RoutingDesign, Trip
from jidi.network.routing.kernel.plans import share_out
from jidi.network.routing.kernel.trunk import shortest_round
from jidi.network.routing.partition import best_choice
from jidi.network.routing.problem import RoutingProblem
from jidi.network.routing.scout import Scout
from jidi.network.routing.search import (
    HOT,
    LATE_HOT,
    LONG_HOT,
    POLISH_BURSTS,
    POLISH_HOT,
    Found,
    Search,
)
from jidi.network.routing.structure import Structure, limits_for
from jidi.network.routing.verify import cost_of

Clock = Callable[[], float]
STARTS = 6
"""Attempts at a first design before the problem is told to have none that we can find."""
EXPLORE_SHARE = 0.6
SCOUT_EVERY, PARTITION_EVERY = 0.15, 0.2
SCOUT_STEPS, MOST_SCOUTED, FEWEST_SCOUTED = 10, 300, 1_500
"""Structures scouted for each burst of the effort, the bursts that count, and the least walk."""
WAITING = 40
AGAIN, SCOUTED = 0.4, 0.3
"""Shares of bursts on a known structure, and on a scouted one; the rest change a known one."""
BROAD, ELITE = 8, 3
"""From how many of the best structures one is picked, exploring and polishing."""
POLISH_RUNS = 12
"""Into how many runs the effort is cut for polishing."""
FRESH_RUNS, LATE_RUNS = 5, 2
"""Where there is one structure only: runs that begin anew, and runs that begin with the best. What
a run ends with is more a matter of chance than of its length (measured)."""
SHARE_OF_BURSTS, SHARE_ALONE = 0.75, 0.95
"""What bursts take of the time; the rest goes to scouting, plans and the choice among routes. Where
there is one structure only there is nothing to scout, and a choice takes a moment."""
TIMED_BURSTS = 3


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How long to search: ``bursts`` sets the schedule, ``stop_after`` ends it sooner."""

    bursts: int
    stop_after: int | None = None


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Where a search stands."""

    bursts: int
    planned: int
    cost: float


@dataclass(frozen=True, kw_only=True)
class Solved:
    """A design and how it came about: ``Effort(bursts=planned, stop_after=bursts)`` repeats it."""

    design: RoutingDesign
    seed: int
    planned: int
    bursts: int
    cancelled: bool


Report = Callable[[Progress], bool]
"""Told after every burst; returning ``True`` cancels, and the best so far is kept."""


def solve(
    problem: RoutingProblem,
    *,
    effort: Effort,
    seed: int,
    report: Report = lambda _: False,
    over: Callable[[], bool] = lambda: False,
) -> Solved:
    """The best design found.

    :param over: asked after every burst; the search ends when it says so (a budget ran out).
    :raises JidiError: N-103 when no design that holds was found.
    """
    run = _Run(problem, effort, seed, report, over)
    run.explore()
    run.polish()
    best = run.chosen()
    design = _design(problem, best)
    return Solved(
        design=design,
        seed=seed,
        planned=effort.bursts,
        bursts=run.search.bursts,
        cancelled=run.cancelled,
    )


def solve_within(
    problem: RoutingProblem,
    *,
    seconds: float,
    clock: Clock,
    seed: int,
    report: Report = lambda _: False,
) -> Solved:
    """Search for about ``seconds`` of the clock. Compiling, done on first use, is not counted."""
    planned = planned_bursts(problem, seconds=seconds, clock=clock, seed=seed)
    start = clock()
    return solve(
        problem,
        effort=Effort(bursts=planned),
        seed=seed,
        report=report,
        over=lambda: clock() - start > seconds,
    )


def planned_bursts(problem: RoutingProblem, *, seconds: float, clock: Clock, seed: int) -> int:
    """How many bursts fit into ``seconds``, by timing a few."""
    search = Search(problem, seed)
    found = _first(search)
    start, before = clock(), search.bursts
    for _ in range(TIMED_BURSTS):
        search.burst(found.structure, found.routes, hot=HOT)
    spent = max(1e-6, clock() - start) / (search.bursts - before)
    share = SHARE_OF_BURSTS if problem.stations > 1 else SHARE_ALONE
    return max(1, round(share * seconds / spent))


class _Run:
    """One search on its way through its phases."""

    def __init__(
        self,
        problem: RoutingProblem,
        effort: Effort,
        seed: int,
        report: Report,
        over: Callable[[], bool],
    ) -> None:
        self.problem, self.effort = problem, effort
        self.report, self.over = report, over
        self.search = Search(problem, seed)
        self.cancelled = False
        self.elite: dict[Structure, Found] = {}
        self.best = _first(self.search)
        self._note(self.best)

    def explore(self) -> None:
        """Burst on known structures, on scouted ones and on changes of known ones."""
        search, dice = self.search, self.search.dice
        waiting: list[Structure] = []
        scouted, partitioned = -1.0, 0.0
        while self._has_choice() and not self._ended(EXPLORE_SHARE):
            if self._share() - scouted > SCOUT_EVERY:
                scouted = self._share()
                waiting = self._scouted()
            if self._share() - partitioned > PARTITION_EVERY:
                partitioned = self._share()
                self._partitioned(self.best)
            pick = self._pick(BROAD)
            fate = dice.random()
            if fate < AGAIN:
                self._note(search.burst(pick.structure, pick.routes, hot=HOT))
            elif fate < AGAIN + SCOUTED and waiting:
                self._note(search.at(waiting.pop(0), pick))
            else:
                self._note(search.change(pick))

    def polish(self) -> None:
        """Long bursts on the best structures, the better ones more often; or, where there is one
        structure only, runs that cool down slowly, with several days short ones bred from another.
        """
        if not self._has_choice():
            if self.problem.days > 1 and self.effort.bursts >= FEWEST_BURSTS:
                self._breed()
            else:
                self._cool()
            return
        self._partitioned(self.best)
        longest = max(POLISH_BURSTS, self.effort.bursts // POLISH_RUNS)
        while not self._ended(1.0):
            pick = self._pick(ELITE)
            left = max(1, self.effort.bursts - self.search.bursts)
            bursts = min(longest, left)
            hot = POLISH_HOT
            self._note(self.search.burst(pick.structure, pick.routes, hot=hot, bursts=bursts))

    def _cool(self) -> None:
        """Runs that cool down, the first ones each from a beginning of its own."""
        for run in range(FRESH_RUNS + LATE_RUNS):
            if self._ended(1.0):
                return
            late = run >= FRESH_RUNS
            fresh = None if late or not run else self.search.start()
            left = max(1, self.effort.bursts - self.search.bursts)
            bursts = max(1, left // (FRESH_RUNS + LATE_RUNS - run))
            hot = LATE_HOT if late else LONG_HOT
            for found in self.search.cooled(fresh or self.best, hot=hot, bursts=bursts):
                self._note(found)
                if self._ended(1.0):
                    return
            self._partitioned(self.best)

    def _breed(self) -> None:
        """Short runs that found a population, then crossings of two of it, each cooled down."""
        breeding = Breeding(self.search, self.effort.bursts)
        partitioned = 0.0
        while not self._ended(1.0):
            if self._share() - partitioned > PARTITION_EVERY:
                partitioned = self._share()
                self._partitioned(self.best)
            begun = breeding.next(self.best)
            end = None if begun is None else self._followed(begun)
            if end is not None:
                breeding.take(end)

    def _followed(self, begun: Beginning) -> Found | None:
        """The best of a run that cools down, as far as the effort lasts."""
        self._note(begun.found)
        best: Found | None = None
        run = self.search.cooled(begun.found, hot=begun.hot, cold=BRED_COLD, bursts=begun.bursts)
        for found in run:
            self._note(found)
            if found is not None and (best is None or found.cost < best.cost):
                best = found
            if self._ended(1.0):
                break
        return best

    def _has_choice(self) -> bool:
        return self.problem.stations > 1

    def _pick(self, among: int) -> Found:
        """One of the best structures, the better ones more often."""
        ranked = sorted(self.elite.values(), key=lambda found: found.cost)[:among]
        return ranked[int(len(ranked) * self.search.dice.random() ** 2)]

    def _scouted(self) -> list[Structure]:
        """Structures not yet routed that promise most."""
        search = self.search
        scout = Scout(self.problem, search.trunk_cost, search.pool.values())
        steps = max(FEWEST_SCOUTED, SCOUT_STEPS * min(self.effort.bursts, MOST_SCOUTED))
        ranked = scout.ranked(self.best.structure, steps, search.dice, search.demand)
        return [s for s in ranked if s not in self.elite][:WAITING]

    def chosen(self) -> Found:
        """The best of all, after choosing among all routes found."""
        ranked = sorted(self.elite.values(), key=lambda found: found.cost)[:2]
        for found in ranked:
            self._partitioned(found)
        return self.best

    def _partitioned(self, found: Found) -> Found:
        limits = limits_for(self.problem, found.structure)
        assert limits is not None
        known = [(r, self.search.pool_cost(r)) for r in found.routes]
        others = self.search.pool_for(found)
        routes = best_choice(self.problem, limits, [*known, *others], found.routes)
        if routes is not None:
            self._note(self.search.finished(found.structure, routes))
        return self.best

    def _share(self) -> float:
        return self.search.bursts / self.effort.bursts

    def _ended(self, share: float) -> bool:
        done = self.search.bursts
        stop = self.effort.bursts if self.effort.stop_after is None else self.effort.stop_after
        progress = Progress(bursts=done, planned=self.effort.bursts, cost=self.best.cost)
        self.cancelled = self.cancelled or self.report(progress)
        if self.cancelled or done >= stop or self.over():
            self.effort = replace(self.effort, stop_after=done)
            return True
        return self._share() >= share

    def _note(self, found: Found | None) -> None:
        if found is None:
            return
        known = self.elite.get(found.structure)
        if known is None or found.cost < known.cost:
            self.elite[found.structure] = found
        if found.cost < self.best.cost - 1e-9:
            self.best = found


def _first(search: Search) -> Found:
    for _ in range(STARTS):
        found = search.start()
        if found is not None:
            return found
    raise JidiError("N-103", tries=STARTS)


def _design(problem: RoutingProblem, found: Found) -> RoutingDesign:
    routes = tuple(sorted(found.routes, key=lambda r: (r.day, r.station, r.stops)))
    design = RoutingDesign(routes=routes, trips=_trips(problem, found), cost=0.0)
    return replace(design, cost=cost_of(problem, design).total)


def _trips(problem: RoutingProblem, found: Found) -> tuple[Trip, ...]:
    """The trucks' rounds, with what each brings on each day."""
    trunk = problem.trunk
    if trunk is None:
        return ()
    tours = np.array(found.structure.tours, dtype=np.int64)
    loads = loads_of(problem, found.routes)
    drops = np.zeros((len(tours), problem.stations))
    order = np.zeros(problem.stations, dtype=np.int64)
    trips = []
    for day in range(problem.days):
        share_out(tours, len(tours), float(trunk.capacity), loads, day, drops)
        for t, tour in enumerate(tours):
            count = shortest_round(trunk.costs, int(tour), order)
            called = [(int(s), float(drops[t, s])) for s in order[:count]]
            trips.append(Trip(drops=tuple(called), day=day))
    return tuple(trip for trip in trips if sum(amount for _, amount in trip.drops) > 0)
