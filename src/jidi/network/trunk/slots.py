"""Slots: lanes between the same nodes at the same minute, which parcels need not tell apart."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from jidi.network.costs import carbon_cost, freight_cost, way_time_cost
from jidi.network.trunk.outdone import outdone
from jidi.network.trunk.problem import Lane, TrunkProblem


@dataclass(frozen=True)
class Slot:
    """Lanes that leave a node for another at one minute of the same days, take as long, and ask as
    much a kg.

    :param lane: one of them, for its clock; ``lanes``: all.
    """

    lane: Lane
    lanes: tuple[int, ...]


@dataclass(frozen=True)
class Slots:
    """The slots of a problem, and what a kilogram pays."""

    problem: TrunkProblem

    @cached_property
    def idle(self) -> frozenset[int]:
        """Lanes that need not run."""
        return outdone(self.problem)

    @cached_property
    def all(self) -> tuple[Slot, ...]:
        """In the order of their first lanes; lanes that cannot or need not run belong to none."""
        held: dict[tuple[int | float | None, ...], list[int]] = defaultdict(list)
        for number, lane in enumerate(self.problem.lanes):
            if lane.most > 0 and lane.capacity > 0 and number not in self.idle:
                key = (lane.origin, lane.target, lane.departs, lane.minutes, lane.yuan_per_kg,
                       lane.day)  # fmt: skip
                held[key].append(number)
        return tuple(Slot(self.problem.lanes[lanes[0]], tuple(lanes)) for lanes in held.values())

    @cached_property
    def leaving(self) -> tuple[tuple[int, ...], ...]:
        """Slots that leave each node."""
        found: list[list[int]] = [[] for _ in self.problem.nodes]
        for number, slot in enumerate(self.all):
            found[slot.lane.origin].append(number)
        return tuple(tuple(slots) for slots in found)

    @cached_property
    def lane_prices(self) -> tuple[float, ...]:
        """Yuan a kg aboard each lane, emissions included."""
        return tuple(
            freight_cost(kg_per_day=1.0, yuan_per_kg=lane.yuan_per_kg)
            + carbon_cost(
                grams_per_day=lane.grams_per_kg, yuan_per_tonne=self.problem.yuan_per_tonne
            )
            for lane in self.problem.lanes
        )

    @cached_property
    def minute_price(self) -> float:
        """Yuan a kg and minute from release until at hand."""
        return way_time_cost(
            kg=1.0, minutes=1.0, yuan_per_tonne_hour=self.problem.yuan_per_tonne_hour
        )

    @cached_property
    def sort_prices(self) -> tuple[float, ...]:
        """Yuan a kg sorted at each node."""
        return tuple(
            freight_cost(kg_per_day=1.0, yuan_per_kg=node.yuan_per_kg)
            for node in self.problem.nodes
        )
