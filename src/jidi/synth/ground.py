"""The ground a province is built on: its divisions as arrays, with weights and places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from jidi.core.division import DivisionTree
from jidi.core.division_code import DivisionCode, Level
from jidi.core.errors import InputError, raise_together
from jidi.model.boundaries import interior_points
from jidi.synth.apportion import Floats, Ints
from jidi.synth.columns import Texts
from jidi.synth.recipe import Recipe
from jidi.synth.streams import stream

# How strongly a kind of township draws people and parcels; our own choice.
_PULL = {"street": 3.0, "town": 1.6}
_WEAK_PULL = 0.7
"""Of every other kind: townships, sumu, farms."""
_DISTRICTS = ("district", "development_zone")
_RURAL = ("town", "rural_township", "ethnic_township", "sumu")
_URBAN_LEAN = 1.4
"""Parcels per person in a county that is all streets, against one that has none, less one."""


@dataclass(frozen=True)
class Units:
    """Divisions of one level in code order."""

    codes: Texts
    names: tuple[str, ...]
    above: Ints
    """Place of the unit's parent among the units of the level above."""
    weight: Floats
    """Share of the province's demand; sums to 1."""

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def ranked(self) -> Ints:
        """Places by falling weight."""
        return np.argsort(-self.weight, kind="stable")


@dataclass(frozen=True)
class Ground:
    """The province's divisions. A development zone without an outline has no places, without a
    census figure no weight.

    :param centre: longitude and latitude of each township's centre, NaN where unknown.
    """

    province: str
    cities: Units
    counties: Units
    townships: Units
    villages: Units
    population: Ints
    district: NDArray[np.bool_]
    """Whether a county is an urban district or a development zone."""
    rural: NDArray[np.bool_]
    """Whether a township is a town, a township or a sumu: no street, no farm or park."""
    administrative: NDArray[np.bool_]
    """Whether a village-level unit is an 建制村."""
    centre: Floats
    polygons: tuple[Any, ...]
    """Boundary of each county, or None."""

    def township_county(self, townships: Ints) -> Ints:
        """The county of each township, by place."""
        return self.townships.above[townships]

    def county_city(self, counties: Ints) -> Ints:
        """The city of each county, by place."""
        return self.counties.above[counties]


def survey_ground(
    recipe: Recipe,
    *,
    tree: DivisionTree,
    population: Mapping[DivisionCode, int],
    polygons: Mapping[DivisionCode, Any],
    seed: int,
) -> Ground:
    """The ground of the recipe's province.

    :param population: census population by county.
    :param polygons: county boundaries (Shapely, WGS 84 or CGCS2000 degrees).
    :raises InputError: S-107 when a county has an outline but no people, or none has people.
    """
    root = DivisionCode.parse(recipe.province)
    cities = tree.at_level(Level.CITY, within=root)
    counties = tree.at_level(Level.COUNTY, within=root)
    townships = tree.at_level(Level.TOWNSHIP, within=root)
    villages = tree.at_level(Level.VILLAGE, within=root)
    people = np.array([population.get(c.code, 0) for c in counties], np.int64)
    shapes = tuple(polygons.get(c.code) for c in counties)
    _refuse_unpeopled(counties, people, shapes)
    shapely.prepare([shape for shape in shapes if shape is not None])
    up_county, up_township = _parents(counties, cities), _parents(townships, counties)
    up_village = _parents(villages, townships)
    pull = np.array([_PULL.get(t.kind, _WEAK_PULL) for t in townships])
    street = np.array([t.kind == "street" for t in townships], np.float64)
    of_county = np.maximum(np.bincount(up_township, minlength=len(counties)), 1)
    urban = np.bincount(up_township, street, minlength=len(counties)) / of_county
    county_weight = _normal(people * (1 + _URBAN_LEAN * urban))
    pulls = np.bincount(up_township, pull, minlength=len(counties))
    township_weight = _normal(county_weight[up_township] * pull / pulls[up_township])
    rng = stream(seed, "ground.villages")
    size = rng.lognormal(0.0, 0.6, len(villages))
    sizes = np.bincount(up_village, size, minlength=len(townships))
    village_weight = _normal(township_weight[up_village] * size / sizes[up_village])
    return Ground(
        province=recipe.province,
        cities=_units(
            cities,
            _zeros(cities),
            np.bincount(up_county, county_weight, len(cities)).astype(np.float64),
        ),
        counties=_units(counties, up_county, county_weight),
        townships=_units(townships, up_township, township_weight),
        villages=_units(villages, up_village, village_weight),
        population=people,
        district=np.array([c.kind in _DISTRICTS for c in counties], bool),
        rural=np.array([t.kind in _RURAL for t in townships], bool),
        administrative=np.array([v.code.is_administrative_village for v in villages], bool),
        centre=_centres(up_township, shapes, seed),
        polygons=shapes,
    )


