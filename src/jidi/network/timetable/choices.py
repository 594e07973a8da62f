"""All answers for one pair of which none is later, of more runs and dearer than another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from jidi.network.timetable.earliest import NEVER
from jidi.network.timetable.journey import Leg, Step, legs_of
from jidi.network.timetable.kernel.scan import DEAR, NOWHERE, Bags, scan_choices

if TYPE_CHECKING:
    from jidi.network.timetable.problem import Timetable

MOST_RUNS: Final = 6
_ROOM: Final = 20_000


@dataclass(frozen=True)
class Choice:
    """One way worth having.

    :param leaves: when the parcel must be handed in at the latest of those asked for.
    :param arrives: when it is at hand at the goal; ``runs``: how many it took.
    :param cost: fen a tonne.
    """

    leaves: int
    arrives: int
    runs: int
    cost: int
    legs: tuple[Leg, ...]

    @property
    def merits(self) -> tuple[int, int, int]:
        """Arrival, runs and cost: the less the better."""
        return self.arrives, self.runs, self.cost


def choices(
    timetable: Timetable,
    *,
    origin: int,
    goal: int,
    ready: int,
    until: int = NEVER - 1,
    most_runs: int = MOST_RUNS,
) -> tuple[Choice, ...]:
    """The Pareto set of arrival, runs and cost of a parcel handed in at ``ready``.

    Of several ways with the same three, one. By arrival, then runs.

    :param until: runs that leave later are not looked at.
    """
    room = _ROOM
    while True:
        search = _Search(timetable, most_runs, room)
        search.begin(origin, ready)
        if search.scan(goal, ready, until):
            return tuple(sorted(search.found(goal, ready), key=lambda one: one.merits))
        room *= 4


def profile(
    timetable: Timetable,
    *,
    origin: int,
    goal: int,
    since: int,
    until: int,
    most_runs: int = MOST_RUNS,
) -> tuple[Choice, ...]:
    """For every moment from ``since`` to ``until`` at which leaving is worth it, its choices.

    A choice stands when no other leaves as late or later and is as good in arrival, runs and cost.
    A way without any run is worth leaving at any moment; it stands once, at ``until``.
    """
    kept: list[Choice] = []
    for moment in _last_moments(timetable, origin, since, until):
        for one in choices(timetable, origin=origin, goal=goal, ready=moment, most_runs=most_runs):
            if not any(_as_good(other, one) for other in kept):
                kept.append(one)
    return tuple(sorted(kept, key=lambda one: (one.leaves, one.merits)))


def _as_good(other: Choice, one: Choice) -> bool:
    if other.leaves > one.leaves and other.runs == one.runs == 0:
        takes, other_takes = one.arrives - one.leaves, other.arrives - other.leaves
        return other_takes <= takes and other.cost <= one.cost
    return all(a <= b for a, b in zip(other.merits, one.merits, strict=True))


def _last_moments(timetable: Timetable, origin: int, since: int, until: int) -> list[int]:
    """The latest moments at which some first run can still be caught, last first."""
    arrays = timetable.arrays
    before = {origin: 0}
    first, last = arrays.legs.first_link[origin : origin + 2]
    for link in arrays.links[first:last]:
        before[link.target] = min(link.seconds, before.get(link.target, link.seconds))
    found = {until}
    for stop, seconds in before.items():
        moments = arrays.legs.board_by[arrays.legs.origin == stop] - seconds
        found.update(int(m) for m in moments if since <= m <= until)
    return sorted(found, reverse=True)


class _Search:
    """The labels of all stops while one question is answered."""

    def __init__(self, timetable: Timetable, most_runs: int, room: int) -> None:
        self.timetable, self.most_runs, self.used = timetable, most_runs, 0
        aboard = (timetable.arrays.trips, most_runs + 1)
        self.bags = Bags(
            heads=np.full(2 * len(timetable.stops), NOWHERE, np.int32),
            moment=np.zeros(room, np.int32),
            runs=np.zeros(room, np.int32),
            cost=np.zeros(room, np.int64),
            following=np.full(room, NOWHERE, np.int32),
            came_from=np.full(room, NOWHERE, np.int32),
            got_on=np.full(room, NOWHERE, np.int32),
            got_off=np.full(room, NOWHERE, np.int32),
            by_link=np.full(room, NOWHERE, np.int32),
            aboard=np.full(aboard, DEAR, np.int64),
            aboard_on=np.full(aboard, NOWHERE, np.int32),
            aboard_from=np.full(aboard, NOWHERE, np.int32),
        )

    def begin(self, origin: int, ready: int) -> None:
        """The labels before any run: at the origin, and where a link leads from it."""
        self._label(origin, ready, 0, NOWHERE)
        first, last = self.timetable.arrays.legs.first_link[origin : origin + 2]
        for number in range(first, last):
            link = self.timetable.arrays.links[number]
            self._label(link.target, ready + link.seconds, link.cost, number)

    def _label(self, stop: int, moment: int, cost: int, link: int) -> None:
        new, bags = self.used, self.bags
        bags.moment[new], bags.cost[new], bags.by_link[new] = moment, cost, link
        bags.following[new] = bags.heads[stop]
        bags.heads[stop] = new
        self.used += 1

    def scan(self, goal: int, ready: int, until: int) -> bool:
        """Whether the room sufficed."""
        arrays = self.timetable.arrays
        first = arrays.first_leaving(ready)
        self.used = scan_choices(
            arrays.legs, self.bags, first, until, goal, self.used, self.most_runs
        )
        return self.used >= 0

    def found(self, goal: int, ready: int) -> Iterator[Choice]:
        """The choices of the goal's bag; labels before any run may be worse than others there."""
        bags, held = self.bags, {}
        label = int(bags.heads[goal])
        while label != NOWHERE:
            merits = int(bags.moment[label]), int(bags.runs[label]), int(bags.cost[label])
            held[merits] = label
            label = int(bags.following[label])
        for mine, one in held.items():
            if not any(_better(theirs, mine) for theirs in held):
                steps = tuple(reversed(list(self._steps(one))))
                yield Choice(ready, *mine, legs_of(self.timetable, steps, ready=ready))

    def _steps(self, label: int) -> Iterator[Step]:
        while label != NOWHERE:
            yield (
                int(self.bags.got_on[label]),
                int(self.bags.got_off[label]),
                int(self.bags.by_link[label]),
            )
            label = int(self.bags.came_from[label])


def _better(theirs: tuple[int, int, int], mine: tuple[int, int, int]) -> bool:
    return theirs != mine and all(a <= b for a, b in zip(theirs, mine, strict=True))
