"""Days of the week with more parcels than the mean day: what lanes have no room for goes otherwise.

A design is made for the mean day. Where volumes differ by weekday (``TrunkProblem.shares``), its
departures stand and what is too much for a lane on a day is moved to other ways that have room
then, the cheapest first: by another lane between the same nodes, straight to its target, or by
lanes bought by weight all along. On days with fewer parcels lanes have room left: what is bought by
weight is brought there. The mean day of the week costs no less than its bound, so that the gap
tells what this loses, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from jidi.core.errors import InputError
from jidi.network.costs import carbon_cost, freight_cost, way_time_cost
from jidi.network.highs import Floats
from jidi.network.trunk.design import Carried
from jidi.network.trunk.problem import WEEKDAYS, TrunkProblem
from jidi.network.trunk.trips import Lanes, Trips

_LEAST_KG: Final = 1e-6
_NOISE: Final = 1e-9
_SPARE: Final = 1e-4
"""Share of a lane's room that must be left on a day for it to be looked at."""
_WORTH: Final = 1e-6
"""Yuan a kg that must be saved."""


@dataclass
class _Load:
    """Kilograms handed in on a day that go one way. :param part: the share of every day's parcels
    that they belong to; None for those of their day alone."""

    flow: int
    day: int
    lanes: Lanes
    kg: float
    part: int | None = None


def peaked(
    problem: TrunkProblem, departures: Floats, carried: Sequence[Carried]
) -> tuple[list[Carried], Floats]:
    """The ways of every weekday's parcels, and the most that is aboard each lane on a day.

    :param departures: of each lane, at the most.
    :raises InputError: N-895 where parcels of some day find no room, or miss a promise that must be
        kept.
    """
    made = _Week(problem, departures, carried)
    made.relieve()
    made.fill()
    return made.told(), made.aboard.max(axis=1, initial=0.0)


