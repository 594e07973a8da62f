"""The way to a design over years: which hub is built or enlarged when, within yearly budgets.

Every year until the last, hubs that are built and hubs that stand share out the nodes; in the last
year the design is there. HiGHS decides when each hub is built and roughly who goes where, leaving
out the transfer between hubs; since that never costs less than zero, its bound is one of the whole
cost. Then each year's nodes are settled, none divided, transfer and all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from jidi.network.hubs.assembling import assembled
from jidi.network.hubs.design import HubDesign
from jidi.network.hubs.node_choice import NodeChoice
from jidi.network.hubs.numbers import numbers_of
from jidi.network.hubs.problem import HubProblem, Step
from jidi.network.hubs.search import settled_from
from jidi.network.mixed_integer import Program

GAP: Final = 2e-3
OVER: Final = 50.0
"""How near HiGHS goes; cost of a unit above capacity, so many times the dearest way (our own
choice): such a year is told, never preferred."""


@dataclass(frozen=True, kw_only=True)
class Phases:
    """What is to be phased.

    :param years: the problem of each year, flows growing; the last is the design's.
    :param design: what stands in the last year. :param stands: of each node the step at which it
        stands before the first year; None: it does not. :param invests: of each hub of the design,
        what building it to its step costs. :param budgets: of each year, the last included; what is
        not spent stays for later years.
    """

    years: tuple[HubProblem, ...]
    design: HubDesign
    stands: tuple[int | None, ...]
    invests: tuple[tuple[int, float], ...]
    budgets: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Year:
    """One year: what is built in it, what is spent, its design with its own cost; None where no way
    was found to take all in, with what was above capacity at the least."""

    built: tuple[int, ...]
    spent: float
    design: HubDesign | None
    over: float


@dataclass(frozen=True, kw_only=True)
class Phased:
    """The years, and what no phasing within the budgets costs less than, all years together; None
    where capacities do not suffice in some year."""

    years: tuple[Year, ...]
    bound: float | None


def phased(
    asked: Phases,
    *,
    nodes: int,
    seconds: float | None,
    tell: Callable[[float], bool] = lambda _: False,
) -> Phased | None:
    """When each hub is built; None when the budgets do not pay for the design or time ran out.

    :param nodes: of HiGHS's tree; ``seconds`` a guard. :param tell: told the share done; True ends
        it with the years so far left undesigned.
    """
    if sum(cost for _, cost in asked.invests) > sum(asked.budgets) * (1 + 1e-9):
        return None
    if len(asked.years) == 1:
        every, spent = dict(asked.invests), sum(cost for _, cost in asked.invests)
        only = Year(built=tuple(every), spent=spent, design=asked.design, over=0.0)
        return Phased(years=(only,), bound=asked.design.cost)
    program = _Program(asked)
    answer = program.program.answered(gap=GAP, nodes=nodes, seconds=seconds)
    if answer.values is None:
        return None
    years, built_by = [], program.built_by(answer.values)
    for t, problem in enumerate(asked.years):
        built = tuple(hub for hub, year in built_by if year == t)
        there = {hub for hub, year in built_by if year <= t}
        last = t == len(asked.years) - 1
        if last:
            design: HubDesign | None = asked.design
        elif tell(0.5 + 0.5 * t / len(asked.years)):
            design = None
        else:
            design = _designed(problem, program.there(there), seconds)
        spent = sum(cost for hub, cost in asked.invests if hub in built)
        years.append(
            Year(built=built, spent=spent, design=design, over=program.over(answer.values, t))
        )
    whole = all(year.over == 0 and year.design is not None for year in years)
    bound = answer.bound + asked.design.cost if whole else None
    return Phased(years=tuple(years), bound=bound)


class _Program:
    """When each hub is built; of each year but the last, hubs used and shares of nodes."""

    def __init__(self, asked: Phases) -> None:
        self.asked, self.program = asked, Program()
        self.hubs = dict(asked.design.hubs)
        self.last = len(asked.years) - 1
        self.invests = dict(asked.invests)
        self.built = {
            (hub, t): self.program.column(0.0, upper=1.0, whole=True)
            for hub in self.invests
            for t in range(self.last)
        }
        self._built()
        self.overs: list[list[int]] = []
        for t in range(self.last):
            self._year(t)

    def built_by(self, values: np.ndarray) -> list[tuple[int, int]]:
        """Each hub that is built, and the year."""
        found = []
        for hub in self.invests:
            by = [t for t in range(self.last) if values[self.built[hub, t]] > 0.5]
            found.append((hub, by[0] if by else self.last))
        return found

    def there(self, built: set[int]) -> dict[int, int]:
        """Hubs that can be used when these are built, and at which step."""
        stands = {hub: step for hub, step in enumerate(self.asked.stands) if step is not None}
        kept = {hub: step for hub, step in self.hubs.items() if hub not in self.invests}
        return stands | kept | {hub: self.hubs[hub] for hub in built}

    def over(self, values: np.ndarray, t: int) -> float:
        """Above capacity in a year."""
        if t == self.last:
            return 0.0
        amount = float(sum(values[column] for column in self.overs[t]))
        return amount if amount > 1e-6 * self.asked.years[t].loads.sum() else 0.0

    def _built(self) -> None:
        """What is built stays; each year within its budget and what was left of those before."""
        for hub in self.invests:
            for t in range(1, self.last):
                self.program.row({self.built[hub, t]: 1.0, self.built[hub, t - 1]: -1.0}, least=0.0)
        for t in range(self.last):
            terms = {self.built[hub, t]: cost for hub, cost in self.invests.items()}
            self.program.row(terms, most=sum(self.asked.budgets[: t + 1]))

    def _year(self, t: int) -> None:
        problem, program = self.asked.years[t], self.program
        reach, loads = problem.reach, problem.loads
        overs = []
        shares: dict[int, dict[int, float]] = {}
        for hub in range(problem.nodes):
            steps = self._steps(hub)
            if not steps:
                continue
            used = [
                program.column(problem.steps[hub][s].cost, upper=1.0, whole=True) for s in steps
            ]
            over = program.column(OVER * float(reach.max()) / max(1.0, float(loads.max())))
            overs.append(over)
            program.row(dict.fromkeys(used, 1.0), most=1.0)
            self._when(hub, steps, used, t)
            to = {i: program.column(float(reach[i, hub]), upper=1.0) for i in range(problem.nodes)}
            for i, column in to.items():
                shares.setdefault(i, {})[column] = 1.0
            taken = {column: float(loads[i]) for i, column in to.items()}
            room = {
                c: -min(problem.steps[hub][s].capacity, float(loads.sum()))
                for s, c in zip(steps, used, strict=True)
            }
            program.row({**taken, **room, over: -1.0}, most=0.0)
        for terms in shares.values():
            program.row(terms, least=1.0, most=1.0)
        self.overs.append(overs)

    def _steps(self, hub: int) -> list[int]:
        """The steps a hub may be used at: as it stands, as it is built."""
        stands, built = self.asked.stands[hub], self.hubs.get(hub)
        return sorted({step for step in (stands, built) if step is not None})

    def _when(self, hub: int, steps: list[int], used: list[int], t: int) -> None:
        """As it is built only once it is; as it stood no more then."""
        if hub not in self.invests:
            return
        for step, column in zip(steps, used, strict=True):
            if step == self.hubs[hub]:
                self.program.row({column: 1.0, self.built[hub, t]: -1.0}, most=0.0)
            else:
                self.program.row({column: 1.0, self.built[hub, t]: 1.0}, most=1.0)


def _designed(
    problem: HubProblem, there: dict[int, int], seconds: float | None
) -> HubDesign | None:
    """A year's nodes settled at hubs that are there, none above its step; None where none fits."""
    rooms: tuple[tuple[Step, ...], ...] = tuple(
        (problem.steps[node][there[node]],) if node in there else ()
        for node in range(problem.nodes)
    )
    narrow = replace(problem, steps=rooms, kept=frozenset(), hubs=None)
    numbers = numbers_of(narrow)
    if numbers.fewest > numbers.most:
        return None
    can = np.ones((problem.nodes, len(numbers.candidates)), dtype=np.bool_)
    cost = numbers.reach[:, numbers.candidates]
    choice = NodeChoice(numbers, numbers.candidates, can, cost, whole=True)
    answer = choice.program.answered(gap=1e-3, nodes=500, seconds=seconds)
    if answer.values is None:
        return None
    hubs, at = choice.set_up(answer.values)
    found = settled_from(numbers, hubs, at)
    if not np.isfinite(found.cost):
        return None
    made = assembled(narrow, found.hubs, found.at)
    return replace(made, hubs=tuple((hub, there[hub]) for hub, _ in made.hubs))
