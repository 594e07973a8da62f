"""Operators, licences and facilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jidi.core.errors import InputError
from jidi.synth.apportion import Floats, Ints, apportion
from jidi.synth.columns import Texts, coded, known_if, numbered, picked
from jidi.synth.ground import Ground, places_near, village_places
from jidi.synth.lives import Lives, chance, lives, year_of
from jidi.synth.recipe import Recipe, Stock
from jidi.synth.streams import stream

Columns = dict[str, Any]


@dataclass(frozen=True)
class Operators:
    """The operators in recipe order: their ids, and where each works."""

    ids: Texts
    share: Floats
    """Share of express volume."""
    present: NDArray[np.bool_]
    """Operator × county: whether it works there. The postal enterprise works everywhere."""
    postal: int
    """Place of the postal enterprise."""
    lockers: Ints
    """Places of the locker operators."""

    @property
    def carriers(self) -> Ints:
        """Places of those that carry parcels."""
        return np.flatnonzero(self.share > 0)


def operators(recipe: Recipe, ground: Ground) -> Operators:
    """The operators and the counties they work in: the most populous up to their reach."""
    count = len(recipe.brands)
    peopled = ground.counties.ranked[: int((ground.counties.weight > 0).sum())]
    present = np.zeros((count, len(ground.counties)), bool)
    for place, brand in enumerate(recipe.brands):
        present[place, peopled[: max(1, round(brand.reach * len(peopled)))]] = True
    kinds = [b.kind for b in recipe.brands]
    return Operators(
        ids=numbered(f"{recipe.prefix}-Q", np.arange(1, count + 1), digits=3),
        share=np.array([b.share for b in recipe.brands]),
        present=present,
        postal=kinds.index("postal"),
        lockers=np.array([i for i, k in enumerate(kinds) if k == "locker"], np.int64),
    )


def operator_table(
    recipe: Recipe, ground: Ground, own: Operators, *, volume: Ints, revenue: Floats, seed: int
) -> Columns:
    """Columns of ``operator``.

    :param volume: items of the last year by operator; ``revenue`` likewise in yuan.
    """
    rng = stream(seed, "operator")
    years = rng.integers(1998, 2015, len(own.ids))
    opened = (years - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    capital = ground.counties.ranked[0]
    home = ground.counties.codes[rng.choice(ground.counties.ranked[:6], len(own.ids))]
    home[own.postal] = ground.counties.codes[capital]
    return {
        "operator_id": own.ids,
        "name": [f"{b.name}（{recipe.zh[:2]}示例）有限公司" for b in recipe.brands],
        "brand": [b.name for b in recipe.brands],
        "kind": [b.kind for b in recipe.brands],
        "ownership": [b.ownership for b in recipe.brands],
        "division": home,
        "opened_on": opened + rng.integers(0, 365, len(own.ids)),
        "annual_volume": volume,
        "annual_revenue": revenue,
    }


def licence_table(recipe: Recipe, ground: Ground, own: Operators, *, seed: int) -> Columns:
    """Columns of ``licence``: licences, branches and end points, stocks as the series say."""
    parts = [
        _licences(recipe, ground, own, kind, series, closing, seed)
        for kind, series, closing in (
            ("licence", "licence.licence", 0.03),
            ("branch", "licence.branch", 0.04),
            ("end_point", "licence.end_point", 0.06),
        )
    ]
    joined = {name: _join([p[name] for p in parts]) for name in parts[0]}
    joined["licence_id"] = numbered(
        f"{recipe.prefix}-L", np.arange(1, len(joined["granted_on"]) + 1), digits=6
    )
    return joined


def _licences(
    recipe: Recipe,
    ground: Ground,
    own: Operators,
    kind: str,
    series: str,
    closing: float,
    seed: int,
) -> Columns:
    rng = stream(seed, "licence", kind)
    born = lives(recipe, series, rng, closing=closing)
    townships = rng.choice(len(ground.townships), len(born), p=ground.townships.weight)
    counties = ground.township_county(townships)
    where = ground.townships.codes[townships] if kind == "end_point" else None
    # A licence runs five years and was renewed until it reaches past the horizon or its end.
    age = recipe.last_year + 1 - born.opened_year
    terms = np.maximum(np.ceil(age / 5).astype(np.int64), 1)
    months = born.opened.astype("datetime64[M]") + 60 * terms
    expires = months.astype("datetime64[D]") + rng.integers(0, 28, len(born))
    return {
        "operator_id": own.ids[owners(own, counties, rng, outlets=True)],
        "kind": [kind] * len(born),
        "division": ground.counties.codes[counties] if where is None else where,
        "granted_on": born.opened,
        "opened_on": born.opened - (rng.integers(1, 20, len(born)) if kind != "licence" else 0),
        "expires_on": expires if kind != "end_point" else np.full(len(born), "NaT", "M8[D]"),
        "ended_on": born.closed,
        "electronic": chance(recipe, "licence.electronic", born.opened_year, rng)
        | np.isnat(born.closed),
    }


def owners(
    own: Operators, counties: Ints, rng: np.random.Generator, *, outlets: bool = False
) -> Ints:
    """An express operator for each row, among those that work in its county.

    Chances follow the square root of the share for ``outlets`` (small brands keep relatively more
    of them), else the share itself.
    """
    express = own.share * (np.arange(len(own.share)) != own.postal)
    pull = np.sqrt(express) if outlets else express
    chances = np.cumsum(pull[:, None] * own.present, axis=0)
    # A statistical zone has no operator of its own; it is served as the province is.
    chances[:, chances[-1] == 0] = np.cumsum(pull)[:, None]
    drawn = rng.random(len(counties)) * chances[-1, counties]
    found: Ints = np.argmax(chances[:, counties] > drawn, axis=0)
    return found


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
    joined = {name: _join([p[name] for p in parts]) for name in parts[0]}
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
    years = np.maximum(born.opened_year, 2015)
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
        "shared": np.full(len(born), stock.owner == "shared"),
        **_flags(recipe, stock.kind, years, rng),
        "sorting_lines": np.round(stock.lines * size).astype(np.int64),
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
    return {
        "kind": np.full(count, "village_point", "U20"),
        "name": [f"{ground.villages.names[v]}{_NAMES['village_point']}" for v in villages],
        "division": ground.villages.codes[villages],
        "longitude": place[:, 0],
        "latitude": place[:, 1],
        "opened_on": since,
        "closed_on": np.full(count, "NaT", "M8[D]"),
        "filed_on": np.full(count, "NaT", "M8[D]"),
        "shared": np.ones(count, bool),
        **_flags(recipe, "village_point", year_of(since), rng),
        "sorting_lines": np.zeros(count, np.int64),
        "capacity_daily": np.ma.masked_array(np.zeros(count, np.int64), True),
        "area_m2": np.round(rng.lognormal(3.0, 0.3, count), 1),
        "_operator": np.full(count, -1),
        "_county": ground.township_county(townships),
        "_township": townships,
    }


_DEVICE_KINDS = ("express_outlet", "hub", "county_centre", "postal_outlet")
_BUILDINGS = (*_DEVICE_KINDS, "end_point", "township_station", "village_point", "campus_station")


def _flags(recipe: Recipe, kind: str, years: Ints, rng: np.random.Generator) -> Columns:
    def drawn(series: str, where: tuple[str, ...]) -> NDArray[np.bool_]:
        return chance(recipe, series, years, rng) & (kind in where)

    always = np.full(len(years), kind in ("hub", "park", "county_centre"))
    return {
        "standardised": drawn("flag.standardised", _BUILDINGS),
        "cold_storage": drawn("flag.cold_storage", _BUILDINGS) | (kind == "cold_store"),
        "recycling_bin": drawn("flag.recycling_bin", _BUILDINGS),
        "green_box": np.full(len(years), kind == "postal_outlet"),
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


def _join(parts: list[Any]) -> Any:
    if isinstance(parts[0], list):
        return [item for part in parts for item in part]
    if any(isinstance(p, np.ma.MaskedArray) for p in parts):
        masks = [np.ma.getmaskarray(p) for p in parts]
        return np.ma.masked_array(
            np.concatenate([np.ma.getdata(p) for p in parts]), np.concatenate(masks)
        )
    return np.concatenate(parts)
