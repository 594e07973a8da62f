"""Bills, maps and indicators of sorting, cold-chain and border designs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from jidi.network.border import BorderDesign
from jidi.network.cold import ColdDesign, fewest
from jidi.network.sorting import SortingDesign
from jidi.service.answer_parts import Drawn, Leg, Moves, Role, Spot, Term, Told, spot
from jidi.service.border_problem import ProvinceBorder
from jidi.service.cold_partial import left_of
from jidi.service.cold_problem import ProvinceCold
from jidi.service.hub_problem import Node
from jidi.service.sorting_problem import ProvinceSorting

SORTING_TERMS: Final[Mapping[str, Told]] = {
    "lines": ("增加的分拣线", "added lines"),
    "waves": ("波次", "waves"),
    "waiting": ("件的等候", "parcels' waiting"),
    "second": ("二次分拣", "sorting again"),
}
COLD_TERMS: Final[Mapping[str, Told]] = {
    "coolers": ("预冷设施", "coolers"),
    "stores": ("新增冷库", "added stores"),
    "carriage": ("到预冷点和冷库的运输", "carriage to coolers and stores"),
    "handling": ("预冷与仓储作业", "handling in coolers and stores"),
    "trucks": ("冷藏车", "refrigerated trucks"),
    "carbon": ("碳", "carbon"),
}
BORDER_TERMS: Final[Mapping[str, Told]] = {
    "carriage": ("运输与口岸收费", "carriage and gateways"),
    "waiting": ("在途时间", "time on the way"),
    "runs": ("增开班次", "added runs"),
    "storage": ("边境仓存放与进出仓", "border stores"),
}
NOTHING: Final = 1e-6


def terms(words: Mapping[str, Told], bill: Mapping[str, float]) -> tuple[Term, ...]:
    """A checker's bill in words; terms without a yuan are left out, save the only ones."""
    found = tuple(Term(key, words[key], yuan) for key, yuan in bill.items() if yuan)
    return found or tuple(Term(key, words[key], yuan) for key, yuan in bill.items())


# Sorting ---------------------------------------------------------------------


def sorting_drawn(posed: ProvinceSorting, design: SortingDesign) -> Drawn:
    """Hubs of the cities, and from the one that is designed to which other cities it sorts."""
    values, problem = posed.asked.values, posed.problem
    hearts = _hearts(posed)
    spots: list[Spot] = []
    number: dict[str, int] = {}
    for one in posed.cities:
        code = one.city.code.short[:4]
        if code in hearts:
            chosen = one is posed.city
            role: Role = "built" if chosen else "place" if one.lacks(values) else "stands"
            number[code] = len(spots)
            spots.append(spot(hearts[code], (one.city.name, one.city.name_en or ""), role))
    legs = []
    own = number.get(posed.city.city.code.short[:4])
    waves: dict[int, list[str]] = defaultdict(list)
    for place in design.placed:
        waves[place.destination].append(problem.waves[place.wave].id)
    for at, sorted_in in waves.items():
        to = number.get(problem.destinations[at].id)
        if own is not None and to is not None:
            name = posed.names[problem.destinations[at].id]
            wave = ", ".join(sorted_in)
            legs.append(Leg((own, to), (f"{name[0]} {wave}", f"{name[1]} {wave}")))
    roles: dict[Role, Told] = {
        "built": ("本方案的分拨中心", "hub that is designed"),
        "stands": ("分拣线够用的分拨中心", "hub with lines enough"),
        "place": ("缺分拣线的分拨中心", "hub that lacks lines"),
    }
    return _drawn(spots, legs, roles, ("分拣去向（省内各市）", "sorted for (cities)"))


def _hearts(posed: ProvinceSorting) -> dict[str, Node]:
    """Of each city the county that sends most."""
    problem = posed.hubs.problem
    sends = problem.flows.sum(axis=1) + problem.sent.sum(axis=1)
    found: dict[str, int] = {}
    for number, node in enumerate(posed.hubs.nodes[: problem.nodes]):
        best = found.get(node.code[:4])
        if best is None or sends[number] > sends[best]:
            found[node.code[:4]] = number
    return {code: posed.hubs.nodes[number] for code, number in found.items()}


def sorting_moves(posed: ProvinceSorting, design: SortingDesign) -> tuple[Moves, ...]:
    """Lines added at the hub."""
    hearts, city = _hearts(posed), posed.city.city.code.short[:4]
    added = float(design.lines - posed.problem.standing)
    return (Moves("sorting_lines", {hearts[city].code: added} if city in hearts else {}),)


# Cold chain ------------------------------------------------------------------


