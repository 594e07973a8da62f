"""A province's trunk problem out of a book: its cities, other provinces, lanes, flows."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any, Final, Literal, Self

import numpy as np

from jidi.core.division import Division, Level
from jidi.core.errors import InputError, JidiError
from jidi.core.nearest import suggestion
from jidi.model.reach import clock_minutes
from jidi.model.trunk import trunk_values
from jidi.network.trunk import EmptyRun, Flow, Lane, Node, Product, TrunkProblem, reachable
from jidi.service.books import Book
from jidi.service.hub_problem import Asked, ProvinceHubs, province_hubs, volume_of
from jidi.service.trunk_lanes import bent
from jidi.service.trunk_lines import bought, bought_some_days, lines_of
from jidi.service.trunk_timetables import timetabled_trunk
from jidi.service.weekday_volumes import weekday_volumes

Floats = np.ndarray
HOUR: Final = 60
MARGIN: Final = 0.95
"""Of what can be brought in time at all, so much may be promised: rooms are limited too."""
MOST_SCALE: Final = 100.0
_LATER: Final = ("days", "weekdays")
"""What could not be asked for at first: files of before do not name it."""
MOST: Final = 100_000
"""Departures a day of a lane at the most: no limit of the province's own."""
LEAST_KG: Final = 0.5
"""A flow below this is not told apart; it goes with the next product of its pair."""


@dataclass(frozen=True)
class TrunkAsked:
    """What a user asked for.

    :param volume: hundred million parcels a year (亿件); the plan's where None.
    :param hubs: names or codes of the cities that sort; those with most capacity where empty.
    :param carbon: yuan a tonne CO2e. :param own: own trucks only, no hired freight.
    :param hold: hubs sort no more on the way than their standing capacity leaves.
    :param scale: times the volume: 2 for twice as many parcels.
    :param hours: yuan a tonne and hour on the way.
    :param timetables: trains and flights of the book's timetables may be taken.
    :param forbid: lanes that do not run; ``force``: lanes with a departure a day at least.
    :param days: of lines of the table ``route`` whose runs a week are no multiple of seven, those
        with a run more than others: ``line=一三五``.
    :param weekdays: each day of the week has its own parcels (:mod:`.weekday_volumes`).
    """

    year: int
    volume: float | None = None
    hubs: tuple[str, ...] = ()
    carbon: float = 0.0
    own: bool = False
    hold: bool = False
    scale: float = 1.0
    hours: float = 0.0
    forbid: tuple[str, ...] = ()
    force: tuple[str, ...] = ()
    timetables: bool = True
    days: tuple[str, ...] = ()
    weekdays: bool = False

    def told(self) -> dict[str, Any]:
        """As a file keeps it: running days and weekdays only where they were asked for."""
        return {key: value for key, value in vars(self).items() if value or key not in _LATER}

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Self:
        """As a file keeps it: JSON knows lists only."""
        told: Any = {k: tuple(v) if isinstance(v, list) else v for k, v in kept.items()}
        return cls(**told)


@dataclass(frozen=True)
class Place:
    """A city of the province or another province, as a node.

    :param standing: parcels a day its standing hubs take; 0 outside the province.
    :param own: parcels a day that begin or end there, those that do both counted once.
    """

    code: str
    zh: str
    en: str
    kind: Literal["city", "province"]
    longitude: float
    latitude: float
    standing: float = 0.0
    own: float = 0.0
    sorts: bool = False


@dataclass(frozen=True)
class ProvinceTrunk:
    """A province's trunk problem, with what its nodes are and where its figures come from.

    :param km: by road between places; ``lane_km``: length of each lane.
    :param sent: parcels a day from each county (row) to each node (column); ``received``: to each
        county from each node.
    """

    hubs: ProvinceHubs
    problem: TrunkProblem
    places: tuple[Place, ...]
    km: Floats
    lane_km: tuple[float, ...]
    asked: TrunkAsked
    sent: Floats
    received: Floats
    synthetic: bool
    notes: tuple[JidiError, ...]

    @property
    def name(self) -> str:
        """The province."""
        return self.hubs.name


