"""The network that stands, as a trunk problem: what hubs have left, lanes with their runs.

Beside each lane that may be used stands one that would have to be added, dearer, so that it is
taken only where what stands does not suffice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import numpy as np

from jidi.core.errors import InputError, JidiError
from jidi.core.worded import Worded
from jidi.model.reach import clock_minutes
from jidi.model.trunk import trunk_values
from jidi.network.trunk import Flow, Lane, Node, Product, TrunkProblem
from jidi.network.weekdays import DAYS
from jidi.service.books import Book
from jidi.service.network_outages import Outages
from jidi.service.trunk_days import days_of_lines, spread
from jidi.service.trunk_lines import check_frequency
from jidi.service.trunk_problem import Floats, ProvinceTrunk
from jidi.service.weekday_volumes import WeekdayVolumes, weekday_volumes

DAY_H: Final = 24
ADDED: Final = 10.0
"""A kg on an added lane is counted so many times as dear, so that what stands goes first."""

_ROAD: Final = ("road", "bus")
_NOTHING: Final = 1e-9
ALIKE: Final = WeekdayVolumes((1.0,) * DAYS, 0, measured=False)
"""Days of the week with the same parcels."""
_STANDING: Final = """
SELECT r.route_id, r.mode, SUBSTR(r.from_division, 1, 6) AS one,
  SUBSTR(r.to_division, 1, 6) AS other, r.runs_weekly AS runs
FROM route AS r
WHERE r.kind IN ('express', 'mail', 'hsr_mail') AND r.opened_on <= {day}
  AND (r.closed_on IS NULL OR r.closed_on > {day})
