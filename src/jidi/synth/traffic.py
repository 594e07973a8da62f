"""What the parcels of a day are drawn from: cells, destinations, outlets, hubs, vehicles.

Draws are 16 bits wide: a *dial* turns a distribution into 65 536 places, so that a draw is one
look-up. A chance below 1 in 65 536 is lost by it; counts of rare things are drawn on their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jidi.core.errors import InputError
from jidi.synth.apportion import Floats, Ints
from jidi.synth.columns import Texts
from jidi.synth.facilities import Facilities
from jidi.synth.fleet import Fleet
from jidi.synth.ground import Ground
from jidi.synth.lockers import Lockers
from jidi.synth.operators import Operators
from jidi.synth.recipe import Recipe
from jidi.synth.returns import Returns

SAME_CITY, INTER_CITY, INTERNATIONAL = 0, 1, 2
DIAL = 65_536
Draws = NDArray[np.uint16]

_CITY_DIAL = 4096
_INTERNATIONAL_IN = 0.002
"""Share of arriving parcels that come from abroad."""
_SAME_CITY_SPREAD = 0.45
_NEAR = float(np.log(220.0))
"""Logarithm of the kilometres between two cities of the province, on average."""


def dial(weights: Floats, *, places: int = DIAL) -> NDArray[np.int32]:
    """The place that each of ``places`` equally likely draws falls on."""
    ends = np.cumsum(weights) / weights.sum()
    points = (np.arange(places) + 0.5) / places
    return np.minimum(np.searchsorted(ends, points), len(weights) - 1).astype(np.int32)


def threshold(share: float) -> int:
    """Draws below it happen with that chance."""
    return round(share * DIAL)


_NORMAL = NormalDist()
QUANTILES = np.array([_NORMAL.inv_cdf((i + 0.5) / 4096) for i in range(4096)], np.float32)
"""Standard normal quantiles at 4096 places."""


@dataclass(frozen=True)
class Traffic:
    """The province as parcels see it.

    A *place* is a county, then another province, then abroad (the last).
    """

    recipe: Recipe
    ground: Ground
    own: Operators
    at: Facilities
    made: Returns
    fleet: Fleet
    lockers: Lockers

    @cached_property
    def places(self) -> Texts:
        """The division code of every place."""
        others = [code.ljust(12, "0").encode() for code in self.recipe.service.destinations]
        tail = np.array([*others, b"0" * 12], "S12")
        return np.concatenate([self.ground.counties.codes, tail])

    @cached_property
    def facility_ids(self) -> Texts:
        """Ids of the facilities, and an empty text behind the last, which the place -1 finds."""
        return np.append(self.at.ids, np.array([b""], self.at.ids.dtype))

    @property
    def inside(self) -> int:
        """Places below it are counties of the province."""
        return len(self.ground.counties)

    @property
    def abroad(self) -> int:
        """The place that stands for all other countries."""
        return len(self.places) - 1

    @cached_property
    def hub_of(self) -> NDArray[np.int32]:
        """The place whose hub serves a place: the weightiest county of its city, or itself."""
        counties = self.ground.counties
        seat = np.zeros(len(self.ground.cities), np.int32)
        rising = np.argsort(counties.weight, kind="stable")
        seat[counties.above[rising]] = rising
        own = np.arange(len(self.places), dtype=np.int32)
        own[: self.inside] = seat[counties.above]
        return own

    @cached_property
    def distance(self) -> NDArray[np.float32]:
        """Standard scores of the way to a place, by the share of what is sent between cities.

        What arrives comes from other provinces only and so takes longer on average.
        """
        service = self.recipe.service
        pull = np.array(list(service.destinations.values()))
        km = np.log(np.array([service.distance[code] for code in service.destinations]))
        cities = np.bincount(self.ground.counties.above, self.ground.counties.weight)
        near = service.to_same_province * float(1 - (cities**2).sum())
        share = pull / pull.sum() * (1 - near)
        mean = float((share * km).sum() + near * _NEAR)
        var = float((share * (km - mean) ** 2).sum()) + near * (_NEAR - mean) ** 2
        scores = np.zeros(len(self.places), np.float32)
        scores[: self.inside] = (_NEAR - mean) / np.sqrt(var)
        scores[self.inside : -1] = (km - mean) / np.sqrt(var)
        return scores

    @cached_property
    def to_county(self) -> NDArray[np.int32]:
        """Dial of counties by weight."""
        return dial(self.ground.counties.weight)

    @cached_property
    def to_other(self) -> NDArray[np.int32]:
        """Dial of places that are other provinces, by pull."""
        return dial(np.array(list(self.recipe.service.destinations.values()))) + self.inside

    @cached_property
    def in_city(self) -> NDArray[np.int32]:
        """For each county a dial of the counties of its city."""
        counties = self.ground.counties
        rows = [
            dial(np.where(counties.above == city, counties.weight, 0), places=_CITY_DIAL)
            for city in range(len(self.ground.cities))
        ]
        return np.stack(rows)[counties.above]

    @cached_property
    def trunk(self) -> Ints:
        """Vehicles that run between hubs."""
        return np.flatnonzero(self.fleet.kind >= 3)

    @cached_property
    def last_mile(self) -> Ints:
        """Vehicles that deliver."""
        return np.flatnonzero(self.fleet.kind <= 1)


@dataclass(frozen=True)
class Day:
    """The traffic of one day, ready to be drawn."""

    date: date
    year: int
    cells: Ints
    """Columns: operator, county, segment, outward (1) or arriving (0)."""
    ends: Floats
    """Cumulative share of each cell."""
    events: float
    """Events of the whole day at scale 1."""
    outlets: Ints
    """Facilities where parcels are handed in and out, by operator and county."""
    first: Ints
    """Where an (operator, county) begins in ``outlets``; its number stands in ``many``."""
    many: Ints
    hubs: Ints
    """A hub of each place, -1 where none stands."""
    lockers: Ints
    locker_first: Ints
    locker_many: Ints
    mu: NDArray[np.float32]
    sigma: NDArray[np.float32]


def day_of(traffic: Traffic, day: date) -> Day:
    """The traffic of a day.

    :raises InputError: S-110 when it lies outside the recipe's years.
    """
    recipe = traffic.recipe
    if day.year not in recipe.years:
        raise InputError("S-110", day=day)
    month = (day.year - recipe.first_year) * 12 + day.month - 1
    cells, weights = _day_cells(traffic, month)
    outlets, first, many = _outlets(traffic, day)
    lockers, locker_first, locker_many = _lockers(traffic, day)
    mu, sigma = _hours(recipe, day.year)
    return Day(
        date=day,
        year=day.year,
        cells=cells,
        ends=np.cumsum(weights) / weights.sum(),
        events=recipe.service.full_day_events * _busyness(traffic.made, month),
        outlets=outlets,
        first=first,
        many=many,
        hubs=_hubs(traffic, day),
        lockers=lockers,
        locker_first=locker_first,
        locker_many=locker_many,
        mu=mu,
        sigma=sigma,
    )


def _busyness(made: Returns, month: int) -> float:
    """Express items of the month against the mean month of the last year."""
    express = made.volume[:, made.express].sum(axis=1)
    return float(express[month] / express[-12:].mean())


def _day_cells(traffic: Traffic, month: int) -> tuple[Ints, Floats]:
    made, ground, own = traffic.made, traffic.ground, traffic.own
    out = np.flatnonzero(made.express & (made.volume[month] > 0))
    sent = np.stack(
        [made.operator[out], made.county[out], made.business[out], np.ones_like(out)], axis=1
    )
    weight = made.volume[month, out].astype(np.float64)
    weight *= traffic.recipe.service.outward / weight.sum()
    carrier, county = np.nonzero(own.present[own.carriers])
    operator = own.carriers[carrier]
    pull = own.share[operator] * ground.counties.weight[county]
    pull *= (1 - traffic.recipe.service.outward) / pull.sum()
    arriving, pulls = [], []
    for segment, share in ((INTER_CITY, 1 - _INTERNATIONAL_IN), (INTERNATIONAL, _INTERNATIONAL_IN)):
        fixed = [operator, county, np.full_like(county, segment), np.zeros_like(county)]
        arriving.append(np.stack(fixed, axis=1))
        pulls.append(pull * share)
    cells = np.concatenate([sent, *arriving])
    weights = np.concatenate([weight, *pulls])
    order = np.lexsort((cells[:, 2], cells[:, 0], cells[:, 1]))
    return cells[order], weights[order]


def _outlets(traffic: Traffic, day: date) -> tuple[Ints, Ints, Ints]:
    at, counties = traffic.at, len(traffic.ground.counties)
    open_ = np.flatnonzero(
        np.isin(at.kind, ("express_outlet", "postal_outlet")) & at.alive(np.datetime64(day))
    )
    return _grouped(
        open_, at.operator[open_] * counties + at.county[open_], len(traffic.own.ids) * counties
    )


def _lockers(traffic: Traffic, day: date) -> tuple[Ints, Ints, Ints]:
    alive = traffic.lockers.alive(np.datetime64(day))
    return _grouped(alive, traffic.lockers.county[alive], traffic.inside)


def _grouped(things: Ints, group: Ints, groups: int) -> tuple[Ints, Ints, Ints]:
    """Things in order of their group, where each group begins, and how many it has."""
    order = np.argsort(group, kind="stable")
    many = np.bincount(group, minlength=groups)
    return things[order], np.cumsum(many) - many, many


def _hubs(traffic: Traffic, day: date) -> Ints:
    at = traffic.at
    open_ = np.flatnonzero((at.kind == "hub") & at.alive(np.datetime64(day)))
    city = traffic.ground.county_city(at.county[open_])
    of_city = np.full(len(traffic.ground.cities), -1)
    of_city[city[::-1]] = open_[::-1]
    hubs = np.full(len(traffic.places), -1)
    hubs[: traffic.inside] = of_city[traffic.ground.counties.above]
    return hubs


def _hours(recipe: Recipe, year: int) -> tuple[Any, Any]:
    """Mean and deviation of the logarithm of the hours by segment, so that the rates hold.

    ``P(T <= 72 h)`` between cities and ``P(T <= 24 h)`` within one are the recipe's for the year.
    """
    spread = recipe.service.spread
    normal = NormalDist()
    within = normal.inv_cdf(recipe.at("service.same_city_24h", year))
    between = normal.inv_cdf(recipe.at("service.on_time_72h", year))
    mu = [
        np.log(24.0) - within * _SAME_CITY_SPREAD,
        np.log(72.0) - between * spread,
        np.log(recipe.service.international_hours),
    ]
    return np.array(mu, np.float32), np.array([_SAME_CITY_SPREAD, spread, spread], np.float32)
