"""The checker of phases with levels: each year by itself, then what goes from year to year.

It shares nothing with the solver but the problem, the one definition of a year's problem, and the
checker of designs; every breach is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from jidi.network.hubs.level_years import LevelPhases, LevelYear, renumbered, year_problem
from jidi.network.hubs.problem import HubProblem
from jidi.network.hubs.verify import verify

TOLERANCE: Final = 1e-9
"""Relative, for money."""


@dataclass(frozen=True)
class YearBreach:
    """One condition that does not hold: in which year (from 0), which, where, and the numbers."""

    year: int
    kind: str
    where: str
    found: float = 0.0
    allowed: float = 0.0


def verify_years(asked: LevelPhases, years: Sequence[LevelYear]) -> tuple[YearBreach, ...]:
    """Recompute everything: designs, levels, order of years, money. None where all holds."""
    if len(years) != len(asked.years):
        return (YearBreach(0, "years", "plan", len(years), len(asked.years)),)
    unknown = [b for t, year in enumerate(years) for b in _unknown(asked, t, year)]
    if unknown:
        return tuple(unknown)
    found = [b for t, year in enumerate(years) for b in _alone(asked, t, year)]
    for t in range(1, len(years)):
        found += _after(asked, t, years[t - 1], years[t])
    return (*found, *_end(asked, years[-1]), *_money(asked, years))


def _unknown(asked: LevelPhases, t: int, year: LevelYear) -> Iterator[YearBreach]:
    problem = asked.years[t]
    for hub, level, step in year.state:
        known = 0 <= hub < problem.nodes and 0 <= step < len(problem.steps[hub])
        if not known or not 0 <= level < len(problem.levels):
            yield YearBreach(t, "unknown", f"node {hub}", step, level)
    for hub, times in sorted(Counter(hub for hub, _, _ in year.state).items()):
        if times > 1:
            yield YearBreach(t, "repeated_hub", f"node {hub}", times, 1)


def _alone(asked: LevelPhases, t: int, year: LevelYear) -> Iterator[YearBreach]:
    """What holds of a year whatever the others are."""
    problem, final = asked.years[t], asked.final
    counts = Counter(level for _, level, _ in year.state)
    for number, rule in enumerate(problem.levels):
        if counts[number] > rule.count:
            yield YearBreach(t, "level", rule.id, counts[number], rule.count)
    for hub in sorted(problem.kept - {hub for hub, _, _ in year.state}):
        yield YearBreach(t, "closed_kept_hub", f"node {hub}")
    for hub, level, step in year.state:
        stands = asked.stands[hub]
        if hub not in final and stands is None:
            yield YearBreach(t, "stranger", f"node {hub}")
            continue
        top, largest = final.get(hub, (0, -1 if stands is None else stands))
        if level < top:
            yield YearBreach(t, "too_high", f"node {hub}", level, top)
        if not (0 if stands is None else stands) <= step <= largest:
            yield YearBreach(t, "step", f"node {hub}", step, largest)
    if year.design is not None:
        yield from _design(problem, t, year)


def _design(problem: HubProblem, t: int, year: LevelYear) -> Iterator[YearBreach]:
    design = year.design
    assert design is not None
    steps = dict(design.hubs)
    told = sorted((hub, level, steps.get(hub, -1)) for hub, level, _ in design.ranks)
    if told != sorted(year.state):
        yield YearBreach(t, "other_hubs", "design", len(told), len(year.state))
        return
    posed = year_problem(problem, [(hub, level) for hub, level, _ in year.state])
    if posed is None:
        yield YearBreach(t, "no_door", "design")
        return
    for breach in verify(posed, renumbered(problem, posed, design)).breaches:
        yield YearBreach(t, breach.kind, breach.where, breach.found, breach.allowed)


def _after(asked: LevelPhases, t: int, then: LevelYear, now: LevelYear) -> Iterator[YearBreach]:
    """What is there stays and does not fall; what is closed stays closed."""
    before = {hub: (level, step) for hub, level, step in then.state}
    after = {hub: (level, step) for hub, level, step in now.state}
    for hub in sorted(before):
        if hub not in after:
            if hub in asked.final:
                yield YearBreach(t, "gone", f"node {hub}")
            continue
        (level, step), (new_level, new_step) = before[hub], after[hub]
        if new_level > level:
            yield YearBreach(t, "fallen", f"node {hub}", new_level, level)
        if new_step < step:
            yield YearBreach(t, "smaller", f"node {hub}", new_step, step)
    for hub in sorted(set(after) - set(before) - set(asked.final)):
        yield YearBreach(t, "opened_again", f"node {hub}")


def _end(asked: LevelPhases, last: LevelYear) -> Iterator[YearBreach]:
    wanted = sorted((hub, *there) for hub, there in asked.final.items())
    if sorted(last.state) != wanted or last.design != asked.design:
        yield YearBreach(len(asked.years) - 1, "not_the_design", "plan")


def _money(asked: LevelPhases, years: Sequence[LevelYear]) -> Iterator[YearBreach]:
    """What is spent is what hubs take, and the budgets so far pay for it."""
    before = allowed = 0.0
    for t, year in enumerate(years):
        so_far = sum(asked.invests[hub][step] for hub, _, step in year.state)
        allowed += asked.budgets[t]
        slack = TOLERANCE * max(1.0, abs(so_far), abs(allowed))
        if abs(so_far - before - year.spent) > slack:
            yield YearBreach(t, "wrong_spending", "plan", year.spent, so_far - before)
        if so_far > allowed + slack:
            yield YearBreach(t, "over_budget", "plan", so_far, allowed)
        before = so_far