ORDER BY one, other, r.mode, r.route_id
"""


@dataclass(frozen=True)
class StandingNetwork:
    """The problem, with which lanes stand and which would be added.

    :param stands: lanes between two places, by their ends. :param added: the same.
    :param runs: runs a day by the same ends. :param left: kg a day that each city's hubs have left
        over their own; below nought where they have not even enough for that.
    :param own: kg a day that begin or end at each place.
    :param rooms: kg that lanes between two places have room for on each day of the week, where the
        days are known to differ.
    :param volumes: parcels of each day of the week against the mean day.
    :param notes: of lanes that an incident took out, which do not stand now, and of running days.
    """

    problem: TrunkProblem
    stands: dict[tuple[int, int], int]
    added: dict[tuple[int, int], int]
    runs: dict[tuple[int, int], float]
    left: Floats
    own: Floats
    rooms: dict[tuple[int, int], tuple[float, ...]] = field(default_factory=dict)
    notes: tuple[JidiError, ...] = ()
    volumes: WeekdayVolumes = ALIKE


def standing_network(book: Book, posed: ProvinceTrunk) -> StandingNetwork:
    """What stands on the book's last day, running days as the problem was asked with.

    :raises InputError: N-919, N-884, N-885 for running days that cannot be.
    """
    kg_each = trunk_values().parcel_kg
    own = np.array([place.own for place in posed.places]) * kg_each
    left = np.array([place.standing for place in posed.places]) * kg_each - own
    standing = _standing(book, posed)
    runs, room = standing.runs, standing.room
    lanes: list[Lane] = []
    stands: dict[tuple[int, int], int] = {}
    added: dict[tuple[int, int], int] = {}
    price = trunk_values().hired
    for a, b in _pairs(posed, set(room)):
        km = float(posed.km[a, b])
        names = f"{posed.places[a].code}-{posed.places[b].code}"
        clock, minutes = clock_minutes(price.departs[0]), price.minutes(km)
        each = price.yuan_per_kg(km)
        if room.get((a, b), 0.0) > 0:
            stands[a, b] = len(lanes)
            lanes.append(Lane(names, a, b, "road", clock, minutes, room[a, b], 1, 0.0, each))
        added[a, b] = len(lanes)
        lanes.append(Lane(
            f"+{names}", a, b, "added", clock, minutes, float(own.sum()), 1, 0.0, each * ADDED
        ))  # fmt: skip
    handling = trunk_values().handling
    days = max(product.latest_h for product in trunk_values().products)
    problem = TrunkProblem(
        name=f"{posed.problem.name} standing",
        nodes=tuple(
            Node(place.code, handling.load_min, handling.unload_min, handling.sort_min,
                 clock_minutes(handling.opens), clock_minutes(handling.closes),
                 max(0.0, float(left[n])) if place.kind == "city" else 0.0,
                 handling.yuan_a_parcel / kg_each)
            for n, place in enumerate(posed.places)
        ),
        lanes=tuple(lanes),
        empties=(),
        products=(Product("all", days * 60, 0.0, days * 60),),
        flows=_whole_flows(posed),
        most_lanes=trunk_values().most_lanes,
        synthetic=posed.synthetic,
    )  # fmt: skip
    return StandingNetwork(
        problem, stands, added, runs, left, own, standing.that_differ, standing.notes,
        weekday_volumes(book),
    )  # fmt: skip


@dataclass
class _Standing:
    """Runs a day and kg a day by the ends of lanes, the same by the day of the week, and notes."""

    runs: dict[tuple[int, int], float]
    room: dict[tuple[int, int], float]
    by_day: dict[tuple[int, int], Floats]
    notes: tuple[JidiError, ...]

    @property
    def that_differ(self) -> dict[tuple[int, int], tuple[float, ...]]:
        """Rooms of each day where some day has another than the others."""
        return {
            ends: tuple(float(kg) for kg in rooms)
            for ends, rooms in self.by_day.items() if np.ptp(rooms) > _NOTHING
        }  # fmt: skip


def _standing(book: Book, posed: ProvinceTrunk) -> _Standing:
    """The table holds a lane to another province once: what goes there comes back."""
    day = book.until
    assert day is not None
    number = {place.code: n for n, place in enumerate(posed.places) if place.kind == "province"}
    number |= {place.code[:4]: n for n, place in enumerate(posed.places) if place.kind == "city"}
    values = trunk_values()
    loads = {line.mode: line.load_kg for line in values.lines}
    runs: dict[tuple[int, int], float] = defaultdict(float)
    room: dict[tuple[int, int], float] = defaultdict(float)
    by_day: dict[tuple[int, int], Floats] = defaultdict(lambda: np.zeros(DAYS))
    rows, outages = _rows(book, day)
    running = _Running(rows, posed.asked.days)
    for row in rows:
        one = number.get(row["one"], number.get(row["one"][:4]))
        other = number.get(row["other"], number.get(row["other"][:4]))
        if one is None or other is None or one == other or not row["runs"]:
            continue
        load = loads.get(row["mode"], values.standing.load_kg) * values.standing.filled
        each = running.by_day(row)
        provincial = {posed.places[one].kind, posed.places[other].kind} == {"city"}
        for ends in ((one, other),) if provincial else ((one, other), (other, one)):
            runs[ends] += float(row["runs"]) / DAYS
            room[ends] += float(row["runs"]) / DAYS * load
            by_day[ends] += each * load
    notes = (*outages.told.values(), *running.notes())
    return _Standing(dict(runs), dict(room), dict(by_day), notes)


def _rows(book: Book, day: date) -> tuple[list[dict[str, Any]], Outages]:
    """Lanes of the book that stand on a day and are not down, and what is."""
    filled = _STANDING.format(day=f"DATE '{day.isoformat()}'")
    outages = Outages.on(book, day)
    known = book.ask(filled, {}, file="plancheck").to_pylist()
    return list(outages.running(known, lambda row: str(row["route_id"]))), outages


def check_running_days(book: Book, told: tuple[str, ...]) -> None:
    """Whether running days that are told fit the lanes that stand.

    :raises InputError: N-919, N-884, N-885.
    """
    assert book.until is not None
    _Running(_rows(book, book.until)[0], told)


class _Running:
    """On which days lanes run: as told; rail and air lines else spread evenly, as designs take
    them. Of lanes by road whose days nobody told the mean is counted on every day."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], told: tuple[str, ...]) -> None:
        """:raises InputError: N-919, N-884, N-885."""
        self._days = days_of_lines(told, [str(row["route_id"]) for row in rows])
        self._spread: list[tuple[str, str]] = []
        self._unknown = 0
        for row in rows:
            if (name := str(row["route_id"])) in self._days:
                check_frequency(name, int(row["runs"] or 0), self._days[name])

    def by_day(self, row: Mapping[str, Any]) -> Floats:
        """Runs of a lane on each day of the week."""
        name, runs = str(row["route_id"]), float(row["runs"])
        daily, more = divmod(int(runs), DAYS)
        if runs != int(runs) or not more:
            return np.full(DAYS, runs / DAYS)
        days = self._days.get(name)
        if days is None and row["mode"] in _ROAD:
            self._unknown += 1
            return np.full(DAYS, runs / DAYS)
        if days is None:
            days = spread(more)
            self._spread.append((f"{name} {days.text('zh')}", f"{name} {days.text('en')}"))
        found = np.full(DAYS, float(daily))
        found[list(days.days)] += 1.0
        return found

    def notes(self) -> Iterator[InputError]:
        """What was assumed of running days."""
        if self._spread:
            names = Worded(*("; ".join(told) for told in zip(*self._spread, strict=True)))
            yield InputError("N-918", count=len(self._spread), names=names)
        if self._unknown:
            yield InputError("N-889", count=self._unknown)


def _pairs(posed: ProvinceTrunk, known: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pairs with standing lanes, and those between which a design may add some."""
    more = {(lane.origin, lane.target) for lane in posed.problem.lanes}
    return sorted(pair for pair in known | more if np.isfinite(posed.km[pair]))


def _whole_flows(posed: ProvinceTrunk) -> tuple[Flow, ...]:
    kg: dict[tuple[int, int], float] = defaultdict(float)
    for flow in posed.problem.flows:
        kg[flow.origin, flow.target] += flow.kg
    released = clock_minutes(trunk_values().released)
    return tuple(Flow(a, b, 0, round(amount, 3), released) for (a, b), amount in sorted(kg.items()))
