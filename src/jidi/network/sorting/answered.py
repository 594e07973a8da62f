"""The answer to a sorting program; with several departures a day, waves first and places then.

With one departure the program is put to HiGHS as it is, but for questions about waves alone, which
are tried the other way first. With several it has too many turns: HiGHS
did not end within nine minutes. There a looser program chooses the waves: destinations with the
same hours and departures are one, and may be cut in parts of any size. Then the places are chosen
among these waves alone, which is a small program. At least one other wave must be run the next
time, until whatever is left costs as much as the best found: no design of any waves is overlooked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from jidi.network.mixed_integer import Answer
from jidi.network.sorting.columns import Columns
from jidi.network.sorting.design import Placed
from jidi.network.sorting.problem import HOURS, Destination, SortingProblem

ROUNDS: Final = 40
"""Sets of waves that are tried at the most."""
FEW_ROUNDS: Final = 4
"""As many where the whole program can be asked after them: with one departure, whose questions
about waves alone are mostly answered by the looser program (measured)."""
SHARE: Final = 3
"""Digits of an hour's share in which destinations with the same hours agree."""


@dataclass(frozen=True)
class Found:
    """Values of the columns of a program, None without any.

    :param waves: number in the whole problem of each wave of the program.
    :param bound: no design costs less; ``refuted``: proved that there is none; ``settled``: either
        that, or the values are as near to the bound as was asked.
    """

    made: Columns
    waves: tuple[int, ...]
    values: npt.NDArray[np.float64] | None
    bound: float
    refuted: bool
    settled: bool = True


def answered(
    problem: SortingProblem,
    *,
    gap: float,
    nodes: int,
    without: tuple[Placed, ...] = (),
    prices: tuple[float, ...] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Found:
    """The best values found.

    :param gap: relative, at which to stop.
    :param without: places of one destination that it is not to have all of them.
    :param prices: of each wave in place of all other costs; None for the costs of the problem.
    """
    every = tuple(range(len(problem.waves)))
    several = any(one.more for one in problem.destinations)
    if several or prices is not None:
        rounds = ROUNDS if several else FEW_ROUNDS
        found = _Rounds(problem, gap, nodes, without, prices, rounds).found(cancelled)
        if several or found.settled or cancelled():
            return found
    return _within(problem, every, gap, nodes, without, prices)


def _within(
    problem: SortingProblem,
    waves: tuple[int, ...],
    gap: float,
    nodes: int,
    without: tuple[Placed, ...],
    prices: tuple[float, ...] | None,
) -> Found:
    """With these waves alone."""
    number = {wave: at for at, wave in enumerate(waves)}
    made = Columns(replace(problem, waves=tuple(problem.waves[wave] for wave in waves)))
    made.rows()
    if all(one.wave in number for one in without):
        made.forbid(tuple(replace(one, wave=number[one.wave]) for one in without))
    _price(made, prices, waves)
    answer = made.program.answered(gap=gap, nodes=nodes)
    return Found(made, waves, answer.values, answer.bound, answer.refuted)


def _price(made: Columns, prices: tuple[float, ...] | None, waves: tuple[int, ...]) -> None:
    if prices is not None:
        made.program.costless()
        for column, wave in zip(made.run, waves, strict=True):
            made.program.price(column, prices[wave])


@dataclass(frozen=True)
class _Rounds:
    problem: SortingProblem
    gap: float
    nodes: int
    without: tuple[Placed, ...]
    prices: tuple[float, ...] | None
    rounds: int

    def found(self, cancelled: Callable[[], bool]) -> Found:
        every = tuple(range(len(self.problem.waves)))
        loose = Columns(_together(self.problem), loose=True)
        loose.rows()
        _price(loose, self.prices, every)
        best: Found | None = None
        cost, least, rest, sure = np.inf, np.inf, -np.inf, True
        for _ in range(self.rounds):
            ahead = loose.program.answered(gap=self.gap / 5, nodes=self.nodes)
            if ahead.values is None:
                rest = np.inf if ahead.refuted else -np.inf
                break
            rest = ahead.bound
            if rest >= cost * (1 - self.gap) or cancelled():
                break
            waves = _run(loose, ahead)
            here = _within(self.problem, waves, self.gap / 5, self.nodes, self.without, self.prices)
            sure = sure and (here.refuted or here.values is not None)
            least = min(least, np.inf if here.refuted else here.bound)
            if here.values is not None and (worth := _worth(here)) < cost:
                best, cost = here, worth
            loose.program.row({loose.run[n]: 1.0 for n in every if n not in waves}, least=1)
        if best is None:
            refuted = sure and rest == np.inf
            return Found(loose, every, None, rest, refuted, settled=refuted)
        bound = float(min(rest, least, cost))
        return replace(best, bound=bound, settled=bound >= cost * (1 - self.gap))


def _worth(found: Found) -> float:
    assert found.values is not None
    return found.made.program.worth(found.values)


def _run(loose: Columns, answer: Answer) -> tuple[int, ...]:
    assert answer.values is not None
    return tuple(n for n, column in enumerate(loose.run) if answer.values[column] > 0.5)


def _together(problem: SortingProblem) -> SortingProblem:
    """Destinations with the same hours and departures as one: its hours are those of the one among
    them with the least share, so that nothing is made harder or dearer than it is."""
    alike: dict[object, list[Destination]] = {}
    for one in problem.destinations:
        if one.parcels:
            shares = tuple(round(amount / one.parcels, SHARE) for amount in one.arrivals)
            alike.setdefault((one.departures, shares), []).append(one)
    made = tuple(
        replace(
            group[0],
            arrivals=tuple(
                sum(one.parcels for one in group)
                * min(one.arrivals[hour] / one.parcels for one in group)
                for hour in range(HOURS)
            ),
        )
        for group in alike.values()
    )
    return replace(problem, destinations=made) if made else problem
