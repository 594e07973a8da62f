"""Vehicles and routes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jidi.core.errors import InputError
from jidi.synth.apportion import Floats, Ints
from jidi.synth.columns import Columns, Texts, coded, numbered
from jidi.synth.ground import Ground
from jidi.synth.lives import Days, chance, lasting, lives
from jidi.synth.operators import Operators, owners
from jidi.synth.recipe import Recipe
from jidi.synth.streams import stream

KINDS = ("tricycle", "van", "light_truck", "medium_truck", "heavy_truck")
_KIND_SHARE = (0.46, 0.27, 0.15, 0.08, 0.04)
_PAYLOAD = (200.0, 700.0, 1500.0, 5000.0, 18000.0)
ENERGIES = ("electric", "hybrid", "gas", "petrol", "diesel")
_STANDARDS = ("zero", "china_6", "china_5", "china_4")


@dataclass(frozen=True)
class Fleet:
    """The vehicles in register order, as trips need them."""

    columns: Columns
    ids: Texts
    kind: Ints
    energy: Ints
    county: Ints
    payload: Floats
    registered: Days
    retired: Days


def fleet(recipe: Recipe, ground: Ground, own: Operators, *, seed: int) -> Fleet:
    """All vehicles; tricycles are electric, of the others a share that rises by year."""
    rng = stream(seed, "vehicle")
    born = lives(recipe, "vehicles", rng, closing=0.06)
    count = len(born)
    kind = rng.choice(len(KINDS), count, p=_KIND_SHARE)
    counties = rng.choice(len(ground.counties), count, p=ground.counties.weight)
    years = born.opened_year
    clean = chance(recipe, "vehicle.electric", years, rng) & (rng.random(count) < 1.2 - kind / 5)
    fuel = np.where(kind == 1, 3, np.where(rng.random(count) < 0.08 * kind, 2, 4))
    plugged = np.where(rng.random(count) < 0.93, 0, 1)
    energy = np.where(kind == 0, 0, np.where(clean, plugged, fuel))
    cleaner = chance(recipe, "vehicle.china_6", years, rng)
    standard = np.where(energy == 0, 0, np.where(cleaner, 1, np.where(years >= 2017, 2, 3)))
    payload = np.array(_PAYLOAD)[kind] * rng.choice((0.8, 1.0, 1.2), count)
    ids = numbered(f"{recipe.prefix}-V", np.arange(1, count + 1), digits=6)
    columns = {
        "vehicle_id": ids,
        "operator_id": own.ids[
            np.where(rng.random(count) < 0.2, own.postal, owners(own, counties, rng))
        ],
        "division": ground.counties.codes[counties],
        "kind": coded(KINDS, kind),
        "energy": coded(ENERGIES, energy),
        "emission_standard": coded(_STANDARDS, standard),
        "urban": kind <= 2,
        "gps": lasting(recipe, "vehicle.gps", born.opened, born.closed, rng),
        "payload_kg": payload,
        "registered_on": born.opened,
        "retired_on": born.closed,
    }
    return Fleet(columns, ids, kind, energy, counties, payload, born.opened, born.closed)


# Kind of route: whose, how it moves, and its typical length in km.
_ROUTES = {
    "mail": ("postal", "road", 120.0),
    "express": ("brands", "road", 260.0),
    "delivery": ("postal", "road", 46.0),
    "hsr_mail": ("postal", "hsr", 520.0),
    "international": ("postal", "air", 2400.0),
    "rail_europe": ("postal", "rail", 7800.0),
    "bus": ("brands", "bus", 34.0),
}
_CLOSING = {"mail": 0.02, "express": 0.02, "delivery": 0.03}
_RAIL_FARTHER = 7.5
"""How much farther a mail route by rail goes than one by road."""
_HSR_ENDS = ("11", "31", "12", "13", "37")


@dataclass(frozen=True)
class Routes:
    """The routes in register order, as trips need them."""

    columns: Columns
    ids: Texts
    kind: tuple[str, ...]
    mode: tuple[str, ...]
    county: Ints
    length: Floats
    opened: Days
    closed: Days


def routes(recipe: Recipe, ground: Ground, own: Operators, *, seed: int) -> Routes:
    """All routes, their stocks at each year's end as the series say."""
    parts = [_routes(recipe, ground, own, kind, seed) for kind in _ROUTES]
    kind = tuple(k for k, p in zip(_ROUTES, parts, strict=True) for _ in range(len(p["opened_on"])))
    joined = {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}
    county = joined.pop("_county")
    mode = tuple(str(m) for m in joined.pop("mode"))
    ids = numbered(f"{recipe.prefix}-R", np.arange(1, len(kind) + 1), digits=6)
    columns = {"route_id": ids, "kind": list(kind), "mode": list(mode), **joined}
    return Routes(
        columns,
        ids,
        kind,
        mode,
        county,
        joined["length_km"],
        joined["opened_on"],
        joined["closed_on"],
    )


