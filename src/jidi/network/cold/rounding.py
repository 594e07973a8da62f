"""Rows that every design keeps and the relaxation does not: whole trucks and whole places.

What some bases send together is a number of kilograms known beforehand. Where a lane's trucks, or a
place's size, take less than that, the rest goes another way; a fraction of a truck or of a large
place, which the relaxation would take, does not help. The rows say so and lift the bound.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from math import ceil
from typing import Final

from jidi.network.cold.problem import ColdProblem, Site

Way = tuple[int, int, int, int]
Row = tuple[dict[int, float], float]
"""Coefficients of columns, and what their sum is at most."""
TOGETHER: Final = 6
"""Most bases of a place of which every combination is looked at; of more only small ones."""


def truck_rows(
    problem: ColdProblem, ways: Mapping[Way, int], trucks: Mapping[tuple[int, int], int]
) -> Iterator[Row]:
    """For one base, two, and all: what they send to a market by one store.

    ``n`` trucks carry all of it, the last one ``rest``: with fewer trucks ``t`` at most
    ``whole - rest · (n - t)`` goes this way, as each truck missing takes at least ``rest`` away.
    """
    lanes: dict[tuple[int, int], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for (base, _, store, market), column in ways.items():
        lanes[store, market][base].append(column)
    for (store, market), bases in sorted(lanes.items()):
        for chosen in _combinations(sorted(bases), most=2):
            whole = sum(float(problem.kg[base, market]) for base in chosen)
            count = max(1, ceil(whole / problem.truck_kg - 1e-9))
            rest = whole - (count - 1) * problem.truck_kg
            terms = {column: 1.0 for base in chosen for column in bases[base]}
            yield {**terms, trucks[store, market]: -rest}, whole - rest * count


def place_rows(
    problem: ColdProblem,
    ways: Mapping[Way, int],
    position: int,
    sites: Sequence[Site],
    held: Sequence[Sequence[int]],
) -> Iterator[Row]:
    """What bases send by a place is at most what there is of them, and what its size takes.

    :param position: of the place in a way. :param held: each site's columns, one a size.
    """
    places: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for way, column in ways.items():
        places[way[position]][way[0]].append(column)
    amounts: dict[tuple[int, int], float] = defaultdict(float)
    for place, base, market in sorted({(way[position], way[0], way[3]) for way in ways}):
        amounts[place, base] += float(problem.kg[base, market])
    for place, bases in sorted(places.items()):
        sizes = list(zip(sites[place].sizes, held[place], strict=True))
        for chosen in _combinations(sorted(bases), most=3):
            whole = sum(amounts[place, base] for base in chosen)
            terms = {column: 1.0 for base in chosen for column in bases[base]}
            yield {**terms, **{column: -min(whole, size.kg) for size, column in sizes}}, 0.0


def _combinations(bases: Sequence[int], *, most: int) -> Iterable[tuple[int, ...]]:
    """Every combination of few bases; of many those of at most ``most``, and all of them."""
    if len(bases) <= TOGETHER:
        most = len(bases)
    counts = sorted({*range(1, min(most, len(bases)) + 1), len(bases)})
    return (chosen for count in counts for chosen in combinations(bases, count))
