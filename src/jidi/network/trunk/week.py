"""Lanes of some days of the week, and the mean day that a whole week comes to.

Where every lane runs daily, one day stands for all. A lane of one day of the week serves parcels
by when they are handed in, so that a flow that it may serve becomes seven, one for each day, each
of a seventh of the kilograms on the mean day; the lane has a seventh of its room and price. What is
designed on that mean day is the mean of a week, so that its bound holds for the week. Only rooms of
lanes that run daily, and of sorting, ask for more than the mean: what goes on each day must fit
(:mod:`.day_rooms`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from jidi.network.costs import carbon_cost, freight_cost, way_time_cost
from jidi.network.trunk.problem import DAY, WEEK, WEEKDAYS, Flow, Lane, TrunkProblem

EVERY: Final = WEEKDAYS
"""Stands for the day of what is the same on all."""
_NEVER: Final = 1_000_000


@dataclass(frozen=True)
class Week:
    """A problem, and its mean day.

    :param problem: of the mean day; lanes are those of ``posed``, in their order. Flows of one day
        of the week are released in the second week, those of every day before.
    :param flows: of each flow of ``problem``, the flow of ``posed`` and the day of handing in.
    """

    posed: TrunkProblem
    problem: TrunkProblem
    flows: tuple[tuple[int, int | None], ...]

    @property
    def parted(self) -> bool:
        """Whether some day is not as all others."""
        return self.problem is not self.posed

    def of(self, flow: int, day: int | None) -> tuple[int, ...]:
        """Flows of the mean day that are a flow of the problem, handed in on a day."""
        return tuple(
            number for number in self._numbers.get(flow, ())
            if day is None or self.flows[number][1] == day
        )  # fmt: skip

    @cached_property
    def _numbers(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for number, (flow, _) in enumerate(self.flows):
            found[flow].append(number)
        return found


def week_of(problem: TrunkProblem) -> Week:
    """The mean day; the problem itself where every lane runs daily."""
    if all(lane.day is None for lane in problem.lanes):
        return Week(problem, problem, tuple((n, None) for n in range(len(problem.flows))))
    flows: list[Flow] = []
    which: list[tuple[int, int | None]] = []
    serving = Serving(problem)
    for number, flow in enumerate(problem.flows):
        if not serving.may(number):
            flows.append(replace(flow, released=flow.released % DAY))
            which.append((number, None))
            continue
        for day in range(WEEKDAYS):
            moment = WEEK + (day * DAY + flow.released) % WEEK
            kg = flow.kg * problem.on(day) / WEEKDAYS
            flows.append(replace(flow, kg=kg, released=moment))
            which.append((number, day))
    lanes = tuple(
        lane if lane.day is None
        else replace(lane, capacity=lane.a_day(lane.capacity),
                     yuan_per_departure=lane.a_day(lane.yuan_per_departure))
        for lane in problem.lanes
    )  # fmt: skip
    return Week(problem, replace(problem, lanes=lanes, flows=tuple(flows)), tuple(which))


class Serving:
    """Which flows lanes of one day of the week may serve.

    Left out is a flow for which a lane of every day, with room for all that could ever take it, by
    weight, goes straight from its origin to its target within its promise and asks no more than
    whatever way by such a lane must: it would be taken in its place.
    """

    def __init__(self, problem: TrunkProblem) -> None:
        self.problem = problem
        lanes = [lane for lane in problem.lanes if lane.most > 0 and lane.capacity > 0]
        self._weekly = [lane for lane in lanes if lane.day is not None]
        self._next: dict[int, set[int]] = defaultdict(set)
        self._straight: dict[tuple[int, int], list[Lane]] = defaultdict(list)
        for lane in lanes:
            self._next[lane.origin].add(lane.target)
            if lane.day is None and not lane.vehicle and lane.yuan_per_departure <= 0:
                self._straight[lane.origin, lane.target].append(lane)
        self._steps = {
            origin: self._from(origin) for origin in {f.origin for f in problem.flows}
            | {lane.target for lane in self._weekly}
        }  # fmt: skip
        self._could: dict[tuple[int, int], float] = {}

    def may(self, number: int) -> bool:
        """Whether some lane of one day may serve a flow, and is not outdone for it."""
        flow = self.problem.flows[number]
        paid = [
            self._asked(lane, flow)
            for lane in self._weekly
            if self._between(flow.origin, flow.target, lane.origin, lane.target)
        ]
        return bool(paid) and min(paid) < self._plain(flow)

    def _from(self, origin: int) -> dict[int, int]:
        """Lanes at the least from a node to others, sorted in between."""
        steps, edge = {origin: 0}, [origin]
        while edge:
            fresh: list[int] = []
            for node in edge:
                if node == origin or self.problem.nodes[node].capacity > 0:
                    fresh += [n for n in sorted(self._next[node]) if n not in steps]
                for target in fresh:
                    steps.setdefault(target, steps[node] + 1)
            edge = fresh
        return steps

    def _between(self, origin: int, target: int, one: int, other: int) -> bool:
        """Whether a way of few enough lanes goes from origin to target by a lane."""
        nodes = self.problem.nodes
        before = self._reach(origin, one) if origin == one or nodes[one].capacity > 0 else _NEVER
        after = self._reach(other, target) if other == target or nodes[other].capacity > 0 else (
            _NEVER
        )  # fmt: skip
        return before + 1 + after <= self.problem.most_lanes

    def _reach(self, one: int, other: int) -> int:
        return self._steps.setdefault(one, self._from(one)).get(other, _NEVER)

    def _asked(self, lane: Lane, flow: Flow) -> float:
        """Yuan a kg that a way by a lane costs at the least."""
        nodes, price = self.problem.nodes, self._price(lane, lane.minutes)
        if lane.origin != flow.origin:
            price += freight_cost(kg_per_day=1.0, yuan_per_kg=nodes[lane.origin].yuan_per_kg)
        if lane.target != flow.target:
            price += freight_cost(kg_per_day=1.0, yuan_per_kg=nodes[lane.target].yuan_per_kg)
        return price

    def _plain(self, flow: Flow) -> float:
        """Yuan a kg by the cheapest lane of every day with room for all, in time."""
        nodes, product = self.problem.nodes, self.problem.products[flow.product]
        return min(self._prices_plain(flow, nodes[flow.origin].load, product.promise),
                   default=float("inf"))  # fmt: skip

    def _prices_plain(self, flow: Flow, load: int, promise: int) -> Iterator[float]:
        unload = self.problem.nodes[flow.target].unload
        for lane in self._straight[flow.origin, flow.target]:
            wait = load + (lane.departs - flow.released - load) % DAY
            minutes = wait + lane.minutes + unload
            if minutes <= promise and lane.capacity * lane.most >= self._ever(lane):
                yield self._price(lane, minutes)

    def _ever(self, lane: Lane) -> float:
        """Kilograms that could meet on a lane on one day: seven days of all it may serve."""
        ends = lane.origin, lane.target
        if ends not in self._could:
            self._could[ends] = WEEKDAYS * sum(
                flow.kg for flow in self.problem.flows
                if self._between(flow.origin, flow.target, *ends)
            )  # fmt: skip
        return self._could[ends]

    def _price(self, lane: Lane, minutes: int) -> float:
        problem = self.problem
        return (
            freight_cost(kg_per_day=1.0, yuan_per_kg=lane.yuan_per_kg)
            + carbon_cost(grams_per_day=lane.grams_per_kg, yuan_per_tonne=problem.yuan_per_tonne)
            + way_time_cost(
                kg=1.0, minutes=minutes, yuan_per_tonne_hour=problem.yuan_per_tonne_hour
            )
        )
