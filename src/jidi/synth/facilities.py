"""Facilities: outlets, stations, hubs and all other places, each inside its division."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jidi.core.errors import InputError
from jidi.synth.apportion import Ints, apportion
from jidi.synth.columns import Columns, Texts, coded, joined_columns, known_if, numbered, picked
from jidi.synth.ground import Ground, places_near, village_places
from jidi.synth.lives import Days, Lives, lasting, lives
from jidi.synth.operators import Operators, owners
from jidi.synth.recipe import Recipe, Stock
from jidi.synth.streams import stream


@dataclass(frozen=True)
class Facilities:
    """The facilities in register order, as later tables need them."""

    columns: Columns
    ids: Texts
    kind: NDArray[np.str_]
    county: Ints
    township: Ints
    operator: Ints
    """Place of the operator, -1 when shared."""
    opened: NDArray[np.datetime64]
    closed: NDArray[np.datetime64]

    def alive(self, day: np.datetime64) -> NDArray[np.bool_]:
        """Which stood on ``day``."""
        return (self.opened <= day) & (np.isnat(self.closed) | (self.closed > day))

    def of_kind(self, *kinds: str) -> Ints:
        """Places of the facilities of these kinds."""
        return np.flatnonzero(np.isin(self.kind, kinds))


def facilities(
    recipe: Recipe,
    ground: Ground,
    own: Operators,
    *,
    village_points: tuple[Ints, NDArray[np.datetime64]],
    seed: int,
) -> Facilities:
    """All facilities; village points stand where and when the village register says.

    :param village_points: places of the villages that have a point, and since when.
    """
    parts = [_facilities(recipe, ground, own, stock, seed) for stock in recipe.stocks]
    parts.append(_village_points(recipe, ground, village_points, seed))
    joined = joined_columns(parts)
    kind = joined.pop("kind")
    ids = numbered(f"{recipe.prefix}-F", np.arange(1, len(kind) + 1), digits=6)
    labels, places = np.unique(kind, return_inverse=True)
    columns = {
        "facility_id": ids,
        "kind": coded([str(k) for k in labels], places),
        **{k: v for k, v in joined.items() if not k.startswith("_")},
        "operator_id": picked(own.ids, joined["_operator"]),
    }
    return Facilities(
        columns=columns,
        ids=ids,
        kind=kind,
        county=joined["_county"],
        township=joined["_township"],
        operator=joined["_operator"],
        opened=joined["opened_on"],
        closed=joined["closed_on"],
    )


_NAMES = {
    "postal_outlet": "邮政支局",
    "express_outlet": "快递营业部",
    "end_point": "快递末端网点",
    "township_station": "快递综合服务站",
    "county_centre": "县域寄递共配中心",
    "hub": "分拨中心",
    "park": "快递物流园区",
    "exchange_office": "国际邮件互换局",
    "customs_centre": "国际快件监管中心",
    "border_store": "边境仓",
    "postbox": "信筒",
    "kiosk": "报刊亭",
    "safety_centre": "邮政业安全中心",
    "campus_station": "校园快递站",
    "cold_store": "冷库",
    "village_point": "村级寄递服务点",
}
_VILLAGE_LEVEL = ("postal_outlet", "express_outlet", "end_point", "postbox", "kiosk")


def _facilities(recipe: Recipe, ground: Ground, own: Operators, stock: Stock, seed: int) -> Columns:
    rng = stream(seed, "facility", stock.series)
    staying = len(_first_places(ground, stock, rng))
    born = lives(recipe, stock.series, rng, closing=stock.closing, staying=staying)
    townships = _where(ground, stock, born, rng)
    counties = ground.township_county(townships)
    operator = np.full(len(born), -1)
    if stock.owner == "postal":
        operator[:] = own.postal
    elif stock.owner == "brands":
        operator = owners(own, counties, rng, outlets=stock.kind != "hub")
    place = places_near(ground, townships, rng)
    size = rng.lognormal(0, 0.35, len(born))
    return {
        "kind": np.full(len(born), stock.kind, "U20"),
        "name": [
            f"{ground.townships.names[t]}{_NAMES[stock.kind]}{i + 1}"
            for i, t in enumerate(townships)
        ],
        "division": ground.townships.codes[townships],
        "longitude": place[:, 0],
        "latitude": place[:, 1],
        "opened_on": born.opened,
        "closed_on": born.closed,
        "filed_on": known_if(
            np.full(len(born), stock.kind == "end_point"),
            born.opened + rng.integers(1, 30, len(born)),
        ),
        "shared": _shared(recipe, stock, born, rng),
        **_flags(recipe, stock.kind, born.opened, born.closed, rng),
        "sorting_lines": np.round(stock.lines * size).astype(np.int64)
        * lasting(recipe, "flag.automated", born.opened, born.closed, rng),
        "capacity_daily": np.ma.masked_equal(np.round(stock.capacity * size).astype(np.int64), 0),
        "area_m2": np.round(stock.area_m2 * size, 1),
        "_operator": operator,
        "_county": counties,
        "_township": townships,
    }


def _village_points(
    recipe: Recipe, ground: Ground, points: tuple[Ints, NDArray[np.datetime64]], seed: int
) -> Columns:
    rng = stream(seed, "facility", "village_point")
    villages, since = points
    townships = ground.villages.above[villages]
    place = village_places(ground, seed=seed)[villages]
    count = len(villages)
    never = np.full(count, "NaT", "M8[D]")
    return {
        "kind": np.full(count, "village_point", "U20"),
        "name": [f"{ground.villages.names[v]}{_NAMES['village_point']}" for v in villages],
        "division": ground.villages.codes[villages],
        "longitude": place[:, 0],
        "latitude": place[:, 1],
        "opened_on": since,
        "closed_on": never,
        "filed_on": never,
        "shared": np.ones(count, bool),
        **_flags(recipe, "village_point", since, never, rng),
        "sorting_lines": np.zeros(count, np.int64),
        "capacity_daily": np.ma.masked_array(np.zeros(count, np.int64), True),
        "area_m2": np.round(rng.lognormal(3.0, 0.3, count), 1),
        "_operator": np.full(count, -1),
        "_county": ground.township_county(townships),
        "_township": townships,
    }


_DEVICE_KINDS = ("express_outlet", "hub", "county_centre", "postal_outlet")
_BUILDINGS = (*_DEVICE_KINDS, "end_point", "township_station", "village_point", "campus_station")


def _shared(
    recipe: Recipe, stock: Stock, born: Lives, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Whether several brands use it: end points in part, the others by their owner."""
    if stock.kind == "end_point":
        return lasting(recipe, "flag.shared", born.opened, born.closed, rng)
    return np.full(len(born), stock.owner == "shared")


