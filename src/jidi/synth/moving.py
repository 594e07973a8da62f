"""Runs of routes and readings of cold sensors on a day: fewer in a sample."""

from __future__ import annotations

from datetime import date

import numpy as np

from jidi.model.factor import load_factors
from jidi.synth.apportion import Floats, Ints
from jidi.synth.columns import Columns, coded, known_if, numbered, picked
from jidi.synth.facilities import Facilities
from jidi.synth.fleet import ENERGIES, Fleet, Routes
from jidi.synth.ground import Ground
from jidi.synth.marks import seconds
from jidi.synth.recipe import Recipe
from jidi.synth.streams import stream

_MODES = ("road", "bus", "hsr", "rail", "air")
# Factor of a road run by kind of vehicle (tricycles do not run routes), and of the other modes.
_ROAD_FACTORS = (
    "van_diesel_wtw",
    "van_diesel_wtw",
    "rigid_7t_wtw",
    "rigid_17t_wtw",
    "rigid_heavy_wtw",
)
_BUS_FACTOR, _RAIL_FACTOR, _AIR_FACTOR = "hgv_all_wtw", "rail_wtw", "air_short_wtw"
_HSR_SHARE = "hsr_energy_share_of_air"
_ELECTRIC_SHARE = 0.62
"""Of a diesel run's emissions when the vehicle is electric, on a grid of coal. Own choice."""
_SPEED_KMH = np.array([52.0, 38.0, 210.0, 62.0, 560.0])
_CAPACITY_KG = np.array([0.0, 300.0, 12_000.0, 20_000.0, 15_000.0])
_GOLDEN = (5**0.5 - 1) / 2
_LEAST_RUNS = 0.3
"""Of the runs of a day, what even a small sample keeps: a few trains stand against thousands of
lorries, and parcels are not matched to runs."""
_PARCEL_KG = 1.6
_LATE_SHARE, _CANCELLED_SHARE = 0.09, 0.008
READING_MINUTES = 10
"""A reading at least every 10 minutes is required of cold transport."""
_BANDS = np.array([[0.0, 8.0], [-25.0, -18.0], [2.0, 8.0]])


def trip_columns(
    recipe: Recipe,
    ground: Ground,
    lines: Routes,
    fleet: Fleet,
    *,
    day: date,
    scale: float,
    seed: int,
) -> Columns:
    """Columns of ``trip``: runs planned for the day."""
    rng = stream(seed, "trip", day.isoformat())
    today = np.datetime64(day)
    runs = (lines.opened <= today) & (np.isnat(lines.closed) | (lines.closed > today))
    due = np.where(runs, np.asarray(lines.columns["runs_weekly"]) / 7, 0) * max(scale, _LEAST_RUNS)
    modes = np.array([_MODES.index(m) for m in lines.mode])
    route = _drawn(due, modes, day, seed)
    count = len(route)
    mode = modes[route]
    vehicle = _road_vehicles(fleet, today, rng, count)
    energy = fleet.energy[vehicle]
    by_road = mode == 0
    km = np.round(lines.length[route] * rng.normal(1, 0.02, count).clip(0.9, 1.1), 1)
    capacity = np.where(by_road, fleet.payload[vehicle], _CAPACITY_KG[mode])
    load = np.round(capacity * rng.beta(6, 3, count), 1)
    planned = today.astype("M8[s]").astype(np.int64) + rng.integers(4 * 3600, 22 * 3600, count)
    takes = (km / _SPEED_KMH[mode] * 3600).astype(np.int64) + 1200
    late = np.where(rng.random(count) < _LATE_SHARE, rng.exponential(2400, count), 0)
    left = planned + rng.normal(60, 240, count).astype(np.int64)
    came = left + (takes * rng.normal(0.91, 0.04, count) + late).astype(np.int64)
    ran = rng.random(count) >= _CANCELLED_SHARE
    return {
        "trip_id": numbered(f"{recipe.prefix}-T{day:%y%m%d}", np.arange(count), digits=6),
        "route_id": lines.ids[route],
        "vehicle_id": picked(fleet.ids, np.where(by_road, vehicle, -1)),
        "division": ground.counties.codes[lines.county[route]],
        "mode": coded(_MODES, mode),
        "energy": coded(ENERGIES, np.where(by_road, energy, -1)),
        "planned_departure": seconds(planned),
        "planned_arrival": seconds(planned + takes),
        "departed_at": known_if(ran, seconds(left)),
        "arrived_at": known_if(ran, seconds(came)),
        "distance_km": np.where(ran, km, 0.0),
        "load_kg": np.where(ran, load, 0.0),
        "capacity_kg": capacity,
        "parcels": np.where(ran, np.round(load / _PARCEL_KG), 0).astype(np.int64),
        "emissions_kg": np.where(ran, emissions(mode, fleet.kind[vehicle], energy, km, load), 0.0),
    }