def places_near(ground: Ground, townships: Ints, rng: np.random.Generator) -> Floats:
    """A point near the centre of each township, inside its county; NaN where none is known.

    The step away from the centre is halved until the point lies inside, then given up: the centre
    itself lies inside.
    """
    centre = ground.centre[townships]
    counties = ground.township_county(townships)
    spread = _reach(ground)[counties][:, None]
    step = rng.standard_normal((len(townships), 2)) * spread
    found = centre + step
    for _ in range(4):
        outside = ~_inside(ground, counties, found)
        if not outside.any():
            break
        step[outside] /= 2
        found[outside] = centre[outside] + step[outside]
    outside = ~_inside(ground, counties, found)
    found[outside] = centre[outside]
    return np.round(found, 6)


def village_places(ground: Ground, *, seed: int) -> Floats:
    """Where each village lies; NaN where its county has no boundary."""
    return places_near(ground, ground.villages.above, stream(seed, "ground.village_places"))


def _inside(ground: Ground, counties: Ints, points: Floats) -> NDArray[np.bool_]:
    inside = np.ones(len(points), bool)
    order = np.argsort(counties, kind="stable")
    bounds = np.searchsorted(counties[order], np.arange(len(ground.counties) + 1))
    for place, shape in enumerate(ground.polygons):
        rows = order[bounds[place] : bounds[place + 1]]
        if shape is not None and len(rows):
            inside[rows] = shapely.contains_xy(shape, points[rows, 0], points[rows, 1])
    return inside


def _reach(ground: Ground) -> Floats:
    """A third of the side of an average township, in degrees, for each county."""
    count = np.maximum(np.bincount(ground.townships.above, minlength=len(ground.counties)), 1)
    areas = np.array([0.0 if shape is None else shape.area for shape in ground.polygons])
    return np.sqrt(areas / count) / 3


def _centres(up_township: Ints, shapes: tuple[Any, ...], seed: int) -> Floats:
    centre = np.full((len(up_township), 2), np.nan)
    for place, shape in enumerate(shapes):
        rows = np.flatnonzero(up_township == place)
        if shape is not None and len(rows):
            drawn = interior_points([shape], [len(rows)], stream(seed, "ground.centre", place))
            centre[rows] = drawn
    return centre


def _refuse_unpeopled(counties: Any, people: Ints, shapes: tuple[Any, ...]) -> None:
    findings = [
        InputError("S-107", county=county.code.text)
        for county, count, shape in zip(counties, people, shapes, strict=True)
        if shape is not None and not count
    ]
    if not people.any():
        findings.append(InputError("S-107", county="*"))
    raise_together(findings)


def _units(divisions: Any, above: Ints, weight: Floats) -> Units:
    codes = np.array([d.code.text.encode() for d in divisions], "S12")
    return Units(codes, tuple(d.name for d in divisions), above, _normal(weight))


def _parents(lower: Any, upper: Any) -> Ints:
    place = {division.code: i for i, division in enumerate(upper)}
    return np.array([place[d.parent] for d in lower], np.int64)


def _zeros(divisions: Any) -> Ints:
    return np.zeros(len(divisions), np.int64)


def _normal(weight: Floats) -> Floats:
    total = weight.sum()
    return weight / total if total > 0 else np.asarray(weight, np.float64)
