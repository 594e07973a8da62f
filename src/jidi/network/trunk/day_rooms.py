"""Rooms of each day of the week: of lanes that run daily, and of sorting.

The rows of the program know the mean day. Where parcels of one day go otherwise than those of
another, some day may ask for more room than the mean has: then a row for that slot or node and that
day is put in. A kilogram of a flow of one day is seven on that day; one of every day is one on all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from jidi.network.highs import INFINITY, Floats, Model, Sparse
from jidi.network.trunk.problem import WEEKDAYS
from jidi.network.trunk.rows import Rows, Vector
from jidi.network.trunk.ways import ByDay
from jidi.network.trunk.week import EVERY

if TYPE_CHECKING:
    from jidi.network.trunk.program import Column

BROKEN: Final = 2e-7
"""Share of a room by which a day must ask for more, or so many kilograms."""

Place = tuple[bool, int]
"""Whether it is of sorting, and the number of the slot or the node."""


@dataclass
class DayRooms:
    """The rows so far.

    :param numbers: the row of each place and day in the model.
    """

    rows: Rows
    numbers: dict[tuple[Place, int], int] = field(default_factory=dict)
    _days: dict[Place, list[int]] = field(default_factory=lambda: defaultdict(list))

    def weights(self, way: Column) -> Vector:
        """What a kilogram of the mean day on a way weighs in the rows so far."""
        if not self.numbers:
            return []
        return [
            (self.numbers[place, day], weight)
            for place, on, weight in self._uses(way)
            for day in self._days.get(place, ())
            if on in (day, EVERY)
        ]

    def _uses(self, way: Column) -> Iterator[tuple[Place, int, float]]:
        """Places, the day, and what a kilogram of the mean day is on it."""
        slots, weight = self.rows.slots.all, float(WEEKDAYS) if way.boards else 1.0
        boards = way.boards or (EVERY,) * len(way.slots)
        sorts = way.sorts or (EVERY,) * len(way.slots)
        for slot, day in zip(way.slots, boards, strict=True):
            if slots[slot].lane.day is None:
                yield (False, slot), day, weight
        for slot, day in zip(way.slots[:-1], sorts, strict=False):
            yield (True, slots[slot].lane.target), day, weight

    def broken(
        self, ways: Sequence[Column], kg: Floats, departures: Floats
    ) -> list[tuple[Place, int]]:
        """Places and days without a row of which more is asked than there is room."""
        loads: dict[Place, Floats] = defaultdict(lambda: np.zeros(EVERY + 1))
        for number in np.flatnonzero(kg > 0).tolist():
            for place, day, weight in self._uses(ways[number]):
                loads[place][day] += weight * kg[number]
        found = []
        for place, load in sorted(loads.items()):
            if not load[:EVERY].any():
                continue
            room = self._room(place, departures)
            asked = load[:EVERY] + load[EVERY]
            over = np.flatnonzero(asked > room + BROKEN * max(1.0, room))
            found += [(place, int(d)) for d in over if (place, int(d)) not in self.numbers]
        return found

    def _room(self, place: Place, departures: Floats) -> float:
        sorting, number = place
        problem = self.rows.problem
        if sorting:
            return problem.nodes[number].capacity
        lanes = self.rows.slots.all[number].lanes
        return float(sum(problem.lanes[n].capacity * departures[n] for n in lanes))

    def all_of(self, ways: Sequence[Column]) -> list[tuple[Place, int]]:
        """Every place that ways of one day pass, on every day."""
        places = {place for way in ways if way.boards for place, _, _ in self._uses(way)}
        return [(place, day) for place in sorted(places) for day in range(WEEKDAYS)
                if (place, day) not in self.numbers]  # fmt: skip

    def put(
        self,
        wanted: Sequence[tuple[Place, int]],
        model: Model,
        *,
        first_row: int,
        first_way: int,
        ways: Sequence[Column],
    ) -> None:
        """Put rows in. :param ways: those that the model has as columns."""
        parts: dict[tuple[Place, int], Vector] = {}
        problem, most = self.rows.problem, []
        for number, (place, day) in enumerate(wanted):
            self.numbers[place, day] = first_row + number
            self._days[place].append(day)
            sorting, what = place
            lanes = () if sorting else self.rows.slots.all[what].lanes
            parts[place, day] = [(n, -problem.lanes[n].capacity) for n in lanes]
            most.append(problem.nodes[what].capacity if sorting else 0.0)
        fresh = {place for place, _ in wanted}
        for number, way in enumerate(ways):
            for place, on, weight in self._uses(way):
                if place in fresh:
                    for day in range(WEEKDAYS) if on == EVERY else (on,):
                        if (place, day) in parts:
                            parts[place, day].append((first_way + number, weight))
        least = np.full(len(most), -INFINITY)
        model.add_rows(least, np.array(most, np.float64), Sparse.of(list(parts.values())))

    def prices(self, duals: Floats) -> ByDay | None:
        """What a kilogram of the mean day pays for the rows; None where there are none."""
        if not self.numbers:
            return None
        slots = np.zeros((len(self.rows.slots.all), EVERY + 1))
        sorting = np.zeros((len(self.rows.problem.nodes), EVERY + 1))
        for ((is_sorting, number), day), row in self.numbers.items():
            paid = sorting if is_sorting else slots
            price = max(0.0, -float(duals[row]))
            paid[number, day] += WEEKDAYS * price
            paid[number, EVERY] += price
        return ByDay(slots, sorting)
