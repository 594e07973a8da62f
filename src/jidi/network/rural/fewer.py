"""The same lines on a vehicle fewer, or with one of a cheaper kind.

A search that serves everyone at every step never gives a vehicle up, nor a large one for a small
one: on the way there villages would be left out. Here they may be, at a price that rises, and no
vehicle more is bought.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Final, Protocol

from jidi.network.rural.problem import Problem
from jidi.network.rural.searching import LineRun, Lines, Search


class SearchOn(Protocol):
    """Makes searches."""

    def __call__(self, number: int, fleet: int, most: tuple[int, int] | None = None) -> Search:
        """A search of its own number, with so many vehicles for lines alone at the most.

        :param most: a kind of vehicle, and how many there may be of it for lines alone.
        """
        ...


PARTS: Final = 20
CHEAP, DEAR = 40.0, 300.0
"""The price of a village left out, yuan a day, in the first part and in the last. Own choice."""
HOPELESS: Final = {PARTS // 5: 12, 3 * PARTS // 5: 2}
"""More villages left out than this after so many parts, and the try is given up (measured)."""
MOST_TRIES: Final = 3
SAVED: Final = 0.1
"""Of a vehicle's day, what other lines may save in ways and loading (measured)."""


def with_fewer(
    lines: Lines, search_on: SearchOn, *, steps: int, cancelled: Callable[[], bool]
) -> Lines:
    """The lines on a vehicle fewer, and again, as long as that costs less and serves as many."""
    for number in range(MOST_TRIES):
        fleet = len(lines.own) - 1
        if fleet < 1 or cancelled() or _filled(lines, search_on(number, fleet + 1)) > fleet + SAVED:
            break
        least = min(range(fleet + 1), key=lambda n: (_stops(lines.own[n]), n))
        begin = replace(lines, own=lines.own[:least] + lines.own[least + 1 :])
        found = _squeezed(begin, search_on(number, fleet), steps, cancelled)
        if found is None or not _betters(found, lines):
            break
        lines = found
    return lines


def with_cheaper_kinds(
    problem: Problem,
    lines: Lines,
    search_on: SearchOn,
    *,
    steps: int,
    cancelled: Callable[[], bool],
) -> Lines:
    """The lines with a vehicle of the next cheaper kind, and again, as long as that costs less."""
    for number in range(MOST_TRIES):
        kinds = Counter(runs[0].kind for runs in lines.own)
        dearest = max(kinds, key=lambda kind: (problem.vehicles[kind].fixed, kind), default=None)
        cheaper = None if dearest is None else _next_cheaper(problem, dearest)
        if dearest is None or cheaper is None or cancelled():
            break
        search = search_on(MOST_TRIES + number, len(lines.own), (dearest, kinds[dearest] - 1))
        found = _squeezed(_exchanged(lines, dearest, cheaper), search, steps, cancelled)
        if found is None or not _betters(found, lines):
            break
        lines = found
    return lines


def _next_cheaper(problem: Problem, kind: int) -> int | None:
    """The kind of vehicle for lines whose day costs next less; the least number of its like."""
    fixed = problem.vehicles[kind].fixed
    below = [n for n, v in enumerate(problem.vehicles) if v.line and v.fixed < fixed]
    return max(below, key=lambda n: (problem.vehicles[n].fixed, -n), default=None)


def _exchanged(lines: Lines, kind: int, cheaper: int) -> Lines:
    """The vehicle of a kind that has fewest stops, of a cheaper kind."""
    of_kind = [n for n, runs in enumerate(lines.own) if runs[0].kind == kind]
    least = min(of_kind, key=lambda n: (_stops(lines.own[n]), n))
    runs = tuple(replace(run, kind=cheaper) for run in lines.own[least])
    return replace(lines, own=(*lines.own[:least], runs, *lines.own[least + 1 :]))


def _betters(found: Lines, lines: Lines) -> bool:
    return found.short <= lines.short and found.spent < lines.spent


def _squeezed(
    begin: Lines, search: Search, steps: int, cancelled: Callable[[], bool]
) -> Lines | None:
    """What the search comes to from there, all served again; None where it is given up."""
    search.start(begin)
    for part in range(PARTS):
        done, end = part * steps // PARTS, (part + 1) * steps // PARTS
        price = CHEAP * (DEAR / CHEAP) ** (part / (PARTS - 1))
        search.go(begin=done, steps=end - done, whole=steps, price=price)
        hopeless = part + 1 in HOPELESS and search.short > HOPELESS[part + 1]
        if hopeless or cancelled():
            return None
    return search.lines()


def _filled(lines: Lines, search: Search) -> float:
    """How many vehicles the work of the lines fills."""
    search.start(lines)
    return search.vehicles_filled


def _stops(runs: tuple[LineRun, ...]) -> int:
    return sum(len(run.stops) for run in runs)
