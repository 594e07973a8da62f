"""A province's hub problem out of a book: demand, candidates, costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

import numpy as np

from jidi.core.errors import InputError, JidiError, Language, UnknownName, raise_together
from jidi.core.nearest import suggestion
from jidi.core.period import PeriodKind
from jidi.core.units import Unit
from jidi.core.worded import listed
from jidi.model.hub_levels import Layout, hub_levels, level_name
from jidi.model.hubs import OtherProvince, Truck, hub_values, other_provinces
from jidi.model.observation import Observation
from jidi.model.rural import detours, terrain_of
from jidi.model.statistics import load_statistics
from jidi.network.costs import haul_cost
from jidi.network.demand import Flows, Sources, flows
from jidi.network.hubs import HubProblem, Level
from jidi.network.hubs.problem import UNLIMITED
from jidi.network.rural.drafting_roads import straight_km
from jidi.service.books import Book
from jidi.service.hub_places import TABLES, ProvincePlaces, Standing
from jidi.service.hub_sizes import sizes_of

VOLUME: Final = "express_volume"
PARCELS: Final = Unit.parse("件")
MOST_VOLUME: Final = 10_000
"""Hundred million parcels a year: more is a slip of the unit."""
YEAR: Final = 365.0
SINGLE: Final = "single"
ALLOCATIONS: Final = (SINGLE, "multiple")


@dataclass(frozen=True)
class Node:
    """A county or another province."""

    code: str
    zh: str
    en: str
    kind: Literal["county", "province"]
    longitude: float
    latitude: float
    standing: Standing | None = None

    def called(self, lang: Language) -> str:
        """Its name in a language."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Asked:
    """What a user asked for.

    :param every: every county is a candidate, not only those with a hub or park and the busiest of
        each city.
    :param volume: hundred million parcels a year (亿件); the plan's where None.
    :param hubs: exactly so many; as many as pay where None. :param keep: standing hubs stay.
    :param allocation: ``single``: a county has one hub; ``multiple``: each flow its own way.
    :param levels: ``plan`` for the layout that the province's plan names, or numbers of main hubs,
        secondary ones and centres (``1+3+6``); empty: all hubs are alike.
    """

    year: int
    volume: float | None = None
    hubs: int | None = None
    keep: bool = False
    every: bool = False
    levels: str = ""
    allocation: str = SINGLE

    def told(self) -> dict[str, Any]:
        """As plain values; single allocation, which is usual, is not named."""
        told = dict(vars(self))
        if self.allocation == SINGLE:
            del told["allocation"]
        return told


@dataclass(frozen=True)
class DemandFit:
    """How the flows came about: the power of the distance as fitted, the share of parcels that stay
    in their city as it was counted, and parcels a day beyond what counties were said to get."""

    power: float
    same_city: float
    over: float


@dataclass(frozen=True)
class ProvinceHubs:
    """A province's hub problem, with what its nodes are and where its figures come from."""

    name: str
    code: str
    problem: HubProblem
    nodes: tuple[Node, ...]
    demand: DemandFit
    asked: Asked
    volume: float
    synthetic: bool
    version: int
    sources: tuple[str, ...]
    notes: tuple[JidiError, ...]

    def called(self, lang: Language) -> str:
        """The province's name in a language; the Chinese one where no English one is known."""
        known = {province.code[:6]: province.en for province in other_provinces()}
        return self.name if lang == "zh" else known.get(self.code[:6], self.name)


def province_hubs(book: Book, asked: Asked) -> ProvinceHubs:
    """The problem. Parcels a day and yuan a day throughout.

    :raises InputError: N-842 to N-845, N-851, N-852, N-841, N-824.
    :raises UnknownName: N-823 for an unknown allocation.
    """
    check_asked(book, asked)
    layout = layout_of(asked, book.province.code.text[:6], book.province.name)
    day = book.until
    if day is None:
        raise InputError("N-842", months=hub_values().demand.months)
    places = ProvincePlaces(book, day)
    volume, source = _volume(book, asked)
    nodes = _nodes(places)
    km = road_km(nodes)
    known, ratio = _sources(places, nodes, km, volume)
    demand = flows(known)
    parcels = _with_international(places, nodes, demand.parcels, volume)
    _note(places, demand, ratio)
    if layout is not None:
        places.note("N-862", name_zh=layout.zh, name_en=layout.en, item=layout.item or "—")
    origins = {origin for table in TABLES for origin in book.origins(table)}
    return ProvinceHubs(
        name=book.province.name,
        code=book.province.code.text[:6],
        problem=_problem(nodes, parcels, km, asked, layout),
        nodes=nodes,
        demand=DemandFit(power=demand.power, same_city=demand.wanted, over=demand.over),
        asked=asked,
        volume=volume,
        synthetic="synthetic" in origins,
        version=book.version,
        sources=(
            source,
            f"月报 monthly_return {places.span}：各县快递量 express by county",
            *(_origin_said(book, name) for name in TABLES),
            "2020 年人口普查 census of 2020；definitions/network/provinces.csv、hubs.toml"
            "（本平台取值 own choice）",
            f"各地区比重 regions' shares：{hub_values().demand.sends.source}",
        ),
        notes=(*places.notes, *places.outages.told.values()),
    )


