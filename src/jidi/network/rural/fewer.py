"""The same lines on a vehicle fewer.

A search that serves everyone at every step never gives a vehicle up: on the way there villages
would be left out. Here they may be, at a price that rises, and no vehicle more is bought.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from jidi.network.rural.searching import LineRun, Lines, Search

SearchOn = Callable[[int, int], Search]
"""A search of its own number, with so many vehicles for lines alone at the most."""
PARTS: Final = 20
CHEAP, DEAR = 20.0, 300.0
"""The price of a village left out, yuan a day, in the first part and in the last. Own choice."""
HOPELESS: Final = {PARTS // 5: 12, 3 * PARTS // 5: 2}
"""More villages left out than this after so many parts, and the try is given up (measured)."""
MOST_TRIES: Final = 3


def with_fewer(
    lines: Lines, search_on: SearchOn, *, steps: int, cancelled: Callable[[], bool]
) -> Lines:
    """The lines on a vehicle fewer, and again, as long as that costs less and serves as many."""
    for number in range(MOST_TRIES):
        fleet = len(lines.own) - 1
        if fleet < 1 or cancelled() or _filled(lines, search_on(number, fleet + 1)) > fleet:
            break
        found = _squeezed(lines, search_on(number, fleet), steps, cancelled)
        if found is None or found.short > lines.short or found.spent >= lines.spent:
            break
        lines = found
    return lines


def _squeezed(
    lines: Lines, search: Search, steps: int, cancelled: Callable[[], bool]
) -> Lines | None:
    """What the search comes to without the vehicle of fewest stops; None where it is given up."""
    least = min(range(len(lines.own)), key=lambda n: (_stops(lines.own[n]), n))
    search.start(replace(lines, own=lines.own[:least] + lines.own[least + 1 :]))
    for part in range(PARTS):
        begin, end = part * steps // PARTS, (part + 1) * steps // PARTS
        price = CHEAP * (DEAR / CHEAP) ** (part / (PARTS - 1))
        search.go(begin=begin, steps=end - begin, whole=steps, price=price)
        hopeless = part + 1 in HOPELESS and search.short > HOPELESS[part + 1]
        if hopeless or cancelled():
            return None
    return search.lines()


def _filled(lines: Lines, search: Search) -> int:
    """How many vehicles the work of the lines fills."""
    search.start(lines)
    return search.vehicles_filled


def _stops(runs: tuple[LineRun, ...]) -> int:
    return sum(len(run.stops) for run in runs)
