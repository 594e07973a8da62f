"""What the solver says its design costs; the checker has its own sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jidi.network.cold.design import Carried
from jidi.network.cold.problem import ColdProblem
from jidi.network.costs import carbon_cost, departures_cost, equipment_cost, freight_cost

KG: float = 1000.0


def grams_kg(problem: ColdProblem, way: tuple[int, int, int, int]) -> float:
    """g CO2e for a kilogram that goes a way."""
    base, cooler, store, market = way
    return float(
        problem.first_km[base, cooler] * problem.first.grams
        + problem.second_km[cooler, store] * problem.second.grams
        + problem.third_km[store, market] * problem.third.grams
    ) / KG  # fmt: skip


def freight_yuan_kg(problem: ColdProblem, way: tuple[int, int, int, int]) -> float:
    """Yuan for a kilogram that goes a way, trucks of the last stretch apart."""
    base, cooler, store, _ = way
    tkm = float(
        problem.first_km[base, cooler] * problem.first.yuan_tkm
        + problem.second_km[cooler, store] * problem.second.yuan_tkm
    )
    handling = problem.cool_yuan_kg + problem.store_yuan_kg
    carbon = carbon_cost(
        grams_per_day=grams_kg(problem, way), yuan_per_tonne=problem.yuan_per_tonne
    )
    return tkm / KG + handling + carbon


def grams_of(problem: ColdProblem, carried: Iterable[Carried]) -> float:
    """g CO2e a day."""
    return sum(p.kg * grams_kg(problem, (p.base, p.cooler, p.store, p.market)) for p in carried)


def cost_of(
    problem: ColdProblem,
    coolers: Mapping[int, int],
    stores: Mapping[int, int],
    carried: Iterable[Carried],
    trucks: Mapping[tuple[int, int], int],
    grams: float,
) -> float:
    """Yuan a day."""
    cost = carbon_cost(grams_per_day=grams, yuan_per_tonne=problem.yuan_per_tonne)
    for sites, built in ((problem.coolers, coolers), (problem.stores, stores)):
        for place, size in built.items():
            yuan = sites[place].sizes[size].yuan
            cost += equipment_cost(count=1, yuan_per_day=yuan)
    for part in carried:
        way = (part.base, part.cooler, part.store, part.market)
        yuan = freight_yuan_kg(problem, way)
        yuan -= carbon_cost(
            grams_per_day=grams_kg(problem, way), yuan_per_tonne=problem.yuan_per_tonne
        )
        cost += freight_cost(kg_per_day=part.kg, yuan_per_kg=yuan)
    for (store, market), count in trucks.items():
        each = problem.truck_yuan_km * float(problem.third_km[store, market])
        cost += departures_cost(departures_per_day=count, yuan_per_departure=each)
    return cost
