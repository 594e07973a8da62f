"""Design a county's network: feeders planned, then lines, lanes and vehicles searched at once.

The recipe: plans of feeders, several, by PyVRP; a short search for lines under each of the
cheapest; two long ones under the best two; feeders planned anew for what goes through, and
the search goes on. The search (``kernel``) decides depot, days, vehicle and order of every line,
who goes by lane and who is left out, all at once. Everything is counted in steps, so the same seed
and effort give the same bytes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from jidi.core.errors import Interrupted, JidiError
from jidi.network import costs
from jidi.network.rural.assembling import assembled
from jidi.network.rural.bounds import proof
from jidi.network.rural.candidate import Prices
from jidi.network.rural.design import Design, Proof
from jidi.network.rural.feeding import FeederPlan, Loads, feeder_over, feeder_plans
from jidi.network.rural.feeding_far import (
    beyond,
    covering,
    is_far,
    late_yuan,
    lateness,
    ways_to,
    with_trips,
)
from jidi.network.rural.fewer import with_cheaper_kinds, with_fewer
from jidi.network.rural.grounding import grounded
from jidi.network.rural.lane_places import lane_places
from jidi.network.rural.overnight import Trip
from jidi.network.rural.placing import placed
from jidi.network.rural.problem import CENTRE, Problem
from jidi.network.rural.searching import Lines, Search
from jidi.network.rural.timing import Timing

Progress = Callable[[float, str], None]
Cancelled = Callable[[], bool]

FEEDER_ITERATIONS: Final = 80
"""PyVRP's iterations for a plan of feeders."""
PLANS: Final = 5
PLANS_AGAIN: Final = 1
"""Plans of feeders that get a trial, before the search and after it."""
TRIAL_STEPS: Final = 10_000
STEPS: Final = 150_000
AGAIN_STEPS: Final = 20_000
CHUNK: Final = 5_000
"""Steps of a trial, of the search and of going on with it at effort 1, all for a county of
``MIDDLING`` villages; and between two looks at the user's wish."""
FEWER_STEPS: Final = 60_000
"""Of a try to do with a vehicle fewer."""
POLISH_KICKS: Final = 200
"""Of each line's order (our own choice)."""
MIDDLING: Final = 100
COOLINGS: Final = 2
PLANS_COOLED: Final = 2
"""Searches from hot to cold, and how many of them under plans of their own (measured: two beat one
twice as long, in the mean and in the worst case)."""
APART: Final = 1_000_003
"""Between the seeds of searches under the same plan."""
HURRIED: Final = 0
"""The effort of a question whether there is a design at all: two plans, a share of the steps."""
HURRIED_PLANS: Final = 2
HURRIED_SHARE: Final = 1 / 6
FEWEST, MOST = 0.15, 1.2
"""Smaller counties get fewer steps and larger ones more, within these shares. Own choice."""


def solve(
    problem: Problem,
    *,
    seed: int,
    effort: int = 1,
    progress: Progress = lambda _share, _step: None,
    cancelled: Cancelled = lambda: False,
) -> Design:
    """A design of low cost for the coverage, or of high coverage for the budget.

    :param effort: how long to search; the work grows in proportion to it. :data:`HURRIED` asks
        only whether there is a design, which a longer search may find where it does not.
    :param progress: told the share done and the step.
    :param cancelled: asked between steps; when it says so the best design so far is returned.
    :raises JidiError: N-501 when no design reaches the coverage (within the budget).
    :raises Interrupted: when cancelled before there was any design.
    """
    return _Recipe(problem, seed, effort, progress, cancelled).run()


