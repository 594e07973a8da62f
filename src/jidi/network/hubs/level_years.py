"""A design with levels reached over years: in which year a hub opens, is enlarged, or is raised.

In every year hubs have levels, and a level has at most as many hubs as in the end. A hub of the
design opens in some year and stays; it may open at a lower level or in a smaller size than in the
end, and rises from there; it never falls. Hubs that stand before the first year may be in use from
the first year on; those that are not of the design close in some year, the last at the latest, and
stay closed. Where no hub of the levels above a hub's is there yet, it is a top itself, if it deals
with the outside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from jidi.network.hubs.design import HubDesign
from jidi.network.hubs.problem import HubProblem

State = tuple[tuple[int, int, int], ...]
"""Hubs in use, each with the number of its level in the layout and its step."""


@dataclass(frozen=True, kw_only=True)
class LevelPhases:
    """What is to be phased.

    :param years: the problem of each year with the layout's levels, flows growing; the last is the
        design's. ``kept`` hubs are in use every year. :param design: what stands in the last year.
    :param stands: of each node the step at which it stands before the first year; None: it does
        not. :param invests: of each node and step what having it takes in all, beyond what stands;
        an enlargement takes the difference.
    :param budgets: of each year, the last included; what is not spent stays for later years.
    """

    years: tuple[HubProblem, ...]
    design: HubDesign
    stands: tuple[int | None, ...]
    invests: tuple[tuple[float, ...], ...]
    budgets: tuple[float, ...]

    @property
    def final(self) -> dict[int, tuple[int, int]]:
        """Of each hub of the design its level and step."""
        steps = dict(self.design.hubs)
        return {hub: (level, steps[hub]) for hub, level, _ in self.design.ranks}

    def states(self, hub: int) -> tuple[tuple[int, int], ...]:
        """Levels and steps a hub may have before the last year; none: it cannot be used."""
        problem, stands = self.years[0], self.stands[hub]
        top, largest = self.final.get(hub, (0, stands if stands is not None else -1))
        return tuple(
            (number, step)
            for number, level in enumerate(problem.levels)
            if number >= top and (level.places is None or hub in level.places)
            for step in range(0 if stands is None else stands, largest + 1)
            if level.takes(problem.steps[hub][step].capacity)
        )

    def invested(self, state: State) -> float:
        """What hubs in use have taken since before the first year."""
        return sum(self.invests[hub][step] for hub, _, step in state)


@dataclass(frozen=True, kw_only=True)
class LevelYear:
    """One year: hubs in use, what is spent in it, its design with its own cost (levels numbered as
    in the layout); no design where no way was found to take all in, with what was above capacity
    at the least."""

    state: State
    spent: float
    design: HubDesign | None
    over: float


@dataclass(frozen=True, kw_only=True)
class LevelPhased:
    """The years, and what no phasing within the budgets costs less than, all years together; None
    where capacities do not suffice in some year."""

    years: tuple[LevelYear, ...]
    bound: float | None


def year_problem(layout: HubProblem, ranks: Iterable[tuple[int, int]]) -> HubProblem | None:
    """A year's problem with just so many hubs of each level as are in use; levels that nobody has
    are left out, and hubs that would hang under them are tops. None where these must not be.

    :param ranks: of each hub its level's number in the layout.
    """
    counts = Counter(number for _, number in ranks)
    there = {layout.levels[number].id for number in counts}
    levels = tuple(
        replace(level, count=counts[number], above=tuple(n for n in level.above if n in there))
        for number, level in enumerate(layout.levels)
        if number in counts
    )
    if not levels or any(not level.above and not level.outside for level in levels):
        return None
    return replace(layout, levels=levels, hubs=sum(counts.values()), kept=frozenset())


def renumbered(layout: HubProblem, problem: HubProblem, design: HubDesign) -> HubDesign:
    """The design with levels numbered as in the year's problem instead of the layout."""
    numbers = {level.id: number for number, level in enumerate(problem.levels)}
    return replace(
        design,
        ranks=tuple(
            (hub, numbers[layout.levels[level].id], above) for hub, level, above in design.ranks
        ),
    )