def province_trunk(book: Book, asked: TrunkAsked) -> ProvinceTrunk:
    """The problem. Kilograms and yuan a day throughout.

    :raises InputError: as the hub problem; N-941, N-942 for hubs and prices that cannot be; N-960
        to N-962 for lanes that are not there, or cannot be made to run.
    """
    for name, price in (("carbon", asked.carbon), ("hours", asked.hours)):
        if price < 0:
            raise InputError("N-942", name=name, value=f"{price:g}")
    hubs = province_hubs(book, Asked(year=asked.year, volume=_scaled(book, asked)))
    cities = _cities(book)
    within, sent, received, heart = _gathered(hubs, cities)
    places = _places(book, hubs, asked, cities, heart, within, sent, received)
    km = _km(hubs, heart)
    kg = _kg(within, sent, received)
    notes: list[JidiError] = [InputError("N-944", kg=trunk_values().parcel_kg)]
    lines = lines_of(book, places, asked.days, notes)
    notes += [
        InputError("N-948", name=p.zh, standing=f"{p.standing:,.0f}", own=f"{p.own:,.0f}")
        for p in places if asked.hold and p.sorts and p.standing < p.own
    ]  # fmt: skip
    pairs = _pairs(places, kg)
    lanes = (
        *_trucks(places, pairs, km),
        *(() if asked.own else _hired(places, pairs, km, kg)),
        *bought(places, lines),
        *(timetabled_trunk(book, places, _wanted(km), notes) if asked.timetables else ()),
        *bought_some_days(places, lines),
    )
    volumes = weekday_volumes(book) if asked.weekdays else None
    if volumes is not None:
        notes.append(volumes.note)
    synthetic = hubs.synthetic or "synthetic" in book.origins("route")
    problem = TrunkProblem(
        name=f"{hubs.name} {asked.year}",
        nodes=tuple(_node(asked, place, kg) for place in places),
        lanes=bent(
            tuple(lane for lane, _ in lanes), places, forbid=asked.forbid, force=asked.force
        ),
        empties=tuple(_empties(pairs, km)),
        products=_products(),
        flows=tuple(_flows(kg)),
        most_lanes=trunk_values().most_lanes,
        yuan_per_tonne=asked.carbon,
        yuan_per_tonne_hour=asked.hours,
        synthetic=synthetic,
        shares=() if volumes is None else volumes.shares,
    )
    counties = [n for n, node in enumerate(hubs.nodes) if node.kind == "county"]
    return ProvinceTrunk(
        hubs=hubs,
        problem=_promised(problem, notes),
        places=places,
        km=km,
        lane_km=tuple(length for _, length in lanes),
        asked=asked,
        sent=_by_county(hubs.problem.flows, hubs.problem.sent, counties, hubs, cities),
        received=_by_county(hubs.problem.flows.T, hubs.problem.received, counties, hubs, cities),
        synthetic=synthetic,
        notes=(*hubs.notes, *notes),
    )


def check_cities(book: Book, names: Sequence[str]) -> None:
    """Whether the province has these cities. :raises InputError: N-941."""
    cities = _cities(book) if names else ()
    for name in names:
        _named(name, cities)


def _scaled(book: Book, asked: TrunkAsked) -> float | None:
    """Hundred million parcels that are asked for; None where the plan's are, as they stand."""
    if not 0 < asked.scale <= MOST_SCALE:
        raise InputError("N-942", name="scale", value=f"{asked.scale:g}")
    if asked.scale == 1:
        return asked.volume
    return volume_of(book, year=asked.year, volume=asked.volume) * asked.scale / 1e8


def _promised(problem: TrunkProblem, notes: list[JidiError]) -> TrunkProblem:
    """Where no way brings so much in time, a little less than what some way brings is asked for."""
    made = []
    for product, share in zip(problem.products, reachable(problem), strict=True):
        most = 1.0 if share is None else math.floor(share * MARGIN * 1000) / 1000
        if most < product.share:
            notes.append(InputError(
                "N-951", product=product.id, wanted=f"{product.share:.0%}", most=f"{most:.1%}",
                hours=product.promise // HOUR,
            ))  # fmt: skip
        made.append(replace(product, share=min(product.share, most)))
    return replace(problem, products=tuple(made))


def _cities(book: Book) -> tuple[Division, ...]:
    found = book.tree.at_level(Level.CITY, within=book.province.code)
    return tuple(sorted(found, key=lambda city: city.code.text))