def _routes(recipe: Recipe, ground: Ground, own: Operators, kind: str, seed: int) -> Columns:
    rng = stream(seed, "route", kind)
    born = lives(recipe, f"route.{kind}", rng, closing=_CLOSING.get(kind, 0))
    count = len(born)
    owner, mode, length = _ROUTES[kind]
    county = rng.choice(len(ground.counties), count, p=ground.counties.weight)
    if kind in ("hsr_mail", "international", "rail_europe"):
        county[:] = ground.counties.ranked[0]
    operator = np.full(count, own.postal) if owner == "postal" else owners(own, county, rng)
    columns: Columns = {
        "opened_on": born.opened,
        "closed_on": born.closed,
        "length_km": np.round(length * rng.lognormal(0, 0.35, count), 1),
        "runs_weekly": rng.choice((3.0, 5.0, 7.0, 14.0), count, p=(0.1, 0.2, 0.5, 0.2)),
        "motorised": np.full(count, True),
        "mode": np.full(count, mode, "U4"),
        "_county": county,
    }
    if kind == "delivery":
        columns["motorised"] = lasting(recipe, "route.motorised", born.opened, born.closed, rng)
    elif kind == "mail":
        _by_rail(recipe, columns, rng)
    elif kind == "rail_europe":
        columns["runs_weekly"] = np.ones(count)
    elif kind == "international":
        columns |= _through_gates(recipe, ground, count)
    county = columns["_county"]
    return columns | {
        "operator_id": own.ids[operator],
        "division": ground.counties.codes[county],
        "from_division": ground.counties.codes[county],
        "to_division": _far_ends(recipe, ground, kind, county, rng),
    }


def _by_rail(recipe: Recipe, columns: Columns, rng: np.random.Generator) -> None:
    """Puts a few trunk routes of the mail on trains, daily and far."""
    opened, closed = columns["opened_on"], columns["closed_on"]
    rail = lasting(recipe, "route.mail_by_rail", opened, closed, rng)
    columns["mode"][rail] = "rail"
    columns["runs_weekly"][rail] = 7.0
    columns["length_km"][rail] *= _RAIL_FARTHER


def _through_gates(recipe: Recipe, ground: Ground, count: int) -> Columns:
    """The gate of each international route, in order of opening."""
    gates = recipe.gates[:count]
    place = {code[:6].decode(): i for i, code in enumerate(ground.counties.codes)}
    known = [gate for gate in gates if gate.county in place]
    if len(known) < count:
        raise InputError("S-108", kind="international", wanted=count, units=len(known))
    return {
        "length_km": np.array([gate.length_km for gate in known]),
        "runs_weekly": np.array([gate.runs_weekly for gate in known]),
        "mode": np.array([gate.mode for gate in known], "U4"),
        "_county": np.array([place[gate.county] for gate in known], np.int64),
    }


def _far_ends(
    recipe: Recipe, ground: Ground, kind: str, county: Ints, rng: np.random.Generator
) -> Texts:
    count = len(county)
    if kind in ("international", "rail_europe"):
        return np.full(count, b"0" * 12, "S12")
    if kind == "hsr_mail":
        return np.array([_HSR_ENDS[i % 5].ljust(12, "0").encode() for i in range(count)], "S12")
    if kind in ("delivery", "bus"):
        first = np.searchsorted(ground.townships.above, county)
        width = np.bincount(ground.townships.above, minlength=len(ground.counties))[county]
        return ground.townships.codes[first + (rng.random(count) * width).astype(np.int64)]
    inside = ground.counties.codes[
        rng.choice(len(ground.counties), count, p=ground.counties.weight)
    ]
    if kind == "mail":
        return inside
    codes = np.array([c.ljust(12, "0").encode() for c in recipe.service.destinations], "S12")
    pull = np.array(list(recipe.service.destinations.values()))
    outside = codes[rng.choice(len(codes), count, p=pull / pull.sum())]
    return np.where(rng.random(count) < 0.45, outside, inside)
