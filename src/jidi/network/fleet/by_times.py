"""The search for problems in which vehicles make several trips, or many stops have windows: ruin
and recreate.

What makes several trips hard is which trips share a vehicle. A trip that changes vehicles seldom
costs anything, so a local search that looks for what is cheaper does not move it, and waiting stays
where nobody needs it. Here half of the steps move trips, at a temperature, and the others take
stops out and put them back, with or without loading between them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from jidi.network.fleet.design import FleetDesign
from jidi.network.fleet.problem import ENDLESS, FleetProblem
from jidi.network.fleet.timed_kernel.anneal import anneal, fill, settle
from jidi.network.fleet.timed_kernel.state import LIVE, State
from jidi.network.fleet.times_arrays import empty_notes, empty_state, ground_of, lay, rounds_of
from jidi.network.fleet.verify import cost_of

HOTTEST, COLDEST = 1.0, 0.1
"""Temperatures at the beginning and the end, in mean ways of the design (measured)."""
STRENGTH: Final = 10.0
"""How many stops a step takes out, on average."""
EXCHANGES: Final = 0.5
"""The share of steps that move whole trips, where vehicles make several (measured: 0.2 and 0.7 end
worse)."""
MISSING: Final = 10.0
"""What a stop that must be visited costs while it is not, in mean ways."""
BURST: Final = 2_000
"""Steps between looks at the clock."""
TELL_EVERY: Final = 0.02
"""The share of the search after which a better design is told of, at the soonest."""
MOST_STOPS: Final = 400
SHORT_TRIP: Final = 20
"""With more stops than this, and more of them on a trip that is full, PyVRP is better in the same
time (measured where each vehicle makes one trip: at 55 stops a trip; at 11 to 14 it is not)."""
MANY_STOPS: Final = 500
"""Where each vehicle makes one trip PyVRP is better up to so many stops."""
MANY_ABOUT_DEPOTS: Final = 300
"""The same where vehicles leave from several depots (measured: with 360 PyVRP is not better)."""

Clock = Callable[[int], float]
"""Told how many steps were taken since it was last asked; the share of the search that is done."""
Tell = Callable[[FleetDesign], None]


def is_by_times(problem: FleetProblem) -> bool:
    """Whether stops are brought to only, time costs nothing by itself, and either some vehicle
    makes several trips or many stops, none to be left out, have windows and trips are short."""
    brings = not any(stop.takes for stop in problem.stops)
    free = not any(vehicle.per_time for vehicle in problem.vehicles)
    if not (brings and free):
        return False
    if _several(problem):
        return len(problem.stops) <= MOST_STOPS or _has_short_trips(problem)
    windows = any(stop.opens or stop.closes < ENDLESS for stop in problem.stops)
    all_served = all(stop.prize is None for stop in problem.stops)
    many = MANY_ABOUT_DEPOTS if len({v.start for v in problem.vehicles}) > 1 else MANY_STOPS
    return windows and all_served and len(problem.stops) > many and _has_short_trips(problem)


def _several(problem: FleetProblem) -> bool:
    return any(vehicle.trips > 1 for vehicle in problem.vehicles)


def _has_short_trips(problem: FleetProblem) -> bool:
    """Whether the largest vehicle is full after few stops."""
    load = sum(stop.brings for stop in problem.stops)
    largest = max(vehicle.capacity for vehicle in problem.vehicles)
    return load * SHORT_TRIP >= largest * len(problem.stops)


class SearchByTimes:
    """One search over the rounds of a problem. It keeps the best design found."""

    def __init__(self, problem: FleetProblem, seed: int, clock: Clock, tell: Tell) -> None:
        self._problem, self._clock, self._tell = problem, clock, tell
        self._dice = np.random.Generator(np.random.PCG64(seed))
        self._ground = ground_of(problem, MISSING)
        slots = min(sum(v.count for v in problem.vehicles), len(problem.stops))
        self._state, self._best = (empty_state(problem, slots) for _ in range(2))
        self._notes = empty_notes(problem, slots)
        self._exchanges = EXCHANGES if _several(problem) else 0.0
        self.cost = float("inf")

    def begin_anew(self) -> bool:
        """Put each stop where it costs least; whether each that must be visited found a place.

        All that is compiled is compiled by then.
        """
        complete = fill(self._ground, self._state, self._notes, self._seed())
        self._mean_way = _mean_way(self._problem, self._state)
        self._ground.forgone[self._ground.must > 0] = MISSING * self._mean_way
        self._burst(1, COLDEST)
        return complete

    def begin(self, design: FleetDesign) -> None:
        """Begin with a design that holds."""
        slots = self._state.order.shape[0]
        self._state, self._best = (empty_state(self._problem, slots) for _ in range(2))
        for state in (self._state, self._best):
            lay(self._problem, state, design)
        settle(self._ground, self._state)
        self._mean_way = _mean_way(self._problem, self._state)
        self.cost = float(design.cost)

    def run(self) -> FleetDesign | None:
        """The best design found; none where a stop that must be visited never found a place."""
        begun = told = done = self._clock(0)
        news = False
        while done < 1.0:
            cooled = (done - begun) / (1.0 - begun)
            news = self._burst(BURST, HOTTEST * (COLDEST / HOTTEST) ** cooled) or news
            done = self._clock(BURST)
            if news and done > told + TELL_EVERY:
                self._tell(self.design())
                told, news = done, False
        if np.isinf(self.cost):
            return None
        design = self.design()
        self._tell(design)
        return design

    def design(self) -> FleetDesign:
        """The best found."""
        rounds = sorted(
            rounds_of(self._problem, self._best),
            key=lambda one: (one.vehicle, [trip.stops for trip in one.trips]),
        )
        design = FleetDesign(rounds=tuple(rounds), cost=0)
        return replace(design, cost=cost_of(self._problem, design))

    def _burst(self, steps: int, heat: float) -> bool:
        least, _ = anneal(
            self._ground,
            self._state,
            self._best,
            self._notes,
            self.cost,
            self._seed(),
            steps,
            heat * self._mean_way,
            STRENGTH,
            self._exchanges,
        )
        better, self.cost = least < self.cost - 0.5, least
        if better:  # what a way costs is known better now
            self._mean_way = _mean_way(self._problem, self._state)
        return better

    def _seed(self) -> int:
        return int(self._dice.integers(2**31))


def _mean_way(problem: FleetProblem, state: State) -> float:
    """What a way costs on average in the rounds under way."""
    live = state.order[: state.tally[LIVE]]
    prices = np.array([v.per_distance for v in problem.vehicles], dtype=np.float64)
    ways = float((state.size[live] - 1).sum())
    return max(1.0, float((prices[state.kind[live]] * state.length[live]).sum()) / max(1.0, ways))