def emissions(mode: Ints, kind: Ints, energy: Ints, km: Floats, load_kg: Floats) -> Floats:
    """Kilograms CO2e, well to wheel: tonnes times kilometres times the factor that ships."""
    factors = load_factors()

    def grams_of(name: str) -> float:
        return float(factors.get(name).value)

    air = grams_of(_AIR_FACTOR)
    others = (0.0, grams_of(_BUS_FACTOR), grams_of(_HSR_SHARE) / 100 * air, grams_of(_RAIL_FACTOR))
    road = np.array([grams_of(name) for name in _ROAD_FACTORS])[kind]
    road = road * np.where(energy == ENERGIES.index("electric"), _ELECTRIC_SHARE, 1.0)
    grams = np.where(mode == 0, road, np.array([*others, air])[mode])
    kilograms: Floats = np.round(load_kg / 1000 * km * grams / 1000, 3)
    return kilograms


def _road_vehicles(
    fleet: Fleet, today: np.datetime64, rng: np.random.Generator, count: int
) -> Ints:
    lorries = (fleet.kind >= 1) & (fleet.registered <= today)
    ready = np.flatnonzero(lorries & (np.isnat(fleet.retired) | (fleet.retired > today)))
    return ready[rng.integers(0, len(ready), count)]


def reading_columns(
    ground: Ground, at: Facilities, *, day: date, scale: float, seed: int
) -> Columns:
    """Columns of ``reading``: every sensor every ten minutes, with doors opened and lost minutes.

    Each cold store and cooled outlet has one sensor; a part of them reports in a sample.
    """
    today = np.datetime64(day)
    stores = np.flatnonzero(np.asarray(at.columns["cold_storage"]) & at.alive(today))
    kept = stream(seed, "reading.sensors").random(len(at.ids))[stores] < _sensor_share(scale)
    kept |= (at.kind[stores] == "cold_store") & (np.arange(len(stores)) % 4 == 0)
    stores = stores[kept]
    rng = stream(seed, "reading", day.isoformat())
    steps = 24 * 60 // READING_MINUTES
    shape = (len(stores), steps)
    band = _BANDS[at.township[stores] % len(_BANDS)]
    middle = band.mean(axis=1)[:, None]
    wave = np.sin(np.linspace(0, 2 * np.pi, steps) + rng.uniform(0, 6, (len(stores), 1)))
    celsius = middle + 0.8 * wave + rng.normal(0, 0.35, shape)
    opened = rng.random(shape) < 0.012
    celsius += np.where(opened, rng.exponential(1.6, shape), 0)
    clock = today.astype("M8[s]").astype(np.int64)
    at_ = clock + np.arange(steps) * READING_MINUTES * 60 + rng.integers(0, 40, shape)
    there = (rng.random(shape) >= 0.006).ravel()
    sensor = np.repeat(stores, steps)[there]
    bands = np.repeat(band, steps, axis=0)[there]
    return {
        "sensor_id": np.char.replace(at.ids[sensor], b"-F", b"-N"),
        "facility_id": at.ids[sensor],
        "division": ground.counties.codes[at.county[sensor]],
        "measured_at": seconds(at_.ravel()[there]),
        "temperature_c": np.round(celsius.ravel()[there], 2),
        "humidity_pct": np.round(rng.normal(72, 6, int(there.sum())).clip(30, 99), 1),
        "band_low_c": bands[:, 0],
        "band_high_c": bands[:, 1],
    }


def _drawn(due: Floats, mode: Ints, day: date, seed: int) -> Ints:
    """The routes that run today, twice where they do so twice.

    Systematic sampling, the rare modes first; its start steps from day to day by the golden ratio.
    So each mode has its share of the runs of every month, to a run or two.
    """
    order = np.argsort(-mode, kind="stable")
    first = stream(seed, "trip.start").random()
    start = (first + day.toordinal() * _GOLDEN) % 1
    times = np.diff(np.floor(np.cumsum(due[order]) + start), prepend=0)
    found: Ints = np.sort(np.repeat(order, times.astype(np.int64)))
    return found


def _sensor_share(scale: float) -> float:
    return 0.2 * scale
