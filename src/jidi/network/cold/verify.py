"""The checker of cold-chain designs: every way by its own clock, every place and truck by its load.

It shares nothing with the solver but problem, design and ``network/costs.py``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from jidi.network.cold.design import Carried, ColdDesign
from jidi.network.cold.problem import ColdProblem, Site
from jidi.network.costs import carbon_cost, departures_cost, equipment_cost, freight_cost

TOLERANCE: Final = 1e-6
TONNE: Final = 1000.0
Kind = Literal[
    "unknown", "not_built", "forced", "too_warm", "too_late", "flow", "lost", "left", "full",
    "trucks", "cost", "grams", "bound", "coverage", "each", "budget", "most_kg",
]  # fmt: skip


@dataclass(frozen=True)
class Breach:
    """One condition that does not hold: which, where, and the two numbers that clash."""

    kind: Kind
    where: str
    found: float = 0.0
    allowed: float = 0.0


@dataclass(frozen=True)
class Verdict:
    """What the checker found.

    :param cost: and ``grams``: None where it cannot be read. :param bill: the cost's terms:
        coolers, stores, carriage (of the first two stretches), handling, trucks, carbon.
    """

    breaches: tuple[Breach, ...]
    cost: float | None = None
    grams: float | None = None
    bill: Mapping[str, float] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether every condition is kept and every claim true."""
        return not self.breaches


def verify(problem: ColdProblem, design: ColdDesign) -> Verdict:
    """Recompute everything."""
    unreadable = tuple(_unreadable(problem, design))
    if unreadable:
        return Verdict(unreadable)
    grams = sum(part.kg / TONNE * _gram_km(problem, part) for part in design.carried)
    bill = _bill(problem, design, grams)
    cost = sum(bill.values())
    breaches = [
        *_times(problem, design), *_amounts(problem, design),
        *_places(problem.coolers, design.coolers, design, "cooler"),
        *_places(problem.stores, design.stores, design, "store"),
        *_trucks(problem, design), *_asked(problem, design, cost),
    ]  # fmt: skip
    if not _same(cost, design.cost):
        breaches.append(Breach("cost", "design", design.cost, cost))
    if not _same(grams, design.grams):
        breaches.append(Breach("grams", "design", design.grams, grams))
    if _over(design.bound, cost):
        breaches.append(Breach("bound", "design", design.bound, cost))
    return Verdict(tuple(breaches), cost, grams, bill)


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= TOLERANCE * max(1.0, abs(one), abs(other))


def _over(found: float, allowed: float) -> bool:
    return found > allowed and not _same(found, allowed)


def _unreadable(problem: ColdProblem, design: ColdDesign) -> Iterator[Breach]:
    for sites, built in ((problem.coolers, design.coolers), (problem.stores, design.stores)):
        for place, size in built.items():
            if place not in range(len(sites)) or size not in range(len(sites[place].sizes)):
                yield Breach("unknown", f"place {place}", size)
    stores, markets = range(len(problem.stores)), range(len(problem.markets))
    for number, part in enumerate(design.carried):
        known = part.base in range(len(problem.bases)) and part.market in markets
        known = known and part.cooler in range(len(problem.coolers)) and part.store in stores
        if not known or not part.kg >= 0:
            yield Breach("unknown", f"carried {number + 1}", part.kg)
    for base, market in (*design.lost, *design.left):
        if base not in range(len(problem.bases)) or market not in markets:
            yield Breach("unknown", f"left {base}-{market}")
    for (store, market), count in design.trucks.items():
        if store not in stores or market not in markets or count < 0 or int(count) != count:
            yield Breach("unknown", f"trucks {store}-{market}", count)


def _clock(problem: ColdProblem, base: int, cooler: int, store: int, market: int) -> list[float]:
    """Hours in the open, then hours of the budget at hand-over, step by step."""
    product = problem.products[problem.bases[base].product]
    open_h = problem.first_km[base, cooler] / problem.first.kmh
    used = open_h * product.warmth
    for step in (
        problem.cool_h, problem.second_km[cooler, store] / problem.second.kmh, problem.dwell_h,
        problem.third_km[store, market] / problem.third.kmh,
    ):  # fmt: skip
        used += step
    return [float(open_h), float(used)]


def _times(problem: ColdProblem, design: ColdDesign) -> Iterator[Breach]:
    for number, part in enumerate(design.carried):
        product = problem.products[problem.bases[part.base].product]
        open_h, used = _clock(problem, part.base, part.cooler, part.store, part.market)
        if _over(open_h, product.open_most):
            yield Breach("too_warm", f"carried {number + 1}", open_h, product.open_most)
        if _over(used, product.budget):
            yield Breach("too_late", f"carried {number + 1}", used, product.budget)


def _amounts(problem: ColdProblem, design: ColdDesign) -> Iterator[Breach]:
    given: dict[tuple[int, int], float] = defaultdict(float)
    for part in design.carried:
        given[part.base, part.market] += part.kg
    for base, row in enumerate(problem.kg):
        for market, kg in enumerate(row):
            if (base, market) in design.lost:
                if given[base, market] or _reached(problem, base, market):
                    yield Breach("lost", f"{problem.bases[base].id}-{problem.markets[market]}")
            elif not _same(given[base, market] + design.left.get((base, market), 0.0), float(kg)):
                where = f"{problem.bases[base].id}-{problem.markets[market]}"
                yield Breach("flow", where, given[base, market], float(kg))