_ORIGINS: Final = {
    "synthetic": "合成 synthetic",
    "reported": "报送 reported",
    "published": "公布 published",
}


def _origin_said(book: Book, name: str) -> str:
    """Where the rows of a table come from, in both languages at once."""
    origins = "、".join(_ORIGINS.get(one, one) for one in sorted(book.origins(name)))
    return f"{book.catalogue.tables[name].zh} {name}：{origins or '—'}"


def check_asked(book: Book, asked: Asked) -> None:
    """Whether what is asked can be, as far as it tells without posing the problem; all at once.

    :raises InputError: N-843, N-851, N-824, N-860, N-861. :raises UnknownName: N-823.
    """
    province = book.province
    looks: tuple[Callable[[], object], ...] = (
        lambda: _check_allocation(asked),
        lambda: layout_of(asked, province.code.text[:6], province.name),
        lambda: _volume(book, asked),
    )
    raise_together(fault for look in looks for fault in _faults(look))


def _faults(look: Callable[[], object]) -> Iterator[JidiError]:
    try:
        look()
    except JidiError as error:
        yield error


def _check_allocation(asked: Asked) -> None:
    if asked.allocation not in ALLOCATIONS:
        nearest = suggestion(asked.allocation, ALLOCATIONS)
        raise UnknownName("N-823", allocation=asked.allocation[:40], nearest=nearest)
    if asked.allocation != SINGLE and asked.levels:
        raise InputError("N-824", levels=asked.levels[:40])


def volume_of(book: Book, *, year: int, volume: float | None = None) -> float:
    """Parcels in a year: as given (亿件), or as the plan states them for it or for its base year.

    :raises InputError: N-843, N-851.
    """
    return _volume(book, Asked(year=year, volume=volume))[0]


def _volume(book: Book, asked: Asked) -> tuple[float, str]:
    """Parcels in the year, and where the figure comes from."""
    if asked.volume is not None:
        if not 0 < asked.volume <= MOST_VOLUME:
            raise InputError("N-851", volume=f"{asked.volume:g}", most=MOST_VOLUME)
        return asked.volume * 1e8, f"--volume {asked.volume:g} 亿件"
    stated = book.plan.stated(VOLUME)
    for target in stated:
        for condition in target.conditions:
            if target.year == asked.year and condition.kind == "level":
                size = Unit.parse(target.unit).factor_to(PARCELS)
                value = float(Decimal(condition.printed.value) * size)
                return value, f"{book.plan.zh} {target.item} {condition.printed.text} {target.unit}"
    for target in stated:
        if asked.year == book.plan.base_year and target.baseline is not None:
            size = Unit.parse(target.unit).factor_to(PARCELS)
            text = f"{book.plan.zh} {target.item} {target.baseline.text} {target.unit}"
            return float(Decimal(target.baseline.value) * size), text
    based = {book.plan.base_year} if any(t.baseline is not None for t in stated) else set()
    years = based | {t.year for t in stated if any(c.kind == "level" for c in t.conditions)}
    known = listed(str(year) for year in sorted(years))
    raise InputError("N-843", year=asked.year, known=known)


def _nodes(places: ProvincePlaces) -> tuple[Node, ...]:
    counties = tuple(
        Node(
            county.code.short, county.name, county.name_en or county.name, "county",
            *places.places[county.code.short], places.standing.get(county.code.short),
        )
        for county in places.counties
    )  # fmt: skip
    own = places.book.province.code.text
    others = (province for province in other_provinces() if province.code != own)
    return (*counties, *(_gateway(province) for province in others))


def _gateway(province: OtherProvince) -> Node:
    return Node(
        province.code[:6], province.zh, province.en, "province", province.longitude,
        province.latitude,
    )  # fmt: skip


def road_km(nodes: tuple[Node, ...]) -> np.ndarray:
    """By road: the straight line times the mean detour of both ends, as rural designs take it."""
    straight = straight_km(np.array([(node.longitude, node.latitude) for node in nodes]))
    known, outside = detours(), hub_values().road.to_other_provinces
    factors = np.array([
        outside if node.kind == "province" else known[terrain_of(node.code) or "hill", "county"]
        for node in nodes
    ])  # fmt: skip
    far = factors[:, None] + factors[None]
    km = np.round(straight * far / 2, 3)
    provinces = np.array([node.kind == "province" for node in nodes])
    either = provinces[:, None] | provinces[None]
    return np.asarray(np.where(either, np.round(straight * outside, 3), km))