def _flags(
    recipe: Recipe, kind: str, opened: Days, closed: Days, rng: np.random.Generator
) -> Columns:
    def drawn(series: str, where: tuple[str, ...]) -> NDArray[np.bool_]:
        """Of the kinds in ``where``, the share that the kind's own series gives, or that of all."""
        if kind not in where:
            return np.zeros(len(opened), bool)
        own = f"{series}.{kind}"
        return lasting(recipe, own if recipe.names(own) else series, opened, closed, rng)

    always = np.full(len(opened), kind in ("hub", "park", "county_centre"))
    return {
        "standardised": drawn("flag.standardised", _BUILDINGS),
        "cold_storage": drawn("flag.cold_storage", _BUILDINGS) | (kind == "cold_store"),
        "recycling_bin": drawn("flag.recycling_bin", _BUILDINGS),
        "green_box": np.full(len(opened), kind == "postal_outlet"),
        "screening_machine": drawn("flag.screening_machine", _DEVICE_KINDS) | always,
        "video_linked": drawn("flag.video_linked", _BUILDINGS) | always,
    }


def _where(ground: Ground, stock: Stock, born: Lives, rng: np.random.Generator) -> Ints:
    """The township of each facility, in order of birth."""
    count = len(born)
    if stock.where:
        return _named_seats(ground, stock, count)
    first = _first_places(ground, stock, rng)[:count]
    shares = apportion(count - len(first), ground.townships.weight)
    rest = rng.permutation(np.repeat(np.arange(len(ground.townships)), shares))
    return np.concatenate([first, rest])


def _first_places(ground: Ground, stock: Stock, rng: np.random.Generator) -> Ints:
    """A township in each unit that gets one before others, in order."""
    if stock.each is None:
        return np.zeros(0, np.int64)
    if stock.each == "cities":
        return _seats(ground, "cities")[ground.cities.ranked]
    if stock.each == "counties":
        counties = _disordered(ground.counties.ranked, rng)
        peopled = counties[ground.counties.weight[counties] > 0]
        order = np.argsort(ground.district[peopled], kind="stable")
        return _seats(ground, "counties")[peopled[order]]
    townships = _disordered(ground.townships.ranked, rng)
    return townships[ground.rural[townships]]


def _disordered(ranked: Ints, rng: np.random.Generator) -> Ints:
    """The populous first, with some disorder, as networks grow."""
    places = np.arange(len(ranked))
    found: Ints = ranked[np.argsort(places + rng.normal(0, len(ranked) / 8, len(ranked)))]
    return found


def _named_seats(ground: Ground, stock: Stock, count: int) -> Ints:
    wanted = np.array([code.ljust(12, "0").encode() for code in stock.where], "S12")
    counties = np.flatnonzero(np.isin(ground.counties.codes, wanted))
    if count > len(counties):
        raise InputError("S-108", kind=stock.kind, wanted=count, units=len(counties))
    by_code = {ground.counties.codes[c]: c for c in counties}
    return _seats(ground, "counties")[[by_code[code] for code in wanted[:count]]]


def _seats(ground: Ground, spread: str) -> Ints:
    """The weightiest township of each county or city."""
    unit = ground.townships.above
    count = len(ground.counties)
    if spread == "cities":
        unit, count = ground.counties.above[unit], len(ground.cities)
    seats = np.zeros(count, np.int64)
    rising = np.argsort(ground.townships.weight, kind="stable")
    seats[unit[rising]] = rising
    return seats
