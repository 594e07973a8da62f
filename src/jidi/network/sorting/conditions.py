"""The conditions of a sorting problem by name, and the problem with some of them loosened.

A condition is what a planner can change. Parcels by destination, the speed of a line, the hours
for loading and that no two waves run at once are facts and stand.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from jidi.network.sorting.problem import HOURS, Destination, SortingProblem, Wave, Window


class Kind(StrEnum):
    """What a condition limits. The order is that in which conditions are kept in a clash."""

    LINES = "lines"
    CHUTES = "chutes"
    CHUTE_RATE = "chute_rate"
    GROUP = "group"
    GROUP_RATE = "group_rate"
    HOLD = "hold"
    BEGINS = "begins"
    WINDOW = "window"
    PARCELS = "parcels"


LESS_SERVICE: Final = frozenset({Kind.PARCELS})
"""Conditions whose loosening leaves parcels unsorted."""
WHOLE: Final = 100
"""Per cent: by so many steps rates and parcels are loosened."""


@dataclass(frozen=True)
class Condition:
    """One condition.

    :param window: from … to …, for the destinations that leave then; None for all others.
    """

    kind: Kind
    window: Window | None = None


def windows(problem: SortingProblem) -> tuple[Window, ...]:
    """Every window in which some vehicle may leave, as they first come."""
    return tuple(dict.fromkeys(w for d in problem.destinations for w in d.departures))


def conditions(problem: SortingProblem) -> tuple[Condition, ...]:
    """Every condition, in the order of ``Kind``."""
    found: list[Condition] = []
    for kind in Kind:
        each = windows(problem) if kind is Kind.WINDOW else (None,)
        found += [Condition(kind, window) for window in each]
    return tuple(found)


def without(problem: SortingProblem, dropped: Iterable[Condition]) -> SortingProblem:
    """The problem without these conditions."""
    for one in sorted(dropped, key=lambda c: list(Kind).index(c.kind)):
        problem = _DROPPED[one.kind](problem, one.window)
    return problem


def _lines(problem: SortingProblem, _: Window | None) -> SortingProblem:
    """As many as could ever be of use: for the busiest hour, and for every chute."""
    hours = math.ceil(_parcels(problem) / problem.rate) + 1
    chutes = math.ceil(_chutes_at_most(problem) / problem.chutes) + 1
    return replace(problem, most=max(problem.most, problem.standing + hours + chutes))


def _parcels(problem: SortingProblem) -> float:
    return sum(one.parcels for one in problem.destinations)


def _chutes_at_most(problem: SortingProblem) -> int:
    """Chutes when every destination has its own in a wave of an hour."""
    return sum(max(1, math.ceil(d.parcels / problem.chute_rate)) for d in problem.destinations)


def _chutes(problem: SortingProblem, _: Window | None) -> SortingProblem:
    return replace(problem, chutes=max(problem.chutes, _chutes_at_most(problem)))


def _chute_rate(problem: SortingProblem, _: Window | None) -> SortingProblem:
    return replace(problem, chute_rate=max(problem.chute_rate, _parcels(problem) + 1))


def _group(problem: SortingProblem, _: Window | None) -> SortingProblem:
    return replace(problem, group=max(problem.group, len(problem.destinations)))


def _group_rate(problem: SortingProblem, _: Window | None) -> SortingProblem:
    return replace(problem, group_rate=max(problem.group_rate, _parcels(problem) + 1))


def _hold(problem: SortingProblem, _: Window | None) -> SortingProblem:
    return replace(problem, hold=max(problem.hold, HOURS - 1))


def _begins(problem: SortingProblem, _: Window | None) -> SortingProblem:
    return replace(problem, waves=(*problem.waves, *more_waves(problem)))


def more_waves(problem: SortingProblem) -> tuple[Wave, ...]:
    """Waves of the known lengths that begin at hours at which none of that length may."""
    known = {(wave.begins, wave.hours) for wave in problem.waves}
    lengths = sorted({wave.hours for wave in problem.waves})
    return tuple(
        Wave(f"{begins:02}:00–{(begins + hours) % HOURS:02}:00 ({hours} h)", begins, hours)
        for begins in range(HOURS) for hours in lengths if (begins, hours) not in known
    )  # fmt: skip


def _window(problem: SortingProblem, window: Window | None) -> SortingProblem:
    assert window is not None
    return widened(problem, window, (0, HOURS - 1))


def _no_parcels(problem: SortingProblem, _: Window | None) -> SortingProblem:
    return fewer(problem, 0)


def widened(problem: SortingProblem, window: Window, to: Window) -> SortingProblem:
    """Vehicles of one window may leave in another."""

    def wide(one: Destination) -> Destination:
        first, *more = (to if each == window else each for each in one.departures)
        return replace(one, opens=first[0], closes=first[1], more=tuple(more))

    return _destinations(problem, wide)


def fewer(problem: SortingProblem, percent: int) -> SortingProblem:
    """So much of every destination's parcels."""
    share = percent / WHOLE
    return _destinations(
        problem, lambda d: replace(d, arrivals=tuple(amount * share for amount in d.arrivals))
    )


def _destinations(
    problem: SortingProblem, change: Callable[[Destination], Destination]
) -> SortingProblem:
    return replace(problem, destinations=tuple(change(one) for one in problem.destinations))


_DROPPED: Final[Mapping[Kind, Callable[[SortingProblem, Window | None], SortingProblem]]] = {
    Kind.LINES: _lines,
    Kind.CHUTES: _chutes,
    Kind.CHUTE_RATE: _chute_rate,
    Kind.GROUP: _group,
    Kind.GROUP_RATE: _group_rate,
    Kind.HOLD: _hold,
    Kind.BEGINS: _begins,
    Kind.WINDOW: _window,
    Kind.PARCELS: _no_parcels,
}