def _sources(
    places: ProvincePlaces, nodes: tuple[Node, ...], km: np.ndarray, volume: float
) -> tuple[Sources, float]:
    """What demand rests on, scaled to the year's volume; parcels that come for each one sent."""
    counties = [node for node in nodes if node.kind == "county"]
    sent = {
        business: np.array([places.sent.get(business, {}).get(c.code, 0.0) for c in counties])
        for business in ("express_same_city", "express_inter_city", "express_international")
    }
    now = float(sum(values.sum() for values in sent.values()))
    scale = volume / YEAR / now
    census = {code.short: people for code, people in places.book.population.items()}
    people = np.array([float(census.get(node.code, 0)) for node in counties])
    ratio = _national_a_head() * people.sum() / (now * YEAR)
    outside = [p for p in other_provinces() if p.code != places.book.province.code.text]
    rule = hub_values().demand
    known = Sources(
        km=km,
        city=np.array([int(node.code[:4]) for node in counties]),
        same_city=sent["express_same_city"] * scale,
        inter_city=sent["express_inter_city"] * scale,
        people=np.array([*people, *(float(province.population) for province in outside)]),
        delivered=people / people.sum() * ratio * volume / YEAR,
        sends=np.array([_sends(province) for province in outside]),
        shortest_km=rule.shortest_km,
        powers=(rule.least_power, rule.most_power),
    )
    return known, ratio


def _national_a_head() -> float:
    """Parcels a head and year in the nation, by the newest published year."""
    figure = _newest(hub_values().demand.national)
    assert figure.value is not None
    people = sum(province.population for province in other_provinces())
    return float(figure.value * figure.unit.factor_to(PARCELS)) / people


def _sends(province: OtherProvince) -> float:
    """What a province sends, as a share of the nation: its region's, by people within it."""
    share = float(getattr(hub_values().demand.sends, province.region))
    region = sum(p.population for p in other_provinces() if p.region == province.region)
    return share * province.population / region


def _newest(indicator: str) -> Observation:
    """The nation's newest published year. :raises InputError: N-845."""
    found = [
        figure for figure in load_statistics()
        if figure.indicator == indicator and figure.division.text == "0" * 12
        and figure.value is not None and figure.status.value == "reported"
        and figure.period.kind is PeriodKind.YEAR
    ]  # fmt: skip
    if not found:
        raise InputError("N-845", indicator=indicator)
    return max(found, key=lambda figure: figure.period.end)


def _with_international(
    places: ProvincePlaces, nodes: tuple[Node, ...], parcels: np.ndarray, volume: float
) -> np.ndarray:
    """International parcels go to the counties with an office of exchange, in equal parts."""
    index = {node.code: number for number, node in enumerate(nodes)}
    abroad = places.sent.get("express_international", {})
    now = sum(sum(by_county.values()) for by_county in places.sent.values())
    scale = volume / YEAR / now
    ends = [index[code] for code in places.exchanges if code in index]
    total = sum(abroad.values()) * scale
    if not ends and total:
        places.note("N-846", name=places.book.province.name, parcels=f"{total:,.0f}")
    found = parcels.copy()
    for code, amount in abroad.items():
        if code in index:
            found[index[code], ends] += amount * scale / max(1, len(ends))
    return np.asarray(np.round(found, 6))


def _note(places: ProvincePlaces, demand: Flows, ratio: float) -> None:
    places.note(
        "N-848", power=f"{demand.power:.3f}", share=f"{demand.wanted:.2%}", ratio=f"{ratio:.2f}"
    )
    if demand.over > 0.5:
        places.note("N-850", over=f"{demand.over:,.0f}")
    places.note("N-849")


def layout_of(asked: Asked, province: str, name: str) -> Layout | None:
    """The levels asked for. :raises InputError: N-860 where the plan names none or numbers are not
    three, N-861 beside a number of hubs."""
    if not asked.levels:
        return None
    if asked.hubs is not None:
        raise InputError("N-861", levels=asked.levels[:40], hubs=asked.hubs)
    if asked.levels == "plan":
        found = hub_levels().of_plan(province)
    else:
        parts = asked.levels.split("+")
        numbers = tuple(int(one) if one.isdecimal() and len(one) <= 3 else 0 for one in parts)
        found = hub_levels().of_numbers(numbers)
    if found is None:
        raise InputError("N-860", levels=asked.levels[:40], name=name)
    return found


