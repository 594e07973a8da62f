"""Phases of a design with levels: HiGHS makes the schedule, then each year's tree is settled.

The schedule leaves out the room that climbing takes at each hub. Where a year's nodes then do not
fit, it is asked for more room in that year and made again; the first answer's bound holds for all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from jidi.network.hubs.design import HubDesign
from jidi.network.hubs.level_years import (
    LevelPhased,
    LevelPhases,
    LevelYear,
    State,
    year_problem,
)
from jidi.network.hubs.level_years_bettering import Bettering
from jidi.network.hubs.level_years_by_doors import by_doors
from jidi.network.hubs.level_years_program import PairPrices, ScheduleProgram, pair_prices
from jidi.network.hubs.levelled import GAIN, LevelSearch, Tree
from jidi.network.hubs.levels_nodes import with_nodes_chosen
from jidi.network.hubs.problem import HubProblem
from jidi.network.mixed_integer import Answer

GAP: Final = 2e-3
FINE: Final = 5e-4
AGAIN: Final = 6
MARGIN: Final = 0.02
"""How near HiGHS goes, and for the bound; so often a schedule is made anew, each time with so much
more room (twice as much more the next time) in years whose nodes did not fit (our own choice)."""
AROUND: Final = 2
"""So often ways up and nodes are chosen in turn (our own choice)."""

Tell = Callable[[float], bool]


def phased_levels(
    asked: LevelPhases,
    *,
    nodes: int,
    seconds: float | None,
    tries: int = 4_000,
    seed: int = 1,
    tell: Tell = lambda _: False,
) -> LevelPhased | None:
    """When hubs open, are enlarged, and raised; None when the budgets do not pay for the design or
    no schedule was found.

    :param nodes: of HiGHS's tree, for each schedule; ``seconds`` a guard. :param tries: so many
        designs of a year are made at most to better the schedule. :param tell: told the share done;
        True ends it with the best so far.
    """
    due = asked.invested(tuple((hub, *there) for hub, there in asked.final.items()))
    if due > sum(asked.budgets) * (1 + 1e-9):
        return None
    if len(asked.years) == 1:
        state = tuple((hub, *there) for hub, there in sorted(asked.final.items()))
        only = LevelYear(state=state, spent=due, design=asked.design, over=0.0)
        return LevelPhased(years=(only,), bound=asked.design.cost)
    usable = [hub for hub in range(asked.years[0].nodes) if asked.states(hub)]
    prices = pair_prices(asked, usable)

    def scheduled(doors: Sequence[Mapping[int, int]], most: int) -> tuple[LevelYear, ...] | None:
        made = _scheduled(asked, prices, doors, nodes=nodes, seconds=seconds, seed=seed, tell=tell)
        if made is None or not most or any(year.design is None for year in made[0]):
            return None if made is None else made[0]
        return _bettered(asked, made[0], seed=seed, tries=most, tell=tell)

    known = by_doors(asked, usable, scheduled, tries=tries, tell=tell)
    if known.years is not None:
        return LevelPhased(years=known.years, bound=known.bound)
    bound = known.bound
    # What climbs lifts the bound; schedules made without it were the better beginnings.
    fine = _made(asked, prices, nodes=nodes, seconds=seconds, fine=True)
    if fine is not None:
        bound = max(bound, fine[1].bound + fine[0].always + asked.design.cost)
    made = _scheduled(asked, prices, (), nodes=nodes, seconds=seconds, seed=seed, tell=tell)
    if made is None:
        return None
    best, plain = made
    whole = all(year.design is not None for year in best)
    if whole:
        best = _bettered(asked, best, seed=seed, tries=tries, tell=tell)
    return LevelPhased(years=best, bound=max(bound, plain) if whole else None)


def _scheduled(
    asked: LevelPhases,
    prices: PairPrices,
    doors: Sequence[Mapping[int, int]],
    *,
    nodes: int,
    seconds: float | None,
    seed: int,
    tell: Tell,
) -> tuple[tuple[LevelYear, ...], float] | None:
    """The best of some schedules, with more and more room asked for in years that need it, and the
    bound of the first."""
    margins = [0.0] * (len(asked.years) - 1)
    best: tuple[LevelYear, ...] | None = None
    bound = 0.0
    for attempt in range(AGAIN):
        if tell(attempt / AGAIN) and best is not None:
            break
        made = _made(asked, prices, tuple(margins), nodes=nodes, seconds=seconds, doors=doors)
        if made is None:
            break
        program, answer = made
        assert answer.values is not None
        if best is None:
            bound = answer.bound + program.always + asked.design.cost
        years = _years(asked, program, answer.values, seed=seed, tell=tell)
        best = years if best is None else min(best, years, key=_badness)
        short = [t for t, year in enumerate(years) if year.design is None and not year.over]
        if not short:
            break
        for t in short:
            margins[t] = 2 * margins[t] + MARGIN
    return None if best is None else (best, bound)


def _badness(years: tuple[LevelYear, ...]) -> tuple[int, float]:
    """Years without a design first, then the cost of the others."""
    made = [year.design.cost for year in years if year.design is not None]
    return len(years) - len(made), sum(made)


def _made(
    asked: LevelPhases,
    prices: PairPrices,
    margins: tuple[float, ...] = (),
    *,
    nodes: int,
    seconds: float | None,
    fine: bool = False,
    doors: Sequence[Mapping[int, int]] = (),
) -> tuple[ScheduleProgram, Answer] | None:
    room = margins or (0.0,) * (len(asked.years) - 1)
    program = ScheduleProgram(asked, prices, room, climbing=fine or bool(doors), doors=doors)
    answer = program.program.answered(gap=FINE if fine else GAP, nodes=nodes, seconds=seconds)
    return None if answer.values is None else (program, answer)


def _years(
    asked: LevelPhases, program: ScheduleProgram, values: np.ndarray, *, seed: int, tell: Tell
) -> tuple[LevelYear, ...]:
    years, before = [], 0.0
    for t, problem in enumerate(asked.years):
        state, over = program.state(values, t), program.over(values, t)
        design: HubDesign | None = asked.design
        if t < len(asked.years) - 1:
            stop = over > 0 or tell(0.5)
            design = None if stop else settled_year(problem, state, seed=seed)
        spent = asked.invested(state) - before
        before += spent
        years.append(LevelYear(state=state, spent=spent, design=design, over=over))
    return tuple(years)


def _bettered(
    asked: LevelPhases, years: tuple[LevelYear, ...], *, seed: int, tries: int, tell: Tell
) -> tuple[LevelYear, ...]:
    def settle(t: int, state: State, quick: bool) -> HubDesign | None:
        return settled_year(asked.years[t], state, seed=seed, quick=quick)

    work = Bettering(asked, settle, tries=tries)
    work.made = {(t, one.state, False): one.design for t, one in enumerate(years[:-1])}
    states = work.bettered(tuple(one.state for one in years[:-1]), lambda: tell(0.9))
    found, before = [], 0.0
    for t, state in enumerate((*states, years[-1].state)):
        so_far = asked.invested(state)
        design = asked.design if t == len(states) else work.design(t, state)
        found.append(LevelYear(state=state, spent=so_far - before, design=design, over=0.0))
        before = so_far
    return tuple(found)


def settled_year(
    layout: HubProblem, state: State, *, seed: int, quick: bool = False
) -> HubDesign | None:
    """The best tree met of hubs whose levels and steps are given; None where nodes do not fit.

    :param quick: nodes go one by one, every hub under the nearest.
    """
    posed = year_problem(layout, [(hub, level) for hub, level, _ in state])
    if posed is None:
        return None
    names = {level.id: number for number, level in enumerate(layout.levels)}
    steps = {hub: step for hub, _, step in state}
    fixed = replace(
        posed,
        steps=tuple(
            (sizes[steps[n]],) if n in steps else () for n, sizes in enumerate(posed.steps)
        ),
        levels=tuple(
            replace(one, places=frozenset(h for h, level, _ in state if level == names[one.id]))
            for one in posed.levels
        ),
    )
    search = LevelSearch(fixed, np.random.Generator(np.random.PCG64(seed)))
    tree = search.drawn()
    if not quick:
        for _ in range(AROUND):
            tree = with_nodes_chosen(search, _hung_better(search, tree))
    found = search.design(tree)
    if found is None:
        return None
    numbers = [names[level.id] for level in fixed.levels]
    ranks = tuple((hub, numbers[level], above) for hub, level, above in found.ranks)
    return replace(found, hubs=tuple((hub, steps[hub]) for hub, _ in found.hubs), ranks=ranks)


def _hung_better(search: LevelSearch, tree: Tree) -> Tree:
    """Every hub under each of those it may be under, until nothing gains."""
    gained = True
    while gained:
        gained = False
        for k in range(len(tree.hubs)):
            for m in range(len(tree.hubs)):
                if int(tree.level[m]) not in search.under[tree.level[k]] or m == tree.above[k]:
                    continue
                above = tree.above.copy()
                above[k] = m
                found = search.settled(replace(tree, above=above), tree)
                if found.cost < tree.cost * (1 - GAIN):
                    tree, gained = found, True
    return tree
