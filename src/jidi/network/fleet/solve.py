"""Solving the fleet problem in a process of its own: where loads alone bind, where vehicles make
several trips, and where many stops have windows, by ruin and recreate, otherwise by PyVRP with its
routes recombined in between.

The process may be killed by whoever asked, and is killed by the system when it takes far more
processor time than it was given: PyVRP 0.14.1 was seen to go on past its end on hard instances.
What it had found by then is kept.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import pyvrp
from pyvrp.IteratedLocalSearch import IteratedLocalSearchCallbacks, IteratedLocalSearchParams

from jidi.core.ctrl_c import deaf_to_ctrl_c
from jidi.core.errors import JidiError
from jidi.network.fleet.by_loads import SearchByLoads, is_by_loads
from jidi.network.fleet.by_times import MANY_STOPS, SearchByTimes, is_by_times
from jidi.network.fleet.design import FleetDesign
from jidi.network.fleet.problem import ENDLESS, FleetProblem
from jidi.network.fleet.pyvrp_form import data_of, design_of
from jidi.network.fleet.recombining import FEW, MANY, Pool

SHARES: Final = (0.65, 0.2)
"""Of the effort, the searches before the first and the second recombination; the rest is for the
second (our own choice)."""
WORTH: Final = 1.02
"""Solutions up to this many times the best cost give their routes to the pool (our own choice)."""
MOST_STOPS_RECOMBINED: Final = 250
"""Keeping routes costs a third of the time with 350 stops and brought nothing there (measured)."""
HISTORY_OF_MANY: Final = 100
"""With windows and more than ``MANY_STOPS`` stops a solution is compared with the one before so
many iterations, not PyVRP's 300: what time there is for so many is too short to wander as long
(measured; without windows it made no difference)."""
START_SHARE: Final = 0.05
"""Of the effort, what a first design may take where PyVRP has to find it (our own choice)."""
STEPS_OF_ITERATION: Final = 100
"""Of the search by loads: as many take about as long as one iteration of PyVRP (measured)."""
BEYOND: Final = 1.5
SPARE_SECONDS: Final = 60
"""Processor time after which the process is killed: this many times what it was given, and more."""


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How long to search: iterations, which give the same design on every machine, or processor
    seconds, which do not.

    :raises JidiError: N-101 unless exactly one is given and positive.
    """

    iterations: int | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        given = [value for value in (self.iterations, self.seconds) if value is not None]
        if len(given) != 1 or given[0] <= 0:
            fault = f"effort: {self.iterations} iterations, {self.seconds} seconds"
            raise JidiError("N-101", count=1, first=fault)


@dataclass(frozen=True, kw_only=True)
class Solved:
    """The design, and how it was come by.

    :param killed: the process had to be killed, or was by the user; the design is the best by then.
    """

    design: FleetDesign
    iterations: int
    killed: bool


Report = Callable[[FleetDesign], bool]
"""Called with every better design; True ends the search and keeps it."""


