"""The parcels of one block: who, whence, where to, when, how.

A block is the unit of randomness (see :mod:`jidi.synth.streams`): the block that begins with
parcel *n* of a day is the same whoever asks for it, in whatever order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jidi.synth.apportion import Ints
from jidi.synth.columns import Texts, numbered
from jidi.synth.streams import stream
from jidi.synth.traffic import (
    INTER_CITY,
    INTERNATIONAL,
    QUANTILES,
    SAME_CITY,
    Day,
    Draws,
    Traffic,
    dial,
    threshold,
)

BLOCK = 32_768
"""Parcels of a block."""

DOOR, LOCKER, STATION, VILLAGE_POINT = range(4)
MODES = ("door", "locker", "station", "village_point")
DELIVERED, RETURNED, LOST, DAMAGED, IN_TRANSIT = range(5)
OUTCOMES = ("delivered", "returned", "lost", "damaged", "in_transit")
PRODUCTS = ("economy", "standard", "next_morning", "same_day", "cold", "cross_border")
ECONOMY, STANDARD, NEXT_MORNING, SAME_DAY, COLD, CROSS_BORDER = range(6)

_VILLAGE_SHARE = 0.07
_BY_DISTANCE = np.float32(0.45)
"""How far the hours follow the distance (correlation); the rest is chance."""
_HOUR = 3600
_DAY = 86_400
_DWELL, _DWELL_SPREAD = 2.915, 1.037
"""Logarithm of the hours a parcel lies in a locker or station (fitted to a published survey)."""
_SECOND_ATTEMPT_HOURS = 20


@dataclass
class Block:
    """Parcels as arrays of one length. Times are seconds since 1970, local."""

    ids: Texts
    first: int
    """Number of the first parcel within the day."""
    operator: Ints
    segment: Ints
    outward: NDArray[np.bool_]
    """Whether it was accepted in the province; the others arrive in it."""
    origin: Ints
    target: Ints
    accepted: Ints
    attempt: Ints
    """First delivery attempt: to a door, a locker or a station."""
    delivered: Ints
    failed: NDArray[np.bool_]
    """Whether the first attempt failed."""
    mode: Ints
    outcome: Ints
    product: Ints
    consented: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.operator)


def make_block(
    traffic: Traffic, day: Day, *, first: int, last: int, total: int, seed: int
) -> Block:
    """Parcels ``first`` up to ``last`` of the ``total`` of a day.

    Cells are met by systematic sampling: each gets its share of the day to one parcel.
    """
    rng = stream(seed, "parcel", day.date.isoformat(), first)
    start = stream(seed, "parcel.start", day.date.isoformat()).random()
    count = last - first
    points = (np.arange(first, last) + start) / total
    cell = np.minimum(np.searchsorted(day.ends, points), len(day.ends) - 1)
    operator, county, segment, out = np.ascontiguousarray(day.cells[cell].T)
    outward = out.astype(bool)
    far = _far_ends(traffic, county, segment, outward, rng)
    accepted, attempt = _times(traffic, day, segment, far, rng)
    mode = _modes(traffic, day, rng, count)
    failed = _chance(traffic, day, "service.second_attempt", rng, count) & (mode == DOOR)
    waits = np.where(mode == DOOR, failed * (_SECOND_ATTEMPT_HOURS * _HOUR), _dwell(rng, count))
    return Block(
        ids=numbered(f"{traffic.recipe.prefix}{day.date:%y%m%d}", np.arange(first, last), digits=8),
        first=first,
        operator=operator,
        segment=segment,
        outward=outward,
        origin=np.where(outward, county, far),
        target=np.where(outward, far, county),
        accepted=accepted,
        attempt=attempt,
        delivered=attempt + waits,
        failed=failed,
        mode=mode,
        outcome=_outcomes(traffic, day, segment, outward, rng),
        product=_products(traffic, day, segment, rng),
        consented=_chance(traffic, day, "service.consent", rng, count),
    )


def draws(rng: np.random.Generator, count: int) -> Draws:
    """16-bit draws."""
    return rng.integers(0, 65_536, count, np.uint16)


def even_draws(count: int, turn: float, start: float) -> Draws:
    """16-bit draws that fill their range evenly, so that a block has its shares to a parcel or two.

    See :func:`jidi.synth.lives.evenly`; independent marks need different turns.
    """
    places = (start + turn * np.arange(count)) % 1
    return (places * 65_536).astype(np.uint16)


def _chance(
    traffic: Traffic, day: Day, series: str, rng: np.random.Generator, count: int
) -> NDArray[np.bool_]:
    return draws(rng, count) < threshold(traffic.recipe.at(series, day.year))


def _far_ends(
    traffic: Traffic,
    county: Ints,
    segment: Ints,
    outward: NDArray[np.bool_],
    rng: np.random.Generator,
) -> Ints:
    """The place at the other end of each parcel."""
    drawn = draws(rng, len(county))
    far = traffic.to_other[drawn].astype(np.int64)
    stays = outward & (draws(rng, len(county)) < threshold(traffic.recipe.service.to_same_province))
    inside = traffic.to_county[drawn]
    city = traffic.ground.counties.above
    stays &= city[inside] != city[county]
    far = np.where(stays, inside, far)
    far = np.where(segment == SAME_CITY, traffic.in_city[county, drawn >> 4], far)
    return np.where(segment == INTERNATIONAL, traffic.abroad, far)


def _times(
    traffic: Traffic, day: Day, segment: Ints, far: Ints, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Acceptance and first attempt.

    Parcels are accepted between 10:00 and 19:00, attempts fall between 8:00 and 20:00: one that
    would fall into the night is brought to the evening before 20:00 or the morning after 8:00. As
    acceptance lies inside the daytime, no parcel crosses 24, 48 or 72 hours by that.
    """
    count = len(segment)
    clock = (10 * _HOUR + ((draws(rng, count).astype(np.int64) * (9 * _HOUR)) >> 16)).astype(
        np.int64
    )
    own = np.where(segment == INTER_CITY, traffic.distance[far], np.float32(0))
    chance = QUANTILES[draws(rng, count) >> 4]
    scatter = np.where(segment == INTER_CITY, np.sqrt(1 - _BY_DISTANCE**2), np.float32(1))
    hours = np.exp(day.mu[segment] + day.sigma[segment] * (_BY_DISTANCE * own + scatter * chance))
    arrival = clock + (hours * _HOUR).astype(np.int64)
    hour_of_day = arrival % _DAY
    late = np.where(hour_of_day < 2 * _HOUR, hour_of_day + _DAY, hour_of_day)
    evening = late >= 20 * _HOUR
    morning = (hour_of_day >= 2 * _HOUR) & (hour_of_day < 8 * _HOUR)
    arrival += np.where(evening, 19 * _HOUR + (late - 20 * _HOUR) // 6 - late, 0)
    arrival += np.where(morning, 8 * _HOUR + (hour_of_day - 2 * _HOUR) // 3 - hour_of_day, 0)
    midnight = int(np.datetime64(day.date, "s").astype(np.int64))
    return midnight + clock, midnight + arrival


def _modes(traffic: Traffic, day: Day, rng: np.random.Generator, count: int) -> Ints:
    locker = traffic.recipe.at("service.locker", day.year)
    station = traffic.recipe.at("service.station", day.year)
    shares = np.array([1 - locker - station - _VILLAGE_SHARE, locker, station, _VILLAGE_SHARE])
    return dial(shares)[draws(rng, count)].astype(np.int64)


def _dwell(rng: np.random.Generator, count: int) -> Ints:
    """Seconds between deposit and pick-up."""
    hours = np.exp(_DWELL + _DWELL_SPREAD * QUANTILES[draws(rng, count) >> 4])
    return np.asarray(np.minimum(hours, 240) * _HOUR, np.int64)


def _outcomes(
    traffic: Traffic,
    day: Day,
    segment: Ints,
    outward: NDArray[np.bool_],
    rng: np.random.Generator,
) -> Ints:
    """What came of each parcel. Abroad, delivery is not reported back: it stays in transit."""
    count = len(segment)
    outcome = np.where(_chance(traffic, day, "service.returned", rng, count), RETURNED, DELIVERED)
    for code, series in ((LOST, "service.loss_ppm"), (DAMAGED, "service.damage_ppm")):
        number = rng.binomial(count, traffic.recipe.at(series, day.year) / 1e6)
        outcome[rng.integers(0, count, number)] = code
    return np.where(outward & (segment == INTERNATIONAL), IN_TRANSIT, outcome)


def _products(traffic: Traffic, day: Day, segment: Ints, rng: np.random.Generator) -> Ints:
    cold = traffic.recipe.at("service.cold", day.year)
    domestic = dial(np.array([0.79 - cold, 0.18, 0.03, 0.0, cold]))
    local = dial(np.array([0.58 - cold, 0.18, 0.06, 0.18, cold]))
    drawn = draws(rng, len(segment))
    product = np.where(segment == SAME_CITY, local[drawn], domestic[drawn])
    return np.where(segment == INTERNATIONAL, CROSS_BORDER, product)