def _asked(problem: ColdProblem, design: ColdDesign, cost: float) -> Iterator[Breach]:
    """What may be left out, how much is carried, and for how much."""
    asked = (problem.coverage, problem.each, problem.budget)
    anything = any(one is not None for one in asked)
    for (base, market), kg in design.left.items():
        if not anything or not kg >= 0 or (base, market) in design.lost:
            where = f"{problem.bases[base].id}-{problem.markets[market]}"
            yield Breach("left", where, kg)
    carried = sum(part.kg for part in design.carried)
    if problem.coverage is not None:
        wanted = problem.coverage * sum(float(kg) for row in problem.kg for kg in row)
        if _over(wanted, carried):
            yield Breach("coverage", "design", carried, wanted)
    if problem.each is not None:
        yield from _each_product(problem, problem.each, design)
    if problem.budget is not None and _over(cost, problem.budget):
        yield Breach("budget", "design", cost, problem.budget)
    if design.most_kg is not None and _over(carried, design.most_kg):
        yield Breach("most_kg", "design", carried, design.most_kg)


def _each_product(problem: ColdProblem, share: float, design: ColdDesign) -> Iterator[Breach]:
    """Of every product as much as is asked for."""
    there: dict[int, float] = defaultdict(float)
    given: dict[int, float] = defaultdict(float)
    for base, row in enumerate(problem.kg):
        there[problem.bases[base].product] += sum(float(kg) for kg in row)
    for part in design.carried:
        given[problem.bases[part.base].product] += part.kg
    for number, whole in there.items():
        if _over(share * whole, given[number]):
            yield Breach("each", problem.products[number].id, given[number], share * whole)


def _reached(problem: ColdProblem, base: int, market: int) -> bool:
    """Whether some way would keep the product after all."""
    product = problem.products[problem.bases[base].product]
    for cooler in range(len(problem.coolers)):
        for store in range(len(problem.stores)):
            open_h, used = _clock(problem, base, cooler, store, market)
            if open_h <= product.open_most and used <= product.budget:
                return True
    return False


def _places(
    sites: tuple[Site, ...], built: Mapping[int, int], design: ColdDesign, kind: str
) -> Iterator[Breach]:
    loads: dict[int, float] = defaultdict(float)
    for part in design.carried:
        loads[part.cooler if kind == "cooler" else part.store] += part.kg
    for place, kg in loads.items():
        if place not in built:
            yield Breach("not_built", f"{kind} {sites[place].id}", kg)
        elif _over(kg, sites[place].sizes[built[place]].kg):
            room = sites[place].sizes[built[place]].kg
            yield Breach("full", f"{kind} {sites[place].id}", kg, room)
    for place, site in enumerate(sites):
        if site.forced and place not in built:
            yield Breach("forced", f"{kind} {site.id}")


def _trucks(problem: ColdProblem, design: ColdDesign) -> Iterator[Breach]:
    loads: dict[tuple[int, int], float] = defaultdict(float)
    for part in design.carried:
        loads[part.store, part.market] += part.kg
    for lane, kg in loads.items():
        room = design.trucks.get(lane, 0) * problem.truck_kg
        if _over(kg, room):
            name = f"{problem.stores[lane[0]].id}-{problem.markets[lane[1]]}"
            yield Breach("trucks", name, kg, room)


def _gram_km(problem: ColdProblem, part: Carried) -> float:
    return float(
        problem.first.grams * problem.first_km[part.base, part.cooler]
        + problem.second.grams * problem.second_km[part.cooler, part.store]
        + problem.third.grams * problem.third_km[part.store, part.market]
    )


def _bill(problem: ColdProblem, design: ColdDesign, grams: float) -> dict[str, float]:
    carriage = handling = 0.0
    for part in design.carried:
        for km, yuan_tkm in (
            (problem.first_km[part.base, part.cooler], problem.first.yuan_tkm),
            (problem.second_km[part.cooler, part.store], problem.second.yuan_tkm),
        ):
            carriage += freight_cost(kg_per_day=part.kg, yuan_per_kg=float(km) * yuan_tkm / TONNE)
        for yuan in (problem.cool_yuan_kg, problem.store_yuan_kg):
            handling += freight_cost(kg_per_day=part.kg, yuan_per_kg=yuan)
    trucks = 0.0
    for (store, market), count in design.trucks.items():
        km = float(problem.third_km[store, market])
        trucks += departures_cost(
            departures_per_day=count, yuan_per_departure=km * problem.truck_yuan_km
        )
    return {
        "coolers": _built(problem.coolers, design.coolers),
        "stores": _built(problem.stores, design.stores),
        "carriage": carriage,
        "handling": handling,
        "trucks": trucks,
        "carbon": carbon_cost(grams_per_day=grams, yuan_per_tonne=problem.yuan_per_tonne),
    }


def _built(sites: tuple[Site, ...], built: Mapping[int, int]) -> float:
    return sum(
        equipment_cost(count=1, yuan_per_day=sites[place].sizes[size].yuan)
        for place, size in built.items()
    )
