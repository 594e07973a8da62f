"""Sets of doors that promise cheap designs, though the search finds no room in them.

Where the cheapest sizes of doors are filled almost to the last parcel, moves of single nodes run
into full hubs, and whole sets of doors look dear that are not. With a low price for what is too
much for a hub they show what they could cost; whether nodes do fit is for the proof to find out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from jidi.network.hubs.levelled import LevelSearch, Tree
from jidi.network.hubs.problem import UNLIMITED, HubProblem

SOFT: Final = 4.0
"""What is too much for a hub costs so many times what room costs on the mean (our own choice)."""


def promising_doors(
    problem: HubProblem, begin: Tree, *, tries: int, seed: int, tell: Callable[[float], bool]
) -> list[tuple[int, ...]]:
    """Sets of doors met in so many tries, the cheapest first; none where hubs have room enough.

    :param begin: where it begins. :param tell: told the share done; True ends it.
    """
    room = [
        size.cost / size.capacity
        for sizes in problem.steps for size in sizes if size.capacity < UNLIMITED
    ]  # fmt: skip
    if not room:
        return []
    draw = np.random.Generator(np.random.PCG64(seed))
    search = LevelSearch(problem, draw, over_price=SOFT * float(np.mean(room)))
    met: dict[tuple[int, ...], float] = {}

    def watch(tree: Tree) -> None:
        doors = tuple(sorted(tree.hubs[search.outside[tree.level] == 1].tolist()))
        met[doors] = min(tree.cost, met.get(doors, np.inf))

    search.run(search.settled(begin), tries=tries, rounds=0, tell=tell, watch=watch)
    return sorted(met, key=lambda doors: (met[doors], doors))