def _levels(
    layout: Layout, nodes: tuple[Node, ...], candidates: frozenset[int]
) -> tuple[Level, ...]:
    """The levels of a layout. :raises InputError: N-863 for one that lacks places."""
    levels = tuple(
        Level(
            id=rule.id, count=rule.count, above=rule.above, outside=rule.outside,
            least=rule.least_capacity, most=rule.most_capacity or UNLIMITED,
            places=frozenset(n for n in candidates if rule.there(nodes[n].code)),
            one_each=rule.one_each,
        )
        for rule in layout.levels
    )  # fmt: skip
    for level in levels:
        there = level.places or frozenset()
        room = len({nodes[n].code[:4] for n in there}) if level.one_each else len(there)
        if room < level.count:
            raise InputError(
                "N-863", level_zh=level_name(level.id, "zh"), level_en=level_name(level.id, "en"),
                count=level.count, places=room,
            )  # fmt: skip
    return levels


def _problem(
    nodes: tuple[Node, ...],
    parcels: np.ndarray,
    km: np.ndarray,
    asked: Asked,
    layout: Layout | None,
) -> HubProblem:
    counties = frozenset(number for number, node in enumerate(nodes) if node.kind == "county")
    candidates = counties if asked.every else _candidates(nodes, parcels)
    if layout is not None:  # counties that the layout names are candidates whatever stands there
        named = {code for rule in layout.levels for code in rule.within if len(code) == 6}
        candidates |= {n for n in counties if nodes[n].code in named}
    levels = () if layout is None else _levels(layout, nodes, candidates)
    count = sum(level.count for level in levels) if levels else asked.hubs
    kept = frozenset(
        number for number, node in enumerate(nodes)
        if asked.keep and node.standing is not None and node.standing.hubs
    )  # fmt: skip
    least = max(1, len(kept))
    if count is not None and not least <= count <= len(candidates):
        raise InputError("N-852", hubs=count, least=least, most=len(candidates), kept=len(kept))
    collecting, linehaul = (
        _by_parcel(truck)
        for truck in (hub_values().vehicles.collecting, hub_values().vehicles.linehaul)
    )
    inside = sum(node.kind == "county" for node in nodes)
    return HubProblem(
        flows=parcels[:inside, :inside],
        distances=km[:inside, :inside],
        steps=tuple(
            sizes_of(node) if number in candidates else ()
            for number, node in enumerate(nodes[:inside])
        ),
        collection=collecting,
        transfer=linehaul,
        distribution=collecting,
        hubs=count,
        single=asked.allocation == SINGLE,
        kept=kept,
        levels=levels,
        groups=tuple(int(node.code[:4]) for node in nodes[:inside]) if levels else (),
        gateways=km[:inside, inside:],
        sent=parcels[:inside, inside:],
        received=parcels[inside:, :inside].T,
    )


def _by_parcel(truck: Truck) -> float:
    return haul_cost(
        yuan_per_km=truck.cost_per_km, truck_m3=truck.m3, filled=truck.filled,
        parcel_m3=hub_values().parcel.m3,
    )  # fmt: skip


def _candidates(nodes: tuple[Node, ...], parcels: np.ndarray) -> frozenset[int]:
    """Counties with a hub or park, and of each city the county that sends and gets most."""
    traffic = parcels.sum(axis=0) + parcels.sum(axis=1)
    busiest: dict[str, int] = {}
    for number, node in enumerate(nodes):
        if node.kind == "county":
            best = busiest.setdefault(node.code[:4], number)
            if traffic[number] > traffic[best]:
                busiest[node.code[:4]] = number
    standing = {number for number, node in enumerate(nodes) if node.standing is not None}
    return frozenset(standing | set(busiest.values()))


def facts(found: ProvinceHubs) -> dict[str, Any]:
    """What the problem is, in figures."""
    problem = found.problem
    counties = sum(node.kind == "county" for node in found.nodes)
    return {
        "province": found.name,
        "year": found.asked.year,
        "volume_a_year": found.volume,
        "data_version": found.version,
        "synthetic": found.synthetic,
        "counties": counties,
        "candidates": len(problem.candidates),
        "parcels_a_day": {
            "sent": round(float(problem.flows.sum() + problem.sent.sum()), 1),
            "same_city_share": round(found.demand.same_city, 4),
            "within_province": round(float(problem.flows.sum()), 1),
            "to_other_provinces": round(float(problem.sent.sum()), 1),
            "from_other_provinces": round(float(problem.received.sum()), 1),
        },
        "distance_power": found.demand.power,
        "sources": list(found.sources),
        "notes": [note.to_json() for note in found.notes],
    }
