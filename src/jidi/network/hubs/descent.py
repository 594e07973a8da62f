"""The search under single allocation: every hub against its neighbours, nodes following from where
they are; then some hubs are replaced at once, and it goes down again.

A set of hubs alone is judged badly by sending every node to the nearest: what a node should choose
depends on what the others chose. So nodes keep their hub where it stays, and follow where it moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from jidi.network.hubs.kernel.settle import settle
from jidi.network.hubs.numbers import Numbers
from jidi.network.hubs.search import Setup, changed, nearest, room

Whole = npt.NDArray[np.int64]
GAIN: Final = 1e-10
"""Relative: what counts as better."""
NEIGHBOURS: Final = 30
"""So many nearest candidates are tried in a hub's place (our own choice)."""
WIDEST: Final = 5
"""Most hubs replaced at once (our own choice)."""
ROUNDS: Final = 4
"""So often all widths are tried in vain before it begins elsewhere (our own choice)."""


@dataclass(frozen=True)
class Place:
    """Hubs in any order, the number of each node's hub, the cost."""

    hubs: Whole
    at: Whole
    cost: float


def descended(
    numbers: Numbers, start: Setup, *, tries: int, seed: int, tell: Callable[[float], bool]
) -> Setup:
    """The best set-up met in about so many settlings of nodes.

    :param tell: told the share done; True ends it.
    """
    return _Descent(numbers, tries, tell).run(start, np.random.Generator(np.random.PCG64(seed)))


class _Descent:
    def __init__(self, numbers: Numbers, tries: int, tell: Callable[[float], bool]) -> None:
        self.numbers, self.tries, self.tell = numbers, tries, tell
        self.order = np.argsort(-numbers.supply, kind="stable")
        self.near = nearest(numbers, NEIGHBOURS)
        self.kept = set(numbers.kept.tolist())
        self.used, self.ended = 0, tries <= 0

    def run(self, start: Setup, draw: np.random.Generator) -> Setup:
        best = here = self._down(_placed(start))
        vain, begun = 0, 0
        while not self.ended:
            hubs = changed(self.numbers, self.near, here.hubs, 1 + vain % WIDEST, draw)
            found = self._down(self._moved(here, hubs))
            vain = 0 if found.cost < here.cost * (1 - GAIN) else vain + 1
            here = here if vain else found
            best = min(best, here, key=lambda place: place.cost)
            if vain >= WIDEST * ROUNDS:
                begun, vain = begun + 1, 0
                here = self._down(self._elsewhere(best, begun, draw))
        return min(start, _setup(best), key=lambda setup: setup.cost)

    def _down(self, here: Place) -> Place:
        """Hubs moved to neighbours, one at a time, until none gains."""
        number, vain = 0, 0
        while vain < len(here.hubs) and not self.ended:
            found = next(self._better(here, number % len(here.hubs)), None)
            if found is None:
                number, vain = number + 1, vain + 1
            else:
                here, vain = found, 0
        return here

    def _better(self, here: Place, number: int) -> Iterator[Place]:
        """Cheaper places with this hub elsewhere."""
        node = int(here.hubs[number])
        if node in self.kept:
            return
        for fresh in self.near[node]:
            if (here.hubs == fresh).any():
                continue
            hubs = here.hubs.copy()
            hubs[number] = fresh
            for at in self._starts(here.at, number):
                found = self._settled(hubs, at)
                if found.cost < here.cost * (1 - GAIN):
                    yield found
            if self.ended:
                return

    def _starts(self, at: Whole, number: int) -> Iterator[Whole]:
        """Nodes follow their hub; where room is short, also: they are placed anew."""
        yield at.copy()
        if self.numbers.limited:
            yield np.where(at == number, -1, at)

    def _moved(self, here: Place, hubs: Whole) -> Place:
        """Other hubs; nodes whose hub is gone are placed anew."""
        return self._settled(hubs, _numbered(hubs, here.hubs[here.at]))

    def _elsewhere(self, best: Place, begun: int, draw: np.random.Generator) -> Place:
        """Hubs drawn: as many as the best has; more, when no design was found with so many."""
        numbers = self.numbers
        more = 0 if np.isfinite(best.cost) else begun
        count = min(len(best.hubs) + more, numbers.most)
        loose = np.setdiff1d(numbers.candidates, numbers.kept)
        fresh = draw.permutation(loose)[: count - len(numbers.kept)]
        hubs = np.concatenate([numbers.kept, fresh]).astype(np.int64)
        at = numbers.reach[:, hubs].argmin(axis=1).astype(np.int64)
        return self._settled(hubs, np.full_like(at, -1) if numbers.limited else at)

    def _settled(self, hubs: Whole, at: Whole) -> Place:
        numbers = self.numbers
        self.used += 1
        self.ended = self.used >= self.tries or (
            self.used % 16 == 0 and self.tell(self.used / self.tries)
        )
        cost = settle(
            numbers.between, numbers.reach, numbers.transfer, numbers.supply, numbers.capacities,
            numbers.prices, self.order, hubs, at, numbers.limited, *room(len(at), len(hubs)),
        )  # fmt: skip
        return Place(hubs, at, float(cost))


def _numbered(hubs: Whole, nodes: Whole) -> Whole:
    """The numbers of these nodes among the hubs; −1 for nodes that are none."""
    number = {int(hub): n for n, hub in enumerate(hubs)}
    return np.array([number.get(int(node), -1) for node in nodes], dtype=np.int64)


def _placed(setup: Setup) -> Place:
    hubs = np.array(setup.hubs, dtype=np.int64)
    return Place(hubs, _numbered(hubs, np.array(setup.at, dtype=np.int64)), setup.cost)


def _setup(place: Place) -> Setup:
    at = tuple(int(hub) for hub in place.hubs[place.at])
    return Setup(tuple(sorted(int(hub) for hub in place.hubs)), place.cost, at)
