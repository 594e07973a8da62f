"""In which order to open a county's villages: each step serves more for the least money a village.

A verified design is taken apart: again and again the villages go that save most for each of them,
one alone, all of a line, or all of a vehicle. Backwards this is an order of opening, each stage of
which holds the stage before it. Stages between which the price a village would fall are opened
together (the lower convex hull), so every step is dearer a village than the one before it, and a
budget spent step by step, in one county or over many, is well spent.

What is exact: every stage is a design that the checker accepts, at the cost the checker finds, so
the money suffices. What is not: that nothing cheaper serves as many. Lines are only shortened,
never drawn anew, and which villages go is decided step by step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from jidi.network.costs import carbon_cost
from jidi.network.rural.changing import (
    timed,
    timing_of,
    without_lines,
    without_stations,
    without_village,
)
from jidi.network.rural.design import Design, Run
from jidi.network.rural.files import digested
from jidi.network.rural.problem import Problem, Wanted
from jidi.network.rural.supposing import as_answer_to
from jidi.network.rural.timing import Timing
from jidi.network.rural.verify import verify
from jidi.network.rural.verify_money import Account, run_account, service_account
from jidi.network.rural.verify_view import View

SAME: Final = 1e-9


@dataclass(frozen=True)
class Step:
    """Villages that are opened together.

    :param villages: by number; ``served``: how many are served afterwards.
    :param cost: yuan a day afterwards; ``extra``: more than before the step.
    """

    villages: tuple[int, ...]
    served: int
    cost: float
    extra: float

    @property
    def each(self) -> float:
        """Yuan a day for each village of the step."""
        return self.extra / len(self.villages)


@dataclass(frozen=True)
class Frontier:
    """The order of opening.

    :param base: yuan a day before the first step: stations that must be open, and who waits at
        their counters; ``served``: villages that could not be taken out of the design by any cut
        that keeps the rules, nearly always none.
    :param steps: from the cheapest a village to the dearest, up to the whole design.
    """

    base: float
    served: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Stage:
    """A design on the way down, and the villages that were taken out to come there."""

    gone: tuple[int, ...]
    served: int
    cost: float


def frontier(problem: Problem, design: Design) -> Frontier:
    """The order in which to open the villages of a design that holds."""
    stages = list(Peeling(problem, design).stages())[::-1]
    corners = _hull(stages)
    steps = []
    for before, after in pairwise(corners):
        opened = [v for stage in stages[before:after] for v in stage.gone]
        low, high = stages[before], stages[after]
        steps.append(Step(tuple(sorted(opened)), high.served, high.cost, high.cost - low.cost))
    return Frontier(stages[0].cost, stages[0].served, tuple(steps))


def _hull(stages: Sequence[Stage]) -> list[int]:
    """The stages of the lower convex hull, the emptiest and the fullest among them."""
    corners: list[int] = []
    for number, stage in enumerate(stages):
        while len(corners) > 1 and not _falls(stages, corners[-2], corners[-1], stage):
            corners.pop()
        corners.append(number)
    return corners


def _falls(stages: Sequence[Stage], first: int, middle: int, last: Stage) -> bool:
    """Whether the middle lies below the line from the first to the last."""
    one, two = stages[first], stages[middle]
    rise = (last.cost - one.cost) * (two.served - one.served)
    return (two.cost - one.cost) * (last.served - one.served) < rise - SAME


@dataclass(frozen=True)
class _Cut:
    """Villages that may go together, and what that saves a day."""

    villages: tuple[int, ...]
    saved: float

    @property
    def rank(self) -> tuple[float, int, tuple[int, ...]]:
        """The most for each village first, then the fewest, then by number."""
        return -self.saved / len(self.villages), len(self.villages), self.villages


@dataclass
class Peeling:
    """Takes a design apart. No coverage is asked for on the way, and no budget kept."""

    problem: Problem
    design: Design
    _singles: dict[Run, tuple[_Cut, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.problem = digested(replace(self.problem, wanted=Wanted(coverage=0.0)))
        self.design = as_answer_to(self.problem, self.design)

    def stages(self) -> Iterator[Stage]:
        """The design, and each smaller one that the checker accepts, down to one for nobody."""
        gone: tuple[int, ...] | None = ()
        while gone is not None:
            yield Stage(gone, len(self.design.services), self.design.bill.total)
            gone = self._cut()

    def _cut(self) -> tuple[int, ...] | None:
        """Take out the villages that save most for each, among cuts that keep the rules."""
        for cut in sorted(self._cuts(), key=lambda cut: cut.rank):
            smaller = self._without(cut.villages)
            if verify(self.problem, smaller).holds:
                self.design = smaller
                return cut.villages
        return None

    def _without(self, villages: Sequence[int]) -> Design:
        services = {service.village: service for service in self.design.services}
        nodes = {self.problem.village_node(village) for village in villages}
        whole = {run.id for run in self.design.lines if nodes.issuperset(run.stops)}
        smaller = without_lines(self.design, whole)
        for village in villages:
            if services[village].by not in whole:
                smaller = without_village(self.problem, smaller, services[village])
        return as_answer_to(self.problem, _closed(self.problem, smaller))

    # Savings, as the definition of cost has them; the checker's bill is taken in the end ---------

    def _cuts(self) -> Iterator[_Cut]:
        view, timing = View(self.problem, self.design), timing_of(self.problem, self.design)
        kept = {s.village: self._yuan(service_account(view, s)) for s in self.design.services}
        for lane in view.lanes:
            for service in view.by.get(lane, ()):
                yield _Cut((service.village,), kept[service.village])
        lines = {run.id: run for run in self.design.lines}
        for run in lines.values():
            yield from self._of_line(view, timing, run, kept)
        for duty in self.design.duties:
            mine = [lines[name] for name in duty.runs if name in lines]
            fixed = self.problem.vehicles[duty.vehicle].fixed
            if mine and len(mine) == len(duty.runs):
                cuts = [self._whole(view, run, kept) for run in mine]
                villages = tuple(sorted(v for cut in cuts for v in cut.villages))
                yield _Cut(villages, fixed + sum(cut.saved for cut in cuts))

    def _whole(self, view: View, run: Run, kept: Mapping[int, float]) -> _Cut:
        """All villages of a line."""
        villages = tuple(sorted(view.village(node) for node in run.stops))
        driven = self._yuan(run_account(view, run))
        return _Cut(villages, driven + sum(kept[village] for village in villages))

    def _of_line(
        self, view: View, timing: Timing, run: Run, kept: Mapping[int, float]
    ) -> Iterator[_Cut]:
        """All villages of a line, and each of them; worked out once for a line as it stands."""
        yield self._whole(view, run, kept)
        if run not in self._singles:
            self._singles[run] = tuple(self._single(view, timing, run, kept))
        yield from self._singles[run]

    def _single(
        self, view: View, timing: Timing, run: Run, kept: Mapping[int, float]
    ) -> Iterator[_Cut]:
        driven, loading = self._yuan(run_account(view, run)), self.problem.centre.loading
        for node in run.stops if len(run.stops) > 1 else ():
            rest = replace(run, stops=tuple(stop for stop in run.stops if stop != node))
            shorter = timed(self.problem, timing, rest, run.departs - loading)
            left = self._yuan(run_account(view, shorter))
            village = view.village(node)
            yield _Cut((village,), driven - left + kept[village])

    def _yuan(self, account: Account) -> float:
        rate = self.problem.rates.carbon_per_tonne
        carbon = carbon_cost(grams_per_day=account.grams, yuan_per_tonne=rate)
        return account.bill.total + carbon


def _closed(problem: Problem, design: Design) -> Design:
    """The design without stations that nobody needs any more: no counter, no village, not kept."""
    view = View(problem, design)
    used = set(view.through)
    idle = {
        number
        for number in design.open
        if number not in used and not problem.stations[number].needed
    }
    return without_stations(problem, design, idle) if idle else design


# Many counties ---------------------------------------------------------------


@dataclass(frozen=True)
class MergedStep:
    """A step of one county in the order of all.

    :param county: its number among the frontiers merged; ``step``: as in its own frontier.
    :param served: villages served in all counties afterwards; ``cost``: yuan a day there.
    """

    county: int
    step: Step
    served: int
    cost: float


def merged(frontiers: Sequence[Frontier]) -> tuple[MergedStep, ...]:
    """The steps of all counties in one order: where the next yuan opens most villages.

    Every county's steps grow dearer, so this order keeps each county's own; after each step, no
    other choice of stages of these frontiers serves more villages for the same money.
    """
    steps = sorted(
        ((step.each, county, step.served, step) for county, f in enumerate(frontiers)
         for step in f.steps),
        key=lambda found: found[:3],
    )  # fmt: skip
    cost = sum(f.base for f in frontiers)
    served = sum(f.served for f in frontiers)
    order = []
    for _, county, _, step in steps:
        cost, served = cost + step.extra, served + len(step.villages)
        order.append(MergedStep(county, step, served, cost))
    return tuple(order)


def paid_by(order: Sequence[MergedStep], budget: float) -> int:
    """How many steps of the order a budget of yuan a day pays for."""
    return sum(step.cost <= budget + SAME for step in order)