# Flows -----------------------------------------------------------------------


def _gathered(
    hubs: ProvinceHubs, cities: tuple[Division, ...]
) -> tuple[Floats, Floats, Floats, tuple[int, ...]]:
    """Parcels between cities, to and from provinces, and each city's busiest county."""
    number = {city.code.short[:4]: n for n, city in enumerate(cities)}
    of = np.array([number[n.code[:4]] for n in hubs.nodes if n.kind == "county"])
    at = np.zeros((len(cities), len(of)))
    at[of, np.arange(len(of))] = 1.0
    flows, sent, received = hubs.problem.flows, hubs.problem.sent, hubs.problem.received
    busy = flows.sum(axis=0) + flows.sum(axis=1) + sent.sum(axis=1) + received.sum(axis=1)
    heart = tuple(int(np.argmax(np.where(of == n, busy, -1.0))) for n in range(len(cities)))
    return at @ flows @ at.T, at @ sent, at @ received, heart


def _by_county(
    flows: Floats, outside: Floats, counties: list[int], hubs: ProvinceHubs, cities: Any
) -> Floats:
    number = {city.code.short[:4]: n for n, city in enumerate(cities)}
    of = [number[hubs.nodes[county].code[:4]] for county in counties]
    inside = np.zeros((len(counties), len(cities)))
    for column, city in enumerate(of):
        inside[:, city] += flows[:, column]
    return np.concatenate([inside, outside], axis=1)


def _kg(within: Floats, sent: Floats, received: Floats) -> Floats:
    """Kilograms a day between all nodes, cities first; none within a city."""
    cities, others = sent.shape
    kg = np.zeros((cities + others, cities + others))
    kg[:cities, :cities] = within
    kg[:cities, cities:] = sent
    kg[cities:, :cities] = received.T
    np.fill_diagonal(kg, 0.0)
    return kg * trunk_values().parcel_kg


def _km(hubs: ProvinceHubs, heart: tuple[int, ...]) -> Floats:
    """By road between all nodes; infinite between two other provinces, which need no lane."""
    at = list(heart)
    outside = hubs.problem.gateways[at]
    count = len(at) + outside.shape[1]
    km = np.full((count, count), np.inf)
    km[: len(at), : len(at)] = hubs.problem.distances[np.ix_(at, at)]
    km[: len(at), len(at) :] = outside
    km[len(at) :, : len(at)] = outside.T
    return km


# Nodes -----------------------------------------------------------------------


def _places(
    book: Book,
    hubs: ProvinceHubs,
    asked: TrunkAsked,
    cities: tuple[Division, ...],
    heart: tuple[int, ...],
    within: Floats,
    sent: Floats,
    received: Floats,
) -> tuple[Place, ...]:
    standing: dict[str, float] = defaultdict(float)
    for node in hubs.nodes:
        if node.standing is not None:
            standing[node.code[:4]] += node.standing.capacity
    own = within.sum(axis=0) + within.sum(axis=1) - np.diag(within)
    own = own + sent.sum(axis=1) + received.sum(axis=1)
    sorting = _sorting(book, asked, cities, standing)
    return (
        *(
            Place(
                city.code.short, city.name, city.name_en or city.name, "city",
                hubs.nodes[heart[n]].longitude, hubs.nodes[heart[n]].latitude,
                standing[city.code.short[:4]], float(own[n]), city.code.short in sorting,
            )
            for n, city in enumerate(cities)
        ),
        *(
            Place(node.code, node.zh, node.en, "province", node.longitude, node.latitude)
            for node in hubs.nodes if node.kind == "province"
        ),
    )  # fmt: skip


def _sorting(
    book: Book, asked: TrunkAsked, cities: tuple[Division, ...], standing: dict[str, float]
) -> frozenset[str]:
    """Codes of the cities that sort what goes on."""
    if asked.hubs:
        return frozenset(_named(name, cities) for name in asked.hubs)
    able = sorted(cities, key=lambda city: (-standing[city.code.short[:4]], city.code.text))
    chosen = [c for c in able if standing[c.code.short[:4]] > 0][: trunk_values().hubs]
    if not chosen:
        raise InputError("N-943", name=book.province.name)
    return frozenset(city.code.short for city in chosen)