@dataclass
class _Week:
    """What is aboard on each day, and what is moved."""

    problem: TrunkProblem
    departures: Floats
    carried: Sequence[Carried]
    loads: list[_Load] = field(default_factory=list)

    def __post_init__(self) -> None:
        problem = self.problem
        self.room = np.array([lane.capacity for lane in problem.lanes]) * self.departures
        self.aboard = np.zeros((len(problem.lanes), WEEKDAYS))
        self.sorted = np.zeros((len(problem.nodes), WEEKDAYS))
        self._trips = Trips(problem)
        self._sooner: dict[int, list[tuple[float, int, Lanes]]] = {}
        self._there: dict[tuple[bool, int, int], list[_Load]] = defaultdict(list)
        self._between: dict[tuple[int, int], list[int]] = defaultdict(list)
        for number, lane in enumerate(problem.lanes):
            if self.room[number] > 0:
                self._between[lane.origin, lane.target].append(number)
        self.slack = np.zeros(len(problem.products))
        for flow in problem.flows:
            self.slack[flow.product] -= flow.kg * problem.products[flow.product].share * WEEKDAYS
        for number, part in enumerate(self.carried):
            for day in range(WEEKDAYS) if part.day is None else (part.day,):
                kg = part.kg * problem.shares[day] if part.day is None else part.kg
                self._take(
                    _Load(part.flow, day, part.lanes, kg, number if part.day is None else None)
                )

    def _take(self, load: _Load) -> None:
        self.loads.append(load)
        self._count(load, load.lanes, load.kg)
        for held, number, day, _ in self._uses(load, load.lanes):
            self._there[held is self.sorted, number, day].append(load)

    def _uses(self, load: _Load, lanes: Lanes) -> Iterator[tuple[Floats, int, int, float]]:
        """Places of a way: what is there by day, number, day, and its room."""
        trip = self._trips.of(load.flow, load.day, lanes)
        assert trip is not None
        for number, day in zip(lanes, trip.boards, strict=True):
            yield self.aboard, number, day, float(self.room[number])
        for number, day in zip(lanes[:-1], trip.sorts, strict=True):
            node = self.problem.lanes[number].target
            yield self.sorted, node, day, self.problem.nodes[node].capacity

    def _count(self, load: _Load, lanes: Lanes, kg: float) -> None:
        for held, number, day, _ in self._uses(load, lanes):
            held[number, day] += kg
        if self._kept(load, lanes):
            self.slack[self.problem.flows[load.flow].product] += kg

    def _kept(self, load: _Load, lanes: Lanes) -> bool:
        trip = self._trips.of(load.flow, load.day, lanes)
        product = self.problem.products[self.problem.flows[load.flow].product]
        return trip is not None and trip.minutes <= product.promise

    # Moving ----------------------------------------------------------------------

    def relieve(self) -> None:
        """Move what is too much, place by place. :raises InputError: N-895."""
        for held, rooms in (
            (self.aboard, self.room),
            (self.sorted, np.array([node.capacity for node in self.problem.nodes])),
        ):
            over = held > (rooms * (1 + _NOISE))[:, None] + _LEAST_KG
            for number, day in np.argwhere(over).tolist():
                self._relieve(held, number, day, float(rooms[number]))

    def _relieve(self, held: Floats, number: int, day: int, room: float) -> None:
        there = [load for load in self._there[held is self.sorted, number, day] if load.kg > 0]
        for ways in (self._others, self._all):
            offers = sorted(
                (self._dearer(load, lanes), n, lanes)
                for n, load in enumerate(there)
                for lanes in ways(load)
                if not self._there_still(load, lanes, held, number, day)
            )
            for late in (False, True):
                for _, n, lanes in offers:
                    over = float(held[number, day]) - room
                    if over <= _NOISE * room:
                        return
                    if late:
                        self._earn(there[n], lanes, over)
                    self._move(there[n], lanes, over)
        if (left := float(held[number, day]) - room) > max(_LEAST_KG, _NOISE * room):
            raise InputError("N-895", day=day + 1, kg=f"{left:,.0f}")

    def _there_still(self, load: _Load, lanes: Lanes, held: Floats, number: int, day: int) -> bool:
        """Whether another way is at a place on a day as well."""
        return any(
            one is held and (place, on) == (number, day)
            for one, place, on, _ in self._uses(load, lanes)
        )

    def _earn(self, load: _Load, lanes: Lanes, most: float) -> None:
        """Bring others in time where what is to be moved comes late and promises have no slack."""
        product, wanted = self.problem.flows[load.flow].product, min(load.kg, most)
        if not self._kept(load, load.lanes) or self._kept(load, lanes):
            return
        if self.slack[product] >= wanted:
            return
        if product not in self._sooner:
            self._sooner[product] = sorted(
                (self._dearer(one, way), n, way)
                for n, one in enumerate(self.loads)
                if self.problem.flows[one.flow].product == product
                and not self._kept(one, one.lanes)
                for way in self._all(one)
                if self._kept(one, way)
            )
        for _, n, way in self._sooner[product]:
            if self.slack[product] >= wanted:
                return
            self._move(self.loads[n], way, wanted - float(self.slack[product]))

    def fill(self) -> None:
        """Bring what pays more elsewhere to lanes that have room left on its day, most saved
        first."""
        spare = self.aboard < (self.room * (1 - _SPARE))[:, None]
        roomy = {
            (lane.origin, lane.target)
            for number, lane in enumerate(self.problem.lanes)
            if lane.yuan_per_departure > 0 and self.room[number] > 0 and spare[number].any()
        }
        offers = sorted(
            (dearer, n, lanes)
            for n, load in enumerate(self.loads)
            if load.kg > _LEAST_KG and self._passes(load, roomy)
            for lanes in self._others(load)
            if (dearer := self._dearer(load, lanes)) < -_WORTH
        )
        for _, n, lanes in offers:
            self._move(self.loads[n], lanes, self.loads[n].kg)

    def _passes(self, load: _Load, roomy: set[tuple[int, int]]) -> bool:
        """Whether a load pays by weight where a lane that does not has room."""
        lanes = [self.problem.lanes[number] for number in load.lanes]
        return any(
            lane.yuan_per_departure <= 0 and (lane.origin, lane.target) in roomy for lane in lanes
        )

    def _others(self, load: _Load) -> set[Lanes]:
        """Other ways in time: one lane otherwise, straight, or by weight all along."""
        flow, lanes = self.problem.flows[load.flow], self.problem.lanes
        found: set[Lanes] = {(lane,) for lane in self._between[flow.origin, flow.target]}
        bought: list[int] = []
        for place, number in enumerate(load.lanes):
            alike = self._between[lanes[number].origin, lanes[number].target]
            found |= {
                (*load.lanes[:place], other, *load.lanes[place + 1 :]) for other in alike
            }  # fmt: skip
            by_weight = [n for n in alike if lanes[n].yuan_per_departure <= 0]
            bought.append(min(by_weight, key=lambda n: lanes[n].yuan_per_kg, default=number))
            found.add((*load.lanes[:place], *bought[place:]))
        found |= {(*load.lanes[:place], *bought[place:]) for place in range(len(bought))}
        found.discard(load.lanes)
        return {way for way in found if self._trips.of(load.flow, load.day, way) is not None}

    def _all(self, load: _Load) -> set[Lanes]:
        """The same, and all ways by one place of sorting."""
        flow, found = self.problem.flows[load.flow], self._others(load)
        for node, place in enumerate(self.problem.nodes):
            if place.capacity > 0:
                found |= {
                    (one, other)
                    for one in self._between[flow.origin, node]
                    for other in self._between[node, flow.target]
                    if self._trips.of(load.flow, load.day, (one, other)) is not None
                }
        return found - {load.lanes}

    def _dearer(self, load: _Load, lanes: Lanes) -> float:
        """Yuan a kilogram that another way asks more."""
        return self._price(load, lanes) - self._price(load, load.lanes)

    def _price(self, load: _Load, lanes: Lanes) -> float:
        trip = self._trips.of(load.flow, load.day, lanes)
        assert trip is not None
        problem, used = self.problem, [self.problem.lanes[number] for number in lanes]
        prices = [lane.yuan_per_kg for lane in used]
        prices += [problem.nodes[lane.target].yuan_per_kg for lane in used[:-1]]
        grams = sum(lane.grams_per_kg for lane in used)
        return (
            sum(freight_cost(kg_per_day=1.0, yuan_per_kg=price) for price in prices)
            + carbon_cost(grams_per_day=grams, yuan_per_tonne=problem.yuan_per_tonne)
            + way_time_cost(
                kg=1.0, minutes=trip.minutes, yuan_per_tonne_hour=problem.yuan_per_tonne_hour
            )
        )

    def _move(self, load: _Load, lanes: Lanes, most: float) -> None:
        """Some of a load: as much as there is room for, and as promises allow."""
        kg = min(load.kg, most)
        now = {(id(held), n, day) for held, n, day, _ in self._uses(load, load.lanes)}
        for held, number, day, room in self._uses(load, lanes):
            if (id(held), number, day) not in now:
                kg = min(kg, room - float(held[number, day]))
        product = self.problem.flows[load.flow].product
        if self._kept(load, load.lanes) and not self._kept(load, lanes):
            kg = min(kg, float(self.slack[product]))
        if kg > _LEAST_KG:
            self._count(load, load.lanes, -kg)
            load.kg -= kg
            self._take(_Load(load.flow, load.day, lanes, kg))

    # Telling ---------------------------------------------------------------------

    def told(self) -> list[Carried]:
        """What goes the same way on all days is told once, as a share of every day's parcels."""
        left: dict[int, float] = {}
        for load in self.loads:
            if load.part is not None:
                share = load.kg / self.problem.shares[load.day]
                left[load.part] = min(left.get(load.part, share), share)
        found = [
            Carried(part.flow, part.lanes, left[number], part.minutes)
            for number, part in enumerate(self.carried) if left.get(number, 0.0) > 0
        ]  # fmt: skip
        for load in self.loads:
            kg = load.kg
            if load.part is not None:
                kg -= left[load.part] * self.problem.shares[load.day]
            trip = self._trips.of(load.flow, load.day, load.lanes)
            if kg > _NOISE and trip is not None:
                found.append(Carried(load.flow, load.lanes, kg, trip.minutes, load.day))
        return found