@dataclass
class _Recipe:
    problem: Problem
    seed: int
    effort: int
    progress: Progress
    cancelled: Cancelled
    best: Design | None = None
    prices: Prices = field(init=False)
    only: dict[int, list[int]] = field(init=False, default_factory=dict)
    ways: dict[tuple[int, ...], list[list[Trip]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.prices = Prices(self.problem)
        self.places = lane_places(self.prices)

    def run(self) -> Design:
        found = self._searched(self._trials())
        self._keep(*found)
        if self.effort != HURRIED and not self.cancelled():
            for again in self._fed_anew(found[1]):
                self._keep(*again)
        self.progress(1.0, "lines")
        if self.best is None:
            raise JidiError("N-502", county=self.problem.name)
        bound = proof(self.prices, self.places, served=len(self.best.served))
        return replace(self.best, proof=bound)

    # Plans of feeders -------------------------------------------------------

    def _trials(self) -> list[Search]:
        """A short search under each of the cheapest plans, the best first."""
        self.progress(0.0, "feeders")
        found: list[Search] = []
        most = HURRIED_PLANS if self.effort == HURRIED else PLANS
        for plan in self._first_plans()[:most]:
            found.append(self._search(plan))
            found[-1].start()
            self._go(found[-1], steps=self._steps(TRIAL_STEPS))
            if self.cancelled():
                break
        if not found:
            raise self._no_design()
        return sorted(found, key=lambda search: search.total)

    def _first_plans(self) -> list[FeederPlan]:
        """Plans over all stations that can be fed; over those needed where there is none."""
        through = self._nearest_loads()
        self.only = beyond(self.problem, self.places)
        usable = [s for s, x in enumerate(self.problem.stations) if x.must is not False]
        needed = [s for s in usable if self.problem.stations[s].needed]
        fed = [s for s in usable if s in needed or self._feedable(s)]
        cover = covering(self.problem, self.only)
        if cover:
            return self._with_and_without(cover, needed, fed, through)
        found = self._plans(fed, through)
        if found and len(needed) == len(usable):
            return found
        return found[: PLANS // 2] + self._plans(needed, through)

    def _with_and_without(
        self, cover: list[int], needed: list[int], fed: list[int], through: Loads
    ) -> list[FeederPlan]:
        """Plans with the far stations through which more villages can be served, which need not
        be, and without them."""
        most = self._plans([*fed, *cover], through)[:2]
        others = ([*needed, *cover], fed, needed)
        return most + [plan for wanted in others for plan in self._plans(wanted, through)[:1]]

    def _plans(self, stations: Iterable[int], through: Loads) -> list[FeederPlan]:
        wanted = sorted(stations)
        far = [s for s in wanted if is_far(self.problem, s)]
        near = [s for s in wanted if s not in far]
        found = feeder_plans(
            self.prices, near, through, seed=self.seed, iterations=FEEDER_ITERATIONS
        )
        return with_trips(self.prices, found, self._ways_to(tuple(far))) if far else found

    def _ways_to(self, far: tuple[int, ...]) -> list[list[Trip]]:
        """Trips overnight to stations, found once for each set of them."""
        if far not in self.ways:
            self.ways[far] = ways_to(self.prices, far, self.only)
        return self.ways[far]

    def _feedable(self, station: int) -> bool:
        """Whether some vehicle can feed a station that need not be open, going there alone."""
        timing, node = Timing(self.problem), self.problem.station_node(station)
        return any(
            kind.feeder and feeder_over(self.problem, timing, (node,), number) is not None
            for number, kind in enumerate(self.problem.vehicles)
        )

    def _nearest_loads(self) -> Loads:
        """What would go through each station if villages went through the nearest depot."""
        problem, first = self.problem, 1 + self.problem.station_count
        loads: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for number, village in enumerate(problem.villages):
            nearest = int(np.argmin(problem.km[:first, first + number]))
            if nearest != CENTRE:
                between = problem.stations[nearest - 1].days.longest_gap
                gap = min(p.longest_gap for p in village.patterns)
                loads[nearest - 1][0] += village.down * between
                loads[nearest - 1][1] += village.up * (gap + between - 1)
        return {station: (down, up) for station, (down, up) in loads.items()}

    # Searching --------------------------------------------------------------

    def _search(
        self,
        plan: FeederPlan,
        *,
        seed: int | None = None,
        fleet: int | None = None,
        most: tuple[int, int] | None = None,
    ) -> Search:
        wanted = self.problem.wanted
        left = float("inf")
        if wanted.budget is not None:
            left = wanted.budget - plan.cost - self._of_stations()
        count = self.problem.villages_wanted
        known = grounded(
            self.prices,
            plan,
            self.places,
            wanted=count if wanted.budget is None else len(self.problem.villages),
            budget=left,
            fleet=fleet,
            most=most,
            late=late_yuan(self.problem, self.only) if self.problem.overnight else (),
        )
        return Search(plan, known, self.seed if seed is None else seed)

    def _of_stations(self) -> float:
        """Yuan a day of the stations that every design opens, and of their own parcels."""
        rates = self.problem.rates
        return sum(
            station.fixed
            + costs.handling_cost(
                parcels_per_day=station.down + station.up,
                yuan_per_parcel=rates.centre_handling + rates.station_handling,
            )
            for station in self.problem.stations
            if station.needed
        )

    def _steps(self, middling: int) -> int:
        size = len(self.problem.villages) / MIDDLING
        steps = int(middling * min(MOST, max(FEWEST, size)))
        return int(steps * HURRIED_SHARE) if self.effort == HURRIED else steps

    def _go(self, search: Search, *, steps: int) -> None:
        """A whole cooling in parts, until done or the user says stop."""
        for done in range(0, steps, CHUNK):
            search.go(begin=done, steps=min(CHUNK, steps - done), whole=steps)
            if self.cancelled():
                return

    def _searched(self, trials: list[Search]) -> tuple[FeederPlan, Lines]:
        """Several whole coolings, each by itself; the best of all.

        One cooling now and then settles on a van too many, which no later step takes back. The
        second best plan gets one as well: a trial is too short to tell near plans apart.
        """
        steps = self._steps(STEPS) * max(1, self.effort)
        chosen = self._coolings(trials)
        for number, search in enumerate(chosen):
            for done in range(0, steps, CHUNK):
                if self.cancelled():
                    break
                self.progress((number + done / steps) / len(chosen), "lines")
                search.go(begin=done, steps=min(CHUNK, steps - done), whole=steps)
        best = min(chosen, key=lambda search: search.total)
        lines = best.lines()
        if self._served(lines) < self.problem.villages_wanted:
            raise self._no_design()
        return best.plan, self._polished(best.plan, self._with_fewer(best.plan, lines))

    def _with_fewer(self, plan: FeederPlan, lines: Lines) -> Lines:
        """The lines on fewer or cheaper vehicles if that costs less; with a budget as they are."""
        if self.effort == HURRIED or self.problem.wanted.budget is not None:
            return lines

        def search(number: int, fleet: int, most: tuple[int, int] | None = None) -> Search:
            seed = self.seed + APART * (COOLINGS + number)
            return self._search(plan, seed=seed, fleet=fleet, most=most)

        steps = self._steps(FEWER_STEPS) * self.effort
        lines = with_fewer(lines, search, steps=steps, cancelled=self.cancelled)
        return with_cheaper_kinds(
            self.problem, lines, search, steps=steps, cancelled=self.cancelled
        )

    def _polished(self, plan: FeederPlan, lines: Lines) -> Lines:
        """The lines, each in the best order found for it by itself."""
        if self.effort == HURRIED:
            return lines
        search = self._search(plan)
        search.start(lines)
        search.polish(kicks=POLISH_KICKS * self.effort)
        found = search.lines()
        return found if (found.short, found.spent) < (lines.short, lines.spent) else lines

    def _coolings(self, trials: list[Search]) -> list[Search]:
        """The searches to be cooled: of the best plans, and of the best one again from nothing."""
        if self.effort == HURRIED:
            return trials[:1]
        chosen = trials[:PLANS_COOLED]
        while len(chosen) < COOLINGS:
            again = self._search(trials[0].plan, seed=self.seed + APART * len(chosen))
            again.start()
            chosen.append(again)
        return chosen

    def _fed_anew(self, lines: Lines) -> Iterator[tuple[FeederPlan, Lines]]:
        """Feeders for the stations used, with what goes through them; the lines go on."""
        used = {s for s, x in enumerate(self.problem.stations) if x.needed}
        used |= {depot - 1 for depot in lines.depots(self.problem) if depot != CENTRE}
        for again in self._plans(used, lines.through(self.problem))[:PLANS_AGAIN]:
            search = self._search(again)
            search.start(lines)
            search.warm = True
            self._go(search, steps=self._steps(AGAIN_STEPS) * self.effort)
            found = search.lines()
            if self._served(found) >= self.problem.villages_wanted:
                yield again, self._polished(again, found)
            if self.cancelled():
                return

    def _served(self, lines: Lines) -> int:
        wanted = self.problem.villages_wanted
        if self.problem.wanted.budget is not None:
            wanted = len(self.problem.villages)
        return wanted - lines.short

    def _no_design(self) -> JidiError:
        if self.cancelled():
            return Interrupted("N-503", county=self.problem.name)
        wanted = self.problem.wanted
        return JidiError(
            "N-501",
            county=self.problem.name,
            wanted=self.problem.villages_wanted,
            budget="–" if wanted.budget is None else f"{wanted.budget:.0f}",
        )

    # Keeping ----------------------------------------------------------------

    def _keep(self, plan: FeederPlan, lines: Lines) -> None:
        made = placed(self.problem, plan, lines)
        if made is None:
            return
        used = {s for s, x in enumerate(self.problem.stations) if x.needed}
        fed = {node - 1 for feeder in plan.feeders for node in feeder.stops}
        design = assembled(
            self.prices,
            stations=sorted(used | fed),
            places=lines.places,
            made=made,
            proof=Proof(None),
            how={"seed": str(self.seed), "effort": str(self.effort)},
        )
        if self.best is None or self._rank(design) < self._rank(self.best):
            self.best = design

    def _rank(self, design: Design) -> tuple[int, int, float]:
        """As :func:`rank`, and what weighs against parcels that come a day later."""
        short, fewer, cost = rank(self.problem, design)
        if self.problem.overnight is None:
            return short, fewer, cost
        late = late_yuan(self.problem, self.only)
        return short, fewer, cost + lateness(self.problem, design, late)


def rank(problem: Problem, design: Design) -> tuple[int, int, float]:
    """Enough villages first; with a budget, within it and more of them; then the lower cost."""
    wanted = problem.wanted
    short = max(0, problem.villages_wanted - len(design.served))
    if wanted.budget is None:
        return (short, 0, design.bill.total)
    over = int(design.bill.total > wanted.budget + 1e-6)
    return (short + over, -len(design.served), design.bill.total)