def _named(name: str, cities: tuple[Division, ...]) -> str:
    for city in cities:
        if name in (city.code.text, city.code.short, city.name, city.name_en):
            return city.code.short
        if len(name) >= 2 and city.name.startswith(name):
            return city.code.short
    raise InputError("N-941", name=name, nearest=suggestion(name, [c.name for c in cities]))


# Lanes -----------------------------------------------------------------------


def _pairs(places: tuple[Place, ...], kg: Floats) -> list[tuple[int, int]]:
    """Pairs with road lanes: with a hub at one end, or with enough of their own."""
    enough = trunk_values().direct_from * max(truck.load_kg for truck in trunk_values().trucks)
    return [
        (a, b)
        for a, b in permutations(range(len(places)), 2)
        if "city" in (places[a].kind, places[b].kind)
        and (places[a].sorts or places[b].sorts or max(kg[a, b], kg[b, a]) >= enough)
    ]


def _wanted(km: Floats) -> list[tuple[int, int]]:
    """Pairs that parcels may pass between: all but those of two other provinces."""
    return [(int(a), int(b)) for a, b in zip(*np.nonzero(np.isfinite(km)), strict=True) if a != b]


def _node(asked: TrunkAsked, place: Place, kg: Floats) -> Node:
    handling = trunk_values().handling
    return Node(
        place.code, handling.load_min, handling.unload_min, handling.sort_min,
        clock_minutes(handling.opens), clock_minutes(handling.closes), _room(asked, place, kg),
        handling.yuan_a_parcel / trunk_values().parcel_kg,
    )  # fmt: skip


def _empties(pairs: list[tuple[int, int]], km: Floats) -> Iterator[EmptyRun]:
    for truck in trunk_values().trucks:
        for a, b in pairs:
            yield EmptyRun(truck.id, a, b, round(km[a, b] * truck.yuan_per_km), MOST)


def _products() -> tuple[Product, ...]:
    return tuple(
        Product(p.id, p.promise_h * HOUR, p.kept, p.latest_h * HOUR)
        for p in trunk_values().products
    )


def _room(asked: TrunkAsked, place: Place, kg: Floats) -> float:
    """Kilograms a day that may be sorted to go on."""
    if not place.sorts:
        return 0.0
    if not asked.hold:
        return float(kg.sum())
    return max(0.0, place.standing - place.own) * trunk_values().parcel_kg


def _trucks(
    places: tuple[Place, ...], pairs: list[tuple[int, int]], km: Floats
) -> Iterator[tuple[Lane, float]]:
    for a, b in pairs:
        for truck in trunk_values().trucks:
            for clock in truck.departs:
                lane = Lane(
                    f"{places[a].code}-{places[b].code} {truck.id} {clock}", a, b, "road",
                    clock_minutes(clock), truck.minutes(km[a, b]), truck.load_kg, MOST,
                    round(km[a, b] * truck.yuan_per_km),
                    grams_per_kg=round(truck.grams_per_kg(km[a, b]), 6), vehicle=truck.id,
                )  # fmt: skip
                yield lane, float(km[a, b])


def _hired(
    places: tuple[Place, ...], pairs: list[tuple[int, int]], km: Floats, kg: Floats
) -> Iterator[tuple[Lane, float]]:
    hired = trunk_values().hired
    for a, b in pairs:
        for clock in hired.departs:
            lane = Lane(
                f"{places[a].code}-{places[b].code} hired {clock}", a, b, "hired",
                clock_minutes(clock), hired.minutes(km[a, b]), float(kg.sum()), 1, 0.0,
                yuan_per_kg=round(hired.yuan_per_kg(km[a, b]), 6),
                grams_per_kg=round(hired.grams_per_kg(km[a, b]), 6),
            )  # fmt: skip
            yield lane, float(km[a, b])


def _flows(kg: Floats) -> Iterator[Flow]:
    released = clock_minutes(trunk_values().released)
    products = trunk_values().products
    for a, b in zip(*np.nonzero(kg > 0), strict=True):
        whole = float(kg[a, b])
        if min(product.share for product in products) * whole < LEAST_KG:
            yield Flow(int(a), int(b), 0, round(whole, 3), released)
            continue
        for number, product in enumerate(products):
            yield Flow(int(a), int(b), number, round(whole * product.share, 3), released)