def cold_drawn(posed: ProvinceCold, design: ColdDesign) -> Drawn:
    """Bases, coolers and stores, and what is carried between them within the province."""
    nodes = {node.code: node for node in posed.hubs.nodes if node.kind == "county"}
    spots: list[Spot] = []
    number: dict[tuple[str, int], int] = {}

    def put(kind: str, at: int, code: str, words: Told, role: Role) -> None:
        if code in nodes:
            number[kind, at] = len(spots)
            spots.append(spot(nodes[code], words, role))

    for n, base in enumerate(posed.bases):
        name = base.county
        zh, en = f"{name.name} {base.product.zh}", f"{name.name_en or name.name} {base.product.en}"
        left, whole = left_of(posed, design, n)
        if left > NOTHING * whole:
            zh += f"：{whole:,.0f} 千克/日中有 {left:,.0f} 没有运出"
            en += f": {left:,.0f} of {whole:,.0f} kg a day are not carried"
        put("base", n, name.code.short, (zh, en), "short" if left > NOTHING * whole else "place")
    for n in sorted(design.coolers):
        place = posed.coolers[n]
        en = f"{place.name_en or place.name}, cooler"
        put("cooler", n, place.code.short, (f"{place.name} 预冷", en), "stands")
    for n in sorted(design.stores):
        city = posed.cities[posed.stores[n].code.short[:4]]
        words = (f"{city.name} 冷库", f"{city.name_en or city.name}, store")
        put("store", n, posed.stores[n].code.short, words, "built")
    kg: dict[tuple[tuple[str, int], tuple[str, int]], float] = defaultdict(float)
    for one in design.carried:
        kg[("base", one.base), ("cooler", one.cooler)] += one.kg
        kg[("cooler", one.cooler), ("store", one.store)] += one.kg
    legs = [
        Leg((number[a], number[b]), (f"{amount:,.0f} 千克/日", f"{amount:,.0f} kg a day"))
        for (a, b), amount in sorted(kg.items())
        if amount > NOTHING and a in number and b in number
    ]
    roles: dict[Role, Told] = {
        "built": ("冷库", "cold store"),
        "stands": ("预冷", "cooler"),
        "place": ("产品基地", "product base"),
        "short": ("产品基地，没有全部运出", "product base, not all carried"),
    }
    return _drawn(spots, legs, roles, ("基地—预冷—冷库", "base to cooler to store"))


def cold_moves(posed: ProvinceCold, design: ColdDesign) -> tuple[Moves, ...]:
    """Area of stores that are added, and outlets that are equipped."""
    sizes = {size.id: size for size in posed.asked.values.stores}
    area: dict[str, float] = defaultdict(float)
    for number, size in design.stores.items():
        name = posed.problem.stores[number].sizes[size].id.removeprefix("standing+")
        if name in sizes:
            m2 = sizes[name].kg_day / posed.asked.values.carriage.store_kg_m2
            area[posed.stores[number].code.short] += m2
    given = fewest(posed.outlets, posed.asked.values.outlets_share)
    outlets = {code: float(count) for code, count in sorted(given.items()) if count}
    return Moves("cold_store_area", dict(area)), Moves("cold_equipped_outlet_rate", outlets)


# Border ----------------------------------------------------------------------


def border_drawn(posed: ProvinceBorder, design: BorderDesign) -> Drawn:
    """Gateways, and which cities' parcels go to each, out and in."""
    nodes = posed.hubs.nodes
    at = {node.code: node for node in nodes if node.kind == "county"}
    spots: list[Spot] = []
    gateways: dict[str, int] = {}
    for line in posed.lines:
        if line.county not in gateways:
            gateways[line.county] = len(spots)
            spots.append(spot(at[line.county], line.gateway, "built"))
    cities: dict[str, int] = {}
    for code, number in sorted(posed.hearts.items()):
        city = posed.cities[code]
        cities[code] = len(spots)
        spots.append(spot(nodes[number], (city.name, city.name_en or city.name), "place"))
    legs = [
        Leg(
            (cities[city], gateways[county]),
            (f"{parcels:,.0f} 件/日", f"{parcels:,.0f} parcels a day"),
        )
        for (city, county), parcels in sorted(_border_parcels(posed, design).items())
        if parcels >= 1.0
    ]
    roles: dict[Role, Told] = {"built": ("口岸", "gateway"), "place": ("市", "city")}
    return _drawn(spots, legs, roles, ("每日 1 件以上的流向", "a parcel a day and more"))


def _border_parcels(posed: ProvinceBorder, design: BorderDesign) -> Mapping[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = defaultdict(float)
    for flow, row in zip(posed.problem.flows, design.parcels, strict=True):
        for line, parcels in zip(posed.lines, row, strict=True):
            found[flow.id[:4], line.county] += parcels
    return found


def border_moves(posed: ProvinceBorder, design: BorderDesign) -> tuple[Moves, ...]:
    """Runs that are added; lines of the rail to Europe are not counted by the indicator."""
    runs: dict[str, float] = defaultdict(float)
    for line, days in zip(posed.lines, design.added, strict=True):
        if line.kind == "international" and days:
            runs[line.county] += len(days)
    return (Moves("weekly_border_runs", dict(runs)),)


def _drawn(
    spots: list[Spot], legs: Iterator[Leg] | list[Leg], roles: Mapping[Role, Told], legs_are: Told
) -> Drawn:
    there = {one.role for one in spots}
    kept = {role: words for role, words in roles.items() if role in there}
    return Drawn(tuple(spots), tuple(legs), kept, legs_are)
