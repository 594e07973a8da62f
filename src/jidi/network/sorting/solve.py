"""Lines, waves and chutes chosen at once by HiGHS, with the bound that it proves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from jidi.core.errors import InputError
from jidi.network.clashing import Fate
from jidi.network.costs import equipment_cost, handling_cost, waiting_cost
from jidi.network.sorting.answered import Found, answered
from jidi.network.sorting.clock import own_chutes
from jidi.network.sorting.design import Placed, SortingDesign
from jidi.network.sorting.problem import SortingProblem
from jidi.network.sorting.turns import soonest, stops, turns_of

GAP: Final = 0.005
NODES: Final = 500
"""Of the search tree for each step of effort."""


def solve(
    problem: SortingProblem,
    *,
    effort: int = 1,
    without: tuple[Placed, ...] = (),
    cancelled: Callable[[], bool] = lambda: False,
) -> SortingDesign:
    """The cheapest lines, waves and chutes.

    :param without: places of one destination that it is not to have all of them.

    :raises InputError: N-971 for destinations that no wave can serve, N-972 when no design keeps
        all conditions, N-973 when none was found within the effort or it was stopped.
    """
    lost = [d.id for d in problem.destinations if not stops(problem, d)]
    if lost:
        raise InputError("N-971", count=len(lost), first=lost[0])
    if cancelled():
        raise InputError("N-973", effort=effort)
    found = answered(problem, gap=GAP, nodes=NODES * effort, without=without, cancelled=cancelled)
    if found.values is None:
        if found.refuted:
            raise InputError("N-972", lines=problem.most, chutes=problem.most * problem.chutes)
        raise InputError("N-973", effort=effort)
    return _design(found)


def fate(problem: SortingProblem, *, effort: int = 1) -> Fate:
    """Whether any design keeps all conditions, whatever it costs."""
    found = answered(problem, gap=1.0, nodes=NODES * effort, prices=(0.0,) * len(problem.waves))
    if found.values is not None:
        return Fate.KEPT
    return Fate.REFUSED if found.refuted else Fate.UNKNOWN


def fewest_more_waves(
    problem: SortingProblem, freer: SortingProblem, *, effort: int = 1
) -> SortingProblem | None:
    """The problem with as few of the waves that only ``freer`` has as keep all its conditions;
    None where none were found."""
    known = len(problem.waves)
    prices = tuple(float(number >= known) for number in range(len(freer.waves)))
    found = answered(freer, gap=0.0, nodes=NODES * effort, prices=prices)
    if found.values is None:
        return None
    run = {found.waves[n] for n, c in enumerate(found.made.run) if found.values[c] > 0.5}
    more = [wave for number, wave in enumerate(freer.waves) if number >= known and number in run]
    return replace(problem, waves=(*problem.waves, *more))


def _design(found: Found) -> SortingDesign:
    """The design in the numbers of the whole problem's waves."""
    assert found.values is not None
    made, values = found.made, np.rint(found.values).astype(int)
    problem = made.problem
    placed = []
    for held, alone in ((made.own, True), (made.again, False)):
        for one, column in held.items():
            if values[column]:
                chutes = own_chutes(problem, one.parcels, problem.waves[one.wave]) if alone else 0
                placed.append(Placed(one.destination, one.wave, chutes, one.stop[1]))
    used = sorted({one.wave for one in placed})
    parts = soonest(problem, tuple(sorted(placed, key=lambda one: one.destination)))
    groups = tuple(_groups(problem, parts, wave) for wave in used)
    lines = problem.standing + int(values[made.added])
    cost = cost_of(problem, lines, tuple(used), parts)
    return SortingDesign(
        lines,
        tuple(found.waves[wave] for wave in used),
        groups,
        tuple(replace(one, wave=found.waves[one.wave]) for one in parts),
        cost,
        min(found.bound, cost),
    )


def _groups(problem: SortingProblem, placed: tuple[Placed, ...], wave: int) -> int:
    """As few shared chutes as will do."""
    again = [turn.parcels for one, turn in zip(placed, turns_of(problem, placed), strict=True)
             if one.wave == wave and not one.chutes]  # fmt: skip
    room = min(problem.group_rate, problem.chute_rate) * problem.waves[wave].hours
    return max(-(-len(again) // problem.group), int(np.ceil(sum(again) / room - 1e-9)))


def cost_of(
    problem: SortingProblem, lines: int, waves: tuple[int, ...], placed: tuple[Placed, ...]
) -> float:
    """Yuan a day."""
    cost = equipment_cost(count=lines - problem.standing, yuan_per_day=problem.yuan_line)
    cost += problem.yuan_wave * len(waves)
    for one, turn in zip(placed, turns_of(problem, placed), strict=True):
        cost += waiting_cost(parcel_hours=turn.parcel_hours, yuan_per_hour=problem.yuan_hour)
        if not one.chutes:
            cost += handling_cost(parcels_per_day=turn.parcels, yuan_per_parcel=problem.yuan_second)
    return cost
