"""What the solver says its design costs; the checker has its own sums."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jidi.network.costs import carbon_cost, departures_cost, freight_cost, way_time_cost
from jidi.network.trunk.design import Carried
from jidi.network.trunk.problem import TrunkProblem


def cost_of(
    problem: TrunkProblem,
    departures: Sequence[int],
    empties: Sequence[int],
    carried: Iterable[Carried],
) -> float:
    """Yuan a day, the mean of a week."""
    parts = list(carried)
    cost = sum(
        departures_cost(
            departures_per_day=lane.a_day(count), yuan_per_departure=lane.yuan_per_departure
        )
        for count, lane in zip(departures, problem.lanes, strict=True)
    )
    cost += sum(
        departures_cost(departures_per_day=count, yuan_per_departure=run.yuan)
        for count, run in zip(empties, problem.empties, strict=True)
    )
    for part in parts:
        lanes = [problem.lanes[number] for number in part.lanes]
        prices = [lane.yuan_per_kg for lane in lanes]
        prices += [problem.nodes[lane.target].yuan_per_kg for lane in lanes[:-1]]
        cost += sum(freight_cost(kg_per_day=part.kg_a_day, yuan_per_kg=price) for price in prices)
        cost += way_time_cost(
            kg=part.kg_a_day, minutes=part.minutes, yuan_per_tonne_hour=problem.yuan_per_tonne_hour
        )
    grams = grams_of(problem, parts)
    return cost + carbon_cost(grams_per_day=grams, yuan_per_tonne=problem.yuan_per_tonne)


def grams_of(problem: TrunkProblem, carried: Iterable[Carried]) -> float:
    """g CO2e a day, the mean of a week."""
    return sum(
        part.kg_a_day * problem.lanes[number].grams_per_kg
        for part in carried
        for number in part.lanes
    )
