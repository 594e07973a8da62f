"""The search under single allocation: every hub against its neighbours, nodes following from where
they are; then some hubs are replaced at once, and it goes down again.

A set of hubs alone is judged badly by sending every node to the nearest: what a node should choose
depends on what the others chose. So nodes keep their hub where it stays, and follow where it moves.
Where room is short, allocations of promising sets of hubs are also searched over overfull ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from jidi.network.hubs.kernel.descend import descend
from jidi.network.hubs.kernel.squeeze import squeeze
from jidi.network.hubs.numbers import Numbers
from jidi.network.hubs.search import Setup, changed, nearest, room

Whole = npt.NDArray[np.int64]
GAIN: Final = 1e-10
"""Relative: what counts as better."""
NEIGHBOURS: Final = 30
"""So many nearest candidates are tried in a hub's place (our own choice)."""
WIDEST: Final = 5
"""Most hubs replaced at once (our own choice)."""
ROUNDS: Final = 8
"""So often all widths are tried in vain before it begins elsewhere (our own choice)."""
AT_ONCE: Final = 2_000
"""Trials between two times that it may be told to stop."""
PROMISING: Final = ((1.05, 300), (1.015, 2_000))
"""Sets of hubs whose cost is at most so many times the best are squeezed in so many steps; a step
counts as a tenth of a trial (our own choice)."""
STEPS_A_TRIAL: Final = 10


@dataclass(frozen=True)
class Place:
    """Hubs in any order, the number of each node's hub, the cost."""

    hubs: Whole
    at: Whole
    cost: float


def descended(
    numbers: Numbers, start: Setup, *, tries: int, seed: int, tell: Callable[[float], bool]
) -> Setup:
    """The best set-up met in about so many trials of hubs.

    :param tell: told the share done; True ends it.
    """
    return _Descent(numbers, tries, tell).run(start, np.random.Generator(np.random.PCG64(seed)))


class _Descent:
    def __init__(self, numbers: Numbers, tries: int, tell: Callable[[float], bool]) -> None:
        self.numbers, self.tries, self.tell = numbers, tries, tell
        self.order = np.argsort(-numbers.supply, kind="stable")
        self.near = nearest(numbers, NEIGHBOURS)
        self.kept = np.zeros(len(numbers.supply), dtype=np.int64)
        self.kept[numbers.kept] = 1
        self.used = np.zeros(1, dtype=np.int64)
        self.told = tries <= 0
        self.least, self.squeezed = np.inf, set[tuple[int, ...]]()

    @property
    def ended(self) -> bool:
        """Are all tries used, or was it told to stop?"""
        return self.told or int(self.used[0]) >= self.tries

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
                best = min(best, here, key=lambda place: place.cost)
        return min(start, _setup(best), key=lambda setup: setup.cost)

    def _down(self, here: Place) -> Place:
        """Nodes settled, hubs moved to neighbours until that gains nothing; then squeezed."""
        while not self.ended:
            here = self._lowered(here)
            self.least = min(self.least, here.cost)
            found = self._more_or_less(here)
            if found is here and self.numbers.limited:
                found = self._squeezed(here)
            if found.cost >= here.cost * (1 - GAIN):
                break
            here = found
        return here

    def _lowered(self, here: Place, trials: int = AT_ONCE) -> Place:
        numbers, cost = self.numbers, here.cost
        hubs, at = here.hubs.copy(), here.at.copy()
        loads, out, back, between = room(len(at), len(hubs))
        trial, trial_loads = np.zeros_like(at), np.zeros_like(loads)
        trial_out, trial_back = np.zeros_like(out), np.zeros_like(back)
        while not self.ended:
            most = min(self.tries, int(self.used[0]) + trials)
            cost = descend(
                numbers.between, numbers.reach, numbers.transfer, numbers.supply,
                numbers.capacities, numbers.prices, self.order, self.near, self.kept,
                numbers.limited, most, hubs, at, loads, out, back, between,
                trial, trial_loads, trial_out, trial_back, self.used,
            )  # fmt: skip
            if trials == 1:
                break
            self.told = self.tell(min(1.0, float(self.used[0]) / self.tries))
            if self.used[0] < most:
                break
        return Place(hubs, at, float(cost))

    def _more_or_less(self, here: Place) -> Place:
        """One hub more or less where that gains; else the same."""
        numbers, count = self.numbers, len(here.hubs)
        if count > max(numbers.fewest, 1):
            for number in np.flatnonzero(self.kept[here.hubs] == 0).tolist():
                found = self._settled(self._moved(here, np.delete(here.hubs, number)))
                if found.cost < here.cost * (1 - GAIN):
                    return found
        if count < numbers.most:
            for fresh in np.setdiff1d(numbers.candidates, here.hubs).tolist():
                found = self._settled(self._moved(here, np.append(here.hubs, fresh)))
                if found.cost < here.cost * (1 - GAIN):
                    return found
        return here

    def _settled(self, here: Place) -> Place:
        """Nodes moved, hubs not."""
        return self._lowered(here, trials=1)

    def _squeezed(self, here: Place) -> Place:
        """Nodes placed anew over overfull hubs, if these hubs promise that and were not yet."""
        key = tuple(sorted(here.hubs.tolist()))
        if key in self.squeezed:
            return here
        self.squeezed.add(key)
        numbers, best = self.numbers, here
        loads, out, back, between = room(len(here.at), len(here.hubs))
        worths, barred = np.zeros_like(out), np.zeros(out.shape, dtype=np.int64)
        for factor, steps in PROMISING:
            if best.cost > factor * self.least and self.least < np.inf:
                break
            at = best.at.copy()
            self.used[0] += steps // STEPS_A_TRIAL
            cost = squeeze(
                numbers.between, numbers.reach, numbers.transfer, numbers.supply,
                numbers.capacities, numbers.prices, here.hubs, at, steps, 1, loads, out, back,
                between, worths, np.zeros_like(loads), barred, np.zeros_like(at),
            )  # fmt: skip
            best = min(best, Place(here.hubs, at, float(cost)), key=lambda place: place.cost)
        return best

    def _moved(self, here: Place, hubs: Whole) -> Place:
        """Other hubs; nodes whose hub is gone are to be placed anew."""
        return Place(hubs, _numbered(hubs, here.hubs[here.at]), np.inf)

    def _elsewhere(self, best: Place, begun: int, draw: np.random.Generator) -> Place:
        """Hubs drawn: as many as the best has; more, when no design was found with so many."""
        numbers = self.numbers
        more = 0 if np.isfinite(best.cost) else begun
        count = min(len(best.hubs) + more, numbers.most)
        loose = np.setdiff1d(numbers.candidates, numbers.kept)
        fresh = draw.permutation(loose)[: count - len(numbers.kept)]
        hubs = np.concatenate([numbers.kept, fresh]).astype(np.int64)
        at = numbers.reach[:, hubs].argmin(axis=1).astype(np.int64)
        return Place(hubs, np.full_like(at, -1) if numbers.limited else at, np.inf)


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