def solve(
    problem: FleetProblem, *, effort: Effort, seed: int, report: Report = lambda _: False
) -> Solved:
    """The best design found.

    :raises JidiError: N-103 when no design that keeps all conditions was found. What goes wrong in
        the process is raised here.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(problem, effort, seed, there), daemon=True)
    with deaf_to_ctrl_c():
        child.start()
    there.close()
    try:
        return heard(here, report)
    finally:
        child.kill()
        child.join()
        here.close()


def heard(here: Connection, report: Report) -> Solved:
    """What a searching process told through its pipe, up to its end or its death."""
    best: FleetDesign | None = None
    iterations, ended = 0, False
    while not ended:
        try:
            heard = here.recv()
        except EOFError:  # killed by the system
            break
        if isinstance(heard, Exception):
            raise heard
        design, iterations, ended = heard
        if design is not None and (best is None or design.cost < best.cost):
            best = design
            if report(best):
                break
    if best is None:
        raise JidiError("N-103", tries=iterations)
    return Solved(design=best, iterations=iterations, killed=not ended)


def _work(problem: FleetProblem, effort: Effort, seed: int, there: Connection) -> None:
    with Path(os.devnull).open("w") as nowhere:  # HiGHS talks to standard output
        os.dup2(nowhere.fileno(), 1)
    if effort.seconds is not None:
        most = int(BEYOND * effort.seconds) + SPARE_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))
    try:
        _Search(problem, effort, there).run(seed)
    except Exception as error:  # raised again where the answer is awaited, not printed here
        there.send(error)


class _Search(IteratedLocalSearchCallbacks):
    """One search in its process: what it hears of PyVRP, and what it tells its parent."""

    def __init__(self, problem: FleetProblem, effort: Effort, there: Connection) -> None:
        self._problem, self._effort, self._there = problem, effort, there
        self._data = data_of(problem)
        self._pool = Pool(problem, self._data)
        self._recombines = len(problem.stops) <= MOST_STOPS_RECOMBINED
        self._iterations, self._steps, self._cost = 0, 0, float("inf")
        self._best: pyvrp.Solution | None = None

    def run(self, seed: int) -> None:
        """All parts of the search; tells of every better design, and of the end."""
        self._begun = time.process_time()
        if is_by_loads(self._problem):
            self._by_loads(seed)
        elif is_by_times(self._problem):
            self._by_times(seed)
        else:
            self._by_pyvrp(seed)
        self._there.send((None, self._iterations, True))

    def _by_loads(self, seed: int) -> None:
        search = SearchByLoads(self._problem, seed, self._share, self._told)
        lacking = search.needs_start()
        self._begun = time.process_time()  # compiling, done on first use, is not counted
        if lacking:  # where vehicles are few, PyVRP finds a design that holds to begin with
            self._searched(START_SHARE, START_SHARE, seed)
        best = None if self._best is None else design_of(self._best)
        search.run(best)

    def _by_times(self, seed: int) -> None:
        search = SearchByTimes(self._problem, seed, self._share, self._told)
        complete = search.begin_anew()
        self._begun = time.process_time()  # compiling, done on first use, is not counted
        if not complete:  # where vehicles are few, PyVRP may find a design that holds
            self._searched(START_SHARE, START_SHARE, seed)
            if self._best is not None:
                search.begin(design_of(self._best))
        search.run()

    def _share(self, steps: int) -> float:
        """The share of the effort that is spent, after so many more steps."""
        self._steps += steps
        if self._effort.seconds is not None:
            return (time.process_time() - self._begun) / self._effort.seconds
        assert self._effort.iterations is not None
        self._iterations = max(self._iterations, self._steps // STEPS_OF_ITERATION)
        return self._iterations / self._effort.iterations

    def _told(self, design: FleetDesign) -> None:
        if design.cost < self._cost:
            self._cost = design.cost
            self._there.send((design, self._iterations, False))

    def _by_pyvrp(self, seed: int) -> None:
        for number, share in enumerate(SHARES if self._recombines else (1.0,)):
            upto = sum(SHARES[: number + 1]) if self._recombines else 1.0
            self._searched(share, upto, seed + number)
            if self._recombines:
                self._recombined(MANY if number else FEW)

    def _searched(self, share: float, upto: float, seed: int) -> None:
        given = self._effort
        params = pyvrp.SolveParams(ils=self._manner())
        stop: pyvrp.stop.StoppingCriterion
        if given.seconds is not None:
            end = self._begun + upto * given.seconds
            stop = _Until(end)
        else:
            assert given.iterations is not None
            stop = pyvrp.stop.MaxIterations(max(1, round(share * given.iterations)))
        found = pyvrp.solve(
            self._data, stop, seed=seed, collect_stats=False, display=False, params=params,
            initial_solution=self._best,
        )  # fmt: skip
        self._iterations += found.num_iterations
        self._take(found.best)

    def _manner(self) -> IteratedLocalSearchParams:
        """How PyVRP searches: as it does by itself, but for many stops with windows."""
        stops = self._problem.stops
        windows = any(stop.opens > 0 or stop.closes < ENDLESS for stop in stops)
        if len(stops) <= MANY_STOPS or not windows:
            return IteratedLocalSearchParams(callbacks=self)
        return IteratedLocalSearchParams(callbacks=self, history_length=HISTORY_OF_MANY)

    def _recombined(self, among: Sequence[int]) -> None:
        if self._best is None:
            return
        given = self._effort.seconds
        left = None if given is None else self._begun + given - time.process_time()
        # Each choice gets half of what is left; that of few routes needs but a moment.
        guard = None if left is None else max(1.0, left / 2)
        found = self._pool.best(self._best, self._cost, among=among, seconds=guard)
        if found is not None:
            self._take(found)

    def _take(self, solution: pyvrp.Solution) -> None:
        if not (solution.is_feasible() and solution.is_complete()):
            return
        design = design_of(solution)
        if design.cost < self._cost:
            self._best = solution
            self._told(design)

    def on_best(self, best: pyvrp.Solution) -> None:
        """Told by PyVRP: a better solution."""
        self._take(best)

    def on_iteration(
        self,
        current: pyvrp.Solution,  # noqa: ARG002
        candidate: pyvrp.Solution,
        best: pyvrp.Solution,  # noqa: ARG002
        cost_evaluator: pyvrp.CostEvaluator,
    ) -> None:
        """Told by PyVRP: one more iteration."""
        if not self._recombines:
            return
        if cost_evaluator.penalised_cost(candidate) <= WORTH * self._cost:
            self._pool.take(candidate)


@dataclass(frozen=True)
class _Until:
    """Stops at a processor time of this process."""

    end: float

    def __call__(self, best_cost: float) -> bool:  # noqa: ARG002
        return time.process_time() >= self.end
